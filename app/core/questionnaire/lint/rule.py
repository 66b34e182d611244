"""What a lint rule is, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from app.core.catalog.model import ReferenceData
from app.core.problems import Severity
from app.core.questionnaire.conditions import leaves, references
from app.core.questionnaire.model import Condition, Kind, Question, Questionnaire, Test, Text
from app.core.yaml_text import Path


@dataclass(frozen=True)
class Found:
    """One thing a rule found: the path in the file, the author's name for the place, what is wrong, what to do."""

    path: Path
    where: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Asked:
    """A test of an answer or a certificate, with where it stands. `of` is the question it shows or hides."""

    test: Test | Condition
    about: str | None  # question id
    path: Path
    where: str
    of: str | None


@dataclass(frozen=True)
class Context:
    questionnaire: Questionnaire
    reference: ReferenceData
    previous: Questionnaire | None

    @cached_property
    def questions(self) -> tuple[tuple[Path, Question], ...]:
        return tuple(
            (("sections", i, "questions", j), question)
            for i, section in enumerate(self.questionnaire.sections)
            for j, question in enumerate(section.questions)
        )

    @cached_property
    def place(self) -> dict[str, int]:
        """Where a question stands in the document."""
        return {question.id: n for n, (_, question) in enumerate(self.questions)}

    @cached_property
    def circles(self) -> dict[str, set[str]]:
        """For every question in a circle of conditions, the questions of that circle."""
        ahead = {q.id: references(q.show_if) & self.place.keys() for _, q in self.questions}
        reach = {name: _reach(name, ahead) for name in ahead}
        return {name: {m for m in reached if name in reach[m]} for name, reached in reach.items() if name in reached}

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """Every test in the questionnaire."""
        return tuple(self._asked())

    @cached_property
    def texts(self) -> tuple[tuple[Path, str, Text], ...]:
        """Every text that people read, once: the options of a shared scale are read where the scale is written."""
        return tuple(_texts(self.questionnaire, (), ""))

    def _asked(self) -> Iterator[Asked]:
        for path, question in self.questions:
            for leaf, inside in leaves(question.show_if):
                yield Asked(leaf, leaf.question, (*path, "show_if", *inside), f"{question.id}.show_if", question.id)
            if question.needs_decision is not None:
                yield Asked(
                    question.needs_decision.when,
                    question.id,
                    (*path, "needs_decision", "when"),
                    f"{question.id}.needs_decision",
                    None,
                )
        for n, check in enumerate(self.questionnaire.checks):
            for leaf, inside in leaves(check.when):
                yield Asked(leaf, leaf.question, ("checks", n, "when", *inside), f"checks.{check.id}", None)
        for n, shortcut in enumerate(self.questionnaire.shortcuts):
            for leaf, inside in leaves(shortcut.when):
                yield Asked(leaf, leaf.question, ("shortcuts", n, "when", *inside), f"shortcuts.{n + 1}", None)
        for n, lead in enumerate(self.questionnaire.leads_to):
            for leaf, inside in leaves(lead.when):
                yield Asked(leaf, leaf.question, ("leads_to", n, "when", *inside), f"leads_to.{n + 1}", None)


Search = Callable[[Context], Iterator[Found]]


@dataclass(frozen=True)
class Rule:
    code: str
    means: str  # one sentence, for the documentation
    search: Search
    severity: Severity = Severity.ERROR


def _reach(start: str, ahead: Mapping[str, frozenset[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(ahead[start])
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(ahead[name])
    return reached


def _texts(value: Any, path: Path, where: str) -> Iterator[tuple[Path, str, Text]]:
    if isinstance(value, Text):
        yield path, where, value
    elif isinstance(value, BaseModel):
        fields = type(value).model_fields
        shared = isinstance(value, Question) and value.type is Kind.SCALE and value.scale is not None
        for name, field in fields.items():
            if not (shared and name == "options"):
                key = field.alias or name
                yield from _texts(getattr(value, name), (*path, key), f"{where}.{key}" if where else key)
    elif isinstance(value, tuple):
        for n, part in enumerate(value):
            own: str = getattr(part, "id", "") or str(n + 1)
            label = own if isinstance(part, Question) else f"{where}.{own}"
            yield from _texts(part, (*path, n), label)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, (*path, key), f"{where}.{key}")
