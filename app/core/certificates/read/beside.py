"""The values that stand beside a label: behind it, to its right, below or above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from app.core.certificates.read.find import DATED, Hit, Scene, aligned_below, crowded, extended, trimmed
from app.core.certificates.read.labels import LANGUAGES
from app.core.certificates.read.layout import Line, Sheet, Span
from app.core.certificates.read.text import fold


@dataclass(eq=False)
class Value:
    """Words that stand where a label's value would, and how far the place can be relied on."""

    label: Span
    span: Span
    sure: float
    where: str


def beside(scene: Scene, hit: Hit, *, reach: float = 3.0, whole: bool = False) -> Iterator[Value]:
    """Where a label's value may stand, the likeliest first: behind it, to its right, in the next line, below, above.

    `whole`: take everything to the end of the line, although words in it look like labels.
    """
    line, sheet = hit.line, hit.sheet
    last, end = extended(hit), len(line.text)
    nxt = last.following
    while nxt and not whole:
        if nxt.label.letters not in connectives() and (nxt.alone or nxt.what in DATED):
            end = nxt.start
            break
        nxt = nxt.following
    label = line.part(hit.start, last.end)
    inline = trimmed(line, last.end, end)
    if hit.tail is not None:
        label = Span(line.page, label.tokens + hit.tail.part(0, hit.tail_end).tokens)
        inline, end = trimmed(hit.tail, hit.tail_end), len(line.text)
    if _says(inline):
        yield Value(label, inline, 0.95 if last.colon or hit.start == 0 else 0.9, "inline")
    if scene.values_above and not _says(inline):
        yield from _above(scene, hit, label, 0.86)
    aligned = aligned_below(scene, hit) if not hit.colon and not _says(inline) else None
    if aligned is not None:
        yield Value(label, trimmed(aligned), 0.88, "below")
    if nxt is None or not nxt.alone:
        if _empty_cell(sheet, line) and not _says(inline):
            return
        yield from _at_right(scene, hit, label)
    joined = inline.tokens if _says(inline) else ()
    for following in next_in_block(hit.last_line, 2) if end == len(line.text) and not crowded(scene, hit) else ():
        if scene.is_label(following) or scene.in_row_of_label(sheet, following):
            break
        joined = (*joined, *following.tokens)
        yield Value(label, trimmed(Span(line.page, joined)), 0.88, "below")
    yield from _below(scene, hit, label, reach)
    if hit.colon and not _says(inline):
        foot = hit.last_line.bottom
        under = [o for o in sheet.near(foot, foot + 2.2 * line.height) if o.top >= foot - 1]
        for other in sorted(under, key=lambda o: (round(o.top), o.left))[:1]:
            if not scene.is_label(other) and not scene.in_row_of_label(sheet, other):
                yield Value(label, trimmed(other), 0.76, "below")
    yield from _above(scene, hit, label, 0.6)


def _above(scene: Scene, hit: Hit, label: Span, sure: float) -> Iterator[Value]:
    for other in hit.sheet.above(hit.line, 1.8)[:1]:
        if not scene.is_label(other):
            yield Value(label, trimmed(other), sure, "above" if sure < 0.8 else "over")


def _empty_cell(sheet: Sheet, line: Line) -> bool:
    """A colon stands on the right, and nothing behind it: the value was left blank."""
    right = sheet.right_of(line, 0.0)[:2]
    return (
        bool(right)
        and right[0].text.strip() in (":", "-", ": -", "–")
        and (len(right) == 1 or right[1].left - right[0].right > 120)
    )


def _says(span: Span) -> bool:
    return any(c.isalnum() for c in span.text)


def next_in_block(line: Line, most: int) -> list[Line]:
    lines = line.block.lines if line.block else []
    at = next((i for i, other in enumerate(lines) if other is line), len(lines))
    return lines[at + 1 : at + 1 + most]


@cache
def connectives() -> frozenset[str]:
    """Words between the two ends of a range of days."""
    return frozenset(fold(word) for language in LANGUAGES for word in language.until)


def _at_right(scene: Scene, hit: Hit, label: Span) -> Iterator[Value]:
    right = hit.sheet.right_of(hit.line)[:3]
    lines = hit.line.block.lines if hit.line.block else []
    at = next((i for i, other in enumerate(lines) if other is hit.line), 0)
    if not right and at and hit.colon and scene.leading(lines[at - 1]) is None:  # the label runs over two lines
        right = hit.sheet.right_of(lines[at - 1])[:1]
    for other in right:
        if scene.is_label(other, hit.what):
            return
        if other.left - hit.line.right > 0.6 * hit.sheet.page.width:
            return
        span = trimmed(other)
        if _says(span):
            lead = scene.leading(other)
            if lead and lead.what is hit.what and scene.announces(lead):
                span = trimmed(other, lead.end)
                if not _says(span):
                    continue
            yield Value(label, span, 0.92, "right")
            return


def _below(scene: Scene, hit: Hit, label: Span, reach: float) -> Iterator[Value]:
    below = hit.sheet.below(hit.last_line, reach)
    if crowded(scene, hit):
        left, right = hit.extent
        below = sorted((o for o in below if o.left < right and o.right > left), key=lambda o: abs(o.left - left))
    for other in below[:3]:
        lead = scene.leading(other)
        if lead and lead.what is hit.what and lead.label.letters != hit.label.letters and scene.announces(lead):
            rest = trimmed(other, lead.end)
            if _says(rest):
                yield Value(label, rest, 0.85, "below")
                return
            continue
        if scene.is_label(other):
            return
        if other.left > hit.line.left + 3 * hit.line.height and scene.in_row_of_label(hit.sheet, other):
            continue  # another label's value
        span = trimmed(other)
        if _says(span):
            yield Value(label, span, 0.86, "below")
            return
