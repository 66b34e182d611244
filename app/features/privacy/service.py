"""Writes of the vendor about its own data."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.problems import Invalid, Problem
from app.core.wording import say
from app.features.audit import service as audit
from app.features.campaigns import queries as situations
from app.features.campaigns import service as campaigns
from app.features.campaigns.models import Invitation, VendorSession
from app.features.errors import Closed
from app.features.identity.schemas import VendorActor
from app.features.notifications.models import INSIDE, Mail, MailState
from app.features.privacy.erasing import Erased, erase, forget_addresses
from app.features.responses import queries as responses
from app.features.responses.schemas import Draft
from app.features.team.models import TeamVisit
from app.features.watch.models import ExpiryNotice

CODES = {"ERASE-CONFIRM": "It was not confirmed that something is erased for good."}


def require_unsent(actor: VendorActor, draft: Draft) -> None:
    """Raises NotYours for a colleague, since who was asked takes back, and Closed when something was submitted."""
    if actor.colleague_id:
        raise actor.not_yours(say("Only the person who was asked can take the answers back."))
    if draft.submissions:
        raise Closed(
            say("Your answers were submitted, and what was submitted cannot be taken back here."),
            remedy=say(
                "Write to %(help_name)s (%(help_email)s).", help_name=draft.help_name, help_email=draft.help_email
            ),
        )


def erase_contact(session: Session, actor: VendorActor, now: datetime, *, confirmed: bool) -> None:
    """Name and address of who was asked go: from the invitation, the mails and the buyer's list of contacts, unless
    another campaign asks the same person. The link opens nothing more; colleagues keep theirs, and answers stay.

    Raises NotFound, NotYours for a colleague; Invalid unless `confirmed`.
    """
    view = situations.situation(session, actor, now)
    if actor.colleague_id:
        raise actor.not_yours(say("Only the person who was asked can have this erased."))
    if not confirmed:
        message, remedy = say("It is not confirmed."), say("Tick the box if you want your name and address erased.")
        raise Invalid([Problem(code="ERASE-CONFIRM", where="confirmed", message=message, remedy=remedy)])
    invitation = session.get_one(Invitation, view.invitation_id, with_for_update=True)
    address = invitation.contact_email
    # Mails to colleagues name whoever invited them. One that is still to leave is left: somebody waits for its link.
    theirs_to_come = sa.and_(col(Mail.colleague_id).is_not(None), col(Mail.state) == MailState.WAITING)
    mails = sa.select(col(Mail.id)).where(col(Mail.invitation_id) == invitation.id, sa.not_(theirs_to_come))
    session.execute(sa.delete(ExpiryNotice).where(col(ExpiryNotice.mail_id).in_(mails)))
    session.execute(sa.delete(Mail).where(col(Mail.id).in_(mails)))
    own = sa.and_(col(VendorSession.invitation_id) == invitation.id, col(VendorSession.colleague_id).is_(None))
    session.execute(sa.delete(VendorSession).where(own))
    invitation.contact_name = invitation.contact_email = ""
    invitation.token_hash = None
    session.add(invitation)
    session.flush()
    forget_addresses(session, view.organisation_id, {address.casefold()} if address else set())
    audit.record(session, actor, "invitation.contact_erased", kind="invitation", subject=invitation.id, now=now)


def take_back(session: Session, actor: VendorActor, now: datetime, *, confirmed: bool) -> Erased:
    """Erase a response that was never submitted, with its files, and what the vendor's people have among themselves.

    The invitation stays, closed until the buyer opens it again. Raises NotFound, NotYours, Closed; Invalid unless
    `confirmed`.
    """
    draft = responses.draft(session, actor, now, lock=True)
    require_unsent(actor, draft)
    if not confirmed:
        message, remedy = say("It is not confirmed."), say("Tick the box if you want everything erased for good.")
        raise Invalid([Problem(code="ERASE-CONFIRM", where="confirmed", message=message, remedy=remedy)])
    erased = erase(session, draft.response_id, now)
    session.execute(sa.delete(TeamVisit).where(col(TeamVisit.invitation_id) == actor.invitation_id))
    among_themselves = sa.and_(col(Mail.invitation_id) == actor.invitation_id, col(Mail.kind).in_(INSIDE))
    session.execute(sa.delete(Mail).where(among_themselves))
    campaigns.take_back(session, actor, now)
    audit.record(
        session, actor, "response.erased", kind="response", subject=draft.response_id, now=now,
        answers=erased.answers, files=erased.files,
    )  # fmt: skip
    return erased
