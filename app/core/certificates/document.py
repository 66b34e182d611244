"""What the document itself shows: CERT-COMPLETE, CERT-INTEGRITY, CERT-DUPLICATE, CERT-LEGIBILITY.

What a certificate holds is ISO/IEC 17021-1, 8.2.2. What a file says of its making (producer, days) is shown to people,
and never concluded from: anybody can write anything there, and honest programs write odd things.
"""

from __future__ import annotations

from app.core.certificates.context import CheckContext, concluded, in_words, text_of
from app.core.certificates.facts import CertificateFacts, Seal
from app.core.certificates.names import Likeness, compare_names
from app.core.scoring.scorecard import CheckResult, Outcome

_NEEDED = {
    "holder": "who holds it",
    "scope": "its scope",
    "number": "a number",
    "standard": "the standard",
    "body": "the body that issued it",
    "valid_until": "until when it is in force",
}


def check_complete(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    """Is everything there that a certificate must hold (ISO/IEC 17021-1, 8.2.2)?"""
    code = "CERT-COMPLETE"
    missing = [words for name, words in _NEEDED.items() if getattr(facts, name) is None]
    if facts.valid_from is None and facts.issued is None:
        missing.append("from when it is in force, or the day of issue")
    scheme = context.reference.scheme(facts.scheme)
    if scheme is not None and scheme.soa and facts.soa_version is None and facts.soa_date is None:
        missing.append("version or day of the statement of applicability")
    looked_at = {"missing": "; ".join(missing), "revision": text_of(facts.revision)}
    if missing:
        reason = f"A certificate holds more than was stated or read. Not there: {', '.join(missing)}."
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    return concluded(code, Outcome.PASS, "Everything is there that a certificate must hold.", looked_at)


def check_integrity(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    """A seal of the body speaks for the file. None, or one that cannot be judged, says nothing against it."""
    code, seal, body = "CERT-INTEGRITY", facts.seal, text_of(facts.body)
    if seal is None:
        reason = "The file was not examined for a signature or for changes after signing."
        return concluded(code, Outcome.UNKNOWN, reason, performed=False)
    looked_at = {
        "signer": seal.signer,
        "issuer_of_the_signing_certificate": seal.issuer,
        "signed_on": in_words(seal.signed_on),
        "signatures": str(seal.signatures) if seal.signatures > 1 else "",
        "changes": seal.changes,
        "program_as_the_file_says": seal.producer,
        "made_as_the_file_says": seal.created,
        "changed_as_the_file_says": seal.modified,
    }
    on = f" on {in_words(seal.signed_on)}" if seal.signed_on else ""
    signer = seal.signer or "somebody who is not named"
    if seal.state == "unsigned":
        reason = "The file was examined. It carries no signature, like most; that is no fault, and tells nothing."
        return concluded(code, Outcome.UNKNOWN, reason, looked_at, weighs=False)
    if seal.state == "changed":
        reason = f"The file was changed after {signer} signed it{on}. {seal.changes}".strip()
        return concluded(code, Outcome.FAIL, reason, looked_at)
    if seal.state == "broken":
        reason = f"A signature is in the file, and cannot be checked. {seal.reason}".strip()
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    if seal.state == "untrusted":
        reason = (
            f"Signed by {signer}{on}, and unchanged since; who that is could not be confirmed. {seal.reason}".strip()
        )
        if seal.changes:
            reason = f"{reason} {seal.changes}"
        return concluded(code, Outcome.UNKNOWN, reason, looked_at, weighs=False)
    if seal.changes:
        reason = f"Sealed by {signer}{on}. {seal.changes} A person should look at what was added."
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    if not sealed_by_body(seal, body):
        reason = (
            f"Sealed by {signer}{on}, and unchanged since. That is not the body that issued it"
            f"{f', {body}' if body else ''}, so it tells nothing of what the body wrote."
        )
        return concluded(code, Outcome.UNKNOWN, reason, looked_at, weighs=False)
    return concluded(code, Outcome.PASS, f"Sealed by {signer}{on}, and unchanged since.", looked_at)


def as_sealed(facts: CertificateFacts) -> bool:
    """Whether the facts that decide are the words of a file that its body sealed: read from its text and confirmed,
    not typed beside it."""
    deciding = (facts.holder, facts.scope, facts.number, facts.standard, facts.valid_until, facts.body)
    read = all(fact is not None and fact.confirmed and fact.source.how == "text" for fact in deciding)
    return read and sealed_by_body(facts.seal, text_of(facts.body))


def sealed_by_body(seal: Seal | None, body: str) -> bool:
    """The issuing body's own seal, trusted, with nothing added after it."""
    if seal is None or seal.state != "trusted" or seal.changes or not body:
        return False
    return compare_names(seal.organisation, body).likeness is Likeness.SAME


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
