"""What review stories share: Marta has submitted, and several things wait for a reviewer.

A text that only a rubric can rate; a "does not apply" that counts once somebody accepts it; a certificate with open
points, which contradicts an answer; and one that has ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, select

from app.core.response import Response
from app.core.scoring.canonical import digest
from app.features.questionnaires.models import Release
from app.features.questionnaires.queries import load_release
from app.features.responses.models import ResponseRow, ResponseState, Submission
from app.features.reviews.models import Kind
from app.features.reviews.schemas import Judgement
from app.features.scorecards import service as scorecards
from app.features.scorecards.models import ScorecardRow
from app.infra.content import reference
from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Cast, Now
from tests.web.vendor_story import campaign, invite, publish

QUESTIONNAIRE = """
format: countersign/1
id: reviewed
title: {en: To be reviewed}
languages: [en]
minutes: 10
catalogs: [iso-42001-2023]
sections:
  - id: certificate
    title: {en: Certificate}
    questions:
      - {id: held, ask: {en: Do you hold a certificate?}, type: yes_no, good: yes, clauses: ["iso-42001:4.3"],
         evidence: {expect: certificate, schemes: [iso-42001]}, claims: {scheme: iso-42001, fact: held}}
      - {id: number, ask: {en: Does it carry the number CERT-1?}, type: yes_no, good: yes,
         claims: {scheme: iso-42001, fact: number, values: {yes: CERT-1}}}
  - id: practice
    title: {en: Practice}
    questions:
      - id: tests
        ask: {en: How do you test?}
        type: long_text
        weight: 3
        evidence: {expect: document}
        rubric:
          en: >-
            1: methods with values and dates. 0.7: one of these missing. 0: nothing that can be checked. Low values are
            not marked down.
      - {id: training, ask: {en: Do you train on personal data?}, type: yes_no, good: no, not_applicable: after_review}
      - {id: stop, ask: {en: Can a person stop it?}, type: yes_no, good: yes, evidence: {expect: document}}
      - {id: other, ask: {en: What else should we know?}, type: long_text, weight: 0}
"""
ANSWERS: dict[str, Any] = {
    "held": {"value": "yes"},
    "number": {"value": "yes"},
    "tests": {"value": "Each release is tested on 4,000 cases."},
    "training": {"not_applicable": True, "reason": "We train nothing; the model is bought in."},
    "stop": {"value": "yes"},
    "other": {"value": "Nothing."},
}


def fact(value: str) -> dict[str, Any]:
    return {"value": value, "source": {"how": "typed", "by": "Marta Quist"}}


def certificate(identifier: str, number: str, until: str) -> dict[str, Any]:
    return {
        "id": identifier, "evidence": "e1", "scheme": "iso-42001", "standard": fact("ISO/IEC 42001:2023"),
        "edition": fact("2023"), "number": fact(number), "holder": fact("Quillfeather Talent"),
        "scope": fact("Operation of Quillfeather Hire"), "valid_from": fact("2026-01-12"), "valid_until": fact(until),
        "body": fact("Brightkeel Assurance Ltd"),
    }  # fmt: skip


CERTIFICATES = (certificate("c1", "CERT-2", "2029-01-11"), certificate("c2", "CERT-3", "2026-06-30"))


@dataclass
class Reviewing:
    """One response, with shorthands for what reviewers do to it."""

    session: Session
    response: ResponseRow
    release: Release
    cast: Cast
    now: Now

    @property
    def id(self) -> str:
        return self.response.id

    def submit(self, certificates: tuple[dict[str, Any], ...] = CERTIFICATES, **changes: Any) -> Submission:
        """The vendor sends its answers, with these changes to them."""
        content = {
            "questionnaire": "reviewed", "release": load_release(self.session, self.release.id).digest,
            "as_of": "2026-11-23", "vendor": {"legal_name": "Quillfeather Talent"},
            "subject": {"name": "Quillfeather Hire"}, "answers": {**ANSWERS, **changes},
            "evidence": [
                {"id": "e1", "name": "certificate.pdf", "sha256": "1" * 64, "media_type": "application/pdf", "size": 9,
                 "questions": ["held"]}
            ],
            "certificates": list(certificates),
        }  # fmt: skip
        self.response.submissions += 1
        self.response.state, self.response.submitted_at = ResponseState.SUBMITTED, self.now()
        submission = Submission(
            organisation_id=self.response.organisation_id, response_id=self.id, number=self.response.submissions,
            content=Response.model_validate(content).model_dump(mode="json"), digest=digest(content),
            signed_name="Marta Quist", signed_function="Head of quality", submitted_at=self.now(),
        )  # fmt: skip
        self.session.add(self.response)
        self.session.add(submission)
        self.session.flush()
        scorecards.compute(self.session, self.cast.ines.actor, submission.id, reference(), now=self.now())
        return submission

    def judgement(self, kind: Kind, target: str, value: float | None = None, **changes: Any) -> Judgement:
        given = {"reason": "We looked at it together.", "submission": self.response.submissions, **changes}
        return Judgement(kind=kind, target=target, value=value, **given)

    @property
    def newest(self) -> ScorecardRow:
        rows = select(ScorecardRow).where(ScorecardRow.response_id == self.id)
        return max(self.session.exec(rows), key=lambda row: row.number)


def begin(session: Session, cast: Cast, settings: Settings, now: Now) -> Reviewing:
    """A response to which nothing was sent yet."""
    release = publish(session, cast.ines.actor, QUESTIONNAIRE, now())
    round_ = campaign(session, cast.ines.actor, release, now(), due_on=date(2026, 12, 1))
    invited = invite(session, round_, "Quillfeather Talent", "Marta Quist", settings, now())
    row = ResponseRow(
        organisation_id=round_.organisation_id, campaign_id=round_.id, vendor_id=invited.vendor_id,
        invitation_id=invited.invitation_id, release_id=release.id, created_at=now(), changed_at=now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return Reviewing(session, row, release, cast, now)


def submitted(database: Database, cast: Cast, settings: Settings, now: Now) -> str:
    """The id of a response that was sent and scored, for stories told through a browser."""
    with database.writing() as session:
        story = begin(session, cast, settings, now)
        story.submit()
        return story.id
