"""Writes of the vendor's side of an invitation: entering by the link, leaving, declining. And, for the features above,
the choice of a scoring policy (`choosing`) and how long a link lasts (`editing`)."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.wording import say
from app.features.audit import service as audit
from app.features.campaigns import queries
from app.features.campaigns.choosing import choose
from app.features.campaigns.editing import let_link_last
from app.features.campaigns.models import Colleague, Invitation, VendorSession
from app.features.campaigns.schemas import InvitationState, InvitationView
from app.features.errors import Closed, NotFound
from app.features.identity.schemas import VendorActor
from app.infra.settings import Settings
from app.infra.tokens import hash_token, new_token

__all__ = [
    "REASON_LENGTH", "WHY_CLOSED", "choose", "decline", "end_session", "let_link_last", "require_writable", "speak",
    "start", "take_back", "undecline",
]  # fmt: skip

REASON_LENGTH = 2000

WHY_CLOSED = {
    InvitationState.REVOKED: say("This link has been withdrawn by the people who sent it."),
    InvitationState.EXPIRED: say("This link is too old to be used."),
    InvitationState.CLOSED: say("The people who asked have closed this round."),
    InvitationState.OVERDUE: say("The due date is over, and late responses are not taken."),
    InvitationState.DECLINED: say("You told us that you are not taking part."),
    InvitationState.TAKEN_BACK: say("You took your answers back, and they were erased."),
}


def start(session: Session, view: InvitationView, now: datetime, settings: Settings, *, language: str = "") -> str:
    """Let a browser in: the token of a new vendor session, for its cookie. Mails go on in the `language` of the page.

    Raises Closed when the link is revoked or expired or its vendor declined, and when it came too late to begin.
    Who began in time may come back to read what was answered.
    """
    came_back = view.started_at is not None and view.state in (InvitationState.CLOSED, InvitationState.OVERDUE)
    if not came_back:
        require_writable(view)
    token = new_token()
    ends = now + timedelta(days=settings.vendor_session_days)
    session.add(
        VendorSession(
            token_hash=hash_token(token),
            invitation_id=view.invitation_id,
            colleague_id=view.colleague_id or None,
            created_at=now,
            expires_at=ends,
        )
    )
    invitation = _locked(session, view.invitation_id)
    if view.colleague_id:
        session.execute(sa.update(Colleague).where(col(Colleague.id) == view.colleague_id).values(last_seen_at=now))
    else:
        invitation.last_seen_at = now
    if invitation.started_at is None:
        invitation.started_at = now
        _record(session, view, "invitation.started", now)
    invitation.language = invitation.language or language
    session.add(invitation)
    session.flush()
    return token


def require_writable(view: InvitationView) -> None:
    """Raises Closed, saying why and whom to ask, unless answers may be saved and sent in."""
    if view.writable:
        return
    remedy = say(
        "Write to %(owner_name)s (%(owner_email)s), who can open it again.",
        owner_name=view.owner_name,
        owner_email=view.owner_email,
    )
    if view.state is InvitationState.DECLINED:
        remedy = say("Open your link again and say that you are taking part after all.")
    raise Closed(WHY_CLOSED[view.state], remedy=remedy)


def decline(session: Session, view: InvitationView, reason: str, now: datetime) -> None:
    """The vendor is not taking part. Doing it twice changes nothing. Raises Closed when the link no longer works."""
    if view.state is InvitationState.DECLINED:
        return
    _require_contact(view)
    if view.state is not InvitationState.OVERDUE:
        require_writable(view)
    invitation = _locked(session, view.invitation_id)
    invitation.declined_at = now
    invitation.decline_reason = reason.replace("\x00", "").strip()[:REASON_LENGTH]
    session.add(invitation)
    session.flush()
    _record(session, view, "invitation.declined", now, reason=invitation.decline_reason)


def undecline(session: Session, view: InvitationView, now: datetime) -> None:
    """The vendor is taking part after all. Raises Closed when the link no longer works."""
    if view.state is not InvitationState.DECLINED:
        require_writable(view)
        return
    _require_contact(view)
    invitation = _locked(session, view.invitation_id)
    invitation.declined_at = None
    invitation.decline_reason = ""
    session.add(invitation)
    session.flush()
    _record(session, view, "invitation.taken_up_again", now)


def take_back(session: Session, actor: VendorActor, now: datetime) -> None:
    """The invitation is as if nobody had begun, and closed until the buyer opens it again; every browser and every
    colleague is out. What was answered is erased by the caller. Raises Closed for a colleague."""
    view = queries.situation(session, actor, now)
    _require_contact(view)
    invitation = _locked(session, actor.invitation_id)
    invitation.taken_back_at, invitation.started_at, invitation.last_seen_at = now, None, None
    session.add(invitation)
    session.flush()
    for table in (VendorSession, Colleague):
        session.execute(sa.delete(table).where(col(table.invitation_id) == actor.invitation_id))
    _record(session, view, "invitation.taken_back", now)


def _require_contact(view: InvitationView) -> None:
    if view.colleague_id:
        raise Closed(
            say("Only the person who was asked can say whether you are taking part."),
            remedy=say("Tell the colleague who invited you."),
        )


def speak(session: Session, invitation_id: str, language: str) -> None:
    """Pages and mails behind this link are in `language` from now on, wherever the browser does not say otherwise."""
    mine = col(Invitation.id) == invitation_id
    session.execute(sa.update(Invitation).where(mine).values(language=language))


def end_session(session: Session, invitation_id: str, token: str, now: datetime) -> None:
    """This browser leaves; the link opens a new session. Unknown tokens are nothing to end."""
    mine = sa.and_(
        col(VendorSession.token_hash) == hash_token(token),
        col(VendorSession.invitation_id) == invitation_id,
        col(VendorSession.revoked_at).is_(None),
    )
    session.execute(sa.update(VendorSession).where(mine).values(revoked_at=now))


def _locked(session: Session, invitation_id: str) -> Invitation:
    found = session.get(Invitation, invitation_id, with_for_update=True)
    if found is None:
        raise NotFound("invitation")
    return found


def _record(session: Session, view: InvitationView, action: str, now: datetime, **details: str) -> None:
    actor = VendorActor(
        invitation_id=view.invitation_id,
        organisation_id=view.organisation_id,
        organisation_name=view.asker,
        timezone=view.timezone,
        campaign_id=view.campaign_id,
        vendor_id=view.vendor_id,
        name=view.contact_name or view.contact_email,
        email=view.contact_email,
        colleague_id=view.colleague_id,
    )
    audit.record(
        session,
        actor,
        action,
        kind="invitation",
        subject=view.invitation_id,
        name=view.vendor.legal_name,
        now=now,
        **details,
    )
