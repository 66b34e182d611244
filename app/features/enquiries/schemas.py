"""What goes in and out of enquiries; and what would give the asker away in a text that everybody reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from app.core.typed import prose
from app.features.enquiries.models import Enquiry, EnquiryReply, EnquiryState

CODES = {
    "ENQUIRY-MANY": "A vendor has more questions waiting for an answer than are taken at once.",
    "ENQUIRY-NAMES": "A text that every vendor would read holds a name that may give the asker away.",
}
TEXT, ANSWER = 4_000, 8_000  # characters
MOST_OPEN = 50  # of one vendor


class Asked(BaseModel):
    """What a vendor asks. `parse` raises Invalid."""

    model_config = ConfigDict(frozen=True)

    text: Annotated[str, prose("Question", TEXT, required=True)]


class Reply(BaseModel):
    """What the buyer answers to the asker. `version`: of the answer seen, 0 when there was none."""

    model_config = ConfigDict(frozen=True)

    answer: Annotated[str, prose("Answer", ANSWER, required=True)]
    version: int = 0


class Publication(Reply):
    """What every vendor will read. `sure`: the names in it were looked at, and give nobody away."""

    question: Annotated[str, prose("Question", TEXT, required=True)]
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """A published question and answer, as vendors get it: who asked, when and in which words stays behind."""

    question: str
    answer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Published:
    """What was published under one number: the words that count, and the earlier ones that were corrected."""

    number: int
    question_id: str
    wordings: tuple[Wording, ...]  # newest first
    mine: bool = False  # this vendor asked it

    @property
    def now(self) -> Wording:
        return self.wordings[0]

    @property
    def since(self) -> datetime:
        return self.wordings[-1].at


@dataclass(frozen=True, slots=True)
class Own:
    """What a vendor itself asked, with the answers to it alone, newest first."""

    id: str
    question_id: str
    text: str
    asked_by: str
    asked_at: datetime
    state: EnquiryState
    answers: tuple[Wording, ...]
    publication: int | None


@dataclass(frozen=True, slots=True)
class Thread:
    """An enquiry as the buyer sees it."""

    enquiry: Enquiry
    legal_name: str
    answers: Sequence[EnquiryReply]  # to the asker, newest first
    published: Sequence[EnquiryReply]  # to everyone, newest first

    @property
    def version(self) -> int:
        return self.answers[0].version if self.answers else 0

    @property
    def published_version(self) -> int:
        return self.published[0].version if self.published else 0


_SHORTEST = 4  # letters of a word that is looked for by itself
# Parts of names that many companies have, and words that stand in every questionnaire.
_COMMON = frozenset(
    "company group holding holdings limited gmbh aps bvba sarl corp corporation systems system software services "
    "service solutions solution technologies technology tech labs digital data talent people hiring international "
    "deutschland france nederland europe global with from hire shortlist match screen".split()
)


def names_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Which of these names of companies, people, products and addresses a text holds, whole or by a word of their own.

    A net and no proof: what somebody asks can give it away without a name, so a person edits and decides.
    """
    folded = " ".join(text.casefold().split())
    found: dict[str, None] = {}
    for name in names:
        whole = " ".join(name.casefold().split())
        if not whole:
            continue
        if _holds(folded, whole):
            found[name] = None
            continue
        words = [w for w in re.findall(r"\w+", whole) if len(w) >= _SHORTEST and w not in _COMMON]
        found |= dict.fromkeys(w for w in words if _holds(folded, w))
    return tuple(found)


def _holds(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None
