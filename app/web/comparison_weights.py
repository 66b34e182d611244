"""What if the sections weighed differently, and how firm is the order under the policy's own weights?

Both rest on the stored figures of the sections. Nothing is written: weights that are tried out stand in the address
only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.core.scoring import robustness_words as words
from app.core.scoring.compare import Cell
from app.core.scoring.panel import Panel
from app.core.scoring.robustness import Robustness, robustness
from app.web.comparison_panel import panel_of, shares_of
from app.web.comparison_shown import Compared

BARS_UP_TO = 12  # vendors: an answer to a slider that moves is small
WORKED_OUT_AT_ONCE = 8  # vendors: the order of more is worked out once the page is there
LEAST_SHARE = 0.005  # of the weightings: below this a place is not drawn
_KEPT = 64


@dataclass(frozen=True)
class Slider:
    section: str
    number: int
    title: str
    own: int  # parts of a hundred under the policy
    value: int
    most: int


@dataclass(frozen=True)
class Ranked:
    """A vendor under the weights of the view, beside what it is under the policy's own."""

    name: str
    own: Cell
    own_place: int | None
    cell: Cell
    place: int | None

    @property
    def moved(self) -> str:
        """How its place changed, in words."""
        if self.place is None or self.own_place is None or self.place == self.own_place:
            return ""
        steps = abs(self.place - self.own_place)
        return f"{'up' if self.place < self.own_place else 'down'} {steps}, from {self.own_place}"


@dataclass(frozen=True)
class Weighed:
    changed: bool
    stale: bool
    sliders: tuple[Slider, ...]
    ranked: tuple[Ranked, ...]  # best first under the weights of the view
    total: int  # what the sliders add up to
    bars: bool
    said: str


@dataclass(frozen=True)
class Strip:
    """One place of a vendor, drawn as a box: the darker, the more often."""

    place: int
    share: float


@dataclass(frozen=True)
class FirmRow:
    name: str
    place: int | None
    strips: tuple[Strip, ...]
    often: tuple[tuple[int, str], ...]  # place, "87 of 100": the most frequent first
    usually: str


@dataclass(frozen=True)
class Firm:
    rows: tuple[FirmRow, ...]  # in the policy's order
    places: int
    first: tuple[str, ...]
    always: tuple[str, ...]
    holds: tuple[str, ...]  # whether the first place rests on the weights, and what would turn it
    how: str


def weighed(found: Compared) -> Weighed | None:
    """None where there is nothing to weigh: no section has a score."""
    sliders = _sliders(found)
    if not sliders:
        return None
    view, columns = found.view, found.shown.columns
    own = [c.overall for c in columns]
    cells = [c.weighed or c.overall for c in columns]
    places, own_places = _places(cells), _places(own)
    ranked = [
        Ranked(c.name, mine, own_place, cell, place)
        for c, mine, own_place, cell, place in zip(columns, own, own_places, cells, places, strict=True)
    ]
    ranked.sort(key=lambda r: (r.place is None, r.place or 0, r.own_place or 0, r.name))
    return Weighed(
        changed=bool(view.weights),
        stale=found.stale,
        sliders=sliders,
        ranked=tuple(ranked),
        total=sum(s.value for s in sliders),
        bars=len(columns) <= BARS_UP_TO,
        said=_said(ranked) if view.weights else "",
    )


def _places(cells: Sequence[Cell]) -> list[int | None]:
    """1, 2, 2, 4: equal scores share the better place; no score takes none."""
    scores = [c.evidenced for c in cells]
    return [None if s is None else 1 + sum(1 for other in scores if other is not None and other > s) for s in scores]


def _sliders(found: Compared) -> tuple[Slider, ...]:
    shares, moved = shares_of(found.weights), dict(found.view.weights)
    values = {s: moved.get(s, share) for s, share in shares.items() if share}
    most = min(100, max(40, *(2 * share for share in shares.values()), *values.values()))
    return tuple(
        Slider(s.id, number, str(s.title), shares[s.id], values[s.id], most)
        for number, s in enumerate(found.field.release.questionnaire.sections, 1)
        if s.id in values
    )


def _said(ranked: Sequence[Ranked]) -> str:
    """Who comes first, and whether that is news."""
    first = next((r for r in ranked if r.place == 1), None)
    before = next((r for r in ranked if r.own_place == 1), None)
    if first is None or before is None:
        return "No vendor has an overall score."
    figure = round(100 * (first.cell.evidenced or 0))
    if first.own_place == 1:
        return (
            f"{first.name} stays first, with {figure} evidenced instead of {round(100 * (first.own.evidenced or 0))}."
        )
    return f"{first.name} comes first instead of {before.name}, with {figure} evidenced."


_firm: dict[tuple[object, ...], Robustness] = {}


def _worked_out(panel: Panel) -> Robustness:
    """The draws for a panel, kept: the same figures and weights give the same result, whoever asks."""
    key = (panel.sections, panel.weights.tobytes(), panel.evidenced.tobytes(), panel.claimed.tobytes())
    found = _firm.get(key)
    if found is None:
        found = robustness(panel)
        while len(_firm) >= _KEPT:
            _firm.pop(next(iter(_firm)), None)
        _firm[key] = found
    return found


def firm(found: Compared) -> Firm | None:
    """How firm the order is under the policy's weights; None where fewer than two vendors have a score."""
    in_order = sorted(zip(found.shown.columns, found.outlines, strict=True), key=lambda pair: pair[0].handle)
    names = [column.name for column, _ in in_order]
    panel = panel_of(names, [outline for _, outline in in_order], found.weights)
    if panel is None:
        return None
    drawn = _worked_out(panel)
    drawn = replace(drawn, panel=panel)  # under the names of this view
    if len(drawn.order) < 2:
        return None
    titles = {s.id: str(s.title) for s in found.field.release.questionnaire.sections}
    return Firm(
        rows=tuple(_firm_row(drawn, v) for v in drawn.order),
        places=len(drawn.order),
        first=words.who_comes_first(drawn),
        always=words.whatever_the_weights(drawn),
        holds=words.does_the_first_place_hold(drawn, titles),
        how=words.how_drawn(drawn, titles),
    )


def _firm_row(drawn: Robustness, vendor: int) -> FirmRow:
    shares = [(place, float(share)) for place, share in enumerate(drawn.shares[vendor], 1)]
    often = sorted((s for s in shares if s[1] >= LEAST_SHARE), key=lambda s: -s[1])
    return FirmRow(
        name=drawn.panel.vendors[vendor],
        place=drawn.places[vendor],
        strips=tuple(Strip(place, round(share, 3)) for place, share in shares if share >= LEAST_SHARE),
        often=tuple((place, words.of_hundred(share)) for place, share in often[:3]),
        usually=words.places_of(drawn, vendor),
    )
