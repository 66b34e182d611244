"""One answer as it stands in a list of answers: in words, with what was said beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from app.core.questionnaire.model import Kind, Question
from app.core.response import Answer
from app.core.wording import say
from app.features.responses.schemas import Stored
from app.infra.language import spoken, translate
from app.infra.wording import moment
from app.web.answer_words import Grid, describe, grid_of, offer_in_words
from app.web.vendor_views import SectionRow


@dataclass(frozen=True)
class AnswerLine:
    """One answer in words."""

    id: str
    number: str
    ask: str
    words: str  # empty: not answered
    mark: str  # none, claimed, partial
    beside: tuple[str, ...] = ()  # note, offer, files, who answered
    grid: Grid | None = None  # of a table


@dataclass(frozen=True)
class AnswerGroup:
    section: SectionRow
    answers: tuple[AnswerLine, ...]


def stored_line(
    question: Question,
    number: str,
    stored: Stored | None,
    names: Mapping[str, str],
    files: Sequence[str],
    zone: ZoneInfo,
) -> AnswerLine:
    """An answer as it is now, with who gave it. `names` of all files by id; `files`: names of those attached to it."""
    if stored is None:
        return answer_line(question, number, Answer(), names, files)
    line = answer_line(question, number, stored.core(), names, files)
    return replace(line, beside=(*line.beside, f"{stored.by}, {moment(stored.at, zone)}"))


def answer_line(
    question: Question, number: str, answer: Answer, names: Mapping[str, str], files: Sequence[str] = ()
) -> AnswerLine:
    if answer.not_applicable:
        words = say("Does not apply. %(reason)s", reason=answer.reason)
    elif question.type is Kind.FILE and isinstance(answer.value, list):
        words = ", ".join(names.get(i) or translate(say("a file that was removed")) for i in answer.value)
    else:
        words = describe(question, answer.value, spoken())
    beside: list[str] = []
    if files and question.type is not Kind.FILE:
        beside.append(say("Attached: %(files)s", files=", ".join(files)))
    if answer.note:
        beside.append(say("Note: %(note)s", note=answer.note))
    if answer.offer:
        beside.append(offer_in_words(answer.offer))
    if not answer.confirmed:
        beside.append(say("Filled in for you, not confirmed yet"))
    mark = ("partial" if files else "claimed") if words and answer.confirmed else "none"
    return AnswerLine(
        question.id, number, question.ask.in_(spoken()), words, mark, tuple(beside), grid_of(question, answer)
    )
