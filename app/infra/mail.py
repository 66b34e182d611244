"""Mail: texts from templates, and sending by SMTP.

A mail's text holds the placeholder `{{link}}` where its personal link goes, so that no link is stored; whoever sends or
shows it fills it in last.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from html import escape
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from app.infra.language import translate
from app.infra.settings import ROOT, Settings
from app.infra.speech import speak

LINK = "{{link}}"
_WIRE = SMTP.clone(cte_type="7bit")  # not every server on the way takes eight bits
TIMEOUT = 20  # seconds for each step of the conversation with the mail server


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one mail."""

    subject: str
    text: str
    html: str


class CannotBeSent(Exception):
    """The mail itself is at fault, or the server refuses it for good: trying again would not help."""


@lru_cache(maxsize=1)
def _templates() -> Environment:
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates" / "mail"),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=translate,
    )
    speak(env)
    return env


def compose(kind: str, **facts: Any) -> Words:
    """The texts of templates/mail/<kind>.txt (whose first line is the subject) and <kind>.html from `facts`.

    `link` is given to both as the placeholder. They are in the language that is spoken (`app.infra.language`).
    """
    env = _templates()
    subject, _, text = env.get_template(f"{kind}.txt").render(**facts, link=LINK).lstrip().partition("\n")
    subject = " ".join(subject.removeprefix("Subject:").split())
    html = env.get_template(f"{kind}.html").render(**facts, link=Markup(LINK), subject=subject)  # noqa: S704 (a constant)
    return Words(subject=subject[:300], text=text.strip() + "\n", html=html)


def fill(text: str, link: str, *, html: bool = False) -> str:
    """The text with its personal link."""
    return text.replace(LINK, escape(link) if html else link)


def message(
    *,
    mail_id: str,
    settings: Settings,
    sender_name: str,
    to_name: str,
    to_address: str,
    reply_to: str,
    subject: str,
    text: str,
    html: str,
    at: datetime,
) -> EmailMessage:
    """One mail, ready for the wire. Its Message-ID comes from the mail's id, so that a second copy is recognised.

    Raises CannotBeSent when an address or a header cannot be written; `EmailMessage` refuses line ends in headers.
    """
    try:
        mail = EmailMessage(policy=_WIRE)
        sender = _address(settings.mail_from, sender_name)
        mail["From"] = sender
        mail["To"] = _address(to_address, to_name)
        if reply_to:
            mail["Reply-To"] = _address(reply_to, sender_name)
        mail["Subject"] = subject
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = f"<{mail_id}@{sender.domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text)
        mail.add_alternative(html, subtype="html")
    except (ValueError, MessageError) as error:
        raise CannotBeSent(str(error)) from error
    return mail


def _address(address: str, name: str) -> Address:
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    return Address(display_name=name, username=local, domain=domain)


def deliver(mail: EmailMessage, settings: Settings) -> None:
    """Hand the mail to the server of the settings.

    Raises CannotBeSent when it is refused for good (5xx to the sender, the recipient or the content), and whatever
    smtplib or the network raise when trying again later may help.
    """
    try:
        with _server(settings) as server:
            server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        code, reply = next(iter(error.recipients.values()))
        _give_up_if_final(code, reply, error)
        raise
    except smtplib.SMTPResponseException as error:
        if not isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
            _give_up_if_final(error.smtp_code, error.smtp_error, error)
        raise


def _give_up_if_final(code: int, reply: bytes | str, error: Exception) -> None:
    if 500 <= code < 600:
        said = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
        raise CannotBeSent(f"The mail server refused it: {code} {said}") from error


@contextmanager
def _server(settings: Settings) -> Iterator[smtplib.SMTP]:
    where = (settings.smtp_host, settings.smtp_port)
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=TIMEOUT, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(*where, timeout=TIMEOUT)
    with server:
        if settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        yield server
