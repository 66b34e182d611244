"""What a certificate may answer for its vendor, and what keeps it from that."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.core.certificates.facts import CertificateFacts, Fact, Source
from app.core.certificates.shortcuts import Offer, offers
from app.core.questionnaire.model import Questionnaire
from tests.core.cast import REFERENCE, certificate, file, question, questionnaire, response

SCALE = [{"id": "none", "label": {"en": "No"}, "score": 0}, {"id": "applied", "label": {"en": "Yes"}, "score": 1}]
SCOPE = {
    "type": "single", "good": None,
    "options": [{"id": "in", "label": {"en": "In"}, "score": 1}, {"id": "out", "label": {"en": "Out"}, "score": 0}],
}  # fmt: skip


def asked(question_id: str, **changes: Any) -> dict[str, Any]:
    return question(question_id, **{"type": "scale", "good": None, "options": SCALE, **changes})


SHORTCUT = {
    "when": {"all": [{"certificate": "iso-42001", "standing": "good"}, {"question": "S", "is": "in"}]},
    "sections": ["system"],
    "questions": ["P1"],
    "answers": {"scale": "applied"},
}


def with_shortcuts(*shortcuts: dict[str, Any]) -> Questionnaire:
    return questionnaire(
        ("scope", 1, [question("S", **SCOPE)]),
        (
            "system",
            1,
            [
                asked("Q1"),
                asked("Q2", clauses=["iso-42001:10.1", "iso-42001:A.7.5"]),
                asked("Q3", evidence={"expect": "document", "certificate_answers": False}),
                asked("Q4", show_if={"question": "Q1", "is": "none"}),
                question("Q5"),
            ],
        ),
        ("product", 1, [asked("P1"), asked("P2")]),
        shortcuts=list(shortcuts or (SHORTCUT,)),
    )


def offer(facts: CertificateFacts | None = None, answers: dict[str, Any] | None = None, **changes: Any) -> Offer:
    given = response(
        {"S": "in"} if answers is None else answers,
        certificates=[facts or certificate()],
        **{"evidence": [file("e1")], **changes},
    )
    (found,) = offers(with_shortcuts(), given, REFERENCE)
    return found


def test_it_answers_what_the_shortcut_reaches_and_is_asked() -> None:
    found = offer()
    assert found.answers == {"Q1": "applied", "Q2": "applied", "P1": "applied"}
    assert found.could == ("Q1", "Q2", "P1")
    assert found.title == "ISO/IEC 42001:2023, BKA-AIMS-00412"


def test_it_never_answers_what_no_certificate_can_speak_to_or_what_it_leaves_out() -> None:
    left_out = offer(certificate(excluded_controls=("A.7",)))
    assert set(left_out.answers) == {"Q1", "P1"}, "A.7 leaves out A.7.5, which Q2 asks about too"
    assert "Q3" not in left_out.could


def test_it_waits_for_the_vendor_to_say_whether_the_product_is_inside() -> None:
    waiting = offer(answers={})
    assert waiting.answers == {}
    assert waiting.waits_for == ("S",)
    assert waiting.could == ("Q1", "Q2", "P1")
    unconfirmed = offer(answers={"S": {"value": "in", "confirmed": False}})
    assert unconfirmed.answers == {}


def test_a_product_outside_its_scope_is_not_answered_for() -> None:
    outside = offer(answers={"S": "out"})
    assert (outside.answers, outside.could, outside.waits_for) == ({}, (), ())


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (certificate(standard="ISO/IEC 42001:2022"), "CERT-STANDARD"),
        (certificate(holder="Northlight Cloud Ltd"), "CERT-HOLDER"),
        (certificate(scope="Everything but chatbots, excluding Quillfeather Hire."), "CERT-SCOPE"),
        (certificate(valid_until=date(2026, 10, 1)), "CERT-VALIDITY"),
        (certificate(issued=date(2025, 1, 12), valid_from=date(2025, 1, 12), valid_until=date(2028, 1, 11)),
         "CERT-CYCLE"),
        (certificate(body="ISO"), "CERT-BODY"),
        (certificate(body="Outpost Certification Ltd"), "CERT-ACCREDITATION"),
        (certificate(evidence="e9"), "CERT-LEGIBILITY"),
    ],
)  # fmt: skip
def test_what_the_vendor_can_settle_holds_it_back(facts: CertificateFacts, code: str) -> None:
    held = offer(facts)
    assert held.answers == {}
    assert code in [result.code for result in held.held_by]
    assert held.could == ("Q1", "Q2", "P1"), "and it says what it could answer"


def test_facts_that_nobody_has_confirmed_hold_it_back() -> None:
    read = Fact[str](value="Quillfeather Talent ApS", source=Source(how="text"), confirmed=False)
    held = offer(certificate().model_copy(update={"holder": read}))
    assert [result.code for result in held.held_by] == ["CERT-LEGIBILITY"]


def test_what_only_the_buyer_knows_and_what_nobody_knows_hold_nothing_back() -> None:
    """No register asked, other vendors not looked through, a body that is in no list, a contract that runs longer."""
    unknown = certificate(body="Somebody Certification Oy", sightings=None, valid_until=date(2027, 3, 1))
    assert offer(unknown).answers
    lookup = {"register_name": "Register", "by": "Rosa", "on": "2026-11-20", "answer": "withdrawn"}
    assert offer(certificate(lookups=(lookup,))).answers, "what the buyer found in a register is not told this way"


def test_a_scope_that_does_not_name_the_product_is_asked_about_and_not_judged() -> None:
    assert offer(certificate(scope="Development of recruiting software.")).answers


def test_documents_of_other_families_answer_nothing() -> None:
    assert offer(certificate(family="assurance-report")).answers == {}


def test_certificates_of_which_no_shortcut_speaks_make_no_offer() -> None:
    given = response({"S": "in"}, certificates=[certificate(scheme="iso-27001")], evidence=[file("e1")])
    assert offers(with_shortcuts(), given, REFERENCE) == ()


def test_an_answer_written_for_a_question_comes_before_one_for_its_type() -> None:
    own = {**SHORTCUT, "answers": {"scale": "applied", "Q1": "none"}}
    given = response({"S": "in"}, certificates=[certificate()], evidence=[file("e1")])
    (found,) = offers(with_shortcuts(own), given, REFERENCE)
    assert found.answers["Q1"] == "none"
    assert found.answers["P1"] == "applied"


HOLDS = {
    "type": "single", "good": None,
    "options": [{"id": "yes", "label": {"en": "Yes"}, "score": 1}, {"id": "no", "label": {"en": "No"}, "score": 0}],
}  # fmt: skip
PRINTED = question(
    "T",
    type="table",
    good=None,
    show_if={"question": "H", "is": "yes"},
    columns=[
        {"id": "who", "label": {"en": "Holder"}},
        {"id": "until", "label": {"en": "Until"}, "type": "date"},
        {"id": "sites", "label": {"en": "Sites outside"}, "required": False},
    ],
    claims=[
        {"scheme": "iso-42001", "fact": "holder", "column": "who"},
        {"scheme": "iso-42001", "fact": "valid_until", "column": "until"},
    ],
)
OMITTED = question(
    "O",
    type="multi",
    good=None,
    options=[
        {"id": "nothing", "label": {"en": "None"}, "score": 1, "exclusive": True},
        *({"id": c, "label": {"en": c}, "score": 1} for c in ("A.7.5", "A.9.2")),
    ],
    claims=[
        {
            "scheme": "iso-42001",
            "fact": "excluded_controls",
            "values": {"nothing": "", "A.7.5": "A.7.5", "A.9.2": "A.9.2"},
        }
    ],
)


def stating(facts: CertificateFacts, **answers: Any) -> Offer:
    asks = questionnaire(
        ("scope", 1, [question("H", **HOLDS), question("S", **SCOPE), PRINTED, OMITTED]),
        ("system", 1, [asked("Q1")]),
        ("product", 1, [asked("P1")]),
        shortcuts=[SHORTCUT],
    )
    (found,) = offers(asks, response(answers, certificates=[facts], evidence=[file("e1")]), REFERENCE)
    return found


def test_what_is_printed_on_it_is_not_copied_by_hand() -> None:
    facts = certificate()
    found = stating(facts, H="yes", S="in")
    assert facts.holder
    assert facts.valid_until
    assert found.answers["T"] == [{"who": facts.holder.value, "until": facts.valid_until.value.isoformat()}]
    assert set(found.answers) >= {"Q1", "P1"}
    assert "T" not in stating(certificate(holder=None), H="yes", S="in").answers, "a column that must be filled is not"


@pytest.mark.parametrize(
    ("controls", "said"),
    [
        ((), ["nothing"]),
        (("A.9.2", "A.7.5"), ["A.7.5", "A.9.2"]),
        (("A.7",), None),  # a whole group: no option says so
    ],
)
def test_controls_left_out_are_said_as_its_statement_of_applicability_does(
    controls: tuple[str, ...], said: list[str] | None
) -> None:
    assert stating(certificate(excluded_controls=controls), H="yes", S="in").answers.get("O") == said


def test_a_certificate_that_says_nothing_of_controls_answers_nothing_about_them() -> None:
    assert "O" not in stating(certificate(excluded_controls=None), H="yes", S="in").could


def test_what_leads_to_questions_it_states_is_asked_together_with_what_it_waits_for() -> None:
    waiting = stating(certificate())
    assert waiting.waits_for == ("H", "S")
    assert waiting.answers == {}
    assert "T" not in stating(certificate(), H="no", S="in").could
    assert stating(certificate(), S="in").waits_for == (), "what it gives already waits for nothing"
