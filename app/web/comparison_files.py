"""The downloads of a comparison: each says what the page at the same address shows, for whoever may see it there."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from app.features.decisions import queries as decisions
from app.features.identity.permissions import Permission
from app.features.reports.comparing import Comparing
from app.features.reports.pdf_comparison import Rests, Tried, Viewed, comparison_pdf
from app.features.reports.published import comparison_json
from app.features.reports.xlsx_comparison import comparison_xlsx
from app.features.scorecards import queries
from app.web.comparison_panel import shares_of
from app.web.comparison_shown import Compared, compared, field_of
from app.web.comparison_weights import firm
from app.web.decided import tags
from app.web.desk import Desk, reads
from app.web.downloads import JSON, PDF, XLSX, download, of_vendor

router = APIRouter(include_in_schema=False)


@router.get("/campaigns/{campaign_id}/comparison.pdf")
def report(campaign_id: str, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    found = _found(at, campaign_id)
    body = comparison_pdf(_viewed(at, found), at.services.settings.report_fonts)
    return _download(at, found, body, PDF, "pdf")


@router.get("/campaigns/{campaign_id}/comparison.xlsx")
def workbook(campaign_id: str, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    found = _found(at, campaign_id)
    return _download(at, found, comparison_xlsx(_comparing(at, found)), XLSX, "xlsx")


@router.get("/campaigns/{campaign_id}/comparison.json")
def as_json(campaign_id: str, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    found = _found(at, campaign_id)
    body = comparison_json(_comparing(at, found), at.services.settings.origin)
    return _download(at, found, body, JSON, "json")


def _found(at: Desk, campaign_id: str) -> Compared:
    return compared(at, field_of(at, campaign_id), at.request.query_params.multi_items())


def _download(at: Desk, found: Compared, body: bytes, media_type: str, ending: str) -> Response:
    whom = found.shown.campaign.title
    return download(body, media_type, what="comparison", whom=whom, on=at.today, ending=ending)


def _tried(found: Compared) -> tuple[Tried, ...]:
    """Every section's weight as the view tries it out; empty when it is under the policy's own."""
    if not found.view.weights:
        return ()
    own = shares_of(found.weights)
    tried = own | dict(found.view.weights)
    titles = {s.id: str(s.title) for s in found.field.release.questionnaire.sections}
    return tuple(Tried(s, titles[s], share, tried[s]) for s, share in own.items())


def _viewed(at: Desk, found: Compared) -> Viewed:
    states = decisions.states(at.session, at.actor, found.field.campaign.id)
    stands = {vendor: ", ".join(words for words, _ in tags(state)) for vendor, state in states.items()}
    entrants = () if found.shown.anonymous else found.entrants
    return Viewed(
        organisation=at.actor.organisation_name,
        shown=found.shown,
        decided=tuple(stands.get(e.vendor_id, "") for e in found.entrants),
        weights=_tried(found),
        firm=(*order.holds, *order.first[:3], order.how) if (order := firm(found)) else (),
        rests_on=tuple(Rests(e.number, e.summary.policy, e.summary.digest) for e in entrants),
        made_by=at.actor.name,
        made_at=at.now,
        zone=at.actor.zone,
    )


def _comparing(at: Desk, found: Compared) -> Comparing:
    shown = found.shown
    dossiers = tuple(
        of_vendor(
            at, queries.scorecard(at.session, at.actor, entrant.scorecard_id), column.name, column.product,
            found.field.campaign, found.field.release,
        )
        for entrant, column in zip(found.entrants, shown.columns, strict=True)
    )  # fmt: skip
    return Comparing(
        organisation=at.actor.organisation_name,
        campaign=found.field.campaign,
        release=found.field.release,
        dossiers=dossiers,
        differences=shown.differences,
        said=shown.said,
        waiting=shown.waiting,
        hidden=shown.hidden,
        anonymous=shown.anonymous,
        weights=dict(found.tried) if found.view.weights else {},
        made_by=at.actor.name,
        made_at=at.now,
        zone=at.actor.zone,
    )
