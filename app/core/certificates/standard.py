"""CERT-STANDARD: does the certificate name the claimed standard, in an edition that exists?

National bodies publish the same text under their own prefix and year: "EN ISO/IEC 42001:2026" is the 2023 edition. The
designations that mean an edition are reference data; a year alone proves nothing once a prefix stands before it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from app.core.catalog.model import Edition, ReferenceData, Scheme
from app.core.certificates.context import CheckContext, concluded, day_of, in_words, said_in, text_of
from app.core.certificates.facts import CertificateFacts
from app.core.scoring.scorecard import CheckResult, Outcome

CODE = "CERT-STANDARD"
_DESIGNATION = re.compile(
    r"(?P<prefix>[A-Za-z/ \t-]*?)[\s/-]*(?<!\d)(?P<number>\d{4,5}(?:-\d{1,2}(?!\d))?)(?!\d)"
    r"(?:\s*[:–-]\s*(?P<year>(?:19|20)\d{2}))?"
)


# Certificates say "conforms to the requirements of"; these words say less.
_ALIGNED = re.compile(
    r"\b(aligned (?:to|with)|in alignment with|based on the (?:principles|guidance) of|inspired by|self[- ]declar\w+|"
    r"angelehnt an|orientiert sich an|s['’]inspire de|in lijn met|alinead[oa] con|ispirat[oa] a|allineat[oa] a)\b",
    re.IGNORECASE,
)


class Designation(NamedTuple):
    """ "UNE-ISO/IEC 42001:2025" is (("UNE",), "42001", "2025"): what stands before ISO/IEC, the number, the year."""

    prefix: tuple[str, ...]
    number: str
    year: str


def read_designation(text: str) -> Designation | None:
    """The first designation with a number of four or five digits; None for names without one ("SOC 2")."""
    hit = _DESIGNATION.search(text)
    if not hit:
        return None
    words = [w.upper() for w in re.split(r"[\s/-]+", hit["prefix"]) if w]
    known = [w for w in words if w not in ("ISO", "IEC") and w.isalpha() and len(w) <= 4]
    return Designation(tuple(known), hit["number"], hit["year"] or "")


def recognise(text: str, reference: ReferenceData) -> tuple[Scheme, ...]:
    """Schemes whose patterns find themselves in a printed designation, else those of the same number."""
    by_pattern = tuple(s for s in reference.schemes if any(re.search(p, text, re.IGNORECASE) for p in s.patterns))
    if by_pattern:
        return by_pattern
    printed = read_designation(text)
    if printed is None:
        folded = " ".join(text.casefold().split())
        return tuple(s for s in reference.schemes if s.standard.casefold() == folded)
    return tuple(s for s in reference.schemes if (own := read_designation(s.standard)) and own.number == printed.number)


def check_standard(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    printed = text_of(facts.standard)
    stated_year = text_of(facts.edition)
    looked_at = {"standard": printed, "edition": stated_year, "claimed": facts.scheme}
    if not printed:
        return concluded(CODE, Outcome.DOUBT, "The certificate's facts do not say which standard it is for.", looked_at)
    claimed = context.reference.scheme(facts.scheme)
    named = recognise(printed, context.reference)
    if claimed is None and len(named) == 1:
        claimed = named[0]
    if claimed is None:
        reason = f"“{printed}” is not among the standards of the reference data, so its edition could not be compared."
        return concluded(CODE, Outcome.UNKNOWN, reason, looked_at)
    looked_at["claimed"] = claimed.standard
    if not claimed.certifiable:
        return concluded(CODE, Outcome.FAIL, _not_certifiable(claimed), looked_at)
    if claimed not in named:
        if named and not named[0].certifiable:
            return concluded(CODE, Outcome.FAIL, _not_certifiable(named[0]), looked_at)
        if named:
            reason = f"It names {named[0].standard}, and not {claimed.standard}."
            return concluded(CODE, Outcome.FAIL, reason, looked_at)
        reason = f"“{printed}” could not be recognised as {claimed.standard}."
        return concluded(CODE, Outcome.DOUBT, reason, looked_at)
    return _check_edition(facts, context, claimed, printed, stated_year, looked_at)


def _check_edition(
    facts: CertificateFacts,
    context: CheckContext,
    scheme: Scheme,
    printed: str,
    stated_year: str,
    looked_at: dict[str, str],
) -> CheckResult:
    wanted = read_designation(printed)
    if wanted is None or not scheme.editions:
        reason = f"It names {scheme.standard}. The reference data list no editions to compare with."
        return concluded(CODE, Outcome.UNKNOWN, reason, looked_at)
    if not wanted.year:
        year = re.search(r"(?:19|20)\d{2}", stated_year)
        wanted = wanted._replace(year=year[0] if year else "")
    if not wanted.year:
        reason = f"It names {scheme.standard} without an edition."
        return concluded(CODE, Outcome.DOUBT, reason, looked_at)
    full = f"{printed}" if read_designation(printed).year else f"{printed}:{wanted.year}"  # type: ignore[union-attr]
    if any(_same(wanted, read_designation(d)) for d in scheme.not_editions):
        return concluded(CODE, Outcome.FAIL, f"“{full}” does not exist: {_editions(scheme)}.", looked_at)
    edition = _edition(scheme, wanted)
    if edition is None:
        if wanted.prefix:
            reason = f"“{full}” is a national designation that the reference data do not list; {_editions(scheme)}."
            return concluded(CODE, Outcome.DOUBT, reason, looked_at)
        return concluded(CODE, Outcome.FAIL, f"“{full}” does not exist: {_editions(scheme)}.", looked_at)
    looked_at["edition"] = edition.year
    if edition.valid_until and edition.valid_until < context.as_of:
        reason = f"Certificates to the {edition.year} edition counted until {in_words(edition.valid_until)}."
        return concluded(CODE, Outcome.FAIL, reason, looked_at)
    issued = day_of(facts.issued) or day_of(facts.valid_from)
    if issued and edition.valid_from and issued < edition.valid_from:
        reason = (
            f"It was issued on {in_words(issued)}, before the {edition.year} edition existed "
            f"({in_words(edition.valid_from)})."
        )
        return concluded(CODE, Outcome.DOUBT, reason, looked_at)
    if stated_year and edition.year not in stated_year and wanted.year not in stated_year:
        reason = f"It is printed as “{printed}”, and the edition is given as {stated_year}."
        return concluded(CODE, Outcome.DOUBT, reason, looked_at)
    if words := said_in(facts, _ALIGNED):
        reason = f"It says “{words}”, which is less than certified: compare it with the document."
        return concluded(CODE, Outcome.DOUBT, reason, looked_at)
    contract_end = context.subject.contract_end
    if edition.valid_until and contract_end and edition.valid_until < contract_end:
        reason = (
            f"It names “{full}”. Certificates to the {edition.year} edition count until "
            f"{in_words(edition.valid_until)}; the contract ends on {in_words(contract_end)}."
        )
        return concluded(CODE, Outcome.DOUBT, reason, looked_at)
    meaning = "" if full.endswith(edition.year) else f", which is the {edition.year} edition"
    return concluded(CODE, Outcome.PASS, f"It names “{full}”{meaning}.", looked_at)


def _not_certifiable(scheme: Scheme) -> str:
    because = scheme.note or "it gives guidance and holds no requirements that an organisation is audited against"
    return f"{scheme.standard} is no standard for certification: {because.rstrip('.')}."


def _same(one: Designation, other: Designation | None) -> bool:
    """A printed prefix may be longer than the known one ("DIN EN" ends with "EN"), never shorter."""
    if other is None or (one.number, one.year) != (other.number, other.year):
        return False
    if not other.prefix:
        return not one.prefix
    return one.prefix[-len(other.prefix) :] == other.prefix


def _edition(scheme: Scheme, wanted: Designation) -> Edition | None:
    for edition in scheme.editions:
        if any(_same(wanted, read_designation(d)) for d in edition.designations):
            return edition
    return next((e for e in scheme.editions if e.year == wanted.year), None)


def _editions(scheme: Scheme) -> str:
    years = ", ".join(e.year for e in scheme.editions)
    return f"{scheme.standard} has the edition{'s' if len(scheme.editions) > 1 else ''} {years}"
