"""`countersign read-certificate`: facts for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from tests import documents
from tests.certificates.samples import SAMPLES, make


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "certificate.pdf"
    made.write_bytes(make("classic-en"))
    return made


def test_facts_come_with_place_and_confidence(file: Path) -> None:
    done = CliRunner().invoke(app, ["read-certificate", str(file), "--json"])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (said["kind"], said["legibility"]) == ("management_system_certificate", "text")
    number = said["facts"]["certificate_number"]
    assert number["value"] == "BKA-AIMS-00412"
    assert (number["page"], number["how"]) == (1, "text")
    assert 0 < number["confidence"] <= 1
    assert "BKA-AIMS-00412" in number["text"]
    assert len(number["box"]) == 4
    assert said["facts"]["valid_until"]["value"] == "2029-01-11"
    assert "certificates" not in said


def test_days_with_two_readings_are_asked_and_not_given(tmp_path: Path) -> None:
    file = tmp_path / "ambiguous.pdf"
    file.write_bytes(make("ambiguous-days-en"))
    said = json.loads(CliRunner().invoke(app, ["read-certificate", str(file), "--json"]).stdout)
    (expected,) = SAMPLES["ambiguous-days-en"].certificates
    for name, readings in expected.asked.items():
        assert name not in said["facts"]
        assert set(said["asked"][name]["alternatives"]) == {day.isoformat() for day in readings}


def test_each_certificate_of_a_file_is_given(tmp_path: Path) -> None:
    file = tmp_path / "two.pdf"
    file.write_bytes(make("two-certificates"))
    said = json.loads(CliRunner().invoke(app, ["read-certificate", str(file), "--json"]).stdout)
    assert len(said["certificates"]) == 2
    assert said["facts"] == said["certificates"][0]["facts"]


def test_for_people_it_is_a_table(file: Path) -> None:
    done = CliRunner().invoke(app, ["read-certificate", str(file)])
    assert done.exit_code == 0
    assert "BKA-AIMS-00412" in done.stdout
    assert "page 1" in done.stdout


def test_an_unreadable_file_says_why_and_the_others_are_read(file: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked.pdf"
    locked.write_bytes(documents.password_pdf())
    done = CliRunner().invoke(app, ["read-certificate", str(locked), str(file), "--json"])
    assert done.exit_code == 1
    first, second = json.loads(done.stdout)
    assert (first["kind"], first["problem"]["code"]) == ("unreadable", "READ-ENCRYPTED")
    assert second["kind"] == "management_system_certificate"


def test_something_else_is_refused_by_its_content(tmp_path: Path) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(documents.docx())
    done = CliRunner().invoke(app, ["read-certificate", str(file)])
    assert done.exit_code == 1
    assert "READ-TYPE" in done.stdout


def test_without_ocr_a_scan_says_that_it_was_not_read(tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(make("scan-de"))
    done = CliRunner().invoke(app, ["read-certificate", str(file), "--json", "--no-ocr"])
    said = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (said["legibility"], said["facts"]) == ("none", {})
    assert "READ-OCR-OFF" in [problem["code"] for problem in said["remarks"]]
