"""The report of a scorecard: tagged, complete, the same for the same input; whatever a vendor typed is only text."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace

import pytest

from app.core.scoring.policy import Credits, Policy
from app.features.reports.dossier import Decided, file_name
from app.features.reports.pdf_scorecard import scorecard_pdf
from tests.features.pdf_structure import Structure, structure, texts
from tests.features.report_story import NOW, dossier

DECISION = Decided("Cleared", "Contradiction of answer 1.2", "The number was a slip.", "Ines Aldemir", NOW)


@pytest.fixture(scope="module")
def report() -> bytes:
    return scorecard_pdf(dossier(decisions=(DECISION,)))


@pytest.fixture(scope="module")
def inside(report: bytes) -> Structure:
    return structure(report)


def test_it_says_what_it_is_to_a_screen_reader(inside: Structure) -> None:
    assert (inside.part, inside.language, inside.marked, inside.shows_title) == ("1", "en", True, True)
    assert inside.title == "Quillfeather Talent: scorecard 3"
    assert inside.tabs == {"/S"}
    assert inside.fonts_embedded


def test_its_headings_are_those_of_the_page_in_its_order(inside: Structure) -> None:
    levels = [int(node.tag[1:]) for node in inside.tags("H1", "H2", "H3", "H4", "H5", "H6")]
    assert levels, "no heading"
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), "no level is skipped"
    wanted = [
        "For a person to decide", "Contradictions", "Section by section, clause by clause", "Other findings",
        "Standing of the certificates", "Workings", "What people judged", "What was not checked",
        "Where this comes from",
    ]  # fmt: skip
    assert [title for title in inside.outline if title in wanted] == wanted


def test_every_table_has_a_head_whose_cells_name_their_columns(inside: Structure) -> None:
    tables = inside.tags("Table")
    assert len(tables) >= 8
    for table in tables:
        heads = list(table.every("TH"))
        assert heads
        assert all(cell.scope in ("Column", "Both") for cell in heads)
        rows = list(table.every("TR"))
        assert len(rows) >= 2
        assert len({len(list(row.every("TH"))) for row in rows if list(row.every("TH"))}) == 1


def test_the_figure_says_in_words_what_it_shows(inside: Structure) -> None:
    (figure,) = inside.tags("Figure")
    assert figure.alt.startswith("Bar from 0 to 100: claimed ")
    assert "contradicted" in figure.alt


def test_it_holds_what_a_decision_rests_on(report: bytes) -> None:
    found = dossier()
    text = " ".join(texts(report))
    card = found.card
    for words in (
        "Norrhaven Transit", "CV screening, 2026", "Quillfeather Hire", "Marta Quist, Head of quality",
        "25 November 2026, 21:15 by Ines Aldemir", "does not show legal compliance",
        *(f.message for f in card.findings), *card.not_checked, *(flag.reason for flag in card.flags),
        "Cleared", "The number was a slip.", "Rated 75: We read the report together.", "Rosa Lindqvist",
        "default 1", "contradicted 0, nothing attached 0.4, a document 0.7", "No register was asked.",
        card.inputs_hash, card.release, card.policy_hash, card.reference_hash, found.submission.digest,
    ):  # fmt: skip
        assert " ".join(words.split()) in text, words
    for side in (s for f in card.findings for s in f.sides):
        assert " ".join(side.words.split()) in text


def test_its_workings_lead_to_its_figures(report: bytes) -> None:
    overall = dossier().card.overall
    assert overall.claimed is not None
    assert overall.evidenced is not None
    text = " ".join(texts(report))
    assert f"÷ 2 = {overall.claimed:.2f}" in text
    assert f"÷ 2 = {overall.evidenced:.2f}" in text


def test_every_page_says_which_it_is_and_from_what(report: bytes) -> None:
    pages = texts(report)
    short = dossier().card.inputs_hash[:16]
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page
        assert f"Inputs sha-256 {short}" in page
        assert "not legal compliance" in page


def test_the_same_scorecard_gives_the_same_bytes() -> None:
    assert scorecard_pdf(dossier()) == scorecard_pdf(dossier())


def test_a_policy_that_was_replaced_is_not_explained_with_the_new_numbers() -> None:
    found = replace(dossier(), policy=Policy(id="strict", credits=Credits(unsupported=0.1)))
    text = " ".join(texts(scorecard_pdf(found)))
    assert "which the campaign has replaced since" in text
    assert "nothing attached 0.1" not in text


def test_who_may_not_read_confidential_answers_is_told_that_they_are_left_out() -> None:
    text = " ".join(texts(scorecard_pdf(dossier(withheld=frozenset({"other"})))))
    assert "Confidential answers are left out" in text


HOSTILE = [
    '#panic() $x^2$ *bold* _it_ `raw` <label> @ref = Head \\u{41} // gone /* gone */ #import "x": *',
    '#sys.inputs #read("/etc/passwd") [a](b) ]] }} ))',
    "- one\n- two\n= Not a heading\n\n#pagebreak()",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_a_vendor_typed_is_taken_for_markup(typed: str) -> None:
    """The name of the vendor, an answer with its note, and what it says about a difference."""
    hostile = dossier(
        f"Quill {typed}", answers={"tests": {"value": typed}, "number": {"value": "yes", "note": typed}},
        explanations=[{"finding": f.key, "text": typed, "by": typed} for f in dossier().contradictions],
    )  # fmt: skip
    pdf = scorecard_pdf(hostile)
    text = " ".join(texts(pdf))
    assert text.count(" ".join(typed.split())) >= 2
    harmless = structure(scorecard_pdf(dossier("Quill")))
    kinds = ("H1", "H2", "H3", "L", "Link", "Code", "Formula")
    assert [node.tag for node in structure(pdf).tags(*kinds)] == [node.tag for node in harmless.tags(*kinds)]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Żółć Åström Đặng Ğüneş", "Żółć Åström Đặng Ğüneş"),
        ("Ωμέγα Ελλάς", "Ωμέγα Ελλάς"),
        ("Перо и Щит", "Перо и Щит"),
        ("a\u0000b\u0007c\u009fd", "abcd"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("漢字 Ltd", "▯▯ Ltd"),
        ("🦜 and 👩‍👩‍👧", "▯ and"),
        ("\ud83d alone", "? alone"),
        ("x\u0489y e\u0301", "y é"),
    ],
)
def test_signs_of_any_script_are_set_or_replaced_and_never_stop_a_report(typed: str, shown: str) -> None:
    pdf = scorecard_pdf(dossier(f"Quill {typed}"))
    assert shown in " ".join(texts(pdf))
    assert structure(pdf).part == "1"


@pytest.mark.parametrize("typed", ["שלום ירושלים", "شركة الذكاء", "Հայաստան", "საქართველო"])
def test_scripts_of_the_second_font_are_set(typed: str) -> None:
    pdf = scorecard_pdf(dossier(f"Quill {typed}"))
    assert "▯" not in "".join(texts(pdf))


def test_what_was_replaced_is_counted_and_said() -> None:
    assert "signs that no font of this report has" in " ".join(texts(scorecard_pdf(dossier("漢字 Ltd"))))
    assert "signs that no font of this report has" not in " ".join(texts(scorecard_pdf(dossier())))


def test_a_word_as_long_as_a_page_stays_on_it() -> None:
    pdf = scorecard_pdf(dossier("W" * 900))
    assert "W" * 900 in " ".join(texts(pdf)).replace(" ", "")


def test_a_report_is_made_in_less_than_a_second() -> None:
    found = dossier()
    scorecard_pdf(found)
    began = time.perf_counter()
    scorecard_pdf(found)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("whom", "name"),
    [
        ("Quillfeather Talent ApS", "scorecard-quillfeather-talent-aps-2026-11-25.pdf"),
        ('Ægir & Søn "/..\\ \r\n', "scorecard-gir-sn-2026-11-25.pdf"),
        ("漢字", "scorecard-2026-11-25.pdf"),
        ("x" * 500, f"scorecard-{'x' * 60}-2026-11-25.pdf"),
    ],
)
def test_a_files_name_says_what_it_is_in_plain_letters(whom: str, name: str) -> None:
    assert file_name("scorecard", whom, NOW.date(), "pdf") == name
