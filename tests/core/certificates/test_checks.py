"""The checks on a certificate, line by line of the table in docs/scoring.md."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from app.core.certificates.checks import CHECKS, CheckContext, assess, run_checks, standing
from app.core.certificates.facts import CertificateFacts, Fact, Family, Source
from app.core.scoring.scorecard import CheckResult, Outcome, Standing
from tests.core.cast import IN_FORCE, REFERENCE, TODAY, certificate, file, response

PASS, DOUBT, FAIL, UNKNOWN = Outcome.PASS, Outcome.DOUBT, Outcome.FAIL, Outcome.UNKNOWN


def check(code: str, facts: CertificateFacts, **changes: Any) -> CheckResult:
    context = CheckContext.of(response(evidence=(file("e1"),), **changes), REFERENCE)
    return dict(CHECKS)[code](facts, context)


def check_of(code: str, **facts: Any) -> CheckResult:
    return check(code, certificate(**facts))


@pytest.mark.parametrize(
    ("standard", "edition", "outcome", "because"),
    [
        ("ISO/IEC 42001:2023", "2023", PASS, ""),
        ("ISO 42001:2023", None, PASS, ""),
        ("ISO/IEC 42001", "2023", PASS, ""),
        ("ISO/IEC 42001-2023", None, PASS, ""),
        ("EN ISO/IEC 42001:2026", None, PASS, "which is the 2023 edition"),
        ("EN ISO/IEC 42001:2026", "2023", PASS, ""),
        ("DIN EN ISO/IEC 42001:2026", None, PASS, "which is the 2023 edition"),
        ("BS EN ISO/IEC 42001:2026", None, PASS, ""),
        ("UNE-ISO/IEC 42001:2025", None, PASS, ""),
        ("JIS Q 42001:2025", None, PASS, ""),
        ("ISO/IEC 42001:2026", None, FAIL, "does not exist"),
        ("ISO 42001:2024", None, FAIL, "does not exist"),
        ("ISO/IEC 42001", "2022", FAIL, "does not exist"),
        ("NF ISO/IEC 42001:2027", None, DOUBT, "national designation"),
        ("ISO/IEC 42001", None, DOUBT, "without an edition"),
        ("ISO/IEC 42001:2023", "2021", DOUBT, "2021"),
        ("ISO/IEC 27001:2022", None, FAIL, "not ISO/IEC 42001"),
        ("ISO/IEC 42005:2025", None, FAIL, "guidance on impact assessment"),
        ("Responsible AI seal", None, DOUBT, "could not be recognised"),
        (None, None, DOUBT, "do not say which standard"),
    ],
)
def test_cert_standard(standard: str | None, edition: str | None, outcome: Outcome, because: str) -> None:
    result = check_of("CERT-STANDARD", standard=standard, edition=edition)
    assert result.outcome is outcome
    assert because in result.reason


def test_an_edition_that_has_run_out_supports_nothing() -> None:
    result = check_of("CERT-STANDARD", scheme="iso-27001", standard="ISO/IEC 27001:2013", edition=None)
    assert (result.outcome, result.blocking) == (FAIL, True)
    assert "31 October 2025" in result.reason


def test_a_certificate_older_than_its_edition_is_a_doubt() -> None:
    assert check_of("CERT-STANDARD", issued=date(2023, 5, 1)).outcome is DOUBT


def test_a_standard_outside_the_reference_data_is_unknown() -> None:
    result = check_of("CERT-STANDARD", scheme="iso-50001", standard="ISO 50001:2018", edition=None)
    assert result.outcome is UNKNOWN


@pytest.mark.parametrize(
    ("holder", "outcome"),
    [
        ("QUILLFEATHER TALENT Anpartsselskab", PASS),
        ("Quillfeather Talent", DOUBT),
        ("Quillfeather Talent Denmark ApS", DOUBT),
        ("Cloud Harbour Ltd", FAIL),
        (None, DOUBT),
    ],
)
def test_cert_holder(holder: str | None, outcome: Outcome) -> None:
    assert check_of("CERT-HOLDER", holder=holder).outcome is outcome


def test_a_sister_company_is_shown_with_both_names() -> None:
    vendor = {"legal_name": "Quillfeather Talent ApS", "group": ["Penna Analytics AB"]}
    result = check("CERT-HOLDER", certificate(holder="Penna Analytics AB"), vendor=vendor)
    assert result.outcome is DOUBT
    assert result.looked_at == {"holder": "Penna Analytics AB", "vendor": "Quillfeather Talent ApS"}


@pytest.mark.parametrize(
    ("scope", "outcome", "because"),
    [
        ("Development and operation of Quillfeather Hire", PASS, "names Quillfeather Hire"),
        ("Betrieb von QUILLFEATHER HIRE in Köln", PASS, ""),
        (
            "Operation of the Quillfeather Workforce Analytics platform.",
            DOUBT,
            "names Quillfeather Workforce Analytics",
        ),
        ("Software that screens applicants for recruiters", DOUBT, "applicants"),
        ("The AI management system of the company", DOUBT, "says nothing of Quillfeather Hire"),
        ("All AI systems, excluding Quillfeather Hire.", FAIL, "leaves Quillfeather Hire out"),
        ("Alle KI-Systeme mit Ausnahme von Quillfeather Hire.", FAIL, ""),
        ("Quillfeather Hire, excluding its support in Porto.", DOUBT, "“excluding its support in Porto.”"),
        (None, DOUBT, "no scope statement"),
    ],
)
def test_cert_scope(scope: str | None, outcome: Outcome, because: str) -> None:
    result = check_of("CERT-SCOPE", scope=scope)
    assert result.outcome is outcome
    assert because in result.reason


def test_a_scope_says_which_words_it_has_and_which_it_lacks() -> None:
    looked_at = check_of("CERT-SCOPE", scope="Operation of the Quillfeather Workforce Analytics platform").looked_at
    assert looked_at["found"] == "quillfeather"
    assert looked_at["missing"] == "hire"
    assert looked_at["names"] == "Quillfeather Workforce Analytics"


def test_a_name_of_common_words_alone_is_never_found_by_rule() -> None:
    subject = {"name": "AI system"}
    result = check("CERT-SCOPE", certificate(scope="Management of every AI system of the company"), subject=subject)
    assert result.outcome is DOUBT


@pytest.mark.parametrize(
    ("begins", "ends", "outcome", "because"),
    [
        (date(2026, 1, 12), date(2029, 1, 11), PASS, "in force on 23 November 2026"),
        (date(2023, 12, 1), TODAY, DOUBT, "contract begins"),
        (date(2023, 1, 12), date(2026, 11, 22), FAIL, "ended on 22 November 2026"),
        (date(2026, 11, 24), date(2029, 11, 23), FAIL, "begins on 24 November 2026"),
        (date(2025, 1, 12), date(2028, 1, 11), DOUBT, "contract ends on 31 December 2028"),
        (date(2026, 1, 12), None, DOUBT, "do not say until when"),
    ],
)
def test_cert_validity(begins: date, ends: date | None, outcome: Outcome, because: str) -> None:
    result = check_of("CERT-VALIDITY", valid_from=begins, issued=begins, valid_until=ends)
    assert (result.outcome, result.blocking) == (outcome, True)
    assert because in result.reason


@pytest.mark.parametrize(
    ("begins", "ends", "audited", "outcome"),
    [
        (date(2026, 1, 12), date(2029, 1, 11), None, PASS),
        (date(2026, 1, 12), date(2029, 1, 12), None, PASS),
        (date(2026, 1, 12), date(2029, 1, 13), None, DOUBT),
        (date(2026, 1, 12), date(2036, 1, 11), None, DOUBT),
        (date(2025, 1, 12), date(2028, 1, 11), None, DOUBT),
        (date(2025, 1, 12), date(2028, 1, 11), date(2025, 12, 20), PASS),
        (date(2024, 1, 12), date(2027, 1, 11), date(2024, 12, 20), DOUBT),
        (date(2024, 2, 29), date(2027, 2, 28), date(2026, 2, 20), PASS),
        (None, date(2029, 1, 11), None, UNKNOWN),
        (date(2026, 1, 12), None, None, UNKNOWN),
    ],
)
def test_cert_cycle(begins: date | None, ends: date | None, audited: date | None, outcome: Outcome) -> None:
    result = check_of("CERT-CYCLE", valid_from=begins, issued=begins, valid_until=ends, surveillance=audited)
    assert (result.outcome, result.blocking) == (outcome, False)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("Brightkeel Assurance A/S", PASS),
        ("Brightkeel Assurance Aktieselskab", PASS),
        ("ISO", FAIL),
        ("ISO, Geneva", FAIL),
        ("International Organization for Standardization", FAIL),
        ("International Organisation for Standardisation (ISO)", FAIL),
        ("ISO/IEC", FAIL),
        ("Quillfeather Talent ApS", FAIL),
        ("Nordmark Accreditation Board", DOUBT),
        ("ISOQUEST Certification Ltd", UNKNOWN),
        ("Isobel & Sons Certification GmbH", UNKNOWN),
        (None, DOUBT),
    ],
)
def test_cert_body(body: str | None, outcome: Outcome) -> None:
    assert check_of("CERT-BODY", body=body).outcome is outcome


@pytest.mark.parametrize(
    ("body", "accreditor", "outcome", "because"),
    [
        ("Brightkeel Assurance A/S", "Nordmark Accreditation Board", PASS, "by NAB"),
        ("Brightkeel Assurance A/S", "NAB", PASS, ""),
        ("Brightkeel Assurance A/S", None, PASS, ""),
        ("Brightkeel Assurance A/S", "PAB", DOUBT, "recorded as accredited by NAB"),
        ("Brightkeel Assurance B.V.", None, UNKNOWN, "ISO/IEC 27001. That says nothing about ISO/IEC 42001"),
        ("Brightkeel Assurance", None, UNKNOWN, "not found"),
        ("Outpost Certification Ltd", None, DOUBT, "not in the mutual recognition arrangement"),
        ("Quiet Certification Ltd", None, UNKNOWN, "not known"),
        ("Hearsay Certification Ltd", None, UNKNOWN, "not confirmed"),
        ("Lapsed Certification Ltd", None, DOUBT, "other dates"),
        ("Bare Certification Ltd", None, UNKNOWN, "No accreditation"),
        ("Nobody Knows Ltd", None, UNKNOWN, "not found"),
    ],
)
def test_cert_accreditation(body: str, accreditor: str | None, outcome: Outcome, because: str) -> None:
    number = "0417" if accreditor else None
    result = check_of("CERT-ACCREDITATION", body=body, accreditation_body=accreditor, accreditation_number=number)
    assert (result.outcome, result.blocking) == (outcome, False)
    assert because in result.reason


def test_status_is_unknown_and_not_performed_until_somebody_asks_the_register() -> None:
    result = check_of("CERT-STATUS")
    assert (result.outcome, result.performed) == (UNKNOWN, False)
    assert "record the answer, or accept the certificate" in result.reason


@pytest.mark.parametrize(
    ("answer", "outcome"), [("in force", PASS), ("suspended", FAIL), ("withdrawn", FAIL), ("not found", UNKNOWN)]
)
def test_status_is_what_the_register_answered_last(answer: str, outcome: Outcome) -> None:
    earlier = IN_FORCE | {"on": "2026-06-01", "answer": "suspended" if answer == "in force" else "in force"}
    result = check_of("CERT-STATUS", lookups=(IN_FORCE | {"answer": answer}, earlier))
    assert (result.outcome, result.performed) == (outcome, True)
    assert "Rosa Lind on 20 November 2026" in result.reason


def test_what_was_learned_after_the_day_of_judgement_counts() -> None:
    later = IN_FORCE | {"on": "2026-12-01", "answer": "withdrawn"}
    assert check_of("CERT-STATUS", lookups=(IN_FORCE, later)).outcome is FAIL


def test_of_several_registers_the_weightiest_answer_counts_and_the_others_are_shown() -> None:
    other = IN_FORCE | {"register_name": "Another register"}
    against = check_of("CERT-STATUS", lookups=(other | {"answer": "suspended", "on": "2026-05-01"}, IN_FORCE))
    assert against.outcome is FAIL
    assert against.looked_at["other_registers"] == "Register of Brightkeel, 20 November 2026: in force"
    assert check_of("CERT-STATUS", lookups=(IN_FORCE, other | {"answer": "not found"})).outcome is PASS


def test_an_answer_of_more_than_a_year_ago_is_to_be_asked_again() -> None:
    old = check_of("CERT-STATUS", lookups=(IN_FORCE | {"on": "2025-11-22"},))
    assert (old.outcome, old.performed) == (UNKNOWN, True)
    assert "more than a year ago" in old.reason
    assert check_of("CERT-STATUS", lookups=(IN_FORCE | {"on": "2025-11-23"},)).outcome is PASS


def test_integrity_is_not_performed_on_typed_facts() -> None:
    result = check_of("CERT-INTEGRITY")
    assert (result.outcome, result.performed) == (UNKNOWN, False)


def test_a_duplicate_is_a_doubt_that_says_where() -> None:
    seen = ({"same": "number", "vendor": "Otterline HR Ltd", "holder": "Otterline HR Ltd"},)
    result = check_of("CERT-DUPLICATE", sightings=seen)
    assert result.outcome is DOUBT
    assert "same number with Otterline HR Ltd" in result.reason


def test_not_seen_elsewhere_is_told_apart_from_not_searched() -> None:
    assert check_of("CERT-DUPLICATE", sightings=()).outcome is PASS
    not_searched = check_of("CERT-DUPLICATE", sightings=None)
    assert (not_searched.outcome, not_searched.performed) == (UNKNOWN, False)


def test_legibility_names_who_typed_the_facts() -> None:
    result = check_of("CERT-LEGIBILITY")
    assert result.outcome is PASS
    assert "typed by hand by Marta Quist" in result.reason


def test_a_fact_nobody_confirmed_is_a_doubt() -> None:
    unsure = Fact[str](value="BKA-1", source=Source(how="ocr"), confirmed=False)
    result = check("CERT-LEGIBILITY", certificate().model_copy(update={"number": unsure}))
    assert result.outcome is DOUBT
    assert "not confirmed: number" in result.reason


def test_facts_without_a_file_are_a_doubt() -> None:
    assert check_of("CERT-LEGIBILITY", evidence="").outcome is DOUBT
    assert check_of("CERT-LEGIBILITY", evidence="gone").outcome is DOUBT


def test_every_check_of_the_table_answers_under_its_own_code() -> None:
    results = run_checks(certificate(), CheckContext.of(response(), REFERENCE))
    assert [r.code for r in results] == [code for code, _ in CHECKS]


@pytest.mark.parametrize("name", [n for n in CertificateFacts.model_fields if n not in ("id", "family")])
def test_no_check_breaks_on_a_fact_that_is_missing(name: str) -> None:
    facts = certificate()
    bare = facts.model_copy(update={name: getattr(CertificateFacts(id="c1"), name)})
    assert len(run_checks(bare, CheckContext.of(response(), REFERENCE))) == len(CHECKS)


def result(outcome: Outcome, *, blocking: bool = False) -> CheckResult:
    return CheckResult(code="X", outcome=outcome, blocking=blocking, reason="")


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([result(PASS), result(PASS, blocking=True)], Standing.GOOD),
        ([result(PASS), result(UNKNOWN)], Standing.QUALIFIED),
        ([result(PASS), result(DOUBT, blocking=True)], Standing.QUALIFIED),
        ([result(PASS), result(FAIL)], Standing.QUALIFIED),
        ([result(UNKNOWN), result(FAIL, blocking=True)], Standing.REJECTED),
        ([], Standing.QUALIFIED),
    ],
)
def test_standing(results: list[CheckResult], expected: Standing) -> None:
    assert standing(results) is expected


@pytest.mark.parametrize(
    "facts",
    [
        {"standard": "ISO/IEC 42001:2024"},
        {"holder": "Cloud Harbour Ltd"},
        {"scope": "Everything excluding Quillfeather Hire."},
        {"valid_until": date(2026, 1, 31)},
        {"body": "ISO"},
        {"lookups": (IN_FORCE | {"answer": "withdrawn"},)},
    ],
)
def test_what_rejects_a_certificate(facts: dict[str, Any]) -> None:
    judged = assess(certificate(**facts), response(evidence=(file("e1"),)), REFERENCE)
    assert judged.standing is Standing.REJECTED
    assert not judged.certifies


def test_typed_facts_are_qualified_at_best_until_a_reviewer_accepts_them() -> None:
    facts = certificate(lookups=(IN_FORCE,))
    judged = assess(facts, response(evidence=(file("e1"),)), REFERENCE)
    assert judged.standing is Standing.QUALIFIED
    assert [c.code for c in judged.checks if c.outcome is not PASS] == ["CERT-INTEGRITY"]
    assert not judged.certifies
    accepted = {"certificate": "c1", "reason": "Compared with the original.", "by": "Rosa Lind"}
    judged = assess(facts, response(evidence=(file("e1"),), acceptances=(accepted,)), REFERENCE)
    assert judged.certifies
    assert judged.accepted == "Rosa Lind: Compared with the original."


def test_accepting_a_rejected_certificate_changes_nothing() -> None:
    accepted = {"certificate": "c1", "reason": "Never mind.", "by": "Rosa Lind"}
    judged = assess(certificate(body="ISO"), response(acceptances=(accepted,)), REFERENCE)
    assert not judged.certifies


@pytest.mark.parametrize(
    ("facts", "family"),
    [
        ({"scheme": "soc-2", "standard": "SOC 2"}, Family.ASSURANCE_REPORT),
        ({"family": Family.PERSON}, Family.PERSON),
        ({"family": Family.CONFORMITY_DOCUMENT}, Family.CONFORMITY_DOCUMENT),
    ],
)
def test_other_documents_are_not_judged_as_certificates(facts: dict[str, Any], family: Family) -> None:
    accepted = {"certificate": "c1", "reason": "Read it.", "by": "Rosa Lind"}
    judged = assess(certificate(**facts), response(acceptances=(accepted,)), REFERENCE)
    assert judged.family is family
    assert [(c.code, c.performed) for c in judged.checks] == [("CERT-FAMILY", False)]
    assert not judged.certifies


def test_the_title_names_standard_edition_and_number() -> None:
    judged = assess(certificate(standard="ISO/IEC 42001"), response(), REFERENCE)
    assert judged.title == "ISO/IEC 42001:2023, BKA-AIMS-00412"


FORBIDDEN = re.compile(r"\b(fake|forged|compliant|passed|failed|invalid|non-conform)", re.IGNORECASE)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"standard": None, "holder": None, "scope": None, "body": None, "valid_until": None},
        {"standard": "ISO/IEC 42001:2024", "holder": "Cloud Harbour Ltd", "body": "ISO", "sightings": None},
        {"scope": "All but excluding Quillfeather Hire.", "lookups": (IN_FORCE | {"answer": "not found"},)},
        {"family": Family.SELF_DECLARATION},
    ],
)
def test_no_reason_passes_a_verdict_in_words_that_are_not_ours_to_use(facts: dict[str, Any]) -> None:
    for found in assess(certificate(**facts), response(), REFERENCE).checks:
        assert not FORBIDDEN.search(found.reason), found.reason
