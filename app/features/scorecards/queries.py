"""Reads: stored scorecards of the actor's organisation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.scoring.compare import compare
from app.core.scoring.outline import Outline
from app.core.scoring.scorecard import Scorecard
from app.features.campaigns import queries as campaigns
from app.features.campaigns.schemas import InvitationLine
from app.features.errors import NotFound
from app.features.identity.schemas import MemberActor
from app.features.questionnaires.queries import load_release
from app.features.scorecards.models import ScorecardRow
from app.features.scorecards.schemas import Contender, Entrant, Kept, Newest, Order, Past, SideBySide, Summary


def _kept(row: ScorecardRow) -> Kept:
    return Kept(
        row.id, row.number, row.response_id, row.submission_id, row.campaign_id, row.vendor_id, row.created_at,
        row.created_by, Scorecard.model_validate(row.content), tuple(row.judgements),
    )  # fmt: skip


def scorecard(session: Session, actor: MemberActor, scorecard_id: str) -> Kept:
    """Raises NotFound."""
    row = session.get(ScorecardRow, scorecard_id)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotFound("scorecard")
    return _kept(row)


def history(session: Session, actor: MemberActor, response_id: str) -> Sequence[ScorecardRow]:
    """All scorecards of a response, newest first."""
    mine = select(ScorecardRow).where(
        ScorecardRow.organisation_id == actor.organisation_id, ScorecardRow.response_id == response_id
    )
    return session.exec(mine.order_by(col(ScorecardRow.number).desc())).all()


def past(session: Session, actor: MemberActor, response_id: str) -> list[Past]:
    """All scorecards of a response in a line each, newest first; their contents are not read."""
    mine = sa.select(
        col(ScorecardRow.id), col(ScorecardRow.number), col(ScorecardRow.created_at), col(ScorecardRow.created_by),
        col(ScorecardRow.figures),
    ).where(
        col(ScorecardRow.organisation_id) == actor.organisation_id, col(ScorecardRow.response_id) == response_id
    )  # fmt: skip
    return [
        Past(row_id, number, at, by, figures.get("claimed"), figures.get("evidenced"), figures.get("contradictions", 0))
        for row_id, number, at, by, figures in session.execute(mine.order_by(col(ScorecardRow.number).desc()))
    ]


def latest(session: Session, actor: MemberActor, response_id: str) -> Kept | None:
    """The newest scorecard of a response; None while it has not been computed."""
    rows = history(session, actor, response_id)
    return _kept(rows[0]) if rows else None


def latest_of_campaign(session: Session, actor: MemberActor, campaign_id: str) -> list[Kept]:
    """The newest scorecard of each response of a campaign."""
    which = _newest(actor, col(ScorecardRow.campaign_id) == campaign_id)
    return [_kept(row) for row in session.exec(select(ScorecardRow).where(which))]


def newest(session: Session, actor: MemberActor, campaign_id: str) -> list[Newest]:
    """The figures of the newest scorecard of each response of a campaign. Only columns that stand before the contents
    are read, so that a thousand take no longer than their few figures."""
    return _figured(session, _newest(actor, col(ScorecardRow.campaign_id) == campaign_id))


def newest_of(session: Session, actor: MemberActor, response_ids: Collection[str]) -> list[Newest]:
    """The same of these responses to the actor's organisation, whatever their campaign."""
    wanted = sorted(response_ids)
    chunks = (wanted[start : start + 500] for start in range(0, len(wanted), 500))
    return [n for c in chunks for n in _figured(session, _newest(actor, col(ScorecardRow.response_id).in_(c)))]


def _figured(session: Session, which: sa.ColumnElement[bool]) -> list[Newest]:
    rows = session.execute(
        sa.select(
            col(ScorecardRow.campaign_id), col(ScorecardRow.vendor_id), col(ScorecardRow.response_id),
            col(ScorecardRow.number), col(ScorecardRow.inputs_hash), col(ScorecardRow.id), col(ScorecardRow.figures),
        ).where(which)
    )  # fmt: skip
    return [
        Newest(campaign, vendor, response, number, inputs, _summary(row_id, figures))
        for campaign, vendor, response, number, inputs, row_id, figures in rows
    ]


def _summary(scorecard_id: str, figures: dict[str, Any]) -> Summary:
    return Summary(**{**figures, "flagged": tuple(figures.get("flagged", ())), "scorecard_id": scorecard_id})


def entrants(
    session: Session, actor: MemberActor, campaign_id: str, invited: Sequence[InvitationLine]
) -> list[Entrant]:
    """Those of a campaign's invited vendors that have a scorecard, each with its newest in a few figures."""
    scored = {found.vendor_id: found for found in newest(session, actor, campaign_id)}
    return [
        Entrant(line.id, line.vendor_id, line.legal_name, line.product, found.number, found.response_id, found.summary)
        for line in invited
        if (found := scored.get(line.vendor_id)) is not None
    ]


def outlines(session: Session, actor: MemberActor, scorecard_ids: Sequence[str]) -> dict[str, Outline]:
    """Scorecard id -> its figures row by row; only those of the actor's organisation."""
    wanted = sa.select(col(ScorecardRow.id), col(ScorecardRow.outline)).where(
        col(ScorecardRow.organisation_id) == actor.organisation_id, col(ScorecardRow.id).in_(scorecard_ids)
    )
    return {row_id: Outline.model_validate(outline) for row_id, outline in session.execute(wanted)}


def _newest(actor: MemberActor, which: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Of the responses that `which` says, the actor's own, only the last scorecard of each."""
    last = (
        sa.select(col(ScorecardRow.response_id), sa.func.max(ScorecardRow.number))
        .where(col(ScorecardRow.organisation_id) == actor.organisation_id, which)
        .group_by(col(ScorecardRow.response_id))
    )
    return sa.tuple_(col(ScorecardRow.response_id), col(ScorecardRow.number)).in_(last)


def side_by_side(session: Session, actor: MemberActor, campaign_id: str, order: Order = "evidenced") -> SideBySide:
    """Raises NotFound when the campaign is not the organisation's."""
    campaign = campaigns.campaign(session, actor, campaign_id)
    invitations = {i.vendor_id: i for i in campaigns.invitations(session, actor, campaign_id)}
    contenders = [
        Contender(kept, invitations[kept.vendor_id].legal_name, invitations[kept.vendor_id].product)
        for kept in latest_of_campaign(session, actor, campaign_id)
        if kept.vendor_id in invitations
    ]
    contenders.sort(key=lambda c: _sort_key(c, order))
    return SideBySide(
        campaign=campaign,
        release=load_release(session, campaign.release_id),
        contenders=tuple(contenders),
        comparison=compare([(c.name, c.kept.scorecard) for c in contenders]),
        waiting=len(invitations) - len(contenders),
    )


def _sort_key(contender: Contender, order: Order) -> tuple[float, str]:
    """Best first; a vendor without a score comes last; equal ones by name."""
    overall = contender.kept.scorecard.overall
    value = {"evidenced": overall.evidenced, "claimed": overall.claimed, "gap": overall.gap, "name": 0.0}[order]
    if value is None:
        return (2.0, contender.name.casefold())
    return (value if order == "gap" else -value, contender.name.casefold())
