"""What may be asked of the audit log, and one page of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.features.audit.models import AuditEvent


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Empty or None: everything. Both days count in full, as days where the organisation is."""

    person: str = ""  # an actor's id
    action: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    events: tuple[AuditEvent, ...]  # newest first
    total: int  # of all pages
    older: str  # cursor of the next page, "" on the last


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who appears in the log, by the name used last."""

    id: str
    name: str
    kind: str
