"""How days and times are written for people, on pages and in mails alike: with month names, never as digits alone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time

LOCALE = "en_GB"


def day(value: date | datetime | None, zone: ZoneInfo | None = None) -> str:
    """18 September 2026"""
    if value is None:
        return ""
    if isinstance(value, datetime) and zone:
        value = value.astimezone(zone)
    return format_date(value, "d MMMM yyyy", locale=LOCALE)


def day_of_year(value: date | None) -> str:
    """18 September: where the year is plain, as in a subject line."""
    return format_date(value, "d MMMM", locale=LOCALE) if value else ""


def weekday(value: date | None) -> str:
    """Friday 18 September 2026"""
    return format_date(value, "EEEE d MMMM yyyy", locale=LOCALE) if value else ""


def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """18 September 2026, 14:07"""
    return format_datetime(value.astimezone(zone), "d MMMM yyyy, HH:mm", locale=LOCALE) if value else ""


def clock(value: datetime | None, zone: ZoneInfo) -> str:
    """14:07"""
    return format_time(value.astimezone(zone), "HH:mm", locale=LOCALE) if value else ""
