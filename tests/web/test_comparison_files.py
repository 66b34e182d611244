"""The downloads of a comparison say what the page at the same address shows: its vendors, order, rows and names."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import jsonschema_rs
import openpyxl
import pytest
from fastapi.testclient import TestClient

from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.features import comparing_story
from tests.features.comparing_story import STILL_ANSWERING
from tests.features.pdf_structure import structure, texts
from tests.web.test_comparison import GIVEAWAYS, heads, links

Get = Callable[[str, str], bytes]


@pytest.fixture
def address(database: Database, cast: Cast, settings: Settings, now: Now) -> str:
    with database.writing() as session:
        campaign = comparing_story.tell(session, cast.ines.actor, settings, now()).campaign
        return f"/campaigns/{campaign.id}/comparison"


@pytest.fixture
def ines(browser: Browser, cast: Cast) -> TestClient:
    return browser(cast.ines)


@pytest.fixture
def get(ines: TestClient, address: str) -> Get:
    def fetch(ending: str, query: str = "") -> bytes:
        answer = ines.get(f"{address}.{ending}{query}")
        assert answer.status_code == 200
        assert f'-2026-11-23.{ending}"' in answer.headers["content-disposition"]
        assert 'filename="comparison-' in answer.headers["content-disposition"]
        return answer.content

    return fetch


def vendors_in(workbook: bytes) -> list[str]:
    rows = openpyxl.load_workbook(io.BytesIO(workbook))["Overview"].iter_rows(min_row=2, values_only=True)
    return [str(row[1]) for row in rows]


def test_the_page_links_to_downloads_of_its_own_view(ines: TestClient, address: str, get: Get) -> None:
    page = ines.get(f"{address}?order=name&reverse=yes").text
    for label, ending in (("PDF", "pdf"), ("Spreadsheet", "xlsx"), ("JSON", "json")):
        assert links(page, label) == f"{address}.{ending}?order=name&reverse=yes"
    assert vendors_in(get("xlsx", "?order=name&reverse=yes")) == heads(page)


def test_the_order_and_the_vendors_of_a_view_go_with_it(ines: TestClient, address: str, get: Get) -> None:
    page = ines.get(address).text
    all_of_them = heads(page)
    first_left_out = links(page, f"Leave {all_of_them[0]} out").partition("?")[2]
    assert vendors_in(get("xlsx", f"?{first_left_out}")) == all_of_them[1:]
    text = " ".join(texts(get("pdf", f"?{first_left_out}")))
    assert all_of_them[0] not in text
    assert f"{len(all_of_them) - 1} of {len(all_of_them)} vendors are shown, 1 left out." in text
    places = [text.index(name) for name in all_of_them[1:]]
    assert places == sorted(places)


def test_the_report_is_tagged_and_says_of_whom_and_when(get: Get) -> None:
    pdf = get("pdf", "")
    inside = structure(pdf)
    assert (inside.part, inside.language, inside.marked, inside.shows_title) == ("1", "en", True, True)
    assert inside.title.startswith("Comparison: ")
    assert inside.fonts_embedded
    for table in inside.tags("Table"):
        assert all(cell.scope == "Column" for cell in table.every("TH"))
    text = " ".join(texts(pdf))
    assert STILL_ANSWERING not in text
    for words in ("Vendors stand in the order of Overall: most evidenced first.", "by Ines Aldemir", "Needs a decision",
                  "does not show legal compliance", "contradicted"):  # fmt: skip
        assert words in text


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "json"])
def test_without_names_no_download_gives_a_vendor_away(get: Get, ending: str) -> None:
    body = get(ending, "?anonymous=yes")
    if ending == "pdf":
        said = " ".join(texts(body)) + str(structure(body).outline)
    elif ending == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(body))
        said = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
        said += f"{book.properties.title}"
    else:
        said = body.decode()
    assert re.search(r"Vendor [A-Z]\b", said)
    said = said.replace("Quillfeather Hire", "")  # what this campaign is about, for all of them
    assert [word for word in GIVEAWAYS if word in said] == []


def test_a_view_that_shows_no_row_is_a_report_that_says_so(get: Get) -> None:
    assert "No row is shown in this view." in " ".join(texts(get("pdf", "?find=zebra")))


def test_the_json_of_a_view_is_what_its_schema_says(ines: TestClient, address: str) -> None:
    schema = ines.get("/schemas/comparison-1.json").json()
    for query in ("", "?anonymous=yes", "?order=name&find=zebra"):
        data = ines.get(f"{address}.json{query}").json()
        jsonschema_rs.validate(schema, data)
    assert "Vendors stand by name." in data["said"]


def test_an_address_that_makes_no_sense_is_no_error(get: Get) -> None:
    for ending in ("pdf", "xlsx", "json"):
        assert get(ending, "?order=zebra&vendors=nobody&row=clause:x&w.nothing=a")
