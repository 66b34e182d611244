"""Small pages that belong to everybody: the start, help, the colour theme, and how the service is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import SQLAlchemyError

from app.features.identity import queries
from app.infra import migrate
from app.infra.transaction import ReadSession
from app.web.desk import services
from app.web.identity import START
from app.web.render import THEMES, render, see_other
from app.web.security import local_path
from app.web.visitor import current_member

router = APIRouter(include_in_schema=False)

_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class HelpPage:
    title: str = "Help and words"


@router.get("/")
def start(request: Request, session: ReadSession) -> Response:
    if current_member(request, session):
        return see_other(START)
    return see_other("/login" if queries.any_organisation(session) else "/setup")


@router.get("/help")
def help_page(request: Request, session: ReadSession) -> Response:
    current_member(request, session)
    return render(request, "buyer/help.html", HelpPage())


@router.post("/theme")
def theme(
    request: Request, theme: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/"
) -> Response:  # fmt: skip
    """Light or dark for this browser; anything else follows the system again."""
    settings = services(request).settings
    answer = see_other(local_path(next))
    if theme in THEMES:
        answer.set_cookie(
            "cs_theme", theme, max_age=_A_YEAR, path="/", secure=settings.cookies_secure, httponly=True, samesite="lax"
        )
    else:
        answer.delete_cookie("cs_theme", path="/", secure=settings.cookies_secure, httponly=True, samesite="lax")
    return answer


@lru_cache(maxsize=1)
def _newest_migration() -> str | None:
    return migrate.head()


@router.get("/healthz")
def health(request: Request) -> Response:
    """For load balancers and containers: 200 when the database answers and has the shape this version needs."""
    try:
        with services(request).database.engine.connect() as connection:
            migrated = migrate.current(connection) == _newest_migration()
        state = {"database": "answers", "migrations": "at head" if migrated else "behind"}
    except SQLAlchemyError:
        migrated = False
        state = {"database": "does not answer", "migrations": "unknown"}
    body = {"status": "ok" if migrated else "not ready", **state}
    return JSONResponse(body, status_code=200 if migrated else 503, headers={"Cache-Control": "no-store"})
