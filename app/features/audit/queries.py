"""Reads of the audit log, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.features.audit.models import AuditEvent
from app.features.audit.schemas import AuditFilter, AuditPage, Person

PAGE = 50
_NEWEST_FIRST = (col(AuditEvent.at).desc(), col(AuditEvent.id).desc())


def page(
    session: Session, organisation_id: str, wanted: AuditFilter, zone: ZoneInfo, *, before: str = "", size: int = PAGE
) -> AuditPage:
    """Up to `size` events older than the event `before` (an id; unknown or empty: from the newest).

    Pages are cut at an event, not at a number: what is added while somebody reads does not move them.
    """
    which = _which(organisation_id, wanted, zone)
    total = session.execute(sa.select(sa.func.count()).select_from(AuditEvent).where(*which)).scalar_one()
    cut = session.get(AuditEvent, before) if before else None
    if cut is not None and cut.organisation_id == organisation_id:
        at, key = col(AuditEvent.at), col(AuditEvent.id)
        which.append(sa.or_(at < cut.at, sa.and_(at == cut.at, key < cut.id)))
    found = session.exec(select(AuditEvent).where(*which).order_by(*_NEWEST_FIRST).limit(size + 1)).all()
    events = tuple(found[:size])
    return AuditPage(events=events, total=total, older=events[-1].id if len(found) > size else "")


def everything(session: Session, organisation_id: str, wanted: AuditFilter, zone: ZoneInfo) -> Iterator[AuditEvent]:
    """All events that match, in portions, so that a long log does not have to fit in memory as rows."""
    which = _which(organisation_id, wanted, zone)
    yield from session.exec(
        select(AuditEvent).where(*which).order_by(*_NEWEST_FIRST), execution_options={"yield_per": 500}
    )


def people(session: Session, organisation_id: str) -> list[Person]:
    """Everybody who appears in the log, by name."""
    rows = session.execute(
        sa.select(
            col(AuditEvent.actor_id), col(AuditEvent.actor_kind), col(AuditEvent.actor_name), sa.func.max(AuditEvent.at)
        )
        .where(col(AuditEvent.organisation_id) == organisation_id)
        .group_by(col(AuditEvent.actor_id), col(AuditEvent.actor_kind), col(AuditEvent.actor_name))
        .order_by(sa.func.max(AuditEvent.at))
    ).all()
    latest = {row[0]: Person(id=row[0], kind=row[1], name=row[2]) for row in rows}
    return sorted(latest.values(), key=lambda person: (person.name.casefold(), person.id))


def actions(session: Session, organisation_id: str) -> list[str]:
    """Every kind of event that has happened."""
    mine = col(AuditEvent.organisation_id) == organisation_id
    return list(session.execute(sa.select(col(AuditEvent.action)).where(mine).distinct().order_by("action")).scalars())


def _which(organisation_id: str, wanted: AuditFilter, zone: ZoneInfo) -> list[sa.ColumnElement[bool]]:
    which: list[sa.ColumnElement[bool]] = [col(AuditEvent.organisation_id) == organisation_id]
    if wanted.person:
        which.append(col(AuditEvent.actor_id) == wanted.person)
    if wanted.action:
        which.append(col(AuditEvent.action) == wanted.action)
    if wanted.since:
        which.append(col(AuditEvent.at) >= _midnight(wanted.since, zone))
    if wanted.until and wanted.until < date.max:
        which.append(col(AuditEvent.at) < _midnight(wanted.until + timedelta(days=1), zone))
    return which


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)
