"""Tables: vendor and contact."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.infra.db import Json, UtcDateTime
from app.infra.ids import new_id


class VendorRow(SQLModel, table=True):
    __tablename__ = "vendor"
    __table_args__ = (UniqueConstraint("organisation_id", "name_key"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    legal_name: str = Field(max_length=300)
    name_key: str = Field(max_length=300)  # case-folded, one space: the same vendor is not entered twice
    country: str = Field(default="", max_length=2)
    registration_number: str = Field(default="", max_length=100)
    website: str = Field(default="", max_length=500)
    other_names: list[str] = Field(default_factory=list, sa_type=Json)
    group: list[str] = Field(default_factory=list, sa_type=Json)  # companies of the same group
    version: int = 1
    created_at: datetime = Field(sa_type=UtcDateTime)


class Contact(SQLModel, table=True):
    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("vendor_id", "email"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    vendor_id: str = Field(foreign_key="vendor.id", index=True, max_length=26)
    name: str = Field(default="", max_length=200)
    email: str = Field(max_length=320)
