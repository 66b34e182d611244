"""Tables: policy, policy_version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.infra.db import Json, UtcDateTime
from app.infra.ids import new_id


class PolicyRow(SQLModel, table=True):
    """A policy by its name; what it says is in its versions."""

    __tablename__ = "policy"
    __table_args__ = (UniqueConstraint("organisation_id", "key"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    key: str = Field(max_length=64)  # `id` of app.core.scoring.policy.Policy: what scorecards and files call it
    title: str = Field(max_length=200)
    revision: int = 1  # optimistic lock of the edit form
    created_at: datetime = Field(sa_type=UtcDateTime)


class PolicyVersion(SQLModel, table=True):
    """What a policy says. It may be changed until a campaign chooses it, and never after."""

    __tablename__ = "policy_version"
    __table_args__ = (UniqueConstraint("policy_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    policy_id: str = Field(foreign_key="policy.id", max_length=26)
    number: int
    content: dict[str, Any] = Field(sa_type=Json)  # app.core.scoring.policy.Policy
    digest: str = Field(max_length=64, index=True)  # as scorecards keep it
    reason: str  # why the organisation counts like this
    release_id: str | None = Field(default=None, foreign_key="release.id", max_length=26)  # whose sections it weighs
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(max_length=200)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # when a campaign first chose it
