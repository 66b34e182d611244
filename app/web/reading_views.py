"""What was read in a certificate, as pages show it: facts with their sources, and their places on the page.

The same for the vendor who confirms them and for the buyer who looks them up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.core.certificates.facts import CertificateFacts, Fact, Source
from app.core.certificates.read.model import Box, ReadCertificate, ReadFact, Reading
from app.core.wording import say
from app.features.certificates.as_read import level, source_of
from app.features.certificates.schemas import DAYS, FACTS, LABELS, LISTS, words_of

LEVELS = {"clear": (say("Clear"), 3), "likely": (say("Likely"), 2), "check": (say("Please check"), 1)}
HOW = {"text": "", "ocr": say("read from a picture"), "signature": say("from the signature"), "typed": ""}
WIDTH = 595.0  # of a page in the overlay's own units, whatever the page is: A4 in points
_NUMBER_ROOM = 12.0
_MOST_PAGES = 12  # that are offered although nothing is marked on them


@dataclass(frozen=True)
class FactView:
    """One fact: what it says, where that stands, how sure it is, and what people did to it."""

    name: str
    label: str
    n: int  # as marked on the page; 0: it has no place there
    value: str
    confirmed: bool
    level: str  # clear, likely, check; empty when a person typed it
    level_words: str
    words: str  # as printed
    page: int | None
    by: str
    at: datetime | None
    read: str | None  # what was read, where a person changed it
    remark: str = ""
    remedy: str = ""
    choices: tuple[str, ...] = ()  # the readings of what has several: a person says which
    left_out: bool = False  # it was read, and a person took it out
    new: bool = False  # it was not found, and somebody is about to type it

    @property
    def bars(self) -> int:
        return LEVELS[self.level][1] if self.level else 0

    @property
    def wants_look(self) -> bool:
        return not (self.confirmed or self.left_out or self.new)

    @property
    def clear(self) -> bool:
        """May be confirmed with others at once."""
        return self.wants_look and self.level == "clear" and not self.choices

    @property
    def typed(self) -> bool:
        return not self.level

    @property
    def shape(self) -> str:
        """How it is typed: a day, lines, a long text, or one line."""
        if self.name in DAYS:
            return "day"
        return "lines" if self.name in LISTS else "long" if self.name == "scope" else "line"


@dataclass(frozen=True)
class Mark:
    """A region of a page, in the overlay's units."""

    n: int
    name: str
    label: str
    x: float
    y: float
    width: float
    height: float
    check: bool
    chosen: bool = False
    number_x: float = 0.0  # where its number stands
    number_y: float = 0.0


@dataclass(frozen=True)
class PageView:
    """A page with what is marked on it, and the pages there are."""

    number: int
    picture: str  # address
    height: float  # in the overlay's units; the width is WIDTH
    marks: tuple[Mark, ...]
    others: tuple[int, ...]  # numbers of the pages offered, this one included
    of: int  # pages of the document

    @property
    def box(self) -> str:
        return f"0 0 {WIDTH:g} {self.height:g}"


@dataclass(frozen=True)
class Note:
    """What a check asks about a fact."""

    words: str
    remedy: str


def fact_views(
    facts: CertificateFacts, read: ReadCertificate | None = None, notes: Mapping[str, Note] | None = None
) -> tuple[FactView, ...]:
    """The facts there are, and what was read and is none yet, in the order of FACTS; numbered as marked."""
    found = []
    number = 0
    for name in FACTS:
        fact: Fact[Any] | None = getattr(facts, name)
        was: ReadFact[Any] | None = getattr(read, name) if read else None
        if fact is None and was is None:
            continue
        placed = (fact is not None and fact.source.box is not None) or was is not None
        number += placed
        note = (notes or {}).get(name)
        if fact is not None:
            found.append(_fact(name, fact, number if placed else 0, note))
        elif was is not None:
            found.append(_open(name, was, number))
    return tuple(found)


def _fact(name: str, fact: Fact[Any], n: int, note: Note | None) -> FactView:
    source = fact.source
    shown = "" if source.how == "typed" else "check" if note and not fact.confirmed else fact.confidence
    return FactView(
        name=name, label=LABELS[name], n=n, value=words_of(fact.value), confirmed=fact.confirmed, level=shown,
        level_words=_level_words(shown, source, note if not fact.confirmed else None), words=source.words,
        page=source.page, by=source.by, at=source.at, read=fact.read,
        remark=note.words if note else "", remedy=note.remedy if note else "",
    )  # fmt: skip


def _open(name: str, read: ReadFact[Any], n: int) -> FactView:
    """Read, and no fact: a person has to say which it is, or has taken it out."""
    source = source_of(read)
    asks = read.value is None
    shown = "check" if asks else level(read.confidence)
    return FactView(
        name=name, label=LABELS[name], n=n, value="" if asks else words_of(read.value), confirmed=False, level=shown,
        level_words=(
            say("Please check: it can be read in more than one way") if asks else _level_words(shown, source, None)
        ),
        words=source.words, page=source.page, by="", at=None, read=None,
        choices=tuple(words_of(v) for v in read.alternatives) if asks else (), left_out=not asks,
    )  # fmt: skip


def _level_words(shown: str, source: Source, note: Note | None) -> str:
    if not shown:
        return ""
    words = LEVELS[shown][0]
    if note:
        return say("%(level)s: %(note)s", level=words, note=note.words)
    return say("%(level)s, %(how)s", level=words, how=HOW[source.how]) if HOW[source.how] else words


def page_view(
    reading: Reading | None,
    facts: CertificateFacts,
    read: ReadCertificate | None,
    views: Sequence[FactView],
    wanted: int,
    picture: str,
    chosen: str = "",
    pages: int = 0,
) -> PageView | None:
    """The page that is wanted, or the first with something on it. `picture` is the address of a page's picture, with
    its number to be added; `pages` how many there are, when no reading says so. None when nobody knows."""
    places = {v.name: place for v in views if v.n and (place := _place(v.name, facts, read)) is not None}
    count = reading.page_count if reading else pages
    if not count:
        return None
    first = min((page for page, _ in places.values()), default=1)
    number = wanted if 1 <= wanted <= count else first
    sizes = reading.pages if reading else ()
    width, height = sizes[number - 1] if number <= len(sizes) else (595.0, 842.0)
    tall = round(WIDTH * height / width, 1) if width > 0 and height > 0 else 842.0
    others = set(range(1, min(count, _MOST_PAGES) + 1)) | {page for page, _ in places.values()} | {number}
    return PageView(
        number=number, picture=f"{picture}/{number}", height=tall, others=tuple(sorted(others)), of=count,
        marks=_numbered(
            _mark(v, places[v.name][1], tall, v.name == chosen)
            for v in views
            if v.name in places and places[v.name][0] == number
        ),
    )  # fmt: skip


def _place(name: str, facts: CertificateFacts, read: ReadCertificate | None) -> tuple[int, Box] | None:
    fact: Fact[Any] | None = getattr(facts, name)
    if fact is not None and fact.source.page and fact.source.box:
        return fact.source.page, fact.source.box
    was: ReadFact[Any] | None = getattr(read, name) if read else None
    return (was.page, was.box) if was else None


def _mark(view: FactView, box: Box, tall: float, chosen: bool) -> Mark:
    left, top, right, bottom = (min(1.0, max(0.0, edge)) for edge in box)
    air = 3.0
    x, y = max(0.0, left * WIDTH - air), max(0.0, top * tall - air)
    return Mark(
        n=view.n, name=view.name, label=view.label, x=round(x, 1), y=round(y, 1),
        width=round(max(6.0, right * WIDTH + air - x), 1), height=round(max(6.0, bottom * tall + air - y), 1),
        check=view.level == "check" and not view.confirmed, chosen=chosen,
    )  # fmt: skip


def _numbered(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Each with a place for its number: after the words, where less is printed than before them, and beside the number
    of another fact that stands on the same words."""
    taken: list[tuple[float, float]] = []
    found = []
    for mark in marks:
        y = round(mark.y + mark.height / 2, 1)
        after, before = mark.x + mark.width + _NUMBER_ROOM, mark.x - _NUMBER_ROOM
        step = 1.6 * _NUMBER_ROOM
        spots = [after + step * n for n in range(6)] + [before - step * n for n in range(6)]
        free = (
            x
            for x in spots
            if _NUMBER_ROOM <= x <= WIDTH - _NUMBER_ROOM
            and all(abs(x - tx) > step - 1 or abs(y - ty) > step - 1 for tx, ty in taken)
        )
        x = round(next(free, min(max(after, _NUMBER_ROOM), WIDTH - _NUMBER_ROOM)), 1)
        taken.append((x, y))
        found.append(replace(mark, number_x=x, number_y=y))
    return tuple(found)


def with_new(views: Sequence[FactView], name: str) -> tuple[FactView, ...]:
    """The facts, with a place for one that is not among them yet."""
    blank = FactView(
        name=name, label=LABELS[name], n=0, value="", confirmed=False, level="", level_words="", words="", page=None,
        by="", at=None, read=None, new=True,
    )  # fmt: skip
    return tuple(sorted((*views, blank), key=lambda v: FACTS.index(v.name)))


def missing(views: Sequence[FactView]) -> tuple[tuple[str, str], ...]:
    """Facts that the document was not found to state."""
    there = {v.name for v in views}
    return tuple((name, LABELS[name]) for name in FACTS if name not in there)


def form_value(name: str, value: Any) -> dict[str, str]:
    """A fact's value as the fields that would give it, for the form that changes it."""
    if isinstance(value, date):
        return {f"{name}-day": str(value.day), f"{name}-month": str(value.month), f"{name}-year": str(value.year)}
    if isinstance(value, tuple):
        return {name: "\n".join(value) if name in LISTS else ", ".join(value) or "none"}
    return {name: str(value)} if value is not None else {}
