"""A vendor's answers as a file of its own: taken along from here, and brought along from elsewhere.

A file that comes in is read before a session is opened. It is kept with the response and shown; filling in from it, and
taking that back, is what `app.web.vendor_earlier` does for everything that was answered before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from app.core.answer_file import AnswerFile, Maker
from app.core.problems import Invalid, Problem
from app.core.questionnaire.model import Question
from app.core.response import Answer
from app.core.wording import say
from app.features.campaigns import queries as campaigns
from app.features.identity.schemas import VendorActor
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.responses import earlier, portable, received
from app.features.responses import queries as responses
from app.features.responses.earlier import Earlier
from app.features.responses.models import ReceivedFile
from app.features.responses.portable import Holds, Wanted
from app.features.responses.received import FileThere, Looked
from app.features.responses.schemas import Content, Stored
from app.infra import answer_files, signing
from app.infra.language import spoken
from app.infra.signing import Standing, Verdict
from app.web.answer_words import said
from app.web.desk import VendorDesk, services, vendor_reads, vendor_writes
from app.web.downloads import JSON, download
from app.web.render import render, see_other
from app.web.uploads import receive_bytes
from app.web.vendor_views import VendorFrame, frame_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Sent:
    """A file as it came in: understood, or refused."""

    file: AnswerFile | None
    verdict: Verdict
    problems: tuple[Problem, ...] = ()


async def _sent(request: Request, invitation_id: str) -> Sent:
    def may(session: Session, actor: VendorActor, now: datetime, _total_limit: int) -> int:
        actor.require_whole()
        responses.draft(session, actor, now).require_writable()
        return 0

    try:
        body, _name = await receive_bytes(request, invitation_id, may, answer_files.MOST_BYTES)
        known = signing.known_keys(services(request).settings)
        return Sent(*await run_in_threadpool(answer_files.opened, body, known))
    except Invalid as invalid:
        return Sent(None, Verdict(Standing.UNREADABLE), invalid.problems)


# It stands before `at` in a handler, and is worked through first: the file is read before a session is opened.
SentFile = Annotated[Sent, Depends(_sent)]


@dataclass(frozen=True)
class KeptFile:
    """A file that was brought along."""

    id: str
    title: str
    made: Maker


@dataclass(frozen=True)
class AnswerThere:
    """One answer of a file, in words."""

    ask: str
    says: str
    id: str = ""  # of the question here, if there is one
    number: str = ""
    section: str = ""
    asked: str = ""  # in other words then: these
    here: str = ""  # what is answered here already
    was_confidential: bool = False  # there, and is not here
    why: str = ""  # it answers nothing here
    code: str = ""


@dataclass(frozen=True)
class ReceivedPage(VendorFrame):
    """What a file would fill in."""

    file: KeptFile
    signature: str
    signed: bool
    issuer: str
    other_vendor: str  # the file's, where it is not the name known here
    vendor: str
    edition: int
    elsewhere: bool
    one: Earlier | None
    fillable: tuple[AnswerThere, ...]
    given: tuple[AnswerThere, ...]  # answered here already
    waiting: tuple[AnswerThere, ...]  # not asked with the answers as they are
    left: tuple[AnswerThere, ...]
    files: tuple[FileThere, ...]
    open: bool

    @property
    def unlinked(self) -> int:
        return sum(len(there.unlinked) for there in self.files)


@dataclass(frozen=True)
class PortablePage(VendorFrame):
    """Taking answers along, and bringing them."""

    whole: bool  # this person was given the whole questionnaire
    signs: str  # who was, else
    now: Holds
    sent: Holds | None
    sent_at: datetime | None
    open: bool
    kept: tuple[KeptFile, ...]
    problems: tuple[Problem, ...] = ()


@router.get("/v/{invitation_id}/answer-file")
def page(at: VendorDesk = vendor_reads()) -> Response:
    return _page(at)


def _page(at: VendorDesk, problems: tuple[Problem, ...] = ()) -> Response:
    draft = responses.draft(at.session, at.actor, at.now)
    whole = at.actor.whole
    sent = portable.holds(at.session, at.actor, draft, at.now, sent=True) if whole and draft.submissions else None
    shown = PortablePage(
        **frame_of(campaigns.situation(at.session, at.actor, at.now)),
        whole=whole,
        signs=at.actor.contact,
        now=portable.holds(at.session, at.actor, draft, at.now, sent=False) if whole else Holds(0, 0, 0),
        sent=sent,
        sent_at=draft.submitted_at,
        open=draft.writable and whole,
        kept=tuple(_kept(row) for row in received.of_response(at.session, draft.response_id)) if whole else (),
        problems=tuple(problem.model_copy(update={"where": "file"}) for problem in problems),
    )
    return render(at.request, "vendor/answer_file.html", shown, status=422 if problems else 200)


@router.post("/v/{invitation_id}/answer-file")
def bring(sent: SentFile, at: VendorDesk = vendor_writes()) -> Response:
    """A file comes in. No answer is changed by that."""
    draft = responses.draft(at.session, at.actor, at.now, lock=True)
    draft.require_writable()
    if sent.file is None:
        return _page(at, sent.problems)
    try:
        row = received.receive(at.session, at.actor, draft, sent.file, sent.verdict.standing, at.now)
    except Invalid as invalid:
        return _page(at, invalid.problems)
    shown = f"?issuer={sent.verdict.key}" if sent.verdict.key else ""
    return see_other(f"/v/{at.actor.invitation_id}/answer-file/{row.id}{shown}")


@router.get("/v/{invitation_id}/answer-file/{received_id}")
def look(
    received_id: str, issuer: Annotated[str, Query(max_length=100)] = "", at: VendorDesk = vendor_reads()
) -> Response:
    """What it would fill in, and what not. `issuer`: thumbprint of the key, which is not kept."""
    draft = responses.draft(at.session, at.actor, at.now)
    looked = received.look(at.session, at.actor, draft, received_id, at.now)
    release = load_release(at.session, draft.release_id)
    one = next((e for e in earlier.earlier(at.session, at.actor, draft, at.now) if e.submission == received_id), None)
    view = campaigns.situation(at.session, at.actor, at.now)
    known = signing.known_keys(at.services.settings).get(issuer)
    rows = _rows(looked, release, one, responses.answers(at.session, draft.response_id))
    fillable = set(one.fillable) if one else set()
    same = looked.file.id == release.questionnaire.id
    standing = Standing(looked.row.standing)
    shown = ReceivedPage(
        **frame_of(view),
        file=_kept(looked.row),
        signature=_signature_words(standing, known.issuer if known else ""),
        signed=standing is Standing.SIGNED,
        issuer=known.issuer if known else "",
        other_vendor="" if _alike(looked.file.made.vendor, view.vendor.legal_name) else looked.file.made.vendor,
        vendor=view.vendor.legal_name,
        edition=looked.file.questionnaire.edition if same and looked.file.questionnaire.sha256 != release.digest else 0,
        elsewhere=not same,
        one=one,
        fillable=tuple(r for r in rows if r.id in fillable),
        given=tuple(r for r in rows if r.id not in fillable and r.here),
        waiting=tuple(r for r in rows if r.id not in fillable and not r.here),
        left=_left(looked),
        files=looked.files,
        open=draft.writable,
    )
    return render(at.request, "vendor/answer_file_received.html", shown)


@router.post("/v/{invitation_id}/answer-file/{received_id}/files")
def link_files(received_id: str, at: VendorDesk = vendor_writes()) -> Response:
    received.link(at.session, at.actor, received_id, at.now)
    return see_other(f"/v/{at.actor.invitation_id}/answer-file/{received_id}")


@router.post("/v/{invitation_id}/answer-file/{received_id}/remove")
def remove(received_id: str, at: VendorDesk = vendor_writes()) -> Response:
    received.forget(at.session, at.actor, received_id, at.now)
    return see_other(f"/v/{at.actor.invitation_id}/answer-file")


def _kept(row: ReceivedFile) -> KeptFile:
    file = received.content_of(row)
    return KeptFile(row.id, file.questionnaire.title.in_(spoken()), file.made)


def _rows(looked: Looked, release: LoadedRelease, one: Earlier | None, stored: dict[str, Stored]) -> list[AnswerThere]:
    """The answers of the file that answer something here, in the order of the document."""
    given = {answer.question: answer for answer in looked.file.answers}
    rows = []
    for question_id, carried in (one.answers if one else {}).items():
        about = release.vendor().by_id[question_id]
        question = release.questionnaire.by_id[question_id]
        kept = stored.get(question_id)
        then = given[carried.asked]
        rows.append(
            AnswerThere(
                id=question_id,
                number=about.number,
                section=about.section,
                ask=about.ask,
                says=said(question, _content(carried.answer)),
                asked=then.asked.ask.in_(spoken()) if carried.reworded else "",
                here=said(question, kept.content) if kept and kept.content.given else "",
                was_confidential=then.confidential and not question.visibility.confidential,
            )
        )
    return rows


def _content(answer: Answer) -> Content:
    return Content(answer.value, answer.not_applicable, answer.reason, answer.note)


def _left(looked: Looked) -> tuple[AnswerThere, ...]:
    answers = received.answers_of(looked.file)
    return tuple(
        AnswerThere(
            ask=question.ask.in_(spoken()),
            says=_as_told(question, answers[question_id]),
            why=problem.message,
            code=problem.code,
        )
        for question_id, question in looked.file.by_id.items()
        if (problem := looked.left.get(question_id)) is not None
    )


def _as_told(question: Question, answer: Answer) -> str:
    """What a file says may not be what its own question takes: then as it stands there."""
    try:
        return said(question, _content(answer))
    except (TypeError, ValueError, KeyError, AttributeError):
        return str(answer.value)[:500]


def _alike(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _signature_words(standing: Standing, issuer: str) -> str:
    if standing is Standing.SIGNED and issuer:
        return say("Signed by the Countersign at %(address)s, and unchanged since.", address=issuer)
    if standing is Standing.SIGNED:
        return say("Signed by a Countersign that is known here, and unchanged since.")
    return say(
        "Signed by a key that this Countersign does not know, and unchanged since. It is taken as your own answers."
    )


@router.get("/v/{invitation_id}/answer-file.json")
def answer_file(
    of: Annotated[str, Query(max_length=10)] = "sent",
    confidential: Annotated[str, Query(max_length=10)] = "",
    notes: Annotated[str, Query(max_length=10)] = "",
    at: VendorDesk = vendor_reads(),
) -> Response:
    """As it was sent in; as it is now where nothing was sent, or where that is asked for (`of=now`)."""
    draft = responses.draft(at.session, at.actor, at.now)
    wanted = Wanted(sent=bool(draft.submissions) and of != "now", confidential=bool(confidential), notes=bool(notes))
    body = portable.write(at.session, at.actor, draft, wanted, at.services.settings, at.now)
    title = load_release(at.session, draft.release_id).vendor().title
    return download(body, JSON, what="answers", whom=title, on=at.today, ending="json")


@router.get(signing.PUBLISHED_AT)
def keys(request: Request) -> Response:
    """What answer files from here are signed with: for whoever is to recognise them."""
    body = signing.published(services(request).settings)
    return JSONResponse(body, media_type="application/jwk-set+json", headers={"Cache-Control": "public, max-age=3600"})
