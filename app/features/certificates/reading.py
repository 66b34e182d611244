"""Writes: a file is asked to be read, and what became of it.

Asking writes a row and a job in the caller's transaction; a worker does the rest (`effects.py`). What was read becomes
certificates whose facts nobody has confirmed: they speak for nothing until a person at the vendor does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from app.core.certificates.facts import CertificateFacts
from app.core.certificates.read.model import Reading
from app.core.problems import Invalid, Problem
from app.core.wording import say
from app.features.audit import service as audit
from app.features.certificates import queries
from app.features.certificates.as_read import again, alike, facts_of, instead
from app.features.certificates.models import CertificateRow, ReadingRow, ReadingState
from app.features.certificates.rows import record, require_open, store
from app.features.errors import NotFound
from app.features.identity.schemas import SystemActor, VendorActor
from app.features.questionnaires.queries import load_release
from app.features.responses import queries as responses
from app.features.responses.models import EvidenceFile, EvidenceLink, ResponseRow
from app.infra import jobs
from app.infra.files import FileType
from app.infra.ids import new_id

CODES = {
    "READ-OFTEN": "The file was read as often as it may be.",
    "READ-GIVEN-UP": "Reading ended without a result, several times.",
}
JOB = "read"
READABLE = frozenset({FileType.PDF, FileType.PNG, FileType.JPEG})
MOST_READINGS = 20  # of one file
BY_HAND = say("Type the facts by hand.")
OPEN = (ReadingState.WAITING, ReadingState.READING)


def ask(session: Session, actor: VendorActor, evidence_id: str, now: datetime) -> ReadingRow:
    """A file of the response is to be read, once more when it was read before. While it is being read, nothing new is
    asked. Raises Closed, NotFound, and Invalid for a file that cannot be read."""
    draft = responses.draft(session, actor, now, lock=True)
    require_open(session, draft, evidence_id)
    file = session.get(EvidenceFile, evidence_id)
    if file is None or file.response_id != draft.response_id or file.removed_at is not None:
        raise NotFound("file")
    if file.media_type not in READABLE:
        raise Invalid([_problem("READ-TYPE", say("Only PDF files and pictures can be read for you."))])
    before = session.exec(select(ReadingRow).where(ReadingRow.evidence_id == file.id)).all()
    if found := next((r for r in before if r.state in OPEN), None):
        return found
    if len(before) >= MOST_READINGS:
        raise Invalid(
            [
                _problem(
                    "READ-OFTEN",
                    say("This file was read %(most_readings)s times already.", most_readings=MOST_READINGS),
                )
            ]
        )
    row = ReadingRow(
        organisation_id=file.organisation_id, response_id=file.response_id, evidence_id=file.id,
        asked_by=actor.name[:200], asked_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    jobs.enqueue(session, JOB, {"reading": row.id}, key=f"{JOB}:{row.id}", now=now)
    audit.record(session, actor, "evidence.reading-asked", kind="evidence", subject=file.id, name=file.name, now=now)
    return row


def follow(
    session: Session, actor: VendorActor, file: EvidenceFile, questions: Iterable[str], now: datetime
) -> ReadingRow | None:
    """A file was attached to these questions: where one of them asks for a certificate, it is read without being told,
    once."""
    response = session.get_one(ResponseRow, file.response_id)
    asked = load_release(session, response.release_id).questionnaire.by_id
    expects = any(q in asked and asked[q].evidence.expect == "certificate" for q in questions)
    if not expects or file.media_type not in READABLE or queries.reading_of(session, file.id) is not None:
        return None
    return ask(session, actor, file.id, now)


def follow_replaced(
    session: Session, actor: VendorActor, old: EvidenceFile, new: EvidenceFile, now: datetime
) -> ReadingRow | None:
    """A file took the place of one that was read, or whose facts were typed, or stands where a certificate is asked
    for: it is read too."""
    if new.id == old.id:
        return None
    stated = session.exec(select(CertificateRow.id).where(CertificateRow.evidence_id == old.id)).first()
    if (stated or queries.reading_of(session, old.id)) and new.media_type in READABLE:
        return None if queries.reading_of(session, new.id) else ask(session, actor, new.id, now)
    linked = session.exec(select(EvidenceLink.question_id).where(EvidenceLink.evidence_id == new.id)).all()
    return follow(session, actor, new, linked, now)


def started(session: Session, reading_id: str) -> tuple[ReadingRow, EvidenceFile] | None:
    """A worker begins. None when there is nothing left to do: a job that is done twice does it once."""
    row = session.get(ReadingRow, reading_id)
    if row is None or row.state not in OPEN:
        return None
    row.state = ReadingState.READING
    session.add(row)
    return row, session.get_one(EvidenceFile, row.evidence_id)


def finish(session: Session, reading_id: str, result: Reading, now: datetime) -> None:
    """What the file says: kept as it was read, and as facts for a person to confirm."""
    row = _open(session, reading_id)
    if row is None:
        return
    row.state, row.result, row.finished_at = ReadingState.READ, result.model_dump(mode="json"), now
    session.add(row)
    session.flush()
    session.exec(select(ResponseRow).where(ResponseRow.id == row.response_id).with_for_update()).one()
    file = session.get_one(EvidenceFile, row.evidence_id)
    if file.removed_at is None:
        _certificates(session, row, result, now)
    system = SystemActor(row.organisation_id)
    audit.record(
        session, system, "evidence.read", kind="evidence", subject=file.id, name=file.name, now=now,
        certificates=len(result.certificates), family=result.family.value,
    )  # fmt: skip


def fail(session: Session, reading_id: str, problem: Problem, now: datetime) -> None:
    """It cannot be read, and trying again would not help."""
    row = _open(session, reading_id)
    if row is None:
        return
    row.state, row.problem, row.finished_at = ReadingState.FAILED, problem.model_dump(mode="json"), now
    session.add(row)
    session.flush()


def give_up(session: Session, reading_id: str, now: datetime) -> None:
    fail(
        session,
        reading_id,
        _problem("READ-GIVEN-UP", say("The file could not be read: the reader stopped each time.")),
        now,
    )


def _open(session: Session, reading_id: str) -> ReadingRow | None:
    row = session.exec(select(ReadingRow).where(ReadingRow.id == reading_id).with_for_update()).first()
    return row if row is not None and row.state in OPEN else None


def _certificates(session: Session, reading: ReadingRow, result: Reading, now: datetime) -> None:
    """Each certificate that was read becomes one of the response, or what is known of one that is there already."""
    moved = queries.replacements(session, reading.response_id)
    rows = session.exec(
        select(CertificateRow)
        .where(CertificateRow.response_id == reading.response_id, col(CertificateRow.removed_at).is_(None))
        .order_by(col(CertificateRow.id))
        .with_for_update()
    )
    mine = [
        (row, CertificateFacts.model_validate(row.facts))
        for row in rows
        if row.evidence_id and moved.get(row.evidence_id, row.evidence_id) == reading.evidence_id
    ]
    system = SystemActor(reading.organisation_id)
    for place, found in enumerate(result.certificates):
        facts = facts_of(found, "", reading.evidence_id, result.seal)
        alone = len(result.certificates) == 1 and len(mine) == 1
        known = next((pair for pair in mine if alike(pair[1], facts)), mine[0] if alone else None)
        if known is None:
            row = CertificateRow(
                id=new_id(), organisation_id=reading.organisation_id, response_id=reading.response_id,
                evidence_id=reading.evidence_id, facts={}, by=system.name, at=now, version=0,
            )  # fmt: skip
        else:
            mine.remove(known)
            row, before = known
            facts = (again if row.evidence_id == reading.evidence_id else instead)(before, facts)
        row.evidence_id, row.reading_id, row.place = reading.evidence_id, reading.id, place
        row.version += 1
        store(session, row, facts.model_copy(update={"id": row.id}), system.name, now)
        record(session, system, "certificate.read", row, now, version=row.version)


def _problem(code: str, message: str) -> Problem:
    return Problem(code=code, where="file", message=message, remedy=BY_HAND)
