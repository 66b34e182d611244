"""Writes: scoring a submission into an immutable snapshot, and again after each judgement of a reviewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.core.catalog.model import ReferenceData
from app.core.questionnaire.model import Questionnaire
from app.core.response import Response
from app.core.scoring.canonical import digest
from app.core.scoring.engine import score
from app.core.scoring.outline import outline_of
from app.core.scoring.policy import Policy, default_policy
from app.core.scoring.scorecard import FindingKind, Scorecard, Standing
from app.features.audit import service as audit
from app.features.campaigns.models import Campaign
from app.features.campaigns.queries import policy_of
from app.features.certificates import queries as certificates
from app.features.errors import NotFound
from app.features.identity import queries as identity
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor, SystemActor
from app.features.questionnaires.queries import load_release
from app.features.registers import queries as looked_up
from app.features.registers import service as registers
from app.features.registers.models import LookupRow
from app.features.registers.schemas import HandLookup, Sent, Withdrawal
from app.features.responses.models import ResponseRow, Submission
from app.features.reviews import queries as judged
from app.features.reviews import service as reviews
from app.features.reviews.models import Review
from app.features.reviews.schemas import Judgement
from app.features.scorecards import register
from app.features.scorecards.models import ScorecardRow
from app.features.scorecards.schemas import VendorFinding
from app.features.scorecards.wording import in_their_words

# Doubts whose two sides are both the vendor's own words: it can put either right.
_BESIDE_EACH_OTHER = frozenset({"SOA-LEAVES-OUT", "SOA-INCLUDES"})
_BEST_FIRST = (Standing.GOOD, Standing.QUALIFIED, Standing.REJECTED)


def compute(
    session: Session,
    actor: MemberActor | SystemActor,
    submission_id: str,
    reference: ReferenceData,
    *,
    now: datetime,
) -> ScorecardRow:
    """Score a submission, with the reviewers' judgements in force. The same answers, judgements, rules and reference
    data give the scorecard that is there already; anything else a new one.

    Raises NotFound when the submission is not of the actor's organisation.
    """
    if isinstance(actor, MemberActor):
        actor.require(Permission.SCORECARDS_COMPUTE)
    submission = session.get(Submission, submission_id)
    if submission is None or submission.organisation_id != actor.organisation_id:
        raise NotFound("submission")
    return _keep(session, actor, submission, _scored(session, submission, reference), now)


def judge(
    session: Session, actor: MemberActor, response_id: str, given: Judgement, reference: ReferenceData, *, now: datetime
) -> tuple[Review, ScorecardRow]:
    """Record a reviewer's judgement and score again, in one step: the judgement and the scorecard it led to.

    Raises what `reviews.service.under_review` and `reviews.service.judge` raise.
    """
    submission = reviews.under_review(session, actor, response_id)
    before = _scored(session, submission, reference)
    review = reviews.judge(
        session, actor, submission, before.questionnaire, before.response, before.card, given, now=now
    )
    return review, _keep(session, actor, submission, _scored(session, submission, reference), now)


def withdraw(
    session: Session, actor: MemberActor, response_id: str, review_id: str, reference: ReferenceData, *, now: datetime
) -> tuple[Review, ScorecardRow]:
    """Take a judgement back and score again. Raises what the two in `reviews.service` raise."""
    submission = reviews.under_review(session, actor, response_id)
    review = reviews.withdraw(session, actor, response_id, review_id, now=now)
    return review, _keep(session, actor, submission, _scored(session, submission, reference), now)


def record_lookup(
    session: Session,
    actor: MemberActor,
    certificate: Sent,
    given: HandLookup,
    reference: ReferenceData,
    *,
    today: date,
    now: datetime,
) -> tuple[LookupRow, ScorecardRow]:
    """Record what a person saw in a register, and score again. Raises what the two services raise."""
    submission = reviews.under_review(session, actor, certificate.response_id)
    row = registers.record(session, actor, certificate, given, today=today, now=now)
    return row, _keep(session, actor, submission, _scored(session, submission, reference), now)


def withdraw_lookup(
    session: Session,
    actor: MemberActor,
    certificate: Sent,
    lookup_id: str,
    given: Withdrawal,
    reference: ReferenceData,
    *,
    now: datetime,
) -> tuple[LookupRow, ScorecardRow]:
    """Take a look-up of this certificate back, and score again. Raises what the two services raise."""
    submission = reviews.under_review(session, actor, certificate.response_id)
    if looked_up.lookup(session, actor, lookup_id).certificate_id != certificate.facts.id:
        raise NotFound("look-up")
    row = registers.withdraw(session, actor, lookup_id, given, now=now)
    return row, _keep(session, actor, submission, _scored(session, submission, reference), now)


def rescore(
    session: Session, organisation_id: str, response_id: str, reference: ReferenceData, *, now: datetime
) -> ScorecardRow | None:
    """Score the newest submission of a response again, because something became known about it. None without one."""
    newest = session.exec(
        select(Submission)
        .where(Submission.response_id == response_id, Submission.organisation_id == organisation_id)
        .order_by(col(Submission.number).desc())
        .limit(1)
    ).first()
    return compute(session, SystemActor(organisation_id), newest.id, reference, now=now) if newest else None


@dataclass(frozen=True)
class Scored:
    campaign: Campaign
    vendor_id: str
    questionnaire: Questionnaire
    response: Response  # complete, before the judgements
    judgements: tuple[str, ...]
    card: Scorecard


def _scored(session: Session, submission: Submission, reference: ReferenceData) -> Scored:
    # The row lock keeps two workers from giving one response the same scorecard number.
    row = session.exec(select(ResponseRow).where(ResponseRow.id == submission.response_id).with_for_update()).one()
    campaign = session.exec(select(Campaign).where(Campaign.id == row.campaign_id)).one()
    return scored_by(session, row, campaign, submission, reference, policy_of(campaign))


def scored_by(
    session: Session,
    row: ResponseRow,
    campaign: Campaign,
    submission: Submission,
    reference: ReferenceData,
    policy: Policy,
) -> Scored:
    """What a policy makes of a submission and of all that is known about it now; nothing is stored."""
    release = load_release(session, row.release_id)
    sent = Response.model_validate(submission.content)
    response = certificates.complete(session, row.organisation_id, row.id, sent)
    response = looked_up.complete(session, row.organisation_id, response)
    judgements = judged.still_about(response, judged.applied(session, row.id))
    zone = ZoneInfo(identity.organisation(session, row.organisation_id).timezone)
    card = score(
        release.questionnaire,
        reviews.apply(response, judgements, zone),
        reference,
        policy,
        release=release.digest,
    )
    ids = tuple(r.id for r in judgements)
    return Scored(campaign, row.vendor_id, release.questionnaire, response, ids, card)


def _keep(
    session: Session, actor: MemberActor | SystemActor, submission: Submission, scored: Scored, now: datetime
) -> ScorecardRow:
    """The newest scorecard if it came of the same, else a new one."""
    card = scored.card
    newest = session.exec(
        select(ScorecardRow)
        .where(ScorecardRow.response_id == submission.response_id)
        .order_by(col(ScorecardRow.number).desc())
        .limit(1)
    ).first()
    came_of = (card.inputs_hash, card.reference_hash, card.engine, scored.judgements)
    if newest is not None and _came_of(newest) == came_of:
        register.enter(session, newest, submission, scored.response, card)
        return newest
    content = card.model_dump(mode="json")
    row = ScorecardRow(
        organisation_id=actor.organisation_id, campaign_id=scored.campaign.id, vendor_id=scored.vendor_id,
        response_id=submission.response_id, submission_id=submission.id, number=(newest.number if newest else 0) + 1,
        inputs_hash=card.inputs_hash, judgements=list(scored.judgements), figures=_figures(card, digest(content)),
        outline=outline_of(card).model_dump(mode="json"), content=content, created_at=now, created_by=actor.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    register.enter(session, row, submission, scored.response, card)
    audit.record(
        session, actor, "scorecard.computed", kind="scorecard", subject=row.id, now=now, inputs=card.inputs_hash,
        policy=card.policy, submission=submission.number,
    )  # fmt: skip
    return row


def _figures(card: Scorecard, content_digest: str) -> dict[str, Any]:
    """`schemas.Summary` without the id."""
    standings = {c.standing for c in card.certificates}
    return {
        "claimed": card.overall.claimed,
        "evidenced": card.overall.evidenced,
        "contradicted": card.overall.contradicted,
        "contradictions": sum(1 for f in card.findings if f.open and f.kind is FindingKind.CONTRADICTION),
        "flags": len(card.flags),
        "certificate": next((s.value for s in _BEST_FIRST if s in standings), ""),
        "flagged": [f.key for f in card.flags],
        "release": card.release,
        "policy": card.policy,
        "policy_hash": card.policy_hash,
        "digest": content_digest,
    }


def _came_of(row: ScorecardRow) -> tuple[str, str, str, tuple[str, ...]]:
    return row.inputs_hash, row.content["reference_hash"], row.content["engine"], tuple(row.judgements)


def second_look(
    session: Session, release_id: str, draft: Response, reference: ReferenceData
) -> tuple[VendorFinding, ...]:
    """What a vendor is asked to look at once more before it submits: where its answers and its documents, or two of its
    answers, stand against each other.

    `draft` is the vendor's own response; nothing is stored, and no number leaves this function.
    """
    release = load_release(session, release_id)
    card = score(release.questionnaire, draft, reference, default_policy(), release=release.digest)
    return tuple(
        in_their_words(f, release.questionnaire, draft)
        for f in card.findings
        if f.open and (f.kind is FindingKind.CONTRADICTION or f.code in _BESIDE_EACH_OTHER)
    )
