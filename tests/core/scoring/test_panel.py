"""The panel gives the engine's own overall scores, under the policy's weights and under any others."""

from __future__ import annotations

from math import inf, nan

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.problems import Invalid
from app.core.scoring.panel import Panel, means
from app.core.scoring.policy import Policy
from app.core.scoring.scorecard import Scorecard
from tests.core.scoring.test_compare import YES, card
from tests.core.scoring.test_properties import World, quick, worlds


def as_none(figures: np.ndarray) -> list[float | None]:
    return [None if np.isnan(f) else float(f) for f in figures]


def assert_the_same(panel: Panel, cards: list[Scorecard], weights: list[float] | None = None) -> None:
    """To the last bit, and the arrays' way to 1e-12."""
    claimed, evidenced = panel.overall(weights)
    assert as_none(claimed) == [c.overall.claimed for c in cards]
    assert as_none(evidenced) == [c.overall.evidenced for c in cards]
    used = panel.weights if weights is None else np.array(weights, dtype=float)
    for values, figures in ((panel.claimed, claimed), (panel.evidenced, evidenced)):
        np.testing.assert_allclose(means(values, used[None])[0], figures, rtol=0, atol=1e-12)


@quick
@given(worlds(), worlds())
def test_under_the_policys_weights_the_overall_is_the_engines(first: World, second: World) -> None:
    for world in (first, second):
        own = {name: weight for name, weight, _ in world.sections}
        both = [world.score(), world.score({})]
        assert_the_same(Panel.of([("Quillfeather", both[0]), ("Otterline", both[1])], own), both)
        assert_the_same(Panel.of([("Quillfeather", both[0])]), both[:1])


@quick
@given(worlds(), st.data())
def test_under_other_weights_it_is_what_the_engine_gives_under_such_a_policy(world: World, data: st.DataObject) -> None:
    names = [name for name, _, _ in world.sections]
    moved = data.draw(st.lists(st.sampled_from([0.0, 0.1, 1, 2.5, 1000]), min_size=len(names), max_size=len(names)))
    assume(any(moved))
    panel = Panel.of([("Quillfeather", world.score())])
    rescored = world.score(policy=Policy(section_weights=dict(zip(names, moved, strict=True))))
    assert_the_same(panel, [rescored], moved)


def test_a_section_without_a_score_is_left_out_for_that_vendor_alone() -> None:
    panel = Panel(("A", "B"), ("one", "two"), [3, 1], [[1, nan], [1, 0]], [[0.8, nan], [0.8, 0]])
    _, evidenced = panel.overall()
    assert as_none(evidenced) == [0.8, 0.6]
    assert as_none(panel.overall([0, 1])[1]) == [None, 0.0]


def test_a_panel_is_made_of_scorecards_and_takes_the_first_ones_weights() -> None:
    heavy = card(YES | {"A": "no"}, policy=Policy(section_weights={"one": 3}))
    panel = Panel.of([("Quillfeather", heavy), ("Otterline", card(YES))])
    assert panel.sections == ("one", "two")
    assert panel.weights.tolist() == [3, 1]
    assert panel.evidenced.tolist() == [[0.2, 1], [0.7, 1]]
    with pytest.raises(ValueError, match="read-only"):
        panel.weights[0] = 1


def test_vendors_of_whom_nothing_can_be_scored_are_a_panel_too() -> None:
    panel = Panel.of([("Quillfeather", card({}, status="draft"))])
    assert as_none(panel.overall()[0]) == [None]
    assert Panel.of([]).overall()[0].tolist() == []


@pytest.mark.parametrize(
    ("weights", "problems"),
    [
        ([-1, 2], [("POLICY-WEIGHT-NEGATIVE", "section_weights.one")]),
        ([0, 0], [("POLICY-WEIGHT-NOTHING", "section_weights")]),
        ([nan, -1], [("POLICY-SHAPE", "section_weights.one"), ("POLICY-WEIGHT-NEGATIVE", "section_weights.two")]),
        ([inf, 1], [("POLICY-SHAPE", "section_weights.one")]),
        ([1, 1e6], [("POLICY-WEIGHT-HIGH", "section_weights.two")]),
    ],
)
def test_weights_that_will_not_do_are_refused_with_every_reason(
    weights: list[float], problems: list[tuple[str, str]]
) -> None:
    panel = Panel.of([("Quillfeather", card(YES))])
    for attempt in (panel.overall, lambda w: panel.with_weights({"one": w[0], "two": w[1]})):
        with pytest.raises(Invalid) as refused:
            attempt(weights)
        assert [(p.code, p.where) for p in refused.value.problems] == problems
        assert all(p.remedy for p in refused.value.problems)


def test_some_weights_are_changed_and_the_others_stay() -> None:
    panel = Panel.of([("Quillfeather", card(YES))])
    assert panel.with_weights({"two": 4}).tolist() == [1, 4]
    with pytest.raises(Invalid) as refused:
        panel.with_weights({"three": 4})
    assert [p.code for p in refused.value.problems] == ["POLICY-SECTION-UNKNOWN"]


def test_shapes_that_do_not_fit_are_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="shape"):
        Panel(("A",), ("one", "two"), [1], [[1, 1]], [[1, 1]])
    with pytest.raises(ValueError, match="shape"):
        Panel(("A",), ("one", "two"), [1, 1], [[1]], [[1, 1]])
    with pytest.raises(ValueError, match="both"):
        Panel(("A",), ("one", "two"), [1, 1], [[1, nan]], [[1, 1]])
