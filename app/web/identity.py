"""The ways in and out: first run, sign-in, sign-out, and the link by which somebody sets a password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.core.problems import Invalid, Problem
from app.core.typed import parse
from app.features.errors import NotFound, TooMany
from app.features.identity import queries, service
from app.features.identity.passwords import MIN_LENGTH
from app.features.identity.schemas import FirstRun, timezones
from app.infra.transaction import ReadSession, WriteSession
from app.web.desk import MEMBER_COOKIE, services
from app.web.render import render, see_other
from app.web.security import local_path
from app.web.visitor import current_member, forget, remember, visit_of

router = APIRouter(include_in_schema=False)

START = "/campaigns"
Typed = Annotated[str, Form()]


@dataclass(frozen=True)
class LoginPage:
    organisation: str
    host: str
    email: str
    next: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class SetupPage:
    organisation: str
    timezone: str
    name: str
    email: str
    timezones: tuple[tuple[str, str], ...]
    min_length: int = MIN_LENGTH
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class SetPasswordPage:
    token: str
    name: str
    email: str
    organisation: str
    min_length: int = MIN_LENGTH
    problems: tuple[Problem, ...] = ()


def timezone_choices() -> tuple[tuple[str, str], ...]:
    return tuple((zone, zone.replace("_", " ")) for zone in timezones())


def _login(
    request: Request,
    session: ReadSession,
    email: str,
    following: str,
    *problems: Problem,
    status: int = 200,
    wait: int = 0,
) -> Response:
    page = LoginPage(
        organisation=queries.only_organisation(session),
        host=services(request).settings.base_url.host or "",
        email=email,
        next=local_path(following, START),
        problems=problems,
    )
    return render(request, "login.html", page, status=status, headers={"Retry-After": str(wait)} if wait else None)


@router.get("/login")
def login_page(request: Request, session: ReadSession, next: str = START) -> Response:
    if current_member(request, session):
        return see_other(local_path(next, START))
    if not queries.any_organisation(session):
        return see_other("/setup")
    return _login(request, session, "", next)


@router.post("/login")
def login(
    request: Request, session: WriteSession, email: Typed = "", password: Typed = "", next: Typed = START
) -> Response:
    at = services(request)
    previous = request.cookies.get(MEMBER_COOKIE, "")
    try:
        token = service.sign_in(session, email, password, visit_of(request), previous=previous, now=at.clock())
    except TooMany as error:
        problem = Problem(code=error.code, where="", message=error.message, remedy=error.remedy)
        wait = max(1, int(error.wait.total_seconds()))
        return _login(request, session, email, next, problem, status=429, wait=wait)
    if token is None:
        problem = Problem(
            code="SIGN-IN-WRONG",
            where="",  # beside a field it would say which of the two was wrong
            message="This e-mail and password do not belong together",
            remedy="Check both. An owner of your organisation can give you a link to set a new password.",
        )
        return _login(request, session, email, next, problem, status=422)
    return remember(see_other(local_path(next, START)), token, at.settings)


@router.post("/logout")
def logout(request: Request, session: WriteSession) -> Response:
    at = services(request)
    if actor := current_member(request, session):
        service.sign_out(session, actor, now=at.clock())
    return forget(see_other("/login"), at.settings)


@router.get("/setup")
def setup_page(request: Request, session: ReadSession) -> Response:
    if queries.any_organisation(session):
        raise NotFound
    page = SetupPage(organisation="", timezone="Europe/Brussels", name="", email="", timezones=timezone_choices())
    return render(request, "setup.html", page)


@router.post("/setup")
def setup(
    request: Request,
    session: WriteSession,
    organisation: Typed = "",
    timezone: Typed = "",
    name: Typed = "",
    email: Typed = "",
    password: Typed = "",
) -> Response:
    at = services(request)
    if queries.any_organisation(session):
        raise NotFound
    try:
        given = parse(
            FirstRun,
            {"organisation": organisation, "timezone": timezone, "name": name, "email": email, "password": password},
        )
    except Invalid as invalid:
        page = SetupPage(
            organisation=organisation,
            timezone=timezone,
            name=name,
            email=email,
            timezones=timezone_choices(),
            problems=invalid.problems,
        )
        return render(request, "setup.html", page, status=422)
    owner = service.create_first_organisation(session, given, now=at.clock())
    token = service.open_session(session, owner, visit_of(request), now=at.clock())
    return remember(see_other(START), token, at.settings)


def _set_password(request: Request, session: ReadSession, token: str, *problems: Problem) -> Response:
    _, member = queries.password_link_by_token(session, token, services(request).clock())
    page = SetPasswordPage(
        token=token,
        name=member.name,
        email=member.email,
        organisation=queries.organisation(session, member.organisation_id).name,
        problems=problems,
    )
    return render(request, "set_password.html", page, status=422 if problems else 200)


@router.get("/set-password/{token}")
def set_password_page(request: Request, session: ReadSession, token: str) -> Response:
    """Changes nothing: mail scanners open links."""
    return _set_password(request, session, token)


@router.post("/set-password/{token}")
def set_password(request: Request, session: WriteSession, token: str, password: Typed = "") -> Response:
    at = services(request)
    try:
        member = service.set_password(session, token, password, now=at.clock())
    except Invalid as invalid:
        return _set_password(request, session, token, *invalid.problems)
    previous = request.cookies.get(MEMBER_COOKIE, "")
    session_token = service.open_session(session, member, visit_of(request), previous=previous, now=at.clock())
    return remember(see_other(START), session_token, at.settings)
