"""Nobody types the same thing twice: which answers of an earlier response answer a questionnaire too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from app.core.problems import Invalid
from app.core.questionnaire.kinds import choices, is_empty, parse_json
from app.core.questionnaire.model import Kind, NotApplicable, Question, Questionnaire, Text
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
    questionnaire; elsewhere the one that `same_as` names, or else one asked in the same words with the same options.
    What is no longer a possible answer is left out."""
    found = {}
    for question in now.by_id.values():
        asked = _counterpart(question, before, now)
        answer = answers.get(asked.id) if asked is not None else None
        if asked is None or answer is None or not answer.given or question.type in _GIVEN_ANEW:
            continue
        if (kept := _as_asked_now(question, answer, today)) is not None:
            found[question.id] = Carried(kept, not _alike(asked, question))
    return found


def _counterpart(question: Question, before: Questionnaire, now: Questionnaire) -> Question | None:
    if before.id == now.id:
        same = before.by_id.get(question.id)
        return same if same is not None and same.type is question.type else None
    others = [q for q in before.by_id.values() if q.type is question.type]
    mapped = (q for q in others if f"{before.id}:{q.id}" in question.same_as or f"{now.id}:{question.id}" in q.same_as)
    return next(mapped, None) or next((q for q in others if _alike(q, question)), None)


def _alike(one: Question, other: Question) -> bool:
    """Asked in the same words, with the same to choose from. A translation that one of them lacks changes nothing."""
    ours, theirs = _words(one), _words(other)
    return len(ours) == len(theirs) and all(_same(a, b) for a, b in zip(ours, theirs, strict=True))


def _same(one: Text | str | None, other: Text | str | None) -> bool:
    if isinstance(one, Text) and isinstance(other, Text):
        shared = one.root.keys() & other.root.keys()
        return bool(shared) and all(one.root[language] == other.root[language] for language in shared)
    return one == other


def _words(question: Question) -> list[Text | str | None]:
    """What makes it this question: what is asked, and what can be said."""
    found: list[Text | str | None] = [question.ask, question.unit]
    for option in choices(question):
        found += [option.id, option.label]
    for column in question.columns:
        found += ["column", column.id, column.label]
        for option in column.options:
            found += [option.id, option.label]
    return found


def _as_asked_now(question: Question, answer: Answer, today: date) -> Answer | None:
    if answer.not_applicable:
        return answer if question.not_applicable is not NotApplicable.NO else None
    try:
        value = parse_json(question, answer.value, today)
    except Invalid:
        return None
    return None if is_empty(value) else answer.model_copy(update={"value": value})
