"""A page as a picture for people, drawn by the guarded process."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.infra.reading import Limits, Unreadable, page_picture, picture_key
from tests import documents

LIMITS = Limits(seconds=30)


def test_a_page_is_shown_as_wide_as_asked() -> None:
    shown = page_picture(io.BytesIO(documents.pdf(2)), "application/pdf", 2, limits=LIMITS, width=600)
    with Image.open(io.BytesIO(shown.data)) as image:
        assert (image.format, image.size) == ("WEBP", (600, 849))
    assert (shown.width, shown.height, shown.media_type) == (600, 849, "image/webp")


def test_a_page_on_its_side_is_shown_upright() -> None:
    shown = page_picture(io.BytesIO(documents.pdf()), "application/pdf", 1, limits=LIMITS, width=842, turned=90)
    assert (shown.width, shown.height) == (842, 595)


@pytest.mark.parametrize(("content", "kind"), [(documents.png(), "image/png"), (documents.jpeg(), "image/jpeg")])
def test_a_picture_is_its_own_page(content: bytes, kind: str) -> None:
    shown = page_picture(io.BytesIO(content), kind, 1, limits=LIMITS)
    assert (shown.width, shown.height) == (40, 30)


@pytest.mark.parametrize(
    ("content", "kind", "page", "code"),
    [
        (documents.pdf(), "application/pdf", 2, "READ-PAGE"),
        (documents.pdf(), "application/pdf", 0, "READ-PAGE"),
        (documents.png(), "image/png", 2, "READ-PAGE"),
        (documents.password_pdf(), "application/pdf", 1, "READ-ENCRYPTED"),
        (b"%PDF-1.7\nnothing", "application/pdf", 1, "READ-BROKEN"),
        (documents.png()[:40], "image/png", 1, "READ-BROKEN"),
        (documents.docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 1, "READ-TYPE"),
    ],
)
def test_what_cannot_be_shown_says_why(content: bytes, kind: str, page: int, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        page_picture(io.BytesIO(content), kind, page, limits=LIMITS)
    assert refused.value.problem.code == code
    assert refused.value.problem.remedy


def test_the_same_picture_has_the_same_key_and_another_has_not() -> None:
    keys = {
        picture_key("ab", 1),
        picture_key("ab", 2),
        picture_key("ab", 1, width=600),
        picture_key("ab", 1, turned=90),
        picture_key("cd", 1),
    }
    assert len(keys) == 5
    assert picture_key("ab", 1) in keys
