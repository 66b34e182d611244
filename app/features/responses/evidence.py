"""Evidence: the files a vendor attaches, which questions they support, and who may read them.

A file is received first, inspected and kept, with no transaction open (`receive`); then a short transaction says what
it supports (`attach`, `replace`). Sending a large file takes minutes, and nobody's answer waits for it.

Nothing is deleted: a removed file keeps its links and can be restored, and what was submitted stays readable.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.problems import Invalid, Problem
from app.core.questionnaire.model import Kind, Question
from app.core.response import Evidence
from app.core.response import Response as CoreResponse
from app.core.wording import say
from app.features.audit import service as audit
from app.features.errors import NotFound
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor, VendorActor
from app.features.questionnaires.queries import load_release
from app.features.responses import queries, service
from app.features.responses.models import EvidenceFile, EvidenceLink, ResponseRow, Submission
from app.features.responses.schemas import Draft
from app.infra.files import FileType, inspect, shown_name
from app.infra.storage import Storage, TooLarge

CODES = {
    "FILE-TOTAL": "The files of one response are more than this installation takes.",
    "FILE-NOT-ASKED": "A file was sent to a question that asks for none, or that is not asked with the other answers.",
    "FILE-PAGES": "The pages named are not in the file, or the words for them are too long.",
}
MOST_FILES = 300
PAGES_LENGTH = 100
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was inspected and is kept; nothing says yet what it supports."""

    name: str
    sha256: str
    size: int
    type: FileType
    pages: int | None


@dataclass(frozen=True, slots=True)
class Attached:
    file: EvidenceFile
    was_there: bool  # the same content was attached before: it was linked, not kept twice


@dataclass(frozen=True, slots=True)
class Removed:
    file: EvidenceFile
    only_here: bool  # it still supports other questions
    pages: str  # to give back when the removal is undone


def too_large(limit: int) -> Problem:
    return Problem(
        code="FILE-TOO-LARGE",
        where="file",
        message=say("The file is larger than %(size)s MB.", size=limit // 1_000_000),
        remedy=say("Make it smaller, or attach the pages that matter."),
    )


@dataclass(frozen=True, slots=True)
class Room:
    """How much may still be attached to a response, as it was before a file was received."""

    total: int  # bytes of all files together
    left: int  # of them


def receive(storage: Storage, name: str, file: BinaryIO, limit: int, room: Room | None = None) -> Received:
    """Inspect a whole file of at most `limit` bytes and keep it. Nothing that is refused is kept.

    Raises Invalid with a FILE-* problem. Without `room`, whether the response has any is seen when it is attached.
    """
    size = file.seek(0, io.SEEK_END)
    if size > limit:
        raise Invalid([too_large(limit)])
    found = inspect(file, size)
    if room is not None and size > room.left:
        raise Invalid([_no_room(room.total)])
    file.seek(0)
    try:
        stored = storage.put(_chunks(file), limit=limit)
    except TooLarge:
        raise Invalid([too_large(limit)]) from None
    return Received(shown_name(name), stored.sha256, stored.size, found.type, found.pages)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def may_attach(session: Session, actor: VendorActor, question_id: str, now: datetime, total_limit: int) -> int:
    """Before a file is received: bytes that there is room for. Raises what `attach` would raise."""
    draft = queries.draft(session, actor, now)
    draft.require_writable(question_id)
    _asks_for_files(session, actor, draft, question_id)
    return total_limit - _attached(session, draft.response_id)[1]


def may_keep(session: Session, actor: VendorActor, now: datetime, total_limit: int) -> int:
    """Before a file is received: bytes that there is room for. Raises what `keep` would raise."""
    draft = queries.draft(session, actor, now)
    draft.require_writable()
    actor.require_whole()
    return total_limit - _attached(session, draft.response_id)[1]


def may_replace(session: Session, actor: VendorActor, evidence_id: str, now: datetime, total_limit: int) -> int:
    """Before a file is received: bytes there is room for in place of this one. Raises what `replace` would raise."""
    draft = queries.draft(session, actor, now)
    old = _mine(session, draft, evidence_id, live=True)
    questions = queries.questions_of(session, old.id)
    draft.require_writable(*questions)
    _require_given(session, actor, draft, questions)
    return total_limit - _attached(session, draft.response_id)[1] + old.size


def attach(
    session: Session, actor: VendorActor, question_id: str, received: Received, now: datetime, *, total_limit: int
) -> Attached:
    """A received file supports a question. What is attached to the response already is linked, not attached twice.

    Raises Closed; NotFound when there is no such question; Invalid when it asks for no file, or when the files of the
    response are more than `total_limit` bytes.
    """
    draft = _writable(session, actor, now, question_id)
    _asks_for_files(session, actor, draft, question_id)
    file, was_there = _kept(session, actor, draft, received, now, total_limit)
    linked = _link(session, file.id, question_id)
    if not was_there or linked:
        action = "evidence.linked" if was_there else "evidence.attached"
        _record(session, actor, action, file, now, question=question_id, sha256=file.sha256, size=file.size)
    _changed(session, actor, draft, (question_id,), now)
    return Attached(file, was_there)


def keep(session: Session, actor: VendorActor, received: Received, now: datetime, *, total_limit: int) -> Attached:
    """A received file is one of the response and supports no question yet. Raises Closed, Invalid as `attach`."""
    draft = _writable(session, actor, now)
    actor.require_whole()
    file, was_there = _kept(session, actor, draft, received, now, total_limit)
    if not was_there:
        _record(session, actor, "evidence.attached", file, now, sha256=file.sha256, size=file.size)
        _changed(session, actor, draft, (), now)
    return Attached(file, was_there)


def replace(
    session: Session, actor: VendorActor, evidence_id: str, received: Received, now: datetime, *, total_limit: int
) -> EvidenceFile:
    """A received file takes the place of another in every question that one supports; the other one is kept, removed.

    Raises Closed, NotFound, Invalid as `attach`.
    """
    draft = queries.draft(session, actor, now, lock=True)
    old = _mine(session, draft, evidence_id, live=True)
    questions = queries.questions_of(session, old.id)
    draft.require_writable(*questions)
    if old.sha256 == received.sha256:
        return old
    _require_given(session, actor, draft, questions)
    new, _ = _kept(session, actor, draft, received, now, total_limit + old.size)
    old.removed_at, old.replaced_by = now, new.id
    session.add(old)
    for question_id in questions:
        _link(session, new.id, question_id)
    _record(session, actor, "evidence.replaced", old, now, by=new.id, sha256=new.sha256)
    _changed(session, actor, draft, questions, now)
    return new


def link(
    session: Session, actor: VendorActor, evidence_id: str, question_id: str, now: datetime, *, pages: str = ""
) -> EvidenceFile:
    """A file of the response supports one more question. Raises Closed, NotFound, Invalid as `attach`."""
    draft = _writable(session, actor, now, question_id)
    _asks_for_files(session, actor, draft, question_id)
    file = _mine(session, draft, evidence_id, live=True)
    if _link(session, file.id, question_id, _pages(pages, file)):
        _record(session, actor, "evidence.linked", file, now, question=question_id)
        _changed(session, actor, draft, (question_id,), now)
    return file


def set_pages(
    session: Session, actor: VendorActor, evidence_id: str, question_id: str, pages: str, now: datetime
) -> EvidenceFile:
    """Say which pages of a file matter to a question. Raises Closed, NotFound, and Invalid for pages it has not."""
    draft = _writable(session, actor, now, question_id)
    file = _mine(session, draft, evidence_id, live=True)
    row = session.get(EvidenceLink, (file.id, question_id))
    if row is None:
        raise NotFound("file")
    _require_given(session, actor, draft, (question_id,))
    words = _pages(pages, file)
    if row.pages != words:
        row.pages = words
        session.add(row)
        _record(session, actor, "evidence.pages-named", file, now, question=question_id, pages=words)
        _changed(session, actor, draft, (), now)
    return file


def remove(session: Session, actor: VendorActor, evidence_id: str, now: datetime, *, question_id: str = "") -> Removed:
    """Take a file away from one question; without one, or from its last one, from the response. Undone by `restore`.

    Raises Closed, NotFound.
    """
    draft = queries.draft(session, actor, now, lock=True)
    file = _mine(session, draft, evidence_id, live=True)
    questions = queries.questions_of(session, file.id)
    if question_id and question_id not in questions:
        raise NotFound("file")
    _require_given(session, actor, draft, (question_id,) if question_id else questions)
    only_here = question_id and len(questions) > 1
    draft.require_writable(*((question_id,) if only_here else questions))
    if only_here:
        row = session.get_one(EvidenceLink, (file.id, question_id))
        pages = row.pages
        session.delete(row)
        session.flush()
        _record(session, actor, "evidence.unlinked", file, now, question=question_id)
        _changed(session, actor, draft, (question_id,), now)
        return Removed(file, True, pages)
    file.removed_at = now
    session.add(file)
    session.flush()
    _record(session, actor, "evidence.removed", file, now)
    _changed(session, actor, draft, questions, now)
    return Removed(file, False, "")


def restore(session: Session, actor: VendorActor, evidence_id: str, now: datetime, *, total_limit: int) -> EvidenceFile:
    """A removed file comes back with what it supported. Raises Closed, NotFound, Invalid as `attach`."""
    draft = queries.draft(session, actor, now, lock=True)
    file = _mine(session, draft, evidence_id, live=False)
    questions = queries.questions_of(session, file.id)
    _require_given(session, actor, draft, questions)
    draft.require_writable(*questions)
    if file.removed_at is None:
        return file
    twin = _same_content(session, draft.response_id, file.sha256)
    if twin is not None:
        for question_id in questions:
            _link(session, twin.id, question_id)
    else:
        _require_room(session, draft.response_id, file.size, total_limit)
        file.removed_at, file.replaced_by = None, None
        session.add(file)
        session.flush()
    _record(session, actor, "evidence.restored", file, now)
    _changed(session, actor, draft, questions, now)
    return twin or file


def of_vendor(session: Session, actor: VendorActor, evidence_id: str) -> EvidenceFile:
    """A file of the vendor's own response, removed ones too. Raises NotFound; NotYours when it supports only answers
    that the actor does not see."""
    wanted = (
        select(EvidenceFile)
        .join(ResponseRow, col(ResponseRow.id) == col(EvidenceFile.response_id))
        .where(EvidenceFile.id == evidence_id, ResponseRow.invitation_id == actor.invitation_id)
    )
    found = session.exec(wanted).first()
    if found is None:
        raise NotFound("file")
    if not actor.whole:
        response = session.get_one(ResponseRow, found.response_id)
        unseen = queries.withheld(actor, load_release(session, response.release_id).questionnaire)
        supports = queries.questions_of(session, found.id)
        if supports and unseen.issuperset(supports):
            raise actor.not_yours(say("This file supports confidential answers of sections not given to you."))
    return found


def removed_files(session: Session, response_id: str) -> Sequence[EvidenceFile]:
    """What was removed and not replaced, newest first. The caller has loaded the response for its actor."""
    wanted = select(EvidenceFile).where(
        EvidenceFile.response_id == response_id,
        col(EvidenceFile.removed_at).is_not(None),
        col(EvidenceFile.replaced_by).is_(None),
    )
    return session.exec(wanted.order_by(col(EvidenceFile.removed_at).desc())).all()


def of_member(session: Session, actor: MemberActor, evidence_id: str) -> EvidenceFile:
    """A file that was sent in to the actor's organisation. What a vendor has not submitted is not there.

    Raises NotFound; NotAllowed when it supports only confidential questions and the actor may not read those.
    """
    file = session.get(EvidenceFile, evidence_id)
    if file is None or file.organisation_id != actor.organisation_id:
        raise NotFound("file")
    submissions = session.exec(select(Submission.content).where(Submission.response_id == file.response_id))
    sent = [
        item
        for content in submissions
        for item in CoreResponse.model_validate(content).evidence
        if item.id == evidence_id
    ]
    if not sent:
        raise NotFound("file")
    response = session.get_one(ResponseRow, file.response_id)
    questionnaire = load_release(session, response.release_id).questionnaire
    if is_confidential(questionnaire.by_id, sent[-1]):
        actor.require(Permission.CONFIDENTIAL_READ)
    return file


def is_confidential(questions: dict[str, Question], item: Evidence) -> bool:
    """A file that supports confidential questions only is confidential as they are."""
    asked = [questions[q] for q in item.questions if q in questions]
    return bool(asked) and all(q.visibility.confidential for q in asked)


def _writable(session: Session, actor: VendorActor, now: datetime, *questions: str) -> Draft:
    draft = queries.draft(session, actor, now, lock=True)
    draft.require_writable(*questions)
    return draft


def _require_given(session: Session, actor: VendorActor, draft: Draft, question_ids: Sequence[str]) -> None:
    """Raises NotYours when the file supports a question of a section that the actor was not given; a file that supports
    none belongs to the whole questionnaire."""
    if actor.whole:
        return
    sections = load_release(session, draft.release_id).questionnaire.section_of
    asked = [sections[q].id for q in question_ids if q in sections]
    if not asked:
        actor.require_whole()
    for section_id in asked:
        actor.require_section(section_id)


def _asks_for_files(session: Session, actor: VendorActor, draft: Draft, question_id: str) -> Question:
    questionnaire = load_release(session, draft.release_id).questionnaire
    question = questionnaire.by_id.get(question_id)
    if question is None:
        raise NotFound("question")
    actor.require_section(questionnaire.section_of[question_id].id)
    if question.evidence.expect == "none" and question.type is not Kind.FILE:
        raise Invalid([_not_asked(say("This question asks for no file."))])
    standing = queries.standing(questionnaire, queries.answers(session, draft.response_id))
    if question_id not in standing.shown:
        raise Invalid([_not_asked(say("This question is not asked with your other answers as they are now."))])
    return question


def _not_asked(message: str) -> Problem:
    remedy = say("Attach the file to a question that it answers.")
    return Problem(code="FILE-NOT-ASKED", where="file", message=message, remedy=remedy)


def _mine(session: Session, draft: Draft, evidence_id: str, *, live: bool) -> EvidenceFile:
    file = session.get(EvidenceFile, evidence_id)
    if file is None or file.response_id != draft.response_id or (live and file.removed_at is not None):
        raise NotFound("file")
    return file


def _same_content(session: Session, response_id: str, sha256: str) -> EvidenceFile | None:
    wanted = select(EvidenceFile).where(
        EvidenceFile.response_id == response_id,
        EvidenceFile.sha256 == sha256,
        col(EvidenceFile.removed_at).is_(None),
    )
    return session.exec(wanted).first()


def _kept(
    session: Session, actor: VendorActor, draft: Draft, received: Received, now: datetime, total_limit: int
) -> tuple[EvidenceFile, bool]:
    """The file's row, and whether the same content was attached before."""
    if (twin := _same_content(session, draft.response_id, received.sha256)) is not None:
        return twin, True
    _require_room(session, draft.response_id, received.size, total_limit)
    file = EvidenceFile(
        organisation_id=draft.organisation_id,
        response_id=draft.response_id,
        sha256=received.sha256,
        name=received.name,
        size=received.size,
        media_type=received.type,
        page_count=received.pages,
        uploaded_by=actor.name[:200],
        uploaded_at=now,
    )
    session.add(file)
    session.flush()
    return file, False


def _attached(session: Session, response_id: str) -> tuple[int, int]:
    """How many files are attached, and their bytes together."""
    count, total = session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(EvidenceFile.size), 0)).where(
            col(EvidenceFile.response_id) == response_id, col(EvidenceFile.removed_at).is_(None)
        )
    ).one()
    return count, int(total)


def _require_room(session: Session, response_id: str, size: int, limit: int) -> None:
    count, total = _attached(session, response_id)
    if total + size > limit:
        raise Invalid([_no_room(limit)])
    if count >= MOST_FILES:
        raise Invalid(
            [
                _total(
                    say(
                        "%(most_files)s files are attached, which is as many as a response can have.",
                        most_files=MOST_FILES,
                    )
                )
            ]
        )


def _no_room(limit: int) -> Problem:
    return _total(say("Your files together would be larger than %(limit)s MB.", limit=limit // 1000000))


def _total(message: str) -> Problem:
    remedy = say("Remove files that are no longer needed, or attach the pages that matter.")
    return Problem(code="FILE-TOTAL", where="file", message=message, remedy=remedy)


def _link(session: Session, evidence_id: str, question_id: str, pages: str = "") -> bool:
    if session.get(EvidenceLink, (evidence_id, question_id)) is not None:
        return False
    session.add(EvidenceLink(evidence_id=evidence_id, question_id=question_id, pages=pages))
    session.flush()
    return True


def _pages(given: str, file: EvidenceFile) -> str:
    words = " ".join(unicodedata.normalize("NFC", given).split())
    problem = ""
    if len(words) > PAGES_LENGTH:
        problem = say("The pages are named in more than %(pages_length)s characters.", pages_length=PAGES_LENGTH)
    elif not words.isprintable():
        problem = say("The pages hold a character that nobody can see.")
    elif file.page_count is not None:
        beyond = [n for n in re.findall(r"\d+", words) if int(n[:6]) > file.page_count]
        if beyond:
            problem = say(
                "There is no page %(beyond)s: the file has %(page_count)s.",
                beyond=beyond[0][:12],
                page_count=file.page_count,
            )
    if problem:
        raise Invalid(
            [Problem(code="FILE-PAGES", where="pages", message=problem, remedy=say("For example 11–19, 32."))]
        )
    return words


def _changed(session: Session, actor: VendorActor, draft: Draft, question_ids: Sequence[str], now: datetime) -> None:
    """The answer to a `file` question is its files, and the buyer sees when a response last changed."""
    session.flush()
    questionnaire = load_release(session, draft.release_id).questionnaire
    mine = sa.update(ResponseRow).where(col(ResponseRow.id) == draft.response_id)
    session.execute(mine.values(changed_at=now))
    files = queries.evidence_items(session, draft.response_id)
    for question_id in question_ids:
        question = questionnaire.by_id.get(question_id)
        if question is not None and question.type is Kind.FILE:
            linked = [f.id for f in files if question_id in f.questions]
            service.set_files(session, actor, draft, question_id, linked, now)


def _record(
    session: Session, actor: VendorActor, action: str, file: EvidenceFile, now: datetime, **details: object
) -> None:
    audit.record(session, actor, action, kind="evidence", subject=file.id, name=file.name, now=now, **details)
