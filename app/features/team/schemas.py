"""What goes in and out of working together; and whom a note mentions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from app.core.typed import prose
from app.features.campaigns.schemas import PersonView

CODES = {
    "TEAM-PERSON": "Somebody was chosen who has no access, or was not given that section.",
    "TEAM-NOTES": "A question has as many notes as are kept.",
}
NOTE = 4_000  # characters
MOST_NOTES = 200  # of one question
HERE = timedelta(seconds=70)  # a page that is open renews itself every 20 seconds
EDITING = timedelta(minutes=3)  # after the last answer that was saved
RENEW = timedelta(seconds=30)  # a row is not written more often than this
PAUSE = timedelta(minutes=30)  # who was away for longer begins a new visit


class NoteInput(BaseModel):
    """A note as typed. `parse` raises Invalid."""

    model_config = ConfigDict(frozen=True)

    text: Annotated[str, prose("Note", NOTE, required=True)]


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody else who has a section's page open."""

    person_id: str
    name: str
    section_id: str
    saved_at: datetime | None  # their newest answer in it, when that was just now


@dataclass(frozen=True, slots=True)
class Changed:
    """Answers of one section that one person changed since the last visit."""

    section_id: str
    by: str
    questions: tuple[str, ...]
    at: datetime  # the newest


@dataclass(frozen=True, slots=True)
class News:
    """What others did since somebody was here last."""

    since: datetime
    changed: tuple[Changed, ...] = ()
    files: tuple[tuple[str, str, datetime], ...] = ()  # name, by, at
    notes: tuple[tuple[str, str, datetime], ...] = ()  # question, by, at
    given: tuple[tuple[str, str, datetime], ...] = ()  # place that was given to this person, by, at

    def __bool__(self) -> bool:
        return bool(self.changed or self.files or self.notes or self.given)


def section(section_id: str) -> str:
    return f"section:{section_id}"


def question(question_id: str) -> str:
    return f"question:{question_id}"


def mentioned(text: str, people: Iterable[PersonView]) -> tuple[PersonView, ...]:
    """Who is meant by `@Ana`, `@Ana Lima` or `@ana.lima` (before the @ of their address), whatever the case. A first
    name that two people share means both: one mail too many is better than one that is missing."""
    found = {}
    for person in people:
        handles = {person.name, person.name.partition(" ")[0], person.email.partition("@")[0]}
        # From the longest, so that it is the whole handle that ends at a word's end.
        said = "|".join(re.escape(h) for h in sorted(filter(None, handles), key=len, reverse=True))
        if said and re.search(rf"(?<!\w)@(?:{said})(?!\w)", text, re.IGNORECASE):
            found[person.id] = person
    return tuple(found.values())
