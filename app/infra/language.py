"""In which language people are spoken to, and the catalogs of what is said.

English is what the source says. Every other language is a file `app/locales/<code>/LC_MESSAGES/countersign.po`: to
add one is to add the file. Which language a request or a mail is in, the door says once (`speaking`); filters,
templates and dates ask `spoken()`.
"""

from __future__ import annotations

import gettext as stdlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from app.core.questionnaire.model import Text
from app.core.wording import Wording
from app.infra.settings import ROOT

ENGLISH = "en"
LOCALES = ROOT / "app" / "locales"
_FILE = "LC_MESSAGES/countersign.po"


@dataclass(slots=True)
class Speech:
    """What a request is answered in. One object for all threads of a request: any may learn better."""

    language: str = ENGLISH
    chosen: bool = False  # by the person, not guessed


_SPEECH: ContextVar[Speech | None] = ContextVar("speech", default=None)


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """English first, then every language that has a catalog."""
    return (ENGLISH, *sorted(path.parents[1].name for path in LOCALES.glob(f"*/{_FILE}")))


def own_name(language: str) -> str:
    """What the language calls itself: Deutsch."""
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]


def name_of(language: str) -> str:
    """What the spoken language calls it: German."""
    return Locale.parse(language).get_display_name(spoken()) or language


def spoken() -> str:
    speech = _SPEECH.get()
    return speech.language if speech else ENGLISH


def locale() -> str:
    """For days and numbers: English as the British write it."""
    language = spoken()
    return "en_GB" if language == ENGLISH else language


@contextmanager
def speaking(language: str, *, chosen: bool = True) -> Iterator[Speech]:
    """Everything inside is said in `language`; in English when there is no catalog of it."""
    speech = Speech(known(language) or ENGLISH, chosen)
    token = _SPEECH.set(speech)
    try:
        yield speech
    finally:
        _SPEECH.reset(token)


def remembered(language: str) -> None:
    """Somebody chose this before: it counts unless this browser's own choice is known already."""
    speech = _SPEECH.get()
    if speech is not None and not speech.chosen and known(language):
        speech.language, speech.chosen = language, True


def known(language: str) -> str:
    """The language, or nothing when there is no catalog of it."""
    return language if language in languages() else ""


def gettext(message: str, /, **values: Any) -> str:
    """The message in the spoken language, its `%(name)s` filled in."""
    return _catalog(spoken()).one(message) % said_values(values)


def ngettext(one: str, many: str, count: int, /, **values: Any) -> str:
    """The message for so many; `%(count)s` and `%(num)s` stand for the number."""
    return _catalog(spoken()).several(one, many, count) % said_values({"count": count, "num": count, **values})


def looked_up(one: str, many: str = "", count: int = 1) -> str:
    """The template in the spoken language, its placeholders still open."""
    return _catalog(spoken()).several(one, many, count) if many else _catalog(spoken()).one(one)


def translate(text: str) -> str:
    """A wording in the spoken language; any other text as it is."""
    if not isinstance(text, Wording):
        return text
    return looked_up(text.template, text.many, text.values.get("count", 1)) % said_values(text.values)


def recognised(text: str) -> str:
    """English words that were kept, in the spoken language: by the message they are, or that they were made from."""
    return translate(text) if isinstance(text, Wording) else _catalog(spoken()).recognised(text)


def said_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _said(value) for name, value in values.items()}


def _said(value: Any) -> Any:
    if isinstance(value, Wording):
        return translate(value)
    if isinstance(value, Text):
        return value.in_(spoken())
    if isinstance(value, int) and not isinstance(value, bool):
        return format_decimal(value, locale=locale())
    if isinstance(value, date):
        return format_date(value, "d MMMM yyyy" if spoken() == ENGLISH else "long", locale=locale())
    return value


class _Catalog:
    """A language's messages. What is missing, or marked as fuzzy, is said in English."""

    def __init__(self, language: str) -> None:
        self._said: dict[str, tuple[str, ...]] = {}
        self._form = stdlib.c2py("n != 1")
        if language == ENGLISH:
            return
        with (LOCALES / language / _FILE).open("rb") as opened:
            catalog = read_po(opened, locale=language)
        self._form = stdlib.c2py(catalog.plural_expr)
        for message in catalog:
            if not message.id or message.fuzzy:
                continue
            first = message.id if isinstance(message.id, str) else message.id[0]
            strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            if all(strings):
                self._said[first] = strings

    def one(self, message: str) -> str:
        found = self._said.get(message)
        return found[0] if found else message

    def recognised(self, text: str) -> str:
        if text in self._said:
            return self.one(text)
        for pattern, message in self._templates:
            if found := pattern.fullmatch(text):
                values = {name: self.recognised(value) for name, value in found.groupdict().items()}
                return self.one(message) % values
        return text

    @cached_property
    def _templates(self) -> list[tuple[re.Pattern[str], str]]:
        """Messages with placeholders as patterns, those with most words of their own first."""
        found = [(len(re.sub(_PLACE, "", m)), _pattern(m), m) for m in self._said if re.search(_PLACE, m)]
        return [(pattern, message) for own, pattern, message in sorted(found, key=lambda f: -f[0]) if own >= _TELLING]

    def several(self, one: str, many: str, count: int) -> str:
        found = self._said.get(one)
        form = self._form(count)
        if found:
            return found[min(form, len(found) - 1)]
        return one if count == 1 else many


_PLACE = r"%\((\w+)\)s"
_TELLING = 5  # characters that a template must have of its own to be known by them


def _pattern(message: str) -> re.Pattern[str]:
    literal, *others = re.split(_PLACE, message)  # text, name, text, name, text
    pattern, seen = re.escape(literal), set[str]()
    for name, literal in zip(others[::2], others[1::2], strict=True):
        pattern += (f"(?P={name})" if name in seen else f"(?P<{name}>.+)") + re.escape(literal)
        seen.add(name)
    return re.compile(pattern.replace("%%", "%"), re.DOTALL)


@lru_cache(maxsize=32)
def _catalog(language: str) -> _Catalog:
    return _Catalog(language)
