"""A workbook that comes back -> what it says to each question, and what is wrong with it, named by sheet and cell.

It may have been saved by another program, in which a Yes has become a truth value, a day its number, a number a text
with a comma. What can be meant in one way only is taken; anything else is a problem of its cell and costs no other row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, NoReturn

from app.core.problems import Invalid, Problem
from app.core.questionnaire.kinds import choices, is_empty, parse_json
from app.core.questionnaire.kinds.base import shown
from app.core.questionnaire.kinds.number import plain as digits
from app.core.questionnaire.model import Column, Kind, NotApplicable, Option, Question, Questionnaire
from app.core.wording import say
from app.features.responses.answers import NOTE_LENGTH
from app.features.responses.schemas import Content
from app.features.responses.sheet_layout import ANSWER, COLUMN, FORMAT, KEPT, KEYS, META, NOTE, REASON, ROW
from app.infra.workbooks import Cell, Sheet, Workbook, full

CODES = {
    "XLS-NOT-OURS": "The workbook was not downloaded from Countersign, or its hidden sheet is gone.",
    "XLS-OTHER-QUESTIONNAIRE": "The workbook belongs to another questionnaire.",
    "XLS-UNKNOWN": "A row has the id of no question, option or part that this questionnaire has.",
    "XLS-TWICE": "A question stands in the workbook twice.",
    "XLS-FORMULA": "A cell holds a formula.",
    "XLS-TURNED": "The spreadsheet made a date or a truth value of what was typed.",
    "XLS-MARK": "Beside an option stands something that says neither yes nor no.",
    "XLS-LONG": "Something was typed in place of an answer that is longer than a cell can hold.",
    "XLS-CUT": "A text fills its cell to the last character.",
    "XLS-BOTH": "A question has an answer, and a reason why it does not apply.",
}

_YES = frozenset({"x", "yes", "y", "true", "1", "✓", "✔", "☑", "ja", "j", "oui", "o", "wahr", "vrai", "waar"})
_NO = frozenset({"", "no", "n", "false", "0", "-", "nein", "non", "nee", "falsch", "faux", "onwaar"})
_CHOICE = frozenset({Kind.SINGLE, Kind.YES_NO, Kind.SCALE})


class Place(NamedTuple):
    """A cell with where a person finds it."""

    cell: Cell
    where: str


@dataclass(frozen=True)
class Facts:
    """What the hidden sheet says of the file."""

    response: str
    release: str
    questionnaire: str
    versions: Mapping[str, int]  # question -> version of its answer when the file was made
    kept: Mapping[str, str]  # question whose answer was too long for a cell -> what the cell says instead


@dataclass
class Found:
    """What was read: contents by question, without the offers of evidence, which are not in a file."""

    facts: Facts
    contents: dict[str, Content] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)  # questions with a problem
    kept: dict[str, str] = field(default_factory=dict)  # question whose answer was too long for a cell -> the cell

    def keeps(self, question: Question) -> bool:
        """Its value is not in the file: files are attached in the browser, and a cell holds only so much."""
        return question.type is Kind.FILE or question.id in self.kept


@dataclass
class _Rows:
    """The cells of one question, as they were found."""

    where: str
    answer: Place | None = None
    reason: Place | None = None
    note: Place | None = None
    parts: dict[str, Place] = field(default_factory=dict)
    table: list[dict[str, Place]] = field(default_factory=list)
    has_table: bool = False


def facts_of(book: Workbook) -> Facts:
    """Raises Invalid when it is no workbook of ours."""
    sheet = book.sheet(META)
    known = {row[0].text: _plain(row[1]) for row in sheet.rows if len(row) > 1} if sheet else {}
    if known.get("format") != FORMAT or not known.get("response"):
        _refuse(
            "XLS-NOT-OURS",
            "file",
            say("This spreadsheet was not downloaded here, or a sheet of it that is hidden was lost."),
            say("Download the questionnaire as a spreadsheet, copy your answers into it, and upload that."),
        )
    versions = {
        key.removeprefix("version:"): int(value)
        for key, value in known.items()
        if key.startswith("version:") and re.fullmatch(r"[0-9]{1,9}", value)
    }
    kept = {key.removeprefix(KEPT): value for key, value in known.items() if key.startswith(KEPT)}
    return Facts(known["response"], known.get("release", ""), known.get("questionnaire", ""), versions, kept)


def read(book: Workbook, model: Questionnaire, today: date) -> Found:
    """Raises Invalid when nothing of the file can be used."""
    found = Found(facts_of(book))
    if found.facts.questionnaire != model.id:
        _refuse(
            "XLS-OTHER-QUESTIONNAIRE",
            "file",
            say("This spreadsheet belongs to another questionnaire, so nothing in it was used."),
            say("Download this questionnaire as a spreadsheet and fill in that one."),
        )
    for question_id, rows in _collect(book, model, found).items():
        question = model.by_id[question_id]
        if question_id in found.refused:
            continue
        if question_id in found.facts.kept:
            found.kept[question_id] = rows.answer.where if rows.answer else rows.where
        try:
            content = _content(question, rows, book, today, found.facts.kept.get(question_id, ""))
        except Invalid as invalid:
            found.problems.extend(invalid.problems)
            found.refused.add(question_id)
        else:
            found.contents[question_id] = content
    return found


def _collect(book: Workbook, model: Questionnaire, found: Found) -> dict[str, _Rows]:
    """Which cells belong to which question."""
    collected: dict[str, _Rows] = {}
    for sheet in book.sheets:
        keys = _keys(sheet)
        if keys is None:
            continue
        start, columns = keys
        for number in range(start + 1, len(sheet.rows)):
            row_id = sheet.cell(number, 0).text
            if not row_id:
                continue
            question_id, _, part = row_id.partition(":")
            question = model.by_id.get(question_id)
            if question is None or (part and not _has_part(question, part)):
                found.problems.append(_unknown(sheet, number, row_id))
                continue
            places = {key: Place(sheet.cell(number, at), sheet.place(number, at)) for key, at in columns.items()}
            rows = collected.setdefault(question_id, _Rows(sheet.place(number, 0)))
            if not _add(rows, part, places):
                found.problems.append(_twice(sheet, number, row_id))
                found.refused.add(question_id)
    return collected


def _keys(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of keys, and the column of each; None for a sheet that has none."""
    for number in range(min(10, len(sheet.rows))):
        if sheet.cell(number, 0).text == KEYS:
            return number, {cell.text: at for at, cell in enumerate(sheet.rows[number]) if at and cell.text}
    return None


def _add(rows: _Rows, part: str, places: dict[str, Place]) -> bool:
    """False when it is there already."""
    if part == ROW:
        rows.has_table = True
        rows.table.append({key.removeprefix(COLUMN): place for key, place in places.items() if key.startswith(COLUMN)})
    elif part:
        if part in rows.parts or ANSWER not in places:
            return False
        rows.parts[part] = places[ANSWER]
    else:
        if rows.answer is not None or ANSWER not in places:
            return False
        rows.answer, rows.reason, rows.note = places[ANSWER], places.get(REASON), places.get(NOTE)
    return True


def _has_part(question: Question, part: str) -> bool:
    if question.type is Kind.TABLE:
        return part == ROW
    if question.type is Kind.DECLARATION:
        return part in ("name", "function")
    return question.type is Kind.MULTI and question.option(part) is not None


def _content(question: Question, rows: _Rows, book: Workbook, today: date, kept: str) -> Content:
    """`kept`: what stands in the cell instead of an answer that was too long for it."""
    problems: list[Problem] = []
    reason, note = _words(rows.reason, problems), _words(rows.note, problems)
    value = None
    where: dict[str, str] = {}
    try:
        if kept:
            _require_kept(rows.answer, kept)
        else:
            value = _VALUES.get(question.type, _text)(question, rows, book, where)
            value = parse_json(question, value, today)
    except Invalid as invalid:
        problems.extend(_placed(p, question, rows, where) for p in invalid.problems)
    if reason and question.not_applicable is NotApplicable.NO:
        problems.append(
            _problem(
                "ANS-NOT-APPLICABLE", rows.reason, say("This question applies to everybody."), say("Please answer it.")
            )
        )
    elif reason and (kept or not is_empty(value)):
        problems.append(
            _problem(
                "XLS-BOTH",
                rows.reason,
                say("There is an answer, and a reason why the question does not apply."),
                say("Empty one of the two cells."),
            )
        )
    if problems:
        raise Invalid(problems)
    return Content(value=None if reason else value, not_applicable=bool(reason), reason=reason, note=note)


def _placed(problem: Problem, question: Question, rows: _Rows, where: Mapping[str, str]) -> Problem:
    """A problem of an answer, at its cell. One that names its cell already keeps it."""
    if not problem.where.startswith(question.id):
        return problem
    at = problem.where.removeprefix(question.id).lstrip(".")
    default = rows.answer.where if rows.answer else rows.where
    return problem.model_copy(update={"where": where.get(at, where.get("", default))})


def _choice(question: Question, rows: _Rows, _book: Workbook, _where: dict[str, str]) -> str | None:
    return _option(choices(question), rows.answer, yes_no=question.type is Kind.YES_NO)


def _option(options: tuple[Option, ...], place: Place | None, *, yes_no: bool = False) -> str | None:
    """The option that a cell names by its label in any language, or by its id."""
    if place is None or _bare(place).empty:
        return None
    value = place.cell.value
    if yes_no and isinstance(value, bool):
        return "yes" if value else "no"
    words = _plain(place.cell)
    wanted = words.casefold()
    named = [o.id for o in options if wanted in {label.casefold().strip() for label in o.label.root.values()}]
    named = named or [o.id for o in options if o.id.casefold() == wanted]
    if not named and yes_no and wanted in _YES | _NO - {""}:
        named = ["yes" if wanted in _YES else "no"]
    if len(named) != 1:
        raise Invalid(
            [
                _problem(
                    "ANS-OPTION",
                    place,
                    say("“%(value)s” is not one of the answers offered.", value=shown(words)),
                    say("Choose from the list in the cell."),
                )
            ]
        )
    return named[0]


def _many(question: Question, rows: _Rows, _book: Workbook, _where: dict[str, str]) -> list[str]:
    chosen: list[str] = []
    problems: list[Problem] = []
    for option_id, place in rows.parts.items():
        try:
            said = _plain(_bare(place)).casefold()
        except Invalid as invalid:
            problems.extend(invalid.problems)
            continue
        if said in _YES:
            chosen.append(option_id)
        elif said not in _NO:
            words = say("“%(value)s” does not say whether this is so.", value=shown(said))
            problems.append(_problem("XLS-MARK", place, words, say("Write x, or leave it empty.")))
    if problems:
        raise Invalid(problems)
    return chosen


def _number(question: Question, rows: _Rows, _book: Workbook, _where: dict[str, str]) -> int | float | str | None:
    return None if rows.answer is None else _figure(rows.answer, question)


def _figure(place: Place, question: Question | None) -> int | float | str | None:
    cell = _bare(place)
    if isinstance(cell.value, bool | datetime | date):
        raise Invalid(
            [
                _problem(
                    "XLS-TURNED",
                    place,
                    say("The spreadsheet has made “%(value)s” of the number.", value=_plain(cell)),
                    say("Set the cell to the format Text or Number and type the number again."),
                )
            ]
        )
    units = {u.strip() for u in question.unit.root.values()} if question and question.unit else set()
    if cell.percent and "%" in units and isinstance(cell.value, int | float):
        return round(cell.value * 100, 10)
    return cell.value if isinstance(cell.value, int | float) else (cell.text or None)


def _date(_question: Question, rows: _Rows, book: Workbook, _where: dict[str, str]) -> str | None:
    return None if rows.answer is None else _day(rows.answer, book)


_DOTTED = re.compile(r"(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4})")


def _day(place: Place, book: Workbook) -> str | None:
    """An ISO day. 3/4/2026 is April in London and March in New York: it is asked for again."""
    cell = _bare(place)
    value = cell.value
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        counted = book.day(value)
        return counted.isoformat() if counted else _plain(cell)
    text = re.sub(r"[T ]00:00(:00(\.0+)?)?Z?$", "", _plain(cell))
    if written := _DOTTED.fullmatch(text):
        one, other, year = int(written[1]), int(written[3]), int(written[4])
        if written[2] != "." and one <= 12 and other <= 12 and one != other:
            words = say("“%(text)s” can be read in two ways.", text=text)
            raise Invalid([_problem("ANS-DATE", place, words, say("Write it as 2026-11-23."))])
        day, month = (one, other) if written[2] == "." or other <= 12 else (other, one)
        return f"{year:04}-{month:02}-{day:02}"
    return text or None


def _text(question: Question, rows: _Rows, _book: Workbook, _where: dict[str, str]) -> str | None:
    if rows.answer is None:
        return None
    cell = _bare(rows.answer)
    if isinstance(cell.value, str) and full(cell.value):
        words = say("This text fills its cell to the last character, so its end may have been cut off.")
        raise Invalid([_problem("XLS-CUT", rows.answer, words, say("Give this answer in the browser."))])
    return _plain(cell) or None


def _require_kept(place: Place | None, kept: str) -> None:
    """Raises Invalid when something was typed in place of an answer that is too long for a cell."""
    if place is None or _plain(_bare(place)) == kept:
        return
    words = say("The answer here is longer than a cell can hold, so a file cannot change it.")
    raise Invalid([_problem("XLS-LONG", place, words, say("Change it in the browser."))])


def _file(_question: Question, _rows: _Rows, _book: Workbook, _where: dict[str, str]) -> None:
    return None


def _declaration(_question: Question, rows: _Rows, _book: Workbook, where: dict[str, str]) -> dict[str, str] | None:
    where.update({part: place.where for part, place in rows.parts.items()})
    said = {part: _plain(_bare(place)) for part, place in rows.parts.items()}
    return said if any(said.values()) else None


def _table(question: Question, rows: _Rows, book: Workbook, where: dict[str, str]) -> list[dict[str, Any]]:
    columns = {c.id: c for c in question.columns}
    result: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for row in rows.table:
        cells: dict[str, Any] = {}
        for name, place in row.items():
            if name not in columns or place.cell.empty:
                continue
            try:
                cells[name] = _cell(columns[name], place, book)
            except Invalid as invalid:
                problems.extend(invalid.problems)
        if any(not place.cell.empty for place in row.values()):
            result.append(cells)
            where.update({f"{len(result)}.{name}": place.where for name, place in row.items()})
            where[str(len(result))] = next(iter(row.values())).where
    if problems:
        raise Invalid(problems)
    return result


def _cell(column: Column, place: Place, book: Workbook) -> Any:
    if column.type == "single":
        return _option(column.options, place)
    if column.type == "date":
        return _day(place, book)
    if column.type == "number":
        return _figure(place, None)
    return _plain(_bare(place))


_VALUES: dict[Kind, Callable[[Question, _Rows, Workbook, dict[str, str]], Any]] = {
    **dict.fromkeys(_CHOICE, _choice),
    Kind.MULTI: _many,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.FILE: _file,
    Kind.DECLARATION: _declaration,
    Kind.TABLE: _table,
}


def _words(place: Place | None, problems: list[Problem]) -> str:
    """A note or a reason."""
    if place is None:
        return ""
    try:
        text = _plain(_bare(place))
    except Invalid as invalid:
        problems.extend(invalid.problems)
        return ""
    if len(text) > NOTE_LENGTH:
        words = say(
            "This has %(text)s characters; %(note_length)s are possible.", text=len(text), note_length=NOTE_LENGTH
        )
        problems.append(_problem("ANS-NOTE", place, words, say("Shorten it.")))
    return text


def _bare(place: Place) -> Cell:
    """The cell, when it holds no formula. Raises Invalid."""
    if place.cell.formula:
        raise Invalid(
            [
                _problem(
                    "XLS-FORMULA",
                    place,
                    say("This cell holds a formula, and formulas are not computed here."),
                    say("Type the answer itself."),
                )
            ]
        )
    return place.cell


def _plain(cell: Cell) -> str:
    """A cell as text, whatever type a spreadsheet gave it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return digits(value)
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    text = value.isoformat() if isinstance(value, date) else str(value)
    return text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _unknown(sheet: Sheet, number: int, row_id: str) -> Problem:
    words = say("The row “%(row)s” belongs to no question that is asked here.", row=shown(row_id))
    return Problem(code="XLS-UNKNOWN", where=sheet.place(number, 0), message=words, remedy=say("It was left out."))


def _twice(sheet: Sheet, number: int, row_id: str) -> Problem:
    words = say("The row “%(row)s” stands in the file twice.", row=shown(row_id))
    remedy = say("Delete one of the two and upload the file again.")
    return Problem(code="XLS-TWICE", where=sheet.place(number, 0), message=words, remedy=remedy)


def _problem(code: str, place: Place | None, message: str, remedy: str) -> Problem:
    return Problem(code=code, where=place.where if place else "", message=message, remedy=remedy)


def _refuse(code: str, where: str, message: str, remedy: str) -> NoReturn:
    raise Invalid([Problem(code=code, where=where, message=message, remedy=remedy)])
