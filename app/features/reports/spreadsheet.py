"""The comparison as XLSX: numbers as numbers, text as text, whatever a vendor typed into it.

A cell that begins with `=` is a formula to a spreadsheet, and a formula can run a command. Every text is written as a
string (`strings_to_formulas` off), which no spreadsheet evaluates.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.core.catalog.model import ReferenceData
from app.core.questionnaire import kinds
from app.core.response import Response
from app.core.scoring.scorecard import QuestionScore
from app.features.scorecards.schemas import Contender, SideBySide

Labels = Callable[[str], str]
MAX_CELL = 32_767  # characters; what the file format allows
NOTE = (
    "Claimed is what the vendor says, evidenced what documents support. A certificate of a management system shows "
    "organisational readiness, not legal compliance. Flags and contradictions are for a person to decide."
)


class Book:
    def __init__(self) -> None:
        self._file = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self._file,
            {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True,
             "remove_timezone": True},
        )  # fmt: skip
        self.head = self.book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.score = self.book.add_format({"num_format": "0.0"})
        self.wrap = self.book.add_format({"text_wrap": True, "valign": "top"})

    def sheet(self, name: str, head: Sequence[str], widths: Sequence[int], frozen_columns: int = 1) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        for column, (title, width) in enumerate(zip(head, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, plain(title), self.head)
        sheet.freeze_panes(1, frozen_columns)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        return sheet

    def row(self, sheet: Worksheet, number: int, values: Sequence[Any]) -> None:
        for column, value in enumerate(values):
            write(sheet, number, column, value, self.score if isinstance(value, float) else self.wrap)

    def finish(self) -> bytes:
        self.book.close()
        return self._file.getvalue()


def plain(text: str) -> str:
    """Text a cell can hold: no control characters that the file format forbids, no more than it allows."""
    return "".join(c for c in text if c >= " " or c in "\n\t")[:MAX_CELL]


def write(sheet: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    """Numbers as numbers, None as an empty cell, everything else as a string and never as a formula."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, plain(str(value)), style)


def comparison_xlsx(
    view: SideBySide, answers: dict[str, Response], reference: ReferenceData, *, now: datetime
) -> bytes:
    """The workbook: Scores, Answers, Findings, About. `answers` maps a response id to what was submitted."""
    book = Book()
    _scores(book, view, reference)
    _answers(book, view, answers)
    _findings(book, view)
    _about(book, view, now)
    return book.finish()


def hundred(score: float | None) -> float | None:
    return None if score is None else round(100 * score, 6)


def _scores(book: Book, view: SideBySide, reference: ReferenceData) -> None:
    head = ["What", "Title"]
    for c in view.contenders:
        head += [f"{c.name}: claimed", f"{c.name}: evidenced", f"{c.name}: gap"]
    sheet = book.sheet("Scores", head, [18, 44] + [14] * (len(head) - 2), frozen_columns=2)
    sections = {s.id: str(s.title) for s in view.questionnaire.sections}
    for number, row in enumerate(view.comparison.rows, 1):
        clause, catalog = reference.clause(row.id), reference.catalog(row.id)
        label = {"overall": "Overall", "section": "Section"}.get(row.kind, reference.label(row.id))
        title = sections.get(row.id, "") if row.kind == "section" else (clause and clause.title) or (
            catalog and catalog.title) or ""  # fmt: skip
        values: list[Any] = [label, title]
        for cell in row.cells:
            values += [hundred(cell.claimed), hundred(cell.evidenced), hundred(cell.gap)]
        book.row(sheet, number, values)


def _answers(book: Book, view: SideBySide, answers: dict[str, Response]) -> None:
    head = ["Number", "Id", "Question", *(c.name for c in view.contenders)]
    sheet = book.sheet("Answers", head, [8, 8, 60] + [40] * len(view.contenders), frozen_columns=3)
    model = view.questionnaire
    for number, question in enumerate(model.by_id.values(), 1):
        given = [_answer_words(view, c, question.id, answers.get(c.kept.response_id)) for c in view.contenders]
        book.row(sheet, number, [model.numbers[question.id], question.id, str(question.ask), *given])


def _answer_words(view: SideBySide, contender: Contender, question_id: str, response: Response | None) -> str:
    result: QuestionScore | None = contender.kept.scorecard.questions.get(question_id)
    answer = response.answers.get(question_id) if response else None
    if result is not None and result.state.value == "hidden":
        return "(not asked)"
    if answer is None or not answer.given:
        return ""
    if answer.not_applicable:
        return f"Does not apply: {answer.reason}"
    question = view.questionnaire.by_id[question_id]
    words = kinds.describe(question, answer.value, "en")
    return f"{words}\nNote: {answer.note}" if answer.note else words


def _findings(book: Book, view: SideBySide) -> None:
    head = [
        "Vendor",
        "Kind",
        "Code",
        "What",
        "What to do",
        "Answers",
        "One side",
        "Other side",
        "Explained by the vendor",
        "Upheld",
        "Dismissed",
    ]
    sheet = book.sheet("Findings", head, [24, 14, 20, 60, 40, 14, 40, 40, 40, 30, 30])
    number = 0
    for contender in view.contenders:
        for f in contender.kept.scorecard.findings:
            number += 1
            sides = [f"{s.label}: {s.words}" for s in f.sides[:2]] + ["", ""]
            numbers = ", ".join(view.questionnaire.numbers.get(q, q) for q in f.questions)
            book.row(
                sheet, number,
                [contender.name, f.kind.value, f.code, f.message, f.remedy, numbers, sides[0], sides[1], f.explained,
                 f.upheld, f.dismissed],
            )  # fmt: skip


def _about(book: Book, view: SideBySide, now: datetime) -> None:
    sheet = book.sheet("About", ["What", "Value"], [24, 100])
    facts: list[tuple[str, Any]] = [
        ("Campaign", view.campaign.title),
        ("About", view.campaign.system_name),
        ("Questionnaire", f"{view.release.title}, release {view.release.number}"),
        ("Release sha-256", view.release.digest),
        ("Made", now.isoformat(timespec="seconds")),
        ("Note", NOTE),
        *((f"Scorecard of {c.name}", f"number {c.kept.number}, inputs {c.kept.scorecard.inputs_hash}")
          for c in view.contenders),
        *(("Not the same for all", f"{d.what}: {d.why_it_matters}") for d in view.comparison.differences),
    ]  # fmt: skip
    for number, (name, value) in enumerate(facts, 1):
        book.row(sheet, number, [name, value])
