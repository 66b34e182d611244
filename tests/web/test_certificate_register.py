"""The register in the browser: found, sorted, downloaded and subscribed to, and never more than its dates say."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar
from sqlmodel import select

from app.features.identity.models import Organisation
from app.features.watch import expiry
from app.infra.db import Database
from app.infra.logs import redact
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.features.review_story import fact
from tests.features.watch_story import Sending, certificate
from tests.web.vendor_story import HTMX


@pytest.fixture
def tomas(browser: Browser, cast: Cast) -> TestClient:
    return browser(cast.tomas)


@pytest.fixture
def stranger(browser: Browser) -> TestClient:
    return browser()


@pytest.fixture(autouse=True)
def sent(database: Database, cast: Cast, settings: Settings, now: Now) -> None:
    with database.writing() as session:
        sending = Sending(session, cast, settings, now)
        formula = fact("=cmd|' /C calc'!A0")
        sending.send_in("Quillfeather Talent", certificate("A-1", "2027-01-31", holder=formula))
        sending.send_in("Otterline HR", certificate("O-1", "2029-01-31", scheme="iso-27001"))
        sending.send_in("Pebblewick Systems", certificate("P-1", "2026-11-01"))


def events(content: bytes) -> list[tuple[str, date]]:
    return [(str(e["summary"]), e.decoded("dtstart")) for e in Calendar.from_ical(content).walk("vevent")]


def link_on(page: str) -> str:
    found = re.search(r'value="http://[^/"]+(/calendar/[^"]+)"', page)
    assert found, "no calendar link on the page"
    return found[1]


def test_the_register_says_what_the_dates_say_and_no_more(tomas: TestClient) -> None:
    page = tomas.get("/certificates").text
    for words in (
        "Quillfeather Talent",
        "ISO/IEC 42001:2023",
        "A-1",
        "31 January 2027",
        "Ends within 90 days",
        "Ended",
    ):
        assert words in page
    assert "In force by its dates" in page
    assert not re.search(r"valid certificate|invalid|compliant|expired", page, re.IGNORECASE)
    assert 'aria-sort="ascending"' in page


def test_a_filter_answers_with_the_table_alone_and_says_how_many_there_are(tomas: TestClient) -> None:
    part = tomas.get("/certificates", params={"vendor": "otter"}, headers=HTMX).text
    assert part.lstrip().startswith('<div id="found"')
    assert "O-1" in part
    assert "A-1" not in part
    assert "1 certificate of 3" in part
    assert "No certificate fits." in tomas.get("/certificates", params={"vendor": "nobody"}).text


@pytest.mark.parametrize("query", ["state=nonsense", "order=nonsense", "standing=x&scheme=%00", "page=999999"])
def test_an_address_that_names_nothing_there_is_still_answers(tomas: TestClient, query: str) -> None:
    assert tomas.get(f"/certificates?{query}").status_code == 200


def test_downloads_hold_what_the_filter_shows_and_no_formula(tomas: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(tomas.get("/certificates.csv?state=soon").content.decode("utf-8-sig"))))
    assert [r["Number"] for r in rows] == ["A-1"]
    assert rows[0]["Holder"].startswith("'=")
    assert (rows[0]["Ends on"], rows[0]["By its dates"]) == ("2027-01-31", "Ends within 90 days")
    book = openpyxl.load_workbook(io.BytesIO(tomas.get("/certificates.xlsx").content))
    cells = {c.value: c.data_type for row in book["Certificates"].iter_rows() for c in row}
    assert cells["=cmd|' /C calc'!A0"] == "s"
    assert {"A-1", "O-1", "P-1"} <= set(cells)
    assert events(tomas.get("/certificates.ics?vendor=otter").content) == [
        ("Certificate ends: Otterline HR, ISO/IEC 27001:2022, O-1", date(2029, 1, 31))
    ]


def test_the_calendar_is_subscribed_to_by_an_address_that_is_renewed_and_revoked(
    tomas: TestClient, stranger: TestClient
) -> None:
    assert "There is no such address" in tomas.get("/certificates/watch").text
    first = link_on(tomas.post("/certificates/watch/calendar").text)
    answer = stranger.get(first)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer.headers["cache-control"]
    assert {when for _, when in events(answer.content)} == {date(2027, 1, 31), date(2029, 1, 31), date(2026, 11, 1)}
    assert b"\r\n" in answer.content
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    second = link_on(tomas.post("/certificates/watch/calendar").text)
    assert stranger.get(first).status_code == 404
    assert stranger.get(second).status_code == 200
    assert "revoked it on 23 November 2026" in tomas.post("/certificates/watch/calendar/revoke").text
    assert stranger.get(second).status_code == 404
    token = second.removeprefix("/calendar/")
    assert token not in redact(f"GET {second} 404")


def test_an_event_keeps_its_uid_when_its_day_moves(
    tomas: TestClient, database: Database, cast: Cast, settings: Settings, now: Now
) -> None:
    def uids() -> dict[str, date]:
        found = Calendar.from_ical(tomas.get("/certificates.ics?vendor=quill").content).walk("vevent")
        return {str(e["uid"]): e.decoded("dtstart") for e in found}

    before = uids()
    now.forward(timedelta(days=1))
    with database.writing() as session:
        sending = Sending(session, cast, settings, now)
        sending.send_in("Quillfeather Talent", certificate("A-1", "2030-01-31"), title="Payroll")
    assert uids() == {next(iter(before)): date(2030, 1, 31)}


def test_reminders_can_be_read_in_the_app_and_turned_off(
    tomas: TestClient, database: Database, cast: Cast, settings: Settings, now: Now
) -> None:
    with database.writing() as session:
        mine = session.exec(select(Organisation).where(Organisation.id == cast.tomas.actor.organisation_id)).one()
        assert expiry.remind(session, mine, settings, now()) == 1
    page = tomas.get("/certificates/watch").text
    assert "2 certificates end or have ended" in page or "a certificate ends in" in page
    assert "A-1" in page
    assert "Kept here" in page
    assert "checked" in re.findall(r'<input[^>]*name="reminders"[^>]*>', tomas.get("/account").text)[0]
    saved = tomas.post("/account/reminders", data={})
    assert "What you want to be reminded of was saved." in saved.text
    assert "checked" not in re.findall(r'<input[^>]*name="reminders"[^>]*>', saved.text)[0]


def test_a_viewer_reads_the_register_and_gets_no_calendar_address(browser: Browser, cast: Cast) -> None:
    vera = browser(cast.vera)
    page = vera.get("/certificates").text
    assert "A-1" in page
    assert "/certificates/watch" not in page
    assert vera.get("/certificates/watch").status_code == 403
    assert 'name="reminders"' not in vera.get("/account").text


def test_an_organisation_without_certificates_is_told_how_they_come(browser: Browser, cast: Cast) -> None:
    page = browser(cast.kai).get("/certificates").text
    assert "No certificates yet" in page
    assert "Quillfeather" not in page
