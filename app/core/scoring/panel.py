"""Vendors by sections as arrays: the overall score of a whole panel under any weights, for what-if and robustness.

Its figures are those of the scorecards; only the weights are moved, and no stored scorecard changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.core.problems import Invalid, Problem
from app.core.scoring.policy import nothing_weighs, weight_problems
from app.core.scoring.scorecard import Scorecard
from app.core.scoring.sums import mean

Numbers: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Panel:
    """Scores of sections by vendor, NaN where a vendor has no score, and the policy's weights of the sections.

    Takes anything array-like. All weights may be 0, as in a release that asks for information only: then nobody has an
    overall score. Raises ValueError where shapes do not fit one another, and Invalid where a weight will not do.
    """

    vendors: tuple[str, ...]
    sections: tuple[str, ...]
    weights: Numbers  # [sections]
    claimed: Numbers  # [vendors, sections]
    evidenced: Numbers  # [vendors, sections]

    def __post_init__(self) -> None:
        shape = (len(self.vendors), len(self.sections))
        object.__setattr__(self, "vendors", tuple(self.vendors))
        object.__setattr__(self, "sections", tuple(self.sections))
        for name, wanted in (("weights", shape[1:]), ("claimed", shape), ("evidenced", shape)):
            object.__setattr__(self, name, _kept(getattr(self, name), wanted))
        if problems := self._weight_problems(self.weights):
            raise Invalid(problems)
        if not np.array_equal(np.isnan(self.claimed), np.isnan(self.evidenced)):
            raise ValueError("a section is scored in both figures or in neither")

    @classmethod
    def of(cls, scorecards: Sequence[tuple[str, Scorecard]], weights: Mapping[str, float] | None = None) -> Panel:
        """The panel of scorecards by vendor label, sections in the first one's order.

        Without `weights` they are those that the scorecards were made with: the first vendor's where vendors were
        scored under different policies, and 0 for a section that nobody has a score in. With them, a section that is
        not named weighs 0.
        """
        cards = [card for _, card in scorecards]
        names = tuple(dict.fromkeys(name for card in cards for name in card.sections))
        if weights is None:
            weights = {t.of: t.weight for card in reversed(cards) for t in card.overall.terms}
        figures = np.full((2, len(cards), len(names)), np.nan)
        for v, card in enumerate(cards):
            for s, name in enumerate(names):
                score = card.sections.get(name)
                if score is not None and score.claimed is not None:
                    figures[:, v, s] = score.claimed, score.evidenced
        return cls(
            vendors=tuple(label for label, _ in scorecards),
            sections=names,
            weights=np.array([weights.get(name, 0.0) for name in names], dtype=float),
            claimed=figures[0],
            evidenced=figures[1],
        )

    def with_weights(self, changed: Mapping[str, float]) -> Numbers:
        """The policy's weights with some of them changed, for `overall`. Raises Invalid with every problem."""
        unknown = [
            Problem(
                code="POLICY-SECTION-UNKNOWN",
                where=f"section_weights.{name}",
                message=f"Nobody here was asked a section “{name}”.",
                remedy=f"Use one of {', '.join(sorted(self.sections))}.",
            )
            for name in changed
            if name not in self.sections
        ]
        if unknown:
            raise Invalid(unknown)
        return self.checked([changed.get(n, float(w)) for n, w in zip(self.sections, self.weights, strict=True)])

    def checked(self, weights: ArrayLike) -> Numbers:
        """Weights of the sections as an array. Raises Invalid when one is negative or no number, or when all are 0."""
        given = np.asarray(weights, dtype=float)
        if given.shape != (len(self.sections),):
            raise ValueError(f"{len(self.sections)} sections need as many weights, not {given.shape}")
        problems = self._weight_problems(given)
        if not problems and self.sections and not given.any():
            problems = [nothing_weighs()]
        if problems:
            raise Invalid(problems)
        return given

    def _weight_problems(self, weights: Numbers) -> list[Problem]:
        return weight_problems(dict(zip(self.sections, weights.tolist(), strict=True)))

    def overall(self, weights: ArrayLike | None = None) -> tuple[Numbers, Numbers]:
        """Claimed and evidenced of every vendor under `weights`, else under the policy's; NaN where there is no score.

        These are the engine's own sums, so a scorecard made under the same weights has the same figures to the last
        bit: a section without a score is left out for that vendor, and its weight with it. Raises Invalid as `checked`.
        """
        given = (self.weights if weights is None else self.checked(weights)).tolist()
        claimed = [_mean(given, row) for row in self.claimed.tolist()]
        evidenced = [_mean(given, row) for row in self.evidenced.tolist()]
        return np.array(claimed, dtype=float), np.array(evidenced, dtype=float)


def means(values: Numbers, weights: Numbers) -> Numbers:
    """Overall scores of many weightings at once, to 1e-12 of `Panel.overall`.

    [weightings, vendors] from values [vendors, sections] and weights [weightings, sections]; NaN where nothing that
    weighs has a score.
    """
    there = ~np.isnan(values)
    sums = weights @ np.where(there, values, 0.0).T
    if there.all():
        weighed = np.broadcast_to(weights.sum(axis=1, keepdims=True), sums.shape)
    else:
        weighed = weights @ there.T.astype(float)
    found: Numbers = np.full(sums.shape, np.nan)
    np.divide(sums, weighed, out=found, where=weighed > 0)
    return found


def _mean(weights: list[float], values: list[float]) -> float:
    scored = [(w, value) for w, value in zip(weights, values, strict=True) if not isnan(value)]
    found = mean([w for w, _ in scored], [value for _, value in scored])
    return nan if found is None else found


def _kept(values: ArrayLike, shape: tuple[int, ...]) -> Numbers:
    """A copy that nobody changes."""
    array = np.array(values, dtype=float)
    if array.size == 0 and 0 in shape:
        array = array.reshape(shape)
    if array.shape != shape:
        raise ValueError(f"expected the shape {shape}, not {array.shape}")
    array.flags.writeable = False
    return array
