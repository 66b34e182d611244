"""Tables: decision, decision_basis. Append-only: triggers in the migration refuse UPDATE and DELETE on both databases.

A decision is taken back by another one, so that what was decided, by whom and on what, can be shown at any time later.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.infra.db import Json, UtcDateTime
from app.infra.ids import new_id


class Kind(StrEnum):
    CLEARED = "cleared"  # of a vendor: what is flagged does not stand in the way
    EXCLUDED = "excluded"  # of a vendor
    AWARDED = "awarded"  # of a campaign, to one vendor or several
    TAKEN_BACK = "taken_back"  # of a decision

    @property
    def aspect(self) -> str:
        """Of decisions on the same aspect, the newest counts: a vendor is cleared or excluded, a campaign awarded."""
        return "vendor" if self in (Kind.CLEARED, Kind.EXCLUDED) else self.value


class Decision(SQLModel, table=True):
    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    campaign_id: str = Field(foreign_key="campaign.id", max_length=26)
    number: int  # counts the decisions of a campaign from 1
    kind: Kind = Field(sa_type=sa.String(16))
    reason: str  # for the buyer's own people and whoever checks them; the product tells no vendor
    ground: str = ""  # of an exclusion
    confirmed: bool = False  # of an award: that somebody it names was flagged or excluded was shown and confirmed
    takes_back: str | None = Field(default=None, foreign_key="decision.id", unique=True, max_length=26)
    policy: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # the campaign's, whole, as it was
    by_id: str = Field(foreign_key="member.id", max_length=26)
    by: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)


class DecisionBasis(SQLModel, table=True):
    """A scorecard that a decision rested on: of the vendor it names, and for an award of every vendor compared."""

    __tablename__ = "decision_basis"

    decision_id: str = Field(foreign_key="decision.id", primary_key=True, max_length=26)
    vendor_id: str = Field(foreign_key="vendor.id", primary_key=True, index=True, max_length=26)
    named: bool  # false: compared with those that it names
    vendor: str = Field(max_length=300)  # as it was called
    product: str = Field(default="", max_length=200)
    scorecard_id: str = Field(max_length=26)  # no key: the record outlives the scorecard, which is erased in time
    scorecard_number: int
    inputs_hash: str = Field(max_length=64)
    digest: str = Field(max_length=64)  # sha-256 over the scorecard, canonical JSON
    policy: str = Field(max_length=200)  # id and version of the policy it was scored with
    policy_hash: str = Field(max_length=64)
    claimed: float | None = None
    evidenced: float | None = None
    state: str = Field(max_length=16)  # schemas.State of the vendor just before
    flags: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)  # schemas.Flagged; of vendors named
