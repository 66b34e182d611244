"""From words with boxes to lines and blocks, by geometry alone.

A line is a run of words that stand close beside each other: cells of a table and columns are lines of their own. A
block is a pile of lines of like size. Lengths are points. Everything is bounded, because files come from strangers.
"""

from __future__ import annotations

import itertools
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.core.certificates.read.model import Box, Document, How, Page, Word
from app.core.certificates.read.text import Folded, clean, folded

MAX_PAGES = 40
MAX_WORDS_ON_PAGE = 4000
MAX_WORDS = 30_000
MAX_LETTERS = 120  # of one word
_GAP = 1.35  # heights of type: a wider gap parts two cells
_ROW = 12.0  # points: height of a bucket when looking for neighbours


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """One word of the rules: a word of the page, or several single letters that were spaced out."""

    text: str
    words: tuple[Word, ...]
    left: float
    top: float
    right: float
    bottom: float
    size: float

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, self.size * 0.7, 1.0)


@dataclass(eq=False)
class Span:
    """Tokens in the order of reading, on one page, with the text they make."""

    page: int
    tokens: tuple[Token, ...]
    text: str = field(init=False)
    offsets: tuple[int, ...] = field(init=False)
    memo: dict[int, Any] = field(init=False, default_factory=dict, repr=False)  # of the indexes that looked through it

    def __post_init__(self) -> None:
        offsets, at = [], 0
        for token in self.tokens:
            offsets.append(at)
            at += len(token.text) + 1
        self.offsets = tuple(offsets)
        self.text = " ".join(t.text for t in self.tokens)

    @cached_property
    def folded(self) -> Folded:
        return folded(self.text)

    def part(self, start: int, end: int | None = None) -> Span:
        """The tokens that share a letter with text[start:end]."""
        end = len(self.text) if end is None else end
        kept = [
            t
            for t, at in zip(self.tokens, self.offsets, strict=True)
            if at < end and at + len(t.text) > start and t.text
        ]
        return Span(self.page, tuple(kept))

    @cached_property
    def box(self) -> Box:
        """As shares of the page, as the model has them."""
        boxes = [w.box for t in self.tokens for w in t.words]
        if not boxes:
            return (0.0, 0.0, 0.0, 0.0)
        left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
        right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
        return (_share(left), _share(top), _share(max(left, right)), _share(max(top, bottom)))

    @property
    def printed(self) -> str:
        return " ".join(w.text for t in self.tokens for w in t.words)

    @property
    def how(self) -> How:
        return "ocr" if any(w.how == "ocr" for t in self.tokens for w in t.words) else "text"

    @property
    def legibility(self) -> float:
        """How sure the recogniser of pictures was, [0, 1]; 1 for a text layer."""
        seen = [min(1.0, max(0.0, w.confidence)) for t in self.tokens for w in t.words if w.how == "ocr"]
        return sum(seen) / len(seen) if seen else 1.0


@dataclass(eq=False)
class Line(Span):
    """A run of words beside each other; `left` and so on in points."""

    left: float = field(init=False)
    top: float = field(init=False)
    right: float = field(init=False)
    bottom: float = field(init=False)
    size: float = field(init=False)
    block: Block | None = field(init=False, default=None, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.left = min(t.left for t in self.tokens)
        self.right = max(t.right for t in self.tokens)
        self.top = min(t.top for t in self.tokens)
        self.bottom = max(t.bottom for t in self.tokens)
        self.size = statistics.median(t.size or t.height for t in self.tokens)

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 1.0)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(eq=False)
class Block:
    lines: list[Line]

    @cached_property
    def span(self) -> Span:
        return Span(self.lines[0].page, tuple(t for line in self.lines for t in line.tokens))

    @property
    def size(self) -> float:
        return max(line.size for line in self.lines)


@dataclass(eq=False)
class Sheet:
    """One page, laid out. Lines come from top to bottom, then from left to right."""

    page: Page
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    _rows: dict[int, list[Line]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._rows = defaultdict(list)
        for line in self.lines:
            for row in range(int(line.top // _ROW), int(line.bottom // _ROW) + 1):
                if len(self._rows[row]) < 200:
                    self._rows[row].append(line)

    @property
    def number(self) -> int:
        return self.page.number

    @cached_property
    def type_size(self) -> float:
        """What most letters of the page have; what is clearly larger is a heading."""
        sizes = sorted((line.size, len(line.text)) for line in self.lines)
        half, seen = sum(n for _, n in sizes) / 2, 0
        for size, letters in sizes:
            seen += letters
            if seen >= half:
                return size
        return 10.0

    def near(self, top: float, bottom: float) -> Iterator[Line]:
        seen: set[int] = set()
        first, last = int(max(0.0, top) // _ROW), int(max(0.0, bottom) // _ROW)
        for row in range(first, min(last, first + 60) + 1):
            for line in self._rows.get(row, ()):
                if id(line) not in seen:
                    seen.add(id(line))
                    yield line

    def right_of(self, line: Line, slack: float = 0.25) -> list[Line]:
        """Lines on the same height, the nearest first; a value between two stacked labels counts for both."""
        reach = line.height * slack
        found = [
            other
            for other in self.near(line.top - reach, line.bottom + reach)
            if other is not line
            and other.left >= line.right - line.height * 0.5
            and min(line.bottom + reach, other.bottom) - max(line.top - reach, other.top)
            >= 0.4 * min(line.height, other.height)
        ]
        found.sort(key=lambda o: o.left)
        # In one column the line at the same height comes first: scans are seldom quite straight.
        column = [o for o in found if o.left <= found[0].left + 24]
        return sorted(column, key=lambda o: abs(o.middle - line.middle)) + found[len(column) :]

    def below(self, line: Line, reach: float = 3.0) -> list[Line]:
        """Lines under this one that share some of its width, the nearest first."""
        return self._piled(line, line.bottom, line.bottom + reach * max(line.height, line.size))

    def above(self, line: Line, reach: float = 2.0) -> list[Line]:
        return self._piled(line, line.top - reach * max(line.height, line.size), line.top)

    def _piled(self, line: Line, top: float, bottom: float) -> list[Line]:
        found = [
            other
            for other in self.near(top, bottom)
            if other is not line
            and top - 0.5 * max(line.height, other.height)
            <= (other.top if top >= line.bottom else other.bottom)
            <= bottom + 0.3 * max(line.height, other.height)
            and (other.middle > line.middle) == (top >= line.bottom)
            and min(line.right, other.right) - max(line.left, other.left) > 0
        ]
        return sorted(found, key=lambda o: (abs(o.middle - line.middle), o.left))


def lay_out(document: Document) -> tuple[Sheet, ...]:
    """At most `MAX_PAGES` pages and `MAX_WORDS` words are looked at; the rest is left out and the reading says so."""
    sheets, left = [], MAX_WORDS
    for page in document.pages[:MAX_PAGES]:
        words = page.words[: min(left, MAX_WORDS_ON_PAGE)]
        left -= len(words)
        sheets.append(_sheet(page, words))
    return tuple(sheets)


def too_much(document: Document) -> bool:
    return (
        len(document.pages) > MAX_PAGES
        or any(len(p.words) > MAX_WORDS_ON_PAGE for p in document.pages)
        or sum(len(p.words) for p in document.pages) > MAX_WORDS
    )


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))


def _sheet(page: Page, words: Sequence[Word]) -> Sheet:
    width, height = max(1.0, page.width), max(1.0, page.height)
    tokens = [t for w in _without_doubles(words) if (t := _token(w, width, height)) is not None]
    lines = [Line(page.number, tuple(_closed_up(run))) for run in _runs(tokens)]
    lines.sort(key=lambda line: (round(line.top, 1), line.left))
    return Sheet(page, tuple(lines), tuple(_blocks(lines)))


def _token(word: Word, width: float, height: float) -> Token | None:
    text = clean(word.text)[:MAX_LETTERS].strip()
    if not text:
        return None
    left, top, right, bottom = (_share(v) for v in word.box)
    right, bottom = max(left, right), max(top, bottom)
    return Token(text, (word,), left * width, top * height, right * width, bottom * height, max(0.0, word.size))


def _without_doubles(words: Sequence[Word]) -> list[Word]:
    """A word of the picture that stands where the text layer has one is the same word: the text layer is right."""
    layer = [w for w in words if w.how == "text"]
    pictured = [w for w in words if w.how == "ocr"]
    if not layer or not pictured:
        return list(words)
    rows: dict[int, list[Word]] = defaultdict(list)
    for word in layer:
        for row in range(int(_share(word.box[1]) * 100), int(_share(word.box[3]) * 100) + 1):
            rows[row].append(word)
    kept = []
    for word in pictured:
        left, top, right, bottom = word.box
        area = max(1e-9, (right - left) * (bottom - top))
        covered, seen = 0.0, set()
        for row in range(int(_share(top) * 100), int(_share(bottom) * 100) + 1):
            for other in rows.get(row, ()):
                if id(other) not in seen:
                    seen.add(id(other))
                    x = min(right, other.box[2]) - max(left, other.box[0])
                    y = min(bottom, other.box[3]) - max(top, other.box[1])
                    covered += max(0.0, x) * max(0.0, y)
        if covered < 0.3 * area:
            kept.append(word)
    return layer + kept


def _runs(tokens: list[Token]) -> list[list[Token]]:
    """Each word is tied to the nearest one on its left that is on the same height and of like size."""
    runs: list[list[Token]] = []
    ends: dict[int, list[int]] = defaultdict(list)  # row of the page -> runs whose last word crosses it
    for token in sorted(tokens, key=lambda t: (t.left, t.top)):
        best, gap_of_best = -1, 1e9
        for row in range(int(token.top // _ROW), int(token.bottom // _ROW) + 1):
            for index in ends[row][-40:]:
                last = runs[index][-1]
                gap = token.left - last.right
                if gap < gap_of_best and _belongs(last, token, gap):
                    best, gap_of_best = index, gap
        if best < 0:
            best = len(runs)
            runs.append([])
        runs[best].append(token)
        for row in range(int(token.top // _ROW), int(token.bottom // _ROW) + 1):
            if best in ends[row]:
                ends[row].remove(best)
            ends[row].append(best)
    return runs


def _belongs(last: Token, token: Token, gap: float) -> bool:
    low, high = sorted((last.height, token.height))
    if not -0.6 * low <= gap <= _GAP * high:
        return False
    if high > 2.6 * low and min(len(last.text), len(token.text)) > 2:
        return False
    overlap = min(last.bottom, token.bottom) - max(last.top, token.top)
    return overlap >= 0.5 * min(last.bottom - last.top, token.bottom - token.top)


def _closed_up(run: list[Token]) -> list[Token]:
    """ "C E R T I F I C A T E" is one word. The gap between its letters tells where the next spaced-out word begins."""
    out: list[Token] = []
    at = 0
    while at < len(run):
        end = at
        while end < len(run) and len(run[end].text) == 1 and run[end].text.isalpha():
            end += 1
        if end - at < 4:
            out.extend(run[at : max(end, at + 1)])
            at = max(end, at + 1)
            continue
        letters = run[at:end]
        gaps = [b.left - a.right for a, b in itertools.pairwise(letters)]
        usual = statistics.median(gaps)
        word = [letters[0]]
        for letter, gap in zip(letters[1:], gaps, strict=True):
            if gap > 1.7 * max(usual, 0.5) + 0.5:
                out.append(_together(word))
                word = []
            word.append(letter)
        out.append(_together(word))
        at = end
    return out


def _together(tokens: list[Token]) -> Token:
    return Token(
        "".join(t.text for t in tokens),
        tuple(w for t in tokens for w in t.words),
        min(t.left for t in tokens),
        min(t.top for t in tokens),
        max(t.right for t in tokens),
        max(t.bottom for t in tokens),
        max(t.size for t in tokens),
    )


def _blocks(lines: Sequence[Line]) -> list[Block]:
    """Lines under one another, close and of like size; each line joins the nearest block that ends above it."""
    blocks: list[Block] = []
    for line in lines:
        best: Block | None = None
        distance = 1e9
        for block in reversed(blocks[-60:]):
            last = block.lines[-1]
            gap = line.top - last.bottom
            low, high = sorted((line.size or 1.0, last.size or 1.0))
            if (
                -0.6 * last.height <= gap <= 0.75 * max(line.height, last.height)
                and line.middle > last.middle + 0.3 * last.height
                and high <= 1.22 * low + 0.6
                and min(line.right, last.right) - max(line.left, last.left)
                > 0.2 * min(line.right - line.left, last.right - last.left)
                and abs(gap) < distance
            ):
                best, distance = block, abs(gap)
        if best is None:
            best = Block([])
            blocks.append(best)
        best.lines.append(line)
        line.block = best
    return blocks
