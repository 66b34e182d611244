"""What templates write values with: days and times, figures out of 100, file sizes, plurals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.core.questionnaire.model import Text
from app.core.scoring.explain import two
from app.core.wording import say_count
from app.infra.files import FileType
from app.infra.wording import clock, day, filesize, moment, weekday, zone_name


def figure(value: float | None) -> str:
    """A score in [0, 1] as people read it: out of 100, no digits after the point."""
    return "" if value is None else str(round(100 * value))


def filetype(media_type: str) -> str:
    """PDF"""
    return FileType(media_type).label if media_type in set(FileType) else media_type


def duration(minutes: int) -> str:
    """Time that something takes, roughly: 45 minutes, 2 hours."""
    if minutes < 100:
        return say_count("%(count)s minute", "%(count)s minutes", minutes)
    return say_count("%(count)s hour", "%(count)s hours", round(minutes / 60))


def plural(count: int, one: str, many: str = "") -> str:
    """1 question, 2 questions"""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def words(text: Text | None, language: str = "en") -> str:
    return text.in_(language) if text else ""


def paragraphs(text: str) -> list[str]:
    """A text as its paragraphs: YAML folds the empty line between two of them into one line end."""
    return [part for part in (p.strip() for p in text.split("\n")) if part]


def in_words(name: str) -> str:
    """The name of a fact as people read it: `valid_until` is "valid until"."""
    return name.replace("_", " ").replace("soa ", "statement of applicability, ")


def initials(name: str) -> str:
    parts = [p for p in name.replace("-", " ").split() if p[0].isalnum()]
    return "".join(p[0] for p in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper() or "?"


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "weekday": weekday,
    "moment": moment,
    "clock": clock,
    "figure": figure,
    "two": two,
    "filesize": filesize,
    "zone_name": zone_name,
    "filetype": filetype,
    "plural": plural,
    "duration": duration,
    "words": words,
    "initials": initials,
    "paragraphs": paragraphs,
    "in_words": in_words,
}
