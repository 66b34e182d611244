"""A buyer reads what a vendor sent in: answers in words, what supports them, and what documents say about them.

What a vendor has not submitted stays with the vendor: before that, only how far it is. What is shown is a submission as
it was signed, not the draft that may be changing behind it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from app.core.catalog.model import ReferenceData
from app.core.certificates.checks import assess
from app.core.certificates.compare import Comparison, Result, compare_claims
from app.core.questionnaire import kinds
from app.core.questionnaire.leads import asked_next
from app.core.questionnaire.model import Kind, Question, Questionnaire
from app.core.questionnaire.visibility import visible
from app.core.response import Answer, Evidence
from app.core.response import Response as CoreResponse
from app.core.scoring.scorecard import QuestionScore, Scorecard, State, Support
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign
from app.features.errors import NotFound
from app.features.identity.permissions import Permission
from app.features.questionnaires.queries import LoadedRelease, load_release, releases
from app.features.responses import clarifications, evidence
from app.features.responses import queries as responses
from app.features.responses.models import ResponseRow, ResponseState, Submission
from app.features.scorecards import queries as scorecards
from app.features.scorecards.schemas import Kept
from app.features.vendors import queries as vendors
from app.features.vendors.models import VendorRow
from app.infra.content import reference
from app.web.answer_words import Grid, grid_of, offer_in_words
from app.web.clauses import ClauseChip, chips_of
from app.web.desk import Desk, reads
from app.web.questionnaires import shipped_models
from app.web.render import render
from app.web.uploads import attachment

router = APIRouter(include_in_schema=False)


class Show(StrEnum):
    ALL = "all"
    WITHOUT = "without-evidence"
    CONTRADICTED = "contradicted"
    OPEN = "not-answered"


SHOWN = {
    Show.ALL: "All",
    Show.WITHOUT: "Without evidence",
    Show.CONTRADICTED: "Contradicted",
    Show.OPEN: "Not answered",
}


@dataclass(frozen=True)
class AnswerView:
    """One question with what the vendor says to it, and what speaks for or against."""

    id: str
    number: str
    ask: str
    words: str  # empty: not answered
    not_applicable: bool
    reason: str
    note: str
    offer: str
    files: tuple[Evidence, ...]
    clauses: tuple[ClauseChip, ...]
    documents: tuple[Comparison, ...]  # what certificates say, where they were compared
    mark: str
    state: str  # the mark in words
    why: str
    contradicted: bool
    asks_for_evidence: bool
    grid: Grid | None = None  # of a table
    withheld: bool = False  # confidential, and not this reader's

    @property
    def answered(self) -> bool:
        return self.withheld or self.not_applicable or bool(self.words)

    def is_in(self, show: Show) -> bool:
        if show is Show.WITHOUT:
            return self.answered and self.asks_for_evidence and not self.files and not self.withheld
        if show is Show.CONTRADICTED:
            return self.contradicted
        return show is Show.ALL or not self.answered


@dataclass(frozen=True)
class SectionView:
    id: str
    number: int
    title: str
    answers: tuple[AnswerView, ...]
    answered: int
    asked: int


@dataclass(frozen=True)
class Next:
    """A questionnaire that the answers lead to."""

    title: str
    because: str
    address: str


@dataclass(frozen=True)
class ReadingPage:
    response: ResponseRow
    campaign: Campaign
    vendor: VendorRow
    product: str
    release: LoadedRelease
    submission: Submission
    submissions: tuple[Submission, ...]
    sections: tuple[SectionView, ...]
    counts: Mapping[Show, int]
    show: Show
    kept: Kept | None
    clauses: tuple[ClauseChip, ...]
    files: int
    withheld: int
    changing: bool  # the vendor has reopened it since
    clarifying: bool  # the buyer asks, and some of it is open
    clarifications: int
    may_ask: bool
    may_tell: bool
    asked_next: tuple[Next, ...]
    zone: ZoneInfo

    @property
    def newest(self) -> bool:
        return self.submission.number == self.submissions[0].number

    @property
    def filters(self) -> tuple[tuple[Show, str, int], ...]:
        return tuple((show, words, self.counts[show]) for show, words in SHOWN.items())

    def address(self, show: Show) -> str:
        which = "" if self.newest else f"&submission={self.submission.number}"
        return f"/responses/{self.response.id}?show={show}{which}"


@dataclass(frozen=True)
class ProgressPage:
    """Before a submission: how far the vendor is, and no answer."""

    campaign: Campaign
    vendor: VendorRow
    product: str
    answered: int
    total: int
    changed_at: datetime
    zone: ZoneInfo


Number = Annotated[int, Query(ge=0, le=100_000)]


@router.get("/responses/{response_id}")
def read(
    response_id: str, show: Show = Show.ALL, submission: Number = 0, at: Desk = reads(Permission.RESPONSES_READ)
) -> Response:
    row = responses.response_for(at.session, at.actor, response_id)
    campaign = campaigns.campaign(at.session, at.actor, row.campaign_id)
    vendor = vendors.vendor(at.session, at.actor, row.vendor_id)
    product = campaigns.invitation(at.session, at.actor, row.campaign_id, row.invitation_id).product
    sent = tuple(responses.submissions(at.session, row.id))
    if not sent:
        progress = ProgressPage(
            campaign, vendor, product or campaign.system_name, row.answered, row.total, row.changed_at, at.actor.zone
        )
        return render(at.request, "buyer/response_progress.html", progress)
    chosen = _chosen(sent, submission)
    release = load_release(at.session, row.release_id)
    content = CoreResponse.model_validate(chosen.content)
    kept = _scorecard(at, row, chosen)
    data = reference()
    sections = sections_of(release.questionnaire, content, kept.scorecard if kept else None, data, at)
    every = [a for s in sections for a in s.answers]
    page = ReadingPage(
        response=row,
        campaign=campaign,
        vendor=vendor,
        product=product or campaign.system_name,
        release=release,
        submission=chosen,
        submissions=sent,
        sections=tuple(
            SectionView(s.id, s.number, s.title, tuple(a for a in s.answers if a.is_in(show)), s.answered, s.asked)
            for s in sections
        ),
        counts={wanted: sum(1 for a in every if a.is_in(wanted)) for wanted in Show},
        show=show,
        kept=kept,
        clauses=tuple({c.ref: c for a in every for c in a.clauses}.values()),
        files=len(content.evidence),
        withheld=sum(1 for a in every if a.withheld),
        changing=row.state == ResponseState.REOPENED,
        clarifying=row.state == ResponseState.CLARIFYING,
        clarifications=len(clarifications.of_response(at.session, row.id)),
        may_ask=at.actor.can(Permission.RESPONSES_REVIEW),
        may_tell=at.actor.can(Permission.FEEDBACK_SHARE),
        asked_next=_asked_next(at, release.questionnaire, content),
        zone=at.actor.zone,
    )
    return render(at.request, "buyer/response.html", page)


@router.get("/responses/{response_id}/json")
def as_json(response_id: str, submission: Number = 0, at: Desk = reads(Permission.RESPONSES_READ)) -> Response:
    """A submission as data, the file that `countersign score` reads. Without confidential answers for those who may not
    read them; it says so, and its hash is then not that of the submission."""
    row = responses.response_for(at.session, at.actor, response_id)
    chosen = _chosen(tuple(responses.submissions(at.session, row.id)), submission)
    content: dict[str, Any] = chosen.content
    name = f"response-{chosen.number}-{chosen.digest[:12]}"
    if not at.actor.can(Permission.CONFIDENTIAL_READ):
        questionnaire = load_release(at.session, row.release_id).questionnaire
        full = CoreResponse.model_validate(content)
        open_ones = without_confidential(full, questionnaire)
        if open_ones != full:
            content, name = open_ones.model_dump(mode="json"), f"{name}-without-confidential"
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"', "Cache-Control": "no-store"}
    return JSONResponse(content, headers=headers)


@router.get("/evidence/{evidence_id}")
def download(evidence_id: str, at: Desk = reads(Permission.RESPONSES_READ)) -> Response:
    return attachment(at.services.storage, evidence.of_member(at.session, at.actor, evidence_id))


def without_confidential(response: CoreResponse, questionnaire: Questionnaire) -> CoreResponse:
    """The response for a reader who may not see confidential answers, and the files that support only those."""
    secret = {q.id for q in questionnaire.by_id.values() if q.visibility.confidential}
    return response.model_copy(
        update={
            "answers": {q: a for q, a in response.answers.items() if q not in secret},
            "evidence": tuple(
                e.model_copy(update={"questions": tuple(q for q in e.questions if q not in secret)})
                for e in response.evidence
                if not evidence.is_confidential(questionnaire.by_id, e)
            ),
        }
    )


def _chosen(sent: Sequence[Submission], number: int) -> Submission:
    found = next((s for s in sent if number in (0, s.number)), None)
    if found is None:
        raise NotFound("submission")
    return found


def _scorecard(at: Desk, row: ResponseRow, submission: Submission) -> Kept | None:
    """The newest scorecard, when it is one of this submission: marks of another would say something untrue."""
    if not at.actor.can(Permission.SCORECARDS_READ):
        return None
    kept = scorecards.latest(at.session, at.actor, row.id)
    return kept if kept is not None and kept.submission_id == submission.id else None


def sections_of(
    questionnaire: Questionnaire, content: CoreResponse, card: Scorecard | None, data: ReferenceData, at: Desk
) -> list[SectionView]:
    shown = visible(questionnaire, content.answers)
    may_read_all = at.actor.can(Permission.CONFIDENTIAL_READ)
    compared = _compared(questionnaire, content, card, data, shown)
    files: dict[str, list[Evidence]] = {}
    for item in content.evidence:
        for question_id in item.questions:
            files.setdefault(question_id, []).append(item)
    names = {e.id: e.name for e in content.evidence}
    views = []
    for number, section in enumerate(questionnaire.sections, 1):
        answers = []
        for question in section.questions:
            if question.id not in shown:
                continue
            base = {
                "id": question.id,
                "number": questionnaire.numbers[question.id],
                "ask": str(question.ask),
                "clauses": chips_of((ref.clause for ref in question.clauses), data),
                "asks_for_evidence": question.evidence.expect in ("document", "certificate"),
            }
            if question.visibility.confidential and not may_read_all:
                answers.append(_withheld(base))
                continue
            answers.append(
                _answer(
                    question,
                    content.answers.get(question.id),
                    base,
                    tuple(files.get(question.id, ())),
                    tuple(compared.get(question.id, ())),
                    card.questions.get(question.id) if card else None,
                    names,
                )
            )
        if answers:
            done = sum(1 for a in answers if a.answered)
            views.append(SectionView(section.id, number, str(section.title), tuple(answers), done, len(answers)))
    return views


def _compared(
    questionnaire: Questionnaire,
    content: CoreResponse,
    card: Scorecard | None,
    data: ReferenceData,
    shown: frozenset[str],
) -> dict[str, list[Comparison]]:
    """Question id -> what certificates say to its claims; those that have nothing to compare are left out."""
    scored = {c.certificate: c for c in card.certificates} if card else {}
    standings = {c.id: scored.get(c.id) or assess(c, content, data) for c in content.certificates}
    found: dict[str, list[Comparison]] = {}
    for comparison in compare_claims(questionnaire, content, data, standings, shown):
        if comparison.document is not None:
            found.setdefault(comparison.question, []).append(comparison)
    return found


_SUPPORT = {
    Support.CONTRADICTED: ("contradicted", "Contradicted"),
    Support.UNSUPPORTED: ("claimed", "Claimed, nothing attached"),
    Support.DOCUMENTED: ("partial", "A document is attached"),
    Support.CERTIFIED: ("evidenced", "A certificate covers it"),
    Support.VERIFIED: ("evidenced", "Confirmed at the source"),
    Support.NOT_EXPECTED: ("claimed", "No evidence expected"),
}
_STATE = {
    State.NOT_APPLICABLE: ("none", "Does not apply"),
    State.AWAITING_REVIEW: ("claimed", "Waits for a reviewer"),
    State.UNANSWERED: ("none", "Not answered"),
    State.UNCONFIRMED: ("none", "Filled in, not confirmed"),
}


def _state(score: QuestionScore | None, answer: Answer | None, files: Sequence[Evidence]) -> tuple[str, str]:
    """The mark and its words: as scored, or before there is a scorecard by what is there."""
    if score is not None:
        if score.support is Support.CONTRADICTED:
            return _SUPPORT[Support.CONTRADICTED]
        if score.state in _STATE:
            return _STATE[score.state]
        if score.state is State.SCORED and score.support is not None:
            return _SUPPORT[score.support]
    if answer is None or not answer.given:
        return "none", "Not answered"
    if answer.not_applicable:
        return "none", "Does not apply"
    return ("partial", "A document is attached") if files else ("claimed", "Claimed")


def _answer(
    question: Question,
    answer: Answer | None,
    base: dict[str, Any],
    files: tuple[Evidence, ...],
    documents: tuple[Comparison, ...],
    score: QuestionScore | None,
    names: Mapping[str, str],
) -> AnswerView:
    mark, state = _state(score, answer, files)
    given = answer if answer is not None and answer.given else None
    return AnswerView(
        **base,
        words=_words(question, given, names),
        not_applicable=given is not None and given.not_applicable,
        reason=given.reason if given else "",
        note=answer.note if answer else "",
        offer=offer_in_words(answer.offer) if answer and answer.offer else "",
        files=files,
        documents=documents,
        mark=mark,
        state=state,
        why=score.why if score else "",
        grid=grid_of(question, given),
        contradicted=mark == "contradicted" or any(d.result is Result.MISMATCH for d in documents),
    )


def _asked_next(at: Desk, questionnaire: Questionnaire, content: CoreResponse) -> tuple[Next, ...]:
    """What the answers lead to, with where a campaign with it begins: its newest release, or the shipped file."""
    found = asked_next(questionnaire, content.answers)
    if not found:
        return ()
    released: dict[str, LoadedRelease] = {}
    for row in releases(at.session, at.actor):
        loaded = load_release(at.session, row.id)
        released.setdefault(loaded.questionnaire.id, loaded)
    shipped = {model.id: str(model.title) for model in shipped_models()}
    return tuple(
        Next(released[lead.questionnaire].title, str(lead.because), f"/campaigns/new?release={one.id}")
        if (one := released.get(lead.questionnaire))
        else Next(shipped[lead.questionnaire], str(lead.because), f"/questionnaires/shipped/{lead.questionnaire}")
        for lead in found
        if lead.questionnaire in released or lead.questionnaire in shipped
    )


def _withheld(base: dict[str, Any]) -> AnswerView:
    return AnswerView(
        **base, words="", not_applicable=False, reason="", note="", offer="", files=(), documents=(), mark="none",
        state="Confidential", why="", contradicted=False, withheld=True,
    )  # fmt: skip


def _words(question: Question, answer: Answer | None, names: Mapping[str, str]) -> str:
    if answer is None or answer.not_applicable:
        return ""
    if question.type is Kind.FILE and isinstance(answer.value, list):
        return ", ".join(names.get(i, "a file that was removed") for i in answer.value)
    return kinds.describe(question, answer.value)
