"""The workbook of a scorecard: one sheet for each view of the page, the workings of every sum beside it."""

from __future__ import annotations

from app.features.reports import sheets
from app.features.reports.dossier import READINESS, Dossier
from app.features.reports.spreadsheet import Book, hundred


def scorecard_xlsx(d: Dossier) -> bytes:
    book = Book(f"{d.vendor}: scorecard {d.kept.number}", d.made_by, d.made_at)
    book.table("Overview", sheets.PROVENANCE, _overview(d))
    book.table("Sections", sheets.SECTIONS, sheets.sections(d), frozen=2)
    book.table("Clauses", sheets.CLAUSES, sheets.clauses(d), frozen=2)
    book.table("Questions", sheets.QUESTIONS, sheets.questions(d), frozen=2)
    book.table("Findings", sheets.FINDINGS, sheets.findings(d))
    book.table("To decide", sheets.FLAGGED, sheets.flagged(d))
    book.table("Certificates", sheets.CERTIFICATES, sheets.certificates(d))
    book.table("Workings", sheets.WORKINGS, sheets.workings(d), frozen=2)
    book.table("Judgements", sheets.JUDGEMENTS, sheets.judgements(d))
    book.table("Provenance", sheets.PROVENANCE, sheets.provenance(d))
    return book.finish()


def _overview(d: Dossier) -> sheets.Rows:
    overall = d.card.overall
    open_ones = sum(1 for f in d.contradictions if f.open)
    yield from (
        ["Vendor", d.vendor],
        ["About", d.about],
        ["Campaign", d.campaign.title],
        ["Claimed, of 100", hundred(overall.claimed)],
        ["Evidenced, of 100", hundred(overall.evidenced)],
        ["Claimed and not evidenced", hundred(overall.gap)],
        ["Claimed and contradicted", hundred(overall.contradicted)],
        ["Weight covered, of 100", hundred(overall.coverage)],
        ["Questions shown", len(d.visible)],
        ["Questions answered", d.answered],
        ["Documents attached", len(d.sent.evidence)],
        ["Open contradictions", open_ones],
        ["Other findings", len(d.other_findings)],
        ["Flagged for a person", len(d.card.flags)],
        ["What these figures are", READINESS],
    )
    if d.withheld:
        yield ["Left out", "Confidential answers: the role of whoever made this file does not include them."]
