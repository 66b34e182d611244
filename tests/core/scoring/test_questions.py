"""One question: what the answer is worth, how far it is backed, whether it counts. Lines of docs/scoring.md."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.scoring.engine import score
from app.core.scoring.policy import Policy, default_policy
from app.core.scoring.scorecard import QuestionScore, Scorecard, State, Support
from tests.core.cast import IN_FORCE, REFERENCE, as_read, certificate, file, question, questionnaire, response

ACCEPTED = {"certificate": "c1", "reason": "Compared with the original.", "by": "Rosa Lind"}
GOOD = certificate(lookups=(IN_FORCE,))


def card(
    questions: list[dict[str, Any]], answers: dict[str, Any], *, policy: Policy | None = None, **changes: Any
) -> Scorecard:
    asked = questionnaire(("one", 1, questions))
    return score(asked, response(answers, **changes), REFERENCE, policy or default_policy(), release="r")


def one(answer: Any = "yes", *, asked: dict[str, Any] | None = None, **changes: Any) -> QuestionScore:
    given = {} if answer is None else {"Q": answer}
    return card([question("Q", **(asked or {}))], given, **changes).questions["Q"]


OPTIONS = [
    {"id": "a", "label": {"en": "A"}, "score": 0.5},
    {"id": "b", "label": {"en": "B"}, "score": 0.3},
    {"id": "c", "label": {"en": "C"}, "score": 0.6},
    {"id": "none", "label": {"en": "None"}, "score": 0, "exclusive": True},
]
BANDS = [{"at": 0, "score": 0}, {"at": 10, "score": 1}, {"at": 20, "score": 0.5}]


@pytest.mark.parametrize(
    ("asked", "answer", "claim"),
    [
        ({"type": "single", "good": None, "options": OPTIONS}, "b", 0.3),
        ({}, "yes", 1.0),
        ({}, "no", 0.0),
        ({"good": "no"}, "no", 1.0),
        ({"type": "multi", "good": None, "options": OPTIONS}, ["b"], 0.3),
        ({"type": "multi", "good": None, "options": OPTIONS}, ["a", "b"], 0.8),
        ({"type": "multi", "good": None, "options": OPTIONS}, ["a", "b", "c"], 1.0),
        ({"type": "multi", "good": None, "options": OPTIONS}, ["none"], 0.0),
        ({"type": "number", "good": None, "bands": BANDS}, 5, 0.5),
        ({"type": "number", "good": None, "bands": BANDS}, 15, 0.75),
        ({"type": "number", "good": None, "bands": BANDS}, 99, 0.5),
    ],
)
def test_claim(asked: dict[str, Any], answer: Any, claim: float) -> None:
    result = one(answer, asked=asked)
    assert (result.state, result.in_sums) == (State.SCORED, True)
    assert result.claim == pytest.approx(claim)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({"type": "text"}, "As follows"),
        ({"type": "long_text"}, "As follows"),
        ({"type": "date"}, "2026-01-01"),
        ({"type": "table", "columns": [{"id": "a", "label": {"en": "A"}}]}, [{"a": "x"}]),
        ({"type": "file"}, ["e1"]),
    ],
)
def test_what_no_rule_scores_awaits_a_reviewer_outside_the_sums(asked: dict[str, Any], answer: Any) -> None:
    result = one(answer, asked=asked | {"good": None}, evidence=(file("e1"),))
    assert (result.state, result.in_sums, result.claim) == (State.AWAITING_REVIEW, False, None)
    assert result.answered


def test_a_reviewer_sets_the_value_with_a_reason_that_is_shown() -> None:
    override = {"question": "Q", "value": 0.75, "reason": "Two of four points.", "by": "Rosa Lind"}
    result = one("As follows", asked={"type": "text", "good": None}, overrides=(override,))
    assert (result.state, result.claim, result.in_sums) == (State.SCORED, 0.75, True)
    assert result.override == "Rosa Lind: Two of four points."
    assert "Two of four points" in result.why


def test_weight_0_is_information() -> None:
    result = one(asked={"weight": 0})
    assert (result.state, result.in_sums) == (State.INFORMATION, False)


@pytest.mark.parametrize(("status", "in_sums", "claim"), [("draft", False, None), ("submitted", True, 0.0)])
@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (None, State.UNANSWERED),
        ("", State.UNANSWERED),
        ({"value": "yes", "confirmed": False}, State.UNCONFIRMED),
        ({"not_applicable": True, "reason": "We do not."}, State.UNANSWERED),
    ],
)
def test_no_answer_is_outside_the_sums_before_submission_and_0_after(
    answer: Any, state: State, status: str, in_sums: bool, claim: float | None
) -> None:
    result = one(answer, status=status)
    assert (result.state, result.in_sums, result.claim, result.answered) == (state, in_sums, claim, False)


def test_not_applicable_with_a_reason_leaves_both_sums() -> None:
    asked = {"not_applicable": "with_reason"}
    result = one({"not_applicable": True, "reason": "We train no models."}, asked=asked)
    assert (result.state, result.in_sums) == (State.NOT_APPLICABLE, False)


def test_not_applicable_without_a_reason_is_no_answer() -> None:
    result = one({"not_applicable": True, "reason": " "}, asked={"not_applicable": "with_reason"})
    assert (result.state, result.in_sums, result.claim) == (State.UNANSWERED, True, 0.0)


@pytest.mark.parametrize(
    ("asked", "policy"),
    [
        ({"not_applicable": "after_review"}, Policy()),
        ({"not_applicable": "with_reason"}, Policy(not_applicable="after_review")),
    ],
)
def test_not_applicable_after_review_stays_in_the_sums_until_a_reviewer_accepts_it(
    asked: dict[str, Any], policy: Policy
) -> None:
    answer = {"not_applicable": True, "reason": "We train no models."}
    waiting = card([question("Q", **asked)], {"Q": answer}, policy=policy)
    assert (waiting.questions["Q"].in_sums, waiting.overall.claimed) == (True, 0.0)
    assert [f.key for f in waiting.flags] == ["REVIEW:Q"]
    accepted = {"question": "Q", "reason": "True.", "by": "Rosa Lind"}
    settled = card([question("Q", **asked)], {"Q": answer}, policy=policy, acceptances=(accepted,))
    assert (settled.questions["Q"].state, settled.overall.claimed) == (State.NOT_APPLICABLE, None)
    assert settled.flags == ()


def test_hidden_questions_are_outside_both_sums_and_coverage() -> None:
    hidden = question("Q2", show_if={"question": "Q1", "is": "no"})
    result = card([question("Q1"), hidden], {"Q1": "yes", "Q2": "no"})
    assert result.questions["Q2"].state is State.HIDDEN
    assert (result.overall.claimed, result.overall.coverage) == (1.0, 1.0)


def test_nothing_scorable_gives_no_score() -> None:
    result = card([question("Q", type="text", good=None)], {"Q": "Hello"})
    assert (result.overall.claimed, result.overall.evidenced, result.overall.gap) == (None, None, None)


EXPECTS = {"evidence": {"expect": "document"}}
CERTIFICATE = {"evidence": {"expect": "certificate", "schemes": ["iso-42001"]}}


@pytest.mark.parametrize(
    ("asked", "changes", "support", "evidenced"),
    [
        ({}, {}, Support.NOT_EXPECTED, 1.0),
        ({"evidence": {"expect": "optional"}}, {"evidence": (file("e1", "Q"),)}, Support.NOT_EXPECTED, 1.0),
        (EXPECTS, {}, Support.UNSUPPORTED, 0.4),
        (EXPECTS, {"evidence": (file("e1", "Q"),)}, Support.DOCUMENTED, 0.7),
        (EXPECTS, {"evidence": (file("e1", "other"),)}, Support.UNSUPPORTED, 0.4),
        (EXPECTS, {"verified": ("Q",)}, Support.VERIFIED, 1.0),
        (CERTIFICATE, {"evidence": (file("e2", "Q"),)}, Support.DOCUMENTED, 0.7),
        (CERTIFICATE, {"evidence": (file("e1"),), "certificates": (GOOD,)}, Support.UNSUPPORTED, 0.4),
        (CERTIFICATE, {"evidence": (file("e1", "Q"),), "certificates": (GOOD,)}, Support.DOCUMENTED, 0.7),
        (
            CERTIFICATE,
            {"evidence": (file("e1"),), "certificates": (GOOD,), "acceptances": (ACCEPTED,)},
            Support.CERTIFIED,
            0.9,
        ),
        (
            EXPECTS,
            {"evidence": (file("e1"),), "certificates": (GOOD,), "acceptances": (ACCEPTED,)},
            Support.CERTIFIED,
            0.9,
        ),
    ],
)
def test_support_and_credit(asked: dict[str, Any], changes: dict[str, Any], support: Support, evidenced: float) -> None:
    result = one(asked=asked, **changes)
    assert (result.support, result.evidenced) == (support, evidenced)


def test_a_rejected_certificate_alone_supports_nothing_and_says_why() -> None:
    rejected = certificate(body="ISO")
    result = one(asked=CERTIFICATE, evidence=(file("e1", "Q"),), certificates=(rejected,))
    assert result.support is Support.UNSUPPORTED
    assert "ISO writes standards and certifies nobody" in result.why


def test_a_document_beside_a_rejected_certificate_still_counts() -> None:
    rejected = certificate(body="ISO")
    result = one(asked=CERTIFICATE, evidence=(file("e1", "Q"), file("e2", "Q")), certificates=(rejected,))
    assert (result.support, result.evidence) == (Support.DOCUMENTED, ("e2",))


def test_what_is_offered_and_not_attached_is_unsupported_and_said() -> None:
    result = one({"value": "yes", "offer": {"form": "nda"}}, asked=EXPECTS)
    assert result.support is Support.UNSUPPORTED
    assert "confidentiality agreement" in result.why


def test_a_qualified_certificate_says_what_is_open_and_what_was_not_performed() -> None:
    facts = certificate(scope="The AI management system")
    result = one(asked=CERTIFICATE, evidence=(file("e1", "Q"),), certificates=(facts,))
    assert "open: CERT-SCOPE" in result.why
    assert "not performed: CERT-INTEGRITY, CERT-STATUS" in result.why


SEALED = {"state": "trusted", "signer": "Brightkeel", "organisation": "Brightkeel Assurance A/S", "signatures": 1}


@pytest.mark.parametrize(
    ("seal", "lookups", "support"),
    [
        (SEALED, (IN_FORCE,), Support.VERIFIED),
        (SEALED | {"state": "unsigned"}, (IN_FORCE,), Support.CERTIFIED),
        (SEALED | {"organisation": "Quillfeather Talent ApS"}, (IN_FORCE,), Support.CERTIFIED),
        (SEALED | {"changes": "A field was filled in."}, (IN_FORCE,), Support.DOCUMENTED),
        (SEALED, (), Support.DOCUMENTED),
    ],
)
def test_the_bodys_seal_and_the_register_together_verify(
    seal: dict[str, Any], lookups: tuple[Any, ...], support: Support
) -> None:
    facts = as_read(certificate(lookups=lookups, seal=seal))
    result = one(asked=CERTIFICATE, evidence=(file("e1", "Q"),), certificates=(facts,))
    assert result.support is support
    if support is Support.VERIFIED:
        assert result.evidenced == 1.0
        assert "sealed by its certification body and in force by its register" in result.why


def test_what_was_typed_beside_a_sealed_file_verifies_nothing() -> None:
    facts = as_read(certificate(lookups=(IN_FORCE,), seal=SEALED))
    typed = facts.model_copy(update={"scope": certificate().scope})
    result = one(asked=CERTIFICATE, evidence=(file("e1", "Q"),), certificates=(typed,))
    assert result.support is Support.CERTIFIED


def test_a_sealed_certificate_verifies_nothing_of_another_catalog() -> None:
    facts = as_read(certificate(lookups=(IN_FORCE,), seal=SEALED))
    asked = {"clauses": ["eu-ai-act:art-9"], "evidence": {"expect": "certificate", "schemes": ["iso-42001"]}}
    result = one(asked=asked, evidence=(file("e1", "Q"),), certificates=(facts,))
    assert result.support is Support.DOCUMENTED


def test_a_certificate_never_raises_an_answer() -> None:
    changes = {"evidence": (file("e1", "Q"),), "certificates": (GOOD,), "acceptances": (ACCEPTED,)}
    assert one("no", asked=CERTIFICATE, **changes).claim == 0.0


def test_only_accepted_schemes_certify_a_question() -> None:
    asked = {"evidence": {"expect": "certificate", "schemes": ["iso-27001"]}}
    result = one(asked=asked, evidence=(file("e1"),), certificates=(GOOD,), acceptances=(ACCEPTED,))
    assert result.support is Support.UNSUPPORTED


def certified(clauses: list[Any], facts: Any = GOOD, policy: Policy | None = None) -> Scorecard:
    return card(
        [question("Q", clauses=clauses, **EXPECTS)],
        {"Q": "yes"},
        policy=policy,
        evidence=(file("e1"),),
        certificates=(facts,),
        acceptances=(ACCEPTED,),
    )


@pytest.mark.parametrize(
    ("clause", "support"),
    [
        ("iso-42001:4.3", Support.CERTIFIED),
        ("iso-42001:A.7.5", Support.CERTIFIED),
        ("eu-ai-act:art-9", Support.DOCUMENTED),
        ("eu-ai-act:art-17", Support.DOCUMENTED),  # the reference data of these tests say more, and it does not help
        ("eu-ai-act:art-47", Support.UNSUPPORTED),
    ],
)
def test_what_a_certificate_covers(clause: str, support: Support) -> None:
    assert certified([clause]).questions["Q"].support is support


def test_a_control_left_out_of_the_statement_of_applicability_is_not_covered() -> None:
    facts = certificate(lookups=(IN_FORCE,), excluded_controls=("A.7.5",))
    policy = Policy()
    asked = [question("Q", clauses=["iso-42001:A.7.5"], **EXPECTS)]
    changes = {"evidence": (file("e1"),), "certificates": (facts,), "acceptances": (ACCEPTED,)}
    # Half done: no contradiction with the exclusion, and no cover either.
    asked[0] |= {"type": "single", "good": None, "options": OPTIONS}
    result = card(asked, {"Q": "a"}, policy=policy, **changes).questions["Q"]
    assert result.support is Support.UNSUPPORTED


def test_one_answer_may_be_certified_at_its_own_clause_and_less_at_an_article() -> None:
    result = certified(["iso-42001:4.3", "eu-ai-act:art-9", "eu-ai-act:art-47"])
    assert result.questions["Q"].evidenced == 0.9
    assert result.clauses["iso-42001:4.3"].evidenced == 0.9
    assert result.clauses["eu-ai-act:art-9"].evidenced == 0.7
    assert result.clauses["eu-ai-act:art-47"].evidenced == 0.4
    assert result.frameworks["iso-42001"].evidenced == 0.9
    assert result.frameworks["eu-ai-act"].evidenced == 0.7


def test_the_buyers_policy_may_lower_a_ceiling() -> None:
    policy = Policy(ceilings={"iso-42001": {"iso-42001:*": "documented", "iso-42001:4.3": "none"}})
    assert certified(["iso-42001:9.2"], policy=policy).questions["Q"].support is Support.DOCUMENTED
    assert certified(["iso-42001:4.3"], policy=policy).questions["Q"].support is Support.UNSUPPORTED


def test_the_policy_cannot_make_a_certificate_certify_an_article() -> None:
    policy = Policy(ceilings={"iso-42001": {"eu-ai-act:*": "certified"}})
    assert certified(["eu-ai-act:art-47"], policy=policy).questions["Q"].support is Support.DOCUMENTED


def test_an_assurance_report_backs_only_what_its_rows_say() -> None:
    report = certificate(scheme="soc-2", standard="SOC 2")
    result = one(asked=EXPECTS, evidence=(file("e1", "Q"),), certificates=(report,))
    assert result.support is Support.UNSUPPORTED
    assert "does not reach these clauses" in result.why


def test_an_open_contradiction_takes_the_credit_away_even_from_a_verified_answer() -> None:
    asked = questionnaire(
        ("one", 1, [question("Q1"), question("Q2", **EXPECTS)]),
        checks=[
            {
                "id": "both",
                "when": {"all": [{"question": "Q1", "is": "yes"}, {"question": "Q2", "is": "yes"}]},
                "say": {"en": "Both cannot be."},
            }
        ],
    )
    result = score(asked, response({"Q1": "yes", "Q2": "yes"}, verified=("Q2",)), REFERENCE, Policy(), release="r")
    assert {q.support for q in result.questions.values()} == {Support.CONTRADICTED}
    assert (result.overall.claimed, result.overall.evidenced, result.overall.contradicted) == (1.0, 0.0, 1.0)
