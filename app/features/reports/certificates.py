"""The register of certificates as a table, for spreadsheets, and as a calendar (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

from app import __version__
from app.features.reports.spreadsheet import Book
from app.features.watch.schemas import Entry

HEAD = (
    "Vendor", "Standard", "Number", "Holder", "Scope", "In force from", "Ends on", "By its dates", "Standing",
    "Sent in", "Campaigns", "A newer one ends on",
)  # fmt: skip
_WIDTHS = (28, 24, 20, 28, 60, 14, 14, 18, 18, 18, 40, 18)
NOTE = (
    "The days are as the vendors stated them or as their documents were read. They say nothing about suspension or "
    "withdrawal. A certificate shows organisational readiness, not legal compliance."
)
_PAST = timedelta(days=365)  # how long an end stays in the calendar

Words = Callable[[Entry], str]


def row(entry: Entry, state: str, standing: str) -> list[str]:
    """One line of the table; days in ISO form, which spreadsheets of every language read as days."""
    return [
        entry.vendor, entry.standard, entry.number, entry.holder, entry.scope, _iso(entry.valid_from),
        _iso(entry.valid_until), state + ("" if entry.end_confirmed else ", read and not confirmed"), standing,
        entry.sent_at.date().isoformat(), "; ".join(place.campaign for place in entry.seen), _iso(entry.replaced_until),
    ]  # fmt: skip


def certificates_xlsx(entries: Iterable[Entry], state: Words, standing: Words) -> bytes:
    """The workbook: Certificates, About."""
    book = Book("Certificates")
    columns = tuple(zip(HEAD, _WIDTHS, strict=True))
    rows = (_typed(e, row(e, state(e), standing(e))) for e in entries)
    book.table("Certificates", columns, rows)
    book.table("About", (("What", 24), ("Value", 100)), [["Note", NOTE]])
    return book.finish()


def _typed(entry: Entry, line: list[str]) -> list[Any]:
    """The same line with its days as days."""
    days = {5: entry.valid_from, 6: entry.valid_until, 9: entry.sent_at.date(), 11: entry.replaced_until}
    return [days.get(place, cell) for place, cell in enumerate(line)]


def calendar(entries: Sequence[Entry], standing: Words, *, title: str, address: str, now: datetime) -> bytes:
    """The days on which certificates end, as all-day events, those of the last year included.

    The same certificate keeps its UID, so that a calendar that subscribes moves an event instead of adding one.
    """
    file = Calendar()
    file.add("prodid", f"-//Countersign//{__version__}//EN")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", title)
    file.add("x-wr-caldesc", NOTE)
    file.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    for entry in entries:
        if entry.valid_until is not None and entry.replaced_until is None and entry.valid_until >= now.date() - _PAST:
            file.add_component(_event(entry, entry.valid_until, standing(entry), address, now))
    return bytes(file.to_ical())


def _event(entry: Entry, ends: date, standing: str, address: str, now: datetime) -> Event:
    about = f"{entry.vendor_id}\n{entry.scheme}\n{entry.number_key}"
    facts: list[tuple[str, Any]] = [
        ("Held by", entry.holder), ("Scope", entry.scope[:1000]), ("Standing", standing),
        ("Seen in", ", ".join(place.campaign for place in entry.seen)),
        ("The day was", "" if entry.end_confirmed else "read and not confirmed"),
    ]  # fmt: skip
    event = Event()
    event.add("uid", f"{hashlib.sha256(about.encode()).hexdigest()[:32]}@countersign")
    event.add("dtstamp", now)
    event.add("dtstart", ends)
    event.add("dtend", ends + timedelta(days=1))
    event.add("summary", f"Certificate ends: {entry.vendor}, {entry.title}")
    event.add("description", "\n".join([*(f"{name}: {value}" for name, value in facts if value), NOTE]))
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""
