"""The language of the vendor's side: what this browser chose, else what was chosen behind the link, else what the
browser prefers. Buyers' pages are in English."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.features.campaigns import queries as campaigns
from app.features.campaigns import service as invitations
from app.infra.language import ENGLISH, known, languages, speaking
from app.infra.settings import Settings
from app.infra.transaction import WriteSession
from app.web.desk import VendorDesk, services, vendor_writes
from app.web.render import see_other
from app.web.security import local_path

router = APIRouter(include_in_schema=False)

LANGUAGE_COOKIE = "cs_language"
_SIDES = ("/v/", "/q/")
_A_YEAR = 365 * 24 * 3600


class Language:
    """ASGI middleware: a request for the vendor's side speaks a language while it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_SIDES):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        chosen = known(request.cookies.get(LANGUAGE_COOKIE, ""))
        guess = preferred(request.headers.get("accept-language", ""))
        with speaking(chosen or guess, chosen=bool(chosen)):
            await self._app(scope, receive, send)


def preferred(header: str) -> str:
    """The language there is that the browser likes best, by `Accept-Language`: `de-AT,de;q=0.9,en;q=0.8`."""
    best, liked = ENGLISH, 0.0
    for part in header[:1000].split(","):
        tag, _, weight = part.strip().partition(";q=")
        language = known(tag.strip().lower().partition("-")[0])
        try:
            how_much = float(weight) if weight else 1.0
        except ValueError:
            continue
        if language and liked < how_much <= 1:
            best, liked = language, how_much
    return best


@router.post("/v/{invitation_id}/language")
def choose(
    at: VendorDesk = vendor_writes(), language: Annotated[str, Form()] = "", next: Annotated[str, Form()] = ""
) -> Response:
    """This browser, and whoever opens the link next, reads this language; so do mails to the vendor."""
    here = f"/v/{at.actor.invitation_id}/"
    if known(language):
        invitations.speak(at.session, at.actor.invitation_id, language)
    return _go_on(local_path(next, here), language, at.services.settings)


@router.post("/q/{token}/language")
def choose_at_the_door(
    token: str,
    request: Request,
    session: WriteSession,
    language: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    """The same on the pages before the start. Raises NotFound for a link that leads nowhere."""
    at = services(request)
    view = campaigns.invitation_by_token(session, token, at.clock())
    if known(language):
        invitations.speak(session, view.invitation_id, language)
    return _go_on(local_path(next, f"/q/{token}"), language, at.settings)


def _go_on(address: str, language: str, settings: Settings) -> Response:
    answer = see_other(address)
    if language in languages():
        answer.set_cookie(
            LANGUAGE_COOKIE, language, max_age=_A_YEAR, path="/", secure=settings.cookies_secure, httponly=True,
            samesite="lax",
        )  # fmt: skip
    return answer
