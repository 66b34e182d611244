"""Reads: certificates of a response, and where else in the organisation they were seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.certificates.facts import CertificateFacts, Sighting
from app.core.certificates.names import Likeness, compare_names
from app.core.certificates.read.model import ReadCertificate, ReadFact, Reading
from app.core.questionnaire.model import Questionnaire
from app.core.response import Response
from app.features.certificates.as_read import facts_of
from app.features.certificates.models import CertificateRow, CertificateVersion, ReadingRow
from app.features.certificates.schemas import Kept, number_key
from app.features.errors import NotFound
from app.features.identity.schemas import VendorActor
from app.features.responses.models import EvidenceFile, ResponseRow
from app.features.vendors.models import VendorRow

SHORT_NUMBER = 6  # letters and digits; below, two bodies may give the same by chance


def kept(session: Session, response_id: str) -> tuple[Kept, ...]:
    """The certificates of a response, oldest first. The caller has loaded the response for its actor."""
    rows = session.exec(
        select(CertificateRow)
        .where(CertificateRow.response_id == response_id, col(CertificateRow.removed_at).is_(None))
        .order_by(col(CertificateRow.id))
    )
    return tuple(as_kept(row) for row in rows)


def removed(session: Session, response_id: str) -> tuple[Kept, ...]:
    """Those that were removed, newest first. The caller has loaded the response for its actor."""
    rows = session.exec(
        select(CertificateRow)
        .where(CertificateRow.response_id == response_id, col(CertificateRow.removed_at).is_not(None))
        .order_by(col(CertificateRow.removed_at).desc())
    )
    return tuple(as_kept(row) for row in rows)


def of_vendor(session: Session, actor: VendorActor, certificate_id: str, *, lock: bool = False) -> CertificateRow:
    """A certificate of the vendor's own response, removed or not. Raises NotFound."""
    wanted = (
        select(CertificateRow)
        .join(ResponseRow, col(ResponseRow.id) == col(CertificateRow.response_id))
        .where(CertificateRow.id == certificate_id, ResponseRow.invitation_id == actor.invitation_id)
    )
    found = session.exec(wanted.with_for_update(of=CertificateRow) if lock else wanted).first()
    if found is None:
        raise NotFound("certificate")
    return found


def evidence_of(session: Session, actor: VendorActor, certificate_id: str) -> str | None:
    """The file of a certificate of the vendor's own response; the row stays unread, to be locked later.

    Raises NotFound.
    """
    wanted = (
        select(CertificateRow.evidence_id)
        .join(ResponseRow, col(ResponseRow.id) == col(CertificateRow.response_id))
        .where(CertificateRow.id == certificate_id, ResponseRow.invitation_id == actor.invitation_id)
    )
    found = session.exec(wanted).all()
    if not found:
        raise NotFound("certificate")
    return found[0]


def as_kept(row: CertificateRow) -> Kept:
    facts = CertificateFacts.model_validate({**row.facts, "id": row.id})
    return Kept(facts, row.version, row.by, row.at, row.reading_id is not None)


def of_response(session: Session, response_id: str) -> tuple[CertificateFacts, ...]:
    """The facts as the vendor stated or confirmed them, for its draft and for what it signs: what was read and nobody
    has confirmed speaks for nothing. Nobody has looked for sightings: what other vendors attached is not this vendor's
    to sign, or to see."""
    return tuple(facts for k in kept(session, response_id) if (facts := k.facts.confirmed_only) is not None)


def reading_of(session: Session, evidence_id: str) -> ReadingRow | None:
    """The newest reading of a file. The caller has loaded the file for its actor."""
    mine = select(ReadingRow).where(ReadingRow.evidence_id == evidence_id)
    return session.exec(mine.order_by(col(ReadingRow.id).desc()).limit(1)).first()


def newest_read(session: Session, evidence_id: str) -> Reading | None:
    """What a file was last read to say. The caller has loaded the file for its actor."""
    mine = select(ReadingRow).where(ReadingRow.evidence_id == evidence_id, col(ReadingRow.result).is_not(None))
    found = session.exec(mine.order_by(col(ReadingRow.id).desc()).limit(1)).first()
    return Reading.model_validate(found.result) if found else None


def read_from(session: Session, response_id: str, evidence_id: str) -> tuple[CertificateRow, ...]:
    """The certificates that were read in a file, in its order. The caller has loaded the response for its actor."""
    rows = session.exec(
        select(CertificateRow)
        .where(
            CertificateRow.response_id == response_id,
            CertificateRow.evidence_id == evidence_id,
            col(CertificateRow.reading_id).is_not(None),
            col(CertificateRow.removed_at).is_(None),
        )
        .order_by(col(CertificateRow.place), col(CertificateRow.id))
    )
    return tuple(rows)


def readings(session: Session, response_id: str) -> dict[str, ReadingRow]:
    """The newest reading of each file of a response that was ever read, by file. The caller has loaded the response."""
    rows = session.exec(select(ReadingRow).where(ReadingRow.response_id == response_id).order_by(col(ReadingRow.id)))
    return {row.evidence_id: row for row in rows}


def read_certificate(session: Session, row: CertificateRow) -> ReadCertificate | None:
    """A certificate as it was read, whatever became of it."""
    reading = session.get(ReadingRow, row.reading_id) if row.reading_id else None
    if reading is None or reading.result is None:
        return None
    found = Reading.model_validate(reading.result).certificates
    return found[row.place] if row.place < len(found) else None


def read_fact_of(session: Session, row: CertificateRow, name: str) -> ReadFact[Any] | None:
    found = read_certificate(session, row)
    read: ReadFact[Any] | None = getattr(found, name) if found else None
    return read


def facts_as_read(session: Session, row: CertificateRow) -> CertificateFacts | None:
    """The facts of a certificate as they were before anybody said anything to them."""
    found = read_certificate(session, row)
    return facts_of(found, row.id, row.evidence_id or "") if found else None


def versions(session: Session, certificate_id: str) -> Sequence[CertificateVersion]:
    """Every version of a certificate's facts, newest first. The caller has loaded the certificate for its actor."""
    mine = select(CertificateVersion).where(CertificateVersion.certificate_id == certificate_id)
    return session.exec(mine.order_by(col(CertificateVersion.version).desc())).all()


def replacements(session: Session, response_id: str) -> Mapping[str, str]:
    """Replaced evidence of a response -> the file that now stands in its place."""
    rows = session.execute(
        sa.select(col(EvidenceFile.id), col(EvidenceFile.replaced_by), col(EvidenceFile.removed_at)).where(
            col(EvidenceFile.response_id) == response_id
        )
    ).all()
    next_of = {identifier: by for identifier, by, _ in rows if by}
    live = {identifier for identifier, _, gone in rows if gone is None}
    found: dict[str, str] = {}
    for start, at in next_of.items():
        seen = {start}
        while at in next_of and at not in seen and at not in live:
            seen.add(at)
            at = next_of[at]
        if at in live:
            found[start] = at
    return found


def questions_about(questionnaire: Questionnaire, scheme: str) -> tuple[str, ...]:
    """Ids of the questions whose answers such a certificate speaks to, or that ask for it, in the order of the file."""
    return tuple(
        q.id
        for q in questionnaire.by_id.values()
        if scheme and (scheme in q.evidence.schemes or any(claim.scheme == scheme for claim in q.claims))
    )


def complete(session: Session, organisation_id: str, response_id: str, response: Response) -> Response:
    """The response with `sightings` filled in for each certificate, for scoring by the buyer; never for a vendor.

    Seen means: the same file with another vendor, or the same number with another vendor or another holder, in
    responses that were sent in to this organisation. Drafts stay with their vendors.
    """
    if not response.certificates:
        return response
    sha256 = {e.id: e.sha256 for e in response.evidence}
    mine = session.execute(
        sa.select(col(ResponseRow.vendor_id)).where(
            col(ResponseRow.id) == response_id, col(ResponseRow.organisation_id) == organisation_id
        )
    ).scalar_one_or_none()
    if mine is None:
        raise NotFound("response")
    files = _files_seen(
        session, organisation_id, mine, {s for c in response.certificates if (s := sha256.get(c.evidence))}
    )
    numbers = _numbers_seen(session, organisation_id, response_id, {k for c in response.certificates if (k := _key(c))})
    certificates = tuple(
        c.model_copy(
            update={
                "sightings": (
                    *files.get(sha256.get(c.evidence, ""), ()),
                    *(
                        s
                        for vendor, s, body in numbers.get(_key(c), ())
                        if (vendor != mine or _other_holder(s, c)) and not _by_chance(c, body)
                    ),
                )
            }
        )
        for c in response.certificates
    )
    return response.model_copy(update={"certificates": certificates})


def _files_seen(
    session: Session, organisation_id: str, vendor_id: str, sums: set[str]
) -> dict[str, tuple[Sighting, ...]]:
    """SHA-256 -> with which other vendors that file was sent in."""
    if not sums:
        return {}
    rows = session.execute(
        sa.select(col(EvidenceFile.sha256), col(VendorRow.legal_name))
        .join_from(EvidenceFile, ResponseRow, col(ResponseRow.id) == col(EvidenceFile.response_id))
        .join(VendorRow, col(VendorRow.id) == col(ResponseRow.vendor_id))
        .where(
            col(EvidenceFile.organisation_id) == organisation_id,
            col(EvidenceFile.sha256).in_(sums),
            col(EvidenceFile.removed_at).is_(None),
            col(ResponseRow.vendor_id) != vendor_id,
            col(ResponseRow.submissions) > 0,
        )
        .distinct()
        .order_by(col(VendorRow.legal_name))
    )
    found: dict[str, tuple[Sighting, ...]] = {}
    for sha256, vendor in rows:
        found[sha256] = (*found.get(sha256, ()), Sighting(same="file", vendor=vendor))
    return found


def _numbers_seen(
    session: Session, organisation_id: str, response_id: str, keys: set[str]
) -> dict[str, tuple[tuple[str, Sighting, str], ...]]:
    """Key of a number -> vendor ids, sightings and bodies of certificates of other responses that carry it."""
    if not keys:
        return {}
    rows = session.execute(
        sa.select(
            col(CertificateRow.number), col(CertificateRow.facts), col(ResponseRow.vendor_id), col(VendorRow.legal_name)
        )
        .join_from(CertificateRow, ResponseRow, col(ResponseRow.id) == col(CertificateRow.response_id))
        .join(VendorRow, col(VendorRow.id) == col(ResponseRow.vendor_id))
        .where(
            col(CertificateRow.organisation_id) == organisation_id,
            col(CertificateRow.number).in_(keys),
            col(CertificateRow.removed_at).is_(None),
            col(CertificateRow.response_id) != response_id,
            col(ResponseRow.submissions) > 0,
        )
        .order_by(col(VendorRow.legal_name), col(CertificateRow.id))
    )
    found: dict[str, tuple[tuple[str, Sighting, str], ...]] = {}
    for key, facts, vendor_id, vendor in rows:
        other = CertificateFacts.model_validate(facts)
        sighting = Sighting(
            same="number",
            vendor=vendor,
            holder=other.holder.value if other.holder else "",
            number=other.number.value if other.number else "",
        )
        body = other.body.value if other.body else ""
        found[key] = (*found.get(key, ()), (vendor_id, sighting, body))
    return found


def _key(facts: CertificateFacts) -> str:
    return number_key(facts.number.value) if facts.number else ""


def _other_holder(sighting: Sighting, facts: CertificateFacts) -> bool:
    """The same vendor in another campaign, with another holder on the same certificate."""
    mine = facts.holder.value if facts.holder else ""
    return bool(mine and sighting.holder) and compare_names(mine, sighting.holder).likeness is not Likeness.SAME


def _by_chance(facts: CertificateFacts, body: str) -> bool:
    """Two bodies may well give the same short number: each counts for itself."""
    mine = facts.body.value if facts.body else ""
    short = len(_key(facts)) < SHORT_NUMBER
    return bool(short and mine and body) and compare_names(mine, body).likeness is Likeness.DIFFERENT
