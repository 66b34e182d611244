"""What somebody decides, and how vendors stand after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from app.core.typed import prose, refused
from app.features.decisions.models import Decision, DecisionBasis, Kind

CODES = {
    "DECISION-NOTHING-FLAGGED": "A vendor is cleared of flags, and none is open.",
    "DECISION-VENDORS": "An award names no vendor, or one that cannot be awarded.",
    "DECISION-CONFIRM": "An award names a vendor that needs a decision or is excluded, and nobody has confirmed that.",
}


class State(StrEnum):
    """How a vendor stands in a campaign. The product itself only ever says "needs a decision"."""

    NEEDS = "needs-decision"
    CLEARED = "cleared"
    EXCLUDED = "excluded"
    AWARDED = "awarded"
    NOTHING = "nothing-flagged"


def _reason() -> BeforeValidator:
    return prose("Reason", 4_000, required=True)


class OnVendor(BaseModel):
    """Clearing or excluding a vendor, as a person gives it.

    `scorecard_id` is the scorecard that was looked at, `seen` the id of the decision in force that was shown beside the
    form ("" when there was none): nothing newer is decided over unseen.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal[Kind.CLEARED, Kind.EXCLUDED]
    reason: Annotated[str, _reason()]
    ground: Annotated[str, prose("Ground", 2_000)] = Field(default="", validate_default=True)
    scorecard_id: str
    seen: str = ""

    @field_validator("ground")
    @classmethod
    def _of_an_exclusion(cls, ground: str, info: ValidationInfo) -> str:
        if info.data.get("kind") is not Kind.EXCLUDED:
            return ""
        if not ground:
            raise refused("TEXT-MISSING", "Ground is missing", "Name the rule or condition that excludes the vendor.")
        return ground


class Award(BaseModel):
    """Awarding a campaign. `seen` is `queries.basis_of` what was shown beside the form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vendors: tuple[str, ...] = ()
    reason: Annotated[str, _reason()]
    confirmed: bool = False
    seen: str = ""


class TakeBack(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: Annotated[str, _reason()]


class Flagged(BaseModel):
    """A flag as it stood when somebody decided."""

    model_config = ConfigDict(frozen=True)

    key: str
    kind: str
    question: str = ""
    reason: str = ""
    confidential: bool = False  # it may quote an answer that not every member may read


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision in force, as far as it concerns one vendor."""

    id: str
    number: int
    kind: Kind
    by: str
    at: datetime
    scorecard_id: str
    scorecard_number: int
    flags: frozenset[str]  # keys of those it was taken on


@dataclass(frozen=True, slots=True)
class VendorState:
    """How one vendor stands in one campaign: its newest scorecard beside what was decided."""

    campaign_id: str
    vendor_id: str
    scorecard_id: str
    scorecard_number: int
    flagged: tuple[str, ...]  # keys of all flags
    decided: Taken | None = None  # the clearing or exclusion in force
    awarded: Taken | None = None  # the award in force that names it

    @property
    def open(self) -> tuple[str, ...]:
        """Keys of the flags that nobody has decided on: after a decision only those that are new."""
        seen: frozenset[str] = frozenset()
        for taken in (self.decided, self.awarded):
            seen |= taken.flags if taken else frozenset()
        return tuple(key for key in self.flagged if key not in seen)

    @property
    def excluded(self) -> bool:
        return self.decided is not None and self.decided.kind is Kind.EXCLUDED

    @property
    def state(self) -> State:
        """The first of these that holds. New flags come first, also at a vendor that is excluded or awarded: what was
        decided stays in `decided` and `awarded`."""
        if self.open:
            return State.NEEDS
        if self.awarded:
            return State.AWARDED
        if self.decided:
            return State.EXCLUDED if self.excluded else State.CLEARED
        return State.NOTHING

    def is_in(self, state: State) -> bool:
        """True when the vendor belongs among those of this state: one that is excluded and has a new flag is in two."""
        match state:
            case State.EXCLUDED:
                return self.excluded
            case State.AWARDED:
                return self.awarded is not None
            case _:
                return self.state is state

    @property
    def overtaken(self) -> bool:
        """True when there is a newer scorecard than a decision in force was taken on."""
        taken = (t for t in (self.decided, self.awarded) if t)
        return any(t.scorecard_number < self.scorecard_number for t in taken)


@dataclass(frozen=True, slots=True)
class Record:
    """A decision with what it rested on, and what became of it."""

    decision: Decision
    basis: tuple[DecisionBasis, ...]  # those named first, by name
    taken_back: Decision | None
    in_force: bool

    @property
    def kind(self) -> Kind:
        return Kind(self.decision.kind)

    @property
    def named(self) -> tuple[DecisionBasis, ...]:
        return tuple(b for b in self.basis if b.named)

    @property
    def compared(self) -> tuple[DecisionBasis, ...]:
        return tuple(b for b in self.basis if not b.named)
