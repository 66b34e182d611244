"""The report of a comparison: what the view shows, as `templates/report/comparison.typ` sets it.

Vendors that do not fit beside one another on a page stand on the next ones, with the rows again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.core.scoring.compare import Cell, Difference
from app.core.scoring.matrix import Line
from app.features.reports.dossier import READINESS, STANDINGS
from app.features.reports.pdf_scorecard import figure
from app.features.scorecards.schemas import Column, Shown
from app.infra.typeset import typeset
from app.infra.wording import day, moment

BESIDE = 8  # vendors on a page


@dataclass(frozen=True)
class Tried:
    """A weight that is tried out in the view, in parts of a hundred."""

    id: str
    section: str  # its title
    own: int  # under the policy
    tried: int


@dataclass(frozen=True)
class Rests:
    """The scorecard behind a column."""

    number: int
    policy: str
    digest: str


@dataclass(frozen=True)
class Viewed:
    """A view of the comparison with what its report says besides."""

    organisation: str
    shown: Shown
    decided: tuple[str, ...]  # how each vendor stands, in the order of the columns
    weights: tuple[Tried, ...]  # empty: the policy's own
    firm: tuple[str, ...]  # how firm the order is under the policy's weights, in sentences; empty: there is no order
    rests_on: tuple[Rests, ...]  # in the order of the columns; empty without names
    made_by: str
    made_at: datetime
    zone: ZoneInfo


def comparison_pdf(v: Viewed, fonts: Path | None = None) -> bytes:
    """A tagged PDF (PDF/UA-1). `fonts`: a folder with further fonts."""
    return typeset("comparison", comparison_data(v), now=v.made_at, fonts=fonts).pdf


def comparison_data(v: Viewed) -> dict[str, Any]:
    shown, made = v.shown, v.made_at.astimezone(v.zone)
    made_words = f"Made {moment(v.made_at, v.zone)} by {v.made_by}"
    digest = shown.release.digest
    return {
        "title": f"Comparison: {shown.campaign.title}",
        "description": f"{len(shown.columns)} vendors side by side, in “{shown.campaign.title}”.",
        "keywords": ["comparison", shown.campaign.title, digest],
        "made_by": v.made_by,
        "day": [made.year, made.month, made.day],
        "day_words": day(made),
        "organisation": v.organisation,
        "running": f"Comparison: {shown.campaign.title}",
        "foot": f"{made_words}. Release sha-256 {digest[:16]}. Readiness, not legal compliance.",
        "readiness": READINESS,
        "head": [
            {"label": "About", "value": shown.campaign.system_name},
            {"label": "Questionnaire", "value": f"{shown.release.title}, release {shown.release.number}"},
            {"label": "Vendors shown", "value": str(len(shown.columns))},
            {"label": "Left out of this view", "value": str(shown.hidden)},
            {"label": "Invited, no scorecard yet", "value": str(shown.waiting)},
        ],
        "said": list(shown.said),
        "weights": [{"section": w.section, "own": str(w.own), "tried": str(w.tried)} for w in v.weights],
        "vendors": [_vendor(place, column, v.decided[place - 1]) for place, column in enumerate(shown.columns, 1)],
        "tried": bool(v.weights),
        "differences": [
            {"what": d.label, "why": d.why_it_matters,
             "who": [f"{c.name}: {value}" for c, value in zip(shown.columns, _values(d), strict=True)]}
            for d in shown.differences
        ],
        "firm": list(v.firm),
        "matrices": list(_matrices(shown)),
        "provenance": [
            {"label": "This report", "value": f"{made_words} of {v.organisation}"},
            {"label": "Release, sha-256", "value": digest, "mono": True},
        ],
        "rests_on": [
            {"name": column.name, "number": str(r.number), "policy": r.policy, "digest": r.digest}
            for column, r in zip(shown.columns, v.rests_on, strict=False)
        ],
    }  # fmt: skip


def _values(d: Difference) -> tuple[str, ...]:
    return tuple(day(date.fromisoformat(value)) for value in d.values) if d.what == "as_of" else d.values


def cell_data(cell: Cell | None) -> dict[str, Any] | None:
    """A bar with its words; None where nothing could be scored."""
    if cell is None or cell.claimed is None or cell.evidenced is None:
        return None
    return {
        "claimed": cell.claimed, "evidenced": cell.evidenced, "contradicted": cell.contradicted or 0.0,
        "claimed_words": figure(cell.claimed), "evidenced_words": figure(cell.evidenced), "gap_words": figure(cell.gap),
    }  # fmt: skip


def _vendor(place: int, column: Column, decided: str) -> dict[str, Any]:
    return {
        "place": str(place),
        "name": column.name,
        "product": column.product,
        "score": cell_data(column.overall),
        "weighed": cell_data(column.weighed),
        "covered": f"{figure(column.overall.coverage)}%" if column.overall.coverage is not None else "",
        "contradictions": column.contradictions,
        "decided": decided,
        "certificates": [
            {"title": held.title, "standing": "Accepted by a reviewer" if held.accepted else STANDINGS[held.standing]}
            for held in column.certificates
        ],
    }


def _matrices(shown: Shown) -> Iterator[dict[str, Any]]:
    for first in range(0, len(shown.columns), BESIDE):
        columns = shown.columns[first : first + BESIDE]
        which = slice(first, first + len(columns))
        several = len(shown.columns) > BESIDE
        yield {
            "title": f"Vendors {first + 1} to {first + len(columns)}" if several else "",
            "vendors": [{"name": c.name, "product": c.product} for c in columns],
            "blocks": [
                {"title": block.short or block.title, "rows": list(_rows(block.lines, which))}
                for block in shown.blocks
                if block.lines
            ],
        }


def _rows(lines: Sequence[Line], which: slice, indent: bool = False) -> Iterator[dict[str, Any]]:
    for line in lines:
        yield {
            "label": line.label,
            "title": line.title,
            "indent": indent,
            "cells": [cell_data(cell) for cell in line.cells[which]],
            "contradicted": list(line.contradicted[which]),
        }
        yield from _rows(line.below, which, indent=True)
