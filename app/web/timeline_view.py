"""A catalog's days as people see them: what applies today, when a contract begins, and when it ends.

Drawn on the server as SVG whose places are percentages, so that it needs no script and prints as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core.catalog.model import Catalog, LegalDate
from app.core.catalog.timeline import Span, State, ends, spans
from app.infra.content import reference
from app.infra.wording import day
from app.web.clauses import ClauseChip, chips_of, source_words

IN_WORDS = {
    State.NOT_YET: "Not yet",
    State.FORMALLY: "Formally",
    State.APPLIES: "Applies",
}


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a day stands between the two ends of the drawing, in percent."""

    start: date
    end: date

    def at(self, moment: date) -> float:
        share = (moment - self.start).days / (self.end - self.start).days
        return round(100 * min(max(share, 0), 1), 2)

    @property
    def years(self) -> tuple[tuple[int, float], ...]:
        return tuple((year, self.at(date(year, 1, 1))) for year in range(self.start.year, self.end.year))


@dataclass(frozen=True, slots=True)
class Moment:
    """A day that everything is looked at from."""

    label: str
    on: date
    x: float
    kind: str  # today, contract

    @property
    def anchor(self) -> str:
        return "end" if self.x > 70 else "start"


@dataclass(frozen=True, slots=True)
class Lane:
    """One group of provisions: when it applies, and what that means on each of the moments."""

    what: str
    group: str
    formal: LegalDate
    practical: LegalDate | None
    source: str
    clauses: tuple[ClauseChip, ...]
    formal_x: float
    bites_x: float
    states: tuple[tuple[str, str], ...]  # label of the moment, words

    @property
    def said(self) -> str:
        """The lane in words, for who cannot see it."""
        if self.practical is None:
            return f"From {day(self.formal.date)}"
        return f"Formally from {day(self.formal.date)}, in practice from {day(self.practical.date)}"


@dataclass(frozen=True, slots=True)
class Timeline:
    key: str
    title: str
    short: str
    note: str
    scale: Scale
    moments: tuple[Moment, ...]
    lanes: tuple[Lane, ...]

    @property
    def contract(self) -> tuple[float, float] | None:
        """The band of the contract: where it begins, and how wide it is."""
        mine = [m.x for m in self.moments if m.kind == "contract"]
        return (mine[0], round(mine[1] - mine[0], 2)) if len(mine) == 2 else None


def timeline(
    catalog: Catalog, today: date, start: date | None = None, end: date | None = None, only: tuple[Span, ...] = ()
) -> Timeline:
    """The days of a catalog, or `only` these spans of it, seen from today and from the ends of a contract."""
    known = [d.date for d in catalog.dates]
    scale = Scale(*ends([*known, today, *(d for d in (start, end) if d)]))
    moments = tuple(
        Moment(label, on, scale.at(on), kind)
        for label, on, kind in (
            ("Today", today, "today"), ("Contract starts", start, "contract"), ("Contract ends", end, "contract")
        )
        if on is not None
    )  # fmt: skip
    groups = groups_of(catalog)
    return Timeline(
        key=catalog.key,
        title=catalog.title,
        short=catalog.short,
        note=catalog.note,
        scale=scale,
        moments=moments,
        lanes=tuple(_lane(span, catalog, scale, moments, groups) for span in only or spans(catalog)),
    )


def groups_of(catalog: Catalog) -> dict[str, str]:
    """The cases that a law tells apart, in words."""
    notes = catalog.notes if isinstance(catalog.notes, dict) else {}
    return {str(k): str(v) for k, v in notes.get("groups", {}).items()}


def _lane(span: Span, catalog: Catalog, scale: Scale, moments: tuple[Moment, ...], groups: dict[str, str]) -> Lane:
    group = groups.get(span.group, span.group)
    return Lane(
        what=_list_of(span, catalog) if span.practical else span.formal.what,
        group=group[:1].upper() + group[1:],
        formal=span.formal,
        practical=span.practical,
        source=", ".join(source_words(catalog.sources, s) for s in span.formal.source),
        clauses=chips_of((f"{catalog.key}:{c}" for c in span.clauses), reference()),
        formal_x=scale.at(span.formal.date),
        bites_x=scale.at(span.bites),
        states=tuple((m.label, IN_WORDS[span.on(m.on)]) for m in moments),
    )


def _list_of(span: Span, catalog: Catalog) -> str:
    """Provisions that apply before anything can fall under them have no date that tells of them: they are named."""
    labels = [c.label for c in catalog.clauses if c.id in span.clauses and c.kind != "paragraph"]
    named, more = labels[:6], len(span.clauses) - len(labels[:6])
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")
