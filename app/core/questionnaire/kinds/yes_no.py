"""Yes or no; the author says which is the good answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.core.questionnaire.kinds import words
from app.core.questionnaire.kinds.base import Scored
from app.core.questionnaire.kinds.single import Single
from app.core.questionnaire.model import Option, Question, Text

_LABELS = {"yes": Text(words.YES), "no": Text(words.NO)}


class YesNo(Single):
    """Value: "yes" or "no"; JSON may also say true or false."""

    uses = frozenset({"good", "options"})

    def choices(self, question: Question) -> tuple[Option, ...]:
        """The author's own labels for `yes` and `no` where given; scores follow from `good`."""
        return tuple(
            Option(
                id=answer,
                label=own.label if (own := question.option(answer)) else label,
                hint=own.hint if own else None,
                score=None if question.good is None else float(question.good == answer),
            )
            for answer, label in _LABELS.items()
        )

    def from_json(self, question: Question, value: Any, today: date) -> str | None:
        return super().from_json(question, ("yes" if value else "no") if isinstance(value, bool) else value, today)

    def claim(self, question: Question, value: Any) -> float | None:
        return None if question.good is None or value not in ("yes", "no") else float(value == question.good)

    def describe(self, question: Question, value: Any, language: str) -> str:
        if value not in ("yes", "no"):
            return str(value)
        own = question.option(value)
        return own.label.in_(language) if own else _LABELS[value].in_(language)

    def how_scored(self, question: Question) -> Scored:
        return "never" if question.good is None else "rule"
