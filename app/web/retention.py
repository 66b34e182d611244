"""Until when a campaign's answers are kept: the day, what goes then and what stays, and another day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict

from app.core.problems import Invalid, Problem
from app.core.typed import day, parse
from app.features.campaigns import queries
from app.features.identity.permissions import Permission
from app.features.privacy import retention
from app.web.campaigns import Head, head
from app.web.desk import Desk, reads, writes
from app.web.render import render, see_other

router = APIRouter(prefix="/campaigns/{campaign_id}/retention", include_in_schema=False)


class Typed(BaseModel):
    erase_on: str = ""


class Wanted(BaseModel):
    model_config = ConfigDict(frozen=True)

    erase_on: Annotated[date | None, day("Erased on")] = None


@dataclass(frozen=True)
class RetentionPage:
    head: Head
    typed: str
    usual: date | None  # what sending sets
    months: int
    told_ahead: int
    problems: tuple[Problem, ...] = ()


@router.get("")
def form(campaign_id: str, at: Desk = reads(Permission.CAMPAIGNS_READ)) -> Response:
    return _page(at, campaign_id, None)


@router.post("")
def change(campaign_id: str, typed: Annotated[Typed, Form()], at: Desk = writes(Permission.CAMPAIGNS_EDIT)) -> Response:
    try:
        wanted = parse(Wanted, typed.model_dump()).erase_on
        retention.set_day(at.session, at.actor, campaign_id, wanted, at.now)
    except Invalid as invalid:
        return _page(at, campaign_id, typed.erase_on, invalid.problems, status=422)
    return see_other(f"/campaigns/{campaign_id}/retention")


def _page(
    at: Desk, campaign_id: str, typed: str | None, problems: tuple[Problem, ...] = (), status: int = 200
) -> Response:
    campaign = queries.campaign(at.session, at.actor, campaign_id)
    months = at.services.settings.retention_months
    page = RetentionPage(
        head=head(at, campaign, "settings"),
        typed=typed if typed is not None else str(campaign.erase_on or ""),
        usual=queries.usual_erasure(campaign, months, at.actor.zone, at.now),
        months=months,
        told_ahead=retention.TOLD_AHEAD,
        problems=problems,
    )
    return render(at.request, "buyer/retention.html", page, status=status)
