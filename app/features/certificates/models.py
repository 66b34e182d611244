"""Tables: reading, certificate, certificate_version.

Facts are `app.core.certificates.facts.CertificateFacts` as JSON, and what was read is
`app.core.certificates.read.model.Reading`.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.infra.db import Json, UtcDateTime
from app.infra.ids import new_id


class ReadingState(StrEnum):
    WAITING = "waiting"  # for a worker
    READING = "reading"  # by a worker, or once more after one that went away
    READ = "read"
    FAILED = "failed"


class ReadingRow(SQLModel, table=True):
    """A file as it was read, once. Its end is written and never changed: reading again is another row."""

    __tablename__ = "reading"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    response_id: str = Field(foreign_key="response.id", index=True, max_length=26)
    evidence_id: str = Field(foreign_key="evidence.id", index=True, max_length=26)
    state: ReadingState = Field(default=ReadingState.WAITING, sa_type=sa.String(16))
    result: dict[str, Any] | None = Field(default=None, sa_type=Json)
    problem: dict[str, Any] | None = Field(default=None, sa_type=Json)  # app.core.problems.Problem
    asked_by: str = Field(max_length=200)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CertificateRow(SQLModel, table=True):
    __tablename__ = "certificate"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    response_id: str = Field(foreign_key="response.id", index=True, max_length=26)
    evidence_id: str | None = Field(default=None, foreign_key="evidence.id", index=True, max_length=26)
    reading_id: str | None = Field(default=None, foreign_key="reading.id", index=True, max_length=26)
    place: int = 0  # which of the certificates of that reading
    number: str = Field(default="", max_length=200, index=True)  # as numbers are compared: letters and digits only
    facts: dict[str, Any] = Field(sa_type=Json)
    version: int = 1
    by: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CertificateVersion(SQLModel, table=True):
    """The facts of a certificate as they ever were, the current ones included."""

    __tablename__ = "certificate_version"

    certificate_id: str = Field(foreign_key="certificate.id", primary_key=True, max_length=26)
    version: int = Field(primary_key=True)
    evidence_id: str | None = Field(default=None, foreign_key="evidence.id", max_length=26)
    reading_id: str | None = Field(default=None, foreign_key="reading.id", max_length=26)
    facts: dict[str, Any] = Field(sa_type=Json)
    by: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)
