"""Rows of short facts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from app.core.problems import Invalid, Problem
from app.core.questionnaire.kinds import words
from app.core.questionnaire.kinds.base import AnswerKind, Fields, Scored, clean, one_field, problem, refuse, shown
from app.core.questionnaire.kinds.date import Date, iso_day
from app.core.questionnaire.kinds.number import Number, plain
from app.core.questionnaire.model import Column, Kind, Question, Text
from app.core.wording import say

CELL = 2000


class Table(AnswerKind):
    """Value: a list of rows {column id: text}; empty rows and empty cells are left out."""

    scored: Scored = "review"
    uses = frozenset({"columns", "max_rows"})

    def from_form(self, question: Question, fields: Fields, today: date) -> list[dict[str, str]] | None:
        """Cells come as `value-<row>-<column>`; gaps between row numbers do not matter."""
        rows: dict[int, dict[str, str]] = {}
        for name in fields:
            if found := re.fullmatch(r"value-([0-9]{1,4})-(.{1,64})", name):
                rows.setdefault(int(found[1]), {})[found[2]] = one_field(question, fields, name)
        return self.from_json(question, [rows[number] for number in sorted(rows)], today)

    def from_json(self, question: Question, value: Any, today: date) -> list[dict[str, str]] | None:
        if value in (None, ""):
            return None
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise refuse(
                question, "ANS-TYPE", say("Rows are expected here."), say("Send a list of rows {column: text}.")
            )
        filled = [row for row in value if any(cell not in (None, "") and str(cell).strip() for cell in row.values())]
        if len(filled) > question.max_rows:
            raise refuse(
                question,
                "ANS-ROWS",
                say(
                    "There are %(filled)s rows; %(max_rows)s are possible.",
                    filled=len(filled),
                    max_rows=question.max_rows,
                ),
                say("Keep the most important ones and attach the full list as evidence."),
            )
        problems: list[Problem] = []
        rows = [_row(question, row, number, today, problems) for number, row in enumerate(filled, 1)]
        if problems:
            raise Invalid(problems[:50])
        return rows or None

    def describe(self, question: Question, value: Any, language: str) -> str:
        """One line a row: "Product: Scan; Version: 2"."""
        if not isinstance(value, list):
            return str(value)
        return "\n".join(_describe_row(question, row, language) if isinstance(row, dict) else str(row) for row in value)


def _row(question: Question, row: dict[Any, Any], number: int, today: date, problems: list[Problem]) -> dict[str, str]:
    columns = {c.id: c for c in question.columns}
    result: dict[str, str] = {}
    problems.extend(
        problem(
            question,
            "ANS-COLUMN",
            say("`%(name)s` is not a column of this table.", name=shown(name)),
            say("Use the columns offered. If the page is old, reload it."),
            at=str(number),
        )
        for name in row
        if name not in columns
    )
    for column in question.columns:
        at = f"{number}.{column.id}"
        try:
            text = _CELLS[column.type](question, column, row.get(column.id), today, at)
        except Invalid as invalid:
            problems.extend(invalid.problems)
            continue
        if text:
            result[column.id] = text
        elif column.required:
            problems.append(
                problem(
                    question,
                    "ANS-CELL",
                    say("Row %(number)s lacks “%(label)s”.", number=number, label=column.label),
                    say("Fill it in, or empty the whole row."),
                    at=at,
                )
            )
    return result


def _text_cell(question: Question, _column: Column, cell: Any, _today: date, at: str) -> str:
    return "" if cell is None else clean(question, cell, CELL, lines=True, at=at)


def _number_cell(question: Question, _column: Column, cell: Any, today: date, at: str) -> str:
    free = _without_limits(question)
    value = Number().from_json(free, cell.strip() if isinstance(cell, str) else cell, today, at=at)
    return "" if value is None else plain(value)


def _date_cell(question: Question, _column: Column, cell: Any, today: date, at: str) -> str:
    return Date().from_json(_without_limits(question), cell, today, at=at) or ""


def _option_cell(question: Question, column: Column, cell: Any, _today: date, at: str) -> str:
    if cell in (None, ""):
        return ""
    if not isinstance(cell, str) or cell not in {o.id for o in column.options}:
        raise refuse(
            question,
            "ANS-OPTION",
            say("`%(cell)s` is not one of the options of “%(label)s”.", cell=shown(cell), label=column.label),
            say("Choose one of the options offered."),
            at=at,
        )
    return cell


_CELLS: dict[str, Callable[[Question, Column, Any, date, str], str]] = {
    "text": _text_cell,
    "number": _number_cell,
    "date": _date_cell,
    "single": _option_cell,
}


def _without_limits(question: Question) -> Question:
    """Limits and unit of a question are not those of a column."""
    return question.model_copy(
        update={"min": None, "max": None, "integer": False, "unit": None, "earliest": None, "latest": None}
    )


class Grid(NamedTuple):
    """The rows of a table as they are read: what stands over the columns that hold something, and the cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def grid(question: Question, value: Any, language: str = "en") -> Grid | None:
    """The answer as rows and columns; None when it is no table. Cells of columns that a release dropped come last."""
    if question.type is not Kind.TABLE or not isinstance(value, list):
        return None
    rows = [row for row in value if isinstance(row, dict) and row]
    filled = {name for row in rows for name in row}
    columns = {c.id: c for c in question.columns}
    names = [*(c for c in columns if c in filled), *sorted(filled - columns.keys())]
    return Grid(
        tuple(columns[n].label.in_(language) if n in columns else str(n) for n in names),
        tuple(
            tuple(_describe_cell(columns.get(n), row[n], language) if n in row else "" for n in names) for row in rows
        ),
    )


def _describe_row(question: Question, row: dict[Any, Any], language: str) -> str:
    columns = {c.id: c for c in question.columns}
    parts = []
    for name, cell in row.items():
        column = columns.get(name)
        parts.append(f"{column.label.in_(language) if column else name}: {_describe_cell(column, cell, language)}")
    return "; ".join(parts)


def _describe_cell(column: Column | None, cell: Any, language: str) -> str:
    labels: dict[Any, Text] = {o.id: o.label for o in column.options} if column else {}
    if isinstance(cell, str) and cell in labels:
        return labels[cell].in_(language)
    found = iso_day(cell) if column and column.type == "date" else None
    return words.day(found, language) if found else str(cell)
