"""Writes of the buyer: by which scoring policy a campaign's vendors are scored. Part of the service of campaigns."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from app.core.problems import Invalid, Problem, has_errors
from app.core.questionnaire.model import Questionnaire
from app.core.scoring.policy import Policy, check_policy
from app.features.audit import service as audit
from app.features.campaigns import queries
from app.features.campaigns.models import Campaign, PolicyChoice
from app.features.campaigns.schemas import PolicyReason
from app.features.errors import Conflict, NotFound
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor
from app.features.policies import queries as policies
from app.features.policies import service as policies_service
from app.features.questionnaires import queries as questionnaires

CODES = {
    "CAMPAIGN-POLICY": "The policy is not one of the organisation's, or does not fit the campaign's questionnaire.",
    "CAMPAIGN-POLICY-REASON": "A policy is changed after a vendor has submitted, and nobody says why.",
}
WHERE = "policy_version_id"


def choose(
    session: Session,
    actor: MemberActor,
    campaign_id: str,
    version: int,
    policy_version_id: str,
    given: PolicyReason,
    *,
    submitted: int,
    now: datetime,
) -> PolicyChoice | None:
    """Score all vendors of the campaign, seen in `version`, by this version of a policy; "" is the default. None when
    that is what they are scored by already. `submitted` says how many vendors have: from the first on, a change needs
    a reason.

    Raises NotFound, Invalid, and Conflict with `theirs` (the campaign) when somebody changed the campaign since.
    """
    actor.require(Permission.CAMPAIGNS_EDIT)
    campaign = queries.campaign(session, actor, campaign_id, for_update=True)
    if campaign.version != version:
        raise Conflict(
            "Somebody has changed this campaign meanwhile.",
            remedy="Look at the policy that is in force now, then choose again.",
            theirs=campaign,
        )
    if (campaign.policy_version_id or "") == policy_version_id and bool(campaign.policy) == bool(policy_version_id):
        return None
    problems = policy_problems(session, actor, policy_version_id, campaign.release_id)
    if submitted and not given.reason:
        message, remedy = "Vendors have submitted: say why the policy is changed", "Write it for whoever asks later."
        problems.append(Problem(code="CAMPAIGN-POLICY-REASON", where="reason", message=message, remedy=remedy))
    if problems:
        raise Invalid(problems)
    before = queries.policy_of(campaign).label
    choice = keep(session, actor, campaign, policy_version_id, given.reason, submitted, now)
    campaign.version += 1
    session.add(campaign)
    session.flush()
    audit.record(
        session, actor, "campaign.policy_chosen", kind="campaign", subject=campaign.id, name=campaign.title, now=now,
        policy=queries.policy_of(campaign).label, was=before, reason=given.reason, submitted=submitted,
    )  # fmt: skip
    return choice


def keep(
    session: Session,
    actor: MemberActor,
    campaign: Campaign,
    policy_version_id: str,
    reason: str,
    submitted: int,
    now: datetime,
) -> PolicyChoice:
    """Write a choice that has been checked: into the campaign, which is in the database, and into its history."""
    chosen = policies_service.use(session, actor, policy_version_id, now) if policy_version_id else None
    campaign.policy = chosen.policy.model_dump(mode="json") if chosen else {}
    campaign.policy_version_id = chosen.id if chosen else None
    choice = PolicyChoice(
        organisation_id=actor.organisation_id, campaign_id=campaign.id, number=_number(session, campaign),
        policy_version_id=campaign.policy_version_id, reason=reason, submitted=submitted, at=now, by_id=actor.id,
        by=actor.name,
    )  # fmt: skip
    session.add(choice)
    session.flush()
    return choice


def policy_problems(session: Session, actor: MemberActor, policy_version_id: str, release_id: str) -> list[Problem]:
    """Why this version of a policy cannot score responses to the release. The release has been checked."""
    if not policy_version_id:
        return []
    try:
        found = policies.version(session, actor, policy_version_id)
    except NotFound:
        message, remedy = "This policy is not one of your organisation's", "Choose one of the list."
        return [Problem(code="CAMPAIGN-POLICY", where=WHERE, message=message, remedy=remedy)]
    questionnaire = questionnaires.release(session, actor, release_id).questionnaire
    return [
        Problem(code="CAMPAIGN-POLICY", where=WHERE, message=f"“{found.title}” does not fit here: {why}", remedy=remedy)
        for why, remedy in unfit(found.policy, questionnaire)
    ]


def unfit(policy: Policy, questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """Why a policy does not fit a questionnaire, and what to do about it."""
    found = [p for p in check_policy(policy, questionnaire) if has_errors([p])]
    return [(p.message, f"{p.remedy} Or choose another policy.") for p in found]


def _number(session: Session, campaign: Campaign) -> int:
    last = select(PolicyChoice.number).where(PolicyChoice.campaign_id == campaign.id)
    return (session.exec(last.order_by(col(PolicyChoice.number).desc()).limit(1)).first() or 0) + 1
