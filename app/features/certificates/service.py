"""Writes: a vendor states what a certificate says, changes it, removes it, brings it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.core.certificates.facts import CertificateFacts
from app.features.audit import service as audit
from app.features.certificates import queries
from app.features.certificates.models import CertificateRow
from app.features.certificates.schemas import FACTS, Stated, number_key
from app.features.errors import Conflict, NotFound
from app.features.identity.schemas import VendorActor
from app.features.responses import queries as responses
from app.features.responses.schemas import Draft
from app.infra.ids import new_id


def add(session: Session, actor: VendorActor, stated: Stated, now: datetime) -> CertificateRow:
    """Keep a certificate's facts. Raises Closed; NotFound when the file named is not one of the response."""
    draft = _writable(session, actor, now)
    _require_file(session, draft, stated)
    identifier = new_id()
    facts = stated.facts(identifier, actor.name)
    row = CertificateRow(
        id=identifier, organisation_id=draft.organisation_id, response_id=draft.response_id,
        evidence_id=stated.evidence or None, number=_number(facts), facts=facts.model_dump(mode="json"),
        by=actor.name[:200], at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _record(session, actor, "certificate.stated", row, now)
    return row


def change(
    session: Session, actor: VendorActor, certificate_id: str, stated: Stated, seen: int, now: datetime
) -> CertificateRow:
    """Change a certificate's facts; `seen` is the version the person had on the page. What equals it changes nothing.

    Raises Closed, NotFound, and Conflict (with `theirs`, a Kept) when somebody else changed it after that version.
    """
    draft = _writable(session, actor, now)
    row = queries.of_vendor(session, actor, certificate_id, lock=True)
    if row.removed_at is not None:
        raise NotFound("certificate")
    _require_file(session, draft, stated)
    before = CertificateFacts.model_validate(row.facts)
    facts = stated.facts(row.id, actor.name, before)
    if facts == before:
        return row
    if seen != row.version:
        raise Conflict(
            f"{row.by} changed this certificate while you were writing.",
            remedy="Choose what to keep.",
            theirs=queries.as_kept(row),
            mine=stated,
        )
    row.facts, row.number = facts.model_dump(mode="json"), _number(facts)
    row.evidence_id = stated.evidence or None
    row.version, row.by, row.at = row.version + 1, actor.name[:200], now
    session.add(row)
    session.flush()
    changed = [
        name for name in ("family", "scheme", "evidence", *FACTS) if getattr(before, name) != getattr(facts, name)
    ]
    _record(session, actor, "certificate.changed", row, now, changed=changed, version=row.version)
    return row


def remove(session: Session, actor: VendorActor, certificate_id: str, now: datetime) -> CertificateRow:
    """Raises Closed, NotFound. Undone by `restore`."""
    return _set_removed(session, actor, certificate_id, now, now)


def restore(session: Session, actor: VendorActor, certificate_id: str, now: datetime) -> CertificateRow:
    """Raises Closed, NotFound."""
    return _set_removed(session, actor, certificate_id, None, now)


def _set_removed(
    session: Session, actor: VendorActor, certificate_id: str, removed_at: datetime | None, now: datetime
) -> CertificateRow:
    _writable(session, actor, now)
    row = queries.of_vendor(session, actor, certificate_id, lock=True)
    if (row.removed_at is None) != (removed_at is None):
        row.removed_at = removed_at
        session.add(row)
        session.flush()
        _record(session, actor, "certificate.removed" if removed_at else "certificate.restored", row, now)
    return row


def _writable(session: Session, actor: VendorActor, now: datetime) -> Draft:
    draft = responses.draft(session, actor, now, lock=True)
    draft.require_writable()
    return draft


def _require_file(session: Session, draft: Draft, stated: Stated) -> None:
    if stated.evidence and stated.evidence not in {f.id for f in responses.evidence_items(session, draft.response_id)}:
        raise NotFound("file")


def _number(facts: CertificateFacts) -> str:
    """Kept beside the facts in the form in which numbers are compared, so that the same one is found by an index."""
    return number_key(facts.number.value) if facts.number else ""


def _record(
    session: Session, actor: VendorActor, action: str, row: CertificateRow, now: datetime, **details: Any
) -> None:
    audit.record(session, actor, action, kind="certificate", subject=row.id, now=now, **details)
