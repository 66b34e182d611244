"""Reference data: clauses, crosswalks, certificate schemes, bodies and ceilings.

Facts, not code: each row names its source and says whether it was verified. Authors write these files by hand, so
notes are free; ids, days and relations are strict, because other data hangs on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Ref = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*:[A-Za-z0-9][A-Za-z0-9._-]*$")]
Pattern = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*:[A-Za-z0-9._-]*\*?$")]
Notes = dict[str, Any]


def _one_or_many(raw: Any) -> Any:
    return [raw] if isinstance(raw, str) else raw


Texts = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]


class Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class LegalDate(Row):
    """A date of law: data with a source, never a constant in code."""

    id: Slug
    date: date
    what: str
    provision: str = ""
    source: Texts = ()
    verified: bool = False
    note: str = ""


class Applies(Row):
    """When a provision applies, as ids of dates. `practical` is our reading where the formal date does not bite yet.

    A group {annex_III: D-..., annex_I: D-...} tells the date by the reason why a system is caught.
    """

    formal: Slug | dict[str, Slug] | None = None
    practical: Slug | dict[str, Slug] | None = None
    practical_verified: bool | None = None
    note: str = ""


def _plain_date_id(raw: Any) -> Any:
    return {"formal": raw} if isinstance(raw, str) else raw


class Clause(Row):
    """`summary` is our paraphrase; no text of a standard is reproduced."""

    id: Slug
    label: str
    title: str
    parent: Slug | None = None
    kind: Literal["heading", "requirement", "control", "article", "paragraph", "annex"]
    summary: str = ""
    excludable: bool | None = None  # with a justification; None: the question does not arise
    obliges: Texts = ()
    tiers: Texts = ()
    applies: Annotated[Applies | None, BeforeValidator(_plain_date_id)] = None
    asked_of_vendor: bool = True
    not_asked_because: str = ""
    link: str = ""
    verified: bool = False
    sources: Texts = ()
    evidence: Texts = ()  # what an organisation can typically show
    note: str = ""
    notes: Notes = Field(default_factory=dict)


class Catalog(Row):
    """The clauses of one standard or law in one edition. Clause references are `key:clause id`."""

    format: Literal["countersign-catalog/1"]
    id: Slug
    key: Slug
    title: str
    short: str
    kind: Literal["standard", "law"]
    edition: str = ""
    as_of: date | None = None
    source: Any = None
    sources: Any = None
    note: str = ""
    notes: Any = None
    clauses: tuple[Clause, ...] = Field(min_length=1)
    dates: tuple[LegalDate, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Clause]:
        return {c.id: c for c in self.clauses}

    @cached_property
    def dates_by_id(self) -> dict[str, LegalDate]:
        return {d.id: d for d in self.dates}


class CrosswalkRow(Row):
    """`from` helps with `to`; the reverse reading is not licensed, and no row means "satisfied"."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    from_: Ref = Field(alias="from")
    to: Ref
    relation: Literal["supports", "partially_supports", "evidence_for"]
    confidence: Literal["high", "medium", "low", "own_judgement"] = "own_judgement"
    sources: Texts = ()
    note: str = ""


class Crosswalk(Row):
    format: Literal["countersign-crosswalk/1"]
    id: Slug
    title: str = ""
    source: Any = None
    sources: Any = None
    note: str = ""
    notes: Any = None
    gaps: dict[Ref, str] = Field(default_factory=dict)  # what `from` does not give, by clause of `to`
    rows: tuple[CrosswalkRow, ...] = ()


class Edition(Row):
    year: str
    designations: Texts = ()
    valid_from: date | None = None
    valid_until: date | None = None
    note: str = ""
    source: Texts = ()
    verified: bool = False


class Scheme(Row):
    """A kind of document that can be evidence: a certificate, a report, a declaration."""

    id: Slug
    standard: str
    title: str = ""
    kind: Slug
    certifiable: bool = True
    catalog: Slug | None = None  # key of the catalog whose clauses it certifies
    editions: tuple[Edition, ...] = ()
    not_editions: Texts = ()  # designations seen that do not exist
    patterns: Texts = ()  # regular expressions that recognise a designation
    soa: bool = False  # its certificates name the statement of applicability they rest on
    note: str = ""
    notes: Notes = Field(default_factory=dict)
    source: Texts = ()
    verified: bool = False


class AccreditationBody(Row):
    id: Slug
    abbreviation: str
    name: str
    names: Texts = ()
    country: str = ""
    mra: bool | None = None  # signatory of the mutual recognition arrangement; None: not known
    note: str = ""
    source: Texts = ()
    verified: bool = False


class Accreditation(Row):
    """One body accredited for one standard. Accredited for one standard says nothing about another."""

    standard: Slug
    accreditation_body: Slug
    number: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    source: Texts = ()
    checked_on: date | None = None
    verified: bool = False


class CertificationBody(Row):
    id: Slug
    name: str
    names: Texts = ()
    country: str = ""
    accreditations: tuple[Accreditation, ...] = ()
    note: str = ""
    source: Texts = ()
    verified: bool = False


class Ceiling(Row):
    """The most that a document of `scheme` (or of a whole `family`) can give an answer about these clauses."""

    scheme: Slug | None = None
    family: Slug | None = None
    clauses: Annotated[tuple[Pattern, ...], BeforeValidator(_one_or_many), Field(min_length=1)]
    ceiling: Literal["none", "documented", "certified"]
    strength: Literal["none", "context", "corroborates", "strong"] | None = None  # what is shown to people
    note: str = ""
    source: Texts = ()
    verified: bool = False


class ReferenceFile(Row):
    """A file of reference data; it may hold any of the lists."""

    format: Literal["countersign-reference/1"]
    id: Slug | None = None
    title: str = ""
    note: str = ""
    notes: Any = None
    source: Any = None
    sources: Any = None
    schemes: tuple[Scheme, ...] = ()
    accreditation_bodies: tuple[AccreditationBody, ...] = ()
    certification_bodies: tuple[CertificationBody, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()


class ReferenceData(Row):
    """Everything the rules look up, in one frozen bundle."""

    catalogs: tuple[Catalog, ...] = ()
    crosswalk: tuple[CrosswalkRow, ...] = ()
    gaps: dict[str, str] = Field(default_factory=dict)
    schemes: tuple[Scheme, ...] = ()
    accreditation_bodies: tuple[AccreditationBody, ...] = ()
    certification_bodies: tuple[CertificationBody, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()

    @cached_property
    def of_certificates(self) -> ReferenceData:
        """What reading a certificate needs of it: schemes and bodies, and no clauses."""
        return ReferenceData(
            schemes=self.schemes,
            accreditation_bodies=self.accreditation_bodies,
            certification_bodies=self.certification_bodies,
        )

    def catalog(self, key_or_id: str) -> Catalog | None:
        """By key (`iso-42001`, the prefix of references) or by id (`iso-42001-2023`)."""
        return self._catalogs.get(key_or_id)

    def clause(self, ref: str) -> Clause | None:
        """The clause of a reference such as `iso-42001:A.6.2.4`."""
        return self._clauses.get(ref)

    def label(self, ref: str) -> str:
        """What a chip shows: "ISO 42001 4.3"; the reference itself when nothing is known about it."""
        clause, catalog = self.clause(ref), self.catalog(ref.partition(":")[0])
        return f"{catalog.short} {clause.label}" if clause and catalog else ref

    def scheme(self, scheme_id: str) -> Scheme | None:
        return self._schemes.get(scheme_id)

    def neighbours(self, ref: str) -> tuple[CrosswalkRow, ...]:
        """Rows that lead from or to this clause."""
        return self._neighbours.get(ref, ())

    def date(self, catalog: str, date_id: str) -> LegalDate | None:
        found = self.catalog(catalog)
        return found.dates_by_id.get(date_id) if found else None

    def accreditation_body(self, name: str) -> AccreditationBody | None:
        """By id or abbreviation, whatever the case."""
        return self._accreditation_bodies.get(name.casefold())

    def certification_body(self, body_id: str) -> CertificationBody | None:
        return self._certification_bodies.get(body_id)

    def ceiling(self, ref: str, *, scheme: str = "", family: str = "") -> Ceiling | None:
        """The row that speaks most closely: a scheme before a family, then the longest pattern. None: nothing known."""
        found = [
            ((row.scheme is not None, len(pattern.rstrip("*")), not pattern.endswith("*")), row)
            for row in self.ceilings
            if (row.scheme == scheme if row.scheme else row.family == family)
            for pattern in row.clauses
            if (ref.startswith(pattern[:-1]) if pattern.endswith("*") else ref == pattern)
        ]
        return max(found, key=lambda ranked: ranked[0])[1] if found else None

    @cached_property
    def _catalogs(self) -> dict[str, Catalog]:
        return {**{c.key: c for c in reversed(self.catalogs)}, **{c.id: c for c in reversed(self.catalogs)}}

    @cached_property
    def _clauses(self) -> dict[str, Clause]:
        return {f"{c.key}:{clause.id}": clause for c in reversed(self.catalogs) for clause in c.clauses}

    @cached_property
    def _schemes(self) -> dict[str, Scheme]:
        return {s.id: s for s in reversed(self.schemes)}

    @cached_property
    def _accreditation_bodies(self) -> dict[str, AccreditationBody]:
        found: dict[str, AccreditationBody] = {}
        for body in self.accreditation_bodies:
            found.setdefault(body.abbreviation.casefold(), body)
            found.setdefault(body.id.casefold(), body)
        return found

    @cached_property
    def _certification_bodies(self) -> dict[str, CertificationBody]:
        return {b.id: b for b in self.certification_bodies}

    @cached_property
    def _neighbours(self) -> dict[str, tuple[CrosswalkRow, ...]]:
        return _by_ends(self.crosswalk)


def _by_ends(rows: Iterable[CrosswalkRow]) -> dict[str, tuple[CrosswalkRow, ...]]:
    found: dict[str, list[CrosswalkRow]] = {}
    for row in rows:
        for end in dict.fromkeys((row.from_, row.to)):
            found.setdefault(end, []).append(row)
    return {ref: tuple(rows) for ref, rows in found.items()}
