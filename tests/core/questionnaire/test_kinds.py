# ruff: noqa: E501 - a case is read as a table: one line each
"""Answers of every kind: what is taken, what is refused with which code, what it is worth, how it reads."""

from __future__ import annotations

import json
import math
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.problems import Invalid
from app.core.questionnaire import kinds
from app.core.questionnaire.kinds.table import grid
from app.core.questionnaire.model import Kind, Questionnaire
from tests.core.questionnaire.files import question
from tests.core.questionnaire.strategies import questionnaires, values

TODAY = date(2026, 11, 23)
AB = "options: [{id: a, label: {en: Apple, de: Apfel}, score: 0.8}, {id: b, label: {en: Bear}, score: 0.5}, {id: n, label: {en: None}, score: 0, exclusive: true}, {id: u, label: {en: Unknown}}]"
SINGLE, MULTI = f"type: single, {AB}", f"type: multi, {AB}"
YES_NO = "type: yes_no, good: no"
NUMBER = "type: number, min: 0, max: 2000000, unit: {en: days, de: Tage}, bands: [{at: 10, score: 0}, {at: 20, score: 1}, {at: 30, score: 0.5}]"
TABLE = (
    "type: table, max_rows: 2, columns: [{id: name, label: {en: Name}, required: true}, {id: n, label: {en: Count}, type: number}, "
    "{id: d, label: {en: Day}, type: date}, {id: s, label: {en: Sort}, type: single, options: [{id: x, label: {en: Ex}}]}]"
)
DATE = "type: date, earliest: 2020-01-01, latest: today"

FORMS: list[tuple[str, dict[str, list[str]], Any]] = [
    (SINGLE, {"value": ["a"]}, "a"),
    (SINGLE, {"value": [""]}, None),
    (SINGLE, {}, None),
    (MULTI, {"value": ["b", "a", "b", ""]}, ["a", "b"]),
    (MULTI, {"value": [""]}, None),
    (MULTI, {"value": ["n"]}, ["n"]),
    (YES_NO, {"value": ["yes"]}, "yes"),
    (NUMBER, {"value": [" 1500 "]}, 1500),
    (NUMBER, {"value": ["1,5"]}, 1.5),
    (NUMBER, {"value": ["1.5"]}, 1.5),
    (NUMBER, {"value": ["0,500"]}, 0.5),
    (NUMBER, {"value": ["1.234,5"]}, 1234.5),
    (NUMBER, {"value": ["1,234.5"]}, 1234.5),
    (NUMBER, {"value": ["1,234,567"]}, 1234567),
    (NUMBER, {"value": ["1 234"]}, 1234),
    (NUMBER, {"value": ["1\u202f234"]}, 1234),
    (NUMBER, {"value": ["٣"]}, 3),
    (NUMBER, {"value": ["72 days"]}, 72),
    (NUMBER, {"value": ["12.3456"]}, 12.3456),
    (DATE, {"value": ["2026-11-23"]}, "2026-11-23"),
    (DATE, {"value-day": ["3"], "value-month": ["4"], "value-year": ["2025"]}, "2025-04-03"),
    (DATE, {"value-day": [""], "value-month": [""], "value-year": [""]}, None),
    ("type: text", {"value": [" Zoë \r\n and 🦉 "]}, "Zoë and 🦉"),
    ("type: text", {"value": ["=cmd|' /C calc'!A0"]}, "=cmd|' /C calc'!A0"),
    ("type: long_text", {"value": ["a\r\nb\rc\n"]}, "a\nb\nc"),
    ("type: long_text", {"value": ["مرحبا \u202babc\u202c"]}, "مرحبا \u202babc\u202c"),
    ("type: text", {"value": ["e\u0301"]}, "é"),
    ("type: url", {"value": ["www.vendor.example/a?b=c"]}, "https://www.vendor.example/a?b=c"),
    ("type: url", {"value": ["http://vendor.example:8080/"]}, "http://vendor.example:8080/"),
    ("type: url", {"value": ["vendor.example:8080/x"]}, "https://vendor.example:8080/x"),
    ("type: file", {"value": ["e1", "e2", "e1", ""]}, ["e1", "e2"]),
    (
        TABLE,
        {
            "value-7-name": ["Z"],
            "value-2-name": ["A"],
            "value-2-n": ["1,5"],
            "value-2-d": ["2026-01-02"],
            "value-2-s": ["x"],
            "value-3-n": [" "],
            "csrf": ["t"],
        },
        [{"name": "A", "n": "1.5", "d": "2026-01-02", "s": "x"}, {"name": "Z"}],
    ),
    (TABLE, {"value-0-name": [""]}, None),
    ("type: declaration", {"value-name": [" Ana "], "value-function": ["CISO"]}, {"name": "Ana", "function": "CISO"}),
    ("type: declaration", {"value-name": [""], "value-function": [""]}, None),
]

REFUSED: list[tuple[str, dict[str, list[str]], str, str]] = [
    (SINGLE, {"value": ["z"]}, "ANS-OPTION", "Q1"),
    (SINGLE, {"value": ["a", "b"]}, "ANS-TYPE", "Q1"),
    (MULTI, {"value": ["a", "z"]}, "ANS-OPTION", "Q1"),
    (MULTI, {"value": ["a", "n"]}, "ANS-EXCLUSIVE", "Q1"),
    (YES_NO, {"value": ["maybe"]}, "ANS-OPTION", "Q1"),
    (NUMBER, {"value": ["many"]}, "ANS-NUMBER", "Q1"),
    (NUMBER, {"value": ["1e5"]}, "ANS-NUMBER", "Q1"),
    (NUMBER, {"value": ["nan"]}, "ANS-NUMBER", "Q1"),
    (NUMBER, {"value": ["1,23,4"]}, "ANS-NUMBER", "Q1"),
    (NUMBER, {"value": ["1.2.3"]}, "ANS-NUMBER", "Q1"),
    (NUMBER, {"value": ["1,500"]}, "ANS-AMBIGUOUS", "Q1"),
    (NUMBER, {"value": ["1.500"]}, "ANS-AMBIGUOUS", "Q1"),
    (NUMBER, {"value": ["9" * 38]}, "ANS-RANGE", "Q1"),
    (NUMBER, {"value": ["-1"]}, "ANS-RANGE", "Q1"),
    (NUMBER, {"value": ["2000000.5"]}, "ANS-RANGE", "Q1"),
    ("type: number, integer: true", {"value": ["1.5"]}, "ANS-INTEGER", "Q1"),
    (DATE, {"value": ["23.11.2026"]}, "ANS-DATE", "Q1"),
    (DATE, {"value": ["2026-W01-1"]}, "ANS-DATE", "Q1"),
    (DATE, {"value-day": ["31"], "value-month": ["2"], "value-year": ["2026"]}, "ANS-DATE", "Q1.day"),
    (DATE, {"value-day": ["3"], "value-month": ["4"], "value-year": ["26"]}, "ANS-DATE", "Q1.year"),
    (DATE, {"value-day": ["3"], "value-month": [""], "value-year": ["2026"]}, "ANS-DATE", "Q1.month"),
    (DATE, {"value-day": ["x"], "value-month": ["1"], "value-year": ["2026"]}, "ANS-DATE", "Q1.day"),
    (DATE, {"value": ["2026-11-24"]}, "ANS-DATE-RANGE", "Q1"),
    (DATE, {"value": ["2019-12-31"]}, "ANS-DATE-RANGE", "Q1"),
    ("type: text", {"value": ["a\x00b"]}, "ANS-CHARACTER", "Q1"),
    ("type: text", {"value": ["a\ud800"]}, "ANS-CHARACTER", "Q1"),
    ("type: text", {"value": ["x" * 501]}, "ANS-TOO-LONG", "Q1"),
    ("type: long_text, max_length: 10", {"value": ["x" * 1_000_000]}, "ANS-TOO-LONG", "Q1"),
    ("type: url", {"value": ["javascript:alert(1)"]}, "ANS-URL", "Q1"),
    ("type: url", {"value": ["https://good.example@bad.example/"]}, "ANS-URL", "Q1"),
    ("type: url", {"value": ["https://[::1"]}, "ANS-URL", "Q1"),
    ("type: url", {"value": ["https://localhost/"]}, "ANS-URL", "Q1"),
    ("type: url", {"value": ["ftp://vendor.example/"]}, "ANS-URL", "Q1"),
    ("type: url", {"value": ["not an address"]}, "ANS-URL", "Q1"),
    ("type: file", {"value": ["../../etc/passwd"]}, "ANS-FILE", "Q1"),
    (TABLE, {f"value-{n}-name": ["A"] for n in range(3)}, "ANS-ROWS", "Q1"),
    (TABLE, {"value-1-nmae": ["A"]}, "ANS-COLUMN", "Q1.1"),
    (TABLE, {"value-1-n": ["5"]}, "ANS-CELL", "Q1.1.name"),
    (TABLE, {"value-4-name": ["A"], "value-9-name": ["A"], "value-9-n": ["five"]}, "ANS-NUMBER", "Q1.2.n"),
    (TABLE, {"value-1-name": ["A"], "value-1-s": ["y"]}, "ANS-OPTION", "Q1.1.s"),
    (TABLE, {"value-1-name": ["A\x00"]}, "ANS-CHARACTER", "Q1.1.name"),
    ("type: declaration", {"value-name": ["Ana"]}, "ANS-DECLARATION", "Q1.function"),
]


@pytest.mark.parametrize(("asked", "fields", "value"), FORMS)
def test_what_a_form_sends_becomes_a_value(asked: str, fields: dict[str, list[str]], value: Any) -> None:
    assert kinds.parse_form(question(asked), fields, TODAY) == value


@pytest.mark.parametrize(("asked", "fields", "value"), FORMS)
def test_a_stored_value_is_its_own_normal_form(asked: str, fields: dict[str, list[str]], value: Any) -> None:
    """What was saved can be sent to the API unchanged, and survives JSON."""
    assert kinds.parse_json(question(asked), json.loads(json.dumps(value)), TODAY) == value


@pytest.mark.parametrize(("asked", "fields", "code", "where"), REFUSED)
def test_what_cannot_be_is_refused_with_code_place_and_remedy(
    asked: str, fields: dict[str, list[str]], code: str, where: str
) -> None:
    with pytest.raises(Invalid) as refused:
        kinds.parse_form(question(asked), fields, TODAY)
    first = refused.value.problems[0]
    assert (first.code, first.where) == (code, where)
    assert first.message
    assert first.remedy


def test_every_answer_code_is_earned() -> None:
    assert {code for *_, code, _ in REFUSED} == set(kinds.CODES)


def test_an_ambiguous_number_shows_both_readings() -> None:
    with pytest.raises(Invalid) as refused:
        kinds.parse_form(question(NUMBER), {"value": ["1,500"]}, TODAY)
    assert refused.value.problems[0].remedy == "Write 1500 if it is in the thousands, or 1.5 if not."


@pytest.mark.parametrize("value", [True, math.nan, math.inf, -math.inf, 1e16, 10**400, [], {}, "x", "nan", "Infinity"])
def test_the_api_takes_no_number_that_is_none(value: Any) -> None:
    with pytest.raises(Invalid):
        kinds.parse_json(question("type: number"), value, TODAY)


def test_limits_of_a_number_belong_to_it() -> None:
    asked = question("type: number, min: 0.1, max: 0.3")
    assert [kinds.parse_json(asked, v, TODAY) for v in (0.1, 0.3)] == [0.1, 0.3]


CLAIMS: list[tuple[str, Any, float | None]] = [
    (SINGLE, "a", 0.8),
    (SINGLE, "u", None),  # an option without a score says nothing that a rule could weigh
    (YES_NO, "no", 1.0),
    (YES_NO, "yes", 0.0),
    ("type: yes_no", "yes", None),
    (MULTI, ["b"], 0.5),
    (MULTI, ["a", "b"], 1.0),  # 1.3, held in [0, 1]
    (MULTI, ["n"], 0.0),
    (MULTI, ["n", "a"], 0.0),  # stored before `n` became exclusive: it stands alone
    (MULTI, None, None),
    (NUMBER, 5, 0.0),
    (NUMBER, 10, 0.0),
    (NUMBER, 15, 0.5),
    (NUMBER, 20, 1.0),
    (NUMBER, 25, 0.75),
    (NUMBER, 99, 0.5),
    ("type: number", 5, None),
    ("type: date", "2026-01-01", None),
    ("type: long_text", "text", None),
    (TABLE, [{"name": "A"}], None),
    ("type: declaration", {"name": "A", "function": "B"}, None),
]


@pytest.mark.parametrize(("asked", "value", "worth"), CLAIMS)
def test_what_an_answer_is_worth_if_it_is_true(asked: str, value: Any, worth: float | None) -> None:
    assert kinds.claim(question(asked), value) == worth


HOW_SCORED = [
    (SINGLE, "rule"),
    (f"{SINGLE}, weight: 0", "never"),
    ("type: yes_no", "never"),
    (YES_NO, "rule"),
    (NUMBER, "rule"),
    ("type: number", "never"),
    ("type: date", "review"),
    ("type: text", "review"),
    ("type: long_text, weight: 0", "never"),
    ("type: url", "review"),
    ("type: file", "review"),
    (TABLE, "review"),
    ("type: declaration", "never"),
    ("type: single, options: [{id: a, label: {en: A}}, {id: b, label: {en: B}}]", "never"),
]


@pytest.mark.parametrize(("asked", "how"), HOW_SCORED)
def test_who_scores_a_question(asked: str, how: str) -> None:
    assert kinds.how_scored(question(asked)) == how


IN_WORDS = [
    (SINGLE, "a", "de", "Apfel"),
    (SINGLE, "gone", "en", "gone"),
    (MULTI, ["a", "b"], "en", "Apple; Bear"),
    (YES_NO, "yes", "fr", "Oui"),
    (NUMBER, 1500000, "en", "1500000 days"),
    (NUMBER, 0.25, "de", "0,25 Tage"),
    (DATE, "2026-11-03", "en", "3 November 2026"),
    (DATE, "2026-11-03", "de", "3. November 2026"),
    (TABLE, [{"name": "A", "s": "x", "d": "2026-01-02"}], "en", "Name: A; Sort: Ex; Day: 2 January 2026"),
    ("type: declaration", {"name": "Ana", "function": "CISO"}, "en", "Ana, CISO"),
    ("type: text", None, "en", ""),
]


@pytest.mark.parametrize(("asked", "value", "language", "text"), IN_WORDS)
def test_an_answer_in_words(asked: str, value: Any, language: str, text: str) -> None:
    assert kinds.describe(question(asked), value, language) == text


def test_an_author_may_word_yes_and_no() -> None:
    own = question("type: yes_no, good: yes, options: [{id: yes, label: {en: Signed}}]")
    assert [str(o.label) for o in kinds.choices(own)] == ["Signed", "No"]
    assert [o.score for o in kinds.choices(own)] == [1.0, 0.0]


@pytest.mark.parametrize("value", [0, False, 0.0])
def test_zero_and_false_are_answers(value: Any) -> None:
    assert not kinds.is_empty(value)


def test_every_kind_has_its_row() -> None:
    assert set(kinds.KINDS) == set(Kind)


@given(
    questionnaires(most=3),
    values,
    st.dictionaries(
        st.sampled_from(
            [
                "value",
                "value-day",
                "value-month",
                "value-year",
                "value-0-c0",
                "value-1-c1",
                "value-name",
                "value-function",
            ]
        ),
        st.lists(
            st.text(max_size=12) | st.sampled_from(["a", "1", "2026", "1,5", "\x00", "https://a.example"]), max_size=3
        ),
    ),
)
@settings(max_examples=150, deadline=None)
def test_nothing_that_is_sent_makes_an_answer_crash(
    made: Questionnaire, value: Any, fields: dict[str, list[str]]
) -> None:
    for asked in made.by_id.values():
        for parse, given_ in ((kinds.parse_json, value), (kinds.parse_form, fields)):
            try:
                parsed = parse(asked, given_, TODAY)  # type: ignore[operator]
            except Invalid as refused:
                told = refused.problems
            else:
                told = None
            if told is not None:
                assert told
                assert all(p.code in kinds.CODES and p.where.split(".")[0] == asked.id for p in told)
                continue
            assert json.loads(json.dumps(parsed, allow_nan=False)) == parsed
            assert kinds.parse_json(asked, parsed, TODAY) == parsed
            worth = kinds.claim(asked, parsed)
            assert worth is None or 0 <= worth <= 1
        assert isinstance(kinds.describe(asked, value), str)
        kinds.claim(asked, value)


def test_a_table_is_read_as_a_table_with_the_columns_that_hold_something() -> None:
    rows = [{"name": "Scan", "s": "x"}, {"name": "Sort", "d": "2026-05-04", "gone": "of an older release"}]
    read = grid(question(TABLE), rows)
    assert read is not None
    assert read.heads == ("Name", "Day", "Sort", "gone")
    assert read.rows == (("Scan", "", "Ex", ""), ("Sort", "4 May 2026", "", "of an older release"))


def test_only_a_table_is_read_as_one() -> None:
    assert grid(question(MULTI), ["a"]) is None
    assert grid(question(TABLE), None) is None
