"""Table: mail. The body holds `{{link}}` where the personal link goes: tokens are never stored."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.infra.db import UtcDateTime
from app.infra.ids import new_id


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    KEPT = "kept"  # no mail server is set: to be read in the app
    FAILED = "failed"


INSIDE = ("colleague", "mention")  # kinds between people of a vendor: the buyer's pages do not list them


class Mail(SQLModel, table=True):
    __tablename__ = "mail"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    campaign_id: str | None = Field(default=None, index=True, max_length=26)
    invitation_id: str | None = Field(default=None, index=True, max_length=26)
    # Whose link is meant: this colleague's instead of the invitation's. Such mails stay on the vendor's side.
    colleague_id: str | None = Field(default=None, index=True, max_length=26)
    kind: str = Field(max_length=32)  # the name of its text in templates/mail: "invitation", "reminder"
    sender_name: str = Field(default="", max_length=300)  # who writes, before the installation's address
    to_name: str = Field(max_length=200)
    to_address: str = Field(max_length=320)
    reply_to: str = Field(default="", max_length=320)
    subject: str = Field(max_length=300)
    text: str
    html: str
    state: MailState = Field(default=MailState.WAITING, sa_type=sa.String(16))
    error: str = ""
    tries: int = 0  # how often a person asked for it to leave; part of the job's key
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
