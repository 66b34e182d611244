"""Writes: the first organisation, members and their roles, passwords, signing in and out."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.core.problems import Invalid, Problem
from app.features.audit import service as audit
from app.features.errors import Conflict, NotFound, TooMany
from app.features.identity import queries
from app.features.identity.models import LoginAttempt, LoginSession, Member, Organisation, PasswordLink
from app.features.identity.passwords import MAX_LENGTH, check_password, hash_password, verify_password
from app.features.identity.permissions import Permission, Role
from app.features.identity.schemas import (
    FirstRun,
    MemberActor,
    NewMember,
    OrganisationSettings,
    SystemActor,
)
from app.infra.tokens import derive_token, hash_token, new_nonce, new_token

THROTTLE_WINDOW = timedelta(minutes=15)
THROTTLE_PER_EMAIL = 8
THROTTLE_PER_ADDRESS = 40
PASSWORD_LINK_LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a browser brings along: from where, with what program, and for how long it may stay signed in."""

    address: str
    browser: str
    lifetime: timedelta
    key: bytes  # the installation's: e-mails and addresses are counted under a keyed hash


def create_first_organisation(session: Session, given: FirstRun, *, now: datetime) -> Member:
    """The organisation and its owner. Raises Conflict when there is an organisation already, or somebody was faster."""
    _one_at_a_time(session, "first organisation")
    if queries.any_organisation(session):
        raise Conflict("Countersign is set up already.", remedy="Sign in, or ask an owner to add you.")
    organisation = Organisation(name=given.organisation, timezone=given.timezone, created_at=now)
    session.add(organisation)
    session.flush()
    system = SystemActor(organisation.id)
    audit.record(
        session, system, "organisation.created", kind="organisation", subject=organisation.id,
        name=organisation.name, now=now, timezone=organisation.timezone,
    )  # fmt: skip
    owner = NewMember(name=given.name, email=given.email, role=Role.OWNER)
    return add_member(session, system, owner, password=given.password, now=now)


def edit_organisation(session: Session, actor: MemberActor, given: OrganisationSettings, *, now: datetime) -> None:
    """Name and time zone. Raises NotAllowed."""
    actor.require(Permission.ORGANISATION_EDIT)
    organisation = queries.organisation(session, actor.organisation_id)
    before = {"name": organisation.name, "timezone": organisation.timezone}
    after = {"name": given.organisation, "timezone": given.timezone}
    if before == after:
        return
    organisation.name, organisation.timezone = given.organisation, given.timezone
    audit.record(
        session, actor, "organisation.edited", kind="organisation", subject=organisation.id, name=organisation.name,
        now=now, before=before, after=after,
    )  # fmt: skip


def add_member(
    session: Session, actor: MemberActor | SystemActor, given: NewMember, *, now: datetime, password: str = ""
) -> Member:
    """Somebody new in the actor's organisation. Without a password they set one by a link (`new_password_link`).

    Raises NotAllowed, and Invalid when the e-mail is somebody's already.
    """
    if isinstance(actor, MemberActor):
        actor.require(Permission.MEMBERS_EDIT)
    member = Member(
        organisation_id=actor.organisation_id,
        email=given.email,
        name=given.name,
        role=given.role,
        password_hash=hash_password(password) if password else "",
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(member)
    except IntegrityError:
        # The unique index decides: two owners may add the same person at the same moment.
        taken = "Somebody with this e-mail has an account already"
        raise Invalid([_problem("EMAIL-TAKEN", "email", taken, "Look for them in the list, or use another.")]) from None
    audit.record(
        session, actor, "member.added", kind="member", subject=member.id, name=member.name, now=now,
        email=member.email, role=member.role,
    )  # fmt: skip
    return member


def new_password_link(
    session: Session, actor: MemberActor | SystemActor, member_id: str, *, key: bytes, now: datetime
) -> PasswordLink:
    """A link by which the member sets a password, once; older ones end. Raises NotAllowed, NotFound, and Conflict
    for a member who is not active."""
    member = _of_mine(session, actor, member_id)
    if not member.active:
        raise Conflict(f"{member.name} has no access at the moment.", remedy="Give access back first.")
    _end_password_links(session, member.id, now)
    nonce = new_nonce()
    link = PasswordLink(
        member_id=member.id,
        nonce=nonce,
        token_hash=hash_token(derive_token(key, "password", nonce)),
        created_at=now,
        expires_at=now + PASSWORD_LINK_LIFETIME,
    )
    session.add(link)
    audit.record(
        session, actor, "member.password_link_made", kind="member", subject=member.id, name=member.name, now=now
    )
    return link


def set_password(session: Session, token: str, password: str, *, now: datetime) -> Member:
    """Use a password link up: sets the password and ends all sessions of that member.

    Raises NotFound and Closed for links that do not work, Invalid for a password that will not do.
    """
    link, member = queries.password_link_by_token(session, token, now)
    if problems := check_password(password, email=member.email, name=member.name):
        raise Invalid(problems)
    used = session.execute(
        sa.update(PasswordLink)
        .where(col(PasswordLink.id) == link.id, col(PasswordLink.ended_at).is_(None))
        .values(ended_at=now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]  # the same link, posted twice at once
        raise NotFound("link")
    member.password_hash = hash_password(password)
    _end_sessions(session, member.id, now)
    _end_password_links(session, member.id, now)
    audit.record(
        session, _actor(session, member), "member.password_set", kind="member", subject=member.id, name=member.name,
        now=now,
    )  # fmt: skip
    return member


def change_role(session: Session, actor: MemberActor, member_id: str, role: Role, *, now: datetime) -> None:
    """Raises NotAllowed, NotFound, and Invalid when the organisation would be left without an owner."""
    member = _of_mine(session, actor, member_id)
    if member.role == role:
        return
    _keep_an_owner(session, member)
    before, member.role = member.role, role
    audit.record(
        session, actor, "member.role_changed", kind="member", subject=member.id, name=member.name, now=now,
        before=before, after=role,
    )  # fmt: skip


def deactivate(session: Session, actor: MemberActor, member_id: str, *, now: datetime) -> None:
    """Take access away: sessions and links end at once, what the person did stays under their name.

    Raises NotAllowed, NotFound, and Invalid when the organisation would be left without an owner.
    """
    member = _of_mine(session, actor, member_id)
    if not member.active:
        return
    _keep_an_owner(session, member)
    member.active = False
    _end_sessions(session, member.id, now)
    _end_password_links(session, member.id, now)
    audit.record(session, actor, "member.deactivated", kind="member", subject=member.id, name=member.name, now=now)


def reactivate(session: Session, actor: MemberActor, member_id: str, *, now: datetime) -> None:
    """Give access back, with the password the person had. Raises NotAllowed, NotFound."""
    member = _of_mine(session, actor, member_id)
    if member.active:
        return
    member.active = True
    audit.record(session, actor, "member.reactivated", kind="member", subject=member.id, name=member.name, now=now)


def rename(session: Session, actor: MemberActor, name: str, *, now: datetime) -> None:
    """Change one's own name, as checked by `schemas.OwnName`."""
    member = session.get_one(Member, actor.id)
    if member.name == name:
        return
    before, member.name = member.name, name
    audit.record(
        session, actor, "member.renamed", kind="member", subject=member.id, name=name, now=now, before=before
    )  # fmt: skip


def change_password(
    session: Session, actor: MemberActor, current: str, password: str, visit: Visit, *, now: datetime
) -> list[Problem]:
    """Change one's own password and end one's other sessions. Returns what is to put right; empty when it is done.

    A wrong current password is counted like a wrong sign-in, so that a stolen session is no place to guess it. That is
    why problems are returned: raising would take the count back with the transaction. Raises TooMany.
    """
    member = session.get_one(Member, actor.id)
    subjects = _subjects(visit, member.email)
    _throttle(session, subjects, now)
    if not verify_password(current[: MAX_LENGTH + 1], member.password_hash):
        _count(session, subjects, now)
        return [_problem("PASSWORD-WRONG", "current", "This is not your current password", "")]
    if problems := check_password(password, email=member.email, name=member.name):
        return problems
    member.password_hash = hash_password(password)
    _end_sessions(session, member.id, now, but=actor.session_id)
    _end_password_links(session, member.id, now)
    audit.record(session, actor, "member.password_changed", kind="member", subject=member.id, name=member.name, now=now)
    return []


def sign_in(
    session: Session, email: str, password: str, visit: Visit, *, previous: str = "", now: datetime
) -> str | None:
    """A new session's token, or None for a wrong e-mail or password, which is counted. Raises TooMany.

    It returns None instead of raising, because raising would take the count back with the transaction. `previous` is
    the token the browser came with: it is never taken over, and ends.
    """
    email = email.replace("\0", "").strip().lower()  # PostgreSQL refuses to compare with NUL
    subjects = _subjects(visit, email)
    _one_at_a_time(session, subjects[0])  # or guesses sent all at once would all be the first
    _throttle(session, subjects, now)
    member = session.exec(select(Member).where(Member.email == email)).first()
    right = verify_password(password[: MAX_LENGTH + 1], member.password_hash if member else None)
    if member is None or not right or not member.active:
        _count(session, subjects, now)
        if member is not None:
            audit.record(
                session, SystemActor(member.organisation_id), "member.sign_in_refused", kind="member",
                subject=member.id, name=member.name, now=now,
            )  # fmt: skip
        return None
    session.execute(sa.delete(LoginAttempt).where(col(LoginAttempt.subject) == subjects[0]))
    return open_session(session, member, visit, previous=previous, now=now)


def open_session(session: Session, member: Member, visit: Visit, *, previous: str = "", now: datetime) -> str:
    """Sign an active member in without asking for a password: after the first run, after setting one."""
    mine = col(LoginSession.member_id) == member.id
    session.execute(sa.delete(LoginSession).where(mine, col(LoginSession.expires_at) <= now))
    if previous:
        _end(session, now, col(LoginSession.token_hash) == hash_token(previous))
    token = new_token()
    login = LoginSession(
        token_hash=hash_token(token),
        member_id=member.id,
        created_at=now,
        expires_at=now + visit.lifetime,
        browser=visit.browser[:300],
    )
    session.add(login)
    session.flush()
    actor = _actor(session, member, login.id)
    audit.record(session, actor, "member.signed_in", kind="member", subject=member.id, name=member.name, now=now)
    return token


def sign_out(session: Session, actor: MemberActor, *, now: datetime) -> None:
    """End the session the actor came with."""
    _end(session, now, col(LoginSession.id) == actor.session_id)
    audit.record(session, actor, "member.signed_out", kind="member", subject=actor.id, name=actor.name, now=now)


def revoke_session(session: Session, actor: MemberActor, session_id: str, *, now: datetime) -> None:
    """End one of the actor's own sessions. Raises NotFound for somebody else's, and for one that has ended."""
    if not _end(session, now, col(LoginSession.id) == session_id, col(LoginSession.member_id) == actor.id):
        raise NotFound("session")
    audit.record(
        session, actor, "member.session_ended", kind="session", subject=session_id, name=actor.name, now=now
    )  # fmt: skip


def revoke_other_sessions(session: Session, actor: MemberActor, *, now: datetime) -> int:
    """End all of the actor's sessions but the one they came with; says how many."""
    ended = _end_sessions(session, actor.id, now, but=actor.session_id)
    if ended:
        audit.record(
            session, actor, "member.other_sessions_ended", kind="member", subject=actor.id, name=actor.name, now=now,
            sessions=ended,
        )  # fmt: skip
    return ended


def _of_mine(session: Session, actor: MemberActor | SystemActor, member_id: str) -> Member:
    if isinstance(actor, MemberActor):
        actor.require(Permission.MEMBERS_EDIT)
    # Or two owners could take one another's role away at the same moment.
    _one_at_a_time(session, f"members of {actor.organisation_id}")
    found = session.get(Member, member_id)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound("member")
    return found


def _keep_an_owner(session: Session, leaving: Member) -> None:
    if leaving.role != Role.OWNER:
        return
    owners = session.execute(
        sa.select(col(Member.id)).where(
            col(Member.organisation_id) == leaving.organisation_id, col(Member.role) == Role.OWNER, col(Member.active)
        )
    ).scalars()
    if set(owners) <= {leaving.id}:
        message, remedy = f"{leaving.name} is the only owner", "Make somebody else an owner first."
        raise Invalid([_problem("LAST-OWNER", f"member-{leaving.id}", message, remedy)])


def _actor(session: Session, member: Member, session_id: str = "") -> MemberActor:
    organisation = queries.organisation(session, member.organisation_id)
    return MemberActor(
        member.id, organisation.id, organisation.name, organisation.timezone, member.name, member.email,
        Role(member.role), session_id,
    )  # fmt: skip


def _end_sessions(session: Session, member_id: str, now: datetime, *, but: str = "") -> int:
    return _end(session, now, col(LoginSession.member_id) == member_id, col(LoginSession.id) != but)


def _end(session: Session, now: datetime, *which: sa.ColumnElement[bool]) -> int:
    """Says how many live sessions it ended."""
    live = (col(LoginSession.revoked_at).is_(None), col(LoginSession.expires_at) > now)
    ended = session.execute(sa.update(LoginSession).where(*live, *which).values(revoked_at=now))
    return int(ended.rowcount)  # type: ignore[attr-defined]


def _end_password_links(session: Session, member_id: str, now: datetime) -> None:
    session.execute(
        sa.update(PasswordLink)
        .where(col(PasswordLink.member_id) == member_id, col(PasswordLink.ended_at).is_(None))
        .values(ended_at=now)
    )


def _subjects(visit: Visit, email: str) -> tuple[str, str]:
    """What wrong passwords are counted under. Keyed: from a plain hash, an address is found by trying all."""

    def keyed(kind: str, value: str) -> str:
        return hmac.new(visit.key, f"sign-in:{kind}:{value}".encode(), hashlib.sha256).hexdigest()

    return keyed("email", email), keyed("address", visit.address)


def _throttle(session: Session, subjects: tuple[str, str], now: datetime) -> None:
    for subject, limit in zip(subjects, (THROTTLE_PER_EMAIL, THROTTLE_PER_ADDRESS), strict=True):
        at = col(LoginAttempt.at)
        recent = sa.select(at).where(col(LoginAttempt.subject) == subject, at > now - THROTTLE_WINDOW)
        # The limit-th newest decides: once it is out of the window, there is room for one more.
        nth = session.execute(recent.order_by(at.desc()).offset(limit - 1).limit(1)).scalar()
        if nth is not None:
            raise TooMany("There were too many wrong passwords.", wait=nth + THROTTLE_WINDOW - now)


def _count(session: Session, subjects: tuple[str, str], now: datetime) -> None:
    session.execute(sa.delete(LoginAttempt).where(col(LoginAttempt.at) <= now - THROTTLE_WINDOW))
    session.add_all(LoginAttempt(subject=subject, at=now) for subject in subjects)
    session.flush()


def _one_at_a_time(session: Session, what: str) -> None:
    """Until the end of the transaction nobody else is past this line for the same `what`.

    On SQLite a writing transaction is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], signed=True)
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def _problem(code: str, where: str, message: str, remedy: str) -> Problem:
    return Problem(code=code, where=where, message=message, remedy=remedy)
