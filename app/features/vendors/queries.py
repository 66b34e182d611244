"""Reads: the vendors that an organisation knows, and their contacts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.certificates.names import Likeness, compare_names
from app.features.errors import NotFound
from app.features.identity.schemas import MemberActor
from app.features.vendors.models import Contact, VendorRow
from app.features.vendors.schemas import name_key


def vendors(session: Session, actor: MemberActor, search: str = "") -> Sequence[VendorRow]:
    """The organisation's vendors by name; with `search`, those whose name or number holds it."""
    wanted = select(VendorRow).where(VendorRow.organisation_id == actor.organisation_id)
    if key := name_key(search):
        wanted = wanted.where(
            sa.or_(
                col(VendorRow.name_key).contains(key, autoescape=True),
                sa.func.lower(col(VendorRow.registration_number)).contains(key, autoescape=True),
            )
        )
    return session.exec(wanted.order_by(col(VendorRow.name_key))).all()


def vendor(session: Session, actor: MemberActor, vendor_id: str, *, for_update: bool = False) -> VendorRow:
    """Raises NotFound when it is not the organisation's."""
    found = session.get(VendorRow, vendor_id, with_for_update=True if for_update else None)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound("vendor")
    return found


def by_keys(session: Session, actor: MemberActor, keys: Collection[str]) -> dict[str, VendorRow]:
    """Vendors by `name_key`, of those keys that are known."""
    found: dict[str, VendorRow] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), 500):
        some = select(VendorRow).where(
            VendorRow.organisation_id == actor.organisation_id,
            col(VendorRow.name_key).in_(wanted[start : start + 500]),
        )
        found.update((row.name_key, row) for row in session.exec(some))
    return found


def lookalikes(known: Iterable[VendorRow], name: str, *, besides: str = "") -> list[VendorRow]:
    """Vendors that may be the same company under another spelling ("Otterline HR S.A.", "OTTERLINE HR SA")."""
    key = name_key(name)
    return [
        row
        for row in known
        if row.id != besides
        and row.name_key[:1] == key[:1]
        and compare_names(row.legal_name, name).likeness is not Likeness.DIFFERENT
    ]


def contacts(session: Session, actor: MemberActor, vendor_id: str) -> Sequence[Contact]:
    mine = select(Contact).where(Contact.organisation_id == actor.organisation_id, Contact.vendor_id == vendor_id)
    return session.exec(mine.order_by(col(Contact.name), col(Contact.email))).all()


def contact(session: Session, actor: MemberActor, contact_id: str) -> Contact:
    """Raises NotFound when it is not the organisation's."""
    found = session.get(Contact, contact_id)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound("contact")
    return found


def first_contacts(session: Session, actor: MemberActor, vendor_ids: Collection[str]) -> dict[str, Contact]:
    """For each of these vendors the contact that was entered first."""
    found: dict[str, Contact] = {}
    wanted = sorted(vendor_ids)
    for start in range(0, len(wanted), 500):
        some = select(Contact).where(
            Contact.organisation_id == actor.organisation_id, col(Contact.vendor_id).in_(wanted[start : start + 500])
        )
        for row in session.exec(some.order_by(col(Contact.id))):
            found.setdefault(row.vendor_id, row)
    return found
