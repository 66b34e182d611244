"""Pages of campaigns: the list, a new one, the vendors tab that follows progress, and settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response
from pydantic import BaseModel

from app.core.problems import Invalid, Problem
from app.core.typed import parse
from app.features.campaigns import choosing, editing, queries
from app.features.campaigns.models import Campaign, CampaignState
from app.features.campaigns.schemas import CampaignInput, CampaignLine, days_left, is_overdue
from app.features.decisions import queries as decisions
from app.features.enquiries import queries as enquiries
from app.features.errors import Conflict
from app.features.identity import queries as identity
from app.features.identity.permissions import Permission
from app.features.notifications import queries as mails
from app.features.policies import queries as policies
from app.features.questionnaires import queries as questionnaires
from app.features.questionnaires.queries import LoadedRelease
from app.features.responses import clarifications
from app.features.responses import queries as responses
from app.features.scorecards import queries as scorecards
from app.infra.wording import day
from app.web import campaign_table
from app.web.campaign_table import Show, Table
from app.web.conflicts import Difference, differences
from app.web.desk import Desk, reads, writes
from app.web.render import render, see_other

router = APIRouter(include_in_schema=False)

LABELS = {
    "title": "Title",
    "reference": "Reference",
    "release_id": "Questionnaire",
    "owner_id": "Owner",
    "system_name": "AI system or purchase",
    "system_description": "Description",
    "message": "Message to vendors",
    "contract_start": "Start of the contract",
    "contract_end": "End of the contract",
    "due_on": "Due date",
    "late": "After the due date",
    "questions_until": "Vendors may ask until",
}
LATE = (("closed", "Take no more answers"), ("open", "Take answers, and mark them late"))


class CampaignForm(BaseModel):
    """The form as sent; `CampaignInput` is what it says."""

    title: str = ""
    reference: str = ""
    release_id: str = ""
    owner_id: str = ""
    system_name: str = ""
    system_description: str = ""
    message: str = ""
    contract_start: str = ""
    contract_end: str = ""
    due_on: str = ""
    late: str = "closed"
    questions_until: str = ""
    policy: str = ""  # of a new campaign; afterwards a page of its own changes it
    version: int = 0


@dataclass(frozen=True)
class Entry:
    line: CampaignLine
    submitted: int
    enquiries: int  # that wait for an answer
    overdue: bool
    days_left: int | None

    @property
    def address(self) -> str:
        return f"/campaigns/{self.line.campaign.id}"


@dataclass(frozen=True)
class ListPage:
    entries: tuple[Entry, ...]
    releases: int
    vendors: bool
    can_edit: bool


@dataclass(frozen=True)
class Head:
    """What stands over every tab of a campaign."""

    campaign: Campaign
    tab: str
    release: LoadedRelease
    owner_name: str
    vendors: int
    unsent: int
    mails: int
    decisions: int
    enquiries: int  # that wait for an answer
    submitted: int
    days_left: int | None
    overdue: bool
    can_edit: bool
    can_send: bool
    can_read_mails: bool

    @property
    def address(self) -> str:
        return f"/campaigns/{self.campaign.id}"


@dataclass(frozen=True)
class VendorsPage:
    head: Head
    table: Table
    zone: object
    reminded: int | None  # after "Remind": how many were written to
    sent: int | None
    added: int | None
    already: int


@dataclass(frozen=True)
class FormPage:
    head: Head | None  # None: a new campaign
    typed: CampaignForm
    releases: tuple[tuple[str, str], ...]
    owners: tuple[tuple[str, str], ...]
    late: tuple[tuple[str, str], ...]
    locked_release: bool
    policies: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    differences: tuple[Difference, ...] = ()


def head(at: Desk, campaign: Campaign, tab: str, table: Table | None = None) -> Head:
    """The head of a campaign's tabs."""
    lines = queries.invitations(at.session, at.actor, campaign.id) if table is None else ()
    unsent = sum(line.sent_at is None and line.revoked_at is None for line in lines)
    done = responses.submitted_by_campaign(at.session, at.actor).get(campaign.id, 0) if table is None else 0
    can_read_mails = at.actor.can(Permission.MAILS_READ)
    return Head(
        campaign=campaign,
        tab=tab,
        release=questionnaires.release(at.session, at.actor, campaign.release_id),
        owner_name=identity.member(at.session, at.actor, campaign.owner_id).name,
        vendors=table.all if table else len(lines),
        unsent=table.unsent if table else unsent,
        mails=mails.count(at.session, at.actor, campaign.id) if can_read_mails else 0,
        decisions=decisions.count(at.session, at.actor, campaign.id),
        enquiries=enquiries.open_by_campaign(at.session, at.actor).get(campaign.id, 0),
        submitted=table.submitted if table else done,
        days_left=days_left(campaign.due_on, at.actor.zone, at.now),
        overdue=is_overdue(campaign.due_on, at.actor.zone, at.now),
        can_edit=at.actor.can(Permission.CAMPAIGNS_EDIT),
        can_send=at.actor.can(Permission.INVITATIONS_SEND),
        can_read_mails=can_read_mails,
    )


def table_of(at: Desk, campaign: Campaign, *, show: Show = Show.ALL, search: str = "", page: int = 1) -> Table:
    """The campaign's vendors, with how far each is."""
    newest = scorecards.newest(at.session, at.actor, campaign.id)
    return campaign_table.build(
        at.actor,
        campaign,
        queries.invitations(at.session, at.actor, campaign.id),
        responses.progress(at.session, at.actor, campaign.id),
        {n.response_id: n.summary for n in newest},
        decisions.states(at.session, at.actor, campaign.id, newest),
        mails.last_by_invitation(at.session, at.actor, campaign.id, "reminder"),
        at.now,
        clarified=clarifications.waiting_by_response(at.session, at.actor, campaign.id),
        show=show,
        search=search,
        page=page,
    )


@router.get("/campaigns")
def index(at: Desk = reads(Permission.CAMPAIGNS_READ)) -> Response:
    submitted = responses.submitted_by_campaign(at.session, at.actor)
    waiting = enquiries.open_by_campaign(at.session, at.actor)
    entries = tuple(
        Entry(
            line=line,
            submitted=submitted.get(line.campaign.id, 0),
            enquiries=waiting.get(line.campaign.id, 0),
            overdue=is_overdue(line.campaign.due_on, at.actor.zone, at.now),
            days_left=days_left(line.campaign.due_on, at.actor.zone, at.now),
        )
        for line in queries.campaigns(at.session, at.actor)
    )
    page = ListPage(
        entries=entries,
        releases=len(questionnaires.releases(at.session, at.actor)),
        vendors=any(entry.line.vendors for entry in entries),
        can_edit=at.actor.can(Permission.CAMPAIGNS_EDIT),
    )
    return render(at.request, "buyer/campaigns.html", page)


@router.get("/campaigns/new")
def new(release: str = "", at: Desk = reads(Permission.CAMPAIGNS_EDIT)) -> Response:
    return _form(at, None, CampaignForm(release_id=release, owner_id=at.actor.id))


@router.post("/campaigns")
def create(typed: Annotated[CampaignForm, Form()], at: Desk = writes(Permission.CAMPAIGNS_EDIT)) -> Response:
    try:
        campaign = editing.create(at.session, at.actor, _parsed(typed), at.now, policy_version_id=typed.policy)
    except Invalid as invalid:
        problems = tuple(
            p.model_copy(update={"where": "policy"}) if p.where == choosing.WHERE else p for p in invalid.problems
        )
        return _form(at, None, typed, problems=problems, status=422)
    return see_other(f"/campaigns/{campaign.id}")


@router.get("/campaigns/{campaign_id}")
def campaign(
    campaign_id: str,
    show: str = "all",
    q: str = "",
    page: int = 1,
    sent: int | None = None,
    reminded: int | None = None,
    added: int | None = None,
    already: int = 0,
    at: Desk = reads(Permission.CAMPAIGNS_READ),
) -> Response:
    found = queries.campaign(at.session, at.actor, campaign_id)
    wanted = Show(show) if show in set(Show) else Show.ALL
    table = table_of(at, found, show=wanted, search=q[:200], page=page)
    content = VendorsPage(
        head=head(at, found, "vendors", table),
        table=table,
        zone=at.actor.zone,
        reminded=reminded,
        sent=sent,
        added=added,
        already=already,
    )
    return render(at.request, "buyer/campaign.html", content, blocks=("vendors",))


@router.get("/campaigns/{campaign_id}/settings")
def settings(campaign_id: str, at: Desk = reads(Permission.CAMPAIGNS_READ)) -> Response:
    found = queries.campaign(at.session, at.actor, campaign_id)
    return _form(at, found, _typed(found))


@router.post("/campaigns/{campaign_id}/settings")
def edit(
    campaign_id: str, typed: Annotated[CampaignForm, Form()], at: Desk = writes(Permission.CAMPAIGNS_EDIT)
) -> Response:
    found = queries.campaign(at.session, at.actor, campaign_id)
    try:
        editing.edit(at.session, at.actor, campaign_id, typed.version, _parsed(typed), at.now)
    except Invalid as invalid:
        return _form(at, found, typed, problems=invalid.problems, status=422)
    except Conflict as conflict:
        theirs = _typed(conflict.theirs)
        kept = typed.model_copy(update={"version": theirs.version})
        return _form(at, found, kept, differences=_differences(at, theirs, typed), status=409)
    return see_other(f"/campaigns/{campaign_id}")


@router.post("/campaigns/{campaign_id}/close")
def close(campaign_id: str, at: Desk = writes(Permission.CAMPAIGNS_EDIT)) -> Response:
    editing.close(at.session, at.actor, campaign_id, at.now)
    return see_other(f"/campaigns/{campaign_id}")


@router.post("/campaigns/{campaign_id}/reopen")
def reopen(campaign_id: str, at: Desk = writes(Permission.CAMPAIGNS_EDIT)) -> Response:
    editing.reopen(at.session, at.actor, campaign_id, at.now)
    return see_other(f"/campaigns/{campaign_id}")


def _parsed(typed: CampaignForm) -> CampaignInput:
    return parse(CampaignInput, typed.model_dump(exclude={"version", "policy"}))


def _typed(row: Campaign) -> CampaignForm:
    dates = {
        name: str(value) if (value := getattr(row, name)) else ""
        for name in ("contract_start", "contract_end", "due_on", "questions_until")
    }
    same = {name: getattr(row, name) for name in LABELS if name not in dates}
    return CampaignForm(**same, **dates, version=row.version)


def _form(
    at: Desk,
    row: Campaign | None,
    typed: CampaignForm,
    *,
    problems: tuple[Problem, ...] = (),
    differences: tuple[Difference, ...] = (),
    status: int = 200,
) -> Response:
    page = FormPage(
        head=head(at, row, "settings") if row else None,
        typed=typed,
        releases=_releases(at),
        owners=tuple((m.id, m.name) for m in identity.members(at.session, at.actor) if m.active),
        late=LATE,
        locked_release=row is not None and row.state != CampaignState.DRAFT,
        policies=(("", "Default"), *((p.id, p.label) for p in policies.policies(at.session, at.actor))),
        problems=problems,
        differences=differences,
    )
    return render(at.request, "buyer/campaign_form.html", page, status=status)


def _releases(at: Desk) -> tuple[tuple[str, str], ...]:
    found: Sequence[Any] = questionnaires.releases(at.session, at.actor)
    return tuple((r.id, f"{r.title}, release {r.number} ({day(r.published_at, at.actor.zone)})") for r in found)


def _differences(at: Desk, theirs: CampaignForm, mine: CampaignForm) -> tuple[Difference, ...]:
    choices = {
        "release_id": dict(_releases(at)),
        "owner_id": {m.id: m.name for m in identity.members(at.session, at.actor)},
        "late": dict(LATE),
    }

    def say(field: str, value: Any) -> str:
        return choices[field].get(value, "") if field in choices else str(value)

    return differences(theirs.model_dump(), mine.model_dump(), LABELS, say)
