"""Numbers of certificates: where they end, and what is none."""

from __future__ import annotations

import pytest

from app.core.certificates.read.find import Scene
from app.core.certificates.read.layout import lay_out
from app.core.certificates.read.number import identifier, read_number
from tests.core.certificates.read.paper import Paper, document


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("QMS/230620/12238", "QMS/230620/12238"),
        ("12 100 12345 TMS", "12 100 12345 TMS"),
        ("01 100 1234567", "01 100 1234567"),
        ("IS 712345", "IS 712345"),
        ("CH24/00001234.01", "CH24/00001234.01"),
        ("201709010001-ISO and operates a system", "201709010001-ISO"),
        ("C1296-ISMS483-11-21-issue3", "C1296-ISMS483-11-21-issue3"),
        ("AB-1234, valid until 2028", "AB-1234"),
        ("ISO 9001 – 00018408", "ISO 9001 – 00018408"),
        ("44 793 260417 Seite 1", "44 793 260417"),
    ],
)
def test_a_number_ends_where_words_begin(text: str, number: str) -> None:
    found = identifier(text)
    assert found
    assert text[found[0] : found[1]].strip() == number


@pytest.mark.parametrize("text", ["", "1 of 2", "ISO 9001:2015", "12 June 2025", "25.11.2026", "see the annex", "A"])
def test_what_is_no_number_gives_none(text: str) -> None:
    assert identifier(text) is None


def said(paper: Paper) -> str | None:
    number, _ = read_number(Scene(lay_out(document(paper))))
    return number.value if number else None


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("Certificate No.", "AB-1234/5"),
        ("Zertifikat-Registrier-Nr.:", "12 100 12345 TMS"),
        ("Numéro de certificat :", "2024/12345.1"),
        ("Certificaatnummer", "12345/1.0"),
        ("Nº de certificado:", "SI-0123/2024"),
        ("Sertifika No / Certification Number", "01.26.11105"),
        ("nr. certificat/ certificate registration no.", "6050"),
        ("CERTIFICATO n°", "3218"),
    ],
)
def test_a_number_stands_behind_beside_or_below_its_label(label: str, number: str) -> None:
    assert said(Paper().at(60, f"{label} {number}")) == number
    assert said(Paper().row(label, number, lefts=(60, 340))) == number
    assert said(Paper().at(60, label).at(60, number, top=54)) == number


def test_other_numbers_are_not_the_certificates() -> None:
    paper = Paper().row("VAT No.", "DE123456789").row("Order No.", "4711-22").row("Certificate No.", "AB-1234")
    assert said(paper) == "AB-1234"
    assert said(Paper().row("VAT No.", "DE123456789").row("Report No.", "4711-22")) is None
