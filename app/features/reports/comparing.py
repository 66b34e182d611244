"""A comparison as its reader has it before them: which vendors, in which order, under which names and weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from app.core.scoring.compare import Difference
from app.core.scoring.scorecard import Score
from app.core.scoring.sums import score_of_sections
from app.features.campaigns.models import Campaign
from app.features.questionnaires.queries import LoadedRelease
from app.features.reports.dossier import Dossier


@dataclass(frozen=True)
class Comparing:
    organisation: str
    campaign: Campaign
    release: LoadedRelease
    dossiers: tuple[Dossier, ...]  # in the order of the view, without the vendors that are hidden in it
    differences: tuple[Difference, ...]  # what the scorecards do not share
    waiting: int  # invited vendors without a scorecard
    made_by: str
    made_at: datetime
    zone: ZoneInfo
    said: tuple[str, ...] = ()  # what makes this view not the whole, in sentences
    hidden: int = 0  # vendors that the view leaves out
    anonymous: bool = False  # the dossiers carry letters for names; nothing that names a vendor may be written
    weights: Mapping[str, float] = field(default_factory=dict)  # tried out, section by section; empty: the policy's own

    def overall(self, d: Dossier) -> Score:
        """The vendor's overall score, under the weights that are tried out if there are any."""
        if not self.weights:
            return d.card.overall
        return score_of_sections(d.card.sections, {name: self.weights.get(name, 0.0) for name in d.card.sections})
