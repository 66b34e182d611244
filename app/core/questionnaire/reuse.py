"""Nobody types the same thing twice: which answers of an earlier response answer a questionnaire too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from app.core.problems import Invalid
from app.core.questionnaire.kinds import choices, is_empty, parse_json
from app.core.questionnaire.model import Kind, NotApplicable, Question, Questionnaire
from app.core.response import Answer

# Files belong to the response they were sent with, and what somebody signed then is signed anew.
_GIVEN_ANEW = frozenset({Kind.FILE, Kind.DECLARATION})


class Carried(NamedTuple):
    answer: Answer
    reworded: bool  # it was asked in other words then: a person should look at both


def carried(
    before: Questionnaire, answers: Mapping[str, Answer], now: Questionnaire, today: date
) -> dict[str, Carried]:
    """Question of `now` -> the earlier answer to it. The same question is the one of the same id in the same
    questionnaire, and elsewhere the one asked in the same words with the same options. What is no longer a possible
    answer is left out."""
    found = {}
    for question in now.by_id.values():
        asked = _counterpart(question, before, now)
        answer = answers.get(asked.id) if asked is not None else None
        if asked is None or answer is None or not answer.given or question.type in _GIVEN_ANEW:
            continue
        if (kept := _as_asked_now(question, answer, today)) is not None:
            found[question.id] = Carried(kept, _words(asked) != _words(question))
    return found


def _counterpart(question: Question, before: Questionnaire, now: Questionnaire) -> Question | None:
    if before.id == now.id:
        same = before.by_id.get(question.id)
        return same if same is not None and same.type is question.type else None
    words = _words(question)
    return next((q for q in before.by_id.values() if q.type is question.type and _words(q) == words), None)


def _words(question: Question) -> tuple[object, ...]:
    """What makes it this question: what is asked, and what can be said."""
    offered = tuple((option.id, option.label) for option in choices(question))
    columns = tuple((c.id, c.label, tuple((o.id, o.label) for o in c.options)) for c in question.columns)
    return question.ask, question.unit, offered, columns


def _as_asked_now(question: Question, answer: Answer, today: date) -> Answer | None:
    if answer.not_applicable:
        return answer if question.not_applicable is not NotApplicable.NO else None
    try:
        value = parse_json(question, answer.value, today)
    except Invalid:
        return None
    return None if is_empty(value) else answer.model_copy(update={"value": value})
