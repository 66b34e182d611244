"""The vendor's pages of shortcuts: a certificate offers answers, a button fills them in, a person confirms them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from app.features.responses.models import AnswerRow, ResponseRow
from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.documents import pdf
from tests.web.test_evidence import Vendor
from tests.web.vendor_story import HTMX, campaign, form_of, invite, publish

READINESS = (Path(__file__).parents[2] / "questionnaires/iso-42001-readiness.yaml").read_text()
FACTS = {
    "scheme": "iso-42001", "standard": "ISO/IEC 42001:2023", "number": "BKA-AIMS-00412",
    "holder": "Quillfeather Talent", "scope": "The design and operation of Quillfeather Hire",
    "valid_from": "2026-06-12", "valid_until": "2029-06-11", "body": "Brightkeel Assurance A/S", "version": "0",
}  # fmt: skip


@pytest.fixture
def marta(browser: Browser, database: Database, cast: Cast, settings: Settings, now: Now) -> Vendor:
    with database.writing() as session:
        release = publish(session, cast.ines.actor, READINESS, now())
        round_ = campaign(session, cast.ines.actor, release, now(), due_on=date(2026, 12, 1))
        invited = invite(session, round_, "Quillfeather Talent", "Marta Quist", settings, now())
    return Vendor(browser(), invited)


def answer(marta: Vendor, question: str, value: str) -> None:
    saved = marta.browser.post(
        marta.page(f"answers/{question}"),
        data={f"{question}:value": value, f"{question}:version": "0"},
        headers=HTMX,
    )
    assert saved.status_code == 200, saved.text


def certify(marta: Vendor, **changes: str) -> str:
    """Marta attaches her certificate and types what it says; its id."""
    assert marta.attach("R01", pdf(), "certificate.pdf").status_code == 200
    evidence = re.search(r"evidence/(\w{26})/remove", marta.browser.get(marta.page("sections/scope")).text)
    assert evidence is not None
    stated = marta.browser.post(marta.page("certificates"), data={**FACTS, "evidence": evidence[1], **changes})
    found = re.search(r'id="c-(\w{26})"', stated.text)
    assert found is not None, stated.text
    return found[1]


def text(marta: Vendor, page: str) -> str:
    return plain(marta.browser.get(marta.page(page)).text)


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_certificate_says_what_it_can_answer_and_what_not(marta: Vendor) -> None:
    answer(marta, "R02", "fully")
    certify(marta)
    for page in ("", "certificates"):
        said = text(marta, page)
        assert re.search(r"can answer 35 of \d\d questions\. Review them instead of filling them in\.", said), page
        assert "Fill in 35 answers" in said
        assert "No certificate of a management system speaks to these" in said
        assert "When was the last AI risk assessment of the product?" in said
        assert "standing" not in said.lower(), "how the certificate stands is not told to its vendor"


def test_it_says_what_is_to_be_done_first(marta: Vendor) -> None:
    certify(marta, holder="Northlight Cloud")
    waiting = text(marta, "certificates")
    assert "It needs your answers to these first: 1.1 Does your organisation hold" in waiting
    assert "1.2 Is the product inside the scope" in waiting
    assert "The notes on its facts are to be settled too" in waiting
    assert "Fill in" not in waiting


def test_answers_are_filled_in_marked_confirmed_and_taken_back(marta: Vendor, database: Database) -> None:
    answer(marta, "R02", "fully")
    certificate = certify(marta)
    filled = marta.browser.post(marta.page(f"certificates/{certificate}/fill"), follow_redirects=False)
    assert filled.headers["location"] == marta.page("rest")
    page = marta.browser.get(marta.page("sections/context")).text
    assert page.count("Filled in from ISO/IEC 42001:2023, BKA-AIMS-00412") == 8
    assert "Confirm all 8" in page
    for there in ("", "sections/context", "rest"):
        assert "Needs attention · 0 of 8 · 8 to confirm" in text(marta, there)

    confirmed = marta.browser.post(marta.page("answers/R06"), data={
        "R06:value": "applied", "R06:version": "1", "R06:confirm": "1"
    }, headers=HTMX)  # fmt: skip
    assert "Needs attention · 1 of 8 · 7 to confirm" in plain(confirmed.text)
    everything = {**form_of(marta.browser.get(marta.page("sections/context")).text), "confirm-all": ["1"]}
    everything["R09:value"] = ["planned"]
    back = marta.browser.post(marta.page("sections/context"), data=everything, follow_redirects=False)
    assert back.headers["location"] == marta.page("sections/context")
    with database.reading() as session:
        rows = {a.question_id: a for a in session.exec(select(AnswerRow)).all()}
        counts = session.exec(select(ResponseRow.sections)).one()
    assert counts["context"] == [8, 8]
    assert counts["planning"] == [0, 6]
    assert rows["R07"].confirmed
    assert (rows["R09"].value, rows["R09"].origin) == ("planned", "")
    assert rows["R07"].origin == certificate

    assert "27 answers filled in" in text(marta, "certificates")
    marta.browser.post(marta.page(f"certificates/{certificate}/take-back"))
    with database.reading() as session:
        rows = {a.question_id: a for a in session.exec(select(AnswerRow)).all()}
    assert rows["R14"].value is None
    assert rows["R07"].value == "applied"
    assert "Filled in from" not in text(marta, "sections/planning")


def test_what_was_confirmed_is_asked_about_again_when_its_certificate_goes(marta: Vendor) -> None:
    answer(marta, "R02", "fully")
    certificate = certify(marta)
    marta.browser.post(marta.page(f"certificates/{certificate}/fill"))
    marta.browser.post(
        marta.page("answers/R06"), data={"R06:value": "applied", "R06:version": "1", "R06:confirm": "1"}, headers=HTMX
    )
    marta.browser.post(marta.page(f"certificates/{certificate}/remove"))
    page = text(marta, "sections/context")
    assert "Please look at it again" in page
    assert "Filled in from" not in page
    assert "Needs attention · 1 of 8 · 1 to look at again" in text(marta, "")
    kept = {"R06:value": "applied", "R06:version": "2", "R06:confirm": "again"}
    assert marta.browser.post(marta.page("answers/R06"), data=kept, headers=HTMX).status_code == 200
    assert "Please look at it again" not in text(marta, "sections/context")


def test_a_certificate_that_answers_nothing_fills_in_nothing(marta: Vendor) -> None:
    certificate = certify(marta)
    refused = marta.browser.post(marta.page(f"certificates/{certificate}/fill"))
    assert refused.status_code == 409
    assert "does not answer any question as things stand" in refused.text


def test_what_it_waits_for_is_answered_where_it_is_offered(marta: Vendor, database: Database) -> None:
    certificate = certify(marta)
    offered = marta.browser.get(marta.page("certificates")).text
    assert "can answer 35 of 57 questions" in " ".join(re.sub(r"<[^>]+>", " ", offered).split())
    assert 'name="R01:value" value="accredited"' in offered
    said = {"R01:value": "accredited", "R02:value": "fully"}
    filled = marta.browser.post(marta.page(f"certificates/{certificate}/fill"), data=said, follow_redirects=False)
    assert filled.headers["location"] == marta.page("rest")
    with database.reading() as session:
        rows = {a.question_id: a for a in session.exec(select(AnswerRow)).all()}
    assert {q for q in rows if rows[q].confirmed} == {"R01", "R02"}
    (printed,) = rows["R03"].value
    assert (printed["number"], printed["valid_until"]) == ("BKA-AIMS-00412", "2029-06-11"), "nobody copies it by hand"
    assert len(rows) == 38


def test_an_answer_that_leaves_it_nothing_to_say_is_kept(marta: Vendor, database: Database) -> None:
    certificate = certify(marta)
    said = {"R01:value": "accredited", "R02:value": "outside"}
    filled = marta.browser.post(marta.page(f"certificates/{certificate}/fill"), data=said, follow_redirects=False)
    assert filled.headers["location"] == marta.page(f"certificates#c-{certificate}")
    with database.reading() as session:
        assert set(session.exec(select(AnswerRow.question_id)).all()) == {"R01", "R02"}


def test_before_any_certificate_is_there_the_first_page_says_what_one_would_do(marta: Vendor) -> None:
    assert "it can then answer 35 questions: you only confirm" in text(marta, "")
    certify(marta)
    assert "Attach it first" not in text(marta, "")
