"""The page behind a link: who asks, about what, and why. Looking changes nothing; starting and declining are forms.

Mail scanners open links, so a GET neither uses a link up nor sets a cookie. Starting sets a cookie for the pages of
this one invitation, and the token leaves the address bar.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.core.questionnaire.projection import VendorQuestionnaire
from app.core.wording import say, say_count
from app.features.campaigns import queries as campaigns
from app.features.campaigns import service as invitations
from app.features.campaigns.schemas import InvitationState, InvitationView, days_left
from app.features.errors import Closed, NotFound
from app.features.questionnaires.queries import load_release
from app.features.responses import earlier, service
from app.features.responses import queries as responses
from app.features.responses.models import ResponseRow, ResponseState
from app.features.team import service as team
from app.infra.content import reference
from app.infra.language import remembered, spoken
from app.infra.transaction import ReadSession, WriteSession
from app.web.desk import VENDOR_COOKIE, services
from app.web.render import render, see_other
from app.web.vendor_forms import Posted, first
from app.web.vendor_views import VendorFrame, frame_of

router = APIRouter(include_in_schema=False)

DONE = frozenset({ResponseState.SUBMITTED, ResponseState.ACCEPTED})


@dataclass(frozen=True)
class WelcomePage(VendorFrame):
    token: str
    view: InvitationView
    questionnaire: str
    written_in: str  # its language, as it is shown
    summary: str
    questions: int
    conditional: bool
    sections: int
    minutes: int
    days_left: int | None
    at_hand: tuple[tuple[str, str], ...]  # a document, and why
    started: bool
    sent: bool  # the answers were submitted
    closed_because: str  # why it cannot be started, or empty
    remedy: str
    may_read: bool  # too late to change something, but what was answered can be read
    declined: bool
    before: datetime | None = None  # when this vendor sent this buyer answers last, while it has not begun here


@dataclass(frozen=True)
class DeclinePage(VendorFrame):
    token: str
    closed_because: str
    remedy: str
    declined: bool
    reason: str


@dataclass(frozen=True)
class UnknownLinkPage:
    title: str = say("This link does not lead anywhere")


@router.get("/q/{token}")
def welcome(token: str, request: Request, session: ReadSession) -> Response:
    try:
        view = _behind(session, token, services(request).clock())
    except NotFound:
        return _unknown(request)
    return render(request, "vendor/welcome.html", _welcome(request, session, token, view))


@router.post("/q/{token}")
def start(token: str, request: Request, posted: Posted, session: WriteSession) -> Response:
    """Begin, or come back. `earlier`: with what this vendor answered before, filled in to be confirmed."""
    at = services(request)
    now = at.clock()
    try:
        view = _behind(session, token, now)
    except NotFound:
        return _unknown(request)
    try:
        if view.state is InvitationState.DECLINED:
            invitations.undecline(session, view, now)
            view = _behind(session, token, now)
        cookie = invitations.start(session, view, now, at.settings, language=spoken())
    except Closed:
        return render(request, "vendor/welcome.html", _welcome(request, session, token, view), status=409)
    row = service.begin(session, view, now)
    place = "receipt" if row.state in DONE else ""
    actor = campaigns.actor_of_session(session, view.invitation_id, cookie, now)
    team.be_here(session, actor, now)  # a visit, where no script says so
    if first(posted, "earlier") and not view.colleague_id and row.state is ResponseState.DRAFT:
        place = "rest" if earlier.fill_best(session, actor, now) else ""
    answer = see_other(f"/v/{view.invitation_id}/{place}")
    answer.set_cookie(
        VENDOR_COOKIE, cookie, path=f"/v/{view.invitation_id}", max_age=at.settings.vendor_session_days * 86_400,
        httponly=True, samesite="lax", secure=at.settings.cookies_secure,
    )  # fmt: skip
    return answer


@router.get("/q/{token}/decline")
def decline_form(token: str, request: Request, session: ReadSession) -> Response:
    try:
        view = _behind(session, token, services(request).clock())
    except NotFound:
        return _unknown(request)
    return render(request, "vendor/decline.html", _decline_page(token, view))


@router.post("/q/{token}/decline")
def decline(token: str, request: Request, posted: Posted, session: WriteSession) -> Response:
    now = services(request).clock()
    try:
        view = _behind(session, token, now)
    except NotFound:
        return _unknown(request)
    try:
        invitations.decline(session, view, first(posted, "reason"), now)
    except Closed:
        return render(request, "vendor/decline.html", _decline_page(token, view), status=409)
    return see_other(f"/q/{token}/decline")


def _behind(session: Session, token: str, now: datetime) -> InvitationView:
    """The invitation, and its language unless this browser has chosen another. Raises NotFound."""
    view = campaigns.invitation_by_token(session, token, now)
    remembered(view.language)
    return view


def _unknown(request: Request) -> Response:
    return render(request, "vendor/unknown_link.html", UnknownLinkPage(), status=404)


def _why_closed(view: InvitationView) -> tuple[str, str]:
    try:
        invitations.require_writable(view)
    except Closed as closed:
        return closed.message, closed.remedy
    return "", ""


def _welcome(request: Request, session: Session, token: str, view: InvitationView) -> WelcomePage:
    questionnaire = load_release(session, view.release_id).vendor()
    row: ResponseRow | None = responses.response_of_invitation(session, view.invitation_id)
    closed_because, remedy = _why_closed(view)
    questions = questionnaire.by_id.values()
    return WelcomePage(
        **frame_of(view),
        token=token,
        view=view,
        questionnaire=questionnaire.title,
        written_in=questionnaire.language,
        summary=questionnaire.summary,
        questions=len(questions),
        conditional=any(q.conditional for q in questions),
        sections=len(questionnaire.sections),
        minutes=questionnaire.minutes,
        days_left=days_left(view.due_on, view.zone, services(request).clock()),
        at_hand=_at_hand(questionnaire),
        started=row is not None,
        sent=row is not None and row.state in DONE,
        closed_because=closed_because,
        remedy=remedy,
        may_read=row is not None and view.state in (InvitationState.CLOSED, InvitationState.OVERDUE),
        declined=view.state is InvitationState.DECLINED,
        before=None if row or view.colleague_id else _before(session, view),
    )


def _before(session: Session, view: InvitationView) -> datetime | None:
    return earlier.answered_before(session, view.organisation_id, view.vendor_id)


def _decline_page(token: str, view: InvitationView) -> DeclinePage:
    closed_because, remedy = _why_closed(view)
    declined = view.state is InvitationState.DECLINED
    late = view.state is InvitationState.OVERDUE  # it can still be said
    shown: dict[str, Any] = {"closed_because": "" if declined or late else closed_because, "remedy": remedy}
    return DeclinePage(**frame_of(view), **shown, token=token, declined=declined, reason=view.decline_reason)


def _at_hand(questionnaire: VendorQuestionnaire) -> tuple[tuple[str, str], ...]:
    """Documents that the questions ask for: certificates by scheme, then what the authors say of the others."""
    found: dict[str, str] = {}
    for question in questionnaire.by_id.values():
        if question.evidence.expect == "certificate":
            for scheme in question.evidence.schemes:
                known = reference().scheme(scheme)
                name = known.standard if known else scheme
                words = (
                    say("%(document)s, if you hold one", document=name)
                    if "certificate" in name.lower()
                    else say("Certificate to %(standard)s, if you hold one", standard=name)
                )
                found.setdefault(words, "")
    documents = [q for q in questionnaire.by_id.values() if q.evidence.expect == "document"]
    for question in sorted(documents, key=lambda q: q.conditional):  # what everybody is asked comes first
        if question.evidence.hint:
            found.setdefault(
                _first_sentence(question.evidence.hint), say("For question %(number)s.", number=question.number)
            )
    if documents and not any(q.evidence.hint for q in documents):
        found[say("Documents that support your answers")] = say_count(
            "%(count)s question asks for one.", "%(count)s questions ask for one.", len(documents)
        )
    return tuple(found.items())[:8]


def _first_sentence(hint: str) -> str:
    """Which document; in what other form it may come is said beside the question, and once under the list."""
    return hint.partition(". ")[0].rstrip(".")
