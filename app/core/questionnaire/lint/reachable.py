"""Can a condition ever hold? A bounded search over the answers that matter to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise, product
from typing import Any

from app.core.problems import Invalid
from app.core.questionnaire.conditions import (
    NOT_APPLICABLE,
    Holds,
    compiled,
    compiled_test,
    leaves,
    option_id,
    references,
    schemes,
)
from app.core.questionnaire.kinds import KINDS, choices, parse_json
from app.core.questionnaire.model import Condition, Kind, NotApplicable, Question, Questionnaire

ABSENT = object()
MOST_OPTIONS = 10
STANDINGS = (None, "good", "qualified", "rejected")


class TooMany(Exception):
    """There are more combinations than a lint may try."""


class Budget:
    """How many steps may still be spent, shared by all searches of one lint so that no file can make it long."""

    def __init__(self, steps: int = 300_000, each: int = 20_000) -> None:
        self.steps = steps
        self.each = each


@dataclass(frozen=True)
class _Step:
    question: str
    shown_if: Holds | None
    candidates: tuple[Any, ...]


def can_hold(condition: Condition, questionnaire: Questionnaire, budget: Budget) -> bool | None:
    """True or False when it is known, None when there are too many combinations to try."""
    try:
        steps = _steps(condition, questionnaire)
    except TooMany:
        return None
    goal = compiled(condition, questionnaire)
    left = min(budget.each, budget.steps)
    spent = 0
    for standings in _standings(condition):
        values: dict[str, Any] = {}
        untried: list[Iterator[Any]] = []
        while True:
            spent += 1
            if spent > left:
                budget.steps -= spent
                return None
            if len(untried) == len(steps):
                if goal(values, standings):
                    budget.steps -= spent
                    return True
            else:
                step = steps[len(untried)]
                shown = step.shown_if is None or step.shown_if(values, {})
                untried.append(iter(step.candidates if shown else (ABSENT,)))
            if not _advance(untried, steps, values):
                break
    budget.steps -= spent
    return False


def _advance(untried: list[Iterator[Any]], steps: list[_Step], values: dict[str, Any]) -> bool:
    """The next combination in order: gives the last question its next answer, or goes back to one before it.

    A question just opened has no answer yet, so its first candidate is its next answer.
    """
    while untried:
        name = steps[len(untried) - 1].question
        values.pop(name, None)
        answer = next(untried[-1], STOP)
        if answer is STOP:
            untried.pop()
            continue
        if answer is not ABSENT:
            values[name] = answer
        return True
    return False


STOP = object()


def _steps(condition: Condition, questionnaire: Questionnaire) -> list[_Step]:
    """The questions that the condition depends on, through other conditions too, in the order of the document."""
    conditions = [condition]
    needed: set[str] = set()
    waiting = list(references(condition))
    while waiting:
        name = waiting.pop()
        if name in needed or name not in questionnaire.by_id:
            continue
        needed.add(name)
        show_if = questionnaire.by_id[name].show_if
        if show_if is not None:
            conditions.append(show_if)
            waiting.extend(references(show_if))
    tests: dict[str, list[Condition]] = {}
    for part in conditions:
        for leaf, _ in leaves(part):
            if leaf.question is not None:
                tests.setdefault(leaf.question, []).append(leaf)
    return [
        _Step(q.id, compiled(q.show_if, questionnaire) if q.show_if else None, tuple(_candidates(q, tests[q.id])))
        for q in questionnaire.by_id.values()
        if q.id in needed
    ]


def _candidates(question: Question, tests: list[Condition]) -> list[Any]:
    """One answer for every way of passing and failing the tests; those that pass most come first."""
    values = [v for v in _VALUES.get(question.type, _some_value)(question, tests) if _possible(question, v)]
    if question.not_applicable is not NotApplicable.NO:
        values.append(NOT_APPLICABLE)
    values.append(ABSENT)
    holds = [compiled_test(test, question) for test in tests]
    profile: dict[tuple[bool, ...], Any] = {}
    for value in values:
        seen = {} if value is ABSENT else {question.id: value}
        profile.setdefault(tuple(h(seen, {}) for h in holds), value)
    return [profile[p] for p in sorted(profile, key=sum, reverse=True)]


def _possible(question: Question, value: Any) -> bool:
    if question.type not in _VALUES:
        return True
    relative = "today" in (question.earliest, question.latest)
    checked = question.model_copy(update={"earliest": None, "latest": None}) if relative else question
    try:
        return parse_json(checked, value, date.min) is not None
    except Invalid:
        return False


def _options(question: Question, tests: list[Condition]) -> Iterable[Any]:
    return [o.id for o in choices(question)]


def _subsets(question: Question, tests: list[Condition]) -> Iterable[Any]:
    """Tests only see whether they meet the chosen options, so one option for each test, freely combined, is enough."""
    groups = [t.any_of or t.none_of or ((option_id(t.is_, question),) if t.is_ is not None else ()) for t in tests]
    typical = list({(o.exclusive, *(o.id in g for g in groups)): o.id for o in question.options}.values())
    if len(typical) > MOST_OPTIONS:
        raise TooMany
    for size in range(1, len(typical) + 1):
        yield from (list(some) for some in combinations(typical, size))


def _numbers(question: Question, tests: list[Condition]) -> Iterable[Any]:
    bounds = [float(b) for t in tests for b in (t.gt, t.lt, t.is_) if isinstance(b, int | float)]
    bounds += [float(b) for b in (question.min, question.max) if b is not None]
    bounds = sorted(set(bounds)) or [0.0]
    yield from (b + d for b, d in product(bounds, (0, 1, -1, 0.5, -0.5)))
    yield from ((low + high) / 2 for low, high in pairwise(bounds))


def _days(question: Question, tests: list[Condition]) -> Iterable[Any]:
    bounds = [b for t in tests for b in (t.before, t.after) if b is not None]
    bounds += [b for b in (question.earliest, question.latest) if isinstance(b, date)]
    for bound in bounds or [date(2026, 1, 1)]:
        for days in (0, 1, -1):
            try:
                yield (bound + timedelta(days=days)).isoformat()
            except OverflowError:
                continue


def _some_value(question: Question, tests: list[Condition]) -> Iterable[Any]:
    return ["something"]


_VALUES = {
    kind: _options for kind, answer in KINDS.items() if "is_" in answer.operators and kind is not Kind.NUMBER
} | {
    Kind.MULTI: _subsets,
    Kind.NUMBER: _numbers,
    Kind.DATE: _days,
}


def _standings(condition: Condition) -> Iterator[dict[str, list[str]]]:
    named = sorted(schemes(condition))[:4]
    for some in product(STANDINGS, repeat=len(named)):
        yield {scheme: [standing] for scheme, standing in zip(named, some, strict=True) if standing}
