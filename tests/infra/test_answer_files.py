"""A signed answer file in which one byte is another: refused, or word for word what was signed."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.answer_file import AnswerFile, signed_bytes
from app.core.problems import Invalid
from app.infra import signing
from app.infra.answer_files import opened
from app.infra.settings import Settings
from app.infra.signing import Known, Standing
from tests.core.test_answer_file import FILE


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path_factory.mktemp("here"))  # type: ignore[call-arg]


@pytest.fixture(scope="module")
def known(here: Settings) -> dict[str, Known]:
    signing.replace_key(here)
    return signing.known_keys(here)


@pytest.fixture(scope="module")
def body(here: Settings, known: dict[str, Known]) -> bytes:
    return json.dumps({**FILE, "signature": signing.sign(here, signed_bytes(FILE))}, indent=1).encode()


def taken(body: bytes, known: dict[str, Known]) -> tuple[AnswerFile, Standing] | None:
    try:
        file, verdict = opened(body, known)
    except Invalid:
        return None
    return file, verdict.standing


def test_no_bit_can_be_another(body: bytes, known: dict[str, Known]) -> None:
    """All of them, one after another: of the names and of the signature too."""
    assert taken(body, known) is not None
    flipped = (body[:at] + bytes([body[at] ^ 1 << bit]) + body[at + 1 :] for at in range(len(body)) for bit in range(8))
    assert [changed for changed in flipped if taken(changed, known)] == []


@given(at=st.integers(0), byte=st.integers(0, 255))
@example(at=1, byte=ord(" "))  # the end of a line
def test_a_byte_that_is_another_is_refused_unless_it_only_lays_the_file_out(
    body: bytes, known: dict[str, Known], at: int, byte: int
) -> None:
    at %= len(body)
    changed = body[:at] + bytes([byte]) + body[at + 1 :]
    if (was := taken(changed, known)) is None:
        return
    assert was == taken(body, known)
    assert b"".join(changed.split()) == b"".join(body.split())


def test_a_file_whose_signature_goes_by_another_name_is_refused(body: bytes, known: dict[str, Known]) -> None:
    with pytest.raises(Invalid) as refused:
        opened(body.replace(b'"signature"', b'"signaturf"'), known)
    assert [p.code for p in refused.value.problems] == ["PORTABLE-UNSIGNED"]
