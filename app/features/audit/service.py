"""Writing to the audit log, always in the transaction of the thing that happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from sqlmodel import Session

from app.features.audit.models import AuditEvent


class Doer(Protocol):
    """Whoever can do something: a member, a person at a vendor, or the installation itself (identity's actors)."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def organisation_id(self) -> str: ...


def record(
    session: Session,
    actor: Doer,
    action: str,
    *,
    kind: str,
    subject: str,
    name: str = "",
    now: datetime,
    **details: Any,
) -> None:
    """Append one event: `actor` did `action` to the `subject` (an id) of that `kind`, called `name`."""
    session.add(
        AuditEvent(
            organisation_id=actor.organisation_id,
            at=now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_name=actor.name[:200],
            action=action,
            subject_kind=kind,
            subject_id=subject,
            subject_name=name[:300],
            details=details,
        )
    )
