"""What stories of decisions share: two vendors of one campaign have submitted, and both are flagged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from app.features.campaigns.models import Campaign
from app.features.decisions import queries, service
from app.features.decisions.models import Decision, Kind
from app.features.decisions.schemas import Award, OnVendor, TakeBack, VendorState
from app.features.responses.models import ResponseRow
from app.infra.settings import Settings
from tests.conftest import Cast, Now, Person
from tests.features.review_story import Reviewing, begin
from tests.web.vendor_story import invite


@dataclass
class Deciding:
    """A campaign with two scored vendors, with shorthands for what people decide."""

    session: Session
    cast: Cast
    now: Now
    quillfeather: Reviewing
    otterline: Reviewing

    @property
    def campaign_id(self) -> str:
        return self.quillfeather.response.campaign_id

    def state(self, vendor: Reviewing) -> VendorState:
        return queries.state_of(self.session, self.cast.vera.actor, self.campaign_id, vendor.response.vendor_id)

    def given(self, vendor: Reviewing, kind: Kind = Kind.EXCLUDED, **changes: Any) -> OnVendor:
        values = {
            "kind": kind, "reason": "It does not show what it says.", "ground": "Requirement 4 of the call.",
            "scorecard_id": vendor.newest.id, "seen": self.seen(vendor),
        }  # fmt: skip
        return OnVendor(**{**values, **changes})

    def seen(self, vendor: Reviewing) -> str:
        decided = self.state(vendor).decided
        return decided.id if decided else ""

    def decide(self, who: Person, vendor: Reviewing, kind: Kind = Kind.EXCLUDED, **changes: Any) -> Decision:
        return service.decide(
            self.session, who.actor, self.campaign_id, self.given(vendor, kind, **changes), now=self.now()
        )

    def award_given(self, *vendors: Reviewing, **changes: Any) -> Award:
        shown = queries.states(self.session, self.cast.vera.actor, self.campaign_id).values()
        decided = queries.count(self.session, self.cast.vera.actor, self.campaign_id)
        values = {
            "vendors": tuple(v.response.vendor_id for v in vendors), "reason": "The best evidenced of two.",
            "seen": queries.basis_of(shown, decided),
        }  # fmt: skip
        return Award(**{**values, **changes})

    def award(self, who: Person, *vendors: Reviewing, **changes: Any) -> Decision:
        given = self.award_given(*vendors, **changes)
        return service.award(self.session, who.actor, self.campaign_id, given, now=self.now())

    def take_back(self, who: Person, decision: Decision, reason: str = "Decided on the wrong file.") -> Decision:
        given = TakeBack(reason=reason)
        return service.take_back(self.session, who.actor, self.campaign_id, decision.id, given, now=self.now())


def begin_deciding(session: Session, cast: Cast, settings: Settings, now: Now) -> Deciding:
    quillfeather = begin(session, cast, settings, now)
    quillfeather.submit()
    campaign = session.exec(select(Campaign).where(Campaign.id == quillfeather.response.campaign_id)).one()
    invited = invite(session, campaign, "Otterline HR", "Otto Lind", settings, now())
    row = ResponseRow(
        organisation_id=campaign.organisation_id, campaign_id=campaign.id, vendor_id=invited.vendor_id,
        invitation_id=invited.invitation_id, release_id=campaign.release_id, created_at=now(), changed_at=now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    otterline = Reviewing(session, row, quillfeather.release, cast, now)
    otterline.submit((), held={"value": "no"}, number={"value": "no"}, stop={"value": "yes"})
    return Deciding(session, cast, now, quillfeather, otterline)
