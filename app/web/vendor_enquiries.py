"""What a vendor asks the buyer: beside a question or in the list of all, with answers in the same place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Response

from app.core.problems import Invalid, Problem
from app.core.typed import parse
from app.features.campaigns import queries as campaigns
from app.features.campaigns.schemas import InvitationView
from app.features.enquiries import service
from app.features.enquiries.schemas import Asked
from app.features.questionnaires.queries import load_release
from app.web.desk import VendorDesk, vendor_reads, vendor_writes
from app.web.render import is_partial, render, see_other
from app.web.vendor_forms import Posted, first
from app.web.vendor_talk import Asking, Talk, talk_of
from app.web.vendor_views import VendorFrame, frame_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class EnquiriesPage(VendorFrame):
    talk: Talk
    typed: Asking  # where the form is: all of it, or the question that something is wrong at
    places: tuple[tuple[str, str], ...]  # what can be asked about


@dataclass(frozen=True)
class AskedPage(VendorFrame):
    """What asking about one question answers to a browser with scripts."""

    talk: Talk
    asking: Asking


@router.get("/v/{invitation_id}/questions")
def index(about: str = "", at: VendorDesk = vendor_reads()) -> Response:
    view = campaigns.situation(at.session, at.actor, at.now)
    return _page(at, view, about=about)


@router.post("/v/{invitation_id}/questions")
def ask(posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """Ask; `question` says about what, `here` that the form stands beside the question."""
    view = campaigns.situation(at.session, at.actor, at.now)
    question_id, text = first(posted, "question"), first(posted, "text")
    try:
        given = parse(Asked, {"text": text})
        service.ask(at.session, at.actor, view, question_id, given, at.services.settings, at.now)
    except Invalid as invalid:
        problems = tuple(invalid.problems)
        if is_partial(at.request):
            return _part(at, view, question_id, text, problems, status=422)
        return _page(at, view, about=question_id, typed=text, problems=problems, status=422)
    if is_partial(at.request):
        return _part(at, view, question_id)
    return see_other(_back(at, view, question_id, first(posted, "here")))


@router.post("/v/{invitation_id}/questions/withdraw")
def withdraw(posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    view = campaigns.situation(at.session, at.actor, at.now)
    row = service.withdraw(at.session, at.actor, first(posted, "enquiry"), at.now)
    if is_partial(at.request):
        return _part(at, view, row.question_id)
    return see_other(_back(at, view, row.question_id, first(posted, "here")))


def _back(at: VendorDesk, view: InvitationView, question_id: str, here: str) -> str:
    base = f"/v/{at.actor.invitation_id}/"
    question = load_release(at.session, view.release_id).vendor().by_id.get(question_id)
    if here and question is not None:
        return f"{base}sections/{question.section}#ask-{question_id}"
    return f"{base}questions#about-{question_id or 'all'}"


def _part(
    at: VendorDesk,
    view: InvitationView,
    question_id: str,
    typed: str = "",
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> Response:
    talk = talk_of(at, view)
    page = AskedPage(**frame_of(view), talk=talk, asking=talk.about(question_id, typed, problems))
    return render(at.request, "vendor/asked.html", page, status=status)


def _page(
    at: VendorDesk,
    view: InvitationView,
    *,
    about: str = "",
    typed: str = "",
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> Response:
    talk = talk_of(at, view)
    known: Mapping[str, object] = talk.questionnaire.by_id
    page = EnquiriesPage(
        **frame_of(view),
        talk=talk,
        typed=talk.about(about if about in known else "", typed, problems),
        places=tuple((q.id, f"{q.number} {q.ask}") for q in talk.questionnaire.by_id.values()),
    )
    return render(at.request, "vendor/questions.html", page, status=status)
