"""Weighted means: the only arithmetic of a scorecard.

`math.fsum` rounds once, so a sum does not depend on the order of its terms, and a mean of values in [0, 1] stays there.
Results are kept to twelve decimals: what is beyond them is noise, and noise must not tell two vendors apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from operator import mul

from app.core.scoring.scorecard import Score, Term

DECIMALS = 12


def times(claim: float, credit: float) -> float:
    """`claim x credit`, and never more than the claim."""
    return round(claim * credit, DECIMALS)


def mean(weights: Sequence[float], values: Sequence[float]) -> float | None:
    """The weighted mean; None when nothing weighs anything, for "no score" is not 0."""
    weight = fsum(weights)
    return round(fsum(map(mul, weights, values)) / weight, DECIMALS) if weight > 0 else None


def weighted_score(terms: Sequence[Term], coverage: float | None) -> Score:
    """The score of a section, a clause or a framework: claimed, evidenced, and the share that is contradicted."""
    weights = [t.weight for t in terms]
    contradicted = any(t.contradicted for t in terms)
    return Score(
        claimed=mean(weights, [t.claimed for t in terms]),
        evidenced=mean(weights, [t.evidenced for t in terms]),
        contradicted=(
            mean(weights, [t.claimed if t.contradicted else 0.0 for t in terms]) or 0.0 if contradicted else 0.0
        ),
        coverage=coverage,
        terms=tuple(terms),
    )


def coverage(weights: Sequence[float], answered: Sequence[bool]) -> float | None:
    """Weight answered over weight applicable."""
    return mean(weights, [1.0 if a else 0.0 for a in answered])


def score_of_sections(sections: Mapping[str, Score], weights: Mapping[str, float]) -> Score:
    """The overall score: over the sections that have one, each by its weight; coverage over those with questions."""
    scored = [
        Term(of=name, weight=weights[name], claimed=score.claimed, evidenced=score.evidenced)
        for name, score in sections.items()
        if score.claimed is not None and score.evidenced is not None and weights[name] > 0
    ]
    covered = {name: s.coverage for name, s in sections.items() if s.coverage is not None}
    of_scored = [t.weight for t in scored]
    return Score(
        claimed=mean(of_scored, [t.claimed for t in scored]),
        evidenced=mean(of_scored, [t.evidenced for t in scored]),
        contradicted=mean(of_scored, [sections[t.of].contradicted for t in scored]) or 0.0,
        coverage=mean([weights[name] for name in covered], list(covered.values())),
        terms=tuple(scored),
    )


def pooled(scores: Iterable[Score]) -> Score:
    """One score over the terms of several: a group of clauses. A question that speaks to two of them counts twice."""
    return weighted_score([term for score in scores for term in score.terms], None)
