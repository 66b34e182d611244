"""Against the release before: answers hang on ids, so an id keeps its meaning for ever."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz

from app.core.questionnaire.kinds import choices
from app.core.questionnaire.lint.rule import Context, Found
from app.core.questionnaire.model import Question

ALIKE = 40.0  # in percent; a reworded question keeps most of its words, another question in its place does not


def questionnaire_id(context: Context) -> Iterator[Found]:
    if context.previous is not None and context.previous.id != context.questionnaire.id:
        yield Found(
            ("id",),
            "id",
            f"The questionnaire was `{context.previous.id}` before.",
            f"Keep `id: {context.previous.id}`, or import it as another questionnaire.",
        )


def id_vanished(context: Context) -> Iterator[Found]:
    if context.previous is None:
        return
    for question_id in context.previous.by_id:
        if question_id not in context.questionnaire.by_id:
            yield Found(
                ("sections",),
                question_id,
                f"Question `{question_id}` of the release before is gone.",
                "Keep it. To retire a question, give it `weight: 0` and `required: false`.",
            )


def kind_changed(context: Context) -> Iterator[Found]:
    for path, question, before in _both(context):
        if question.type is not before.type:
            yield Found(
                (*path, "type"),
                f"{question.id}.type",
                f"Question `{question.id}` was of type {before.type} and is now of type {question.type}.",
                "Keep the type, or ask under a new id: answers already given would lose their meaning.",
            )


def option_vanished(context: Context) -> Iterator[Found]:
    for path, question, before in _both(context):
        gone = {o.id for o in choices(before)} - {o.id for o in choices(question)}
        if gone and question.type is before.type:
            names = ", ".join(f"`{o}`" for o in sorted(gone))
            yield Found(
                (*path, "options"),
                f"{question.id}.options",
                f"The release before offered {names}, and answers may name it.",
                "Keep the option; its label may say that it is no longer used.",
            )


def id_reused(context: Context) -> Iterator[Found]:
    for path, question, before in _both(context):
        shared = question.ask.root.keys() & before.ask.root.keys()
        likeness = [fuzz.token_set_ratio(question.ask.root[lang], before.ask.root[lang]) for lang in sorted(shared)]
        if likeness and max(likeness) < ALIKE:
            yield Found(
                (*path, "ask"),
                question.id,
                f"`{question.id}` seems to ask something else than in the release before: “{before.ask}”.",
                "If it does, give it a new id; if it is only reworded, leave it.",
            )


def _both(context: Context) -> Iterator[tuple[tuple[str | int, ...], Question, Question]]:
    for path, question in context.questions:
        before = context.previous.by_id.get(question.id) if context.previous else None
        if before is not None:
            yield path, question, before
