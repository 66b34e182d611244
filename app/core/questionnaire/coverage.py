"""Which clauses a questionnaire asks about, which it does not, and whether the reason for that is written down.

Strict on purpose: a clause counts only when a question names it itself. For a law, what is wanted are the provisions
that oblige those whom the questionnaire is for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.core.catalog.model import Catalog, Clause, ReferenceData
from app.core.frozen import Frozen
from app.core.questionnaire.model import Questionnaire


class LeftOut(Frozen):
    """Clauses that a questionnaire leaves out on purpose, and where they are asked instead."""

    questionnaire: str
    clauses: tuple[str, ...]
    asked_in: str
    questions: tuple[str, ...]
    through: str = ""  # crosswalk: their neighbours are asked about
    reason: str


class Gap(Frozen):
    clause: str
    label: str
    title: str
    left_out: LeftOut | None = None  # None: nobody wrote down why


class Coverage(Frozen):
    """One catalog as one questionnaire asks about it."""

    catalog: str
    short: str
    wanted: str  # what is counted, in words: "32 requirements, 38 controls"
    total: int
    asked: int
    scored: int  # by a question that weighs something
    gaps: tuple[Gap, ...]

    @property
    def unexplained(self) -> tuple[Gap, ...]:
        return tuple(gap for gap in self.gaps if gap.left_out is None)


def coverage(
    questionnaire: Questionnaire, reference: ReferenceData, roles: Collection[str], left_out: Iterable[LeftOut] = ()
) -> tuple[Coverage, ...]:
    """By catalog of the questionnaire. `roles`: whom it is for when it asks about a law; without, no law is counted."""
    mine = [row for row in left_out if row.questionnaire == questionnaire.id]
    why = {clause: row for row in mine for clause in row.clauses}
    questions = [(q, {ref.clause for ref in q.clauses}) for q in questionnaire.by_id.values()]
    asked = {clause for _, clauses in questions for clause in clauses}
    scored = {clause for q, clauses in questions if q.weight for clause in clauses}
    found = []
    for key in questionnaire.catalogs:
        catalog = reference.catalog(key)
        wanted = _wanted(catalog, roles) if catalog else []
        if catalog is None or not wanted:
            continue
        refs = {f"{catalog.key}:{clause.id}": clause for clause in wanted}
        found.append(
            Coverage(
                catalog=catalog.id,
                short=catalog.short,
                wanted=_in_words(catalog, wanted, roles),
                total=len(refs),
                asked=sum(1 for ref in refs if ref in asked),
                scored=sum(1 for ref in refs if ref in scored),
                gaps=tuple(
                    Gap(clause=ref, label=reference.label(ref), title=clause.title, left_out=why.get(ref))
                    for ref, clause in refs.items()
                    if ref not in asked
                ),
            )
        )
    return tuple(found)


def _wanted(catalog: Catalog, roles: Collection[str]) -> list[Clause]:
    if catalog.kind == "law":
        return [c for c in catalog.clauses if c.asked_of_vendor and set(roles) & set(c.obliges)]
    return [c for c in catalog.clauses if c.kind in ("requirement", "control") and c.asked_of_vendor]


def _in_words(catalog: Catalog, wanted: list[Clause], roles: Collection[str]) -> str:
    if catalog.kind == "law":
        return f"{len(wanted)} provisions that oblige a {' or a '.join(r.replace('_', ' ') for r in roles)}"
    counts = {kind: sum(1 for c in wanted if c.kind == kind) for kind in ("requirement", "control")}
    return ", ".join(f"{count} {kind}s" for kind, count in counts.items() if count)
