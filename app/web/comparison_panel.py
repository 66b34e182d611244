"""The vendors of a comparison as a panel of section scores, and their overall scores under weights that are tried out.

A slider says how many parts of a hundred a section weighs. A section whose slider was not moved keeps the policy's
weight exactly; what the weights add up to is nothing to a mean.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from math import isnan, nan

import numpy as np

from app.core.questionnaire.model import Questionnaire
from app.core.scoring.compare import Cell
from app.core.scoring.outline import Outline
from app.core.scoring.panel import Panel
from app.core.scoring.policy import Policy
from app.core.scoring.sums import DECIMALS


def weights_of(policy: Policy, model: Questionnaire, outlines: Iterable[Outline]) -> dict[str, float]:
    """Section -> what it weighs under the policy; 0 where none of the vendors has a score in it."""
    scored = {path for o in outlines for path, row in o.rows.items() if row.claimed is not None}
    return {
        s.id: policy.section_weights.get(s.id, s.weight) if f"section:{s.id}" in scored else 0.0 for s in model.sections
    }


def shares_of(weights: Mapping[str, float]) -> dict[str, int]:
    """Weights as parts of a hundred, for sliders: whole numbers, and 0 only for what weighs nothing."""
    whole = math.fsum(weights.values())
    return {s: max(1, round(100 * w / whole)) if w > 0 else 0 for s, w in weights.items()}


def tried(weights: Mapping[str, float], moved: Mapping[str, int]) -> dict[str, float]:
    """The policy's weights, but for those that were moved."""
    whole = math.fsum(weights.values())
    return {s: moved[s] * whole / 100 if s in moved else w for s, w in weights.items()}


def panel_of(names: Sequence[str], outlines: Sequence[Outline], weights: Mapping[str, float]) -> Panel | None:
    """None where no section that weighs anything has a score."""
    sections = [s for s, w in weights.items() if w > 0]
    if not sections or not outlines:
        return None

    def figures(outline: Outline, which: int) -> list[float]:
        rows = (outline.rows.get(f"section:{s}") for s in sections)
        return [nan if row is None or row.claimed is None else float(row[which] or 0.0) for row in rows]

    return Panel(
        vendors=tuple(names),
        sections=tuple(sections),
        weights=np.array([weights[s] for s in sections]),
        claimed=np.array([figures(o, 0) for o in outlines]),
        evidenced=np.array([figures(o, 1) for o in outlines]),
    )


def overall_at(panel: Panel, weights: Mapping[str, float]) -> tuple[Cell, ...]:
    """Each vendor's overall score under these weights."""
    claimed, evidenced = panel.overall([weights[s] for s in panel.sections])
    return tuple(_cell(c, e) for c, e in zip(claimed.tolist(), evidenced.tolist(), strict=True))


def _cell(claimed: float, evidenced: float) -> Cell:
    if isnan(claimed) or isnan(evidenced):
        return Cell()
    return Cell(claimed=claimed, evidenced=evidenced, gap=round(claimed - evidenced, DECIMALS))
