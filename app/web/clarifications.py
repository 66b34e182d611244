"""A reviewer asks a vendor about its submission, reads old and new answers beside each other, and closes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from pydantic import BaseModel

from app.core.problems import Invalid, Problem
from app.core.questionnaire.model import Questionnaire
from app.core.response import Response as CoreResponse
from app.core.typed import parse
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign
from app.features.errors import Closed, Conflict
from app.features.identity.permissions import Permission
from app.features.questionnaires.queries import load_release
from app.features.responses import clarifications
from app.features.responses import queries as responses
from app.features.responses.models import ClarificationRow, ClarificationState, ResponseRow, ResponseState, Submission
from app.features.reviews import asking
from app.features.reviews.asking import DAYS, Asking
from app.features.vendors import queries as vendors
from app.features.vendors.models import VendorRow
from app.infra.content import reference
from app.web.desk import Desk, reads, writes
from app.web.render import render, see_other
from app.web.responses import AnswerView, sections_of

router = APIRouter(prefix="/responses/{response_id}/clarifications", include_in_schema=False)

STATES = {
    ClarificationState.ASKED: ("Waits for the vendor", "attention"),
    ClarificationState.ANSWERED: ("Answered", "ink"),
    ClarificationState.CLOSED: ("Closed", "line"),
    ClarificationState.WITHDRAWN: ("Taken back", "line"),
}


class AskForm(BaseModel):
    """The form as sent; `submission` is the number of the one that was looked at."""

    questions: list[str] = []
    text: str = ""
    due_on: str = ""
    submission: str = "0"


@dataclass(frozen=True)
class Pair:
    """One question as it was answered before, and as it is answered now."""

    number: str
    ask: str
    before: AnswerView | None  # none: it was not asked then
    after: AnswerView | None
    changed: bool


@dataclass(frozen=True)
class Asked:
    row: ClarificationRow
    numbers: tuple[str, ...]  # of the questions it is about
    pairs: tuple[Pair, ...]  # once it is answered
    overdue: bool

    @property
    def state(self) -> tuple[str, str]:
        return STATES[self.row.state]


@dataclass(frozen=True)
class Choice:
    id: str
    number: str
    ask: str


@dataclass(frozen=True)
class ClarificationsPage:
    response: ResponseRow
    campaign: Campaign
    vendor: VendorRow
    submission: Submission
    asked: tuple[Asked, ...]  # newest first
    choices: tuple[tuple[str, tuple[Choice, ...]], ...]  # section -> questions that were asked of the vendor
    typed: AskForm
    may: bool
    why_not: str  # nothing can be asked now
    zone: ZoneInfo
    problems: tuple[Problem, ...] = ()
    conflict: Conflict | None = None

    @property
    def address(self) -> str:
        return f"/responses/{self.response.id}/clarifications"

    @property
    def unsent(self) -> bool:
        """The vendor is working on an answer."""
        return self.response.state == ResponseState.CLARIFYING


@router.get("")
def index(
    response_id: str,
    of: Annotated[str, Query(max_length=64)] = "",
    at: Desk = reads(Permission.RESPONSES_REVIEW),
) -> Response:
    """`of`: a question to ask about."""
    due = at.today + timedelta(days=DAYS)
    return _page(at, response_id, AskForm(questions=[of] if of else [], due_on=due.isoformat()))


@router.post("")
def ask(
    response_id: str, typed: Annotated[AskForm, Form()], at: Desk = writes(Permission.RESPONSES_REVIEW)
) -> Response:
    responses.response_for(at.session, at.actor, response_id)
    number = int(typed.submission) if typed.submission.isascii() and typed.submission[:9].isdigit() else 0
    given = {"text": typed.text, "due_on": typed.due_on, "questions": tuple(typed.questions), "submission": number}
    try:
        wanted = parse(Asking, given)
        row = asking.ask(at.session, at.actor, response_id, wanted, at.services.settings, at.now)
    except Invalid as invalid:
        return _page(at, response_id, typed, problems=invalid.problems, status=422)
    except Conflict as conflict:
        return _page(at, response_id, typed, conflict=conflict, status=409)
    return see_other(f"/responses/{response_id}/clarifications#c-{row.number}")


@router.post("/{clarification_id}/withdraw")
def withdraw(response_id: str, clarification_id: str, at: Desk = writes(Permission.RESPONSES_REVIEW)) -> Response:
    settings = at.services.settings
    row = asking.withdraw(at.session, at.actor, response_id, clarification_id, settings, at.now)
    return see_other(f"/responses/{response_id}/clarifications#c-{row.number}")


@router.post("/{clarification_id}/close")
def close(response_id: str, clarification_id: str, at: Desk = writes(Permission.RESPONSES_REVIEW)) -> Response:
    row = asking.close(at.session, at.actor, response_id, clarification_id, at.now)
    return see_other(f"/responses/{response_id}/clarifications#c-{row.number}")


def _page(
    at: Desk,
    response_id: str,
    typed: AskForm,
    *,
    problems: tuple[Problem, ...] = (),
    conflict: Conflict | None = None,
    status: int = 200,
) -> Response:
    row = responses.response_for(at.session, at.actor, response_id)
    sent = responses.submissions(at.session, row.id)
    if not sent:
        raise Closed("Nothing was sent yet to ask about.", remedy="Come back when the vendor has submitted.")
    model = load_release(at.session, row.release_id).questionnaire
    views = {s.number: _answers(at, model, s) for s in sent}
    every = clarifications.of_response(at.session, row.id)
    newest = sections_of(model, CoreResponse.model_validate(sent[0].content), None, reference(), at)
    page = ClarificationsPage(
        response=row,
        campaign=campaigns.campaign(at.session, at.actor, row.campaign_id),
        vendor=vendors.vendor(at.session, at.actor, row.vendor_id),
        submission=sent[0],
        asked=tuple(_asked(at, model, one, views) for one in every),
        choices=tuple((s.title, tuple(Choice(a.id, a.number, a.ask) for a in s.answers)) for s in newest),
        typed=typed.model_copy(update={"submission": str(sent[0].number)}),
        may=at.actor.can(Permission.RESPONSES_REVIEW),
        why_not=_why_not(at, row),
        zone=at.actor.zone,
        problems=problems,
        conflict=conflict,
    )
    return render(at.request, "buyer/clarifications.html", page, status=status)


def _why_not(at: Desk, row: ResponseRow) -> str:
    try:
        asking.require_open(at.session, at.actor, row, at.now)
    except Closed as closed:
        return f"{closed.message} {closed.remedy}"
    return ""


def _answers(at: Desk, model: Questionnaire, submission: Submission) -> dict[str, AnswerView]:
    content = CoreResponse.model_validate(submission.content)
    return {a.id: a for s in sections_of(model, content, None, reference(), at) for a in s.answers}


def _asked(at: Desk, model: Questionnaire, row: ClarificationRow, views: dict[int, dict[str, AnswerView]]) -> Asked:
    pairs: tuple[Pair, ...] = ()
    if row.answered_submission in views:
        before, after = views.get(row.submission, {}), views[row.answered_submission]
        asked = set(row.questions)
        # Those that came up with the new answers stand with those that were asked about.
        asked |= {q for q in after if q not in before}
        pairs = tuple(_pair(model, q, before, after) for q in model.by_id if q in asked)
    numbers = tuple(model.numbers[q] for q in model.by_id if q in row.questions)
    return Asked(row, numbers, pairs, row.state is ClarificationState.ASKED and at.today > row.due_on)


def _pair(model: Questionnaire, question: str, before: dict[str, AnswerView], after: dict[str, AnswerView]) -> Pair:
    changed = _said(before, question) != _said(after, question)
    ask = str(model.by_id[question].ask)
    return Pair(model.numbers[question], ask, before.get(question), after.get(question), changed)


def _said(views: dict[str, AnswerView], question: str) -> object:
    a = views.get(question)
    return a and (a.words, a.not_applicable, a.reason, a.note, a.offer, [(f.sha256, f.pages) for f in a.files], a.grid)
