"""What an answer was before: every version with who gave it and when, and an earlier one put back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response

from app.core.questionnaire.model import Kind, Question
from app.core.response import EvidenceOffer
from app.core.wording import say
from app.features.campaigns import queries as campaigns
from app.features.errors import NotFound
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.responses import queries as responses
from app.features.responses import service
from app.features.responses.models import AnswerVersion
from app.features.responses.schemas import Content, Draft, Given
from app.web.answer_words import said
from app.web.desk import VendorDesk, vendor_reads, vendor_writes
from app.web.render import render, see_other
from app.web.vendor_forms import Posted, first
from app.web.vendor_sight import hidden
from app.web.vendor_views import VendorFrame, frame_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Version:
    number: int
    words: str
    by: str
    at: datetime
    origin: bool  # filled in, from a certificate or from earlier answers
    confirmed: bool


@dataclass(frozen=True)
class HistoryPage(VendorFrame):
    question_id: str
    section_id: str
    number: str
    ask: str
    versions: tuple[Version, ...]  # newest first
    open: bool
    changed: bool = False  # somebody changed it since the page was opened


@router.get("/v/{invitation_id}/answers/{question_id}/history")
def history(question_id: str, at: VendorDesk = vendor_reads()) -> Response:
    draft = responses.draft(at.session, at.actor, at.now)
    release = load_release(at.session, draft.release_id)
    return _page(at, draft, release, _question(release, question_id))


@router.post("/v/{invitation_id}/answers/{question_id}/history")
def put_back(question_id: str, posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """Answer as in an earlier version. It becomes the newest one; nothing is taken out of the history."""
    draft = responses.draft(at.session, at.actor, at.now, lock=True)
    release = load_release(at.session, draft.release_id)
    question = _question(release, question_id)
    rows = {str(row.version): row for row in responses.history(at.session, draft.response_id, question_id)}
    wanted, seen = rows.get(first(posted, "version")), rows.get(first(posted, "seen"))
    if wanted is None or seen is None:
        raise NotFound("version")
    given = Given(question_id, content_of(wanted), seen.version, keeps_value=question.type is Kind.FILE)
    saved = service.save(at.session, at.actor, draft, release, [given], at.now)
    if saved.conflicts:
        return _page(at, draft, release, question, changed=True, status=409)
    section = release.questionnaire.section_of[question_id].id
    return see_other(f"/v/{at.actor.invitation_id}/sections/{section}#q-{question_id}")


def content_of(row: AnswerVersion) -> Content:
    offer = EvidenceOffer.model_validate(row.offer) if row.offer else None
    return Content(row.value, row.not_applicable, row.reason, row.note, offer)


def _question(release: LoadedRelease, question_id: str) -> Question:
    found = release.questionnaire.by_id.get(question_id)
    if found is None:
        raise NotFound("question")
    return found


def _page(
    at: VendorDesk,
    draft: Draft,
    release: LoadedRelease,
    question: Question,
    *,
    changed: bool = False,
    status: int = 200,
) -> Response:
    about = release.vendor().by_id[question.id]
    if question.id in hidden(at, release):
        raise at.actor.not_yours(say("This answer is confidential, and its section was not given to you."))
    rows = responses.history(at.session, draft.response_id, question.id)
    page = HistoryPage(
        **frame_of(campaigns.situation(at.session, at.actor, at.now)),
        question_id=question.id,
        section_id=about.section,
        number=about.number,
        ask=about.ask,
        versions=tuple(
            Version(row.version, said(question, content_of(row)), row.by, row.at, bool(row.origin), row.confirmed)
            for row in rows
        ),
        open=draft.may_change(question.id) and at.actor.may_answer(about.section),
        changed=changed,
    )
    return render(at.request, "vendor/history.html", page, status=status)
