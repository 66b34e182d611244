"""One row or more in every table: a campaign in which Marta has submitted and Otto is still answering.

For tests over the whole: isolation of every route, migrations with data in them. Rows are written directly, so that the
story stands still when the services change.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.core.questionnaire.load import canonical, digest, load
from app.core.response import Response
from app.core.scoring.policy import Credits, Policy, policy_hash
from app.features.audit.models import AuditEvent
from app.features.campaigns.models import (
    Campaign,
    CampaignState,
    Colleague,
    Invitation,
    PolicyChoice,
    VendorSession,
)
from app.features.campaigns.queries import situation_of
from app.features.certificates.models import CertificateRow, CertificateVersion, ReadingRow, ReadingState
from app.features.decisions import service as decisions
from app.features.decisions.models import Decision
from app.features.decisions.models import Kind as Decided
from app.features.decisions.schemas import OnVendor
from app.features.enquiries.models import Audience, Enquiry, EnquiryReply, EnquiryState
from app.features.identity.models import LoginAttempt, PasswordLink
from app.features.identity.schemas import SystemActor
from app.features.notifications.models import Mail, MailState
from app.features.policies.models import PolicyRow, PolicyVersion
from app.features.questionnaires.models import QuestionnaireRow, Release
from app.features.registers.models import LookupRow, LookupState
from app.features.responses.models import (
    AnswerRow,
    AnswerVersion,
    ClarificationRow,
    EvidenceFile,
    EvidenceLink,
    ExplanationRow,
    ExplanationVersion,
    FeedbackRow,
    ReceivedFile,
    ResponseRow,
    ResponseState,
    Submission,
)
from app.features.responses.service import begin
from app.features.reviews import queries as reviews
from app.features.reviews.models import Kind, Review
from app.features.scorecards import service as scorecards
from app.features.scorecards.models import ScorecardRow
from app.features.team.models import TeamNote, TeamTask, TeamVisit
from app.features.vendors.models import Contact, VendorRow
from app.features.watch.models import ExpiryNotice, WatchMute, WatchSettings
from app.infra import jobs
from app.infra.content import reference
from app.infra.db import Database
from app.infra.http import HttpAnswerRow, HttpTurn
from app.infra.storage import Storage
from app.infra.tokens import derive_token, hash_token, new_nonce, new_token
from tests.conftest import Cast
from tests.documents import pdf

QUESTIONNAIRE = """\
format: countersign/1
id: oversight
title: {en: Human oversight}
languages: [en]
catalogs: [iso-42001-2023]
minutes: 5
sections:
  - id: use
    title: {en: Use}
    questions:
      - id: Q1
        ask: {en: Can a person stop the system at any time?}
        type: yes_no
        good: yes
        required: true
        not_applicable: with_reason
        clauses: ["iso-42001:A.9.2"]
        evidence: {expect: document}
      - id: Q2
        ask: {en: Do you hold an ISO/IEC 42001 certificate?}
        type: yes_no
        good: yes
        weight: 0
        evidence: {expect: certificate, schemes: [iso-42001]}
        claims: {scheme: iso-42001, fact: held, values: {yes: true, no: false}}
  - id: end
    title: {en: The end}
    questions:
      - id: Q3
        ask: {en: What else should we know?}
        type: long_text
        weight: 0
        visibility: {confidential: true}
"""
READ = {
    "family": "management-system-certificate", "legibility": "text", "page_count": 1, "pages": [[595, 842]],
    "certificates": [{
        "scheme": "iso-42001",
        "number": {"value": "AIMS-1", "confidence": 0.9, "page": 1, "box": [0.1, 0.1, 0.3, 0.12], "words": "AIMS-1"},
    }],
}  # fmt: skip
EVIDENCE = pdf(1, "the evidence of Marta")


@dataclass(frozen=True)
class VendorPerson:
    """Somebody at a vendor, with the browser that the link has let in."""

    invitation_id: str
    response_id: str
    token: str
    cookie: str


@dataclass(frozen=True)
class Story:
    campaign_id: str
    questionnaire_id: str
    release_id: str
    vendor_id: str
    contact_id: str
    mail_id: str
    evidence_id: str
    certificate_id: str
    submission_id: str
    scorecard_id: str
    review_id: str
    lookup_id: str
    decision_id: str
    policy_id: str
    enquiry_id: str
    clarification_id: str
    received_id: str
    marta: VendorPerson  # Quillfeather Talent, has submitted
    otto: VendorPerson  # Otterline HR, still answering
    colleague_id: str
    nora: VendorPerson  # Marta's colleague, who was given the last section only
    note_id: str
    gone: VendorPerson  # another, whose access was taken away while her browser was open


def tell(database: Database, storage: Storage, cast: Cast, key: bytes, now: datetime) -> Story:
    with database.writing() as session:
        return _Teller(session, storage, cast, key, now).tell()


class _Teller:
    def __init__(self, session: Session, storage: Storage, cast: Cast, key: bytes, now: datetime) -> None:
        self.session, self.storage, self.cast, self.key, self.now = session, storage, cast, key, now
        self.organisation = cast.ines.actor.organisation_id

    def _keep(self, *rows: Any) -> None:
        for row in rows:
            self.session.add(row)
            self.session.flush()

    def tell(self) -> Story:
        release = self._release()
        campaign = Campaign(
            organisation_id=self.organisation, release_id=release.id, owner_id=self.cast.tomas.actor.id,
            title="CV screening and shortlisting, 2026", system_name="CV screening", contract_start=date(2027, 1, 1),
            contract_end=date(2029, 12, 31), due_on=(self.now + timedelta(days=30)).date(), state=CampaignState.RUNNING,
            created_at=self.now, sent_at=self.now, erase_on=date(2032, 12, 31),
        )  # fmt: skip
        self._keep(campaign)
        policy = self._policy(campaign)
        quillfeather, contact, marta = self._vendor(campaign, "Quillfeather Talent", "Marta Quist")
        _, _, otto = self._vendor(campaign, "Otterline HR", "Otto Lind")
        nora_id, nora = self._colleague(marta, "Nora Quist", ["end"])
        _, gone = self._colleague(marta, "Greta Quist", [], revoked=True)
        note = self._team(marta, nora_id)
        evidence, certificate = self._evidence(marta)
        submission = self._submit(marta, evidence, certificate)
        review = self._review(submission)
        mail = self._mail(campaign, marta)
        self._keep(
            WatchSettings(organisation_id=self.organisation, calendar_by="Ines Aldemir", calendar_at=self.now),
            WatchMute(member_id=self.cast.vera.actor.id, at=self.now),
            ExpiryNotice(
                id="0" * 64, organisation_id=self.organisation, vendor_id=quillfeather.id, mail_id=mail.id,
                recipient=f"member:{self.cast.tomas.actor.id}", certificate="ISO/IEC 42001:2023, AIMS-1",
                valid_until=self.now.date(), days=30, at=self.now,
            ),
        )  # fmt: skip
        self._keep(
            LoginAttempt(subject="0" * 64, at=self.now),
            PasswordLink(
                member_id=self.cast.vera.actor.id, nonce=new_nonce(), token_hash=hash_token(new_token()),
                created_at=self.now, expires_at=self.now + timedelta(days=7),
            ),
            AuditEvent(
                organisation_id=self.organisation, at=self.now, actor_kind="member", actor_id=self.cast.ines.actor.id,
                actor_name="Ines Aldemir", action="campaign.sent", subject_kind="campaign", subject_id=campaign.id,
            ),
        )  # fmt: skip
        lookup = self._lookups(quillfeather, certificate)
        jobs.enqueue(self.session, "mail", {"mail_id": mail.id}, key=f"mail:{mail.id}", now=self.now)
        scorecard = scorecards.compute(
            self.session, SystemActor(self.organisation), submission.id, reference(), now=self.now
        )
        decision = self._decide(campaign, scorecard)
        enquiry = self._ask(campaign, marta)
        clarification = self._clarify(submission)
        return Story(
            campaign.id, release.questionnaire_id, release.id, quillfeather.id, contact.id, mail.id, evidence.id,
            certificate.id, submission.id, scorecard.id, review.id, lookup.id, decision.id, policy.id, enquiry.id,
            clarification.id, self._brought(marta.response_id).id, marta, otto, nora_id, nora, note.id, gone,
        )  # fmt: skip

    def _policy(self, campaign: Campaign) -> PolicyRow:
        """Strict on evidence, in a version that the campaign has chosen."""
        content = Policy(id="strict", credits=Credits(unsupported=0.2))
        row = PolicyRow(organisation_id=self.organisation, key="strict", title="Strict", created_at=self.now)
        self._keep(row)
        version = PolicyVersion(
            organisation_id=self.organisation, policy_id=row.id, number=1, content=content.model_dump(mode="json"),
            digest=policy_hash(content), reason="Claims alone are not enough.", created_at=self.now,
            created_by="Tomas Verhulst", used_at=self.now,
        )  # fmt: skip
        self._keep(version)
        campaign.policy, campaign.policy_version_id = version.content, version.id
        tomas = self.cast.tomas.actor
        choice = PolicyChoice(
            organisation_id=self.organisation, campaign_id=campaign.id, number=1, policy_version_id=version.id,
            at=self.now, by_id=tomas.id, by=tomas.name,
        )  # fmt: skip
        self._keep(campaign, choice)
        return row

    def _release(self) -> Release:
        model = load(QUESTIONNAIRE, "oversight.yaml").questionnaire
        assert model is not None
        row = QuestionnaireRow(
            organisation_id=self.organisation, key="oversight", title="Human oversight", source=QUESTIONNAIRE,
            created_at=self.now, updated_at=self.now,
        )  # fmt: skip
        self._keep(row)
        release = Release(
            organisation_id=self.organisation, questionnaire_id=row.id, number=1, title="Human oversight",
            digest=digest(model), source=QUESTIONNAIRE, content=json.loads(canonical(model)), published_at=self.now,
            published_by="Tomas Verhulst",
        )  # fmt: skip
        self._keep(release)
        return release

    def _vendor(self, campaign: Campaign, name: str, person: str) -> tuple[VendorRow, Contact, VendorPerson]:
        vendor = VendorRow(
            organisation_id=self.organisation, legal_name=name, name_key=name.casefold(), created_at=self.now
        )
        self._keep(vendor)
        email = f"{person.split(maxsplit=1)[0].lower()}@{name.split(maxsplit=1)[0].lower()}.example"
        contact = Contact(organisation_id=self.organisation, vendor_id=vendor.id, name=person, email=email)
        nonce, cookie = new_nonce(), new_token()
        token = derive_token(self.key, "invitation", nonce)
        invitation = Invitation(
            organisation_id=self.organisation, campaign_id=campaign.id, vendor_id=vendor.id, contact_name=person,
            contact_email=email, nonce=nonce, token_hash=hash_token(token), expires_at=self.now + timedelta(days=200),
            sent_at=self.now, started_at=self.now, created_at=self.now,
        )  # fmt: skip
        self._keep(contact, invitation)
        response = begin(self.session, situation_of(self.session, self.organisation, invitation.id, self.now), self.now)
        login = VendorSession(
            token_hash=hash_token(cookie), invitation_id=invitation.id, created_at=self.now,
            expires_at=self.now + timedelta(days=7),
        )  # fmt: skip
        answer = {"value": "yes", "by": person, "at": self.now}
        self._keep(login)
        self._keep(
            AnswerRow(response_id=response.id, question_id="Q1", **answer),
            AnswerVersion(response_id=response.id, question_id="Q1", version=1, **answer),
            ExplanationRow(response_id=response.id, finding="CLAIM-HELD:Q2:0", text="Not yet.", by=person, at=self.now),
            ExplanationVersion(
                response_id=response.id, finding="CLAIM-HELD:Q2:0", version=1, text="Not yet.", by=person, at=self.now
            ),
        )
        return vendor, contact, VendorPerson(invitation.id, response.id, token, cookie)

    def _colleague(
        self, of: VendorPerson, name: str, sections: list[str], *, revoked: bool = False
    ) -> tuple[str, VendorPerson]:
        nonce, cookie = new_nonce(), new_token()
        token = derive_token(self.key, "colleague", nonce)
        colleague = Colleague(
            organisation_id=self.organisation, invitation_id=of.invitation_id, name=name, sections=sections,
            email=f"{name.partition(' ')[0].lower()}@quillfeather.example", nonce=nonce, token_hash=hash_token(token),
            link_sent_at=self.now, invited_by="Marta Quist", created_at=self.now,
            revoked_at=self.now if revoked else None,
        )  # fmt: skip
        self._keep(colleague)
        login = VendorSession(
            token_hash=hash_token(cookie), invitation_id=of.invitation_id, colleague_id=colleague.id,
            created_at=self.now, expires_at=self.now + timedelta(days=7),
        )  # fmt: skip
        self._keep(login)
        return colleague.id, VendorPerson(of.invitation_id, of.response_id, token, cookie)

    def _team(self, marta: VendorPerson, nora: str) -> TeamNote:
        """Marta's note, Nora's section, and Nora at work."""
        common = {"response_id": marta.response_id, "by": "Marta Quist", "at": self.now}
        note = TeamNote(**common, question_id="Q1", text="Between ourselves.", person_id="contact")
        visit = TeamVisit(
            invitation_id=marta.invitation_id, person_id=nora, last_at=self.now, before_at=self.now, section_id="end",
            section_at=self.now,
        )  # fmt: skip
        self._keep(note, TeamTask(**common, place="section:end", person_id=nora), visit)
        return note

    def _evidence(self, marta: VendorPerson) -> tuple[EvidenceFile, CertificateRow]:
        stored = self.storage.put([EVIDENCE], limit=10_000)
        file = EvidenceFile(
            organisation_id=self.organisation, response_id=marta.response_id, sha256=stored.sha256,
            name="oversight.pdf", size=stored.size, media_type="application/pdf", uploaded_by="Marta Quist",
            uploaded_at=self.now,
        )  # fmt: skip
        self._keep(file)
        reading = ReadingRow(
            organisation_id=self.organisation, response_id=marta.response_id, evidence_id=file.id,
            state=ReadingState.READ, asked_by="Marta Quist", asked_at=self.now, finished_at=self.now, result=READ,
        )  # fmt: skip
        facts = {"id": "c1", "scheme": "iso-42001", "number": {"value": "AIMS-1"}}
        certificate = CertificateRow(
            organisation_id=self.organisation, response_id=marta.response_id, evidence_id=file.id, number="aims1",
            reading_id=reading.id, facts=facts, by="Marta Quist", at=self.now,
        )  # fmt: skip
        version = CertificateVersion(
            certificate_id=certificate.id, version=1, evidence_id=file.id, reading_id=reading.id, facts=facts,
            by="Marta Quist", at=self.now,
        )  # fmt: skip
        self._keep(EvidenceLink(evidence_id=file.id, question_id="Q1"), reading, certificate, version)
        return file, certificate

    def _lookups(self, vendor: VendorRow, certificate: CertificateRow) -> LookupRow:
        """A look-up of the certificate by hand, and one of the vendor that a worker has made."""
        rosa = self.cast.rosa.actor
        common = {"organisation_id": self.organisation, "vendor_id": vendor.id, "by_id": rosa.id, "by": rosa.name}
        common |= {"state": LookupState.ANSWERED, "on": self.now.date(), "at": self.now}
        by_hand = LookupRow(
            **common, response_id=certificate.response_id, certificate_id=certificate.id, asked_for="",
            register_name="Register of Brightkeel", answer="not found", words="No certificate matches.",
        )  # fmt: skip
        entity = {"lei": "529900QUILLFEATHER46", "legal_name": "Quillfeather Talent ApS"}
        asked = LookupRow(
            **common, register_id="gleif", register_name="GLEIF", asked_for="Quillfeather Talent", answer="found",
            words="Quillfeather Talent ApS", digest="0" * 64, entities=[entity],
        )  # fmt: skip
        answer = HttpAnswerRow(
            key="0" * 64, url="https://register.example/1", status=200, body=b"{}", fetched_at=self.now,
            expires_at=self.now + timedelta(hours=1),
        )  # fmt: skip
        self._keep(by_hand, asked, answer, HttpTurn(origin="https://register.example", free_at=self.now))
        return by_hand

    def _submit(self, marta: VendorPerson, evidence: EvidenceFile, certificate: CertificateRow) -> Submission:
        response = self.session.get_one(ResponseRow, marta.response_id)
        attached = {
            "id": evidence.id, "name": evidence.name, "sha256": evidence.sha256, "media_type": evidence.media_type,
            "size": evidence.size, "questions": ["Q1"],
        }  # fmt: skip
        response.state, response.submitted_at, response.submissions = ResponseState.SUBMITTED, self.now, 1
        submission = Submission(
            organisation_id=self.organisation, response_id=marta.response_id, number=1, digest="0" * 64,
            content={
                "format": "countersign-response/1", "questionnaire": "oversight", "as_of": self.now.date().isoformat(),
                "vendor": {"legal_name": "Quillfeather Talent"}, "subject": {"name": "CV screening"},
                "answers": {"Q1": {"value": "yes"}, "Q3": {"value": "Our secret."}},
                "evidence": [attached],
                "certificates": [{**certificate.facts, "id": certificate.id, "evidence": evidence.id}],
            },
            signed_name="Marta Quist", signed_function="Head of Responsible AI", submitted_at=self.now,
        )  # fmt: skip
        self._keep(response, submission)
        return submission

    def _review(self, submission: Submission) -> Review:
        """Rosa saw Marta's first answer with her own eyes."""
        response = Response.model_validate(submission.content)
        review = Review(
            organisation_id=self.organisation, response_id=submission.response_id, number=1, submission=1,
            kind=Kind.VERIFIED, target="Q1", reason="Shown to us on 20 November.",
            subject=reviews.subject_of(response, Kind.VERIFIED, "Q1"), by_id=self.cast.rosa.actor.id,
            by=self.cast.rosa.actor.name, at=self.now,
        )  # fmt: skip
        self._keep(review)
        return review

    def _decide(self, campaign: Campaign, scorecard: ScorecardRow) -> Decision:
        """Tomas excludes Quillfeather."""
        given = OnVendor(
            kind=Decided.EXCLUDED, reason="It cannot be stopped in time.", ground="Requirement 4 of the call.",
            scorecard_id=scorecard.id,
        )  # fmt: skip
        return decisions.decide(self.session, self.cast.tomas.actor, campaign.id, given, now=self.now)

    def _ask(self, campaign: Campaign, marta: VendorPerson) -> Enquiry:
        """Marta has asked, was answered, and everybody may read it in other words."""
        enquiry = Enquiry(
            organisation_id=self.organisation, campaign_id=campaign.id, invitation_id=marta.invitation_id,
            question_id="Q1", text="Does the stop button of Quillfeather Hire count?", asked_by="Marta Quist",
            asked_at=self.now, state=EnquiryState.PUBLISHED, publication=1,
        )  # fmt: skip
        self._keep(enquiry)
        by = {"by_id": self.cast.tomas.actor.id, "by": self.cast.tomas.actor.name, "at": self.now}
        self._keep(
            EnquiryReply(enquiry_id=enquiry.id, audience=Audience.ASKER, version=1, answer="Yes, it does.", **by),
            EnquiryReply(
                enquiry_id=enquiry.id, audience=Audience.EVERYONE, version=1, question="Does a stop button count?",
                answer="Yes.", **by,
            ),
        )  # fmt: skip
        return enquiry

    def _brought(self, response_id: str) -> ReceivedFile:
        """What Marta answered elsewhere, brought along as a file."""
        content = {
            "format": "countersign-answers/1",
            "made": {
                "vendor": "Quillfeather Talent", "name": "Marta Quist", "at": self.now.isoformat(), "state": "draft",
            },
            "questionnaire": {"id": "elsewhere", "title": {"en": "Oversight"}, "edition": 1, "sha256": "ab" * 32},
            "answers": [{
                "question": "E1", "value": "By asking people.",
                "asked": {"type": "long_text", "ask": {"en": "What else should we know?"}},
            }],
        }  # fmt: skip
        row = ReceivedFile(
            organisation_id=self.organisation, response_id=response_id, sha256="cd" * 32, content=content,
            standing="unknown", received_by="Marta Quist", received_at=self.now,
        )  # fmt: skip
        self._keep(row)
        return row

    def _clarify(self, submission: Submission) -> ClarificationRow:
        """Rosa asks about Marta's first answer, which is open again; and Tomas has told what to improve."""
        rosa, tomas = self.cast.rosa.actor, self.cast.tomas.actor
        asked = ClarificationRow(
            organisation_id=self.organisation, response_id=submission.response_id, number=1, submission=1,
            questions=["Q1"], text="Who may stop it at night?", due_on=(self.now + timedelta(days=7)).date(),
            asked_by_id=rosa.id, asked_by=rosa.name, asked_at=self.now, reply="The shift leader.", reply_version=1,
            reply_by="Marta Quist",
        )  # fmt: skip
        told = FeedbackRow(
            response_id=submission.response_id, version=1, text="Thank you for answering in time.",
            items=[{"question": "Q1", "text": "Say who may stop it, and when."}], by_id=tomas.id, by=tomas.name,
            at=self.now,
        )  # fmt: skip
        response = self.session.get_one(ResponseRow, submission.response_id)
        response.state, response.reopened = ResponseState.CLARIFYING, ["Q1"]
        self._keep(asked, told, response)
        return asked

    def _mail(self, campaign: Campaign, marta: VendorPerson) -> Mail:
        mail = Mail(
            organisation_id=self.organisation, campaign_id=campaign.id, invitation_id=marta.invitation_id,
            kind="invitation", to_name="Marta Quist", to_address="marta@quillfeather.example",
            subject="Norrhaven Transit asks", text="Open {{link}}", html="<a href='{{link}}'>Open</a>",
            state=MailState.KEPT, created_at=self.now,
        )  # fmt: skip
        self._keep(mail)
        return mail
