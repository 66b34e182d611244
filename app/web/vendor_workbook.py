"""The questionnaire as a spreadsheet: downloaded with the answers so far, filled in, looked at, and taken over.

Nothing is kept between looking and taking over: the page carries what the file says, and it is checked once more.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from app.core.problems import Invalid, Problem
from app.core.questionnaire.kinds import parse_json
from app.core.questionnaire.model import Kind, NotApplicable, Question
from app.core.wording import say
from app.features.campaigns import queries as campaigns
from app.features.identity.schemas import VendorActor
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.reports.dossier import file_name
from app.features.responses import queries as responses
from app.features.responses import sheet_changes, sheet_written
from app.features.responses.answers import NOTE_LENGTH
from app.features.responses.schemas import Content, Given, Stored
from app.features.responses.sheet_changes import Change, Preview
from app.infra import workbooks
from app.infra.workbooks import Workbook
from app.web.answer_words import said
from app.web.desk import VendorDesk, vendor_reads, vendor_writes
from app.web.downloads import XLSX
from app.web.render import render, see_other
from app.web.uploads import receive_bytes
from app.web.vendor_forms import Posted, first
from app.web.vendor_views import VendorFrame, frame_of

router = APIRouter(include_in_schema=False)

FILE = "file"  # the choice that takes the answer of the file; anything else keeps the one that is here


@dataclass(frozen=True)
class Sent:
    """A file as it came in: read, or refused."""

    book: Workbook | None
    name: str
    problems: tuple[Problem, ...] = ()


async def _sent(request: Request, invitation_id: str) -> Sent:
    def may(session: Session, actor: VendorActor, now: datetime, _total_limit: int) -> int:
        responses.draft(session, actor, now).require_writable()
        return 0

    try:
        body, name = await receive_bytes(request, invitation_id, may, workbooks.MAX_BYTES)
        return Sent(await run_in_threadpool(workbooks.read, body), name)
    except Invalid as invalid:
        return Sent(None, "", invalid.problems)


# It stands before `at` in a handler, and is worked through first: the file is read before a session is opened.
SentFile = Annotated[Sent, Depends(_sent)]


@dataclass(frozen=True)
class ChangeView:
    """One answer that the file would change, with what the form carries of it."""

    id: str
    number: str
    ask: str
    section: str
    old: str
    new: str
    content: str  # JSON
    seen: int
    conflict: bool
    by: str
    at: datetime | None


@dataclass(frozen=True)
class Named:
    """A question, by what it is known as."""

    id: str
    number: str
    ask: str
    section: str


@dataclass(frozen=True)
class WorkbookPage(VendorFrame):
    """Download and upload."""

    open: bool
    problems: tuple[Problem, ...] = ()
    taken: int = 0  # answers just taken over


@dataclass(frozen=True)
class PreviewPage(VendorFrame):
    """What a file would change."""

    file: str
    changes: tuple[ChangeView, ...]
    conflicts: tuple[ChangeView, ...]
    problems: tuple[Problem, ...] = ()
    same: int = 0
    missing: tuple[Named, ...] = ()
    not_asked: tuple[Named, ...] = ()
    other_response: bool = False
    other_release: bool = False
    moved: bool = False  # an answer was changed while somebody looked at this page

    @property
    def total(self) -> int:
        return len(self.changes) + len(self.conflicts)


@router.get("/v/{invitation_id}/spreadsheet")
def page(at: VendorDesk = vendor_reads(), taken: Annotated[int, Query(ge=0, le=10_000)] = 0) -> Response:
    return _page(at, taken=taken)


@router.get("/v/{invitation_id}/spreadsheet.xlsx")
def workbook(at: VendorDesk = vendor_reads()) -> Response:
    """The sections that this person may answer."""
    view = campaigns.situation(at.session, at.actor, at.now)
    draft = responses.draft(at.session, at.actor, at.now)
    release = load_release(at.session, draft.release_id)
    files = responses.evidence_items(at.session, draft.response_id)
    filled = sheet_written.Filled(
        asked=release.vendor(),
        model=release.questionnaire,
        sections=frozenset(s.id for s in release.questionnaire.sections if at.actor.may_answer(s.id)),
        stored=responses.answers(at.session, draft.response_id),
        files=Counter(question for file in files for question in file.questions),
        response_id=draft.response_id,
        release=release.digest,
        asker=view.asker,
        system=view.about,
        now=at.now,
    )
    name = file_name("questionnaire", release.vendor().title, at.today, "xlsx")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(sheet_written.write(filled), media_type=XLSX, headers=headers)


@router.post("/v/{invitation_id}/spreadsheet")
def look(sent: SentFile, at: VendorDesk = vendor_reads()) -> Response:
    """What the file would change. Nothing is changed."""
    draft = responses.draft(at.session, at.actor, at.now)
    draft.require_writable()
    if sent.book is None:
        return _page(at, sent.problems)
    try:
        found = sheet_changes.preview(at.session, at.actor, draft, sent.book, at.now)
    except Invalid as invalid:
        return _page(at, invalid.problems)
    release = load_release(at.session, draft.release_id)
    return render(at.request, "vendor/spreadsheet_preview.html", _preview_page(at, release, found, sent.name))


@router.post("/v/{invitation_id}/spreadsheet/take")
def take(posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """Take over what was looked at, all at once."""
    draft = responses.draft(at.session, at.actor, at.now, lock=True)
    draft.require_writable()
    release = load_release(at.session, draft.release_id)
    current = responses.answers(at.session, draft.response_id)
    name = first(posted, "file-name")[:200]
    try:
        carried = _carried(posted, release, current, at)
    except Invalid as invalid:
        return _page(at, invalid.problems)
    given = [g for g in carried if first(posted, f"{g.question_id}:choice") in ("", FILE)]
    saved = sheet_changes.apply(at.session, at.actor, draft, given, name, at.now) if given else None
    if saved and saved.conflicts:
        return _moved(at, release, carried, current, saved.conflicts.keys(), posted, name)
    taken = len(given) - (len(saved.hidden) if saved else 0)
    return see_other(f"/v/{at.actor.invitation_id}/spreadsheet?taken={taken}")


def _moved(
    at: VendorDesk,
    release: LoadedRelease,
    carried: list[Given],
    current: dict[str, Stored],
    moved: Any,
    posted: Posted,
    name: str,
) -> Response:
    """Answers changed between looking and taking over: everything is shown again, and those are to be chosen."""
    changes = tuple(
        Change(
            g.question_id, g.content, current.get(g.question_id),
            g.question_id in moved or bool(first(posted, f"{g.question_id}:choice")),
        )
        for g in carried
    )  # fmt: skip
    found = Preview(changes, (), 0, (), (), other_response=False, other_release=False)
    shown = _preview_page(at, release, found, name, moved=True)
    return render(at.request, "vendor/spreadsheet_preview.html", shown, status=409)


def _page(at: VendorDesk, problems: tuple[Problem, ...] = (), *, taken: int = 0) -> Response:
    shown = WorkbookPage(
        **frame_of(campaigns.situation(at.session, at.actor, at.now)),
        open=responses.draft(at.session, at.actor, at.now).writable,
        problems=problems,
        taken=taken,
    )
    return render(at.request, "vendor/spreadsheet.html", shown, status=422 if problems else 200)


def _preview_page(
    at: VendorDesk, release: LoadedRelease, found: Preview, name: str, *, moved: bool = False
) -> PreviewPage:
    views = [_change_view(change, release) for change in found.changes]
    return PreviewPage(
        **frame_of(campaigns.situation(at.session, at.actor, at.now)),
        file=name,
        changes=tuple(v for v in views if not v.conflict),
        conflicts=tuple(v for v in views if v.conflict),
        problems=found.problems,
        same=found.same,
        missing=tuple(_named(q, release) for q in found.missing),
        not_asked=tuple(_named(q, release) for q in found.not_asked),
        other_response=found.other_response,
        other_release=found.other_release,
        moved=moved,
    )


def _change_view(change: Change, release: LoadedRelease) -> ChangeView:
    question = release.questionnaire.by_id[change.question_id]
    about = release.vendor().by_id[change.question_id]
    new = change.new
    stored = change.stored
    return ChangeView(
        id=about.id,
        number=about.number,
        ask=about.ask,
        section=about.section,
        old=said(question, stored.content) if stored else said(question, Content()),
        new=said(question, new),
        content=json.dumps([new.value, new.not_applicable, new.reason, new.note], ensure_ascii=False),
        seen=change.seen,
        conflict=change.conflict,
        by=stored.by if stored else "",
        at=stored.at if stored else None,
    )


def _named(question_id: str, release: LoadedRelease) -> Named:
    about = release.vendor().by_id[question_id]
    return Named(about.id, about.number, about.ask, about.section)


def _carried(posted: Posted, release: LoadedRelease, current: dict[str, Stored], at: VendorDesk) -> list[Given]:
    """What the form carried through the browser, checked again. Raises Invalid."""
    given = []
    for name in posted:
        question_id, _, part = name.partition(":")
        question = release.questionnaire.by_id.get(question_id)
        if part != "content" or question is None:
            continue
        seen = first(posted, f"{question_id}:seen")
        stored = current.get(question_id)
        content = _content(question, first(posted, name), stored.content if stored else Content(), at)
        number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
        given.append(Given(question_id, content, number, keeps_value=False))
    return given


def _content(question: Question, carried: str, now: Content, at: VendorDesk) -> Content:
    try:
        value, not_applicable, reason, note = json.loads(carried)
    except (ValueError, TypeError):
        raise Invalid([_garbled(question)]) from None
    if not isinstance(reason, str) or not isinstance(note, str) or max(len(reason), len(note)) > NOTE_LENGTH:
        raise Invalid([_garbled(question)])
    if not_applicable and (question.not_applicable is NotApplicable.NO or not reason.strip()):
        raise Invalid([_garbled(question)])
    if not_applicable:
        return Content(None, True, reason, note, now.offer)
    value = now.value if question.type is Kind.FILE else parse_json(question, value, at.today)
    return Content(value, False, "", note, now.offer)


def _garbled(question: Question) -> Problem:
    return Problem(
        code="XLS-CARRIED",
        where=question.id,
        message=say("What the page carried of the file arrived damaged, so nothing was changed."),
        remedy=say("Upload the file again."),
    )
