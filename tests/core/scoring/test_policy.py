"""Policies: what a good one is, and what each bad one is told."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.problems import Invalid
from app.core.scoring.policy import Policy, check_policy, default_policy, load_policy, policy_hash
from app.core.scoring.scorecard import Support
from tests.core.cast import KNOCK_OUT, questionnaire


def test_the_default_policy_is_the_one_in_the_docs() -> None:
    worth = default_policy().credits
    assert [worth.of(s) for s in Support] == [0.0, 0.40, 0.70, 0.90, 1.0, 1.0]
    assert check_policy(default_policy()) == ()


def test_a_policy_survives_json_and_keeps_its_hash() -> None:
    policy = Policy(id="strict", version=3, section_weights={"one": 2}, decisions={"K": "on"})
    again = load_policy(policy.model_dump(mode="json"))
    assert (again, policy_hash(again)) == (policy, policy_hash(policy))
    assert policy_hash(policy) != policy_hash(default_policy())


@pytest.mark.parametrize(
    ("raw", "code", "where"),
    [
        ({"credits": {"documented": 0.95}}, "POLICY-CREDIT-ORDER", "credits.certified"),
        ({"credits": {"contradicted": -0.1}}, "POLICY-CREDIT-RANGE", "credits.contradicted"),
        ({"credits": {"verified": 1.5}}, "POLICY-CREDIT-RANGE", "credits.verified"),
        ({"credits": {"documented": "a lot"}}, "POLICY-SHAPE", "credits.documented"),
        ({"credits": {"documented": True}}, "POLICY-SHAPE", "credits.documented"),
        ({"credits": {"documented": float("nan")}}, "POLICY-SHAPE", "credits.documented"),
        ({"credits": {"documented": float("inf")}}, "POLICY-SHAPE", "credits.documented"),
        ({"section_weights": {"one": -2}}, "POLICY-WEIGHT-NEGATIVE", "section_weights.one"),
        ({"section_weights": {"one": 1001}}, "POLICY-WEIGHT-HIGH", "section_weights.one"),
        ({"section_weights": {"one": float("nan")}}, "POLICY-SHAPE", "section_weights.one"),
        ({"section_weights": {"one": "2"}}, "POLICY-SHAPE", "section_weights.one"),
        ({"decisions": {"K": "maybe"}}, "POLICY-SHAPE", "decisions.K"),
        ({"ceilings": {"iso-42001": {"eu-ai-act:*": "verified"}}}, "POLICY-SHAPE", "ceilings.iso-42001.eu-ai-act:*"),
        ({"colour": "red"}, "POLICY-SHAPE", "colour"),
        ("a string", "POLICY-SHAPE", "policy"),
    ],
)
def test_a_bad_policy_is_told_what_is_wrong_and_where(raw: Any, code: str, where: str) -> None:
    with pytest.raises(Invalid) as refused:
        load_policy(raw)
    assert (code, where) in {(p.code, p.where) for p in refused.value.problems}
    assert all(p.message and p.remedy for p in refused.value.problems)


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        load_policy({"credits": {"unsupported": 0.8}, "section_weights": {"one": -1, "two": -1}})
    assert len(refused.value.problems) == 3


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (Policy(section_weights={"nowhere": 1}), "POLICY-SECTION-UNKNOWN"),
        (Policy(section_weights={"one": 0}), "POLICY-WEIGHT-NOTHING"),
        (Policy(decisions={"Z": "on"}), "POLICY-DECISION-UNKNOWN"),
    ],
)
def test_a_policy_is_held_against_the_questionnaire_it_is_for(policy: Policy, code: str) -> None:
    asked = questionnaire(("one", 1, [KNOCK_OUT]))
    assert [p.code for p in check_policy(policy, asked)] == [code]
    assert check_policy(Policy(section_weights={"one": 2}, decisions={"K": "on"}), asked) == ()
