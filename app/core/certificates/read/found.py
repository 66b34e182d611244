"""What a recogniser hands over: a value, how sure it is, and the words it was read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from app.core.certificates.read.layout import Span
from app.core.certificates.read.model import ReadFact

T = TypeVar("T", str, date, tuple[str, ...])
MOST_WORDS = 2000  # letters of the printed words that a fact carries


@dataclass(frozen=True)
class Candidate(Generic[T]):
    value: T | None
    sure: float
    span: Span
    label: Span | None = None
    alternatives: tuple[T, ...] = ()

    def surer(self, factor: float) -> Candidate[T]:
        return replace(self, sure=self.sure * factor)

    def at_most(self, ceiling: float) -> Candidate[T]:
        return replace(self, sure=min(self.sure, ceiling))

    def fact(self) -> ReadFact[T]:
        """Recognised pictures lower the confidence by the recogniser's own."""
        label = self.label if self.label and self.label.page == self.span.page else None
        words = self.span.printed
        if label is not None and not words.startswith(label.printed):
            words = f"{label.printed} {words}"
        seen = self.span.legibility if self.span.how == "ocr" else 1.0
        return ReadFact[T](
            value=self.value,
            confidence=round(min(0.99, max(0.0, self.sure * seen)), 3),
            page=self.span.page,
            box=self.span.box,
            words=words[:MOST_WORDS],
            how=self.span.how,
            alternatives=self.alternatives,
        )


def best(candidates: Sequence[Candidate[T]]) -> Candidate[T] | None:
    """The surest; the first of equals. Another value nearly as sure makes it less than clear."""
    if not candidates:
        return None
    chosen = max(candidates, key=lambda c: c.sure)
    rivals = [c for c in candidates if c.value != chosen.value and c.sure >= chosen.sure - 0.08]
    return chosen.at_most(0.75) if rivals else chosen
