"""Tables: organisation, member, password_link, login_session, login_attempt."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.features.identity.permissions import Role
from app.infra.db import UtcDateTime
from app.infra.ids import new_id


class Organisation(SQLModel, table=True):
    __tablename__ = "organisation"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    name: str = Field(max_length=200)
    timezone: str = Field(default="Europe/Brussels", max_length=64)  # IANA name; due dates end at its midnight
    created_at: datetime = Field(sa_type=UtcDateTime)


class Member(SQLModel, table=True):
    __tablename__ = "member"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    email: str = Field(max_length=320, unique=True)  # lower case
    name: str = Field(max_length=200)
    role: Role = Field(sa_type=sa.String(16))
    password_hash: str = Field(max_length=255)  # "" until the person has set one
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)


class PasswordLink(SQLModel, table=True):
    """A way to set a password once, made by an owner for a member. The token is derived from the nonce, not stored."""

    __tablename__ = "password_link"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    member_id: str = Field(foreign_key="member.id", index=True, max_length=26)
    nonce: str = Field(max_length=32)
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # used, or replaced by a newer one


class LoginSession(SQLModel, table=True):
    __tablename__ = "login_session"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    token_hash: str = Field(max_length=64, unique=True)
    member_id: str = Field(foreign_key="member.id", index=True, max_length=26)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    browser: str = Field(default="", max_length=300)


class LoginAttempt(SQLModel, table=True):
    """A wrong password. Counted in the database, so that the limit holds over all processes."""

    __tablename__ = "login_attempt"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    subject: str = Field(max_length=64, index=True)  # keyed hash of the e-mail or of the address it came from
    at: datetime = Field(sa_type=UtcDateTime, index=True)
