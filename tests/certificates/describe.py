"""What a certificate says. It is drawn from its description, and the reader is held against the same description."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from babel.dates import format_date

from app.core.certificates.facts import Family

Medium = Literal["text", "scan", "picture"]


SHORT = {"Nordmark Accreditation Board": "NAB"}  # accreditation bodies of the reference data go by either name


@dataclass(frozen=True)
class Site:
    name: str
    address: str
    activities: str = ""


@dataclass(frozen=True)
class Norm:
    """A further standard of an integrated certificate."""

    scheme: str
    standard: str
    number: str
    first: date | None = None


@dataclass(frozen=True)
class Description:
    """One certificate. Days and texts that a layout has no place for are left out of it, and of what is expected."""

    language: str = "en"
    scheme: str = "iso-42001"
    standard: str = "ISO/IEC 42001:2023"
    number: str = "BKA-AIMS-00412"
    holder: str = "Quillfeather Talent ApS"
    address: str = "Havnegade 12, 1058 København K, Denmark"
    scope: str = "Development, operation and support of Quillfeather Hire, a system that ranks job applicants."
    body: str = "Brightkeel Assurance A/S"
    body_address: str = "Skolevej 4, 8000 Aarhus C, Denmark · www.brightkeel.example"
    first: date | None = date(2023, 2, 14)
    issued: date | None = date(2026, 1, 12)
    valid_from: date | None = None
    valid_until: date | None = date(2029, 1, 11)
    accreditor: str = "Nordmark Accreditation Board"
    accreditation_number: str = "0417"
    soa_version: str = ""
    soa_date: date | None = None
    revision: str = ""
    sites: tuple[Site, ...] = ()
    also: tuple[Norm, ...] = ()

    # How it is worded and drawn
    dates: str = "long"
    wording: int = 0
    second: str = "en"  # the other language of bilingual layouts
    scope_second: str = ""

    # What is on the paper and is no fact of the certificate
    due: tuple[date, ...] = ()  # surveillance and recertification audits to come
    printed: date | None = None
    audited: date | None = None  # day of an audit or a decision
    formerly: str = ""
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()  # in the text layer, and seen by nobody
    hidden_way: str = "mode"  # mode, white, tiny, outside or covered


@dataclass(frozen=True)
class Expected:
    """What a reader ought to find: for each fact the readings that are right. Not in it: nothing is to be found."""

    facts: Mapping[str, tuple[Any, ...]]
    scheme: str = "iso-42001"
    asked: Mapping[str, tuple[date, ...]] = field(default_factory=dict)  # days with several readings


@dataclass(frozen=True)
class Sample:
    """A file with what is known about it."""

    name: str
    layout: str
    language: str
    medium: Medium
    media_type: str = "application/pdf"
    family: Family = Family.MANAGEMENT_SYSTEM
    certificates: tuple[Expected, ...] = ()
    findings: Mapping[str, str] = field(default_factory=dict)  # code of a check: its outcome
    pages: int = 1
    openable: bool = True
    text_layer: bool = True
    words: tuple[str, ...] = ()  # that stand in the text layer


class Words:
    """The wording of one language, by the number of a variant."""

    def __init__(self, language: str, variant: int = 0) -> None:
        self.language, self.variant = language, variant
        self._lists = _wordings()[language]

    def __call__(self, key: str, **values: str) -> str:
        ways = self._lists[key]
        return str(ways[self.variant % len(ways)]).format(**values)

    def all(self, key: str, **values: str) -> tuple[str, ...]:
        return tuple(str(way).format(**values) for way in self._lists[key])

    def system(self, scheme: str) -> str:
        return str(self._lists["system"].get(scheme, ""))


@cache
def _wordings() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))
    return loaded


def languages() -> tuple[str, ...]:
    return tuple(_wordings())


_LONG = {"es": "d 'de' MMMM 'de' y", "pt": "d 'de' MMMM 'de' y", "de": "d. MMMM y", "da": "d. MMMM y"}


def written(day: date | None, way: str, language: str) -> str:
    """A day as certificates print it. Months are named in the language of the certificate."""
    if day is None:
        return ""
    if way == "long":
        return format_date(day, _LONG.get(language, "d MMMM y"), locale=language)
    if way == "upper":
        return written(day, "long", language).upper()
    if way == "us-long":
        return format_date(day, "MMMM d, y", locale="en_US")
    if way in ("ordinal", "dashes"):
        nth = "th" if 10 <= day.day <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
        month = format_date(day, "MMMM", locale="en")
        return f"{day.day}{nth} {month} {day.year}" if way == "ordinal" else f"{day.day}{nth} - {month} -{day.year}"
    patterns = {
        "iso": "%Y-%m-%d",
        "dots": "%d.%m.%Y",
        "slash": "%d/%m/%Y",
        "us": "%m/%d/%Y",
        "year-slash": "%Y/%m/%d",
        "dash": "%d-%m-%Y",
        "spaced": "%d. %m. %Y",
    }
    if way == "short":
        return f"{day.day:02d}-{format_date(day, 'MMM', locale='en')}-{day.year}"
    if way == "compact":
        return f"{day.day:02d}{format_date(day, 'MMM', locale='en').upper()}{day.year}"
    return day.strftime(patterns[way])


def edition(standard: str) -> str:
    """The year of the standard as it is printed, or nothing."""
    years = re.findall(r"(?<![\d/.])(?:19|20)\d\d(?!\d)", standard.partition("+")[0])
    return years[-1] if years else ""


def expected(d: Description, prints: frozenset[str]) -> tuple[Expected, ...]:
    """The facts that a layout which prints these fields puts on paper, one set for each standard."""
    facts: dict[str, tuple[Any, ...]] = {
        "standard": (d.standard,),
        "edition": (edition(d.standard),),
        "number": (d.number,),
        "holder": (d.holder,),
        "scope": (d.scope, *([d.scope_second] if d.scope_second else [])),
        "first_issued": (d.first,),
        "issued": (d.issued,),
        "valid_from": (d.valid_from,),
        "valid_until": (d.valid_until,),
        "body": (d.body,),
        "accreditation_body": (d.accreditor, *([SHORT[d.accreditor]] if d.accreditor in SHORT else [])),
        "accreditation_number": (d.accreditation_number,),
        "soa_version": (d.soa_version,),
        "soa_date": (d.soa_date if d.soa_version else None,),
        "revision": (d.revision,),
    }
    kept = {name: values for name, values in facts.items() if name in prints and any(values)}
    others = tuple(
        Expected(
            kept
            | {"standard": (n.standard,), "edition": (edition(n.standard),), "number": (n.number, d.number)}
            | ({"first_issued": (n.first, d.first)} if n.first and "first_issued" in prints else {}),
            n.scheme,
        )
        for n in d.also
    )
    return (Expected(kept, d.scheme), *others)
