"""The scorecard of one vendor: figures, findings, clauses, the workings of any number, certificates, provenance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response

from app.core.catalog.groups import grouped
from app.core.catalog.model import Catalog, ReferenceData
from app.core.questionnaire.model import Questionnaire
from app.core.response import Response as CoreResponse
from app.core.scoring.explain import Working, explain, explain_group
from app.core.scoring.matrix import WHOLE
from app.core.scoring.scorecard import CertificateStanding, Finding, FindingKind, Score, Scorecard, Support
from app.core.scoring.sums import pooled
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign
from app.features.errors import NotFound
from app.features.identity.permissions import Permission
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.responses import queries as responses
from app.features.responses.models import Submission
from app.features.scorecards import queries, service
from app.features.scorecards.schemas import Kept, Past
from app.features.vendors import queries as vendors
from app.features.vendors.models import VendorRow
from app.infra.content import reference
from app.web.clauses import ClauseChip, chip_of, chips_of
from app.web.confidential import as_read
from app.web.decided import OnCard, on_card
from app.web.desk import Desk, reads, writes
from app.web.render import render, see_other
from app.web.reviewing import CardReview, anchor, of_card
from app.web.scorecard_changes import Since, since_last

router = APIRouter(include_in_schema=False)

SUPPORT_WORDS = {
    Support.CONTRADICTED: "Contradicted",
    Support.UNSUPPORTED: "None attached",
    Support.DOCUMENTED: "A document",
    Support.CERTIFIED: "A certificate",
    Support.VERIFIED: "Confirmed at the source",
    Support.NOT_EXPECTED: "None expected",
}


@dataclass(frozen=True)
class BarRow:
    """One bar: a section, a catalog as a whole, a group of clauses, or a clause."""

    path: str  # whose workings it opens: "section:scope", "framework:iso-42001", "group:iso-42001:A.7", "clause:..."
    label: str
    title: str
    score: Score
    contradictions: int
    open: bool
    below: tuple[BarRow, ...] = ()


@dataclass(frozen=True)
class BarTable:
    title: str
    rows: tuple[BarRow, ...]


@dataclass(frozen=True)
class FindingView:
    finding: Finding
    clauses: tuple[ClauseChip, ...]
    numbers: tuple[tuple[str, str], ...]  # question id, number on the page
    anchor: str


@dataclass(frozen=True)
class ScorecardPage:
    kept: Kept
    card: Scorecard
    campaign: Campaign
    vendor: VendorRow
    product: str
    release: LoadedRelease
    submission: Submission
    contradictions: tuple[FindingView, ...]
    other_findings: tuple[FindingView, ...]
    tables: tuple[BarTable, ...]
    workings: Working | None
    workings_of: str  # what they are of, as the page calls it
    numbers: dict[str, str]
    certificates: tuple[CertificateStanding, ...]
    not_covered: tuple[ClauseChip, ...]
    clauses: tuple[ClauseChip, ...]
    past: tuple[Past, ...]  # all scorecards of this response, newest first
    since: Since | None  # what is another than on the scorecard before
    evidence_files: int
    answered: int
    asked: int
    review: CardReview
    decision: OnCard
    can_compute: bool
    can_take_apart: bool  # what it was made of holds confidential answers
    zone: object
    support_words: Mapping[Support, str] = field(default_factory=lambda: SUPPORT_WORDS)

    def anchor(self, target: str) -> str:
        return anchor(target)


@router.get("/scorecards/{scorecard_id}")
def scorecard(
    scorecard_id: str, of: Annotated[str, Query(max_length=200)] = "", at: Desk = reads(Permission.SCORECARDS_READ)
) -> Response:
    """`of` names the number whose workings are shown: "overall", "section:ID", "clause:REF", "question:ID"."""
    page = _page(at, queries.scorecard(at.session, at.actor, scorecard_id), of)
    return render(at.request, "buyer/scorecard.html", page, blocks=("workings",))


@router.post("/scorecards/compute")
def compute(submission_id: Annotated[str, Form()], at: Desk = writes(Permission.SCORECARDS_COMPUTE)) -> Response:
    """Score a submission now, for instance after the reference data were brought up to date."""
    row = service.compute(at.session, at.actor, submission_id, reference(), now=at.now)
    return see_other(f"/scorecards/{row.id}")


def _page(at: Desk, kept: Kept, of: str) -> ScorecardPage:
    data = reference()
    response = responses.response_for(at.session, at.actor, kept.response_id)
    release = load_release(at.session, response.release_id)
    model = release.questionnaire
    kept = replace(kept, scorecard=as_read(kept.scorecard, model, at))
    card = kept.scorecard
    invitation = campaigns.invitation(at.session, at.actor, response.campaign_id, response.invitation_id)
    submission = responses.submission(at.session, at.actor, kept.submission_id)
    sent = CoreResponse.model_validate(submission.content)
    tables = _tables(card, model, data, of)
    findings = tuple(_finding(f, model, data) for f in sorted(card.findings, key=lambda f: not f.open))
    contradictions = tuple(f for f in findings if f.finding.kind is FindingKind.CONTRADICTION)
    not_covered = chips_of(card.not_covered, data)
    past = tuple(queries.past(at.session, at.actor, kept.response_id))
    visible = [q for q in card.questions.values() if q.state.value != "hidden"]
    return ScorecardPage(
        kept=kept,
        card=card,
        campaign=campaigns.campaign(at.session, at.actor, kept.campaign_id),
        vendor=vendors.vendor(at.session, at.actor, kept.vendor_id),
        product=invitation.product,
        release=release,
        submission=submission,
        contradictions=contradictions,
        other_findings=tuple(f for f in findings if f not in contradictions),
        tables=tables,
        workings=(working := _workings(card, of, model, data)),
        workings_of=_called(working, data) if working else "",
        numbers=model.numbers,
        certificates=card.certificates,
        not_covered=not_covered,
        clauses=chips_of([r for f in card.findings for r in f.clauses] + list(card.not_covered), data),
        past=past,
        since=since_last(at, kept, past, model),
        evidence_files=len(sent.evidence),
        answered=sum(1 for q in visible if (a := sent.answers.get(q.question)) and a.given),
        asked=len(visible),
        review=of_card(at, kept, model.numbers),
        decision=on_card(at, kept),
        can_compute=at.actor.can(Permission.SCORECARDS_COMPUTE),
        can_take_apart=at.actor.can(Permission.CONFIDENTIAL_READ),
        zone=at.actor.zone,
    )


def _workings(card: Scorecard, of: str, model: Questionnaire, data: ReferenceData) -> Working | None:
    if not of:
        return None
    if of.startswith("group:"):
        return _workings_of_group(card, of, data)
    try:
        return explain(card, of, questionnaire=model)
    except KeyError:
        raise NotFound("number") from None


def _workings_of_group(card: Scorecard, of: str, data: ReferenceData) -> Working:
    _, key, heading = of.split(":", 2) if of.count(":") > 1 else ("", "", "")
    catalog = data.catalog(key)
    for top, clauses in grouped(catalog, card.clauses.keys()) if catalog else ():
        if top.id == heading:
            labels = {f"{key}:{c.id}": f"{c.label} {c.title}" for c in clauses}
            return explain_group(card, of, f"{top.label}, {top.title}", labels)
    raise NotFound("number")


def _called(working: Working, data: ReferenceData) -> str:
    kind, _, name = working.path.partition(":")
    if kind == "clause":
        chip = chip_of(name, data)
        return f"{chip.label}, {chip.title}"
    if kind == "framework" and (catalog := data.catalog(name)):
        return f"{catalog.short} {WHOLE}"
    return working.label


def _finding(finding: Finding, model: Questionnaire, data: ReferenceData) -> FindingView:
    return FindingView(
        finding,
        chips_of(finding.clauses, data),
        tuple((q, model.numbers.get(q, q)) for q in finding.questions),
        anchor(finding.key),
    )


def _tables(card: Scorecard, model: Questionnaire, data: ReferenceData, of: str) -> tuple[BarTable, ...]:
    """Sections first, then each framework's clauses, grouped as its catalog groups them."""
    against = [f for f in card.findings if f.open and f.kind is FindingKind.CONTRADICTION]

    def row(path: str, label: str, title: str, score: Score, questions: set[str]) -> BarRow:
        return BarRow(path, label, title, score, sum(1 for f in against if questions & set(f.questions)), path == of)

    sections = tuple(
        row(f"section:{s.id}", str(number), str(s.title), card.sections[s.id], {q.id for q in s.questions})
        for number, s in enumerate(model.sections, 1)
        if s.id in card.sections
    )
    asked: dict[str, set[str]] = {}
    for question in model.by_id.values():
        for spoken in question.clauses:
            asked.setdefault(spoken.clause, set()).add(question.id)
    catalogs = [c for name in model.catalogs if (c := data.catalog(name))]
    by_catalog = [BarTable(c.short, tuple(_of_catalog(card, c, asked, row))) for c in catalogs]
    return tuple(table for table in (BarTable("Sections", sections), *by_catalog) if table.rows)


def _of_catalog(
    card: Scorecard, catalog: Catalog, asked: Mapping[str, set[str]], row: Callable[..., BarRow]
) -> Iterator[BarRow]:
    """All of it, then its headings, each over its clauses."""
    if whole := card.frameworks.get(catalog.key):
        of_it = [questions for ref, questions in asked.items() if ref.startswith(f"{catalog.key}:")]
        yield row(f"framework:{catalog.key}", catalog.short, WHOLE, whole, set().union(*of_it))
    for top, clauses in grouped(catalog, card.clauses.keys()):
        refs = [f"{catalog.key}:{c.id}" for c in clauses]
        below = tuple(
            row(f"clause:{ref}", c.label, c.title, card.clauses[ref], asked.get(ref, set()))
            for ref, c in zip(refs, clauses, strict=True)
        )
        touched = set().union(*(asked.get(ref, set()) for ref in refs))
        score = pooled(card.clauses[ref] for ref in refs)
        path = below[0].path if len(below) == 1 else f"group:{catalog.key}:{top.id}"
        yield replace(row(path, top.label, top.title, score, touched), below=below)
