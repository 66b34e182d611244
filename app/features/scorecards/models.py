"""Tables: scorecard, register_entry. Scorecards are immutable snapshots; a newer one never replaces an older one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index, UniqueConstraint
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
    # app.core.scoring.outline.Outline: a comparison reads fifty of these and none of the contents.
    outline: dict[str, Any] = Field(sa_type=Json, sa_column_kwargs={"server_default": "{}"})
    content: dict[str, Any] = Field(sa_type=Json)  # app.core.scoring.scorecard.Scorecard
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(max_length=200)


class RegisterEntry(SQLModel, table=True):
    """A certificate of the newest submission of a response, as its newest scorecard saw it. Written anew with every
    scorecard, so that thousands of certificates are filtered and sorted without opening one."""

    __tablename__ = "register_entry"
    __table_args__ = (Index("ix_register_entry_of_vendor", "organisation_id", "vendor_id", "scheme", "number_key"),)

    response_id: str = Field(foreign_key="response.id", primary_key=True, max_length=26)
    certificate_id: str = Field(primary_key=True, max_length=200)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    campaign_id: str = Field(foreign_key="campaign.id", max_length=26)
    vendor_id: str = Field(foreign_key="vendor.id", max_length=26)
    scorecard_id: str = Field(foreign_key="scorecard.id", max_length=26)
    family: str = Field(max_length=40)
    scheme: str = Field(default="", max_length=64)
    standard: str = Field(default="", max_length=300)
    number: str = Field(default="", max_length=200)
    number_key: str = Field(max_length=200)  # as numbers are compared; the certificate's id where none is stated
    holder: str = Field(default="", max_length=300)
    scope: str = ""
    valid_from: date | None = None
    valid_until: date | None = Field(default=None, sa_type=sa.Date, index=True)
    end_confirmed: bool = True  # false: read from the document, and nobody has said yes
    standing: str = Field(default="", max_length=16)  # "": a document that is not judged as a certificate
    sent_at: datetime = Field(sa_type=UtcDateTime)
