"""Writes of the buyer: links and the mails that carry them. Part of the service of campaigns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.problems import Invalid, Problem, Severity
from app.core.wording import say, say_count
from app.features.audit import service as audit
from app.features.campaigns import queries
from app.features.campaigns.editing import link_ends
from app.features.campaigns.models import Campaign, CampaignState, Invitation, Late, VendorSession
from app.features.campaigns.schemas import Preflight, days_left, is_overdue
from app.features.errors import Closed
from app.features.identity import queries as identity
from app.features.identity.models import Member
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor
from app.features.notifications import queries as mails
from app.features.notifications import service as notifications
from app.features.notifications.models import Mail
from app.features.questionnaires import queries as questionnaires
from app.features.vendors import queries as vendor_queries
from app.features.vendors import service as vendors
from app.features.vendors.schemas import ContactInput
from app.infra.language import speaking
from app.infra.mail import compose
from app.infra.settings import Settings
from app.infra.tokens import derive_token, hash_token, new_nonce
from app.infra.wording import day_of_year, weekday

REMINDER_PAUSE = timedelta(minutes=10)
SHORT_NOTICE = 5  # days
CODES = {
    "SEND-NO-VENDORS": "There is nobody in the campaign to send to.",
    "SEND-NO-SYSTEM": "The campaign does not say what it is about.",
    "SEND-NO-DUE-DATE": "The campaign has no due date.",
    "SEND-DUE-PAST": "The due date is over.",
    "SEND-NO-EMAIL": "A vendor has no contact with an e-mail address.",
    "SEND-SHORT-NOTICE": "The due date is only days away.",
    "SEND-SHARED-EMAIL": "Two vendors have the same contact.",
    "SEND-NEWER-RELEASE": "The questionnaire has a newer release than the campaign's.",
    "SEND-NO-SERVER": "No mail server is set.",
}


def preflight(session: Session, actor: MemberActor, campaign: Campaign, settings: Settings, now: datetime) -> Preflight:
    """What is missing before invitations that were not sent yet can go out, and what is worth knowing."""
    unsent = tuple(queries.invitations(session, actor, campaign.id, unsent=True))
    problems: list[Problem] = []

    def add(code: str, where: str, message: str, remedy: str, severity: Severity = Severity.ERROR) -> None:
        problems.append(Problem(code=code, where=where, message=message, remedy=remedy, severity=severity))

    if not unsent:
        add("SEND-NO-VENDORS", "vendors", "There is no vendor to send to", "Add the vendors you want to ask.")
    if not campaign.system_name:
        remedy = "Name the AI system or the purchase."
        add("SEND-NO-SYSTEM", "system_name", "Vendors cannot see what the questions are about", remedy)
    left = days_left(campaign.due_on, actor.zone, now)
    if left is None:
        add("SEND-NO-DUE-DATE", "due_on", "There is no due date", "Say until when you need the answers.")
    elif left < 0:
        add("SEND-DUE-PAST", "due_on", "The due date is over", "Choose a day in the future.")
    elif left < SHORT_NOTICE:
        remedy = "Give more time if you can: the answers come from several people."
        message = "The due date is today" if left == 0 else f"The due date is only {left} day{'s' * (left != 1)} away"
        add("SEND-SHORT-NOTICE", "due_on", message, remedy, Severity.WARNING)
    for line in unsent:
        if not line.contact_email:
            message = f"{line.legal_name} has no contact with an e-mail address"
            add("SEND-NO-EMAIL", f"invitation:{line.id}", message, "Add one, or take the vendor out.")
    for address, count in Counter(line.contact_email for line in unsent if line.contact_email).items():
        if count > 1:
            remedy = "Check that no row of your list slipped."
            add("SEND-SHARED-EMAIL", "vendors", f"{count} vendors have the contact {address}", remedy, Severity.WARNING)
    if campaign.sent_at is None and (newer := queries.newer_release(session, actor, campaign.release_id)):
        message, remedy = (
            f"Release {newer.number} of this questionnaire is newer",
            "Choose it, or keep the one you have.",
        )
        add("SEND-NEWER-RELEASE", "release_id", message, remedy, Severity.WARNING)
    if not settings.smtp_host:
        message = "No mail server is set, so mails will not leave"
        remedy = "They are kept under Mails: copy each text, with its link, into a mail of your own."
        add("SEND-NO-SERVER", "mails", message, remedy, Severity.WARNING)
    return Preflight(unsent=unsent, problems=tuple(problems))


def send(session: Session, actor: MemberActor, campaign_id: str, settings: Settings, now: datetime) -> int:
    """Open and mail the links of everybody who was not sent one; how many. Sending twice sends nothing twice.

    Raises NotFound, Closed when the campaign is closed, Invalid with what `preflight` forbids.
    """
    actor.require(Permission.INVITATIONS_SEND)
    campaign = queries.campaign(session, actor, campaign_id, for_update=True)
    if campaign.state == CampaignState.CLOSED:
        raise Closed("This campaign is closed.", remedy="Reopen it before you send.")
    checked = preflight(session, actor, campaign, settings, now)
    if not checked.unsent and campaign.sent_at is not None:
        return 0
    if not checked.ready:
        raise Invalid(checked.errors)
    wording = _wording(session, actor, campaign, now)
    waiting = session.exec(
        select(Invitation).where(
            Invitation.campaign_id == campaign.id, col(Invitation.id).in_([line.id for line in checked.unsent])
        )
    ).all()
    names = {line.id: line.legal_name for line in checked.unsent}
    for invitation in waiting:
        _open_link(session, invitation, campaign, actor, settings, now)
        invitation.sent_at = now
        session.add(invitation)
        _mail(session, "invitation", invitation, wording, settings, now)
        _record(session, actor, "invitation.sent", invitation, names[invitation.id], now)
    campaign.state = CampaignState.RUNNING
    if campaign.sent_at is None:
        campaign.sent_at = now
        campaign.version += 1
    campaign.erase_on = campaign.erase_on or queries.usual_erasure(campaign, settings.retention_months, actor.zone, now)
    session.add(campaign)
    session.flush()
    audit.record(
        session, actor, "campaign.sent", kind="campaign", subject=campaign.id, name=campaign.title, now=now,
        vendors=len(waiting),
    )  # fmt: skip
    return len(waiting)


def remind(
    session: Session,
    actor: MemberActor,
    campaign_id: str,
    invitation_ids: Collection[str],
    settings: Settings,
    now: datetime,
) -> int:
    """Mail a reminder to those of the invitations whose vendors can still answer; how many were mailed.

    Who submitted is known to the responses: leave those out. A vendor reminded just now is not reminded again.
    Raises NotFound; Closed when the campaign takes no answers.
    """
    actor.require(Permission.INVITATIONS_SEND)
    campaign = queries.campaign(session, actor, campaign_id, for_update=True)
    overdue = is_overdue(campaign.due_on, actor.zone, now)
    if campaign.state != CampaignState.RUNNING:
        raise Closed("This campaign takes no answers.", remedy="Reopen it before you remind anybody.")
    if overdue and campaign.late == Late.CLOSED:
        raise Closed("The due date is over, and late responses are not taken.", remedy="Move the due date first.")
    reminded = mails.last_by_invitation(session, actor, campaign_id, "reminder")
    wording = _wording(session, actor, campaign, now)
    count = 0
    for invitation_id in sorted(set(invitation_ids)):
        invitation = queries.invitation(session, actor, campaign_id, invitation_id)
        just_now = invitation_id in reminded and reminded[invitation_id][1] > now - REMINDER_PAUSE
        if just_now or not _can_answer(invitation, now):
            continue
        _mail(session, "reminder", invitation, wording, settings, now)
        vendor = vendor_queries.vendor(session, actor, invitation.vendor_id)
        _record(session, actor, "invitation.reminded", invitation, vendor.legal_name, now)
        count += 1
    return count


def renew(
    session: Session,
    actor: MemberActor,
    campaign_id: str,
    invitation_id: str,
    settings: Settings,
    now: datetime,
    *,
    seen: str,
    mail: bool,
) -> Invitation:
    """A new link; the old one and every browser that came in by it are out. `mail` sends it to the contact.

    `seen` is `fingerprint` of the link that the person saw: a second click does not renew the new link.
    Raises NotFound, Closed when it was never sent or has been revoked.
    """
    actor.require(Permission.INVITATIONS_SEND)
    campaign = queries.campaign(session, actor, campaign_id)
    invitation = queries.invitation(session, actor, campaign_id, invitation_id, for_update=True)
    if invitation.sent_at is None:
        raise Closed("This vendor has no link yet.", remedy="Send the invitation first.")
    if invitation.revoked_at is not None:
        raise Closed("This link has been revoked.", remedy="Restore it first.")
    if seen != fingerprint(invitation):
        return invitation
    invitation.nonce = new_nonce()
    _open_link(session, invitation, campaign, actor, settings, now)
    _end_sessions(session, invitation, now)
    session.add(invitation)
    session.flush()
    vendor = vendor_queries.vendor(session, actor, invitation.vendor_id)
    _record(session, actor, "invitation.renewed", invitation, vendor.legal_name, now, mailed=mail)
    if mail:
        _mail(session, "new-link", invitation, _wording(session, actor, campaign, now), settings, now)
    return invitation


def fingerprint(invitation: Invitation) -> str:
    """Tells one link of an invitation from the next, and nothing about either."""
    return (invitation.token_hash or "")[:12]


def revoke(session: Session, actor: MemberActor, campaign_id: str, invitation_id: str, now: datetime) -> Invitation:
    """The link and every browser that came in by it are out. What was answered stays. Raises NotFound."""
    actor.require(Permission.INVITATIONS_SEND)
    invitation = queries.invitation(session, actor, campaign_id, invitation_id, for_update=True)
    if invitation.revoked_at is None:
        invitation.revoked_at = now
        _end_sessions(session, invitation, now)
        _changed(session, actor, "invitation.revoked", invitation, now)
    return invitation


def restore(
    session: Session, actor: MemberActor, campaign_id: str, invitation_id: str, settings: Settings, now: datetime
) -> Invitation:
    """A revoked link works again, the same address. Browsers have to come in by it anew. Raises NotFound."""
    actor.require(Permission.INVITATIONS_SEND)
    invitation = queries.invitation(session, actor, campaign_id, invitation_id, for_update=True)
    if invitation.revoked_at is not None:
        invitation.revoked_at = None
        if invitation.sent_at is not None:
            campaign = queries.campaign(session, actor, campaign_id)
            invitation.expires_at = link_ends(campaign, now, settings.link_days, actor.zone)
        _changed(session, actor, "invitation.restored", invitation, now)
    return invitation


def open_again(
    session: Session,
    actor: MemberActor,
    campaign_id: str,
    invitation_id: str,
    settings: Settings,
    now: datetime,
    *,
    mail: bool,
) -> Invitation:
    """A vendor that took its answers back may begin anew, by the link it has; `mail` sends the invitation once more.

    Opening twice changes nothing. Raises NotFound; Closed when the campaign takes no answers.
    """
    actor.require(Permission.INVITATIONS_SEND)
    campaign = queries.campaign(session, actor, campaign_id)
    invitation = queries.invitation(session, actor, campaign_id, invitation_id, for_update=True)
    if invitation.taken_back_at is None:
        return invitation
    if campaign.state != CampaignState.RUNNING:
        raise Closed("This campaign takes no answers.", remedy="Reopen it before you let anybody begin anew.")
    invitation.taken_back_at = None
    invitation.expires_at = link_ends(campaign, now, settings.link_days, actor.zone)
    _changed(session, actor, "invitation.opened_again", invitation, now, mailed=mail)
    if mail and invitation.contact_email and invitation.revoked_at is None:
        _mail(session, "invitation", invitation, _wording(session, actor, campaign, now), settings, now)
    return invitation


def change_contact(
    session: Session,
    actor: MemberActor,
    campaign_id: str,
    invitation_id: str,
    given: ContactInput,
    product: str,
    now: datetime,
) -> Invitation:
    """Who answers for the vendor, and what it offers. A link that was sent stays valid until it is renewed.

    Raises NotFound.
    """
    actor.require(Permission.INVITATIONS_SEND)
    invitation = queries.invitation(session, actor, campaign_id, invitation_id, for_update=True)
    new = (given.contact_name, given.contact_email, product)
    was = (invitation.contact_name, invitation.contact_email, invitation.product)
    if new == was:
        return invitation
    invitation.contact_name, invitation.contact_email, invitation.product = new
    _changed(session, actor, "invitation.contact_changed", invitation, now, was=was[1], to=new[1])
    known = {contact.email for contact in vendor_queries.contacts(session, actor, invitation.vendor_id)}
    if given.contact_email not in known:
        vendors.add_contact(session, actor, invitation.vendor_id, given, now)
    return invitation


def _can_answer(invitation: Invitation, now: datetime) -> bool:
    ended = invitation.expires_at is not None and invitation.expires_at <= now
    return (
        invitation.sent_at is not None
        and invitation.revoked_at is None
        and invitation.declined_at is None
        and invitation.taken_back_at is None
        and bool(invitation.contact_email)
        and not ended
    )


def _open_link(
    session: Session, invitation: Invitation, campaign: Campaign, actor: MemberActor, settings: Settings, now: datetime
) -> None:
    invitation.token_hash = hash_token(derive_token(settings.key, "invitation", invitation.nonce))
    invitation.expires_at = link_ends(campaign, now, settings.link_days, actor.zone)


def _end_sessions(session: Session, invitation: Invitation, now: datetime) -> None:
    open_ones = sa.and_(col(VendorSession.invitation_id) == invitation.id, col(VendorSession.revoked_at).is_(None))
    session.execute(sa.update(VendorSession).where(open_ones).values(revoked_at=now))


@dataclass(frozen=True, slots=True)
class _Wording:
    """What the mails of one campaign say alike to everybody."""

    campaign: Campaign
    asker: str
    owner: Member
    questions: int
    minutes: int
    overdue: bool
    language: str  # of whoever has not chosen one: the questionnaire's first


def _wording(session: Session, actor: MemberActor, campaign: Campaign, now: datetime) -> _Wording:
    release = questionnaires.release(session, actor, campaign.release_id)
    return _Wording(
        campaign=campaign,
        asker=actor.organisation_name,
        owner=identity.member(session, actor, campaign.owner_id),
        questions=len(release.questionnaire.by_id),
        minutes=release.questionnaire.minutes,
        language=release.questionnaire.languages[0],
        overdue=is_overdue(campaign.due_on, actor.zone, now),
    )


def _duration(minutes: int) -> str:
    """As people say it: 45 minutes, an hour, 2 hours, 2 and a half hours."""
    if minutes < 55:
        return say_count("%(count)s minute", "%(count)s minutes", minutes)
    halves = round(minutes / 30)
    hours, half = divmod(halves, 2)
    if hours == 1:
        return say("one and a half hours") if half else say("an hour")
    return say("%(hours)s and a half hours", hours=hours) if half else say("%(hours)s hours", hours=hours)


def _mail(
    session: Session, kind: str, invitation: Invitation, wording: _Wording, settings: Settings, now: datetime
) -> Mail:
    campaign = wording.campaign
    to_name = invitation.contact_name or invitation.contact_email
    with speaking(invitation.language or wording.language):
        words = compose(
            kind,
            asker=wording.asker,
            owner_name=wording.owner.name,
            to_name=to_name,
            to_address=invitation.contact_email,
            about=invitation.product or campaign.system_name,
            reference=campaign.reference,
            message=campaign.message,
            questions=wording.questions,
            time_needed=_duration(wording.minutes),
            due=weekday(campaign.due_on),
            due_short=day_of_year(campaign.due_on),
            overdue=wording.overdue,
            started=invitation.started_at is not None,
        )
    draft = notifications.Draft(
        kind=kind,
        to_name=invitation.contact_name,
        to_address=invitation.contact_email,
        reply_to=wording.owner.email,
        sender_name=f"{wording.owner.name}, {wording.asker}",
        subject=words.subject,
        text=words.text,
        html=words.html,
    )
    return notifications.send(
        session,
        draft,
        settings,
        now,
        organisation_id=invitation.organisation_id,
        campaign_id=campaign.id,
        invitation_id=invitation.id,
    )


def _changed(
    session: Session, actor: MemberActor, action: str, invitation: Invitation, now: datetime, **details: object
) -> None:
    session.add(invitation)
    session.flush()
    vendor = vendor_queries.vendor(session, actor, invitation.vendor_id)
    _record(session, actor, action, invitation, vendor.legal_name, now, **details)


def _record(
    session: Session,
    actor: MemberActor,
    action: str,
    invitation: Invitation,
    vendor: str,
    now: datetime,
    **details: object,
) -> None:
    audit.record(
        session, actor, action, kind="invitation", subject=invitation.id, name=vendor, now=now,
        campaign=invitation.campaign_id, **details,
    )  # fmt: skip
