"""A vendor's response as the rules see it: answers, evidence, certificates, and what reviewers said.

This is also the file that `countersign score RESPONSE.json` reads.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from app.core.certificates.facts import CertificateFacts
from app.core.frozen import Frozen
from app.core.questionnaire.model import Id, Score

# What an answer holds, by kind: option id (single, yes_no, scale), list of option ids (multi), number, ISO date
# string (date), string (text, long_text, url), list of rows {column: string} (table), {name, function} (declaration).
Value = Any


class EvidenceOffer(Frozen):
    """Evidence that exists but is not attached: shown under NDA, ready later, or an equivalent described in words."""

    form: Literal["nda", "later", "equivalent"]
    on: date | None = None
    text: str = ""


class Answer(Frozen):
    value: Value | None = None
    not_applicable: bool = False
    reason: str = ""  # why not applicable
    note: str = ""  # the vendor's own remark, shown to the buyer, never scored
    confirmed: bool = True  # false: prefilled, and nobody has said yes yet
    offer: EvidenceOffer | None = None

    @property
    def given(self) -> bool:
        """True when a person has answered: a value or a reasoned "does not apply", confirmed."""
        return self.confirmed and (self.not_applicable or self.value not in (None, "", [], {}))


class Evidence(Frozen):
    id: str
    name: str
    sha256: str
    media_type: str
    size: int  # bytes
    questions: tuple[Id, ...] = ()
    pages: str = ""


class Vendor(Frozen):
    legal_name: str
    country: str = ""  # ISO 3166-1 alpha-2
    registration_number: str = ""
    other_names: tuple[str, ...] = ()  # former names, brands
    group: tuple[str, ...] = ()  # companies of the same group: a certificate of one of them is a doubt


class Subject(Frozen):
    """The AI system or purchase that a campaign is about."""

    name: str
    description: str = ""
    contract_start: date | None = None
    contract_end: date | None = None


class Override(Frozen):
    """A reviewer's value for one question; the reason is required and shown."""

    question: Id
    value: Score
    reason: str = Field(min_length=1)
    by: str


class Dismissal(Frozen):
    """A reviewer's judgement that a finding does not stand."""

    finding: str  # Finding.key
    reason: str = Field(min_length=1)
    by: str


class Upholding(Frozen):
    """A reviewer's judgement that a finding stands, after looking at both sides and at what the vendor says of them."""

    finding: str  # Finding.key
    reason: str = Field(min_length=1)
    by: str


class Explanation(Frozen):
    """What the vendor says about a finding that it was shown before it submitted. It closes nothing: a person reads it
    beside both sides. The key holds the words of both, so it falls away when one of them changes."""

    finding: str  # Finding.key
    text: str = Field(min_length=1, max_length=4_000)
    by: str = ""


class Acceptance(Frozen):
    """A reviewer accepts a certificate of qualified standing, or a "does not apply", with a reason."""

    certificate: str = ""
    question: str = ""
    reason: str = Field(min_length=1)
    by: str


class Response(Frozen):
    format: Literal["countersign-response/1"] = "countersign-response/1"
    questionnaire: Id
    release: str = ""  # sha-256 of the release, when known
    status: Literal["draft", "submitted"] = "submitted"
    as_of: date  # the day the certificates are judged on
    vendor: Vendor
    subject: Subject
    answers: dict[str, Answer] = Field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    certificates: tuple[CertificateFacts, ...] = ()
    overrides: tuple[Override, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    dismissals: tuple[Dismissal, ...] = ()
    upholdings: tuple[Upholding, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    verified: tuple[Id, ...] = ()  # questions a reviewer confirmed at the source
