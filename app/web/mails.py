"""Pages of mails: what was written to the vendors of a campaign, and whether it has left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from app.features.campaigns import queries as campaigns
from app.features.errors import NotFound
from app.features.identity.permissions import Permission
from app.features.notifications import queries, service
from app.features.notifications.models import Mail, MailState
from app.infra.mail import LINK, fill
from app.web.campaigns import Head, head
from app.web.desk import Desk, reads, writes
from app.web.render import render, see_other

router = APIRouter(include_in_schema=False, prefix="/campaigns/{campaign_id}/mails")

NO_LINK = "(the link has been revoked)"
STATES = {
    MailState.WAITING: ("Leaving", "", "send"),
    MailState.SENT: ("Sent", "ink", "check"),
    MailState.KEPT: ("Kept here", "line", "file-text"),
    MailState.FAILED: ("Did not leave", "contra", "triangle-alert"),
}


@dataclass(frozen=True)
class Entry:
    mail: Mail
    state: tuple[str, str, str]  # words, tone, icon


@dataclass(frozen=True)
class ListPage:
    head: Head
    entries: tuple[Entry, ...]
    vendors: dict[str, str]  # invitation -> legal name
    mailed: bool
    zone: object


@dataclass(frozen=True)
class MailPage:
    head: Head
    entry: Entry
    vendor: str
    text: str  # with its personal link
    revoked: bool
    mailed: bool
    can_send: bool
    zone: object


def _entry(mail: Mail) -> Entry:
    return Entry(mail, STATES[MailState(mail.state)])


@router.get("")
def index(campaign_id: str, at: Desk = reads(Permission.MAILS_READ)) -> Response:
    campaign = campaigns.campaign(at.session, at.actor, campaign_id)
    found: Sequence[Mail] = queries.mails(at.session, at.actor, campaign_id=campaign_id)
    page = ListPage(
        head=head(at, campaign, "mails"),
        entries=tuple(_entry(mail) for mail in found),
        vendors={line.id: line.legal_name for line in campaigns.invitations(at.session, at.actor, campaign_id)},
        mailed=bool(at.services.settings.smtp_host),
        zone=at.actor.zone,
    )
    return render(at.request, "buyer/mails.html", page)


@router.get("/{mail_id}")
def mail(campaign_id: str, mail_id: str, at: Desk = reads(Permission.MAILS_READ)) -> Response:
    campaign = campaigns.campaign(at.session, at.actor, campaign_id)
    found = queries.mail(at.session, at.actor, mail_id)
    if found.campaign_id != campaign.id:
        raise NotFound("mail")
    link = found.invitation_id and campaigns.link_of(at.session, found.invitation_id, at.services.settings)
    names = {line.id: line.legal_name for line in campaigns.invitations(at.session, at.actor, campaign_id)}
    page = MailPage(
        head=head(at, campaign, "mails"),
        entry=_entry(found),
        vendor=names.get(found.invitation_id or "", ""),
        text=fill(found.text, link or NO_LINK),
        revoked=LINK in found.text and not link,
        mailed=bool(at.services.settings.smtp_host),
        can_send=at.actor.can(Permission.INVITATIONS_SEND),
        zone=at.actor.zone,
    )
    return render(at.request, "buyer/mail.html", page)


@router.post("/{mail_id}/again")
def again(campaign_id: str, mail_id: str, at: Desk = writes(Permission.INVITATIONS_SEND)) -> Response:
    campaigns.campaign(at.session, at.actor, campaign_id)
    service.send_again(at.session, at.actor, mail_id, at.services.settings, at.now)
    return see_other(f"/campaigns/{campaign_id}/mails/{mail_id}")
