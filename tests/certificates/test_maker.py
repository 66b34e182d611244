"""The samples are what they say they are: each opens or does not, and holds the words it was drawn from."""

from __future__ import annotations

import io
import re
import time
import unicodedata
from datetime import date

import pypdfium2
import pytest
from PIL import Image

from tests.certificates import SAMPLES, make
from tests.certificates.cases import BY_LANGUAGE, FOREIGN, base
from tests.certificates.describe import Words, edition, languages, written
from tests.certificates.layouts_bodies import LAYOUTS, SPOKEN
from tests.certificates.made import PASSWORD, described, draw

TEXTS = "standard edition number holder scope body accreditation_body accreditation_number soa_version revision".split()

KEYS = "title certify conforms scope holder address standard number first issued from until body".split()


def squashed(words: str) -> str:
    """Letters and digits only: where lines break, and how far apart letters stand, is the layout's affair."""
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", words)).casefold()


def text_of(pdf: bytes, password: str | None = None) -> str:
    document = pypdfium2.PdfDocument(pdf, password)
    try:
        pages = [document[number] for number in range(min(len(document), 3))]
        for page in pages:
            page.set_rotation(0)
        return "\n".join(page.get_textpage().get_text_range() for page in pages)
    finally:
        document.close()


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_sample_is_what_it_says(name: str) -> None:
    sample, content = SAMPLES[name], make(name)
    if sample.media_type != "application/pdf":
        Image.open(io.BytesIO(content)).verify()
        return
    if not sample.openable:
        with pytest.raises(pypdfium2.PdfiumError):
            pypdfium2.PdfDocument(content)
        return
    document = pypdfium2.PdfDocument(content)
    assert len(document) == sample.pages
    document.close()
    assert bool(text_of(content).strip()) is sample.text_layer


def _as_text() -> list[str]:
    made = (s for s in SAMPLES.values() if s.medium == "text" and s.openable and s.layout != "letter")
    return [s.name for s in made if s.media_type == "application/pdf"]


def test_a_garbled_file_looks_right_and_copies_wrong() -> None:
    assert "Quillfeather" not in text_of(make("garbled-en"))


def test_a_searchable_scan_has_its_words_behind_it() -> None:
    assert "Quillfeather Talent ApS" in text_of(make("searchable-scan-en"))
    assert "BKA-FAKE-99999" in text_of(make("searchable-scan-that-lies-en"))


def test_outlines_are_neither_text_nor_picture() -> None:
    document = pypdfium2.PdfDocument(make("outlined-en"))
    kinds = {thing.type for thing in document[0].get_objects()}
    assert kinds == {pypdfium2.raw.FPDF_PAGEOBJ_PATH}


@pytest.mark.parametrize("name", _as_text())
def test_every_expected_fact_stands_in_the_text(name: str) -> None:
    text = squashed(text_of(make(name)))
    pictured = {"body", "accreditation_body", "accreditation_number"} if SAMPLES[name].layout == "pictured" else set()
    for certificate in SAMPLES[name].certificates:
        for fact in TEXTS:
            values = certificate.facts.get(fact, ())
            if values and fact not in pictured:
                assert any(squashed(str(value)) in text for value in values), (fact, values)


def test_each_layout_prints_its_days() -> None:
    for layout, form in LAYOUTS.items():
        d = described(SPOKEN.get(layout, "de"), dates="iso", valid_from=date(2026, 3, 9), revision="2")
        text = squashed(text_of(draw(layout, d)))
        days = {"first_issued": d.first, "issued": d.issued, "valid_from": d.valid_from, "valid_until": d.valid_until}
        for fact, day in days.items():
            printed = squashed(str(day)) in text
            assert printed is (fact in form.prints), (layout, fact)


def test_a_change_after_sealing_shows_another_day() -> None:
    text = text_of(make("changed-after-sealing-en"))
    assert "11 January 2029" in text
    assert "11 January 2027" not in text
    assert b"/ByteRange" in make("changed-after-sealing-en")


def test_a_locked_file_opens_with_its_password() -> None:
    assert "Quillfeather Talent ApS" in text_of(make("locked-en"), PASSWORD)


def test_a_sample_is_the_same_every_time() -> None:
    make.cache_clear()
    once = {name: make(name) for name in ("classic-en", "scan-table-en", "jpeg-fr")}
    make.cache_clear()
    time.sleep(1.1)  # nothing in it is of this second
    assert once == {name: make(name) for name in once}


def test_languages_have_words_and_a_case_each() -> None:
    assert set(languages()) == set(BY_LANGUAGE) | set(FOREIGN)
    for language in languages():
        for variant in range(4):
            words = Words(language, variant)
            for (
                key
            ) in "title certify conforms scope holder address standard number first issued from until body".split():
                assert words(key, body="Brightkeel")
        assert Words(language).system(base(language).scheme)


@pytest.mark.parametrize(
    ("way", "language", "words"),
    [
        ("long", "de", "2. März 2026"),
        ("long", "es", "2 de marzo de 2026"),
        ("long", "tr", "2 Mart 2026"),
        ("us", "en", "03/02/2026"),
        ("ordinal", "en", "2nd March 2026"),
        ("dashes", "en", "2nd - March -2026"),
        ("short", "en", "02-Mar-2026"),
    ],
)
def test_days_are_written_as_bodies_write_them(way: str, language: str, words: str) -> None:
    assert written(date(2026, 3, 2), way, language) == words


def test_the_edition_is_the_year_of_the_standard() -> None:
    assert edition("DIN EN ISO/IEC 27001:2024") == "2024"
    assert edition("EN ISO 13485:2016 + A11:2021") == "2016"
    assert edition("ISO/IEC 20000-1:2018") == "2018"
    assert edition("ISO 9001") == ""
