"""A field of vendors scored at once has the engine's own figures; one vendor's workings stay the engine's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.problems import Invalid
from app.core.scoring.compile import compiled
from app.core.scoring.field import Field, Figures, score_field
from app.core.scoring.policy import Policy
from app.core.scoring.scorecard import Score, Scorecard
from tests.core.cast import certificate, file, question
from tests.core.scoring.test_properties import World, an_answer, quick, worlds

FIGURES = ("claimed", "evidenced", "contradicted", "coverage")


def assert_figures(figures: Figures, scores: Sequence[Sequence[Score]]) -> None:
    """[group][vendor] to 1e-12, and no score where the engine has none."""
    for name in FIGURES:
        found = np.atleast_2d(getattr(figures, name))
        expected = [[np.nan if (f := getattr(s, name)) is None else f for s in row] for row in scores]
        np.testing.assert_allclose(found, np.reshape(expected, found.shape), rtol=0, atol=1e-12, err_msg=name)


def assert_field(world: World, cards: list[Scorecard], shown: list[Scorecard], policy: Policy) -> None:
    """The field made of `cards` has the figures of `shown`, which the engine made under `policy`."""
    plan = compiled(world.questionnaire(), policy)
    found = score_field(plan, Field.of(plan, cards))
    assert_figures(found.overall, [[c.overall for c in shown]])
    for groups, figures, of in (
        (plan.sections, found.sections, "sections"),
        (plan.clauses, found.clauses, "clauses"),
        (plan.frameworks, found.frameworks, "frameworks"),
    ):
        assert {g.id for g in groups} == set(getattr(shown[0], of))
        assert_figures(figures, [[getattr(c, of)[g.id] for c in shown] for g in groups])


@st.composite
def vendors(draw: st.DrawFn, world: World) -> list[dict[str, Any]]:
    """Other vendors' answers, evidence and judgements to the same questions."""
    names = [q["id"] for q in world.questions]
    some = st.lists(st.sampled_from(names), max_size=3, unique=True)
    found = []
    for _ in range(draw(st.integers(0, 3))):
        answers = {q["id"]: a for q in world.questions if (a := draw(an_answer(q))) is not None}
        extra = {
            "status": draw(st.sampled_from(["draft", "submitted"])),
            "evidence": (file("e1", *draw(some)),),
            "verified": tuple(draw(some)),
            "certificates": draw(st.sampled_from([(), (certificate(),)])),
        }
        found.append({"answers": answers, **extra})
    return found


ladders = st.lists(st.sampled_from([0.0, 0.2, 1 / 3, 0.7, 0.95, 1.0]), min_size=5, max_size=5).map(sorted)


@st.composite
def policies(draw: st.DrawFn, world: World) -> Policy:
    names = ("contradicted", "unsupported", "documented", "certified", "verified")
    own = st.sampled_from([0.25, 1.0, 3.0])  # above 0, so that something weighs
    sections = draw(st.dictionaries(st.sampled_from([s for s, _, _ in world.sections]), own, max_size=3))
    return Policy(
        id="drawn", credits=dict(zip(names, draw(ladders), strict=True)), section_weights=sections,
        not_applicable=draw(st.sampled_from(["as_asked", "after_review"])),
    )  # fmt: skip


@quick
@given(st.data())
def test_a_field_has_the_engines_figures(data: st.DataObject) -> None:
    world = data.draw(worlds())
    policy = data.draw(policies(world))
    plan_of = data.draw(vendors(world))
    cards = [world.score(policy=policy), *(world.score(policy=policy, **given_) for given_ in plan_of)]
    assert_field(world, cards, cards, policy)


@quick
@given(st.data())
def test_under_other_credits_and_weights_it_has_what_the_engine_would_give(data: st.DataObject) -> None:
    world = data.draw(worlds())
    policy = data.draw(policies(world)).model_copy(update={"not_applicable": "as_asked"})
    others = data.draw(vendors(world))
    cards = [world.score(), *(world.score(**given_) for given_ in others)]
    rescored = [world.score(policy=policy), *(world.score(policy=policy, **given_) for given_ in others)]
    assert_field(world, cards, rescored, policy)


@quick
@given(worlds(), st.randoms(use_true_random=False))
def test_a_vendor_has_the_same_figures_in_any_company(world: World, random: Any) -> None:
    plan = compiled(world.questionnaire(), Policy())
    cards = [world.score(), world.score({}), world.score(status="draft")]
    alone = score_field(plan, Field.of(plan, cards[:1]))
    order = random.sample(range(3), 3)
    together = score_field(plan, Field.of(plan, [cards[i] for i in order]))
    for name in FIGURES:
        np.testing.assert_allclose(
            getattr(together.overall, name)[order.index(0)], getattr(alone.overall, name)[0], rtol=0, atol=1e-12
        )


def test_nobody_is_a_field_too() -> None:
    world = World((("one", 1.0, [question("A")]),), [], {}, {})
    plan = compiled(world.questionnaire(), Policy())
    assert score_field(plan, Field.of(plan, [])).overall.claimed.shape == (0,)


def test_a_policy_that_will_not_do_is_refused_before_anything_is_added_up() -> None:
    asked = World((("one", 1.0, [question("A")]),), [], {}, {}).questionnaire()
    with pytest.raises(Invalid) as refused:
        compiled(asked, Policy(credits={"unsupported": 0.9}, section_weights={"two": 1}))
    assert {p.code for p in refused.value.problems} == {"POLICY-CREDIT-ORDER", "POLICY-SECTION-UNKNOWN"}
