"""Tables: campaign, policy_choice, invitation, colleague, vendor_session."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.infra.db import Json, UtcDateTime
from app.infra.ids import new_id


class CampaignState(StrEnum):
    DRAFT = "draft"
    RUNNING = "running"
    CLOSED = "closed"


class Late(StrEnum):
    """What happens to a response after the due date: the buyer decides."""

    CLOSED = "closed"
    OPEN = "open"  # may still be sent in, and is marked late


class Campaign(SQLModel, table=True):
    __tablename__ = "campaign"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    release_id: str = Field(foreign_key="release.id", index=True, max_length=26)
    owner_id: str = Field(foreign_key="member.id", max_length=26)
    title: str = Field(max_length=200)
    reference: str = Field(default="", max_length=64)  # the buyer's own number
    system_name: str = Field(default="", max_length=200)  # the AI system or purchase it is about
    system_description: str = ""
    message: str = ""  # in the buyer's words, on the invitation and the welcome page
    contract_start: date | None = None
    contract_end: date | None = None
    due_on: date | None = None  # ends at midnight in the organisation's time zone
    late: Late = Field(default=Late.CLOSED, sa_type=sa.String(8))
    questions_until: date | None = None  # vendors may ask the buyer until then; none: as long as they may answer
    state: CampaignState = Field(default=CampaignState.DRAFT, sa_type=sa.String(16))
    # What the chosen version of a policy says, whole: it never changes. Empty: the default scoring policy.
    policy: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    policy_version_id: str | None = Field(default=None, max_length=26)  # as in the newest PolicyChoice
    version: int = 1  # optimistic lock of the edit form
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # On that day answers, files, scorecards and names are erased, once the owner has been told; none: nobody has said.
    erase_on: date | None = None
    erase_told_on: date | None = None  # by a mail, of the day in `erase_told_of`
    erase_told_of: date | None = None
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PolicyChoice(SQLModel, table=True):
    """By what a campaign's vendors were scored from when on, who chose that, and why. The newest is in force."""

    __tablename__ = "policy_choice"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    campaign_id: str = Field(foreign_key="campaign.id", max_length=26)
    number: int
    policy_version_id: str | None = Field(default=None, foreign_key="policy_version.id", max_length=26)  # none: default
    reason: str = ""  # needed once a vendor has submitted
    submitted: int = 0  # vendors that had, by then
    at: datetime = Field(sa_type=UtcDateTime)
    by_id: str = Field(foreign_key="member.id", max_length=26)
    by: str = Field(max_length=200)


class Invitation(SQLModel, table=True):
    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("campaign_id", "vendor_id"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    campaign_id: str = Field(foreign_key="campaign.id", index=True, max_length=26)
    vendor_id: str = Field(foreign_key="vendor.id", index=True, max_length=26)
    contact_name: str = Field(default="", max_length=200)
    contact_email: str = Field(max_length=320)
    product: str = Field(default="", max_length=200)  # what this vendor offers, when it differs per vendor
    nonce: str = Field(max_length=64)  # the token is derived from it; renewed with the link
    token_hash: str | None = Field(default=None, max_length=64, unique=True)  # none until it is sent
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    declined_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decline_reason: str = ""
    taken_back_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # its vendor erased its answers
    language: str = Field(default="", max_length=8)  # that the vendor chose; empty: nobody has said
    created_at: datetime = Field(sa_type=UtcDateTime)


class Colleague(SQLModel, table=True):
    """Somebody at a vendor whom a person with the link has invited, with a link of their own. It opens nothing once the
    invitation is revoked or has expired."""

    __tablename__ = "colleague"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    invitation_id: str = Field(foreign_key="invitation.id", index=True, max_length=26)
    name: str = Field(max_length=200)
    email: str = Field(max_length=320)
    sections: list[str] = Field(default_factory=list, sa_type=Json)  # the only ones to answer; empty: all
    may_submit: bool = False
    may_invite: bool = False
    nonce: str = Field(max_length=64)  # the token is derived from it; renewed with the link
    token_hash: str | None = Field(default=None, max_length=64, unique=True)
    link_sent_at: datetime = Field(sa_type=UtcDateTime)
    link_shown_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # to whoever invited, once
    invited_by: str = Field(max_length=200)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class VendorSession(SQLModel, table=True):
    """A vendor's browser, let in by a link: the invitation's, or a colleague's own. Ends with that link."""

    __tablename__ = "vendor_session"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    token_hash: str = Field(max_length=64, unique=True)
    invitation_id: str = Field(foreign_key="invitation.id", index=True, max_length=26)
    colleague_id: str | None = Field(default=None, index=True, max_length=26)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
