"""Reads: the register of an organisation's certificates, the newest of each vendor and number; the calendar's link."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.features.campaigns.models import Campaign
from app.features.errors import NotFound
from app.features.identity.models import Organisation
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor
from app.features.notifications.models import Mail
from app.features.scorecards.models import RegisterEntry
from app.features.vendors.models import VendorRow
from app.features.vendors.schemas import name_key
from app.features.watch.models import WatchMute, WatchSettings
from app.features.watch.schemas import NOT_JUDGED, Entry, Filter, Found, Order, Seen, State
from app.infra.settings import Settings
from app.infra.tokens import derive_token, hash_token, well_formed

PAGE = 50
_R = RegisterEntry.__table__  # type: ignore[attr-defined]
_COLUMNS = (
    "certificate_id", "response_id", "scorecard_id", "vendor_id", "scheme", "standard", "number", "number_key",
    "holder", "scope", "valid_from", "valid_until", "end_confirmed", "standing", "sent_at",
)  # fmt: skip


def register(
    session: Session,
    organisation_id: str,
    wanted: Filter,
    today: date,
    *,
    soon: int,
    page: int | None = 1,
) -> Found:
    """The certificates that fit, each vendor and number once, as sent in last. `page` counts from 1; None: all of them.

    `soon`: within how many days an end is near.
    """
    newest = _newest(organisation_id)
    vendor = VendorRow.__table__  # type: ignore[attr-defined]
    rows = sa.select(newest, vendor.c.legal_name).join(vendor, vendor.c.id == newest.c.vendor_id)
    known = session.execute(sa.select(sa.func.count()).select_from(newest)).scalar_one()
    fitting = rows.where(*_conditions(newest, vendor, wanted, today, soon))
    total = known
    if (wanted.scheme, wanted.state, wanted.standing, wanted.vendor) != ("", None, "", ""):
        total = session.execute(sa.select(sa.func.count()).select_from(fitting.subquery())).scalar_one()
    ordered = fitting.order_by(*_order(newest, vendor, wanted))
    if page is not None:
        ordered = ordered.limit(PAGE).offset((max(page, 1) - 1) * PAGE)
    found = session.execute(ordered).mappings().all()
    longest = _longest(session, organisation_id, None if page is None else {r["vendor_id"] for r in found})
    places = _seen(session, organisation_id, [(r["vendor_id"], r["number_key"]) for r in found])
    entries = tuple(
        Entry(
            **{name: r[name] for name in _COLUMNS},
            vendor=r["legal_name"],
            replaced_until=_replaced(longest, r),
            seen=places.get((r["vendor_id"], r["scheme"], r["number_key"]), ()),
        )
        for r in found
    )
    return Found(entries, total, known)


def schemes(session: Session, organisation_id: str) -> tuple[str, ...]:
    """Schemes that the register holds; "" stands for standards that the reference data do not know."""
    rows = session.execute(sa.select(_R.c.scheme).where(_R.c.organisation_id == organisation_id).distinct())
    return tuple(sorted(row[0] for row in rows))


def _newest(organisation_id: str) -> Any:
    """Of each vendor's certificates with the same scheme and number, the one that was sent in last."""
    rank = sa.func.row_number().over(
        partition_by=(_R.c.vendor_id, _R.c.scheme, _R.c.number_key),
        order_by=(_R.c.sent_at.desc(), _R.c.response_id.desc(), _R.c.certificate_id.desc()),
    )
    ranked = sa.select(_R, rank.label("place")).where(_R.c.organisation_id == organisation_id).subquery()
    return sa.select(ranked).where(ranked.c.place == 1).subquery()


def _longest(session: Session, organisation_id: str, vendors: Collection[str] | None) -> dict[tuple[str, str], date]:
    """(vendor, scheme) -> the last day of its certificate that ends latest; of these vendors, or of all."""
    wanted = (
        sa.select(_R.c.vendor_id, _R.c.scheme, sa.func.max(_R.c.valid_until))
        .where(_R.c.organisation_id == organisation_id, _R.c.scheme != "", _R.c.valid_until.is_not(None))
        .group_by(_R.c.vendor_id, _R.c.scheme)
    )
    if vendors is not None:
        wanted = wanted.where(_R.c.vendor_id.in_(vendors))
    return {(vendor_id, scheme): last for vendor_id, scheme, last in session.execute(wanted)}


def _replaced(longest: Mapping[tuple[str, str], date], row: Any) -> date | None:
    """The last day of a newer certificate of the same vendor and scheme, when there is one."""
    last, until = longest.get((row["vendor_id"], row["scheme"])), row["valid_until"]
    return last if last is not None and until is not None and last > until else None


def _conditions(newest: Any, vendor: Any, wanted: Filter, today: date, soon: int) -> Iterator[Any]:
    until, begins = newest.c.valid_until, newest.c.valid_from
    if wanted.scheme:
        yield newest.c.scheme == ("" if wanted.scheme == NOT_JUDGED else wanted.scheme)
    if wanted.standing:
        yield newest.c.standing == ("" if wanted.standing == NOT_JUDGED else wanted.standing)
    if key := name_key(wanted.vendor):
        yield vendor.c.name_key.contains(key, autoescape=True)
    begun = sa.or_(begins.is_(None), begins <= today)
    match wanted.state:
        case State.IN_FORCE:
            yield from (until >= today, begun)
        case State.SOON:
            yield from (until >= today, until <= today + timedelta(days=soon), begun)
        case State.ENDED:
            yield until < today
        case State.LATER:
            yield from (until >= today, begins > today)
        case State.OPEN:
            yield until.is_(None)


def _order(newest: Any, vendor: Any, wanted: Filter) -> Iterator[Any]:
    by = {
        Order.END: newest.c.valid_until,
        Order.VENDOR: vendor.c.name_key,
        Order.STANDARD: newest.c.standard,
        Order.STANDING: newest.c.standing,
        Order.SENT: newest.c.sent_at,
    }[wanted.order]
    yield sa.nulls_last(by.desc() if wanted.descending else by.asc())
    yield from (vendor.c.name_key, newest.c.number_key, newest.c.response_id, newest.c.certificate_id)


def _seen(
    session: Session, organisation_id: str, wanted: Sequence[tuple[str, str]]
) -> dict[tuple[str, str, str], tuple[Seen, ...]]:
    """(vendor, scheme, number) -> the campaigns in which it was sent in, the newest first."""
    found: dict[tuple[str, str, str], tuple[Seen, ...]] = {}
    campaign = Campaign.__table__  # type: ignore[attr-defined]
    for start in range(0, len(wanted), 400):
        some = wanted[start : start + 400]
        rows = session.execute(
            sa.select(
                _R.c.vendor_id, _R.c.scheme, _R.c.number_key, _R.c.campaign_id, campaign.c.title, _R.c.response_id
            )
            .join(campaign, campaign.c.id == _R.c.campaign_id)
            .where(
                _R.c.organisation_id == organisation_id,
                _R.c.vendor_id.in_({v for v, _ in some}),
                _R.c.number_key.in_({n for _, n in some}),
            )
            .order_by(_R.c.sent_at.desc(), _R.c.response_id)
        )
        for vendor_id, scheme, number, campaign_id, title, response_id in rows:
            key, place = (vendor_id, scheme, number), Seen(campaign_id, title, response_id)
            if place not in (before := found.get(key, ())):
                found[key] = (*before, place)
    return found


def settings_of(session: Session, organisation_id: str) -> WatchSettings:
    """What the organisation has set; as new where it has set nothing."""
    return session.get(WatchSettings, organisation_id) or WatchSettings(organisation_id=organisation_id)


def wants_reminders(session: Session, member_id: str) -> bool:
    return session.get(WatchMute, member_id) is None


def calendar_link(settings: Settings, nonce: str) -> str:
    """The address of the calendar. Made anew each time: it is not stored anywhere."""
    return f"{settings.origin}/calendar/{derive_token(settings.key, 'calendar', nonce)}.ics"


def organisation_of_calendar(session: Session, token: str) -> Organisation:
    """Whose calendar a token opens. Raises NotFound when it is malformed, unknown, renewed since, or revoked."""
    found = None
    if well_formed(token):
        found = session.exec(select(WatchSettings).where(WatchSettings.calendar_hash == hash_token(token))).first()
    if found is None:
        raise NotFound("calendar")
    return session.get_one(Organisation, found.organisation_id)


def reminders(session: Session, actor: MemberActor, most: int = 100) -> Sequence[Mail]:
    """Reminders that went to the organisation's own people, newest first."""
    actor.require(Permission.MAILS_READ)
    mine = select(Mail).where(Mail.organisation_id == actor.organisation_id, Mail.kind == "expiry")
    return session.exec(mine.order_by(col(Mail.created_at).desc(), col(Mail.id).desc()).limit(most)).all()
