"""What a vendor types about a certificate, checked, and the facts as they are kept and compared.

Field names are the ids of the form's fields. A day is three fields (`valid_until-day`, `-month`, `-year`) or one in
ISO form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.core.catalog.model import ReferenceData, Scheme
from app.core.certificates.facts import CertificateFacts, Fact, Family, Source
from app.core.certificates.standard import recognise
from app.core.problems import Invalid, Problem

Fields = Mapping[str, Sequence[str]]

CODES = {
    "CERT-MISSING": "Nothing says which standard or kind of document it is.",
    "CERT-CHOICE": "A choice was sent that is not offered.",
    "CERT-DATE": "A day is incomplete, or does not exist.",
    "CERT-ORDER": "It ends before it begins.",
    "CERT-TOO-LONG": "A field holds more than it can keep.",
    "CERT-CHARACTER": "A field holds a character that nobody can see.",
    "CERT-CONTROLS": "Controls are said to be left out, and none is named, or they belong to another standard.",
    "CERT-CONFLICT": "Somebody else changed these facts meanwhile.",
}

OTHER = "other"
ANNEX_A_SCHEME = "iso-42001"  # the scheme whose controls a vendor is asked about

TEXTS = {
    "standard": 300, "edition": 60, "number": 200, "holder": 300, "scope": 5000, "body": 300, "accreditation_body": 300,
    "accreditation_number": 100, "soa_version": 100,
}  # fmt: skip
DAYS = ("first_issued", "issued", "valid_from", "valid_until", "surveillance", "soa_date")
LABELS = {
    "family": "Kind of document",
    "scheme": "Standard",
    "standard": "Standard, as printed",
    "edition": "Edition",
    "number": "Certificate number",
    "holder": "Holder",
    "scope": "Scope",
    "sites": "Sites",
    "first_issued": "First issued",
    "issued": "Issued",
    "valid_from": "In force from",
    "valid_until": "In force until",
    "surveillance": "Last surveillance audit",
    "body": "Certification body",
    "accreditation_body": "Accreditation body",
    "accreditation_number": "Accreditation number",
    "soa_version": "Statement of applicability, version",
    "soa_date": "Statement of applicability, day",
    "excluded_controls": "Controls left out",
}
FACTS = tuple(name for name in LABELS if name not in ("family", "scheme"))
_MOST_SITES = 100
_LONGEST_SITE = 300
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Stated:
    """A certificate as a person stated it: values without their sources, None where nothing is said."""

    family: Family
    scheme: str
    values: Mapping[str, Any]  # by name of FACTS; empty ones are absent
    evidence: str = ""

    def facts(self, certificate_id: str, by: str, before: CertificateFacts | None = None) -> CertificateFacts:
        """With sources: a value that was there before keeps who stated it first."""
        source = Source(how="typed", by=by)
        facts: dict[str, Any] = {}
        for name, value in self.values.items():
            old: Fact[Any] | None = getattr(before, name) if before else None
            facts[name] = old if old is not None and old.value == value else Fact(value=value, source=source)
        return CertificateFacts(
            id=certificate_id, evidence=self.evidence, family=self.family, scheme=self.scheme, **facts
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """A certificate as it is kept, with the version that an edit must name."""

    facts: CertificateFacts
    version: int
    by: str
    at: datetime

    @property
    def id(self) -> str:
        return self.facts.id


def stated_of(facts: CertificateFacts) -> Stated:
    values = {name: fact.value for name in FACTS if (fact := getattr(facts, name)) is not None}
    return Stated(facts.family, facts.scheme, values, facts.evidence)


def schemes_offered(reference: ReferenceData) -> tuple[Scheme, ...]:
    """Kinds of documents a vendor may choose from: what is guidance only is no document, and is typed as other."""
    return tuple(s for s in reference.schemes if s.certifiable or family_of_scheme(s) is not None)


def family_of_scheme(scheme: Scheme | None) -> Family | None:
    return Family(scheme.kind) if scheme is not None and scheme.kind in set(Family) else None


def number_key(number: str) -> str:
    """How numbers are compared: "IS 0412-a" and "is0412A" are the same."""
    return "".join(c for c in unicodedata.normalize("NFKC", number).casefold() if c.isalnum())[:200]


def read_form(fields: Fields, reference: ReferenceData) -> Stated:
    """What a form says. Raises Invalid with every problem found."""
    return _Form(fields, reference).read()


class _Form:
    def __init__(self, fields: Fields, reference: ReferenceData) -> None:
        self._fields = fields
        self._reference = reference
        self._problems: list[Problem] = []

    def read(self) -> Stated:
        values: dict[str, Any] = {name: self._text(name, limit) for name, limit in TEXTS.items()}
        scheme = self._scheme(values["standard"])
        family = self._family(scheme)
        values["sites"] = self._sites()
        values |= {name: self._day(name) for name in DAYS}
        excluded = self._excluded(scheme)
        kept = {name: value for name, value in values.items() if value}
        if excluded is not None:
            kept["excluded_controls"] = excluded
        if scheme is not None:
            kept.setdefault("standard", scheme.standard)
        elif "standard" not in kept:
            self._wrong("CERT-MISSING", "standard", "Say which standard it is for", "As it is printed on the document.")
        start, end = kept.get("valid_from"), kept.get("valid_until")
        if start and end and end < start:
            self._wrong("CERT-ORDER", "valid_until", "The certificate cannot end before it begins", "Check both days.")
        if self._problems:
            raise Invalid(self._problems)
        return Stated(family, scheme.id if scheme else "", kept, self._first("evidence"))

    def _scheme(self, printed: str) -> Scheme | None:
        """The one chosen; without a choice, the one that what is printed names, if it names one."""
        chosen = self._first("scheme")
        if chosen in ("", OTHER):
            named = recognise(printed, self._reference) if printed else ()
            return named[0] if len(named) == 1 else None
        found = self._reference.scheme(chosen)
        if found is None or found not in schemes_offered(self._reference):
            self._wrong("CERT-CHOICE", "scheme", "Choose a standard from the list", "Or choose “Another one”.")
            return None
        return found

    def _family(self, scheme: Scheme | None) -> Family:
        known = family_of_scheme(scheme)
        if known is not None:
            return known
        chosen = self._first("family") or Family.MANAGEMENT_SYSTEM
        if chosen not in set(Family):
            self._wrong("CERT-CHOICE", "family", "Choose the kind of document from the list")
            return Family.OTHER
        return Family(chosen)

    def _text(self, name: str, limit: int) -> str:
        typed = unicodedata.normalize("NFC", self._first(name).replace("\r\n", "\n").replace("\r", "\n")).strip()
        text = typed if name == "scope" else " ".join(typed.split())
        if len(text) > limit:
            self._wrong("CERT-TOO-LONG", name, f"Use at most {limit:,} characters", f"These are {len(text):,}.")
        if _UNSEEN.search(text):
            self._wrong("CERT-CHARACTER", name, "Take out the characters that nobody can see", "Type it again by hand.")
        return text

    def _sites(self) -> tuple[str, ...]:
        lines = [" ".join(line.split()) for line in self._first("sites").splitlines()]
        sites = tuple(dict.fromkeys(line for line in lines if line))
        if len(sites) > _MOST_SITES or any(len(site) > _LONGEST_SITE for site in sites):
            self._wrong(
                "CERT-TOO-LONG", "sites", f"Use at most {_MOST_SITES} lines of {_LONGEST_SITE} characters",
                "Name the sites that matter here.",
            )  # fmt: skip
        if any(_UNSEEN.search(site) for site in sites):
            self._wrong(
                "CERT-CHARACTER", "sites", "Take out the characters that nobody can see", "Type it again by hand."
            )
        return sites

    def _day(self, name: str) -> date | None:
        day, month, year = (self._first(f"{name}-{part}").strip() for part in ("day", "month", "year"))
        written = self._first(name).strip() or (f"{year}-{month}-{day}" if day or month or year else "")
        if not written:
            return None
        match = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", written)
        try:
            if match:
                return date(*(int(part) for part in match.groups()))
        except ValueError:
            pass
        self._wrong("CERT-DATE", name, "Give a day that exists, with its year in four digits", "For example 12 1 2025.")
        return None

    def _excluded(self, scheme: Scheme | None) -> tuple[str, ...] | None:
        said, ticked = self._first("controls"), tuple(dict.fromkeys(self._fields.get("excluded_controls", ())))
        if not said and not ticked:
            return None
        if said == "none" and not ticked:
            return ()
        problem = ""
        if scheme is None or scheme.id != ANNEX_A_SCHEME:
            problem = "These controls belong to ISO/IEC 42001, which is not the standard chosen"
        elif not set(ticked) <= {control for control, _ in annex_a(self._reference)}:
            problem = "Choose controls from the list"
        elif said == "some" and not ticked:
            problem = "Tick the controls that are left out, or say that none is"
        elif said == "none":
            problem = "You say that none is left out, and ticked some"
        if problem:
            self._wrong("CERT-CONTROLS", "excluded_controls", problem)
        return ticked

    def _first(self, name: str) -> str:
        values = self._fields.get(name, ())
        return values[0] if values else ""

    def _wrong(self, code: str, where: str, message: str, remedy: str = "") -> None:
        self._problems.append(Problem(code=code, where=where, message=message, remedy=remedy))


def annex_a(reference: ReferenceData) -> tuple[tuple[str, str], ...]:
    """Controls that a statement of applicability may leave out: label and title, in the order of the catalog."""
    catalog = reference.catalog("iso-42001")
    controls = catalog.clauses if catalog else ()
    return tuple((c.label, c.title) for c in controls if c.kind == "control" and c.excludable is not False)
