"""The vendor's data: who sees what of it, and taking the answers back before they were submitted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Response
from fastapi.encoders import jsonable_encoder

from app.core.problems import Invalid, Problem
from app.features.campaigns import colleagues
from app.features.campaigns import queries as campaigns
from app.features.privacy import own, service
from app.features.questionnaires.queries import load_release
from app.features.responses import queries as responses
from app.web.desk import VendorDesk, vendor_reads, vendor_writes
from app.web.downloads import JSON, download
from app.web.render import render, see_other
from app.web.vendor_forms import Posted, first
from app.web.vendor_views import VendorFrame, frame_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class PrivacyPage(VendorFrame):
    contact: str
    confidential: int  # questions whose answers not everybody at the buyer reads
    submitted: bool
    erase_on: date | None
    is_contact: bool  # the person at this desk
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class TakeBackPage(VendorFrame):
    contact: str
    answers: int
    files: int
    colleagues: int
    problems: tuple[Problem, ...] = ()


@router.get("/v/{invitation_id}/privacy")
def privacy(at: VendorDesk = vendor_reads()) -> Response:
    return _privacy(at)


def _privacy(at: VendorDesk, problems: tuple[Problem, ...] = (), status: int = 200) -> Response:
    view = campaigns.situation(at.session, at.actor, at.now)
    draft = responses.draft(at.session, at.actor, at.now)
    questions = load_release(at.session, draft.release_id).questionnaire.by_id.values()
    page = PrivacyPage(
        **frame_of(view),
        contact=at.actor.contact,
        confidential=sum(1 for q in questions if q.visibility.confidential),
        submitted=bool(draft.submissions),
        erase_on=view.erase_on,
        is_contact=not at.actor.colleague_id,
        problems=problems,
    )
    return render(at.request, "vendor/privacy.html", page, status=status)


@router.get("/v/{invitation_id}/own-data.json")
def own_data(at: VendorDesk = vendor_reads()) -> Response:
    held = own.own_data(at.session, at.actor, at.now)
    body = json.dumps(jsonable_encoder(held), ensure_ascii=False, indent=1).encode()
    view = campaigns.situation(at.session, at.actor, at.now)
    return download(body, JSON, what="own-data", whom=view.vendor.legal_name, on=at.today, ending="json")


@router.post("/v/{invitation_id}/erase-contact")
def erase_contact(posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """Whoever asked for it is out afterwards: the page says so, and nothing leads back."""
    view = campaigns.situation(at.session, at.actor, at.now)
    try:
        service.erase_contact(at.session, at.actor, at.now, confirmed=bool(first(posted, "confirmed")))
    except Invalid as invalid:
        return _privacy(at, invalid.problems, status=422)
    return render(at.request, "vendor/contact_erased.html", VendorFrame(**frame_of(view) | {"personal": ""}))


@router.get("/v/{invitation_id}/take-back")
def take_back_form(at: VendorDesk = vendor_reads()) -> Response:
    if at.actor.colleague_id or responses.draft(at.session, at.actor, at.now).submissions:
        return see_other(f"/v/{at.actor.invitation_id}/privacy")
    return _take_back(at)


@router.post("/v/{invitation_id}/take-back")
def take_back(posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """Everybody is out afterwards, so the answer is the page behind the link, which says what happened."""
    try:
        service.take_back(at.session, at.actor, at.now, confirmed=bool(first(posted, "confirmed")))
    except Invalid as invalid:
        return _take_back(at, invalid.problems, status=422)
    link = campaigns.link_of(at.session, at.actor.invitation_id, at.services.settings) or "/"
    return see_other(link.removeprefix(at.services.settings.origin))


def _take_back(at: VendorDesk, problems: tuple[Problem, ...] = (), status: int = 200) -> Response:
    view = campaigns.situation(at.session, at.actor, at.now)
    draft = responses.draft(at.session, at.actor, at.now)
    page = TakeBackPage(
        **frame_of(view),
        contact=at.actor.contact,
        answers=len(responses.answers(at.session, draft.response_id)),
        files=len(responses.evidence_items(at.session, draft.response_id)),
        colleagues=len(colleagues.people(at.session, at.actor)) - 1,
        problems=problems,
    )
    return render(at.request, "vendor/take_back.html", page, status=status)
