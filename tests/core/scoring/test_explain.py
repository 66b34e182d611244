"""Any number opens into its workings, and the workings add up to it."""

from __future__ import annotations

from math import fsum

import pytest

from app.core.scoring.engine import score
from app.core.scoring.explain import Working, as_text, explain, explain_group, two
from app.core.scoring.policy import default_policy
from app.core.scoring.sums import pooled
from tests.core.cast import REFERENCE, certificate, file, question, questionnaire, response

EXPECTS = {"evidence": {"expect": "document"}}
ASKED = questionnaire(
    (
        "one",
        2,
        [
            question("A", weight=3, **EXPECTS),
            question("B", weight=1, clauses=[{"clause": "eu-ai-act:art-9", "share": 0.5}], **EXPECTS),
            question("H", show_if={"question": "A", "is": "no"}),
        ],
    ),
    ("two", 1, [question("C"), question("T", type="text", good=None)]),
    ("three", 1, [question("N", weight=0)]),
)
CARD = score(
    ASKED,
    response({"A": "yes", "B": "yes", "C": "no", "T": "Hello", "N": "yes"}, evidence=(file("e1", "A"),)),
    REFERENCE,
    default_policy(),
    release="r",
)
PATHS = [
    "overall",
    *(f"section:{s}" for s in CARD.sections),
    *(f"clause:{c}" for c in CARD.clauses),
    *(f"framework:{f}" for f in CARD.frameworks),
    *(f"question:{q}" for q in CARD.questions),
]


@pytest.mark.parametrize("path", PATHS)
def test_every_number_can_be_opened_and_so_can_each_of_its_lines(path: str) -> None:
    working = explain(CARD, path)
    assert working.path == path
    assert working.why
    for line in working.lines:
        assert explain(CARD, line.path).path == line.path


def test_a_mean_is_rounded_as_pages_round_it() -> None:
    assert [two(value) for value in (0.175, 0.685, 2 / 3)] == ["0.18", "0.68", "0.67"]


def test_clauses_under_one_heading_add_up_to_its_figure() -> None:
    heading = questionnaire(
        (
            "one", 1,
            [
                question("A", weight=3, clauses=["iso-42001:A.7.4", "iso-42001:A.7.5"], **EXPECTS),
                question("B", weight=2, clauses=[{"clause": "iso-42001:A.7.5", "share": 0.5}]),
                question("N", weight=0, clauses=["iso-42001:A.7.2"]),
            ],
        )
    )  # fmt: skip
    card = score(heading, response({"A": "yes", "B": "no", "N": "yes"}), REFERENCE, default_policy(), release="r")
    refs = {f"iso-42001:{clause}": clause for clause in ("A.7.2", "A.7.4", "A.7.5")}
    working = explain_group(card, "group:iso-42001:A.7", "A.7", refs)
    whole = pooled(card.clauses[ref] for ref in refs)
    assert (working.claimed, working.evidenced) == (whole.claimed, whole.evidenced)
    assert [(line.label, line.weight, line.in_sums) for line in working.lines] == [
        ("A.7.4", 3, True), ("A.7.5", 4, True), ("A.7.2", None, False),
    ]  # fmt: skip
    assert working.formula_claimed == "sum of weight × claim, 6.00 ÷ 7 = 0.86"
    assert all(explain(card, line.path).claimed == line.claimed for line in working.lines)


@pytest.mark.parametrize("path", [p for p in PATHS if not p.startswith("question")])
def test_the_lines_add_up_to_the_number(path: str) -> None:
    working = explain(CARD, path)
    if working.claimed is None:
        assert not any(line.in_sums for line in working.lines)
        return
    weight = fsum(line.weight or 0 for line in working.lines if line.in_sums)
    for number, product in (("claimed", "product_claimed"), ("evidenced", "product_evidenced")):
        total = fsum(getattr(line, product) for line in working.lines if line.in_sums)
        assert total / weight == pytest.approx(getattr(working, number))


def test_a_formula_is_written_with_its_numbers() -> None:
    working = explain(CARD, "section:one")
    assert working.formula_claimed == "sum of weight × claim, 4.00 ÷ 4 = 1.00"
    assert working.formula_evidenced == "sum of weight × claim × credit, 2.50 ÷ 4 = 0.62"
    assert working.lines[0].formula_evidenced == "3 × 0.70 = 2.10"


def test_a_question_says_claim_times_credit_and_why() -> None:
    working = explain(CARD, "question:A")
    assert working.formula_evidenced == "claim 1.00 × credit 0.70 (documented) = 0.70"
    assert working.why == "“Yes” is worth 1.00. Backed by e1.pdf."


def test_questions_outside_the_sums_are_shown_with_the_reason() -> None:
    lines = {line.path: line for line in explain(CARD, "section:one").lines}
    assert not lines["question:H"].in_sums
    assert lines["question:H"].why == "Its condition does not hold, so it is not asked. Outside the sums."
    waiting = {line.path: line for line in explain(CARD, "section:two").lines}["question:T"]
    assert waiting.why.endswith("Outside the sums until then.")


def test_a_clause_shows_the_share() -> None:
    line = explain(CARD, "clause:eu-ai-act:art-9").lines[0]
    assert (line.share, line.weight, line.credit) == (0.5, 0.5, 0.4)


def test_with_the_questionnaire_labels_are_its_words() -> None:
    assert explain(CARD, "question:A", questionnaire=ASKED).label == "1.1 Question A?"
    assert explain(CARD, "section:one", questionnaire=ASKED).label == "One"


@pytest.mark.parametrize("path", ["", "nothing", "overall:x", "section:", "section:zero", "question:Z", "clause:4.3"])
def test_what_the_scorecard_does_not_have_is_a_key_error(path: str) -> None:
    with pytest.raises(KeyError):
        explain(CARD, path)


def test_as_text_holds_every_line() -> None:
    text = as_text(explain(CARD, "overall"))
    assert text.startswith("Overall: claimed 0.67, evidenced 0.42\n")
    assert "No score: three." in text
    assert "\n  one: claimed 1.00, evidenced 0.62" in text


def every(working: Working) -> list[Working]:
    return [working, *(w for line in working.lines for w in every(line))]


def test_the_whole_tree_goes_down_to_answers_evidence_and_the_policy() -> None:
    tree = explain(CARD, "overall", depth=None)
    found = {w.path: w for w in every(tree)}
    assert set(found) == {"overall", "section:one", "section:two"} | {f"question:{q}" for q in "ABHCT"}
    assert [(g.kind, g.words) for g in found["question:A"].grounds] == [
        ("answer", "“Yes” is worth 1.00."),
        ("evidence", "Backed by e1.pdf."),
        ("policy", "“documented” counts 0.70 under policy default 1."),
    ]
    for working in found.values():
        assert bool(working.grounds) == working.path.startswith("question:")
    assert found["section:one"].lines[0].product_evidenced == pytest.approx(2.1)


def test_a_tree_is_as_deep_as_asked_for() -> None:
    assert not any(line.lines for line in explain(CARD, "overall").lines)
    two = explain(CARD, "overall", depth=2)
    assert all(line.lines for line in two.lines)
    assert not any(w.grounds for w in every(two))
    assert explain(CARD, "overall", depth=3) == explain(CARD, "overall", depth=None)
    assert explain(CARD, "clause:eu-ai-act:art-9", depth=2).lines[0].grounds


def test_grounds_speak_of_the_clause_and_name_certificates_findings_and_judgements() -> None:
    asked = questionnaire(
        ("one", 1, [question("A", clauses=["iso-42001:4.3", "eu-ai-act:art-9"], evidence={"expect": "certificate"})]),
        checks=[
            {"id": "odd", "when": {"question": "A", "any_of": ["yes"]}, "severity": "doubt", "say": {"en": "Odd."}}
        ],
    )
    held = score(
        asked,
        response(
            {"A": "yes"},
            evidence=(file("e1", "A"),),
            certificates=(certificate(),),
            acceptances=({"certificate": "c1", "reason": "Compared.", "by": "Rosa Lind"},),
            overrides=({"question": "A", "value": 0.5, "reason": "Half.", "by": "Rosa Lind"},),
        ),
        REFERENCE,
        default_policy(),
        release="r",
    )
    article = explain(held, "clause:eu-ai-act:art-9", depth=None).lines[0]
    assert article.grounds[-1].words == "“documented” counts 0.70 under policy default 1."
    clause = explain(held, "clause:iso-42001:4.3", depth=None).lines[0]
    said = {g.kind: g.words for g in clause.grounds}
    assert said["policy"] == "“certified” counts 0.90 under policy default 1."
    assert said["judgement"] == "The value was set by Rosa Lind: Half."
    assert said["certificate"].endswith("its standing is qualified. Accepted by Rosa Lind: Compared.")
    assert said["finding"] == "Doubt, open: Odd."
    assert "- policy: “certified” counts 0.90" in as_text(explain(held, "overall", depth=None))


def test_workings_survive_json() -> None:
    working = explain(CARD, "overall", depth=None)
    assert Working.model_validate_json(working.model_dump_json()) == working
