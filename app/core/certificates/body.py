"""CERT-BODY and CERT-ACCREDITATION: who issued it, and is that legal entity accredited for this very standard?

ISO writes standards and certifies nobody. Accreditation holds for one legal entity and one standard (ISO/IEC 17011).
That none was found says that it was not confirmed, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from app.core.catalog.model import Accreditation, AccreditationBody, CertificationBody, ReferenceData
from app.core.certificates.context import CheckContext, concluded, in_words, said_in, text_of
from app.core.certificates.facts import CertificateFacts
from app.core.certificates.names import Likeness, compare_names
from app.core.scoring.scorecard import CheckResult, Outcome
from app.core.wording import say

# What ISO's own name looks like as an issuer. Certification bodies have "ISO" in longer names, and are not meant.
_ISO_ITSELF = re.compile(
    r"^(the\s+)?(iso|iec|iso\s*/\s*iec|iso\.org|"
    r"(iso\s*[,(–-]?\s*)?(the\s+)?international (organi[sz]ation for standardi[sz]ation|standards? organi[sz]ation)"
    r"(\s*\(?(iso)\)?)?)([\s,]+(central secretariat|geneva|geneve|switzerland))*\.?$",
    re.IGNORECASE,
)
_ISO = r"(?:the\s+|der\s+|die\s+|l['’]|la\s+)?(?:iso(?:/iec)?|international organi[sz]ation for standardi[sz]ation)"
_NO_STANDARD = r"(?![\s/:-]*(?:iec\b|\d|tr\b|ts\b))"  # "ISO 42001" and "ISO/IEC" name a standard, not the organisation
# "Certified by ISO", in the six languages of the wording that is read.
_BY_ISO = re.compile(
    r"\b(?:(?:certified|issued|registered|assessed|audited)\s+by|"
    r"(?:zertifiziert|ausgestellt|geprüft)\s+(?:durch|von)|(?:certifiée?|délivrée?)\s+par|"
    r"(?:gecertificeerd|afgegeven)\s+door|(?:certificad[ao]|expedid[ao])\s+por|"
    r"(?:certificat[ao]|rilasciat[ao])\s+da(?:ll['’])?)\s*" + _ISO + r"\b" + _NO_STANDARD,
    re.IGNORECASE,
)
_APPROVED = re.compile(
    r"\b(?:iso[\s-](?:approved|accredited|authori[sz]ed|recogni[sz]ed|endorsed)\b|"
    r"(?:approved|accredited|authori[sz]ed|recogni[sz]ed|endorsed)\s+by\s+" + _ISO + r"\b" + _NO_STANDARD + ")",
    re.IGNORECASE,
)
# Arrangements among accreditation bodies: they accredit nobody.
_ARRANGEMENT = re.compile(
    r"^(iaf|ilac|ea|apac|iaac|afrac|arac|international accreditation forum|european co-?operation for accreditation|"
    r"global accreditation cooperation)\b[\w\s().,/-]*$",
    re.IGNORECASE,
)


def check_body(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    code, printed = "CERT-BODY", text_of(facts.body)
    looked_at = {"body": printed, "holder": text_of(facts.holder)}
    if not printed:
        return concluded(code, Outcome.DOUBT, say("The facts do not say which body issued it."), looked_at)
    if _ISO_ITSELF.match(" ".join(printed.split())):
        reason = say("It gives ISO as the issuer. ISO writes standards and certifies nobody.")
        return concluded(code, Outcome.FAIL, reason, looked_at)
    if words := said_in(facts, _BY_ISO):
        reason = say("It says “%(words)s”. ISO writes standards and certifies nobody.", words=words)
        return concluded(code, Outcome.FAIL, reason, looked_at | {"wording": words})
    if looked_at["holder"] and compare_names(printed, looked_at["holder"]).likeness is Likeness.SAME:
        reason = say("The issuer and the holder are the same company, “%(printed)s”.", printed=printed)
        return concluded(code, Outcome.FAIL, reason, looked_at)
    if words := said_in(facts, _APPROVED):
        reason = say("It says “%(words)s”. ISO approves and accredits nobody.", words=words)
        return concluded(code, Outcome.DOUBT, reason, looked_at | {"wording": words})
    if _find_body(printed, context.reference):
        return concluded(
            code,
            Outcome.PASS,
            say("“%(printed)s” is a certification body of the reference data.", printed=printed),
            looked_at,
        )
    for accreditor in context.reference.accreditation_bodies:
        if printed.casefold() in {n.casefold() for n in (accreditor.abbreviation, accreditor.name, *accreditor.names)}:
            reason = say(
                "“%(printed)s” accredits certification bodies; the body that issued the certificate is not stated.",
                printed=printed,
            )
            return concluded(code, Outcome.DOUBT, reason, looked_at)
    reason = say("“%(printed)s” is not in the reference data, which say nothing for or against it.", printed=printed)
    return concluded(code, Outcome.UNKNOWN, reason, looked_at)


def check_accreditation(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    code, printed, reference = "CERT-ACCREDITATION", text_of(facts.body), context.reference
    claimed = reference.scheme(facts.scheme)
    standard = claimed.standard if claimed else facts.scheme or text_of(facts.standard)
    looked_at = {
        "body": printed,
        "accreditation_body": text_of(facts.accreditation_body),
        "accreditation_number": text_of(facts.accreditation_number),
        "standard": standard,
    }
    accreditor = looked_at["accreditation_body"]
    if accreditor and (_ISO_ITSELF.match(accreditor) or _ARRANGEMENT.match(accreditor)):
        reason = say(
            "It names %(accreditor)s as accreditation body, which accredits no certification bodies.",
            accreditor=accreditor,
        )
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    body = _find_body(printed, reference) if printed else None
    if body is None:
        known = next((b for b in reference.accreditation_bodies if _names_accreditor(accreditor, b)), None)
        if known is not None and known.mra is False:
            reason = say(
                "It names %(accreditor)s as accreditation body, which is not in the mutual recognition arrangement.",
                accreditor=accreditor,
            )
            return concluded(code, Outcome.DOUBT, reason, looked_at)
        if looked_at["accreditation_number"] and not accreditor:
            reason = say("It gives a number of an accreditation, and does not say which body granted it.")
            return concluded(code, Outcome.DOUBT, reason, looked_at)
        reason = say(
            "“%(issuer)s” was not found in the reference data, which are not complete: "
            "whether it is accredited for %(standard)s was not confirmed.",
            issuer=printed or say("The issuer"),
            standard=standard,
        )
        return concluded(code, Outcome.UNKNOWN, reason, looked_at)
    rows = [a for a in body.accreditations if a.standard == facts.scheme]
    if not rows:
        others = sorted({_standard_name(a.standard, reference) for a in body.accreditations})
        if not others:
            reason = say("No accreditation of %(name)s is recorded in the reference data.", name=body.name)
            return concluded(code, Outcome.UNKNOWN, reason, looked_at)
        reason = say(
            "%(name)s is recorded as accredited for %(others)s. That says nothing about "
            "%(standard)s, for which the reference data hold no accreditation: whether "
            "there is one was not confirmed.",
            name=body.name,
            others=", ".join(others),
            standard=standard,
        )
        return concluded(code, Outcome.UNKNOWN, reason, looked_at | {"accredited_for": ", ".join(others)})
    in_force = [a for a in rows if _runs(a, context.as_of)]
    if not in_force:
        reason = say(
            "The accreditation of %(name)s for %(standard)s is recorded with other dates (%(dates)s).",
            name=body.name,
            standard=standard,
            dates=_dates(rows[-1]),
        )
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    return _judge_accreditation(code, body, in_force, standard, looked_at, context)


def _judge_accreditation(
    code: str,
    body: CertificationBody,
    rows: list[Accreditation],
    standard: str,
    looked_at: dict[str, str],
    context: CheckContext,
) -> CheckResult:
    printed = looked_at["accreditation_body"]
    accreditors = {a.accreditation_body: context.reference.accreditation_body(a.accreditation_body) for a in rows}
    row = rows[0]
    if printed:
        stated = [a for a in rows if _names_accreditor(printed, accreditors[a.accreditation_body])]
        if not stated:
            known = ", ".join(b.abbreviation if b else name for name, b in accreditors.items())
            reason = say(
                "It names %(printed)s as accreditation body; %(name)s is recorded as accredited by %(known)s.",
                printed=printed,
                name=body.name,
                known=known,
            )
            return concluded(code, Outcome.DOUBT, reason, looked_at)
        row = stated[0]
    accreditor = accreditors[row.accreditation_body]
    by = accreditor.abbreviation if accreditor else row.accreditation_body
    looked_at = looked_at | {"recorded": f"{by} {row.number}".strip(), "checked_on": in_words(row.checked_on)}
    if not row.verified:
        reason = say(
            "%(name)s is noted as accredited by %(by)s for %(standard)s; that was not confirmed at a register.",
            name=body.name,
            by=by,
            standard=standard,
        )
        return concluded(code, Outcome.UNKNOWN, reason, looked_at)
    if accreditor is None or accreditor.mra is None:
        reason = say(
            "%(name)s is accredited by %(by)s; whether that is in the mutual recognition arrangement is not known.",
            name=body.name,
            by=by,
        )
        return concluded(code, Outcome.UNKNOWN, reason, looked_at)
    if not accreditor.mra:
        reason = say(
            "%(name)s is accredited by %(by)s, which is not in the mutual recognition arrangement.",
            name=body.name,
            by=by,
        )
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    reason = say(
        "%(name)s is accredited for %(standard)s by %(by)s, of the mutual recognition arrangement.",
        name=body.name,
        standard=standard,
        by=by,
    )
    return concluded(code, Outcome.PASS, reason, looked_at)


def _find_body(printed: str, reference: ReferenceData) -> CertificationBody | None:
    """Only the same legal entity: a sister company of a well-known group is accredited by itself, or not."""
    for body in reference.certification_bodies:
        if _is_named(printed, (body.name, *body.names)):
            return body
    return None


def _names_accreditor(printed: str, accreditor: AccreditationBody | None) -> bool:
    return accreditor is not None and _is_named(printed, (accreditor.abbreviation, accreditor.name, *accreditor.names))


def _is_named(printed: str, names: Iterable[str]) -> bool:
    return any(compare_names(printed, name).likeness is Likeness.SAME for name in names)


def _standard_name(scheme_id: str, reference: ReferenceData) -> str:
    scheme = reference.scheme(scheme_id)
    return scheme.standard if scheme else scheme_id


def _runs(accreditation: Accreditation, day: date) -> bool:
    begins, ends = accreditation.valid_from, accreditation.valid_to
    return not (begins and begins > day) and not (ends and ends < day)


def _dates(accreditation: Accreditation) -> str:
    begins, ends = in_words(accreditation.valid_from), in_words(accreditation.valid_to)
    return f"{begins or 'beginning not recorded'} to {ends or 'end not recorded'}"
