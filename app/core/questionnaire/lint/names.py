"""Ids and languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.core.questionnaire.lint.rule import Context, Found
from app.core.yaml_text import Path


def ids_twice(context: Context) -> Iterator[Found]:
    questionnaire = context.questionnaire
    yield from _twice("question", [((*path, "id"), q.id, q.id) for path, q in context.questions])
    yield from _twice(
        "section", [(("sections", i, "id"), f"sections.{s.id}", s.id) for i, s in enumerate(questionnaire.sections)]
    )
    yield from _twice(
        "check", [(("checks", i, "id"), f"checks.{c.id}", c.id) for i, c in enumerate(questionnaire.checks)]
    )
    for name, options in questionnaire.scales.items():
        yield from _twice(
            "option", [(("scales", name, i, "id"), f"scales.{name}", o.id) for i, o in enumerate(options)]
        )
    for path, question in context.questions:
        if question.scale is None:
            yield from _twice(
                "option",
                [((*path, "options", i, "id"), f"{question.id}.options", o.id) for i, o in enumerate(question.options)],
            )
        yield from _twice(
            "column",
            [((*path, "columns", i, "id"), f"{question.id}.columns", c.id) for i, c in enumerate(question.columns)],
        )
        for i, column in enumerate(question.columns):
            yield from _twice(
                "option",
                [
                    ((*path, "columns", i, "options", j, "id"), f"{question.id}.{column.id}", o.id)
                    for j, o in enumerate(column.options)
                ],
            )


def language_missing(context: Context) -> Iterator[Found]:
    for path, where, text in context.texts:
        if missing := [language for language in context.questionnaire.languages if language not in text.root]:
            yield Found(
                path,
                where,
                f"The text is not there in {', '.join(missing)}.",
                f"Add {', '.join(f'`{m}: ...`' for m in missing)}, or remove the language from `languages`.",
            )


def language_extra(context: Context) -> Iterator[Found]:
    known = set(context.questionnaire.languages)
    for path, where, text in context.texts:
        if extra := [language for language in text.root if language not in known]:
            yield Found(
                (*path, extra[0]),
                where,
                f"`languages` does not list {', '.join(extra)}.",
                "Add the language to `languages`, or correct the language code.",
            )


def same_as_itself(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        for n, other in enumerate(question.same_as):
            if other.partition(":")[0] == context.questionnaire.id:
                yield Found(
                    (*path, "same_as", n),
                    f"{question.id}.same_as",
                    f"`{other}` is a question of this questionnaire.",
                    "Name a question of another one, or ask it once.",
                )


def text_empty(context: Context) -> Iterator[Found]:
    for path, where, text in context.texts:
        for language, words in text.root.items():
            if not words.strip():
                yield Found(
                    (*path, language), where, f"The text in {language} is empty.", "Write it, or remove the field."
                )


def _twice(what: str, ids: Iterable[tuple[Path, str, str]]) -> Iterator[Found]:
    seen: set[str] = set()
    for path, where, own in ids:
        if own in seen:
            yield Found(path, where, f"The {what} id `{own}` is used twice.", f"Give this {what} an id of its own.")
        seen.add(own)
