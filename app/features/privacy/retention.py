"""Retention: a campaign has a day on which what its vendors gave is erased, and its owner is told before.

What stays is what the buyer itself wrote and must be able to show: the campaign, that vendors were asked, the record of
decisions with the figures and digests it rested on, published answers to questions, and the log.

Source: Regulation (EU) 2016/679, Article 5(1)(e): kept no longer than is necessary. How long that is, the buyer says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.problems import Invalid, Problem
from app.features.audit import service as audit
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign, CampaignState, Colleague, Invitation, VendorSession
from app.features.enquiries.models import Enquiry, EnquiryReply
from app.features.errors import Closed
from app.features.identity.models import Member, Organisation
from app.features.identity.permissions import GRANTS, Permission, Role
from app.features.identity.schemas import MemberActor, SystemActor
from app.features.notifications import service as notifications
from app.features.notifications.models import Mail
from app.features.privacy.erasing import erase, forget_addresses, in_parts
from app.features.responses.models import ResponseRow
from app.features.team.models import TeamVisit
from app.features.watch.models import ExpiryNotice
from app.infra.clock import Clock
from app.infra.db import Database
from app.infra.jobs import Performer, Wanted
from app.infra.mail import compose
from app.infra.settings import Settings
from app.infra.wording import day

JOB = "retention"
MORNING = 5  # o'clock where the organisation is
TOLD_AHEAD = 30  # days before, the owner is told
AT_LEAST = 7  # days between being told and the erasing, also when no worker ran for long
NEAREST = 14  # days from today that a day may be set to: so that there is time to be told

CODES = {
    "ERASE-DAY": "The day of erasing lies nearer than two weeks.",
    "ERASE-BEFORE-DUE": "The day of erasing lies before the due date.",
}


@dataclass(frozen=True, slots=True)
class Gone:
    responses: int
    answers: int
    files: int
    people: int  # contacts and colleagues


def schedule(session: Session, now: datetime) -> Iterator[Wanted]:
    """One job a day for each organisation, once it is morning there."""
    for organisation_id, timezone in session.exec(select(Organisation.id, Organisation.timezone)):
        here = now.astimezone(ZoneInfo(timezone))
        if here.hour >= MORNING:
            yield Wanted(JOB, f"{JOB}:{organisation_id}:{here.date()}", {"organisation_id": organisation_id})


def performer(settings: Settings, clock: Clock) -> Performer:
    """Tells owners and erases, in the transaction that marks the job done."""

    def look(database: Database, payload: Mapping[str, Any], key: str) -> Callable[[Session], None]:
        def write(session: Session) -> None:
            organisation = session.get_one(Organisation, str(payload["organisation_id"]), with_for_update=True)
            keep_time(session, organisation, settings, clock())

        return write

    return look


def keep_time(session: Session, organisation: Organisation, settings: Settings, now: datetime) -> None:
    """Tell the owners of campaigns whose day is near, and erase those whose day has come, in the caller's transaction.

    Nothing is erased whose owner was not told of that very day a week before.
    """
    today = now.astimezone(ZoneInfo(organisation.timezone)).date()
    near = select(Campaign).where(
        Campaign.organisation_id == organisation.id,
        col(Campaign.erased_at).is_(None),
        col(Campaign.sent_at).is_not(None),
        col(Campaign.erase_on) <= today + timedelta(days=TOLD_AHEAD),
    )
    for campaign in session.exec(near.with_for_update()).all():
        if campaign.erase_told_of != campaign.erase_on or campaign.erase_told_on is None:
            _tell(session, organisation, campaign, settings, now, today)
        elif campaign.erase_on and max(campaign.erase_on, campaign.erase_told_on + timedelta(days=AT_LEAST)) <= today:
            erase_campaign(session, campaign, now)


def set_day(session: Session, actor: MemberActor, campaign_id: str, wanted: date | None, now: datetime) -> Campaign:
    """Erase the campaign on another day, or on none. The same day again changes nothing.

    Raises NotFound; Closed when it has been erased; Invalid when the day is nearer than two weeks, or before the due
    date.
    """
    actor.require(Permission.CAMPAIGNS_EDIT)
    campaign = campaigns.campaign(session, actor, campaign_id, for_update=True)
    if campaign.erased_at is not None:
        raise Closed("This campaign has been erased.", remedy="What is gone cannot be kept longer.")
    if wanted == campaign.erase_on:
        return campaign
    nearest = now.astimezone(actor.zone).date() + timedelta(days=NEAREST)
    if wanted is not None and wanted < nearest:
        remedy = f"Choose {day(nearest)} or later: the owner is told first, and can still keep them."
        raise Invalid([Problem(code="ERASE-DAY", where="erase_on", message="The day is too near.", remedy=remedy)])
    if wanted is not None and campaign.due_on is not None and wanted <= campaign.due_on:
        message, remedy = "Answers are not due before that day.", f"Choose a day after {day(campaign.due_on)}."
        raise Invalid([Problem(code="ERASE-BEFORE-DUE", where="erase_on", message=message, remedy=remedy)])
    audit.record(
        session, actor, "campaign.erase_day", kind="campaign", subject=campaign.id, name=campaign.title, now=now,
        was=str(campaign.erase_on or ""), day=str(wanted or ""),
    )  # fmt: skip
    campaign.erase_on = wanted
    session.add(campaign)
    session.flush()
    return campaign


def _tell(
    session: Session, organisation: Organisation, campaign: Campaign, settings: Settings, now: datetime, today: date
) -> None:
    assert campaign.erase_on is not None
    erased_on = max(campaign.erase_on, today + timedelta(days=AT_LEAST))
    for member in _told(session, campaign):
        words = compose(
            "erasing",
            to_name=member.name,
            asker=organisation.name,
            campaign=campaign.title,
            erased_on=day(erased_on),
            address=f"{settings.origin}/campaigns/{campaign.id}/retention",
        )
        draft = notifications.Draft(
            kind="erasing", to_name=member.name, to_address=member.email, reply_to="", sender_name=organisation.name,
            subject=words.subject, text=words.text, html=words.html,
        )  # fmt: skip
        notifications.send(session, draft, settings, now, organisation_id=organisation.id, campaign_id=campaign.id)
    campaign.erase_told_on, campaign.erase_told_of = today, campaign.erase_on
    session.add(campaign)


def _told(session: Session, campaign: Campaign) -> list[Member]:
    """The campaign's owner; where that one has left or manages campaigns no more, everybody who does."""
    members = session.exec(select(Member).where(Member.organisation_id == campaign.organisation_id)).all()
    managing = [m for m in members if m.active and Permission.CAMPAIGNS_EDIT in GRANTS[Role(m.role)]]
    return [m for m in managing if m.id == campaign.owner_id] or managing


def erase_campaign(session: Session, campaign: Campaign, now: datetime) -> Gone:
    """Everything that the campaign's vendors gave. The caller holds the campaign's row."""
    mine = select(Invitation).where(Invitation.campaign_id == campaign.id)
    invitations = session.exec(mine).all()
    ids = [invitation.id for invitation in invitations]
    responses = session.exec(select(ResponseRow.id).where(ResponseRow.campaign_id == campaign.id)).all()
    erased = [erase(session, response_id, now) for response_id in responses]
    addresses = {i.contact_email.casefold() for i in invitations if i.contact_email}
    people = sum(1 for i in invitations if i.contact_email)
    for some in in_parts(ids):
        people += session.exec(select(sa.func.count()).where(col(Colleague.invitation_id).in_(some))).one()
        mails = sa.select(col(Mail.id)).where(col(Mail.invitation_id).in_(some))
        session.execute(sa.delete(ExpiryNotice).where(col(ExpiryNotice.mail_id).in_(mails)))
        for table in (VendorSession, Colleague, TeamVisit, Mail):
            session.execute(sa.delete(table).where(col(table.invitation_id).in_(some)))
    for invitation in invitations:
        invitation.contact_name = invitation.contact_email = invitation.decline_reason = ""
        invitation.token_hash = None
        session.add(invitation)
    _forget_questions(session, campaign)
    session.flush()
    forget_addresses(session, campaign.organisation_id, addresses)
    campaign.state, campaign.closed_at = CampaignState.CLOSED, campaign.closed_at or now
    campaign.erased_at = now
    session.add(campaign)
    gone = Gone(len(responses), sum(e.answers for e in erased), sum(e.files for e in erased), people)
    audit.record(
        session, SystemActor(campaign.organisation_id), "campaign.erased", kind="campaign", subject=campaign.id,
        name=campaign.title, now=now, responses=gone.responses, answers=gone.answers, files=gone.files,
        people=gone.people,
    )  # fmt: skip
    return gone


def _forget_questions(session: Session, campaign: Campaign) -> None:
    """What was published stays as it was published; what vendors wrote themselves goes, and who wrote it."""
    mine = sa.select(col(Enquiry.id)).where(col(Enquiry.campaign_id) == campaign.id)
    unpublished = mine.where(col(Enquiry.publication).is_(None))
    session.execute(sa.delete(EnquiryReply).where(col(EnquiryReply.enquiry_id).in_(unpublished)))
    session.execute(
        sa.delete(EnquiryReply).where(col(EnquiryReply.enquiry_id).in_(mine), col(EnquiryReply.audience) == "asker")
    )
    session.execute(
        sa.delete(Enquiry).where(col(Enquiry.campaign_id) == campaign.id, col(Enquiry.publication).is_(None))
    )
    session.execute(sa.update(Enquiry).where(col(Enquiry.campaign_id) == campaign.id).values(text="", asked_by=""))
