"""What may be asked of the portfolio, and what it answers: vendors, each with its rounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.features.decisions.schemas import State, VendorState
from app.features.scorecards.schemas import Summary


class Standing(StrEnum):
    """The best among a vendor's certificates in force by their dates; else that all have ended, or none came."""

    GOOD = "good"
    QUALIFIED = "qualified"
    REJECTED = "rejected"
    ENDED = "ended"
    NONE = "none"


class Order(StrEnum):
    VENDOR = "vendor"
    STANDING = "standing"
    END = "end"
    EVIDENCED = "evidenced"
    CHANGE = "change"
    CONTRADICTIONS = "contradictions"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Filter:
    """Empty: everything. `campaign`: only its vendors, with the figures they have there."""

    vendor: str = ""
    campaign: str = ""
    standing: Standing | None = None
    ending: bool = False  # within the days that are watched
    decision: State | None = None
    order: Order = Order.DECISION
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """What came of one campaign at one vendor."""

    campaign_id: str
    campaign: str
    questionnaire_id: str
    questionnaire: str
    release: int
    submitted_at: datetime
    score: Summary
    state: VendorState


@dataclass(frozen=True, slots=True)
class Ending:
    """The end that is next among a vendor's certificates in force, unless a later one of its kind is there."""

    on: date
    certificate: str
    scorecard_id: str

    def days(self, today: date) -> int:
        return (self.on - today).days


@dataclass(frozen=True, slots=True)
class Line:
    """One vendor. `shown` is the round whose figures stand in the table: of the campaign asked for, or the newest."""

    vendor_id: str
    vendor: str
    campaigns: int  # it was invited to
    rounds: tuple[Round, ...]  # scored, oldest first
    shown: Round | None
    standing: Standing
    ending: Ending | None

    @property
    def trend(self) -> tuple[Round, ...]:
        """Rounds of the same questionnaire up to the one shown, oldest first: others ask something else."""
        if self.shown is None:
            return ()
        same = [r for r in self.rounds if r.questionnaire_id == self.shown.questionnaire_id]
        return tuple(r for r in same if r.submitted_at <= self.shown.submitted_at)

    @property
    def change(self) -> float | None:
        """Of evidenced, since the round before of the same questionnaire; None without one, or without both scores."""
        if len(self.trend) < 2:
            return None
        before, now = (r.score.evidenced for r in self.trend[-2:])
        return None if before is None or now is None else now - before

    @property
    def unlike(self) -> tuple[str, ...]:
        """What the rounds of the trend do not share, so that their figures do not mean quite the same."""
        releases = {(r.questionnaire_id, r.release) for r in self.trend}
        policies = {r.score.policy_hash for r in self.trend}
        return ("release",) * (len(releases) > 1) + ("policy",) * (len(policies) > 1)

    @property
    def open_elsewhere(self) -> int:
        """In how many other rounds it needs a decision."""
        here = self.shown.campaign_id if self.shown else ""
        return sum(r.state.state is State.NEEDS and r.campaign_id != here for r in self.rounds)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the portfolio, and counts over all vendors of the campaigns asked for."""

    lines: tuple[Line, ...]
    total: int  # that fit
    known: int
    standings: dict[Standing, int]
    contradicted: int  # vendors with an open contradiction
    contradictions: int
    ending: int
    needs: int
