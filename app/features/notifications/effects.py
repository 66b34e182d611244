"""Sending a mail: what the worker does with a job of the kind "mail"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlmodel import Session

from app.features.notifications.models import Mail, MailState
from app.infra import mail as smtp
from app.infra.clock import Clock
from app.infra.db import Database
from app.infra.jobs import Performer
from app.infra.settings import Settings

# The ids of an invitation and of a colleague -> the link of whom the mail is for, None when they have none.
LinkOf = Callable[[Session, str, Settings, str | None], str | None]


def performer(settings: Settings, clock: Clock, link_of: LinkOf) -> Performer:
    """Sends one mail. A mail that has left already is left alone, so that a job done twice sends once.

    (Between the server's "accepted" and our "sent" a crash can still send a second copy; its Message-ID is the same.)
    """

    def perform(database: Database, payload: Mapping[str, Any], key: str) -> Callable[[Session], None] | None:
        mail_id = str(payload["mail"])
        with database.reading() as session:
            mail = session.get(Mail, mail_id)
            if mail is None or mail.state != MailState.WAITING:
                return None
            link = link_of(session, mail.invitation_id, settings, mail.colleague_id) if mail.invitation_id else None
        if not settings.smtp_host:
            return _outcome(mail_id, MailState.KEPT)
        if smtp.LINK in mail.text and link is None:
            return _outcome(mail_id, MailState.FAILED, "The link was revoked before this mail could leave.")
        try:
            smtp.deliver(_message(mail, link or "", settings), settings)
        except smtp.CannotBeSent as error:
            return _outcome(mail_id, MailState.FAILED, str(error)[:500])
        return _outcome(mail_id, MailState.SENT, clock=clock)

    return perform


def given_up(session: Session, payload: Mapping[str, Any], error: str) -> None:
    """The last try failed: say so where people see the mail."""
    _outcome(str(payload["mail"]), MailState.FAILED, error[:500])(session)


def _message(mail: Mail, link: str, settings: Settings) -> Any:
    return smtp.message(
        mail_id=mail.id,
        settings=settings,
        sender_name=mail.sender_name,
        to_name=mail.to_name,
        to_address=mail.to_address,
        reply_to=mail.reply_to,
        subject=mail.subject,
        text=smtp.fill(mail.text, link),
        html=smtp.fill(mail.html, link, html=True),
        at=mail.created_at,
    )


def _outcome(mail_id: str, state: MailState, error: str = "", clock: Clock | None = None) -> Callable[[Session], None]:
    def write(session: Session) -> None:
        mail = session.get(Mail, mail_id)
        if mail is not None:
            mail.state, mail.error = state, error
            mail.sent_at = clock() if clock else mail.sent_at
            session.add(mail)

    return write
