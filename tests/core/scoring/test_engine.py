"""Sums, coverage, frameworks, flags, and what a scorecard says about itself."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from app.core.problems import Invalid
from app.core.scoring.engine import checked_response, score
from app.core.scoring.policy import Policy, default_policy
from app.core.scoring.scorecard import FindingKind, Scorecard
from tests.core.cast import KNOCK_OUT, REFERENCE, certificate, file, question, questionnaire, response


def scored(*sections: Any, answers: dict[str, Any], policy: Policy | None = None, **changes: Any) -> Scorecard:
    asked = questionnaire(*sections)
    return score(asked, response(answers, **changes), REFERENCE, policy or default_policy(), release="r")


TWO = (
    ("one", 2, [question("A", weight=3), question("B", weight=1)]),
    ("two", 1, [question("C", clauses=[{"clause": "eu-ai-act:art-9", "share": 0.5}, "iso-42001:9.2"])]),
)


def test_a_section_is_the_weighted_mean_and_the_overall_score_the_mean_of_sections() -> None:
    card = scored(*TWO, answers={"A": "yes", "B": "no", "C": "no"})
    assert card.sections["one"].claimed == 0.75
    assert card.sections["two"].claimed == 0.0
    assert card.overall.claimed == 0.5


def test_the_policy_may_weigh_sections_otherwise() -> None:
    policy = Policy(section_weights={"one": 1, "two": 3})
    card = scored(*TWO, answers={"A": "yes", "B": "no", "C": "yes"}, policy=policy)
    assert card.overall.claimed == pytest.approx((1 * 0.75 + 3 * 1.0) / 4)


def test_a_section_without_a_score_is_left_out_of_the_overall_score() -> None:
    sections = (("one", 1, [question("A")]), ("two", 5, [question("T", type="text", good=None)]))
    card = scored(*sections, answers={"A": "yes", "T": "Hello"})
    assert (card.sections["two"].claimed, card.overall.claimed) == (None, 1.0)


def test_a_clause_weighs_questions_by_weight_and_share() -> None:
    sections = (
        (
            "one",
            1,
            [
                question("A", weight=2, clauses=[{"clause": "iso-42001:9.2", "share": 0.5}]),
                question("B", weight=3, clauses=["iso-42001:9.2"]),
            ],
        ),
    )
    card = scored(*sections, answers={"A": "yes", "B": "no"})
    assert card.clauses["iso-42001:9.2"].claimed == 0.25
    assert [(t.of, t.weight, t.share) for t in card.clauses["iso-42001:9.2"].terms] == [
        ("A", 1.0, 0.5),
        ("B", 3.0, 1.0),
    ]


def test_a_framework_counts_a_question_once_however_many_clauses_it_names() -> None:
    many = question("A", clauses=["iso-42001:4.3", "iso-42001:9.2", "iso-42001:10.1"])
    part = question("B", clauses=[{"clause": "iso-42001:4.3", "share": 0.25}])
    card = scored(("one", 1, [many, part]), answers={"A": "yes", "B": "no"})
    assert [(t.of, t.weight) for t in card.frameworks["iso-42001"].terms] == [("A", 1.0), ("B", 0.25)]
    assert card.frameworks["iso-42001"].claimed == 0.8


def test_coverage_is_weight_answered_over_weight_applicable() -> None:
    sections = (
        (
            "one",
            1,
            [
                question("A", weight=3),
                question("B", weight=1),
                question("N", weight=5, not_applicable="with_reason"),
                question("I", weight=0),
                question("T", weight=4, type="text", good=None),
            ],
        ),
    )
    answers = {"A": "yes", "N": {"not_applicable": True, "reason": "None."}, "T": "Hello"}
    card = scored(*sections, answers=answers, status="draft")
    assert card.sections["one"].coverage == 0.875
    assert card.clauses["iso-42001:4.3"].coverage == 0.875
    assert card.overall.claimed == 1.0


def test_the_contradicted_share_is_what_is_claimed_and_contradicted() -> None:
    asked = questionnaire(
        ("one", 1, [question("A", weight=1), question("B", weight=3)]),
        checks=[{"id": "odd", "when": {"question": "A", "is": "yes"}, "say": {"en": "Odd."}}],
    )
    card = score(asked, response({"A": "yes", "B": "yes"}), REFERENCE, default_policy(), release="r")
    assert (card.overall.contradicted, card.overall.evidenced) == (0.25, 0.75)


@pytest.mark.parametrize("severity", ["contradiction", "doubt", "gap"])
def test_a_check_of_the_questionnaire_becomes_a_finding_of_its_severity(severity: str) -> None:
    asked = questionnaire(
        ("one", 1, [question("A"), question("B")]),
        checks=[
            {
                "id": "odd",
                "when": {"all": [{"question": "A", "is": "yes"}, {"question": "B", "is": "no"}]},
                "severity": severity,
                "say": {"en": "A without B."},
                "clauses": ["iso-42001:9.2"],
            }
        ],
    )
    card = score(asked, response({"A": "yes", "B": "no"}), REFERENCE, default_policy(), release="r")
    found = card.findings[0]
    assert (found.code, found.kind, found.message) == ("CHECK:odd", FindingKind(severity), "A without B.")
    assert (found.questions, found.clauses) == (("A", "B"), ("iso-42001:9.2",))
    assert [s.label for s in found.sides] == ["Answer 1.1", "Answer 1.2"]
    assert card.overall.evidenced == (0.0 if severity == "contradiction" else 0.5)


def test_a_check_may_ask_for_a_certificates_standing() -> None:
    asked = questionnaire(
        ("one", 1, [question("A")]),
        checks=[
            {
                "id": "rests",
                "when": {"all": [{"question": "A", "is": "yes"}, {"certificate": "iso-42001", "standing": "rejected"}]},
                "severity": "doubt",
                "say": {"en": "It rests on a certificate that supports nothing."},
            }
        ],
    )

    def codes(body: str) -> set[str]:
        given = response({"A": "yes"}, certificates=(certificate(body=body),))
        return {f.code for f in score(asked, given, REFERENCE, default_policy(), release="r").findings}

    assert "CHECK:rests" in codes("ISO")
    assert "CHECK:rests" not in codes("Brightkeel Assurance A/S")


@pytest.mark.parametrize(
    ("default", "decisions", "answer", "flagged"),
    [
        ("on", {}, "no", True),
        ("on", {}, "yes", False),
        ("on", {}, None, False),
        ("on", {"K": "off"}, "no", False),
        ("off", {}, "no", False),
        ("off", {"K": "on"}, "no", True),
    ],
)
def test_a_knock_out_flags_when_it_is_switched_on_and_answered(
    default: str, decisions: dict[str, Any], answer: str | None, flagged: bool
) -> None:
    asked = KNOCK_OUT | {"needs_decision": KNOCK_OUT["needs_decision"] | {"default": default}}
    answers = {"K": answer} if answer else {}
    card = scored(("one", 1, [asked]), answers=answers, policy=Policy(decisions=decisions))
    assert [(f.kind, f.question, f.reason) for f in card.flags] == (
        [("knock_out", "K", "No stop button.")] if flagged else []
    )


def test_a_flag_never_touches_a_number() -> None:
    answers = {"K": "no", "A": "yes"}
    sections = (("one", 1, [KNOCK_OUT, question("A")]),)
    off, on = (scored(*sections, answers=answers, policy=Policy(decisions={"K": s})) for s in ("off", "on"))
    assert off.overall == on.overall
    assert (len(off.flags), len(on.flags)) == (0, 1)


def test_required_reviews_are_flags_until_done_and_the_policy_may_drop_them() -> None:
    rated = question("T", type="text", good=None, rubric={"en": "Four points."})
    sections = (("one", 1, [rated]),)
    changes: dict[str, Any] = {"certificates": (certificate(),)}
    card = scored(*sections, answers={"T": "Hello"}, **changes)
    assert [f.key for f in card.flags] == ["REVIEW:T", "REVIEW-CERTIFICATE:c1"]
    assert scored(*sections, answers={"T": "Hello"}, policy=Policy(required_reviews=()), **changes).flags == ()
    override = {"question": "T", "value": 0.5, "reason": "Two points.", "by": "Rosa Lind"}
    accepted = {"certificate": "c1", "reason": "Compared.", "by": "Rosa Lind"}
    done = scored(*sections, answers={"T": "Hello"}, overrides=(override,), acceptances=(accepted,), **changes)
    assert done.flags == ()


def test_clauses_nobody_asks_about_are_listed_and_headings_and_others_duties_are_not() -> None:
    card = scored(("one", 1, [question("A", clauses=["iso-42001:9.2"])]), answers={"A": "yes"})
    assert card.not_covered == (
        "iso-42001:4.3",
        "iso-42001:10.1",
        "iso-42001:A.7.5",
        "eu-ai-act:art-9",
        "eu-ai-act:art-17",
        "eu-ai-act:art-47",
    )


def test_what_nobody_looked_at_is_said() -> None:
    answers = {"A": {"value": "yes", "offer": {"form": "nda"}}}
    card = scored(
        ("one", 1, [question("A")]),
        answers=answers,
        certificates=(certificate(sightings=None, excluded_controls=None),),
        evidence=(file("e1"), file("e2", "A", name="policy.pdf")),
    )
    said = " ".join(card.not_checked)
    for part in (
        "No register was asked",
        "not examined",
        "same file or number",
        "policy.pdf",
        "leaves out",
        "1 answer",
    ):
        assert part in said


def test_the_same_inputs_give_the_same_bytes() -> None:
    def run() -> str:
        return scored(
            *TWO, answers={"A": "yes", "B": "no", "C": "yes"}, certificates=(certificate(),)
        ).model_dump_json()

    assert run() == run()


def test_the_inputs_hash_knows_release_policy_and_response() -> None:
    answers = {"A": "yes"}
    sections = (("one", 1, [question("A")]),)
    asked = questionnaire(*sections)
    base = scored(*sections, answers=answers)
    others = [
        scored(*sections, answers={"A": "no"}),
        scored(*sections, answers=answers, policy=Policy(version=2)),
        score(asked, response(answers), REFERENCE, default_policy(), release="another"),
    ]
    assert re.fullmatch(r"[0-9a-f]{64}", base.inputs_hash)
    assert len({base.inputs_hash, *(o.inputs_hash for o in others)}) == 4
    assert base.reference_hash == others[0].reference_hash


def test_a_scorecard_survives_json() -> None:
    card = scored(*TWO, answers={"A": "yes"}, certificates=(certificate(),))
    assert Scorecard.model_validate_json(card.model_dump_json()) == card
    assert json.loads(card.model_dump_json())["engine"] == "countersign-score 1"


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"questionnaire": "other"}, "RESPONSE-QUESTIONNAIRE"), ({"release": "s"}, "RESPONSE-RELEASE")],
)
def test_a_response_to_something_else_is_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        scored(("one", 1, [question("A")]), answers={}, **changes)
    assert [p.code for p in refused.value.problems] == [code]


def test_a_policy_with_errors_is_refused() -> None:
    with pytest.raises(Invalid):
        scored(("one", 1, [question("A")]), answers={}, policy=Policy(section_weights={"one": -1}))


def test_a_response_from_a_file_is_checked_and_normalised() -> None:
    asked = questionnaire(("one", 1, [question("A")]))
    assert checked_response(asked, response({"A": True})).answers["A"].value == "yes"
    with pytest.raises(Invalid) as refused:
        checked_response(asked, response({"A": "maybe", "Z": "yes"}, evidence=(file("e1"), file("e1"))))
    assert {p.code for p in refused.value.problems} == {"ANS-OPTION", "RESPONSE-QUESTION", "RESPONSE-ID-TWICE"}
