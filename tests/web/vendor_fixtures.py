"""Fixtures of vendor stories: a campaign of Norrhaven Transit, Marta and Otto invited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.features.campaigns.models import Campaign, Invitation, Late
from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.web.vendor_story import QUESTIONNAIRE, Invited, campaign, invite, publish

DUE = date(2026, 12, 1)


@pytest.fixture
def invitations(database: Database, cast: Cast, settings: Settings, now: Now) -> tuple[Invited, Invited]:
    with database.writing() as session:
        release = publish(session, cast.ines.actor, QUESTIONNAIRE, now())
        row = campaign(session, cast.ines.actor, release, now(), due_on=DUE)
        return (
            invite(session, row, "Quillfeather Talent", "Marta Quist", settings, now()),
            invite(session, row, "Otterline HR", "Otto Linde", settings, now()),
        )


@pytest.fixture
def quillfeather(invitations: tuple[Invited, Invited]) -> Invited:
    return invitations[0]


@pytest.fixture
def otterline(invitations: tuple[Invited, Invited]) -> Invited:
    return invitations[1]


@pytest.fixture
def marta(browser: Browser, quillfeather: Invited) -> TestClient:
    """Marta's browser, let in by her link."""
    opened = browser()
    assert opened.post(f"/q/{quillfeather.token}").status_code == 200
    return opened


@pytest.fixture
def jonah(browser: Browser, quillfeather: Invited) -> TestClient:
    """Her colleague's browser, on another device, in by the same link."""
    opened = browser()
    assert opened.post(f"/q/{quillfeather.token}").status_code == 200
    return opened


Change = Callable[..., None]


@pytest.fixture
def change_campaign(database: Database) -> Change:
    """Change the campaign behind the stories: `change_campaign(late=Late.OPEN)`."""

    def change(**values: object) -> None:
        with database.writing() as session:
            row = session.exec(select(Campaign)).one()
            for name, value in values.items():
                setattr(row, name, value)
            session.add(row)

    return change


@pytest.fixture
def change_invitation(database: Database, quillfeather: Invited) -> Change:
    def change(**values: object) -> None:
        with database.writing() as session:
            row = session.get_one(Invitation, quillfeather.invitation_id)
            for name, value in values.items():
                setattr(row, name, value)
            session.add(row)

    return change


__all__ = [
    "DUE", "Change", "Late", "change_campaign", "change_invitation", "invitations", "jonah", "marta", "otterline",
    "quillfeather",
]  # fmt: skip
