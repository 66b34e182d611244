"""A vendor's answers as a file of its own: taken along from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from app.features.campaigns import queries as campaigns
from app.features.questionnaires.queries import load_release
from app.features.responses import portable
from app.features.responses import queries as responses
from app.features.responses.portable import Holds, Wanted
from app.infra import signing
from app.web.desk import VendorDesk, services, vendor_reads
from app.web.downloads import JSON, download
from app.web.render import render
from app.web.vendor_views import VendorFrame, frame_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class PortablePage(VendorFrame):
    """Taking answers along."""

    whole: bool  # this person was given the whole questionnaire
    signs: str  # who was, else
    now: Holds
    sent: Holds | None
    sent_at: datetime | None


@router.get("/v/{invitation_id}/answer-file")
def page(at: VendorDesk = vendor_reads()) -> Response:
    draft = responses.draft(at.session, at.actor, at.now)
    whole = at.actor.whole
    sent = portable.holds(at.session, at.actor, draft, at.now, sent=True) if whole and draft.submissions else None
    shown = PortablePage(
        **frame_of(campaigns.situation(at.session, at.actor, at.now)),
        whole=whole,
        signs=at.actor.contact,
        now=portable.holds(at.session, at.actor, draft, at.now, sent=False) if whole else Holds(0, 0, 0),
        sent=sent,
        sent_at=draft.submitted_at,
    )
    return render(at.request, "vendor/answer_file.html", shown)


@router.get("/v/{invitation_id}/answer-file.json")
def answer_file(
    of: Annotated[str, Query(max_length=10)] = "sent",
    confidential: Annotated[str, Query(max_length=10)] = "",
    notes: Annotated[str, Query(max_length=10)] = "",
    at: VendorDesk = vendor_reads(),
) -> Response:
    """As it was sent in; as it is now where nothing was sent, or where that is asked for (`of=now`)."""
    draft = responses.draft(at.session, at.actor, at.now)
    wanted = Wanted(sent=bool(draft.submissions) and of != "now", confidential=bool(confidential), notes=bool(notes))
    body = portable.write(at.session, at.actor, draft, wanted, at.services.settings, at.now)
    title = load_release(at.session, draft.release_id).vendor().title
    return download(body, JSON, what="answers", whom=title, on=at.today, ending="json")


@router.get(signing.PUBLISHED_AT)
def keys(request: Request) -> Response:
    """What answer files from here are signed with: for whoever is to recognise them."""
    body = signing.published(services(request).settings)
    return JSONResponse(body, media_type="application/jwk-set+json", headers={"Cache-Control": "public, max-age=3600"})
