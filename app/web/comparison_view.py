"""What of a comparison is looked at. The whole of it stands in the address, so that a view can be sent to a colleague.

An address may have been written by hand, be older than the campaign, or be shortened by a mail program. What of it
makes sense is shown, and what does not is named (`ignored`); nothing in it is an error.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args
from urllib.parse import urlencode

from app.core.scoring.matrix import PlanBlock, PlanRow, every_row
from app.features.campaigns.schemas import InvitationLine
from app.features.scorecards.schemas import Column, Entrant, Order
from app.infra.ids import encode32

OVERALL = "overall"
WEIGHED = "weights"  # ordered by the overall score at the weights in the address
MOST = 50  # vendors side by side
WEIGHT = "w."  # what the names of weights begin with: w.SECTION=20
LONGEST_TEXT, LONGEST_SAID, MOST_SAID = 100, 60, 8
ORDERS: tuple[Order, ...] = get_args(Order)
_PLAIN = ("order", "row", "reverse", "show", "only", "find", "open", "vendors", "anonymous", "firm", "seen")


@dataclass(frozen=True)
class View:
    order: Order = "evidenced"
    row: str = OVERALL  # whose figures put the vendors in order
    reverse: bool = False
    differing: bool = False
    only: str = ""  # key of a block of rows
    find: str = ""
    opened: frozenset[str] = frozenset()
    vendors: frozenset[str] = frozenset()  # handles of those shown; empty: all
    anonymous: bool = False
    firm: bool = False  # how firm the order is, is worked out with the page, however many vendors there are
    weights: tuple[tuple[str, int], ...] = ()  # section -> parts of a hundred, where they are not the policy's
    seen: str = ""  # the mark of the scorecards that the weights were set on

    def pairs(self, *, without: Collection[str] = (), **change: Any) -> list[tuple[str, str]]:
        """The view, or it with something changed, as it stands in an address or in a form's hidden fields."""
        view = replace(self, **change)
        found = {
            "order": view.order if view.order != "evidenced" else "",
            "row": view.row if view.row != OVERALL else "",
            "reverse": "yes" if view.reverse else "",
            "show": "differing" if view.differing else "",
            "only": view.only,
            "find": view.find,
            "open": ",".join(sorted(view.opened)),
            "vendors": ",".join(sorted(view.vendors)),
            "anonymous": "yes" if view.anonymous else "",
            "firm": "yes" if view.firm else "",
            "seen": view.seen if view.weights else "",
        }
        pairs = [(name, value) for name, value in found.items() if value and name not in without]
        return pairs + [(WEIGHT + s, str(w)) for s, w in view.weights if "weights" not in without]

    def address(self, **change: Any) -> str:
        """The query string of this view, or of it with something changed."""
        return "?" + urlencode(self.pairs(**change))

    def toggled(self, group: str) -> str:
        return self.address(opened=self.opened ^ {group})

    def leaving(self, handle: str, shown: Iterable[Column]) -> str:
        """Without one of the vendors that are shown."""
        return self.address(vendors=[c.handle for c in shown if c.handle != handle])

    def by(self, row: str) -> str:
        """Ordered by that row; the other way round when it is already."""
        if self.row == row and self.order != "name":
            return self.address(reverse=not self.reverse)
        return self.address(row=row, reverse=False, order="evidenced" if self.order == "name" else self.order)


@dataclass(frozen=True)
class Known:
    """What an address can name."""

    handles: Collection[str]
    blocks: Sequence[PlanBlock]
    shares: Mapping[str, int]  # section -> parts of a hundred of the policy's weights


@dataclass(frozen=True)
class Place:
    """How a vendor is called in addresses, and where no names are shown."""

    handle: str
    letter: str  # "A" ... "Z", "AA" ...


def places(lines: Sequence[InvitationLine]) -> dict[str, Place]:
    """By invitation. A letter does not depend on what a view shows or in which order. All it tells is on which day a
    vendor was added to the campaign, so that one added later takes no other vendor's letter."""
    marks = {line.id: hashlib.sha256(f"{line.campaign_id} {line.id}".encode()).digest() for line in lines}
    in_order = sorted(lines, key=lambda line: (line.created_at.date(), marks[line.id]))
    return {
        line.id: Place(encode32(int.from_bytes(marks[line.id][:4]) >> 2, 6), letters(number))
        for number, line in enumerate(in_order)
    }


def letters(number: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    found = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        found = chr(ord("A") + digit) + found
    return found


def mark_of(entrants: Iterable[Entrant], policy: str) -> str:
    """A few characters that change with any scorecard of these vendors, and with the policy (by its hash)."""
    ids = sorted(e.scorecard_id for e in entrants)
    return hashlib.sha256(" ".join([policy, *ids]).encode()).hexdigest()[:10]


def chosen(pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The vendors that an address names: `vendors=a,b`, or one field each from a form."""
    return tuple(dict.fromkeys(h for name, value in pairs if name == "vendors" for h in value.split(",") if h))


def read(pairs: Sequence[tuple[str, str]], known: Known) -> tuple[View, tuple[str, ...]]:
    """The view that an address asks for, and what in it was ignored, in words."""
    return _Reader(pairs, known).read()


class _Reader:
    def __init__(self, pairs: Sequence[tuple[str, str]], known: Known) -> None:
        self._pairs, self._known = pairs, known
        self._last = dict(pairs)
        self._ignored: list[str] = []

    def read(self) -> tuple[View, tuple[str, ...]]:
        rows = list(every_row(self._known.blocks))
        weights = self._weights()
        view = View(
            order=self._one("order", ORDERS) or "evidenced",  # type: ignore[arg-type]
            row=self._row(rows, bool(weights)),
            reverse=self._one("reverse", ("yes",)) == "yes",
            differing=self._one("show", ("all", "differing")) == "differing",
            only=self._one("only", [b.key for b in self._known.blocks]),
            find=self._text(),
            opened=frozenset(self._several("open", {r.path for r in rows if r.below}, "no such group of clauses")),
            vendors=frozenset(self._vendors()),
            anonymous=self._one("anonymous", ("yes",)) == "yes",
            firm=self._one("firm", ("yes",)) == "yes",
            weights=weights,
            seen=self._last.get("seen", "")[:10],
        )
        for name, value in self._pairs:
            if name not in _PLAIN and not name.startswith(WEIGHT):
                self._drop(name, value, "not a part of this page")
        return view, self._said()

    def _one(self, name: str, allowed: Collection[str]) -> str:
        value = self._last.get(name, "")
        if value and value not in allowed:
            self._drop(name, value, "not one of " + ", ".join(allowed) if len(allowed) < 9 else "not known")
            return ""
        return value

    def _row(self, rows: Sequence[PlanRow], weighed: bool) -> str:
        row = self._last.get("row", "") or OVERALL
        if row == WEIGHED and not weighed:
            return OVERALL
        if row not in (OVERALL, WEIGHED) and row not in {r.path for r in rows}:
            self._drop("row", row, "no such row")
            return OVERALL
        return row

    def _text(self) -> str:
        text = " ".join(self._last.get("find", "").split())
        if len(text) > LONGEST_TEXT:
            self._drop("find", text, f"longer than {LONGEST_TEXT} characters")
            return ""
        return text

    def _several(self, name: str, allowed: Collection[str], why: str) -> list[str]:
        given = [part for part in self._last.get(name, "").split(",") if part]
        for part in given:
            if part not in allowed:
                self._drop(name, part, why)
        return [part for part in given if part in allowed]

    def _vendors(self) -> list[str]:
        given = chosen(self._pairs)
        for handle in given:
            if handle not in self._known.handles:
                self._drop("vendors", handle, "no such vendor here")
        return [handle for handle in given if handle in self._known.handles]

    def _weights(self) -> tuple[tuple[str, int], ...]:
        given: dict[str, int] = {}
        for name, value in self._pairs:
            if not name.startswith(WEIGHT):
                continue
            section = name.removeprefix(WEIGHT)
            if section not in self._known.shares:
                self._drop(name, value, "there is no such section any more")
            elif (share := _share(value)) is None:
                self._drop(name, value, "not a number from 0 to 100")
            else:
                given[section] = share
        own = self._known.shares
        if own and all(given.get(section, share) == 0 for section, share in own.items()):
            if given:
                self._ignored.append("the weights: all of them are 0, and then nothing would count")
            return ()
        return tuple((s, given[s]) for s, share in own.items() if given.get(s, share) != share)

    def _drop(self, name: str, value: str, why: str) -> None:
        said = value if len(value) <= LONGEST_SAID else value[:LONGEST_SAID] + "…"
        self._ignored.append(f"{name[:LONGEST_SAID]}={said}: {why}")

    def _said(self) -> tuple[str, ...]:
        more = len(self._ignored) - MOST_SAID
        return tuple(self._ignored[:MOST_SAID]) + ((f"and {more} more",) if more > 0 else ())


def _share(value: str) -> int | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return round(number) if math.isfinite(number) and 0 <= number <= 100 else None
