"""Tables: response, answer, answer_version, explanation, explanation_version, evidence, evidence_link, submission,
clarification, feedback, received_file."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.infra.db import Json, UtcDateTime
from app.infra.ids import new_id


class ResponseState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    REOPENED = "reopened"
    CLARIFYING = "clarifying"  # submitted; the questions in `reopened` are open again, because the buyer asks
    ACCEPTED = "accepted"


class ResponseRow(SQLModel, table=True):
    __tablename__ = "response"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    campaign_id: str = Field(foreign_key="campaign.id", index=True, max_length=26)
    vendor_id: str = Field(foreign_key="vendor.id", index=True, max_length=26)
    invitation_id: str = Field(foreign_key="invitation.id", unique=True, max_length=26)
    release_id: str = Field(foreign_key="release.id", max_length=26)
    state: ResponseState = Field(default=ResponseState.DRAFT, sa_type=sa.String(16))
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    submissions: int = 0
    reopened: list[str] = Field(default_factory=list, sa_type=Json)  # while the buyer asks about them
    # Kept with every save, so that neither following a campaign nor saving one answer reads all answers: the questions
    # shown with the answers so far, and how many of them are answered; `sections` the same by section id.
    answered: int = 0
    total: int = 0
    sections: dict[str, list[int]] = Field(default_factory=dict, sa_type=Json)


class AnswerRow(SQLModel, table=True):
    """The current value of one question. `version` counts from 1; a save names the version it has seen."""

    __tablename__ = "answer"

    response_id: str = Field(foreign_key="response.id", primary_key=True, max_length=26)
    question_id: str = Field(primary_key=True, max_length=64)
    value: Any = Field(default=None, sa_type=Json, nullable=True)
    not_applicable: bool = False
    reason: str = ""
    note: str = ""
    offer: dict[str, Any] | None = Field(default=None, sa_type=Json)
    confirmed: bool = True
    origin: str = Field(default="", max_length=26)  # certificate, submission or received file it was prefilled from
    version: int = 1
    by: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)


class AnswerVersion(SQLModel, table=True):
    """Every value an answer ever had, the current one included."""

    __tablename__ = "answer_version"

    response_id: str = Field(foreign_key="response.id", primary_key=True, max_length=26)
    question_id: str = Field(primary_key=True, max_length=64)
    version: int = Field(primary_key=True)
    value: Any = Field(default=None, sa_type=Json, nullable=True)
    not_applicable: bool = False
    reason: str = ""
    note: str = ""
    offer: dict[str, Any] | None = Field(default=None, sa_type=Json)
    confirmed: bool = True
    origin: str = Field(default="", max_length=26)
    by: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)


class ExplanationRow(SQLModel, table=True):
    """What the vendor says about one difference between its answers and its documents. `finding` holds a digest of the
    words on both sides, so an explanation waits unseen while they differ, and is there again when they come back."""

    __tablename__ = "explanation"

    response_id: str = Field(foreign_key="response.id", primary_key=True, max_length=26)
    finding: str = Field(primary_key=True, max_length=300)  # app.core.scoring.scorecard.Finding.key
    text: str = ""
    version: int = 1
    by: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)


class ExplanationVersion(SQLModel, table=True):
    """Every text an explanation ever had, the current one included."""

    __tablename__ = "explanation_version"

    response_id: str = Field(foreign_key="response.id", primary_key=True, max_length=26)
    finding: str = Field(primary_key=True, max_length=300)
    version: int = Field(primary_key=True)
    text: str = ""
    by: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)


class EvidenceFile(SQLModel, table=True):
    __tablename__ = "evidence"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    response_id: str = Field(foreign_key="response.id", index=True, max_length=26)
    sha256: str = Field(max_length=64, index=True)
    name: str = Field(max_length=255)  # as the vendor called it; shown, never used as a path
    size: int = Field(sa_type=sa.BigInteger)
    media_type: str = Field(max_length=100)  # decided by content
    page_count: int | None = None  # of a PDF
    uploaded_by: str = Field(max_length=200)
    uploaded_at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    replaced_by: str | None = Field(default=None, max_length=26)


class EvidenceLink(SQLModel, table=True):
    """An evidence file supports a question; one file may support many."""

    __tablename__ = "evidence_link"
    __table_args__ = (ForeignKeyConstraint(["evidence_id"], ["evidence.id"]),)

    evidence_id: str = Field(primary_key=True, max_length=26)
    question_id: str = Field(primary_key=True, max_length=64)
    pages: str = Field(default="", max_length=100)


class Submission(SQLModel, table=True):
    """What was sent, as it was sent: the whole response as the rules read it, its hash, and who signed."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("response_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    response_id: str = Field(foreign_key="response.id", index=True, max_length=26)
    number: int
    content: dict[str, Any] = Field(sa_type=Json)  # app.core.response.Response
    digest: str = Field(max_length=64)
    signed_name: str = Field(max_length=200)
    signed_function: str = Field(max_length=200)
    signed_email: str = Field(default="", max_length=320)
    late: bool = False
    submitted_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def receipt_number(self) -> str:
        """What people quote: the beginning of the digest of what was sent."""
        digest = self.digest.upper()
        return f"{digest[:4]}-{digest[4:8]}-{digest[8:12]}"


class ReceivedFile(SQLModel, table=True):
    """An answer file that the vendor brought along from elsewhere. Answers that were filled in from it name it as their
    origin, so the row stays when the file is removed; what it says goes."""

    __tablename__ = "received_file"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    response_id: str = Field(foreign_key="response.id", index=True, max_length=26)
    sha256: str = Field(max_length=64)  # of what it says
    content: dict[str, Any] = Field(sa_type=Json)  # app.core.answer_file.AnswerFile
    standing: str = Field(max_length=16)  # of its signature: app.infra.signing.Standing
    received_by: str = Field(max_length=200)
    received_at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ClarificationState(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class ClarificationRow(SQLModel, table=True):
    """What the buyer asks a vendor about its submission, and what became of it. It reopens the questions it names."""

    __tablename__ = "clarification"
    __table_args__ = (UniqueConstraint("response_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    response_id: str = Field(foreign_key="response.id", index=True, max_length=26)
    number: int
    submission: int  # number of the submission it asks about
    questions: list[str] = Field(default_factory=list, sa_type=Json)
    finding: str = Field(default="", max_length=300)  # key of the finding it asks about, if it does
    text: str
    due_on: date
    asked_by_id: str = Field(foreign_key="member.id", max_length=26)
    asked_by: str = Field(max_length=200)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    reply: str = ""  # kept as it is typed; it is the vendor's answer once it was submitted
    reply_version: int = 0
    reply_by: str = Field(default="", max_length=200)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_by: str = Field(default="", max_length=200)
    answered_submission: int | None = None  # number of the submission that answers it
    late: bool = False
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: str = Field(default="", max_length=200)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_by: str = Field(default="", max_length=200)

    @property
    def state(self) -> ClarificationState:
        if self.withdrawn_at is not None:
            return ClarificationState.WITHDRAWN
        if self.closed_at is not None:
            return ClarificationState.CLOSED
        return ClarificationState.ANSWERED if self.answered_at is not None else ClarificationState.ASKED


class FeedbackRow(SQLModel, table=True):
    """What the buyer chose to tell one vendor after its review. Every version stays; the vendor reads the newest."""

    __tablename__ = "feedback"

    response_id: str = Field(foreign_key="response.id", primary_key=True, max_length=26)
    version: int = Field(primary_key=True)
    text: str = ""
    items: list[dict[str, str]] = Field(default_factory=list, sa_type=Json)  # question, text
    by_id: str = Field(foreign_key="member.id", max_length=26)
    by: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)
