"""The checks on a certificate that need no reading of its file, and the standing they add up to.

Each check is a pure function of the facts and the context. Sources: the list of what a certificate holds is
ISO/IEC 17021-1, 8.2.2; the cycle is 9.1.3 and 9.6 of the same standard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from app.core.catalog.model import Accreditation, AccreditationBody, CertificationBody, ReferenceData
from app.core.certificates.context import (
    Check,
    CheckContext,
    concluded,
    day_of,
    in_words,
    text_of,
    years_after,
)
from app.core.certificates.facts import CertificateFacts, Family
from app.core.certificates.names import Likeness, compare_names, compare_with_vendor
from app.core.certificates.register import check_status
from app.core.certificates.scope import read_scope
from app.core.certificates.standard import check_standard, recognise
from app.core.response import Response
from app.core.scoring.scorecard import CertificateStanding, CheckResult, Outcome, Standing

__all__ = ["CHECKS", "CheckContext", "assess", "family_of", "run_checks", "standing"]

# What ISO's own name looks like as an issuer. Certification bodies have "ISO" in longer names, and are not meant.
_ISO_ITSELF = re.compile(
    r"^(the\s+)?(iso|iec|iso\s*/\s*iec|iso\.org|"
    r"(iso\s*[,(–-]?\s*)?(the\s+)?international (organi[sz]ation for standardi[sz]ation|standards? organi[sz]ation)"
    r"(\s*\(?(iso)\)?)?)([\s,]+(central secretariat|geneva|geneve|switzerland))*\.?$",
    re.IGNORECASE,
)

# What a document is that is no certificate of an organisation's management system, in a sentence for people.
_WHAT_IT_IS = {
    Family.ASSURANCE_REPORT: (
        "This is an assurance report: an auditor's opinion on a description of controls. It is read by a person, with "
        "its period, its exceptions and what it carves out; there is no certificate of this kind."
    ),
    Family.CONFORMITY_DOCUMENT: (
        "This is a document about one AI system under law (a declaration or a notified body's certificate), not a "
        "certificate of an organisation. It is read by a person."
    ),
    Family.SELF_DECLARATION: "This is the vendor's own declaration or entry. Nobody independent stands behind it.",
    Family.PERSON: "This is a person's certificate. It speaks of that person, and not of the organisation.",
    Family.OTHER: "This is another kind of document, no certificate of a management system. A person reads it.",
}


def check_holder(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    code, holder = "CERT-HOLDER", text_of(facts.holder)
    looked_at = {"holder": holder, "vendor": context.vendor.legal_name}
    if not holder:
        return concluded(code, Outcome.DOUBT, "The facts do not say who holds the certificate.", looked_at)
    compared = compare_with_vendor(holder, context.vendor)
    outcome = {Likeness.SAME: Outcome.PASS, Likeness.DOUBT: Outcome.DOUBT, Likeness.DIFFERENT: Outcome.FAIL}
    return concluded(code, outcome[compared.likeness], compared.reason, looked_at)


def check_scope(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    code, scope, name = "CERT-SCOPE", text_of(facts.scope), context.subject.name
    looked_at = {"scope": scope, "system": name}
    if not scope:
        reason = f"The facts hold no scope statement, so whether it reaches {name} is open."
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    read = read_scope(scope, name, context.subject.description, text_of(facts.holder))
    looked_at |= {
        "found": ", ".join(read.found),
        "missing": ", ".join(read.missing),
        "names": ", ".join(read.others),
    }
    if read.excluded:
        return concluded(code, Outcome.FAIL, f"The scope statement leaves {name} out in so many words.", looked_at)
    if read.named:
        return concluded(code, Outcome.PASS, f"The scope statement names {name}.", looked_at)
    if read.others:
        reason = f"The scope statement names {', '.join(read.others)} and does not name {name}."
    elif read.found:
        reason = f"The scope statement does not name {name}. Of what it is, it holds: {', '.join(read.found)}."
    else:
        reason = f"The scope statement says nothing of {name}."
    return concluded(code, Outcome.DOUBT, f"{reason} Whether it is reached is for a person to say.", looked_at)


def check_validity(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    code, start, end = "CERT-VALIDITY", day_of(facts.valid_from) or day_of(facts.issued), day_of(facts.valid_until)
    today, contract = context.as_of, context.subject
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
    for what, day in (("begins", contract.contract_start), ("ends", contract.contract_end)):
        if day and end < day:
            reason = f"It is in force until {in_words(end)}; the contract {what} on {in_words(day)}."
            return concluded(code, Outcome.DOUBT, reason, looked_at)
    return concluded(code, Outcome.PASS, f"It is in force on {in_words(today)}, until {in_words(end)}.", looked_at)


def check_cycle(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    code, start, end = "CERT-CYCLE", day_of(facts.valid_from) or day_of(facts.issued), day_of(facts.valid_until)
    audited = day_of(facts.surveillance)
    looked_at = {"begins": in_words(start), "ends": in_words(end), "surveillance": in_words(audited)}
    if start is None:
        return concluded(code, Outcome.UNKNOWN, "The facts do not say when the present cycle began.", looked_at)
    if end and end > years_after(start, 3):
        reason = f"From {in_words(start)} to {in_words(end)} is longer than the three years of a cycle."
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


def check_body(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    code, printed = "CERT-BODY", text_of(facts.body)
    looked_at = {"body": printed, "holder": text_of(facts.holder)}
    if not printed:
        return concluded(code, Outcome.DOUBT, "The facts do not say which body issued it.", looked_at)
    if _ISO_ITSELF.match(" ".join(printed.split())):
        reason = "It gives ISO as the issuer. ISO writes standards and certifies nobody."
        return concluded(code, Outcome.FAIL, reason, looked_at)
    if looked_at["holder"] and compare_names(printed, looked_at["holder"]).likeness is Likeness.SAME:
        reason = f"The issuer and the holder are the same company, “{printed}”."
        return concluded(code, Outcome.FAIL, reason, looked_at)
    if _find_body(printed, context.reference):
        return concluded(code, Outcome.PASS, f"“{printed}” is a certification body of the reference data.", looked_at)
    for accreditor in context.reference.accreditation_bodies:
        if printed.casefold() in {n.casefold() for n in (accreditor.abbreviation, accreditor.name, *accreditor.names)}:
            reason = f"“{printed}” accredits certification bodies; the body that issued the certificate is not stated."
            return concluded(code, Outcome.DOUBT, reason, looked_at)
    reason = f"“{printed}” is not in the reference data, which say nothing for or against it."
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
    body = _find_body(printed, reference) if printed else None
    if body is None:
        reason = (
            f"“{printed or 'The issuer'}” was not found in the reference data, which are not complete: whether it is "
            f"accredited for {standard} was not confirmed."
        )
        return concluded(code, Outcome.UNKNOWN, reason, looked_at)
    rows = [a for a in body.accreditations if a.standard == facts.scheme]
    if not rows:
        others = sorted({_standard_name(a.standard, reference) for a in body.accreditations})
        if not others:
            reason = f"No accreditation of {body.name} is recorded in the reference data."
            return concluded(code, Outcome.UNKNOWN, reason, looked_at)
        reason = (
            f"{body.name} is recorded as accredited for {', '.join(others)}. That says nothing about {standard}, for "
            "which the reference data hold no accreditation: whether there is one was not confirmed."
        )
        return concluded(code, Outcome.UNKNOWN, reason, looked_at | {"accredited_for": ", ".join(others)})
    in_force = [a for a in rows if _runs(a, context.as_of)]
    if not in_force:
        reason = f"The accreditation of {body.name} for {standard} is recorded with other dates ({_dates(rows[-1])})."
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
            reason = f"It names {printed} as accreditation body; {body.name} is recorded as accredited by {known}."
            return concluded(code, Outcome.DOUBT, reason, looked_at)
        row = stated[0]
    accreditor = accreditors[row.accreditation_body]
    by = accreditor.abbreviation if accreditor else row.accreditation_body
    looked_at = looked_at | {"recorded": f"{by} {row.number}".strip(), "checked_on": in_words(row.checked_on)}
    if not row.verified:
        reason = f"{body.name} is noted as accredited by {by} for {standard}; that was not confirmed at a register."
        return concluded(code, Outcome.UNKNOWN, reason, looked_at)
    if accreditor is None or accreditor.mra is None:
        reason = (
            f"{body.name} is accredited by {by}; whether that is in the mutual recognition arrangement is not known."
        )
        return concluded(code, Outcome.UNKNOWN, reason, looked_at)
    if not accreditor.mra:
        reason = f"{body.name} is accredited by {by}, which is not in the mutual recognition arrangement."
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    reason = f"{body.name} is accredited for {standard} by {by}, of the mutual recognition arrangement."
    return concluded(code, Outcome.PASS, reason, looked_at)


def check_integrity(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    reason = "The file was not examined for a signature or for changes after signing."
    return concluded("CERT-INTEGRITY", Outcome.UNKNOWN, reason, performed=False)


def check_duplicate(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    code, number = "CERT-DUPLICATE", text_of(facts.number)
    looked_at = {"number": number, "holder": text_of(facts.holder)}
    if facts.sightings is None:
        reason = "Nobody has searched this buyer's other responses for the same file or number."
        return concluded(code, Outcome.UNKNOWN, reason, looked_at, performed=False)
    if not facts.sightings:
        return concluded(code, Outcome.PASS, "It was not seen elsewhere at this buyer.", looked_at)
    seen = "; ".join(
        f"the same {s.same} with {s.vendor}" + (f" (holder {s.holder})" if s.holder else "") for s in facts.sightings
    )
    return concluded(code, Outcome.DOUBT, f"It was also seen elsewhere at this buyer: {seen}.", looked_at)


def check_legibility(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    code = "CERT-LEGIBILITY"
    read = {
        name: fact
        for name in CertificateFacts.model_fields
        if (fact := getattr(facts, name)) is not None and hasattr(fact, "source")
    }
    how = {"typed": "typed by hand", "text": "read from the text", "ocr": "read from a picture", "signature": "signed"}
    ways = sorted({how[f.source.how] for f in read.values()})
    people = sorted({f.source.by for f in read.values() if f.source.by})
    open_facts = [name.replace("_", " ") for name, f in read.items() if not f.confirmed or f.confidence == "check"]
    looked_at = {"how": ", ".join(ways), "by": ", ".join(people), "not_confirmed": ", ".join(open_facts)}
    if not read:
        return concluded(code, Outcome.DOUBT, "No fact of it was read or typed.", looked_at)
    told = f"Its facts were {' and '.join(ways)}" + (f" by {', '.join(people)}" if people else "")
    if open_facts:
        return concluded(code, Outcome.DOUBT, f"{told}; not confirmed: {', '.join(open_facts)}.", looked_at)
    if facts.evidence not in context.files:
        return concluded(code, Outcome.DOUBT, f"{told}, and no file is there to compare them with.", looked_at)
    if not people:
        return concluded(code, Outcome.DOUBT, f"{told}, by nobody named.", looked_at)
    return concluded(code, Outcome.PASS, f"{told}; every one of them is confirmed.", looked_at)


CHECKS: tuple[tuple[str, Check], ...] = (
    ("CERT-STANDARD", check_standard),
    ("CERT-HOLDER", check_holder),
    ("CERT-SCOPE", check_scope),
    ("CERT-VALIDITY", check_validity),
    ("CERT-CYCLE", check_cycle),
    ("CERT-BODY", check_body),
    ("CERT-ACCREDITATION", check_accreditation),
    ("CERT-INTEGRITY", check_integrity),
    ("CERT-DUPLICATE", check_duplicate),
    ("CERT-STATUS", check_status),
    ("CERT-LEGIBILITY", check_legibility),
)


def run_checks(facts: CertificateFacts, context: CheckContext) -> tuple[CheckResult, ...]:
    """Every check of the table, in its order."""
    return tuple(check(facts, context) for _, check in CHECKS)


def standing(results: Iterable[CheckResult]) -> Standing:
    """Rejected when a blocking check speaks against it, good when everything speaks for it, qualified otherwise."""
    results = tuple(results)
    if any(r.blocking and r.outcome is Outcome.FAIL for r in results):
        return Standing.REJECTED
    return Standing.GOOD if results and all(r.outcome is Outcome.PASS for r in results) else Standing.QUALIFIED


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
    )


def title_of(facts: CertificateFacts, reference: ReferenceData) -> str:
    """ "ISO/IEC 42001:2023, BKA-AIMS-00412", from what is known."""
    scheme = reference.scheme(facts.scheme)
    standard = text_of(facts.standard) or (scheme.standard if scheme else "") or facts.scheme or "Certificate"
    edition = text_of(facts.edition)
    if edition and edition not in standard and len(recognise(standard, reference)) <= 1 and ":" not in standard:
        standard = f"{standard}:{edition}"
    return ", ".join(part for part in (standard, text_of(facts.number)) if part)


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
