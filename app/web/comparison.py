"""The comparison of a campaign's vendors, in views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from app.core.problems import Problem
from app.features.identity.permissions import Permission
from app.features.scorecards.schemas import Column, Entrant, Shown
from app.web.campaigns import Head, head
from app.web.comparison_shown import DIFFERS_BY, Compared, Field, compared, field_of, picked
from app.web.comparison_view import MOST, View, chosen
from app.web.comparison_weights import WORKED_OUT_AT_ONCE, Firm, Weighed, firm, weighed
from app.web.desk import Desk, reads
from app.web.render import is_partial, render, see_other

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Choice:
    """A vendor to tick, in the order of what is evidenced."""

    handle: str
    name: str
    product: str
    claimed: float | None
    evidenced: float | None
    contradicted: float
    ticked: bool


@dataclass(frozen=True)
class ComparisonPage:
    head: Head
    waiting: int
    compared: Compared | None  # None: nothing to compare yet
    choices: tuple[Choice, ...]
    weighed: Weighed | None = None
    firm: Firm | None = None
    firm_later: bool = False  # asked for once the page is there
    summary: str = ""
    threshold: int = DIFFERS_BY
    most: int = MOST

    @property
    def view(self) -> View:
        return self.compared.view if self.compared else View()

    @property
    def shown(self) -> Shown | None:
        return self.compared.shown if self.compared else None


@dataclass(frozen=True)
class PartPage:
    """What an answer to a moved slider shows, or the part that is asked for once the page is there."""

    weighed: Weighed | None = None
    firm: Firm | None = None
    firm_later: bool = False


@dataclass(frozen=True)
class ChoosePage:
    head: Head
    choices: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...]  # the rest of the address
    most: int
    problems: tuple[Problem, ...]


@router.get("/campaigns/{campaign_id}/comparison")
def comparison(campaign_id: str, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    pairs = at.request.query_params.multi_items()
    field = field_of(at, campaign_id)
    top = head(at, field.campaign, "comparison")
    if len(picked(field, pairs)) > MOST:
        return render(at.request, "buyer/comparison_choose.html", _choose(field, pairs, top))
    found = compared(at, field, pairs) if field.entrants else None
    later = found is not None and len(found.entrants) > WORKED_OUT_AT_ONCE and not found.view.firm
    page = ComparisonPage(
        head=top,
        waiting=field.waiting,
        compared=found,
        choices=_choices(field, {c.handle for c in found.shown.columns}) if found and not found.view.anonymous else (),
        weighed=weighed(found) if found else None,
        firm=firm(found) if found and not later else None,
        firm_later=later,
        summary=_summary(found.shown.columns) if found else "",
    )
    return render(at.request, "buyer/comparison.html", page, blocks=("board",))


@router.get("/campaigns/{campaign_id}/comparison/weights")
def weights(campaign_id: str, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    """The places under the weights in the address: the answer while a slider moves. Nothing is written."""
    field, pairs = field_of(at, campaign_id), at.request.query_params.multi_items()
    if not _is_part(at, field, pairs):
        return see_other(f"/campaigns/{field.campaign.id}/comparison?{urlencode(pairs)}")
    return render(at.request, "buyer/_comparison_places.html", PartPage(weighed=weighed(compared(at, field, pairs))))


@router.get("/campaigns/{campaign_id}/comparison/robustness")
def robustness(campaign_id: str, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    """How firm the order is, for the many vendors with which the page does not wait for it."""
    field, pairs = field_of(at, campaign_id), at.request.query_params.multi_items()
    if not _is_part(at, field, pairs):
        with_it = [*(pair for pair in pairs if pair[0] != "firm"), ("firm", "yes")]
        return see_other(f"/campaigns/{field.campaign.id}/comparison?{urlencode(with_it)}")
    return render(at.request, "buyer/_comparison_firm.html", PartPage(firm=firm(compared(at, field, pairs))))


def _is_part(at: Desk, field: Field, pairs: Sequence[tuple[str, str]]) -> bool:
    """Asked for by the page that has the rest; anything else gets the whole page at the same view."""
    return is_partial(at.request) and bool(field.entrants) and len(picked(field, pairs)) <= MOST


def _choose(field: Field, pairs: Sequence[tuple[str, str]], top: Head) -> ChoosePage:
    ticked = set(chosen(pairs))
    problems: tuple[Problem, ...] = ()
    if ticked:
        too_many = Problem(
            code="COMPARE-TOO-MANY",
            where="vendors",
            message=f"{len(picked(field, pairs))} vendors are ticked, and {MOST} can stand side by side.",
            remedy=f"Keep {MOST} or fewer of them.",
        )
        problems = (too_many,)
    best = {c.handle for c in _choices(field, ())[:MOST]}
    return ChoosePage(
        head=top,
        choices=_choices(field, ticked or best, anonymous=("anonymous", "yes") in pairs),
        kept=tuple((name, value) for name, value in pairs if name != "vendors"),
        most=MOST,
        problems=problems,
    )


def _choices(field: Field, ticked: set[str] | Sequence[str], *, anonymous: bool = False) -> tuple[Choice, ...]:
    """The most evidenced first. Equal ones stand by name, and where no names are shown by their marks."""

    def place(e: Entrant) -> tuple[float, str]:
        evidenced = -1.0 if e.summary.evidenced is None else e.summary.evidenced
        return -evidenced, field.handle(e) if anonymous else e.name.casefold()

    return tuple(
        Choice(
            (handle := field.handle(e)),
            f"Vendor {field.places[e.invitation_id].letter}" if anonymous else e.name,
            "" if anonymous else e.product,
            e.summary.claimed, e.summary.evidenced, e.summary.contradicted, handle in ticked,
        )
        for e in sorted(field.entrants, key=place)
    )  # fmt: skip


def _summary(columns: Sequence[Column]) -> str:
    scored = [c for c in columns if c.overall.evidenced is not None]
    if len(scored) < 2:
        return ""
    best = max(scored, key=lambda c: c.overall.evidenced or 0)
    widest = max(scored, key=lambda c: c.overall.gap or 0)
    return f"{best.name} has the most evidenced. {widest.name} has the widest gap between claimed and evidenced."
