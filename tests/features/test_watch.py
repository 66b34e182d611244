"""The register lists each certificate once, and people are told in time, once, and about nothing that was replaced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from app.features.effects import build_worker
from app.features.errors import NotAllowed, NotFound
from app.features.identity.models import Member, Organisation
from app.features.identity.permissions import Role
from app.features.notifications.models import Mail
from app.features.watch import expiry, queries, service
from app.features.watch.models import ExpiryNotice
from app.features.watch.schemas import NOT_JUDGED, Filter, Found, Order, State
from app.infra.db import Database
from app.infra.jobs import Job, JobState, Worker, queue_wanted
from app.infra.services import Services, build_services
from app.infra.settings import Settings
from app.infra.tokens import derive_token
from tests.conftest import Cast, Now
from tests.features.watch_story import Sending, certificate, on

TODAY = "2026-11-23"  # where the story's clock stands


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write_session() as opened:
        yield opened


@pytest.fixture
def sending(session: Session, cast: Cast, settings: Settings, now: Now) -> Sending:
    return Sending(session, cast, settings, now)


def look(sending: Sending, **wanted: Any) -> Found:
    page = wanted.pop("page", 1)
    organisation = sending.by.actor.organisation_id
    return queries.register(sending.session, organisation, Filter(**wanted), on(TODAY), soon=90, page=page)


def numbers(found: Found) -> list[str]:
    return [entry.number for entry in found.entries]


def test_each_vendor_and_number_stands_once_as_it_was_sent_in_last(sending: Sending, now: Now) -> None:
    sending.send_in("Quillfeather Talent", certificate("A-1", "2027-01-31"), title="Hiring")
    now.forward(timedelta(days=1))
    sending.send_in("Quillfeather Talent", certificate("a 1", "2030-01-31"), title="Payroll")
    sending.send_in("Otterline HR", certificate("A-1", "2028-01-31"), title="Hiring")
    found = look(sending)
    assert (found.total, found.known) == (2, 2)
    assert [(e.vendor, e.valid_until) for e in found.entries] == [
        ("Otterline HR", on("2028-01-31")), ("Quillfeather Talent", on("2030-01-31")),
    ]  # fmt: skip
    assert [place.campaign for place in found.entries[1].seen] == ["Payroll", "Hiring"]


def test_drafts_stay_with_their_vendors_and_a_new_submission_replaces_the_old_one(sending: Sending) -> None:
    sending.draft("Otterline HR", "Hiring")
    sending.send_in("Quillfeather Talent", certificate("A-1", "2027-01-31"), certificate("A-2", "2027-01-31"))
    assert numbers(look(sending)) == ["A-1", "A-2"]
    sending.send_in("Quillfeather Talent", certificate("A-2", "2027-01-31"))
    assert numbers(look(sending)) == ["A-2"]


def test_the_rival_buyer_sees_nothing_of_it(sending: Sending, cast: Cast, settings: Settings, now: Now) -> None:
    sending.send_in("Quillfeather Talent", certificate("A-1", "2027-01-31"))
    kais = Sending(sending.session, cast, settings, now, buyer=cast.kai)
    kais.send_in("Quillfeather Talent", certificate("K-1", "2028-01-31"))
    assert numbers(look(sending)) == ["A-1"]
    assert look(sending).entries[0].replaced_until is None
    assert numbers(look(kais)) == ["K-1"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"state": State.IN_FORCE}, ["soon", "long"]),
        ({"state": State.SOON}, ["soon"]),
        ({"state": State.ENDED}, ["ended"]),
        ({"state": State.LATER}, ["later"]),
        ({"state": State.OPEN}, ["open"]),
        ({"scheme": "iso-27001"}, ["ended"]),
        ({"scheme": NOT_JUDGED}, ["open"]),
        ({"standing": "rejected"}, ["ended", "later", "long", "open"]),
        ({"vendor": "otter"}, ["long"]),
        ({"vendor": "100%"}, []),
        ({"vendor": "otter", "state": State.ENDED}, []),
        ({}, ["ended", "soon", "later", "long", "open"]),
        ({"descending": True}, ["long", "later", "soon", "ended", "open"]),
        ({"order": Order.VENDOR}, ["long", "soon", "ended", "later", "open"]),
    ],
)
def test_filters_and_sorting(sending: Sending, wanted: dict[str, Any], expected: list[str]) -> None:
    sending.send_in("Otterline HR", certificate("long", "2029-11-23"))
    sending.send_in(
        "Quillfeather Talent",
        certificate("soon", "2027-02-21"),  # 90 days ahead
        title="One",
    )
    sending.send_in("Quillfeather Talent", certificate("ended", "2026-11-22", scheme="iso-27001"), title="Two")
    later = certificate("later", "2028-01-31", valid_from={"value": "2026-11-24"})
    sending.send_in("Quillfeather Works", later, certificate("open", None, scheme=""), title="Three")
    found = look(sending, **wanted)
    if wanted.get("order") is Order.VENDOR:
        assert sorted(numbers(found)) == sorted(expected)
        assert [e.vendor for e in found.entries] == sorted(e.vendor for e in found.entries)
    else:
        assert numbers(found) == expected
    assert (found.total, found.known) == (len(expected), 5)


def test_a_page_holds_fifty_and_the_rest_follows(sending: Sending) -> None:
    many = [certificate(f"N-{n:03}", "2027-01-31", scheme="") for n in range(120)]
    sending.send_in("Quillfeather Talent", *many)
    pages = [look(sending, page=page) for page in (1, 2, 3)]
    assert [len(p.entries) for p in pages] == [50, 50, 20]
    assert [n for p in pages for n in numbers(p)] == [f"N-{n:03}" for n in range(120)]
    assert pages[0].total == 120


# The watch --------------------------------------------------------------------------------------------------------


def remind(sending: Sending) -> list[Mail]:
    """What is written on this day, one after another."""
    before = {m.id for m in sending.session.exec(select(Mail))}
    organisation = sending.session.get_one(Organisation, sending.by.actor.organisation_id)
    expiry.remind(sending.session, organisation, sending.settings, sending.now())
    written = sending.session.exec(select(Mail).order_by(col(Mail.created_at), col(Mail.id))).all()
    return [m for m in written if m.id not in before]


def at(day: str, hour: int = 8, zone: str = "Europe/Brussels") -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00").replace(tzinfo=ZoneInfo(zone))


def test_ninety_thirty_and_seven_days_ahead_and_on_the_day_and_never_twice(sending: Sending, now: Now) -> None:
    sending.send_in("Quillfeather Talent", certificate("A-1", "2027-03-31"))
    told: dict[str, str] = {}
    day = on("2026-12-20")
    while day <= on("2027-04-20"):
        now.at = at(day.isoformat())
        for mail in remind(sending):
            told[day.isoformat()] = mail.subject
        assert remind(sending) == []  # a second time on the same day
        day += timedelta(days=1)
    assert told == {
        "2026-12-31": "Quillfeather Talent: a certificate ends in 90 days",
        "2027-03-01": "Quillfeather Talent: a certificate ends in 30 days",
        "2027-03-24": "Quillfeather Talent: a certificate ends in 7 days",
        "2027-03-31": "Quillfeather Talent: a certificate ends today",
    }


def test_one_mail_a_person_and_day_says_all_that_ends(sending: Sending, cast: Cast, now: Now) -> None:
    sending.send_in(
        "Quillfeather Talent", certificate("A-1", "2027-02-21"), certificate("A-2", "2026-11-30", "iso-27001")
    )
    sending.send_in("Otterline HR", certificate("O-1", "2026-12-23"))
    (mail,) = remind(sending)
    assert (mail.to_address, mail.kind, mail.campaign_id) == (cast.tomas.actor.email, "expiry", None)
    assert mail.subject == "3 certificates end or have ended"
    for words in ("A-1", "A-2", "O-1", "ends on 30 November 2026, in 7 days", "seen in AI in hiring"):
        assert words in mail.text
    assert "{{" not in mail.text + mail.html
    for verdict in ("valid certificate", "invalid", "compliant"):
        assert verdict not in mail.text.lower()


def test_days_that_were_missed_are_caught_up_with_one_mail(sending: Sending, now: Now) -> None:
    sending.send_in("Quillfeather Talent", certificate("A-1", "2027-03-31"))
    now.at = at("2027-04-05")  # nobody worked since November
    (mail,) = remind(sending)
    assert "ended on 31 March 2027, 5 days ago" in mail.text
    now.at = at("2027-04-06")
    assert remind(sending) == []


def test_what_had_ended_before_it_was_sent_in_or_long_ago_is_no_news(sending: Sending, now: Now) -> None:
    sending.send_in("Quillfeather Talent", certificate("A-1", "2026-11-20"))
    assert remind(sending) == []
    sending.send_in("Otterline HR", certificate("O-1", "2027-01-31"))
    now.at = at("2027-03-15")
    assert remind(sending) == []


def test_a_certificate_that_a_newer_one_replaced_is_not_reminded_of(sending: Sending) -> None:
    sending.send_in("Quillfeather Talent", certificate("A-1", "2026-11-30"), title="Hiring")
    sending.send_in("Quillfeather Talent", certificate("B-7", "2029-11-30"), title="Payroll")
    sending.send_in("Otterline HR", certificate("O-1", "2026-11-30", "iso-27001"), certificate("O-2", "2029-01-01"))
    (mail,) = remind(sending)
    assert "O-1" in mail.text  # the newer one is of another scheme
    assert "A-1" not in mail.text


def test_a_renewed_end_is_news_again(sending: Sending, now: Now) -> None:
    sending.send_in("Quillfeather Talent", certificate("A-1", "2026-11-30"))
    assert len(remind(sending)) == 1
    sending.send_in("Quillfeather Talent", certificate("A-1", "2027-11-30"))
    now.at = at("2026-11-30")
    assert remind(sending) == []
    now.at = at("2027-11-23")
    (mail,) = remind(sending)
    assert "ends on 30 November 2027, in 7 days" in mail.text


@pytest.mark.parametrize("gone", [("active", False), ("role", Role.VIEWER)], ids=["left", "manages-none"])
def test_who_wants_none_gets_none_and_where_no_owner_is_left_all_managers_are_told(
    sending: Sending, session: Session, cast: Cast, now: Now, gone: tuple[str, Any]
) -> None:
    sending.send_in("Quillfeather Talent", certificate("A-1", "2026-11-30"))
    service.want_reminders(session, cast.tomas.actor, False, now=now())
    assert remind(sending) == []
    service.want_reminders(session, cast.tomas.actor, True, now=now())
    member = session.get_one(Member, cast.tomas.actor.id)
    setattr(member, *gone)
    session.add(member)
    session.flush()
    assert [m.to_address for m in remind(sending)] == [cast.ines.actor.email]  # Rosa and Vera manage no campaigns


def test_the_vendors_contact_is_asked_only_where_the_organisation_wants_that(
    sending: Sending, session: Session, cast: Cast, now: Now
) -> None:
    sending.send_in("Quillfeather Talent", certificate("A-1", "2026-11-30"))
    assert {m.kind for m in remind(sending)} == {"expiry"}
    service.ask_vendors(session, cast.tomas.actor, True, now=now())
    (mail,) = remind(sending)
    assert (mail.kind, mail.to_address, mail.reply_to) == ("renewal", "ai@quillfeather.example", cast.tomas.actor.email)
    assert mail.campaign_id == sending.campaign("AI in hiring").id
    assert "ends on 30 November 2026" in mail.text
    assert "please send us the renewed certificate" in mail.text
    assert "http" not in mail.text
    assert remind(sending) == []


@pytest.mark.parametrize("gone", ["revoked_at", "declined_at"])
def test_who_declined_or_whose_link_was_revoked_is_not_written_to(
    sending: Sending, session: Session, cast: Cast, now: Now, gone: str
) -> None:
    service.ask_vendors(session, cast.tomas.actor, True, now=now())
    sending.send_in("Quillfeather Talent", certificate("A-1", "2026-11-30"))
    invitation = sending.invitation("Quillfeather Talent", "AI in hiring")
    setattr(invitation, gone, now())
    session.add(invitation)
    session.flush()
    assert {m.kind for m in remind(sending)} == {"expiry"}


def test_an_end_that_nobody_confirmed_says_so(sending: Sending) -> None:
    read = {"value": "2026-11-30", "source": {"how": "text", "page": 1}, "confirmed": False}
    sending.send_in("Quillfeather Talent", certificate("A-1", None, valid_until=read))
    (mail,) = remind(sending)
    assert "the day was read and not confirmed" in mail.text


def test_other_days_ahead_can_be_set(sending: Sending) -> None:
    sending.settings = Settings(_env_file=None, expiry_days=" 14,60 ")
    assert sending.settings.remind_days == (60, 14)
    sending.send_in("Quillfeather Talent", certificate("A-1", "2026-11-30"))
    assert len(remind(sending)) == 1
    (notice,) = sending.session.exec(select(ExpiryNotice))
    assert notice.days == 14


@pytest.mark.parametrize("given", ["", "x", "-1", "90;30", "9999"])
def test_days_ahead_that_are_none_are_refused(given: str) -> None:
    with pytest.raises(ValueError, match="must be days from 0 to 730"):
        Settings(_env_file=None, expiry_days=given)


# The job ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def services(database: Database, settings: Settings, now: Now) -> Iterator[Services]:
    made = build_services(settings, now)
    yield made
    made.database.dispose()


def watched(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.exec(select(Job.key).where(Job.kind == expiry.JOB)))


def mails(database: Database) -> list[Mail]:
    with database.reading() as session:
        return list(session.exec(select(Mail).where(Mail.kind == "expiry")))


def drain(worker: Worker) -> None:
    worker.plan()
    while worker.run_once():
        pass


def test_a_job_a_day_and_organisation_however_many_workers_there_are(
    database: Database, cast: Cast, settings: Settings, now: Now, services: Services
) -> None:
    with database.writing() as session:
        Sending(session, cast, settings, now).send_in("Quillfeather Talent", certificate("A-1", "2026-11-30"))
    workers = [build_worker(services), build_worker(services)]
    for worker in workers:
        drain(worker)
    days = watched(database)
    assert len(days) == 2  # Norrhaven's, and the rival's
    assert all(key.endswith(f":{TODAY}") for key in days)
    assert len(mails(database)) == 1
    now.forward(timedelta(days=1))
    for worker in workers:
        drain(worker)
    assert len(watched(database)) == 4
    assert len(mails(database)) == 1


def test_nobody_is_written_to_before_it_is_morning_where_the_organisation_is(
    database: Database, cast: Cast, now: Now, services: Services
) -> None:
    with database.writing() as session:
        organisation = session.get_one(Organisation, cast.ines.actor.organisation_id)
        organisation.timezone = "Pacific/Auckland"
        session.add(organisation)
    now.at = at("2026-11-24", 5, "Pacific/Auckland")  # 17:00 of the day before in Brussels
    queue_wanted(services.database, (expiry.schedule,), now())
    assert [key.split(":")[1] for key in watched(database)] == [cast.kai.actor.organisation_id]
    now.at = at("2026-11-24", 6, "Pacific/Auckland")
    queue_wanted(services.database, (expiry.schedule,), now())
    assert f"expiry:{cast.ines.actor.organisation_id}:2026-11-24" in watched(database)


def test_a_job_left_over_from_yesterday_does_not_make_a_second_mail(
    database: Database, cast: Cast, settings: Settings, now: Now, services: Services
) -> None:
    with database.writing() as session:
        Sending(session, cast, settings, now).send_in("Quillfeather Talent", certificate("A-1", "2026-11-30"))
    queue_wanted(services.database, (expiry.schedule,), now())
    now.forward(timedelta(days=1))
    drain(build_worker(services))
    assert len(mails(database)) == 1
    with database.reading() as session:
        assert {j.state for j in session.exec(select(Job).where(Job.kind == expiry.JOB))} == {JobState.DONE}


def test_a_mail_that_cannot_be_written_leaves_nothing_told(
    database: Database, cast: Cast, settings: Settings, now: Now, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        Sending(session, cast, settings, now).send_in("Quillfeather Talent", certificate("A-1", "2026-11-30"))
    with monkeypatch.context() as broken:
        broken.setattr(expiry, "_send", lambda *_: 1 / 0)
        worker = build_worker(services)
        worker.plan()
        with pytest.raises(ZeroDivisionError):
            while worker.run_once():
                pass
    assert mails(database) == []
    now.forward(timedelta(minutes=6))  # the lease ends, and another worker takes the row
    drain(build_worker(services))
    assert len(mails(database)) == 1


# The calendar's link ----------------------------------------------------------------------------------------------


def test_a_renewed_or_revoked_calendar_opens_nothing_any_more(
    session: Session, cast: Cast, settings: Settings, now: Now
) -> None:
    def token() -> str:
        nonce = queries.settings_of(session, cast.tomas.actor.organisation_id).calendar_nonce or ""
        return derive_token(settings.key, "calendar", nonce)

    row = service.renew_calendar(session, cast.tomas.actor, key=settings.key, now=now())
    first = token()
    assert first not in (row.calendar_nonce, row.calendar_hash)  # the database alone opens nothing
    assert queries.organisation_of_calendar(session, first).id == cast.tomas.actor.organisation_id
    service.renew_calendar(session, cast.tomas.actor, key=settings.key, now=now())
    second = token()
    with pytest.raises(NotFound):
        queries.organisation_of_calendar(session, first)
    assert queries.organisation_of_calendar(session, second).id == cast.tomas.actor.organisation_id
    service.revoke_calendar(session, cast.tomas.actor, now=now())
    for old in (first, second, "", "x" * 26):
        with pytest.raises(NotFound):
            queries.organisation_of_calendar(session, old)
    with pytest.raises(NotAllowed):
        service.renew_calendar(session, cast.rosa.actor, key=settings.key, now=now())
