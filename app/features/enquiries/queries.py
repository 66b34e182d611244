"""Reads: a vendor's own enquiries, what was published to it, and the buyer's list of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.features.campaigns import queries as campaigns
from app.features.enquiries.models import Audience, Enquiry, EnquiryReply, EnquiryState
from app.features.enquiries.schemas import Own, Published, Thread, Wording
from app.features.errors import NotFound
from app.features.identity.schemas import MemberActor, VendorActor

_ORDER = (EnquiryState.OPEN, EnquiryState.ANSWERED, EnquiryState.PUBLISHED, EnquiryState.WITHDRAWN)


def published(session: Session, actor: VendorActor) -> tuple[Published, ...]:
    """Everything published to the vendors of the campaign, newest number first. Of who asked, only whether it was this
    vendor leaves this function."""
    rows = session.exec(
        select(Enquiry)
        .where(
            Enquiry.organisation_id == actor.organisation_id,
            Enquiry.campaign_id == actor.campaign_id,
            col(Enquiry.publication).is_not(None),
        )
        .order_by(col(Enquiry.publication).desc())
    ).all()
    replies = _replies(session, [row.id for row in rows], Audience.EVERYONE)
    return tuple(
        Published(
            number=row.publication or 0,
            question_id=row.question_id,
            wordings=tuple(Wording(r.question, r.answer, r.at) for r in replies[row.id]),
            mine=row.invitation_id == actor.invitation_id,
        )
        for row in rows
    )


def own(session: Session, actor: VendorActor) -> tuple[Own, ...]:
    """What the vendor asked, newest first, with the answers to it alone."""
    rows = session.exec(
        select(Enquiry)
        .where(Enquiry.organisation_id == actor.organisation_id, Enquiry.invitation_id == actor.invitation_id)
        .order_by(col(Enquiry.asked_at).desc(), col(Enquiry.id).desc())
    ).all()
    replies = _replies(session, [row.id for row in rows], Audience.ASKER)
    return tuple(
        Own(
            id=row.id,
            question_id=row.question_id,
            text=row.text,
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            state=EnquiryState(row.state),
            answers=tuple(Wording("", r.answer, r.at) for r in replies[row.id]),
            publication=row.publication,
        )
        for row in rows
    )


def threads(session: Session, actor: MemberActor, campaign_id: str) -> list[Thread]:
    """Every enquiry of a campaign: open ones first, the longest waiting at the top; then the others, newest first."""
    rows = session.exec(
        select(Enquiry).where(Enquiry.organisation_id == actor.organisation_id, Enquiry.campaign_id == campaign_id)
    ).all()
    names = {line.id: line.legal_name for line in campaigns.invitations(session, actor, campaign_id)}
    ids = [row.id for row in rows]
    private, public = (_replies(session, ids, audience) for audience in (Audience.ASKER, Audience.EVERYONE))
    found = [Thread(row, names.get(row.invitation_id, ""), private[row.id], public[row.id]) for row in rows]

    def place(thread: Thread) -> tuple[int, float]:
        asked = thread.enquiry.asked_at.timestamp()
        return _ORDER.index(thread.enquiry.state), asked if thread.enquiry.state == EnquiryState.OPEN else -asked

    return sorted(found, key=place)


def enquiry(
    session: Session, actor: MemberActor, campaign_id: str, enquiry_id: str, *, for_update: bool = False
) -> Enquiry:
    """Raises NotFound when it is not the organisation's, or of another campaign."""
    found = session.get(Enquiry, enquiry_id, with_for_update=True if for_update else None)
    if found is None or found.organisation_id != actor.organisation_id or found.campaign_id != campaign_id:
        raise NotFound("question")
    return found


def newest(session: Session, enquiry_id: str, audience: Audience) -> EnquiryReply | None:
    """The wording that counts. The caller has loaded the enquiry for its actor."""
    found = _replies(session, [enquiry_id], audience)[enquiry_id]
    return found[0] if found else None


def open_by_campaign(session: Session, actor: MemberActor) -> dict[str, int]:
    """How many enquiries wait for an answer, by campaign; campaigns without one are absent."""
    rows = session.execute(
        sa.select(col(Enquiry.campaign_id), sa.func.count())
        .where(col(Enquiry.organisation_id) == actor.organisation_id, col(Enquiry.state) == EnquiryState.OPEN)
        .group_by(col(Enquiry.campaign_id))
    )
    return {row[0]: row[1] for row in rows}


def _replies(session: Session, ids: Iterable[str], audience: Audience) -> dict[str, Sequence[EnquiryReply]]:
    """Enquiry id -> every wording for the audience, newest first."""
    found: dict[str, list[EnquiryReply]] = {identifier: [] for identifier in ids}
    if found:
        rows = session.exec(
            select(EnquiryReply)
            .where(col(EnquiryReply.enquiry_id).in_(list(found)), EnquiryReply.audience == audience)
            .order_by(col(EnquiryReply.version).desc())
        )
        for row in rows:
            found[row.enquiry_id].append(row)
    return {identifier: tuple(rows) for identifier, rows in found.items()}
