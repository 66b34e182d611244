"""Lines and blocks from words, by their places."""

from __future__ import annotations

from app.core.certificates.read.layout import MAX_LETTERS, MAX_WORDS_ON_PAGE, lay_out, too_much
from app.core.certificates.read.model import Document, Page, Word
from tests.core.certificates.read.paper import Paper, document


def texts(paper: Paper) -> list[str]:
    (sheet,) = lay_out(document(paper))
    return [line.text for line in sheet.lines]


def test_cells_beside_each_other_are_lines_of_their_own() -> None:
    assert texts(Paper().row("Valid until", "2 May 2027")) == ["Valid until", "2 May 2027"]


def test_letters_spaced_out_are_words() -> None:
    assert texts(Paper().line("C E R T I F I C A T E", 20)) == ["CERTIFICATE"]


def test_ligatures_and_soft_hyphens_are_read_as_letters() -> None:
    assert texts(Paper().line("Certi\u00adﬁcation oﬃce")) == ["Certification office"]


def test_a_word_of_the_picture_gives_way_to_the_text_layer() -> None:
    paper = Paper().at(60, "Otterline", 12)
    (word,) = paper.words
    paper.words.append(word.model_copy(update={"text": "0tterIine", "how": "ocr", "confidence": 0.9}))
    paper.at(200, "UKAS", 12)
    paper.words[-1] = paper.words[-1].model_copy(update={"how": "ocr"})
    assert sorted(texts(paper)) == ["Otterline", "UKAS"]


def test_more_words_than_are_read_are_left_out_and_said() -> None:
    box = (0.1, 0.1, 0.2, 0.12)
    page = Page(number=1, width=595, height=842, words=(Word(text="x" * 5000, box=box),) * (MAX_WORDS_ON_PAGE + 50))
    crowded = Document(pages=(page,), page_count=1)
    assert too_much(crowded)
    (sheet,) = lay_out(crowded)
    assert sum(len(line.tokens) for line in sheet.lines) <= MAX_WORDS_ON_PAGE
    assert all(len(t.text) <= MAX_LETTERS for line in sheet.lines for t in line.tokens)
