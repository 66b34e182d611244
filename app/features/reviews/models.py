"""Table: review. Judgements are added, replaced by newer ones and taken back, and all of them stay."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.infra.db import UtcDateTime
from app.infra.ids import new_id


class Kind(StrEnum):
    OVERRIDE = "override"  # of a question: what the answer is worth
    ACCEPTANCE_NOT_APPLICABLE = "acceptance_not_applicable"  # of a question: it does not apply
    VERIFIED = "verified"  # of a question: confirmed at the source
    DISMISSAL = "dismissal"  # of a finding: it does not stand
    UPHOLDING = "upholding"  # of a finding: it stands
    ACCEPTANCE_CERTIFICATE = "acceptance_certificate"  # of a certificate of qualified standing

    @property
    def aspect(self) -> str:
        """Of judgements on the same aspect of the same target, the newest counts: an answer cannot be worth half and
        not apply, but it can be worth half and be confirmed at the source. A finding is dismissed or upheld."""
        if self in (Kind.OVERRIDE, Kind.ACCEPTANCE_NOT_APPLICABLE):
            return "worth"
        return "finding" if self in (Kind.DISMISSAL, Kind.UPHOLDING) else self.value


class Review(SQLModel, table=True):
    """One judgement. `subject` is a digest of what was judged: when that changes, it no longer speaks of it."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("response_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    response_id: str = Field(foreign_key="response.id", index=True, max_length=26)
    number: int  # counts the judgements of a response from 1
    submission: int  # number of the submission it was made on
    kind: Kind = Field(sa_type=sa.String(32))
    target: str = Field(max_length=300)  # question id, finding key or certificate id
    value: float | None = None  # [0, 1], of an override
    reason: str  # for the buyer's own people, never for the vendor
    to_vendor: str = ""  # written for the vendor, of a finding that is upheld
    subject: str = Field(default="", max_length=64)
    by_id: str = Field(foreign_key="member.id", max_length=26)
    by: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_by: str = Field(default="", max_length=200)
