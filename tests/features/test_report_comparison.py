"""The report of a comparison: fifty vendors over several pages, weights that are tried out, hostile names."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from app.core.scoring.compare import Cell, cell_of, differences
from app.core.scoring.matrix import Wanted, fill, plan
from app.core.scoring.outline import outline_of
from app.features.reports.dossier import Dossier
from app.features.reports.pdf_comparison import BESIDE, Rests, Tried, Viewed, comparison_pdf
from app.features.scorecards.schemas import Column, Shown
from tests.features.pdf_structure import structure, texts
from tests.features.report_story import NOW, ZONE, dossier


def viewed(*dossiers: Dossier, weights: tuple[Tried, ...] = (), weighed: Cell | None = None) -> Viewed:
    first = dossiers[0]
    outlines = [outline_of(d.card) for d in dossiers]
    model = first.questionnaire
    rows = plan(model, first.reference, {path for o in outlines for path in o.rows})
    shown = Shown(
        campaign=first.campaign, release=first.release,
        columns=tuple(
            Column(f"h{n}", d.vendor, d.product, "s1", d.kept.number, cell_of(d.card.overall), o.contradictions, (),
                   o.certificates, weighed)
            for n, (d, o) in enumerate(zip(dossiers, outlines, strict=True))
        ),
        blocks=fill(rows, outlines, model, Wanted()), differences=differences([o.basis for o in outlines]),
        anonymous=False, hidden=2, waiting=1, said=("Vendors stand by name.",),
    )  # fmt: skip
    rests = tuple(Rests(d.kept.number, d.card.policy, d.card.inputs_hash) for d in dossiers)
    decided = ("Needs a decision",) * len(dossiers)
    return Viewed("Norrhaven Transit", shown, decided, weights, ("A first.",), rests, "Ines Aldemir", NOW, ZONE)


@pytest.fixture(scope="module")
def fifty() -> bytes:
    one = dossier()
    return comparison_pdf(viewed(*(replace(one, vendor=f"Vendor No. {n:02}") for n in range(50))))


def test_fifty_vendors_take_several_pages_each_with_its_heads(fifty: bytes) -> None:
    pages = texts(fifty)
    assert len(pages) > 5
    for number in range(50):
        assert sum(f"Vendor No. {number:02}" in page for page in pages) >= 3, "overview, matrix, where it comes from"
    bookmarks = structure(fifty).outline
    assert f"Vendors 1 to {BESIDE}" in bookmarks
    assert "Vendors 49 to 50" in bookmarks


def test_a_table_that_goes_on_repeats_its_head(fifty: bytes) -> None:
    pages = texts(fifty)
    assert sum("Bar, 0 to 100" in page for page in pages) >= 2


def test_every_table_has_column_heads_and_no_row_has_more_cells_than_its_head(fifty: bytes) -> None:
    inside = structure(fifty)
    assert inside.part == "1"
    for table in inside.tags("Table"):
        head, *rows = [len(list(row.every("TH", "TD"))) for row in table.every("TR")]
        assert rows
        assert set(rows) == {head}


def test_weights_that_are_tried_out_are_told_apart_from_the_policys() -> None:
    tried = (Tried("certificate", "Certificate", 50, 20), Tried("practice", "Practice", 50, 80))
    other = Cell(claimed=0.91, evidenced=0.17, gap=0.74, contradicted=0.0, coverage=1.0)
    text = " ".join(texts(comparison_pdf(viewed(dossier(), weights=tried, weighed=other))))
    assert "Weights that are tried out" in text
    assert "Practice 50 80" in text
    assert "Evidenced, tried out" in text
    assert " 17 91 " in text
    assert "tried out" not in " ".join(texts(comparison_pdf(viewed(dossier()))))


def test_what_the_scorecards_do_not_share_is_said() -> None:
    other = dossier("Otterline HR", as_of="2026-11-20")
    text = " ".join(texts(comparison_pdf(viewed(dossier(), other))))
    assert "Not the same for all: day on which certificates were judged" in text
    assert "Otterline HR: 20 November 2026" in text


@pytest.mark.parametrize("typed", ["#panic() *x* = y <a> @b $c$", "漢字 🦜", "W" * 300, "\u202egnp.exe"])
def test_a_vendors_name_is_only_text(typed: str) -> None:
    pdf = comparison_pdf(viewed(dossier(typed), dossier("Otterline HR", certificates=[])))
    assert structure(pdf).part == "1"
    if typed.startswith("#"):
        assert " ".join(texts(pdf)).count(typed) >= 2


def test_fifty_vendors_are_set_in_a_few_seconds() -> None:
    one = dossier()
    began = time.perf_counter()
    comparison_pdf(viewed(*(replace(one, vendor=f"Vendor {n}") for n in range(50))))
    assert time.perf_counter() - began < 10
