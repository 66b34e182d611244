"""Erasing a response for good: every row that hangs on it, and its files.

What hangs on a response is listed here, top down; a test compares the list with the foreign keys of all tables, so that
a new one cannot be forgotten. A file's bytes go an hour later, by a job, unless another response refers to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.features.campaigns.models import Invitation
from app.features.certificates.models import CertificateRow, CertificateVersion, ReadingRow
from app.features.registers.models import LookupRow
from app.features.responses.models import (
    AnswerRow,
    AnswerVersion,
    ClarificationRow,
    EvidenceFile,
    EvidenceLink,
    ExplanationRow,
    ExplanationVersion,
    FeedbackRow,
    ReceivedFile,
    ResponseRow,
    Submission,
)
from app.features.reviews.models import Review
from app.features.scorecards.models import RegisterEntry, ScorecardRow
from app.features.team.models import TeamNote, TeamTask
from app.features.vendors.models import Contact
from app.infra import jobs

JOB = "erase-file"
GRACE = timedelta(hours=1)  # whoever received the same bytes meanwhile has attached them by then

# What refers to another stands before it.
OF_RESPONSE: tuple[type[SQLModel], ...] = (
    TeamNote, TeamTask, RegisterEntry, ScorecardRow, Review, LookupRow, CertificateVersion, CertificateRow, ReadingRow,
    FeedbackRow, ClarificationRow, Submission, EvidenceLink, EvidenceFile, ExplanationVersion, ExplanationRow,
    AnswerVersion, AnswerRow, ReceivedFile, ResponseRow,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Erased:
    answers: int
    files: int


def erase(session: Session, response_id: str, now: datetime) -> Erased:
    """Everything of the response. The caller has loaded it for its actor, locked."""
    contents = session.exec(select(EvidenceFile.sha256).where(EvidenceFile.response_id == response_id)).all()
    answers = session.execute(
        sa.select(sa.func.count()).select_from(AnswerRow).where(col(AnswerRow.response_id) == response_id)
    ).scalar_one()
    for table in OF_RESPONSE:
        session.execute(sa.delete(table).where(_of(table, response_id)))
    for sha256 in sorted(set(contents)):
        jobs.enqueue(session, JOB, {"sha256": sha256}, key=f"{JOB}:{sha256}:{response_id}", now=now + GRACE)
    return Erased(answers, len(contents))


def _of(table: type[SQLModel], response_id: str) -> sa.ColumnElement[bool]:
    if table is CertificateVersion:
        mine = sa.select(col(CertificateRow.id)).where(col(CertificateRow.response_id) == response_id)
        return col(CertificateVersion.certificate_id).in_(mine)
    if table is EvidenceLink:
        mine = sa.select(col(EvidenceFile.id)).where(col(EvidenceFile.response_id) == response_id)
        return col(EvidenceLink.evidence_id).in_(mine)
    columns = SQLModel.metadata.tables[str(table.__tablename__)].c
    return columns["id" if table is ResponseRow else "response_id"] == response_id


def forget_addresses(session: Session, organisation_id: str, addresses: set[str]) -> None:
    """Of people whom no other campaign of the organisation asks."""
    elsewhere: set[str] = set()
    for some in in_parts(sorted(addresses)):
        lower = sa.func.lower(col(Invitation.contact_email))
        found = sa.select(lower).where(col(Invitation.organisation_id) == organisation_id, lower.in_(some))
        elsewhere.update(session.execute(found).scalars())
    for some in in_parts(sorted(addresses - elsewhere)):
        session.execute(
            sa.delete(Contact).where(
                col(Contact.organisation_id) == organisation_id, sa.func.lower(col(Contact.email)).in_(some)
            )
        )


def in_parts(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), 400):
        yield values[start : start + 400]
