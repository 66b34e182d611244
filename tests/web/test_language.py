"""The language a vendor reads: guessed, chosen, remembered by the browser and behind the link."""

from __future__ import annotations

import pytest

from app.core.wording import say, say_count
from app.infra import language
from app.infra.language import languages, speaking, translate
from app.web.language import preferred


@pytest.fixture
def german(tmp_path, monkeypatch):
    """A world with one catalog, of a few words."""
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "countersign.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
        'msgid "The text has %(length)s characters."\nmsgstr "Der Text hat %(length)s Zeichen."\n'
        '#, fuzzy\nmsgid "Maybe"\nmsgstr "Vielleicht"\n'
        'msgid "%(count)s row"\nmsgid_plural "%(count)s rows"\n'
        'msgstr[0] "%(count)s Zeile"\nmsgstr[1] "%(count)s Zeilen"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(language, "LOCALES", tmp_path)
    for cached in (language.languages, language._catalog):
        cached.cache_clear()
    yield
    monkeypatch.undo()
    for cached in (language.languages, language._catalog):
        cached.cache_clear()


def test_a_wording_is_plain_english_to_the_rules() -> None:
    assert say("The text has %(length)s characters.", length=12_345) == "The text has 12,345 characters."
    assert say_count("%(count)s row", "%(count)s rows", 1) == "1 row"


def test_a_wording_is_said_in_the_language_that_is_spoken(german) -> None:
    words = say("The text has %(length)s characters.", length=12_345)
    with speaking("de"):
        assert translate(words) == "Der Text hat 12.345 Zeichen."
        assert translate(say_count("%(count)s row", "%(count)s rows", 2)) == "2 Zeilen"
        assert translate(say("Not there yet")) == "Not there yet"
        assert translate(say("Maybe")) == "Maybe", "what is marked as fuzzy is not said"
    assert translate(words) == "The text has 12,345 characters."


def test_a_wording_within_a_wording_is_said_too(german) -> None:
    words = say("%(one)s!", one=say_count("%(count)s row", "%(count)s rows", 1))
    with speaking("de"):
        assert translate(words) == "1 Zeile!"


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("tlh, de;q=0.3", "de"),
        ("da;q=1,de;q=nonsense", "en"),
        ("de;q=0", "en"),
        ("", "en"),
        ("*", "en"),
    ],
)
def test_the_first_guess_is_what_the_browser_prefers_among_what_there_is(german, header: str, chosen: str) -> None:
    assert languages() == ("en", "de")
    assert preferred(header) == chosen
