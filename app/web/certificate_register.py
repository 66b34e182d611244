"""The register: every certificate that vendors sent in, its downloads, and the calendar that can be subscribed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response

from app.features.identity.permissions import Permission
from app.features.notifications.models import Mail
from app.features.reports.certificates import HEAD, calendar, certificates_xlsx, row
from app.features.watch import queries, service
from app.features.watch.models import WatchSettings
from app.features.watch.schemas import NOT_JUDGED, Entry, Filter, Order, State
from app.infra.content import reference
from app.infra.transaction import ReadSession
from app.web.csv_file import csv_response
from app.web.desk import Desk, reads, services, writes
from app.web.mails import STATES as MAIL_STATES
from app.web.mails import Entry as MailEntry
from app.web.render import render, see_other

router = APIRouter(include_in_schema=False)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STANDINGS = {
    "good": ("Good standing", "ink"),
    "qualified": ("Open points", "attention"),
    "rejected": ("Does not count there", "contra"),
    NOT_JUDGED: ("Not judged", "line"),
}
COLUMNS = (
    (Order.VENDOR, "Vendor"),
    (Order.STANDARD, "Certificate"),
    (Order.END, "Ends on"),
    (Order.STANDING, "Standing"),
    (None, "Holder and scope"),
    (Order.SENT, "Seen in"),
)


@dataclass(frozen=True)
class Line:
    entry: Entry
    state: State
    state_words: str
    tone: str
    standing: tuple[str, str]  # words, tone
    left: int | None  # days until it ends
    scheme: str  # as the reference data call it


@dataclass(frozen=True)
class RegisterPage:
    lines: tuple[Line, ...]
    wanted: Filter
    total: int
    known: int
    page: int
    pages: int
    schemes: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    standings: tuple[tuple[str, str], ...]
    columns: tuple[tuple[Order | None, str], ...]
    soon: int
    can_watch: bool
    today: date
    zone: ZoneInfo

    def address(self, path: str = "/certificates", **changes: Any) -> str:
        """The page with the same filters, but for `changes`."""
        given = _as_query(self.wanted) | {"page": self.page} | changes
        if "page" not in changes:
            given.pop("page")
        return path + (f"?{query}" if (query := urlencode({k: v for k, v in given.items() if v})) else "")

    def sorted_by(self, order: Order) -> str:
        """What `aria-sort` says of a column."""
        if self.wanted.order is not order:
            return "none"
        return "descending" if self.wanted.descending else "ascending"

    def order_address(self, order: Order) -> str:
        again = self.wanted.order is order and not self.wanted.descending
        return self.address(order=order.value, down="1" if again else "")


@dataclass(frozen=True)
class WatchPage:
    settings: WatchSettings
    link: str
    days: str  # "90, 30 and 7 days ahead, and on the day"
    mails: tuple[MailEntry, ...]
    mailed: bool
    zone: ZoneInfo


def state_words(soon: int) -> dict[State, tuple[str, str]]:
    """By the dates alone, never as a verdict."""
    return {
        State.IN_FORCE: ("In force by its dates", "ink"),
        State.SOON: (f"Ends within {soon} days", "attention"),
        State.ENDED: ("Ended", "contra"),
        State.LATER: ("Begins later", "line"),
        State.OPEN: ("No end stated", "line"),
    }


def _wanted(
    scheme: Annotated[str, Query(max_length=64)] = "",
    state: Annotated[str, Query(max_length=16)] = "",
    standing: Annotated[str, Query(max_length=16)] = "",
    vendor: Annotated[str, Query(max_length=300)] = "",
    order: Annotated[str, Query(max_length=16)] = "",
    down: Annotated[str, Query(max_length=1)] = "",
) -> Filter:
    """A filter out of an address; what there is no such thing of filters nothing."""
    return Filter(
        scheme=scheme.replace("\0", ""),
        state=State(state) if state in set(State) else None,
        standing=standing if standing in STANDINGS else "",
        vendor=vendor.replace("\0", "").strip(),
        order=Order(order) if order in set(Order) else Order.END,
        descending=bool(down),
    )


Wanted = Annotated[Filter, Depends(_wanted)]


def _as_query(wanted: Filter) -> dict[str, str]:
    return {
        "vendor": wanted.vendor,
        "scheme": wanted.scheme,
        "state": wanted.state.value if wanted.state else "",
        "standing": wanted.standing,
        "order": "" if wanted.order is Order.END else wanted.order.value,
        "down": "1" if wanted.descending else "",
    }


@router.get("/certificates")
def index(
    wanted: Wanted,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    at: Desk = reads(Permission.SCORECARDS_READ),
) -> Response:
    soon = _soon(at)
    found = queries.register(at.session, at.actor.organisation_id, wanted, at.today, soon=soon, page=page)
    pages = max(1, -(-found.total // queries.PAGE))
    if page > pages:  # a filter made it shorter since
        found = queries.register(at.session, at.actor.organisation_id, wanted, at.today, soon=soon, page=pages)
    names = {s: _scheme(s) or "Another standard" for s in queries.schemes(at.session, at.actor.organisation_id)}
    shown = RegisterPage(
        lines=tuple(_line(e, at.today, soon) for e in found.entries),
        wanted=wanted,
        total=found.total,
        known=found.known,
        page=min(page, pages),
        pages=pages,
        schemes=(("", "Every standard"), *sorted(((s or NOT_JUDGED, n) for s, n in names.items()), key=lambda x: x[1])),
        states=(("", "Any dates"), *((s.value, words) for s, (words, _) in state_words(soon).items())),
        standings=(("", "Any standing"), *((s, words) for s, (words, _) in STANDINGS.items())),
        columns=COLUMNS,
        soon=soon,
        can_watch=at.actor.can(Permission.CAMPAIGNS_EDIT),
        today=at.today,
        zone=at.actor.zone,
    )
    return render(at.request, "buyer/certificates.html", shown, blocks=("found",))


@router.get("/certificates.csv")
def as_csv(wanted: Wanted, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    lines = _all(at, wanted)
    return csv_response("certificates.csv", HEAD, (row(x.entry, x.state_words, x.standing[0]) for x in lines))


@router.get("/certificates.xlsx")
def as_xlsx(wanted: Wanted, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    lines = {x.entry: x for x in _all(at, wanted)}
    book = certificates_xlsx(lines, lambda e: lines[e].state_words, lambda e: lines[e].standing[0])
    headers = {"Content-Disposition": 'attachment; filename="certificates.xlsx"', "Cache-Control": "no-store"}
    return Response(book, media_type=XLSX, headers=headers)


@router.get("/certificates.ics")
def as_calendar(wanted: Wanted, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    entries = [x.entry for x in _all(at, wanted)]
    address = f"{at.services.settings.origin}/certificates"
    title = f"{at.actor.organisation_name}: certificates"
    return _ics(calendar(entries, _standing_words, title=title, address=address, now=at.now), download=True)


@router.get("/calendar/{token}.ics")
def subscribed(request: Request, token: str, session: ReadSession) -> Response:
    """For programs that subscribe: whoever has the address may read it, until it is renewed or revoked."""
    organisation = queries.organisation_of_calendar(session, token)
    at = services(request)
    now = at.clock()
    today = now.astimezone(ZoneInfo(organisation.timezone)).date()
    found = queries.register(session, organisation.id, Filter(), today, soon=max(at.settings.remind_days), page=None)
    address = f"{at.settings.origin}/certificates"
    title = f"{organisation.name}: certificates"
    return _ics(calendar(found.entries, _standing_words, title=title, address=address, now=now), download=False)


@router.get("/certificates/watch")
def watch(at: Desk = reads(Permission.CAMPAIGNS_EDIT)) -> Response:
    """The calendar's link, whether vendors are asked, and the reminders that were sent."""
    row = queries.settings_of(at.session, at.actor.organisation_id)
    settings = at.services.settings
    mails: list[Mail] = list(queries.reminders(at.session, at.actor))
    page = WatchPage(
        settings=row,
        link=queries.calendar_link(settings, row.calendar_nonce) if row.calendar_nonce else "",
        days=_days(settings.remind_days),
        mails=tuple(MailEntry(mail, MAIL_STATES[mail.state]) for mail in mails),
        mailed=bool(settings.smtp_host),
        zone=at.actor.zone,
    )
    return render(at.request, "buyer/certificates_watch.html", page)


@router.post("/certificates/watch/calendar")
def renew_calendar(at: Desk = writes(Permission.CAMPAIGNS_EDIT)) -> Response:
    service.renew_calendar(at.session, at.actor, key=at.services.settings.key, now=at.now)
    return see_other("/certificates/watch#calendar")


@router.post("/certificates/watch/calendar/revoke")
def revoke_calendar(at: Desk = writes(Permission.CAMPAIGNS_EDIT)) -> Response:
    service.revoke_calendar(at.session, at.actor, now=at.now)
    return see_other("/certificates/watch#calendar")


@router.post("/certificates/watch/vendors")
def ask_vendors(ask: Annotated[str, Form(max_length=8)] = "", at: Desk = writes(Permission.CAMPAIGNS_EDIT)) -> Response:
    service.ask_vendors(at.session, at.actor, bool(ask), now=at.now)
    return see_other("/certificates/watch#vendors")


@router.post("/account/reminders")
def reminders(reminders: Annotated[str, Form(max_length=8)] = "", at: Desk = writes(None)) -> Response:
    """Whether I get reminders of certificates that end."""
    service.want_reminders(at.session, at.actor, bool(reminders), now=at.now)
    return see_other("/account?done=reminders")


def _all(at: Desk, wanted: Filter) -> tuple[Line, ...]:
    soon = _soon(at)
    found = queries.register(at.session, at.actor.organisation_id, wanted, at.today, soon=soon, page=None)
    return tuple(_line(e, at.today, soon) for e in found.entries)


def _soon(at: Desk) -> int:
    return max(at.services.settings.remind_days)


def _line(entry: Entry, today: date, soon: int) -> Line:
    state = entry.state(today, soon)
    words, tone = state_words(soon)[state]
    named = _scheme(entry.scheme)
    shown = entry if entry.standard else replace(entry, standard=named)
    standing = STANDINGS[entry.standing or NOT_JUDGED]
    return Line(shown, state, words, tone, standing, entry.days_left(today), named)


def _scheme(scheme_id: str) -> str:
    found = reference().scheme(scheme_id) if scheme_id else None
    return found.standard if found else scheme_id


def _standing_words(entry: Entry) -> str:
    return STANDINGS[entry.standing or NOT_JUDGED][0]


def _days(days: tuple[int, ...]) -> str:
    ahead = [str(d) for d in days if d]
    words = ", ".join(ahead[:-1]) + (" and " if len(ahead) > 1 else "") + ahead[-1] if ahead else ""
    parts = [f"{words} days ahead"] if words else []
    return ", and ".join([*parts, "on the day"] if 0 in days else parts)


def _ics(content: bytes, *, download: bool) -> Response:
    headers: Mapping[str, str] = {"Cache-Control": "private, no-store"}
    if download:
        headers = {**headers, "Content-Disposition": 'attachment; filename="certificates.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=dict(headers))
