"""The downloads of a scorecard: report, spreadsheet, JSON, OSCAL. Each holds what its reader may see on the page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.features.errors import NotFound
from app.features.identity.permissions import Permission
from app.features.reports.oscal import scorecard_oscal
from app.features.reports.pdf_scorecard import scorecard_pdf
from app.features.reports.published import SCHEMAS, json_schema, scorecard_json
from app.features.reports.xlsx_scorecard import scorecard_xlsx
from app.features.scorecards.inputs import inputs_of
from app.web.desk import Desk, reads, services
from app.web.downloads import JSON, PDF, XLSX, dossier, download

router = APIRouter(include_in_schema=False)


@router.get("/scorecards/{scorecard_id}/report.pdf")
def report(scorecard_id: str, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    found = dossier(at, scorecard_id)
    body = scorecard_pdf(found, at.services.settings.report_fonts)
    return download(body, PDF, what="scorecard", whom=found.vendor, on=at.today, ending="pdf")


@router.get("/scorecards/{scorecard_id}/workbook.xlsx")
def workbook(scorecard_id: str, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    found = dossier(at, scorecard_id)
    return download(scorecard_xlsx(found), XLSX, what="scorecard", whom=found.vendor, on=at.today, ending="xlsx")


@router.get("/scorecards/{scorecard_id}/json")
def as_json(scorecard_id: str, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    found = dossier(at, scorecard_id)
    body = scorecard_json(found, at.services.settings.origin)
    return download(body, JSON, what="scorecard", whom=found.vendor, on=at.today, ending="json")


@router.get("/scorecards/{scorecard_id}/oscal.json")
def as_oscal(scorecard_id: str, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    found = dossier(at, scorecard_id)
    body = scorecard_oscal(found, at.services.settings.origin)
    return download(body, JSON, what="oscal-assessment-results", whom=found.vendor, on=at.today, ending="json")


@router.get("/scorecards/{scorecard_id}/inputs.json")
def inputs(scorecard_id: str, at: Desk = reads(Permission.CONFIDENTIAL_READ)) -> Response:
    """What the scorecard was made of: `countersign score` makes it again from this, on anybody's machine."""
    made_of = inputs_of(at.session, at.actor, scorecard_id)
    body = made_of.model_dump_json(indent=1).encode()
    whom = made_of.response.vendor.legal_name
    return download(body, JSON, what="inputs", whom=whom, on=at.today, ending="json")


@router.get("/schemas/{name}.json")
def schema(name: str, request: Request) -> Response:
    """What describes the JSON that leaves the product, and questionnaire files: for anybody's programs."""
    if name not in SCHEMAS:
        raise NotFound("schema")
    return JSONResponse(
        json_schema(name, services(request).settings.origin),
        media_type="application/schema+json",
        headers={"Cache-Control": "public, max-age=3600"},
    )
