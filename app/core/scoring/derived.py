"""What follows from a questionnaire or from reference data alone, worked out once and dropped with it.

Both are loaded once and used for every response. Models hold dictionaries and have no hash, so things are kept by
identity.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from app.core.catalog.model import Clause, ReferenceData
from app.core.questionnaire.conditions import Holds, compiled, references
from app.core.questionnaire.model import Check, Question, Questionnaire
from app.core.scoring.canonical import digest

Source = TypeVar("Source")
Result = TypeVar("Result")


class _Kept(Generic[Source, Result]):
    def __init__(self, make: Callable[[Source], Result]) -> None:
        self._make = make
        self._kept: dict[int, Result] = {}

    def __call__(self, source: Source) -> Result:
        key = id(source)
        if key not in self._kept:
            self._kept[key] = self._make(source)
            weakref.finalize(source, self._kept.pop, key, None)
        return self._kept[key]


@dataclass
class OfReference:
    hash: str  # SHA-256 over the reference data as canonical JSON
    order: dict[str, int]  # the place of every clause over all catalogs
    rows: dict[tuple[str, str, str], str | None] = field(default_factory=dict)

    def ceiling(self, reference: ReferenceData, clause: str, scheme: str, family: str) -> str | None:
        """`none`, `documented` or `certified`; None when the reference data say nothing."""
        if clause not in self.order:
            found = reference.ceiling(clause, scheme=scheme, family=family)
            return found.ceiling if found else None
        key = (clause, scheme, family)
        if key not in self.rows:
            found = reference.ceiling(clause, scheme=scheme, family=family)
            self.rows[key] = found.ceiling if found else None
        return self.rows[key]


def _of_reference(reference: ReferenceData) -> OfReference:
    refs = [f"{catalog.key}:{clause.id}" for catalog in reference.catalogs for clause in catalog.clauses]
    return OfReference(
        hash=digest(reference.model_dump(mode="json")), order={ref: place for place, ref in enumerate(refs)}
    )


@dataclass(frozen=True)
class CheckPlan:
    check: Check
    holds: Holds
    questions: tuple[Question, ...]  # those its condition looks at, in the order of the document


class OfQuestionnaire:
    def __init__(self, questionnaire: Questionnaire) -> None:
        # Weakly: what is kept for a questionnaire must not keep it alive.
        self._questionnaire = weakref.ref(questionnaire)
        self._controls: dict[tuple[str, float], tuple[tuple[Question, tuple[str, ...]], ...]] = {}
        self._not_covered: dict[int, tuple[str, ...]] = {}

    @property
    def _live(self) -> Questionnaire:
        questionnaire = self._questionnaire()
        assert questionnaire is not None
        return questionnaire

    @cached_property
    def checks(self) -> tuple[CheckPlan, ...]:
        questionnaire = self._live
        plans = []
        for check in questionnaire.checks:
            looked_at = references(check.when)
            questions = tuple(q for q in questionnaire.by_id.values() if q.id in looked_at)
            plans.append(CheckPlan(check, compiled(check.when, questionnaire), questions))
        return tuple(plans)

    @cached_property
    def clauses(self) -> dict[str, tuple[tuple[str, float], ...]]:
        """Clause reference -> questions that speak to it, each with its share."""
        found: dict[str, dict[str, float]] = {}
        for question in self._live.by_id.values():
            for ref in question.clauses:
                shares = found.setdefault(ref.clause, {})
                shares[question.id] = min(1.0, shares.get(question.id, 0.0) + ref.share)
        return {clause: tuple(shares.items()) for clause, shares in found.items()}

    @cached_property
    def frameworks(self) -> dict[str, tuple[tuple[str, float, tuple[str, ...]], ...]]:
        """Catalog key -> questions that speak to it, each with the sum of its shares (at most 1) and its clauses."""
        found: dict[str, dict[str, tuple[float, tuple[str, ...]]]] = {}
        for clause, spoken in self.clauses.items():
            questions = found.setdefault(clause.partition(":")[0], {})
            for question, share in spoken:
                before, clauses = questions.get(question, (0.0, ()))
                questions[question] = (min(1.0, before + share), (*clauses, clause))
        return {key: tuple((q, share, clauses) for q, (share, clauses) in found[key].items()) for key in sorted(found)}

    def controls(self, prefix: str, share: float) -> tuple[tuple[Question, tuple[str, ...]], ...]:
        """Questions that speak to clauses beginning with `prefix` by at least `share`, each with these clauses' ids."""
        key = (prefix, share)
        if key not in self._controls:
            self._controls[key] = tuple(
                (question, ids)
                for question in self._live.by_id.values()
                if (
                    ids := tuple(
                        c.clause.partition(":")[2]
                        for c in question.clauses
                        if c.clause.startswith(prefix) and c.share >= share
                    )
                )
            )
        return self._controls[key]

    def not_covered(self, reference: ReferenceData) -> tuple[str, ...]:
        """Clauses a vendor could be asked about that no question speaks to, neither directly nor above or below."""
        key = id(reference)
        if key not in self._not_covered:
            self._not_covered[key] = tuple(self._missing(reference))
            weakref.finalize(reference, self._not_covered.pop, key, None)
        return self._not_covered[key]

    def _missing(self, reference: ReferenceData) -> Iterator[str]:
        for catalog_id in self._live.catalogs:
            catalog = reference.catalog(catalog_id)
            if catalog is None:
                continue
            own = {ref.partition(":")[2] for ref in self.clauses if ref.startswith(f"{catalog.key}:")}
            above = {a for c in own if c in catalog.by_id for a in _ancestors(catalog.by_id[c], catalog.by_id)}
            for clause in catalog.clauses:
                if clause.kind == "heading" or not clause.asked_of_vendor or clause.id in own or clause.id in above:
                    continue
                if own.isdisjoint(_ancestors(clause, catalog.by_id)):
                    yield f"{catalog.key}:{clause.id}"


def _ancestors(clause: Clause, by_id: Mapping[str, Clause]) -> Iterator[str]:
    seen = {clause.id}
    while clause.parent and clause.parent in by_id and clause.parent not in seen:
        seen.add(clause.parent)
        yield clause.parent
        clause = by_id[clause.parent]


of_reference: Callable[[ReferenceData], OfReference] = _Kept(_of_reference)
of_questionnaire: Callable[[Questionnaire], OfQuestionnaire] = _Kept(OfQuestionnaire)
