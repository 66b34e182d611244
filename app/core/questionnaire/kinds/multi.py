"""Any number of options."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.core.problems import Invalid
from app.core.questionnaire.kinds.base import AnswerKind, Fields, Scored, problem, refuse, shown
from app.core.questionnaire.model import Option, Question
from app.core.wording import say


class Multi(AnswerKind):
    """Value: the ids of the chosen options, in the author's order."""

    scored: Scored = "rule"
    operators = frozenset({"any_of", "none_of", "answered"})
    uses = frozenset({"options"})

    def choices(self, question: Question) -> tuple[Option, ...]:
        return question.options

    def from_form(self, question: Question, fields: Fields, today: date) -> list[str] | None:
        return self.from_json(question, list(fields.get("value", ())), today)

    def from_json(self, question: Question, value: Any, today: date) -> list[str] | None:
        if value in (None, ""):
            return None
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise refuse(
                question, "ANS-TYPE", say("A list of options is expected here."), say("Send a list of option ids.")
            )
        chosen = {v for v in value if v}
        unknown = sorted(chosen - {o.id for o in question.options})
        if unknown:
            raise Invalid(
                problem(
                    question,
                    "ANS-OPTION",
                    say("`%(value)s` is not one of the options of this question.", value=shown(u)),
                    say("Choose among the options offered. If the page is old, reload it."),
                )
                for u in unknown[:20]
            )
        alone = [o for o in question.options if o.exclusive and o.id in chosen]
        if alone and len(chosen) > 1:
            raise refuse(
                question,
                "ANS-EXCLUSIVE",
                say("“%(label)s” cannot be chosen together with other options.", label=alone[0].label),
                say("Choose either that one alone, or the others."),
            )
        return [o.id for o in question.options if o.id in chosen] or None

    def claim(self, question: Question, value: Any) -> float | None:
        if not isinstance(value, list) or not value or self.how_scored(question) == "never":
            return None
        chosen = [o for o in question.options if o.id in value]
        alone = [o for o in chosen if o.exclusive]
        return min(1.0, max(0.0, sum(o.score or 0.0 for o in alone[:1] or chosen)))

    def how_scored(self, question: Question) -> Scored:
        return "rule" if any(o.score is not None for o in question.options) else "never"

    def describe(self, question: Question, value: Any, language: str) -> str:
        ids = value if isinstance(value, list) else [value]
        labels = {o.id: o.label.in_(language) for o in question.options}
        return "; ".join(labels.get(i, str(i)) if isinstance(i, str) else str(i) for i in ids)
