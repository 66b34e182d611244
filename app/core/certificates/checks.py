"""The table of the checks on a certificate, and the standing they add up to.

Each check is a pure function of the facts and the context, in the module of its family, which names its source.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.core.catalog.model import ReferenceData
from app.core.certificates.body import check_accreditation, check_body
from app.core.certificates.context import Check, CheckContext, concluded, text_of
from app.core.certificates.dates import check_cycle, check_validity
from app.core.certificates.document import (
    as_sealed,
    check_complete,
    check_duplicate,
    check_integrity,
    check_legibility,
)
from app.core.certificates.facts import CertificateFacts, Family
from app.core.certificates.holder import check_holder
from app.core.certificates.register import check_status
from app.core.certificates.scope import check_scope
from app.core.certificates.standard import check_standard, recognise
from app.core.response import Response
from app.core.scoring.scorecard import CertificateStanding, CheckResult, Outcome, Standing

__all__ = ["CHECKS", "CheckContext", "assess", "family_of", "run_checks", "standing"]

# What a document is that is no certificate of an organisation's management system, in a sentence for people.
_WHAT_IT_IS = {
    Family.ASSURANCE_REPORT: (
        "This is an assurance report: an auditor's opinion on a description of "
        "controls. It is read by a person, with its period, its exceptions and what it "
        "carves out; there is no certificate of this kind."
    ),
    Family.CONFORMITY_DOCUMENT: (
        "This is a document about one AI system under law (a declaration or a notified "
        "body's certificate), not a certificate of an organisation. It is read by a "
        "person."
    ),
    Family.SELF_DECLARATION: "This is the vendor's own declaration or entry. Nobody independent stands behind it.",
    Family.PERSON: "This is a person's certificate. It speaks of that person, and not of the organisation.",
    Family.OTHER: "This is another kind of document, no certificate of a management system. A person reads it.",
}


CHECKS: tuple[tuple[str, Check], ...] = (
    ("CERT-STANDARD", check_standard),
    ("CERT-HOLDER", check_holder),
    ("CERT-SCOPE", check_scope),
    ("CERT-VALIDITY", check_validity),
    ("CERT-CYCLE", check_cycle),
    ("CERT-BODY", check_body),
    ("CERT-ACCREDITATION", check_accreditation),
    ("CERT-COMPLETE", check_complete),
    ("CERT-INTEGRITY", check_integrity),
    ("CERT-DUPLICATE", check_duplicate),
    ("CERT-STATUS", check_status),
    ("CERT-LEGIBILITY", check_legibility),
)


def run_checks(facts: CertificateFacts, context: CheckContext) -> tuple[CheckResult, ...]:
    """Every check of the table, in its order."""
    return tuple(check(facts, context) for _, check in CHECKS)


def standing(results: Iterable[CheckResult]) -> Standing:
    """Rejected when a blocking check speaks against it, good when everything that weighs speaks for it, qualified
    otherwise."""
    results = tuple(results)
    if any(r.blocking and r.outcome is Outcome.FAIL for r in results):
        return Standing.REJECTED
    good = results and all(r.outcome is Outcome.PASS or not r.weighs for r in results)
    return Standing.GOOD if good else Standing.QUALIFIED


def family_of(facts: CertificateFacts, reference: ReferenceData) -> Family:
    """What sort of document it is: as stated, unless its scheme is known to be another sort."""
    scheme = reference.scheme(facts.scheme)
    if facts.family is Family.MANAGEMENT_SYSTEM and scheme is not None and scheme.kind in set(Family):
        return Family(scheme.kind)
    return facts.family


def assess(facts: CertificateFacts, response: Response, reference: ReferenceData) -> CertificateStanding:
    """The standing of one certificate of a response, with what a reviewer said about it.

    Documents of another family are not judged as certificates: they get one line that says what they are, and can
    never certify an answer.
    """
    family = family_of(facts, reference)
    context = CheckContext.of(response, reference)
    if family is Family.MANAGEMENT_SYSTEM:
        results = run_checks(facts, context)
    else:
        results = (concluded("CERT-FAMILY", Outcome.UNKNOWN, _WHAT_IT_IS[family], performed=False),)
    accepted = next((a for a in response.acceptances if a.certificate and a.certificate == facts.id), None)
    return CertificateStanding(
        certificate=facts.id,
        scheme=facts.scheme,
        title=title_of(facts, reference),
        holder=text_of(facts.holder),
        standing=standing(results),
        accepted=f"{accepted.by}: {accepted.reason}" if accepted else "",
        checks=results,
        family=family,
        evidence=facts.evidence,
        sealed=as_sealed(facts),
    )


def title_of(facts: CertificateFacts, reference: ReferenceData) -> str:
    """ "ISO/IEC 42001:2023, BKA-AIMS-00412", from what is known."""
    scheme = reference.scheme(facts.scheme)
    standard = text_of(facts.standard) or (scheme.standard if scheme else "") or facts.scheme or "Certificate"
    edition = text_of(facts.edition)
    if edition and edition not in standard and len(recognise(standard, reference)) <= 1 and ":" not in standard:
        standard = f"{standard}:{edition}"
    return ", ".join(part for part in (standard, text_of(facts.number)) if part)
