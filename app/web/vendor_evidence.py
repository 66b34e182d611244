"""Files beside the questions they support: attach, replace, remove, restore, read; and all of them on one page.

Every form answers an htmx request with the question's evidence alone, and any other with the way back to the question.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from sqlmodel import Session

from app.core.problems import Invalid, Problem
from app.core.questionnaire.model import Kind
from app.core.wording import say
from app.features.campaigns import queries as campaigns
from app.features.certificates import reading
from app.features.errors import NotFound
from app.features.identity.schemas import VendorActor
from app.features.questionnaires.queries import load_release
from app.features.responses import evidence
from app.features.responses import queries as responses
from app.features.responses.evidence import Received, Removed
from app.features.responses.models import EvidenceFile
from app.features.responses.schemas import EvidenceItem
from app.infra.wording import moment
from app.web.desk import VendorDesk, vendor_reads, vendor_writes
from app.web.render import is_partial, render, see_other
from app.web.uploads import Upload, attachment, receive
from app.web.vendor_sight import hidden, seen_files
from app.web.vendor_tasks import task_rows
from app.web.vendor_views import QuestionView, SectionRow, VendorFrame, frame_of, question_view

router = APIRouter(include_in_schema=False)

QuestionId = Annotated[str, Form(max_length=64)]


async def _for_question(request: Request, invitation_id: str, question_id: str) -> Upload:
    def may(session: Session, actor: VendorActor, now: datetime, total_limit: int) -> int:
        return evidence.may_attach(session, actor, question_id, now, total_limit)

    return await receive(request, invitation_id, may)


async def _for_file(request: Request, invitation_id: str, evidence_id: str) -> Upload:
    def may(session: Session, actor: VendorActor, now: datetime, total_limit: int) -> int:
        return evidence.may_replace(session, actor, evidence_id, now, total_limit)

    return await receive(request, invitation_id, may)


# These stand before `at` in a handler, and are worked through first: the body is in before the transaction begins.
ForQuestion = Annotated[Upload, Depends(_for_question)]
ForFile = Annotated[Upload, Depends(_for_file)]


@dataclass(frozen=True)
class Undo:
    """What brings a removed file back: a form to this address with these fields."""

    address: str
    name: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class EvidencePart:
    """One question's evidence, after something was done to it."""

    ref: str
    q: QuestionView
    told: str = ""  # one sentence: what happened
    file_problems: tuple[Problem, ...] = ()
    at_file: str = ""  # the file that the problems are about; empty: the new one
    typed_pages: str | None = None  # what was typed for its pages, when that is the problem
    undo: Undo | None = None
    saved: str = ""  # of a `file` question, whose answer this is
    sections: tuple[SectionRow, ...] = ()
    answered: int = 0
    total: int = 0


@dataclass(frozen=True)
class EvidenceQuestionPage(VendorFrame):
    """The same on a page of its own, for a browser without JavaScript that has something to put right."""

    part: EvidencePart
    section: str
    title: str

    @property
    def file_problems(self) -> tuple[Problem, ...]:
        return self.part.file_problems

    @property
    def at_file(self) -> str:
        return self.part.at_file

    @property
    def typed_pages(self) -> str | None:
        return self.part.typed_pages


@dataclass(frozen=True)
class Supported:
    """A question that a file supports."""

    id: str
    number: str
    ask: str
    section: str
    pages: str


@dataclass(frozen=True)
class FileRow:
    file: EvidenceItem
    supports: tuple[Supported, ...]


@dataclass(frozen=True)
class EvidencePage(VendorFrame):
    """All files of a response and what they support."""

    open: bool
    rows: tuple[FileRow, ...]
    removed: tuple[EvidenceFile, ...]
    size: int
    wanting: tuple[Supported, ...]  # answered questions that ask for a document or certificate, and have no file
    told: str = ""


@router.get("/v/{invitation_id}/evidence")
def overview(removed: Annotated[str, Query(max_length=26)] = "", at: VendorDesk = vendor_reads()) -> Response:
    view = campaigns.situation(at.session, at.actor, at.now)
    draft = responses.draft(at.session, at.actor, at.now)
    release = load_release(at.session, draft.release_id)
    questions = release.vendor().by_id
    stored = responses.answers(at.session, draft.response_id)
    shown = responses.standing(release.questionnaire, stored).shown
    unseen = hidden(at, release)
    files = seen_files(responses.evidence_items(at.session, draft.response_id), unseen)
    gone = tuple(evidence.removed_files(at.session, draft.response_id)) if at.actor.whole else ()

    def supported(question_id: str, pages: str = "") -> Supported:
        q = questions[question_id]
        return Supported(q.id, q.number, q.ask, q.section, pages)

    covered = {question_id for file in files for question_id in file.questions}
    page = EvidencePage(
        **frame_of(view),
        open=draft.writable and at.actor.whole,
        rows=tuple(
            FileRow(
                file,
                tuple(supported(q, file.pages_for(q)) for q in questions if q in file.questions and q in shown),
            )
            for file in files
        ),
        removed=gone,
        size=sum(file.size for file in files),
        wanting=tuple(
            supported(q.id)
            for q in questions.values()
            if q.id in shown
            and q.id not in covered
            and q.id not in unseen
            and q.evidence.expect in ("document", "certificate")
            if (answer := stored.get(q.id)) is not None and answer.content.value is not None
            if answer.content.offer is None
        ),
        told=next((say("%(name)s was removed.", name=file.name) for file in gone if file.id == removed), ""),
    )
    return render(at.request, "vendor/evidence.html", page)


@router.post("/v/{invitation_id}/evidence/for/{question_id}")
def attach(question_id: str, upload: ForQuestion, at: VendorDesk = vendor_writes()) -> Response:
    def keep(received: Received) -> str:
        attached = evidence.attach(at.session, at.actor, question_id, received, at.now, total_limit=_total_limit(at))
        reading.follow(at.session, at.actor, attached.file, (question_id,), at.now)
        kind = _told_kind(received)
        return (
            say("%(name)s was attached before, and is linked here too.", name=attached.file.name)
            if attached.was_there
            else kind
        )

    return _done(at, question_id, upload, keep)


@router.post("/v/{invitation_id}/evidence/{evidence_id}/replace")
def replace(evidence_id: str, upload: ForFile, at: VendorDesk = vendor_writes()) -> Response:
    def keep(received: Received) -> str:
        old = evidence.of_vendor(at.session, at.actor, evidence_id)
        new = evidence.replace(at.session, at.actor, evidence_id, received, at.now, total_limit=_total_limit(at))
        reading.follow_replaced(at.session, at.actor, old, new, at.now)
        return (
            say("%(name)s has taken the place of %(old)s.", name=new.name, old=old.name)
            if new.id != old.id
            else say("This is the same file.")
        )

    return _done(at, upload.fields.get("question", ""), upload, keep, at_file=evidence_id)


@router.post("/v/{invitation_id}/evidence/{evidence_id}/link")
def link(
    evidence_id: str,
    question: QuestionId,
    pages: Annotated[str, Form(max_length=1000)] = "",
    at: VendorDesk = vendor_writes(),
) -> Response:
    return _link(at, evidence_id, question, pages)


@router.post("/v/{invitation_id}/evidence/reuse/{question_id}")
def reuse(question_id: str, file: Annotated[str, Form(max_length=26)], at: VendorDesk = vendor_writes()) -> Response:
    """The same, with the file chosen from a list."""
    return _link(at, file, question_id, "")


def _link(at: VendorDesk, evidence_id: str, question_id: str, pages: str) -> Response:
    def do() -> str:
        file = evidence.link(at.session, at.actor, evidence_id, question_id, at.now, pages=pages)
        reading.follow(at.session, at.actor, file, (question_id,), at.now)
        return say("%(name)s is linked here too.", name=file.name)

    return _answer(at, question_id, *_try(do))


@router.post("/v/{invitation_id}/evidence/{evidence_id}/pages")
def pages(
    evidence_id: str,
    question: QuestionId,
    pages: Annotated[str, Form(max_length=1000)] = "",
    at: VendorDesk = vendor_writes(),
) -> Response:
    def do() -> str:
        evidence.set_pages(at.session, at.actor, evidence_id, question, pages, at.now)
        return say("Pages saved.")

    told, problems = _try(do)
    return _answer(at, question, told, problems, at_file=evidence_id, typed=pages if problems else None)


@router.post("/v/{invitation_id}/evidence/{evidence_id}/remove")
def remove(
    evidence_id: str, question: Annotated[str, Form(max_length=64)] = "", at: VendorDesk = vendor_writes()
) -> Response:
    """From one question, or without `question` from all."""
    removed = evidence.remove(at.session, at.actor, evidence_id, at.now, question_id=question)
    if not question:
        return see_other(f"/v/{at.actor.invitation_id}/evidence?removed={evidence_id}")
    name = removed.file.name
    told = (
        say("%(name)s was removed here; other questions keep it.", name=name)
        if removed.only_here
        else say("%(name)s was removed.", name=name)
    )
    return _answer(at, question, told, undo=_undo(at, removed, question))


@router.post("/v/{invitation_id}/evidence/{evidence_id}/restore")
def restore(
    evidence_id: str, question: Annotated[str, Form(max_length=64)] = "", at: VendorDesk = vendor_writes()
) -> Response:
    def do() -> str:
        file = evidence.restore(at.session, at.actor, evidence_id, at.now, total_limit=_total_limit(at))
        return say("%(name)s is back.", name=file.name)

    told, problems = _try(do)
    if question:
        return _answer(at, question, told, problems)
    if problems:
        raise Invalid(problems)
    return see_other(f"/v/{at.actor.invitation_id}/evidence")


@router.get("/v/{invitation_id}/evidence/{evidence_id}")
def download(evidence_id: str, at: VendorDesk = vendor_reads()) -> Response:
    return attachment(at.services.storage, evidence.of_vendor(at.session, at.actor, evidence_id))


def _total_limit(at: VendorDesk) -> int:
    return at.services.settings.response_max_mb * 1_000_000


def _told_kind(received: Received) -> str:
    named = received.name.lower()
    if named.endswith(received.type.extensions) or "." not in named:
        return say("%(name)s is attached.", name=received.name)
    return say(
        "%(name)s is attached. It is called otherwise, but its content is of the type %(type)s.",
        name=received.name,
        type=received.type.label,
    )


def _undo(at: VendorDesk, removed: Removed, question_id: str) -> Undo:
    address = f"/v/{at.actor.invitation_id}/evidence/{removed.file.id}"
    if removed.only_here:
        return Undo(f"{address}/link", removed.file.name, (("question", question_id), ("pages", removed.pages)))
    return Undo(f"{address}/restore", removed.file.name, (("question", question_id),))


def _try(do: Callable[[], str]) -> tuple[str, tuple[Problem, ...]]:
    try:
        return do(), ()
    except Invalid as invalid:
        return "", invalid.problems


def _done(
    at: VendorDesk, question_id: str, upload: Upload, keep: Callable[[Received], str], *, at_file: str = ""
) -> Response:
    told, problems = "", upload.problems
    if (received := upload.file) is not None:
        told, problems = _try(lambda: keep(received))
    return _answer(at, question_id, told, problems, at_file=at_file)


def _answer(
    at: VendorDesk,
    question_id: str,
    told: str = "",
    problems: tuple[Problem, ...] = (),
    *,
    at_file: str = "",
    undo: Undo | None = None,
    typed: str | None = None,
) -> Response:
    draft = responses.draft(at.session, at.actor, at.now)
    release = load_release(at.session, draft.release_id)
    questionnaire = release.vendor()
    about = questionnaire.by_id.get(question_id)
    if about is None:
        raise NotFound("question")
    if not problems and not is_partial(at.request):
        return see_other(f"/v/{at.actor.invitation_id}/sections/{about.section}#ev-{question_id}")
    stored = responses.answers(at.session, draft.response_id)
    files = seen_files(responses.evidence_items(at.session, draft.response_id), hidden(at, release))
    standing = responses.standing(release.questionnaire, stored)
    mine = stored.get(question_id)
    is_answer = about.kind is Kind.FILE and mine is not None
    part = EvidencePart(
        ref=at.actor.invitation_id,
        q=question_view(
            about, mine, files, may_change=draft.may_change(about.id) and at.actor.may_answer(about.section)
        ),
        told=told,
        file_problems=problems,
        at_file=at_file,
        typed_pages=typed,
        undo=undo,
        saved=say("Saved %(time)s", time=moment(mine.at, at.actor.zone)) if is_answer and mine else "",
        sections=task_rows(at, draft, release, stored, standing, about.section) if is_answer else (),
        answered=standing.answered,
        total=standing.total,
    )
    status = 422 if problems else 200
    if is_partial(at.request):
        return render(at.request, "vendor/evidence_part.html", part, status=status)
    view = campaigns.situation(at.session, at.actor, at.now)
    title = questionnaire.section(about.section)
    assert title is not None
    page = EvidenceQuestionPage(**frame_of(view), part=part, section=about.section, title=title.title)
    return render(at.request, "vendor/evidence_question.html", page, status=status)
