"""Writes: asking a register (a job does it), recording a look-up by hand, taking one back."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session

from app.core.problems import Invalid, Problem
from app.features.audit import service as audit
from app.features.errors import Closed, NotFound
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor
from app.features.registers import queries
from app.features.registers.models import LookupRow, LookupState
from app.features.registers.schemas import GLEIF, EntityQuestion, HandLookup, Sent, Withdrawal
from app.features.vendors import queries as vendors
from app.features.vendors import service as vendor_service
from app.features.vendors.models import VendorRow
from app.features.vendors.schemas import VendorInput
from app.infra.jobs import enqueue
from app.infra.registers import Registers, gleif


def ask(
    session: Session, actor: MemberActor, certificate: Sent, register_id: str, registers: Registers, *, now: datetime
) -> LookupRow:
    """Have a configured register asked about a certificate. One that is being asked already is not asked twice.

    Raises NotAllowed, NotFound for a register that is not configured, Invalid (LOOKUP-NUMBER).
    """
    actor.require(Permission.RESPONSES_REVIEW)
    register = registers.certificate_register(register_id)
    if register is None:
        raise NotFound("register")
    if not certificate.number:
        message = "The certificate has no number, so no register can be asked about it."
        raise Invalid([_problem("LOOKUP-NUMBER", "", message, "Ask the vendor for the number.")])
    asked = queries.of_certificate(session, actor, certificate.facts.id)
    for row in asked:
        if row.state == LookupState.WAITING and row.register_id == register_id:
            return row
    row = LookupRow(
        organisation_id=actor.organisation_id, vendor_id=certificate.vendor_id, response_id=certificate.response_id,
        certificate_id=certificate.facts.id, register_id=register.id, register_name=register.name,
        asked_for=certificate.number[:300], link=register.link(certificate.number)[:1000], by_id=actor.id,
        by=actor.name, at=now,
    )  # fmt: skip
    _queue(session, row, now)
    audit.record(
        session, actor, "certificate.lookup_asked", kind="certificate", subject=certificate.facts.id, now=now,
        register=register.name, number=certificate.number,
    )  # fmt: skip
    return row


def record(
    session: Session, actor: MemberActor, certificate: Sent, given: HandLookup, *, today: date, now: datetime
) -> LookupRow:
    """Record what a person saw in a register. The same one sent twice is recorded once.

    Raises NotAllowed, Invalid (LOOKUP-DAY) for a day that has not come.
    """
    actor.require(Permission.RESPONSES_REVIEW)
    if given.on > today:
        raise Invalid([_problem("LOOKUP-DAY", "on", "That day has not come yet", "Give the day on which you looked.")])
    for old in queries.of_certificate(session, actor, certificate.facts.id):
        as_before = (old.register_name, old.answer, old.on, old.words, old.link, old.by_id, old.register_id)
        told = (given.register_name, given.answer, given.on, given.words, given.link, actor.id, "")
        if old.withdrawn_at is None and as_before == told and old.asked_for == certificate.number[:300]:
            return old
    row = LookupRow(
        organisation_id=actor.organisation_id, vendor_id=certificate.vendor_id, response_id=certificate.response_id,
        certificate_id=certificate.facts.id, register_name=given.register_name, asked_for=certificate.number[:300],
        state=LookupState.ANSWERED, answer=given.answer, words=given.words, link=given.link, on=given.on,
        by_id=actor.id, by=actor.name, at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "certificate.looked_up", kind="certificate", subject=certificate.facts.id, now=now,
        register=given.register_name, answer=given.answer, on=given.on.isoformat(),
    )  # fmt: skip
    return row


def withdraw(session: Session, actor: MemberActor, lookup_id: str, given: Withdrawal, *, now: datetime) -> LookupRow:
    """Take a look-up back, one's own or a colleague's, with a reason; it stays in the history. Twice is once.

    Raises NotAllowed, NotFound, Closed while a register is still being asked.
    """
    actor.require(Permission.RESPONSES_REVIEW)
    row = queries.lookup(session, actor, lookup_id, lock=True)
    if row.withdrawn_at is not None:
        return row
    if row.state == LookupState.WAITING:
        raise Closed("The register is still being asked.", remedy="Wait for its answer, then take it back.")
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = now, actor.name, given.withdrawn_reason
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "lookup.taken_back", kind="certificate" if row.certificate_id else "vendor",
        subject=row.certificate_id or row.vendor_id, now=now, register=row.register_name, answer=row.answer,
        reason=given.withdrawn_reason,
    )  # fmt: skip
    return row


def ask_about_vendor(
    session: Session, actor: MemberActor, vendor_id: str, given: EntityQuestion, registers: Registers, *, now: datetime
) -> LookupRow:
    """Have GLEIF asked about a vendor's legal name, or an LEI. Raises NotAllowed, NotFound (also when it is off)."""
    actor.require(Permission.VENDORS_EDIT)
    vendor = vendors.vendor(session, actor, vendor_id)
    if not registers.gleif:
        raise NotFound("register")
    for row in queries.of_vendor(session, actor, vendor_id):
        if row.state == LookupState.WAITING and row.asked_for == given.asked_for:
            return row
    row = LookupRow(
        organisation_id=actor.organisation_id, vendor_id=vendor.id, register_id=GLEIF, register_name=gleif.NAME,
        asked_for=given.asked_for, by_id=actor.id, by=actor.name, at=now,
    )  # fmt: skip
    _queue(session, row, now)
    audit.record(
        session, actor, "vendor.lookup_asked", kind="vendor", subject=vendor.id, name=vendor.legal_name, now=now,
        register=gleif.NAME, asked_for=given.asked_for,
    )  # fmt: skip
    return row


def use_legal_name(
    session: Session, actor: MemberActor, vendor_id: str, lookup_id: str, lei: str, version: int, *, now: datetime
) -> VendorRow:
    """Call a vendor as a register calls it, because a person decided so. The name it had stays among its other names.

    Raises what `vendors.service.edit` raises, and Invalid (LOOKUP-NAME) when the answer has no such entity.
    """
    actor.require(Permission.VENDORS_EDIT)
    row = queries.lookup(session, actor, lookup_id)
    if row.vendor_id != vendor_id:
        raise NotFound("look-up")
    name = next((str(e["legal_name"]) for e in row.entities if e["lei"] == lei), "")
    if not name:
        remedy = "Open the answer again, and choose one of its names."
        raise Invalid([_problem("LOOKUP-NAME", "", "That name is not in the answer", remedy)])
    vendor = vendors.vendor(session, actor, vendor_id, for_update=True)
    others = dict.fromkeys([*vendor.other_names, vendor.legal_name])
    given = VendorInput(
        legal_name=name, country=vendor.country, registration_number=vendor.registration_number,
        website=vendor.website, other_names=tuple(n for n in others if n != name), group=tuple(vendor.group),
    )  # fmt: skip
    return vendor_service.edit(session, actor, vendor_id, version, given, now)


def _queue(session: Session, row: LookupRow, now: datetime) -> None:
    session.add(row)
    session.flush()
    enqueue(session, "lookup", {"lookup": row.id}, key=f"lookup:{row.id}", now=now)


def _problem(code: str, where: str, message: str, remedy: str) -> Problem:
    return Problem(code=code, where=where, message=message, remedy=remedy)
