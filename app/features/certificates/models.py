"""Table: certificate. The facts are `app.core.certificates.facts.CertificateFacts` as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from app.infra.db import Json, UtcDateTime
from app.infra.ids import new_id


class CertificateRow(SQLModel, table=True):
    __tablename__ = "certificate"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    response_id: str = Field(foreign_key="response.id", index=True, max_length=26)
    evidence_id: str | None = Field(default=None, foreign_key="evidence.id", index=True, max_length=26)
    number: str = Field(default="", max_length=200, index=True)  # as numbers are compared: letters and digits only
    facts: dict[str, Any] = Field(sa_type=Json)
    version: int = 1
    by: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
