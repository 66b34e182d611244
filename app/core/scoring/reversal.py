"""The smallest change of weights that makes one vendor level with another.

The size of a change is the weight that goes from some sections to others, as a share of the whole: half of the sum of
all differences. A section that weighs 0 under the policy stays at 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.scoring.panel import Numbers, Panel

LEVEL = 1e-12  # nearer than the engine's decimals tell apart
NEARLY_ALL = 1 - 1e-6


@dataclass(frozen=True)
class Reversal:
    """Weights at which `behind` draws level with `ahead`; a little further in the same direction, and it comes before.

    `before` and `after` are the sections' shares of the whole weight, each summing to 1. `moved` is 0 when the two are
    level under the policy's own weights.
    """

    ahead: int
    behind: int
    sections: tuple[str, ...]
    before: tuple[float, ...]
    after: tuple[float, ...]
    moved: float
    smallest: bool = True  # no change of any kind is smaller; else none of the simple ones that were tried

    @property
    def changed(self) -> tuple[tuple[str, float, float], ...]:
        """(section, before, after) of those that change, the largest gain first."""
        rows = [r for r in zip(self.sections, self.before, self.after, strict=True) if abs(r[1] - r[2]) > LEVEL]
        return tuple(sorted(rows, key=lambda r: r[1] - r[2]))


def nearest_reversal(panel: Panel, order: Sequence[int]) -> Reversal | None:
    """The smallest change that makes any other vendor level with the first of `order`; None where none does."""
    found = [r for behind in order[1:] if (r := reversal(panel, order[0], behind)) is not None]
    return min(found, key=lambda r: r.moved, default=None)


def reversal(panel: Panel, ahead: int, behind: int) -> Reversal | None:
    """The smallest change of weights at which `behind` draws level with `ahead`; None where none puts it before.

    Both have an overall score. With scores in the same sections this is a linear programme with a plain solution:
    weight goes to the one section that is best for `behind`, and is taken first where it is worst. Where a section
    counts for one of the two only, the simple changes are tried: from one section to one other, and to one section
    from all others in proportion.
    """
    mine, theirs = panel.evidenced[ahead], panel.evidenced[behind]
    weighs = panel.weights > 0
    before = panel.weights / panel.weights.sum()
    same = bool((np.isnan(mine) == np.isnan(theirs))[weighs].all())
    if abs(_lead(mine, theirs, before)) <= LEVEL:
        after: Numbers | None = before
    elif same:
        after = _smallest(np.nan_to_num(mine - theirs), before, weighs)
    else:
        found = list(_simple(mine, theirs, before, weighs))
        after = min(found, key=lambda w: _moved(before, w), default=None)
    if after is None:
        return None
    return Reversal(
        ahead, behind, panel.sections, tuple(before.tolist()), tuple(after.tolist()), _moved(before, after), same
    )


def _smallest(lead: Numbers, before: Numbers, weighs: NDArray[np.bool_]) -> Numbers | None:
    """`lead` is how far the first is ahead in each section; 0 where neither has a score."""
    to = int(np.argmin(np.where(weighs, lead, np.inf)))
    if lead[to] >= 0:
        return None
    after = before.copy()
    missing = float(before @ lead)
    for giver in np.argsort(-lead, kind="stable"):
        gain = float(lead[giver] - lead[to])
        if missing <= 0 or gain <= 0:
            break
        given = min(float(after[giver]), missing / gain)
        after[giver] -= given
        after[to] += given
        missing -= given * gain
    return after


def _simple(mine: Numbers, theirs: Numbers, before: Numbers, weighs: NDArray[np.bool_]) -> Iterator[Numbers]:
    """Weights at which the two are level, one for each simple change that gets there."""
    places = np.flatnonzero(weighs)
    one = np.eye(len(before))
    directions = np.array(
        [one[to] - before for to in places]
        + [before[giver] * (one[to] - one[giver]) for to in places for giver in places if giver != to]
    )
    for direction, step in zip(directions, _first_level(mine, theirs, before, directions), strict=True):
        if step < 1:
            yield np.maximum(before + step * direction, 0.0)


def _first_level(mine: Numbers, theirs: Numbers, before: Numbers, directions: Numbers) -> Numbers:
    """How far along each direction the first one's lead turns; infinite where it does not.

    The lead has the sign of `a x b' - a' x b`, with the sums `a` of weight times score and `b` of weight of either: a
    quadratic, and above 0 at the beginning.
    """
    (a0, a1), (b0, b1) = _sums(mine, before, directions)
    (c0, c1), (d0, d1) = _sums(theirs, before, directions)
    square, slope, begin = a1 * d1 - c1 * b1, a0 * d1 + a1 * d0 - c0 * b1 - c1 * b0, a0 * d0 - c0 * b0
    under_root = slope**2 - 4 * square * begin
    with np.errstate(divide="ignore", invalid="ignore"):
        q = -(slope + np.copysign(np.sqrt(under_root), slope)) / 2
        turns = np.stack([q / square, begin / q])
    # Touching is no turning; and at the very end a vendor may be left with no weight at all, where sums mean nothing.
    turns[~((turns > LEVEL) & (turns < NEARLY_ALL) & (under_root > LEVEL))] = np.inf
    first: Numbers = turns.min(axis=0)
    return first


def _sums(values: Numbers, before: Numbers, directions: Numbers) -> tuple[tuple[float, Numbers], tuple[float, Numbers]]:
    """Of weight times score, and of weight: at the beginning, and what a whole step along each direction adds."""
    there = (~np.isnan(values)).astype(float)
    scored = np.nan_to_num(values)
    return (float(before @ scored), directions @ scored), (float(before @ there), directions @ there)


def _lead(mine: Numbers, theirs: Numbers, weights: Numbers) -> float:
    def mean(values: Numbers) -> float:
        there = ~np.isnan(values)
        return float(weights[there] @ values[there]) / float(weights[there].sum())

    return mean(mine) - mean(theirs)


def _moved(before: Numbers, after: Numbers) -> float:
    return float(np.abs(after - before).sum()) / 2
