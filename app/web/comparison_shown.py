"""What a view of a comparison shows, put together from scorecards in outline: for the page and for its exports."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.catalog.model import ReferenceData
from app.core.scoring.compare import Cell, cell_of, differences
from app.core.scoring.matrix import PlanBlock, Wanted, every_row, figures, fill, plan
from app.core.scoring.outline import Figures, Held, Outline
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign
from app.features.campaigns.queries import policy_of
from app.features.questionnaires.queries import LoadedRelease, release
from app.features.scorecards import queries
from app.features.scorecards.schemas import Column, Entrant, Order, Shown
from app.infra.content import reference
from app.web.comparison_view import MOST, OVERALL, Known, Place, View, chosen, places, read
from app.web.desk import Desk

# Two vendors differ in a row when their evidenced scores are this far apart, out of 100.
DIFFERS_BY = 20
FLAGS = {"knock_out": "knock-out", "contradiction": "contradiction", "review": "review to do"}
_ORDER_WORDS: Mapping[Order, tuple[str, str]] = {
    "evidenced": ("most evidenced first", "least evidenced first"),
    "claimed": ("most claimed first", "least claimed first"),
    "gap": ("smallest gap first", "widest gap first"),
    "name": ("by name", "by name, backwards"),
}


@dataclass(frozen=True)
class Field:
    """The vendors of a campaign that can be compared, before anything of them is chosen."""

    campaign: Campaign
    release: LoadedRelease
    entrants: tuple[Entrant, ...]  # by name
    places: dict[str, Place]  # by invitation
    waiting: int

    def handle(self, entrant: Entrant) -> str:
        return self.places[entrant.invitation_id].handle


@dataclass(frozen=True)
class Compared:
    field: Field
    view: View
    ignored: tuple[str, ...]
    entrants: tuple[Entrant, ...]  # those shown, in the order of the view
    outlines: tuple[Outline, ...]  # theirs
    plan: tuple[PlanBlock, ...]
    shown: Shown

    @property
    def sorted_by(self) -> str:
        """The row that puts the vendors in order, in words; "" for the overall score."""
        return next((row.words for row in every_row(self.plan) if row.path == self.view.row), "")


def field_of(at: Desk, campaign_id: str) -> Field:
    """Raises NotFound when the campaign is not the organisation's."""
    campaign = campaigns.campaign(at.session, at.actor, campaign_id)
    entrants = tuple(queries.entrants(at.session, at.actor, campaign_id))
    invited = campaigns.invitations(at.session, at.actor, campaign_id)
    return Field(
        campaign=campaign,
        release=release(at.session, at.actor, campaign.release_id),
        entrants=entrants,
        places=places(invited),
        waiting=len(invited) - len(entrants),
    )


def picked(field: Field, pairs: Sequence[tuple[str, str]]) -> tuple[Entrant, ...]:
    """The vendors that an address names, or all; they may be more than can be compared at once (`MOST`)."""
    named = set(chosen(pairs))
    return tuple(e for e in field.entrants if field.handle(e) in named) or field.entrants


def compared(at: Desk, field: Field, pairs: Sequence[tuple[str, str]]) -> Compared:
    """The comparison at an address. Of more vendors than `MOST`, the first by name are taken: ask `picked` before."""
    entrants = picked(field, pairs)[:MOST]
    found = queries.outlines(at.session, at.actor, [e.scorecard_id for e in entrants])
    outlines = {e.scorecard_id: found[e.scorecard_id] for e in entrants}
    rows = plan(field.release.questionnaire, reference(), {path for o in outlines.values() for path in o.rows})
    weights = weights_of(field, outlines.values())
    known = Known([field.handle(e) for e in field.entrants], rows, shares_of(weights))
    view, ignored = read(pairs, known)
    entrants = _ordered(field, view, entrants, outlines, rows)
    in_order = tuple(outlines[e.scorecard_id] for e in entrants)
    return Compared(field, view, ignored, entrants, in_order, rows, _shown(field, view, entrants, in_order, rows))


def weights_of(field: Field, outlines: Iterable[Outline]) -> dict[str, float]:
    """Section -> what it weighs under the campaign's policy; 0 where none of the vendors has a score in it."""
    policy = policy_of(field.campaign)
    scored = {path for o in outlines for path, row in o.rows.items() if row.claimed is not None}
    return {
        s.id: policy.section_weights.get(s.id, s.weight) if f"section:{s.id}" in scored else 0.0
        for s in field.release.questionnaire.sections
    }


def shares_of(weights: Mapping[str, float]) -> dict[str, int]:
    """Weights as parts of a hundred, for sliders: whole numbers, and 0 only for what weighs nothing."""
    whole = math.fsum(weights.values())
    return {s: max(1, round(100 * w / whole)) if w > 0 else 0 for s, w in weights.items()}


def _ordered(
    field: Field, view: View, entrants: Sequence[Entrant], outlines: Mapping[str, Outline], rows: Sequence[PlanBlock]
) -> tuple[Entrant, ...]:
    """Best first, or the other way round; a vendor without a score comes last either way, and equal ones by name."""
    row = next((r for r in every_row(rows) if r.path == view.row), None)

    def own(entrant: Entrant) -> Figures | None:
        outline = outlines[entrant.scorecard_id]
        return figures(outline, row) if row else outline.rows.get(OVERALL)

    def name(entrant: Entrant) -> tuple[int, str]:
        place = field.places[entrant.invitation_id]
        return (len(place.letter), place.letter) if view.anonymous else (0, entrant.name.casefold())

    def key(entrant: Entrant) -> tuple[bool, float, tuple[int, str]]:
        value = value_of(cell_of(own(entrant)), view.order)
        best_first = value if view.order == "gap" else -(value or 0.0)
        return (value is None, (-1 if view.reverse else 1) * (best_first or 0.0), name(entrant))

    if view.order == "name":
        return tuple(sorted(entrants, key=name, reverse=view.reverse))
    return tuple(sorted(entrants, key=key))


def value_of(cell: Cell, order: Order) -> float | None:
    return {"evidenced": cell.evidenced, "claimed": cell.claimed, "gap": cell.gap, "name": None}[order]


def _shown(
    field: Field, view: View, entrants: Sequence[Entrant], outlines: Sequence[Outline], rows: Sequence[PlanBlock]
) -> Shown:
    model, data = field.release.questionnaire, reference()
    wanted = Wanted(view.only, view.find, DIFFERS_BY if view.differing else None, view.opened)
    return Shown(
        campaign=field.campaign,
        release=field.release,
        columns=tuple(_column(field, view, e, o, data) for e, o in zip(entrants, outlines, strict=True)),
        blocks=fill(rows, outlines, model, wanted),
        differences=differences([o.basis for o in outlines]),
        anonymous=view.anonymous,
        hidden=len(field.entrants) - len(entrants),
        waiting=field.waiting,
        said=tuple(_said(field, view, entrants, rows)),
    )


def _column(field: Field, view: View, entrant: Entrant, outline: Outline, data: ReferenceData) -> Column:
    place = field.places[entrant.invitation_id]
    flags = Counter(FLAGS[f.kind] for f in outline.flags)
    return Column(
        handle=place.handle,
        name=f"Vendor {place.letter}" if view.anonymous else entrant.name,
        product="" if view.anonymous else entrant.product,
        scorecard_id="" if view.anonymous else entrant.scorecard_id,
        number=entrant.number,
        overall=cell_of(outline.rows.get(OVERALL)),
        contradictions=outline.contradictions,
        flags=tuple((kind, flags[kind]) for kind in FLAGS.values() if flags[kind]),
        certificates=tuple(_unnamed(c, data) for c in outline.certificates) if view.anonymous else outline.certificates,
    )


def _unnamed(held: Held, data: ReferenceData) -> Held:
    """A certificate without its number, which leads to its holder."""
    scheme = data.scheme(held.scheme)
    return held.model_copy(update={"title": scheme.standard if scheme else "A certificate"})


def _said(field: Field, view: View, entrants: Sequence[Entrant], rows: Sequence[PlanBlock]) -> list[str]:
    """What a reader of this view alone must know: what it leaves out, and in which order it stands."""
    said = []
    if hidden := len(field.entrants) - len(entrants):
        said.append(f"{len(entrants)} of {len(field.entrants)} vendors are shown, {hidden} left out.")
    if view.anonymous:
        said.append("Vendors are shown without their names.")
    if view.only:
        said.append(f"Only rows of {next(b.title for b in rows if b.key == view.only)} are shown.")
    if view.find:
        said.append(f"Only rows with “{view.find}” are shown.")
    if view.differing:
        said.append(f"Only rows are shown in which vendors differ by {DIFFERS_BY} or more.")
    row = next((r.words for r in every_row(rows) if r.path == view.row), "Overall")
    words = _ORDER_WORDS[view.order][view.reverse]
    said.append(f"Vendors stand {words}." if view.order == "name" else f"Vendors stand in the order of {row}: {words}.")
    return said
