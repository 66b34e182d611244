"""Scorecards side by side."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.scoring.compare import compare
from app.core.scoring.engine import score
from app.core.scoring.policy import Policy
from app.core.scoring.scorecard import Scorecard
from tests.core.cast import REFERENCE, question, questionnaire, response


def card(answers: dict[str, Any], *, policy: Policy | None = None, release: str = "r", **changes: Any) -> Scorecard:
    asked = questionnaire(
        ("one", 1, [question("A"), question("B", clauses=["eu-ai-act:art-9"], evidence={"expect": "document"})]),
        ("two", 1, [question("C", clauses=["iso-42001:9.2"])]),
    )
    return score(asked, response(answers, **changes), REFERENCE, policy or Policy(), release=release)


YES = {"A": "yes", "B": "yes", "C": "yes"}


def test_rows_hold_every_vendors_figures_in_their_order() -> None:
    compared = compare([("Quillfeather", card(YES)), ("Otterline", card(YES | {"A": "no"}))])
    assert compared.vendors == ("Quillfeather", "Otterline")
    assert [r.path for r in compared.rows] == [
        "overall",
        "section:one",
        "section:two",
        "framework:eu-ai-act",
        "framework:iso-42001",
        "clause:iso-42001:4.3",
        "clause:iso-42001:9.2",
        "clause:eu-ai-act:art-9",
    ]
    row = compared.row("section:one")
    assert [(c.claimed, c.evidenced) for c in row.cells] == [(1.0, 0.7), (0.5, 0.2)]
    assert [c.gap for c in row.cells] == pytest.approx([0.3, 0.3])


def test_rows_that_tell_nobody_apart_say_so() -> None:
    compared = compare([("Quillfeather", card(YES)), ("Otterline", card(YES | {"A": "no"}))])
    assert compared.row("section:two").same
    assert not compared.row("section:one").same


def test_the_same_basis_has_no_differences() -> None:
    compared = compare([("Quillfeather", card(YES)), ("Otterline", card({"A": "no"}))])
    assert (compared.differences, compared.same_basis) == ((), True)


def test_what_differs_is_named_with_why_it_matters() -> None:
    compared = compare(
        [
            ("Quillfeather", card(YES)),
            ("Otterline", card(YES, policy=Policy(version=2), release="s", status="draft", as_of="2026-11-24")),
        ]
    )
    assert [d.what for d in compared.differences] == ["release", "policy", "as_of", "status"]
    assert all(d.why_it_matters for d in compared.differences)
    assert compared.differences[0].values == ("r", "s")
    assert not compared.same_basis


def test_another_day_alone_is_shown_and_leaves_the_basis_the_same() -> None:
    compared = compare([("Quillfeather", card(YES)), ("Otterline", card(YES, as_of="2026-11-24"))])
    assert [d.what for d in compared.differences] == ["as_of"]
    assert compared.same_basis


def test_a_clause_only_one_vendor_was_asked_about_is_empty_for_the_other() -> None:
    other = questionnaire(("one", 1, [question("A")]))
    small = score(other, response({"A": "yes"}), REFERENCE, Policy(), release="r")
    cells = compare([("Quillfeather", card(YES)), ("Otterline", small)]).row("clause:iso-42001:9.2").cells
    assert (cells[0].claimed, cells[1].claimed) == (1.0, None)


def test_nothing_to_compare_is_an_empty_comparison() -> None:
    assert compare([]).rows == ()
