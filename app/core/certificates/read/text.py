"""Letters as the rules compare them: without case, accents, blanks and signs, with recognisers' slips evened out."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_NOTHING = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe\uffff\x00"))
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st", "\u00a0": " ", "\u202f": " "}
)
# Letters that no decomposition takes apart, and the pairs that recognisers of pictures take for one another.
_ALIKE = {
    "ı": "i",
    "ł": "i",
    "đ": "d",
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "l": "i",
    "1": "i",
    "|": "i",
    "0": "o",
}


def clean(text: str) -> str:
    """Ligatures taken apart, soft hyphens and letters without width removed, capitals and accents kept."""
    return unicodedata.normalize("NFC", text.translate(_NOTHING).translate(_LIGATURES))


@lru_cache(maxsize=4096)
def fold_letter(letter: str) -> str:
    out = []
    for part in unicodedata.normalize("NFKD", letter.casefold()):
        if part in _ALIKE:
            out.append(_ALIKE[part])
        elif part.isalnum():
            out.append(_ALIKE.get(part, part))
    return "".join(out)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """ "Numéro de certificat" and "NUMERODECERTIFICAT" are the same; l, I and 1 are too, and O and 0."""
    return "".join(fold_letter(c) for c in text)


class Folded(NamedTuple):
    """A text folded, with the way back: letter `i` of `letters` comes from letter `back[i]` of the text."""

    letters: str
    back: tuple[int, ...]
    starts: tuple[int, ...]  # where a word begins, in `letters`


def folded(text: str) -> Folded:
    letters: list[str] = []
    back: list[int] = []
    starts: list[int] = []
    inside = False
    for at, letter in enumerate(text):
        parts = fold_letter(letter)
        if not parts:
            inside = inside and unicodedata.combining(letter) > 0
            continue
        previous = text[at - 1] if at else " "
        if not inside or (previous.islower() and letter.isupper()) or previous.isdigit() != letter.isdigit():
            starts.append(len(letters))
        inside = True
        letters.append(parts)
        back.extend([at] * len(parts))
        if len(parts) > 1:  # keep `letters` as one string of the same length as `back`
            letters[-1:] = list(parts)
    return Folded("".join(letters), tuple(back), tuple(starts))


def plain(text: str) -> str:
    """Lower case without accents, blanks and signs kept: for regular expressions."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ı", "i")


@lru_cache(maxsize=4096)
def _level_letter(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter.lower())[:1].lower()
    return {
        "ı": "i",
        "’": "'",
        "`": "'",
        "´": "'",
        "–": "-",
        "—": "-",
        "−": "-",
        "‐": "-",
        "‑": "-",
        "º": "°",
        "ª": "°",
    }.get(letter, base) or letter


def level(text: str) -> str:
    """Lower case without accents, letter by letter: places in the result are places in the text."""
    return "".join(_level_letter(c) for c in text)


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", plain(text))
