"""Pages of vendors: the list, adding and editing one, its contacts and its campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form
from fastapi.responses import Response
from pydantic import BaseModel

from app.core.problems import Invalid, Problem
from app.core.typed import parse
from app.features.campaigns import queries as campaigns
from app.features.campaigns.schemas import Participation
from app.features.decisions import queries as decided
from app.features.errors import Conflict
from app.features.identity.permissions import Permission
from app.features.registers import service as registers
from app.features.registers.schemas import EntityQuestion
from app.features.vendors import queries, service
from app.features.vendors.models import Contact, VendorRow
from app.features.vendors.schemas import ContactInput, VendorInput, countries
from app.web.conflicts import Difference, differences
from app.web.decided import RecordView, views
from app.web.desk import Desk, reads, writes
from app.web.lookups import registers_of
from app.web.render import render, see_other
from app.web.vendor_register import RegisterPart, register_part

router = APIRouter(include_in_schema=False)

LABELS = {
    "legal_name": "Legal name",
    "country": "Country",
    "registration_number": "Registration number",
    "website": "Website",
    "other_names": "Other names",
    "group": "Companies of the same group",
}


class VendorForm(BaseModel):
    """The form as sent; `VendorInput` is what it says."""

    legal_name: str = ""
    country: str = ""
    registration_number: str = ""
    website: str = ""
    other_names: str = ""
    group: str = ""
    version: int = 0
    different: bool = False  # the person has seen the vendors of a similar name


class ContactForm(BaseModel):
    contact_name: str = ""
    contact_email: str = ""


@dataclass(frozen=True)
class Entry:
    row: VendorRow
    country: str
    campaigns: int
    contact: Contact | None


@dataclass(frozen=True)
class ListPage:
    entries: tuple[Entry, ...]
    search: str
    known: int  # all vendors, whatever is searched for
    can_edit: bool


@dataclass(frozen=True)
class FormPage:
    vendor: VendorRow | None  # None: a new one
    typed: VendorForm
    countries: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...] = ()
    similar: tuple[VendorRow, ...] = ()
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class VendorPage:
    vendor: VendorRow
    country: str
    contacts: Sequence[Contact]
    participations: Sequence[Participation]
    can_edit: bool
    typed: ContactForm
    register: RegisterPart
    decisions: tuple[tuple[RecordView, str, str], ...]  # with the campaign it was in: title, id
    zone: ZoneInfo
    problems: tuple[Problem, ...] = ()


@router.get("/vendors")
def index(q: str = "", at: Desk = reads(Permission.VENDORS_READ)) -> Response:
    rows = queries.vendors(at.session, at.actor, q)
    counts = campaigns.campaigns_per_vendor(at.session, at.actor)
    contacts = queries.first_contacts(at.session, at.actor, {row.id for row in rows})
    names = countries()
    entries = tuple(
        Entry(row, names.get(row.country, row.country), counts.get(row.id, 0), contacts.get(row.id)) for row in rows
    )
    known = len(queries.vendors(at.session, at.actor)) if q.strip() else len(rows)
    page = ListPage(entries, q, known, at.actor.can(Permission.VENDORS_EDIT))
    return render(at.request, "buyer/vendors.html", page, blocks=("vendors",))


@router.get("/vendors/new")
def new(name: str = "", at: Desk = reads(Permission.VENDORS_EDIT)) -> Response:
    return _form(at, None, VendorForm(legal_name=name))


@router.post("/vendors")
def add(typed: Annotated[VendorForm, Form()], at: Desk = writes(Permission.VENDORS_EDIT)) -> Response:
    try:
        given = _parsed(typed)
        if not typed.different and (similar := _similar(at, given)):
            return _form(at, None, typed, similar=similar, status=422)
        row = service.add(at.session, at.actor, given, at.now)
    except Invalid as invalid:
        return _form(at, None, typed, problems=invalid.problems, status=422)
    return see_other(f"/vendors/{row.id}")


@router.get("/vendors/{vendor_id}")
def vendor(vendor_id: str, at: Desk = reads(Permission.VENDORS_READ)) -> Response:
    return _vendor(at, vendor_id, ContactForm())


@router.get("/vendors/{vendor_id}/edit")
def edit_form(vendor_id: str, at: Desk = reads(Permission.VENDORS_EDIT)) -> Response:
    row = queries.vendor(at.session, at.actor, vendor_id)
    return _form(at, row, _typed(row))


@router.post("/vendors/{vendor_id}")
def edit(vendor_id: str, typed: Annotated[VendorForm, Form()], at: Desk = writes(Permission.VENDORS_EDIT)) -> Response:
    row = queries.vendor(at.session, at.actor, vendor_id)
    try:
        service.edit(at.session, at.actor, vendor_id, typed.version, _parsed(typed), at.now)
    except Invalid as invalid:
        return _form(at, row, typed, problems=invalid.problems, status=422)
    except Conflict as conflict:
        theirs = _typed(conflict.theirs)
        found = differences(theirs.model_dump(), typed.model_dump(), LABELS)
        return _form(at, row, typed.model_copy(update={"version": theirs.version}), differences=found, status=409)
    return see_other(f"/vendors/{vendor_id}")


@router.post("/vendors/{vendor_id}/contacts")
def add_contact(
    vendor_id: str, typed: Annotated[ContactForm, Form()], at: Desk = writes(Permission.VENDORS_EDIT)
) -> Response:
    try:
        service.add_contact(at.session, at.actor, vendor_id, parse(ContactInput, typed.model_dump()), at.now)
    except Invalid as invalid:
        return _vendor(at, vendor_id, typed, problems=invalid.problems, status=422)
    return see_other(f"/vendors/{vendor_id}#contacts")


@router.post("/vendors/{vendor_id}/contacts/{contact_id}/remove")
def remove_contact(vendor_id: str, contact_id: str, at: Desk = writes(Permission.VENDORS_EDIT)) -> Response:
    service.remove_contact(at.session, at.actor, vendor_id, contact_id, at.now)
    return see_other(f"/vendors/{vendor_id}#contacts")


@router.post("/vendors/{vendor_id}/lookups")
def look_up(
    vendor_id: str, asked_for: Annotated[str, Form()] = "", at: Desk = writes(Permission.VENDORS_EDIT)
) -> Response:
    """Have the register of legal entities asked about the vendor; a worker does it."""
    try:
        given = parse(EntityQuestion, {"asked_for": asked_for})
        registers.ask_about_vendor(at.session, at.actor, vendor_id, given, registers_of(at), now=at.now)
    except Invalid as invalid:
        return _vendor(at, vendor_id, ContactForm(), asked_for=asked_for, problems=invalid.problems, status=422)
    return see_other(f"/vendors/{vendor_id}#register")


@router.post("/vendors/{vendor_id}/lookups/{lookup_id}/use")
def use_legal_name(
    vendor_id: str,
    lookup_id: str,
    lei: Annotated[str, Form()] = "",
    version: Annotated[int, Form()] = 0,
    at: Desk = writes(Permission.VENDORS_EDIT),
) -> Response:
    """Call the vendor as the register does, because a person says so."""
    try:
        registers.use_legal_name(at.session, at.actor, vendor_id, lookup_id, lei, version, now=at.now)
    except Invalid as invalid:
        problems = tuple(p.model_copy(update={"where": ""}) for p in invalid.problems)
        return _vendor(at, vendor_id, ContactForm(), problems=problems, status=422)
    return see_other(f"/vendors/{vendor_id}#register")


def _parsed(typed: VendorForm) -> VendorInput:
    return parse(VendorInput, typed.model_dump(include=set(LABELS)))


def _typed(row: VendorRow) -> VendorForm:
    return VendorForm(
        legal_name=row.legal_name,
        country=row.country,
        registration_number=row.registration_number,
        website=row.website,
        other_names="\n".join(row.other_names),
        group="\n".join(row.group),
        version=row.version,
    )


def _similar(at: Desk, given: VendorInput) -> tuple[VendorRow, ...]:
    """Look-alikes; none when the name itself is taken, which is told as a problem of its own."""
    known = queries.vendors(at.session, at.actor)
    alike = queries.lookalikes(known, given.legal_name)
    taken = {row.legal_name.casefold() for row in alike} & {given.legal_name.casefold()}
    return () if taken else tuple(alike[:5])


def _form(
    at: Desk,
    row: VendorRow | None,
    typed: VendorForm,
    *,
    problems: tuple[Problem, ...] = (),
    similar: tuple[VendorRow, ...] = (),
    differences: tuple[Difference, ...] = (),
    status: int = 200,
) -> Response:
    page = FormPage(row, typed, (("", "Not known"), *countries().items()), problems, similar, differences)
    return render(at.request, "buyer/vendor_form.html", page, status=status)


def _vendor(
    at: Desk,
    vendor_id: str,
    typed: ContactForm,
    *,
    asked_for: str | None = None,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> Response:
    row = queries.vendor(at.session, at.actor, vendor_id)
    participations = campaigns.participations(at.session, at.actor, vendor_id)
    page = VendorPage(
        vendor=row,
        country=countries().get(row.country, row.country),
        contacts=queries.contacts(at.session, at.actor, vendor_id),
        participations=participations,
        can_edit=at.actor.can(Permission.VENDORS_EDIT),
        typed=typed,
        register=register_part(at, row, asked_for),
        decisions=_decisions(at, row.id, participations),
        zone=at.actor.zone,
        problems=problems,
    )
    return render(at.request, "buyer/vendor.html", page, blocks=("register",), status=status)


def _decisions(
    at: Desk, vendor_id: str, participations: Sequence[Participation]
) -> tuple[tuple[RecordView, str, str], ...]:
    """What was decided about the vendor in any campaign, newest first."""
    if not at.actor.can(Permission.SCORECARDS_READ):
        return ()
    titles = {p.campaign.id: p.campaign.title for p in participations}
    records = decided.records_of_vendor(at.session, at.actor, vendor_id)
    return tuple((v, titles.get(v.decision.campaign_id, ""), v.decision.campaign_id) for v in views(records, {}, at))
