"""The portfolio in the browser: filters in the address, trends with a table beside them, a file for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.features.watch_story import Sending, certificate

GOOD, BAD = {"held": "no", "stop": "yes"}, {"held": "no", "stop": "no"}


@pytest.fixture
def vera(database: Database, cast: Cast, settings: Settings, now: Now, browser: Browser) -> TestClient:
    with database.writing() as session:
        story = Sending(session, cast, settings, now)
        now.forward(timedelta(days=-200))
        story.send_in("Quillfeather Talent", certificate("CERT-1", "2027-01-10"), title="Spring", **BAD)
        now.forward(timedelta(days=200))
        story.send_in("Quillfeather Talent", title="Autumn", **GOOD)
        story.send_in("=Otterline HR", title="Autumn", **BAD)
        story.invitation("Larkspur & Tonne", "Autumn")
    return browser(cast.vera, follow_redirects=False)


def vendors(page: str) -> list[str]:
    return re.findall(r'href="/vendors/\w+"><bdi>(.*?)</bdi>', page)


def test_everybody_who_was_asked_stands_there_with_what_is_known(vera: TestClient) -> None:
    page = vera.get("/portfolio").text
    assert set(vendors(page)) == {"Quillfeather Talent", "=Otterline HR", "Larkspur &amp; Tonne"}
    assert "10 January 2027" in page
    assert "in 48 days" in page
    assert "Nothing submitted" in page
    assert 'aria-current="true">Portfolio' in page


def test_a_trend_is_a_line_and_a_table(vera: TestClient) -> None:
    page = vera.get("/portfolio?vendor=quill").text
    (drawn,) = re.findall(r'<svg class="trend-line".*?</svg>', page, re.DOTALL)
    said = re.search(r'aria-label="Evidenced (\d+), then (\d+)"', drawn)
    assert said
    assert int(said[1]) < int(said[2])
    points = re.search(r'class="e" points="4,([\d.]+) 92,([\d.]+)"', drawn)
    assert points
    assert float(points[1]) > float(points[2]), "more stands higher"
    table = page[page.index("Rounds of Quillfeather Talent</caption>") :].split("</table>")[0]
    assert re.findall(r"<bdi>(\w+)</bdi>", table) == ["Autumn", "Spring"]
    assert "releases differ" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ending=soon", ["Quillfeather Talent"]),
        ("standing=none&order=vendor", ["=Otterline HR", "Larkspur &amp; Tonne"]),
        ("vendor=LARK", ["Larkspur &amp; Tonne"]),
        ("order=vendor&down=1", ["Quillfeather Talent", "Larkspur &amp; Tonne", "=Otterline HR"]),
        ("decision=excluded", []),
        ("campaign=nothing", []),
        ("standing=rubbish&order=rubbish&decision=rubbish&page=99&vendor=otter", ["=Otterline HR"]),
    ],
)
def test_filters_stand_in_the_address(vera: TestClient, query: str, found: list[str]) -> None:
    answer = vera.get(f"/portfolio?{query}")
    assert (answer.status_code, vendors(answer.text)) == (200, found)


def test_only_the_found_part_is_sent_to_a_filter_that_moves(vera: TestClient) -> None:
    part = vera.get("/portfolio?vendor=quill", headers={"HX-Request": "true", "HX-Request-Type": "partial"}).text
    assert part.lstrip().startswith('<div id="found"')
    assert vendors(part) == ["Quillfeather Talent"]


def test_the_file_holds_every_vendor_that_fits_and_no_formula(vera: TestClient) -> None:
    answer = vera.get("/portfolio.csv?order=vendor")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [r["Vendor"] for r in rows] == ["'=Otterline HR", "Larkspur & Tonne", "Quillfeather Talent"]
    quillfeather = rows[2]
    assert (quillfeather["Newest round"], quillfeather["Before"]) == ("Autumn", "Spring")
    assert int(quillfeather["Change of evidenced"]) > 0
    assert quillfeather["Next end"] == "2027-01-10"
    assert rows[1]["Evidenced"] == ""
    assert len({len(r) for r in rows}) == 1


def test_an_empty_portfolio_says_how_it_fills(browser: Browser, cast: Cast) -> None:
    assert "No vendors in any campaign yet" in browser(cast.kai).get("/portfolio").text
