"""Nobody types the same thing twice: which answers of an earlier response answer a questionnaire too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, Protocol

from app.core.problems import Invalid, Problem, Severity
from app.core.questionnaire.kinds import choices, is_empty, parse_json
from app.core.questionnaire.model import Kind, NotApplicable, Question, Questionnaire, Text
from app.core.response import Answer
from app.core.wording import say

# Files belong to the response they were sent with, and what somebody signed then is signed anew.
GIVEN_ANEW = frozenset({Kind.FILE, Kind.DECLARATION})


CODES: dict[str, str] = {
    "REUSE-NOT-ASKED": "An answer belongs to a question that is not asked here.",
    "REUSE-KIND": "The question is asked here for another kind of answer.",
    "REUSE-ANEW": "Files and signatures are given anew.",
    "REUSE-VALUE": "The answer is not a possible one here any more.",
    "REUSE-APPLIES": "The question was said not to apply, which is not possible here.",
}


class Before(Protocol):
    """A questionnaire that was answered before: itself, or what a file says of it."""

    @property
    def id(self) -> str: ...
    @property
    def by_id(self) -> Mapping[str, Question]: ...


class Carried(NamedTuple):
    answer: Answer
    asked: str  # id of the question that it was given to
    reworded: bool  # it was asked in other words then: a person should look at both


class Weighed(NamedTuple):
    carried: dict[str, Carried]  # by the question of now
    left: dict[str, Problem]  # by the question of then: why its answer does not answer anything here


def carried(before: Before, answers: Mapping[str, Answer], now: Questionnaire, today: date) -> dict[str, Carried]:
    """What `weigh` carries over."""
    return weigh(before, answers, now, today).carried


def weigh(before: Before, answers: Mapping[str, Answer], now: Questionnaire, today: date) -> Weighed:
    """Which earlier answers answer a question of `now`, and why the others do not. The same question is the one of the
    same id in the same questionnaire; elsewhere the one that `same_as` names, or else one asked in the same words with
    the same options. An answer that nobody gave or confirmed is neither."""
    found: dict[str, Carried] = {}
    left: dict[str, Problem] = {}
    used = set()
    for question in now.by_id.values():
        asked = _counterpart(question, before, now)
        answer = answers.get(asked.id) if asked is not None else None
        if asked is None or answer is None or not answer.given:
            continue
        used.add(asked.id)
        try:
            found[question.id] = Carried(_as_asked_now(question, answer, today), asked.id, not _alike(asked, question))
        except Invalid as invalid:
            left[asked.id] = invalid.problems[0]
    taken = {c.asked for c in found.values()}
    unasked = [q for q in before.by_id.values() if q.id in answers and answers[q.id].given and q.id not in used]
    for asked in unasked:
        left[asked.id] = _not_asked(asked, before, now)
    return Weighed(found, {q: problem for q, problem in left.items() if q not in taken})


def _counterpart(question: Question, before: Before, now: Questionnaire) -> Question | None:
    if before.id == now.id:
        same = before.by_id.get(question.id)
        return same if same is not None and same.type is question.type else None
    others = [q for q in before.by_id.values() if q.type is question.type]
    mapped = (q for q in others if f"{before.id}:{q.id}" in question.same_as or f"{now.id}:{question.id}" in q.same_as)
    return next(mapped, None) or next((q for q in others if _alike(q, question)), None)


def _not_asked(asked: Question, before: Before, now: Questionnaire) -> Problem:
    if asked.type in GIVEN_ANEW:
        return _left("REUSE-ANEW", asked.id, say("Files and signatures are given anew."), say("Give it here."))
    if before.id == now.id and asked.id in now.by_id:
        message = say("Another kind of answer is asked for here.")
        return _left("REUSE-KIND", asked.id, message, say("Answer the question here."))
    return _left("REUSE-NOT-ASKED", asked.id, say("This is not asked here."), say("There is nothing to do."))


def _left(code: str, where: str, message: str, remedy: str) -> Problem:
    return Problem(code=code, where=where, message=message, remedy=remedy, severity=Severity.WARNING)


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


def _as_asked_now(question: Question, answer: Answer, today: date) -> Answer:
    """Raises Invalid, with one problem."""
    remedy = say("Answer the question here.")
    if question.type in GIVEN_ANEW:
        raise Invalid(
            [_left("REUSE-ANEW", question.id, say("Files and signatures are given anew."), say("Give it here."))]
        )
    if answer.not_applicable:
        if question.not_applicable is NotApplicable.NO:
            message = say("“Does not apply” is not a possible answer here.")
            raise Invalid([_left("REUSE-APPLIES", question.id, message, remedy)])
        return answer
    try:
        value = parse_json(question, answer.value, today)
    except Invalid as invalid:
        why = invalid.problems[0]
        message = (
            say("What was chosen is not among the options here.")  # its own problem names an id, which nobody has read
            if why.code == "ANS-OPTION"
            else say("The answer is not a possible one here: %(why)s", why=why.message)
        )
        raise Invalid([_left("REUSE-VALUE", question.id, message, remedy)]) from None
    if is_empty(value):
        raise Invalid([_left("REUSE-VALUE", question.id, say("The answer is empty here."), remedy)])
    return answer.model_copy(update={"value": value})
