"""The portfolio: vendors over all campaigns, as a page and as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from app.features.decisions.schemas import State
from app.features.identity.permissions import Permission
from app.features.portfolio import queries
from app.features.portfolio.schemas import Filter, Found, Line, Order, Round, Standing
from app.web.csv_file import csv_response
from app.web.decided import WORDS, remark, tags
from app.web.desk import Desk, reads
from app.web.format import figure
from app.web.render import render

router = APIRouter(include_in_schema=False)

STANDINGS = {
    Standing.GOOD: ("Good standing", "ink"),
    Standing.QUALIFIED: ("Open points", "attention"),
    Standing.REJECTED: ("Does not count there", "contra"),
    Standing.ENDED: ("All have ended", "contra"),
    Standing.NONE: ("None sent in", "line"),
}
COLUMNS = (
    (Order.VENDOR, "Vendor"),
    (Order.STANDING, "Certificates"),
    (Order.END, "Next end"),
    (Order.EVIDENCED, "Evidenced / claimed"),
    (Order.CONTRADICTIONS, "Contradictions"),
    (Order.DECISION, "Decision"),
    (Order.CHANGE, "Since the round before"),
)
HEAD = (
    "Vendor", "Campaigns", "Newest round", "Submitted on", "Questionnaire", "Release", "Evidenced", "Claimed",
    "Change of evidenced", "Before", "Differs between rounds", "Open contradictions", "Decision", "Decided",
    "Needs a decision in other campaigns", "Certificates", "Next end", "Certificate that ends",
)  # fmt: skip
UNLIKE = {
    "release": "The releases differ: questions, options or weights may have changed between them.",
    "policy": "The policies differ: the same answers and evidence may count differently.",
}
# The line of a trend, in the units of its picture.
_WIDTH, _HEIGHT, _EDGE = 96, 40, 4


@dataclass(frozen=True)
class Trend:
    """Evidenced and claimed over rounds, drawn by the server: points from left to right, 100 on top."""

    rounds: tuple[Round, ...]
    evidenced: tuple[tuple[float, float], ...]
    claimed: tuple[tuple[float, float], ...]
    said: str
    unlike: tuple[str, ...]
    change: float | None

    @property
    def points(self) -> int | None:
        """The change in points out of 100."""
        return None if self.change is None else round(100 * self.change)

    def path(self, points: tuple[tuple[float, float], ...]) -> str:
        return " ".join(f"{x:g},{y:g}" for x, y in points)


@dataclass(frozen=True)
class Row:
    line: Line
    standing: tuple[str, str]
    left: int | None  # days until the next end
    tags: tuple[tuple[str, str], ...]
    remark: str
    trend: Trend | None  # None with fewer than two rounds


@dataclass(frozen=True)
class PortfolioPage:
    rows: tuple[Row, ...]
    found: Found
    wanted: Filter
    page: int
    pages: int
    campaigns: tuple[tuple[str, str], ...]
    standings: tuple[tuple[str, str], ...]
    decisions: tuple[tuple[str, str], ...]
    columns: tuple[tuple[Order, str], ...]
    strip: tuple[tuple[str, int, str], ...]  # words, how many, where they are shown
    soon: int
    zone: ZoneInfo

    def address(self, path: str = "/portfolio", **changes: Any) -> str:
        """The page with the same filters, but for `changes`."""
        given = _as_query(self.wanted) | changes
        return path + (f"?{query}" if (query := urlencode({k: v for k, v in given.items() if v})) else "")

    def sorted_by(self, order: Order) -> str:
        """What `aria-sort` says of a column."""
        if self.wanted.order is not order:
            return "none"
        return "descending" if self.wanted.descending else "ascending"

    def order_address(self, order: Order) -> str:
        again = self.wanted.order is order and not self.wanted.descending
        return self.address(order=order.value, down="1" if again else "")

    @property
    def filtered(self) -> bool:
        return self.found.total != self.found.known or bool(self.wanted.campaign)


def _wanted(
    vendor: Annotated[str, Query(max_length=300)] = "",
    campaign: Annotated[str, Query(max_length=26)] = "",
    standing: Annotated[str, Query(max_length=16)] = "",
    ending: Annotated[str, Query(max_length=4)] = "",
    decision: Annotated[str, Query(max_length=16)] = "",
    order: Annotated[str, Query(max_length=16)] = "",
    down: Annotated[str, Query(max_length=1)] = "",
) -> Filter:
    """A filter out of an address; what there is no such thing of filters nothing."""
    return Filter(
        vendor=vendor.replace("\0", "").strip(),
        campaign=campaign.replace("\0", ""),
        standing=Standing(standing) if standing in set(Standing) else None,
        ending=bool(ending),
        decision=State(decision) if decision in set(State) else None,
        order=Order(order) if order in set(Order) else Order.DECISION,
        descending=bool(down),
    )


Wanted = Annotated[Filter, Depends(_wanted)]


def _as_query(wanted: Filter) -> dict[str, str]:
    return {
        "vendor": wanted.vendor,
        "campaign": wanted.campaign,
        "standing": wanted.standing.value if wanted.standing else "",
        "ending": "soon" if wanted.ending else "",
        "decision": wanted.decision.value if wanted.decision else "",
        "order": "" if wanted.order is Order.DECISION else wanted.order.value,
        "down": "1" if wanted.descending else "",
    }


@router.get("/portfolio")
def index(
    wanted: Wanted,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    at: Desk = reads(Permission.SCORECARDS_READ),
) -> Response:
    soon = max(at.services.settings.remind_days)
    found = queries.portfolio(at.session, at.actor, wanted, at.today, soon=soon, page=page)
    pages = max(1, -(-found.total // queries.PAGE))
    if page > pages:  # a filter made it shorter since
        found = queries.portfolio(at.session, at.actor, wanted, at.today, soon=soon, page=pages)
    shown = PortfolioPage(
        rows=tuple(_row(line, at.today) for line in found.lines),
        found=found,
        wanted=wanted,
        page=min(page, pages),
        pages=pages,
        campaigns=(("", "Every campaign, newest round"), *queries.campaigns(at.session, at.actor)),
        standings=(("", "Any"), *((s.value, words) for s, (words, _) in STANDINGS.items())),
        decisions=(("", "Any"), *((s.value, words) for s, (words, _) in WORDS.items())),
        columns=COLUMNS,
        strip=(
            *((words, found.standings[s], f"standing={s}") for s, (words, _) in STANDINGS.items()),
            (f"End within {soon} days", found.ending, "ending=soon"),
            ("With contradictions", found.contradicted, "order=contradictions&down=1"),
            (WORDS[State.NEEDS][0], found.needs, f"decision={State.NEEDS}"),
        ),
        soon=soon,
        zone=at.actor.zone,
    )
    return render(at.request, "buyer/portfolio.html", shown, blocks=("found",))


@router.get("/portfolio.csv")
def as_csv(wanted: Wanted, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    soon = max(at.services.settings.remind_days)
    found = queries.portfolio(at.session, at.actor, wanted, at.today, soon=soon, page=None)
    return csv_response(f"portfolio-{at.today.isoformat()}.csv", HEAD, _lines(found, at.actor.zone))


def _row(line: Line, today: date) -> Row:
    state = line.shown.state if line.shown else None
    return Row(
        line=line,
        standing=STANDINGS[line.standing],
        left=line.ending.days(today) if line.ending else None,
        tags=tags(state) if state else (),
        remark=remark(state) if state else "",
        trend=_trend(line),
    )


def _trend(line: Line) -> Trend | None:
    rounds = tuple(r for r in line.trend if r.score.evidenced is not None)
    if len(rounds) < 2:
        return None
    step = (_WIDTH - 2 * _EDGE) / (len(rounds) - 1)

    def points(values: list[float]) -> tuple[tuple[float, float], ...]:
        room = _HEIGHT - 2 * _EDGE
        return tuple((round(_EDGE + n * step, 1), round(_EDGE + room * (1 - v), 1)) for n, v in enumerate(values))

    figures = [figure(r.score.evidenced) for r in rounds]
    return Trend(
        rounds,
        points([r.score.evidenced or 0 for r in rounds]),
        points([r.score.claimed or 0 for r in rounds]),
        f"Evidenced {', then '.join(figures)}",
        tuple(UNLIKE[what] for what in line.unlike),
        line.change,
    )


def _lines(found: Found, zone: ZoneInfo) -> Iterator[tuple[str, ...]]:
    for line in found.lines:
        r, end = line.shown, line.ending
        yield (
            line.vendor,
            str(line.campaigns),
            *(_of_round(line, r, zone) if r else [""] * 13),
            STANDINGS[line.standing][0],
            end.on.isoformat() if end else "",
            end.certificate if end else "",
        )


def _of_round(line: Line, r: Round, zone: ZoneInfo) -> list[str]:
    before = line.trend[-2].campaign if len(line.trend) > 1 else ""
    change = "" if line.change is None else str(round(100 * line.change))
    return [
        r.campaign, r.submitted_at.astimezone(zone).date().isoformat(), r.questionnaire, str(r.release),
        figure(r.score.evidenced), figure(r.score.claimed), change, before, ", ".join(line.unlike),
        str(r.score.contradictions), ", ".join(words for words, _ in tags(r.state)), remark(r.state),
        str(line.open_elsewhere),
    ]  # fmt: skip
