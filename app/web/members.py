"""What people of an organisation see of themselves and of one another: account, members, organisation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from app.core.problems import Invalid, Problem
from app.core.typed import parse
from app.features.errors import TooMany
from app.features.identity import queries, service
from app.features.identity.models import Member
from app.features.identity.passwords import MIN_LENGTH
from app.features.identity.permissions import Permission, Role
from app.features.identity.schemas import NewMember, NewRole, OrganisationSettings, OwnName
from app.features.watch import queries as watch
from app.web.desk import Desk, reads, writes
from app.web.identity import timezone_choices
from app.web.render import render, see_other
from app.web.visitor import visit_of

router = APIRouter(include_in_schema=False)

Typed = Annotated[str, Form()]
ROLES = (
    (Role.OWNER, "Owner", "everything, with members, settings and the audit log"),
    (Role.MANAGER, "Manager", "publishes questionnaires, runs campaigns, sends links, decides on vendors"),
    (Role.REVIEWER, "Reviewer", "reads everything, reviews answers and scores"),
    (Role.VIEWER, "Viewer", "reads, except what vendors marked confidential"),
)
_NOTICES = {
    "reminders": "What you want to be reminded of was saved.",
    "name": "Your name is changed.",
    "password": "Your password is changed. Other browsers were signed out.",
    "session": "That browser is signed out.",
    "sessions": "All other browsers are signed out.",
    "organisation": "The settings are saved.",
}


@dataclass(frozen=True)
class BrowserSession:
    id: str
    browser: str
    since: datetime
    until: datetime
    is_this: bool


@dataclass(frozen=True)
class AccountPage:
    tab: str
    name: str
    email: str
    role: str
    sessions: tuple[BrowserSession, ...]
    min_length: int
    reminders: bool
    may_be_reminded: bool  # who manages no campaigns owns none, and is not written to
    notice: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class MemberRow:
    id: str
    name: str
    email: str
    role: Role
    role_name: str
    active: bool
    has_password: bool
    is_me: bool
    link: str  # "" or the address at which the person sets a password
    link_until: datetime | None


@dataclass(frozen=True)
class MembersPage:
    tab: str
    members: tuple[MemberRow, ...]
    roles: tuple[tuple[str, str, str], ...]
    can_edit: bool
    name: str = ""
    email: str = ""
    role: str = Role.REVIEWER
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class OrganisationPage:
    tab: str
    organisation: str
    timezone: str
    timezones: tuple[tuple[str, str], ...]
    notice: str = ""
    problems: tuple[Problem, ...] = ()


def browser_name(agent: str) -> str:
    """Firefox on Linux: enough to recognise one's own browser in a list."""
    names = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Macintosh", "Mac"),
        ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    )  # fmt: skip
    browser = next((name for sign, name in names if sign in agent), "")
    system = next((name for sign, name in systems if sign in agent), "")
    if browser:
        return f"{browser} on {system}" if system else browser
    return re.split(r"[/ ]", agent, maxsplit=1)[0][:40] or "Unknown browser"


def _account(at: Desk, *problems: Problem, name: str | None = None, notice: str = "", status: int = 200) -> Response:
    page = AccountPage(
        tab="account",
        name=at.actor.name if name is None else name,
        email=at.actor.email,
        role=next(label for role, label, _ in ROLES if role == at.actor.role),
        sessions=tuple(
            BrowserSession(s.id, browser_name(s.browser), s.created_at, s.expires_at, s.id == at.actor.session_id)
            for s in queries.sessions(at.session, at.actor, at.now)
        ),
        min_length=MIN_LENGTH,
        reminders=watch.wants_reminders(at.session, at.actor.id),
        may_be_reminded=at.actor.can(Permission.CAMPAIGNS_EDIT),
        notice=notice,
        problems=problems,
    )
    return render(at.request, "buyer/account.html", page, status=status)


@router.get("/account")
def account(at: Desk = reads(None), done: str = "") -> Response:
    return _account(at, notice=_NOTICES.get(done, ""))


@router.post("/account/name")
def rename(at: Desk = writes(None), name: Typed = "") -> Response:
    try:
        given = parse(OwnName, {"name": name})
    except Invalid as invalid:
        return _account(at, *invalid.problems, name=name, status=422)
    service.rename(at.session, at.actor, given.name, now=at.now)
    return see_other("/account?done=name")


@router.post("/account/password")
def change_password(at: Desk = writes(None), current: Typed = "", password: Typed = "") -> Response:
    try:
        problems = service.change_password(
            at.session, at.actor, current, password, visit_of(at.request), now=at.now
        )  # fmt: skip
    except TooMany as error:
        problem = Problem(code=error.code, where="current", message=error.message, remedy=error.remedy)
        return _account(at, problem, status=429)
    if problems:
        return _account(at, *problems, status=422)
    return see_other("/account?done=password")


@router.post("/account/sessions/end-others")
def end_other_sessions(at: Desk = writes(None)) -> Response:
    service.revoke_other_sessions(at.session, at.actor, now=at.now)
    return see_other("/account?done=sessions")


@router.post("/account/sessions/{session_id}/end")
def end_session(session_id: str, at: Desk = writes(None)) -> Response:
    service.revoke_session(at.session, at.actor, session_id, now=at.now)
    return see_other("/account?done=session")


def _members(at: Desk, *problems: Problem, name: str = "", email: str = "", role: str = Role.REVIEWER) -> Response:
    can_edit = at.actor.can(Permission.MEMBERS_EDIT)
    links = queries.open_password_links(at.session, at.actor, at.now) if can_edit else {}
    labels = {role: label for role, label, _ in ROLES}

    def row(member: Member) -> MemberRow:
        link = links.get(member.id)
        return MemberRow(
            id=member.id,
            name=member.name,
            email=member.email,
            role=Role(member.role),
            role_name=labels[Role(member.role)],
            active=member.active,
            has_password=bool(member.password_hash),
            is_me=member.id == at.actor.id,
            link=queries.password_link(at.services.settings, link.nonce) if link else "",
            link_until=link.expires_at if link else None,
        )

    page = MembersPage(
        tab="members",
        members=tuple(row(member) for member in queries.members(at.session, at.actor)),
        roles=ROLES,
        can_edit=can_edit,
        name=name,
        email=email,
        role=role,
        problems=problems,
    )
    return render(at.request, "buyer/members.html", page, status=422 if problems else 200)


@router.get("/members")
def members(at: Desk = reads(Permission.MEMBERS_READ)) -> Response:
    return _members(at)


@router.post("/members")
def add_member(
    at: Desk = writes(Permission.MEMBERS_EDIT), name: Typed = "", email: Typed = "", role: Typed = ""
) -> Response:
    try:
        given = parse(NewMember, {"name": name, "email": email, "role": role})
        member = service.add_member(at.session, at.actor, given, now=at.now)
    except Invalid as invalid:
        return _members(at, *invalid.problems, name=name, email=email, role=role)
    # The link is handed over by the owner: whoever may read kept mails must not be able to take an account over.
    service.new_password_link(at.session, at.actor, member.id, key=at.services.settings.key, now=at.now)
    return see_other(f"/members#link-{member.id}")


@router.post("/members/{member_id}/role")
def change_role(member_id: str, at: Desk = writes(Permission.MEMBERS_EDIT), role: Typed = "") -> Response:
    try:
        service.change_role(at.session, at.actor, member_id, parse(NewRole, {"role": role}).role, now=at.now)
    except Invalid as invalid:
        return _members(at, *invalid.problems)
    return see_other(f"/members#member-{member_id}")


@router.post("/members/{member_id}/deactivate")
def deactivate(member_id: str, at: Desk = writes(Permission.MEMBERS_EDIT)) -> Response:
    try:
        service.deactivate(at.session, at.actor, member_id, now=at.now)
    except Invalid as invalid:
        return _members(at, *invalid.problems)
    return see_other(f"/members#member-{member_id}")


@router.post("/members/{member_id}/reactivate")
def reactivate(member_id: str, at: Desk = writes(Permission.MEMBERS_EDIT)) -> Response:
    service.reactivate(at.session, at.actor, member_id, now=at.now)
    return see_other(f"/members#member-{member_id}")


@router.post("/members/{member_id}/password-link")
def new_password_link(member_id: str, at: Desk = writes(Permission.MEMBERS_EDIT)) -> Response:
    service.new_password_link(at.session, at.actor, member_id, key=at.services.settings.key, now=at.now)
    return see_other(f"/members#link-{member_id}")


@router.get("/organisation")
def organisation(at: Desk = reads(Permission.ORGANISATION_EDIT), done: str = "") -> Response:
    actor = at.actor
    notice = _NOTICES.get(done, "")
    page = OrganisationPage("organisation", actor.organisation_name, actor.timezone, timezone_choices(), notice)
    return render(at.request, "buyer/organisation.html", page)


@router.post("/organisation")
def edit_organisation(
    at: Desk = writes(Permission.ORGANISATION_EDIT), organisation: Typed = "", timezone: Typed = ""
) -> Response:
    try:
        given = parse(OrganisationSettings, {"organisation": organisation, "timezone": timezone})
    except Invalid as invalid:
        page = OrganisationPage("organisation", organisation, timezone, timezone_choices(), problems=invalid.problems)
        return render(at.request, "buyer/organisation.html", page, status=422)
    service.edit_organisation(at.session, at.actor, given, now=at.now)
    return see_other("/organisation?done=organisation")
