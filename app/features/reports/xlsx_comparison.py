"""The workbook of a comparison: the sheets of a scorecard, with vendors beside one another where there is room.

An anonymous one holds figures alone: the words of answers, findings and certificates would name the vendor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from app.core.scoring.compare import compare
from app.core.scoring.scorecard import FindingKind, Score
from app.features.reports import sheets
from app.features.reports.comparing import Comparing
from app.features.reports.dossier import READINESS, STANDINGS, STATES, Dossier
from app.features.reports.spreadsheet import Book, Column, hundred

_VENDOR: Column = ("Vendor", 26)
_OVERVIEW: tuple[Column, ...] = (
    ("Place", 8), _VENDOR, ("About", 26), *sheets.FIGURES, ("Open contradictions", 14), ("Other findings", 10),
    ("Flagged for a person", 12), ("Certificates", 44), ("Scorecard", 10), ("Judged on", 12), ("Calculated", 18),
)  # fmt: skip


def comparison_xlsx(c: Comparing) -> bytes:
    book = Book(f"Comparison: {c.campaign.title}", c.made_by, c.made_at)
    book.table("Overview", _OVERVIEW, _overview(c), frozen=2)
    book.table("Sections", _beside(c, ("Number", 8), ("Section", 44)), _sections(c), frozen=2)
    book.table("Clauses", _beside(c, ("Clause", 18), ("Title", 52)), _clauses(c), frozen=2)
    book.table("Questions", _of_questions(c), _questions(c), frozen=2)
    if not c.anonymous:
        answers = (("Number", 8), ("Id", 12), ("Question", 56), *((d.vendor, 40) for d in c.dossiers))
        book.table("Answers", answers, _answers(c), frozen=3)
        book.table("Findings", (_VENDOR, *sheets.FINDINGS), _each(c, sheets.findings))
        book.table("To decide", (_VENDOR, *sheets.FLAGGED), _each(c, sheets.flagged))
        book.table("Certificates", (_VENDOR, *sheets.CERTIFICATES), _each(c, sheets.certificates))
    book.table("Workings", (_VENDOR, *sheets.WORKINGS), _each(c, _workings), frozen=2)
    book.table("Provenance", sheets.PROVENANCE, _provenance(c))
    return book.finish()


def _overview(c: Comparing) -> sheets.Rows:
    for place, d in enumerate(c.dossiers, 1):
        against = sum(1 for f in d.contradictions if f.open)
        certificates = "; ".join(
            STANDINGS[s.standing] if c.anonymous else f"{s.title}: {STANDINGS[s.standing]}" for s in d.card.certificates
        )
        yield [
            place, d.vendor, "" if c.anonymous else d.about, *sheets.figures(c.overall(d)), against,
            len(d.other_findings), len(d.card.flags), certificates, None if c.anonymous else d.kept.number,
            d.card.as_of, None if c.anonymous else d.kept.created_at.astimezone(d.zone),
        ]  # fmt: skip


def _beside(c: Comparing, *first: Column) -> tuple[Column, ...]:
    return (*first, *((f"{d.vendor}: {what}", 13) for d in c.dossiers for what in ("evidenced", "claimed")))


def _pair(score: Score | None) -> list[float | None]:
    return [hundred(score.evidenced), hundred(score.claimed)] if score else [None, None]


def _sections(c: Comparing) -> sheets.Rows:
    for number, section in enumerate(c.release.questionnaire.sections, 1):
        cells = [cell for d in c.dossiers for cell in _pair(d.card.sections.get(section.id))]
        yield [number, str(section.title), *cells]


def _clauses(c: Comparing) -> sheets.Rows:
    rows = compare([(d.vendor, d.card) for d in c.dossiers]).rows
    for row in rows:
        if row.kind in ("framework", "clause"):
            d = c.dossiers[0]
            clause, catalog = d.reference.clause(row.id), d.reference.catalog(row.id)
            label = d.clause(row.id) if row.kind == "clause" else catalog.short if catalog else row.id
            title = clause.title if clause else catalog.title if catalog else ""
            yield [label, title, *(v for cell in row.cells for v in (hundred(cell.evidenced), hundred(cell.claimed)))]


def _of_questions(c: Comparing) -> tuple[Column, ...]:
    each = ("state", "claim", "evidenced")
    return (("Number", 8), ("Question", 56), *((f"{d.vendor}: {what}", 13) for d in c.dossiers for what in each))


def _questions(c: Comparing) -> sheets.Rows:
    model = c.release.questionnaire
    for question in model.by_id.values():
        cells: list[Any] = []
        for d in c.dossiers:
            result = d.card.questions.get(question.id)
            cells += [STATES[result.state], result.claim, result.evidenced] if result else ["", None, None]
        yield [model.numbers[question.id], str(question.ask), *cells]


def _answers(c: Comparing) -> sheets.Rows:
    model = c.release.questionnaire
    for question in model.by_id.values():
        said = [d.answer_words(question.id) if question.id in d.card.questions else "" for d in c.dossiers]
        yield [model.numbers[question.id], question.id, str(question.ask), *said]


def _each(c: Comparing, of_one: Callable[[Dossier], Iterable[list[Any]]]) -> sheets.Rows:
    """The rows of one vendor after another, each with its name in front."""
    for d in c.dossiers:
        for row in of_one(d):
            yield [d.vendor, *row]


def _workings(d: Dossier) -> sheets.Rows:
    return sheets.workings(d, of_clauses=False)


def _provenance(c: Comparing) -> sheets.Rows:
    yield from (
        ["Organisation", c.organisation],
        ["Campaign", c.campaign.title],
        ["About", c.campaign.system_name],
        ["Questionnaire", f"{c.release.title}, release {c.release.number}"],
        ["Release, sha-256", c.release.digest],
        ["Made", c.made_at.astimezone(c.zone)],
        ["Made by", c.made_by],
        ["Time zone", c.zone.key],
        ["Vendors left out of this view", c.hidden],
        ["Invited, and without a scorecard", c.waiting],
        ["What these figures are", READINESS],
    )
    for words in c.said:
        yield ["View", words]
    if c.anonymous:
        yield ["Names", "Left out, and with them the words of answers, findings and certificates."]
    for name, weight in c.weights.items():
        title = next((str(s.title) for s in c.release.questionnaire.sections if s.id == name), name)
        yield [f"Weight tried out: {title}", float(weight)]
    if c.weights:
        yield ["Weights", "Tried out for this view. Under the policy the overall figures are others."]
    for d in () if c.anonymous else c.dossiers:
        against = sum(1 for f in d.card.findings if f.open and f.kind is FindingKind.CONTRADICTION)
        made_of = f"policy {d.card.policy}, open contradictions {against}, inputs sha-256 {d.card.inputs_hash}"
        yield [f"Scorecard of {d.vendor}", f"number {d.kept.number}, {made_of}"]
    for difference in c.differences:
        yield [f"Not the same for all: {difference.label}", difference.why_it_matters]
