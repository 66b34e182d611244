"""Writes: the calendar's link, whether vendors are asked, and who wants no reminders."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from app.features.audit import service as audit
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor
from app.features.watch.models import WatchMute, WatchSettings
from app.infra.tokens import derive_token, hash_token, new_nonce


def renew_calendar(session: Session, actor: MemberActor, *, key: bytes, now: datetime) -> WatchSettings:
    """A new calendar link; the one before it, if any, no longer opens anything. Raises NotAllowed."""
    row = _settings(session, actor)
    row.calendar_nonce = new_nonce()
    row.calendar_hash = hash_token(derive_token(key, "calendar", row.calendar_nonce))
    row.calendar_by, row.calendar_at = actor.name[:200], now
    return _keep(session, actor, row, "calendar.link_renewed", now)


def revoke_calendar(session: Session, actor: MemberActor, *, now: datetime) -> WatchSettings:
    """The calendar link opens nothing any more. Twice is the same as once. Raises NotAllowed."""
    row = _settings(session, actor)
    if row.calendar_hash is None:
        return row
    row.calendar_nonce = row.calendar_hash = None
    row.calendar_by, row.calendar_at = actor.name[:200], now
    return _keep(session, actor, row, "calendar.link_revoked", now)


def ask_vendors(session: Session, actor: MemberActor, wanted: bool, *, now: datetime) -> WatchSettings:
    """Whether vendors' contacts are asked for renewed certificates. Raises NotAllowed."""
    row = _settings(session, actor)
    if row.ask_vendors == wanted:
        return row
    row.ask_vendors = wanted
    return _keep(session, actor, row, "watch.vendors_asked" if wanted else "watch.vendors_not_asked", now)


def want_reminders(session: Session, actor: MemberActor, wanted: bool, *, now: datetime) -> None:
    """Whether the actor gets reminders of certificates that end."""
    row = session.get(WatchMute, actor.id)
    if wanted == (row is None):
        return
    if row is None:
        session.add(WatchMute(member_id=actor.id, at=now))
    else:
        session.delete(row)
    session.flush()
    action = "member.reminders_on" if wanted else "member.reminders_off"
    audit.record(session, actor, action, kind="member", subject=actor.id, name=actor.name, now=now)


def _settings(session: Session, actor: MemberActor) -> WatchSettings:
    actor.require(Permission.CAMPAIGNS_EDIT)
    found = session.get(WatchSettings, actor.organisation_id, with_for_update=True)
    return found or WatchSettings(organisation_id=actor.organisation_id)


def _keep(session: Session, actor: MemberActor, row: WatchSettings, action: str, now: datetime) -> WatchSettings:
    session.add(row)
    session.flush()
    audit.record(session, actor, action, kind="organisation", subject=actor.organisation_id, now=now)
    return row
