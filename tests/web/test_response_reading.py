"""The buyer reads what was sent in, as it was signed; drafts stay with the vendor."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.core.response import Response as CoreResponse
from app.features.responses.models import EvidenceFile, ResponseRow, Submission
from app.features.scorecards import service as scorecards
from app.infra.content import reference, shipped_questionnaires
from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.documents import pdf
from tests.web.test_evidence import PARTIAL, Vendor
from tests.web.vendor_story import Invited, campaign, invite, publish

QUESTIONNAIRE = """
format: countersign/1
id: reading
title: {en: Reading}
languages: [en]
minutes: 10
catalogs: [iso-42001-2023]
sections:
  - id: one
    title: {en: Certificates}
    questions:
      - {id: R1, ask: {en: Do you hold a certificate?}, type: yes_no, good: yes, required: true,
         not_applicable: with_reason, clauses: ["iso-42001:4.3"], evidence: {expect: certificate, schemes: [iso-42001]},
         claims: {scheme: iso-42001, fact: held}}
      - {id: R2, ask: {en: What is its number?}, type: text, weight: 0, show_if: {question: R1, is: yes},
         claims: {scheme: iso-42001, fact: number}}
      - {id: R3, ask: {en: Who else is involved?}, type: text, weight: 0, show_if: {question: R1, is: no}}
  - id: two
    title: {en: Practice}
    questions:
      - {id: R4, ask: {en: Can a person stop it?}, type: yes_no, good: yes, clauses: ["iso-42001:A.9.2"],
         evidence: {expect: document}, not_applicable: with_reason}
      - {id: R5, ask: {en: What broke last year?}, type: long_text, weight: 0, visibility: {confidential: true},
         evidence: {expect: optional}}
      - {id: R6, ask: {en: How do you test?}, type: long_text, weight: 0}
"""


@pytest.fixture
def invited(database: Database, cast: Cast, settings: Settings, now: Now) -> Invited:
    with database.writing() as session:
        release = publish(session, cast.ines.actor, QUESTIONNAIRE, now())
        round_ = campaign(session, cast.ines.actor, release, now(), due_on=date(2026, 12, 1))
        return invite(session, round_, "Quillfeather Talent", "Marta Quist", settings, now())


@pytest.fixture
def marta(browser: Browser, invited: Invited) -> Vendor:
    return Vendor(browser(), invited)


def save(marta: Vendor, question: str, **fields: str) -> None:
    named = {f"{question}:{name}": value for name, value in {"version": "0", **fields}.items()}
    assert marta.browser.post(marta.page(f"answers/{question}"), data=named).status_code == 200


def fill(marta: Vendor) -> None:
    """Marta claims a certificate whose number is another, and leaves one question open."""
    save(marta, "R1", value="yes", note="Since\n2025 <b>")
    save(marta, "R2", value="CERT-1")
    save(marta, "R4", value="-", reason="It only advises.")
    save(marta, "R5", value="The outage in May.")
    marta.attach("R1", pdf(2), "certificate.pdf")
    marta.attach("R5", pdf(3), "incident.pdf")
    page = marta.browser.get(marta.page("certificates/new")).text
    chosen = re.search(r'<option value="([^"]+)">certificate.pdf', page)
    assert chosen
    facts = {
        "scheme": "iso-42001", "edition": "2023", "number": "CERT-2", "holder": "Quillfeather Talent",
        "evidence": chosen[1], "valid_from": "2026-01-12", "valid_until": "2029-01-11", "body": "Brightkeel Assurance",
        "scope": "Quillfeather Hire",
    }  # fmt: skip
    assert marta.browser.post(marta.page("certificates"), data=facts).status_code == 200


def submit(marta: Vendor) -> None:
    signed = {
        "name": "Marta Quist", "function": "Head of quality", "email": "marta@quillfeather.example",
        "read": "1", "true": "1", "known": "1", "accepts_gaps": "1",
    }  # fmt: skip
    answered = marta.browser.post(marta.page("submit"), data=signed)
    assert answered.status_code == 200, answered.text


def score(database: Database, cast: Cast, now: Now) -> None:
    with database.writing() as session:
        newest = session.exec(select(Submission).order_by(Submission.number.desc())).first()
        assert newest is not None
        scorecards.compute(session, cast.ines.actor, newest.id, reference(), now=now())


def response_id(database: Database) -> str:
    with database.reading() as session:
        return session.exec(select(ResponseRow.id)).one()


def file_called(database: Database, name: str) -> str:
    with database.reading() as session:
        return session.exec(select(EvidenceFile.id).where(EvidenceFile.name == name)).one()


def article(page: str, question: str) -> str:
    found = re.search(rf'<article class="answer" id="q-{question}".*?</article>', page, re.DOTALL)
    return found[0] if found else ""


@pytest.fixture
def rosa(browser: Browser, cast: Cast) -> TestClient:
    return browser(cast.rosa)


def test_before_it_is_sent_only_progress_is_shown(marta: Vendor, rosa: TestClient, database: Database) -> None:
    fill(marta)
    page = rosa.get(f"/responses/{response_id(database)}")
    assert page.status_code == 200
    assert "4 of 5 questions answered" in page.text
    for secret in ("CERT-1", "certificate.pdf", "only advises", "outage"):
        assert secret not in page.text
    assert rosa.get(f"/responses/{response_id(database)}/json").status_code == 404
    assert rosa.get(f"/evidence/{file_called(database, 'certificate.pdf')}").status_code == 404


def test_answers_are_read_in_words(marta: Vendor, rosa: TestClient, database: Database, cast: Cast, now: Now) -> None:
    fill(marta)
    submit(marta)
    page = rosa.get(f"/responses/{response_id(database)}").text
    assert "Not scored yet" in page
    assert "Head of quality" in page
    first = article(page, "R1")
    assert "Yes" in first
    assert "Since\n2025 &lt;b&gt;" in first
    assert "certificate.pdf" in first
    assert "ISO 42001 <b>4.3</b>" in first
    assert "Does not apply" in article(page, "R4")
    assert "It only advises." in article(page, "R4")
    assert "Not answered." in article(page, "R6")
    assert article(page, "R3") == ""
    assert "The outage in May." in article(page, "R5")


def test_what_the_certificate_says_stands_beside_the_answer(
    marta: Vendor, rosa: TestClient, database: Database, cast: Cast, now: Now
) -> None:
    fill(marta)
    submit(marta)
    score(database, cast, now)
    page = rosa.get(f"/responses/{response_id(database)}").text
    second = article(page, "R2")
    assert "CERT-2" in second
    assert "Says something else" in second
    assert "Says the same" in article(page, "R1")
    assert re.search(r"/scorecards/[0-9a-z]{26}\?of=question:R1#work-h", page)
    workings = re.search(r"/scorecards/[0-9a-z]{26}\?of=question:R1", page)
    assert workings
    assert rosa.get(workings[0]).status_code == 200


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("all", {"R1", "R2", "R4", "R5", "R6"}),
        ("without-evidence", {"R4"}),
        ("contradicted", {"R2"}),
        ("not-answered", {"R6"}),
    ],
)
def test_answers_are_filtered_by_the_address(
    marta: Vendor, rosa: TestClient, database: Database, show: str, expected: set[str]
) -> None:
    fill(marta)
    submit(marta)
    page = rosa.get(f"/responses/{response_id(database)}?show={show}").text
    assert {q for q in ("R1", "R2", "R3", "R4", "R5", "R6") if article(page, q)} == expected
    assert rosa.get(f"/responses/{response_id(database)}?show=nonsense").status_code == 422


def test_confidential_answers_are_for_those_who_may(
    marta: Vendor, browser: Browser, cast: Cast, database: Database
) -> None:
    fill(marta)
    submit(marta)
    vera = browser(cast.vera)
    page = vera.get(f"/responses/{response_id(database)}").text
    assert "outage" not in page
    assert "incident.pdf" not in page
    assert "1 confidential answer is not shown to you" in page
    assert "Owners, managers and reviewers" in article(page, "R5")
    data = vera.get(f"/responses/{response_id(database)}/json")
    assert "outage" not in data.text
    assert "incident.pdf" not in data.text
    assert "without-confidential" in data.headers["content-disposition"]
    assert vera.get(f"/evidence/{file_called(database, 'incident.pdf')}").status_code == 403
    assert vera.get(f"/evidence/{file_called(database, 'certificate.pdf')}").status_code == 200


def test_every_submission_is_kept(marta: Vendor, rosa: TestClient, database: Database, cast: Cast, now: Now) -> None:
    fill(marta)
    submit(marta)
    score(database, cast, now)
    assert marta.browser.post(marta.page("reopen")).status_code == 200
    save(marta, "R2", value="CERT-2", version="1")
    address = f"/responses/{response_id(database)}"
    reopened = rosa.get(address).text
    assert "The vendor is changing its answers" in reopened
    assert "CERT-1" in article(reopened, "R2")
    marta.do(file_called(database, "certificate.pdf"), "remove", question="R1")
    submit(marta)
    newest = rosa.get(address).text
    assert "CERT-1" not in article(newest, "R2")
    assert "certificate.pdf" not in article(newest, "R1")
    assert "Not scored yet" in newest
    earlier = rosa.get(f"{address}?submission=1").text
    assert "CERT-1" in article(earlier, "R2")
    assert "as it was signed then" in earlier
    assert rosa.get(f"/evidence/{file_called(database, 'certificate.pdf')}").content == pdf(2)
    assert rosa.get(f"{address}?submission=9").status_code == 404


def test_all_answers_come_as_data_that_the_rules_read(marta: Vendor, rosa: TestClient, database: Database) -> None:
    fill(marta)
    submit(marta)
    got = rosa.get(f"/responses/{response_id(database)}/json")
    assert got.headers["content-disposition"].startswith("attachment; ")
    content = CoreResponse.model_validate(json.loads(got.content))
    assert content.answers["R2"].value == "CERT-1"
    assert content.status == "submitted"
    assert [c.number.value for c in content.certificates if c.number] == ["CERT-2"]
    assert all(c.sightings is None for c in content.certificates)


def test_the_rival_and_a_stranger_find_nothing(marta: Vendor, browser: Browser, cast: Cast, database: Database) -> None:
    fill(marta)
    submit(marta)
    kai = browser(cast.kai)
    file = file_called(database, "certificate.pdf")
    for address in (
        f"/responses/{response_id(database)}",
        f"/responses/{response_id(database)}/json",
        f"/evidence/{file}",
    ):
        assert kai.get(address).status_code == 404
        assert browser(follow_redirects=False).get(address).status_code == 303
        assert marta.browser.get(address, follow_redirects=False).status_code == 303


def test_a_sighting_reaches_the_buyers_scorecard_and_no_copy_of_the_vendor(
    marta: Vendor, rosa: TestClient, database: Database, cast: Cast, settings: Settings, now: Now, browser: Browser,
    invited: Invited,
) -> None:  # fmt: skip
    from app.features.campaigns.models import Campaign

    fill(marta)
    submit(marta)
    with database.writing() as session:
        round_ = session.get_one(Campaign, invited.campaign_id)
        other = invite(session, round_, "Otterline HR", "Otto Berg", settings, now())
    otto = Vendor(browser(), other)
    save(otto, "R1", value="yes")
    otto.attach("R1", pdf(2), "same.pdf")
    submit(otto)
    with database.writing() as session:
        newest = session.exec(
            select(Submission)
            .join(ResponseRow, ResponseRow.id == Submission.response_id)
            .where(ResponseRow.invitation_id == invited.invitation_id)
        ).one()
        row = scorecards.compute(session, cast.ines.actor, newest.id, reference(), now=now())
        assert "the same file with Otterline HR" in json.dumps(row.content)
        assert "Otterline" not in json.dumps(newest.content)
    for rest in ("copy", "copy.json", "certificates", "check"):
        assert "Otterline" not in marta.browser.get(marta.page(rest)).text


def test_the_buyer_is_told_what_the_answers_lead_to(
    browser: Browser, database: Database, cast: Cast, settings: Settings, now: Now
) -> None:
    """A triage without AI leads nowhere; one with AI in hiring leads to two questionnaires, one of them published."""
    triage = shipped_questionnaires()["ai-vendor-triage.yaml"]
    readiness = shipped_questionnaires()["iso-42001-readiness.yaml"]
    with database.writing() as session:
        released = publish(session, cast.ines.actor, readiness, now()).id
        round_ = campaign(
            session, cast.ines.actor, publish(session, cast.ines.actor, triage, now()), now(), due_on=None
        )
        invited = invite(session, round_, "Quillfeather Talent", "Marta Quist", settings, now())
    marta = Vendor(browser(), invited)
    pages = []
    for answers in ({"T02": "rules"}, {"T02": "yes", "T06": ["p4a"]}):
        for question, value in answers.items():
            version = "1" if pages and question == "T02" else "0"
            sent = {f"{question}:value": value, f"{question}:version": version}
            assert marta.browser.post(marta.page(f"answers/{question}"), data=sent, headers=PARTIAL).status_code == 200
        signed = {"name": "Marta Quist", "function": "Head", "email": "marta@vendor.example", "accepts_gaps": "1"}
        signed |= {"read": "1", "true": "1", "known": "1"}
        assert marta.browser.post(marta.page("submit"), data=signed).status_code == 200
        with database.reading() as session:
            response = session.exec(select(ResponseRow.id)).one()
        pages.append(browser(cast.rosa).get(f"/responses/{response}").text)
        marta.browser.post(marta.page("reopen"))
    assert "What to ask next" not in pages[0]
    assert f'href="/campaigns/new?release={released}"' in pages[1]
    assert 'href="/questionnaires/shipped/eu-ai-act-high-risk-provider"' in pages[1]
    assert "gpai-model-supplier" not in pages[1]
