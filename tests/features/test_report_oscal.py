"""OSCAL assessment results: what NIST's schema asks for, references that lead somewhere, and no verdict."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from app.core.response import Dismissal
from app.features.reports.dossier import Dossier
from app.features.reports.oscal import VERSION, markup, scorecard_oscal, token
from tests.architecture.rules import verdicts
from tests.features.report_story import dossier

SCHEMA = Path(__file__).parent / "oscal" / "oscal_complete_schema.json"
HERE = "http://buyer.example"
Data = dict[str, Any]


@pytest.fixture(scope="module")
def nist() -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(json.loads(SCHEMA.read_text(encoding="utf-8")), validate_formats=True)


def oscal(found: Dossier) -> Data:
    data: Data = json.loads(scorecard_oscal(found, HERE))
    return data


def results(data: Data) -> Data:
    inside: Data = data["assessment-results"]["results"][0]
    return inside


def test_the_schema_is_nists_as_it_was_published() -> None:
    schema = SCHEMA.read_bytes()
    assert f"/oscal/1.0/{VERSION}/".encode() in schema
    assert hashlib.sha256(schema).hexdigest() in (SCHEMA.parent / "README.md").read_text(encoding="utf-8")


HOSTILE = "*a* [b](javascript:x) <script> {{ insert: param, x }}\n\n# c \u0007 漢字  "


@pytest.mark.parametrize(
    "found",
    [
        dossier(),
        dossier(certificates=[]),
        dossier(certificates=[], evidence=[], answers={"held": {"value": "no"}, "number": {"value": "no"}}),
        dossier(answers={"tests": {"value": ""}}, withheld=frozenset({"other"})),
        dossier(HOSTILE, answers={"tests": {"value": HOSTILE}, "number": {"value": "yes", "note": HOSTILE}}),
    ],
)
def test_it_is_what_nists_schema_asks_for(nist: jsonschema_rs.Validator, found: Dossier) -> None:
    errors = [f"{list(error.instance_path)}: {error.message[:200]}" for error in nist.iter_errors(oscal(found))]
    assert errors == []


def test_the_schema_would_refuse_what_is_wrong(nist: jsonschema_rs.Validator) -> None:
    for broken in (
        lambda data: data["assessment-results"].pop("import-ap"),
        lambda data: results(data)["observations"][0].update(collected="yesterday"),
        lambda data: results(data)["findings"][0]["target"]["status"].update(state="passed"),
    ):
        data = oscal(dossier())
        broken(data)
        assert not nist.is_valid(data)


def walk(data: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield name, value
            yield from walk(value)
    elif isinstance(data, list):
        for value in data:
            yield from walk(value)


def test_every_identifier_is_used_once_and_every_reference_leads_to_one() -> None:
    everything = list(walk(oscal(dossier())))
    made = [value for name, value in everything if name == "uuid"]
    assert len(made) == len(set(made))
    pointed = [
        value for name, value in everything if name.endswith("-uuid") and name != "uuid" and isinstance(value, str)
    ]
    pointed += [one for name, value in everything if name == "party-uuids" for one in value]
    pointed += [value[1:] for name, value in everything if name == "href" and value.startswith("#")]
    assert pointed
    assert set(pointed) <= set(made)


def test_every_finding_has_its_objective_and_its_controls_are_reviewed() -> None:
    data = oscal(dossier())
    objectives = data["assessment-results"]["local-definitions"]["objectives-and-methods"]
    known = {part["id"] for one in objectives for part in one["parts"]}
    assert {f["target"]["target-id"] for f in results(data)["findings"]} == known
    selected = results(data)["reviewed-controls"]["control-selections"][0]["include-controls"]
    assert {one["control-id"] for one in objectives} <= {one["control-id"] for one in selected}
    assert "iso-42001_4.3" in {one["control-id"] for one in selected}


def test_findings_quote_both_sides_and_point_to_what_was_observed() -> None:
    found = dossier()
    by_title = {f["title"]: f for f in results(oscal(found))["findings"]}
    contradiction = found.contradictions[0]
    written = by_title[markup(contradiction.message)]
    for side in contradiction.sides:
        assert markup(side.words) in written["description"]
    observed = {o["uuid"]: o for o in results(oscal(found))["observations"]}
    titles = [observed[one["observation-uuid"]]["title"] for one in written["related-observations"]]
    assert any(title.startswith("1.2 ") for title in titles)


def test_answers_are_interviews_and_checks_are_examinations() -> None:
    found = dossier()
    methods: dict[str, int] = {}
    for observation in results(oscal(found))["observations"]:
        (method,) = observation["methods"]
        methods[method] = methods.get(method, 0) + 1
    scored = [s for s in found.card.clauses.values() if s.claimed is not None]
    checks = sum(len(c.checks) for c in found.card.certificates)
    assert methods == {"INTERVIEW": len(found.visible), "EXAMINE": checks + len(scored)}


def test_it_gives_no_verdict() -> None:
    text = scorecard_oscal(dossier(), HERE).decode()
    assert verdicts(text) == []
    assert not re.search(r'"(pass|fail)"|\bconform', text)
    assert "risks" not in text
    assert "does not show legal compliance" in text
    states = {f["target"]["status"]["state"] for f in results(oscal(dossier()))["findings"]}
    assert states == {"not-satisfied"}


def test_what_a_reviewer_dismissed_is_closed_with_its_reason() -> None:
    key = dossier().contradictions[0].key
    dismissal = Dismissal(finding=key, reason="A slip of the pen.", by="Rosa Lindqvist")
    found = results(oscal(dossier(dismissals=[dismissal.model_dump()])))["findings"]
    closed = [f for f in found if f["target"]["status"]["state"] == "satisfied"]
    assert len(closed) == 1
    assert "A slip of the pen" in closed[0]["remarks"]


def test_the_same_scorecard_is_the_same_document_whenever_it_is_made() -> None:
    found = dossier()
    later = replace(found, made_at=found.made_at + timedelta(days=3), made_by="Tomas Verhulst")
    assert scorecard_oscal(found, HERE) == scorecard_oscal(later, HERE)
    other = dossier(answers={"stop": {"value": "no"}})
    assert oscal(found)["assessment-results"]["uuid"] != oscal(other)["assessment-results"]["uuid"]


def test_answers_that_may_not_be_read_are_not_in_it() -> None:
    found = dossier(withheld=frozenset({"other"}), answers={"other": {"value": "Our secret."}})
    assert "Our secret" not in scorecard_oscal(found, HERE).decode()


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("*a* [b](c)", r"\*a\* \[b\]\(c\)"),
        ("{{ x }} <b>", r"\{\{ x \}\} \<b\>"),
        ("  ", "Not stated"),
        ("a\n\n\nb", "a\n\nb"),
    ],
)
def test_what_was_typed_is_no_markup(typed: str, written: str) -> None:
    assert markup(typed) == written


@pytest.mark.parametrize(("ref", "made"), [("iso-42001:A.6.2", "iso-42001_A.6.2"), ("9 lives", "_9_lives"), ("", "_")])
def test_a_reference_becomes_a_token(ref: str, made: str) -> None:
    assert token(ref) == made
