"""What vendors gave is erased on the campaign's day, its owner having been told; the record of decisions stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.features.audit.models import AuditEvent
from app.features.campaigns import sending
from app.features.campaigns.models import Campaign
from app.features.campaigns.schemas import months_after
from app.features.decisions.models import DecisionBasis
from app.features.effects import build_worker
from app.features.errors import NotAllowed, NotFound
from app.features.notifications.models import Mail
from app.features.privacy import retention
from app.features.privacy.erasing import OF_RESPONSE
from app.infra.db import Database
from app.infra.services import Services
from tests.conftest import Browser, Cast, Now
from tests.features.campaign_story import draft
from tests.story import Story, tell


@pytest.fixture
def story(database: Database, services: Services, cast: Cast, now: Now) -> Story:
    return tell(database, services.storage, cast, services.settings.key, now())


def _campaign(session: Session, story: Story) -> Campaign:
    return session.get_one(Campaign, story.campaign_id)


def _morning(services: Services, now: Now, days: int) -> date:
    """So many days later, the worker has done its morning's work."""
    now.forward(timedelta(days=days))
    worker = build_worker(services)
    worker.plan()
    while worker.run_once():
        pass
    return now().date()


def _holding(database: Database, words: str) -> set[str]:
    """The tables in which these words stand."""
    with database.engine.connect() as connection:
        return {
            name
            for name, table in SQLModel.metadata.tables.items()
            if any(words in repr(row) for row in connection.execute(sa.select(table)))
        }


def test_a_campaign_is_erased_on_its_day_a_month_after_its_owner_was_told(
    database: Database, services: Services, story: Story, cast: Cast, now: Now, browser: Browser
) -> None:
    with database.writing() as session:
        campaign = _campaign(session, story)
        retention.set_day(session, cast.ines.actor, campaign.id, now().date() + timedelta(days=60), now())
        title = campaign.title
    _morning(services, now, 29)
    with database.reading() as session:
        assert not session.exec(select(Mail).where(Mail.kind == "erasing")).all(), "31 days ahead"
    _morning(services, now, 1)
    _morning(services, now, 29)
    with database.reading() as session:
        (mail,) = session.exec(select(Mail).where(Mail.kind == "erasing")).all()
        assert (mail.to_address, title in mail.subject) == (cast.tomas.actor.email, True)
        assert _campaign(session, story).erased_at is None
    assert "Answers and files are erased on" in browser(cast.ines).get(f"/campaigns/{story.campaign_id}").text
    contact = "marta@quillfeather.example"
    assert {"contact", "invitation", "mail"} <= _holding(database, contact)

    _morning(services, now, 1)
    with database.reading() as session:
        campaign = _campaign(session, story)
        assert campaign.erased_at == now()
        left = {t.__tablename__: session.exec(select(sa.func.count()).select_from(t)).one() for t in OF_RESPONSE}
        assert {name for name, rows in left.items() if rows} == {"lookup"}, "of the company, in the buyer's own list"
        (basis,) = session.exec(select(DecisionBasis)).all()
        assert basis.digest
        (event,) = session.exec(select(AuditEvent).where(AuditEvent.action == "campaign.erased")).all()
        assert event.details["responses"] == 2
    assert not _holding(database, contact)

    ines = browser(cast.ines)
    here = f"/campaigns/{story.campaign_id}"
    assert "was erased on" in ines.get(here).text
    decisions = ines.get(f"{here}/decisions")
    assert ", erased" in decisions.text
    assert ines.get(f"{here}/decisions.json").status_code == 200
    for page in ("comparison", "questions", "mails", "dates", "policy", "settings", "retention"):
        assert ines.get(f"{here}/{page}").status_code == 200, page
    assert ines.get("/portfolio").status_code == ines.get("/certificates").status_code == 200
    assert ines.post(f"{here}/reopen").status_code == 409
    assert ines.post(f"{here}/retention", data={"erase_on": ""}).status_code == 409


def test_nothing_is_erased_whose_owner_was_not_told_of_that_day(
    database: Database, services: Services, story: Story, now: Now
) -> None:
    """No worker ran for a year, so nobody was told in time: the owner has a week from the mail."""
    with database.writing() as session:
        _campaign(session, story).erase_on = now().date() + timedelta(days=20)
    _morning(services, now, 365)
    _morning(services, now, 6)
    with database.reading() as session:
        assert _campaign(session, story).erased_at is None
    with database.writing() as session:
        _campaign(session, story).erase_on = now().date()  # moved: the mail told of another day
    _morning(services, now, 1)
    _morning(services, now, 6)
    with database.reading() as session:
        assert _campaign(session, story).erased_at is None
        assert len(session.exec(select(Mail).where(Mail.kind == "erasing")).all()) == 2
    _morning(services, now, 1)
    with database.reading() as session:
        assert _campaign(session, story).erased_at is not None


def test_sending_sets_the_usual_day_and_a_person_sets_another(
    database: Database, services: Services, cast: Cast, now: Now, browser: Browser
) -> None:
    with database.writing() as session:
        campaign = draft(session, cast.ines.actor, now())
        sending.send(session, cast.ines.actor, campaign.id, services.settings, now())
        last = campaign.contract_end or campaign.due_on
        assert last is not None
        assert campaign.erase_on == months_after(last, 36)
        with pytest.raises(NotFound):
            retention.set_day(session, cast.kai.actor, campaign.id, None, now())
        with pytest.raises(NotAllowed):
            retention.set_day(session, cast.vera.actor, campaign.id, None, now())
    ines, address = browser(cast.ines), f"/campaigns/{campaign.id}/retention"
    for typed, code in (
        (str(now().date() + timedelta(days=13)), "too near"),
        (str(last), "not due before"),
        ("soon", "is not a date"),
    ):
        refused = ines.post(address, data={"erase_on": typed})
        assert (refused.status_code, code in refused.text, typed in refused.text) == (422, True, True), typed
    later = last + timedelta(days=400)
    assert ines.post(address, data={"erase_on": str(later)}).status_code == 200
    assert ines.post(address, data={"erase_on": ""}).status_code == 200
    with database.reading() as session:
        events = session.exec(select(AuditEvent).where(col(AuditEvent.action) == "campaign.erase_day")).all()
        assert [e.details["day"] for e in events] == [str(later), ""]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 18), 36, date(2030, 12, 18)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_the_same_day_of_a_later_month(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then
