"""A scorecard in outline: the same figures, and a group of clauses from its clauses alone."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.scoring.engine import score
from app.core.scoring.outline import Figures, Outline, outline_of, pooled_figures
from app.core.scoring.policy import Policy
from app.core.scoring.scorecard import Scorecard, Standing
from app.core.scoring.sums import pooled
from tests.core.cast import KNOCK_OUT, REFERENCE, certificate, question, questionnaire, response

CLAUSES = ("iso-42001:4.3", "iso-42001:9.2", "iso-42001:A.7.5")
ASKED = questionnaire(
    ("one", 3, [question("A", clauses=CLAUSES[:2], weight=2), question("B", evidence={"expect": "document"})]),
    ("two", 1, [question("C", clauses=CLAUSES[1:], evidence={"expect": "document"}), question("D", weight=0)]),
)


def card(answers: dict[str, Any], **changes: Any) -> Scorecard:
    return score(ASKED, response(answers, **changes), REFERENCE, Policy(), release="r")


CARD = card({"A": "yes", "B": "no", "C": "yes"}, certificates=(certificate(),))


def test_every_row_of_the_scorecard_is_there_with_its_figures() -> None:
    rows = outline_of(CARD).rows
    whole = {"overall": CARD.overall} | {
        f"{kind}:{name}": score
        for kind, scores in (("section", CARD.sections), ("framework", CARD.frameworks), ("clause", CARD.clauses))
        for name, score in scores.items()
    }
    assert {path: row[:4] for path, row in rows.items()} == {
        path: (s.claimed, s.evidenced, s.contradicted, s.coverage) for path, s in whole.items()
    }


def test_sections_weigh_what_they_weigh_in_the_overall_score() -> None:
    rows = outline_of(CARD).rows
    assert (rows["section:one"].weight, rows["section:two"].weight) == (3, 1)
    empty = outline_of(card({}, status="draft")).rows
    assert empty["section:one"].weight == 0, "a section without a score is in no sum"


@pytest.mark.parametrize("refs", [CLAUSES, CLAUSES[:2], CLAUSES[1:], CLAUSES[:1]])
def test_a_group_of_clauses_is_the_same_from_the_outline_as_from_the_workings(refs: tuple[str, ...]) -> None:
    known = [r for r in refs if r in CARD.clauses]
    rows = outline_of(CARD).rows
    figures, whole = pooled_figures([rows[f"clause:{r}"] for r in known]), pooled(CARD.clauses[r] for r in known)
    assert figures is not None
    assert figures[:3] == pytest.approx((whole.claimed, whole.evidenced, whole.contradicted), abs=1e-11)


def test_a_group_in_which_nothing_is_scored_has_no_figures() -> None:
    assert pooled_figures([]) is None
    assert pooled_figures([Figures(None, None, 0.0, 0.0), Figures(0.5, 0.5, 0.0, None, 0.0)]) is None


def test_it_outlives_the_way_through_json() -> None:
    outline = outline_of(CARD)
    assert Outline.model_validate_json(outline.model_dump_json()) == outline


def test_contradictions_flags_and_certificates_are_named_without_anybodys_words() -> None:
    both = {"all": [{"question": "A", "is": "yes"}, {"question": "B", "is": "yes"}]}
    check = {"id": "c", "when": both, "severity": "contradiction", "say": {"en": "They cannot both be."}}
    asked = questionnaire(("one", 1, [question("A"), question("B"), KNOCK_OUT]), checks=[check])
    answers = response({"A": "yes", "B": "yes", "K": "no"}, certificates=(certificate(),))
    against = score(asked, answers, REFERENCE, Policy(decisions={"K": "on"}), release="r")
    outline = outline_of(against)
    assert (outline.contradictions, outline.contradicted) == (1, ("A", "B"))
    assert [(f.kind, f.question) for f in outline.flags] == [(f.kind, f.question) for f in against.flags]
    assert {f.kind for f in outline.flags} >= {"knock_out", "contradiction"}
    assert [(c.scheme, c.standing) for c in outline.certificates] == [("iso-42001", Standing.QUALIFIED)]
    said = outline.model_dump_json()
    assert not [words for words in ("They cannot both be", "No stop button", "Quillfeather") if words in said]
