"""A list as people have it: every row is either kept or told what is wrong with it, and never costs the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.problems import Invalid
from app.features.vendors import lists

QUILLFEATHER = ("Quillfeather Talent SA", "Marta Quist", "m.quist@quillfeather.example", "")


@pytest.mark.parametrize(
    "text",
    [
        "Quillfeather Talent SA; Marta Quist; m.quist@quillfeather.example",
        "Quillfeather Talent SA\tMarta Quist\tm.quist@quillfeather.example",
        "Quillfeather Talent SA,Marta Quist,m.quist@quillfeather.example",
        "\ufeffVendor;Contact;E-mail\r\nQuillfeather Talent SA;Marta Quist;M.Quist@Quillfeather.example\r\n",
        "sep=;\nLieferant;E-Mail;Ansprechpartner\nQuillfeather Talent SA;m.quist@quillfeather.example;Marta Quist",
        "Quillfeather Talent SA;m.quist@quillfeather.example;Marta Quist",
        '"Quillfeather Talent SA";"Marta Quist";"m.quist@quillfeather.example"',
        "\n\nQuillfeather   Talent SA ; Marta  Quist ; m.quist@quillfeather.example\n\n",
    ],
)
def test_the_usual_ways_of_writing_a_list_mean_the_same(text: str) -> None:
    assert [row.cells for row in lists.read(text)] == [QUILLFEATHER]


def test_a_comma_in_a_name_stays_when_columns_are_separated_otherwise() -> None:
    assert lists.read("Quillfeather, Inc.; Marta Quist; m@quillfeather.example")[0].name == "Quillfeather, Inc."


def test_a_wrong_row_is_told_with_its_line_and_the_others_are_kept() -> None:
    rows = lists.read(
        "Otterline HR;Otto;otto@otterline.example\nSaltmarsh;Hanna;hanna at saltmarsh\nPebblewick;;\n;Nobody;"
    )
    assert [(row.line, row.row is not None) for row in rows] == [(1, True), (2, False), (3, True), (4, False)]
    assert [(p.code, p.where) for p in rows[1].problems] == [("EMAIL-FORM", "email")]
    assert [(p.code, p.where) for p in rows[3].problems] == [("TEXT-MISSING", "name")]
    assert rows[1].problems[0].remedy == "Write it like name@company.example."
    assert rows[1].email == "hanna at saltmarsh"


def test_a_vendor_that_stands_twice_is_told_where_it_stood_first() -> None:
    rows = lists.read("Otterline HR\nPebblewick\nOTTERLINE  hr")
    assert [row.row is not None for row in rows] == [True, True, False]
    assert rows[2].problems[0].code == "LIST-REPEATED"
    assert "line 1" in rows[2].problems[0].message


def test_a_quotation_mark_left_open_does_not_swallow_the_rows_after_it() -> None:
    rows = lists.read('Otterline "HR;Otto;otto@otterline.example\nPebblewick;Sami;sami@pebblewick.example')
    assert [row.name for row in rows] == ['Otterline "HR', "Pebblewick"]
    assert all(row.row for row in rows)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("=cmd|' /C calc'!A0", True),
        ("+49 Software", True),
        ("شركة الثقة", True),
        ("Otterline 🦦 HR", True),
        ("Otter\u202eline", True),
        ("Otter\x00line", False),
        ("Otter\x1bline", False),
        ("x" * 301, False),
        ("\u200b", False),
    ],
)
def test_odd_text_is_kept_as_text_or_refused_with_a_reason(name: str, kept: bool) -> None:
    (row,) = lists.read(f"{name};;odd@vendor.example")
    assert (row.row is not None) is kept
    if kept:
        assert row.name == name.replace("\u202e", "")
    else:
        assert row.problems[0].where == "name"


@pytest.mark.parametrize("text", ["", "\n \n", "Vendor;Contact;E-mail\n"])
def test_an_empty_list_is_told(text: str) -> None:
    with pytest.raises(Invalid) as told:
        lists.read(text)
    assert told.value.problems[0].code == "LIST-EMPTY"


@pytest.mark.parametrize("text", ["x" * 1_000_000, "Vendor\n" * 2_002])
def test_a_list_that_is_too_long_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(Invalid) as told:
        lists.read(text)
    assert told.value.problems[0].code == "LIST-TOO-LONG"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_from_spreadsheets_are_read_whatever_their_encoding(encoding: str) -> None:
    assert lists.decode("Müller & Söhne;Zoë".encode(encoding)) == "Müller & Söhne;Zoë"


def test_two_thousand_rows_are_read_quickly_and_all_kept() -> None:
    rows = lists.read("\n".join(f"Vendor {n};Contact {n};v{n}@vendor.example" for n in range(2_000)))
    assert sum(row.row is not None for row in rows) == 2_000


@given(st.text(max_size=400))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    try:
        rows = lists.read(text)
    except Invalid:
        return  # told as a whole
    assert all(bool(row.row) is not bool(row.problems) for row in rows)


@given(st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cs"]), max_size=20)] * 4), max_size=6))
def test_what_a_page_carries_along_comes_back_the_same(cells: list[tuple[str, str, str, str]]) -> None:
    rows = [lists.check(number, *row) for number, row in enumerate(cells, 1)]
    right = [row for row in rows if row.row]
    assert [row.row for row in lists.read_back(lists.write(right))] == [row.row for row in right]
