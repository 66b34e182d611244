"""Letters into words. PDFs know letters and places; blank space is often no letter, and accents may stand apart."""

from __future__ import annotations

import itertools
import statistics
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.core.certificates.read.model import Box, Word

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
# Accents that stand apart, as TeX and old drivers set them, and what they are when they belong to a letter.
_ACCENTS = {
    "`": "\u0300", "´": "\u0301", "ˆ": "\u0302", "˜": "\u0303", "¯": "\u0304", "˘": "\u0306", "˙": "\u0307",
    "¨": "\u0308", "˚": "\u030a", "˝": "\u030b", "ˇ": "\u030c", "¸": "\u0327", "˛": "\u0328",
}  # fmt: skip
_GAP = 0.6  # of the type's height: more blank space than that ends a word, whether or not the file says so
_JUMP = 1.0


@dataclass(frozen=True)
class Letter:
    """One letter as it is shown; " " for blank space, which has no place. `angle` is degrees clockwise, as shown."""

    text: str
    box: Box = (0.0, 0.0, 0.0, 0.0)
    size: float = 0.0
    angle: int = 0
    unseen: bool = False
    known: bool = True


@dataclass(frozen=True)
class Words:
    words: tuple[Word, ...] = ()
    left: bool = False  # there are more than were wanted


def join(letters: Iterable[Letter], aspect: float, most: int) -> Words:
    """Words in the order of their letters. `aspect` is width by height of the page: boxes are shares of both."""
    words: list[Word] = []
    for run in _spaced(list(_runs(letters, aspect)), aspect):
        word = _word(run)
        if word is None:
            continue
        if len(words) == most:
            return Words(tuple(words), left=True)
        words.append(word)
    return Words(tuple(words))


def _runs(letters: Iterable[Letter], aspect: float) -> Iterator[list[Letter]]:
    run: list[Letter] = []
    for letter in letters:
        if letter.text == " ":
            if run:
                yield run
                run = []
            continue
        if not _on_page(letter.box):
            continue
        if run and _apart(run[-1], letter, aspect):
            yield run
            run = []
        run.append(letter)
    if run:
        yield run


def _on_page(box: Box) -> bool:
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return all(0 <= at <= 1 for at in middle)


def _apart(before: Letter, after: Letter, aspect: float) -> bool:
    """Whether two letters in a row belong to two words, by their places: wherever the line may run."""
    if before.angle != after.angle:
        return True
    a, b = _square(before.box, aspect), _square(after.box, aspect)
    across = max(b[0] - a[2], a[0] - b[2], 0.0)
    down = max(b[1] - a[3], a[1] - b[3], 0.0)
    upright = before.angle in (0, 180)
    high = max(a[3] - a[1], b[3] - b[1]) if upright else max(a[2] - a[0], b[2] - b[0])
    along, aside = (across, down) if upright else (down, across)
    if along > _GAP * high or aside > 0.1 * high:
        return True
    # Back to where the line began, or over letters that are there already: another line.
    back = (a[0] - b[2]) if before.angle == 0 else 0.0
    return back > _JUMP * high


def _square(box: Box, aspect: float) -> Box:
    """In units of the page's height both ways."""
    return box[0] * aspect, box[1], box[2] * aspect, box[3]


def _spaced(runs: list[list[Letter]], aspect: float) -> Iterator[list[Letter]]:
    """Put s p a c e d letters together again: four or more single ones in a row, and shorter rows in their line."""
    at = 0
    before: Letter | None = None  # the last letter of a row that was put together
    while at < len(runs):
        end = at + 1
        while end < len(runs) and _in_a_row(runs[end - 1], runs[end], aspect):
            end += 1
        first = runs[at][0]
        goes_on = before is not None and _level(before, first) and _is_single(runs[at])
        if end - at >= 4 or (goes_on and end - at >= 2):
            before = runs[end - 1][0]
            yield from _by_gaps([run[0] for run in runs[at:end]])
        else:
            yield from runs[at:end]
        at = end


def _by_gaps(letters: list[Letter]) -> Iterator[list[Letter]]:
    """Words of a row of spaced letters: between them is clearly more room than between letters."""
    gaps = [b.box[0] - a.box[2] for a, b in itertools.pairwise(letters)]
    usual = max(statistics.median(gaps), 0.0)
    word = [letters[0]]
    for gap, letter in zip(gaps, letters[1:], strict=True):
        if gap > 1.8 * usual + 0.002:
            yield word
            word = []
        word.append(letter)
    yield word


def _in_a_row(one: list[Letter], other: list[Letter], aspect: float) -> bool:
    return _is_single(one) and _is_single(other) and _beside(one[0], other[0], aspect)


def _is_single(run: list[Letter]) -> bool:
    return len(run) == 1 and run[0].text.isalpha() and run[0].angle == 0


def _level(a: Letter, b: Letter) -> bool:
    """Of one size, on one line."""
    high = a.box[3] - a.box[1]
    level = abs((a.box[1] + a.box[3]) - (b.box[1] + b.box[3])) / 2 < 0.2 * high
    return level and abs(a.size - b.size) < 0.1 * max(a.size, 0.1)


def _beside(a: Letter, b: Letter, aspect: float) -> bool:
    high = a.box[3] - a.box[1]
    return _level(a, b) and -0.2 * high <= (b.box[0] - a.box[2]) * aspect <= 1.6 * high


def _word(run: list[Letter]) -> Word | None:
    run = _without_ends(run)
    text = _composed("".join(letter.text for letter in run if letter.known)).translate(_LIGATURES)
    text = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) not in ("Cc", "Cf", "Zs"))
    if not text:
        return None
    boxes = [letter.box for letter in run]
    box = tuple(
        min(max(round(end(box[side] for box in boxes), 5), 0.0), 1.0) for side, end in enumerate((min, min, max, max))
    )
    unseen = run[0].unseen
    whole = all(letter.known for letter in run)
    return Word(
        text=text,
        box=(box[0], box[1], box[2], box[3]),
        size=round(statistics.median(letter.size for letter in run), 2),
        how="ocr" if unseen else "text",
        confidence=0.6 if unseen else 1.0 if whole else 0.5,
    )


def _without_ends(run: list[Letter]) -> list[Letter]:
    """Signs without a meaning before and after a word are ornaments; inside it, a letter is missing."""
    known = [at for at, letter in enumerate(run) if letter.known and letter.text]
    return run[known[0] : known[-1] + 1] if known else []


def _composed(text: str) -> str:
    """ "¨u" and "u¨" are "ü": an accent of its own belongs to the letter after it, or else to the one before."""
    out: list[str] = []
    waiting = ""
    for sign in [*text, ""]:
        if waiting:
            after = unicodedata.normalize("NFC", sign + _ACCENTS[waiting]) if sign else ""
            before = unicodedata.normalize("NFC", out[-1] + _ACCENTS[waiting]) if out else ""
            if len(after) == 1:
                out.append(after)
                sign = ""
            elif len(before) == 1:
                out[-1] = before
            else:
                out.append(waiting)
            waiting = ""
        if sign in _ACCENTS:
            waiting = sign
        elif sign:
            out.append(sign)
    return "".join(out)
