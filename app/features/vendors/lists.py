"""A list of vendors as people have it, pasted or as a CSV file, read row by row: a wrong row never costs the others.

Columns are vendor, contact, e-mail address and product; a header row may name them in another order. They may be
separated by tabs, semicolons or commas.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.core.problems import Invalid, Problem
from app.core.typed import parse
from app.features.vendors.schemas import VendorRowInput, name_key

MOST_ROWS = 2_000
MOST_CHARACTERS = 500_000  # so that a page can carry the rows along in one field of a form
COLUMNS = ("name", "contact", "email", "product")

CODES = {
    "LIST-EMPTY": "There is no row in the list.",
    "LIST-TOO-LONG": "The list has more rows or characters than are read at once.",
    "LIST-REPEATED": "The same vendor stands in the list twice.",
    "LIST-COLUMNS": "A row has more columns than are known.",
}

_HEADERS = {
    "name": {
        "vendor", "supplier", "company", "organisation", "organization", "legal name", "vendor name", "supplier name",
        "company name", "name", "firma", "unternehmen", "anbieter", "lieferant", "leverancier", "bedrijf",
        "fournisseur", "société", "entreprise", "proveedor", "empresa", "fornitore", "azienda",
    },
    "contact": {
        "contact", "contact name", "contact person", "person", "full name", "kontakt", "ansprechpartner",
        "contactpersoon", "interlocuteur", "contacto", "contatto", "referente",
    },
    "email": {
        "e-mail", "email", "mail", "e-mail address", "email address", "contact e-mail", "contact email",
        "e-mail-adresse", "emailadresse", "e-mailadres", "courriel", "adresse e-mail", "correo", "correo electrónico",
    },
    "product": {"product", "system", "ai system", "offer", "solution", "produkt", "produit", "producto", "prodotto"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was given; `row` is its cleaned form when it has no problems. `line` counts from 1."""

    line: int
    name: str
    contact: str
    email: str
    product: str
    row: VendorRowInput | None
    problems: tuple[Problem, ...] = ()

    @property
    def cells(self) -> tuple[str, str, str, str]:
        return (self.name, self.contact, self.email, self.product)


def decode(data: bytes) -> str:
    """Text of a file that names no encoding: UTF-8, else UTF-16 by its mark, else Windows-1252, as Excel writes it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read(text: str) -> tuple[Row, ...]:
    """All rows, wrong ones with their problems. Raises Invalid when the list as a whole cannot be read."""
    if len(text) > MOST_CHARACTERS:
        message = f"The list has {len(text):,} characters"
        raise Invalid([_whole("LIST-TOO-LONG", message, "Give it in parts of at most half a million characters.")])
    table = _table(text.removeprefix("\ufeff"))
    if len(table) > MOST_ROWS + 1:
        message = f"The list has {len(table):,} rows"
        raise Invalid([_whole("LIST-TOO-LONG", message, f"Give it in parts of at most {MOST_ROWS:,} rows.")])
    columns = _columns(table[0][1]) if table else None
    if columns is not None:
        table = table[1:]
    if not table:
        raise Invalid([_whole("LIST-EMPTY", "There is no vendor in the list", "Write one vendor on each line.")])
    return told_twice(_row(line, _placed(cells, columns), _too_many(cells, columns)) for line, cells in table)


def check(line: int, name: str, contact: str, email: str, product: str) -> Row:
    """One row that was corrected in place."""
    return _row(line, (name, contact, email, product))


def told_twice(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows, where a vendor that stood further up already has a problem of its own."""
    seen: dict[str, int] = {}
    result = []
    for row in rows:
        if row.row is not None:
            first = seen.setdefault(name_key(row.row.name), row.line)
            if first != row.line:
                message = f"“{row.row.name}” stands on line {first} already"
                again = Problem(
                    code="LIST-REPEATED",
                    where="name",
                    message=message,
                    remedy="Leave this row out, or correct the name.",
                )
                row = replace(row, row=None, problems=(again,))
        result.append(row)
    return tuple(result)


def write(rows: Iterable[Row]) -> str:
    """Rows as text that `read_back` gives again: how a page carries the good rows along while others are corrected."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows((str(row.line), *row.cells) for row in rows)
    return out.getvalue()


def read_back(text: str) -> tuple[Row, ...]:
    """What `write` wrote. It has been in a browser, so it is checked like anything else."""
    if len(text) > 2 * MOST_CHARACTERS:
        raise Invalid([_whole("LIST-TOO-LONG", "The list is too long", "Give it in parts.")])
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True))
    except csv.Error:
        table = []
    rows = [cells for cells in table if len(cells) == 1 + len(COLUMNS) and cells[0].isdecimal() and len(cells[0]) < 8]
    return tuple(_row(int(line), tuple(cells)) for line, *cells in rows[: MOST_ROWS + 1])


def _whole(code: str, message: str, remedy: str) -> Problem:
    return Problem(code=code, where="list", message=message, remedy=remedy)


def _table(text: str) -> list[tuple[int, list[str]]]:
    """Line numbers and cells of all rows that are not empty."""
    declared = re.match(r"sep=([,;\t])\r?\n", text)
    separator = declared[1] if declared else _separator(text)
    start = 2 if declared else 1
    text = text[declared.end() :] if declared else text
    rows = _strictly(text, separator, start) or _line_by_line(text, separator, start)
    return [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]


def _separator(text: str) -> str:
    """A tab or a semicolon is hardly ever part of a name; a comma often is ("Quillfeather, Inc.")."""
    for candidate in ("\t", ";", ","):
        if candidate in text:
            return candidate
    return ";"


def _strictly(text: str, separator: str, start: int) -> list[tuple[int, list[str]]] | None:
    """By the rules of CSV; None when a quotation mark is left open somewhere and would swallow the rows after it."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=separator, strict=True)
    rows, line = [], start
    try:
        for cells in reader:
            if any(cell.count("\n") > 3 for cell in cells):
                return None
            rows.append((line, cells))
            line = start + reader.line_num
    except csv.Error:
        return None
    return rows


def _line_by_line(text: str, separator: str, start: int) -> list[tuple[int, list[str]]]:
    rows = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start):
        balanced = line.count('"') % 2 == 0 and "\0" not in line
        try:
            cells = (
                next(csv.reader([line], delimiter=separator, strict=True), []) if balanced else line.split(separator)
            )
        except csv.Error:
            cells = line.split(separator)
        rows.append((number, cells))
    return rows


def _columns(cells: Sequence[str]) -> dict[str, int] | None:
    """Where each column stands, when this is a header row."""
    if any("@" in cell for cell in cells):
        return None
    found: dict[str, int] = {}
    for position, cell in enumerate(cells):
        words = " ".join(cell.casefold().replace("_", " ").split())
        for column, names in _HEADERS.items():
            if words in names and column not in found:
                found[column] = position
    return found if "name" in found and (len(found) > 1 or len(cells) == 1) else None


def _placed(cells: Sequence[str], columns: dict[str, int] | None) -> tuple[str, ...]:
    """The cells in the order of COLUMNS. Without a header the cell with an @ is the address, wherever it stands."""
    if columns is not None:
        at = {column: columns.get(column, len(cells)) for column in COLUMNS}
        return tuple(cells[at[column]] if at[column] < len(cells) else "" for column in COLUMNS)
    rest = list(cells)
    address = next((rest.pop(i) for i, cell in enumerate(cells) if i and "@" in cell), None)
    if address is None:
        address = rest.pop(2) if len(rest) > 2 else ""
    name, contact, product = (*rest, "", "", "")[:3]
    return (name, contact, address, product)


def _too_many(cells: Sequence[str], columns: dict[str, int] | None) -> tuple[Problem, ...]:
    if columns is not None or sum(1 for cell in cells if cell.strip()) <= len(COLUMNS):
        return ()
    message = f"This row has {len(cells)} columns"
    remedy = "Keep to vendor, contact, e-mail address and product, or begin the list with a row that names its columns."
    return (Problem(code="LIST-COLUMNS", where="name", message=message, remedy=remedy),)


def _row(line: int, cells: tuple[str, ...], problems: tuple[Problem, ...] = ()) -> Row:
    name, contact, email, product = (cell.strip() for cell in cells)
    if problems:
        return Row(line, name, contact, email, product, None, problems)
    try:
        row = parse(VendorRowInput, {"name": name, "contact": contact, "email": email, "product": product})
    except Invalid as invalid:
        return Row(line, name, contact, email, product, None, invalid.problems)
    return Row(line, row.name, row.contact, row.email, row.product, row)
