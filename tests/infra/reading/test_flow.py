"""From a file to what it says: its text layer first, pictures where that says nothing, and remarks on what was left."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from app.core.catalog.model import ReferenceData
from app.core.certificates.facts import Family
from app.core.certificates.read import reader as rules
from app.core.certificates.read.model import Box, Document, Page, Reading
from app.infra.reading import Limits, ocr
from app.infra.reading.flow import open_source, read
from app.infra.reading.job import Job
from app.infra.reading.pdf import Pdf
from app.infra.reading.pictures import render
from tests import documents
from tests.certificates import media
from tests.certificates.samples import make

PDF = "application/pdf"
Ask = Callable[..., tuple[Reading, list[Document]]]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Read a file with rules that only take down what they were given."""

    def asked(
        data: bytes,
        media_type: str = PDF,
        limits: Limits | None = None,
        wants: Callable[[], tuple[int, ...]] = lambda: (),
    ) -> tuple[Reading, list[Document]]:
        given: list[Document] = []

        def read_rules(document: Document, reference: ReferenceData) -> Reading:
            given.append(document)
            return Reading(family=Family.OTHER, legibility="none")

        monkeypatch.setattr(rules, "read", read_rules)
        monkeypatch.setattr(rules, "wants_ocr", lambda document, reading: wants())
        job = Job(media_type=media_type, limits=limits or Limits(), reference="{}")
        return read(job, data), given

    return asked


def words(document: Document) -> str:
    return " ".join(word.text for page in document.pages for word in page.words)


def once(page: Page) -> dict[str, Box]:
    """Places of the words that stand on the page once."""
    count = Counter(word.text for word in page.words)
    return {word.text: word.box for word in page.words if count[word.text] == 1}


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.remarks]


def test_a_text_layer_is_read_once_and_no_picture_is_looked_at(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "recogniser", lambda threads: pytest.fail("nothing there is a picture"))
    reading, given = ask(make("classic-en"))
    assert len(given) == 1
    assert "BKA-AIMS-00412" in words(given[0])
    assert (reading.page_count, codes(reading)) == (1, [])
    assert reading.pages == ((pytest.approx(595.3, abs=1), pytest.approx(841.9, abs=1)),)


def test_a_scan_is_read_as_a_picture(ask: Ask) -> None:
    reading, given = ask(make("scan-de"))
    assert len(given) == 2
    assert words(given[0]) == ""
    (page,) = given[1].pages
    assert page.ocr
    assert all(word.how == "ocr" and 0.5 <= word.confidence <= 1 for word in page.words)
    assert any("ü" in word.text for word in page.words)
    assert codes(reading) == []


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_scan_that_lies_on_its_side_is_turned(ask: Ask, turn: int) -> None:
    reading, given = ask(media.scanned(make("classic-en"), turn=turn, dpi=120))
    page = given[1].pages[0]
    assert "BKA-AIMS-00412" in words(given[1])
    assert reading.turned == {1: turn}  # the scan was turned the other way round
    assert page.height > page.width
    places = once(page)
    assert places["Havnegade"][1] < places["BKA-AIMS-00412"][1]
    assert all(right - left > bottom - top for left, top, right, bottom in [places["BKA-AIMS-00412"]])


def test_places_in_a_scan_are_those_on_the_page(ask: Ask) -> None:
    _, straight = ask(make("classic-en"))
    _, scanned = ask(media.scanned(make("classic-en"), skew=0))
    there, here = once(straight[0].pages[0]), once(scanned[1].pages[0])
    both = [text for text in there if text in here and len(text) > 5]
    assert len(both) > 20
    for text in both:
        assert here[text] == pytest.approx(there[text], abs=0.02), text


def test_a_photograph_is_turned_as_the_camera_says(ask: Ask) -> None:
    from PIL import Image

    sideways = media.rendered(make("classic-en"), 110).rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    buffer = io.BytesIO()
    sideways.save(buffer, "JPEG", quality=85, exif=exif)
    reading, given = ask(buffer.getvalue(), "image/jpeg")
    assert "BKA-AIMS-00412" in words(given[1])
    assert reading.turned == {}
    assert reading.pages[0][1] > reading.pages[0][0]


def test_a_hidden_layer_gives_way_to_what_is_seen(ask: Ask) -> None:
    _, given = ask(make("searchable-scan-that-lies-en"))
    assert "FAKE" not in words(given[-1])
    assert "BKA-AIMS-00412" in words(given[-1])


def test_without_ocr_a_hidden_layer_is_better_than_nothing_and_said_to_be_hidden(ask: Ask) -> None:
    reading, given = ask(make("searchable-scan-en"), limits=Limits(ocr=False))
    assert "BKA-AIMS-00412" in words(given[-1])
    assert codes(reading) == ["READ-OCR-OFF", "READ-UNSEEN"]


def test_switched_off_a_scan_says_so(ask: Ask) -> None:
    reading, given = ask(make("scan-de"), limits=Limits(ocr=False))
    assert {words(document) for document in given} == {""}
    assert codes(reading) == ["READ-OCR-OFF"]
    assert "page 1" in reading.remarks[0].message


def test_not_installed_a_scan_says_so(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    reading, _ = ask(make("scan-de"))
    assert codes(reading) == ["READ-OCR-MISSING"]


def test_a_page_that_cannot_be_recognised_does_not_cost_the_others(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        def read_page(self, page: object, sheet: object, most: int) -> None:
            raise ValueError("no")

    monkeypatch.setattr(ocr, "recogniser", lambda threads: Failing())
    reading, _ = ask(make("scan-two-pages-en"))
    assert codes(reading) == ["READ-OCR-FAILED", "READ-OCR-FAILED"]


def test_more_pictures_than_are_read_are_named(ask: Ask) -> None:
    reading, given = ask(make("scan-two-pages-en"), limits=Limits(ocr_pages=1))
    assert codes(reading) == ["READ-OCR-LEFT"]
    assert reading.remarks[0].where == "page 2"
    assert [page.ocr for page in given[-1].pages] == [True, False]


def test_pages_that_may_say_more_are_read_until_nothing_is_missing(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pages of text with a logo: the picture of the first says what was missing, and the second is left alone."""
    read_as_pictures: list[int] = []

    class Reads:
        def read_page(self, page: Page, sheet: object, most: int) -> Page:
            read_as_pictures.append(page.number)
            return page.model_copy(update={"ocr": True})

    monkeypatch.setattr(ocr, "recogniser", lambda threads: Reads())
    ask(documents.pdf(2), wants=lambda: () if read_as_pictures else (1, 2))
    assert read_as_pictures == [1]


def test_what_the_text_layer_says_is_not_recognised_again(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate in text with its mark in a picture: only what stands in the picture costs time."""
    recogniser = ocr.recogniser(2)
    (page,) = open_source(PDF, make("classic-en"), Limits()).document.pages
    sheet = render(Pdf(make("classic-en")), 1)
    assert sheet is not None
    lines = recogniser._corners(np.asarray(sheet.image)[:, :, ::-1])
    assert len(lines) > 10
    new, _ = recogniser.words(sheet.image, [word.box for word in page.words])
    assert len(new) <= 2
    without_number = [word.box for word in page.words if "00412" not in word.text]
    assert "00412" in " ".join(word.text for word in recogniser.words(sheet.image, without_number)[0])


def test_a_background_of_one_word_says_nothing() -> None:
    def line(text: str) -> ocr.Line:
        return ocr.Line(None, text, 0.9, text, ())

    pattern = [line("Registered")] * 9
    assert ocr._without_pattern([*pattern, line("Registered office"), line("DE")]) == [
        line("Registered office"),
        line("DE"),
    ]


def test_of_many_pages_the_first_and_last_are_read(ask: Ask) -> None:
    reading, given = ask(make("five-hundred-pages-en"))
    assert [page.number for page in given[0].pages] == [*range(1, 13), 499, 500]
    assert (reading.page_count, codes(reading)) == (500, ["READ-PAGES-LEFT"])


def test_hidden_words_beside_others_are_left_out_and_told(ask: Ask) -> None:
    reading, given = ask(make("unseen-white-en"))
    assert "FAKE" not in words(given[0])
    assert codes(reading) == ["READ-HIDDEN"]


def test_an_empty_page_wants_nothing(ask: Ask) -> None:
    reading, given = ask(documents.pdf())
    assert (len(given), codes(reading)) == (1, [])


def test_what_signs_a_file_is_said(ask: Ask) -> None:
    assert (seal := ask(make("sealed-en"))[0].seal) is not None
    assert seal.state == "untrusted"
    assert (plain := ask(make("classic-en"))[0].seal) is not None
    assert plain.state == "unsigned"


def test_a_seal_that_cannot_be_looked_at_costs_a_remark(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.infra import seals

    def fails(*given: object) -> None:
        raise ValueError("no")

    monkeypatch.setattr(seals, "examine", fails)
    reading, _ = ask(make("sealed-en"))
    assert (reading.seal, codes(reading)) == (None, ["READ-SEAL"])
