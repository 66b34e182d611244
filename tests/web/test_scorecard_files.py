"""The downloads of a scorecard, as a browser gets them: named, never cached, and no more than their reader may see."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema_rs
import openpyxl
import pytest
from fastapi.testclient import TestClient
from sqlmodel import select
from typer.testing import CliRunner

from app.cli import app
from app.features.scorecards.models import ScorecardRow
from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.features.pdf_structure import structure, texts
from tests.features.review_story import submitted


@pytest.fixture
def base(database: Database, cast: Cast, settings: Settings, now: Now) -> str:
    """The address of Quillfeather's scorecard."""
    response_id = submitted(database, cast, settings, now)
    with database.reading() as session:
        row = session.exec(select(ScorecardRow).where(ScorecardRow.response_id == response_id)).one()
        return f"/scorecards/{row.id}"


@pytest.fixture
def ines(browser: Browser, cast: Cast) -> TestClient:
    return browser(cast.ines)


def test_the_page_offers_the_report_and_the_report_is_of_this_scorecard(ines: TestClient, base: str) -> None:
    assert f'href="{base}/report.pdf"' in ines.get(base).text
    answer = ines.get(f"{base}/report.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="scorecard-quillfeather-talent-2026-11-23.pdf"'
    )
    assert answer.headers["cache-control"] == "no-store"
    assert structure(answer.content).title == "Quillfeather Talent: scorecard 1"
    card = ines.get(f"{base}/json").json()
    text = " ".join(texts(answer.content))
    assert card["inputs_hash"] in text
    assert all(" ".join(finding["message"].split()) in text for finding in card["findings"])


def test_the_workbook_is_of_this_scorecard_and_keeps_what_a_viewer_may_not_read(
    browser: Browser, cast: Cast, ines: TestClient, base: str
) -> None:
    assert f'href="{base}/workbook.xlsx"' in ines.get(base).text
    answer = ines.get(f"{base}/workbook.xlsx")
    assert 'filename="scorecard-quillfeather-talent-2026-11-23.xlsx"' in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    about = {row[0]: row[1] for row in book["Provenance"].iter_rows(values_only=True)}
    assert about["Inputs, sha-256"] == ines.get(f"{base}/json").json()["inputs_hash"]
    assert about["Made by"] == "Ines Aldemir"


def test_the_json_is_described_by_a_schema_that_anybody_can_fetch(
    browser: Browser, ines: TestClient, base: str
) -> None:
    answer = ines.get(f"{base}/json")
    assert answer.headers["content-type"] == "application/json"
    assert 'filename="scorecard-quillfeather-talent-2026-11-23.json"' in answer.headers["content-disposition"]
    data = answer.json()
    stranger = browser()
    schema = stranger.get(data["$schema"].removeprefix("http://testserver"))
    assert schema.headers["content-type"] == "application/schema+json"
    assert schema.json()["$id"] == data["$schema"]
    jsonschema_rs.validate(schema.json(), data)
    assert stranger.get("/schemas/nothing-1.json").status_code == 404


def test_a_comparisons_json_is_described_too(database: Database, ines: TestClient, base: str) -> None:
    with database.reading() as session:
        campaign_id = session.exec(select(ScorecardRow)).one().campaign_id
    data = ines.get(f"/campaigns/{campaign_id}/comparison.json").json()
    jsonschema_rs.validate(ines.get("/schemas/comparison-1.json").json(), data)
    assert [one["vendor"] for one in data["scorecards"]] == ["Quillfeather Talent"]


def test_oscal_is_of_this_scorecard(ines: TestClient, base: str) -> None:
    assert f'href="{base}/oscal.json"' in ines.get(base).text
    answer = ines.get(f"{base}/oscal.json")
    name = 'filename="oscal-assessment-results-quillfeather-talent-2026-11-23.json"'
    assert name in answer.headers["content-disposition"]
    props = {p["name"]: p["value"] for p in answer.json()["assessment-results"]["metadata"]["props"]}
    assert props["inputs-sha256"] == ines.get(f"{base}/json").json()["inputs_hash"]


def test_what_was_downloaded_makes_the_same_scorecard_again(
    browser: Browser, cast: Cast, ines: TestClient, base: str, tmp_path: Path
) -> None:
    """With judgements in it: bit for bit, on a machine without the database."""
    rosa = browser(cast.rosa)
    response_id = ines.get(base).text.partition("/responses/")[2].partition('"')[0]
    given = {"kind": "override", "target": "tests", "level": "0.5", "value": "0.5", "reason": "We read it together.",
             "submission": "1"}  # fmt: skip
    assert rosa.post(f"/reviews/{response_id}", data=given).status_code == 200
    newer = rosa.get(f"/responses/{response_id}").text.partition("/scorecards/")[2].partition('"')[0]
    for page, judged in ((base, False), (f"/scorecards/{newer}", True)):
        assert f'href="{page}/inputs.json"' in ines.get(page).text
        inputs, card = tmp_path / "inputs.json", tmp_path / "scorecard.json"
        inputs.write_bytes(ines.get(f"{page}/inputs.json").content)
        card.write_bytes(ines.get(f"{page}/json").content)
        assert bool(json.loads(inputs.read_text())["response"]["overrides"]) is judged
        done = CliRunner().invoke(app, ["score", str(inputs), "--verify", str(card)])
        assert (done.exit_code, done.output.partition(":")[0]) == (0, "The same, bit for bit"), done.output


def test_what_a_scorecard_was_made_of_is_for_those_who_may_read_confidential_answers(
    browser: Browser, cast: Cast, base: str
) -> None:
    vera = browser(cast.vera)
    assert vera.get(f"{base}/inputs.json").status_code == 403
    assert "inputs.json" not in vera.get(base).text
