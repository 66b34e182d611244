"""What a person records of a look-up, and what is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.core import typed
from app.core.certificates.facts import CertificateFacts

GLEIF = "gleif"
Answer = Literal["in force", "suspended", "withdrawn", "not found"]
ANSWERS: dict[str, str] = {
    "in force": "It is listed as in force",
    "suspended": "It is listed as suspended",
    "withdrawn": "It is listed as withdrawn",
    "not found": "It was not found",
}

CODES = {
    "LOOKUP-ANSWER": "It was not said what the register answered.",
    "LOOKUP-DAY": "The day on which it was seen is missing, or has not come yet.",
    "LOOKUP-NUMBER": "The certificate has no number, so no register can be asked about it.",
    "LOOKUP-NAME": "The legal name that was chosen is not in that answer.",
}


class HandLookup(BaseModel):
    """A look-up by hand: where, when, and what was seen there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    register_name: Annotated[str, typed.line("Register", 200, required=True)]
    answer: Answer
    on: date
    words: Annotated[str, typed.prose("What you saw", 2_000, required=True)]
    link: Annotated[str, typed.web("Link")] = ""


class Withdrawal(BaseModel):
    model_config = ConfigDict(frozen=True)

    withdrawn_reason: Annotated[str, typed.prose("Reason", 2_000, required=True)]


class EntityQuestion(BaseModel):
    model_config = ConfigDict(frozen=True)

    asked_for: Annotated[str, typed.line("Legal name or LEI", 300, required=True)] = Field()


@dataclass(frozen=True)
class Sent:
    """A certificate as it was last sent in to the buyer."""

    facts: CertificateFacts
    organisation_id: str
    vendor_id: str
    campaign_id: str
    response_id: str

    @property
    def number(self) -> str:
        return self.facts.number.value if self.facts.number else ""
