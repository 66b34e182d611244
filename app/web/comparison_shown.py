"""What a view of a comparison shows, put together from scorecards in outline: for the page and for its exports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.core.catalog.model import ReferenceData
from app.core.scoring.compare import Cell, cell_of, differences
from app.core.scoring.matrix import PlanBlock, Wanted, every_row, figures, fill, plan
from app.core.scoring.outline import Held, Outline
from app.core.scoring.policy import policy_hash
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign
from app.features.campaigns.queries import policy_of
from app.features.decisions import queries as decisions
from app.features.decisions.schemas import VendorState
from app.features.questionnaires.queries import LoadedRelease, release
from app.features.scorecards import queries
from app.features.scorecards.schemas import Column, Entrant, Order, Shown
from app.infra.content import reference
from app.web.comparison_panel import overall_at, panel_of, shares_of, tried, weights_of
from app.web.comparison_view import MOST, OVERALL, WEIGHED, Known, Place, View, chosen, mark_of, places, read
from app.web.decided import remark, tags
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
    states: Mapping[str, VendorState]  # by vendor

    def handle(self, entrant: Entrant) -> str:
        return self.places[entrant.invitation_id].handle


@dataclass(frozen=True)
class Compared:
    field: Field
    view: View
    ignored: tuple[str, ...]
    stale: bool  # scorecards or the policy changed after the weights in the address were set
    entrants: tuple[Entrant, ...]  # those shown, in the order of the view
    outlines: tuple[Outline, ...]  # theirs
    plan: tuple[PlanBlock, ...]
    weights: dict[str, float]  # section -> what it weighs under the policy; 0 where nobody has a score
    tried: dict[str, float]  # the same under the weights of the view
    shown: Shown

    @property
    def sorted_by(self) -> str:
        """The row that puts the vendors in order, in words; "" for the overall score."""
        return next((row.words for row in every_row(self.plan) if row.path == self.view.row), "")


def field_of(at: Desk, campaign_id: str) -> Field:
    """Raises NotFound when the campaign is not the organisation's."""
    campaign = campaigns.campaign(at.session, at.actor, campaign_id)
    invited = campaigns.invitations(at.session, at.actor, campaign_id)
    entrants = tuple(queries.entrants(at.session, at.actor, campaign_id, invited))
    return Field(
        campaign=campaign,
        release=release(at.session, at.actor, campaign.release_id),
        entrants=entrants,
        places=places(invited),
        waiting=len(invited) - len(entrants),
        states=decisions.states(at.session, at.actor, campaign_id),
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
    model = field.release.questionnaire
    rows = plan(model, reference(), {path for o in outlines.values() for path in o.rows})
    policy = policy_of(field.campaign)
    weights = weights_of(policy, model, outlines.values())
    view, ignored = read(pairs, Known([field.handle(e) for e in field.entrants], rows, shares_of(weights)))
    mark = mark_of(field.entrants, policy_hash(policy))
    stale, view = bool(view.weights) and view.seen not in ("", mark), replace(view, seen=mark)
    moved = tried(weights, dict(view.weights))
    if view.weights and (panel := panel_of(list(outlines), list(outlines.values()), weights)):
        weighed = dict(zip(outlines, overall_at(panel, moved), strict=True))
    else:
        weighed = {}
    entrants = _Orderer(field, view, outlines, weighed, rows).ordered(entrants)
    in_order = tuple(outlines[e.scorecard_id] for e in entrants)
    return Compared(
        field=field,
        view=view,
        ignored=ignored,
        stale=stale,
        entrants=entrants,
        outlines=in_order,
        plan=rows,
        weights=weights,
        tried=moved,
        shown=_shown(field, view, entrants, in_order, rows, weighed),
    )


class _Orderer:
    def __init__(
        self,
        field: Field,
        view: View,
        outlines: Mapping[str, Outline],
        weighed: Mapping[str, Cell],
        rows: Sequence[PlanBlock],
    ) -> None:
        self._field, self._view, self._outlines, self._weighed = field, view, outlines, weighed
        self._row = next((r for r in every_row(rows) if r.path == view.row), None)

    def ordered(self, entrants: Sequence[Entrant]) -> tuple[Entrant, ...]:
        """Best first, or the other way round; a vendor without a score comes last either way, equal ones by name."""
        if self._view.order == "name":
            return tuple(sorted(entrants, key=self._name, reverse=self._view.reverse))
        return tuple(sorted(entrants, key=self._key))

    def _key(self, entrant: Entrant) -> tuple[bool, float, tuple[int, str]]:
        value = value_of(self._cell(entrant.scorecard_id), self._view.order)
        best_first = (value or 0.0) if self._view.order == "gap" else -(value or 0.0)
        return (value is None, -best_first if self._view.reverse else best_first, self._name(entrant))

    def _cell(self, scorecard_id: str) -> Cell:
        if self._view.row == WEIGHED and scorecard_id in self._weighed:
            return self._weighed[scorecard_id]
        outline = self._outlines[scorecard_id]
        return cell_of(figures(outline, self._row) if self._row else outline.rows.get(OVERALL))

    def _name(self, entrant: Entrant) -> tuple[int, str]:
        letter = self._field.places[entrant.invitation_id].letter
        return (len(letter), letter) if self._view.anonymous else (0, entrant.name.casefold())


def value_of(cell: Cell, order: Order) -> float | None:
    return {"evidenced": cell.evidenced, "claimed": cell.claimed, "gap": cell.gap, "name": None}[order]


def _shown(
    field: Field,
    view: View,
    entrants: Sequence[Entrant],
    outlines: Sequence[Outline],
    rows: Sequence[PlanBlock],
    weighed: Mapping[str, Cell],
) -> Shown:
    model, data = field.release.questionnaire, reference()
    wanted = Wanted(view.only, view.find, DIFFERS_BY if view.differing else None, view.opened)
    return Shown(
        campaign=field.campaign,
        release=field.release,
        columns=tuple(
            _column(field, view, e, o, data, weighed.get(e.scorecard_id))
            for e, o in zip(entrants, outlines, strict=True)
        ),
        blocks=fill(rows, outlines, model, wanted),
        differences=differences([o.basis for o in outlines]),
        anonymous=view.anonymous,
        hidden=len(field.entrants) - len(entrants),
        waiting=field.waiting,
        said=tuple(_said(field, view, entrants, rows)),
    )


def _column(
    field: Field, view: View, entrant: Entrant, outline: Outline, data: ReferenceData, weighed: Cell | None
) -> Column:
    place = field.places[entrant.invitation_id]
    flags = Counter(FLAGS[f.kind] for f in outline.flags)
    state = field.states[entrant.vendor_id]
    return Column(
        handle=place.handle,
        name=f"Vendor {place.letter}" if view.anonymous else entrant.name,
        product="" if view.anonymous else entrant.product,
        scorecard_id="" if view.anonymous else entrant.scorecard_id,
        number=entrant.number,
        overall=cell_of(outline.rows.get(OVERALL)),
        contradictions=outline.contradictions,
        flags=tuple((kind, flags[kind]) for kind in FLAGS.values() if flags[kind]),
        stands=tags(state),
        decided=remark(state) if (state.decided or state.awarded) and not view.anonymous else "",
        certificates=tuple(_unnamed(c, data) for c in outline.certificates) if view.anonymous else outline.certificates,
        weighed=weighed,
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
    if view.weights:
        titles = {s.id: str(s.title) for s in field.release.questionnaire.sections}
        moved = ", ".join(f"“{titles[section]}” {share}" for section, share in view.weights)
        said.append(f"Other weights than the policy's are tried out, in parts of a hundred: {moved}.")
        row = "Overall at these weights" if view.row == WEIGHED else row
    words = _ORDER_WORDS[view.order][view.reverse]
    said.append(f"Vendors stand {words}." if view.order == "name" else f"Vendors stand in the order of {row}: {words}.")
    return said
