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


def writable(session: Session, actor: VendorActor, now: datetime, *evidence_ids: str | None) -> Draft:
    """The draft, locked, when what is said of these files may be changed. While the buyer asks about some questions,
    only of files that support no others. Raises Closed; NotYours for who was given some sections only."""
    actor.require_whole()
    draft = responses.draft(session, actor, now, lock=True)
    require_open(session, draft, *evidence_ids)
    return draft


def require_open(session: Session, draft: Draft, *evidence_ids: str | None) -> None:
    """Raises Closed unless what is said of these files may be changed."""
    draft.require_writable(*_asked_with(session, *evidence_ids))


def is_open(session: Session, draft: Draft, *evidence_ids: str | None) -> bool:
    return draft.may_change(*_asked_with(session, *evidence_ids))


def _asked_with(session: Session, *evidence_ids: str | None) -> tuple[str, ...]:
    """The questions that the files support; none when one of them supports none, and so belongs to everything."""
    each = [responses.questions_of(session, one) if one else () for one in evidence_ids]
    return tuple(q for questions in each for q in questions) if all(each) else ()


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
