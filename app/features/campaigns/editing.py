"""Writes of the buyer: the campaign itself and the vendors in it. Part of the service of campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.problems import Invalid, Problem
from app.features.audit import service as audit
from app.features.campaigns import choosing, queries
from app.features.campaigns.models import Campaign, CampaignState, Invitation
from app.features.campaigns.schemas import Added, CampaignInput, is_overdue
from app.features.errors import Closed, Conflict, NotFound
from app.features.identity import queries as identity
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor
from app.features.questionnaires import queries as questionnaires
from app.features.vendors import queries as vendor_queries
from app.features.vendors import service as vendors
from app.features.vendors.models import Contact, VendorRow
from app.features.vendors.schemas import VendorInput, VendorRowInput, name_key
from app.infra.tokens import new_nonce

CODES = {
    "CAMPAIGN-RELEASE": "The release is not one of the organisation's, or can no longer be changed.",
    "CAMPAIGN-OWNER": "The owner is nobody of the organisation who may run campaigns.",
    "CAMPAIGN-DUE-PAST": "The due date is over already.",
    "CAMPAIGN-SYSTEM": "A campaign that runs needs the name of what it is about.",
}
LINK_AFTER_DUE = timedelta(days=30)


def create(
    session: Session, actor: MemberActor, given: CampaignInput, now: datetime, *, policy_version_id: str = ""
) -> Campaign:
    """A draft, scored by that version of a policy or by the default. Raises Invalid when the release, the policy or the
    owner is not the organisation's, or when the policy does not fit the release."""
    actor.require(Permission.CAMPAIGNS_EDIT)
    problems = _release_problems(session, actor, given.release_id)
    if not problems:
        problems += choosing.policy_problems(session, actor, policy_version_id, given.release_id)
    _raise_if_any([*problems, *_owner_problems(session, actor, given.owner_id)])
    values = given.model_dump(exclude={"owner_id"})
    campaign = Campaign(
        **values, organisation_id=actor.organisation_id, owner_id=given.owner_id or actor.id, created_at=now
    )
    session.add(campaign)
    session.flush()
    if policy_version_id:
        choosing.keep(session, actor, campaign, policy_version_id, "", 0, now)
    _record(session, actor, "campaign.created", campaign, now, policy=queries.policy_of(campaign).label)
    return campaign


def edit(
    session: Session, actor: MemberActor, campaign_id: str, version: int, given: CampaignInput, now: datetime
) -> Campaign:
    """Change a campaign as it was seen in `version`. Once it is sent its release stays.

    Raises NotFound, Invalid, Closed when the campaign is closed, and Conflict with `theirs` (the campaign as it is now)
    and `mine` (`given`) when somebody changed it since.
    """
    actor.require(Permission.CAMPAIGNS_EDIT)
    campaign = queries.campaign(session, actor, campaign_id, for_update=True)
    if campaign.state == CampaignState.CLOSED:
        raise Closed("This campaign is closed.", remedy="Reopen it before you change it.")
    if campaign.version != version:
        raise Conflict(
            "Somebody has changed this campaign while you were editing it.",
            remedy="Compare, then save again what should stand.",
            theirs=campaign,
            mine=given,
        )
    _raise_if_any(_edit_problems(session, actor, campaign, given, now))
    new = given.model_dump()
    new["owner_id"] = given.owner_id or campaign.owner_id
    before = {name: getattr(campaign, name) for name in new}
    changed = sorted(name for name, value in new.items() if before[name] != value)
    if not changed:
        return campaign
    for name, value in new.items():
        setattr(campaign, name, value)
    campaign.version += 1
    session.add(campaign)
    session.flush()
    if "due_on" in changed:
        _let_links_last(session, campaign, actor.zone)
    was = {name: _said(before[name]) for name in changed}
    _record(session, actor, "campaign.edited", campaign, now, was=was)
    return campaign


def close(session: Session, actor: MemberActor, campaign_id: str, now: datetime) -> Campaign:
    """No more answers are taken. Closing twice changes nothing. Raises NotFound, Closed for a draft."""
    actor.require(Permission.CAMPAIGNS_EDIT)
    campaign = queries.campaign(session, actor, campaign_id, for_update=True)
    if campaign.state == CampaignState.DRAFT:
        raise Closed("A draft was never open.", remedy="Send it first, or leave it as it is.")
    return _turn(session, actor, campaign, CampaignState.CLOSED, "campaign.closed", now)


def reopen(session: Session, actor: MemberActor, campaign_id: str, now: datetime) -> Campaign:
    """Answers are taken again, until the due date. Reopening twice changes nothing. Raises NotFound, and
    Closed when it has been erased."""
    actor.require(Permission.CAMPAIGNS_EDIT)
    campaign = queries.campaign(session, actor, campaign_id, for_update=True)
    if campaign.state == CampaignState.DRAFT:
        return campaign
    if campaign.erased_at is not None:
        raise Closed("This campaign has been erased.", remedy="Make a new one to ask its vendors again.")
    return _turn(session, actor, campaign, CampaignState.RUNNING, "campaign.reopened", now)


def add_vendors(
    session: Session, actor: MemberActor, campaign_id: str, rows: Sequence[VendorRowInput], now: datetime
) -> Added:
    """Put vendors into the campaign, unsent. A vendor of the same name is taken from the organisation's list.

    A vendor that is in the campaign already stays as it is, but for an address that was missing.
    Raises NotFound, Closed when the campaign is closed.
    """
    actor.require(Permission.CAMPAIGNS_EDIT)
    campaign = queries.campaign(session, actor, campaign_id, for_update=True)
    if campaign.state == CampaignState.CLOSED:
        raise Closed("This campaign is closed.", remedy="Reopen it before you add vendors.")
    known = vendor_queries.by_keys(session, actor, {name_key(row.name) for row in rows})
    contacts = vendor_queries.first_contacts(session, actor, {vendor.id for vendor in known.values()})
    present = {
        invitation.vendor_id: invitation
        for invitation in session.exec(select(Invitation).where(Invitation.campaign_id == campaign.id))
    }
    added = new = already = 0
    for row in rows:
        vendor = known.get(name_key(row.name))
        if vendor is None:
            vendor = vendors.add(session, actor, VendorInput(legal_name=row.name), now)
            known[vendor.name_key] = vendor
            new += 1
        _keep_contact(session, vendor, row)
        if invitation := present.get(vendor.id):
            already += 1
            _complete(session, invitation, row)
            continue
        present[vendor.id] = _invite(session, campaign, vendor, row, contacts.get(vendor.id), now)
        added += 1
    session.flush()
    if added:
        _record(session, actor, "campaign.vendors_added", campaign, now, vendors=added)
    return Added(added=added, new_vendors=new, already=already)


def remove_vendor(session: Session, actor: MemberActor, campaign_id: str, invitation_id: str, now: datetime) -> None:
    """Take a vendor out of the campaign before anything was sent. Raises NotFound, Closed once it was sent."""
    actor.require(Permission.CAMPAIGNS_EDIT)
    campaign = queries.campaign(session, actor, campaign_id, for_update=True)
    invitation = queries.invitation(session, actor, campaign_id, invitation_id, for_update=True)
    if invitation.sent_at is not None:
        raise Closed("This vendor has been invited already.", remedy="Revoke its link instead.")
    vendor = vendor_queries.vendor(session, actor, invitation.vendor_id)
    session.delete(invitation)
    session.flush()
    _record(session, actor, "campaign.vendor_removed", campaign, now, vendor=vendor.legal_name)


def link_ends(campaign: Campaign, now: datetime, days: int, zone: ZoneInfo) -> datetime:
    """A link works for the days of the setting, and a month beyond the due date in any case."""
    ends = now + timedelta(days=days)
    if campaign.due_on is None:
        return ends
    due = datetime.combine(campaign.due_on + timedelta(days=1), time.min, tzinfo=zone)
    return max(ends, due + LINK_AFTER_DUE)


def _invite(
    session: Session, campaign: Campaign, vendor: VendorRow, row: VendorRowInput, contact: Contact | None, now: datetime
) -> Invitation:
    name, address = row.contact, row.email
    if not address and contact is not None:
        name, address = contact.name, contact.email
    invitation = Invitation(
        organisation_id=campaign.organisation_id,
        campaign_id=campaign.id,
        vendor_id=vendor.id,
        contact_name=name,
        contact_email=address,
        product=row.product,
        nonce=new_nonce(),
        created_at=now,
    )
    session.add(invitation)
    return invitation


def _complete(session: Session, invitation: Invitation, row: VendorRowInput) -> None:
    if not invitation.contact_email and row.email:
        invitation.contact_email, invitation.contact_name = row.email, row.contact
        session.add(invitation)


def _keep_contact(session: Session, vendor: VendorRow, row: VendorRowInput) -> None:
    if not row.email:
        return
    known = session.exec(select(Contact.id).where(Contact.vendor_id == vendor.id, Contact.email == row.email)).first()
    if known is None:
        session.add(
            Contact(organisation_id=vendor.organisation_id, vendor_id=vendor.id, name=row.contact, email=row.email)
        )
        session.flush()


def _turn(
    session: Session, actor: MemberActor, campaign: Campaign, state: CampaignState, action: str, now: datetime
) -> Campaign:
    if campaign.state != state:
        campaign.state = state
        campaign.closed_at = now if state is CampaignState.CLOSED else None
        campaign.version += 1
        session.add(campaign)
        session.flush()
        _record(session, actor, action, campaign, now)
    return campaign


def let_link_last(session: Session, invitation_id: str, due_on: date, zone: ZoneInfo) -> None:
    """A link that is to be answered by works for a month beyond that day. The caller has loaded the invitation."""
    ends = datetime.combine(due_on + timedelta(days=1), time.min, tzinfo=zone) + LINK_AFTER_DUE
    too_short = sa.and_(col(Invitation.id) == invitation_id, col(Invitation.expires_at) < ends)
    session.execute(sa.update(Invitation).where(too_short).values(expires_at=ends))


def _let_links_last(session: Session, campaign: Campaign, zone: ZoneInfo) -> None:
    """A due date moved into the future is of no use to a vendor whose link ends before it."""
    if campaign.due_on is None:
        return
    ends = datetime.combine(campaign.due_on + timedelta(days=1), time.min, tzinfo=zone) + LINK_AFTER_DUE
    too_short = sa.and_(col(Invitation.campaign_id) == campaign.id, col(Invitation.expires_at) < ends)
    session.execute(sa.update(Invitation).where(too_short).values(expires_at=ends))


def _edit_problems(
    session: Session, actor: MemberActor, campaign: Campaign, given: CampaignInput, now: datetime
) -> list[Problem]:
    problems = _owner_problems(session, actor, given.owner_id)
    running = campaign.state == CampaignState.RUNNING
    if running and given.release_id != campaign.release_id:
        message = "Vendors are answering this release already"
        remedy = "Make a new campaign for another release."
        problems.append(Problem(code="CAMPAIGN-RELEASE", where="release_id", message=message, remedy=remedy))
    elif not running:
        problems += _release_problems(session, actor, given.release_id) or _policy_problems(
            session, actor, campaign, given.release_id
        )
    if running and given.due_on != campaign.due_on and is_overdue(given.due_on, actor.zone, now):
        remedy = "Choose today or a later day, or close the campaign."
        problems.append(
            Problem(code="CAMPAIGN-DUE-PAST", where="due_on", message="This due date is over already", remedy=remedy)
        )
    if running and not given.system_name:
        message = "Vendors need to know what the questions are about"
        remedy = "Name the AI system or the purchase."
        problems.append(Problem(code="CAMPAIGN-SYSTEM", where="system_name", message=message, remedy=remedy))
    return problems


def _release_problems(session: Session, actor: MemberActor, release_id: str) -> list[Problem]:
    try:
        questionnaires.release(session, actor, release_id)
    except NotFound:
        message, remedy = "Choose the questionnaire that vendors answer", "Publish a release first if there is none."
        return [Problem(code="CAMPAIGN-RELEASE", where="release_id", message=message, remedy=remedy)]
    return []


def _policy_problems(session: Session, actor: MemberActor, campaign: Campaign, release_id: str) -> list[Problem]:
    """The policy that was chosen may weigh sections that another release does not have."""
    found = choosing.policy_problems(session, actor, campaign.policy_version_id or "", release_id)
    return [p.model_copy(update={"where": "release_id"}) for p in found]


def _owner_problems(session: Session, actor: MemberActor, owner_id: str) -> list[Problem]:
    if not owner_id or owner_id in {m.id for m in identity.members(session, actor) if m.active}:
        return []
    message, remedy = "This owner is not a member of your organisation", "Choose one of the members."
    return [Problem(code="CAMPAIGN-OWNER", where="owner_id", message=message, remedy=remedy)]


def _raise_if_any(problems: Sequence[Problem]) -> None:
    if problems:
        raise Invalid(problems)


def _said(value: object) -> str:
    return "" if value is None else str(value)[:300]


def _record(
    session: Session, actor: MemberActor, action: str, campaign: Campaign, now: datetime, **details: object
) -> None:
    audit.record(session, actor, action, kind="campaign", subject=campaign.id, name=campaign.title, now=now, **details)
