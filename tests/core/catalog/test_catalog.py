"""Reference data: loaded strictly where other data hangs on it, looked up by reference."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.catalog.load import CODES, bundle, load_catalog, load_crosswalk, load_reference, read_reference
from app.core.catalog.model import ReferenceData

CATALOG = """
format: countersign-catalog/1
id: law-2026
key: law
title: The Law
short: LAW
kind: law
dates:
  - {id: D-1, date: 2026-08-02, what: Applies, provision: Art. 113, source: [L1], verified: true}
clauses:
  - {id: art-9, label: Art. 9, title: Risk, kind: article, applies: D-1}
  - id: art-9-2
    label: Art. 9(2)
    title: Steps
    kind: paragraph
    parent: art-9
    applies: {formal: D-1, practical: {annex_III: D-1}, note: Our reading.}
    asked_of_vendor: false
    not_asked_because: The buyer owes it.
"""

CROSSWALK = """
format: countersign-crosswalk/1
id: std--law
rows:
  - {from: "std:4.1", to: "law:art-9", relation: supports, confidence: high, sources: [X1], note: Process.}
  - {from: "std:4.1", to: "law:art-9-2", relation: evidence_for}
"""

REFERENCE = """
format: countersign-reference/1
schemes:
  - {id: iso-42001, standard: ISO/IEC 42001, kind: management-system-certificate, catalog: std,
     editions: [{year: "2023", designations: ["ISO/IEC 42001:2023"]}], not_editions: ["ISO 42001:2024"]}
accreditation_bodies:
  - {id: ab-one, abbreviation: AB1, name: Accreditation One, country: DE, mra: null}
certification_bodies:
  - id: cb-one
    name: Certify One
    accreditations: [{standard: iso-42001, accreditation_body: ab-one, number: "17", valid_from: 2025-01-01}]
ceilings:
  - {family: management-system-certificate, clauses: "law:*", ceiling: none}
  - {scheme: iso-42001, clauses: ["law:*"], ceiling: documented}
  - {scheme: iso-42001, clauses: ["law:art-9*"], ceiling: documented, note: closer}
  - {scheme: iso-42001, clauses: ["law:art-9"], ceiling: none, note: exact}
  - {scheme: iso-42001, clauses: ["std:*"], ceiling: certified}
"""

FILES = {"law.yaml": CATALOG, "walk.yaml": CROSSWALK, "reference.yaml": REFERENCE}


@pytest.fixture(scope="module")
def data() -> ReferenceData:
    found, problems = read_reference(FILES)
    assert problems == ()
    return found


def test_a_clause_is_found_by_its_reference(data: ReferenceData) -> None:
    clause = data.clause("law:art-9-2")
    assert clause is not None
    assert (clause.label, clause.parent, clause.asked_of_vendor) == ("Art. 9(2)", "art-9", False)
    assert data.clause("law:art-99") is None
    assert data.clause("nothing") is None


def test_a_catalog_is_found_by_key_and_by_id(data: ReferenceData) -> None:
    assert data.catalog("law") is data.catalog("law-2026") is data.catalogs[0]


def test_a_chip_shows_the_short_name_and_the_label(data: ReferenceData) -> None:
    assert data.label("law:art-9") == "LAW Art. 9"
    assert data.label("unknown:1") == "unknown:1"


def test_dates_of_law_come_from_the_file(data: ReferenceData) -> None:
    found = data.date("law", "D-1")
    assert found is not None
    assert (found.date, found.verified) == (date(2026, 8, 2), True)
    clause = data.clause("law:art-9")
    assert clause is not None
    assert clause.applies is not None
    assert clause.applies.formal == "D-1"


def test_neighbours_are_found_from_both_ends(data: ReferenceData) -> None:
    assert [r.to for r in data.neighbours("std:4.1")] == ["law:art-9", "law:art-9-2"]
    assert [r.from_ for r in data.neighbours("law:art-9-2")] == ["std:4.1"]
    assert data.neighbours("law:art-1") == ()


def test_bodies_and_schemes_are_looked_up(data: ReferenceData) -> None:
    scheme, body, issuer = data.scheme("iso-42001"), data.accreditation_body("ab1"), data.certification_body("cb-one")
    assert scheme is not None
    assert body is not None
    assert issuer is not None
    assert scheme.editions[0].year == "2023"
    assert body is data.accreditation_body("ab-one")
    assert body.mra is None
    assert issuer.accreditations[0].valid_from == date(2025, 1, 1)
    assert data.scheme("x") is data.accreditation_body("x") is data.certification_body("x") is None


@pytest.mark.parametrize(
    ("ref", "scheme", "family", "ceiling", "note"),
    [
        ("law:art-9", "iso-42001", "management-system-certificate", "none", "exact"),
        ("law:art-9-2", "iso-42001", "management-system-certificate", "documented", "closer"),
        ("law:art-50", "iso-42001", "management-system-certificate", "documented", ""),
        ("law:art-50", "iso-9001", "management-system-certificate", "none", ""),
        ("std:4.1", "iso-42001", "", "certified", ""),
    ],
)
def test_the_ceiling_that_speaks_most_closely_counts(
    data: ReferenceData, ref: str, scheme: str, family: str, ceiling: str, note: str
) -> None:
    row = data.ceiling(ref, scheme=scheme, family=family)
    assert row is not None
    assert (row.ceiling, row.note) == (ceiling, note)


def test_no_ceiling_is_known_of_what_no_row_names(data: ReferenceData) -> None:
    assert data.ceiling("std:4.1", scheme="iso-9001", family="management-system-certificate") is None
    assert data.ceiling("law:art-9") is None


BROKEN = {
    "REF-FORMAT": ("law.yaml", "countersign-catalog/1", "something/1"),
    "REF-ID-TWICE": ("law.yaml", "{id: art-9,", "{id: art-9-2,"),
    "REF-PARENT": ("law.yaml", "parent: art-9", "parent: art-8"),
    "REF-DATE-SOURCE": ("law.yaml", "source: [L1], verified", "verified"),
    "REF-DATE": ("law.yaml", "formal: D-1", "formal: D-2"),
    "REF-CLAUSE": ("walk.yaml", '"law:art-9-2"', '"law:art-9-7"'),
    "REF-SCHEME": ("reference.yaml", "standard: iso-42001,", "standard: iso-42002,"),
    "REF-BODY": ("reference.yaml", "accreditation_body: ab-one", "accreditation_body: ab-two"),
}


@pytest.mark.parametrize("code", BROKEN)
def test_broken_reference_data_is_told_by_code_and_file(code: str) -> None:
    name, was, becomes = BROKEN[code]
    assert was in FILES[name]
    _, problems = read_reference({**FILES, name: FILES[name].replace(was, becomes)})
    assert code in {p.code for p in problems}


def test_every_code_has_a_broken_file() -> None:
    assert set(BROKEN) == set(CODES)


@pytest.mark.parametrize(
    ("was", "becomes", "code", "line"),
    [
        ("{id: art-9,", "{id: 4.1,", "FILE-TEXT", 11),  # unquoted, 4.10 would silently become 4.1
        ("date: 2026-08-02", "date: 2026-13-02", "FILE-DAY", 9),
        ("kind: law", "kind: laws", "FILE-CHOICE", 7),
        ("kind: paragraph", "knd: paragraph", "FILE-UNKNOWN", 15),
    ],
)
def test_a_wrong_catalog_names_the_line(was: str, becomes: str, code: str, line: int) -> None:
    loaded = load_catalog(CATALOG.replace(was, becomes, 1), "law.yaml")
    assert loaded.value is None
    assert (code, line) in {(p.code, p.line) for p in loaded.problems}


@given(st.text(max_size=100))
@settings(max_examples=50, deadline=None)
def test_no_text_makes_a_loader_raise(text: str) -> None:
    for load in (load_catalog, load_crosswalk, load_reference):
        assert load(text, "fuzz").problems
    read_reference({"fuzz": text})


def test_an_empty_bundle_knows_nothing_and_says_so() -> None:
    nothing = bundle()
    assert nothing.clause("a:b") is nothing.catalog("a") is nothing.scheme("a") is None


def test_the_shipped_reference_data_loads_without_problems() -> None:
    root = Path(__file__).parents[3] / "questionnaires"
    files = {
        str(p.relative_to(root)): p.read_text(encoding="utf-8")
        for folder in ("catalogs", "crosswalk", "reference")
        for p in sorted((root / folder).glob("*.yaml"))
    }
    data, problems = read_reference(files)
    assert problems == ()
    assert data.clause("iso-42001:A.6.2.4") is not None
