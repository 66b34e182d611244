"""Words of a PDF's text layer: where they stand, as the page is shown, and whether they can be seen."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from app.core.certificates.read.model import Word
from app.infra.reading.limits import Limits
from app.infra.reading.pdf import Pdf, PdfPage
from app.infra.reading.words import Letter, join
from tests.certificates import media
from tests.certificates.samples import make

LIMITS = Limits()


def first(data: bytes) -> PdfPage:
    page = Pdf(data).page(1, LIMITS)
    assert page is not None
    return page


def text(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


def letters(line: str, *, size: float = 0.01, wide: float = 0.006, gap: float = 0.0, **more: object) -> list[Letter]:
    """Letters side by side, as a file without blank space has them; " " leaves room."""
    out, at = [], 0.1
    for sign in line:
        if sign != " ":
            out.append(Letter(sign, (at, 0.5, at + wide, 0.5 + size), size=10, **more))  # type: ignore[arg-type]
        at += wide + gap
    return out


def test_words_end_where_there_is_room() -> None:
    assert text(join(letters("valid until 2027", wide=0.01), 1.0, 99).words) == "valid until 2027"


def test_spaced_letters_are_one_word() -> None:
    spaced = letters("CERTIFICATE OF", wide=0.006, gap=0.009)
    assert text(join(spaced, 1.0, 99).words) == "CERTIFICATE OF"


@pytest.mark.parametrize(
    ("printed", "meant"),
    [("Mu¨nchen", "München"), ("M¨unchen", "München"), ("Lodz´", "Lodź"), ("ﬁrst", "first"), ("5`", "5`")],
)
def test_accents_and_ligatures_become_letters(printed: str, meant: str) -> None:
    assert text(join(letters(printed), 1.0, 99).words) == meant


def test_letters_without_a_meaning_and_outside_the_page_are_no_words() -> None:
    odd = [*letters("ab"), Letter("x", (0.112, 0.5, 0.118, 0.51), size=10, known=False)]
    outside = Letter("z", (1.2, 0.5, 1.21, 0.51), size=10)
    assert text(join([*odd, outside], 1.0, 99).words) == "ab"


def test_a_word_that_lacks_a_letter_is_doubted_and_an_ornament_beside_it_is_not_missed() -> None:
    word = letters("number")
    unknown = Letter("\ue001", word[2].box, size=10, known=False)
    (lacking,) = join([*word[:2], unknown, *word[3:]], 1.0, 9).words
    assert (lacking.text, lacking.confidence) == ("nuber", 0.5)
    (adorned,) = join([Letter("\ue001", word[0].box, size=10, known=False), *word[1:]], 1.0, 9).words
    assert (adorned.text, adorned.confidence) == ("umber", 1.0)


def test_a_page_of_endless_words_ends() -> None:
    found = join(letters("a b c d e", wide=0.02), 1.0, 3)
    assert (len(found.words), found.left) == (3, True)


def test_accents_are_kept_and_places_are_shares_of_the_page() -> None:
    page = first(make("number-of-dots-tr")).page
    assert any(any(sign in "ğışçöü" for sign in word.text) for word in page.words)
    assert all(0 <= left < right <= 1 and 0 <= top < bottom <= 1 for left, top, right, bottom in boxes(page.words))
    assert all(3 < word.size < 60 for word in page.words)


def by_place(words: tuple[Word, ...]) -> list[Word]:
    return sorted(words, key=lambda word: (word.text, round(word.box[1], 2), word.box[0]))


def boxes(words: tuple[Word, ...]) -> list[tuple[float, float, float, float]]:
    return [word.box for word in words]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_reads_like_the_same_page_upright(degrees: int) -> None:
    upright = first(make("classic-en")).page
    turned = first(media.turned(make("classic-en"), degrees)).page
    assert turned.turned == 360 - degrees
    assert (turned.width, turned.height) == pytest.approx((upright.width, upright.height))
    for one, other in zip(by_place(turned.words), by_place(upright.words), strict=True):
        assert one.text == other.text
        assert one.box == pytest.approx(other.box, abs=0.002)


def test_places_follow_the_crop_box() -> None:
    document = pypdfium2.PdfDocument(make("classic-en"))
    width, height = document[0].get_size()
    document[0].set_cropbox(0, height / 2, width, height)
    buffer = io.BytesIO()
    document.save(buffer)
    whole, half = first(make("classic-en")).page, first(buffer.getvalue()).page
    assert half.height == pytest.approx(whole.height / 2)
    kept = {word.text: word.box for word in half.words}
    assert 10 < len(kept) < len(whole.words)
    name = next(word for word in whole.words if word.text in kept and word.box[3] < 0.4)
    assert kept[name.text][1] == pytest.approx(name.box[1] * 2, abs=0.01)


@pytest.mark.parametrize("sample", ["unseen-white-en", "unseen-covered-en", "unseen-tiny-en"])
def test_words_that_nobody_can_see_are_set_apart(sample: str) -> None:
    page = first(make(sample))
    assert "BKA-FAKE-99999," in text(page.unseen)
    assert "BKA-FAKE-99999," not in text(page.page.words)
    assert not page.is_only_picture


def test_everything_on_a_plain_page_can_be_seen() -> None:
    for sample in ("classic-en", "sidebar-de", "good-en"):
        assert first(make(sample)).unseen == ()


def test_a_layer_under_a_scan_is_not_what_is_read() -> None:
    page = first(make("searchable-scan-en"))
    assert page.is_only_picture
    assert page.page.words == ()
    assert all((word.how, word.confidence) == ("ocr", 0.6) for word in page.unseen)
    assert page.page.pictures == 1.0


@pytest.mark.parametrize("sample", ["garbled-en", "outlined-en", "scan-en"])
def test_pages_whose_letters_have_no_meaning_are_pictures(sample: str) -> None:
    page = first(make(sample))
    assert page.is_only_picture
    assert page.page.words == ()


def test_the_first_and_the_last_pages_are_read() -> None:
    assert LIMITS.page_numbers(3) == (1, 2, 3)
    assert LIMITS.page_numbers(14) == tuple(range(1, 15))
    assert LIMITS.page_numbers(500) == (*range(1, 13), 499, 500)


def test_no_page_is_drawn_larger_than_can_be_held() -> None:
    from app.infra.reading.pictures import render

    document = pypdfium2.PdfDocument.new()
    document.new_page(14_400, 14_400)
    document.new_page(99_999, 99_999)
    document.new_page(14_400, 1)
    buffer = io.BytesIO()
    document.save(buffer)
    pdf = Pdf(buffer.getvalue())
    large = render(pdf, 1)
    assert large is not None
    assert large.image.width * large.image.height <= 9_100_000
    assert render(pdf, 2) is None
    assert pdf.page(2, LIMITS) is None
    assert render(pdf, 3) is not None
