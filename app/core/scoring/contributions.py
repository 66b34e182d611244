"""What moved a weighted mean: the change from one mean to another, shared out among its terms without a remainder.

A term that is in both means moves them by its change of value times the mean of its two shares of the weight; one that
comes, goes, or weighs otherwise by its change of share times how far it stands from the terms that stay as they are.
This does not depend on an order in which the changes are put in, gives each change that happens alone its whole effect,
and the opposite when before and after are swapped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import Literal

from app.core.scoring.scorecard import Score, Scorecard, Term

Figure = Literal["claimed", "evidenced"]


@dataclass(frozen=True)
class Moved:
    """By term: what its value moved, and what its weight moved; terms that moved nothing are left out."""

    by_value: Mapping[str, float]
    by_weight: Mapping[str, float]
    share: Mapping[str, float]  # the mean of the two shares of the weight, of terms in both


def moved(before: Score, after: Score, figure: Figure) -> Moved:
    """How the terms moved one score to the other; nothing where either is no score, for that is no distance."""
    if before.claimed is None or after.claimed is None:
        return Moved({}, {}, {})
    old, new = {t.of: t for t in before.terms}, {t.of: t for t in after.terms}
    whole_old, whole_new = fsum(t.weight for t in before.terms), fsum(t.weight for t in after.terms)

    def shares(term: str) -> tuple[float, float]:
        return (
            old[term].weight / whole_old if term in old else 0.0,
            new[term].weight / whole_new if term in new else 0.0,
        )

    def middle(term: str) -> float:
        values = [value(t[term], figure) for t in (old, new) if term in t]
        return fsum(values) / len(values)

    both = [t for t in old if t in new]
    stay = [t for t in both if old[t].weight == new[t].weight]
    weight = fsum(old[t].weight for t in stay)
    if weight > 0:
        level = fsum(old[t].weight * middle(t) for t in stay) / weight
    else:
        level = (value(before, figure) + value(after, figure)) / 2
    share = {t: fsum(shares(t)) / 2 for t in both}
    by_value = {t: share[t] * (value(new[t], figure) - value(old[t], figure)) for t in both}
    by_weight = {
        t: (middle(t) - level) * (shares(t)[1] - shares(t)[0]) for t in dict.fromkeys([*old, *new]) if t not in stay
    }
    return Moved(
        {t: effect for t, effect in by_value.items() if effect},
        {t: effect for t, effect in by_weight.items() if effect},
        share,
    )


@dataclass(frozen=True)
class Effects:
    """What moved the overall score. Together it is the whole change, to the decimals that are kept."""

    sections: Mapping[str, float]  # by weight: a section that weighs otherwise, gets its first score or loses it
    values: Mapping[str, float]  # by question, in sections that have a score in both
    weights: Mapping[str, float]  # the same: a question that enters the sums, leaves them, or weighs otherwise


def effects(before: Scorecard, after: Scorecard, figure: Figure) -> Effects:
    """The change of the overall score, shared out among sections and questions."""
    top = moved(before.overall, after.overall, figure)
    values: dict[str, float] = {}
    weights: dict[str, float] = {}
    for section, share in top.share.items():
        inside = moved(before.sections[section], after.sections[section], figure)
        for parts, found in ((values, inside.by_value), (weights, inside.by_weight)):
            for question, effect in found.items():
                parts[question] = parts.get(question, 0.0) + share * effect
    return Effects(top.by_weight, values, weights)


def value(of: Term | Score, figure: Figure) -> float:
    found: float | None = getattr(of, figure)
    assert found is not None
    return found
