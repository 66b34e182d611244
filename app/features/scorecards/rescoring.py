"""A campaign's scoring policy and its scorecards: what another policy would make of them, and scoring all vendors anew
when one is chosen. Equal treatment: every vendor of a campaign is scored by the same policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.catalog.model import ReferenceData
from app.core.scoring.policy import Policy, policy_hash
from app.core.scoring.scorecard import Scorecard
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign, PolicyChoice
from app.features.campaigns.schemas import PolicyReason
from app.features.campaigns.service import choose
from app.features.identity.schemas import MemberActor
from app.features.responses.models import ResponseRow, Submission
from app.features.reviews.models import Review
from app.features.scorecards import service
from app.features.scorecards.models import ScorecardRow
from app.features.vendors.models import VendorRow
from app.infra import jobs
from app.infra.jobs import Job, JobState

JOB = "rescore"
MOST = 60  # vendors that are scored while a page waits


@dataclass(frozen=True)
class Before:
    """A vendor's newest scorecard, as it has stood for people to see."""

    response_id: str
    vendor: str
    scorecard_id: str
    number: int
    at: datetime
    claimed: float | None
    evidenced: float | None
    flags: int
    policy_hash: str
    place: int | None  # by what is evidenced; equal ones share a place


@dataclass(frozen=True)
class Effect:
    """What another policy would make of one vendor's newest submission."""

    before: Before
    claimed: float | None
    evidenced: float | None
    flags: int
    place: int | None


@dataclass(frozen=True)
class Progress:
    """How far scoring all vendors by the policy in force is."""

    vendors: int  # that have submitted
    done: int
    given_up: int  # tried several times, and a person must look

    @property
    def waiting(self) -> int:
        return self.vendors - self.done


def choose_policy(
    session: Session,
    actor: MemberActor,
    campaign_id: str,
    version: int,
    policy_version_id: str,
    given: PolicyReason,
    now: datetime,
) -> PolicyChoice | None:
    """Choose a campaign's policy, and have every vendor that has submitted scored again by it: a job for each.

    Raises what `campaigns.service.choose` raises.
    """
    campaigns.campaign(session, actor, campaign_id, for_update=True)
    submitted = _submitted(session, actor, campaign_id)
    choice = choose(session, actor, campaign_id, version, policy_version_id, given, submitted=len(submitted), now=now)
    if choice is not None:
        for response_id in submitted:
            payload = {"organisation_id": actor.organisation_id, "response_id": response_id}
            jobs.enqueue(session, JOB, payload, key=_key(choice, response_id), now=now)
    return choice


def progress(session: Session, actor: MemberActor, campaign: Campaign) -> Progress:
    """Which of the vendors that have submitted are scored by the policy in force; the others' jobs wait."""
    wanted = policy_hash(campaigns.policy_of(campaign))
    done = {b.response_id for b in standing(session, actor, campaign.id) if b.policy_hash == wanted}
    submitted = _submitted(session, actor, campaign.id)
    left = [response_id for response_id in submitted if response_id not in done]
    choice = next(iter(campaigns.policy_choices(session, actor, campaign.id)), None)
    given_up = 0
    if choice is not None and left:
        failed = sa.select(sa.func.count()).where(
            col(Job.key).in_([_key(choice, r) for r in left]), col(Job.state) == JobState.FAILED
        )
        given_up = session.execute(failed).scalar_one()
    return Progress(len(submitted), len(submitted) - len(left), given_up)


def standing(session: Session, actor: MemberActor, campaign_id: str) -> list[Before]:
    """The newest scorecard of each vendor of the campaign, the best evidenced first."""
    last = (
        sa.select(col(ScorecardRow.response_id), sa.func.max(ScorecardRow.number))
        .where(col(ScorecardRow.organisation_id) == actor.organisation_id, col(ScorecardRow.campaign_id) == campaign_id)
        .group_by(col(ScorecardRow.response_id))
    )
    rows = session.execute(
        sa.select(
            col(ScorecardRow.response_id), col(VendorRow.legal_name), col(ScorecardRow.id), col(ScorecardRow.number),
            col(ScorecardRow.created_at), col(ScorecardRow.figures),
            col(ScorecardRow.content)["policy_hash"].as_string(),
        )
        .join(VendorRow, col(VendorRow.id) == col(ScorecardRow.vendor_id))
        .where(sa.tuple_(col(ScorecardRow.response_id), col(ScorecardRow.number)).in_(last))
    ).all()  # fmt: skip
    places = _places([row[5]["evidenced"] for row in rows])
    found = [
        Before(
            response_id, vendor, scorecard_id, number, at, figures["claimed"], figures["evidenced"], figures["flags"],
            policy, place,
        )
        for (response_id, vendor, scorecard_id, number, at, figures, policy), place in zip(rows, places, strict=True)
    ]  # fmt: skip
    return sorted(found, key=lambda b: (b.place or len(found) + 1, b.vendor.casefold()))


def preview(
    session: Session, actor: MemberActor, campaign: Campaign, policy: Policy, reference: ReferenceData
) -> tuple[Effect, ...] | None:
    """What the policy would make of the campaign's scorecards; nothing is stored. None where that are too many to
    compute while somebody waits. The policy fits the campaign's release."""
    before = standing(session, actor, campaign.id)
    if len(before) > MOST:
        return None
    cards = [_card(session, campaign, b.response_id, policy, reference) for b in before]
    places = _places([card.overall.evidenced for card in cards])
    return tuple(
        Effect(b, card.overall.claimed, card.overall.evidenced, len(card.flags), place)
        for b, card, place in zip(before, cards, places, strict=True)
    )


def known_readers(session: Session, actor: MemberActor, campaign_id: str) -> list[str]:
    """Names of the colleagues who have judged answers or certificates of the campaign, and so have seen figures."""
    judged = (
        sa.select(col(Review.by))
        .join(ResponseRow, col(ResponseRow.id) == col(Review.response_id))
        .where(col(Review.organisation_id) == actor.organisation_id, col(ResponseRow.campaign_id) == campaign_id)
        .distinct()
    )
    return sorted(session.execute(judged).scalars())


def _card(
    session: Session, campaign: Campaign, response_id: str, policy: Policy, reference: ReferenceData
) -> Scorecard:
    row = session.get_one(ResponseRow, response_id)
    newest = select(Submission).where(Submission.response_id == response_id).order_by(col(Submission.number).desc())
    submission = session.exec(newest.limit(1)).one()
    return service.scored_by(session, row, campaign, submission, reference, policy).card


def _submitted(session: Session, actor: MemberActor, campaign_id: str) -> Sequence[str]:
    """Ids of the campaign's responses that were submitted at least once."""
    mine = select(ResponseRow.id).where(
        ResponseRow.organisation_id == actor.organisation_id,
        ResponseRow.campaign_id == campaign_id,
        col(ResponseRow.submissions) > 0,
    )
    return session.exec(mine.order_by(col(ResponseRow.id))).all()


def _key(choice: PolicyChoice, response_id: str) -> str:
    return f"{JOB}:{choice.id}:{response_id}"


def _places(values: Sequence[float | None]) -> list[int | None]:
    """1 for the largest; equal ones share a place; none without a value."""
    known = [v for v in values if v is not None]
    return [None if v is None else 1 + sum(1 for other in known if other > v) for v in values]
