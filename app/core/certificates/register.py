"""CERT-STATUS: what did registers answer, to whom, on which day?

Suspension and withdrawal show only there (ISO/IEC 17021-1, 9.6.5 and 8.3.4). Registers are not complete, so what is not
found is not known. An answer may be newer than the day on which the certificate is judged: what was learned since
counts.
"""

from __future__ import annotations

from app.core.certificates.context import CheckContext, concluded, in_words, years_after
from app.core.certificates.facts import CertificateFacts, Lookup
from app.core.scoring.scorecard import CheckResult, Outcome

CODE = "CERT-STATUS"
_WORST_FIRST = ("withdrawn", "suspended", "in force", "not found")


def check_status(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    """Of each register the newest answer counts; of several registers, the one that weighs most."""
    if not facts.lookups:
        reason = (
            "No register was asked. Suspension and withdrawal show only there, so a date in the future is not enough: "
            "look it up and record the answer, or accept the certificate with a reason."
        )
        return concluded(CODE, Outcome.UNKNOWN, reason, performed=False)
    newest: dict[str, Lookup] = {}
    for lookup in sorted(facts.lookups, key=lambda entry: entry.on):
        newest[lookup.register_name.casefold()] = lookup
    last = min(newest.values(), key=lambda entry: (_WORST_FIRST.index(entry.answer), -entry.on.toordinal()))
    looked_at = {
        "register": last.register_name,
        "asked_by": last.by,
        "asked_on": in_words(last.on),
        "words": last.words,
        "link": last.link,
        "answer_sha256": last.digest,
        "other_registers": "; ".join(
            f"{other.register_name}, {in_words(other.on)}: {other.answer}" for other in newest.values() if other != last
        ),
    }
    said = f"{last.register_name}, asked by {last.by} on {in_words(last.on)}"
    if last.answer in ("suspended", "withdrawn"):
        return concluded(CODE, Outcome.FAIL, f"{said}, lists it as {last.answer}.", looked_at)
    if last.answer == "not found":
        reason = f"{said}, did not list it. Registers are not complete: this is not confirmed, and no more than that."
        return concluded(CODE, Outcome.UNKNOWN, reason, looked_at)
    if years_after(last.on, 1) < context.as_of:
        reason = f"{said}, listed it as in force. That is more than a year ago: ask again."
        return concluded(CODE, Outcome.UNKNOWN, reason, looked_at)
    return concluded(CODE, Outcome.PASS, f"{said}, lists it as in force.", looked_at)
