"""Buyers read questionnaires with their clauses, import files, and publish releases that never change."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from app.core.catalog.meaning import digest_of
from app.features.questionnaires.models import QuestionnaireRow, Release
from app.infra.content import reference, shipped_questionnaires
from app.infra.db import Database
from tests.conftest import Browser, Cast

SMALL = """\
format: countersign/1
id: oversight
title: {en: Human oversight}
languages: [en]
catalogs: [iso-42001-2023]
minutes: 5
sections:
  - id: use
    title: {en: Use}
    questions:
      - id: Q1
        ask: {en: Can a person stop the system at any time?}
        why: {en: Because somebody must be able to.}
        type: yes_no
        good: yes
        not_applicable: with_reason
        clauses: ["iso-42001:A.9.2"]
"""


def _import(browser: Browser, cast: Cast, source: str = SMALL):
    return browser(cast.tomas).post("/questionnaires/import", data={"source": source})


@pytest.mark.parametrize("name", sorted(shipped_questionnaires()))
def test_every_shipped_questionnaire_can_be_read_with_its_clauses(browser: Browser, cast: Cast, name: str) -> None:
    key = name.removesuffix(".yaml")
    page = browser(cast.vera).get(f"/questionnaires/shipped/{key}")
    assert page.status_code == 200
    assert 'class="chip"' in page.text
    assert "Publish release" not in page.text, "a viewer reads"


def test_the_list_shows_what_is_shipped_before_anything_is_published(browser: Browser, cast: Cast) -> None:
    page = browser(cast.ines).get("/questionnaires")
    assert "ISO/IEC 42001 readiness" in page.text
    assert "Shipped, not published yet" in page.text


def test_publishing_a_shipped_questionnaire_gives_release_1(browser: Browser, cast: Cast, session: Session) -> None:
    answer = browser(cast.tomas).post("/questionnaires/shipped/iso-42001-readiness/publish")
    assert answer.url.path.startswith("/releases/")
    release = session.exec(select(Release)).one()
    assert (release.number, release.published_by) == (1, "Tomas Verhulst")


def test_publishing_the_same_text_twice_gives_the_same_release(browser: Browser, cast: Cast, session: Session) -> None:
    first = browser(cast.tomas).post("/questionnaires/shipped/iso-42001-readiness/publish")
    second = browser(cast.ines).post("/questionnaires/shipped/iso-42001-readiness/publish")
    assert first.url.path == second.url.path
    assert len(session.exec(select(Release)).all()) == 1


def test_a_file_is_imported_read_and_published(browser: Browser, cast: Cast) -> None:
    page = _import(browser, cast)
    assert "Draft of release 1" in page.text
    assert "Can a person stop the system at any time?" in page.text
    row_address = page.url.path
    released = browser(cast.tomas).post(f"{row_address}/publish", data={"version": 1})
    assert released.url.path.startswith("/releases/")
    assert browser(cast.vera).get(f"{released.url.path}/file").text == SMALL


def test_a_changed_question_makes_release_2_and_leaves_release_1_as_it_was(
    browser: Browser, cast: Cast, session: Session
) -> None:
    address = _import(browser, cast).url.path
    browser(cast.tomas).post(f"{address}/publish", data={"version": 1})
    draft = _import(browser, cast, SMALL.replace("at any time", "at once"))
    assert "Draft of release 2" in draft.text
    browser(cast.tomas).post(f"{address}/publish", data={"version": 2})
    one, two = session.exec(select(Release).order_by(Release.number)).all()
    assert "at any time" in one.source
    assert "at once" in two.source
    assert one.digest != two.digest


@pytest.mark.parametrize(
    ("source", "line", "code"),
    [
        (SMALL.replace("iso-42001:A.9.2", "iso-42001:A.99"), 17, "LINT-CLAUSE"),
        (SMALL.replace("type: yes_no", "type: yes_or_no"), 14, "FILE-CHOICE"),
        (SMALL.replace("languages: [en]", "languages: [en, de]"), 3, "LINT-LANGUAGE"),
    ],
    ids=["unknown clause", "unknown type", "a language is missing"],
)
def test_a_file_with_problems_is_refused_by_line_and_its_text_is_kept(
    browser: Browser, cast: Cast, session: Session, source: str, line: int, code: str
) -> None:
    page = _import(browser, cast, source)
    assert page.status_code == 422
    assert f'<td class="num">{line}' in page.text
    assert code in page.text
    assert "Can a person stop the system at any time?" in page.text, "what was typed is still in the box"
    assert session.exec(select(QuestionnaireRow)).all() == []


@pytest.mark.parametrize(
    ("file", "code"),
    [(b"", "QF-EMPTY"), (b"\xff\xfe\x00", "QF-ENCODING"), (b"x" * 2_100_000, "QF-TOO-LARGE"), (b"a: b: c", "YAML")],
    ids=["empty", "not UTF-8", "too large", "not YAML"],
)
def test_a_file_that_cannot_be_read_says_why(browser: Browser, cast: Cast, file: bytes, code: str) -> None:
    page = browser(cast.ines).post("/questionnaires/import", files={"file": ("q.yaml", file)})
    assert page.status_code == 422
    assert code in page.text


def test_publishing_an_outdated_draft_is_a_conflict(browser: Browser, cast: Cast, session: Session) -> None:
    address = _import(browser, cast).url.path
    _import(browser, cast, SMALL.replace("at any time", "at once"))
    answer = browser(cast.ines).post(f"{address}/publish", data={"version": 1})
    assert answer.status_code == 409
    assert session.exec(select(Release)).all() == []


def test_a_question_that_vanished_is_refused_because_answers_hang_on_its_id(browser: Browser, cast: Cast) -> None:
    address = _import(browser, cast).url.path
    browser(cast.tomas).post(f"{address}/publish", data={"version": 1})
    page = _import(browser, cast, SMALL.replace("id: Q1", "id: Q2"))
    assert page.status_code == 422
    assert "Q1" in page.text


def test_the_reference_data_are_read_without_a_problem() -> None:
    data = reference()
    assert {"iso-42001", "eu-ai-act", "iso-27001"} <= {c.key for c in data.catalogs}


def test_a_rival_sees_nothing_of_it(browser: Browser, cast: Cast, database: Database) -> None:
    address = _import(browser, cast).url.path
    assert browser(cast.kai).get(address).status_code == 404
    assert browser(cast.kai).post(f"{address}/publish", data={"version": 1}).status_code == 404
    assert "Human oversight" not in browser(cast.kai).get("/questionnaires").text


def test_a_catalog_that_means_something_else_stops_the_next_release_and_is_told_on_the_last(
    browser: Browser, cast: Cast, database: Database
) -> None:
    """Somebody changed a catalog's file in place after Tomas published with it."""
    address = _import(browser, cast).url.path
    released = browser(cast.tomas).post(f"{address}/publish", data={"version": 1}, follow_redirects=False)
    with database.writing() as session:
        release = session.exec(select(Release)).one()
        assert release.catalogs == {"iso-42001-2023": digest_of(reference().catalog("iso-42001"))}
        release.catalogs = {"iso-42001-2023": "0" * 64}
        session.add(release)
    told = browser(cast.vera).get(released.headers["location"]).text
    assert "The catalogs are not what they were" in told
    refused = browser(cast.tomas).post("/questionnaires/shipped/iso-42001-readiness/publish")
    assert refused.status_code == 422
    assert "no longer means what it meant" in refused.text
    with database.reading() as session:
        assert len(session.exec(select(Release)).all()) == 1


def test_a_release_whose_catalogs_are_as_they_were_says_nothing_of_them(browser: Browser, cast: Cast) -> None:
    page = browser(cast.tomas).post("/questionnaires/shipped/iso-42001-readiness/publish").text
    assert "The catalogs are not what they were" not in page
