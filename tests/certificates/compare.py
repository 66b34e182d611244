"""A reading held against what the certificate says: fact by fact right, missing, wrong, or wrong and sure of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rapidfuzz.fuzz import ratio

from app.core.certificates.facts import Family
from app.core.certificates.read.model import ReadCertificate, ReadFact, Reading
from tests.certificates.describe import Expected, Sample

Verdict = Literal["right", "asked", "missing", "wrong", "confident"]
CLEAR = 0.8  # from here on a fact is called clear: wrong there is worse than missing

JUDGED = (
    "standard edition number holder scope first_issued issued valid_from valid_until surveillance body "
    "accreditation_body accreditation_number soa_version soa_date revision"
).split()


@dataclass(frozen=True)
class Judged:
    sample: str
    fact: str
    verdict: Verdict
    wanted: tuple[Any, ...] = ()
    got: Any = None
    confidence: float = 0.0
    words: str = ""

    def __str__(self) -> str:
        what = f"{self.sample}: {self.fact} {self.verdict}"
        if self.verdict == "missing":
            return f"{what}, wanted {self.wanted[0]!s}"
        wanted = self.wanted[0] if self.wanted else "nothing"
        return f"{what} ({self.confidence:.2f}): {self.got!s} for {wanted!s}, from “{self.words}”"


def judge(sample: Sample, reading: Reading) -> list[Judged]:
    """Every fact of every certificate that the sample has, and every one that was read although it has it not."""
    exact = sample.medium == "text"
    found = [c for c in reading.certificates if c.family is Family.MANAGEMENT_SYSTEM]
    judged: list[Judged] = []
    for wanted in sample.certificates:
        match = _matching(wanted, found)
        if match is not None:
            found.remove(match)
        judged += _one(sample.name, wanted, match, exact)
    for extra in found:  # a certificate that is none
        said = extra.standard
        judged.append(
            Judged(
                sample.name, "certificate", _sureness(said), (), said and said.value, _confidence(said), _words(said)
            )
        )
    return judged


def _matching(wanted: Expected, found: list[ReadCertificate]) -> ReadCertificate | None:
    for certificate in found:
        if certificate.scheme == wanted.scheme:
            return certificate
    standard = str(wanted.facts["standard"][0])
    for certificate in found:
        if certificate.standard and same("standard", certificate.standard.value, standard, exact=False):
            return certificate
    return found[0] if found else None


def _one(name: str, wanted: Expected, got: ReadCertificate | None, exact: bool) -> Iterator[Judged]:
    for fact in JUDGED:
        read: ReadFact[Any] | None = getattr(got, fact) if got else None
        values, asked = wanted.facts.get(fact, ()), wanted.asked.get(fact, ())
        if asked:
            yield Judged(name, fact, _asked(read, asked), asked, read and read.value, _confidence(read), _words(read))
        elif not values:
            if read is not None and read.value is not None and not _harmless(fact, read, wanted):
                yield Judged(name, fact, _sureness(read), (), read.value, _confidence(read), _words(read))
        elif read is None:
            yield Judged(name, fact, "missing", values)
        elif read.value is None:
            verdict: Verdict = "asked" if set(values) & set(read.alternatives) else "wrong"
            yield Judged(name, fact, verdict, values, read.alternatives, _confidence(read), _words(read))
        else:
            right = any(same(fact, read.value, value, exact=exact, facts=wanted.facts) for value in values)
            yield Judged(
                name, fact, "right" if right else _sureness(read), values, read.value, _confidence(read), _words(read)
            )


def _harmless(fact: str, read: ReadFact[Any], wanted: Expected) -> bool:
    """The day of issue as the beginning of the validity, where only one of the two is printed."""
    other = {"valid_from": "issued", "issued": "valid_from"}.get(fact)
    return other is not None and read.value in wanted.facts.get(other, ()) and read.confidence < CLEAR


def _asked(read: ReadFact[Any] | None, days: tuple[date, ...]) -> Verdict:
    if read is None:
        return "missing"
    if read.value is None:
        return "right" if set(days) <= set(read.alternatives) else "wrong"
    return _sureness(read)  # one of the two was taken for the truth


def _sureness(read: ReadFact[Any] | None) -> Verdict:
    return "confident" if _confidence(read) >= CLEAR else "wrong"


def _confidence(read: ReadFact[Any] | None) -> float:
    return read.confidence if read else 0.0


def _words(read: ReadFact[Any] | None) -> str:
    return read.words if read else ""


def squashed(words: Any) -> str:
    """Letters and digits, whatever their case and whatever stands between them."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", str(words))).casefold()


def folded(words: Any) -> str:
    """Without accents as well: a scan at 150 dots loses them."""
    plain = (
        unicodedata.normalize("NFKD", str(words))
        .replace("ı", "i")
        .replace("ß", "ss")
        .replace("ø", "o")
        .replace("ł", "l")
    )
    return squashed("".join(c for c in plain if not unicodedata.combining(c)))


def same(fact: str, got: Any, want: Any, *, exact: bool, facts: Any = None) -> bool:
    """Whether the value read is the value printed. A scan may lose accents and a letter of a long text."""
    if isinstance(want, date):
        return bool(got == want)
    alike = squashed if exact else folded
    have, ought = alike(got), alike(want)
    if fact == "standard":
        year = re.search(r":\s*\d{4}", str(want))
        shorter = {ought, alike(str(want).partition("+")[0])} | ({alike(str(want)[: year.start()])} if year else set())
        return have in shorter
    if fact == "scope":
        needed = 97 if exact else 88
        return ratio(have, ought) >= needed or _with_applicability(have, ought, needed, facts)
    if fact in ("holder", "body", "accreditation_body") and not exact:
        return ratio(have, ought) >= 92
    return have == ought


def _with_applicability(have: str, ought: str, needed: int, facts: Any) -> bool:
    """The sentence on the Statement of Applicability often belongs to the scope, and two languages may both be read."""
    head, rest = have[: len(ought)], have[len(ought) :]
    if ratio(head, ought) < needed:
        return False
    others = [squashed(v) for v in (facts or {}).get("scope", ())]
    version = squashed((facts or {}).get("soa_version", ("",))[0])
    return (bool(version) and version in rest and len(rest) < 130) or any(ratio(rest, o) >= needed for o in others)


def counts(judged: Iterable[Judged]) -> dict[str, int]:
    counted = dict.fromkeys(("right", "asked", "missing", "wrong", "confident"), 0)
    for one in judged:
        counted[one.verdict] += 1
    return counted


def accuracy(judged: Iterable[Judged]) -> float:
    """The share of facts that were read right. To ask about a day that has one reading only is not right."""
    counted = counts(judged)
    return counted["right"] / max(sum(counted.values()), 1)
