"""What a reader is given, pages of words with their places, and what it gives back, facts with their sources.

Whoever finds the words (a text layer, a recogniser of pictures) fills a `Document`; the rules turn it into a `Reading`.
Boxes are left, top, right, bottom as shares of the page in [0, 1], as the page is shown: rotation is already applied.
"""

from __future__ import annotations

from datetime import date
from typing import Generic, Literal, TypeVar

from app.core.certificates.facts import Family, Seal
from app.core.frozen import Frozen
from app.core.problems import Problem

T = TypeVar("T")
Box = tuple[float, float, float, float]
How = Literal["text", "ocr"]


class Word(Frozen):
    """A run of letters without blank space, as it stands on the page."""

    text: str
    box: Box
    size: float = 0.0  # height of the type in points; 0: not known
    how: How = "text"
    confidence: float = 1.0  # [0, 1], as the recogniser of pictures gives it; 1 for a text layer


class Page(Frozen):
    """A page as it is shown. `words` come in the order of their source, which need not be the order of reading."""

    number: int  # counts from 1
    width: float  # points
    height: float  # points
    words: tuple[Word, ...] = ()
    pictures: float = 0.0  # share of the page that pictures cover, [0, 1]: there may be words in them
    ocr: bool = False  # the page was rendered and read as a picture too
    turned: int = 0  # degrees clockwise by which it was turned to stand upright; sizes and boxes are those afterwards


class Document(Frozen):
    """A file as words. `pages` may be fewer than `page_count`: a limit, or pages that could not be opened."""

    pages: tuple[Page, ...]
    page_count: int


class ReadFact(Frozen, Generic[T]):
    """One fact as read. `value` is None only where what is printed has several readings, all in `alternatives`:
    "03/04/2026" is asked, never guessed."""

    value: T | None
    confidence: float  # [0, 1]: from 0.8 it is called clear, from 0.5 likely, below it wants a look
    page: int  # counts from 1
    box: Box
    words: str  # as printed, with the label it was found by where there is one
    how: How = "text"
    alternatives: tuple[T, ...] = ()


class ReadCertificate(Frozen):
    """One certificate of a document; None: not found. What each field holds is said at `CertificateFacts`."""

    family: Family = Family.MANAGEMENT_SYSTEM
    scheme: str = ""  # id of the certificate scheme in the reference data, when the standard is one of them
    standard: ReadFact[str] | None = None  # as printed, with prefixes and year: "DIN EN ISO/IEC 27001:2024"
    edition: ReadFact[str] | None = None  # the year as printed: "2024"
    number: ReadFact[str] | None = None
    other_numbers: ReadFact[tuple[str, ...]] | None = None
    holder: ReadFact[str] | None = None
    addresses: ReadFact[tuple[str, ...]] | None = None
    scope: ReadFact[str] | None = None
    sites: ReadFact[tuple[str, ...]] | None = None
    first_issued: ReadFact[date] | None = None
    issued: ReadFact[date] | None = None
    valid_from: ReadFact[date] | None = None
    valid_until: ReadFact[date] | None = None
    surveillance: ReadFact[date] | None = None  # day of the last surveillance audit, not the day one is due
    body: ReadFact[str] | None = None
    accreditation_body: ReadFact[str] | None = None
    accreditation_number: ReadFact[str] | None = None
    soa_version: ReadFact[str] | None = None
    soa_date: ReadFact[date] | None = None
    excluded_controls: ReadFact[tuple[str, ...]] | None = None
    revision: ReadFact[str] | None = None


class Reading(Frozen):
    """What a file was read to say."""

    family: Family
    legibility: Literal["text", "ocr", "mixed", "none"]  # where the facts came from; none: no words were found
    languages: tuple[str, ...] = ()  # ISO 639-1, the likeliest first
    certificates: tuple[ReadCertificate, ...] = ()
    remarks: tuple[Problem, ...] = ()  # what a person should know: pages not read, words that could not be
    pages: tuple[tuple[float, float], ...] = ()  # width and height of each page, in points, as shown
    page_count: int = 0
    turned: dict[
        int, int
    ] = {}  # number of a page -> degrees clockwise it was turned to stand upright, as its boxes are
    seal: Seal | None = None  # None: nobody looked
