"""Days as certificates print them. "03/04/2026" has two readings, and keeps both until the document settles which."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal

from app.core.certificates.read.labels import LANGUAGES
from app.core.certificates.read.text import level

Order = Literal["dmy", "mdy"]
_MOST_LETTERS = 600
_FIRST_YEAR, _LAST_YEAR = 1985, 2065  # a year outside is no year of a certificate


@dataclass(frozen=True)
class Day:
    """A day at text[start:end]. `dmy` and `mdy` differ only where the print leaves the order open."""

    start: int
    end: int
    form: str  # "iso", "words", or the sign between the numbers
    dmy: date | None
    mdy: date | None
    sure: float = 1.0
    known: Order | None = None  # the only order in which these numbers make a day

    @property
    def open(self) -> bool:
        return self.dmy is not None and self.mdy is not None and self.dmy != self.mdy

    @property
    def value(self) -> date | None:
        return None if self.open else self.dmy or self.mdy

    def ordered(self, order: Order) -> Day:
        chosen = self.dmy if order == "dmy" else self.mdy
        return replace(self, dmy=chosen, mdy=chosen) if chosen else self


@cache
def _month_numbers() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for number, names in enumerate(language.months, 1):
            for name in names:
                found.setdefault(level(name), number)
    return found


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    months = "|".join(sorted(map(re.escape, _month_numbers()), key=len, reverse=True))
    gap, gap1 = r"[\s\-.,/']{0,4}", r"[\s\-./']{1,3}"
    free, done = r"(?<![\d./-])", r"(?!\d)(?![-./]\d)"
    full = r"(?P<y>(?:19|20)\d{2})"
    sign, two = r"(?P<s>[-./])", r"(?P<a>\d{1,2})"
    day, ordinal = r"(?<![\d.,/])(?P<d>\d{1,2})", r"(?:st|nd|rd|th|er|e|°|\.)?"
    of = r"(?:(?:de|del|of|di|d)(?=[\s'a-z]))?"
    year = r"(?P<y>(?:19|20)\d{2})(?!\d)"
    return (
        ("iso", re.compile(rf"{free}{full}\s?{sign}\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?(?P<d>\d{{1,2}}){done}")),
        ("iso", re.compile(r"(?P<y>(?:19|20)\d{2})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日")),
        ("words", re.compile(rf"{day}\s?{ordinal}{gap}{of}{gap}(?P<w>{months})\.?{gap}{of}{gap}{year}")),
        ("words", re.compile(rf"(?<![a-z])(?P<w>{months})\.?{gap}(?P<d>\d{{1,2}})(?!\d)\s?{ordinal}{gap}{year}")),
        ("words", re.compile(rf"(?<!\d)(?P<y>(?:19|20)\d{{2}}){gap}(?P<w>{months})\.?{gap}(?P<d>\d{{1,2}})(?!\d)")),
        ("short", re.compile(rf"{day}\s?{ordinal}{gap1}(?P<w>{months})\.?{gap1}(?P<y>\d{{2}})(?!\d)")),
        ("numbers", re.compile(rf"{free}{two}\s?{sign}\s?(?P<b>\d{{1,2}})\s?(?P=s)\s?(?P<y>(?:19|20)\d{{2}}){done}")),
        ("blanks", re.compile(r"(?<![\d./-])(?P<a>\d{2})\s(?P<b>\d{2})\s(?P<y>(?:19|20)\d{2})(?!\d)")),
        ("tiny", re.compile(r"(?<![\d./-])(?P<a>\d{1,2})(?P<s>[./])(?P<b>\d{1,2})(?P=s)(?P<y>\d{2})(?!\d)(?![-./]\d)")),
    )  # fmt: skip


_SLIPS = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1"})
_NUMERIC = re.compile(r"(?<![a-z0-9])(?=[\doli|./\-]*\d)[\doli|]{1,4}(?:[./\-][\doli|]{1,4}){2}(?![a-z0-9])")


def days(text: str, *, pictured: bool = False) -> list[Day]:
    """Every day in a text, from left to right. `pictured`: letters that recognisers take for digits are digits."""
    levelled = level(text[:_MOST_LETTERS])
    slipped = 1.0
    if pictured:
        mended = _NUMERIC.sub(lambda m: m.group().translate(_SLIPS), levelled)
        if mended != levelled:
            levelled, slipped = mended, 0.85
    found: list[Day] = []
    taken: list[tuple[int, int]] = []
    for form, pattern in _patterns():
        for match in pattern.finditer(levelled):
            if any(match.start() < end and match.end() > start for start, end in taken):
                continue
            day = _day(form, match)
            if day is not None:
                found.append(replace(day, sure=day.sure * slipped))
                taken.append((match.start(), match.end()))
    return sorted(found, key=lambda d: d.start)


def _day(form: str, match: re.Match[str]) -> Day | None:
    year = int(match["y"])
    if year < 100:
        year += 2000
    if form in ("iso", "words", "short"):
        month = _month_numbers()[match["w"]] if form != "iso" else int(match["m"])
        value = _date(year, month, int(match["d"]))
        sure = 0.9 if form == "short" else 1.0
        return (
            Day(match.start(), match.end(), "iso" if form == "iso" else "words", value, value, sure) if value else None
        )
    first, second = int(match["a"]), int(match["b"])
    dmy, mdy = _date(year, second, first), _date(year, first, second)
    sign = " " if form == "blanks" else match["s"]
    known: Order | None = "dmy" if dmy and not mdy else "mdy" if mdy and not dmy else None
    if sign in ". " and dmy:  # dots put the day first everywhere
        mdy = dmy
    if not dmy and not mdy:
        return None
    return Day(
        match.start(), match.end(), sign, dmy or mdy, mdy or dmy, 0.8 if form in ("tiny", "blanks") else 1.0, known
    )


def _date(year: int, month: int, day: int) -> date | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
