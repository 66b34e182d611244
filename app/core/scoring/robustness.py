"""Would slightly different weights have changed the order? Many weightings are drawn around the policy's, and counted.

Vendors are ranked on what is evidenced. A section that weighs 0 under the policy stays at 0: it was left out on
purpose. A vendor without an overall score takes no place. Vendors with equal scores share the better place, and the
next place stays empty: 1, 2, 2, 4.

A weighting is a draw from a Dirichlet distribution with the policy's weights as its mean. `spread` says how far draws
stray: a section with the share p of the whole weight has the standard deviation `spread x sqrt(p x (1 - p))`. So with a
spread of 0.1 a section that weighs 20 of 100 mostly (two draws in three) weighs between 16 and 24; with 0.25, between
10 and 30.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.core.problems import Invalid, Problem
from app.core.scoring.panel import Numbers, Panel, means
from app.core.scoring.reversal import Reversal, nearest_reversal, reversal
from app.core.scoring.sums import DECIMALS

Bools: TypeAlias = NDArray[np.bool_]

DRAWS = 10_000
MOST_DRAWS = 100_000
SEED = 42001
SPREAD = 0.1
NINE_IN_TEN = (5.0, 95.0)  # percentiles


@dataclass(frozen=True, eq=False)
class Robustness:
    """What the draws showed. Vendors are named by their place in the panel; `words.py` says it in sentences."""

    panel: Panel
    draws: int
    seed: int
    spread: float
    order: tuple[int, ...]  # vendors with a score, best first under the policy's weights
    places: tuple[int | None, ...]  # by vendor, under the policy's weights
    shares: Numbers  # [vendors, places]: share of the draws in which the vendor takes the place; 0 without a score
    ahead: Numbers  # [vendors, vendors]: share of the draws in which the row's vendor comes before the column's
    dominates: tuple[tuple[int, int], ...]  # (ahead, behind): pairs that no weighting reverses
    reversal: Reversal | None  # the smallest change of weights that makes the first two level; None where none does
    nearest: Reversal | None  # the smallest that makes anybody level with the first
    ranges: Numbers  # [sections, 2]: between what shares of the whole nine draws in ten weighed the section


def robustness(panel: Panel, *, draws: int = DRAWS, seed: int = SEED, spread: float = SPREAD) -> Robustness:
    """The same panel, draws, seed and spread give the same result.

    Raises Invalid when `draws` is not 1 to 100,000 or `spread` not above 0 and below 1.
    """
    _refuse(draws, spread)
    weightings = drawn(panel.weights, draws, seed, spread)
    scores = np.round(means(panel.evidenced, weightings), DECIMALS).T  # [vendors, draws]
    _, evidenced = panel.overall()
    order = tuple(int(v) for v in np.argsort(-evidenced, kind="stable") if not np.isnan(evidenced[v]))
    shares, ahead = _counted(scores)
    return Robustness(
        panel=panel,
        draws=draws,
        seed=seed,
        spread=spread,
        order=order,
        places=tuple(None if np.isnan(own) else 1 + int((evidenced > own).sum()) for own in evidenced),
        shares=shares,
        ahead=ahead,
        dominates=dominance(panel),
        reversal=reversal(panel, order[0], order[1]) if len(order) > 1 else None,
        nearest=nearest_reversal(panel, order),
        ranges=np.percentile(weightings, NINE_IN_TEN, axis=0).T.reshape(-1, 2),
    )


def drawn(weights: Numbers, draws: int, seed: int, spread: float) -> Numbers:
    """[draws, sections]: weightings that sum to 1, around `weights`."""
    found = np.zeros((draws, len(weights)))
    weighs = weights > 0
    if weighs.any():
        shares = weights[weighs] / weights[weighs].sum()
        # A Dirichlet with the mean p and the concentration k has the variance p(1 - p) / (k + 1).
        concentration = 1 / spread**2 - 1
        found[:, weighs] = np.random.default_rng(seed).dirichlet(shares * concentration, size=draws)
    return found


def dominance(panel: Panel) -> tuple[tuple[int, int], ...]:
    """Pairs (ahead, behind) that no weights above 0 reverse. Exact, and not from draws.

    With scores in the same sections, the one is at least as good in each and better in one. A section that only one of
    the two has a score in weighs for this one alone, so weights can set it against any section of the other: it must
    then be at least as good as each of them. (The difference of the two means is linear in the share of the sections
    that only the first has, and in the share of those that only the second has; so it is least where these shares are 0
    or 1, which are the comparisons made here.)
    """
    scores = panel.evidenced[:, panel.weights > 0]
    if scores.size == 0:
        return ()
    there = ~np.isnan(scores)
    mine, theirs = scores[:, None, :], scores[None, :, :]
    both = there[:, None, :] & there[None, :, :]
    alone_mine, alone_theirs = there[:, None, :] & ~both, there[None, :, :] & ~both
    any_mine, any_theirs = (
        np.broadcast_to(there[:, None, :], both.shape),
        np.broadcast_to(there[None, :, :], both.shape),
    )

    def least(of: Numbers, where: Bools) -> Numbers:
        found: Numbers = np.where(where, of, np.inf).min(axis=2)
        return found

    def most(of: Numbers, where: Bools) -> Numbers:
        found: Numbers = np.where(where, of, -np.inf).max(axis=2)
        return found

    never_behind = (
        ~(both & (mine < theirs)).any(axis=2)
        & (least(mine, alone_mine) >= most(theirs, any_theirs))
        & (least(mine, any_mine) >= most(theirs, alone_theirs))
    )
    once_better = (
        (both & (mine > theirs)).any(axis=2)
        | (most(mine, alone_mine) > least(theirs, any_theirs))
        | (most(mine, any_mine) > least(theirs, alone_theirs))
    )
    scored = there @ np.ones(there.shape[1]) > 0
    found = never_behind & once_better & np.logical_and.outer(scored, scored)
    return tuple((int(ahead), int(behind)) for ahead, behind in np.argwhere(found))


def _counted(scores: Numbers) -> tuple[Numbers, Numbers]:
    """Shares of places, and of who comes before whom, from scores [vendors, draws]."""
    vendors, draws = scores.shape
    shares, ahead = np.zeros((vendors, vendors)), np.zeros((vendors, vendors))
    for v, own in enumerate(scores):
        before = scores > own  # false where either has no score
        ahead[:, v] = np.count_nonzero(before, axis=1)
        better = np.count_nonzero(before, axis=0)[~np.isnan(own)]
        shares[v] = np.bincount(better, minlength=vendors)
    return shares / draws, ahead / draws


def _refuse(draws: int, spread: float) -> None:
    problems = []
    if not 1 <= draws <= MOST_DRAWS:
        problems.append(
            Problem(
                code="ROBUSTNESS-DRAWS",
                where="draws",
                message=f"{draws:,} weightings cannot be drawn.",
                remedy=f"Ask for 1 to {MOST_DRAWS:,}; {DRAWS:,} are plenty.",
            )
        )
    if not 0 < spread < 1:
        problems.append(
            Problem(
                code="ROBUSTNESS-SPREAD",
                where="spread",
                message=f"The spread {spread:g} is not above 0 and below 1.",
                remedy="Give a number between 0 and 1, such as 0.1: how far weightings stray from the policy's.",
            )
        )
    if problems:
        raise Invalid(problems)
