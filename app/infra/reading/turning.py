"""Pages that lie on their side or stand on their head, and their words once they are upright."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from app.core.certificates.read.model import Box, Word
from app.infra.reading.words import Letter

Turn = Literal[0, 90, 180, 270]  # degrees clockwise
_ENOUGH = 0.7  # of the letters run one way: the page does, and it is not a note on its margin


def upright(letters: Iterable[Letter]) -> Turn:
    """By how much a page must be turned for most of its letters to stand upright."""
    ways = Counter(letter.angle for letter in letters if letter.text.strip() and not letter.unseen)
    if not ways:
        return 0
    angle, count = ways.most_common(1)[0]
    if count < _ENOUGH * ways.total():
        return 0
    return as_turn(360 - angle)


def as_turn(degrees: int) -> Turn:
    match degrees % 360:
        case 90:
            return 90
        case 180:
            return 180
        case 270:
            return 270
        case _:
            return 0


def turn_box(box: Box, turn: int) -> Box:
    """A box, in shares of the page, on the page turned clockwise."""
    left, top, right, bottom = box
    match turn % 360:
        case 90:
            return 1 - bottom, left, 1 - top, right
        case 180:
            return 1 - right, 1 - bottom, 1 - left, 1 - top
        case 270:
            return top, 1 - right, bottom, 1 - left
        case _:
            return box


def turn_word(word: Word, turn: int) -> Word:
    return word if turn == 0 else word.model_copy(update={"box": turn_box(word.box, turn)})
