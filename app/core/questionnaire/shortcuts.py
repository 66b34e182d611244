"""What a shortcut reaches: the questions it may answer, and with what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.core.questionnaire.conditions import option_id
from app.core.questionnaire.kinds import choices
from app.core.questionnaire.model import Kind, Question, Questionnaire, Shortcut


def reached(questionnaire: Questionnaire, shortcut: Shortcut) -> Iterator[Question]:
    """The questions of its sections and those it names, in the order of the document."""
    for section in questionnaire.sections:
        for question in section.questions:
            if section.id in shortcut.sections or question.id in shortcut.questions:
                yield question


def given_by(questionnaire: Questionnaire, shortcut: Shortcut) -> Mapping[str, Any]:
    """Question id -> the answer the shortcut holds ready: one written for the question, else one for its type."""
    found = {}
    for question in reached(questionnaire, shortcut):
        written = shortcut.answers.get(question.id, shortcut.answers.get(question.type))
        if written is not None:
            found[question.id] = as_answer(question, written)
    for question_id, written in shortcut.answers.items():
        if question_id in questionnaire.by_id:
            found.setdefault(question_id, as_answer(questionnaire.by_id[question_id], written))
    return found


def as_answer(question: Question, written: str | float) -> Any:
    """What an author wrote for an answer, as a vendor would have given it: 3 is the option "3" of a scale."""
    if not choices(question):
        return written
    chosen = option_id(written, question)
    return [chosen] if question.type is Kind.MULTI else chosen
