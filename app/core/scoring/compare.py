"""Scorecards of one campaign side by side, and what must be known before they are compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from app.core.frozen import Frozen
from app.core.scoring.outline import Basis, Figures, outline_of
from app.core.scoring.scorecard import Scorecard

Shared = Literal["questionnaire", "release", "policy", "engine", "reference", "as_of", "status"]

_KINDS = ("overall", "section", "framework", "clause")


class Cell(Frozen):
    """One vendor's figures in one row; all None where the vendor has no such row or nothing in it could be scored."""

    claimed: float | None = None
    evidenced: float | None = None
    gap: float | None = None
    contradicted: float | None = None
    coverage: float | None = None


class Row(Frozen):
    path: str  # opens with `explain`
    kind: Literal["overall", "section", "framework", "clause"]
    id: str
    cells: tuple[Cell, ...]  # in the order of the vendors

    @property
    def same(self) -> bool:
        """True when the row tells no two vendors apart."""
        return len({(c.claimed, c.evidenced) for c in self.cells}) <= 1


class Difference(Frozen):
    """Something the scorecards do not share, so that their numbers do not mean quite the same."""

    what: Shared
    values: tuple[str, ...]  # in the order of the vendors
    why_it_matters: str

    @property
    def label(self) -> str:
        """What differs, in words for a heading."""
        return _LABELS[self.what]


class Comparison(Frozen):
    vendors: tuple[str, ...]
    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]

    @property
    def same_basis(self) -> bool:
        """True when release, policy and rules are the same for all."""
        return not any(d.what in ("questionnaire", "release", "policy", "engine") for d in self.differences)

    def row(self, path: str) -> Row:
        """The row of a path; raises KeyError."""
        for row in self.rows:
            if row.path == path:
                return row
        raise KeyError(path)


_LABELS: dict[Shared, str] = {
    "questionnaire": "questionnaire",
    "release": "release of the questionnaire",
    "policy": "scoring policy",
    "engine": "version of the rules",
    "reference": "reference data",
    "as_of": "day on which certificates were judged",
    "status": "draft or submitted",
}

_WHY: dict[Shared, str] = {
    "questionnaire": "The vendors were asked different things: only clauses that both speak to can be compared.",
    "release": "Questions, options or weights may have changed between the releases, and the numbers with them.",
    "policy": "The same answers and evidence count differently under another policy.",
    "engine": "The rules themselves changed between the two.",
    "reference": "Ceilings, editions or accreditations may have changed, and with them what a certificate supports.",
    "as_of": "Certificates were judged on different days; one that was in force on the first may not be on the second.",
    "status": "Before submission an empty answer is left out, after it counts as 0.",
}

_BASES: dict[Shared, tuple[Callable[[Basis], str], Callable[[Basis], str]]] = {
    "questionnaire": (lambda s: s.questionnaire, lambda s: s.questionnaire),
    "release": (lambda s: s.release, lambda s: s.release),
    "policy": (lambda s: s.policy_hash, lambda s: f"{s.policy} ({s.policy_hash[:12]})"),
    "engine": (lambda s: s.engine, lambda s: s.engine),
    "reference": (lambda s: s.reference_hash, lambda s: s.reference_hash[:12]),
    "as_of": (lambda s: s.as_of, lambda s: s.as_of),
    "status": (lambda s: s.status, lambda s: s.status),
}


def compare(scorecards: Sequence[tuple[str, Scorecard]]) -> Comparison:
    """Scorecards by vendor label, row by row: overall, sections, frameworks, clauses, in the first one's order."""
    cards = [outline_of(card) for _, card in scorecards]
    paths = sorted(
        dict.fromkeys(path for card in cards for path in card.rows), key=lambda path: _KINDS.index(_kind(path))
    )
    return Comparison(
        vendors=tuple(label for label, _ in scorecards),
        rows=tuple(_row(path, [card.rows.get(path) for card in cards]) for path in paths),
        differences=differences([card.basis for card in cards]),
    )


def differences(bases: Sequence[Basis]) -> tuple[Difference, ...]:
    """What the scorecards do not share."""
    return tuple(
        Difference(what=what, values=tuple(shown(b) for b in bases), why_it_matters=_WHY[what])
        for what, (value, shown) in _BASES.items()
        if len({value(b) for b in bases}) > 1
    )


def _kind(path: str) -> str:
    return path.partition(":")[0]


def _row(path: str, figures: Sequence[Figures | None]) -> Row:
    kind, _, name = path.partition(":")
    return Row.model_validate({"path": path, "kind": kind, "id": name, "cells": tuple(map(cell_of, figures))})


def cell_of(figures: Figures | None) -> Cell:
    """A row's figures as a cell; all None when there are none."""
    if figures is None or figures.claimed is None or figures.evidenced is None:
        return Cell(coverage=figures.coverage if figures else None)
    return Cell(
        claimed=figures.claimed,
        evidenced=figures.evidenced,
        gap=round(figures.claimed - figures.evidenced, 12),
        contradicted=figures.contradicted,
        coverage=figures.coverage,
    )
