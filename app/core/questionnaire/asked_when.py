"""When a question is asked, in words for a vendor, who needs no more than the numbers and labels that it sees."""

from __future__ import annotations

from functools import reduce

from app.core.questionnaire import kinds
from app.core.questionnaire.kinds import words
from app.core.questionnaire.model import Condition, Question, Questionnaire
from app.core.wording import say


def asked_when(question: Question, model: Questionnaire, language: str = "en") -> str:
    """`Only if 1.1 is “Yes”`; empty for a question that is always asked."""
    if question.show_if is None:
        return ""
    return say("Only if %(condition)s", condition=_said(question.show_if, model, language))


def _said(condition: Condition, model: Questionnaire, language: str) -> str:
    if condition.all is not None:
        parts = [_said(part, model, language) for part in condition.all]
        return reduce(lambda one, other: say("%(one)s and %(other)s", one=one, other=other), parts)
    if condition.any is not None:
        parts = [_said(part, model, language) for part in condition.any]
        return reduce(lambda one, other: say("%(one)s or %(other)s", one=one, other=other), parts)
    if condition.not_ is not None:
        return say("not (%(condition)s)", condition=_said(condition.not_, model, language))
    if condition.certificate is not None:
        return say("there is a certificate of the kind %(scheme)s", scheme=condition.certificate)
    question = model.by_id.get(condition.question or "")
    number = model.numbers.get(condition.question or "", condition.question or "")
    return _test(condition, number, question, language)


def _test(test: Condition, number: str, question: Question | None, language: str) -> str:
    offered = {o.id: o.label.in_(language) for o in kinds.choices(question)} if question else {}

    def labels(ids: object) -> str:
        listed = ids if isinstance(ids, tuple | list) else (ids,)
        return ", ".join(words.quoted(offered[i], language) if i in offered else str(i) for i in listed)

    if test.is_ is not None:
        return say("%(number)s is %(answer)s", number=number, answer=labels(test.is_))
    if test.any_of is not None:
        return say("%(number)s is one of %(answers)s", number=number, answers=labels(test.any_of))
    if test.none_of is not None:
        return say("%(number)s is none of %(answers)s", number=number, answers=labels(test.none_of))
    if test.answered is not None:
        return (
            say("%(number)s is answered", number=number)
            if test.answered
            else say("%(number)s is not answered", number=number)
        )
    if test.gt is not None:
        return say("%(number)s is more than %(limit)s", number=number, limit=f"{test.gt:g}")
    if test.lt is not None:
        return say("%(number)s is less than %(limit)s", number=number, limit=f"{test.lt:g}")
    if test.before is not None:
        return say("%(number)s is before %(day)s", number=number, day=test.before)
    return say("%(number)s is after %(day)s", number=number, day=test.after)
