"""What every kind of answer can do, and the helpers they share."""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from app.core.problems import Invalid, Problem
from app.core.questionnaire.model import Option, Question
from app.core.wording import say

Fields = Mapping[str, Sequence[str]]
Scored = Literal["rule", "review", "never"]

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class AnswerKind(ABC):
    """One kind of answer. A value is plain JSON; None means that nothing was given."""

    scored: Scored = "never"
    operators: frozenset[str] = frozenset({"answered"})
    uses: frozenset[str] = frozenset()  # fields of Question that only some kinds understand

    @abstractmethod
    def from_form(self, question: Question, fields: Fields, today: date) -> Any | None:
        """The value in form fields. Raises Invalid with every problem found."""

    @abstractmethod
    def from_json(self, question: Question, value: Any, today: date) -> Any | None:
        """The value, checked and normalised. Raises Invalid with every problem found."""

    @abstractmethod
    def describe(self, question: Question, value: Any, language: str) -> str:
        """The value in words for a person; whatever was stored, it never raises."""

    def claim(self, question: Question, value: Any) -> float | None:
        """What the answer is worth if it is true, in [0, 1] (SCORING, "One question"). None: no rule scores it."""
        return None

    def how_scored(self, question: Question) -> Scored:
        return self.scored

    def choices(self, question: Question) -> tuple[Option, ...]:
        return ()


def refuse(question: Question, code: str, message: str, remedy: str, *, at: str = "") -> Invalid:
    return Invalid([problem(question, code, message, remedy, at=at)])


def problem(question: Question, code: str, message: str, remedy: str, *, at: str = "") -> Problem:
    return Problem(code=code, where=f"{question.id}.{at}" if at else question.id, message=message, remedy=remedy)


def one_field(question: Question, fields: Fields, name: str = "value", *, at: str = "") -> str:
    """The one text sent under `name`; empty when it is not there."""
    values = fields.get(name, ())
    if len(values) > 1:
        raise refuse(
            question, "ANS-TYPE", say("Two values were sent where one is expected."), say("Give one answer."), at=at
        )
    return values[0] if values else ""


def clean(question: Question, value: Any, limit: int, *, lines: bool, at: str = "") -> str:
    """Text as it will be kept: composed characters, one sort of line end, no space around it. Raises Invalid.

    Nothing is dropped in silence: a character that cannot be stored is refused. Right-to-left text and emoji stay.
    """
    if not isinstance(value, str):
        raise refuse(question, "ANS-TYPE", say("Text is expected here."), say("Send the answer as text."), at=at)
    if len(value) > 4 * limit + 1000:
        raise too_long(question, len(value), limit, at)
    text: str = value.replace("\r\n", "\n").replace("\r", "\n")
    if bad := _CONTROL.search(text):
        raise refuse(
            question,
            "ANS-CHARACTER",
            say(
                "The text holds an invisible control character (U+%(group)s) at position %(start)s.",
                group=f"{ord(bad.group()):04X}",
                start=bad.start() + 1,
            ),
            say("Delete it, or paste the text again as plain text."),
            at=at,
        )
    text = unicodedata.normalize("NFC", text).strip()
    if not lines:
        text = re.sub(r"\s*\n\s*", " ", text)
    if len(text) > limit:
        raise too_long(question, len(text), limit, at)
    return text


def too_long(question: Question, length: int, limit: int, at: str) -> Invalid:
    return refuse(
        question,
        "ANS-TOO-LONG",
        say("The text has %(length)s characters; %(limit)s are possible.", length=length, limit=limit),
        say("Shorten it, or attach the long version as evidence."),
        at=at,
    )


def shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:37] + "..."
