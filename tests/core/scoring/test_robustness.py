"""How stable an order is: draws around the weights, pairs that nothing reverses, and the smallest change that does."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.problems import Invalid
from app.core.scoring import robustness_words as words
from app.core.scoring.panel import Panel, means
from app.core.scoring.reversal import Reversal, reversal
from app.core.scoring.robustness import dominance, drawn, robustness
from tests.core.scoring.test_properties import quick

FIGURES = st.sampled_from([0.0, 0.1, 0.25, 0.4, 0.7, 0.9, 1.0])


def panel(rows: list[list[float]], weights: list[float], names: str = "ABCDEFGH") -> Panel:
    return Panel(tuple(names[: len(rows)]), tuple(f"s{i}" for i in range(len(weights))), weights, rows, rows)


@st.composite
def panels(draw: st.DrawFn, *, vendors: int = 5, holes: bool = True) -> Panel:
    width = draw(st.integers(1, 5))
    weights = draw(st.lists(st.sampled_from([0.0, 0.5, 1, 2, 7]), min_size=width, max_size=width))
    assume(any(weights))
    figure = st.one_of(FIGURES, FIGURES, st.just(nan)) if holes else FIGURES
    row = st.lists(figure, min_size=width, max_size=width)
    return panel(draw(st.lists(row, min_size=2, max_size=vendors)), weights)


def some_weights(data: st.DataObject, of: Panel) -> np.ndarray:
    """Weights above 0 wherever the policy's are, and far from them."""
    exponents = data.draw(
        st.lists(st.floats(-6, 6, allow_nan=False), min_size=len(of.sections), max_size=len(of.sections))
    )
    drawn_ = np.where(of.weights > 0, 10.0 ** np.array(exponents), 0)
    return drawn_ / drawn_.sum()


def evidenced(of: Panel, weights: np.ndarray) -> np.ndarray:
    return means(of.evidenced, weights[None])[0]


@quick
@given(panels())
def test_places_are_shared_out_among_those_with_a_score(of: Panel) -> None:
    found = robustness(of, draws=200)
    scored = ~np.isnan(of.overall()[1])
    assert (found.shares >= 0).all()
    np.testing.assert_allclose(found.shares.sum(axis=1), scored)
    assert found.shares[:, 0].sum() >= 1 - 1e-9 or not scored.any()
    assert ((found.ahead + found.ahead.T) <= 1 + 1e-9).all()
    assert sorted(found.order) == np.flatnonzero(scored).tolist()
    assert [p is None for p in found.places] == (~scored).tolist()


@quick
@given(panels(), st.integers(0, 2**32))
def test_the_same_seed_gives_the_same_result(of: Panel, seed: int) -> None:
    first, second = robustness(of, draws=50, seed=seed), robustness(of, draws=50, seed=seed)
    assert np.array_equal(first.shares, second.shares)
    assert np.array_equal(first.ahead, second.ahead)
    assert (first.dominates, first.reversal) == (second.dominates, second.reversal)


def test_draws_have_the_policys_weights_as_their_mean_and_stray_as_far_as_the_spread_says() -> None:
    weights = np.array([2.0, 8.0, 0.0])
    found = drawn(weights, 20_000, 7, 0.25)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    np.testing.assert_allclose(found.mean(axis=0), [0.2, 0.8, 0], atol=0.003)
    np.testing.assert_allclose(found.std(axis=0), [0.1, 0.1, 0], atol=0.003)  # 0.25 x sqrt(0.2 x 0.8)


def test_equal_vendors_share_the_better_place_and_the_next_one_stays_empty() -> None:
    found = robustness(panel([[0.5, 0.5], [0.5, 0.5], [0.1, 0.1], [nan, nan]], [1, 2]), draws=100)
    assert found.shares.tolist() == [[1, 0, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
    assert found.places == (1, 1, 3, None)
    assert found.ahead[0].tolist() == [0, 0, 1, 0]


def test_half_of_the_draws_favour_either_where_neither_is_favoured() -> None:
    found = robustness(panel([[1, 0], [0, 1]], [1, 1]))
    assert found.ahead[0, 1] == pytest.approx(0.5, abs=0.02)
    assert found.shares[0].tolist() == pytest.approx([0.5, 0.5], abs=0.02)


@quick
@given(panels(), st.data())
def test_no_weighting_reverses_a_pair_that_dominates(of: Panel, data: st.DataObject) -> None:
    scores = evidenced(of, some_weights(data, of))
    for ahead, behind in dominance(of):
        assert scores[ahead] >= scores[behind] - 1e-12


@quick
@given(panels(vendors=2))
def test_where_no_pair_dominates_some_weighting_says_otherwise(of: Panel) -> None:
    """The corners of the triangle of weights and of its edges find it: dominance is not merely cautious."""
    assume(not np.isnan(of.overall()[1]).any())
    n = len(of.sections)
    weighs = of.weights > 0
    corners = np.array(
        [np.where(weighs, 1e-9, 0) + a * np.eye(n)[i] * weighs + b * np.eye(n)[j] * weighs
         for i in range(n) for j in range(n) for a, b in ((1, 0), (1, 1e-4), (1e-4, 1))]
    )  # fmt: skip
    lead = np.diff(means(of.evidenced, corners), axis=1)[:, 0]
    lead = lead[~np.isnan(lead)]
    found = dominance(of)
    assert ((0, 1) in found) == bool((lead <= 1e-7).all() and (lead < -1e-7).any()) or np.abs(lead).max() < 1e-7
    assert not ((0, 1) in found and (1, 0) in found)


@pytest.mark.parametrize(
    ("rows", "weights", "pairs"),
    [
        ([[0.9, 0.5], [0.9, 0.4]], [1, 1], {(0, 1)}),
        ([[0.9, 0.5], [0.9, 0.5]], [1, 1], set()),
        ([[0.9, 0.3], [0.8, 0.4]], [1, 1], set()),
        ([[0.9, 0.3], [0.8, 0.4]], [1, 0], {(0, 1)}),  # the second section was left out on purpose
        ([[0.9, nan], [0.8, 0.7]], [1, 1], {(0, 1)}),  # 0.9 against anything between 0.7 and 0.8
        ([[0.9, nan], [0.5, 1.0]], [1, 1], set()),  # weight on the second lifts only the other
        ([[0.9, nan], [nan, 0.7]], [1, 1], {(0, 1)}),
        ([[nan, nan], [0.1, 0.1]], [1, 1], set()),  # no score is not worse than a score
    ],
)
def test_dominance(rows: list[list[float]], weights: list[float], pairs: set[tuple[int, int]]) -> None:
    assert set(dominance(panel(rows, weights))) == pairs


def lead(of: Panel, found: Reversal, weights: np.ndarray) -> float:
    scores = evidenced(of, weights)
    return float(scores[found.ahead] - scores[found.behind])


@quick
@given(panels(vendors=4))
def test_at_the_reversal_the_two_are_level_and_a_little_further_they_swap(of: Panel) -> None:
    order = robustness(of, draws=1).order
    assume(len(order) > 1)
    for behind in order[1:]:
        found = reversal(of, order[0], behind)
        if found is None:
            continue
        before, after = np.array(found.before), np.array(found.after)
        assert after.sum() == pytest.approx(1)
        assert (after >= 0).all()
        assert (after[of.weights == 0] == 0).all()
        assert found.moved == pytest.approx(np.abs(after - before).sum() / 2)
        assert lead(of, found, after) == pytest.approx(0, abs=1e-9)
        if found.moved:
            assert lead(of, found, before) > 0
            assert lead(of, found, before + 0.999 * (after - before)) > 0
            gains = int(np.argmax(after - before))
            further = after + 1e-4 * (np.eye(len(after))[gains] - after if found.smallest else after - before)
            assert lead(of, found, np.maximum(further, 0)) < 0


@quick
@given(panels(vendors=2, holes=False), st.data())
def test_no_smaller_change_reverses_the_two(of: Panel, data: st.DataObject) -> None:
    order = robustness(of, draws=1).order
    found = reversal(of, order[0], order[1])
    other = some_weights(data, of)
    before = of.weights / of.weights.sum()
    lead_ = np.diff(means(of.evidenced[[order[1], order[0]]], other[None]), axis=1)[0, 0]
    if lead_ < -1e-9:
        assert found is not None
        assert np.abs(other - before).sum() / 2 >= found.moved - 1e-9
    if found is None:
        assert lead_ >= -1e-9


def test_the_smallest_change_goes_to_the_one_section_that_helps_most_from_where_it_costs_least() -> None:
    # Ahead by 0.2 on the first, level on the second, behind by 0.3 on the third.
    found = robustness(panel([[0.9, 0.5, 0.4], [0.7, 0.5, 0.7]], [5, 3, 2]))
    assert found.reversal is not None
    assert found.reversal.changed == (
        ("s2", 0.2, pytest.approx(0.28)),
        ("s0", 0.5, pytest.approx(0.42)),
    )
    assert found.reversal.moved == pytest.approx(0.08)  # 0.5 x 0.2 - 0.2 x 0.3 = 0.04, and 0.04 / (0.2 + 0.3)


def test_somebody_else_than_the_second_may_be_nearest_to_the_first_place() -> None:
    found = robustness(panel([[0.9, 0.5], [0.8, 0.5], [0.1, 1.0]], [3, 1]))
    assert found.order == (0, 1, 2)
    assert found.reversal is None
    assert found.nearest is not None
    assert found.nearest.behind == 2


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"spread": 0}, "ROBUSTNESS-SPREAD"),
        ({"spread": 1}, "ROBUSTNESS-SPREAD"),
        ({"spread": nan}, "ROBUSTNESS-SPREAD"),
        ({"draws": 0}, "ROBUSTNESS-DRAWS"),
        ({"draws": 10**9}, "ROBUSTNESS-DRAWS"),
    ],
)
def test_what_cannot_be_drawn_is_refused(given_: dict[str, float], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        robustness(panel([[1], [0]], [1]), **given_)  # type: ignore[arg-type]
    assert [p.code for p in refused.value.problems] == [code]


def test_nobody_and_nothing_are_panels_too() -> None:
    for of in (panel([], [1]), Panel((), (), [], [], np.zeros((0, 0))), panel([[nan], [nan]], [1])):
        found = robustness(of, draws=10)
        assert (found.order, found.dominates, found.reversal, found.nearest) == ((), (), None, None)
        assert words.who_comes_first(found) == ("No vendor has an overall score, so none comes first.",)
        assert "Fewer than two" in words.what_would_reverse(found)


TITLES = {"s0": "Oversight", "s1": "Data", "s2": "Audit"}


def test_in_words() -> None:
    of = Panel(
        ("Quillfeather", "Otterline", "Brightwater"),
        ("s0", "s1", "s2"),
        [5, 3, 2],
        *2 * [[[0.9, 0.5, 0.4], [0.7, 0.5, 0.7], [0.1, 0.1, 0.1]]],
    )
    found = robustness(of, draws=2_000)
    first = words.who_comes_first(found)
    assert first[0].startswith("Quillfeather comes first in 9")
    assert first[0].endswith(" of 100 weightings.")
    assert len(first) == 2
    assert words.what_would_reverse(found, TITLES) == (
        "At least 8 of 100 points of weight have to move for Otterline to draw level with Quillfeather: if “Audit” "
        "weighed 28 of 100 instead of 20 and “Oversight” weighed 42 of 100 instead of 50. Any further, and Otterline "
        "comes before Quillfeather."
    )
    why = "comes before Brightwater whatever the weights: at least as good in every section, and better in one."
    assert words.whatever_the_weights(found) == (f"Quillfeather {why}", f"Otterline {why}")
    assert words.places_of(found, 2) == "Brightwater takes place 3 in at least nine of ten weightings."
    assert words.how_drawn(found, TITLES).startswith(
        "2,000 weightings were drawn around the policy's. In nine of ten, “Oversight”, which weighs 50 of 100 under "
        "the policy, weighs between 4"
    )


def test_no_change_and_level_are_said_too() -> None:
    never = robustness(panel([[0.9, 0.5], [0.8, 0.5]], [1, 1]), draws=10)
    assert words.what_would_reverse(never) == "No change of the sections' weights puts B before A."
    level = robustness(panel([[0.9, 0.5], [0.5, 0.9]], [1, 1]), draws=10)
    assert "level under the policy's own weights" in words.what_would_reverse(level)


@pytest.mark.parametrize(
    ("rows", "weights", "said"),
    [
        ([[0.9, 0.5], [0.8, 0.5], [0.1, 0.4]], [1, 1], ["A comes first whatever the sections weigh: no weights put"]),
        ([[0.9, 0.5], [0.5, 0.9]], [1, 1], ["A and B are level under the policy's own weights"]),
        ([[0.9, 0.2], [0.5, 0.5]], [3, 2], ["A comes first under the policy's weights, and", "At least 17"]),
        (
            [[0.9, 0.5], [0.8, 0.5], [0.1, 1.0]],
            [3, 1],
            ["A comes first under", "At least 36.5 of 100 points of weight have to move for C", "No change of the"],
        ),
        ([[0.9, 0.5], [nan, 0.4]], [1, 1], ["A comes first whatever"]),
        ([[0.9, 0.5]], [1, 1], ["Fewer than two vendors"]),
    ],
)  # fmt: skip
def test_whether_the_first_place_holds_is_said_first(
    rows: list[list[float]], weights: list[float], said: list[str]
) -> None:
    found = words.does_the_first_place_hold(robustness(panel(rows, weights), draws=10))
    assert [whole[: len(begins)] for whole, begins in zip(found, said, strict=True)] == said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "none"), (0.0001, "fewer than 1 of 100"), (0.87, "87 of 100"), (0.9999, "more than 99 of 100"), (1, "all")],
)
def test_a_share_is_never_rounded_to_all_or_none(share: float, said: str) -> None:
    assert words.of_hundred(share) == said
