"""A declaration: a person takes responsibility for the statements of the question, by name and function."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.core.problems import Invalid
from app.core.questionnaire.kinds.base import AnswerKind, Fields, clean, one_field, problem, refuse, shown
from app.core.questionnaire.model import Question
from app.core.wording import say

PARTS = ("name", "function")
LONGEST = 200

_MISSING = {
    "name": (say("The name of the person who declares is missing."), say("Give the name.")),
    "function": (say("The function of the person who declares is missing."), say("Give the function.")),
}


class Declaration(AnswerKind):
    """Value: {"name": ..., "function": ...}."""

    uses = frozenset({"statements"})

    def from_form(self, question: Question, fields: Fields, today: date) -> dict[str, str] | None:
        return self.from_json(question, {p: one_field(question, fields, f"value-{p}", at=p) for p in PARTS}, today)

    def from_json(self, question: Question, value: Any, today: date) -> dict[str, str] | None:
        if value in (None, ""):
            return None
        if not isinstance(value, dict):
            raise refuse(
                question,
                "ANS-TYPE",
                say("A name and a function are expected here."),
                say("Send {name: ..., function: ...}."),
            )
        if unknown := [key for key in value if key not in PARTS]:
            raise refuse(
                question,
                "ANS-TYPE",
                say("`%(unknown)s` is not part of a declaration.", unknown=shown(unknown[0])),
                say("Send name and function only."),
            )
        given = {p: clean(question, value.get(p) or "", LONGEST, lines=False, at=p) for p in PARTS}
        if not any(given.values()):
            return None
        if missing := [p for p in PARTS if not given[p]]:
            raise Invalid(
                problem(
                    question,
                    "ANS-DECLARATION",
                    *_MISSING[p],
                    at=p,
                )
                for p in missing
            )
        return given

    def describe(self, question: Question, value: Any, language: str) -> str:
        if not isinstance(value, dict):
            return str(value)
        return ", ".join(str(value[p]) for p in PARTS if value.get(p))
