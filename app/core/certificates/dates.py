"""CERT-VALIDITY and CERT-CYCLE: in force when it matters, within the cycle of three years with its yearly audits.

Sources: ISO/IEC 17021-1, 8.2.2 b and c (days on a certificate), 9.1.3 and 9.6 (the cycle and surveillance).
"""

from __future__ import annotations

import re
from datetime import date

from app.core.certificates.context import CheckContext, concluded, day_of, in_words, said_in, years_after
from app.core.certificates.facts import CertificateFacts
from app.core.scoring.scorecard import CheckResult, Outcome

_WITHOUT_END = re.compile(
    r"\b(life[- ]?time|for life|unlimited validity|no expiry|does not expire|perpetual|unbefristet|auf lebenszeit|"
    r"à vie|durée illimitée|onbeperkt geldig|levenslang|de por vida|indefinid[ao]|a vita|illimitat[ao])\b",
    re.IGNORECASE,
)


def check_validity(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    code, start, end = "CERT-VALIDITY", day_of(facts.valid_from) or day_of(facts.issued), day_of(facts.valid_until)
    today, contract, issued = context.as_of, context.subject, day_of(facts.issued)
    looked_at = {
        "valid_from": in_words(start),
        "valid_until": in_words(end),
        "as_of": in_words(today),
        "contract_start": in_words(contract.contract_start),
        "contract_end": in_words(contract.contract_end),
    }
    if end and end < today:
        return concluded(code, Outcome.FAIL, f"It ended on {in_words(end)}, before {in_words(today)}.", looked_at)
    if start and start > today:
        return concluded(code, Outcome.FAIL, f"It begins on {in_words(start)}, after {in_words(today)}.", looked_at)
    if end is None:
        return concluded(code, Outcome.DOUBT, "The facts do not say until when it is in force.", looked_at)
    if start and end < start:
        reason = f"It ends on {in_words(end)}, before it begins on {in_words(start)}."
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    if issued and issued > today:
        reason = f"It is said to be issued on {in_words(issued)}, which has not come yet."
        return concluded(code, Outcome.DOUBT, reason, looked_at | {"issued": in_words(issued)})
    for what, day in (("begins", contract.contract_start), ("ends", contract.contract_end)):
        if day and end < day:
            reason = f"It is in force until {in_words(end)}; the contract {what} on {in_words(day)}."
            return concluded(code, Outcome.DOUBT, reason, looked_at)
    return concluded(code, Outcome.PASS, f"It is in force on {in_words(today)}, until {in_words(end)}.", looked_at)


def check_cycle(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    code, start, end = "CERT-CYCLE", day_of(facts.valid_from) or day_of(facts.issued), day_of(facts.valid_until)
    audited, first = day_of(facts.surveillance), day_of(facts.first_issued)
    looked_at = {
        "first_issued": in_words(first),
        "begins": in_words(start),
        "ends": in_words(end),
        "surveillance": in_words(audited),
    }
    if words := said_in(facts, _WITHOUT_END):
        reason = f"It is said to run without end (“{words}”). A cycle lasts at most three years."
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    if start is None:
        return concluded(code, Outcome.UNKNOWN, "The facts do not say when the present cycle began.", looked_at)
    if end and end > years_after(start, 3):
        reason = f"From {in_words(start)} to {in_words(end)} is longer than the three years of a cycle."
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    if first and first > start:
        reason = f"It begins on {in_words(start)}, before it was first issued on {in_words(first)}."
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    if audited and audited > context.as_of:
        reason = f"The last surveillance audit is said to be of {in_words(audited)}, which has not come yet."
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    due = _surveillance_due(start, audited)
    looked_at["surveillance_due"] = in_words(due)
    if context.as_of > due and not (end and end < due):
        said = f"the last one stated is of {in_words(audited)}" if audited else "none is stated"
        reason = f"A surveillance audit was due by {in_words(due)}; {said}."
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    until = "No end is stated" if end is None else "It runs for at most three years"
    outcome = Outcome.UNKNOWN if end is None else Outcome.PASS
    return concluded(code, outcome, f"{until}, and no surveillance audit is overdue.", looked_at)


def _surveillance_due(start: date, audited: date | None) -> date:
    """The first within 12 months, then once a calendar year (ISO/IEC 17021-1, 9.1.3.3)."""
    if audited is None or audited <= start:
        return years_after(start, 1)
    return date(audited.year + 1, 12, 31)
