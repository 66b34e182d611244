"""What a check may look at besides the certificate, and the small words all checks share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.core.catalog.model import ReferenceData
from app.core.certificates.facts import CertificateFacts, Fact
from app.core.response import Response, Subject, Vendor
from app.core.scoring.scorecard import CheckResult, Outcome

# A certificate supports nothing while one of these speaks against it (docs/scoring.md). Suspension and withdrawal
# stand beside expiry: the certificate is not in force.
BLOCKING = frozenset({"CERT-STANDARD", "CERT-HOLDER", "CERT-SCOPE", "CERT-VALIDITY", "CERT-BODY", "CERT-STATUS"})


@dataclass(frozen=True, slots=True)
class CheckContext:
    vendor: Vendor
    subject: Subject
    as_of: date
    reference: ReferenceData
    files: frozenset[str] = frozenset()  # ids of the evidence that is really there

    @classmethod
    def of(cls, response: Response, reference: ReferenceData) -> CheckContext:
        return cls(
            vendor=response.vendor,
            subject=response.subject,
            as_of=response.as_of,
            reference=reference,
            files=frozenset(e.id for e in response.evidence),
        )


Check = Callable[[CertificateFacts, CheckContext], CheckResult]


def concluded(
    code: str,
    outcome: Outcome,
    reason: str,
    looked_at: dict[str, str] | None = None,
    *,
    performed: bool = True,
    weighs: bool = True,
) -> CheckResult:
    """A result; empty entries of `looked_at` are left out."""
    return CheckResult(
        code=code,
        outcome=outcome,
        blocking=code in BLOCKING,
        reason=reason,
        looked_at={k: v for k, v in (looked_at or {}).items() if v},
        performed=performed,
        weighs=weighs,
    )


def text_of(fact: Fact[str] | None) -> str:
    return fact.value.strip() if fact else ""


def day_of(fact: Fact[date] | None) -> date | None:
    return fact.value if fact else None


def said_in(facts: CertificateFacts, pattern: re.Pattern[str]) -> str:
    """What a pattern finds in the facts or in the words that were read for them; empty when nothing."""
    for fact in facts.by_name.values():
        values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
        for words in (fact.source.words, *(v for v in values if isinstance(v, str))):
            if hit := pattern.search(" ".join(words.split())):
                return hit[0]
    return ""


_MONTHS = (
    "January February March April May June July August September October November December".split()
)  # fmt: skip


def in_words(day: date | None) -> str:
    """ "11 January 2028", whatever the machine's locale; empty without a day."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else ""


def years_after(day: date, years: int) -> date:
    """The same day of a later year; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
