"""Writes: vendors and their contacts."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from app.core.problems import Invalid, Problem
from app.features.audit import service as audit
from app.features.errors import Conflict
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor
from app.features.vendors import queries
from app.features.vendors.models import Contact, VendorRow
from app.features.vendors.schemas import ContactInput, VendorInput, name_key

CODES = {
    "VENDOR-KNOWN": "A vendor of this name is in the organisation's list already.",
    "CONTACT-KNOWN": "The vendor has a contact with this e-mail address already.",
}


def add(session: Session, actor: MemberActor, given: VendorInput, now: datetime) -> VendorRow:
    """A new vendor. Raises Invalid (VENDOR-KNOWN) when the organisation has one of that name."""
    actor.require(Permission.VENDORS_EDIT)
    _require_new_name(session, actor, given)
    row = VendorRow(
        organisation_id=actor.organisation_id,
        legal_name=given.legal_name,
        name_key=name_key(given.legal_name),
        country=given.country,
        registration_number=given.registration_number,
        website=given.website,
        other_names=list(given.other_names),
        group=list(given.group),
        created_at=now,
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "vendor.added", kind="vendor", subject=row.id, name=row.legal_name, now=now)
    return row


def edit(
    session: Session, actor: MemberActor, vendor_id: str, version: int, given: VendorInput, now: datetime
) -> VendorRow:
    """Change a vendor as it was seen in `version`.

    Raises NotFound, Invalid (VENDOR-KNOWN), and Conflict with `theirs` (the row as it is now) and `mine` (`given`) when
    somebody changed it since.
    """
    actor.require(Permission.VENDORS_EDIT)
    row = queries.vendor(session, actor, vendor_id, for_update=True)
    if row.version != version:
        raise Conflict(
            "Somebody has changed this vendor while you were editing it.",
            remedy="Compare, then save again what should stand.",
            theirs=row,
            mine=given,
        )
    _require_new_name(session, actor, given, besides=row.id)
    new = given.model_dump(mode="json")
    before = {name: getattr(row, name) for name in new}
    changed = sorted(name for name, value in new.items() if before[name] != value)
    if not changed:
        return row
    for name, value in new.items():
        setattr(row, name, value)
    row.name_key = name_key(row.legal_name)
    row.version += 1
    session.add(row)
    session.flush()
    was = {name: before[name] for name in changed}
    audit.record(session, actor, "vendor.edited", kind="vendor", subject=row.id, name=row.legal_name, now=now, was=was)
    return row


def add_contact(session: Session, actor: MemberActor, vendor_id: str, given: ContactInput, now: datetime) -> Contact:
    """Raises NotFound, and Invalid (CONTACT-KNOWN) when the vendor has this address."""
    actor.require(Permission.VENDORS_EDIT)
    row = queries.vendor(session, actor, vendor_id)
    known = session.exec(
        select(Contact.id).where(Contact.vendor_id == row.id, Contact.email == given.contact_email)
    ).first()
    if known is not None:
        message = f"{given.contact_email} is a contact of {row.legal_name} already"
        raise Invalid(
            [Problem(code="CONTACT-KNOWN", where="contact_email", message=message, remedy="Nothing needs to be done.")]
        )
    contact = Contact(
        organisation_id=row.organisation_id, vendor_id=row.id, name=given.contact_name, email=given.contact_email
    )
    session.add(contact)
    session.flush()
    audit.record(
        session, actor, "vendor.contact_added", kind="vendor", subject=row.id, name=row.legal_name, now=now,
        contact=contact.email,
    )  # fmt: skip
    return contact


def remove_contact(session: Session, actor: MemberActor, vendor_id: str, contact_id: str, now: datetime) -> None:
    """Invitations keep the address they were sent to. Raises NotFound."""
    actor.require(Permission.VENDORS_EDIT)
    row = queries.vendor(session, actor, vendor_id)
    contact = queries.contact(session, actor, contact_id)
    if contact.vendor_id != row.id:
        return
    session.delete(contact)
    session.flush()
    audit.record(
        session, actor, "vendor.contact_removed", kind="vendor", subject=row.id, name=row.legal_name, now=now,
        contact=contact.email,
    )  # fmt: skip


def _require_new_name(session: Session, actor: MemberActor, given: VendorInput, *, besides: str = "") -> None:
    known = queries.by_keys(session, actor, {name_key(given.legal_name)}).get(name_key(given.legal_name))
    if known is not None and known.id != besides:
        raise Invalid(
            [
                Problem(
                    code="VENDOR-KNOWN",
                    where="legal_name",
                    message=f"“{known.legal_name}” is in your list of vendors already",
                    remedy="Open that vendor, or give this one the name that tells the two apart.",
                )
            ]
        )
