"""Writes: making a policy, changing it, deleting what nobody has used.

A version that a campaign has chosen is never written again: a change makes the next version, and scorecards keep
theirs. `use` is what campaigns call when they choose one.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from sqlmodel import Session, col, select

from app.core.problems import Invalid, Problem, has_errors
from app.core.scoring.policy import Policy, check_policy, policy_hash
from app.features.audit import service as audit
from app.features.errors import Closed, Conflict, NotFound
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor
from app.features.policies import queries
from app.features.policies.models import PolicyRow, PolicyVersion
from app.features.policies.schemas import LoadedPolicy, PolicyInput
from app.features.questionnaires import queries as questionnaires

CODES = {
    "POLICY-NAME-KNOWN": "Another policy of the organisation has this name.",
    "POLICY-RELEASE": "The release whose sections are weighed is not one of the organisation's.",
}
_LONGEST_KEY = 64
_OWN = Policy().id  # the software's own default keeps its name to itself


def create(session: Session, actor: MemberActor, given: PolicyInput, now: datetime) -> LoadedPolicy:
    """A new policy, in its first version. Raises Invalid."""
    actor.require(Permission.POLICIES_EDIT)
    _raise_if_any([*_name_problems(session, actor, given), *_problems(session, actor, given)])
    title = given.words.title
    row = PolicyRow(
        organisation_id=actor.organisation_id, key=_free_key(session, actor, title), title=title, created_at=now
    )
    session.add(row)
    session.flush()
    version = _write(_version(actor, row, 1, now), row, given)
    session.add(version)
    session.flush()
    _record(session, actor, "policy.created", row, now, version=1, reason=version.reason)
    return queries.loaded(row, version, 1)


def change(
    session: Session, actor: MemberActor, policy_id: str, revision: int, given: PolicyInput, now: datetime
) -> LoadedPolicy:
    """Change a policy as it was seen in `revision`: its newest version if no campaign has chosen that, else the next.

    Raises NotFound, Invalid, and Conflict with `theirs` (the newest version as it is now) and `mine` (`given`) when
    somebody changed it since.
    """
    actor.require(Permission.POLICIES_EDIT)
    row = queries.row_of(session, actor, policy_id)
    newest = _newest(session, row)
    if row.revision != revision:
        raise Conflict(
            "Somebody has changed this policy while you were editing it.",
            remedy="Compare, then save again what should stand.",
            theirs=queries.loaded(row, newest, newest.number),
            mine=given,
        )
    _raise_if_any([*_name_problems(session, actor, given, besides=row.id), *_problems(session, actor, given)])
    row.title = given.words.title
    row.revision += 1
    version = newest
    if newest.used_at is not None:
        version = _version(actor, row, newest.number + 1, now)
    version.created_at, version.created_by = now, actor.name
    _write(version, row, given)
    session.add(row)
    session.add(version)
    session.flush()
    _record(session, actor, "policy.changed", row, now, version=version.number, reason=version.reason)
    return queries.loaded(row, version, version.number)


def delete(session: Session, actor: MemberActor, policy_id: str, revision: int, now: datetime) -> LoadedPolicy | None:
    """Delete the newest version, which no campaign has chosen, and with the last one the policy. What is left of it.

    Raises NotFound, Closed when a campaign has chosen it, Conflict when somebody changed it since `revision`.
    """
    actor.require(Permission.POLICIES_EDIT)
    row = queries.row_of(session, actor, policy_id)
    version = _newest(session, row)
    if row.revision != revision:
        raise Conflict("Somebody has changed this policy meanwhile.", remedy="Look at it again before you delete it.")
    if version.used_at is not None:
        raise Closed(
            "A campaign has been scored by this version, so it is kept.",
            remedy="Choose another policy for campaigns to come; this one explains the scorecards it made.",
        )
    session.delete(version)
    session.flush()
    before = version.number - 1
    _record(session, actor, "policy.deleted", row, now, version=version.number)
    if not before:
        session.delete(row)
        session.flush()
        return None
    row.revision += 1
    session.add(row)
    session.flush()
    left = _newest(session, row)
    return queries.loaded(row, left, left.number)


def use(session: Session, actor: MemberActor, version_id: str, now: datetime) -> LoadedPolicy:
    """The version, which from now on never changes. Raises NotFound."""
    found = queries.version(session, actor, version_id)
    queries.row_of(session, actor, found.policy_id)  # nobody changes it while it is being chosen
    row = session.get_one(PolicyVersion, version_id, populate_existing=True)
    if row.used_at is None:
        row.used_at = now
        session.add(row)
        session.flush()
    return queries.version(session, actor, version_id)


def _version(actor: MemberActor, row: PolicyRow, number: int, now: datetime) -> PolicyVersion:
    return PolicyVersion(
        organisation_id=actor.organisation_id, policy_id=row.id, number=number, content={}, digest="", reason="",
        created_at=now, created_by=actor.name,
    )  # fmt: skip


def _write(version: PolicyVersion, row: PolicyRow, given: PolicyInput) -> PolicyVersion:
    policy = given.policy.model_copy(update={"id": row.key, "version": version.number})
    version.content = policy.model_dump(mode="json")
    version.digest = policy_hash(policy)
    version.reason = given.words.reason
    version.release_id = given.words.release_id or None
    return version


def _newest(session: Session, row: PolicyRow) -> PolicyVersion:
    newest = select(PolicyVersion).where(PolicyVersion.policy_id == row.id)
    found = session.exec(newest.order_by(col(PolicyVersion.number).desc()).limit(1)).first()
    if found is None:
        raise NotFound("policy")
    return found


def _problems(session: Session, actor: MemberActor, given: PolicyInput) -> list[Problem]:
    questionnaire = None
    if given.words.release_id:
        try:
            questionnaire = questionnaires.release(session, actor, given.words.release_id).questionnaire
        except NotFound:
            message, remedy = "This release is not one of your organisation's", "Choose one of the list, or none."
            return [Problem(code="POLICY-RELEASE", where="release_id", message=message, remedy=remedy)]
    return [p for p in check_policy(given.policy, questionnaire) if has_errors([p])]


def _name_problems(session: Session, actor: MemberActor, given: PolicyInput, *, besides: str = "") -> list[Problem]:
    mine = select(PolicyRow).where(PolicyRow.organisation_id == actor.organisation_id)
    title = given.words.title.casefold()
    if any(row.title.casefold() == title and row.id != besides for row in session.exec(mine)):
        message = f"You have a policy called “{given.words.title}” already"
        remedy = "Change that one, or give this one another name."
        return [Problem(code="POLICY-NAME-KNOWN", where="title", message=message, remedy=remedy)]
    return []


def _free_key(session: Session, actor: MemberActor, title: str) -> str:
    """An id for files and scorecards, made of the name: "Strict on evidence" is `strict-on-evidence`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    wish = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: _LONGEST_KEY - 4].strip("-") or "policy"
    mine = select(PolicyRow.key).where(PolicyRow.organisation_id == actor.organisation_id)
    taken = {_OWN, *session.exec(mine)}
    names = (wish, *(f"{wish}-{n}" for n in range(2, 1_000)))
    return next(name for name in names if name not in taken)


def _raise_if_any(problems: list[Problem]) -> None:
    if problems:
        raise Invalid(problems)


def _record(
    session: Session, actor: MemberActor, action: str, row: PolicyRow, now: datetime, **details: object
) -> None:
    audit.record(session, actor, action, kind="policy", subject=row.id, name=row.title, now=now, **details)
