"""What a question offers and how it is scored: options, scales, bands, limits, columns, weights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from app.core.questionnaire.kinds import KINDS, how_scored
from app.core.questionnaire.lint.rule import Context, Found
from app.core.questionnaire.model import Kind, Option, Question

ONE_OF = (Kind.SINGLE, Kind.SCALE)
CHOICES = (*ONE_OF, Kind.MULTI)
_SPECIAL = frozenset[str]().union(*(kind.uses for kind in KINDS.values()))


def options_few(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        least = 2 if question.type in ONE_OF else 1
        if question.type in CHOICES and len(question.options) < least and not _scale_unknown(context, question):
            yield Found(
                path,
                f"{question.id}.options",
                f"A {question.type} question needs at least {least} option{'s' if least > 1 else ''}.",
                "Add `options`.",
            )


def options_same_score(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        scores = [o.score for o in question.options if o.score is not None]
        if question.weight and question.type in ONE_OF and len(scores) > 1 and len(set(scores)) == 1:
            yield Found(
                (*path, "options"),
                f"{question.id}.options",
                f"Every option scores {scores[0]:g}: no answer makes a difference.",
                "Give the options scores that tell them apart, or set `weight: 0`.",
            )
        if question.weight and question.type is Kind.MULTI and scores and not any(scores):
            yield Found(
                (*path, "options"),
                f"{question.id}.options",
                "No option scores more than 0: no answer makes a difference.",
                "Give at least one option a score, or set `weight: 0`.",
            )


def option_without_score(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        if how_scored(question) != "rule" or question.type not in CHOICES:
            continue
        without = [o for o in question.options if o.score is None]
        if without and not _shared(context, question):
            names = ", ".join(f"`{o.id}`" for o in without)
            yield Found(
                (*path, "options", question.options.index(without[0])),
                f"{question.id}.options",
                f"Some options have a score, and not {names}: choosing it leaves the question out of the sums.",
                "Give every option a score, if that is not meant.",
            )


def scale_unknown(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        if _scale_unknown(context, question):
            known = ", ".join(f"`{s}`" for s in context.questionnaire.scales) or "none"
            yield Found(
                (*path, "scale"),
                f"{question.id}.scale",
                f"There is no scale `{question.scale}`.",
                f"Add it under `scales` at the top of the file. Scales there: {known}.",
            )


def field_unused(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        uses = KINDS[question.type].uses
        for name in sorted(_SPECIAL - uses):
            if getattr(question, name) != type(question).model_fields[name].default:
                fits = ", ".join(k for k in Kind if name in KINDS[k].uses)
                yield Found(
                    (*path, name),
                    f"{question.id}.{name}",
                    f"A {question.type} question does not use `{name}`.",
                    f"Remove it, or change the type. It belongs to: {fits}.",
                )
        for n, option in enumerate(question.options):
            if reason := _option_unused(question, option):
                yield Found((*path, "options", n), f"{question.id}.options.{option.id}", reason, "Remove it.")


def _option_unused(question: Question, option: Option) -> str:
    if option.exclusive and question.type is not Kind.MULTI:
        return "`exclusive` only means something where several options can be chosen."
    if question.type is not Kind.YES_NO:
        return ""
    if option.id not in ("yes", "no"):
        return "A yes_no question has no options but `yes` and `no`."
    return "The scores of a yes_no question follow from `good`." if option.score is not None else ""


def bands(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        if len(question.bands) == 1:
            yield Found(
                (*path, "bands"),
                f"{question.id}.bands",
                "One band gives every number the same score.",
                "Give at least two bands.",
            )
        if any(low.at >= high.at for low, high in pairwise(question.bands)):
            yield Found(
                (*path, "bands"),
                f"{question.id}.bands",
                "The bands do not ascend.",
                "Order them by `at`, each larger than the one before.",
            )
        elif len(question.bands) > 1 and len({b.score for b in question.bands}) == 1:
            yield Found(
                (*path, "bands"),
                f"{question.id}.bands",
                "All bands have the same score: no number makes a difference.",
                "Give the bands different scores, or set `weight: 0`.",
            )


def limits(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        if question.min is not None and question.max is not None and question.min > question.max:
            yield Found(
                (*path, "min"),
                f"{question.id}.min",
                f"`min` {question.min} is above `max` {question.max}.",
                "Exchange them.",
            )
        earliest, latest = question.earliest, question.latest
        if isinstance(earliest, date) and isinstance(latest, date) and earliest > latest:
            yield Found(
                (*path, "earliest"),
                f"{question.id}.earliest",
                f"`earliest` {earliest} is after {latest}.",
                "Exchange them.",
            )


def columns(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        if question.type is Kind.TABLE and not question.columns:
            yield Found(path, f"{question.id}.columns", "A table needs columns.", "Add `columns`.")
        for n, column in enumerate(question.columns):
            if (column.type == "single") != bool(column.options):
                yield Found(
                    (*path, "columns", n),
                    f"{question.id}.columns.{column.id}",
                    "A column of type single needs options, and only such a column has them.",
                    "Add `options`, or set `type: single`.",
                )


def statements(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        if question.type is Kind.DECLARATION and not question.statements:
            yield Found(
                path,
                f"{question.id}.statements",
                "The declaration does not say what is declared.",
                "Add `statements`, one for each thing the person declares.",
            )


def not_scored(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        if "weight" in question.model_fields_set and question.weight and how_scored(question) == "never":
            yield Found(
                (*path, "weight"),
                f"{question.id}.weight",
                "The question has a weight, but nothing in it can be scored.",
                "Give scores (`score`, `good`, `bands`), or set `weight: 0`.",
            )


def rubric_missing(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        if how_scored(question) == "review" and question.rubric is None:
            yield Found(
                path,
                f"{question.id}.rubric",
                "A person has to rate this answer, and nothing tells how.",
                "Add a `rubric`, or set `weight: 0` if it is for information only.",
            )


def section_weight(context: Context) -> Iterator[Found]:
    for n, section in enumerate(context.questionnaire.sections):
        scored = [q.id for q in section.questions if how_scored(q) != "never"]
        if section.weight == 0 and scored:
            yield Found(
                ("sections", n, "weight"),
                f"sections.{section.id}",
                f"The section weighs nothing: its {len(scored)} scored questions do not reach the overall score.",
                "Give the section a weight, or set the weight of its questions to 0.",
            )


def _scale_unknown(context: Context, question: Question) -> bool:
    named = question.scale if question.type is Kind.SCALE else None
    return named is not None and named not in context.questionnaire.scales


def _shared(context: Context, question: Question) -> bool:
    """A level without a score on a shared scale ("excluded") is meant, and would be told for every question."""
    return question.type is Kind.SCALE and question.scale in context.questionnaire.scales
