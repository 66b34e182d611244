"""What reading one file may cost."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from app.core.frozen import Frozen

if TYPE_CHECKING:  # the guarded process needs no settings, and they take their time to import
    from app.infra.settings import Settings


class Limits(Frozen):
    """Defaults are for certificates: a few pages, often scanned. `ocr` says whether pictures are read at all."""

    seconds: float = 90.0  # from the start of the process to its answer
    memory_mb: int = 3072  # address space, where the system keeps to it (Linux)
    file_mb: int = 100
    answer_mb: int = 16
    first_pages: int = 12
    last_pages: int = 2
    words: int = 6000  # of one page
    ocr: bool = True
    ocr_pages: int = 6
    threads: int = 2  # of the recogniser

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        return cls(
            seconds=settings.read_seconds,
            memory_mb=settings.read_memory_mb,
            file_mb=max(settings.evidence_max_mb, 100),
            ocr=settings.ocr,
            threads=settings.ocr_threads or min(os.cpu_count() or 1, 2),
        )

    def page_numbers(self, count: int) -> tuple[int, ...]:
        """The pages that are read, counted from 1: the first ones, where certificates stand, and the last."""
        first = range(1, min(count, self.first_pages) + 1)
        last = range(max(count - self.last_pages, len(first)) + 1, count + 1)
        return (*first, *last)
