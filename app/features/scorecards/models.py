"""Table: scorecard. Immutable snapshots; a newer one never replaces an older one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.infra.db import Json, UtcDateTime
from app.infra.ids import new_id


class ScorecardRow(SQLModel, table=True):
    __tablename__ = "scorecard"
    __table_args__ = (UniqueConstraint("response_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    campaign_id: str = Field(foreign_key="campaign.id", index=True, max_length=26)
    vendor_id: str = Field(foreign_key="vendor.id", max_length=26)
    response_id: str = Field(foreign_key="response.id", index=True, max_length=26)
    submission_id: str = Field(foreign_key="submission.id", max_length=26)
    number: int
    inputs_hash: str = Field(max_length=64)
    judgements: list[str] = Field(default_factory=list, sa_type=Json)  # ids of the reviews that went into it
    # schemas.Summary without the id: the campaign's table reads hundreds of these and none of the contents.
    figures: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    content: dict[str, Any] = Field(sa_type=Json)  # app.core.scoring.scorecard.Scorecard
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(max_length=200)
