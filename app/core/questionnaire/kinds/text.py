"""A line of text."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.core.questionnaire.kinds.base import AnswerKind, Fields, Scored, clean, one_field
from app.core.questionnaire.model import Question


class Text(AnswerKind):
    """Value: text without line ends."""

    scored: Scored = "review"
    uses = frozenset({"max_length"})
    lines = False
    longest = 500

    def from_form(self, question: Question, fields: Fields, today: date) -> str | None:
        return self.from_json(question, one_field(question, fields), today)

    def from_json(self, question: Question, value: Any, today: date) -> str | None:
        if value is None:
            return None
        return clean(question, value, question.max_length or self.longest, lines=self.lines) or None

    def describe(self, question: Question, value: Any, language: str) -> str:
        return str(value)
