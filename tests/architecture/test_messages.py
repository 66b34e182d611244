"""What vendors read is there in every language: nothing is missing, left over, guessed, or says other values."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tests.architecture.bare import bare_words
from tests.architecture.rules import ROOT, verdicts_in_translations
from tools import messages

LANGUAGES = messages.known()
PLACE = re.compile(r"%\((\w+)\)s|%%|%")
TAG = re.compile(r"<[^>]+>")
COLLECTED = messages.collected()


def catalog(language: str) -> list[Message]:
    with messages.catalog_of(language).open("rb") as opened:
        return [message for message in read_po(opened, locale=language) if message.id]


def said(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def asked(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def test_there_are_catalogs() -> None:
    assert LANGUAGES == ["de", "fr", "nl"]
    assert len(COLLECTED) > 900


@pytest.mark.parametrize("language", LANGUAGES)
class TestCatalog:
    def test_it_holds_the_messages_there_are_and_no_others(self, language: str) -> None:
        assert messages.written(messages.merged(language, COLLECTED)).decode() == messages.catalog_of(
            language
        ).read_text(encoding="utf-8"), "run `make messages`, and translate what is new"

    def test_every_message_is_translated(self, language: str) -> None:
        assert [asked(m)[0] for m in catalog(language) if m.fuzzy or not all(said(m))] == []

    def test_placeholders_are_those_of_the_message(self, language: str) -> None:
        wrong = []
        for message in catalog(language):
            known = {place for text in asked(message) for place in PLACE.findall(text)}
            for text in said(message):
                used = set(PLACE.findall(text))
                # The form for one may leave the number out: "there is 1 thing".
                if used != known and not (len(said(message)) > 1 and known - used <= {"count"} and used <= known):
                    wrong.append((asked(message)[0], text))
        assert wrong == []

    def test_a_percent_sign_is_doubled(self, language: str) -> None:
        signs = [m for m in catalog(language) for t in said(m) if re.search(r"%(?!\(\w+\)s|%)", t.replace("%%", ""))]
        assert signs == []

    def test_markup_is_that_of_the_message(self, language: str) -> None:
        wrong = [
            (asked(m)[0], text)
            for m in catalog(language)
            for text in said(m)
            if sorted(TAG.findall(text)) != sorted(TAG.findall(asked(m)[0]))
        ]
        assert wrong == []

    def test_no_message_gives_a_verdict(self, language: str) -> None:
        assert [
            (text, found) for m in catalog(language) for text in said(m) if (found := verdicts_in_translations(text))
        ] == []

    def test_spaces_around_it_stay(self, language: str) -> None:
        wrong = [
            (m.id, text)
            for m in catalog(language)
            for text in said(m)
            if text.strip(" ") != text and m.id != " %(unit)s"
        ]
        assert wrong == []


def test_french_keeps_its_signs_beside_the_word() -> None:
    """A narrow space that does not break stands before them, else one may begin a line."""
    assert [text for m in catalog("fr") for text in said(m) if re.search(r" [:;?!»]|« ", text)] == []


@pytest.mark.parametrize(("one", "other"), list(combinations(LANGUAGES, 2)))
def test_no_catalog_speaks_the_language_of_another(one: str, other: str) -> None:
    """A catalog is filled in by copying, too. German and Dutch share words, but not two in a row."""
    elsewhere = {asked(m): said(m)[0] for m in catalog(other)}
    shared = 2 if {one, other} == {"de", "nl"} else 1
    wrong = []
    for message in catalog(one):
        text = said(message)[0]
        words = re.findall(r"[^\W\d_]{3,}", TAG.sub("", PLACE.sub("", text)))
        if elsewhere[asked(message)] == text != asked(message)[0] and len(words) >= shared:
            wrong.append(text)
    assert wrong == []


@pytest.mark.parametrize("path", messages.vendor_templates(), ids=lambda p: p.name)
def test_a_template_of_the_vendors_side_says_nothing_that_cannot_be_translated(path: Path) -> None:
    assert bare_words(path.read_text()) == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("<p>Save it</p>", ["Save it"]),
        ('<input placeholder="All of them">', ["All of them"]),
        ('<p>{{ "Save" if page.open else _("Close") }}</p>', ["Save"]),
        ('{{ ui.notice("Sent", "plain") }}', ["Sent"]),
        ('<p>{{ _("Save it") }}</p>', []),
        ('<a class="btn quiet" href="/v/{{ page.ref }}/">{{ page.title }}</a> · {{ ui.icon("arrow-right") }}', []),
        ('{% if page.state == "saved" %}{{ page.words }}{% endif %}', []),
    ],
)
def test_bare_words_are_noticed(planted: str, found: list[str]) -> None:
    assert bare_words(planted) == found


def test_the_source_is_collected_from_this_tree() -> None:
    assert messages.ROOT == ROOT
