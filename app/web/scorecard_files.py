"""The downloads of a scorecard: report, spreadsheet, JSON, OSCAL. Each holds what its reader may see on the page."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from app.features.identity.permissions import Permission
from app.features.reports.pdf_scorecard import scorecard_pdf
from app.features.reports.xlsx_scorecard import scorecard_xlsx
from app.web.desk import Desk, reads
from app.web.downloads import PDF, XLSX, dossier, download

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
