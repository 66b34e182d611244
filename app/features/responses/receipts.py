"""The receipt of a submission: a mail to whoever signed, without a link that would let somebody in."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from app.features.campaigns.schemas import InvitationView
from app.features.notifications import service as notifications
from app.features.responses.models import Submission
from app.infra.mail import compose
from app.infra.settings import Settings
from app.infra.wording import day, moment


def send(session: Session, view: InvitationView, submission: Submission, settings: Settings, now: datetime) -> None:
    """Mail the receipt in the caller's transaction: there is none of a submission that was not kept."""
    words = compose(
        "receipt",
        to_name=submission.signed_name,
        to_address=submission.signed_email,
        owner_name=view.owner_name,
        asker=view.asker,
        about=view.about,
        vendor=view.vendor.legal_name,
        number=submission.receipt_number,
        digest=submission.digest,
        sent=moment(submission.submitted_at, view.zone),
        late=submission.late,
        changeable_until="" if view.overdue else day(view.due_on),
    )
    draft = notifications.Draft(
        kind="receipt",
        to_name=submission.signed_name,
        to_address=submission.signed_email,
        reply_to=view.owner_email,
        sender_name=view.asker,
        subject=words.subject,
        text=words.text,
        html=words.html,
    )
    notifications.send(
        session,
        draft,
        settings,
        now,
        organisation_id=view.organisation_id,
        campaign_id=view.campaign_id,
        invitation_id=view.invitation_id,
    )
