"""Colleagues of a vendor: invited by a person with the link, each with a link of their own. Part of the service of
campaigns.

A colleague's link is derived and hashed as the invitation's own. It opens nothing once the invitation is revoked or
has expired, and revoking it ends the browsers that came in by it at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.problems import Invalid, Problem
from app.core.wording import say
from app.features.audit import service as audit
from app.features.campaigns import queries
from app.features.campaigns.models import Colleague, Invitation, VendorSession
from app.features.campaigns.schemas import CONTACT, Access, ColleagueInput, InvitationView, PersonView
from app.features.campaigns.service import require_writable
from app.features.errors import Closed, NotFound, TooMany
from app.features.identity.schemas import VendorActor
from app.features.notifications import service as notifications
from app.infra.mail import compose
from app.infra.settings import Settings
from app.infra.tokens import derive_token, hash_token, new_nonce
from app.infra.wording import weekday

MOST_COLLEAGUES = 50
RESEND_PAUSE = timedelta(minutes=2)
CODES = {
    "TEAM-KNOWN": "Somebody with this address has access already.",
    "TEAM-MANY": "More people were invited to one questionnaire than one can have.",
    "TEAM-SECTIONS": "Access to some sections names none, or one that the person who invites was not given.",
    "TEAM-SUBMIT": "Whoever submits needs the whole questionnaire.",
}


def people(session: Session, actor: VendorActor) -> tuple[PersonView, ...]:
    """Everybody with access to the actor's response, and who had it before: the contact first, then by name."""
    invitation = session.get_one(Invitation, actor.invitation_id)
    rows = session.exec(select(Colleague).where(Colleague.invitation_id == actor.invitation_id)).all()
    contact = PersonView(
        id=CONTACT,
        name=invitation.contact_name or invitation.contact_email,
        email=invitation.contact_email,
        access=Access((), True, True),
        last_seen_at=invitation.last_seen_at,
        link_sent_at=invitation.sent_at,
    )
    in_order = sorted(rows, key=lambda row: (row.revoked_at is not None, row.name.casefold(), row.id))
    return (contact, *(_view(row) for row in in_order))


def _view(row: Colleague) -> PersonView:
    return PersonView(
        id=row.id,
        name=row.name,
        email=row.email,
        access=Access(tuple(row.sections), row.may_submit, row.may_invite),
        last_seen_at=row.last_seen_at,
        link_sent_at=row.link_sent_at,
        link_shown=row.link_shown_at is not None,
        invited_by=row.invited_by,
        revoked_at=row.revoked_at,
    )


def invite(
    session: Session,
    actor: VendorActor,
    given: ColleagueInput,
    access: Access,
    titles: Mapping[str, str],
    settings: Settings,
    now: datetime,
) -> Colleague:
    """Give a colleague access and mail them a link. `titles`: the sections of the questionnaire by id.

    Who had access before gets it again. Raises NotYours, Closed, Invalid with a TEAM-* problem.
    """
    actor.require_invite()
    view = _writable(session, actor, now)
    invitation = session.get_one(Invitation, actor.invitation_id, with_for_update=True)
    rows = session.exec(select(Colleague).where(Colleague.invitation_id == actor.invitation_id)).all()
    found = next((row for row in rows if row.email == given.email), None)
    problems = _problems(actor, access, titles)
    if given.email == invitation.contact_email or (found is not None and found.revoked_at is None):
        problems.append(_known(given.email))
    elif found is None and len(rows) >= MOST_COLLEAGUES:
        problems.append(_many())
    if problems:
        raise Invalid(problems)
    row = found or Colleague(
        organisation_id=actor.organisation_id, invitation_id=actor.invitation_id, name="", email=given.email, nonce="",
        link_sent_at=now, invited_by="", created_at=now,
    )  # fmt: skip
    row.name, row.invited_by, row.revoked_at = given.name, actor.name[:200], None
    row.sections, row.may_submit, row.may_invite = list(access.sections), access.may_submit, access.may_invite
    _new_link(session, row, settings, now)
    _record(session, actor, "colleague.invited", row, now, sections=row.sections, email=row.email)
    _mail(session, actor, view, row, titles, settings, now)
    return row


def change(
    session: Session, actor: VendorActor, colleague_id: str, access: Access, titles: Mapping[str, str], now: datetime
) -> Colleague:
    """Give a colleague other sections or rights. It counts from their next step on. Raises as `invite`; NotFound."""
    row = _managed(session, actor, colleague_id)
    if problems := _problems(actor, access, titles):
        raise Invalid(problems)
    new = (list(access.sections), access.may_submit, access.may_invite)
    if new != (row.sections, row.may_submit, row.may_invite):
        row.sections, row.may_submit, row.may_invite = new
        session.add(row)
        session.flush()
        _record(session, actor, "colleague.access_changed", row, now, sections=row.sections, submits=row.may_submit)
    return row


def resend(
    session: Session,
    actor: VendorActor,
    colleague_id: str,
    titles: Mapping[str, str],
    settings: Settings,
    now: datetime,
) -> Colleague:
    """Mail a new link. The old one, and browsers that came in by it, are out; who was revoked has access again.

    Raises NotYours, NotFound, Closed; TooMany when a link was mailed just now.
    """
    row = _managed(session, actor, colleague_id)
    view = _writable(session, actor, now)
    if row.revoked_at is None and row.link_sent_at > now - RESEND_PAUSE:
        raise TooMany(say("A link was sent just now."), wait=RESEND_PAUSE)
    row.revoked_at = None
    _end_sessions(session, row.id, now)
    _new_link(session, row, settings, now)
    _record(session, actor, "colleague.link_sent", row, now)
    _mail(session, actor, view, row, titles, settings, now)
    return row


def show_link(session: Session, actor: VendorActor, colleague_id: str, settings: Settings, now: datetime) -> str:
    """The colleague's link, once, for whose mail was lost. Raises NotYours, NotFound; Closed the second time."""
    row = _managed(session, actor, colleague_id)
    if row.revoked_at is not None or row.link_shown_at is not None:
        raise Closed(say("This link was shown already."), remedy=say("Send a new one."))
    row.link_shown_at = now
    session.add(row)
    session.flush()
    _record(session, actor, "colleague.link_shown", row, now)
    return queries.colleague_link(settings, row.nonce)


def revoke(session: Session, actor: VendorActor, colleague_id: str, now: datetime) -> Colleague:
    """The colleague's link and browsers are out at once. What they answered stays. Raises NotYours, NotFound."""
    row = _managed(session, actor, colleague_id)
    if row.revoked_at is None:
        row.revoked_at = now
        session.add(row)
        _end_sessions(session, row.id, now)
        session.flush()
        _record(session, actor, "colleague.revoked", row, now)
    return row


def may_manage(actor: VendorActor, person: PersonView) -> bool:
    """Nobody changes the contact, themselves, or who was given more than they have."""
    if person.is_contact or person.id == actor.colleague_id or not actor.may_invite:
        return False
    return _within(actor, person.access)


def _within(actor: VendorActor, access: Access) -> bool:
    sections = actor.whole or (bool(access.sections) and actor.sections.issuperset(access.sections))
    return sections and (actor.may_submit or not access.may_submit)


def _managed(session: Session, actor: VendorActor, colleague_id: str) -> Colleague:
    actor.require_invite()
    row = session.get(Colleague, colleague_id, with_for_update=True)
    if row is None or row.invitation_id != actor.invitation_id:
        raise NotFound("person")
    if not may_manage(actor, _view(row)):
        raise actor.not_yours(say("This person was given more than you were, so you cannot change their access."))
    return row


def _writable(session: Session, actor: VendorActor, now: datetime) -> InvitationView:
    view = queries.situation(session, actor, now)
    require_writable(view)
    return view


def _problems(actor: VendorActor, access: Access, titles: Mapping[str, str]) -> list[Problem]:
    problems = []
    if not set(access.sections) <= titles.keys() or not _within(actor, Access(access.sections)):
        message = say("You can give sections only that you were given.")
        remedy = say("Choose among your own sections.")
        problems.append(Problem(code="TEAM-SECTIONS", where="sections", message=message, remedy=remedy))
    if access.may_submit and (access.sections or not actor.may_submit):
        message = say("Whoever submits needs the whole questionnaire, and only who may submit can pass that on.")
        remedy = say("Give the whole questionnaire, or leave submitting to somebody else.")
        problems.append(Problem(code="TEAM-SUBMIT", where="may_submit", message=message, remedy=remedy))
    return problems


def _known(email: str) -> Problem:
    message = say("%(email)s has access already.", email=email)
    remedy = say("Look in the list; a new link can be sent there.")
    return Problem(code="TEAM-KNOWN", where="email", message=message, remedy=remedy)


def _many() -> Problem:
    message = say("%(count)s people were invited, which is as many as there can be.", count=MOST_COLLEAGUES)
    remedy = say("Give the access of somebody who has left to this person instead.")
    return Problem(code="TEAM-MANY", where="email", message=message, remedy=remedy)


def _new_link(session: Session, row: Colleague, settings: Settings, now: datetime) -> None:
    row.nonce = new_nonce()
    row.token_hash = hash_token(derive_token(settings.key, "colleague", row.nonce))
    row.link_sent_at, row.link_shown_at = now, None
    session.add(row)
    session.flush()


def _end_sessions(session: Session, colleague_id: str, now: datetime) -> None:
    open_ones = sa.and_(col(VendorSession.colleague_id) == colleague_id, col(VendorSession.revoked_at).is_(None))
    session.execute(sa.update(VendorSession).where(open_ones).values(revoked_at=now))


def _mail(
    session: Session,
    actor: VendorActor,
    view: InvitationView,
    row: Colleague,
    titles: Mapping[str, str],
    settings: Settings,
    now: datetime,
) -> None:
    words = compose(
        "colleague",
        asker=view.asker,
        inviter=actor.name,
        inviter_email=actor.email,
        vendor=view.vendor.legal_name,
        about=view.about,
        to_name=row.name,
        to_address=row.email,
        sections=_in_order(row.sections, titles),
        may_submit=row.may_submit,
        due=weekday(view.due_on),
    )
    draft = notifications.Draft(
        kind="colleague", to_name=row.name, to_address=row.email, reply_to=actor.email, sender_name=actor.name,
        subject=words.subject, text=words.text, html=words.html,
    )  # fmt: skip
    notifications.send(
        session, draft, settings, now, organisation_id=row.organisation_id, campaign_id=view.campaign_id,
        invitation_id=row.invitation_id, colleague_id=row.id,
    )  # fmt: skip


def _in_order(sections: Collection[str], titles: Mapping[str, str]) -> list[str]:
    return [title for section, title in titles.items() if section in sections]


def _record(
    session: Session, actor: VendorActor, action: str, row: Colleague, now: datetime, **details: object
) -> None:
    audit.record(session, actor, action, kind="colleague", subject=row.id, name=row.name, now=now, **details)
