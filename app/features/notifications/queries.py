"""Reads: the mails of an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.features.errors import NotFound
from app.features.identity.schemas import MemberActor
from app.features.notifications.models import INSIDE, Mail


def mails(
    session: Session, actor: MemberActor, *, campaign_id: str, invitation_id: str | None = None
) -> Sequence[Mail]:
    """Mails of a campaign, or of one invitation in it, newest first."""
    wanted = select(Mail).where(_of_campaign(actor, campaign_id))
    if invitation_id is not None:
        wanted = wanted.where(Mail.invitation_id == invitation_id)
    return session.exec(wanted.order_by(col(Mail.created_at).desc(), col(Mail.id).desc())).all()


def mail(session: Session, actor: MemberActor, mail_id: str, *, for_update: bool = False) -> Mail:
    """Raises NotFound when it is not the organisation's."""
    found = session.get(Mail, mail_id, with_for_update=True if for_update else None)
    if found is None or found.organisation_id != actor.organisation_id or found.kind in INSIDE:
        raise NotFound("mail")
    return found


def count(session: Session, actor: MemberActor, campaign_id: str) -> int:
    mine = _of_campaign(actor, campaign_id)
    found: int = session.execute(sa.select(sa.func.count()).select_from(Mail).where(mine)).scalar_one()
    return found


def _of_campaign(actor: MemberActor, campaign_id: str) -> sa.ColumnElement[bool]:
    """Without what people of a vendor write to one another: it holds their links and is not the buyer's to read."""
    return sa.and_(
        col(Mail.organisation_id) == actor.organisation_id,
        col(Mail.campaign_id) == campaign_id,
        col(Mail.kind).not_in(INSIDE),
    )


def last_by_invitation(
    session: Session, actor: MemberActor, campaign_id: str, kind: str
) -> dict[str, tuple[int, datetime]]:
    """For each invitation of the campaign that was written to: how many mails of this kind, and when the last one."""
    rows = session.execute(
        sa.select(col(Mail.invitation_id), sa.func.count(), sa.func.max(col(Mail.created_at)))
        .where(
            col(Mail.organisation_id) == actor.organisation_id,
            col(Mail.campaign_id) == campaign_id,
            col(Mail.kind) == kind,
            col(Mail.invitation_id).is_not(None),
        )
        .group_by(col(Mail.invitation_id))
    ).all()
    return {invitation: (number, at) for invitation, number, at in rows}
