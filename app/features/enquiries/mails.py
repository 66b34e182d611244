"""Mails about enquiries: to the campaign's owner, to the vendor that asked, and to every vendor of the campaign."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign, Invitation
from app.features.campaigns.schemas import InvitationView
from app.features.enquiries.models import Enquiry, EnquiryReply
from app.features.identity import queries as identity
from app.features.identity.schemas import MemberActor
from app.features.notifications import service as notifications
from app.features.questionnaires.queries import load_release
from app.infra.language import speaking
from app.infra.mail import compose
from app.infra.settings import Settings


def to_owner(session: Session, view: InvitationView, row: Enquiry, settings: Settings, now: datetime) -> None:
    """A vendor has asked; the mail is for the buyer, in English, and leads to the campaign's questions."""
    with speaking("en"):
        words = compose(
            "enquiry",
            to_name=view.owner_name,
            vendor=view.vendor.legal_name,
            asked_by=row.asked_by,
            campaign=view.title,
            about=_about(session, view.release_id, row.question_id),
            question=row.text,
            address=f"{settings.origin}/campaigns/{view.campaign_id}/questions#e-{row.id}",
            asker=view.asker,
        )
    draft = notifications.Draft(
        kind="enquiry", to_name=view.owner_name, to_address=view.owner_email, reply_to="",
        sender_name="Countersign", subject=words.subject, text=words.text, html=words.html,
    )  # fmt: skip
    notifications.send(
        session, draft, settings, now, organisation_id=view.organisation_id, campaign_id=view.campaign_id,
        invitation_id=view.invitation_id,
    )  # fmt: skip


def to_asker(
    session: Session, actor: MemberActor, row: Enquiry, reply: EnquiryReply, settings: Settings, now: datetime
) -> None:
    """The answer, to the contact of the vendor that asked, with its link."""
    campaign = campaigns.campaign(session, actor, row.campaign_id)
    invitation = campaigns.invitation(session, actor, row.campaign_id, row.invitation_id)
    facts = {"question": row.text, "answer": reply.answer, "corrected": reply.version > 1}
    _to_vendor(session, actor, "answer", campaign, invitation, row.question_id, facts, settings, now)


def to_everyone(
    session: Session,
    actor: MemberActor,
    campaign: Campaign,
    row: Enquiry,
    reply: EnquiryReply,
    settings: Settings,
    now: datetime,
) -> None:
    """What was published, to every vendor that was sent a link which still works. The same words for the asker."""
    facts = {
        "question": reply.question, "answer": reply.answer, "corrected": reply.version > 1, "number": row.publication,
    }  # fmt: skip
    invited = session.exec(
        select(Invitation)
        .where(
            Invitation.campaign_id == campaign.id,
            col(Invitation.sent_at).is_not(None),
            col(Invitation.revoked_at).is_(None),
            col(Invitation.declined_at).is_(None),
            col(Invitation.taken_back_at).is_(None),
        )
        .order_by(col(Invitation.id))
    ).all()
    for invitation in invited:
        _to_vendor(session, actor, "published", campaign, invitation, row.question_id, facts, settings, now)


def _to_vendor(
    session: Session,
    actor: MemberActor,
    kind: str,
    campaign: Campaign,
    invitation: Invitation,
    question_id: str,
    facts: dict[str, object],
    settings: Settings,
    now: datetime,
) -> None:
    if not invitation.contact_email:
        return
    owner = identity.member(session, actor, campaign.owner_id)
    with speaking(invitation.language):
        words = compose(
            kind,
            asker=actor.organisation_name,
            owner_name=owner.name,
            to_name=invitation.contact_name or invitation.contact_email,
            to_address=invitation.contact_email,
            about=invitation.product or campaign.system_name,
            where=_about(session, campaign.release_id, question_id),
            **facts,
        )
    draft = notifications.Draft(
        kind=kind, to_name=invitation.contact_name, to_address=invitation.contact_email, reply_to=owner.email,
        sender_name=f"{owner.name}, {actor.organisation_name}", subject=words.subject, text=words.text,
        html=words.html,
    )  # fmt: skip
    notifications.send(
        session, draft, settings, now, organisation_id=campaign.organisation_id, campaign_id=campaign.id,
        invitation_id=invitation.id,
    )  # fmt: skip


def _about(session: Session, release_id: str, question_id: str) -> str:
    """The question that it is about, with its number; empty when it is about all of it."""
    if not question_id:
        return ""
    question = load_release(session, release_id).vendor().by_id[question_id]
    return f"{question.number} {question.ask}"
