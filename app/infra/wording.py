"""How days, times and sizes are written for people, on pages and in mails alike, in the language that is spoken.

With month names, never as digits alone.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, get_timezone_location, get_timezone_name
from babel.units import format_unit

from app.infra.language import ENGLISH, locale, spoken


def day(value: date | datetime | None, zone: ZoneInfo | None = None) -> str:
    """18 September 2026"""
    if value is None:
        return ""
    if isinstance(value, datetime) and zone:
        value = value.astimezone(zone)
    return format_date(value, "d MMMM yyyy" if spoken() == ENGLISH else "long", locale=locale())


def day_of_year(value: date | None) -> str:
    """18 September: where the year is plain, as in a subject line."""
    return format_skeleton("MMMMd", _at_noon(value), locale=locale()) if value else ""


def _at_noon(value: date) -> datetime:
    return datetime(value.year, value.month, value.day, 12)  # noqa: DTZ001  # a day; the zone says nothing


def weekday(value: date | None) -> str:
    """Friday 18 September 2026"""
    return format_date(value, "EEEE d MMMM yyyy" if spoken() == ENGLISH else "full", locale=locale()) if value else ""


def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """18 September 2026, 14:07"""
    return f"{day(value, zone)}, {clock(value, zone)}" if value else ""


def clock(value: datetime | None, zone: ZoneInfo) -> str:
    """14:07"""
    return format_time(value.astimezone(zone), "HH:mm", locale=locale()) if value else ""


def zone_name(zone: ZoneInfo) -> str:
    """Central European Time (Germany)"""
    if zone.key in ("UTC", "Etc/UTC"):
        return "UTC"
    name = get_timezone_name(zone, width="long", zone_variant="generic", locale=locale())
    place = get_timezone_location(zone, locale=locale(), return_city=True)
    return name if place in name else f"{name} ({place})"


def filesize(size: int) -> str:
    """3.1 MB"""
    for unit, step in (("gigabyte", 1_000_000_000), ("megabyte", 1_000_000), ("kilobyte", 1_000)):
        if size >= step:
            return format_unit(round(size / step, 1), unit, "short", "#,##0.#", locale=locale())
    return format_unit(size, "byte", "long", locale=locale())
