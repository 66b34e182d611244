"""The worked examples of docs/scoring.md come out as written there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.core.scoring.engine import score
from app.core.scoring.explain import explain
from app.core.scoring.policy import default_policy, load_policy
from app.core.scoring.scorecard import Scorecard
from app.core.yaml_text import parse
from tests.core.cast import REFERENCE, certificate, file, question, questionnaire, response

DOCS = Path(__file__).parents[3] / "docs" / "scoring.md"
BLOCKS = [parse(block).data for block in re.findall(r"```yaml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)]
EXAMPLES = {b["example"]: b for b in BLOCKS if "example" in b}
EXTRA = ("status", "verified", "acceptances", "overrides", "dismissals")


def worked(example: dict[str, Any]) -> Scorecard:
    sections = [
        (s["id"], s.get("weight", 1), [question(**({"question_id": q["id"]} | _asked(q))) for q in s["questions"]])
        for s in example["sections"]
    ]
    extra = {name: example[name] for name in EXTRA if name in example}
    return score(
        questionnaire(*sections),
        response(
            example["answers"],
            evidence=tuple(file(e["id"], *e["questions"]) for e in example.get("evidence", [])),
            certificates=tuple(certificate(**_days(c)) for c in example.get("certificates", [])),
            **extra,
        ),
        REFERENCE,
        default_policy(),
        release="example",
    )


def _asked(asked: dict[str, Any]) -> dict[str, Any]:
    fields = {k: v for k, v in asked.items() if k != "id"}
    return fields | ({"good": None} if fields.get("type", "yes_no") != "yes_no" else {})


def _days(facts: dict[str, Any]) -> dict[str, Any]:
    return {k: date.fromisoformat(v) if re.fullmatch(r"\d{4}-\d\d-\d\d", str(v)) else v for k, v in facts.items()}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_worked_example_comes_out_as_written(name: str) -> None:
    example = EXAMPLES[name]
    card = worked(example)
    scores = {
        "overall": card.overall,
        **{f"section:{k}": v for k, v in card.sections.items()},
        **{f"clause:{k}": v for k, v in card.clauses.items()},
        **{f"framework:{k}": v for k, v in card.frameworks.items()},
    }
    for path, numbers in example["expect"].items():
        for number, expected in numbers.items():
            shown = explain(card, path) if number in ("claimed", "evidenced") else scores[path]
            found = getattr(shown, number)
            assert found == (None if expected is None else pytest.approx(expected, abs=5e-5)), (path, number)
    for code in example.get("findings", []):
        assert code in {f.code for f in card.findings}


def test_there_are_examples_to_run() -> None:
    assert len(EXAMPLES) >= 6


def test_the_policy_shown_is_the_default_one() -> None:
    shown = next(b["policy"] for b in BLOCKS if "policy" in b)
    assert load_policy(shown) == default_policy()
