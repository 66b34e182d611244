"""The shipped questionnaires, loaded once, and small helpers to answer them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from app.core.questionnaire.conditions import Standings, evaluate
from app.core.questionnaire.load import Loaded, load
from app.core.questionnaire.model import Question, Questionnaire
from app.core.questionnaire.visibility import visible
from app.core.response import Answer
from app.infra.content import shipped_questionnaires

READINESS, TRIAGE = "iso-42001-readiness.yaml", "ai-vendor-triage.yaml"
HIGH_RISK, MODEL = "eu-ai-act-high-risk-provider.yaml", "gpai-model-supplier.yaml"
OURS = [READINESS, TRIAGE, HIGH_RISK, MODEL]


@cache
def loaded(name: str) -> Loaded:
    return load(shipped_questionnaires()[name], name)


def of(name: str) -> Questionnaire:
    questionnaire = loaded(name).questionnaire
    assert questionnaire is not None, loaded(name).problems
    return questionnaire


def answers(**values: Any) -> dict[str, Answer]:
    return {question: Answer(value=value) for question, value in values.items()}


def fired(name: str, *, standings: Standings | None = None, **values: Any) -> set[str]:
    """The ids of the checks that speak up on these answers."""
    questionnaire, given = of(name), answers(**values)
    shown = visible(questionnaire, given)
    seen = {question: answer for question, answer in given.items() if question in shown}
    return {check.id for check in questionnaire.checks if evaluate(check.when, seen, questionnaire, standings)}


def clauses_of(question: Question) -> set[str]:
    return {ref.clause for ref in question.clauses}


def named(name: str) -> set[str]:
    """Every clause that a question of this questionnaire names."""
    return {clause for question in of(name).by_id.values() for clause in clauses_of(question)}


def all_texts(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    def walk(where: str, data: Any) -> Iterator[tuple[str, str]]:
        if isinstance(data, Mapping):
            for key, value in data.items():
                if key == "en":
                    yield where, value
                else:
                    yield from walk(f"{where}.{data.get('id', key)}", value)
        elif isinstance(data, list | tuple):
            for item in data:
                yield from walk(where, item)

    return walk(questionnaire.id, questionnaire.model_dump(mode="json", exclude_defaults=True))
