"""A whole field of vendors added up at once: the engine's sums, to 1e-12, with numpy.

What is kept by question and vendor lies question by question, so that the vendors of one question are side by side in
memory. An answer outside the sums has the claim 0 and is not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.core.scoring.compile import Group, Places, Plan
from app.core.scoring.panel import Numbers
from app.core.scoring.scorecard import OUTSIDE_COVERAGE, Scorecard, Support

Bools: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Field:
    """What vendors' answers are worth and how far they are backed, in the order of a plan's questions and pairs."""

    claims: Numbers  # [questions, vendors]
    credits: Numbers  # [questions, vendors]
    at_clauses: Numbers  # [pairs, vendors]: the credit of the question at this clause
    counted: Bools  # [questions, vendors]: in the sums
    contradicted: Bools  # [questions, vendors]
    applicable: Bools  # [questions, vendors]: its weight counts in coverage
    answered: Bools  # [questions, vendors]

    @classmethod
    def of(cls, plan: Plan, scorecards: Sequence[Scorecard]) -> Field:
        """From scorecards of the plan's release, with the plan's own credits: so a field shows what another policy's
        credits and weights would give. Its ceilings, and its rule for "does not apply", are part of how an answer is
        judged, and stay those that the scorecards were made with."""
        by_question = (len(plan.questions), len(scorecards))
        claims, worth = np.zeros(by_question), np.zeros(by_question)
        counted, contradicted, applicable, answered = (np.zeros(by_question, dtype=bool) for _ in range(4))
        at_clauses = np.zeros((len(plan.pairs), len(scorecards)))
        row = {question: place for place, question in enumerate(plan.questions)}
        for vendor, card in enumerate(scorecards):
            for question, place in row.items():
                result = card.questions[question]
                claims[place, vendor] = result.claim if result.in_sums and result.claim is not None else 0.0
                worth[place, vendor] = _credit(plan, place, result.support)
                counted[place, vendor] = result.in_sums
                contradicted[place, vendor] = result.support is Support.CONTRADICTED and result.in_sums
                applicable[place, vendor] = result.state not in OUTSIDE_COVERAGE
                answered[place, vendor] = result.answered and applicable[place, vendor]
            at = {(t.of, clause): t.support for clause, score in card.clauses.items() for t in score.terms}
            for place, pair in enumerate(plan.pairs):
                at_clauses[place, vendor] = _credit(plan, row[pair[0]], at.get(pair))
        return cls(claims, worth, at_clauses, counted, contradicted, applicable, answered)


@dataclass(frozen=True, eq=False)
class Figures:
    """Of groups by vendors, or of vendors alone; NaN where there is no score, or nothing applies."""

    claimed: Numbers
    evidenced: Numbers
    contradicted: Numbers
    coverage: Numbers


@dataclass(frozen=True, eq=False)
class FieldScores:
    overall: Figures  # [vendors]
    sections: Figures  # [sections, vendors], and so on
    clauses: Figures
    frameworks: Figures


def score_field(plan: Plan, field: Field) -> FieldScores:
    """The scores of every vendor of the field."""
    rows = _Rows(field)
    sections = rows.figures(plan.sections, [g.rows for g in plan.sections], lambda g: _taken(field.credits, g.rows))
    clauses = [plan.pair_questions[g.rows] for g in plan.clauses]
    frameworks = dict(zip(plan.frameworks, plan.framework_pairs, strict=True))

    def best_backed(group: Group) -> Numbers:
        (_, first), *others = frameworks[group]
        best = field.at_clauses[first]
        for some, pairs in others:
            best[some] = np.maximum(best[some], field.at_clauses[pairs])
        return best

    return FieldScores(
        overall=_overall(plan.section_weights, sections),
        sections=sections,
        clauses=rows.figures(plan.clauses, clauses, lambda g: _taken(field.at_clauses, g.rows)),
        frameworks=rows.figures(plan.frameworks, [g.rows for g in plan.frameworks], best_backed),
    )


def _taken(values: Numbers, rows: Places) -> Numbers:
    """Some rows; without a copy where they lie side by side."""
    if len(rows) and rows[-1] - rows[0] + 1 == len(rows) and bool((np.diff(rows) == 1).all()):
        return values[rows[0] : rows[-1] + 1]
    found: Numbers = values[rows]
    return found


def _weighed(weights: Numbers, values: NDArray[Any]) -> Numbers:
    # Not `@`: its library starts threads for each of these small sums, which costs more than the sum.
    found: Numbers = np.einsum("q,qv->v", weights, values)
    return found


class _Mask:
    """Yes or no by question and vendor. Most questions are the same for every vendor, and need no adding up."""

    def __init__(self, bits: Bools) -> None:
        self.bits = bits
        self.always: Bools = np.logical_and.reduce(bits, axis=1)
        self.sometimes: Bools = np.logical_or.reduce(bits, axis=1) & ~self.always

    def weighed(self, rows: Places, weights: Numbers) -> Numbers:
        """By vendor, the weight of the rows that say yes."""
        total: Numbers = np.full(self.bits.shape[1], weights[self.always[rows]].sum())
        mixed = self.sometimes[rows]
        # Counting, weight by weight: weights are few, and whole numbers are added up several times as fast.
        for weight in np.unique(weights[mixed]):
            alike = self.bits[rows[mixed & (weights == weight)]].view(np.uint8)
            total += weight * np.add.reduce(alike, axis=0, dtype=np.uint32)
        return total


class _Torn:
    """Claims that an open contradiction names: few among many, so they are kept one by one."""

    def __init__(self, field: Field) -> None:
        self._questions, self._vendors = np.nonzero(field.contradicted)
        self._claims = field.claims[self._questions, self._vendors]
        self._shape = field.claims.shape

    def weighed(self, rows: Places, weights: Numbers) -> Numbers:
        """By vendor."""
        of_question = np.zeros(self._shape[0])
        of_question[rows] = weights
        worth = of_question[self._questions] * self._claims
        return np.bincount(self._vendors, weights=worth, minlength=self._shape[1]).astype(np.float64)


class _Rows:
    """What groups of questions add up."""

    def __init__(self, field: Field) -> None:
        self._claims, self._torn = field.claims, _Torn(field)
        self._counted, self._applicable = _Mask(field.counted), _Mask(field.applicable)
        self._answered = _Mask(field.answered)

    def figures(
        self, groups: Sequence[Group], questions: Sequence[Places], credits: Callable[[Group], Numbers]
    ) -> Figures:
        """By group and vendor. `questions` are the rows of each group's questions, one for each of its own rows."""
        shape = (len(groups), self._claims.shape[1])
        found = Figures(*(np.empty(shape) for _ in range(4)))
        for place, (group, rows) in enumerate(zip(groups, questions, strict=True)):
            claims = _taken(self._claims, rows)
            weight = self._counted.weighed(rows, group.weights)
            found.claimed[place] = _divided(_weighed(group.weights, claims), weight)
            found.evidenced[place] = _divided(np.einsum("q,qv,qv->v", group.weights, claims, credits(group)), weight)
            found.contradicted[place] = np.nan_to_num(_divided(self._torn.weighed(rows, group.weights), weight))
            found.coverage[place] = _divided(
                self._answered.weighed(rows, group.weights), self._applicable.weighed(rows, group.weights)
            )
        return found


def _overall(weights: Numbers, sections: Figures) -> Figures:
    """Over the sections that have a score, each by its weight; coverage over those with questions that apply."""

    def mean(values: Numbers, there: Bools) -> Numbers:
        return _divided(_weighed(weights, np.where(there, values, 0.0)), _weighed(weights, there))

    scored, covered = ~np.isnan(sections.claimed), ~np.isnan(sections.coverage)
    return Figures(
        claimed=mean(sections.claimed, scored),
        evidenced=mean(sections.evidenced, scored),
        contradicted=np.nan_to_num(mean(sections.contradicted, scored)),
        coverage=mean(sections.coverage, covered),
    )


def _divided(sums: Numbers, weight: Numbers) -> Numbers:
    found: Numbers = np.full(sums.shape, np.nan)
    np.divide(sums, weight, out=found, where=weight > 0)
    return found


def _credit(plan: Plan, question: int, support: Support | None) -> float:
    return plan.credits[question][support] if support is not None else 0.0
