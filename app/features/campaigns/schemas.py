"""What goes in and out of campaigns: views for both sides, forms, and the rule of the due date."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, model_validator

from app.core.problems import Problem
from app.core.response import Subject, Vendor
from app.core.typed import day, line, prose, refused
from app.features.campaigns.models import Campaign, CampaignState, Late
from app.features.identity.schemas import Email, Name, VendorActor

CONTACT = "contact"  # the id, on pages, of whoever the invitation itself names


def is_overdue(due_on: date | None, zone: ZoneInfo, now: datetime) -> bool:
    """True once the due date is over: a due date ends at midnight where the organisation is."""
    return due_on is not None and now.astimezone(zone).date() > due_on


def months_after(day: date, months: int) -> date:
    """The same day of a later month; its last day where it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def days_left(due_on: date | None, zone: ZoneInfo, now: datetime) -> int | None:
    """Calendar days from today to the due date, where the organisation is; negative when it is over."""
    return None if due_on is None else (due_on - now.astimezone(zone).date()).days


class InvitationState(StrEnum):
    """What a link lets its vendor do now. Whether it has submitted is the response's state."""

    OPEN = "open"
    DECLINED = "declined"
    TAKEN_BACK = "taken back"  # the vendor has erased its answers; the buyer may open it again
    OVERDUE = "overdue"  # the due date is over, and the buyer takes no late responses
    CLOSED = "closed"  # the buyer has closed the campaign
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class InvitationView:
    """One invitation with everything that its vendor may know of the campaign. Nothing about other vendors."""

    invitation_id: str
    organisation_id: str
    campaign_id: str
    vendor_id: str
    release_id: str
    state: InvitationState
    asker: str
    timezone: str
    owner_name: str
    owner_email: str
    title: str
    reference: str
    system_name: str
    system_description: str
    message: str
    contract_start: date | None
    contract_end: date | None
    due_on: date | None
    erase_on: date | None  # answers, files and names are erased on that day
    late: Late
    overdue: bool  # with late=open the state stays open: it may still be sent in, and is marked late
    questions_until: date | None
    asking_over: bool  # that day is over
    closed_at: datetime | None  # by the buyer
    product: str
    contact_name: str
    contact_email: str
    vendor: Vendor
    started_at: datetime | None
    declined_at: datetime | None
    decline_reason: str
    expires_at: datetime | None
    language: str  # that the vendor chose, or empty
    colleague_id: str = ""  # whose own link it is; the contact is then this colleague

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def about(self) -> str:
        """What the questions are about, in the words that this vendor will recognise."""
        return self.product or self.system_name

    @property
    def writable(self) -> bool:
        """Answers may be saved and sent in, as far as the campaign is concerned."""
        return self.state is InvitationState.OPEN

    @property
    def subject(self) -> Subject:
        return Subject(
            name=self.about,
            description=self.system_description,
            contract_start=self.contract_start,
            contract_end=self.contract_end,
        )


Situation = InvitationView


def state_of(
    *,
    campaign: CampaignState,
    revoked: bool,
    expires_at: datetime | None,
    taken_back: bool,
    declined: bool,
    overdue: bool,
    late: Late,
    now: datetime,
) -> InvitationState:
    """The first of these that holds: what the buyer did to the link counts before what time did."""
    if revoked:
        return InvitationState.REVOKED
    if expires_at is not None and expires_at <= now:
        return InvitationState.EXPIRED
    if taken_back:
        return InvitationState.TAKEN_BACK
    if campaign is CampaignState.CLOSED:
        return InvitationState.CLOSED
    if declined:
        return InvitationState.DECLINED
    if overdue and late is Late.CLOSED:
        return InvitationState.OVERDUE
    return InvitationState.OPEN


class CampaignInput(BaseModel):
    """A campaign as typed; a draft may lack what is only needed for sending. `parse` raises Invalid."""

    model_config = ConfigDict(frozen=True)

    title: Annotated[str, line("Title", 200, required=True)]
    reference: Annotated[str, line("Reference", 64)] = ""
    release_id: Annotated[str, line("Questionnaire", 26, required=True)]
    owner_id: Annotated[str, line("Owner", 26)] = ""  # empty: whoever creates it, or as it was
    system_name: Annotated[str, line("AI system or purchase", 200)] = ""
    system_description: Annotated[str, prose("Description", 5_000)] = ""
    message: Annotated[str, prose("Message to vendors", 5_000)] = ""
    contract_start: Annotated[date | None, day("Start of the contract")] = None
    contract_end: Annotated[date | None, day("End of the contract")] = None
    due_on: Annotated[date | None, day("Due date")] = None
    late: Late = Late.CLOSED
    questions_until: Annotated[date | None, day("Questions until")] = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.contract_start and self.contract_end and self.contract_end < self.contract_start:
            raise refused("DATE-ORDER", "The contract ends before it starts", "Correct one of the two dates.")
        if self.questions_until and self.due_on and self.questions_until > self.due_on:
            message = "Questions can be asked after the answers are due"
            raise refused("DATE-ORDER", message, "Let the day for questions be the due date or earlier.")
        return self


class PolicyReason(BaseModel):
    """Why a campaign's policy is chosen. `parse` raises Invalid."""

    model_config = ConfigDict(frozen=True)

    reason: Annotated[str, prose("Reason", 2_000)] = ""


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign in a list, with its invitations counted."""

    campaign: Campaign
    release_title: str
    release_number: int
    owner_name: str
    vendors: int
    sent: int
    started: int
    declined: int


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation as the buyer sees it in a table."""

    id: str
    campaign_id: str
    vendor_id: str
    legal_name: str
    product: str
    contact_name: str
    contact_email: str
    sent_at: datetime | None
    started_at: datetime | None
    last_seen_at: datetime | None
    declined_at: datetime | None
    decline_reason: str
    revoked_at: datetime | None
    expires_at: datetime | None
    created_at: datetime
    taken_back_at: datetime | None


@dataclass(frozen=True, slots=True)
class Participation:
    """One campaign that a vendor was put into."""

    campaign: Campaign
    invitation: InvitationLine


@dataclass(frozen=True, slots=True)
class Preflight:
    """What stands between a campaign and its Send button."""

    unsent: tuple[InvitationLine, ...]
    problems: tuple[Problem, ...]  # errors forbid sending, warnings do not

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity == "warning")

    @property
    def ready(self) -> bool:
        return bool(self.unsent) and not self.errors


@dataclass(frozen=True, slots=True)
class Added:
    """What became of rows put into a campaign."""

    added: int  # invitations made
    new_vendors: int  # of which for vendors not known before
    already: int  # rows whose vendor was in the campaign before


class ColleagueInput(BaseModel):
    """Whom to invite, as typed. `parse` raises Invalid."""

    model_config = ConfigDict(frozen=True)

    name: Name
    email: Email


@dataclass(frozen=True, slots=True)
class Access:
    """What a colleague may do. Everybody reads everything but confidential answers of sections that are not theirs."""

    sections: tuple[str, ...] = ()  # empty: the whole questionnaire
    may_submit: bool = False
    may_invite: bool = False


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody who has, or had, access to a response on the vendor's side."""

    id: str  # CONTACT, or the colleague's
    name: str
    email: str
    access: Access
    last_seen_at: datetime | None
    link_sent_at: datetime | None
    link_shown: bool = False
    invited_by: str = ""
    revoked_at: datetime | None = None

    @property
    def is_contact(self) -> bool:
        return self.id == CONTACT


def person_id(actor: VendorActor) -> str:
    return actor.colleague_id or CONTACT
