"""Answers against certificates: match, mismatch, cannot tell, and what each of them leads to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.core.certificates.checks import assess
from app.core.certificates.compare import Comparison, Result, compare_claims
from app.core.certificates.facts import CertificateFacts, Fact, Source
from app.core.questionnaire.visibility import visible
from app.core.scoring.engine import score
from app.core.scoring.policy import default_policy
from app.core.scoring.scorecard import Finding, FindingKind, Scorecard, Support
from tests.core.cast import REFERENCE, certificate, file, question, questionnaire, response

HELD = question(
    "R01",
    type="single",
    good=None,
    options=[
        {"id": "accredited", "label": {"en": "Yes, accredited"}, "score": 1},
        {"id": "bare", "label": {"en": "Yes, not accredited"}, "score": 0.6},
        {"id": "planned", "label": {"en": "Planned"}, "score": 0.1},
        {"id": "silent", "label": {"en": "We do not say"}, "score": 0},
    ],
    evidence={"expect": "certificate", "schemes": ["iso-42001"]},
    claims=[
        {
            "scheme": "iso-42001",
            "fact": "held",
            "values": {"accredited": True, "bare": True, "planned": False, "silent": None},
        },
        {"scheme": "iso-42001", "fact": "accredited", "values": {"accredited": True, "bare": False}},
    ],
)
SCOPE = question(
    "R02",
    type="single",
    good=None,
    options=[{"id": i, "label": {"en": i}, "score": s} for i, s in (("in", 1), ("partly", 0.5), ("out", 0))],
    claims={"scheme": "iso-42001", "fact": "scope", "values": {"in": "in", "partly": "partly", "out": "out"}},
)
COLUMNS = ("holder", "number", "standard", "body", "valid_from", "valid_until")
TABLE = question(
    "R03",
    type="table",
    good=None,
    columns=[{"id": c, "label": {"en": c}, "type": "date" if "valid" in c else "text"} for c in COLUMNS],
    claims=[{"scheme": "iso-42001", "fact": c, "column": c} for c in COLUMNS],
)
LEFT_OUT = question(
    "R04",
    type="multi",
    good=None,
    options=[{"id": i, "label": {"en": i}} for i in ("none", "A.7.5", "A.7.6")],
    claims={
        "scheme": "iso-42001",
        "fact": "excluded_controls",
        "values": {"none": "", "A.7.5": "A.7.5", "A.7.6": "A.7.6"},
    },
)
TYPED = question("R05", type="text", good=None, claims={"scheme": "iso-42001", "fact": "number"})
CONTROL = question("C01", clauses=["iso-42001:A.7.5"], not_applicable="with_reason")
ALL = questionnaire(("scope", 1, [HELD, SCOPE, TABLE, LEFT_OUT, TYPED]), ("controls", 1, [CONTROL]))


def compared(answers: dict[str, Any], *certificates: CertificateFacts) -> dict[str, Comparison]:
    given = response(answers, certificates=certificates, evidence=(file("e1"),))
    standings = {c.id: assess(c, given, REFERENCE) for c in certificates}
    found = compare_claims(ALL, given, REFERENCE, standings, visible(ALL, given.answers))
    return {c.fact: c for c in found}


def scored(answers: dict[str, Any], *certificates: CertificateFacts, **changes: Any) -> Scorecard:
    given = response(answers, certificates=certificates, evidence=(file("e1"),), **changes)
    return score(ALL, given, REFERENCE, default_policy(), release="r")


def findings(answers: dict[str, Any], *certificates: CertificateFacts, **changes: Any) -> dict[str, Finding]:
    return {f.code: f for f in scored(answers, *certificates, **changes).findings}


OTHER_PRODUCT = "Operation of the Quillfeather Workforce Analytics platform."


@pytest.mark.parametrize(
    ("answers", "facts", "fact_name", "expected"),
    [
        ({"R01": "accredited"}, {}, "held", Result.MATCH),
        ({"R01": "accredited"}, {"valid_until": date(2026, 1, 1)}, "held", Result.CANNOT_TELL),
        ({"R01": "accredited"}, {"holder": "Cloud Harbour Ltd"}, "held", Result.CANNOT_TELL),
        ({"R01": "planned"}, {}, "held", Result.MISMATCH),
        ({"R01": "planned"}, {"holder": "Quillfeather Talent Denmark ApS"}, "held", Result.CANNOT_TELL),
        ({"R01": "planned"}, {"valid_until": date(2026, 1, 1)}, "held", Result.CANNOT_TELL),
        ({"R01": "accredited"}, {}, "accredited", Result.MATCH),
        ({"R01": "accredited"}, {"body": "Brightkeel Assurance B.V."}, "accredited", Result.CANNOT_TELL),
        ({"R01": "bare"}, {}, "accredited", Result.MISMATCH),
        ({"R02": "in"}, {}, "scope", Result.MATCH),
        ({"R02": "in"}, {"scope": OTHER_PRODUCT}, "scope", Result.MISMATCH),
        ({"R02": "in"}, {"scope": "All systems, excluding Quillfeather Hire"}, "scope", Result.MISMATCH),
        ({"R02": "in"}, {"scope": "The AI management system"}, "scope", Result.CANNOT_TELL),
        ({"R02": "in"}, {"scope": None}, "scope", Result.CANNOT_TELL),
        ({"R02": "partly"}, {}, "scope", Result.CANNOT_TELL),
        ({"R02": "out"}, {}, "scope", Result.MISMATCH),
        ({"R02": "out"}, {"scope": OTHER_PRODUCT}, "scope", Result.MATCH),
        ({"R03": [{"number": "bka aims 00412"}]}, {}, "number", Result.MATCH),
        ({"R03": [{"number": "BKA-AIMS-00413"}]}, {}, "number", Result.MISMATCH),
        ({"R03": [{"number": "BKA-AIMS-00412"}]}, {"number": None}, "number", Result.CANNOT_TELL),
        ({"R05": "BKA-AIMS-00412"}, {}, "number", Result.MATCH),
        ({"R03": [{"holder": "Quillfeather Talent Anpartsselskab"}]}, {}, "holder", Result.MATCH),
        ({"R03": [{"holder": "Quillfeather Talent"}]}, {}, "holder", Result.CANNOT_TELL),
        ({"R03": [{"holder": "Cloud Harbour Ltd"}]}, {}, "holder", Result.MISMATCH),
        ({"R03": [{"body": "Outpost Certification Ltd"}]}, {}, "body", Result.MISMATCH),
        ({"R03": [{"valid_until": "2029-01-11"}]}, {}, "valid_until", Result.MATCH),
        ({"R03": [{"valid_until": "2029-11-01"}]}, {}, "valid_until", Result.MISMATCH),
        ({"R03": [{"valid_from": "2026-01-12"}]}, {}, "valid_from", Result.MATCH),
        ({"R03": [{"standard": "ISO 42001:2023"}]}, {}, "standard", Result.MATCH),
        ({"R03": [{"standard": "EN ISO/IEC 42001:2026"}]}, {}, "standard", Result.CANNOT_TELL),
        ({"R03": [{"standard": "ISO/IEC 27001:2022"}]}, {}, "standard", Result.MISMATCH),
        ({"R04": ["A.7.5"]}, {"excluded_controls": ("A.7.5",)}, "excluded_controls", Result.MATCH),
        ({"R04": ["none"]}, {"excluded_controls": ()}, "excluded_controls", Result.MATCH),
        ({"R04": ["none"]}, {"excluded_controls": ("A.7.5",)}, "excluded_controls", Result.MISMATCH),
        ({"R04": ["A.7.5"]}, {"excluded_controls": None}, "excluded_controls", Result.CANNOT_TELL),
    ],
)
def test_each_claim_beside_a_certificate(
    answers: dict[str, Any], facts: dict[str, Any], fact_name: str, expected: Result
) -> None:
    assert compared(answers, certificate(**facts))[fact_name].result is expected


def test_a_choice_that_claims_nothing_is_compared_with_nothing() -> None:
    assert compared({"R01": "silent"}, certificate()) == {}


def test_both_sides_are_quoted() -> None:
    source = Source(how="text", page=2, words="Certificate No. BKA-AIMS-00999")
    facts = certificate().model_copy(update={"number": Fact[str](value="BKA-AIMS-00999", source=source)})
    found = compared({"R05": "BKA-AIMS-00412"}, facts)["number"]
    assert (found.answer.label, found.answer.words) == ("Answer 1.5", "BKA-AIMS-00412")
    assert found.document is not None
    assert found.document.words == "Certificate No. BKA-AIMS-00999"
    assert found.document.label == "Certificate BKA-AIMS-00999, page 2, number"
    assert found.document.page == 2


def test_yes_without_any_certificate_is_a_gap_and_no_contradiction() -> None:
    card = scored({"R01": "accredited"})
    assert [(f.code, f.kind) for f in card.findings] == [("CLAIM-HELD-NOT-SHOWN", FindingKind.GAP)]
    assert card.questions["R01"].support is Support.UNSUPPORTED


def test_yes_with_an_expired_certificate_is_a_gap_and_an_expiry() -> None:
    found = findings({"R01": "accredited"}, certificate(valid_until=date(2026, 1, 31)))
    assert found["CLAIM-HELD-NOT-SHOWN"].kind is FindingKind.GAP
    assert found["CERT-VALIDITY"].kind is FindingKind.EXPIRY
    assert not any(f.kind is FindingKind.CONTRADICTION for f in found.values())


def test_no_with_a_certificate_in_force_is_a_contradiction_to_explain() -> None:
    card = scored({"R01": "planned"}, certificate())
    found = next(f for f in card.findings if f.code == "CLAIM-HELD")
    assert found.kind is FindingKind.CONTRADICTION
    assert card.questions["R01"].support is Support.CONTRADICTED
    assert [s.kind for s in found.sides] == ["answer", "certificate"]


def test_a_scope_that_names_another_product_contradicts_in_scope() -> None:
    found = findings({"R02": "in"}, certificate(scope=OTHER_PRODUCT))["CLAIM-SCOPE"]
    assert found.kind is FindingKind.CONTRADICTION
    assert found.sides[1].words == OTHER_PRODUCT


def test_one_matching_certificate_of_several_is_enough() -> None:
    answers = {"R05": "BKA-AIMS-00412"}
    assert "CLAIM-NUMBER" in findings(answers, certificate(number="BKA-2"))
    assert "CLAIM-NUMBER" not in findings(answers, certificate(number="BKA-2"), certificate(id="c2"))


def test_a_certificate_of_another_scheme_is_not_compared() -> None:
    found = compared({"R05": "BKA-AIMS-00412"}, certificate(scheme="iso-27001", number="X-1"))
    assert found["number"].result is Result.CANNOT_TELL
    assert found["number"].certificate == ""


def test_a_control_said_to_be_done_though_left_out_is_a_contradiction() -> None:
    found = findings({"C01": "yes"}, certificate(excluded_controls=("A.7.5",)))
    assert found["SOA-LEAVES-OUT"].kind is FindingKind.CONTRADICTION


def test_a_control_said_not_to_apply_though_included_is_a_doubt() -> None:
    answer = {"not_applicable": True, "reason": "We train no models."}
    assert (
        findings({"C01": answer}, certificate(excluded_controls=("A.7.6",)))["SOA-INCLUDES"].kind is FindingKind.DOUBT
    )
    assert "SOA-INCLUDES" not in findings({"C01": answer}, certificate(excluded_controls=("A.7",)))


def test_nothing_stated_about_exclusions_is_held_against_nobody() -> None:
    found = findings({"C01": "yes"}, certificate(excluded_controls=None))
    assert not {"SOA-LEAVES-OUT", "SOA-INCLUDES"} & set(found)


def test_a_dismissal_finds_its_finding_again_and_falls_away_when_the_words_change() -> None:
    before = findings({"R05": "BKA-1"}, certificate())["CLAIM-NUMBER"]
    dismissal = {"finding": before.key, "reason": "Old numbering.", "by": "Rosa Lind"}
    again = findings({"R05": "BKA-1"}, certificate(), dismissals=(dismissal,))["CLAIM-NUMBER"]
    assert again.dismissed == "Rosa Lind: Old numbering."
    changed = findings({"R05": "BKA-2"}, certificate(), dismissals=(dismissal,))["CLAIM-NUMBER"]
    assert changed.open


def test_a_dismissed_contradiction_lets_the_question_count_again() -> None:
    before = scored({"R01": "planned"}, certificate())
    key = next(f.key for f in before.findings if f.code == "CLAIM-HELD")
    dismissal = {"finding": key, "reason": "It was issued after the answer.", "by": "Rosa Lind"}
    after = scored({"R01": "planned"}, certificate(), dismissals=(dismissal,))
    assert after.questions["R01"].support is not Support.CONTRADICTED
    assert not [f for f in after.flags if f.kind == "contradiction"]


def read_only(facts: CertificateFacts, *names: str) -> CertificateFacts:
    """The same certificate, with these facts read and confirmed by nobody."""
    source = Source(how="text", page=1, box=(0.1, 0.2, 0.6, 0.24), words="as printed")
    unconfirmed = {n: getattr(facts, n).model_copy(update={"source": source, "confirmed": False}) for n in names}
    return facts.model_copy(update=unconfirmed)


@pytest.mark.parametrize(
    ("answers", "fact_name", "read"),
    [
        ({"R03": [{"number": "BKA-AIMS-00413"}]}, "number", "number"),
        ({"R03": [{"holder": "Cloud Harbour Ltd"}]}, "holder", "holder"),
        ({"R03": [{"valid_until": "2029-11-01"}]}, "valid_until", "valid_until"),
        ({"R02": "out"}, "scope", "scope"),
        ({"R04": ["A.7.5"]}, "excluded_controls", "excluded_controls"),
        ({"R01": "planned"}, "held", "holder"),
        ({"R01": "planned"}, "held", "valid_until"),
        ({"R01": "bare"}, "accredited", "body"),
        ({"R05": "BKA-AIMS-00412"}, "number", "number"),  # it matches, and settles nothing either
    ],
)
def test_what_nobody_confirmed_decides_nothing(answers: dict[str, Any], fact_name: str, read: str) -> None:
    assert compared(answers, certificate())[fact_name].result is not Result.CANNOT_TELL
    found = compared(answers, read_only(certificate(), read))[fact_name]
    assert found.result is Result.CANNOT_TELL
    assert found.why == f"Read from the document, and not confirmed by anybody yet: {read.replace('_', ' ')}."
    card = scored(answers, read_only(certificate(), read))
    assert not [f for f in card.findings if f.kind is FindingKind.CONTRADICTION]
    assert any("nobody has confirmed what was read of" in said for said in card.not_checked)


def test_a_certificate_that_is_there_is_held_whatever_words_on_it_are_confirmed() -> None:
    found = compared({"R01": "accredited"}, read_only(certificate(), "holder", "valid_until"))
    assert found["held"].result is Result.MATCH


def test_exclusions_that_nobody_confirmed_are_held_against_nobody() -> None:
    facts = certificate(excluded_controls=("A.7.5",))
    assert "SOA-LEAVES-OUT" in findings({"C01": "yes"}, facts)
    assert "SOA-LEAVES-OUT" not in findings({"C01": "yes"}, read_only(facts, "excluded_controls"))


def test_the_side_of_a_certificate_says_where_on_the_page_it_stands() -> None:
    source = Source(how="ocr", page=2, box=(0.1, 0.2, 0.6, 0.24), words="Issued to: Cloud Harbour Ltd")
    facts = certificate(holder="Cloud Harbour Ltd")
    facts = facts.model_copy(update={"holder": Fact[str](value="Cloud Harbour Ltd", source=source)})
    side = findings({"R03": [{"holder": "Quillfeather Talent ApS"}]}, facts)["CLAIM-HOLDER"].sides[1]
    assert (side.evidence, side.page, side.box) == ("e1", 2, (0.1, 0.2, 0.6, 0.24))
    assert side.words == "Issued to: Cloud Harbour Ltd"


TWO = question("C02", clauses=["iso-42001:A.7.5", "iso-42001:A.7.6"], not_applicable="with_reason")
NOT_OURS = {"not_applicable": True, "reason": "We train no models."}


@pytest.mark.parametrize(
    ("answer", "left_out", "code", "named"),
    [
        ("yes", ("A.7.5",), "SOA-LEAVES-OUT", "leaves out A.7.5."),
        ("yes", ("A.7",), "SOA-LEAVES-OUT", "leaves out A.7.5, A.7.6."),
        ("yes", ("A.6",), "", ""),
        ("no", ("A.7",), "", ""),
        (NOT_OURS, (), "SOA-INCLUDES", "has A.7.5, A.7.6."),
        (NOT_OURS, ("A.7.5",), "SOA-INCLUDES", "has A.7.6."),
        (NOT_OURS, ("A.7.5", "A.7.6"), "", ""),
        (NOT_OURS, ("A.7",), "", ""),
    ],
)
def test_answers_on_controls_beside_the_statement_of_applicability(
    answer: Any, left_out: tuple[str, ...], code: str, named: str
) -> None:
    asked = questionnaire(("controls", 1, [TWO]))
    given = response({"C02": answer}, certificates=(certificate(excluded_controls=left_out),), evidence=(file("e1"),))
    found = [f for f in score(asked, given, REFERENCE, default_policy(), release="r").findings if "SOA" in f.code]
    assert [f.code for f in found] == ([code] if code else [])
    if code:
        assert found[0].message.endswith(named)
        assert [s.kind for s in found[0].sides] == ["answer", "certificate"]


def test_an_explanation_stands_beside_both_sides_and_closes_nothing() -> None:
    before = scored({"R05": "BKA-1"}, certificate())
    key = next(f.key for f in before.findings if f.code == "CLAIM-NUMBER")
    said = ({"finding": key, "text": "The body renumbered it in May.", "by": "Marta Quist"},)
    after = scored({"R05": "BKA-1"}, certificate(), explanations=said)
    found = next(f for f in after.findings if f.key == key)
    assert (found.explained, found.explained_by, found.open) == (
        "The body renumbered it in May.", "Marta Quist", True,
    )  # fmt: skip
    assert (after.overall, after.questions, after.flags) == (before.overall, before.questions, before.flags)
    changed = scored({"R05": "BKA-2"}, certificate(), explanations=said)
    assert not [f for f in changed.findings if f.explained]


def test_an_upheld_finding_stays_open_and_says_who_upheld_it() -> None:
    key = findings({"R05": "BKA-1"}, certificate())["CLAIM-NUMBER"].key
    judged = ({"finding": key, "reason": "The body says otherwise.", "by": "Rosa Lind"},)
    found = findings({"R05": "BKA-1"}, certificate(), upholdings=judged)["CLAIM-NUMBER"]
    assert (found.upheld, found.open) == ("Rosa Lind: The body says otherwise.", True)
