"""Pages that bring vendors into a campaign and let them in: adding, lists, sending, one vendor's link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel

from app.core.problems import Invalid, Problem
from app.core.typed import parse
from app.features.campaigns import editing, queries, sending
from app.features.campaigns.models import Campaign, Invitation
from app.features.campaigns.schemas import Preflight
from app.features.identity.permissions import Permission
from app.features.notifications import queries as mails
from app.features.notifications.models import Mail
from app.features.vendors import lists
from app.features.vendors import queries as vendors
from app.features.vendors.models import Contact, VendorRow
from app.features.vendors.schemas import ContactInput, VendorRowInput, name_key
from app.web.campaign_table import Row as TableRow
from app.web.campaigns import Head, head, table_of
from app.web.desk import Desk, reads, writes
from app.web.render import render, see_other

router = APIRouter(include_in_schema=False, prefix="/campaigns/{campaign_id}")

CORRECTABLE = 100  # wrong rows shown at once; the others wait their turn
SHOWN = 200  # right rows shown; all are added


class OneForm(BaseModel):
    """One vendor, typed."""

    name: str = ""
    contact: str = ""
    email: str = ""
    product: str = ""


class ContactForm(BaseModel):
    contact_name: str = ""
    contact_email: str = ""
    product: str = ""
    renew: bool = False


@dataclass(frozen=True)
class AddPage:
    head: Head
    typed: OneForm
    pasted: str
    known: tuple[str, ...]  # names to choose from
    most: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Recognised:
    """A right row, and what is known of its vendor."""

    row: lists.Row
    known: bool
    present: bool
    similar: str


@dataclass(frozen=True)
class PreviewPage:
    head: Head
    right: tuple[Recognised, ...]
    right_count: int
    wrong: tuple[lists.Row, ...]
    wrong_count: int
    kept: str  # the rows that are not being corrected
    added: int | None = None


@dataclass(frozen=True)
class SendPage:
    head: Head
    preflight: Preflight
    again: bool  # the campaign was sent before, and these are late-comers
    mailed: bool  # a mail server is set
    problems: tuple[Problem, ...] = ()

    def address_of(self, problem: Problem) -> str:
        """Where a problem is put right."""
        kind, _, identifier = problem.where.partition(":")
        if kind == "invitation":
            return f"{self.head.address}/invitations/{identifier}"
        if kind == "vendors":
            return f"{self.head.address}/vendors"
        return "" if kind == "mails" else f"{self.head.address}/settings#{kind}"


@dataclass(frozen=True)
class InvitationPage:
    head: Head
    invitation: Invitation
    row: TableRow
    vendor: VendorRow
    contacts: Sequence[Contact]
    mails: Sequence[Mail]
    link: str | None
    seen: str
    can_send: bool
    zone: object
    typed: ContactForm
    done: str  # what was just done
    problems: tuple[Problem, ...] = ()


@router.get("/vendors")
def add_form(campaign_id: str, at: Desk = reads(Permission.CAMPAIGNS_EDIT)) -> Response:
    return _add(at, campaign_id, OneForm())


@router.post("/vendors")
def add_one(
    campaign_id: str, typed: Annotated[OneForm, Form()], at: Desk = writes(Permission.CAMPAIGNS_EDIT)
) -> Response:
    try:
        row = parse(VendorRowInput, typed.model_dump())
    except Invalid as invalid:
        return _add(at, campaign_id, typed, problems=invalid.problems, status=422)
    result = editing.add_vendors(at.session, at.actor, campaign_id, [row], at.now)
    return see_other(f"/campaigns/{campaign_id}?added={result.added}&already={result.already}")


@router.post("/vendors/list")
def preview(
    campaign_id: str,
    pasted: Annotated[str, Form(alias="list")] = "",
    file: Annotated[UploadFile | None, File()] = None,
    at: Desk = reads(Permission.CAMPAIGNS_EDIT),
) -> Response:
    """Changes nothing: shows what would be added, and which rows have to be put right."""
    text = pasted
    if file is not None and file.filename:
        text = lists.decode(file.file.read(4 * lists.MOST_CHARACTERS + 1))
    try:
        rows = lists.read(text)
    except Invalid as invalid:
        kept = pasted if len(pasted) <= lists.MOST_CHARACTERS else ""
        return _add(at, campaign_id, OneForm(), pasted=kept, problems=invalid.problems, status=422)
    return _preview(at, campaign_id, rows)


@router.post("/vendors/confirm")
def confirm(
    campaign_id: str,
    kept: Annotated[str, Form()] = "",
    line: Annotated[list[str] | None, Form()] = None,
    name: Annotated[list[str] | None, Form()] = None,
    contact: Annotated[list[str] | None, Form()] = None,
    email: Annotated[list[str] | None, Form()] = None,
    product: Annotated[list[str] | None, Form()] = None,
    leave: Annotated[list[str] | None, Form()] = None,
    act: Annotated[str, Form()] = "add",
    at: Desk = writes(Permission.CAMPAIGNS_EDIT),
) -> Response:
    """Adds the right rows. Wrong ones come back, with what was typed, until they are right or emptied."""
    corrected = [
        lists.check(int(number) if number.isdecimal() and len(number) < 8 else 0, *cells)
        for number, *cells in zip(line or (), name or (), contact or (), email or (), product or (), strict=False)
        if any(cell.strip() for cell in cells)
    ]
    carried = [row for row in lists.read_back(kept) if str(row.line) not in (leave or ())]
    rows = lists.told_twice(sorted([*carried, *corrected], key=lambda row: row.line))
    if act != "add":
        return _preview(at, campaign_id, rows)
    right = [row.row for row in rows if row.row is not None]
    result = editing.add_vendors(at.session, at.actor, campaign_id, right, at.now)
    wrong = tuple(row for row in rows if row.row is None)
    if wrong:
        return _preview(at, campaign_id, wrong, added=result.added)
    return see_other(f"/campaigns/{campaign_id}?added={result.added}&already={result.already}")


@router.get("/send")
def send_form(campaign_id: str, at: Desk = reads(Permission.INVITATIONS_SEND)) -> Response:
    return _send(at, queries.campaign(at.session, at.actor, campaign_id))


@router.post("/send")
def send(campaign_id: str, at: Desk = writes(Permission.INVITATIONS_SEND)) -> Response:
    try:
        count = sending.send(at.session, at.actor, campaign_id, at.services.settings, at.now)
    except Invalid as invalid:
        campaign = queries.campaign(at.session, at.actor, campaign_id)
        return _send(at, campaign, problems=invalid.problems, status=422)
    return see_other(f"/campaigns/{campaign_id}?sent={count}")


@router.post("/remind")
def remind_all(campaign_id: str, at: Desk = writes(Permission.INVITATIONS_SEND)) -> Response:
    campaign = queries.campaign(at.session, at.actor, campaign_id)
    waiting = table_of(at, campaign).remindable
    count = sending.remind(at.session, at.actor, campaign_id, waiting, at.services.settings, at.now)
    return see_other(f"/campaigns/{campaign_id}?reminded={count}")


@router.get("/invitations/{invitation_id}")
def invitation(
    campaign_id: str, invitation_id: str, done: str = "", at: Desk = reads(Permission.CAMPAIGNS_READ)
) -> Response:
    return _invitation(at, campaign_id, invitation_id, done=done)


@router.post("/invitations/{invitation_id}/contact")
def change_contact(
    campaign_id: str,
    invitation_id: str,
    typed: Annotated[ContactForm, Form()],
    at: Desk = writes(Permission.INVITATIONS_SEND),
) -> Response:
    try:
        given = parse(ContactInput, typed.model_dump())
        offered = parse(VendorRowInput, {"name": "-", "product": typed.product}).product
    except Invalid as invalid:
        return _invitation(at, campaign_id, invitation_id, typed=typed, problems=invalid.problems, status=422)
    before = queries.invitation(at.session, at.actor, campaign_id, invitation_id)
    seen, was = sending.fingerprint(before), before.contact_email
    changed = sending.change_contact(at.session, at.actor, campaign_id, invitation_id, given, offered, at.now)
    if typed.renew and changed.sent_at is not None and changed.revoked_at is None and was != changed.contact_email:
        sending.renew(
            at.session, at.actor, campaign_id, invitation_id, at.services.settings, at.now, seen=seen, mail=True
        )
        return _back(campaign_id, invitation_id, "renewed-mailed")
    return _back(campaign_id, invitation_id, "contact")


@router.post("/invitations/{invitation_id}/renew")
def renew(
    campaign_id: str,
    invitation_id: str,
    seen: Annotated[str, Form()] = "",
    mail: Annotated[bool, Form()] = False,
    at: Desk = writes(Permission.INVITATIONS_SEND),
) -> Response:
    sending.renew(at.session, at.actor, campaign_id, invitation_id, at.services.settings, at.now, seen=seen, mail=mail)
    return _back(campaign_id, invitation_id, "renewed-mailed" if mail else "renewed")


@router.post("/invitations/{invitation_id}/revoke")
def revoke(campaign_id: str, invitation_id: str, at: Desk = writes(Permission.INVITATIONS_SEND)) -> Response:
    sending.revoke(at.session, at.actor, campaign_id, invitation_id, at.now)
    return _back(campaign_id, invitation_id, "revoked")


@router.post("/invitations/{invitation_id}/restore")
def restore(campaign_id: str, invitation_id: str, at: Desk = writes(Permission.INVITATIONS_SEND)) -> Response:
    sending.restore(at.session, at.actor, campaign_id, invitation_id, at.services.settings, at.now)
    return _back(campaign_id, invitation_id, "restored")


@router.post("/invitations/{invitation_id}/open-again")
def open_again(
    campaign_id: str,
    invitation_id: str,
    mail: Annotated[bool, Form()] = False,
    at: Desk = writes(Permission.INVITATIONS_SEND),
) -> Response:
    """After the vendor took its answers back."""
    sending.open_again(at.session, at.actor, campaign_id, invitation_id, at.services.settings, at.now, mail=mail)
    return _back(campaign_id, invitation_id, "opened-mailed" if mail else "opened")


@router.post("/invitations/{invitation_id}/remind")
def remind(campaign_id: str, invitation_id: str, at: Desk = writes(Permission.INVITATIONS_SEND)) -> Response:
    campaign = queries.campaign(at.session, at.actor, campaign_id)
    queries.invitation(at.session, at.actor, campaign_id, invitation_id)
    waiting = {invitation_id} & set(table_of(at, campaign).remindable)
    count = sending.remind(at.session, at.actor, campaign_id, waiting, at.services.settings, at.now)
    return _back(campaign_id, invitation_id, "reminded" if count else "not-reminded")


@router.post("/invitations/{invitation_id}/remove")
def remove(campaign_id: str, invitation_id: str, at: Desk = writes(Permission.CAMPAIGNS_EDIT)) -> Response:
    editing.remove_vendor(at.session, at.actor, campaign_id, invitation_id, at.now)
    return see_other(f"/campaigns/{campaign_id}")


def _back(campaign_id: str, invitation_id: str, done: str) -> Response:
    return see_other(f"/campaigns/{campaign_id}/invitations/{invitation_id}?done={done}")


def _add(
    at: Desk,
    campaign_id: str,
    typed: OneForm,
    *,
    pasted: str = "",
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> Response:
    campaign = queries.campaign(at.session, at.actor, campaign_id)
    known = tuple(row.legal_name for row in vendors.vendors(at.session, at.actor)[:1000])
    page = AddPage(head(at, campaign, "vendors"), typed, pasted, known, lists.MOST_ROWS, problems)
    return render(at.request, "buyer/campaign_add.html", page, status=status)


def _preview(at: Desk, campaign_id: str, rows: Sequence[lists.Row], *, added: int | None = None) -> Response:
    campaign = queries.campaign(at.session, at.actor, campaign_id)
    right = [row for row in rows if row.row is not None]
    wrong = [row for row in rows if row.row is None]
    now, later = wrong[:CORRECTABLE], wrong[CORRECTABLE:]
    page = PreviewPage(
        head=head(at, campaign, "vendors"),
        right=_recognised(at, campaign, right[:SHOWN]),
        right_count=len(right),
        wrong=tuple(now),
        wrong_count=len(wrong),
        kept=lists.write([*right, *later]),
        added=added,
    )
    return render(at.request, "buyer/campaign_preview.html", page, status=422 if wrong else 200)


def _recognised(at: Desk, campaign: Campaign, rows: Sequence[lists.Row]) -> tuple[Recognised, ...]:
    every = vendors.vendors(at.session, at.actor)
    by_key = {row.name_key: row for row in every}
    present = {line.vendor_id for line in queries.invitations(at.session, at.actor, campaign.id)}
    result = []
    for row in rows:
        known = by_key.get(name_key(row.name))
        alike = [] if known else vendors.lookalikes(every, row.name)
        result.append(
            Recognised(
                row=row,
                known=known is not None,
                present=known is not None and known.id in present,
                similar=alike[0].legal_name if alike else "",
            )
        )
    return tuple(result)


def _send(at: Desk, campaign: Campaign, *, problems: tuple[Problem, ...] = (), status: int = 200) -> Response:
    page = SendPage(
        head=head(at, campaign, "vendors"),
        preflight=sending.preflight(at.session, at.actor, campaign, at.services.settings, at.now),
        again=campaign.sent_at is not None,
        mailed=bool(at.services.settings.smtp_host),
        problems=problems,
    )
    return render(at.request, "buyer/campaign_send.html", page, status=status)


def _invitation(
    at: Desk,
    campaign_id: str,
    invitation_id: str,
    *,
    typed: ContactForm | None = None,
    done: str = "",
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> Response:
    campaign = queries.campaign(at.session, at.actor, campaign_id)
    found = queries.invitation(at.session, at.actor, campaign_id, invitation_id)
    table = table_of(at, campaign)
    row = next(row for row in table.every if row.line.id == found.id)
    may_send = at.actor.can(Permission.INVITATIONS_SEND)
    may_read_mails = at.actor.can(Permission.MAILS_READ)
    page = InvitationPage(
        head=head(at, campaign, "vendors", table),
        invitation=found,
        row=row,
        vendor=vendors.vendor(at.session, at.actor, found.vendor_id),
        contacts=vendors.contacts(at.session, at.actor, found.vendor_id),
        mails=mails.mails(at.session, at.actor, campaign_id=campaign_id, invitation_id=found.id)
        if may_read_mails
        else (),
        link=queries.link_of(at.session, found.id, at.services.settings) if may_send else None,
        seen=sending.fingerprint(found),
        can_send=may_send,
        zone=at.actor.zone,
        typed=typed
        or ContactForm(
            contact_name=found.contact_name, contact_email=found.contact_email, product=found.product, renew=True
        ),
        done=done,
        problems=problems,
    )
    return render(at.request, "buyer/campaign_vendor.html", page, status=status)
