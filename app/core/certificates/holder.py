"""CERT-HOLDER: is the holder the vendor's legal entity?

A certificate is a legal entity's, not a brand's or a group's (ISO/IEC 17021-1, 8.2.2 a). Names decide; a registration
number that is printed helps where names are in doubt, and never against a name that is somebody else's.
"""

from __future__ import annotations

from app.core.certificates.context import CheckContext, concluded, text_of
from app.core.certificates.facts import CertificateFacts
from app.core.certificates.names import Likeness, compare_with_vendor
from app.core.scoring.scorecard import CheckResult, Outcome
from app.core.wording import say

CODE = "CERT-HOLDER"
_SHORTEST = 5  # letters and digits of a registration number that are too many to be there by chance


def check_holder(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    holder, vendor = text_of(facts.holder), context.vendor
    looked_at = {
        "holder": holder,
        "vendor": vendor.legal_name,
        "addresses": "; ".join(facts.addresses.value) if facts.addresses else "",
    }
    if not holder:
        return concluded(CODE, Outcome.DOUBT, say("The facts do not say who holds the certificate."), looked_at)
    compared = compare_with_vendor(holder, vendor)
    number = _printed_number(facts, vendor.registration_number)
    if number:
        looked_at["registration_number"] = number
    if compared.likeness is Likeness.SAME:
        return concluded(CODE, Outcome.PASS, compared.reason, looked_at)
    if compared.likeness is Likeness.DIFFERENT and not number:
        return concluded(CODE, Outcome.FAIL, compared.reason, looked_at)
    if number and compared.likeness is Likeness.DIFFERENT:
        reason = say(
            "%(reason)s The vendor's registration number %(number)s is printed: it may have had another name.",
            reason=compared.reason,
            number=number,
        )
        return concluded(CODE, Outcome.DOUBT, reason, looked_at)
    if number and not compared.other_company:
        reason = say(
            "%(reason)s The vendor's registration number %(number)s is printed, so it is the same company.",
            reason=compared.reason,
            number=number,
        )
        return concluded(CODE, Outcome.PASS, reason, looked_at)
    return concluded(CODE, Outcome.DOUBT, compared.reason, looked_at)


def _printed_number(facts: CertificateFacts, number: str) -> str:
    """The vendor's registration number where it stands beside the holder, with its addresses, or among the numbers."""
    wanted = _key(number)
    if len(wanted) < _SHORTEST:
        return ""
    places: list[str] = []
    for fact in (facts.holder, facts.addresses, facts.other_numbers):
        if fact is not None:
            places += [fact.source.words, *([fact.value] if isinstance(fact.value, str) else fact.value)]
    return number if any(wanted in _key(place) for place in places) else ""


def _key(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
