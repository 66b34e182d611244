"""Conditions: what they refer to, and whether they hold for the answers given.

One rule for what is not there: a question without an answer (never asked, hidden, prefilled and unconfirmed) makes
every test false, except `answered: false`. "Does not apply" is an answer without a value: only `answered` sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any

from app.core.questionnaire.model import Condition, Kind, Question, Questionnaire, Test
from app.core.response import Answer
from app.core.yaml_text import Path

Answers = Mapping[str, Answer]
Standings = Mapping[str, Collection[str]]
Values = Mapping[str, Any]  # question id -> value of an answer that was given; nothing else is in it
Holds = Callable[[Values, Standings], bool]

NOT_APPLICABLE = object()  # the value of an answer that says "does not apply"


def evaluate(
    condition: Condition, answers: Answers, questionnaire: Questionnaire, standings: Standings | None = None
) -> bool:
    """Whether `condition` holds. `standings` maps a certificate scheme to the standings of the vendor's certificates.

    Raises nothing: a value of the wrong kind passes no test.
    """
    values = {name: given(answer) for name, answer in answers.items() if answer.given}
    return compiled(condition, questionnaire)(values, standings or {})


def matches(test: Test | Condition, answer: Answer | None, question: Question) -> bool:
    """Whether one answer passes one test."""
    values = {question.id: given(answer)} if answer is not None and answer.given else {}
    return compiled_test(test, question)(values, {})


def given(answer: Answer) -> Any:
    """What tests see of an answer that was given."""
    return NOT_APPLICABLE if answer.not_applicable else answer.value


def references(condition: Condition | None) -> frozenset[str]:
    """The ids of the questions that a condition looks at."""
    return frozenset(leaf.question for leaf, _ in leaves(condition) if leaf.question is not None)


def schemes(condition: Condition | None) -> frozenset[str]:
    """The certificate schemes that a condition looks at."""
    return frozenset(leaf.certificate for leaf, _ in leaves(condition) if leaf.certificate is not None)


def leaves(condition: Condition | None, path: Path = ()) -> Iterator[tuple[Condition, Path]]:
    """Every test in a condition, with its path inside it."""
    if condition is None:
        return
    for name in ("all", "any"):
        for i, part in enumerate(getattr(condition, name) or ()):
            yield from leaves(part, (*path, name, i))
    if condition.not_ is not None:
        yield from leaves(condition.not_, (*path, "not"))
    if condition.question is not None or condition.certificate is not None:
        yield condition, path


def compiled(condition: Condition, questionnaire: Questionnaire) -> Holds:
    """The condition as a function, so that evaluating hundreds of them costs next to nothing."""
    if condition.all is not None:
        return _all(tuple(compiled(c, questionnaire) for c in condition.all))
    if condition.any is not None:
        return _any(tuple(compiled(c, questionnaire) for c in condition.any))
    if condition.not_ is not None:
        inner = compiled(condition.not_, questionnaire)
        return lambda values, standings: not inner(values, standings)
    if condition.certificate is not None:
        scheme, standing = condition.certificate, condition.standing or "any"
        return lambda _, standings: _standing(standings.get(scheme, ()), standing)
    question = questionnaire.by_id.get(condition.question or "")
    return _never if question is None else compiled_test(condition, question)


def _all(parts: tuple[Holds, ...]) -> Holds:
    def holds(values: Values, standings: Standings) -> bool:
        for part in parts:  # noqa: SIM110 - a generator for every condition doubles the time of a page
            if not part(values, standings):
                return False
        return True

    return holds


def _any(parts: tuple[Holds, ...]) -> Holds:
    def holds(values: Values, standings: Standings) -> bool:
        for part in parts:  # noqa: SIM110 - as above
            if part(values, standings):
                return True
        return False

    return holds


def _never(_values: Values, _standings: Standings) -> bool:
    return False


def compiled_test(test: Test | Condition, question: Question) -> Holds:
    name = question.id
    if test.answered is not None:
        wanted = test.answered
        return lambda values, _: (name in values) is wanted
    passes = _OPERATORS[test.operator](getattr(test, test.operator), question)
    return lambda values, _: name in values and passes(values[name])


def _standing(found: Collection[str], wanted: str) -> bool:
    return bool(found) if wanted == "any" else wanted in found


def option_id(wanted: str | bool | float, question: Question) -> str:
    """What an author may write for an option, as its id: `yes` and true, or 3 for the option "3"."""
    if isinstance(wanted, bool) and question.type is Kind.YES_NO:
        return "yes" if wanted else "no"
    return str(int(wanted)) if isinstance(wanted, float) and wanted == int(wanted) else str(wanted)


Passes = Callable[[Any], bool]


def _is(wanted: str | bool | float, question: Question) -> Passes:
    if question.type is Kind.NUMBER:
        return lambda value: _is_number(value) and value == wanted
    chosen = option_id(wanted, question)
    return lambda value: value in (chosen, [chosen])


def _any_of(ids: tuple[str, ...], _question: Question) -> Passes:
    options = frozenset(ids)
    return lambda value: not options.isdisjoint(_chosen(value))


def _none_of(ids: tuple[str, ...], _question: Question) -> Passes:
    options = frozenset(ids)
    return lambda value: value is not NOT_APPLICABLE and options.isdisjoint(_chosen(value))


def _gt(bound: float, _question: Question) -> Passes:
    return lambda value: _is_number(value) and value > bound


def _lt(bound: float, _question: Question) -> Passes:
    return lambda value: _is_number(value) and value < bound


def _before(bound: date, _question: Question) -> Passes:
    return lambda value: (day := _day(value)) is not None and day < bound


def _after(bound: date, _question: Question) -> Passes:
    return lambda value: (day := _day(value)) is not None and day > bound


_OPERATORS: dict[str, Callable[[Any, Question], Passes]] = {
    "is_": _is,
    "any_of": _any_of,
    "none_of": _none_of,
    "gt": _gt,
    "lt": _lt,
    "before": _before,
    "after": _after,
}


def _chosen(value: Any) -> list[str]:
    """The option ids in a value; whatever else a value may be, it chooses nothing."""
    if isinstance(value, str):
        return [value]
    return [v for v in value if isinstance(v, str)] if isinstance(value, list | tuple) else []


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
