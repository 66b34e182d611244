"""The buyer looks a fact up: the page, the place, the words, how it was read, and who at the vendor confirmed it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlmodel import select

from app.features.certificates.models import CertificateRow
from app.features.responses.models import EvidenceFile, ResponseRow, Submission
from app.features.scorecards import service as scorecards
from app.infra.content import reference
from app.infra.db import Database
from app.infra.services import Services
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.documents import pdf
from tests.web.reading_story import certificate, reading, work
from tests.web.test_evidence import PARTIAL, Vendor
from tests.web.test_response_reading import QUESTIONNAIRE, save, submit
from tests.web.vendor_story import Invited, campaign, invite, publish


@pytest.fixture
def invited(database: Database, cast: Cast, settings: Settings, now: Now) -> Invited:
    with database.writing() as session:
        release = publish(session, cast.ines.actor, QUESTIONNAIRE, now())
        round_ = campaign(session, cast.ines.actor, release, now(), due_on=date(2026, 12, 1))
        return invite(session, round_, "Quillfeather Talent", "Marta Quist", settings, now())


@pytest.fixture
def marta(browser: Browser, invited: Invited) -> Vendor:
    return Vendor(browser(), invited)


def _one(database: Database, what: type) -> str:
    with database.reading() as session:
        return str(session.exec(select(what.id)).one())  # type: ignore[attr-defined]


@pytest.fixture
def sent(marta: Vendor, database: Database, services: Services, cast: Cast, now: Now) -> str:
    """Marta claims one number, her certificate says another; she confirms two facts, changes one, and sends it."""
    save(marta, "R1", value="yes")
    save(marta, "R2", value="CERT-1")
    save(marta, "R4", value="no")
    marta.attach("R1", pdf(2), "certificate.pdf")
    assert work(services, reading(certificate())) == 1
    found = _one(database, CertificateRow)
    for name, what, fields in (
        ("standard", "confirm", {}),
        ("number", "confirm", {}),
        ("holder", "change", {"holder": "Quillfeather Talent ApS"}),
    ):
        with database.reading() as session:
            version = session.get_one(CertificateRow, found).version
        data = {"do": what, "version": str(version), **fields}
        answered = marta.browser.post(marta.page(f"certificates/{found}/facts/{name}"), data=data, headers=PARTIAL)
        assert answered.status_code == 200
    check = marta.browser.get(marta.page("check")).text
    assert "Check 4 facts" in check, "what was not confirmed is not sent, and the vendor is told before"
    assert f"reading?certificate={found}&amp;page=1#fact-number" in check
    submit(marta)
    with database.writing() as session:
        submission = session.exec(select(Submission)).one()
        scorecards.compute(session, cast.ines.actor, submission.id, reference(), now=now())
    return found


def test_a_fact_is_looked_up_on_its_page(sent: str, database: Database, cast: Cast, browser: Browser) -> None:
    response = _one(database, ResponseRow)
    page = browser(cast.rosa).get(f"/responses/{response}/certificates/{sent}?fact=number").text
    assert "BKA-AIMS-00412" in page
    assert "<q>Certificate number BKA-AIMS-00412</q>" in page
    assert "Confirmed by <bdi>Marta Quist</bdi>" in page
    assert "Reading: clear" in page
    assert re.search(r'<a id="mark-number"[^>]* class="\s*chosen"', page)
    assert f'src="/evidence/{_one(database, EvidenceFile)}/page/1"' in page
    assert "Read: <q>Quillfeather Talent</q>. Changed by <bdi>Marta Quist</bdi>" in page
    assert "1 fact says something else than was read" in page
    assert "design and operation" not in page, "what was not confirmed was not sent in"


def test_a_contradiction_leads_to_the_place(sent: str, database: Database, cast: Cast, browser: Browser) -> None:
    response = _one(database, ResponseRow)
    rosa = browser(cast.rosa)
    spot = f"/responses/{response}/certificates/{sent}?submission=1&amp;fact=number#mark-number"
    answers = rosa.get(f"/responses/{response}").text
    assert spot in answers
    card = re.search(r"/scorecards/\w+", answers)
    assert card
    scorecard = rosa.get(card[0]).text
    assert spot in scorecard
    assert "See it on page 1" in scorecard


def test_members_who_read_responses_see_it_and_nobody_else(
    sent: str, database: Database, cast: Cast, browser: Browser
) -> None:
    response, file = _one(database, ResponseRow), _one(database, EvidenceFile)
    for address in (f"/responses/{response}/certificates/{sent}", f"/evidence/{file}/page/1"):
        assert browser(cast.vera).get(address).status_code == 200
        assert browser(cast.kai).get(address).status_code == 404
        assert browser(follow_redirects=False).get(address).status_code == 303
    assert browser(cast.rosa).get(f"/responses/{response}/certificates/{file}").status_code == 404
    assert browser(cast.rosa).get(f"/responses/{response}/certificates/{sent}?submission=7").status_code == 404


def test_the_picture_is_pixels_of_our_own_and_kept(
    sent: str, database: Database, cast: Cast, browser: Browser, settings: Settings
) -> None:
    rosa, address = browser(cast.rosa), f"/evidence/{_one(database, EvidenceFile)}/page/1"
    first = rosa.get(address)
    assert first.content[:4] + first.content[8:12] == b"RIFFWEBP"
    assert first.headers["content-type"] == "image/webp"
    assert first.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in first.headers["content-security-policy"]
    assert "private" in first.headers["cache-control"]
    assert len(list((settings.data_dir / "pictures").rglob("*-1-*"))) == 1
    assert rosa.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert rosa.get(address).content == first.content
    assert rosa.get(address[:-1] + "3").status_code == 404, "there are two pages"
    assert rosa.get(address[:-1] + "0").status_code == 404


def test_the_vendor_sees_its_own_pages(sent: str, marta: Vendor, database: Database) -> None:
    picture = marta.browser.get(marta.page(f"evidence/{_one(database, EvidenceFile)}/page/2"))
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/webp")


def test_a_file_that_supports_confidential_answers_only_is_as_they_are(
    sent: str, database: Database, cast: Cast, browser: Browser
) -> None:
    with database.writing() as session:
        submission = session.exec(select(Submission)).one()
        content = {**submission.content}
        content["evidence"] = [{**content["evidence"][0], "questions": ["R5"]}]
        submission.content = content
        session.add(submission)
    response, file = _one(database, ResponseRow), _one(database, EvidenceFile)
    assert browser(cast.vera).get(f"/responses/{response}/certificates/{sent}").status_code == 404
    assert browser(cast.vera).get(f"/evidence/{file}/page/1").status_code == 403
    assert browser(cast.rosa).get(f"/responses/{response}/certificates/{sent}").status_code == 200
