"""Designations of standards as certificates print them, and which of them a document certifies."""

from __future__ import annotations

import pytest

from app.core.certificates.read.find import Scene
from app.core.certificates.read.layout import lay_out
from app.core.certificates.read.standard import designations
from app.core.certificates.read.which import standards
from app.infra.content import reference
from tests.core.certificates.read.paper import Paper, document

REFERENCE = reference()


@pytest.mark.parametrize(
    ("printed", "number", "year"),
    [
        ("ISO/IEC 42001:2023", "42001", "2023"),
        ("ISO 9001:2015", "9001", "2015"),
        ("ISO9001:2015", "9001", "2015"),
        ("ISO 27001 : 2022", "27001", "2022"),
        ("DIN EN ISO/IEC 27001:2024", "27001", "2024"),
        ("UNI CEI EN ISO/IEC 27001:2024", "27001", "2024"),
        ("UNE-EN ISO/IEC 27001:2023", "27001", "2023"),
        ("NEN-EN-ISO/IEC 27001:2023", "27001", "2023"),
        ("BS EN ISO/IEC 42001:2026", "42001", "2026"),
        ("SR EN ISO 14001:2015", "14001", "2015"),
        ("TS EN ISO/IEC 27001:2022", "27001", "2022"),
        ("JIS Q 27001:2023", "27001", "2023"),
        ("ISO/CEI 27001:2022", "27001", "2022"),
        ("ISO/IEC 20000-1:2018", "20000-1", "2018"),
        ("IATF 16949:2016", "16949", "2016"),
        ("ISO 27001", "27001", ""),
        ("IS0/lEC 27OO1:2022", "27001", "2022"),
        ("UNI ENISO 9001:2015", "9001", "2015"),
    ],
)
def test_a_designation_is_read(printed: str, number: str, year: str) -> None:
    (found,) = designations(printed)
    assert (found.number, found.year) == (number, year)
    assert found.printed == printed


@pytest.mark.parametrize(
    "text", ["SOC 2", "this 27001 is a number", "10654579", "iso", "EN 12345", "Tel. 0800 9001 200"]
)
def test_what_is_no_designation_gives_none(text: str) -> None:
    assert designations(text) == []


def named(paper: Paper) -> list[str]:
    return [s.standard.value or "" for s in standards(Scene(lay_out(document(paper))), REFERENCE)]


def test_the_standard_of_the_accreditation_is_not_what_is_certified() -> None:
    paper = (
        Paper()
        .line("Certificate", 24)
        .line("has been found to conform to the requirements of")
        .line("ISO/IEC 42001:2023", 18)
        .space(300)
        .line("Accredited certification body, ISO/IEC 17021-1:2015, ISO/IEC 42006:2025", 7)
    )
    assert named(paper) == ["ISO/IEC 42001:2023"]


def test_three_standards_make_three() -> None:
    paper = Paper().line("Certificate", 24).line("fulfils the requirements of")
    for standard in ("ISO 9001:2015", "ISO 14001:2015", "ISO 45001:2018"):
        paper.line(standard, 16)
    assert sorted(named(paper)) == ["ISO 14001:2015", "ISO 45001:2018", "ISO 9001:2015"]
