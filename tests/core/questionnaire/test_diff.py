"""What changed between two releases, and whether answers already given still stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from app.core.questionnaire.diff import Change, diff
from app.core.questionnaire.load import load
from app.core.questionnaire.model import Questionnaire
from tests.core.questionnaire.files import CLEAN, file_text, questionnaire
from tests.core.questionnaire.strategies import questionnaires

NUMBER = "- {id: Q3, ask: {en: How many?}, type: number, min: 0}\n"
TABLE = "- {id: Q4, ask: {en: Which?}, type: table, columns: [{id: a, label: {en: A}}]}\n"


def changes(was: str, becomes: str) -> tuple[Change, ...]:
    text = file_text(CLEAN + NUMBER + TABLE)
    assert was in text
    old, new = load(text).questionnaire, load(text.replace(was, becomes)).questionnaire
    assert old is not None
    assert new is not None
    return diff(old, new)


CHANGES = [
    ("minutes: 5", "minutes: 6", Change(what="questionnaire", id="sample", how="changed", fields=("minutes",))),
    ("{en: Main}", "{en: Mine}", Change(what="section", id="main", how="changed", fields=("title",))),
    ("Is it tested?", "Is it tried?", Change(what="question", id="Q2", how="changed", fields=("ask",))),
    ("score: 0}", "score: 0.1}", Change(what="question", id="Q2", how="changed", fields=("options",))),
    ("{id: b,", "{id: c,", Change(what="question", id="Q2", how="changed", fields=("options",), keeps_answers=False)),
    (
        "type: yes_no, good: yes",
        "type: text",
        Change(what="question", id="Q1", how="changed", fields=("type", "good"), keeps_answers=False),
    ),
    ("min: 0", "min: 1", Change(what="question", id="Q3", how="changed", fields=("min",), keeps_answers=False)),
    (NUMBER.strip(), "", Change(what="question", id="Q3", how="removed", keeps_answers=False)),
    (
        "[{id: a, label: {en: A}}]",
        "[{id: a, label: {en: A}}, {id: b, label: {en: B}}]",
        Change(what="question", id="Q4", how="changed", fields=("columns",)),
    ),
    (
        "[{id: a, label: {en: A}}]",
        "[{id: a, label: {en: A}}, {id: b, label: {en: B}, required: true}]",
        Change(what="question", id="Q4", how="changed", fields=("columns",), keeps_answers=False),
    ),
    (
        "[{id: a, label: {en: A}}]",
        "[{id: a, label: {en: A}, type: date}]",
        Change(what="question", id="Q4", how="changed", fields=("columns",), keeps_answers=False),
    ),
]


@pytest.mark.parametrize(("was", "becomes", "change"), CHANGES)
def test_a_change_is_named_with_its_fields(was: str, becomes: str, change: Change) -> None:
    assert changes(was, becomes) == (change,)


def test_a_question_that_moves_to_another_section_is_told() -> None:
    old = questionnaire()
    first, second = old.sections[0].questions
    section = old.sections[0]
    new = old.model_copy(
        update={
            "sections": (
                section.model_copy(update={"questions": (first,)}),
                section.model_copy(update={"id": "other", "questions": (second,)}),
            )
        }
    )
    assert diff(old, new) == (
        Change(what="section", id="other", how="added"),
        Change(what="question", id="Q2", how="changed", fields=("section",)),
    )


def test_checks_shortcuts_and_scales_are_compared_too() -> None:
    old = questionnaire()
    new = questionnaire(
        extra="""
        checks: [{id: c1, when: {question: Q1, is: yes}, say: {en: Odd}}]
        shortcuts: [{when: {certificate: iso-42001}, questions: [Q1], answers: {Q1: yes}}]
        scales: {s: [{id: a, label: {en: A}}]}
    """
    )
    assert [(c.what, c.id, c.how) for c in diff(old, new)] == [
        ("check", "c1", "added"),
        ("shortcut", "1", "added"),
        ("scale", "s", "added"),
    ]
    assert [(c.what, c.how) for c in diff(new, old)] == [
        ("check", "removed"),
        ("shortcut", "removed"),
        ("scale", "removed"),
    ]


@given(questionnaires(), questionnaires())
@settings(max_examples=40, deadline=None)
def test_no_change_exactly_when_equal(one: Questionnaire, other: Questionnaire) -> None:
    assert diff(one, one) == ()
    if one != other:
        assert diff(one, other)
