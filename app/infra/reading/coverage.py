"""How much of a page boxes cover together, to a thousandth: overlapping ones are not counted twice."""

from __future__ import annotations

_CELLS = 40


class Coverage:
    def __init__(self) -> None:
        self._covered: set[tuple[int, int]] = set()

    def add(self, box: tuple[float, float, float, float]) -> None:
        left, top, right, bottom = (min(max(round(side * _CELLS), 0), _CELLS) for side in box)
        self._covered.update((x, y) for x in range(left, right) for y in range(top, bottom))

    def merge(self, other: Coverage) -> None:
        self._covered |= other._covered

    @property
    def share(self) -> float:
        return round(len(self._covered) / _CELLS**2, 3)
