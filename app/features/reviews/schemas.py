"""What a reviewer gives, and the levels that a rubric describes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from app.core.typed import prose
from app.features.reviews.models import Kind

CODES = {
    "REVIEW-VALUE": "A rating names no value, or one outside 0 to 100.",
    "REVIEW-NOT-SCORED": "The question is outside the score: asked for information, or not with the other answers.",
    "REVIEW-NOT-ANSWERED": "There is no answer that could be confirmed.",
    "REVIEW-APPLIES": "The answer does not say, with a reason, that the question does not apply.",
    "REVIEW-CERTIFICATE": "Only a certificate of qualified standing can be accepted.",
}


class Judgement(BaseModel):
    """One judgement as a reviewer gives it.

    `submission` is the number of the submission it was looked at, `seen` the id of the judgement in force that was
    shown beside the form ("" when there was none): a newer one is not overwritten unseen.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    target: str
    value: float | None = None
    reason: Annotated[str, prose("Reason", 4_000, required=True)]
    to_vendor: Annotated[str, prose("Question to the vendor", 2_000)] = ""  # of a finding that is upheld
    submission: int
    seen: str = ""


@dataclass(frozen=True)
class Level:
    value: float
    words: str = ""


@dataclass(frozen=True)
class Rubric:
    """Levels from the best down, and what the rubric says beside them."""

    levels: tuple[Level, ...]
    remark: str = ""


QUARTERS = tuple(Level(quarter / 4) for quarter in range(4, -1, -1))
_MARKED = re.compile(r"(?:(?<=\s)|^)(0(?:\.\d+)?|1(?:\.0+)?):\s+")


def levels_of(rubric: str) -> Rubric:
    """The levels that a rubric names ("1: every model named. 0.4: some. 0: nothing that can be checked. ..."), with its
    words; sentences after the last level's first are the remark. A rubric that names fewer than two is a remark beside
    quarters."""
    start, *rest = _MARKED.split(" ".join(rubric.split()))
    named = {float(value): words.strip() for value, words in zip(rest[::2], rest[1::2], strict=True)}
    if len(named) < 2:
        return Rubric(QUARTERS, " ".join(rubric.split()))
    last = list(named)[-1]
    named[last], _, after = named[last].partition(". ")
    levels = tuple(Level(value, _sentence(words)) for value, words in sorted(named.items(), reverse=True))
    return Rubric(levels, " ".join(part for part in (start.strip(), after.strip()) if part))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:].rstrip(".")
