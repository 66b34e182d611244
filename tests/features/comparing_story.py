"""What stories about comparing share: five vendors that have submitted, and one that is still answering.

Quillfeather claims everything and its certificate says otherwise in one place; Otterline has documents for what it
says; Larkspur says little; Pebblewick and Marmalade lie between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from app.core.response import Response
from app.core.scoring.canonical import digest
from app.features.campaigns.models import Campaign, Invitation
from app.features.identity.schemas import MemberActor
from app.features.questionnaires.queries import load_release
from app.features.responses.models import ResponseRow, ResponseState, Submission
from app.features.scorecards import service as scorecards
from app.features.scorecards.models import ScorecardRow
from app.features.vendors.models import VendorRow
from app.infra.content import reference
from app.infra.settings import Settings
from tests.features.review_story import certificate
from tests.web.vendor_story import campaign, invite, publish

QUESTIONNAIRE = """
format: countersign/1
id: compared
title: {en: To be compared}
languages: [en]
minutes: 10
catalogs: [iso-42001-2023, eu-ai-act-2026-07]
sections:
  - id: certificate
    title: {en: Certificate and scope}
    questions:
      - {id: held, ask: {en: Do you hold a certificate?}, type: yes_no, good: yes, clauses: ["iso-42001:4.3"],
         evidence: {expect: certificate, schemes: [iso-42001]}, claims: {scheme: iso-42001, fact: held}}
      - {id: number, ask: {en: Does it carry the number CERT-1?}, type: yes_no, good: yes, clauses: ["iso-42001:4.4"],
         claims: {scheme: iso-42001, fact: number, values: {yes: CERT-1}}}
  - id: data
    title: {en: Data}
    questions:
      - {id: origin, ask: {en: Do you record where data come from?}, type: yes_no, good: yes,
         clauses: ["iso-42001:A.7.5", "eu-ai-act:art-10"], evidence: {expect: document}}
      - {id: quality, ask: {en: Do you test the quality of data?}, type: yes_no, good: yes,
         clauses: ["iso-42001:A.7.4"], evidence: {expect: document}}
  - id: oversight
    title: {en: Oversight}
    questions:
      - {id: stop, ask: {en: Can a person stop it?}, type: yes_no, good: yes, clauses: ["eu-ai-act:art-14"],
         evidence: {expect: document},
         needs_decision: {when: {is: no}, default: "on", reason: {en: No stop button.}}}
"""
NONE_HELD = {"held": "no", "number": "no"}
DOCUMENTED = ("origin", "quality", "stop")
VENDORS: dict[str, tuple[str, str, dict[str, str], tuple[str, ...]]] = {
    # name -> product, contact, answers, questions with a document
    "Quillfeather Talent": ("Quillfeather Hire", "Marta Quist", {}, ("held",)),
    "Otterline HR": ("Otterline Shortlist", "Otto Linde", NONE_HELD, DOCUMENTED),
    "Larkspur & Tonne": ("Tonne Screen", "Lars Tonne", {"held": "no", "number": "no", "quality": "no", "stop": "no"},
                         ("origin",)),
    "Pebblewick Systems": ("Pebblewick Match", "Petra Wick", {"held": "no", "number": "no"}, ("origin",)),
    "Marmalade Reasoning": ("Marmalade Rank", "Mara Lade", {"held": "no", "number": "no", "origin": "no"}, ()),
}  # fmt: skip
STILL_ANSWERING = "Brindle & Fenn"
YES = dict.fromkeys(("held", "number", "origin", "quality", "stop"), "yes")


@dataclass
class Comparing:
    session: Session
    campaign: Campaign
    by: MemberActor
    settings: Settings
    now: datetime

    def add(self, name: str, product: str = "", contact: str = "Vera Ndor") -> ResponseRow:
        invited = invite(self.session, self.campaign, name, contact, self.settings, self.now)
        invitation = self.session.get_one(Invitation, invited.invitation_id)
        invitation.product = product
        row = ResponseRow(
            organisation_id=self.campaign.organisation_id, invitation_id=invited.invitation_id,
            campaign_id=self.campaign.id, vendor_id=invited.vendor_id, release_id=self.campaign.release_id,
            created_at=self.now, changed_at=self.now,
        )  # fmt: skip
        self.session.add_all([invitation, row])
        self.session.flush()
        return row

    def submit(
        self,
        row: ResponseRow,
        answers: dict[str, str],
        documents: tuple[str, ...] = (),
        certificates: tuple[dict[str, Any], ...] = (),
    ) -> ScorecardRow:
        """The vendor sends in "yes" to everything, with these changes."""
        content = {
            "questionnaire": "compared", "release": load_release(self.session, row.release_id).digest,
            "as_of": "2026-11-23", "vendor": {"legal_name": "Quillfeather Talent"},
            "subject": {"name": "Quillfeather Hire"},
            "answers": {q: {"value": a} for q, a in (YES | answers).items()},
            "evidence": [
                {"id": "e1", "name": "document.pdf", "sha256": "1" * 64, "media_type": "application/pdf", "size": 9,
                 "questions": list(documents)}
            ],
            "certificates": list(certificates),
        }  # fmt: skip
        row.submissions += 1
        row.state = ResponseState.SUBMITTED
        submission = Submission(
            organisation_id=row.organisation_id, response_id=row.id, number=row.submissions,
            content=Response.model_validate(content).model_dump(mode="json"), digest=digest(content),
            signed_name="Marta Quist", signed_function="Head of quality", submitted_at=self.now,
        )  # fmt: skip
        self.session.add_all([row, submission])
        self.session.flush()
        return scorecards.compute(self.session, self.by, submission.id, reference(), now=self.now)

    def response_of(self, name: str) -> ResponseRow:
        found = select(ResponseRow).join(VendorRow, VendorRow.id == ResponseRow.vendor_id)  # type: ignore[arg-type]
        return self.session.exec(found.where(VendorRow.legal_name == name)).one()


def tell(session: Session, by: MemberActor, settings: Settings, now: datetime) -> Comparing:
    release = publish(session, by, QUESTIONNAIRE, now)
    round_ = campaign(session, by, release, now, due_on=date(2027, 1, 15))
    story = Comparing(session, round_, by, settings, now)
    for name, (product, contact, answers, documents) in VENDORS.items():
        held = (certificate("c1", "CERT-2", "2029-01-11"),) if not answers else ()
        story.submit(story.add(name, product, contact), answers, documents, held)
    story.add(STILL_ANSWERING, "Brindle Sort", "Bria Fenn")
    return story
