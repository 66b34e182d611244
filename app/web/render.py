"""Templates to answers. A page is one template; a fragment is a named block of that page, rendered alone.

Block name = element id = htmx target. `render` answers a partial htmx request with the blocks asked for and everybody
else with the whole page, and says so in `Vary`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2_fragments import render_block
from markupsafe import Markup
from starlette.datastructures import URL

from app.features.identity.schemas import MemberActor, VendorActor
from app.infra.files import ACCEPT, TAKEN
from app.infra.language import languages, name_of, own_name, spoken, translate
from app.infra.settings import ROOT
from app.infra.speech import speak
from app.web import format as fmt

STATIC = ROOT / "static"
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Frame:
    """What the frame around every page needs."""

    actor: MemberActor | VendorActor | None
    theme: str  # "", "light" or "dark"
    path: str
    back: str  # the address of the page that a form beside everything else comes back to
    evidence_max_mb: int

    @property
    def language_address(self) -> str:
        """Of the vendor's side: below the invitation, or below the link."""
        return "/".join(self.path.split("/")[:3]) + "/language"


@lru_cache(maxsize=256)
def static(name: str) -> str:
    """Address of a static file, with its content's hash, so that it may be cached for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


def _spoken_in(language: str) -> str:
    """The attribute that says so of words in another language than the page's."""
    return Markup("") if language == spoken() else Markup(' lang="{}"').format(language)


@lru_cache(maxsize=1)
def environment(templates: Path = ROOT / "templates") -> Environment:
    env = Environment(
        loader=FileSystemLoader(templates),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        finalize=translate,
        auto_reload=False,
    )
    speak(env)
    env.globals["static"] = static
    env.globals.update(languages=languages, own_name=own_name, name_of=name_of, spoken_in=_spoken_in)
    env.globals["accept_files"], env.globals["file_types"] = ACCEPT, TAKEN
    env.filters.update(fmt.FILTERS)
    # An import at the top of a template is undefined when one of its blocks renders alone; a global is not.
    env.globals["ui"] = env.get_template("ui.html").module
    return env


def is_partial(request: Request) -> bool:
    return request.headers.get("HX-Request-Type") == "partial"


def render(
    request: Request,
    template: str,
    page: Any,
    *,
    blocks: tuple[str, ...] = (),
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> HTMLResponse:
    """The page, or on a partial htmx request the named `blocks` of it, one after another."""
    frame = Frame(
        actor=getattr(request.state, "actor", None),
        theme=theme if (theme := request.cookies.get("cs_theme", "")) in THEMES else "",
        path=request.url.path,
        back=_back(request),
        evidence_max_mb=request.app.state.services.settings.evidence_max_mb,
    )
    env = environment()
    if blocks and is_partial(request):
        body = "".join(render_block(env, template, name, page=page, frame=frame) for name in blocks)
    else:
        body = env.get_template(template).render(page=page, frame=frame)
    answer = HTMLResponse(body, status_code=status, headers=headers)
    answer.headers["Vary"] = "HX-Request, HX-Request-Type, Cookie"
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _back(request: Request) -> str:
    """The page that is shown: what answers a form is found again at the address that the form was on."""
    shown = request.url if request.method == "GET" else URL(request.headers.get("referer", ""))
    return (shown.path or request.url.path) + (f"?{shown.query}" if shown.query else "")


def see_other(address: str) -> RedirectResponse:
    """After a form: the browser fetches the next page, and Back does not post again."""
    return RedirectResponse(address, status_code=303)
