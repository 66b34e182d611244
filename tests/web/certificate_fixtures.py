"""Fixtures of stories about certificates: a campaign that asks for one, Marta and Otto invited."""

from __future__ import annotations

from datetime import date

import pytest

from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.web.test_evidence import Vendor
from tests.web.vendor_story import QUESTIONNAIRE, Invited, campaign, invite, publish

CLAIMING = QUESTIONNAIRE.replace(
    "evidence: {expect: certificate, schemes: [iso-42001]},",
    "evidence: {expect: certificate, schemes: [iso-42001]}, claims: {scheme: iso-42001, fact: held},",
)
FACTS = {
    "scheme": "iso-42001", "edition": "2023", "number": "BKA-AIMS 00412", "holder": "Quillfeather Talent",
    "scope": "The design and operation of Quillfeather Hire", "sites": "Sonderhavn\nTideway 2\n\nSonderhavn",
    "valid_from-day": "12", "valid_from-month": "1", "valid_from-year": "2026", "valid_until": "2029-01-11",
    "body": "Brightkeel Assurance Ltd", "accreditation_body": "NAB", "accreditation_number": "0417",
    "soa_version": "2.1", "controls": "some", "excluded_controls": "A.10.4", "version": "0",
}  # fmt: skip


@pytest.fixture
def invited(database: Database, cast: Cast, settings: Settings, now: Now) -> tuple[Invited, Invited]:
    with database.writing() as session:
        release = publish(session, cast.ines.actor, CLAIMING, now())
        round_ = campaign(session, cast.ines.actor, release, now(), due_on=date(2026, 12, 1))
        return (
            invite(session, round_, "Quillfeather Talent", "Marta Quist", settings, now()),
            invite(session, round_, "Otterline HR", "Otto Berg", settings, now()),
        )


@pytest.fixture
def marta(browser: Browser, invited: tuple[Invited, Invited]) -> Vendor:
    return Vendor(browser(), invited[0])


@pytest.fixture
def otto(browser: Browser, invited: tuple[Invited, Invited]) -> Vendor:
    return Vendor(browser(), invited[1])


__all__ = ["CLAIMING", "FACTS", "invited", "marta", "otto"]
