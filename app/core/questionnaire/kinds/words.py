"""The few words that describing an answer needs, by language. Other languages fall back to English or to digits."""

from __future__ import annotations

from datetime import date

YES = {"en": "Yes", "de": "Ja", "fr": "Oui", "nl": "Ja"}
NO = {"en": "No", "de": "Nein", "fr": "Non", "nl": "Nee"}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}

# As print of the language has them; French with the narrow space that does not break.
QUOTES = {"en": "“%s”", "de": "„%s“", "fr": "«\u202f%s\u202f»", "nl": "“%s”"}


def quoted(text: str, language: str) -> str:
    return QUOTES.get(language, QUOTES["en"]) % text


def day(value: date, language: str) -> str:
    """A full date with the month's name, "23 November 2026"."""
    months = MONTHS.get(language, MONTHS["en"]).split()
    dot = "." if language == "de" else ""
    return f"{value.day}{dot} {months[value.month - 1]} {value.year}"
