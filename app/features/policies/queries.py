"""Reads: policies of the actor's organisation."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.scoring.policy import Policy
from app.features.errors import NotFound
from app.features.identity.schemas import MemberActor
from app.features.policies.models import PolicyRow, PolicyVersion
from app.features.policies.schemas import LoadedPolicy


def policies(session: Session, actor: MemberActor) -> list[LoadedPolicy]:
    """The newest version of each policy, by name."""
    return [p for p in _loaded(session, col(PolicyRow.organisation_id) == actor.organisation_id) if p.is_newest]


def versions(session: Session, actor: MemberActor, policy_id: str) -> list[LoadedPolicy]:
    """Every version of one policy, newest first. Raises NotFound."""
    mine = sa.and_(col(PolicyRow.organisation_id) == actor.organisation_id, col(PolicyRow.id) == policy_id)
    found = _loaded(session, mine)
    if not found:
        raise NotFound("policy")
    return found


def version(session: Session, actor: MemberActor, version_id: str) -> LoadedPolicy:
    """Raises NotFound."""
    mine = sa.and_(col(PolicyRow.organisation_id) == actor.organisation_id, col(PolicyVersion.id) == version_id)
    found = _loaded(session, mine)
    if not found:
        raise NotFound("policy")
    return found[0]


def by_digests(session: Session, actor: MemberActor, digests: set[str]) -> dict[str, LoadedPolicy]:
    """Digest, as a scorecard keeps it -> the version that says so. The software's own default is in none."""
    mine = sa.and_(col(PolicyRow.organisation_id) == actor.organisation_id, col(PolicyVersion.digest).in_(digests))
    return {p.digest: p for p in _loaded(session, mine)} if digests else {}


def _loaded(session: Session, which: sa.ColumnElement[bool]) -> list[LoadedPolicy]:
    newest = (
        sa.select(col(PolicyVersion.policy_id), sa.func.max(PolicyVersion.number).label("number"))
        .group_by(col(PolicyVersion.policy_id))
        .subquery()
    )
    rows = session.execute(
        sa.select(PolicyRow, PolicyVersion, newest.c.number)
        .join(PolicyVersion, col(PolicyVersion.policy_id) == col(PolicyRow.id))
        .join(newest, newest.c.policy_id == col(PolicyRow.id))
        .where(which)
        .order_by(sa.func.lower(PolicyRow.title), col(PolicyRow.id), col(PolicyVersion.number).desc())
    )
    return [loaded(row, version, number) for row, version, number in rows]


def loaded(row: PolicyRow, version: PolicyVersion, newest: int) -> LoadedPolicy:
    return LoadedPolicy(
        version.id, row.id, row.title, version.number, newest, row.revision, Policy.model_validate(version.content),
        version.digest, version.reason, version.release_id or "", version.created_at, version.created_by,
        version.used_at,
    )  # fmt: skip


def row_of(session: Session, actor: MemberActor, policy_id: str) -> PolicyRow:
    """The policy's row, held until the transaction ends. Raises NotFound."""
    found = session.exec(select(PolicyRow).where(PolicyRow.id == policy_id).with_for_update()).first()
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound("policy")
    return found
