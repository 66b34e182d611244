"""What a certificate says, fact by fact, each with the place it came from."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar

from app.core.frozen import Frozen

T = TypeVar("T")


class Family(StrEnum):
    """Document families that must never be merged into one (ISO/IEC 17021-1; AICPA; EU AI Act Arts 44, 47)."""

    MANAGEMENT_SYSTEM = "management-system-certificate"
    ASSURANCE_REPORT = "assurance-report"
    CONFORMITY_DOCUMENT = "conformity-document"
    SELF_DECLARATION = "self-declaration"
    PERSON = "certificate-of-a-person"
    OTHER = "other"


class Source(Frozen):
    """Where a fact came from. `box` is left, top, right, bottom as shares of the page in [0, 1]. A typed fact keeps the
    place of what was read there before, and not its words."""

    how: Literal["typed", "text", "ocr", "signature"] = "typed"
    by: str = ""  # who typed or confirmed it
    at: datetime | None = None  # when
    page: int | None = None  # counts from 1
    box: tuple[float, float, float, float] | None = None
    words: str = ""  # the words as printed


class Fact(Frozen, Generic[T]):
    value: T
    source: Source = Source()
    confidence: Literal["clear", "likely", "check"] = "clear"
    confirmed: bool = True
    read: str | None = None  # what was read there, in words, where a person changed it


class Lookup(Frozen):
    """One question put to a register about one certificate: who asked where, on which day, and what it answered."""

    register_name: str  # "Register of the certification body", "IAF CertSearch"
    by: str
    on: date
    answer: Literal["in force", "suspended", "withdrawn", "not found"]
    words: str = ""  # as the register put it
    link: str = ""
    digest: str = ""  # SHA-256 of the raw answer, where a program asked


class Seal(Frozen):
    """What the signatures and seals inside a PDF say about the file (ISO 32000-2, 12.8; ETSI EN 319 142-1)."""

    state: Literal["unsigned", "trusted", "untrusted", "changed", "broken"]
    signer: str = ""  # common name and organisation in the signing certificate
    organisation: str = ""  # the organisation alone: the legal person that signed
    issuer: str = ""  # who issued the signing certificate
    signed_on: date | None = None
    changes: str = ""  # what was done to the file after signing, in words
    reason: str = ""  # why it is not trusted, or what is broken
    signatures: int = 0  # how many there are; the weakest decides
    producer: str = ""  # the program that wrote the file, as the file says: shown to a person, never concluded from
    created: str = ""
    modified: str = ""


class Sighting(Frozen):
    """The same file, or the same number, seen with another vendor or holder of this buyer."""

    same: Literal["file", "number"]
    vendor: str  # label of the vendor it was seen with
    holder: str = ""
    number: str = ""


class CertificateFacts(Frozen):
    """The facts of one certificate. None: not stated, or not read. One document may hold several certificates.

    `lookups` and `sightings` are not printed on it: they record what was asked about it. `sightings` is None while
    nobody has looked, and empty when somebody looked and found nothing.
    """

    id: str
    evidence: str = ""  # id of the evidence it was read or typed from
    family: Family = Family.MANAGEMENT_SYSTEM
    scheme: str = ""  # id of the certificate scheme in the reference data ("iso-42001"), when recognised
    standard: Fact[str] | None = None  # as printed, with prefixes: "EN ISO/IEC 42001:2023"
    edition: Fact[str] | None = None  # "2023"
    number: Fact[str] | None = None
    other_numbers: Fact[tuple[str, ...]] | None = None
    holder: Fact[str] | None = None
    addresses: Fact[tuple[str, ...]] | None = None
    scope: Fact[str] | None = None
    sites: Fact[tuple[str, ...]] | None = None
    first_issued: Fact[date] | None = None
    issued: Fact[date] | None = None
    valid_from: Fact[date] | None = None
    valid_until: Fact[date] | None = None
    surveillance: Fact[date] | None = None  # day of the last surveillance audit
    body: Fact[str] | None = None  # certification body, as printed
    accreditation_body: Fact[str] | None = None
    accreditation_number: Fact[str] | None = None
    soa_version: Fact[str] | None = None
    soa_date: Fact[date] | None = None
    excluded_controls: Fact[tuple[str, ...]] | None = None
    revision: Fact[str] | None = None  # what tells this issue of the document from an earlier one
    seal: Seal | None = None  # None: nobody looked
    lookups: tuple[Lookup, ...] = ()
    sightings: tuple[Sighting, ...] | None = None

    @property
    def by_name(self) -> dict[str, Fact[Any]]:
        """The facts that are there, by field."""
        return {name: f for name in type(self).model_fields if isinstance(f := getattr(self, name), Fact)}

    @property
    def confirmed_only(self) -> CertificateFacts | None:
        """Without what was read and nobody has confirmed: what may speak for an answer, or against it. None when
        nothing is left of it."""
        loose = {name: None for name, fact in self.by_name.items() if not fact.confirmed}
        if not loose:
            return self
        if len(loose) == len(self.by_name):
            return None
        named = {} if "standard" not in loose else {"scheme": ""}
        return self.model_copy(update={**loose, **named})
