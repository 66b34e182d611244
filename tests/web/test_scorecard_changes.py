"""A buyer sees what changed since the last scorecard, and why, beside the figures and on a page of its own."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from app.features.scorecards.models import ScorecardRow
from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.features.review_story import submitted
from tests.web.test_reviews import rate


@pytest.fixture
def response_id(database: Database, cast: Cast, settings: Settings, now: Now) -> str:
    return submitted(database, cast, settings, now)


@pytest.fixture
def rosa(browser: Browser, cast: Cast) -> TestClient:
    return browser(cast.rosa, follow_redirects=False)


def rows(database: Database) -> list[ScorecardRow]:
    with database.reading() as session:
        return list(session.exec(select(ScorecardRow).order_by(col(ScorecardRow.number))).all())


def points(page: str) -> list[tuple[float, float]]:
    """What stands in the two last columns of the table of changes, its sum last."""
    table = re.search(r'<table class="table changes">.*?</table>', page, re.DOTALL)
    assert table
    found = []
    for row in re.findall(r"<tr>(.*?)</tr>", table[0].split("</thead>")[1], re.DOTALL):
        cells = [
            re.sub("<.*?>", "", c).replace("−", "-").replace("–", "0")
            for c in re.findall(r'<td class="num"[^>]*>(.*?)</td>', row)
        ]
        found.append((float(cells[0]), float(cells[1])))
    return found


def test_the_first_scorecard_has_nothing_before_it(rosa: TestClient, response_id: str, database: Database) -> None:
    first = rows(database)[0]
    assert "What changed since" not in rosa.get(f"/scorecards/{first.id}").text
    assert "There is nothing before it" in rosa.get(f"/scorecards/{first.id}/changes").text


def test_a_judgement_is_the_reason_and_the_points_add_up(
    rosa: TestClient, response_id: str, database: Database
) -> None:
    rate(rosa, response_id, "tests", level="0.7", reason="Dates are missing.")
    first, second = rows(database)
    page = rosa.get(f"/scorecards/{second.id}").text
    assert "What changed since scorecard 1" in page
    whole = unescape(rosa.get(f"/scorecards/{second.id}/changes").text)
    assert "From scorecard 1 to scorecard 2" in whole
    assert "A reviewer’s judgement" in whole
    assert f'href="/scorecards/{second.id}?of=question%3Atests#work-h"' in whole
    *each, together = points(whole)
    moved = [100 * (second.figures[name] - first.figures[name]) for name in ("evidenced", "claimed")]
    assert together == pytest.approx(moved, abs=0.05)
    assert [sum(column) for column in zip(*each, strict=True)] == pytest.approx(moved, abs=0.05 * len(each))


def test_any_two_are_compared_and_the_older_one_comes_first(
    rosa: TestClient, response_id: str, database: Database
) -> None:
    rate(rosa, response_id, "tests", level="0.7", reason="Dates are missing.")
    rate(rosa, response_id, "training", level="accept", reason="Bought in.")
    first, second, third = rows(database)
    page = rosa.get(f"/scorecards/{first.id}/changes?since={third.id}").text
    assert "From scorecard 1 to scorecard 3" in page
    assert "Compare scorecard 1 with" in page
    assert page.count("What changed<span") == 2, "the first one has nothing before it"
    assert "one and the same" in rosa.get(f"/scorecards/{second.id}/changes?since={second.id}").text


def test_a_scorecard_of_another_response_is_not_found(rosa: TestClient, response_id: str, database: Database) -> None:
    assert rosa.get(f"/scorecards/{rows(database)[0].id}/changes?since=01nothing").status_code == 404
