"""What the scorecards feature gives out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.core.questionnaire.model import Questionnaire
from app.core.scoring.compare import Cell, Comparison, Difference
from app.core.scoring.matrix import Block
from app.core.scoring.outline import Held
from app.core.scoring.scorecard import FindingKind, Scorecard, Side
from app.features.campaigns.models import Campaign
from app.features.questionnaires.queries import LoadedRelease


@dataclass(frozen=True)
class Kept:
    """A stored scorecard with what a page says about it."""

    id: str
    number: int
    response_id: str
    submission_id: str
    campaign_id: str
    vendor_id: str
    created_at: datetime
    created_by: str
    scorecard: Scorecard
    judgements: tuple[str, ...] = ()  # ids of the reviewers' judgements that went into it


@dataclass(frozen=True)
class Past:
    """One of a response's scorecards in a line. Scores in [0, 1] or None."""

    id: str
    number: int
    created_at: datetime
    created_by: str
    claimed: float | None
    evidenced: float | None
    contradictions: int  # open ones


@dataclass(frozen=True)
class Summary:
    """One vendor's latest scorecard in a few figures, for the campaign's table. Scores in [0, 1] or None."""

    scorecard_id: str
    claimed: float | None
    evidenced: float | None
    contradicted: float
    contradictions: int  # open ones
    flags: int
    certificate: str  # best standing among its certificates, or ""
    flagged: tuple[str, ...] = ()  # keys of the flags
    release: str = ""  # digests, so that what was seen can be told from what there is now
    policy: str = ""
    policy_hash: str = ""
    digest: str = ""  # of the whole scorecard


@dataclass(frozen=True)
class Newest:
    """The newest scorecard of a response in a few figures, and whose it is."""

    campaign_id: str
    vendor_id: str
    response_id: str
    number: int
    inputs_hash: str
    summary: Summary


@dataclass(frozen=True)
class Entrant:
    """A vendor that can be compared: it has a scorecard."""

    invitation_id: str
    vendor_id: str
    name: str
    product: str
    number: int  # of its newest scorecard
    response_id: str
    summary: Summary

    @property
    def scorecard_id(self) -> str:
        return self.summary.scorecard_id


@dataclass(frozen=True)
class VendorFinding:
    """What a vendor sees of a finding before it submits: both sides, no score, no consequence, no judgement."""

    key: str
    message: str
    questions: tuple[str, ...]
    certificate: str
    sides: tuple[Side, ...]


Order = Literal["evidenced", "claimed", "gap", "name"]


@dataclass(frozen=True)
class Contender:
    """One vendor of the comparison."""

    kept: Kept
    name: str
    product: str

    @property
    def contradictions(self) -> int:
        return sum(1 for f in self.kept.scorecard.findings if f.open and f.kind is FindingKind.CONTRADICTION)


@dataclass(frozen=True)
class SideBySide:
    campaign: Campaign
    release: LoadedRelease
    contenders: tuple[Contender, ...]
    comparison: Comparison  # columns in the order of `contenders`
    waiting: int  # invited vendors without a scorecard

    @property
    def questionnaire(self) -> Questionnaire:
        return self.release.questionnaire


@dataclass(frozen=True)
class Column:
    """A vendor as a view of the comparison shows it. Without names it is "Vendor C", and nothing here tells which."""

    handle: str
    name: str
    product: str
    scorecard_id: str  # "" without names
    number: int  # of its scorecard
    overall: Cell
    contradictions: int
    flags: tuple[tuple[str, int], ...]  # kind in words, how many
    certificates: tuple[Held, ...]
    weighed: Cell | None = None  # overall at the weights of the view
    stands: tuple[tuple[str, str], ...] = ()  # what was decided, or has to be: words, tone
    decided: str = ""  # by whom, on which scorecard


@dataclass(frozen=True)
class Shown:
    """What one view of a comparison shows: the page and every export of it say the same."""

    campaign: Campaign
    release: LoadedRelease
    columns: tuple[Column, ...]  # in the order of the view
    blocks: tuple[Block, ...]  # their lines' cells are in the order of `columns`
    differences: tuple[Difference, ...]  # what the scorecards do not share
    anonymous: bool
    hidden: int  # vendors that the view leaves out
    waiting: int  # invited vendors without a scorecard
    said: tuple[str, ...]  # what makes this view not the whole, in sentences
