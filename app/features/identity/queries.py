"""Reads: who is behind a session cookie, and the members of an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.features.errors import Closed, NotFound
from app.features.identity.models import LoginSession, Member, Organisation, PasswordLink
from app.features.identity.permissions import Permission, Role
from app.features.identity.schemas import MemberActor
from app.infra.settings import Settings
from app.infra.tokens import derive_token, hash_token, well_formed


def actor_of_session(session: Session, token: str, now: datetime) -> MemberActor | None:
    """The member behind a session cookie, or None when it is unknown, ended, revoked, or its member inactive."""
    if not well_formed(token):
        return None
    row = session.execute(
        sa.select(
            col(Member.id), col(Member.organisation_id), col(Organisation.name), col(Organisation.timezone),
            col(Member.name), col(Member.email), col(Member.role), col(LoginSession.id),
        )
        .join(Member, col(Member.id) == LoginSession.member_id)
        .join(Organisation, col(Organisation.id) == Member.organisation_id)
        .where(
            col(LoginSession.token_hash) == hash_token(token),
            col(LoginSession.revoked_at).is_(None),
            col(LoginSession.expires_at) > now,
            col(Member.active),
        )
    ).first()  # fmt: skip
    if row is None:
        return None
    member_id, organisation_id, organisation_name, timezone, name, email, role, session_id = row
    return MemberActor(
        id=member_id, organisation_id=organisation_id, organisation_name=organisation_name, timezone=timezone,
        name=name, email=email, role=Role(role), session_id=session_id,
    )  # fmt: skip


def any_organisation(session: Session) -> bool:
    """False on a fresh installation, where the first-run page is shown."""
    return session.exec(select(Organisation.id).limit(1)).first() is not None


def organisation(session: Session, organisation_id: str) -> Organisation:
    found = session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound("organisation")
    return found


def members(session: Session, actor: MemberActor) -> Sequence[Member]:
    """Everybody of the actor's organisation, by name."""
    mine = select(Member).where(Member.organisation_id == actor.organisation_id)
    return session.exec(mine.order_by(col(Member.name), col(Member.id))).all()


def member(session: Session, actor: MemberActor, member_id: str) -> Member:
    """Raises NotFound when it is nobody of the actor's organisation."""
    found = session.get(Member, member_id)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound("member")
    return found


def sessions(session: Session, actor: MemberActor, now: datetime) -> Sequence[LoginSession]:
    """The actor's own live sessions, newest first."""
    live = select(LoginSession).where(
        LoginSession.member_id == actor.id, col(LoginSession.revoked_at).is_(None), LoginSession.expires_at > now
    )
    return session.exec(live.order_by(col(LoginSession.created_at).desc())).all()


def password_link(settings: Settings, nonce: str) -> str:
    """The address at which a member sets a password. Made anew each time: it is not stored anywhere."""
    return f"{settings.origin}/set-password/{derive_token(settings.key, 'password', nonce)}"


def open_password_links(session: Session, actor: MemberActor, now: datetime) -> dict[str, PasswordLink]:
    """Links of the organisation's members that can still be used, by member."""
    actor.require(Permission.MEMBERS_EDIT)
    rows = session.exec(
        select(PasswordLink)
        .join(Member, col(Member.id) == col(PasswordLink.member_id))
        .where(
            Member.organisation_id == actor.organisation_id,
            col(Member.active),
            col(PasswordLink.ended_at).is_(None),
            PasswordLink.expires_at > now,
        )
    )
    return {row.member_id: row for row in rows}


def password_link_by_token(session: Session, token: str, now: datetime) -> tuple[PasswordLink, Member]:
    """Whose password the link sets. Raises NotFound for an unknown link, Closed for one that no longer works."""
    found = None
    if well_formed(token):
        found = session.exec(select(PasswordLink).where(PasswordLink.token_hash == hash_token(token))).first()
    if found is None:
        raise NotFound("link")
    member = session.get_one(Member, found.member_id)
    if found.ended_at is not None or found.expires_at <= now or not member.active:
        raise Closed("This link no longer works.", remedy="Ask an owner of your organisation for a new one.")
    return found, member


def only_organisation(session: Session) -> str:
    """The organisation's name when there is exactly one, for the sign-in page; else empty."""
    names = session.exec(select(Organisation.name).limit(2)).all()
    return names[0] if len(names) == 1 else ""
