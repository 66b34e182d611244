"""What comes in as an answer file: read, or refused with a code that says what is wrong. Nothing else ever happens."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import answer_file, json_text
from app.core.answer_file import FORMAT, signed_bytes, understood
from app.core.problems import Invalid
from app.infra.settings import ROOT

DIGEST = "ab" * 32
FILE: dict[str, Any] = {
    "format": FORMAT,
    "made": {
        "vendor": "Quillfeather Talent",
        "name": "Marta Quist",
        "at": "2026-11-23T09:00:00Z",
        "state": "submitted",
    },
    "questionnaire": {"id": "small", "title": {"en": "Small"}, "edition": 2, "sha256": DIGEST},
    "answers": [{"question": "A", "asked": {"type": "yes_no", "ask": {"en": "Is it logged?"}}, "value": "yes"}],
    "evidence": [{"name": "log.pdf", "sha256": DIGEST, "size": 9, "media_type": "application/pdf"}],
}


def refused(body: bytes | dict[str, Any]) -> list[str]:
    try:
        understood(json_text.read(json.dumps(body).encode() if isinstance(body, dict) else body, 4_000_000))
    except Invalid as invalid:
        return [p.code for p in invalid.problems if p.message and p.remedy]
    return []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b" " * 4_000_001, "JSON-SIZE"),
        (b'{"format": ', "JSON-FORM"),
        (b"", "JSON-FORM"),
        (b"\xff\xfe{}", "JSON-FORM"),
        (b"[" * 100_000, "JSON-DEPTH"),
        (b"[" * 20 + b"]" * 20, "JSON-DEPTH"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "JSON-KEY-TWICE"),
        (b'{"a": NaN}', "JSON-NUMBER"),
        (b'{"a": 1e999}', "JSON-NUMBER"),
        (b'{"a": 9007199254740993}', "JSON-NUMBER"),
        (b'{"a": ' + b"9" * 5000 + b"}", "JSON-NUMBER"),
        (b'{"a": "\\u0000"}', "JSON-CHARACTER"),
        (b'{"\\ud800": 1}', "JSON-CHARACTER"),
        (b"[]", "PORTABLE-FORMAT"),
        (b"null", "PORTABLE-FORMAT"),
        (b"{}", "PORTABLE-FORMAT"),
        (b'{"format": "countersign-answers/2"}', "PORTABLE-FORMAT"),
        (b'{"format": "countersign-response/1"}', "PORTABLE-FORMAT"),
    ],
)
def test_what_is_no_answer_file_is_refused_by_what_is_wrong(body: bytes, code: str) -> None:
    assert refused(body) == [code]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda f: f.pop("made"), "PORTABLE-FIELD"),
        (lambda f: f["questionnaire"].update(sha256="x"), "PORTABLE-FIELD"),
        (lambda f: f["answers"][0].pop("asked"), "PORTABLE-FIELD"),
        (lambda f: f["answers"][0]["asked"].update(type="song"), "PORTABLE-FIELD"),
        (lambda f: f.update(answers=f["answers"] * 2001), "PORTABLE-FIELD"),
        (lambda f: f.update(answers=f["answers"] * 2), "PORTABLE-TWICE"),
        (lambda f: f["made"].update(at="yesterday"), "PORTABLE-FIELD"),
        (lambda f: f.update(signature=7), "PORTABLE-FIELD"),
    ],
)
def test_a_field_that_is_not_what_the_format_says_is_named(change: Callable[[Any], Any], code: str) -> None:
    file = copy.deepcopy(FILE)
    change(file)
    assert refused(file)[0] == code


def test_a_field_of_a_later_version_is_passed_over_and_is_signed_too() -> None:
    later = {**FILE, "weather": "fine"}
    assert refused(later) == []
    assert signed_bytes(later) != signed_bytes(FILE)
    assert signed_bytes({**FILE, "signature": "x"}) == signed_bytes(FILE)


def test_bytes_are_signed_as_rfc_8785_says() -> None:
    """The order of names is that of UTF-16, and numbers are written as ECMAScript does."""
    assert signed_bytes({"\ufb33": 1.0, "\U0001f600": 1e21, "a": 0.000001}) == (
        '{"a":0.000001,"\U0001f600":1e+21,"\ufb33":1}'.encode()
    )


@given(st.binary(max_size=300))
def test_no_bytes_do_anything_but_be_read_or_refused(body: bytes) -> None:
    assert refused(body) != []


JSONISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
)


@given(st.sampled_from(["made", "questionnaire", "answers", "evidence", "signature", "confidential_left_out"]), JSONISH)
def test_no_value_in_a_field_does_anything_but_be_read_or_refused(field: str, value: Any) -> None:
    refused({**FILE, field: value})


def test_every_code_is_explained() -> None:
    explained = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert [code for code in {**json_text.CODES, **answer_file.CODES} if f"`{code}`" not in explained] == []
