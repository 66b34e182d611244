"""Who is asking: the actor that every query and service takes first. And what people type about themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo, field_validator

from app.core.typed import email, line, refused
from app.core.wording import say
from app.features.errors import NotAllowed, NotYours
from app.features.identity.passwords import check_password
from app.features.identity.permissions import GRANTS, Permission, Role


@dataclass(frozen=True, slots=True)
class MemberActor:
    """A signed-in member of a buyer's organisation."""

    id: str
    organisation_id: str
    organisation_name: str
    timezone: str
    name: str
    email: str
    role: Role
    session_id: str

    kind = "member"

    def can(self, permission: Permission) -> bool:
        return permission in GRANTS[self.role]

    def require(self, permission: Permission) -> None:
        """Raises NotAllowed when the role does not grant it."""
        if not self.can(permission):
            raise NotAllowed(permission)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class VendorActor:
    """A person at a vendor, in through one invitation, and through nothing else."""

    invitation_id: str
    organisation_id: str
    organisation_name: str
    timezone: str
    campaign_id: str
    vendor_id: str
    name: str
    email: str
    language: str = ""  # that was chosen behind this link before
    colleague_id: str = ""  # empty: in by the invitation's own link
    sections: frozenset[str] = frozenset()  # the only ones that this person may answer; empty: all
    may_submit: bool = True
    may_invite: bool = True
    contact: str = ""  # who was asked, for a colleague to turn to

    kind = "vendor"

    @property
    def id(self) -> str:
        return self.colleague_id or self.invitation_id

    @property
    def whole(self) -> bool:
        """This person was given the whole questionnaire, and what belongs to no section: certificates, differences."""
        return not self.sections

    def may_answer(self, section_id: str) -> bool:
        return self.whole or section_id in self.sections

    def require_section(self, section_id: str) -> None:
        """Raises NotYours when this person was given other sections."""
        if not self.may_answer(section_id):
            raise self.not_yours(say("This section was not given to you, so you cannot change it."))

    def require_whole(self) -> None:
        """Raises NotYours when this person was given some sections only."""
        if not self.whole:
            raise self.not_yours(say("You were given some sections only, and this concerns the whole questionnaire."))

    def require_submit(self) -> None:
        """Raises NotYours when somebody else submits."""
        if not (self.may_submit and self.whole):
            raise self.not_yours(say("You were not given the right to submit the answers."))

    def require_invite(self) -> None:
        """Raises NotYours when somebody else invites people."""
        if not self.may_invite:
            raise self.not_yours(say("You were not given the right to invite people or to change their access."))

    def not_yours(self, message: str) -> NotYours:
        return NotYours(message, remedy=say("Ask %(name)s, who can change that.", name=self.contact or self.name))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


Actor = MemberActor | VendorActor


@dataclass(frozen=True, slots=True)
class SystemActor:
    """The installation itself: first run, demonstration data, the worker."""

    organisation_id: str
    id: str = "system"
    name: str = "Countersign"

    kind = "system"


_AREAS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)


@cache
def timezones() -> tuple[str, ...]:
    """Names of places, and UTC; without the aliases that the time zone database keeps for old systems."""
    return ("UTC", *sorted(zone for zone in available_timezones() if zone.partition("/")[0] in _AREAS))


def _timezone(given: object) -> str:
    if given not in timezones():
        raise refused("FIELD-FORM", "Choose a time zone", "Take one from the list; due dates end at its midnight.")
    return str(given)


def _role(given: object) -> Role:
    if given not in tuple(Role):
        raise refused("FIELD-FORM", "Choose a role", "Take one from the list.")
    return Role(str(given))


Name = Annotated[str, line("Name", 200, required=True)]
Email = Annotated[str, email("E-mail", required=True)]
OrganisationName = Annotated[str, line("Name of the organisation", 200, required=True)]
TimeZone = Annotated[str, BeforeValidator(_timezone)]
KnownRole = Annotated[Role, BeforeValidator(_role)]


class Form(BaseModel):
    """What somebody typed, read by `app.core.typed.parse`. Names are the ids of the form's fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FirstRun(Form):
    organisation: OrganisationName
    timezone: TimeZone
    name: Name
    email: Email
    password: str

    @field_validator("password")
    @classmethod
    def _good(cls, password: str, info: ValidationInfo) -> str:
        mine = info.data
        for problem in check_password(password, email=mine.get("email", ""), name=mine.get("name", "")):
            raise refused(problem.code, problem.message, problem.remedy)
        return password


class NewMember(Form):
    name: Name
    email: Email
    role: KnownRole


class NewRole(Form):
    role: KnownRole


class OwnName(Form):
    name: Name


class OrganisationSettings(Form):
    organisation: OrganisationName
    timezone: TimeZone
