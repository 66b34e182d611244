"""Who of the vendor has access to its answers: colleagues invited, given sections and rights, and sent away again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response

from app.core.problems import Invalid, Problem
from app.core.typed import parse
from app.core.wording import say
from app.features.campaigns import colleagues
from app.features.campaigns import queries as campaigns
from app.features.campaigns.schemas import Access, ColleagueInput, PersonView, person_id
from app.features.questionnaires.queries import load_release
from app.features.responses import queries as responses
from app.features.team import queries
from app.web.desk import VendorDesk, vendor_reads, vendor_writes
from app.web.render import render, see_other
from app.web.vendor_forms import Fields, Posted, first
from app.web.vendor_views import VendorFrame, frame_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class PersonRow:
    person: PersonView
    sections: tuple[str, ...]  # titles; empty: the whole questionnaire
    is_me: bool
    seen_at: datetime | None  # last
    manages: bool  # the person at this desk may change this one's access


@dataclass(frozen=True)
class PeoplePage(VendorFrame):
    vendor: str
    contact: str
    rows: tuple[PersonRow, ...]
    sections: tuple[tuple[str, str], ...]  # that can be given: id, title
    may_invite: bool
    may_give_whole: bool
    may_give_submit: bool
    mailed: bool  # there is a mail server
    form: Fields
    problems: tuple[Problem, ...] = ()
    problems_of: str = ""  # the colleague whose form they are about; empty: the form of a new one
    told: str = ""
    link: str = ""  # shown this once
    link_of: str = ""

    def text(self, name: str) -> str:
        return first(self.form, name)

    @property
    def chosen(self) -> Access:
        return access_of(self.form)


def access_of(form: Fields) -> Access:
    """What a form gives. Sections count when "some" is chosen; choosing some and naming none is refused later."""
    sections = tuple(dict.fromkeys(form.get("sections", ())))[:200] if first(form, "whole") == "some" else ()
    return Access(sections, bool(first(form, "may_submit")), bool(first(form, "may_invite")))


@router.get("/v/{invitation_id}/people")
def people(done: str = "", who: str = "", at: VendorDesk = vendor_reads()) -> Response:
    return _page(at, {}, told=_told(at, done, who))


@router.post("/v/{invitation_id}/people")
def invite(posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    try:
        given = parse(ColleagueInput, {"name": first(posted, "name"), "email": first(posted, "email")})
        _require_named(posted)
        row = colleagues.invite(
            at.session, at.actor, given, access_of(posted), _titles(at), at.services.settings, at.now
        )
    except Invalid as invalid:
        return _page(at, posted, problems=invalid.problems, status=422)
    return _done(at, "invited", row.id)


@router.post("/v/{invitation_id}/people/{person_id}")
def change(person_id: str, posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    try:
        _require_named(posted)
        colleagues.change(at.session, at.actor, person_id, access_of(posted), _titles(at), at.now)
    except Invalid as invalid:
        return _page(at, posted, problems=invalid.problems, problems_of=person_id, status=422)
    return _done(at, "changed", person_id)


@router.post("/v/{invitation_id}/people/{person_id}/resend")
def resend(person_id: str, at: VendorDesk = vendor_writes()) -> Response:
    colleagues.resend(at.session, at.actor, person_id, _titles(at), at.services.settings, at.now)
    return _done(at, "sent", person_id)


@router.post("/v/{invitation_id}/people/{person_id}/link")
def show_link(person_id: str, at: VendorDesk = vendor_writes()) -> Response:
    """The link itself, on this page and never again: it is in no address and no history."""
    link = colleagues.show_link(at.session, at.actor, person_id, at.services.settings, at.now)
    return _page(at, {}, link=link, link_of=person_id)


@router.post("/v/{invitation_id}/people/{person_id}/revoke")
def revoke(person_id: str, at: VendorDesk = vendor_writes()) -> Response:
    colleagues.revoke(at.session, at.actor, person_id, at.now)
    return _done(at, "revoked", person_id)


def _done(at: VendorDesk, what: str, person_id: str) -> Response:
    return see_other(f"/v/{at.actor.invitation_id}/people?done={what}&who={person_id}#p-{person_id}")


def _told(at: VendorDesk, done: str, who: str) -> str:
    person = next((p for p in colleagues.people(at.session, at.actor) if p.id == who), None)
    if person is None:
        return ""
    mailed = bool(at.services.settings.smtp_host)
    words = {
        "invited": say("%(name)s is invited; a link is on its way.", name=person.name)
        if mailed
        else say("%(name)s is invited. No mail can leave here: hand over the link yourself.", name=person.name),
        "sent": say("%(name)s gets a new link; the old one no longer works.", name=person.name)
        if mailed
        else say("%(name)s has a new link; the old one no longer works. Hand it over yourself.", name=person.name),
        "changed": say("What %(name)s may do is changed.", name=person.name),
        "revoked": say("%(name)s has no access any more.", name=person.name),
    }
    return words.get(done, "")


def _titles(at: VendorDesk) -> dict[str, str]:
    """The sections of the questionnaire, by id."""
    draft = responses.draft(at.session, at.actor, at.now)
    return {s.id: str(s.title) for s in load_release(at.session, draft.release_id).vendor().sections}


def _require_named(form: Fields) -> None:
    if first(form, "whole") == "some" and not form.get("sections"):
        message = say("No section is chosen.")
        remedy = say("Tick the sections, or give the whole questionnaire.")
        raise Invalid([Problem(code="TEAM-SECTIONS", where="sections", message=message, remedy=remedy)])


def _page(
    at: VendorDesk,
    form: Fields,
    *,
    problems: tuple[Problem, ...] = (),
    problems_of: str = "",
    told: str = "",
    link: str = "",
    link_of: str = "",
    status: int = 200,
) -> Response:
    view = campaigns.situation(at.session, at.actor, at.now)
    titles = _titles(at)
    me, seen = person_id(at.actor), queries.last_seen(at.session, at.actor)
    rows = tuple(
        PersonRow(
            person=person,
            sections=tuple(titles[s] for s in titles if s in person.access.sections),
            is_me=person.id == me,
            seen_at=max(filter(None, (person.last_seen_at, seen.get(person.id))), default=None),
            manages=colleagues.may_manage(at.actor, person),
        )
        for person in colleagues.people(at.session, at.actor)
    )
    page = PeoplePage(
        **frame_of(view),
        vendor=view.vendor.legal_name,
        contact=at.actor.contact,
        rows=rows,
        sections=tuple((s, title) for s, title in titles.items() if at.actor.may_answer(s)),
        may_invite=at.actor.may_invite,
        may_give_whole=at.actor.whole,
        may_give_submit=at.actor.may_submit and at.actor.whole,
        mailed=bool(at.services.settings.smtp_host),
        form=form,
        problems=problems,
        problems_of=problems_of,
        told=told,
        link=link,
        link_of=link_of,
    )
    return render(at.request, "vendor/people.html", page, status=status)
