"""Reads: look-ups of the actor's organisation; and those that count, as the rules read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.core.certificates.facts import Lookup
from app.core.response import Response
from app.features.certificates.models import CertificateRow
from app.features.certificates.schemas import number_key
from app.features.errors import NotFound
from app.features.identity.schemas import MemberActor
from app.features.registers.models import LookupRow, LookupState
from app.features.registers.schemas import Sent
from app.features.responses import queries as responses
from app.features.responses.models import ResponseRow


def sent(session: Session, actor: MemberActor, certificate_id: str) -> Sent:
    """A certificate of the newest submission to the actor's organisation: what a vendor is still writing is not the
    buyer's to see. Raises NotFound."""
    row = session.get(CertificateRow, certificate_id)
    response = session.get(ResponseRow, row.response_id) if row else None
    if row is None or response is None or row.organisation_id != actor.organisation_id:
        raise NotFound("certificate")
    submitted = responses.submissions(session, row.response_id)
    content = Response.model_validate(submitted[0].content) if submitted else None
    facts = next((c for c in content.certificates if c.id == certificate_id), None) if content else None
    if facts is None:
        raise NotFound("certificate")
    return Sent(facts, row.organisation_id, response.vendor_id, response.campaign_id, row.response_id)


def of_certificate(session: Session, actor: MemberActor, certificate_id: str) -> Sequence[LookupRow]:
    """Every look-up of a certificate, newest first."""
    mine = select(LookupRow).where(
        LookupRow.organisation_id == actor.organisation_id, LookupRow.certificate_id == certificate_id
    )
    return session.exec(mine.order_by(col(LookupRow.id).desc())).all()


def of_vendor(session: Session, actor: MemberActor, vendor_id: str) -> Sequence[LookupRow]:
    """Every look-up of a vendor as a legal entity, newest first."""
    mine = select(LookupRow).where(
        LookupRow.organisation_id == actor.organisation_id,
        LookupRow.vendor_id == vendor_id,
        col(LookupRow.certificate_id).is_(None),
    )
    return session.exec(mine.order_by(col(LookupRow.id).desc())).all()


def lookup(session: Session, actor: MemberActor, lookup_id: str, *, lock: bool = False) -> LookupRow:
    """Raises NotFound when it is not the organisation's."""
    found = session.get(LookupRow, lookup_id, with_for_update=True if lock else None)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound("look-up")
    return found


def complete(session: Session, organisation_id: str, response: Response) -> Response:
    """The response with the look-ups that count, for scoring by the buyer; never for a vendor.

    Those count that were answered, not taken back, and asked about the number that the certificate has now.
    """
    ids = [c.id for c in response.certificates]
    if not ids:
        return response
    rows = session.exec(
        select(LookupRow)
        .where(
            LookupRow.organisation_id == organisation_id,
            col(LookupRow.certificate_id).in_(ids),
            LookupRow.state == LookupState.ANSWERED,
            col(LookupRow.withdrawn_at).is_(None),
            col(LookupRow.on).is_not(None),
        )
        .order_by(col(LookupRow.on), col(LookupRow.id))
    ).all()
    found: dict[tuple[str, str], tuple[Lookup, ...]] = {}
    for row in rows:
        key = (row.certificate_id or "", number_key(row.asked_for))
        found[key] = (*found.get(key, ()), _as_fact(row))
    certificates = tuple(
        c.model_copy(update={"lookups": found.get((c.id, number_key(c.number.value if c.number else "")), ())})
        for c in response.certificates
    )
    return response.model_copy(update={"certificates": certificates})


def _as_fact(row: LookupRow) -> Lookup:
    return Lookup.model_validate(
        {
            "register_name": row.register_name, "by": row.by, "on": row.on, "answer": row.answer, "words": row.words,
            "link": row.link, "digest": row.digest,
        }
    )  # fmt: skip
