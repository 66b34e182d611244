"""What authors rely on: the JSON Schema and the description of the format say what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from app.core.questionnaire import kinds, lint, load, schema
from app.core.questionnaire.model import (
    Check,
    Claim,
    Column,
    Condition,
    EvidenceRule,
    Kind,
    Option,
    Question,
    Questionnaire,
    Section,
    Shortcut,
)
from tests.core.questionnaire.files import CLEAN, file_text

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/questionnaire-format.md").read_text(encoding="utf-8")


def test_the_schema_in_the_repository_is_the_schema_of_the_code() -> None:
    assert (ROOT / "questionnaires/questionnaire.schema.json").read_text(encoding="utf-8") == schema.text()


def test_the_schema_is_a_schema() -> None:
    assert jsonschema_rs.meta.is_valid(schema.json_schema())


@pytest.mark.parametrize("path", sorted((ROOT / "questionnaires").glob("*.yaml")), ids=lambda p: p.name)
def test_shipped_questionnaires_follow_the_schema(path: Path) -> None:
    loaded = load.load(path.read_text(encoding="utf-8"), path.name).questionnaire
    assert loaded is not None
    jsonschema_rs.validate(schema.json_schema(), load.plain(loaded))


def test_the_schema_sees_a_mistake() -> None:
    made = load.load(file_text(CLEAN)).questionnaire
    assert made is not None
    data = json.loads(json.dumps(load.plain(made)))
    data["sections"][0]["questions"][0]["goood"] = "yes"
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(schema.json_schema(), data)


@pytest.mark.parametrize("codes", [lint.CODES, load.CODES, kinds.CODES], ids=["lint", "file", "answers"])
def test_the_page_explains_every_code_in_the_words_of_the_code(codes: dict[str, str]) -> None:
    told = dict(re.findall(r"^\| `([A-Z]+-[A-Z-]+)` \| (?:error \| |warning \| )?(.+?) \|$", PAGE, re.MULTILINE))
    prefix = next(iter(codes)).split("-")[0]
    assert {code: means for code, means in told.items() if code.startswith(prefix + "-")} == codes


def test_the_page_tells_errors_from_warnings() -> None:
    told = dict(re.findall(r"^\| `(LINT-[A-Z-]+)` \| (error|warning) \|", PAGE, re.MULTILINE))
    assert told == {rule.code: rule.severity.value for rule in lint.RULES}


@pytest.mark.parametrize(
    "model", [Questionnaire, Section, Question, Option, Column, Condition, EvidenceRule, Claim, Check, Shortcut]
)
def test_the_page_names_every_field(model: type) -> None:
    fields = {f.alias or name for name, f in model.model_fields.items()}  # type: ignore[attr-defined]
    assert {f for f in fields if f"`{f}`" not in PAGE and f"`{f}:" not in PAGE} == set()


def test_the_page_names_every_type_of_question() -> None:
    assert [k for k in Kind if f"`{k}`" not in PAGE] == []


def test_the_example_on_the_page_loads_and_lints() -> None:
    [example] = [
        block
        for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
        if block.startswith("format: countersign/1")
    ]
    loaded = load.load(example, "example.yaml")
    assert loaded.problems == ()
    assert yaml.safe_load(example)["id"] == "supplier-check"
