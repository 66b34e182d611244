"""By which policy a campaign's vendors are scored: what is in force, what another would do, and choosing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response

from app.core.problems import Invalid, Problem
from app.core.questionnaire.model import Questionnaire
from app.core.scoring.policy import Policy, default_policy
from app.core.typed import parse
from app.features.campaigns import queries as campaigns
from app.features.campaigns.choosing import unfit
from app.features.campaigns.models import Campaign
from app.features.campaigns.schemas import PolicyReason
from app.features.errors import Conflict
from app.features.identity import queries as identity
from app.features.identity.permissions import GRANTS, Permission
from app.features.policies import queries as policies
from app.features.policies.schemas import LoadedPolicy
from app.features.questionnaires import queries as questionnaires
from app.features.scorecards import rescoring
from app.features.scorecards.rescoring import Effect, Progress
from app.infra.content import reference
from app.web.campaigns import Head, head
from app.web.desk import Desk, reads, writes
from app.web.policy_words import Difference, differences, from_default
from app.web.render import render, see_other

router = APIRouter(include_in_schema=False)

DEFAULT = "default"  # in the address, for the software's own


@dataclass(frozen=True)
class Option:
    id: str  # of the version, or DEFAULT
    title: str
    address: str
    differs: tuple[Difference, ...]
    unfit: tuple[tuple[str, str], ...]  # why it cannot be chosen here, and what to do
    in_force: bool


@dataclass(frozen=True)
class Chosen:
    """One entry of the campaign's history."""

    title: str
    address: str
    at: datetime
    by: str
    reason: str
    submitted: int


@dataclass(frozen=True)
class Proposal:
    """A policy that somebody looks at, before it is chosen."""

    option: Option
    changes: tuple[Difference, ...]  # against the policy in force
    effects: tuple[Effect, ...] | None  # None: too many vendors to compute while somebody waits
    seen_by: tuple[str, ...]  # colleagues who have judged, and so have seen figures
    readers: int  # members who can read scorecards


@dataclass(frozen=True)
class PolicyPage:
    head: Head
    in_force: Option
    progress: Progress
    history: tuple[Chosen, ...]
    options: tuple[Option, ...]
    proposal: Proposal | None
    reason: str
    can_choose: bool
    can_make: bool
    zone: object
    problems: tuple[Problem, ...] = ()
    moved: bool = False  # somebody else changed the campaign while this was being chosen


@router.get("/campaigns/{campaign_id}/policy")
def policy(
    campaign_id: str,
    choose: Annotated[str, Query(max_length=40)] = "",
    at: Desk = reads(Permission.CAMPAIGNS_READ),
) -> Response:
    """`choose` is the version that is looked at before it is chosen, or "default"."""
    return _page(at, campaigns.campaign(at.session, at.actor, campaign_id), choose)


@router.post("/campaigns/{campaign_id}/policy")
def choose_policy(
    campaign_id: str,
    choose: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    version: Annotated[int, Form()] = 0,
    at: Desk = writes(Permission.CAMPAIGNS_EDIT),
) -> Response:
    campaign = campaigns.campaign(at.session, at.actor, campaign_id)
    version_id = "" if choose == DEFAULT else choose
    try:
        given = parse(PolicyReason, {"reason": reason})
        rescoring.choose_policy(at.session, at.actor, campaign_id, version, version_id, given, at.now)
    except Invalid as invalid:
        return _page(at, campaign, choose, reason=reason, problems=invalid.problems, status=422)
    except Conflict as conflict:
        return _page(at, conflict.theirs, choose, reason=reason, moved=True, status=409)
    return see_other(f"/campaigns/{campaign_id}/policy")


def _page(
    at: Desk,
    campaign: Campaign,
    choose: str,
    *,
    reason: str = "",
    problems: tuple[Problem, ...] = (),
    moved: bool = False,
    status: int = 200,
) -> Response:
    model = questionnaires.release(at.session, at.actor, campaign.release_id).questionnaire
    versions = {p.id: p for p in policies.policies(at.session, at.actor)}
    if campaign.policy_version_id and campaign.policy_version_id not in versions:  # an older version stays in force
        versions[campaign.policy_version_id] = policies.version(at.session, at.actor, campaign.policy_version_id)
    in_force = _option(versions.get(campaign.policy_version_id or ""), campaign, model)
    options = (_option(None, campaign, model), *(_option(p, campaign, model) for p in versions.values()))
    proposal = None
    if choose and choose != in_force.id:
        proposal = _proposal(at, campaign, model, _known(at, choose))
    page = PolicyPage(
        head=head(at, campaign, "policy"),
        in_force=in_force,
        progress=rescoring.progress(at.session, at.actor, campaign),
        history=_history(at, campaign, model),
        options=options,
        proposal=proposal,
        reason=reason,
        can_choose=at.actor.can(Permission.CAMPAIGNS_EDIT),
        can_make=at.actor.can(Permission.POLICIES_EDIT),
        zone=at.actor.zone,
        problems=problems,
        moved=moved,
    )
    return render(at.request, "buyer/campaign_policy.html", page, blocks=("progress",), status=status)


def _known(at: Desk, choose: str) -> LoadedPolicy | None:
    """The version that is looked at; None for the default. Raises NotFound."""
    return None if choose == DEFAULT else policies.version(at.session, at.actor, choose)


def _option(found: LoadedPolicy | None, campaign: Campaign, model: Questionnaire) -> Option:
    rules = found.policy if found else default_policy()
    return Option(
        id=found.id if found else DEFAULT,
        title=found.label if found else "Default",
        address=f"/policies/{found.policy_id}/versions/{found.number}" if found else f"/policies/{DEFAULT}",
        differs=from_default(rules, model, reference()),
        unfit=tuple(unfit(rules, model)),
        in_force=(found.id if found else None) == campaign.policy_version_id,
    )


def _proposal(at: Desk, campaign: Campaign, model: Questionnaire, found: LoadedPolicy | None) -> Proposal:
    rules: Policy = found.policy if found else default_policy()
    option = _option(found, campaign, model)
    effects = None
    if not option.unfit:
        effects = rescoring.preview(at.session, at.actor, campaign, rules, reference())
    members = identity.members(at.session, at.actor)
    return Proposal(
        option=option,
        changes=differences(campaigns.policy_of(campaign), rules, model, reference()),
        effects=effects,
        seen_by=tuple(rescoring.known_readers(at.session, at.actor, campaign.id)),
        readers=sum(m.active and Permission.SCORECARDS_READ in GRANTS[m.role] for m in members),
    )


def _history(at: Desk, campaign: Campaign, model: Questionnaire) -> tuple[Chosen, ...]:
    chosen = []
    for choice in campaigns.policy_choices(at.session, at.actor, campaign.id):
        option = _option(_known(at, choice.policy_version_id or DEFAULT), campaign, model)
        chosen.append(Chosen(option.title, option.address, choice.at, choice.by, choice.reason, choice.submitted))
    return tuple(chosen)
