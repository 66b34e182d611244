"""Labels and set phrases in the lines and blocks of a document, and the values that stand beside a label."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Generic, TypeVar

from app.core.certificates.read.labels import LANGUAGES, What
from app.core.certificates.read.layout import Block, Line, Sheet, Span
from app.core.certificates.read.text import fold

T = TypeVar("T")
_MOST_HITS = 60  # of one line or block
_MOST_OF_A_KIND = 150  # labels that announce the same, in one document
_DAY_WORDS = frozenset(fold(word) for word in "date data datum fecha tarih tarihi dato".split())
_NEAR = 30  # letters behind a label in which a day or a number begins
_BROKEN = 8  # letters of a label that is looked for over the end of a line
_PREFIX = re.compile(r"[-/_.]?\w*\d")
_LEADING = re.compile(r"^[\s:;.,#°ºª/|=>)\-–—_*]+|^\((?:s|n|en|e)\)[\s:.]*", re.IGNORECASE)


class Index(Generic[T]):
    """Many phrases looked for at once; the longest wins at each beginning of a word."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        self._by_head: dict[str, list[tuple[str, T]]] = defaultdict(list)
        seen: set[str] = set()
        for phrase, payload in phrases:
            letters = fold(phrase)
            if letters and letters not in seen:
                seen.add(letters)
                self._by_head[letters[:3]].append((letters, payload))
        for entries in self._by_head.values():
            entries.sort(key=lambda e: -len(e[0]))
        self._short = {head for head in self._by_head if len(head) < 3}

    def find(self, span: Span) -> list[tuple[int, int, T]]:
        """(start, end, payload) with places in `span.text`, from left to right, none overlapping."""
        if id(self) not in span.memo:
            span.memo[id(self)] = self._find(span)
        found: list[tuple[int, int, T]] = span.memo[id(self)]
        return found

    def _find(self, span: Span) -> list[tuple[int, int, T]]:
        text, folded = span.text, span.folded
        letters, back = folded.letters, folded.back
        found: list[tuple[int, int, T]] = []
        free = 0
        for start in folded.starts:
            if start < free:
                continue
            heads = [letters[start : start + 3]]
            heads += [h for h in (letters[start : start + 2], letters[start : start + 1]) if h in self._short]
            for head in heads:
                hit = next(
                    (
                        (phrase, payload)
                        for phrase, payload in self._by_head.get(head, ())
                        if letters.startswith(phrase, start) and _ends_word(text, back, start + len(phrase))
                    ),
                    None,
                )
                if hit:
                    free = start + len(hit[0])
                    found.append((back[start], back[free - 1] + 1, hit[1]))
                    break
            if len(found) >= _MOST_HITS:
                break
        return found


def _ends_word(text: str, back: tuple[int, ...], end: int) -> bool:
    last = back[end - 1]
    following = text[last + 1 : last + 2]
    if end < len(back) and back[end] == last:  # in the middle of one letter that folds to two
        return False
    if not following or not following.isalnum():
        return True
    return following.isdigit() != text[last].isdigit() or (following.isupper() and text[last].islower())


@dataclass(frozen=True)
class Label:
    what: What
    language: str
    letters: str


@cache
def label_index() -> Index[Label]:
    return Index(
        (text, Label(what, language.code, fold(text)))
        for language in LANGUAGES
        for what, texts in language.labels.items()
        for text in texts
    )


@cache
def phrase_index(name: str) -> Index[str]:
    """Of one field of `Language`: the payload is the language."""
    return Index((text, language.code) for language in LANGUAGES for text in getattr(language, name))


@dataclass(eq=False)
class Hit:
    """A label where it stands. `alone`: at the beginning of its line, or behind another label, or before a colon."""

    line: Line
    sheet: Sheet
    start: int
    end: int
    label: Label
    alone: bool
    colon: bool
    following: Hit | None = None  # the next label of the same line
    tail: Line | None = None  # the line that the label runs on to
    tail_end: int = 0  # where it ends there

    @property
    def what(self) -> What:
        return self.label.what

    @property
    def last_line(self) -> Line:
        return self.tail or self.line

    @property
    def extent(self) -> tuple[float, float]:
        """Where the label begins and ends across the page, within words too that were set without a gap."""
        edges = []
        for at in (self.start, self.end - 1):
            token, offset = max(
                ((t, o) for t, o in zip(self.line.tokens, self.line.offsets, strict=True) if o <= at),
                key=lambda pair: pair[1],
            )
            edges.append(token.left + (token.right - token.left) * (at - offset) / max(len(token.text), 1))
        return edges[0], edges[1]


@dataclass(eq=False)
class Scene:
    """A document, or the pages of one certificate in it, with its labels found."""

    sheets: tuple[Sheet, ...]
    hits: dict[What, list[Hit]] = field(init=False)
    by_line: dict[int, list[Hit]] = field(init=False, repr=False)
    tails: set[int] = field(init=False, repr=False)  # ids of lines that a label of the line before ends on
    values_above: bool = field(init=False, default=False)  # small labels stand below their values

    def __post_init__(self) -> None:
        self.hits = defaultdict(list)
        self.by_line = {}
        self.tails = set()
        for sheet in self.sheets:
            found = {id(line): hits for line in sheet.lines if (hits := _hits(sheet, line))}
            for hit in _over_two_lines(sheet):
                assert hit.tail is not None
                self.tails.add(id(hit.tail))
                found[id(hit.line)] = [hit]
                found[id(hit.tail)] = [h for h in found.get(id(hit.tail), ()) if h.start >= hit.tail_end]
            for line in sheet.lines:
                if hits := found.get(id(line), []):
                    self.by_line[id(line)] = hits
                for hit in hits:
                    if len(self.hits[hit.what]) < _MOST_OF_A_KIND:
                        self.hits[hit.what].append(hit)
        self.values_above = self._values_above()

    def _values_above(self) -> bool:
        """More labels of days and numbers have a value close above them than one close below or behind."""
        above = elsewhere = 0
        for what in DATED:
            for hit in self.hits[what][:20]:
                if not covers(hit) or hit.colon:
                    elsewhere += hit.alone
                    continue
                over, under = hit.sheet.above(hit.line, 1.8)[:1], hit.sheet.below(hit.line, 1.8)[:1]
                digits = [
                    bool(o) and self.leading(o[0]) is None and any(c.isdigit() for c in o[0].text)
                    for o in (over, under)
                ]
                if all(digits) and 2 * (hit.line.top - over[0].bottom) < under[0].top - hit.line.bottom:
                    digits[1] = False  # the next label's value, which stands farther off
                above += digits[0] and not digits[1]
                elsewhere += digits[1] or bool(hit.sheet.right_of(hit.line, 0.0)[:1] and not digits[0])
        return above >= 2 and above > 2 * elsewhere

    @property
    def lines(self) -> Iterator[tuple[Sheet, Line]]:
        return ((sheet, line) for sheet in self.sheets for line in sheet.lines)

    @property
    def blocks(self) -> Iterator[tuple[Sheet, Block]]:
        return ((sheet, block) for sheet in self.sheets for block in sheet.blocks)

    def sheet_of(self, line: Line) -> Sheet:
        return next(s for s in self.sheets if s.number == line.page)

    def leading(self, line: Line) -> Hit | None:
        """The label that a line begins with."""
        hits = self.by_line.get(id(line))
        return hits[0] if hits and hits[0].alone and not _letters_before(line, hits[0].start) else None

    def in_row_of_label(self, sheet: Sheet, line: Line) -> bool:
        """A label stands on the left of this line, on the same height: the line is that label's value."""
        return any(
            o.right <= line.left
            and (hit := self.leading(o))
            and abs(o.middle - line.middle) < 0.6 * max(o.height, line.height)
            and not (
                aligned_below(self, hit) and (abs(o.middle - line.middle) > 0.3 * line.height or self.stacked(hit))
            )
            for o in sheet.near(line.top, line.bottom)
        )

    def is_label(self, line: Line, but: What | None = None) -> bool:
        """Whether a line is, or begins with, a label that parts it from what stands before it."""
        if id(line) in self.tails:
            return True
        hit = self.leading(line)
        return hit is not None and hit.what is not but and self.announces(hit)

    def announces(self, hit: Hit) -> bool:
        """A label and not the first word of a value, "Data centres": a colon, nothing, or a figure stands behind it."""
        behind = hit.line.text[hit.end : hit.end + _NEAR]
        return hit.colon or covers(hit) or (hit.what in DATED and any(c.isdigit() for c in behind))

    def stacked(self, hit: Hit) -> bool:
        """Labels that begin where this one does have their values under them, and not beside them."""
        column = [
            h
            for hits in self.by_line.values()
            if (h := hits[0]).sheet is hit.sheet and abs(h.line.left - hit.line.left) <= 4 and self.leading(h.line) is h
        ][:40]
        under = sum(aligned_below(self, h) is not None for h in column)
        return under >= 2 and 2 * under > len(column)


DATED = {What.ISSUED, What.FIRST_ISSUED, What.VALID_FROM, What.VALID_UNTIL, What.CERTIFIED, What.NUMBER, What.NOT_DATE}


_OF_DAYS = DATED - {What.NUMBER, What.CERTIFIED}


def _between(line: Line, first: Hit, second: Hit) -> bool:
    return any(c.isalnum() for c in line.text[first.end : second.start])


def _letters_before(line: Line, start: int) -> bool:
    return any(c.isalnum() for c in line.text[:start])


def covers(hit: Hit) -> bool:
    """The line is nothing but this label (or its translations)."""
    if hit.tail is not None:
        return len(fold(hit.tail.text[hit.tail_end :])) <= 2
    line, last = hit.line, hit
    while last.following and (not _between(line, last, last.following) or translates(last, last.following)):
        last = last.following
    return len(fold(line.text[last.end :])) <= 2


_IN_WORDS = {What.SCOPE, What.SITES, What.HOLDER, What.ADDRESS}


def extended(hit: Hit) -> Hit:
    """The last of the labels of the same kind that stand behind one another: translations, and no words of a value."""
    last = hit
    while (nxt := last.following) and nxt.what is hit.what:
        value = hit.what in _IN_WORDS and not (nxt.colon or len(fold(nxt.line.text[nxt.end :])) <= 2)
        if not translates(last, nxt) and (_between(hit.line, last, nxt) or last.colon or value):
            break
        last = nxt
    return last


def translates(first: Hit, second: Hit) -> bool:
    """ "Scope of the assessment / Geltungsbereich": behind the stroke stands nothing but a label of the same."""
    text = first.line.text
    between = text[first.end : second.start]
    return (
        second.what is first.what
        and between.rstrip().endswith(("/", "|"))
        and len(between) <= 40
        and not any(c.isdigit() or c == ":" for c in between)
        and (second.colon or len(fold(text[second.end :])) <= 2)
    )


def _over_two_lines(sheet: Sheet) -> Iterator[Hit]:
    """Labels that a narrow column broke: they begin a line and end the next, or end there with a colon."""
    taken: set[int] = set()
    for block in sheet.blocks:
        for first, second in itertools.pairwise(block.lines):
            if id(first) in taken or not _one_under_the_other(first, second):
                continue
            both = Span(first.page, first.tokens + second.tokens)
            parted = len(first.text) + 1
            for start, end, label in label_index().find(both):
                rest = both.text[end:]
                colon = rest.lstrip(" .°º#)(s").startswith(":")
                if (
                    start < parted < end
                    and len(label.letters) >= _BROKEN
                    and not _letters_before(first, start)
                    and (colon or len(fold(rest)) <= 2)
                ):
                    taken.add(id(second))
                    yield Hit(first, sheet, start, parted - 1, label, True, colon, None, second, end - parted)


def _one_under_the_other(first: Line, second: Line) -> bool:
    left, right = first.left - second.left, first.right - second.right
    return max(len(first.text), len(second.text)) <= 60 and min(abs(left), abs(right), abs(left + right)) <= 4


def _hits(sheet: Sheet, line: Line) -> list[Hit]:
    hits: list[Hit] = []
    for start, end, label in label_index().find(line):
        colon = line.text[end : end + 6].lstrip(" .°º#)(s").startswith(":")
        behind = hits[-1].end if hits else 0
        if (
            hits
            and label.letters in _DAY_WORDS
            and hits[-1].what in _OF_DAYS
            and not any(c.isalnum() for c in line.text[behind:start])
        ):
            hits[-1].end, hits[-1].colon = end, colon  # "Original approval date"
            continue
        if hits and label.what is What.NUMBER and _PREFIX.match(line.text[end:]) and hits[-1].what is What.NUMBER:
            continue  # "Certificate No. CERT-00412": part of the number
        alone = colon or not any(c.isalnum() for c in line.text[behind:start])
        hit = Hit(line, sheet, start, end, label, alone, colon)
        if hits:
            hits[-1].following = hit
        hits.append(hit)
    return hits


def trimmed(span: Span, start: int = 0, end: int | None = None) -> Span:
    """Part of a span without the colons, dashes and brackets that stand before a value."""
    end = len(span.text) if end is None else end
    while True:
        lead = _LEADING.match(span.text[start:end])
        if not lead or not lead.group():
            break
        start += lead.end()
    return cut(span, start, end)


def cut(span: Span, start: int, end: int) -> Span:
    """Like `part`, with the letters outside left away even inside a word ("No.12345")."""
    kept = span.part(start, end)
    if not kept.tokens:
        return kept
    inside = span.text[start:end].strip()
    out = Span(kept.page, kept.tokens)
    out.text = inside
    at, offsets = 0, []
    for token in kept.tokens:
        found = inside.find(token.text, at)
        offsets.append(found if found >= 0 else at)
        at = max(at, found + len(token.text) if found >= 0 else at)
    out.offsets = tuple(offsets)
    return out


def aligned_below(scene: Scene, hit: Hit) -> Line | None:
    """A line right below a label that fills its own, and begins where the label begins: a column of pairs."""
    line = hit.last_line
    if not covers(hit) or crowded(scene, hit):
        return None
    below = hit.sheet.below(line, 1.5)[:1]
    if not below or abs(below[0].left - line.left) > 4 or scene.is_label(below[0]) or below[0].size < line.size * 0.95:
        return None
    return below[0]


def crowded(scene: Scene, hit: Hit) -> bool:
    """Another label stands on the same line, of a column of its own: headings that were set without a gap."""
    return hit.colon and any(h.colon and h is not hit for h in scene.by_line.get(id(hit.line), ()))
