"""Which questions are shown. One pass in the order of the document: a question depends only on earlier ones.

A hidden question counts as unanswered for those after it; its old value is kept and comes back with it.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.core.questionnaire.conditions import Holds, compiled, given, references
from app.core.questionnaire.model import Questionnaire
from app.core.response import Answer


def visible(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> frozenset[str]:
    """The ids of the questions shown, given these answers.

    Answers to questions that do not exist are ignored. A condition on a later question (lint refuses it) finds none.
    """
    return _plan(questionnaire).visible(answers)


def affected_by(questionnaire: Questionnaire, question_id: str) -> tuple[str, ...]:
    """The questions whose being shown may change with an answer to this one, directly or through others, in order."""
    return _plan(questionnaire).affected.get(question_id, ())


@dataclass(frozen=True)
class _Plan:
    steps: tuple[tuple[str, Holds | None, bool], ...]  # id, condition, whether a later condition looks at it
    depends_on: Mapping[str, frozenset[str]]  # only questions with a condition

    def visible(self, answers: Mapping[str, Answer]) -> frozenset[str]:
        shown: list[str] = []
        seen: dict[str, Any] = {}
        for question_id, holds, matters in self.steps:
            if holds is None or holds(seen, {}):
                shown.append(question_id)
                if matters and (answer := answers.get(question_id)) is not None and answer.given:
                    seen[question_id] = given(answer)
        return frozenset(shown)

    @cached_property
    def affected(self) -> Mapping[str, tuple[str, ...]]:
        followers: dict[str, list[str]] = {}
        for target, sources in self.depends_on.items():
            for source in sources:
                followers.setdefault(source, []).append(target)
        place = {question_id: i for i, (question_id, _, _) in enumerate(self.steps)}
        found: dict[str, tuple[str, ...]] = {}
        for source in followers:
            reached: set[str] = set()
            waiting = [source]
            while waiting:
                fresh = [target for target in followers.get(waiting.pop(), ()) if target not in reached]
                reached.update(fresh)
                waiting.extend(fresh)
            found[source] = tuple(sorted(reached, key=place.__getitem__))
        return found


# A release is loaded once and asked about for every answer saved. Models hold dictionaries and have no hash, so plans
# are kept by identity and dropped with their questionnaire.
_plans: dict[int, _Plan] = {}


def _plan(questionnaire: Questionnaire) -> _Plan:
    key = id(questionnaire)
    plan = _plans.get(key)
    if plan is None:
        plan = _plans[key] = _compile(questionnaire)
        weakref.finalize(questionnaire, _plans.pop, key, None)
    return plan


def _compile(questionnaire: Questionnaire) -> _Plan:
    questions = [q for s in questionnaire.sections for q in s.questions]
    depends_on = {q.id: references(q.show_if) for q in questions if q.show_if is not None}
    looked_at = {source for sources in depends_on.values() for source in sources}
    return _Plan(
        steps=tuple(
            (q.id, compiled(q.show_if, questionnaire) if q.show_if else None, q.id in looked_at) for q in questions
        ),
        depends_on=depends_on,
    )
