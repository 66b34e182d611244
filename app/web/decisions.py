"""Deciding about vendors: on one of them, an award, taking back; and the record of a campaign's decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form
from fastapi.responses import Response
from pydantic import BaseModel, Field

from app.core.problems import Invalid, Problem
from app.core.scoring.scorecard import Flag
from app.core.typed import parse
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign, CampaignState
from app.features.campaigns.schemas import InvitationLine
from app.features.decisions import queries, service
from app.features.decisions.models import Kind
from app.features.decisions.schemas import Award, OnVendor, State, TakeBack, VendorState
from app.features.errors import Conflict, NotFound
from app.features.identity.permissions import Permission
from app.features.questionnaires.queries import load_release
from app.features.reports.decided import decisions_json
from app.features.scorecards import queries as scorecards
from app.features.scorecards.schemas import Summary
from app.features.vendors import queries as vendors
from app.features.vendors.models import VendorRow
from app.web.campaigns import Head, head
from app.web.confidential import WITHHELD, as_read
from app.web.decided import RecordView, choices, remark, tags, views
from app.web.desk import Desk, reads, writes
from app.web.downloads import JSON, download
from app.web.render import render, see_other

router = APIRouter(include_in_schema=False)


class VendorForm(BaseModel):
    """The form as sent; `OnVendor` is what it says."""

    kind: str = ""
    ground: str = ""
    reason: str = ""
    seen: str = ""


class AwardForm(BaseModel):
    """The form as sent; `Award` is what it says."""

    vendors: list[str] = Field(default_factory=list, max_length=10_000)
    reason: str = ""
    confirmed: str = ""
    seen: str = ""


class BackForm(BaseModel):
    reason: str = ""


@dataclass(frozen=True)
class Stands:
    """A vendor with a scorecard, and how it stands."""

    line: InvitationLine
    score: Summary
    state: VendorState
    tags: tuple[tuple[str, str], ...]
    remark: str


@dataclass(frozen=True)
class RecordPage:
    head: Head
    decisions: tuple[RecordView, ...]  # newest first
    standing: tuple[Stands, ...]  # those flagged, or decided on
    quiet: int  # scored vendors that are neither
    may: bool
    scored: int
    zone: ZoneInfo


@dataclass(frozen=True)
class AwardPage:
    head: Head
    standing: tuple[Stands, ...]
    typed: AwardForm
    seen: str
    in_force: RecordView | None
    open: bool  # vendors may still send answers
    problems: tuple[Problem, ...]
    conflict: Conflict | None
    zone: ZoneInfo

    @property
    def ask(self) -> bool:
        """Whether somebody chosen is flagged or excluded, and that was shown."""
        return bool(self.typed.confirmed) or any(p.code == "DECISION-CONFIRM" for p in self.problems)


@dataclass(frozen=True)
class VendorFormPage:
    """The form of one vendor again, with what is to put right or what somebody else decided."""

    campaign: Campaign
    vendor: VendorRow
    scorecard_id: str
    number: int
    flags: tuple[Flag, ...]
    choices: tuple[tuple[str, str, str], ...]
    typed: VendorForm
    seen: str
    problems: tuple[Problem, ...]
    conflict: Conflict | None
    theirs: RecordView | None
    zone: ZoneInfo


@dataclass(frozen=True)
class BackFormPage:
    campaign: Campaign
    decision: RecordView
    typed: BackForm
    problems: tuple[Problem, ...]
    conflict: Conflict | None
    theirs: RecordView | None
    zone: ZoneInfo


@router.get("/campaigns/{campaign_id}/decisions")
def record(campaign_id: str, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    campaign = campaigns.campaign(at.session, at.actor, campaign_id)
    states = queries.states(at.session, at.actor, campaign.id)
    standing = _standing(at, campaign, states)
    shown = tuple(s for s in standing if s.state.state is not State.NOTHING)
    top = head(at, campaign, "decisions")
    records = queries.records(at.session, at.actor, campaign.id)
    page = RecordPage(
        head=top,
        decisions=views(records, states, at, top.release.questionnaire.numbers),
        standing=shown,
        quiet=len(standing) - len(shown),
        may=at.actor.can(Permission.DECISIONS_MAKE),
        scored=len(standing),
        zone=at.actor.zone,
    )
    return render(at.request, "buyer/decisions.html", page)


@router.get("/campaigns/{campaign_id}/decisions.json")
def as_json(campaign_id: str, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    campaign = campaigns.campaign(at.session, at.actor, campaign_id)
    body = decisions_json(
        campaign,
        load_release(at.session, campaign.release_id),
        reversed(queries.records(at.session, at.actor, campaign.id)),
        at.services.settings.origin,
        withheld="" if at.actor.can(Permission.CONFIDENTIAL_READ) else WITHHELD,
        made=at.now,
        made_by=at.actor.name,
    )
    return download(body, JSON, what="decisions", whom=campaign.title, on=at.today, ending="json")


@router.post("/scorecards/{scorecard_id}/decision")
def decide(
    scorecard_id: str, typed: Annotated[VendorForm, Form()], at: Desk = writes(Permission.DECISIONS_MAKE)
) -> Response:
    """Clear or exclude the vendor of a scorecard."""
    kept = scorecards.scorecard(at.session, at.actor, scorecard_id)
    try:
        given = _on_vendor(typed, scorecard_id)
        service.decide(at.session, at.actor, kept.campaign_id, given, now=at.now)
    except Invalid as invalid:
        return _vendor_again(at, kept.campaign_id, kept.vendor_id, typed, problems=invalid.problems)
    except Conflict as conflict:
        return _vendor_again(at, kept.campaign_id, kept.vendor_id, typed, conflict=conflict)
    return see_other(f"/scorecards/{scorecard_id}#decide")


@router.get("/campaigns/{campaign_id}/award")
def award_form(campaign_id: str, at: Desk = reads(Permission.DECISIONS_MAKE)) -> Response:
    return _award(at, campaigns.campaign(at.session, at.actor, campaign_id), AwardForm())


@router.post("/campaigns/{campaign_id}/award")
def award(
    campaign_id: str, typed: Annotated[AwardForm, Form()], at: Desk = writes(Permission.DECISIONS_MAKE)
) -> Response:
    campaign = campaigns.campaign(at.session, at.actor, campaign_id)
    try:
        given = parse(
            Award, {**typed.model_dump(exclude={"vendors"}), "vendors": tuple(dict.fromkeys(typed.vendors)),
                    "confirmed": bool(typed.confirmed)},
        )  # fmt: skip
        decision = service.award(at.session, at.actor, campaign.id, given, now=at.now)
    except Invalid as invalid:
        return _award(at, campaign, typed, problems=invalid.problems)
    except Conflict as conflict:
        return _award(at, campaign, typed, conflict=conflict)
    return see_other(f"/campaigns/{campaign_id}/decisions#d-{decision.number}")


@router.post("/campaigns/{campaign_id}/decisions/{decision_id}/take-back")
def take_back(
    campaign_id: str,
    decision_id: str,
    typed: Annotated[BackForm, Form()],
    at: Desk = writes(Permission.DECISIONS_MAKE),
) -> Response:
    campaign = campaigns.campaign(at.session, at.actor, campaign_id)
    try:
        given = parse(TakeBack, typed.model_dump())
        decision = service.take_back(at.session, at.actor, campaign.id, decision_id, given, now=at.now)
    except Invalid as invalid:
        return _back_again(at, campaign, decision_id, typed, problems=invalid.problems)
    except Conflict as conflict:
        return _back_again(at, campaign, decision_id, typed, conflict=conflict)
    return see_other(f"/campaigns/{campaign_id}/decisions#d-{decision.number}")


def _on_vendor(typed: VendorForm, scorecard_id: str) -> OnVendor:
    """Raises Invalid."""
    chosen = typed.kind in (Kind.CLEARED, Kind.EXCLUDED)
    missing = [] if chosen else [_NOT_CHOSEN]
    kind = Kind(typed.kind) if chosen else Kind.CLEARED
    try:
        given = parse(OnVendor, {**typed.model_dump(), "kind": kind, "scorecard_id": scorecard_id})
    except Invalid as invalid:
        raise Invalid([*missing, *invalid.problems]) from None
    if missing:
        raise Invalid(missing)
    return given


_NOT_CHOSEN = Problem(
    code="TEXT-MISSING", where="kind", message="Choose what you decide", remedy="Clear the vendor, or exclude it."
)


def _standing(at: Desk, campaign: Campaign, states: Mapping[str, VendorState]) -> tuple[Stands, ...]:
    """The campaign's scored vendors, the most evidenced first."""
    scores = {n.vendor_id: n.summary for n in scorecards.newest(at.session, at.actor, campaign.id)}
    lines = campaigns.invitations(at.session, at.actor, campaign.id)
    found = [
        Stands(line, scores[line.vendor_id], state, tags(state), remark(state))
        for line in lines
        if (state := states.get(line.vendor_id))
    ]
    return tuple(sorted(found, key=lambda s: (-(s.score.evidenced or 0), s.line.legal_name.casefold())))


def _view(at: Desk, campaign_id: str, conflict: Conflict | None) -> RecordView | None:
    if conflict is None or conflict.theirs is None:
        return None
    return views([conflict.theirs], queries.states(at.session, at.actor, campaign_id), at)[0]


def _vendor_again(
    at: Desk,
    campaign_id: str,
    vendor_id: str,
    typed: VendorForm,
    *,
    problems: tuple[Problem, ...] = (),
    conflict: Conflict | None = None,
) -> Response:
    """The form once more, on the scorecard that is the newest now; nothing typed is lost."""
    state = queries.state_of(at.session, at.actor, campaign_id, vendor_id)
    campaign = campaigns.campaign(at.session, at.actor, campaign_id)
    kept = scorecards.scorecard(at.session, at.actor, state.scorecard_id)
    card = as_read(kept.scorecard, load_release(at.session, campaign.release_id).questionnaire, at)
    page = VendorFormPage(
        campaign=campaign,
        vendor=vendors.vendor(at.session, at.actor, vendor_id),
        scorecard_id=kept.id,
        number=kept.number,
        flags=card.flags,
        choices=choices(state),
        typed=typed,
        seen=state.decided.id if state.decided else "",
        problems=problems,
        conflict=conflict,
        theirs=_view(at, campaign_id, conflict),
        zone=at.actor.zone,
    )
    return render(at.request, "buyer/decision_vendor.html", page, status=409 if conflict else 422)


def _award(
    at: Desk,
    campaign: Campaign,
    typed: AwardForm,
    *,
    problems: tuple[Problem, ...] = (),
    conflict: Conflict | None = None,
) -> Response:
    states = queries.states(at.session, at.actor, campaign.id)
    every = queries.records(at.session, at.actor, campaign.id)
    in_force = [r for r in every if r.in_force and r.kind is Kind.AWARDED]
    shown = views(in_force, states, at)
    page = AwardPage(
        head=head(at, campaign, "decisions"),
        standing=_standing(at, campaign, states),
        typed=typed,
        seen=queries.basis_of(states.values(), len(every)),
        in_force=shown[0] if shown else None,
        open=campaign.state == CampaignState.RUNNING,
        problems=problems,
        conflict=conflict,
        zone=at.actor.zone,
    )
    return render(at.request, "buyer/decision_award.html", page, status=409 if conflict else 422 if problems else 200)


def _back_again(
    at: Desk,
    campaign: Campaign,
    decision_id: str,
    typed: BackForm,
    *,
    problems: tuple[Problem, ...] = (),
    conflict: Conflict | None = None,
) -> Response:
    found: Any = queries.record(at.session, at.actor, campaign.id, decision_id)
    if found.kind is Kind.TAKEN_BACK:
        raise NotFound("decision")
    page = BackFormPage(
        campaign=campaign,
        decision=views([found], queries.states(at.session, at.actor, campaign.id), at)[0],
        typed=typed,
        problems=problems,
        conflict=conflict,
        theirs=_view(at, campaign.id, conflict),
        zone=at.actor.zone,
    )
    return render(at.request, "buyer/decision_back.html", page, status=409 if conflict else 422)
