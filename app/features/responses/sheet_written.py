"""A questionnaire with the answers so far as a workbook, to be filled in without a browser and sent back."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.core.questionnaire.asked_when import asked_when
from app.core.questionnaire.kinds.date import iso_day
from app.core.questionnaire.model import Kind, Questionnaire
from app.core.questionnaire.projection import VendorColumn, VendorOption, VendorQuestion, VendorQuestionnaire
from app.core.wording import say, say_count
from app.features.responses.schemas import Content, Stored
from app.features.responses.sheet_layout import (
    ANSWER,
    COLUMN,
    FORMAT,
    HEAD_ROW,
    KEPT,
    KEYS,
    LISTS,
    MARK,
    META,
    MOST_ROWS,
    NOTE,
    REASON,
    ROW,
    sheet_name,
    table_name,
)  # fmt: skip
from app.infra.language import translate
from app.infra.workbooks import fits, plain

_CHOICE = frozenset({Kind.SINGLE, Kind.YES_NO, Kind.SCALE})
_FIRST_DAY = date(1900, 3, 1)  # before it, spreadsheets count days differently from one another
_WIDTHS = (4, 7, 52, 40, 16, 28, 28, 28, 60)


@dataclass(frozen=True)
class Filled:
    """What a workbook is made of."""

    asked: VendorQuestionnaire
    model: Questionnaire
    sections: frozenset[str]  # those that this person may answer
    stored: Mapping[str, Stored]
    files: Mapping[str, int]  # question -> files attached
    response_id: str
    release: str  # its digest
    asker: str
    system: str
    now: datetime


def write(filled: Filled) -> bytes:
    """The workbook. The same answers give the same sheets."""
    return _Writer(filled).write()


class _Writer:
    def __init__(self, filled: Filled) -> None:
        self._filled = filled
        self._file = io.BytesIO()
        self._book = xlsxwriter.Workbook(
            self._file,
            {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True,
             "remove_timezone": True},
        )  # fmt: skip
        self._book.set_properties(
            {"title": plain(filled.asked.title), "created": filled.now.replace(tzinfo=None), "author": "Countersign"}
        )
        top = {"valign": "top", "text_wrap": True}
        add = self._book.add_format
        self._title = add({"bold": True, "font_size": 14, "valign": "top"})
        self._quiet = add({"font_color": "#555555", **top})
        self._head = add({"bold": True, "bottom": 1, **top})
        self._text = add(top)
        self._bold = add({"bold": True, **top})
        box = {"locked": False, "border": 1, "border_color": "#8A8A8A", "bg_color": "#FFFBE6", "align": "left", **top}
        self._answers: dict[str, Format] = {
            "text": add({"num_format": "@", "quote_prefix": True, **box}),
            "number": add({"num_format": "General", **box}),
            "date": add({"num_format": "yyyy-mm-dd", **box}),
        }
        self._lists: dict[tuple[str, ...], str] = {}
        self._kept: dict[str, str] = {}  # question whose answer no cell holds -> what stands there instead

    def write(self) -> bytes:
        self._start()
        sections = [s for s in self._filled.asked.sections if s.id in self._filled.sections]
        for section in sections:
            sheet = self._book.add_worksheet(sheet_name(section.number, section.title))
            self._head_of(sheet, f"{section.number} {section.title}", section.intro, self._columns(), _WIDTHS)
            row = HEAD_ROW + 2
            for question in section.questions:
                row = self._question(sheet, row, question)
        for section in sections:
            for question in section.questions:
                if question.kind is Kind.TABLE:
                    self._table(question)
        self._meta()
        self._write_lists()
        self._book.close()
        return self._file.getvalue()

    def _start(self) -> None:
        sheet = self._book.add_worksheet(sheet_name("", _said(say("Start here"))))
        sheet.set_column(0, 0, 100)
        lines = (
            say("Asked by %(asker)s about %(system)s.", asker=self._filled.asker, system=self._filled.system),
            say("Fill in the yellow cells, sheet by sheet. The other cells are locked."),
            say("Choose from the list where there is one. Where several answers are possible, write x beside each."),
            say("If a question does not apply to you, leave its answer empty and say why in the column for that."),
            say("Empty cells are fine: upload the file as often as you like, and go on in the browser at any time."),
            say("Files are attached in the browser, beside their questions."),
            say("Then upload the file where you downloaded it. You see what would change before anything is changed."),
            say("An answer that was changed in the browser after the download is shown beside that of the file."),
        )  # fmt: skip
        sheet.write_string(0, 0, plain(self._filled.asked.title), self._title)
        for row, line in enumerate(lines, 2):
            sheet.write_string(row, 0, plain(_said(line)), self._text)
        _protect(sheet)

    @staticmethod
    def _columns() -> tuple[tuple[str, str], ...]:
        return (
            ("number", ""), ("question", say("Question")), (ANSWER, say("Your answer")), ("unit", say("Unit or form")),
            (REASON, say("Does not apply, because")), (NOTE, say("Note to the buyer")), ("asked", say("Good to know")),
            ("help", say("Help")),
        )  # fmt: skip

    def _head_of(
        self, sheet: Worksheet, title: str, intro: str, columns: Sequence[tuple[str, str]], widths: Sequence[int]
    ) -> None:
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width, None, {"hidden": place == 0})
        sheet.write_string(0, 1, plain(title), self._title)
        sheet.write_string(1, 1, plain(intro))
        sheet.write_string(HEAD_ROW, 0, KEYS)
        for place, (key, head) in enumerate(columns, 1):
            sheet.write_string(HEAD_ROW, place, key)
            sheet.write_string(HEAD_ROW + 1, place, plain(_said(head)), self._head)
        sheet.set_row(HEAD_ROW, None, None, {"hidden": True})
        sheet.freeze_panes(HEAD_ROW + 2, 3)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW + 1)
        _protect(sheet)

    def _question(self, sheet: Worksheet, row: int, q: VendorQuestion) -> int:
        """The rows of one question; where the next begins."""
        stored = self._filled.stored.get(q.id)
        content = stored.content if stored else Content()
        write = sheet.write_string
        write(row, 0, q.id)
        write(row, 1, q.number, self._bold)
        write(row, 2, plain(_lines(q.ask, *(f"• {s}" for s in q.statements))), self._bold)
        write(row, 4, plain(_form_of(q)), self._quiet)
        write(row, 7, plain(self._good_to_know(q, stored)), self._quiet)
        write(row, 8, plain(_lines(q.why, q.help, q.example)), self._quiet)
        if q.not_applicable != "no":
            self._string(sheet, row, 5, content.reason if content.not_applicable else "")
        self._string(sheet, row, 6, content.note)
        if q.kind is Kind.MULTI:
            write(row, 3, _said(say("Write x beside each that is true:")), self._quiet)
            chosen = content.value if isinstance(content.value, list) else []
            for option in q.options:
                row += 1
                self._part(sheet, row, f"{q.id}:{option.id}", _label(option))
                self._string(sheet, row, 3, MARK if option.id in chosen else "")
                sheet.data_validation(row, 3, row, 3, {"validate": "list", "source": [MARK]})
        elif q.kind is Kind.DECLARATION:
            said = content.value if isinstance(content.value, dict) else {}
            for part, label in (("name", say("Name")), ("function", say("Function"))):
                row += 1
                self._part(sheet, row, f"{q.id}:{part}", _said(label))
                self._string(sheet, row, 3, str(said.get(part, "")))
        elif q.kind is Kind.TABLE:
            words = say("Fill in the sheet “%(sheet)s”.", sheet=table_name(q, _said(say("Table"))))
            write(row, 3, _said(words), self._quiet)
        elif q.kind is Kind.FILE:
            attached = self._filled.files.get(q.id, 0)
            words = (
                say_count("%(count)s file is attached. Attach files in the browser.",
                          "%(count)s files are attached. Attach files in the browser.", attached)
                if attached else say("Attach files in the browser.")
            )  # fmt: skip
            write(row, 3, _said(words), self._quiet)
        else:
            self._value(sheet, row, 3, q, content.value)
        return row + 1

    def _part(self, sheet: Worksheet, row: int, part_id: str, label: str) -> None:
        sheet.write_string(row, 0, part_id)
        sheet.write_string(row, 2, plain(label), self._text)

    def _value(self, sheet: Worksheet, row: int, column: int, q: VendorQuestion, value: Any) -> None:
        if q.kind in _CHOICE:
            labels = {o.id: o.label for o in q.options}
            self._choose(sheet, row, column, q.options)
            self._string(sheet, row, column, "" if value is None else labels.get(value, str(value)))
        elif q.kind is Kind.NUMBER:
            self._number(sheet, row, column, value)
        elif q.kind is Kind.DATE:
            self._day(sheet, row, column, value)
        elif isinstance(value, str) and not fits(value):
            self._kept[q.id] = plain(_said(_too_long(value)))
            sheet.write_string(row, column, self._kept[q.id], self._quiet)
        else:
            self._string(sheet, row, column, "" if value is None else str(value))

    def _string(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
        if text:
            sheet.write_string(row, column, plain(text), self._answers["text"])
        else:
            sheet.write_blank(row, column, None, self._answers["text"])

    def _number(self, sheet: Worksheet, row: int, column: int, value: Any) -> None:
        if isinstance(value, int | float) and not isinstance(value, bool):
            sheet.write_number(row, column, value, self._answers["number"])
        else:
            sheet.write_blank(row, column, None, self._answers["number"])

    def _day(self, sheet: Worksheet, row: int, column: int, value: Any) -> None:
        found = iso_day(value)
        if found is not None and found >= _FIRST_DAY:
            sheet.write_datetime(row, column, found, self._answers["date"])
        elif found is not None:
            self._string(sheet, row, column, found.isoformat())
        else:
            sheet.write_blank(row, column, None, self._answers["date"])

    def _choose(self, sheet: Worksheet, row: int, column: int, options: Sequence[VendorOption]) -> None:
        labels = tuple(plain(o.label) for o in options)
        if not labels:
            return
        letter = self._lists.setdefault(labels, _letters(len(self._lists)))
        source = f"='{LISTS}'!${letter}$1:${letter}${len(labels)}"
        told = {"error_title": _said(say("Choose from the list"))[:32], "error_message": ", ".join(labels)[:255]}
        sheet.data_validation(row, column, row, column, {"validate": "list", "source": source, **told})

    def _table(self, q: VendorQuestion) -> None:
        sheet = self._book.add_worksheet(table_name(q, _said(say("Table"))))
        stored = self._filled.stored.get(q.id)
        value = stored.content.value if stored and isinstance(stored.content.value, list) else []
        columns = tuple((COLUMN + c.id, f"{c.label} *" if c.required else c.label) for c in q.columns)
        self._head_of(sheet, f"{q.number} {q.ask}", q.help, columns, (4, *(30 for _ in q.columns)))
        for number in range(max(min(q.max_rows, MOST_ROWS), len(value))):
            row = HEAD_ROW + 2 + number
            cells = value[number] if number < len(value) and isinstance(value[number], dict) else {}
            sheet.write_string(row, 0, f"{q.id}:{ROW}")
            for place, column in enumerate(q.columns, 1):
                self._table_cell(sheet, row, place, column, cells.get(column.id, ""))

    def _table_cell(self, sheet: Worksheet, row: int, place: int, column: VendorColumn, cell: str) -> None:
        if column.type == "date":
            self._day(sheet, row, place, cell)
        elif column.type == "single":
            labels = {o.id: o.label for o in column.options}
            self._choose(sheet, row, place, column.options)
            self._string(sheet, row, place, labels.get(cell, cell))
        else:
            self._string(sheet, row, place, cell)

    def _good_to_know(self, q: VendorQuestion, stored: Stored | None) -> str:
        words = [asked_when(self._filled.model.by_id[q.id], self._filled.model, self._filled.asked.language)]
        if q.required:
            words.append(say("Required."))
        if q.confidential:
            words.append(
                say("Confidential: at the buyer, only people with the right to read confidential answers see it.")
            )
        if q.evidence.expect in ("document", "certificate"):
            words.append(say("Takes a file, which is attached in the browser."))
        if stored and stored.content.given and not stored.confirmed:
            words.append(say("Filled in for you and not confirmed yet. Confirm it in the browser."))
        return _lines(*(_said(w) for w in words))

    def _meta(self) -> None:
        sheet = self._book.add_worksheet(META)
        f = self._filled
        facts = [
            ("format", FORMAT), ("response", f.response_id), ("release", f.release), ("questionnaire", f.asked.id),
            ("language", f.asked.language), ("made", f.now.isoformat()),
        ]  # fmt: skip
        mine = {q.id for s in f.asked.sections if s.id in f.sections for q in s.questions}
        versions = [(f"version:{q}", str(stored.version)) for q, stored in sorted(f.stored.items()) if q in mine]
        kept = [(f"{KEPT}{q}", words) for q, words in self._kept.items()]
        for row, (key, value) in enumerate(facts + versions + kept):
            sheet.write_string(row, 0, key)
            sheet.write_string(row, 1, value)
        sheet.hide()
        _protect(sheet)

    def _write_lists(self) -> None:
        sheet = self._book.add_worksheet(LISTS)
        for column, labels in enumerate(self._lists):
            for row, label in enumerate(labels):
                sheet.write_string(row, column, label)
        sheet.hide()
        _protect(sheet)


def _protect(sheet: Worksheet) -> None:
    """Against slips, not against people: there is no password."""
    sheet.protect("", {"format_columns": True, "format_rows": True, "format_cells": True})


def _letters(number: int) -> str:
    """0: A, 25: Z, 26: AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _form_of(q: VendorQuestion) -> str:
    if q.kind is Kind.DATE:
        return _said(say("A date, such as 2026-11-23"))
    if q.kind is Kind.URL:
        return _said(say("A web address"))
    if q.kind is Kind.NUMBER:
        bounds = [
            f"≥ {q.minimum:g}" if q.minimum is not None else "",
            f"≤ {q.maximum:g}" if q.maximum is not None else "",
        ]
        return _lines(q.unit, " ".join(b for b in bounds if b))
    return q.unit


def _too_long(answer: str) -> str:
    return say(
        "This answer has %(length)s characters, more than a cell can hold. It is not in this file and stays as it is: "
        "change it in the browser.",
        length=len(answer),
    )


def _label(option: VendorOption) -> str:
    return _lines(option.label, option.hint)


def _lines(*texts: str) -> str:
    return "\n".join(t for t in texts if t)


def _said(words: str) -> str:
    return str(translate(words))
