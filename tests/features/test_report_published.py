"""The published formats: JSON that leaves is what its schema says, and the schemas in docs/ are those of the code."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest

from app.core.scoring.scorecard import Scorecard
from app.features.reports.dossier import Decided, Dossier
from app.features.reports.published import SCHEMAS, comparison_json, json_schema, schema_text, scorecard_json
from app.infra.settings import ROOT
from tests.features.report_story import NOW, dossier
from tests.features.test_report_workbooks import comparing

HERE = "http://buyer.example"
DECISION = Decided("Cleared", "Contradiction of answer 1.2", "The number was a slip.", "Ines Aldemir", NOW)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_shipped_schemas_are_those_of_the_code(name: str) -> None:
    """After a change of the models: `.venv/bin/python tools/write-schemas.py`, and a line in the changelog."""
    assert (ROOT / f"docs/schemas/{name}.json").read_text(encoding="utf-8") == schema_text(name)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_are_schemas(name: str) -> None:
    assert jsonschema_rs.meta.is_valid(json_schema(name))


@pytest.mark.parametrize(
    "found",
    [
        dossier(),
        dossier(certificates=[], answers={"held": {"value": "no"}}),
        dossier(answers={"tests": {"value": ""}}, withheld=frozenset({"other"}), decisions=(DECISION,)),
        dossier("\u202e=漢字 \ud83d"),
    ],
)
def test_a_scorecard_is_what_its_schema_says(found: Dossier) -> None:
    data = json.loads(scorecard_json(found, HERE))
    jsonschema_rs.validate(json_schema("scorecard-1"), data)
    assert data["$schema"] == f"{HERE}/schemas/scorecard-1.json"
    assert data["format"] == "countersign-scorecard/1"
    assert data["about"]["withheld"] == sorted(found.withheld)


def test_the_snapshot_inside_is_the_scorecard_to_the_last_digit() -> None:
    data = json.loads(scorecard_json(dossier(), HERE))
    card = {name: data[name] for name in Scorecard.model_fields}
    assert Scorecard.model_validate(card) == dossier().card


def test_the_overall_score_is_opened_into_its_workings() -> None:
    data = json.loads(scorecard_json(dossier(), HERE))
    workings = data["workings"]
    assert (workings["claimed"], workings["evidenced"]) == (data["overall"]["claimed"], data["overall"]["evidenced"])
    assert [line["path"] for line in workings["lines"]] == ["section:certificate", "section:practice"]


@pytest.mark.parametrize(
    "changes", [{}, {"anonymous": True}, {"weights": {"certificate": 1.0, "practice": 0.25}, "hidden": 2}]
)
def test_a_comparison_is_what_its_schema_says(changes: dict[str, Any]) -> None:
    compared = comparing(dossier("Vendor A"), dossier("Vendor B", certificates=[]), **changes)
    data = json.loads(comparison_json(compared, HERE))
    jsonschema_rs.validate(json_schema("comparison-1"), data)
    assert data["format"] == "countersign-comparison/1"
    assert [one["vendor"] for one in data["scorecards"]] == ["Vendor A", "Vendor B"]
    if changes.get("anonymous"):
        assert "Quillfeather" not in json.dumps(data)
        assert "CERT-2" not in json.dumps(data)


@pytest.mark.parametrize(
    "break_it",
    [
        lambda data: data.pop("inputs_hash"),
        lambda data: data.update(status="final"),
        lambda data: data["overall"].update(claimed="0.5"),
        lambda data: data["about"].pop("vendor"),
    ],
)
def test_what_is_not_a_scorecard_is_refused_by_the_schema(break_it: Any) -> None:
    data = json.loads(scorecard_json(dossier(), HERE))
    break_it(data)
    assert not jsonschema_rs.is_valid(json_schema("scorecard-1"), data)


def test_the_same_scorecard_gives_the_same_bytes() -> None:
    assert scorecard_json(dossier(), HERE) == scorecard_json(replace(dossier()), HERE)
