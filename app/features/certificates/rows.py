"""A certificate's row and its versions: every write of facts goes through `store`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.core.certificates.facts import CertificateFacts
from app.features.audit import service as audit
from app.features.audit.service import Doer
from app.features.certificates.models import CertificateRow, CertificateVersion
from app.features.certificates.schemas import number_key
from app.features.errors import NotFound
from app.features.identity.schemas import VendorActor
from app.features.responses import queries as responses
from app.features.responses.schemas import Draft


def writable(session: Session, actor: VendorActor, now: datetime) -> Draft:
    """The draft, to change certificates in. Raises Closed; NotYours for who was given some sections only."""
    actor.require_whole()
    draft = responses.draft(session, actor, now, lock=True)
    draft.require_writable()
    return draft


def store(session: Session, row: CertificateRow, facts: CertificateFacts, by: str, now: datetime) -> None:
    """Keep these facts in the row, whose version says how often that happened, and beside it as that version."""
    row.facts, row.number = facts.model_dump(mode="json"), _number(facts)
    row.by, row.at = by[:200], now
    session.add(row)
    session.flush()
    session.add(
        CertificateVersion(
            certificate_id=row.id, version=row.version, evidence_id=row.evidence_id, reading_id=row.reading_id,
            facts=row.facts, by=row.by, at=now,
        )
    )  # fmt: skip
    session.flush()


def require_file(session: Session, draft: Draft, evidence_id: str) -> None:
    if evidence_id and evidence_id not in {f.id for f in responses.evidence_items(session, draft.response_id)}:
        raise NotFound("file")


def _number(facts: CertificateFacts) -> str:
    """Kept beside the facts in the form in which numbers are compared, so that the same one is found by an index. One
    that was read and nobody confirmed is not looked for."""
    return number_key(facts.number.value) if facts.number and facts.number.confirmed else ""


def record(session: Session, actor: Doer, action: str, row: CertificateRow, now: datetime, **details: Any) -> None:
    audit.record(session, actor, action, kind="certificate", subject=row.id, now=now, **details)
