"""Answer files that a vendor brought along from elsewhere: kept with its response, and offered as earlier answers are.

What is kept of a file is what it says, and whether its signature was known; not its name and not whose key it was,
which could tell the buyer here who asked before. The buyer sees none of it: an answer counts once somebody confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.core.answer_file import AnswerFile, AnswerGiven, EvidenceNamed
from app.core.problems import Invalid, Problem
from app.core.questionnaire.reuse import weigh
from app.core.response import Answer
from app.core.scoring.canonical import digest
from app.core.wording import say
from app.features.audit import service as audit
from app.features.errors import NotFound
from app.features.identity.schemas import VendorActor
from app.features.questionnaires.queries import load_release
from app.features.responses import evidence, queries, service
from app.features.responses.models import ReceivedFile
from app.features.responses.schemas import Draft, EvidenceItem
from app.infra.signing import Standing

MOST = 5
CODES = {
    "PORTABLE-MANY": "As many answer files are kept with the response as there can be.",
    "PORTABLE-NOTHING": "Nothing that the file answers is asked here.",
}


@dataclass(frozen=True)
class FileThere:
    """A file that supported answers elsewhere, and whether it is attached here."""

    named: EvidenceNamed
    here: EvidenceItem | None
    questions: tuple[str, ...]  # of this questionnaire
    unlinked: tuple[str, ...]  # of those, the ones that it could support and does not


@dataclass(frozen=True)
class Looked:
    """A file held against the response."""

    row: ReceivedFile
    file: AnswerFile
    left: Mapping[str, Problem]  # by the question of the file: why it answers nothing here
    files: tuple[FileThere, ...]


def receive(
    session: Session, actor: VendorActor, draft: Draft, file: AnswerFile, standing: Standing, now: datetime
) -> ReceivedFile:
    """Keep a file that was read and found unchanged. No answer is changed. The same file again is the one there is.

    Raises Closed, NotYours; Invalid when nothing in it answers anything here, or when there are too many.
    """
    actor.require_whole()
    draft.require_writable()
    content = file.model_dump(mode="json", by_alias=True, exclude={"signature"})
    key = digest(content)
    kept = of_response(session, draft.response_id)
    if same := next((row for row in kept if row.sha256 == key), None):
        return same
    if len(kept) >= MOST:
        message = say("%(most)s files are kept here, which is as many as there can be.", most=MOST)
        raise Invalid([_problem("PORTABLE-MANY", message, say("Remove one that is no longer needed."))])
    model = load_release(session, draft.release_id).questionnaire
    if not weigh(file, answers_of(file), model, now.astimezone(actor.zone).date()).carried:
        message = say("Nothing that the file answers is asked here, so it was not kept.")
        raise Invalid(
            [_problem("PORTABLE-NOTHING", message, say("Choose another file, or answer the questions here."))]
        )
    row = ReceivedFile(
        organisation_id=draft.organisation_id,
        response_id=draft.response_id,
        sha256=key,
        content=content,
        standing=standing,
        received_by=actor.name[:200],
        received_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, actor, "answer-file.received", row, now, answers=len(file.answers), signature=str(standing))
    return row


def look(session: Session, actor: VendorActor, draft: Draft, received_id: str, now: datetime) -> Looked:
    """Raises NotYours, NotFound."""
    actor.require_whole()
    row = _mine(session, draft, received_id)
    file = content_of(row)
    release = load_release(session, draft.release_id)
    weighed = weigh(file, answers_of(file), release.questionnaire, now.astimezone(actor.zone).date())
    here = {question: carried.asked for question, carried in weighed.carried.items()}
    attached = {item.sha256: item for item in queries.evidence_items(session, draft.response_id)}
    shown = queries.standing(release.questionnaire, queries.answers(session, draft.response_id)).shown
    takes = {q.id for q in release.questionnaire.by_id.values() if q.evidence.expect != "none" and q.id in shown}
    files = []
    for named in file.evidence:
        item = attached.get(named.sha256)
        questions = tuple(q for q, asked in here.items() if asked in named.questions)
        unlinked = tuple(q for q in questions if item and q in takes and q not in item.questions)
        files.append(FileThere(named, item, questions, unlinked))
    return Looked(row, file, weighed.left, tuple(files))


def link(session: Session, actor: VendorActor, received_id: str, now: datetime) -> int:
    """Files that are attached here and are named in the file support what they supported there: how many links.

    Raises Closed, NotYours, NotFound.
    """
    draft = queries.draft(session, actor, now, lock=True)
    draft.require_writable()
    done = 0
    for there in look(session, actor, draft, received_id, now).files:
        for question in there.unlinked:
            assert there.here is not None
            evidence.link(session, actor, there.here.id, question, now)
            done += 1
    return done


def forget(session: Session, actor: VendorActor, received_id: str, now: datetime) -> None:
    """A file is no longer offered, and what it says is deleted. What was filled in from it and not confirmed goes; what
    was confirmed is the vendor's answer here, and stays. Raises Closed, NotYours, NotFound."""
    draft = queries.draft(session, actor, now, lock=True)
    row = _mine(session, draft, received_id)
    release = load_release(session, draft.release_id)
    taken = service.take_back(session, actor, draft, release, row.id, now)
    row.content, row.removed_at = {}, now
    session.add(row)
    _record(session, actor, "answer-file.removed", row, now, taken_back=list(taken))


def of_response(session: Session, response_id: str) -> Sequence[ReceivedFile]:
    """The files that are offered, the newest first. The caller has loaded the response for its actor."""
    wanted = select(ReceivedFile).where(ReceivedFile.response_id == response_id, col(ReceivedFile.removed_at).is_(None))
    return session.exec(wanted.order_by(col(ReceivedFile.received_at).desc(), col(ReceivedFile.id).desc())).all()


def content_of(row: ReceivedFile) -> AnswerFile:
    return AnswerFile.model_validate(row.content)


def answers_of(file: AnswerFile) -> dict[str, Answer]:
    return {given.question: _answer(given) for given in file.answers}


def _answer(given: AnswerGiven) -> Answer:
    return Answer(
        value=given.value, not_applicable=given.not_applicable, reason=given.reason.strip(), note=given.note.strip()
    )


def _mine(session: Session, draft: Draft, received_id: str) -> ReceivedFile:
    row = session.get(ReceivedFile, received_id)
    if row is None or row.response_id != draft.response_id or row.removed_at is not None:
        raise NotFound("answer file")
    return row


def _problem(code: str, message: str, remedy: str) -> Problem:
    return Problem(code=code, where="file", message=message, remedy=remedy)


def _record(
    session: Session, actor: VendorActor, action: str, row: ReceivedFile, now: datetime, **details: object
) -> None:
    audit.record(session, actor, action, kind="answer-file", subject=row.id, name="", now=now, **details)
