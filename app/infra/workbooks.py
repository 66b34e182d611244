"""Reading a workbook (XLSX) that somebody sent: what stands in its cells, within limits, and never a formula's result.

The file is inspected before it is opened (`app.infra.files`), so it is no bomb, has no macros and no password. Formulas
are told apart and not computed. What LibreOffice, Google Sheets and Excel write differs in types only: a day comes as
a day, as its number or as text, and whoever asks for it says which it should have been.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, NoReturn

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from app.core.problems import Invalid, Problem
from app.core.wording import say
from app.infra.files import FileType, inspect

MAX_CELL = 32_767  # characters; what the file format allows
MAX_BYTES = 5_000_000
MAX_UNPACKED = 40_000_000
MAX_SHEETS, MAX_ROWS, MAX_COLUMNS = 120, 3_000, 60

CODES = {
    "XLS-TYPE": "The file is no XLSX workbook.",
    "XLS-SIZE": "The workbook is larger than one that was downloaded here can be.",
}


class Cell(NamedTuple):
    """What stands in a cell: None, bool, int, float, str, date or datetime."""

    value: Any = None
    formula: bool = False
    percent: bool = False  # shown as a percentage: 0.5 reads 50 %

    @property
    def text(self) -> str:
        return self.value.strip() if isinstance(self.value, str) else ""

    @property
    def empty(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: tuple[tuple[Cell, ...], ...]

    def cell(self, row: int, column: int) -> Cell:
        """By place counted from 0; an empty one where nothing was written."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return Cell()
        return self.rows[row][column]

    def place(self, row: int, column: int) -> str:
        """As a person finds it: 2 In depth, D5."""
        return f"{self.name}, {get_column_letter(column + 1)}{row + 1}"


@dataclass(frozen=True)
class Workbook:
    sheets: tuple[Sheet, ...]
    epoch: datetime  # the day that spreadsheets of this file count from

    def sheet(self, name: str) -> Sheet | None:
        return next((s for s in self.sheets if s.name == name), None)

    def day(self, number: float) -> date | None:
        """The day that a number stands for when its cell lost the look of a date."""
        if not 61 <= number < 110_000 or number != int(number):
            return None
        return (self.epoch + timedelta(days=int(number))).date()


def read(body: bytes) -> Workbook:
    """Raises Invalid: FILE-... of `app.infra.files`, XLS-TYPE, XLS-SIZE."""
    if len(body) > MAX_BYTES:
        _too_large()
    if inspect(io.BytesIO(body), len(body)).type is not FileType.XLSX:
        _refuse(
            "XLS-TYPE",
            say("This is not a spreadsheet in the format XLSX."),
            say("Save it as an Excel workbook (.xlsx) and choose that."),
        )
    _measure(body)
    try:
        return _read(body)
    except Invalid:
        raise
    except Exception:  # a broken part makes openpyxl raise whatever its code trips over
        _refuse(
            "FILE-DAMAGED",
            say("This spreadsheet could not be read."),
            say("Look whether it opens on your computer, save it again as .xlsx, and choose that."),
        )


def fits(text: str) -> bool:
    """Whether a cell holds all of it, with room to spare: one that is full may have been cut."""
    return _length(text) < MAX_CELL


def full(text: str) -> bool:
    """Whether it fills a cell to the last character, as programs that cut it leave it."""
    return MAX_CELL in (len(text), _length(text))


def _length(text: str) -> int:
    """In units of UTF-16, as spreadsheets count."""
    return len(text.encode("utf-16-le", "replace")) // 2


def plain(text: str) -> str:
    """Text a cell can hold: nothing that the file format forbids, no more than it allows."""
    return printable(text)[:MAX_CELL]


def printable(text: str) -> str:
    """Without the signs that the file format forbids (XML 1.0, 2.2)."""
    kept = (c for c in text.encode("utf-8", "replace").decode() if c >= " " or c in "\n\t")
    return "".join(c for c in kept if c not in "\ufffe\uffff")


def _measure(body: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            _too_large()


def _read(body: bytes) -> Workbook:
    book = load_workbook(io.BytesIO(body), read_only=True, keep_links=False)
    try:
        if len(book.worksheets) > MAX_SHEETS:
            _too_large()
        sheets = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # they are what the file claims
            sheets.append(Sheet(sheet.title, tuple(_rows(sheet))))
        return Workbook(tuple(sheets), book.epoch)
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[tuple[Cell, ...]]:
    for number, row in enumerate(sheet.iter_rows()):
        cells = tuple(_cell(cell) for cell in row[:MAX_COLUMNS])
        if number < MAX_ROWS:
            yield cells
        elif number >= 10 * MAX_ROWS:
            return  # rows that a spreadsheet keeps for their looks
        elif any(not cell.empty for cell in cells):
            _too_large()


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return Cell()
    if cell.data_type == "f":
        return Cell(str(value), formula=True)
    if cell.data_type == "e":
        return Cell(str(value))
    return Cell(value, percent="%" in (cell.number_format or ""))


def _too_large() -> NoReturn:
    _refuse(
        "XLS-SIZE",
        say("This spreadsheet is larger than one that was downloaded here can be."),
        say("Download it again and fill in that one."),
    )


def _refuse(code: str, message: str, remedy: str) -> NoReturn:
    raise Invalid([Problem(code=code, where="file", message=message, remedy=remedy)])
