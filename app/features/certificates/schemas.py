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
from app.core.wording import say, say_day

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
    "CERT-EMPTY": "A fact was sent without what it says.",
}

OTHER = "other"
ANNEX_A_SCHEME = "iso-42001"  # the scheme whose controls a vendor is asked about

TEXTS = {
    "standard": 300, "edition": 60, "number": 200, "holder": 300, "scope": 5000, "body": 300, "accreditation_body": 300,
    "accreditation_number": 100, "soa_version": 100, "revision": 100,
}  # fmt: skip
DAYS = ("first_issued", "issued", "valid_from", "valid_until", "surveillance", "soa_date")
LISTS = ("other_numbers", "addresses", "sites")  # one on each line
LABELS = {
    "family": say("Kind of document"),
    "scheme": say("Standard"),
    "standard": say("Standard, as printed"),
    "edition": say("Edition"),
    "number": say("Certificate number"),
    "other_numbers": say("Other numbers"),
    "holder": say("Holder"),
    "addresses": say("Addresses of the holder"),
    "scope": say("Scope"),
    "sites": say("Sites"),
    "first_issued": say("First issued"),
    "issued": say("Issued"),
    "valid_from": say("In force from"),
    "valid_until": say("In force until"),
    "surveillance": say("Last surveillance audit"),
    "body": say("Certification body"),
    "accreditation_body": say("Accreditation body"),
    "accreditation_number": say("Accreditation number"),
    "soa_version": say("Statement of applicability, version"),
    "soa_date": say("Statement of applicability, day"),
    "excluded_controls": say("Controls left out"),
    "revision": say("Revision"),
}
FACTS = tuple(name for name in LABELS if name not in ("family", "scheme"))
MOST_LINES = 100
LONGEST_LINE = 300
_CONTROL = re.compile(r"A?[ .]?([0-9]{1,2}(?:\.[0-9]{1,2}){1,2})")
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Stated:
    """A certificate as a person stated it: values without their sources, None where nothing is said."""

    family: Family
    scheme: str
    values: Mapping[str, Any]  # by name of FACTS; empty ones are absent
    evidence: str = ""

    def facts(
        self, certificate_id: str, by: str, before: CertificateFacts | None = None, at: datetime | None = None
    ) -> CertificateFacts:
        """With sources: a value that was there before keeps who stated it first, and where it was read. Whoever states
        a certificate confirms all of it. What was found out about it meanwhile stays with it."""
        facts: dict[str, Any] = {
            name: stated_fact(value, by, at, getattr(before, name) if before else None)
            for name, value in self.values.items()
        }
        about: dict[str, Any] = {}
        if before is not None:
            seal = before.seal if self.evidence == before.evidence else None  # it is of the file, and of no other
            about = {"seal": seal, "lookups": before.lookups, "sightings": before.sightings}
            if self.scheme != ANNEX_A_SCHEME and self.scheme == before.scheme:  # the form does not ask for these
                facts.setdefault("excluded_controls", before.excluded_controls)
        return CertificateFacts(
            id=certificate_id, evidence=self.evidence, family=self.family, scheme=self.scheme, **facts, **about
        )


def stated_fact(value: Any, by: str, at: datetime | None, old: Fact[Any] | None = None) -> Fact[Any]:
    """A fact as a person states it, beside what was there."""
    if old is None:
        return Fact(value=value, source=Source(how="typed", by=by, at=at))
    if old.value == value:
        if old.confirmed:
            return old
        return old.model_copy(update={"confirmed": True, "source": old.source.model_copy(update={"by": by, "at": at})})
    read = old.read if old.read is not None or old.source.how == "typed" else words_of(old.value)
    place = {"page": old.source.page, "box": old.source.box} if read is not None else {}
    return Fact(value=value, source=Source(how="typed", by=by, at=at, **place), read=read)


def words_of(value: Any) -> str:
    """A fact's value in words."""
    if isinstance(value, date):
        return say_day(value)
    if isinstance(value, tuple):
        return ", ".join(value) or say("None")
    return str(value)


@dataclass(frozen=True, slots=True)
class Kept:
    """A certificate as it is kept, with the version that an edit must name."""

    facts: CertificateFacts
    version: int
    by: str
    at: datetime
    read: bool = False  # from the file, by the reader

    @property
    def to_confirm(self) -> int:
        """Facts that were read, and that nobody has confirmed: they speak for nothing yet."""
        return sum(1 for fact in self.facts.by_name.values() if not fact.confirmed)

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


def read_fact(name: str, fields: Fields) -> Any:
    """One fact of FACTS from the fields of a form. Raises Invalid; also when they say nothing."""
    return _Form(fields, ReferenceData()).one(name)


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
        values |= {name: self._lines(name) for name in LISTS}
        values |= {name: self._day(name) for name in DAYS}
        excluded = self._excluded(scheme)
        kept = {name: value for name, value in values.items() if value}
        if excluded is not None:
            kept["excluded_controls"] = excluded
        if scheme is not None:
            kept.setdefault("standard", scheme.standard)
        elif "standard" not in kept:
            self._wrong(
                "CERT-MISSING",
                "standard",
                say("Say which standard it is for"),
                say("As it is printed on the document."),
            )
        start, end = kept.get("valid_from"), kept.get("valid_until")
        if start and end and end < start:
            self._wrong(
                "CERT-ORDER", "valid_until", say("The certificate cannot end before it begins"), say("Check both days.")
            )
        if self._problems:
            raise Invalid(self._problems)
        return Stated(family, scheme.id if scheme else "", kept, self._first("evidence"))

    def one(self, name: str) -> Any:
        value: Any
        if name in TEXTS:
            value = self._text(name, TEXTS[name])
        elif name in LISTS:
            value = self._lines(name)
        elif name in DAYS:
            value = self._day(name)
        else:
            value = self._controls(name)
        if not value and not self._problems and not (value == () and name == "excluded_controls"):
            self._wrong("CERT-EMPTY", name, say("Say what is printed"), say("Or leave it as it is."))
        if self._problems:
            raise Invalid(self._problems)
        return value

    def _controls(self, name: str) -> tuple[str, ...] | None:
        """Controls written one after another, such as "A.7.5, A.10.3"; "none" when none is left out."""
        written = self._first(name).strip()
        if written.casefold() in ("none", "none is left out"):
            return ()
        parts = [part.strip() for part in re.split(r"[,;\n]", written) if part.strip()]
        found = [match for part in parts if (match := _CONTROL.fullmatch(part))]
        if len(found) != len(parts) or len(parts) > MOST_LINES:
            self._wrong(
                "CERT-CONTROLS", name, say("Give numbers of controls, with commas between them"), say("Such as A.7.5.")
            )
        return tuple(dict.fromkeys(f"A.{match[1]}" for match in found)) or None

    def _scheme(self, printed: str) -> Scheme | None:
        """The one chosen; without a choice, the one that what is printed names, if it names one."""
        chosen = self._first("scheme")
        if chosen in ("", OTHER):
            named = recognise(printed, self._reference) if printed else ()
            return named[0] if len(named) == 1 else None
        found = self._reference.scheme(chosen)
        if found is None or found not in schemes_offered(self._reference):
            self._wrong(
                "CERT-CHOICE", "scheme", say("Choose a standard from the list"), say("Or choose “Another one”.")
            )
            return None
        return found

    def _family(self, scheme: Scheme | None) -> Family:
        known = family_of_scheme(scheme)
        if known is not None:
            return known
        chosen = self._first("family") or Family.MANAGEMENT_SYSTEM
        if chosen not in set(Family):
            self._wrong("CERT-CHOICE", "family", say("Choose the kind of document from the list"))
            return Family.OTHER
        return Family(chosen)

    def _text(self, name: str, limit: int) -> str:
        typed = unicodedata.normalize("NFC", self._first(name).replace("\r\n", "\n").replace("\r", "\n")).strip()
        text = typed if name == "scope" else " ".join(typed.split())
        if len(text) > limit:
            self._wrong(
                "CERT-TOO-LONG",
                name,
                say("Use at most %(limit)s characters", limit=limit),
                say("These are %(length)s.", length=len(text)),
            )
        if _UNSEEN.search(text):
            self._wrong(
                "CERT-CHARACTER",
                name,
                say("Take out the characters that nobody can see"),
                say("Type it again by hand."),
            )
        return text

    def _lines(self, name: str) -> tuple[str, ...]:
        written = [" ".join(line.split()) for line in self._first(name).splitlines()]
        lines = tuple(dict.fromkeys(line for line in written if line))
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
            self._wrong(
                "CERT-TOO-LONG", name,
                say("Use at most %(lines)s lines of %(length)s characters", lines=MOST_LINES, length=LONGEST_LINE),
                say("Name those that matter here."),
            )  # fmt: skip
        if any(_UNSEEN.search(line) for line in lines):
            self._wrong(
                "CERT-CHARACTER",
                name,
                say("Take out the characters that nobody can see"),
                say("Type it again by hand."),
            )
        return lines

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
        self._wrong(
            "CERT-DATE",
            name,
            say("Give a day that exists, with its year in four digits"),
            say("For example 12 1 2025."),
        )
        return None

    def _excluded(self, scheme: Scheme | None) -> tuple[str, ...] | None:
        said, ticked = self._first("controls"), tuple(dict.fromkeys(self._fields.get("excluded_controls", ())))
        if not said and not ticked:
            return None
        if said == "none" and not ticked:
            return ()
        problem = ""
        if scheme is None or scheme.id != ANNEX_A_SCHEME:
            problem = say("These controls belong to ISO/IEC 42001, which is not the standard chosen")
        elif not set(ticked) <= {control for control, _ in annex_a(self._reference)}:
            problem = say("Choose controls from the list")
        elif said == "some" and not ticked:
            problem = say("Tick the controls that are left out, or say that none is")
        elif said == "none":
            problem = say("You say that none is left out, and ticked some")
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
