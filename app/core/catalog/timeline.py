"""When the provisions of a law apply: the formal day, and the day from which it bites, kept apart.

All days are data of the catalog. A practical day is a reading of ours and never moves the formal one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from app.core.catalog.model import Catalog, Clause, LegalDate, Row


class State(StrEnum):
    NOT_YET = "not yet"
    FORMALLY = "formally"  # it applies, and nothing falls under it yet
    APPLIES = "applies"


class Span(Row):
    """From when on a group of provisions applies. Without `clauses` it is a day that no provision hangs on."""

    formal: LegalDate
    practical: LegalDate | None = None  # None: the formal day is the one that bites
    verified: bool = False  # of the practical day
    group: str = ""  # for whom, where the law tells cases apart; a key of the catalog's notes
    clauses: tuple[str, ...] = ()  # ids

    @property
    def bites(self) -> date:
        return (self.practical or self.formal).date

    def on(self, day: date) -> State:
        if day < self.formal.date:
            return State.NOT_YET
        return State.APPLIES if day >= self.bites else State.FORMALLY


def spans(catalog: Catalog) -> tuple[Span, ...]:
    """Every day of the catalog with what hangs on it, in the order in which they bite."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for clause in catalog.clauses:
        for key in _keys(clause):
            found.setdefault(key, []).append(clause.id)
    named = {key[0] for key in found} | {key[1] for key in found}
    for day in catalog.dates:
        if day.id not in named:
            found[day.id, "", ""] = []
    dates = catalog.dates_by_id
    made = [
        Span(formal=dates[formal], practical=dates.get(practical), group=group, clauses=tuple(clauses))
        for (formal, practical, group), clauses in found.items()
    ]
    return tuple(sorted(made, key=lambda s: (s.bites, s.formal.date, s.formal.id, s.group)))


def spans_of(catalog: Catalog, clause: Clause) -> tuple[Span, ...]:
    """The days of one provision."""
    dates = catalog.dates_by_id
    verified = bool(clause.applies and clause.applies.practical_verified)
    made = (
        Span(formal=dates[formal], practical=dates.get(practical), verified=verified, group=group, clauses=(clause.id,))
        for formal, practical, group in _keys(clause)
    )
    return tuple(sorted(made, key=lambda s: (s.bites, s.group)))


def ends(days: Iterable[date]) -> tuple[date, date]:
    """The first of January before, and the one after, all these days: where a drawn timeline begins and ends."""
    known = sorted(days)
    return date(known[0].year, 1, 1), date(known[-1].year + 1, 1, 1)


def _keys(clause: Clause) -> list[tuple[str, str, str]]:
    """Ids of the formal and the practical day, and the group they hold for."""
    applies = clause.applies
    if applies is None or applies.formal is None:
        return []
    formal, practical = applies.formal, applies.practical
    groups = [*formal] if isinstance(formal, dict) else [*practical] if isinstance(practical, dict) else [""]
    return [
        (
            formal[group] if isinstance(formal, dict) else formal,
            (practical.get(group, "") if isinstance(practical, dict) else practical) or "",
            group,
        )
        for group in groups
    ]
