"""Reads of campaigns: for a vendor's browser by its link, and for the buyer's members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.response import Vendor
from app.core.scoring.policy import Policy, default_policy, load_policy
from app.features.campaigns.models import (
    Campaign,
    CampaignState,
    Colleague,
    Invitation,
    Late,
    PolicyChoice,
    VendorSession,
)
from app.features.campaigns.schemas import (
    CampaignLine,
    InvitationLine,
    InvitationView,
    Participation,
    is_overdue,
    months_after,
    state_of,
)
from app.features.errors import NotFound
from app.features.identity.models import Member, Organisation
from app.features.identity.schemas import MemberActor, VendorActor
from app.features.questionnaires.models import Release
from app.features.vendors.models import VendorRow
from app.infra.db import run
from app.infra.settings import Settings
from app.infra.tokens import derive_token, hash_token, well_formed

LINK = "link"


_SESSION, _INVITATION, _ORGANISATION = VendorSession.__table__, Invitation.__table__, Organisation.__table__  # type: ignore[attr-defined]
_COLLEAGUE = Colleague.__table__  # type: ignore[attr-defined]
_ACTOR: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        _INVITATION.c.id, _INVITATION.c.organisation_id, _ORGANISATION.c.name, _ORGANISATION.c.timezone,
        _INVITATION.c.campaign_id, _INVITATION.c.vendor_id, _INVITATION.c.contact_name, _INVITATION.c.contact_email,
        _INVITATION.c.language, _COLLEAGUE.c.id, _COLLEAGUE.c.name, _COLLEAGUE.c.email, _COLLEAGUE.c.sections,
        _COLLEAGUE.c.may_submit, _COLLEAGUE.c.may_invite,
    )
    .join_from(_SESSION, _INVITATION, _INVITATION.c.id == _SESSION.c.invitation_id)
    .join(_ORGANISATION, _ORGANISATION.c.id == _INVITATION.c.organisation_id)
    .join(_COLLEAGUE, _COLLEAGUE.c.id == _SESSION.c.colleague_id, isouter=True)
    .where(
        _SESSION.c.token_hash == sa.bindparam("token"),
        _SESSION.c.invitation_id == sa.bindparam("invitation"),
        _SESSION.c.revoked_at.is_(None),
        _SESSION.c.expires_at > sa.bindparam("now"),
        _INVITATION.c.revoked_at.is_(None),
        _COLLEAGUE.c.revoked_at.is_(None),
        sa.or_(_INVITATION.c.expires_at.is_(None), _INVITATION.c.expires_at > sa.bindparam("now")),
    )
)  # fmt: skip


_BEHIND = sa.select(_COLLEAGUE.c.id, _COLLEAGUE.c.invitation_id, _COLLEAGUE.c.name, _COLLEAGUE.c.email).where(
    _COLLEAGUE.c.token_hash == sa.bindparam("token"), _COLLEAGUE.c.revoked_at.is_(None)
)


def actor_of_session(session: Session, invitation_id: str, token: str, now: datetime) -> VendorActor:
    """Who is behind a vendor's cookie at `/v/{invitation_id}/`. One statement: every saved answer passes here.

    Raises NotFound for a token that is unknown, ended or of another invitation, and once the link is revoked
    or expired.
    """
    if not well_formed(token):
        raise NotFound(LINK)
    row = run(session, _ACTOR, {"token": hash_token(token), "invitation": invitation_id, "now": now}).first()
    if row is None:
        raise NotFound(LINK)
    identifier, organisation_id, organisation, timezone, campaign_id, vendor_id, name, email, language, *colleague = row
    asked = (identifier, organisation_id, organisation, timezone, campaign_id, vendor_id)
    contact = name or email
    if colleague[0] is None:
        return VendorActor(*asked, contact, email, language, contact=contact)
    own_id, own_name, own_email, sections, may_submit, may_invite = colleague
    return VendorActor(
        *asked, own_name, own_email, language, own_id, frozenset(sections), may_submit, may_invite, contact
    )


def invitation_by_token(session: Session, token: str, now: datetime) -> InvitationView:
    """The invitation behind a link, its own or a colleague's. Raises NotFound when it is malformed, unknown, renewed
    since, or was never sent, and when a colleague's was revoked."""
    if not well_formed(token):
        raise NotFound(LINK)
    hashed = hash_token(token)
    row = session.execute(_BEHIND, {"token": hashed}).first()
    if row is None:
        return _view(session, now, col(Invitation.token_hash) == hashed)
    view = _view(session, now, col(Invitation.id) == row.invitation_id)
    return replace(view, colleague_id=row.id, contact_name=row.name, contact_email=row.email)


def situation(session: Session, actor: VendorActor, now: datetime) -> InvitationView:
    """What the vendor at this desk may know of the campaign. Raises NotFound."""
    view = situation_of(session, actor.organisation_id, actor.invitation_id, now)
    if not actor.colleague_id:
        return view
    return replace(view, colleague_id=actor.colleague_id, contact_name=actor.name, contact_email=actor.email)


def situation_of(session: Session, organisation_id: str, invitation_id: str, now: datetime) -> InvitationView:
    """The same facts for the buyer's side. Raises NotFound when it is not the organisation's."""
    mine = sa.and_(col(Invitation.organisation_id) == organisation_id, col(Invitation.id) == invitation_id)
    return _view(session, now, mine)


_VIEW_COLUMNS: tuple[Any, ...] = (
    col(Invitation.id), col(Invitation.organisation_id), col(Invitation.campaign_id), col(Invitation.vendor_id),
    col(Invitation.product), col(Invitation.contact_name), col(Invitation.contact_email), col(Invitation.started_at),
    col(Invitation.language), col(Invitation.taken_back_at),
    col(Invitation.declined_at), col(Invitation.decline_reason), col(Invitation.expires_at), col(Invitation.revoked_at),
    col(Campaign.release_id), col(Campaign.title), col(Campaign.reference), col(Campaign.system_name),
    col(Campaign.system_description), col(Campaign.message), col(Campaign.contract_start), col(Campaign.contract_end),
    col(Campaign.due_on), col(Campaign.late), col(Campaign.state), col(Campaign.questions_until),
    col(Campaign.closed_at), col(Campaign.erase_on),
    col(Organisation.name).label("asker"), col(Organisation.timezone),
    col(Member.name).label("owner_name"), col(Member.email).label("owner_email"),
    col(VendorRow.legal_name), col(VendorRow.country), col(VendorRow.registration_number), col(VendorRow.other_names),
    col(VendorRow.group),
)  # fmt: skip


def _view(session: Session, now: datetime, which: sa.ColumnElement[bool]) -> InvitationView:
    row = session.execute(
        sa.select(*_VIEW_COLUMNS)
        .join_from(Invitation, Campaign, col(Campaign.id) == col(Invitation.campaign_id))
        .join(Organisation, col(Organisation.id) == col(Invitation.organisation_id))
        .join(Member, col(Member.id) == col(Campaign.owner_id))
        .join(VendorRow, col(VendorRow.id) == col(Invitation.vendor_id))
        .where(which)
    ).first()
    if row is None:
        raise NotFound(LINK)
    late = Late(row.late)
    overdue = is_overdue(row.due_on, ZoneInfo(row.timezone), now)
    state = state_of(
        campaign=CampaignState(row.state),
        revoked=row.revoked_at is not None,
        expires_at=row.expires_at,
        taken_back=row.taken_back_at is not None,
        declined=row.declined_at is not None,
        overdue=overdue,
        late=late,
        now=now,
    )
    return InvitationView(
        invitation_id=row.id,
        organisation_id=row.organisation_id,
        campaign_id=row.campaign_id,
        vendor_id=row.vendor_id,
        release_id=row.release_id,
        state=state,
        asker=row.asker,
        timezone=row.timezone,
        owner_name=row.owner_name,
        owner_email=row.owner_email,
        title=row.title,
        reference=row.reference,
        system_name=row.system_name,
        system_description=row.system_description,
        message=row.message,
        contract_start=row.contract_start,
        contract_end=row.contract_end,
        due_on=row.due_on,
        erase_on=row.erase_on,
        late=late,
        overdue=overdue,
        questions_until=row.questions_until,
        asking_over=is_overdue(row.questions_until, ZoneInfo(row.timezone), now),
        closed_at=row.closed_at,
        product=row.product,
        contact_name=row.contact_name,
        contact_email=row.contact_email,
        vendor=Vendor(
            legal_name=row.legal_name,
            country=row.country,
            registration_number=row.registration_number,
            other_names=tuple(row.other_names),
            group=tuple(row.group),
        ),
        started_at=row.started_at,
        declined_at=row.declined_at,
        decline_reason=row.decline_reason,
        expires_at=row.expires_at,
        language=row.language,
    )


def usual_erasure(campaign: Campaign, months: int, zone: ZoneInfo, now: datetime) -> date | None:
    """The day on which a campaign is erased where nobody says otherwise: so many months after the contract ends, or the
    answers are due. None where the installation sets none."""
    last = campaign.contract_end or campaign.due_on or now.astimezone(zone).date()
    return months_after(last, months) if months else None


def link(settings: Settings, nonce: str) -> str:
    """The personal address of an invitation. Made anew each time: it is not stored anywhere."""
    return f"{settings.origin}/q/{derive_token(settings.key, 'invitation', nonce)}"


def colleague_link(settings: Settings, nonce: str) -> str:
    """The personal address of a colleague, made anew each time as `link`."""
    return f"{settings.origin}/q/{derive_token(settings.key, 'colleague', nonce)}"


def link_of(session: Session, invitation_id: str, settings: Settings, colleague_id: str | None = None) -> str | None:
    """The link to put into a mail that is about to leave or to be read; None when it is revoked or was never sent."""
    found = session.get(Invitation, invitation_id)
    if found is None or found.revoked_at is not None or found.token_hash is None:
        return None
    if colleague_id is None:
        return link(settings, found.nonce)
    colleague = session.get(Colleague, colleague_id)
    if colleague is None or colleague.revoked_at is not None:
        return None
    return colleague_link(settings, colleague.nonce)


def campaign(session: Session, actor: MemberActor, campaign_id: str, *, for_update: bool = False) -> Campaign:
    """Raises NotFound when it is not the organisation's."""
    found = session.get(Campaign, campaign_id, with_for_update=True if for_update else None)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound("campaign")
    return found


def campaigns(session: Session, actor: MemberActor) -> list[CampaignLine]:
    """The organisation's campaigns, newest first."""
    count = sa.func.count
    counts = (
        sa.select(
            col(Invitation.campaign_id).label("campaign_id"),
            count().label("vendors"),
            count(col(Invitation.sent_at)).label("sent"),
            count(col(Invitation.started_at)).label("started"),
            count(col(Invitation.declined_at)).label("declined"),
        )
        .where(col(Invitation.organisation_id) == actor.organisation_id)
        .group_by(col(Invitation.campaign_id))
        .subquery()
    )
    rows = session.execute(
        sa.select(
            Campaign, col(Release.title), col(Release.number), col(Member.name),
            *(sa.func.coalesce(counts.c[name], 0) for name in ("vendors", "sent", "started", "declined")),
        )
        .join(Release, col(Release.id) == col(Campaign.release_id))
        .join(Member, col(Member.id) == col(Campaign.owner_id))
        .join(counts, counts.c.campaign_id == col(Campaign.id), isouter=True)
        .where(col(Campaign.organisation_id) == actor.organisation_id)
        .order_by(col(Campaign.created_at).desc(), col(Campaign.id).desc())
    ).all()  # fmt: skip
    return [CampaignLine(*row) for row in rows]


_LINE_COLUMNS: tuple[Any, ...] = (
    col(Invitation.id), col(Invitation.campaign_id), col(Invitation.vendor_id), col(VendorRow.legal_name),
    col(Invitation.product), col(Invitation.contact_name), col(Invitation.contact_email), col(Invitation.sent_at),
    col(Invitation.started_at), col(Invitation.last_seen_at), col(Invitation.declined_at),
    col(Invitation.decline_reason), col(Invitation.revoked_at), col(Invitation.expires_at), col(Invitation.created_at),
    col(Invitation.taken_back_at),
)  # fmt: skip


def invitations(
    session: Session, actor: MemberActor, campaign_id: str, *, unsent: bool = False
) -> list[InvitationLine]:
    """The campaign's invitations by vendor; only those that were never sent when `unsent`."""
    wanted = (
        sa.select(*_LINE_COLUMNS)
        .join_from(Invitation, VendorRow, col(VendorRow.id) == col(Invitation.vendor_id))
        .where(col(Invitation.organisation_id) == actor.organisation_id, col(Invitation.campaign_id) == campaign_id)
        .order_by(col(VendorRow.name_key))
    )
    if unsent:
        wanted = wanted.where(col(Invitation.sent_at).is_(None), col(Invitation.revoked_at).is_(None))
    return [InvitationLine(*row) for row in session.execute(wanted)]


def invitation(
    session: Session, actor: MemberActor, campaign_id: str, invitation_id: str, *, for_update: bool = False
) -> Invitation:
    """Raises NotFound when it is not the organisation's, or of another campaign."""
    found = session.get(Invitation, invitation_id, with_for_update=True if for_update else None)
    if found is None or found.organisation_id != actor.organisation_id or found.campaign_id != campaign_id:
        raise NotFound("invitation")
    return found


def participations(session: Session, actor: MemberActor, vendor_id: str) -> list[Participation]:
    """The campaigns that a vendor was put into, newest first."""
    rows = session.execute(
        sa.select(Campaign, *_LINE_COLUMNS)
        .join_from(Invitation, VendorRow, col(VendorRow.id) == col(Invitation.vendor_id))
        .join(Campaign, col(Campaign.id) == col(Invitation.campaign_id))
        .where(col(Invitation.organisation_id) == actor.organisation_id, col(Invitation.vendor_id) == vendor_id)
        .order_by(col(Campaign.created_at).desc())
    )
    return [Participation(row[0], InvitationLine(*row[1:])) for row in rows]


def campaigns_per_vendor(session: Session, actor: MemberActor) -> dict[str, int]:
    """How many campaigns each vendor was put into."""
    rows: Sequence[Any] = session.execute(
        sa.select(col(Invitation.vendor_id), sa.func.count())
        .where(col(Invitation.organisation_id) == actor.organisation_id)
        .group_by(col(Invitation.vendor_id))
    ).all()
    return dict(tuple(row) for row in rows)


def newer_release(session: Session, actor: MemberActor, release_id: str) -> Release | None:
    """The newest release of the same questionnaire, when it is not this one."""
    mine = session.get(Release, release_id)
    if mine is None or mine.organisation_id != actor.organisation_id:
        raise NotFound("release")
    return session.exec(
        select(Release)
        .where(Release.questionnaire_id == mine.questionnaire_id, Release.number > mine.number)
        .order_by(col(Release.number).desc())
    ).first()


def policy_of(campaign: Campaign) -> Policy:
    """By what the campaign's vendors are scored, all of them."""
    return load_policy(campaign.policy) if campaign.policy else default_policy()


def policy_choices(session: Session, actor: MemberActor, campaign_id: str) -> Sequence[PolicyChoice]:
    """Every choice of the campaign's policy, newest first. Without one, the default has been in force throughout."""
    mine = select(PolicyChoice).where(
        PolicyChoice.organisation_id == actor.organisation_id, PolicyChoice.campaign_id == campaign_id
    )
    return session.exec(mine.order_by(col(PolicyChoice.number).desc())).all()


def scored_by(session: Session, actor: MemberActor, policy_version_id: str | None) -> Sequence[Campaign]:
    """The campaigns whose vendors are scored by this version of a policy, or by the default; newest first."""
    mine = select(Campaign).where(
        Campaign.organisation_id == actor.organisation_id, Campaign.policy_version_id == policy_version_id
    )
    return session.exec(mine.order_by(col(Campaign.created_at).desc())).all()
