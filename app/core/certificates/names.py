"""Is this the same company? Same, doubt or different, with the reason.

A certificate is somebody's: a near miss is a question for a person and never an answer. Only the same name in the
same legal form is *same*, however either is spelled; a missing or different form, a former name, a company of the
group or a slip of the pen is *doubt*.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from cleanco.termdata import terms_by_country
from rapidfuzz import fuzz

from app.core.certificates.legal_forms import (
    CYRILLIC,
    CYRILLIC_SYSTEMS,
    GREEK,
    GREEK_PAIRS,
    GREEK_VOICELESS,
    LEADING_FORMS,
    LEGAL_FORMS,
    ONE_LETTER,
    TWO_LETTERS,
)
from app.core.frozen import Frozen
from app.core.response import Vendor
from app.core.wording import Said, say

NEAR = 86.0  # similarity of two bare names, 0 to 100, from which a slip of the pen is likelier than another company
AND = {"und": "and", "et": "and", "och": "and", "og": "and"}


class Likeness(StrEnum):
    SAME = "same"
    DOUBT = "doubt"
    DIFFERENT = "different"


class NameComparison(Frozen):
    likeness: Likeness
    reason: Said
    other_company: bool = (
        False  # in doubt because it is, or may well be, another company: of the group, of another form
    )


@lru_cache(maxsize=16384)
def compare_names(left: str, right: str) -> NameComparison:
    """Two company names as written; symmetric in its verdict. An empty name is a doubt, for nothing was compared."""
    if not left.strip() or not right.strip():
        return _doubt(say("One of the two names is missing."))
    if left.split() == right.split():
        return _same(say("The names are the same, letter for letter."))
    a, b = _read(left), _read(right)
    if a.bare & b.bare:
        return _same_bare_name(left, right, a.forms, b.forms)
    one, other = min(a.bare), min(b.bare)
    if {x.replace(" ", "") for x in a.bare} & {x.replace(" ", "") for x in b.bare}:
        return _doubt(say("“%(left)s” and “%(right)s” differ in the spaces between the words.", left=left, right=right))
    if _one_within_the_other(one, other):
        return _doubt(
            say(
                "One name is part of the other (“%(left)s”, “%(right)s”): they may be sister companies or branches.",
                left=left,
                right=right,
            )
        )
    if max(fuzz.ratio(x, y) for x in a.bare for y in b.bare) >= NEAR or fuzz.token_sort_ratio(one, other) >= NEAR:
        return _doubt(
            say(
                "“%(left)s” and “%(right)s” are nearly the same: a slip of the pen, or another company.",
                left=left,
                right=right,
            )
        )
    return NameComparison(
        likeness=Likeness.DIFFERENT,
        reason=say("“%(left)s” and “%(right)s” are different names.", left=left, right=right),
    )


def compare_with_vendor(name: str, vendor: Vendor) -> NameComparison:
    """A holder's name against everything known of the vendor's names.

    A former name, a brand or a company of the group is a doubt that names both: whether that certificate may be
    relied on is for a person to say.
    """
    direct = compare_names(name, vendor.legal_name)
    if direct.likeness is Likeness.SAME:
        return direct
    for known in vendor.other_names:
        if compare_names(name, known).likeness is Likeness.SAME:
            return _doubt(
                say(
                    "“%(name)s” is a former or other name of “%(legal_name)s”.", name=name, legal_name=vendor.legal_name
                )
            )
    for known in vendor.group:
        if compare_names(name, known).likeness is not Likeness.DIFFERENT:
            reason = say(
                "“%(name)s” is a company of the same group as “%(legal_name)s”, not the vendor.",
                name=name,
                legal_name=vendor.legal_name,
            )
            return _doubt(reason, other_company=True)
    if direct.likeness is Likeness.DIFFERENT:
        for known in vendor.other_names:
            if compare_names(name, known).likeness is Likeness.DOUBT:
                return _doubt(
                    say(
                        "“%(name)s” resembles “%(known)s”, another name of “%(legal_name)s”.",
                        name=name,
                        known=known,
                        legal_name=vendor.legal_name,
                    )
                )
    return direct


class _Read(Frozen):
    bare: frozenset[str]  # the name without its legal form, in each transliteration
    forms: frozenset[str]  # keys of the legal forms it may mean ("AS" is Norwegian, Danish, Czech or Turkish)


def _same(reason: str) -> NameComparison:
    return NameComparison(likeness=Likeness.SAME, reason=reason)


def _doubt(reason: str, *, other_company: bool = False) -> NameComparison:
    return NameComparison(likeness=Likeness.DOUBT, reason=reason, other_company=other_company)


def _same_bare_name(left: str, right: str, left_forms: frozenset[str], right_forms: frozenset[str]) -> NameComparison:
    if left_forms & right_forms or left_forms == right_forms:
        return _same(
            say(
                "“%(left)s” and “%(right)s” are the same name in the same legal form, spelled differently.",
                left=left,
                right=right,
            )
        )
    if not left_forms or not right_forms:
        return _doubt(say("Only one of “%(left)s” and “%(right)s” states the legal form.", left=left, right=right))
    reason = say(
        "“%(left)s” and “%(right)s” have different legal forms: they may be two companies.", left=left, right=right
    )
    return _doubt(reason, other_company=True)


def _one_within_the_other(left: str, right: str) -> bool:
    short, long = sorted((left.split(), right.split()), key=len)
    telling = sum(len(word) for word in short) >= 4
    return telling and len(short) < len(long) and set(short) <= set(long)


@lru_cache(maxsize=4096)
def _read(name: str) -> _Read:
    systems = CYRILLIC_SYSTEMS if _CYRILLIC.search(name) else CYRILLIC_SYSTEMS[:1]
    split = [_split(_words(name, letters, system)) for letters in (TWO_LETTERS, ONE_LETTER) for system in systems]
    return _Read(bare=frozenset(bare for bare, _ in split), forms=frozenset().union(*(forms for _, forms in split)))


_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_GREEK_V = re.compile(rf"(?<=[αεη])υ(?=[{GREEK_VOICELESS}])")


def _words(name: str, letters: dict[str, str], cyrillic: dict[str, str] | None = None) -> str:
    """Lower case, Latin letters without marks, no punctuation; single letters in a row joined ("s. a." -> "sa")."""
    text = unicodedata.normalize("NFKC", name).casefold().replace("\u0307", "")
    text = unicodedata.normalize("NFC", text)
    text = "".join(letters.get(c, c) for c in text)
    letter = CYRILLIC | (cyrillic or {})  # before marks are taken off: й and ї are letters of their own
    text = "".join(letter.get(c, c) for c in text)
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = _GREEK_V.sub("f", text)
    for pair, latin in GREEK_PAIRS.items():
        text = text.replace(pair, latin)
    text = "".join(GREEK.get(c, c) for c in text)
    text = re.sub(r"[&+]", " and ", text)
    text = re.sub(r"[.'’`´]", "", text)
    text = re.sub(r"(?<=\b\w)/(?=\w\b)", "", text)
    words = [AND.get(w, w) for w in re.findall(r"\w+", text)]
    joined: list[str] = []
    initials = ""
    for word in words:
        if len(word) == 1 and word.isalpha():
            initials += word
            continue
        if initials:
            joined.append(initials)
            initials = ""
        joined.append(word)
    if initials:
        joined.append(initials)
    return " ".join(joined)


def _forms() -> dict[tuple[str, ...], frozenset[str]]:
    """Spelling (as words) -> keys of the forms it may mean. Our own table wins over cleanco's."""
    table: dict[tuple[str, ...], frozenset[str]] = {}
    for key, own in LEGAL_FORMS.items():
        for spelling in own:
            for words in {_words(spelling, ONE_LETTER), _words(spelling, TWO_LETTERS)}:
                parts = tuple(words.split())
                table[parts] = table.get(parts, frozenset()) | {key}
    for spellings in terms_by_country.values():
        for spelling in spellings:
            words = _words(spelling, ONE_LETTER)
            # A one-letter remnant would eat the last initial of a name.
            if len(words) > 1:
                table.setdefault(tuple(words.split()), frozenset({words.replace(" ", "-")}))
    return table


_FORMS = _forms()
_LONGEST = max(len(words) for words in _FORMS)


def _split(words: str) -> tuple[str, frozenset[str]]:
    """The bare name and the forms. A name that is nothing but a form stays a name."""
    parts = words.split()
    for size in range(min(_LONGEST, len(parts) - 1), 0, -1):
        forms = _FORMS.get(tuple(parts[-size:]))
        if forms:
            return " ".join(parts[:-size]), forms
    for size in range(min(_LONGEST, len(parts) - 1), 0, -1):
        forms = _FORMS.get(tuple(parts[:size]), frozenset()) & LEADING_FORMS
        if forms:
            return " ".join(parts[size:]), forms
    return words, frozenset()


@lru_cache(maxsize=4096)
def states_legal_form(name: str) -> bool:
    """Whether a name ends or begins with a legal form: "Muster GmbH", "OÜ Muster"."""
    return bool(_read(name).forms)
