"""A workbook (XLSX): numbers as numbers, days as days, text as text, whatever a vendor typed into it.

A cell that begins with `=` is a formula to a spreadsheet, and a formula can run a command. Every text is written as a
string (`strings_to_formulas` off), which no spreadsheet evaluates.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.infra.workbooks import plain

__all__ = ["Book", "Column", "hundred", "plain"]

MAX_ROWS = 1_048_575  # beside the head
_FIRST_DAY = date(1900, 3, 1)  # before it, spreadsheets count days differently from one another
_LINE, _HIGHEST = 15.0, 409.0  # points: one line, and the highest row that a spreadsheet can have

Column = tuple[str, int]  # head, and width in characters


class Book:
    """Made in memory, sheet by sheet."""

    def __init__(self, title: str = "", author: str = "", now: datetime | None = None) -> None:
        self._file = io.BytesIO()
        self._book = xlsxwriter.Workbook(
            self._file,
            {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True,
             "remove_timezone": True},
        )  # fmt: skip
        properties: dict[str, Any] = {"title": plain(title), "author": plain(author)}
        self._book.set_properties(properties | ({"created": now.replace(tzinfo=None)} if now else {}))
        top = {"valign": "top"}
        self._head = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True, **top})
        self._text = self._book.add_format({"text_wrap": True, **top})
        self._styles: dict[type, Format] = {
            float: self._book.add_format({"num_format": "0.0##", **top}),
            int: self._book.add_format({"num_format": "0", **top}),
            date: self._book.add_format({"num_format": "yyyy-mm-dd", "align": "left", **top}),
            datetime: self._book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left", **top}),
        }

    def table(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, frozen: int = 1) -> None:
        """A sheet with a head that stays in sight, its first `frozen` columns too, ready to be filtered and printed."""
        sheet = self._book.add_worksheet(name)
        widths = [width for _, width in columns]
        for place, (head, width) in enumerate(columns):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, plain(head), self._head)
        sheet.set_row(0, _height([head for head, _ in columns], widths))
        last = 0
        for last, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                self._write(sheet, last, place, value)
            sheet.set_row(last, _height(row, widths))
        sheet.autofilter(0, 0, last, len(columns) - 1)
        sheet.freeze_panes(1, frozen)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&L&A&RPage &P of &N")

    def finish(self) -> bytes:
        self._book.close()
        return self._file.getvalue()

    def _write(self, sheet: Worksheet, row: int, column: int, value: Any) -> None:
        """Numbers as numbers, days as days, None as an empty cell, the rest as a string and never as a formula."""
        style = self._styles.get(type(value), self._text)
        if value is None:
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, bool):
            sheet.write_string(row, column, "yes" if value else "no", style)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, style)
        elif isinstance(value, date) and _countable(value):
            sheet.write_datetime(row, column, value, style)
        else:
            sheet.write_string(row, column, plain(str(value)), self._text)


def _height(row: Sequence[Any], widths: Sequence[int]) -> float:
    """High enough for the words of a row, which LibreOffice does not measure by itself when it opens a file."""
    lines = (
        sum(max(1, ceil(1.15 * len(line) / width)) for line in value.splitlines())
        for value, width in zip(row, widths, strict=True)
        if isinstance(value, str)
    )
    return min(_LINE * max(lines, default=1) or _LINE, _HIGHEST)


def _countable(value: date) -> bool:
    return (value.date() if isinstance(value, datetime) else value) >= _FIRST_DAY


def hundred(score: float | None) -> float | None:
    return None if score is None else round(100 * score, 6)
