"""Translations go into a questionnaire's file without disturbing anything else in it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.questionnaire.load import load
from app.core.questionnaire.translating import texts, translated
from app.infra.content import shipped_questionnaires

FILE = """\
format: countersign/1
id: small
title: {en: "Small"}
summary:
  en: >-
    Two lines that are
    one.

    And another.
languages: [en]
licence: CC-BY-4.0
catalogs: [iso-42001-2023]
minutes: 5
sections:
  - id: first # the only one
    title: {en: First}
    questions:
      - id: A1
        ask: {en: "Does it?"}   # asked first
        type: single
        options:
          - {id: yes_it_does, label: {en: "Yes"}, score: 1}
          - {id: it_is, label: {en: "No"}, score: 0}
        clauses: ["iso-42001:4.3"]
        show_if: {question: A0, is: yes_it_does}
"""
GERMAN = {
    "Small": "Klein",
    "Two lines that are one.\nAnd another.": "Zwei Zeilen, die eine sind.\nUnd noch eine.",
    "First": "Erstens",
    "Does it?": "Tut es das, auch wenn es „anders“ heißt: " + "und zwar auf jeden Fall " * 6 + "ja?",
    "Yes": "Ja",
    "No": "Nein",
}


def test_every_text_is_named_by_its_place() -> None:
    assert [said.where for said in texts(FILE)] == [
        "title",
        "summary",
        "sections.first.title",
        "sections.first.questions.A1.ask",
        "sections.first.questions.A1.options.yes_it_does.label",
        "sections.first.questions.A1.options.it_is.label",
    ]


def test_translations_are_put_beside_the_texts_and_the_language_is_named() -> None:
    german = translated(FILE, "de", GERMAN)
    for said in texts(german):
        assert said.words == {"en": said.words["en"], "de": GERMAN[said.words["en"]]}
    assert "languages: [en, de]" in german
    assert "# the only one" in german
    assert "# asked first" in german
    assert translated(german, "de", GERMAN) == german


def test_a_language_is_named_only_when_every_text_has_it() -> None:
    some = translated(FILE, "de", {"Yes": "Ja"})
    assert "languages: [en]" in some
    assert 'label: {en: "Yes", de: "Ja"}' in some
    assert translated(some, "de", GERMAN) == translated(FILE, "de", GERMAN)


def test_a_translation_takes_the_place_of_another() -> None:
    changed = translated(translated(FILE, "de", GERMAN), "de", {"Two lines that are one.\nAnd another.": "Kurz."})
    assert texts(changed)[1].words["de"] == "Kurz."
    assert translated(changed, "de", GERMAN) == translated(FILE, "de", GERMAN)


LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=200)


@given(st.dictionaries(st.sampled_from(list(GERMAN)), LINES))
@example({"Small": "\ufffe", "Yes": "\u2028", "No": "\ufeff", "Two lines that are one.\nAnd another.": "\u2029 " * 40})
def test_whatever_is_put_in_is_read_back(words: dict[str, str]) -> None:
    read = {said.words["en"]: said.words.get("de") for said in texts(translated(FILE, "de", words))}
    assert read == {english: words.get(english) for english in GERMAN}


@pytest.mark.parametrize("source", ["a: [", "a: 1", "languages: []"])
def test_what_is_no_questionnaire_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"YAML|languages"):
        texts(source)


@pytest.mark.parametrize("name", sorted(shipped_questionnaires()))
def test_a_whole_questionnaire_is_translated_and_means_the_same(name: str) -> None:
    source = shipped_questionnaires()[name]
    before = load(source).questionnaire
    assert before is not None
    words = {said.words["en"]: f"{said.words['en']} ¡olé!" for said in texts(source)}
    after = load(translated(source, "es", words)).questionnaire
    assert after is not None
    assert after.languages == (*before.languages, "es")
    assert [s.words["en"] for s in texts(source)] == [s.words["en"] for s in texts(translated(source, "es", words))]
    assert [q.id for q in after.by_id.values()] == [q.id for q in before.by_id.values()]
