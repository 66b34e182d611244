"""Tables: enquiry, enquiry_reply. Nothing is written over: every wording of an answer stays."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.infra.db import UtcDateTime
from app.infra.ids import new_id


class EnquiryState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"  # by the vendor, before there was an answer


class Audience(StrEnum):
    ASKER = "asker"  # the vendor that asked
    EVERYONE = "everyone"  # every vendor of the campaign, those invited later too


class Enquiry(SQLModel, table=True):
    """One thing that one vendor asks, about one question or about all of it."""

    __tablename__ = "enquiry"
    __table_args__ = (UniqueConstraint("campaign_id", "publication"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    campaign_id: str = Field(foreign_key="campaign.id", index=True, max_length=26)
    invitation_id: str = Field(foreign_key="invitation.id", index=True, max_length=26)
    question_id: str = Field(default="", max_length=64)  # empty: about the questionnaire or the purchase as such
    text: str
    asked_by: str = Field(max_length=200)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    state: EnquiryState = Field(default=EnquiryState.OPEN, sa_type=sa.String(16))
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Counts what was published in the campaign. All that other vendors get: an id would tell when it was asked.
    publication: int | None = None


class EnquiryReply(SQLModel, table=True):
    """One wording of an answer. The newest for each audience counts; the earlier ones stay beside it as corrected."""

    __tablename__ = "enquiry_reply"

    enquiry_id: str = Field(foreign_key="enquiry.id", primary_key=True, max_length=26)
    audience: Audience = Field(sa_type=sa.String(16), primary_key=True)
    version: int = Field(primary_key=True)
    question: str = ""  # as it is published; empty for the asker, who knows what was asked
    answer: str
    by_id: str = Field(foreign_key="member.id", max_length=26)
    by: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)
