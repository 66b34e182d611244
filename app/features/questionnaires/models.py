"""Tables: questionnaire and release. A release never changes once written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.infra.db import Json, UtcDateTime
from app.infra.ids import new_id


class QuestionnaireRow(SQLModel, table=True):
    """A questionnaire as the organisation edits it: the source text of the file format."""

    __tablename__ = "questionnaire"
    __table_args__ = (UniqueConstraint("organisation_id", "key"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    key: str = Field(max_length=64)  # the id inside the file, stable for ever
    title: str = Field(max_length=300)
    source: str  # YAML, as imported: comments and order are kept
    origin: str = Field(default="imported", max_length=16)  # shipped | imported
    version: int = 1
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class Release(SQLModel, table=True):
    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("questionnaire_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    questionnaire_id: str = Field(foreign_key="questionnaire.id", index=True, max_length=26)
    number: int
    title: str = Field(max_length=300)
    digest: str = Field(max_length=64)  # sha-256 of the canonical JSON
    source: str
    content: dict[str, Any] = Field(sa_type=Json)  # the model as JSON
    catalogs: dict[str, str] | None = Field(default=None, sa_type=Json)  # id -> digest of its meaning, as published
    published_at: datetime = Field(sa_type=UtcDateTime)
    published_by: str = Field(max_length=200)
