"""Table: lookup. Look-ups are added and taken back, and all of them stay."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.infra.db import Json, UtcDateTime
from app.infra.ids import new_id


class LookupState(StrEnum):
    WAITING = "waiting"  # for a worker
    ANSWERED = "answered"
    FAILED = "failed"  # the register did not answer: nothing is known


class LookupRow(SQLModel, table=True):
    """One question to a register: about a certificate of a response, or about a vendor as a legal entity."""

    __tablename__ = "lookup"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    vendor_id: str = Field(foreign_key="vendor.id", index=True, max_length=26)
    response_id: str | None = Field(default=None, foreign_key="response.id", index=True, max_length=26)
    certificate_id: str | None = Field(default=None, foreign_key="certificate.id", index=True, max_length=26)
    register_id: str = Field(default="", max_length=40)  # id of a configured register, "gleif", or "" when by hand
    register_name: str = Field(max_length=200)
    asked_for: str = Field(max_length=300)  # the number, name or LEI that was asked for
    state: LookupState = Field(default=LookupState.WAITING, sa_type=sa.String(16))
    answer: str = Field(default="", max_length=20)  # "in force" ...; of an entity "found" or "not found"
    words: str = ""  # what was seen, as the register put it
    link: str = Field(default="", max_length=1000)
    digest: str = Field(default="", max_length=64)  # SHA-256 of the raw answer, when a worker asked
    entities: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)  # app.infra.registers.gleif.Entity
    problem: dict[str, Any] | None = Field(default=None, sa_type=Json)  # app.core.problems.Problem
    on: date | None = None  # the day on which it was seen
    by_id: str = Field(foreign_key="member.id", max_length=26)
    by: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)  # when it was asked for, or recorded
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_by: str = Field(default="", max_length=200)
    withdrawn_reason: str = ""
