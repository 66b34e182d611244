"""CERT-VALIDITY and CERT-CYCLE: in force when it matters, within the cycle of three years with its yearly audits.

Sources: ISO/IEC 17021-1, 8.2.2 b and c (days on a certificate), 9.1.3 and 9.6 (the cycle and surveillance).
"""

from __future__ import annotations

import re
from datetime import date

from app.core.certificates.context import CheckContext, concluded, day_of, in_words, said_in, years_after
from app.core.certificates.facts import CertificateFacts
from app.core.scoring.scorecard import CheckResult, Outcome
from app.core.wording import say

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
        return concluded(
            code,
            Outcome.FAIL,
            say("It ended on %(end)s, before %(today)s.", end=end, today=today),
            looked_at,
        )
    if start and start > today:
        return concluded(
            code,
            Outcome.FAIL,
            say("It begins on %(start)s, after %(today)s.", start=start, today=today),
            looked_at,
        )
    if end is None:
        return concluded(code, Outcome.DOUBT, say("The facts do not say until when it is in force."), looked_at)
    if start and end < start:
        reason = say("It ends on %(end)s, before it begins on %(start)s.", end=end, start=start)
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    if issued and issued > today:
        reason = say("It is said to be issued on %(issued)s, which has not come yet.", issued=issued)
        return concluded(code, Outcome.DOUBT, reason, looked_at | {"issued": in_words(issued)})
    begins, ends = contract.contract_start, contract.contract_end
    if begins and end < begins:
        reason = say("It is in force until %(end)s; the contract begins on %(day)s.", end=end, day=begins)
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    if ends and end < ends:
        reason = say("It is in force until %(end)s; the contract ends on %(day)s.", end=end, day=ends)
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    return concluded(
        code,
        Outcome.PASS,
        say("It is in force on %(today)s, until %(end)s.", today=today, end=end),
        looked_at,
    )


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
        reason = say("It is said to run without end (“%(words)s”). A cycle lasts at most three years.", words=words)
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    if start is None:
        return concluded(code, Outcome.UNKNOWN, say("The facts do not say when the present cycle began."), looked_at)
    if end and end > years_after(start, 3):
        reason = say(
            "From %(start)s to %(end)s is longer than the three years of a cycle.",
            start=start,
            end=end,
        )
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    if first and first > start:
        reason = say(
            "It begins on %(start)s, before it was first issued on %(first)s.",
            start=start,
            first=first,
        )
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    if audited and audited > context.as_of:
        reason = say(
            "The last surveillance audit is said to be of %(audited)s, which has not come yet.",
            audited=audited,
        )
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    due = _surveillance_due(start, audited)
    looked_at["surveillance_due"] = in_words(due)
    if context.as_of > due and not (end and end < due):
        reason = (
            say("A surveillance audit was due by %(due)s; the last one stated is of %(day)s.", due=due, day=audited)
            if audited
            else say("A surveillance audit was due by %(due)s; none is stated.", due=due)
        )
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    if end is None:
        reason = say("No end is stated, and no surveillance audit is overdue.")
        return concluded(code, Outcome.UNKNOWN, reason, looked_at)
    reason = say("It runs for at most three years, and no surveillance audit is overdue.")
    return concluded(code, Outcome.PASS, reason, looked_at)


def _surveillance_due(start: date, audited: date | None) -> date:
    """The first within 12 months, then once a calendar year (ISO/IEC 17021-1, 9.1.3.3)."""
    if audited is None or audited <= start:
        return years_after(start, 1)
    return date(audited.year + 1, 12, 31)
