"""What a campaign's vendors ask: the buyer answers, publishes to all of them, and corrects what it published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form
from fastapi.responses import Response
from pydantic import BaseModel

from app.core.problems import Invalid, Problem
from app.core.typed import parse
from app.features.campaigns import queries as campaigns
from app.features.enquiries import queries, service
from app.features.enquiries.models import Enquiry, EnquiryReply, EnquiryState
from app.features.enquiries.schemas import Publication, Reply, Thread
from app.features.errors import Conflict
from app.features.identity.permissions import Permission
from app.web.campaigns import Head, head
from app.web.desk import Desk, reads, writes
from app.web.render import render, see_other

router = APIRouter(prefix="/campaigns/{campaign_id}/questions", include_in_schema=False)

STATES = {
    EnquiryState.OPEN: ("Waits for an answer", "attention"),
    EnquiryState.ANSWERED: ("Answered", "ink"),
    EnquiryState.PUBLISHED: ("Published", "ink"),
    EnquiryState.WITHDRAWN: ("Taken back", "line"),
}


class ReplyForm(BaseModel):
    """Either form as sent; `version` of the wording that was seen."""

    question: str = ""
    answer: str = ""
    version: str = "0"
    sure: bool = False


@dataclass(frozen=True)
class Row:
    """One question of a vendor, with its two forms as they are typed."""

    thread: Thread
    about: str  # the question of the questionnaire, with its number; empty: all of it
    answering: ReplyForm
    publishing: ReplyForm
    problems: tuple[Problem, ...] = ()
    wrong: str = ""  # which of the two forms they are of
    theirs: EnquiryReply | None = None  # what somebody else saved meanwhile

    @property
    def enquiry(self) -> Enquiry:
        return self.thread.enquiry

    @property
    def state(self) -> tuple[str, str]:
        return STATES[EnquiryState(self.enquiry.state)]

    @property
    def can_be_answered(self) -> bool:
        return self.enquiry.state != EnquiryState.WITHDRAWN

    def of(self, form: str) -> tuple[Problem, ...]:
        """Problems of one of the forms, at the ids of its fields: several forms are on the page."""
        if form != self.wrong:
            return ()
        return tuple(p.model_copy(update={"where": self.field(form, p.where)}) for p in self.problems)

    def field(self, form: str, name: str) -> str:
        return f"{form}-{name}-{self.enquiry.id}"


@dataclass(frozen=True)
class QuestionsPage:
    head: Head
    rows: tuple[Row, ...]
    may_answer: bool
    may_publish: bool
    zone: ZoneInfo
    conflict: Conflict | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(p for row in self.rows for p in row.of(row.wrong))

    @property
    def waiting(self) -> int:
        return sum(1 for row in self.rows if row.enquiry.state == EnquiryState.OPEN)


@router.get("")
def index(campaign_id: str, at: Desk = reads(Permission.CAMPAIGNS_READ)) -> Response:
    return _page(at, campaign_id)


@router.post("/{enquiry_id}/answer")
def answer(
    campaign_id: str,
    enquiry_id: str,
    typed: Annotated[ReplyForm, Form()],
    at: Desk = writes(Permission.ENQUIRIES_ANSWER),
) -> Response:
    queries.enquiry(at.session, at.actor, campaign_id, enquiry_id)
    try:
        given = parse(Reply, {"answer": typed.answer, "version": _number(typed.version)})
        service.answer(at.session, at.actor, campaign_id, enquiry_id, given, at.services.settings, at.now)
    except (Invalid, Conflict) as error:
        return _page(at, campaign_id, enquiry_id, "answer", typed, error)
    return see_other(f"/campaigns/{campaign_id}/questions#e-{enquiry_id}")


@router.post("/{enquiry_id}/publish")
def publish(
    campaign_id: str,
    enquiry_id: str,
    typed: Annotated[ReplyForm, Form()],
    at: Desk = writes(Permission.ENQUIRIES_PUBLISH),
) -> Response:
    queries.enquiry(at.session, at.actor, campaign_id, enquiry_id)
    given = {"question": typed.question, "answer": typed.answer, "sure": typed.sure, "version": _number(typed.version)}
    try:
        wanted = parse(Publication, given)
        service.publish(at.session, at.actor, campaign_id, enquiry_id, wanted, at.services.settings, at.now)
    except (Invalid, Conflict) as error:
        return _page(at, campaign_id, enquiry_id, "publish", typed, error)
    return see_other(f"/campaigns/{campaign_id}/questions#e-{enquiry_id}")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _page(
    at: Desk,
    campaign_id: str,
    enquiry_id: str = "",
    form: str = "",
    typed: ReplyForm | None = None,
    error: Invalid | Conflict | None = None,
) -> Response:
    campaign = campaigns.campaign(at.session, at.actor, campaign_id)
    over = head(at, campaign, "questions")
    conflict = error if isinstance(error, Conflict) else None
    rows = []
    for thread in queries.threads(at.session, at.actor, campaign_id):
        mine = thread.enquiry.id == enquiry_id
        rows.append(
            Row(
                thread=thread,
                about=_about(over, thread.enquiry.question_id),
                answering=typed if mine and typed and form == "answer" else _answered(thread),
                publishing=typed if mine and typed and form == "publish" else _published(thread),
                problems=tuple(error.problems) if mine and isinstance(error, Invalid) else (),
                wrong=form if mine else "",
                theirs=conflict.theirs if mine and conflict else None,
            )
        )
    page = QuestionsPage(
        head=over,
        rows=tuple(rows),
        may_answer=at.actor.can(Permission.ENQUIRIES_ANSWER),
        may_publish=at.actor.can(Permission.ENQUIRIES_PUBLISH),
        zone=at.actor.zone,
        conflict=conflict,
    )
    return render(at.request, "buyer/questions.html", page, status=409 if conflict else 422 if error else 200)


def _answered(thread: Thread) -> ReplyForm:
    newest = thread.answers[0] if thread.answers else None
    return ReplyForm(answer=newest.answer if newest else "", version=str(thread.version))


def _published(thread: Thread) -> ReplyForm:
    """As it is published, or what was asked and answered, to be edited so that it names nobody."""
    if thread.published:
        newest = thread.published[0]
        return ReplyForm(question=newest.question, answer=newest.answer, version=str(newest.version))
    return ReplyForm(question=thread.enquiry.text, answer=thread.answers[0].answer if thread.answers else "")


def _about(over: Head, question_id: str) -> str:
    question = over.release.questionnaire.by_id.get(question_id)
    return f"{over.release.questionnaire.numbers[question_id]} {question.ask}" if question else ""
