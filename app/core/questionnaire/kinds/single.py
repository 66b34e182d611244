"""One option of several."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.core.questionnaire.kinds.base import AnswerKind, Fields, Scored, one_field, refuse, shown
from app.core.questionnaire.model import Option, Question
from app.core.wording import say


class Single(AnswerKind):
    """Value: the id of the chosen option."""

    scored: Scored = "rule"
    operators = frozenset({"is_", "any_of", "none_of", "answered"})
    uses = frozenset({"options"})

    def choices(self, question: Question) -> tuple[Option, ...]:
        return question.options

    def from_form(self, question: Question, fields: Fields, today: date) -> str | None:
        return self.from_json(question, one_field(question, fields), today)

    def from_json(self, question: Question, value: Any, today: date) -> str | None:
        if value in (None, ""):
            return None
        if not isinstance(value, str):
            raise refuse(
                question, "ANS-TYPE", say("One option is expected here."), say("Send the id of one option, as text.")
            )
        if value not in {o.id for o in self.choices(question)}:
            raise refuse(
                question,
                "ANS-OPTION",
                say("`%(value)s` is not one of the options of this question.", value=shown(value)),
                say("Choose one of the options offered. If the page is old, reload it."),
            )
        return value

    def claim(self, question: Question, value: Any) -> float | None:
        chosen = question.option(value) if isinstance(value, str) else None
        return chosen.score if chosen else None

    def how_scored(self, question: Question) -> Scored:
        return "rule" if any(o.score is not None for o in self.choices(question)) else "never"

    def describe(self, question: Question, value: Any, language: str) -> str:
        chosen = question.option(value) if isinstance(value, str) else None
        return chosen.label.in_(language) if chosen else str(value)
