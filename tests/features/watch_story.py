"""What stories of the register share: vendors that sent in certificates, through the same steps as real ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, select

from app.core.response import Response
from app.core.scoring.canonical import digest
from app.features.campaigns.models import Campaign, Invitation
from app.features.questionnaires.models import Release
from app.features.questionnaires.queries import load_release
from app.features.responses.models import ResponseRow, ResponseState, Submission
from app.features.scorecards import service as scorecards
from app.features.vendors.models import VendorRow
from app.infra.content import reference
from app.infra.settings import Settings
from app.infra.tokens import new_nonce
from tests.conftest import Cast, Now, Person
from tests.features.review_story import QUESTIONNAIRE, fact
from tests.web.vendor_story import publish


def certificate(number: str, until: str | None, scheme: str = "iso-42001", **changes: Any) -> dict[str, Any]:
    standard = {"iso-42001": "ISO/IEC 42001:2023", "iso-27001": "ISO/IEC 27001:2022"}.get(scheme, "House rules")
    facts: dict[str, Any] = {
        "id": f"c-{number or 'bare'}",
        "scheme": scheme,
        "standard": fact(standard),
        "holder": fact("Quillfeather Talent"),
        "scope": fact("Operation of Quillfeather Hire"),
        "body": fact("Brightkeel Assurance Ltd"),
    }
    if number:
        facts["number"] = fact(number)
    if until:
        facts["valid_until"] = fact(until)
    return facts | changes


@dataclass
class Sending:
    """One buyer's campaigns, and what its vendors send in."""

    session: Session
    cast: Cast
    settings: Settings
    now: Now
    buyer: Person | None = None
    _campaigns: dict[str, Campaign] = field(default_factory=dict)

    @property
    def by(self) -> Person:
        return self.buyer or self.cast.tomas

    def campaign(self, title: str, owner: Person | None = None) -> Campaign:
        if title not in self._campaigns:
            actor = self.by.actor
            row = Campaign(
                organisation_id=actor.organisation_id,
                release_id=self._release().id,
                owner_id=(owner or self.by).actor.id,
                title=title,
                system_name="Quillfeather Hire",
                created_at=self.now(),
            )
            self.session.add(row)
            self.session.flush()
            self._campaigns[title] = row
        return self._campaigns[title]

    def _release(self) -> Release:
        actor = self.by.actor
        found = self.session.exec(select(Release).where(Release.organisation_id == actor.organisation_id)).first()
        return found or publish(self.session, actor, QUESTIONNAIRE, self.now())

    def vendor(self, name: str) -> VendorRow:
        organisation = self.by.actor.organisation_id
        wanted = select(VendorRow).where(VendorRow.legal_name == name, VendorRow.organisation_id == organisation)
        found = self.session.exec(wanted).first()
        if found is None:
            found = VendorRow(
                organisation_id=organisation, legal_name=name, name_key=name.casefold(), created_at=self.now()
            )
            self.session.add(found)
            self.session.flush()
        return found

    def invitation(self, vendor: str, title: str) -> Invitation:
        campaign, row = self.campaign(title), self.vendor(vendor)
        wanted = select(Invitation).where(Invitation.campaign_id == campaign.id, Invitation.vendor_id == row.id)
        found = self.session.exec(wanted).first()
        if found is None:
            contact = vendor.split(maxsplit=1)[0].lower()
            found = Invitation(
                organisation_id=row.organisation_id, campaign_id=campaign.id, vendor_id=row.id,
                contact_name=f"Contact of {vendor}", contact_email=f"ai@{contact}.example", nonce=new_nonce(),
                created_at=self.now(),
            )  # fmt: skip
            self.session.add(found)
            self.session.flush()
        return found

    def draft(self, vendor: str, title: str) -> ResponseRow:
        """A response that was begun; the one that is there already, if there is one."""
        invitation, campaign = self.invitation(vendor, title), self.campaign(title)
        found = self.session.exec(select(ResponseRow).where(ResponseRow.invitation_id == invitation.id)).first()
        if found is None:
            found = ResponseRow(
                organisation_id=campaign.organisation_id, campaign_id=campaign.id, vendor_id=invitation.vendor_id,
                invitation_id=invitation.id, release_id=campaign.release_id, created_at=self.now(),
                changed_at=self.now(),
            )  # fmt: skip
            self.session.add(found)
            self.session.flush()
        return found

    def send_in(
        self, vendor: str, *certificates: dict[str, Any], title: str = "AI in hiring", **answers: str
    ) -> ResponseRow:
        """The vendor submits, and is scored."""
        row = self.draft(vendor, title)
        release = load_release(self.session, row.release_id)
        content = {
            "questionnaire": release.questionnaire.id, "release": release.digest,
            "as_of": self.now().date().isoformat(), "vendor": {"legal_name": vendor},
            "subject": {"name": "Quillfeather Hire"}, "answers": {q: {"value": v} for q, v in answers.items()},
            "certificates": list(certificates),
        }  # fmt: skip
        row.submissions += 1
        row.state, row.submitted_at = ResponseState.SUBMITTED, self.now()
        submission = Submission(
            organisation_id=row.organisation_id, response_id=row.id, number=row.submissions,
            content=Response.model_validate(content).model_dump(mode="json"), digest=digest(content),
            signed_name="Marta Quist", signed_function="Head of quality", submitted_at=self.now(),
        )  # fmt: skip
        self.session.add(row)
        self.session.add(submission)
        self.session.flush()
        scorecards.compute(self.session, self.by.actor, submission.id, reference(), now=self.now())
        return row


def on(text: str) -> date:
    return date.fromisoformat(text)
