"""Table: audit_event. Append-only: triggers in the migration refuse UPDATE and DELETE on both databases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from app.infra.db import Json, UtcDateTime
from app.infra.ids import new_id


class AuditEvent(SQLModel, table=True):
    __tablename__ = "audit_event"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor_kind: str = Field(max_length=16)
    actor_id: str = Field(max_length=26)
    actor_name: str = Field(max_length=200)
    action: str = Field(max_length=64)  # "campaign.sent"
    subject_kind: str = Field(max_length=32)
    subject_id: str = Field(max_length=64, index=True)
    subject_name: str = Field(default="", max_length=300)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
