"""Headers on every answer, and the refusal of requests that another site makes a browser send.

Cross-site request forgery is refused by what browsers themselves say of a request: `Sec-Fetch-Site`, or `Origin`
where that is missing (the rule Go's net/http uses for the same purpose). It needs no token in any form, so no form can
forget it, and it covers uploads without reading their body. Cookies are SameSite=Lax besides.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{directive} {sources}" for directive, sources in _POLICY.items())

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # frame-ancestors, for browsers and scanners that know only this
    # A link's token must not travel to another site in a Referer. Not "no-referrer": with it browsers send our forms
    # with `Origin: null`, and where they send no Sec-Fetch-Site (over plain http) our forms would look like another's.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def cross_site(headers: Headers, own_origins: frozenset[str]) -> bool:
    """True when the browser says, or does not rule out, that another site caused this request."""
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None:
        return fetch_site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        # Not a browser of the last years. Without cookies it can do no harm in anybody's name.
        return "cookie" in headers
    return origin not in own_origins and not _same_host(origin, headers.get("host", ""))


def _same_host(origin: str, host: str) -> bool:
    try:
        return bool(host) and urlsplit(origin).netloc == host
    except ValueError:  # not an address at all
        return False


def local_path(address: str, otherwise: str = "/") -> str:
    """The address if it is a path of this site, else `otherwise`. For addresses that came in with a request.

    Browsers read `//host` and `/\\host` as another host, and skip tabs and line ends while they read.
    """
    plain = address.isprintable() and " " not in address and "\\" not in address
    if plain and address.startswith("/") and not address.startswith("//"):
        return address
    return otherwise


class Security:
    """ASGI middleware, the outermost one; pure, so that uploads and answers stream through it.

    `refused` makes the answer to a request from another site, `broken` the one to an error nobody expected: Starlette
    would answer that one outside all middleware, without these headers. The error itself is raised again, for the
    server's log, as Starlette does.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        origin: str,
        refused: Callable[[Request], Response],
        broken: Callable[[Request, Exception], Response],
    ) -> None:
        self._app = app
        self._origins = frozenset({origin})
        self._https = origin.startswith("https:")
        self._refused = refused
        self._broken = broken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self._https:
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
            await send(message)

        if scope["method"] not in SAFE_METHODS and cross_site(Headers(scope=scope), self._origins):
            await self._refused(Request(scope))(scope, receive, send_with_headers)
            return
        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as error:
            if not started:
                await self._broken(Request(scope), error)(scope, receive, send_with_headers)
            raise
