"""Writes the register: what the newest scorecard of a response says of its certificates, one row each."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.certificates.facts import CertificateFacts, Family
from app.core.response import Response
from app.core.scoring.scorecard import CertificateStanding, Scorecard
from app.features.certificates.schemas import number_key
from app.features.responses.models import Submission
from app.features.scorecards.models import RegisterEntry, ScorecardRow


def enter(session: Session, row: ScorecardRow, submission: Submission, response: Response, card: Scorecard) -> None:
    """Replace the entries of the scorecard's response. A submission that is not the newest leaves them as they are."""
    newest = session.exec(
        select(sa.func.max(col(Submission.number))).where(Submission.response_id == submission.response_id)
    ).one()
    if submission.number != newest:
        return
    session.execute(sa.delete(RegisterEntry).where(col(RegisterEntry.response_id) == row.response_id))
    standings = {c.certificate: c for c in card.certificates}
    for facts in response.certificates:
        session.add(_entry(row, submission, facts, standings[facts.id]))
    session.flush()


def _entry(
    row: ScorecardRow, submission: Submission, facts: CertificateFacts, standing: CertificateStanding
) -> RegisterEntry:
    def text(name: str, limit: int) -> str:
        fact = getattr(facts, name)
        return str(fact.value).strip()[:limit] if fact is not None else ""

    number = text("number", 200)
    return RegisterEntry(
        response_id=row.response_id, certificate_id=facts.id[:200], organisation_id=row.organisation_id,
        campaign_id=row.campaign_id, vendor_id=row.vendor_id, scorecard_id=row.id, family=standing.family.value,
        scheme=facts.scheme[:64], standard=text("standard", 300), number=number,
        number_key=number_key(number) or facts.id[:200], holder=text("holder", 300), scope=text("scope", 5_000),
        valid_from=facts.valid_from.value if facts.valid_from else None,
        valid_until=facts.valid_until.value if facts.valid_until else None,
        end_confirmed=facts.valid_until.confirmed if facts.valid_until else True,
        standing=standing.standing.value if standing.family is Family.MANAGEMENT_SYSTEM else "",
        sent_at=submission.submitted_at,
    )  # fmt: skip
