# ruff: noqa: E501 - a case is read as a table: one line each
"""Vendors never see how their answers are judged: not a field for it, not a value of it."""

from __future__ import annotations

import json
from typing import Any, get_args

from hypothesis import given, settings
from pydantic import BaseModel

from app.core.questionnaire.model import Questionnaire
from app.core.questionnaire.projection import VendorQuestionnaire, project
from tests.core.questionnaire.files import questionnaire
from tests.core.questionnaire.strategies import questionnaires

FORBIDDEN = (
    "score",
    "weight",
    "share",
    "good",
    "band",
    "rubric",
    "claim",
    "check",
    "decision",
    "shortcut",
    "knock",
    "flag",
    "show_if",
    "severity",
)

SECRET = questionnaire(
    """
    - {id: Q1, ask: {en: Ask}, type: single, weight: 0.7771, rubric: {en: SECRET-RUBRIC},
       options: [{id: a, label: {en: A}, score: 0.7772}, {id: b, label: {en: B}, score: 0.7773}],
       clauses: [{clause: "iso-42001:4.3", share: 0.7774}],
       evidence: {expect: certificate, schemes: [iso-42001], hint: {en: All pages}},
       claims: {scheme: SECRET-SCHEME, fact: held, values: {a: "SECRET-VALUE"}},
       needs_decision: {when: {is: b}, reason: {en: SECRET-REASON}, default: on}}
    - {id: Q2, ask: {en: Ask}, type: number, bands: [{at: 777123, score: 0.7775}, {at: 777124, score: 0.7776}], min: 1, max: 5,
       show_if: {question: Q1, is: a}}
    - {id: Q3, ask: {en: Ask}, type: yes_no, good: no, why: {en: Because, de: Darum}}
""",
    """
    checks:
      - {id: SECRET-CHECK, when: {question: Q1, is: a}, say: {en: SECRET-SAY}, remedy: {en: SECRET-REMEDY}}
    shortcuts:
      - {when: {certificate: iso-42001}, questions: [Q3], answers: {yes_no: no}}
""",
)


def test_no_type_that_a_vendor_receives_has_a_field_for_judgement() -> None:
    names = {name for model in _models(VendorQuestionnaire) for name in model.model_fields}
    assert len(names) > 30
    assert not [n for n in names for f in FORBIDDEN if f in n]


def test_no_secret_of_the_author_is_in_what_a_vendor_receives() -> None:
    text = project(SECRET).model_dump_json()
    assert "SECRET" not in text
    assert "777" not in text


def test_yes_and_no_are_offered_alike_whichever_is_good() -> None:
    [*_, last] = project(SECRET).sections[0].questions
    assert [o.id for o in last.options] == ["yes", "no"]


def test_what_a_vendor_needs_is_there() -> None:
    seen = project(SECRET, "de")
    first, second, third = seen.sections[0].questions
    assert (first.number, second.number) == ("1.1", "1.2")
    assert first.evidence.hint == "All pages"
    assert first.clauses == ("iso-42001:4.3",)
    assert first.affects == ("Q2",)
    assert (second.conditional, first.conditional) == (True, False)
    assert (second.minimum, second.maximum) == (1.0, 5.0)
    assert (third.why, third.ask) == ("Darum", "Ask")  # German where there is German, English where there is not
    assert seen.by_id["Q3"] == third
    assert seen.section("main") == seen.sections[0]


@given(questionnaires())
@settings(max_examples=40, deadline=None)
def test_no_key_of_a_projection_is_about_judgement(made: Questionnaire) -> None:
    keys = set(_keys(json.loads(project(made).model_dump_json())))
    assert not [k for k in keys for f in FORBIDDEN if f in k]


def _models(model: type[BaseModel]) -> set[type[BaseModel]]:
    found = {model}
    for field in model.model_fields.values():
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                found |= _models(inner)
    return found


def _keys(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(k for v in value.values() for k in _keys(v))]
    return [k for v in value for k in _keys(v)] if isinstance(value, list) else []
