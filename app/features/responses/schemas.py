"""What goes in and out of responses: a draft at hand, answers given and stored, progress, signatures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, StringConstraints

from app.core.questionnaire.kinds import is_empty
from app.core.response import Answer, EvidenceOffer
from app.core.wording import say
from app.features.campaigns.schemas import InvitationState
from app.features.campaigns.service import WHY_CLOSED
from app.features.errors import Closed
from app.features.responses.models import ResponseState

Counts = Mapping[str, tuple[int, int]]  # section id -> questions answered, questions shown

EDITABLE = frozenset({ResponseState.DRAFT, ResponseState.REOPENED})
HANDED_IN = frozenset({ResponseState.SUBMITTED, ResponseState.CLARIFYING, ResponseState.ACCEPTED})
_LETS_CLARIFY = frozenset({InvitationState.OPEN, InvitationState.OVERDUE})


@dataclass(frozen=True, slots=True)
class Draft:
    """A vendor's response as its own side works on it."""

    response_id: str
    organisation_id: str
    campaign_id: str
    vendor_id: str
    invitation_id: str
    release_id: str
    state: ResponseState
    submissions: int
    submitted_at: datetime | None
    reopened: frozenset[str]  # questions that the buyer asks about, and those that may appear with them
    sections: Counts
    invitation: InvitationState
    overdue: bool
    help_name: str
    help_email: str

    @property
    def writable(self) -> bool:
        """All of it."""
        return self.state in EDITABLE and self.invitation is InvitationState.OPEN

    @property
    def clarifying(self) -> bool:
        """Some questions are open, whatever the due date of the campaign."""
        return self.state is ResponseState.CLARIFYING and self.invitation in _LETS_CLARIFY

    @property
    def accepts(self) -> bool:
        """Something can be changed and sent in."""
        return self.writable or self.clarifying

    def may_change(self, *questions: str) -> bool:
        """What concerns these questions and no others; without any, what concerns none in particular."""
        return self.writable or (self.clarifying and bool(questions) and self.reopened.issuperset(questions))

    def require_writable(self, *questions: str) -> None:
        """Raises Closed, saying why and what to do, unless what concerns these questions may be changed; without any,
        unless everything may."""
        if self.may_change(*questions):
            return
        if self.clarifying:
            raise Closed(
                say("Only the questions that you are asked about can be changed now."),
                remedy=say("They are listed on the first page behind your link."),
            )
        if self.state is ResponseState.CLARIFYING:
            raise Closed(WHY_CLOSED[self.invitation], remedy=self._ask)
        if self.state is ResponseState.ACCEPTED:
            raise Closed(say("Your answers have been accepted and can no longer be changed."), remedy=self._ask)
        if self.state is ResponseState.SUBMITTED:
            raise Closed(
                say("Your answers have been sent in."), remedy=say("Reopen them on the receipt page to change them.")
            )
        if self.invitation is not InvitationState.OPEN:
            raise Closed(WHY_CLOSED[self.invitation], remedy=self._ask)

    @property
    def _ask(self) -> str:
        return say("Write to %(help_name)s (%(help_email)s).", help_name=self.help_name, help_email=self.help_email)


class Content(NamedTuple):
    """What a vendor says to one question; two contents are compared to see whether a save changes anything."""

    value: Any = None
    not_applicable: bool = False
    reason: str = ""
    note: str = ""
    offer: EvidenceOffer | None = None

    @property
    def given(self) -> bool:
        return self.not_applicable or not is_empty(self.value)

    @property
    def empty(self) -> bool:
        return self == Content()


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it comes in: its content, and the version the person had seen (0: none)."""

    question_id: str
    content: Content
    seen: int
    confirms: bool = True  # false: saved along with its section; a prefilled answer stays unconfirmed
    looked_again: bool = False  # a person keeps it as it is, whatever became of the certificate it came from
    keeps_value: bool = False  # its value is not in the form: the files of a `file` question


class Stored(NamedTuple):
    """The current answer to one question. Hundreds are made for one page, so a tuple."""

    content: Content
    confirmed: bool
    version: int
    by: str
    at: datetime
    origin: str = ""  # the certificate that its value was prefilled from, while it is that value

    @property
    def given(self) -> bool:
        return self.confirmed and self.content.given

    def core(self) -> Answer:
        """As the rules read it. Not validated again: it was when it was saved."""
        c = self.content
        return Answer.model_construct(
            value=c.value, not_applicable=c.not_applicable, reason=c.reason, note=c.note,
            confirmed=self.confirmed, offer=c.offer,
        )  # fmt: skip


class AsRead(Mapping[str, Answer]):
    """Stored answers as the rules read them, each made when it is asked for: conditions look at few."""

    def __init__(self, stored: Mapping[str, Stored]) -> None:
        self._stored = stored

    def __getitem__(self, question_id: str) -> Answer:
        return self._stored[question_id].core()

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a draft is: which questions are shown, and per section how many of them are answered."""

    shown: frozenset[str]
    sections: Counts

    @property
    def answered(self) -> int:
        return sum(done for done, _ in self.sections.values())

    @property
    def total(self) -> int:
        return sum(total for _, total in self.sections.values())


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did. `conflicts` holds what somebody else had saved meanwhile; nothing was written over it."""

    answers: Mapping[str, Stored]  # those that were looked at, as they are now; all that appeared among them
    before: Counts
    after: Counts
    appeared: frozenset[str] = frozenset()
    vanished: frozenset[str] = frozenset()
    conflicts: Mapping[str, Stored] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()  # sent, but not asked with these answers: left alone


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A file the vendor attached, with the questions it supports."""

    id: str
    name: str
    size: int
    media_type: str
    sha256: str
    pages: str
    questions: tuple[str, ...]
    uploaded_at: datetime
    uploaded_by: str
    page_count: int | None = None  # of a PDF
    pages_by: Mapping[str, str] = field(default_factory=dict)  # question id -> the pages that matter there

    def pages_for(self, question_id: str) -> str:
        return self.pages_by.get(question_id, "")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one invitation's response is, for the buyer who follows a campaign."""

    response_id: str
    state: ResponseState
    answered: int
    total: int
    changed_at: datetime | None
    submitted_at: datetime | None


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Address = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=320, pattern=r"^[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+$")
]


class Signature(BaseModel):
    """Who answers for the statements of a response."""

    model_config = ConfigDict(frozen=True)

    name: Line
    function: Line
    email: Address
    accepts_gaps: bool = False  # sends it although required questions are open
