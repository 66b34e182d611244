"""The signs of a weak certificate, one by one: each is told to a person, and none is called a forgery."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.core.catalog.model import ReferenceData
from app.core.certificates.checks import CHECKS, CheckContext, assess, run_checks
from app.core.certificates.facts import CertificateFacts, Fact, Seal, Source
from app.core.certificates.scope import read_scope
from app.core.scoring.scorecard import CheckResult, Outcome, Standing
from tests.core.cast import IN_FORCE, REFERENCE, TODAY, as_read, certificate, file, response

PASS, DOUBT, FAIL, UNKNOWN = Outcome.PASS, Outcome.DOUBT, Outcome.FAIL, Outcome.UNKNOWN
BY_BODY = {
    "signer": "Seal of Brightkeel, Brightkeel Assurance A/S",
    "organisation": "Brightkeel Assurance A/S",
    "issuer": "Nordmark Trust Root",
    "signed_on": date(2026, 1, 12),
    "signatures": 1,
    "producer": "Certwriter 4.2",
    "modified": "2026-03-01 10:00",
}


def check(code: str, facts: CertificateFacts, reference: ReferenceData = REFERENCE, **changes: Any) -> CheckResult:
    return dict(CHECKS)[code](facts, CheckContext.of(response(evidence=(file("e1"),), **changes), reference))


def read_as(value: Any, words: str) -> Fact[Any]:
    """A fact with the words that were read for it."""
    return Fact[Any](value=value, source=Source(how="text", by="Marta Quist", page=1, words=words))


# 2, 3: the legal entity


@pytest.mark.parametrize(
    ("holder", "words", "outcome", "because"),
    [
        ("Quillfeather Talent", "Quillfeather Talent, CVR 40 11 22 33", PASS, "so it is the same company"),
        ("Quilfeather Talent ApS", "Quilfeather Talent ApS (CVR-nr. 40112233)", PASS, "so it is the same company"),
        ("Featherhire ApS", "Featherhire ApS, 40112233", DOUBT, "may have had another name"),
        ("Quillfeather Talent A/S", "Quillfeather Talent A/S, 40112233", DOUBT, "different legal forms"),
        ("Penna Analytics AB", "Penna Analytics AB, 40112233", DOUBT, "company of the same group"),
        ("Quillfeather Talent", "Quillfeather Talent, CVR 99999999", DOUBT, "states the legal form"),
        ("Featherhire ApS", "Featherhire ApS", FAIL, "different names"),
    ],
)
def test_a_registration_number_helps_where_a_name_is_in_doubt(
    holder: str, words: str, outcome: Outcome, because: str
) -> None:
    vendor = {
        "legal_name": "Quillfeather Talent ApS", "registration_number": "40112233", "group": ["Penna Analytics AB"],
    }  # fmt: skip
    facts = certificate().model_copy(update={"holder": read_as(holder, words)})
    result = check("CERT-HOLDER", facts, vendor=vendor)
    assert result.outcome is outcome
    assert because in result.reason
    assert result.looked_at["vendor"] == "Quillfeather Talent ApS"


def test_a_registration_number_among_the_addresses_counts_and_a_short_one_never() -> None:
    facts = certificate(holder="Quillfeather Talent").model_copy(
        update={"addresses": read_as(("Havnegade 4, København, CVR 40112233",), "")}
    )
    vendor = {"legal_name": "Quillfeather Talent ApS", "registration_number": "40112233"}
    assert check("CERT-HOLDER", facts, vendor=vendor).outcome is PASS
    assert check("CERT-HOLDER", facts, vendor=vendor | {"registration_number": "4"}).outcome is DOUBT


# 4, 5, 6: the scope


@pytest.mark.parametrize(
    "scope",
    [
        "Quillfeather Hire is excluded from this certificate.",
        "All products. Quillfeather Hire is not covered.",
        "All products, with the exclusion of Quillfeather Hire.",
        "Alle Produkte; Quillfeather Hire ist ausgenommen.",
        "Alle Produkte unter Ausschluss von Quillfeather Hire.",
        "Tous les produits, à l’exception de Quillfeather Hire.",
        "Tous les produits ; Quillfeather Hire est exclu.",
        "Alle producten, behalve Quillfeather Hire.",
        "Quillfeather Hire is niet inbegrepen.",
        "Todos los productos, excepto Quillfeather Hire.",
        "Todos los productos; Quillfeather Hire no está incluido.",
        "Tutti i prodotti, ad esclusione di Quillfeather Hire.",
        "Tutti i prodotti; Quillfeather Hire è escluso.",
    ],
)
def test_a_scope_that_leaves_the_system_out_in_six_languages(scope: str) -> None:
    result = check("CERT-SCOPE", certificate(scope=scope))
    assert result.outcome is FAIL
    assert "Quillfeather Hire" in result.looked_at["left_out"]


@pytest.mark.parametrize(
    ("scope", "because"),
    [
        ("Quillfeather Hire, excluding the retrieval layer.", "leaves something out: “excluding the retrieval layer.”"),
        ("Quillfeather Hire, but third-party models are not included.", "leaves something out"),
        ("Quillfeather Hire. Excluding: Quillfeather Hire for Schools.", "among what is left out too"),
        ("Use of artificial intelligence in the recruitment team", "speaks of using AI only"),
        ("Nutzung von KI in der Personalabteilung", "speaks of using AI only"),
        ("The use of AI, in particular Quillfeather Hire.", "speaks of using AI only"),
        ("AI management", "nor of any product, service or activity"),
        ("The AI management system of Quillfeather Talent ApS", "nor of any product, service or activity"),
        ("Hosting of payroll data in Porto", "says nothing of Quillfeather Hire."),
    ],
)
def test_a_scope_that_a_person_has_to_read(scope: str, because: str) -> None:
    result = check("CERT-SCOPE", certificate(scope=scope))
    assert result.outcome is DOUBT
    assert because in result.reason


@pytest.mark.parametrize(
    "scope",
    [
        "Development of Quillfeather Hire, which uses AI.",
        "Entwicklung und Betrieb von Quillfeather Hire; Einsatz von KI im Support.",
        "Provision and use of AI: Quillfeather Hire.",
    ],
)
def test_a_maker_that_uses_ai_too_is_no_mere_user(scope: str) -> None:
    assert check("CERT-SCOPE", certificate(scope=scope)).outcome is PASS


def test_an_exclusion_behind_its_subject_leaves_the_rest_of_the_sentence_alone() -> None:
    read = read_scope("Quillfeather Hire and its support; the office in Porto is excluded.", "Quillfeather Hire")
    assert (read.named, read.excluded, read.left_out) == (True, False, "the office in Porto is excluded.")


# 1, 13, 17: days


@pytest.mark.parametrize(
    ("code", "facts", "because"),
    [
        ("CERT-VALIDITY", {"issued": date(2026, 12, 1)}, "has not come yet"),
        ("CERT-CYCLE", {"first_issued": date(2026, 3, 1)}, "before it was first issued"),
        ("CERT-CYCLE", {"surveillance": date(2027, 3, 1)}, "has not come yet"),
    ],
)
def test_days_that_cannot_be_together(code: str, facts: dict[str, Any], because: str) -> None:
    result = check(code, certificate(**facts))
    assert result.outcome is DOUBT
    assert because in result.reason


@pytest.mark.parametrize("words", ["Valid for life", "Lifetime certificate", "unbefristet", "validité à vie"])
def test_a_certificate_without_end(words: str) -> None:
    facts = certificate(valid_until=None).model_copy(update={"scope": read_as("Quillfeather Hire", words)})
    result = check("CERT-CYCLE", facts)
    assert result.outcome is DOUBT
    assert "at most three years" in result.reason


# 7, 8, 9, 10: who issued it


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("Certified by ISO", FAIL),
        ("certified by the International Organization for Standardization", FAIL),
        ("zertifiziert durch ISO", FAIL),
        ("certifié par l'ISO", FAIL),
        ("gecertificeerd door ISO", FAIL),
        ("certificado por ISO", FAIL),
        ("certificato dall'ISO", FAIL),
        ("An ISO approved company", DOUBT),
        ("Approved by ISO", DOUBT),
        ("audited by ISO/IEC 27001 lead auditors", PASS),
        ("certified by ISO 42001 auditors of Brightkeel", PASS),
        ("ISO 42001 certified", PASS),
        ("issued by Isobel & Sons", PASS),
    ],
)
def test_iso_certifies_and_approves_nobody(words: str, outcome: Outcome) -> None:
    facts = certificate().model_copy(update={"standard": read_as("ISO/IEC 42001:2023", words)})
    assert check("CERT-BODY", facts).outcome is outcome


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        ({"accreditation_body": "IAF"}, "accredits no certification bodies"),
        ({"accreditation_body": "International Accreditation Forum (IAF)"}, "accredits no certification bodies"),
        ({"accreditation_body": "ISO"}, "accredits no certification bodies"),
        ({"body": "Nobody Knows Ltd", "accreditation_body": "PAB"}, "not in the mutual recognition arrangement"),
        ({"body": "Nobody Knows Ltd", "accreditation_body": None}, "does not say which body granted it"),
    ],
)
def test_an_accreditation_that_raises_a_question(facts: dict[str, Any], because: str) -> None:
    result = check("CERT-ACCREDITATION", certificate(**facts))
    assert (result.outcome, result.blocking) == (DOUBT, False)
    assert because in result.reason


# 11, 16, 18: the standard


def _with(**scheme: Any) -> ReferenceData:
    """The reference data of the cast, with something else about the first scheme."""
    first, *rest = REFERENCE.schemes
    changed = type(first).model_validate(first.model_dump() | scheme)
    return ReferenceData.model_validate(dict(REFERENCE) | {"schemes": (changed, *rest)})


def test_an_edition_whose_transition_ends_within_the_contract() -> None:
    edition = REFERENCE.schemes[0].editions[0].model_dump() | {"valid_until": date(2028, 6, 30)}
    result = check("CERT-STANDARD", certificate(), _with(editions=[edition]))
    assert result.outcome is DOUBT
    assert "count until 30 June 2028; the contract ends on 31 December 2028" in result.reason
    later = edition | {"valid_until": date(2029, 6, 30)}
    assert check("CERT-STANDARD", certificate(), _with(editions=[later])).outcome is PASS


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("AI governance aligned with ISO/IEC 42001:2023", DOUBT),
        ("angelehnt an ISO/IEC 42001:2023", DOUBT),
        ("conforms to the requirements of ISO/IEC 42001:2023", PASS),
        ("erfüllt die Anforderungen der ISO/IEC 42001:2023", PASS),
    ],
)
def test_aligned_is_less_than_certified(words: str, outcome: Outcome) -> None:
    facts = certificate().model_copy(update={"standard": read_as("ISO/IEC 42001:2023", words)})
    assert check("CERT-STANDARD", facts).outcome is outcome


# 12, 15: what is missing


@pytest.mark.parametrize(
    ("without", "missing"),
    [
        ("number", "a number"),
        ("body", "the body that issued it"),
        ("valid_until", "until when it is in force"),
        ("scope", "its scope"),
        ("holder", "who holds it"),
        ("standard", "the standard"),
    ],
)
def test_what_a_certificate_must_hold(without: str, missing: str) -> None:
    result = check("CERT-COMPLETE", certificate(**{without: None}))
    assert (result.outcome, result.blocking) == (DOUBT, False)
    assert result.looked_at["missing"] == missing
    assert missing in result.reason


def test_a_beginning_is_a_first_day_or_a_day_of_issue() -> None:
    assert check("CERT-COMPLETE", certificate(issued=None)).outcome is PASS
    assert check("CERT-COMPLETE", certificate(issued=None, valid_from=None)).outcome is DOUBT


def test_some_standards_want_their_statement_of_applicability_named() -> None:
    wants = _with(soa=True)
    result = check("CERT-COMPLETE", certificate(), wants)
    assert result.looked_at["missing"] == "version or day of the statement of applicability"
    assert check("CERT-COMPLETE", certificate(soa_version="2.6"), wants).outcome is PASS
    assert check("CERT-COMPLETE", certificate(soa_date=date(2026, 1, 5)), wants).outcome is PASS


# 20: the file


@pytest.mark.parametrize(
    ("seal", "outcome", "weighs", "because"),
    [
        ({"state": "unsigned"}, UNKNOWN, False, "no signature, like most; that is no fault"),
        (BY_BODY | {"state": "trusted"}, PASS, True, "on 12 January 2026, and unchanged since"),
        (BY_BODY | {"state": "trusted", "changes": "One update was added."}, DOUBT, True, "One update was added."),
        (
            BY_BODY | {"state": "trusted", "organisation": "Quillfeather Talent ApS"},
            UNKNOWN,
            False,
            "not the body that issued it, Brightkeel Assurance A/S",
        ),
        (BY_BODY | {"state": "untrusted", "reason": "No list."}, UNKNOWN, False, "could not be confirmed. No list."),
        (BY_BODY | {"state": "changed", "changes": "Pages changed."}, FAIL, True, "changed after Seal of Brightkeel"),
        ({"state": "broken", "reason": "It cannot be read."}, DOUBT, True, "cannot be checked. It cannot be read."),
    ],
)
def test_cert_integrity(seal: dict[str, Any], outcome: Outcome, weighs: bool, because: str) -> None:
    facts = certificate().model_copy(update={"seal": Seal.model_validate(seal)})
    result = check("CERT-INTEGRITY", facts)
    assert (result.outcome, result.weighs, result.performed, result.blocking) == (outcome, weighs, True, False)
    assert because in result.reason


def test_what_the_file_says_of_its_making_is_shown_and_never_concluded_from() -> None:
    said = {"producer": "Picture Painter 1.0", "created": "2020-01-01", "modified": "2026-11-22 03:00"}
    plain = check("CERT-INTEGRITY", certificate().model_copy(update={"seal": Seal(state="unsigned")}))
    odd = check("CERT-INTEGRITY", certificate().model_copy(update={"seal": Seal(state="unsigned", **said)}))
    assert (odd.outcome, odd.reason) == (plain.outcome, plain.reason)
    assert odd.looked_at["program_as_the_file_says"] == "Picture Painter 1.0"
    assert odd.looked_at["changed_as_the_file_says"] == "2026-11-22 03:00"


@pytest.mark.parametrize("state", ["unsigned", "untrusted", "trusted"])
def test_a_certificate_can_stand_well_without_a_seal_and_only_the_bodys_own_verifies(state: str) -> None:
    seal = Seal.model_validate(BY_BODY | {"state": state})
    facts = as_read(certificate(lookups=(IN_FORCE,))).model_copy(update={"seal": seal})
    judged = assess(facts, response(evidence=(file("e1"),)), REFERENCE)
    assert judged.standing is Standing.GOOD
    assert judged.verifies is (state == "trusted")


@pytest.mark.parametrize("state", ["changed", "broken"])
def test_a_changed_file_waits_for_a_person(state: str) -> None:
    seal = Seal.model_validate(BY_BODY | {"state": state})
    facts = certificate(lookups=(IN_FORCE,)).model_copy(update={"seal": seal})
    assert assess(facts, response(evidence=(file("e1"),)), REFERENCE).standing is Standing.QUALIFIED


def test_a_seal_alone_verifies_nothing_the_register_has_to_be_asked() -> None:
    facts = as_read(certificate()).model_copy(update={"seal": Seal.model_validate(BY_BODY | {"state": "trusted"})})
    judged = assess(facts, response(evidence=(file("e1"),)), REFERENCE)
    assert (judged.sealed, judged.standing, judged.verifies) == (True, Standing.QUALIFIED, False)
    accepted = {"certificate": "c1", "reason": "Compared.", "by": "Rosa Lind"}
    judged = assess(facts, response(evidence=(file("e1"),), acceptances=(accepted,)), REFERENCE)
    assert (judged.certifies, judged.verifies) == (True, False)


# All of them


FORBIDDEN = ("fake", "forged", "forgery", "invalid", "compliant", "fraud", "valid certificate", "passed", "failed")


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"body": "ISO", "holder": "Cloud Harbour Ltd", "scope": "AI", "standard": "ISO/IEC 42001:2024"},
        {"valid_until": date(2020, 1, 1), "body": None, "number": None, "accreditation_body": "IAF"},
    ],
)
@pytest.mark.parametrize("state", ["changed", "broken", "untrusted"])
def test_no_check_gives_a_verdict(facts: dict[str, Any], state: str) -> None:
    seen = certificate(**facts).model_copy(update={"seal": Seal.model_validate(BY_BODY | {"state": state})})
    told = " ".join(r.reason for r in run_checks(seen, CheckContext.of(response(), REFERENCE))).casefold()
    assert [word for word in FORBIDDEN if word in told] == []
    assert TODAY.isoformat() == "2026-11-23"
