"""A scope is read whole and alone, or not claimed: over its label, beside a broken one, in two languages, cut off."""

from __future__ import annotations

import pytest

from app.core.certificates.read.find import Scene
from app.core.certificates.read.found import Candidate
from app.core.certificates.read.layout import Span, lay_out
from app.core.certificates.read.model import Word
from app.core.certificates.read.scope import read_scope
from app.core.certificates.read.sentence import ends_inside, without_statement
from tests.core.certificates.read.paper import Paper, document


def scope_of(paper: Paper) -> Candidate[str]:
    found = read_scope(Scene(lay_out(document(paper))))
    assert found is not None
    return found


def signed() -> Paper:
    """Every value over its label, which is small."""
    return (
        Paper()
        .line("Design, development and hosting of software for the planning of", 10)
        .line("timetables of ferries, and its support", 10)
        .line("scope of certification", 7, 3)
        .line("OT-4417-26", 11)
        .line("certificate number", 7, 3)
        .line("2 March 2026", 11)
        .line("date of issue", 7, 3)
        .line("1 March 2029", 11)
        .line("valid until", 7, 3)
    )


def test_lines_over_a_label_are_one_paragraph() -> None:
    assert scope_of(signed()).value == (
        "Design, development and hosting of software for the planning of timetables of ferries, and its support"
    )


def test_another_fact_over_the_paragraph_is_none_of_it() -> None:
    paper = Paper().line("Otterline Instruments Ltd", 16).line("certificate holder", 7, 3)
    paper.words, paper.top = [*paper.words, *_lower(signed(), paper.top)], 0
    assert (scope_of(paper).value or "").startswith("Design, development")


def _lower(paper: Paper, by: float) -> list[Word]:
    shift = by / 842.0
    return [w.model_copy(update={"box": (w.box[0], w.box[1] + shift, w.box[2], w.box[3] + shift)}) for w in paper.words]


def test_a_label_of_two_lines_and_a_value_beside_it() -> None:
    paper = (
        Paper()
        .row("The scope of this approval is", "Operation of a platform for booking berths, and")
        .row("applicable to", "help for its users")
        .row("Date of", "2 March 2026")
        .row("issue", "")
    )
    assert scope_of(paper).value == "Operation of a platform for booking berths, and help for its users"


@pytest.mark.parametrize(
    "heading",
    [
        "Scope van de certificatie / The scope of this approval is applicable to",
        "Geltungsbereich der Bescheinigung / Scope of certification",
        "Certifikatets gyldighedsområde",
    ],
)
def test_a_heading_in_two_languages_or_of_two_words(heading: str) -> None:
    paper = Paper().line(heading, 10).line("Booking of berths in marinas", 10)
    assert scope_of(paper).value == "Booking of berths in marinas"


@pytest.mark.parametrize(
    "clause",
    [
        ", in accordance with the Statement of Applicability, version 2.1 dated 20 November 2025",
        " according to version 3 of the current Statement of Applicability",
        " (Statement of Applicability V1.1)",
        " as per SoA Rev. 02, 26.10.2024.",
        " in accordance with the IS-06005 Statement of Applicability.",
        " gemäß der Erklärung zur Anwendbarkeit, Version 3.0 vom 15. Dezember 2025",
        ", overeenkomstig de Verklaring van Toepasselijkheid, versie 2 van 30 januari 2026",
        " de acuerdo con la Declaración de Aplicabilidad, versión 1.0 de fecha 1 de septiembre de 2025",
        " conformément à la déclaration d'applicabilité, version 1.4 du 3 février 2026",
        " de acordo com a Declaração de Aplicabilidade, versão 1.2 (in accordance with the Statement of Applicability)",
    ],
)
def test_the_clause_on_the_statement_of_applicability_is_no_part_of_it(clause: str) -> None:
    scope = "Booking of berths in marinas"
    span = _span(scope + clause)
    assert span.text[: without_statement(span)] == scope


@pytest.mark.parametrize(
    "text",
    [
        "Booking of berths in accordance with the Statement of Applicability, and the sale of charts and of ropes",
        "Advice on the Statement of Applicability and training of auditors",
    ],
)
def test_a_scope_that_goes_on_behind_the_statement_is_kept(text: str) -> None:
    span = _span(text)
    assert without_statement(span) == len(span.text)


def _span(text: str) -> Span:
    (sheet,) = lay_out(document(Paper().at(10, text, 4)))
    return Span(1, tuple(t for line in sheet.lines for t in line.tokens))


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Booking of berths, overeenkomstig de", True),
        ("Design, development and", True),
        ("Entwicklung und Betrieb von", True),
        ("Works of building (EA 24, 28)", False),
        ("Vitamins of group D", False),
        ("Booking of berths.", False),
    ],
)
def test_what_ends_in_the_middle(text: str, *, inside: bool) -> None:
    assert ends_inside(text) is inside


@pytest.mark.parametrize(
    "paper",
    [
        Paper().line("Scope of certification:", 10).line("Booking of berths in marinas and", 10),
        Paper().line("Scope of certification:", 10).line("Booking of berths,", 10),
        Paper().line("Scope: Booking of berths in", 10).line("this certificate is the property of somebody", 10),
    ],
)
def test_a_piece_of_a_sentence_is_never_clear(paper: Paper) -> None:
    assert scope_of(paper).sure < 0.8


def test_a_sentence_of_something_else_at_the_edge_is_left_out() -> None:
    paper = Paper().at(300, "Scope of certification", 10).space(13)
    paper.at(300, "Booking of berths in marinas", 10).space(14)
    paper.at(100, "which was found to meet what follows, as an audit has shown", 10)
    assert scope_of(paper).value == "Booking of berths in marinas"
