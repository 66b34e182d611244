"""Reading the catalogs: clauses, dates, neighbours, and which questions speak to a clause."""

from __future__ import annotations

import re
from datetime import date

import pytest
from fastapi.testclient import TestClient

from app.core.catalog.timeline import spans
from app.features.campaigns.models import Campaign
from app.infra.content import reference
from app.infra.db import Database
from tests.conftest import Browser, Cast, Now
from tests.web.vendor_story import HTMX, campaign, publish

ASKING = """\
format: countersign/1
id: ours
title: {en: Our own questions}
languages: [en]
catalogs: [iso-42001-2023]
minutes: 1
sections:
  - id: s
    title: {en: S}
    questions:
      - {id: Q1, ask: {en: Do you test as we do?}, type: yes_no, good: yes, clauses: ["iso-42001:A.6.2.4"]}
"""


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def ines(browser: Browser, cast: Cast) -> TestClient:
    return browser(cast.ines)


def test_every_catalog_and_every_clause_can_be_read(ines: TestClient) -> None:
    listed = ines.get("/catalogs").text
    for catalog in reference().catalogs:
        assert f"/catalogs/{catalog.key}" in listed
        page = ines.get(f"/catalogs/{catalog.key}").text
        assert all(f'href="/catalogs/{catalog.key}/clauses/{clause.id}"' in page for clause in catalog.clauses)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("iso-42001/clauses/9.2.1", "Cannot be left out by an organisation that claims the standard"),
        ("iso-42001/clauses/A.7.5", "Can be left out, with a reason in the statement of applicability"),
        ("iso-42001/clauses/A.6.2.4", "What it helps with"),
        ("eu-ai-act/clauses/art-15", "What helps with it"),
        ("eu-ai-act/clauses/art-9", "about Art. 9(2)"),
        ("eu-ai-act/clauses/art-26", "Nobody: vendors are not asked about it."),
        (
            "eu-ai-act/clauses/art-43",
            "Formally from 2 August 2026, in practice from 2 December 2027: the second is our",
        ),
        ("iso-42001/clauses/8", "Questions speak to its parts."),
    ],
)
def test_a_clause_says_what_a_buyer_needs(ines: TestClient, address: str, words: str) -> None:
    page = text(ines.get(f"/catalogs/{address}").text)
    assert words in page
    assert "A paraphrase, not the text." in page


def test_neighbours_have_a_relation_a_confidence_and_a_source_and_are_never_the_same(ines: TestClient) -> None:
    page = text(ines.get("/catalogs/eu-ai-act/clauses/art-4").text)
    assert "Knowing the AI policy is less than being literate" in page
    assert "Supports in part · two sources agree" in page
    assert "marked as a draft by its author" not in page, "what a source is, and not what we think of it"
    assert "isomer mapping of the AI Act" in page
    assert "What they do not give." in page
    assert "equal" not in page.lower()


def test_a_clause_names_the_questions_of_published_releases_and_of_shipped_questionnaires(
    ines: TestClient, browser: Browser, cast: Cast, database: Database, now: Now
) -> None:
    with database.writing() as session:
        release = publish(session, cast.ines.actor, ASKING, now()).id
    mine = ines.get("/catalogs/iso-42001/clauses/A.6.2.4").text
    assert f'href="/releases/{release}#q-Q1"' in mine
    assert "ISO/IEC 42001 readiness, shipped" in text(mine)
    theirs = browser(cast.kai).get("/catalogs/iso-42001/clauses/A.6.2.4").text
    assert "Do you test as we do?" not in theirs
    assert release not in theirs


def test_long_catalogs_can_be_searched_and_filtered(ines: TestClient) -> None:
    found = ines.get("/catalogs/eu-ai-act", params={"q": "human oversight"}, headers=HTMX).text
    assert "clauses/art-14" in found
    assert "clauses/art-53" not in found
    assert "<html" not in found, "a partial request gets the table alone"
    not_asked = ines.get("/catalogs/eu-ai-act", params={"show": "not-asked"}).text
    assert "clauses/art-26" in not_asked
    assert 'clauses/art-9"' not in not_asked
    importers = ines.get("/catalogs/eu-ai-act", params={"who": "importer"}).text
    assert "clauses/art-23" in importers
    assert 'clauses/art-9"' not in importers
    nothing = ines.get("/catalogs/eu-ai-act", params={"q": "zebra"}).text
    assert "No clause fits" in nothing


def test_what_applies_is_told_for_today_and_both_ends_of_a_contract(ines: TestClient) -> None:
    page = ines.get("/catalogs/eu-ai-act/dates", params={"start": "2027-03-01", "end": "2029-02-28"}).text
    lanes = re.findall(r'<svg class="lane" role="img" aria-label="([^"]+)"', page)
    assert len(lanes) == len(spans(reference().catalog("eu-ai-act")))
    assert "Formally from 2 August 2026, in practice from 2 December 2027" in lanes
    told = re.findall(r"<dt>(.*?)</dt><dd data-state=\"(.*?)\">", page)
    by = lanes.index("Formally from 2 August 2026, in practice from 2 December 2027") * 3
    assert told[by : by + 3] == [("Today", "formally"), ("Contract starts", "formally"), ("Contract ends", "applies")]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [("2027-02-30", "", "Give days that exist"), ("2027-03-01", "2026-03-01", "cannot end before it starts")],
)
def test_days_that_do_not_work_are_told_and_kept(ines: TestClient, start: str, end: str, words: str) -> None:
    refused = ines.get("/catalogs/eu-ai-act/dates", params={"start": start, "end": end})
    assert refused.status_code == 422
    assert words in refused.text
    assert f'value="{start}"' in refused.text


def test_a_campaign_shows_the_dates_of_its_contract(ines: TestClient, cast: Cast, database: Database, now: Now) -> None:
    with database.writing() as session:
        row = campaign(session, cast.ines.actor, publish(session, cast.ines.actor, ASKING, now()), now(), due_on=None)
        address = f"/campaigns/{row.id}"
    assert "Set both days of the contract" in ines.get(f"{address}/dates").text
    with database.writing() as session:
        kept = session.get_one(Campaign, row.id)
        kept.contract_start, kept.contract_end = date(2027, 3, 1), date(2029, 2, 28)
        session.add(kept)
    page = ines.get(f"{address}/dates").text
    assert "28 February 2029" in text(page)
    assert f'href="{address}/dates" aria-current="page"' in page


def test_catalogs_clauses_and_dates_that_do_not_exist_are_not_found(ines: TestClient) -> None:
    for address in ("iso-1", "iso-42001/clauses/11", "iso-42001/dates"):
        assert ines.get(f"/catalogs/{address}").status_code == 404
