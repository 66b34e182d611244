"""Telling a vendor what to improve: kept by `app.features.responses.feedback`, and mailed to its contact."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from app.features.campaigns import queries as campaigns
from app.features.identity import queries as identity
from app.features.identity.schemas import MemberActor
from app.features.notifications import service as notifications
from app.features.questionnaires.queries import load_release
from app.features.responses.models import FeedbackRow, ResponseRow
from app.features.responses.service import feedback
from app.infra.language import speaking
from app.infra.mail import compose
from app.infra.settings import Settings


def share(
    session: Session, actor: MemberActor, response_id: str, given: feedback.Telling, settings: Settings, now: datetime
) -> FeedbackRow | None:
    """Share and mail it; nothing is mailed when nothing new was shared, or when all of it was taken away. Raises what
    `feedback.share` raises."""
    told = feedback.share(session, actor, response_id, given, now)
    if told is None or not (told.text or told.items):
        return told
    row = session.get_one(ResponseRow, response_id)
    campaign = campaigns.campaign(session, actor, row.campaign_id)
    invitation = campaigns.invitation(session, actor, row.campaign_id, row.invitation_id)
    if not invitation.contact_email:
        return told
    owner = identity.member(session, actor, campaign.owner_id)
    with speaking(invitation.language):
        questions = load_release(session, row.release_id).vendor().by_id
        advice = [
            {"question": f"{questions[i['question']].number} {questions[i['question']].ask}", "text": i["text"]}
            for i in told.items
        ]
        words = compose(
            "feedback", asker=actor.organisation_name, owner_name=owner.name,
            to_name=invitation.contact_name or invitation.contact_email, to_address=invitation.contact_email,
            about=invitation.product or campaign.system_name, words=told.text, advice=advice,
        )  # fmt: skip
    draft = notifications.Draft(
        kind="feedback", to_name=invitation.contact_name, to_address=invitation.contact_email, reply_to=owner.email,
        sender_name=f"{owner.name}, {actor.organisation_name}", subject=words.subject, text=words.text,
        html=words.html,
    )  # fmt: skip
    notifications.send(
        session, draft, settings, now, organisation_id=row.organisation_id, campaign_id=row.campaign_id,
        invitation_id=row.invitation_id,
    )  # fmt: skip
    return told
