"""Kinds of answers: one module each and one row in KINDS. A new kind is a new module and a new row."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.core.questionnaire.kinds.base import AnswerKind, Fields, Scored
from app.core.questionnaire.kinds.date import Date
from app.core.questionnaire.kinds.declaration import Declaration
from app.core.questionnaire.kinds.file import File
from app.core.questionnaire.kinds.long_text import LongText
from app.core.questionnaire.kinds.multi import Multi
from app.core.questionnaire.kinds.number import Number
from app.core.questionnaire.kinds.scale import Scale
from app.core.questionnaire.kinds.single import Single
from app.core.questionnaire.kinds.table import Table
from app.core.questionnaire.kinds.text import Text
from app.core.questionnaire.kinds.url import Url
from app.core.questionnaire.kinds.yes_no import YesNo
from app.core.questionnaire.model import Kind, Option, Question

KINDS: dict[Kind, AnswerKind] = {
    Kind.SINGLE: Single(),
    Kind.MULTI: Multi(),
    Kind.YES_NO: YesNo(),
    Kind.SCALE: Scale(),
    Kind.NUMBER: Number(),
    Kind.DATE: Date(),
    Kind.TEXT: Text(),
    Kind.LONG_TEXT: LongText(),
    Kind.URL: Url(),
    Kind.FILE: File(),
    Kind.TABLE: Table(),
    Kind.DECLARATION: Declaration(),
}

_HOLDERS = (str, list, dict)  # values that can be there and hold nothing

CODES: dict[str, str] = {
    "ANS-TYPE": "The answer is of another kind than the question asks for.",
    "ANS-OPTION": "The option chosen is not one that the question offers.",
    "ANS-EXCLUSIVE": "An option that stands alone was chosen together with others.",
    "ANS-NUMBER": "The text is not a number.",
    "ANS-AMBIGUOUS": "The number can be read in two ways, such as 1,500.",
    "ANS-INTEGER": "A whole number is asked for.",
    "ANS-RANGE": "The number is outside what is possible.",
    "ANS-DATE": "The text is not a day of the calendar.",
    "ANS-DATE-RANGE": "The day is outside what is possible.",
    "ANS-TOO-LONG": "The text is longer than is possible.",
    "ANS-CHARACTER": "The text holds a control character, such as NUL.",
    "ANS-URL": "The text is not a web address.",
    "ANS-ROWS": "The table has more rows than are possible.",
    "ANS-COLUMN": "The table names a column that the question does not have.",
    "ANS-CELL": "A row lacks a cell that is required.",
    "ANS-DECLARATION": "A declaration lacks the name or the function of the person who makes it.",
    "ANS-FILE": "A file is named that cannot be attached to this question.",
}


def parse_form(question: Question, fields: Fields, today: date) -> Any | None:
    """The value in a submitted form, or None when nothing was given. Raises Invalid; never anything else.

    Field names: `value`; `value-day`, `value-month`, `value-year`; `value-<row>-<column>`; `value-name`,
    `value-function`. Other fields are ignored, so a page may carry its own. Whether an answer is required is not
    asked here: a half-filled questionnaire can always be saved.
    """
    return KINDS[question.type].from_form(question, fields, today)


def parse_json(question: Question, value: Any, today: date) -> Any | None:
    """The value checked and normalised, or None when nothing was given. Raises Invalid; never anything else."""
    return KINDS[question.type].from_json(question, value, today)


def claim(question: Question, value: Any) -> float | None:
    """What the answer is worth if it is true, in [0, 1]; None when no rule scores it."""
    return None if is_empty(value) else KINDS[question.type].claim(question, value)


def how_scored(question: Question) -> Scored:
    """`rule`: `claim` scores it; `review`: a reviewer rates it; `never`: information only."""
    return "never" if question.weight == 0 else KINDS[question.type].how_scored(question)


def describe(question: Question, value: Any, language: str = "en") -> str:
    """An answer in words; empty for no answer."""
    return "" if is_empty(value) else KINDS[question.type].describe(question, value, language)


def choices(question: Question) -> tuple[Option, ...]:
    """The options to offer, the Yes and No of a yes/no question included."""
    return KINDS[question.type].choices(question)


def is_empty(value: Any) -> bool:
    """True when nothing was answered. 0 and false are answers."""
    return value is None or (isinstance(value, _HOLDERS) and not value)
