"""Writes: a vendor states what a certificate says, changes it, removes it, brings it back."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from app.core.certificates.facts import CertificateFacts
from app.core.response import Response
from app.core.wording import say
from app.features.certificates import queries, shortcuts
from app.features.certificates.models import CertificateRow
from app.features.certificates.rows import record, require_file, store, writable
from app.features.certificates.schemas import FACTS, Stated
from app.features.errors import Conflict, NotFound
from app.features.identity.schemas import VendorActor
from app.infra.ids import new_id


def add(session: Session, actor: VendorActor, stated: Stated, now: datetime) -> CertificateRow:
    """Keep a certificate's facts. Raises Closed; NotFound when the file named is not one of the response."""
    draft = writable(session, actor, now, stated.evidence)
    require_file(session, draft, stated.evidence)
    row = CertificateRow(
        id=new_id(), organisation_id=draft.organisation_id, response_id=draft.response_id,
        evidence_id=stated.evidence or None, facts={}, by=actor.name[:200], at=now,
    )  # fmt: skip
    store(session, row, stated.facts(row.id, actor.name, at=now), actor.name, now)
    record(session, actor, "certificate.stated", row, now)
    return row


def change(
    session: Session, actor: VendorActor, certificate_id: str, stated: Stated, seen: int, now: datetime
) -> CertificateRow:
    """Change a certificate's facts; `seen` is the version the person had on the page. What equals it changes nothing.

    Raises Closed, NotFound, and Conflict (with `theirs`, a Kept) when somebody else changed it after that version.
    """
    held = queries.evidence_of(session, actor, certificate_id)
    draft = writable(session, actor, now, held, stated.evidence)
    row = queries.of_vendor(session, actor, certificate_id, lock=True)
    if row.removed_at is not None:
        raise NotFound("certificate")
    require_file(session, draft, stated.evidence)
    before = CertificateFacts.model_validate(row.facts)
    facts = stated.facts(row.id, actor.name, before, now)
    if facts == before:
        return row
    if seen != row.version:
        raise Conflict(
            say("%(by)s changed this certificate while you were writing.", by=row.by),
            remedy=say("Choose what to keep."),
            theirs=queries.as_kept(row),
            mine=stated,
        )
    row.evidence_id = stated.evidence or None
    row.version += 1
    store(session, row, facts, actor.name, now)
    changed = [
        name for name in ("family", "scheme", "evidence", *FACTS) if getattr(before, name) != getattr(facts, name)
    ]
    record(session, actor, "certificate.changed", row, now, changed=changed, version=row.version)
    shortcuts.settle(session, actor, row.id, now)
    return row


def remove(session: Session, actor: VendorActor, certificate_id: str, now: datetime) -> CertificateRow:
    """Raises Closed, NotFound. Undone by `restore`."""
    return _set_removed(session, actor, certificate_id, now, now)


def restore(session: Session, actor: VendorActor, certificate_id: str, now: datetime) -> CertificateRow:
    """Raises Closed, NotFound."""
    return _set_removed(session, actor, certificate_id, None, now)


def put_back(session: Session, response_id: str, sent: Response, by: str, now: datetime) -> None:
    """What certificates say is again as it was sent; later versions stay in their history. The caller has loaded the
    response for its actor, and asks for the right."""
    was = {facts.id: facts for facts in sent.certificates}
    for row in session.exec(select(CertificateRow).where(CertificateRow.response_id == response_id)).all():
        facts = was.get(row.id)
        said = CertificateFacts.model_validate({**row.facts, "id": row.id}).confirmed_only
        if facts is None:
            if said is not None and row.removed_at is None:
                row.removed_at = now
                session.add(row)
            continue
        row.removed_at = None
        session.add(row)
        if said != facts:
            row.evidence_id = facts.evidence or None
            row.version += 1
            store(session, row, facts, by, now)
    session.flush()


def _set_removed(
    session: Session, actor: VendorActor, certificate_id: str, removed_at: datetime | None, now: datetime
) -> CertificateRow:
    writable(session, actor, now, queries.evidence_of(session, actor, certificate_id))
    row = queries.of_vendor(session, actor, certificate_id, lock=True)
    if (row.removed_at is None) != (removed_at is None):
        row.removed_at = removed_at
        session.add(row)
        session.flush()
        record(session, actor, "certificate.removed" if removed_at else "certificate.restored", row, now)
        shortcuts.settle(session, actor, row.id, now)
    return row
