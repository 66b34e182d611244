"""Writes: a mail is a row first, with a job that sends it, in the transaction of the thing it tells of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.features.audit import service as audit
from app.features.errors import Closed
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor
from app.features.notifications import queries
from app.features.notifications.models import Mail, MailState
from app.infra import jobs
from app.infra.mail import LINK
from app.infra.settings import Settings

__all__ = ["LINK", "Draft", "send", "send_again"]

JOB = "mail"


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail to be sent. `text` and `html` hold LINK where the personal link goes."""

    kind: str
    to_name: str
    to_address: str
    reply_to: str
    sender_name: str
    subject: str
    text: str
    html: str


def send(
    session: Session,
    draft: Draft,
    settings: Settings,
    now: datetime,
    *,
    organisation_id: str,
    campaign_id: str | None = None,
    invitation_id: str | None = None,
    colleague_id: str | None = None,
) -> Mail:
    """Keep the mail and queue it, in the caller's transaction. Without a mail server it stays in the app."""
    mail = Mail(
        organisation_id=organisation_id,
        campaign_id=campaign_id,
        invitation_id=invitation_id,
        colleague_id=colleague_id,
        kind=draft.kind,
        sender_name=draft.sender_name[:300],
        to_name=draft.to_name[:200],
        to_address=draft.to_address,
        reply_to=draft.reply_to,
        subject=draft.subject[:300],
        text=draft.text,
        html=draft.html,
        created_at=now,
    )
    _queue(session, mail, settings, now)
    return mail


def send_again(session: Session, actor: MemberActor, mail_id: str, settings: Settings, now: datetime) -> Mail:
    """Queue a mail that failed, or that was kept before there was a mail server. A second click changes nothing.

    Raises NotFound, NotAllowed; Closed when there is still no mail server.
    """
    actor.require(Permission.INVITATIONS_SEND)
    mail = queries.mail(session, actor, mail_id, for_update=True)
    if mail.state not in (MailState.FAILED, MailState.KEPT):
        return mail
    if not settings.smtp_host:
        raise Closed(
            "No mail server is set, so this mail cannot leave.",
            remedy="Copy its text into a mail of your own, or ask whoever runs this service to set a mail server.",
        )
    mail.tries += 1
    _queue(session, mail, settings, now)
    audit.record(session, actor, "mail.sent_again", kind="mail", subject=mail.id, name=mail.subject, now=now)
    return mail


def _queue(session: Session, mail: Mail, settings: Settings, now: datetime) -> None:
    mail.state = MailState.WAITING if settings.smtp_host else MailState.KEPT
    mail.error = ""
    session.add(mail)
    session.flush()
    if settings.smtp_host:
        jobs.enqueue(session, JOB, {"mail": mail.id}, key=f"{JOB}:{mail.id}:{mail.tries}", now=now)
