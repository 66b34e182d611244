"""Tables: watch_settings, watch_mute, expiry_notice."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from app.infra.db import UtcDateTime


class WatchSettings(SQLModel, table=True):
    """What an organisation wants of the watch. The calendar's token is derived from the nonce, not stored."""

    __tablename__ = "watch_settings"

    organisation_id: str = Field(foreign_key="organisation.id", primary_key=True, max_length=26)
    ask_vendors: bool = False  # whether the vendor's contact is asked for the renewed certificate
    calendar_nonce: str | None = Field(default=None, max_length=64)  # None: there is no calendar link
    calendar_hash: str | None = Field(default=None, max_length=64, unique=True)
    calendar_by: str = Field(default="", max_length=200)
    calendar_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WatchMute(SQLModel, table=True):
    """A member who wants no reminders."""

    __tablename__ = "watch_mute"

    member_id: str = Field(foreign_key="member.id", primary_key=True, max_length=26)
    at: datetime = Field(sa_type=UtcDateTime)


class ExpiryNotice(SQLModel, table=True):
    """Somebody was told that a certificate ends. Its key is what keeps anybody from being told the same thing twice."""

    __tablename__ = "expiry_notice"

    id: str = Field(
        primary_key=True, max_length=64
    )  # digest of whom, which certificate, which end, how many days ahead
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    vendor_id: str = Field(foreign_key="vendor.id", max_length=26)
    recipient: str = Field(max_length=330)  # "member:ID" or "contact:ADDRESS"
    certificate: str = Field(max_length=600)  # its title, for people who read this table
    valid_until: date
    days: int  # ahead, as the settings name them
    mail_id: str = Field(foreign_key="mail.id", index=True, max_length=26)
    at: datetime = Field(sa_type=UtcDateTime)
