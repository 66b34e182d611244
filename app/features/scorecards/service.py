"""Writes: scoring a submission into an immutable snapshot."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from app.core.catalog.model import ReferenceData
from app.core.response import Response
from app.core.scoring.engine import score
from app.core.scoring.policy import Policy, default_policy, load_policy
from app.core.scoring.scorecard import FindingKind
from app.features.audit import service as audit
from app.features.campaigns.models import Campaign
from app.features.certificates import queries as certificates
from app.features.errors import NotFound
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor, SystemActor
from app.features.questionnaires.queries import load_release
from app.features.responses.models import ResponseRow, Submission
from app.features.scorecards.models import ScorecardRow
from app.features.scorecards.schemas import VendorFinding


def compute(
    session: Session,
    actor: MemberActor | SystemActor,
    submission_id: str,
    reference: ReferenceData,
    *,
    now: datetime,
) -> ScorecardRow:
    """Score a submission. The same inputs give the scorecard that is there already; anything else a new one.

    Raises NotFound when the submission is not of the actor's organisation.
    """
    if isinstance(actor, MemberActor):
        actor.require(Permission.SCORECARDS_COMPUTE)
    submission = session.get(Submission, submission_id)
    if submission is None or submission.organisation_id != actor.organisation_id:
        raise NotFound("submission")
    # The row lock keeps two workers from giving one response the same scorecard number.
    response = session.exec(select(ResponseRow).where(ResponseRow.id == submission.response_id).with_for_update()).one()
    campaign = session.exec(select(Campaign).where(Campaign.id == response.campaign_id)).one()
    release = load_release(session, response.release_id)
    card = score(
        release.questionnaire,
        certificates.complete(session, actor.organisation_id, response.id, Response.model_validate(submission.content)),
        reference,
        policy_of(campaign),
        release=release.digest,
    )
    newest = session.exec(
        select(ScorecardRow)
        .where(ScorecardRow.response_id == response.id)
        .order_by(col(ScorecardRow.number).desc())
        .limit(1)
    ).first()
    if newest is not None and newest.inputs_hash == card.inputs_hash:
        return newest
    row = ScorecardRow(
        organisation_id=actor.organisation_id, campaign_id=campaign.id, vendor_id=response.vendor_id,
        response_id=response.id, submission_id=submission.id, number=(newest.number if newest else 0) + 1,
        inputs_hash=card.inputs_hash, content=card.model_dump(mode="json"), created_at=now, created_by=actor.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "scorecard.computed", kind="scorecard", subject=row.id, now=now, inputs=card.inputs_hash,
        policy=card.policy, submission=submission.number,
    )  # fmt: skip
    return row


def policy_of(campaign: Campaign) -> Policy:
    return load_policy(campaign.policy) if campaign.policy else default_policy()


def second_look(
    session: Session, release_id: str, draft: Response, reference: ReferenceData
) -> tuple[VendorFinding, ...]:
    """What a vendor is asked to look at once more before it submits: open contradictions of its draft.

    `draft` is the vendor's own response; nothing is stored, and no number leaves this function.
    """
    release = load_release(session, release_id)
    card = score(release.questionnaire, draft, reference, default_policy(), release=release.digest)
    return tuple(
        VendorFinding(f.message, f.questions, f.certificate, f.sides)
        for f in card.findings
        if f.open and f.kind is FindingKind.CONTRADICTION
    )
