"""A scorecard in outline: its figures row by row, for tables that read many scorecards and the workings of none.

It is kept beside the scorecard and follows from it alone. It holds nobody's words, so it reads the same for everybody
who may see figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum
from typing import Literal, NamedTuple

from app.core.frozen import Frozen
from app.core.scoring.scorecard import FindingKind, Score, Scorecard, Standing
from app.core.scoring.sums import mean


class Figures(NamedTuple):
    """One row of a scorecard. `weight` is what the row weighs where it is part of more: a section in the overall
    score, a clause among the clauses of its group."""

    claimed: float | None
    evidenced: float | None
    contradicted: float
    coverage: float | None
    weight: float = 0.0


class Raised(Frozen):
    """A flag, without its reason: the reason may quote an answer."""

    kind: Literal["knock_out", "contradiction", "review"]
    question: str = ""


class Held(Frozen):
    """A certificate, as far as a table shows it."""

    scheme: str
    title: str
    standing: Standing
    accepted: bool = False


class Basis(Frozen):
    """What a scorecard's numbers rest on, besides answers and evidence."""

    questionnaire: str
    release: str
    policy: str
    policy_hash: str
    engine: str
    reference_hash: str
    as_of: str
    status: str


class Outline(Frozen):
    basis: Basis
    rows: dict[str, Figures]  # by path: "overall", "section:ID", "framework:KEY", "clause:REF"
    contradicted: tuple[str, ...] = ()  # questions that an open contradiction names
    contradictions: int = 0  # open ones
    flags: tuple[Raised, ...] = ()
    certificates: tuple[Held, ...] = ()


def outline_of(card: Scorecard) -> Outline:
    against = [f for f in card.findings if f.open and f.kind is FindingKind.CONTRADICTION]
    weights = {term.of: term.weight for term in card.overall.terms}
    rows = {"overall": _figures(card.overall)}
    rows |= {f"section:{name}": _figures(score, weights.get(name, 0.0)) for name, score in card.sections.items()}
    rows |= {f"framework:{name}": _figures(score) for name, score in card.frameworks.items()}
    rows |= {f"clause:{name}": _figures(score) for name, score in card.clauses.items()}
    return Outline(
        basis=Basis(
            questionnaire=card.questionnaire,
            release=card.release,
            policy=card.policy,
            policy_hash=card.policy_hash,
            engine=card.engine,
            reference_hash=card.reference_hash,
            as_of=card.as_of.isoformat(),
            status=card.status,
        ),
        rows=rows,
        contradicted=tuple(sorted({q for f in against for q in f.questions})),
        contradictions=len(against),
        flags=tuple(Raised(kind=f.kind, question=f.question) for f in card.flags),
        certificates=tuple(
            Held(scheme=c.scheme, title=c.title, standing=c.standing, accepted=bool(c.accepted))
            for c in card.certificates
        ),
    )


def _figures(score: Score, weight: float | None = None) -> Figures:
    own = fsum(term.weight for term in score.terms) if weight is None else weight
    return Figures(score.claimed, score.evidenced, score.contradicted, score.coverage, own)


def pooled_figures(rows: Iterable[Figures]) -> Figures | None:
    """One row over several, as `sums.pooled` gives it over their terms; None when nothing in them is scored."""
    scored = [r for r in rows if r.claimed is not None and r.evidenced is not None and r.weight > 0]
    if not scored:
        return None
    weights = [r.weight for r in scored]

    def over(values: Sequence[float]) -> float | None:
        return mean(weights, values)

    return Figures(
        claimed=over([r.claimed or 0.0 for r in scored]),
        evidenced=over([r.evidenced or 0.0 for r in scored]),
        contradicted=over([r.contradicted for r in scored]) or 0.0,
        coverage=None,
        weight=fsum(weights),
    )
