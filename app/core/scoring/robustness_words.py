"""Robustness in sentences for people who do not do statistics: the same on the page and in the PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.core.scoring.reversal import Reversal
from app.core.scoring.robustness import Robustness


def of_hundred(share: float) -> str:
    """A share of the draws: "87 of 100". What is not all or none is never rounded to it."""
    if share <= 0 or share >= 1:
        return "all" if share >= 1 else "none"
    if share < 0.01:
        return "fewer than 1 of 100"
    if share > 0.99:
        return "more than 99 of 100"
    return f"{round(100 * share)} of 100"


def points(share: float) -> str:
    """A share of the whole weight, in points of 100: "20", or "7.5" where a whole number would be too coarse."""
    return f"{100 * share:.1f}".removesuffix(".0")


def how_drawn(found: Robustness, titles: Mapping[str, str] | None = None) -> str:
    """What was varied, and how far, told by the section that weighs most."""
    weights = found.panel.weights
    if not weights.any():
        return "No section weighs anything, so there are no weights to vary."
    heaviest = int(np.argmax(weights))
    low, high = found.ranges[heaviest]
    name = _titles(found.panel.sections, titles)[heaviest]
    return (
        f"{found.draws:,} weightings were drawn around the policy's. In nine of ten, “{name}”, which weighs "
        f"{points(weights[heaviest] / weights.sum())} of 100 under the policy, weighs between {points(low)} and "
        f"{points(high)}."
    )


def who_comes_first(found: Robustness) -> tuple[str, ...]:
    """One sentence for each vendor that ever comes first, the most frequent first."""
    often = sorted((v for v in found.order if found.shares[v, 0] > 0), key=lambda v: -found.shares[v, 0])
    return tuple(
        f"{found.panel.vendors[v]} comes first in {of_hundred(found.shares[v, 0])} weightings." for v in often
    ) or ("No vendor has an overall score, so none comes first.",)


def places_of(found: Robustness, vendor: int) -> str:
    """Between which places one vendor stays in nine of ten weightings."""
    name = found.panel.vendors[vendor]
    if vendor not in found.order:
        return f"{name} has no overall score and takes no place."
    reached = np.cumsum(found.shares[vendor])
    best, worst = int(np.searchsorted(reached, 0.05)) + 1, int(np.searchsorted(reached, 0.95)) + 1
    if best == worst:
        return f"{name} takes place {best} in at least nine of ten weightings."
    return f"{name} takes a place from {best} to {worst} in nine of ten weightings."


def whatever_the_weights(found: Robustness) -> tuple[str, ...]:
    """Who comes before whom under any weights at all, by the one that comes before."""
    behind: dict[int, list[int]] = {}
    for ahead, other in found.dominates:
        behind.setdefault(ahead, []).append(other)
    vendors = found.panel.vendors
    return tuple(
        f"{vendors[v]} comes before {_listed([vendors[o] for o in found.order if o in behind[v]])} whatever the "
        "weights: at least as good in every section, and better in one."
        for v in found.order
        if v in behind
    )


def does_the_first_place_hold(found: Robustness, titles: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Whether the first place rests on the weights at all, and if so what it takes to turn it: the answer first."""
    if len(found.order) < 2:
        return (what_would_reverse(found, titles),)
    if found.nearest is not None and not found.nearest.changed:
        return (reversal_in_words(found, found.nearest, titles),)
    first, second, *_ = found.order
    name = found.panel.vendors[first]
    if all((first, other) in found.dominates for other in found.order[1:]):
        return (f"{name} comes first whatever the sections weigh: no weights put another vendor before it.",)
    if found.nearest is None:
        return (f"No change of the sections' weights that was tried puts another vendor before {name}.",)
    said = [f"{name} comes first under the policy's weights, and not whatever the sections weigh."]
    said.append(reversal_in_words(found, found.nearest, titles))
    if found.nearest.behind != second:
        said.append(what_would_reverse(found, titles))
    return tuple(said)


def what_would_reverse(found: Robustness, titles: Mapping[str, str] | None = None) -> str:
    """What it would take to swap the first two places."""
    if len(found.order) < 2:
        return "Fewer than two vendors have an overall score, so there is no order to reverse."
    vendors = found.panel.vendors
    first, second = vendors[found.order[0]], vendors[found.order[1]]
    if found.reversal is None:
        return f"No change of the sections' weights puts {second} before {first}."
    return reversal_in_words(found, found.reversal, titles)


def reversal_in_words(found: Robustness, reversal: Reversal, titles: Mapping[str, str] | None = None) -> str:
    """One change of weights: what moves from where to where, and what comes of it."""
    ahead, behind = found.panel.vendors[reversal.ahead], found.panel.vendors[reversal.behind]
    if not reversal.changed:
        return f"{ahead} and {behind} are level under the policy's own weights: any change may decide between them."
    name = dict(zip(found.panel.sections, _titles(found.panel.sections, titles), strict=True))
    moves = [
        f"“{name[section]}” weighed {points(after)} of 100 instead of {points(before)}"
        for section, before, after in reversal.changed
    ]
    how = "At least" if reversal.smallest else "By the simplest change found,"
    return (
        f"{how} {points(reversal.moved)} of 100 points of weight have to move for {behind} to draw level with {ahead}: "
        f"if {_listed(moves)}. Any further, and {behind} comes before {ahead}."
    )


def _titles(sections: Sequence[str], titles: Mapping[str, str] | None) -> list[str]:
    return [(titles or {}).get(section, section) for section in sections]


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
