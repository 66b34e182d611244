"""Pages of words without a file: lines as an author would set them, each letter of the same width."""

from __future__ import annotations

from typing import Literal

from app.core.certificates.read.model import Document, Page, Word

WIDTH, HEIGHT = 595.0, 842.0


class Paper:
    """Set lines from top to bottom, then ask for the `document`."""

    def __init__(self, number: int = 1, how: Literal["text", "ocr"] = "text", confidence: float = 1.0) -> None:
        self.number, self.how, self.confidence = number, how, confidence
        self.words: list[Word] = []
        self.top = 40.0

    def at(self, left: float, text: str, size: float = 10.0, top: float | None = None) -> Paper:
        """A line that begins at `left` points; `top` is where the last one ended unless it is given."""
        if top is not None:
            self.top = top
        x = left
        for part in text.split(" "):
            width = max(1, len(part)) * size * 0.5
            if part:
                box = (
                    x / WIDTH,
                    self.top / HEIGHT,
                    min(1.0, (x + width) / WIDTH),
                    min(1.0, (self.top + size) / HEIGHT),
                )
                self.words.append(Word(text=part, box=box, size=size, how=self.how, confidence=self.confidence))
            x += width + size * 0.28
        return self

    def line(self, text: str = "", size: float = 10.0, gap: float = 1.3) -> Paper:
        """A centred line."""
        if text:
            self.at((WIDTH - len(text) * size * 0.5) / 2, text, size)
        self.top += size * gap
        return self

    def row(self, *cells: str, lefts: tuple[float, ...] = (60.0, 240.0, 380.0, 480.0), size: float = 10.0) -> Paper:
        """Cells beside each other."""
        for left, cell in zip(lefts, cells, strict=False):
            if cell:
                self.at(left, cell, size)
        self.top += size * 1.6
        return self

    def space(self, points: float = 20.0) -> Paper:
        self.top += points
        return self

    @property
    def page(self) -> Page:
        return Page(number=self.number, width=WIDTH, height=HEIGHT, words=tuple(self.words), ocr=self.how == "ocr")


def document(*papers: Paper) -> Document:
    return Document(pages=tuple(p.page for p in papers), page_count=len(papers))
