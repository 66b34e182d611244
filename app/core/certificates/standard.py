"""CERT-STANDARD: does the certificate name the claimed standard, in an edition that exists?

National bodies publish the same text under their own prefix and year: "EN ISO/IEC 42001:2026" is the 2023 edition. The
designations that mean an edition are reference data; a year alone proves nothing once a prefix stands before it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from app.core.catalog.model import Edition, ReferenceData, Scheme
from app.core.certificates.context import CheckContext, concluded, day_of, said_in, text_of
from app.core.certificates.facts import CertificateFacts
from app.core.scoring.scorecard import CheckResult, Outcome
from app.core.wording import say

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
        return concluded(
            CODE, Outcome.DOUBT, say("The certificate's facts do not say which standard it is for."), looked_at
        )
    claimed = context.reference.scheme(facts.scheme)
    named = recognise(printed, context.reference)
    if claimed is None and len(named) == 1:
        claimed = named[0]
    if claimed is None:
        reason = say(
            "“%(printed)s” is not among the standards of the reference data, so its edition could not be compared.",
            printed=printed,
        )
        return concluded(CODE, Outcome.UNKNOWN, reason, looked_at)
    looked_at["claimed"] = claimed.standard
    if not claimed.certifiable:
        return concluded(CODE, Outcome.FAIL, _not_certifiable(claimed), looked_at)
    if claimed not in named:
        if named and not named[0].certifiable:
            return concluded(CODE, Outcome.FAIL, _not_certifiable(named[0]), looked_at)
        if named:
            reason = say(
                "It names %(printed)s, and not %(claimed)s.", printed=named[0].standard, claimed=claimed.standard
            )
            return concluded(CODE, Outcome.FAIL, reason, looked_at)
        reason = say(
            "“%(printed)s” could not be recognised as %(standard)s.", printed=printed, standard=claimed.standard
        )
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
        reason = say(
            "It names %(standard)s. The reference data list no editions to compare with.", standard=scheme.standard
        )
        return concluded(CODE, Outcome.UNKNOWN, reason, looked_at)
    if not wanted.year:
        year = re.search(r"(?:19|20)\d{2}", stated_year)
        wanted = wanted._replace(year=year[0] if year else "")
    if not wanted.year:
        reason = say("It names %(standard)s without an edition.", standard=scheme.standard)
        return concluded(CODE, Outcome.DOUBT, reason, looked_at)
    full = f"{printed}" if read_designation(printed).year else f"{printed}:{wanted.year}"  # type: ignore[union-attr]
    if any(_same(wanted, read_designation(d)) for d in scheme.not_editions):
        return concluded(
            CODE,
            Outcome.FAIL,
            say("“%(full)s” does not exist: %(editions)s.", full=full, editions=_editions(scheme)),
            looked_at,
        )
    edition = _edition(scheme, wanted)
    if edition is None:
        if wanted.prefix:
            reason = say(
                "“%(full)s” is a national designation that the reference data do not list; %(editions)s.",
                full=full,
                editions=_editions(scheme),
            )
            return concluded(CODE, Outcome.DOUBT, reason, looked_at)
        return concluded(
            CODE,
            Outcome.FAIL,
            say("“%(full)s” does not exist: %(editions)s.", full=full, editions=_editions(scheme)),
            looked_at,
        )
    looked_at["edition"] = edition.year
    if edition.valid_until and edition.valid_until < context.as_of:
        reason = say(
            "Certificates to the %(year)s edition counted until %(valid_until)s.",
            year=edition.year,
            valid_until=edition.valid_until,
        )
        return concluded(CODE, Outcome.FAIL, reason, looked_at)
    issued = day_of(facts.issued) or day_of(facts.valid_from)
    if issued and edition.valid_from and issued < edition.valid_from:
        reason = say(
            "It was issued on %(issued)s, before the %(year)s edition existed (%(valid_from)s).",
            issued=issued,
            year=edition.year,
            valid_from=edition.valid_from,
        )
        return concluded(CODE, Outcome.DOUBT, reason, looked_at)
    if stated_year and edition.year not in stated_year and wanted.year not in stated_year:
        reason = say(
            "It is printed as “%(printed)s”, and the edition is given as %(stated_year)s.",
            printed=printed,
            stated_year=stated_year,
        )
        return concluded(CODE, Outcome.DOUBT, reason, looked_at)
    if words := said_in(facts, _ALIGNED):
        reason = say("It says “%(words)s”, which is less than certified: compare it with the document.", words=words)
        return concluded(CODE, Outcome.DOUBT, reason, looked_at)
    contract_end = context.subject.contract_end
    if edition.valid_until and contract_end and edition.valid_until < contract_end:
        reason = say(
            "It names “%(full)s”. Certificates to the %(year)s edition count until "
            "%(valid_until)s; the contract ends on %(contract_end)s.",
            full=full,
            year=edition.year,
            valid_until=edition.valid_until,
            contract_end=contract_end,
        )
        return concluded(CODE, Outcome.DOUBT, reason, looked_at)
    reason = (
        say("It names “%(full)s”.", full=full)
        if full.endswith(edition.year)
        else say("It names “%(full)s”, which is the %(year)s edition.", full=full, year=edition.year)
    )
    return concluded(CODE, Outcome.PASS, reason, looked_at)


def _not_certifiable(scheme: Scheme) -> str:
    because = scheme.note.rstrip(".") or say(
        "it gives guidance and holds no requirements that an organisation is audited against"
    )
    return say("%(standard)s is no standard for certification: %(why)s.", standard=scheme.standard, why=because)


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
    if len(scheme.editions) > 1:
        return say("%(standard)s has the editions %(years)s", standard=scheme.standard, years=years)
    return say("%(standard)s has the edition %(years)s", standard=scheme.standard, years=years)
