"""Look-ups: recorded by hand and asked by a worker; the scorecard follows, and nothing of the vendor's is changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from app.core.response import Response as CoreResponse
from app.core.scoring.scorecard import CheckResult, Outcome, Scorecard, Standing
from app.features.audit.models import AuditEvent
from app.features.certificates.models import CertificateRow
from app.features.effects import build_worker
from app.features.registers.models import LookupRow
from app.features.responses.models import Submission
from app.features.scorecards.models import ScorecardRow
from app.features.vendors.models import VendorRow
from app.infra import http
from app.infra.db import Database
from app.infra.services import Services
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.features.review_story import submitted
from tests.registers_server import QUILLFEATHER, Server, serving

BY_HAND = {
    "register_name": "Register of Brightkeel",
    "answer": "in force",
    "on": "2026-11-23",
    "words": "CERT-1: valid, Quillfeather Talent, ISO/IEC 42001:2023.",
    "link": "https://register.brightkeel.example/CERT-1",
}


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "PAUSE", timedelta(0))


@pytest.fixture
def settings(settings: Settings, server: Server, tmp_path: Path) -> Settings:
    file = tmp_path / "registers.yaml"
    file.write_text(
        f"""
registers:
  - {{id: brightkeel, name: Register of Brightkeel, url: "{server.url}/json/{{number}}", read: json,
     page: "https://register.brightkeel.example/{{number}}", at: results.0.status, in_force: [active],
     suspended: [suspended], withdrawn: [withdrawn], schemes: [iso-42001]}}
  - {{id: other, name: Register of security certificates, url: "{server.url}/page/{{number}}", read: text,
     in_force: [active], schemes: [iso-27001]}}
"""
    )
    return settings.model_copy(update={"registers": file, "gleif_url": f"{server.url}/api/v1"})


@pytest.fixture
def certificate(database: Database, cast: Cast, settings: Settings, now: Now) -> str:
    """Submitted, scored, and its certificates kept as rows, as a vendor who states them has them."""
    response_id = submitted(database, cast, settings, now)
    with database.writing() as session:
        sent = session.exec(select(Submission)).one()
        for facts in CoreResponse.model_validate(sent.content).certificates:
            session.add(
                CertificateRow(
                    id=facts.id, organisation_id=sent.organisation_id, response_id=response_id,
                    facts=facts.model_dump(mode="json"), by="Marta Quist", at=now(),
                )
            )  # fmt: skip
    return "c1"


@pytest.fixture
def rosa(browser: Browser, cast: Cast) -> TestClient:
    return browser(cast.rosa, follow_redirects=False)


@pytest.fixture
def tomas(browser: Browser, cast: Cast) -> TestClient:
    return browser(cast.tomas, follow_redirects=False)


def cards(database: Database) -> list[Scorecard]:
    with database.reading() as session:
        rows = sorted(session.exec(select(ScorecardRow)).all(), key=lambda row: row.number)
    return [Scorecard.model_validate(row.content) for row in rows]


def status(database: Database, certificate: str = "c1") -> CheckResult:
    standing = next(c for c in cards(database)[-1].certificates if c.certificate == certificate)
    return next(check for check in standing.checks if check.code == "CERT-STATUS")


def lookups(database: Database) -> list[LookupRow]:
    with database.reading() as session:
        return list(session.exec(select(LookupRow).order_by(LookupRow.id)).all())


def work(services: Services) -> None:
    worker = build_worker(services)
    while worker.run_once():
        pass


def test_a_look_up_by_hand_gives_a_new_scorecard(rosa: TestClient, certificate: str, database: Database) -> None:
    before = status(database)
    assert (before.outcome, before.performed) == (Outcome.UNKNOWN, False)
    answer = rosa.post(f"/lookups/{certificate}", data=BY_HAND)
    assert (answer.status_code, answer.headers["location"]) == (303, "/lookups/c1#history")
    after = status(database)
    assert after.outcome is Outcome.PASS
    assert after.reason == "Register of Brightkeel, asked by Rosa Lindqvist on 23 November 2026, lists it as in force."
    assert after.looked_at["words"] == BY_HAND["words"]
    assert len(cards(database)) == 2
    page = unescape(rosa.get(f"/lookups/{certificate}").text)
    assert "CERT-1: valid, Quillfeather Talent" in page
    assert "lists it as in force" in page
    assert 'href="https://register.brightkeel.example/CERT-1"' in page


def test_a_double_click_records_once(rosa: TestClient, certificate: str, database: Database) -> None:
    for _ in range(2):
        rosa.post(f"/lookups/{certificate}", data=BY_HAND)
    assert len(lookups(database)) == 1
    assert len(cards(database)) == 2


@pytest.mark.parametrize("answer", ["suspended", "withdrawn"])
def test_a_suspended_certificate_is_rejected(
    rosa: TestClient, certificate: str, database: Database, answer: str
) -> None:
    rosa.post(f"/lookups/{certificate}", data=BY_HAND | {"answer": answer})
    standing = cards(database)[-1].certificates[0]
    assert standing.standing is Standing.REJECTED
    assert status(database).outcome is Outcome.FAIL


def test_not_found_is_unknown(rosa: TestClient, certificate: str, database: Database) -> None:
    rosa.post(f"/lookups/{certificate}", data=BY_HAND | {"answer": "not found"})
    found = status(database)
    assert (found.outcome, found.performed) == (Outcome.UNKNOWN, True)
    assert "Not found: unknown" in rosa.get(f"/lookups/{certificate}").text


def test_it_is_taken_back_with_a_reason_and_stays_in_the_history(
    rosa: TestClient, certificate: str, database: Database
) -> None:
    rosa.post(f"/lookups/{certificate}", data=BY_HAND)
    (row,) = lookups(database)
    without = rosa.post(f"/lookups/{certificate}/withdraw", data={"lookup_id": row.id, "withdrawn_reason": " "})
    assert without.status_code == 422
    assert status(database).outcome is Outcome.PASS
    rosa.post(
        f"/lookups/{certificate}/withdraw", data={"lookup_id": row.id, "withdrawn_reason": "It was the old number."}
    )
    assert status(database).performed is False
    page = unescape(rosa.get(f"/lookups/{certificate}").text)
    assert "Taken back by <bdi>Rosa Lindqvist</bdi>" in page
    assert "It was the old number." in page
    with database.reading() as session:
        events = select(AuditEvent).where(AuditEvent.subject_id == certificate)
        told = [e.action for e in session.exec(events.order_by(col(AuditEvent.id)))]
    assert told[-2:] == ["certificate.looked_up", "lookup.taken_back"]


def test_what_is_missing_is_told_and_nothing_typed_is_lost(
    rosa: TestClient, certificate: str, database: Database
) -> None:
    typed = {"register_name": "CertSearch", "answer": "", "on": "2027-01-01", "words": "", "link": "no link at all"}
    answer = rosa.post(f"/lookups/{certificate}", data=typed)
    page = unescape(answer.text)
    assert answer.status_code == 422
    for told in ("Say what the register answered", "What you saw", "is not a web address"):
        assert told in page
    assert 'value="CertSearch"' in page
    assert 'value="no link at all"' in page
    future = rosa.post(f"/lookups/{certificate}", data=BY_HAND | {"on": "2027-01-01"})
    assert "That day has not come yet" in future.text
    assert "Give the day on which you looked" in rosa.post(f"/lookups/{certificate}", data=BY_HAND | {"on": ""}).text
    assert "is not a date" in unescape(rosa.post(f"/lookups/{certificate}", data=BY_HAND | {"on": "soon"}).text)
    assert not lookups(database)


def test_a_judgement_on_the_certificate_outlives_a_look_up(
    rosa: TestClient, certificate: str, database: Database
) -> None:
    accepted = {"kind": "acceptance_certificate", "target": certificate, "submission": "1", "reason": "Seen."}
    response_id = _response_id(database)
    assert rosa.post(f"/reviews/{response_id}", data=accepted).status_code == 303
    rosa.post(f"/lookups/{certificate}", data=BY_HAND | {"answer": "not found"})
    assert cards(database)[-1].certificates[0].accepted.startswith("Rosa Lindqvist")


def test_a_worker_asks_a_register_and_the_scorecard_follows(
    rosa: TestClient, certificate: str, database: Database, server: Server, services: Services
) -> None:
    server.certificates = {"CERT-2": "suspended"}
    page = rosa.get(f"/lookups/{certificate}").text
    assert "Ask Register of Brightkeel" in page
    assert "Register of security certificates" not in page
    for _ in range(2):  # a double click
        rosa.post(f"/lookups/{certificate}/ask", data={"register_id": "brightkeel"})
    waiting = rosa.get(f"/lookups/{certificate}").text
    assert "Being asked" in waiting
    assert 'hx-trigger="every 3s"' in waiting
    assert server.asked == []  # a row first; the request itself asks nobody
    work(services)
    assert server.asked == ["/json/CERT-2"]
    (row,) = lookups(database)
    assert (row.answer, row.words, row.by, str(row.on)) == (
        "suspended",
        "status: suspended",
        "Rosa Lindqvist",
        "2026-11-23",
    )
    assert len(row.digest) == 64
    assert status(database).outcome is Outcome.FAIL
    assert len(cards(database)) == 2
    page = rosa.get(f"/lookups/{certificate}").text
    assert "every 3s" not in page
    assert f"sha-256 {row.digest[:12]}" in page


def test_a_register_that_fails_is_a_clear_message_and_unknown(
    rosa: TestClient, certificate: str, database: Database, server: Server, services: Services
) -> None:
    server.replies = [(403, {}, b"")]
    rosa.post(f"/lookups/{certificate}/ask", data={"register_id": "brightkeel"})
    work(services)
    page = unescape(rosa.get(f"/lookups/{certificate}").text)
    assert "refused the question (403)" in page
    assert "REGISTER-REFUSED" in page
    assert "No answer: unknown" in page
    assert status(database).performed is False
    assert len(cards(database)) == 1
    server.certificates = {"CERT-2": "active"}
    rosa.post(f"/lookups/{certificate}/ask", data={"register_id": "brightkeel"})
    work(services)
    assert status(database).outcome is Outcome.PASS


def test_what_was_asked_about_another_number_no_longer_counts(
    rosa: TestClient, certificate: str, database: Database, services: Services
) -> None:
    rosa.post(f"/lookups/{certificate}", data=BY_HAND)
    with database.writing() as session:
        row = session.exec(select(LookupRow)).one()
        row.asked_for = "CERT-OLD"
    rosa.post("/scorecards/compute", data={"submission_id": _submission_id(database)})
    assert status(database).performed is False


def test_a_register_that_is_not_configured_is_not_found(rosa: TestClient, certificate: str) -> None:
    assert rosa.post(f"/lookups/{certificate}/ask", data={"register_id": "elsewhere"}).status_code == 404


def test_a_viewer_reads_and_records_nothing(browser: Browser, cast: Cast, certificate: str, rosa: TestClient) -> None:
    rosa.post(f"/lookups/{certificate}", data=BY_HAND)
    page = browser(cast.vera).get(f"/lookups/{certificate}").text
    assert "CERT-1: valid" in page
    assert "Record a look-up" not in page
    assert "Take it back" not in page


# The vendor as a legal entity


def vendor_of(database: Database) -> VendorRow:
    with database.reading() as session:
        return session.exec(select(VendorRow).order_by(VendorRow.id)).first()  # type: ignore[return-value]


def asked_of_gleif(tomas: TestClient, services: Services, vendor: VendorRow, asked_for: str) -> str:
    assert tomas.post(f"/vendors/{vendor.id}/lookups", data={"asked_for": asked_for}).status_code == 303
    work(services)
    return unescape(tomas.get(f"/vendors/{vendor.id}").text)


def test_gleif_is_shown_beside_the_vendor_and_changes_nothing(
    tomas: TestClient, certificate: str, database: Database, services: Services
) -> None:
    vendor = vendor_of(database)
    assert vendor.legal_name == "Quillfeather Talent"
    page = asked_of_gleif(tomas, services, vendor, "Quillfeather Talent")
    assert "Quillfeather Talent ApS" in page
    assert QUILLFEATHER in page
    assert "Close, not the same" in page
    assert "Only one of “Quillfeather Talent ApS” and “Quillfeather Talent” states the legal form." in page
    assert "Plumage Group A/S" in page
    assert vendor_of(database) == vendor


def test_a_person_takes_the_legal_name_and_the_old_one_is_kept(
    tomas: TestClient, certificate: str, database: Database, services: Services
) -> None:
    vendor = vendor_of(database)
    asked_of_gleif(tomas, services, vendor, "Quillfeather Talent")
    (row,) = lookups(database)
    use = f"/vendors/{vendor.id}/lookups/{row.id}/use"
    wrong = tomas.post(use, data={"lei": "0" * 20, "version": str(vendor.version)})
    assert "That name is not in the answer" in wrong.text
    assert tomas.post(use, data={"lei": QUILLFEATHER, "version": "7"}).status_code == 409
    assert tomas.post(use, data={"lei": QUILLFEATHER, "version": str(vendor.version)}).status_code == 303
    now = vendor_of(database)
    assert (now.legal_name, now.other_names) == ("Quillfeather Talent ApS", ["Quillfeather Talent"])
    page = tomas.get(f"/vendors/{vendor.id}").text
    assert "Same legal name" in page
    assert "Use this legal name" not in page


def test_not_found_at_gleif_is_not_known(
    tomas: TestClient, certificate: str, database: Database, services: Services
) -> None:
    page = asked_of_gleif(tomas, services, vendor_of(database), "Pebblewick Oy")
    assert "Not found, so not known." in page


def test_gleif_away_is_a_clear_message(
    tomas: TestClient, certificate: str, database: Database, services: Services, server: Server, now: Now
) -> None:
    server.replies = [(429, {"Retry-After": "600"}, b"")]
    page = asked_of_gleif(tomas, services, vendor_of(database), "Quillfeather Talent")
    assert "asked us to wait until 11:10 UTC" in page
    now.forward(timedelta(minutes=11))
    assert "Quillfeather Talent ApS" in asked_of_gleif(tomas, services, vendor_of(database), "Quillfeather Talent")


def test_a_vendor_needs_something_to_be_asked_for(tomas: TestClient, certificate: str, database: Database) -> None:
    answer = tomas.post(f"/vendors/{vendor_of(database).id}/lookups", data={"asked_for": "  "})
    assert answer.status_code == 422
    assert "Legal name or LEI" in answer.text


def _response_id(database: Database) -> str:
    with database.reading() as session:
        return session.exec(select(Submission.response_id)).one()


def _submission_id(database: Database) -> str:
    with database.reading() as session:
        return session.exec(select(Submission.id)).one()
