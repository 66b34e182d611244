"""What one language brings to the reader: labels, set phrases and names of months. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class What(StrEnum):
    """What a label announces. The last ones announce things that must not be taken for one of the others."""

    NUMBER = "number"
    OTHER_NUMBER = (
        "other number"  # numbers that tell the file or the registration, when no other is called the certificate's
    )
    HOLDER = "holder"
    ADDRESS = "address"
    SCOPE = "scope"
    SITES = "sites"
    STANDARD = "standard"
    FIRST_ISSUED = "first issued"
    ISSUED = "issued"
    CERTIFIED = "certified"  # date of certification or registration: the first issue if another date is the issue's
    VALID_FROM = "valid from"
    VALID_UNTIL = "valid until"
    VALIDITY = "validity"  # a range, or the end
    SURVEILLED = "surveillance done"
    BODY = "body"
    ACCREDITATION = "accreditation"
    SOA = "statement of applicability"
    EXCLUDED = "excluded controls"
    REVISION = "revision"
    NOT_NUMBER = "another number"  # tax, company register, customer, report, phone
    NOT_DATE = "another date"  # audits, surveillance that is due, printing, forms
    OTHER = "other label"


def terms(text: str) -> tuple[str, ...]:
    """ "certificate no | certificate number", over as many lines as it takes, as a tuple."""
    return tuple(" ".join(term.split()) for term in text.split("|"))


def months(text: str) -> tuple[tuple[str, ...], ...]:
    """Twelve months parted by strokes, each with its short forms behind it."""
    return tuple(tuple(month.split()) for month in terms(text))


@dataclass(frozen=True)
class Language:
    code: str  # ISO 639-1
    months: tuple[tuple[str, ...], ...]  # twelve, each with its short forms
    labels: Mapping[What, tuple[str, ...]]
    titles: tuple[str, ...] = ()  # what such a document calls itself
    certifies: tuple[str, ...] = ()  # the holder comes behind it
    conforms: tuple[str, ...] = ()  # ends the holder and the address; the standard comes behind it
    issuers: tuple[str, ...] = ()  # the certification body comes behind it
    approved: tuple[str, ...] = ()  # the certification body comes before it ("... tarafından")
    accredited: tuple[str, ...] = ()  # the accreditation body comes behind it
    systems: tuple[str, ...] = ()  # "management system"
    fillers: tuple[str, ...] = ()  # words between "certifies that" and the name
    until: tuple[str, ...] = ()  # between the two ends of a range of dates
    common: tuple[str, ...] = field(default=())  # small words that tell the language
