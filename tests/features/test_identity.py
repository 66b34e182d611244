"""Members, roles, passwords and sessions, told at the service: what may be done, and what is kept from happening."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import hypothesis
import pytest
import sqlalchemy as sa
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from app.core.problems import Invalid
from app.core.typed import parse
from app.features.audit.models import AuditEvent
from app.features.errors import Closed, Conflict, FeatureError, NotAllowed, NotFound, TooMany
from app.features.identity import queries, service
from app.features.identity.models import LoginSession, Member, Organisation, PasswordLink
from app.features.identity.passwords import check_password, hash_password, verify_password
from app.features.identity.permissions import Role
from app.features.identity.schemas import FirstRun, NewMember, OrganisationSettings
from app.features.identity.service import Visit
from app.infra.db import Database
from app.infra.settings import Settings
from app.infra.tokens import derive_token, new_token
from tests.conftest import Cast, Now

PASSWORD = "slow heron under glass"
KEY = b"a key of the installation"
VISIT = Visit(address="192.0.2.7", browser="Firefox", lifetime=timedelta(hours=12), key=KEY)
NADIA = NewMember(name="Nadia Osei", email="nadia@norrhaven.example", role=Role.REVIEWER)


def first_run(name: str = "Norrhaven Transit", email: str = "ines@norrhaven.example") -> FirstRun:
    return FirstRun(organisation=name, timezone="Europe/Oslo", name="Ines Aldemir", email=email, password=PASSWORD)


def codes(invalid: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in invalid.value.problems]


def give_password(session: Session, *people: object) -> None:
    for person in people:
        session.get_one(Member, person.actor.id).password_hash = hash_password(PASSWORD)  # type: ignore[attr-defined]
    session.flush()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "PASSWORD-SHORT"),
        ("elevenchars", "PASSWORD-SHORT"),
        ("x y" * 67, "PASSWORD-LONG"),
        ("ines@norrhaven.example", "PASSWORD-OWN"),
        ("InesAldemir2026", "PASSWORD-OWN"),
        ("Aldemir Ines!", "PASSWORD-OWN"),
        ("aaaaaaaaaaaa", "PASSWORD-OBVIOUS"),
        ("121212121212", "PASSWORD-OBVIOUS"),
        ("123456789012", "PASSWORD-OBVIOUS"),
        ("abcdefghijkl", "PASSWORD-OBVIOUS"),
        ("Password!12345", "PASSWORD-OBVIOUS"),
        ("change-me-please", "PASSWORD-OBVIOUS"),
        ("correct horse battery staple", "PASSWORD-OBVIOUS"),
        ("ｑｗｅｒｔｙｕｉｏｐ１２", "PASSWORD-OBVIOUS"),
    ],
)
def test_a_password_that_will_not_do(password: str, code: str) -> None:
    problems = check_password(password, email="ines@norrhaven.example", name="Ines Aldemir")
    assert [problem.code for problem in problems] == [code]


@pytest.mark.parametrize(
    "password", [PASSWORD, "nodigitsorsigns", "äöü mit Umlauten", "x7" + "q9z " * 49 + "ab", "密码要够长才行啊不是吗对"]
)
def test_a_password_needs_no_digits_or_signs(password: str) -> None:
    assert check_password(password, email="ines@norrhaven.example", name="Ines Aldemir") == []


@hypothesis.settings(max_examples=10, deadline=None)  # hashing is slow on purpose
@hypothesis.given(st.text(st.characters(codec="utf-8"), min_size=12, max_size=30))
def test_a_password_is_recognised_and_another_is_not(password: str) -> None:
    stored = hash_password(password)
    assert verify_password(password, stored)
    assert not verify_password(password + "x", stored)


@pytest.mark.parametrize("stored", [None, "", "!", "$argon2id$broken"])
def test_nobody_signs_in_where_no_password_is_stored(stored: str | None) -> None:
    for attempt in ("", "!", "nobody has this password", PASSWORD):
        assert not verify_password(attempt, stored)


def test_two_keyboards_write_the_same_password() -> None:
    assert verify_password("cafe\u0301 au lait noir", hash_password("caf\u00e9 au lait noir"))


def test_the_first_run_happens_once(session: Session, now: Now) -> None:
    owner = service.create_first_organisation(session, first_run(), now=now())
    assert owner.role == Role.OWNER
    with pytest.raises(Conflict):
        service.create_first_organisation(session, first_run("Other", "other@norrhaven.example"), now=now())


def test_of_two_first_runs_at_the_same_moment_one_wins(database: Database, now: Now) -> None:
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def run(number: int) -> None:
        start.wait()
        try:
            with database.writing() as session:
                service.create_first_organisation(
                    session, first_run(f"Buyer {number}", f"owner{number}@norrhaven.example"), now=now()
                )
            outcomes.append("created")
        except Conflict:
            outcomes.append("refused")

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["created", "refused"]
    with database.reading() as session:
        assert len(session.exec(select(Organisation)).all()) == 1
        assert len(session.exec(select(Member)).all()) == 1


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"name": "  "}, ("TEXT-MISSING", "name")),
        ({"name": "I" * 201}, ("TEXT-TOO-LONG", "name")),
        ({"name": "Ines\0"}, ("TEXT-CHARACTER", "name")),
        ({"email": "ines"}, ("EMAIL-FORM", "email")),
        ({"timezone": "Mars/Base"}, ("FIELD-FORM", "timezone")),
        ({"timezone": "../../etc/passwd"}, ("FIELD-FORM", "timezone")),
        ({"password": "short"}, ("PASSWORD-SHORT", "password")),
        ({"password": "Ines Aldemir 1"}, ("PASSWORD-OWN", "password")),
        ({"password": "{message} {x} {} %s"}, None),
    ],
)
def test_what_is_wrong_with_a_first_run_is_said_at_its_field(
    change: dict[str, str], wrong: tuple[str, str] | None
) -> None:
    typed = first_run().model_dump() | change
    if wrong is None:
        assert parse(FirstRun, typed).password == change["password"]
        return
    with pytest.raises(Invalid) as invalid:
        parse(FirstRun, typed)
    assert codes(invalid) == [wrong]


def test_a_new_member_sets_a_password_by_a_link_that_works_once(
    session: Session, cast: Cast, now: Now, settings: Settings
) -> None:
    member = service.add_member(session, cast.ines.actor, NADIA, now=now())
    link = service.new_password_link(session, cast.ines.actor, member.id, key=settings.key, now=now())
    token = queries.password_link(settings, link.nonce).rpartition("/")[2]
    assert token not in (link.nonce, link.token_hash)
    assert not verify_password("", member.password_hash)
    service.set_password(session, token, PASSWORD, now=now())
    assert service.sign_in(session, "nadia@norrhaven.example", PASSWORD, VISIT, now=now())
    with pytest.raises(Closed):
        service.set_password(session, token, "another heron in glass", now=now())


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        ("expired", Closed),
        ("renewed", Closed),
        ("deactivated", Closed),
        ("unknown", NotFound),
        ("malformed", NotFound),
    ],
)
def test_a_password_link_that_does_not_work(
    session: Session, cast: Cast, now: Now, spoil: str, expected: type[FeatureError]
) -> None:
    ines, vera = cast.ines.actor, cast.vera.actor
    link = service.new_password_link(session, ines, vera.id, key=KEY, now=now())
    token = derive_token(KEY, "password", link.nonce)
    match spoil:
        case "expired":
            now.forward(service.PASSWORD_LINK_LIFETIME)
        case "renewed":
            service.new_password_link(session, ines, vera.id, key=KEY, now=now())
        case "deactivated":
            service.deactivate(session, ines, vera.id, now=now())
        case "unknown":
            token = new_token()
        case "malformed":
            token = "../admin\0"
    with pytest.raises(expected):
        service.set_password(session, token, PASSWORD, now=now())


def test_a_password_that_will_not_do_leaves_the_link_usable(session: Session, cast: Cast, now: Now) -> None:
    link = service.new_password_link(session, cast.ines.actor, cast.vera.actor.id, key=KEY, now=now())
    token = derive_token(KEY, "password", link.nonce)
    with pytest.raises(Invalid):
        service.set_password(session, token, "Vera Okafor 1", now=now())
    service.set_password(session, token, PASSWORD, now=now())


def test_setting_a_password_by_link_ends_all_sessions(session: Session, cast: Cast, now: Now) -> None:
    link = service.new_password_link(session, cast.ines.actor, cast.vera.actor.id, key=KEY, now=now())
    service.set_password(session, derive_token(KEY, "password", link.nonce), PASSWORD, now=now())
    assert queries.actor_of_session(session, cast.vera.cookie, now()) is None


def test_an_e_mail_belongs_to_one_member(session: Session, cast: Cast, now: Now) -> None:
    taken = replace_email(NADIA, "kai@southport.example")
    with pytest.raises(Invalid) as invalid:
        service.add_member(session, cast.ines.actor, taken, now=now())
    assert codes(invalid) == [("EMAIL-TAKEN", "email")]
    assert service.add_member(session, cast.ines.actor, NADIA, now=now()), "the transaction goes on"


def replace_email(member: NewMember, email: str) -> NewMember:
    return member.model_copy(update={"email": email})


@pytest.mark.parametrize("who", ["tomas", "rosa", "vera"])
def test_only_owners_change_members_and_settings(session: Session, cast: Cast, now: Now, who: str) -> None:
    actor, other = getattr(cast, who).actor, cast.ines.actor.id
    attempts = [
        lambda: service.add_member(session, actor, NADIA, now=now()),
        lambda: service.change_role(session, actor, other, Role.VIEWER, now=now()),
        lambda: service.deactivate(session, actor, other, now=now()),
        lambda: service.reactivate(session, actor, other, now=now()),
        lambda: service.new_password_link(session, actor, other, key=KEY, now=now()),
        lambda: queries.open_password_links(session, actor, now()),
        lambda: service.edit_organisation(
            session, actor, OrganisationSettings(organisation="Mine", timezone="UTC"), now=now()
        ),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


def test_an_owner_of_another_organisation_finds_nobody(session: Session, cast: Cast, now: Now) -> None:
    rival, member = cast.kai.actor, cast.vera.actor.id
    attempts = [
        lambda: service.change_role(session, rival, member, Role.OWNER, now=now()),
        lambda: service.deactivate(session, rival, member, now=now()),
        lambda: service.reactivate(session, rival, member, now=now()),
        lambda: service.new_password_link(session, rival, member, key=KEY, now=now()),
        lambda: service.revoke_session(session, rival, cast.vera.actor.session_id, now=now()),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    service.new_password_link(session, cast.ines.actor, member, key=KEY, now=now())
    assert queries.open_password_links(session, rival, now()) == {}


def test_the_last_owner_stays(session: Session, cast: Cast, now: Now) -> None:
    ines = cast.ines.actor
    for attempt in (
        lambda: service.change_role(session, ines, ines.id, Role.MANAGER, now=now()),
        lambda: service.deactivate(session, ines, ines.id, now=now()),
    ):
        with pytest.raises(Invalid) as invalid:
            attempt()
        assert codes(invalid) == [("LAST-OWNER", f"member-{ines.id}")]
    service.change_role(session, ines, cast.tomas.actor.id, Role.OWNER, now=now())
    service.change_role(session, ines, ines.id, Role.MANAGER, now=now())


def test_an_owner_without_access_does_not_count(session: Session, cast: Cast, now: Now) -> None:
    ines, tomas = cast.ines.actor, cast.tomas.actor
    service.change_role(session, ines, tomas.id, Role.OWNER, now=now())
    service.deactivate(session, ines, tomas.id, now=now())
    with pytest.raises(Invalid):
        service.deactivate(session, ines, ines.id, now=now())


def test_two_owners_cannot_take_one_another_out_at_the_same_moment(database: Database, cast: Cast, now: Now) -> None:
    with database.writing() as session:
        service.change_role(session, cast.ines.actor, cast.tomas.actor.id, Role.OWNER, now=now())
    tomas = replace(cast.tomas.actor, role=Role.OWNER)
    start = threading.Barrier(2)

    def take_out(actor: object, other: str) -> None:
        start.wait()
        try:
            with database.writing() as session:
                service.deactivate(session, actor, other, now=now())  # type: ignore[arg-type]
        except Invalid:
            pass

    threads = [
        threading.Thread(target=take_out, args=(cast.ines.actor, tomas.id)),
        threading.Thread(target=take_out, args=(tomas, cast.ines.actor.id)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        owners = select(Member).where(
            Member.organisation_id == tomas.organisation_id, Member.role == Role.OWNER, col(Member.active)
        )
        assert len(session.exec(owners).all()) == 1


def test_a_new_role_holds_at_the_next_request(session: Session, cast: Cast, now: Now) -> None:
    service.change_role(session, cast.ines.actor, cast.vera.actor.id, Role.MANAGER, now=now())
    actor = queries.actor_of_session(session, cast.vera.cookie, now())
    assert actor
    assert actor.role is Role.MANAGER


def test_access_comes_back_but_sessions_do_not(session: Session, cast: Cast, now: Now) -> None:
    give_password(session, cast.vera)
    service.deactivate(session, cast.ines.actor, cast.vera.actor.id, now=now())
    service.reactivate(session, cast.ines.actor, cast.vera.actor.id, now=now())
    assert queries.actor_of_session(session, cast.vera.cookie, now()) is None
    assert service.sign_in(session, cast.vera.actor.email, PASSWORD, VISIT, now=now())


def test_no_password_link_for_somebody_without_access(session: Session, cast: Cast, now: Now) -> None:
    service.deactivate(session, cast.ines.actor, cast.vera.actor.id, now=now())
    with pytest.raises(Conflict):
        service.new_password_link(session, cast.ines.actor, cast.vera.actor.id, key=KEY, now=now())


def test_changing_ones_password_ends_the_other_sessions(session: Session, cast: Cast, now: Now) -> None:
    give_password(session, cast.vera)
    other = service.sign_in(session, cast.vera.actor.email, PASSWORD, VISIT, now=now())
    assert other
    problems = service.change_password(session, cast.vera.actor, PASSWORD, "a much slower heron", VISIT, now=now())
    assert problems == []
    assert queries.actor_of_session(session, other, now()) is None
    assert queries.actor_of_session(session, cast.vera.cookie, now()) is not None
    assert service.sign_in(session, cast.vera.actor.email, PASSWORD, VISIT, now=now()) is None
    assert service.sign_in(session, cast.vera.actor.email, "a much slower heron", VISIT, now=now())


def test_a_wrong_current_password_is_counted(session: Session, cast: Cast, now: Now) -> None:
    give_password(session, cast.vera)
    for _ in range(service.THROTTLE_PER_EMAIL):
        problems = service.change_password(session, cast.vera.actor, "wrong", "a much slower heron", VISIT, now=now())
        assert [(p.code, p.where) for p in problems] == [("PASSWORD-WRONG", "current")]
    with pytest.raises(TooMany) as refused:
        service.change_password(session, cast.vera.actor, PASSWORD, "a much slower heron", VISIT, now=now())
    assert refused.value.wait == service.THROTTLE_WINDOW


def test_the_wait_ends_with_the_oldest_that_counts(session: Session, cast: Cast, now: Now) -> None:
    give_password(session, cast.vera)
    for _ in range(service.THROTTLE_PER_EMAIL):
        assert service.sign_in(session, cast.vera.actor.email, "wrong", VISIT, now=now()) is None
        now.forward(timedelta(minutes=1))
    with pytest.raises(TooMany) as refused:
        service.sign_in(session, cast.vera.actor.email, PASSWORD, VISIT, now=now())
    assert refused.value.wait == timedelta(minutes=7)
    now.forward(refused.value.wait)
    assert service.sign_in(session, cast.vera.actor.email, PASSWORD, VISIT, now=now())


def test_guesses_sent_at_once_do_not_slip_past_the_limit(database: Database, cast: Cast, now: Now) -> None:
    guesses = service.THROTTLE_PER_EMAIL + 4
    start = threading.Barrier(guesses)
    outcomes: list[str] = []

    def guess() -> None:
        start.wait()
        try:
            with database.writing() as session:
                service.sign_in(session, cast.vera.actor.email, "wrong", VISIT, now=now())
            outcomes.append("wrong")
        except TooMany:
            outcomes.append("held up")

    threads = [threading.Thread(target=guess) for _ in range(guesses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("wrong") == service.THROTTLE_PER_EMAIL
    assert outcomes.count("held up") == 4


def test_an_unknown_e_mail_costs_as_much_as_a_wrong_password(
    session: Session, cast: Cast, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str | None] = []

    def counting(password: str, stored: str | None) -> bool:
        checked.append(stored)
        return verify_password(password, stored)

    monkeypatch.setattr(service, "verify_password", counting)
    service.sign_in(session, "nobody@norrhaven.example", "wrong", VISIT, now=now())
    service.sign_in(session, cast.vera.actor.email, "wrong", VISIT, now=now())
    assert len(checked) == 2


def test_one_revokes_ones_own_sessions_only(session: Session, cast: Cast, now: Now) -> None:
    give_password(session, cast.vera)
    token = service.sign_in(session, cast.vera.actor.email, PASSWORD, VISIT, now=now())
    other = next(s for s in queries.sessions(session, cast.vera.actor, now()) if s.id != cast.vera.actor.session_id)
    service.revoke_session(session, cast.vera.actor, other.id, now=now())
    assert token
    assert queries.actor_of_session(session, token, now()) is None
    with pytest.raises(NotFound):
        service.revoke_session(session, cast.vera.actor, other.id, now=now())
    with pytest.raises(NotFound):
        service.revoke_session(session, cast.vera.actor, cast.ines.actor.session_id, now=now())


def test_all_other_sessions_end_together(session: Session, cast: Cast, now: Now) -> None:
    give_password(session, cast.vera)
    for _ in range(3):
        service.sign_in(session, cast.vera.actor.email, PASSWORD, VISIT, now=now())
    assert service.revoke_other_sessions(session, cast.vera.actor, now=now()) == 3
    assert [s.id for s in queries.sessions(session, cast.vera.actor, now())] == [cast.vera.actor.session_id]


def test_tokens_are_stored_as_hashes_only(session: Session, cast: Cast, now: Now) -> None:
    give_password(session, cast.vera)
    session_token = service.sign_in(session, cast.vera.actor.email, PASSWORD, VISIT, now=now())
    link = service.new_password_link(session, cast.ines.actor, cast.vera.actor.id, key=KEY, now=now())
    session.flush()
    secrets = {session_token, derive_token(KEY, "password", link.nonce), PASSWORD}
    for table in (LoginSession, PasswordLink, Member, AuditEvent):
        for row in session.execute(sa.select(sa.inspect(table).local_table)).all():
            assert not secrets & {str(value) for value in row}


def test_everything_is_on_record_with_who_did_it(session: Session, cast: Cast, now: Now) -> None:
    ines, vera = cast.ines.actor, cast.vera.actor
    service.change_role(session, ines, vera.id, Role.REVIEWER, now=now())
    service.change_role(session, ines, vera.id, Role.REVIEWER, now=now())
    service.deactivate(session, ines, vera.id, now=now())
    service.reactivate(session, ines, vera.id, now=now())
    service.rename(session, ines, "Ines A. Aldemir", now=now())
    service.edit_organisation(session, ines, OrganisationSettings(organisation="Norrhaven", timezone="UTC"), now=now())
    session.flush()
    events = session.exec(select(AuditEvent).order_by(col(AuditEvent.id))).all()
    assert {event.actor_id for event in events} == {ines.id}
    assert sorted(event.action for event in events) == [
        "member.deactivated", "member.reactivated", "member.renamed", "member.role_changed", "organisation.edited",
    ]  # fmt: skip
    role = next(event for event in events if event.action == "member.role_changed")
    assert role.details == {"before": "viewer", "after": "reviewer"}
