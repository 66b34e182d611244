"""Who comes to the pages that need no sign-in, and the cookie of those who sign in there."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.features.identity import queries
from app.features.identity.schemas import MemberActor
from app.features.identity.service import Visit
from app.infra.settings import Settings
from app.web.desk import MEMBER_COOKIE, services


def current_member(request: Request, session: Session) -> MemberActor | None:
    """Whoever is signed in, if anybody; the frame around the page then knows it too."""
    at = services(request)
    actor = queries.actor_of_session(session, request.cookies.get(MEMBER_COOKIE, ""), at.clock())
    request.state.actor = actor
    return actor


def visit_of(request: Request) -> Visit:
    settings = services(request).settings
    return Visit(
        address=client_address(request, settings.trusted_proxies),
        browser=request.headers.get("user-agent", ""),
        lifetime=timedelta(hours=settings.session_hours),
        key=settings.key,
    )


def client_address(request: Request, trusted_proxies: int) -> str:
    """Where a request comes from, as far as it can be believed.

    Each proxy adds the address it was called from at the end of X-Forwarded-For, so with n proxies of ours the n-th
    from the end is the first that no visitor can write. Of an IPv6 address only the network counts: whoever has one
    address has the other 2^64 of its network too.
    """
    told = [part.strip() for line in request.headers.getlist("x-forwarded-for") for part in line.split(",")]
    peer = request.client.host if request.client else ""
    believed = told[-trusted_proxies] if 0 < trusted_proxies <= len(told) else peer
    try:
        address = ip_address(believed)
    except ValueError:
        return peer
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)


def remember(response: Response, token: str, settings: Settings) -> Response:
    """Give the browser the session's cookie; it ends when the session does."""
    response.set_cookie(
        MEMBER_COOKIE,
        token,
        max_age=settings.session_hours * 3600,
        path="/",
        secure=settings.cookies_secure,
        httponly=True,
        samesite="lax",
    )
    return response


def forget(response: Response, settings: Settings) -> Response:
    response.delete_cookie(MEMBER_COOKIE, path="/", secure=settings.cookies_secure, httponly=True, samesite="lax")
    return response
