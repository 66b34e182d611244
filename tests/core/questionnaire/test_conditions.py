# ruff: noqa: E501 - a case is read as a table: one line each
"""Conditions and visibility: what a test sees, what is hidden, and that the order of answering does not matter."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.questionnaire.conditions import evaluate, matches, references, schemes
from app.core.questionnaire.model import Condition, Questionnaire, Test
from app.core.questionnaire.visibility import affected_by, visible
from app.core.response import Answer
from tests.core.questionnaire.files import questionnaire
from tests.core.questionnaire.strategies import answers as drawn_answers
from tests.core.questionnaire.strategies import questionnaires

ALL_KINDS = questionnaire(
    """
    - {id: ONE, ask: {en: A}, type: single, options: [{id: a, label: {en: A}}, {id: b, label: {en: B}}], not_applicable: with_reason}
    - {id: MANY, ask: {en: A}, type: multi, options: [{id: a, label: {en: A}}, {id: b, label: {en: B}}, {id: c, label: {en: C}}]}
    - {id: YES, ask: {en: A}, type: yes_no}
    - {id: SCALE, ask: {en: A}, type: scale, scale: practice}
    - {id: NUM, ask: {en: A}, type: number}
    - {id: DAY, ask: {en: A}, type: date}
    - {id: TXT, ask: {en: A}, type: text}
""",
    'scales: {practice: [{id: "0", label: {en: No}}, {id: "3", label: {en: Yes}}]}\n',
)

HOLDS: list[tuple[dict[str, Any], Any, bool]] = [
    ({"question": "ONE", "is": "a"}, "a", True),
    ({"question": "ONE", "is": "a"}, "b", False),
    ({"question": "ONE", "any_of": ["a", "b"]}, "b", True),
    ({"question": "ONE", "none_of": ["a"]}, "b", True),
    ({"question": "ONE", "none_of": ["a"]}, None, False),  # unanswered is not "none of these"
    ({"question": "ONE", "answered": True}, "b", True),
    ({"question": "ONE", "answered": False}, None, True),
    ({"question": "MANY", "any_of": ["a", "c"]}, ["b", "c"], True),
    ({"question": "MANY", "none_of": ["a"]}, ["b", "c"], True),
    ({"question": "MANY", "none_of": ["a"]}, ["a", "c"], False),
    ({"question": "YES", "is": "yes"}, "yes", True),
    ({"question": "YES", "is": True}, "yes", True),
    ({"question": "YES", "is": False}, "yes", False),
    ({"question": "SCALE", "is": 3}, "3", True),
    ({"question": "NUM", "gt": 5}, 5, False),
    ({"question": "NUM", "gt": 5}, 5.1, True),
    ({"question": "NUM", "lt": 5}, 4, True),
    ({"question": "NUM", "is": 5}, 5, True),
    ({"question": "NUM", "gt": 0}, "many", False),  # a value of another kind passes no test
    ({"question": "NUM", "gt": 0}, True, False),
    ({"question": "DAY", "before": "2026-08-02"}, "2026-08-01", True),
    ({"question": "DAY", "before": "2026-08-02"}, "2026-08-02", False),
    ({"question": "DAY", "after": "2026-08-02"}, "2026-08-03", True),
    ({"question": "DAY", "after": "2026-08-02"}, "soon", False),
    ({"not": {"question": "ONE", "is": "a"}}, None, True),
    ({"question": "TXT", "answered": True}, "", False),
]


@pytest.mark.parametrize(("condition", "value", "holds"), HOLDS)
def test_what_a_test_sees(condition: dict[str, Any], value: Any, holds: bool) -> None:
    parsed = Condition.model_validate(condition)
    [name] = references(parsed)
    assert evaluate(parsed, {name: Answer(value=value)}, ALL_KINDS) is holds


@pytest.mark.parametrize("test", [{"is": "a"}, {"any_of": ["a"]}, {"none_of": ["b"]}])
def test_does_not_apply_is_an_answer_without_a_value(test: dict[str, Any]) -> None:
    answer = {"ONE": Answer(value="a", not_applicable=True, reason="No AI in it.")}
    assert not evaluate(Condition.model_validate({"question": "ONE", **test}), answer, ALL_KINDS)
    assert evaluate(Condition.model_validate({"question": "ONE", "answered": True}), answer, ALL_KINDS)


def test_a_prefilled_answer_is_no_answer_until_it_is_confirmed() -> None:
    condition = Condition.model_validate({"question": "ONE", "is": "a"})
    assert not evaluate(condition, {"ONE": Answer(value="a", confirmed=False)}, ALL_KINDS)
    assert evaluate(condition, {"ONE": Answer(value="a")}, ALL_KINDS)


def test_all_any_and_not_nest() -> None:
    condition = Condition.model_validate(
        {
            "all": [
                {"any": [{"question": "ONE", "is": "b"}, {"question": "YES", "is": "yes"}]},
                {"not": {"question": "NUM", "gt": 5}},
            ]
        }
    )
    assert references(condition) == {"ONE", "YES", "NUM"}
    assert evaluate(condition, {"YES": Answer(value="yes"), "NUM": Answer(value=5)}, ALL_KINDS)
    assert not evaluate(condition, {"YES": Answer(value="yes"), "NUM": Answer(value=6)}, ALL_KINDS)


@pytest.mark.parametrize(
    ("standing", "found", "holds"),
    [
        ("good", ["good"], True),
        ("good", ["qualified"], False),
        ("any", ["rejected"], True),
        (None, ["rejected"], True),
        ("any", [], False),
    ],
)
def test_certificates_are_asked_for_their_standing(standing: str | None, found: list[str], holds: bool) -> None:
    condition = Condition.model_validate({"certificate": "iso-42001", "standing": standing})
    assert schemes(condition) == {"iso-42001"}
    assert evaluate(condition, {}, ALL_KINDS, {"iso-42001": found}) is holds
    assert not evaluate(condition, {}, ALL_KINDS, {"iso-27001": found})


def test_a_flag_asks_its_own_question() -> None:
    asked = ALL_KINDS.by_id["ONE"]
    assert matches(Test(is_="a"), Answer(value="a"), asked)
    assert not matches(Test(is_="a"), None, asked)


CHAIN = questionnaire("""
    - {id: A, ask: {en: A}, type: yes_no}
    - {id: B, ask: {en: B}, type: yes_no, show_if: {question: A, is: yes}}
    - {id: C, ask: {en: C}, type: yes_no, show_if: {question: B, is: yes}}
    - {id: D, ask: {en: D}, type: yes_no, show_if: {question: B, answered: false}}
    - {id: E, ask: {en: E}, type: yes_no}
""")


def test_a_hidden_question_counts_as_unanswered_and_comes_back_with_its_value() -> None:
    yes, no = Answer(value="yes"), Answer(value="no")
    assert visible(CHAIN, {"A": yes, "B": yes}) == {"A", "B", "C", "E"}
    assert visible(CHAIN, {"A": no, "B": yes}) == {"A", "D", "E"}
    assert visible(CHAIN, {"A": yes, "B": yes}) == {"A", "B", "C", "E"}


def test_only_what_may_change_is_affected() -> None:
    assert affected_by(CHAIN, "A") == ("B", "C", "D")
    assert affected_by(CHAIN, "B") == ("C", "D")
    assert affected_by(CHAIN, "E") == affected_by(CHAIN, "nobody") == ()


@given(questionnaires(), st.data())
@settings(max_examples=100, deadline=None)
def test_what_is_hidden_does_not_depend_on_the_order_of_answering(made: Questionnaire, data: st.DataObject) -> None:
    given_ = {name: data.draw(drawn_answers) for name in made.by_id}
    order = data.draw(st.permutations(list(given_)))
    assert visible(made, {name: given_[name] for name in order}) == visible(made, given_)


@given(questionnaires(), st.data())
@settings(max_examples=100, deadline=None)
def test_an_answer_changes_only_what_it_affects(made: Questionnaire, data: st.DataObject) -> None:
    before = {name: data.draw(drawn_answers) for name in made.by_id}
    changed = data.draw(st.sampled_from(sorted(made.by_id)))
    after = {**before, changed: data.draw(drawn_answers)}
    assert visible(made, before) ^ visible(made, after) <= set(affected_by(made, changed))


@given(questionnaires(), st.data())
@settings(max_examples=50, deadline=None)
def test_the_value_of_a_hidden_question_has_no_effect(made: Questionnaire, data: st.DataObject) -> None:
    given_ = {name: data.draw(drawn_answers) for name in made.by_id}
    shown = visible(made, given_)
    assert visible(made, {n: a for n, a in given_.items() if n in shown}) == shown


def test_three_hundred_questions_take_about_a_millisecond() -> None:
    rows = [
        f"- {{id: Q{n}, ask: {{en: Q}}, type: yes_no"
        + (f", show_if: {{any: [{{question: Q{n - 1}, is: yes}}, {{question: Q{n // 2}, is: no}}]}}" if n % 2 else "")
        + "}"
        for n in range(300)
    ]
    made = questionnaire("\n".join(rows))
    given_ = {f"Q{n}": Answer(value="yes" if n % 3 else "no") for n in range(300)}
    visible(made, given_)
    best = min(_timed(lambda: visible(made, given_)) for _ in range(20))
    assert best < 0.002  # 0.3 ms on an idle machine; room for a busy one


def _timed(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
