"""Errors with a meaning become answers here, and only here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException

from app.core.problems import Invalid, Problem
from app.core.wording import say
from app.features.errors import Closed, Conflict, FeatureError, NotAllowed, NotFound, NotSignedIn, NotYours, TooMany
from app.web.render import is_partial, render, see_other

log = structlog.get_logger(__name__)

STATUS: dict[type[FeatureError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    NotYours: 403,
    Conflict: 409,
    Closed: 409,
    TooMany: 429,
    NotSignedIn: 401,
}
TITLES = {
    400: say("Something in this request cannot be read"),
    401: say("Please sign in"),
    403: say("This step is not yours to take"),
    404: say("Nothing to see here"),
    405: say("This address cannot be used in that way"),
    409: say("This has changed in the meantime"),
    413: say("That is too large"),
    422: say("There is something to put right"),
    429: say("Too many tries"),
    500: say("This went wrong on our side"),
    503: say("Not ready yet"),
}
EXPLAINED: dict[int, tuple[str, str]] = {
    400: (say("The browser sent something incomplete."), say("Go back, reload the page and try again.")),
    404: (
        say("This page does not exist, or you have no access to it."),
        say("Check the address, or begin at the start page."),
    ),
    405: (say("The address is right, but it does not take this kind of request."), say("Begin at the start page.")),
    413: (say("What was sent is larger than this page takes."), say("Go back and send less, or a smaller file.")),
}


@dataclass(frozen=True)
class ErrorPage:
    status: int
    code: str
    title: str
    message: str
    remedy: str
    problems: tuple[Problem, ...] = ()
    reference: str = ""  # finds an unexpected error in the log


def error_response(request: Request, page: ErrorPage, headers: dict[str, str] | None = None) -> Response:
    return render(request, "error.html", page, blocks=("notice",), status=page.status, headers=headers)


def cross_site_refused(request: Request) -> Response:
    """For a form that another site made the browser send. Nobody's session has been looked at yet."""
    message = say("This was sent from another site, so nothing was changed.")
    return error_response(
        request, ErrorPage(403, "CROSS-SITE", TITLES[403], message, say("Open the page here and try again."))
    )


def unexpected(request: Request, error: Exception) -> Response:
    """For what nobody expected. The page tells a reference, the log has everything else under the same one."""
    reference = secrets.token_hex(4)
    log.error("unexpected_error", reference=reference, path=request.url.path, method=request.method, exc_info=error)
    message = say("Nothing was changed. What you typed is still in your browser: go back and try again.")
    remedy = say("If it happens again, tell the people who run this service the reference below.")
    return error_response(request, ErrorPage(500, "UNEXPECTED", TITLES[500], message, remedy, reference=reference))


def _feature_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, FeatureError)
    if isinstance(error, NotSignedIn) and request.method in ("GET", "HEAD") and not is_partial(request):
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return see_other(f"/login?next={quote(wanted, safe='/')}")
    status = STATUS[type(error)]
    headers = {"Retry-After": str(max(1, int(error.wait.total_seconds())))} if isinstance(error, TooMany) else None
    return error_response(request, ErrorPage(status, error.code, TITLES[status], error.message, error.remedy), headers)


def _invalid(request: Request, error: Exception) -> Response:
    """Bad input that a handler did not show beside its fields: the list, with remedies."""
    assert isinstance(error, Invalid)
    return error_response(request, ErrorPage(422, "INVALID", TITLES[422], "", "", error.problems))


def _malformed(request: Request, error: Exception) -> Response:
    message = say("A part of the address or the form is missing or of the wrong kind.")
    return error_response(
        request, ErrorPage(422, "MALFORMED", TITLES[400], message, say("Go back, reload, and try again."))
    )


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    otherwise = (say("Go back and try again."), say("If it happens again, tell the people who run this service."))
    message, remedy = EXPLAINED.get(status, otherwise)
    page = ErrorPage(status, f"HTTP-{status}", TITLES.get(status, say("This did not work")), message, remedy)
    return error_response(request, page, dict(error.headers or {}))


def install(app: FastAPI) -> None:
    """Errors nobody expected are not here: `app.web.security.Security` answers them, with its headers."""
    app.add_exception_handler(FeatureError, _feature_error)
    app.add_exception_handler(Invalid, _invalid)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(DataError, _malformed)  # PostgreSQL: NUL where a text was looked up
    app.add_exception_handler(HTTPException, _http)
