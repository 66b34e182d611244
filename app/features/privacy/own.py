"""What is held of a vendor's side in one campaign, row by row, for whoever was asked: nothing of it is the buyer's.

Source: Regulation (EU) 2016/679, Articles 15 and 20.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from app.core.wording import say
from app.features.campaigns.models import Colleague, Invitation, VendorSession
from app.features.certificates.models import CertificateRow, CertificateVersion, ReadingRow
from app.features.enquiries.models import Audience, Enquiry, EnquiryReply
from app.features.identity.schemas import VendorActor
from app.features.notifications.models import Mail
from app.features.responses import queries as responses
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
    Submission,
)
from app.features.team.models import TeamNote, TeamTask

FORMAT = "countersign-own-data/1"

_OF_RESPONSE: tuple[type[SQLModel], ...] = (
    AnswerRow, AnswerVersion, EvidenceFile, ReadingRow, CertificateRow, ExplanationRow, ExplanationVersion, Submission,
    ClarificationRow, FeedbackRow, ReceivedFile, TeamNote, TeamTask,
)  # fmt: skip
_OF_INVITATION: tuple[type[SQLModel], ...] = (Colleague, VendorSession, Mail, Enquiry)
# Secrets, what orders the buyer's own files, and the name that a finding has with the buyer.
_LEFT_OUT = {"organisation_id", "nonce", "token_hash", "by_id", "asked_by_id", "html", "tries", "error"}
_ALSO: dict[str, set[str]] = {"clarification": {"finding"}}


def own_data(session: Session, actor: VendorActor, now: datetime) -> dict[str, Any]:
    """By table, every row that the vendor's people gave, or that is about them. JSON but for dates and times.

    Raises NotFound; NotYours for a colleague, who is not to read what others keep confidential.
    """
    draft = responses.draft(session, actor, now)
    if actor.colleague_id:
        raise actor.not_yours(say("Only the person who was asked can download everything."))
    held = {"invitation": _rows(session, Invitation, col(Invitation.id) == actor.invitation_id)}
    for table in _OF_INVITATION:
        held[_name(table)] = _rows(session, table, _column(table, "invitation_id") == actor.invitation_id)
    asked = sa.select(col(Enquiry.id)).where(col(Enquiry.invitation_id) == actor.invitation_id)
    to_them = col(EnquiryReply.enquiry_id).in_(asked) & (col(EnquiryReply.audience) == Audience.ASKER)
    held[_name(EnquiryReply)] = _rows(session, EnquiryReply, to_them)
    for table in _OF_RESPONSE:
        held[_name(table)] = _rows(session, table, _column(table, "response_id") == draft.response_id)
    for table, above, key in (
        (EvidenceLink, EvidenceFile, "evidence_id"), (CertificateVersion, CertificateRow, "certificate_id"),
    ):  # fmt: skip
        mine = sa.select(_column(above, "id")).where(_column(above, "response_id") == draft.response_id)
        held[_name(table)] = _rows(session, table, _column(table, key).in_(mine))
    return {"format": FORMAT, "at": now, "held": held}


def _rows(session: Session, table: type[SQLModel], mine: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    columns = table.metadata.tables[_name(table)].c
    left_out = _LEFT_OUT | _ALSO.get(_name(table), set())
    kept = [column for column in columns if column.name not in left_out]
    found = session.execute(sa.select(*kept).where(mine).order_by(*table.metadata.tables[_name(table)].primary_key))
    return [dict(row) for row in found.mappings()]


def _name(table: type[SQLModel]) -> str:
    return str(table.__tablename__)


def _column(table: type[SQLModel], name: str) -> Any:
    return table.metadata.tables[_name(table)].c[name]
