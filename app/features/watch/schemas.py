"""What may be asked of the register, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class State(StrEnum):
    """By the dates alone: whether a certificate was suspended or withdrawn is not known here."""

    IN_FORCE = "in-force"
    SOON = "soon"  # in force, and ends within the days that are watched
    ENDED = "ended"
    LATER = "later"  # begins on a day to come
    OPEN = "open"  # no end stated


class Order(StrEnum):
    END = "end"
    VENDOR = "vendor"
    STANDARD = "standard"
    STANDING = "standing"
    SENT = "sent"


NOT_JUDGED = "none"  # the standing of a document that is not judged as a certificate


@dataclass(frozen=True, slots=True)
class Filter:
    """Empty: everything. `standing` is a Standing's value, or NOT_JUDGED."""

    scheme: str = ""
    state: State | None = None
    standing: str = ""
    vendor: str = ""
    order: Order = Order.END
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a certificate was sent in."""

    campaign_id: str
    campaign: str
    response_id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One certificate of one vendor, as it was sent in last."""

    certificate_id: str
    response_id: str
    scorecard_id: str
    vendor_id: str
    vendor: str
    scheme: str
    standard: str
    number: str
    number_key: str
    holder: str
    scope: str
    valid_from: date | None
    valid_until: date | None
    end_confirmed: bool
    standing: str
    sent_at: datetime
    replaced_until: date | None  # the last day of a newer one of the same vendor and scheme
    seen: tuple[Seen, ...] = ()

    @property
    def title(self) -> str:
        return ", ".join(part for part in (self.standard, self.number) if part) or "Certificate without a number"

    def state(self, today: date, soon: int) -> State:
        if self.valid_until is None:
            return State.OPEN
        if self.valid_until < today:
            return State.ENDED
        if self.valid_from is not None and self.valid_from > today:
            return State.LATER
        return State.SOON if (self.valid_until - today).days <= soon else State.IN_FORCE

    def days_left(self, today: date) -> int | None:
        return None if self.valid_until is None else (self.valid_until - today).days


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the register."""

    entries: tuple[Entry, ...]
    total: int  # of all pages
    known: int  # whatever is filtered
