"""Three vendors, one questionnaire: the scorecards tell them apart, and for the right reasons.

Otterline has a certificate that reaches the product and names its weak spots. Quillfeather has strong words and the
certificate of a sister company for another product. Pebblewick begins, has no certificate, and shows what it does.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from app.core.questionnaire.load import digest, load
from app.core.questionnaire.model import Questionnaire
from app.core.questionnaire.visibility import visible
from app.core.response import Response
from app.core.scoring.engine import checked_response, score
from app.core.scoring.policy import default_policy
from app.core.scoring.scorecard import FindingKind, Scorecard, State, Support
from app.infra.content import FOLDER, reference, shipped_questionnaires

OTTERLINE, QUILLFEATHER, PEBBLEWICK = "otterline-hr", "quillfeather-talent", "pebblewick-systems"
SENT = [OTTERLINE, QUILLFEATHER, PEBBLEWICK]
DRAFT = "larkspur-tonne-draft"


@cache
def questionnaire() -> Questionnaire:
    found = load(shipped_questionnaires()["iso-42001-readiness.yaml"]).questionnaire
    assert found is not None
    return found


@cache
def response(name: str) -> Response:
    return Response.model_validate_json((FOLDER / "examples" / f"{name}.json").read_text(encoding="utf-8"))


def scored(given: Response) -> Scorecard:
    return score(questionnaire(), given, reference(), default_policy(), release=digest(questionnaire()))


@cache
def card(name: str) -> Scorecard:
    return scored(response(name))


def claimed(name: str) -> float:
    value = card(name).overall.claimed
    assert value is not None
    return value


def evidenced(name: str) -> float:
    value = card(name).overall.evidenced
    assert value is not None
    return value


def contradictions(found: Scorecard) -> dict[str, tuple[str, ...]]:
    """Code -> the words of both sides, of the contradictions that stand."""
    return {
        f.code: tuple(side.words for side in f.sides)
        for f in found.findings
        if f.open and f.kind is FindingKind.CONTRADICTION
    }


@pytest.mark.parametrize("name", [*SENT, DRAFT])
def test_every_answer_of_an_example_is_one_the_questionnaire_takes(name: str) -> None:
    assert checked_response(questionnaire(), response(name)).answers.keys() == response(name).answers.keys()


@pytest.mark.parametrize("name", SENT)
def test_an_example_answers_every_question_that_is_asked_and_no_other(name: str) -> None:
    shown = visible(questionnaire(), response(name).answers)
    assert set(response(name).answers) == shown
    assert all(answer.given for answer in response(name).answers.values())


@pytest.mark.parametrize("name", [*SENT, DRAFT])
def test_the_files_of_an_example_support_questions_that_it_answers(name: str) -> None:
    given = response(name)
    assert {q for e in given.evidence for q in e.questions} <= set(given.answers)
    assert {c.evidence for c in given.certificates} <= {e.id for e in given.evidence}


def test_otterline_is_the_most_evidenced_and_nothing_contradicts_it() -> None:
    assert evidenced(OTTERLINE) == max(map(evidenced, SENT))
    assert contradictions(card(OTTERLINE)) == {}


def test_otterlines_certificate_reaches_the_product_and_counts_once_a_reviewer_accepted_it() -> None:
    accepted, alone = card(OTTERLINE), scored(response(OTTERLINE).model_copy(update={"acceptances": ()}))
    assert accepted.certificates[0].certifies
    assert not alone.certificates[0].certifies
    assert accepted.questions["R08"].support is Support.CERTIFIED
    assert alone.questions["R08"].support is Support.DOCUMENTED
    assert accepted.overall.claimed == alone.overall.claimed


@pytest.mark.parametrize("question", ["R27", "R28", "R40", "R45", "R47", "R50", "R52"])
def test_an_accepted_certificate_still_says_nothing_of_the_products_own_results(question: str) -> None:
    assert card(OTTERLINE).questions[question].support is Support.DOCUMENTED


def test_an_issuer_that_the_reference_data_do_not_know_is_an_open_point_and_no_accusation() -> None:
    outcomes = {c.code: c.outcome for c in card(OTTERLINE).certificates[0].checks}
    assert outcomes["CERT-BODY"] == outcomes["CERT-ACCREDITATION"] == "unknown"
    assert outcomes["CERT-HOLDER"] == outcomes["CERT-SCOPE"] == outcomes["CERT-STATUS"] == "pass"
    assert "fail" not in outcomes.values()


def test_otterline_is_honest_about_two_weak_spots() -> None:
    weak = {q for q, s in card(OTTERLINE).questions.items() if s.claim is not None and s.in_sums and s.claim <= 0.5}
    assert weak == {"R30", "R51"}
    assert all(response(OTTERLINE).answers[q].offer for q in weak)


def test_quillfeather_claims_about_as_much_and_evidences_less_than_half_of_it() -> None:
    assert claimed(QUILLFEATHER) == pytest.approx(claimed(OTTERLINE), abs=0.03)
    assert evidenced(QUILLFEATHER) < claimed(QUILLFEATHER) / 2 < evidenced(OTTERLINE)


def test_quillfeathers_contradictions_quote_both_sides() -> None:
    found = contradictions(card(QUILLFEATHER))
    assert set(found) == {"CLAIM-HOLDER", "CLAIM-SCOPE", "CLAIM-EXCLUDED-CONTROLS", "SOA-LEAVES-OUT"}
    answer, certificate = found["CLAIM-HOLDER"]
    assert "Quillfeather Talent ApS" in answer
    assert certificate == "Quillfeather Analytics ApS"
    answer, certificate = found["CLAIM-SCOPE"]
    assert answer.startswith("Yes")
    assert "Quillfeather Workforce Analytics platform" in certificate
    assert found["CLAIM-EXCLUDED-CONTROLS"] == ("None: all 38 controls are included", "A.7.5")
    assert found["SOA-LEAVES-OUT"] == ("Documented, applied and reviewed", "A.7.5")


def test_quillfeathers_explanation_stands_beside_the_finding_and_closes_nothing() -> None:
    explained = {f.code: f for f in card(QUILLFEATHER).findings if f.explained}
    assert set(explained) == {"CLAIM-HOLDER"}
    assert explained["CLAIM-HOLDER"].open
    assert "sister company" in explained["CLAIM-HOLDER"].explained
    unsaid = response(QUILLFEATHER).model_copy(update={"explanations": ()})
    assert scored(unsaid).overall == card(QUILLFEATHER).overall


def test_a_sister_companys_certificate_is_a_doubt_that_names_both_and_supports_no_answer_about_the_product() -> None:
    (certificate,) = card(QUILLFEATHER).certificates
    holder = next(c for c in certificate.checks if c.code == "CERT-HOLDER")
    assert holder.outcome == "doubt"
    assert {"Quillfeather Analytics ApS", "Quillfeather Talent ApS"} <= set(holder.looked_at.values())
    assert not certificate.certifies
    assert card(QUILLFEATHER).questions["R02"].support is Support.CONTRADICTED
    assert card(QUILLFEATHER).questions["R27"].support is Support.UNSUPPORTED


def test_accepting_the_other_products_certificate_removes_no_contradiction() -> None:
    before = response(QUILLFEATHER)
    accepted = before.model_validate(
        before.model_dump()
        | {
            "acceptances": [
                {"certificate": before.certificates[0].id, "reason": "Same platform.", "by": "Rosa Lindqvist"}
            ]
        }
    )
    assert contradictions(scored(accepted)) == contradictions(card(QUILLFEATHER))


def test_quillfeather_can_put_its_scope_answer_right() -> None:
    before = response(QUILLFEATHER)
    outside = before.answers["R02"].model_copy(update={"value": "outside"})
    corrected = before.model_copy(update={"answers": before.answers | {"R02": outside}})
    assert "CLAIM-SCOPE" not in contradictions(scored(corrected))


def test_pebblewick_claims_less_and_nothing_contradicts_it() -> None:
    assert claimed(PEBBLEWICK) == min(map(claimed, SENT))
    assert contradictions(card(PEBBLEWICK)) == {}
    assert not [f for f in card(PEBBLEWICK).findings if f.certificate]


def test_pebblewick_evidences_more_of_what_it_claims_than_quillfeather() -> None:
    assert evidenced(PEBBLEWICK) / claimed(PEBBLEWICK) > 1.4 * evidenced(QUILLFEATHER) / claimed(QUILLFEATHER)


@pytest.mark.parametrize("said", ["none", "planned"])
def test_having_no_certificate_costs_pebblewick_nothing(said: str) -> None:
    before = response(PEBBLEWICK)
    answer = before.answers["R01"].model_copy(update={"value": said})
    without = scored(before.model_copy(update={"answers": before.answers | {"R01": answer}}))
    assert without.overall == card(PEBBLEWICK).overall
    assert without.questions["R01"].state is State.INFORMATION
    assert not without.questions["R01"].in_sums


def test_what_pebblewick_is_not_credited_for_is_what_it_shows_no_document_for() -> None:
    attached = {q for e in response(PEBBLEWICK).evidence for q in e.questions}
    for found in card(PEBBLEWICK).questions.values():
        if found.in_sums:
            expected = Support.DOCUMENTED if found.question in attached else Support.UNSUPPORTED
            assert (found.question, found.support, found.credit) == (
                found.question,
                expected,
                default_policy().credits.of(expected),
            )


def test_what_does_not_apply_to_pebblewick_leaves_the_sums() -> None:
    found = card(PEBBLEWICK).questions["R49"]
    assert (found.state, found.in_sums) == (State.NOT_APPLICABLE, False)


def test_only_a_persons_rating_and_contradictions_need_a_decision() -> None:
    assert {f.question for f in card(PEBBLEWICK).flags} == {f.question for f in card(OTTERLINE).flags} == {"R21", "R22"}
    kinds = [f.kind for f in card(QUILLFEATHER).flags]
    assert kinds.count("contradiction") == len(contradictions(card(QUILLFEATHER))) == 4


@pytest.mark.parametrize(
    ("name", "figures"), [(OTTERLINE, (87.0, 72.8)), (QUILLFEATHER, (86.6, 36.9)), (PEBBLEWICK, (57.7, 37.5))]
)
def test_the_figures_change_only_on_purpose(name: str, figures: tuple[float, float]) -> None:
    assert (round(100 * claimed(name), 1), round(100 * evidenced(name), 1)) == figures


def test_a_draft_counts_what_is_answered_and_shows_how_much_is_not() -> None:
    found = card(DRAFT)
    assert found.overall.coverage is not None
    assert 0.3 < found.overall.coverage < 0.6
    assert found.questions["R50"].state is State.UNANSWERED
    assert not found.questions["R50"].in_sums


def test_the_examples_stand_on_one_day() -> None:
    assert {response(name).as_of for name in [*SENT, DRAFT]} == {date(2026, 11, 20)}
