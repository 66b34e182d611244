"""Evidence, claims and shortcuts: schemes and the options they hang on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.core.problems import Invalid
from app.core.questionnaire.conditions import option_id
from app.core.questionnaire.kinds import choices, parse_json
from app.core.questionnaire.lint.rule import Context, Found
from app.core.questionnaire.model import Condition, Kind, Question
from app.core.yaml_text import Path


def scheme_unknown(context: Context) -> Iterator[Found]:
    known = {s.id for s in context.reference.schemes}
    for path, where, scheme in _schemes(context):
        if scheme not in known:
            listed = ", ".join(f"`{k}`" for k in sorted(known)) or "none is loaded"
            yield Found(path, where, f"There is no certificate scheme `{scheme}`.", f"Known schemes: {listed}.")


def evidence_unclear(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        rule = question.evidence
        if rule.expect == "certificate" and not rule.schemes:
            yield Found(
                (*path, "evidence"),
                f"{question.id}.evidence",
                "A certificate is expected, but not of what.",
                "Name the schemes: `schemes: [iso-42001]`.",
            )
        if rule.expect == "none" and rule.schemes:
            yield Found(
                (*path, "evidence"),
                f"{question.id}.evidence",
                "Schemes are named, but no evidence is expected.",
                "Set `expect: certificate` or `expect: optional`, or remove the schemes.",
            )


def claim_option(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        known = {o.id for o in choices(question)}
        for n, claim in enumerate(question.claims):
            for option in claim.values:
                if option not in known:
                    yield Found(
                        (*path, "claims", n, "values", option),
                        f"{question.id}.claims",
                        f"The claim gives a meaning to option `{option}`, which the question does not have.",
                        f"Its options are {', '.join(f'`{k}`' for k in sorted(known)) or 'none'}.",
                    )


def claim_column(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        known = {c.id for c in question.columns}
        for n, claim in enumerate(question.claims):
            if claim.column is not None and claim.column not in known:
                yield Found(
                    (*path, "claims", n, "column"),
                    f"{question.id}.claims",
                    f"The claim looks at column `{claim.column}`, which the question does not have.",
                    f"Its columns are {', '.join(f'`{k}`' for k in sorted(known)) or 'none'}.",
                )
            if claim.column is None and question.type is Kind.TABLE:
                yield Found(
                    (*path, "claims", n),
                    f"{question.id}.claims",
                    f"The claim does not say which column of the table tells `{claim.fact}`.",
                    "Add `column: ...`.",
                )


def claim_unsaid(context: Context) -> Iterator[Found]:
    """A choice asserts a fact only through what the author says its options mean."""
    for path, question in context.questions:
        for n, claim in enumerate(question.claims):
            if question.type in (Kind.SINGLE, Kind.MULTI, Kind.SCALE) and not claim.values:
                yield Found(
                    (*path, "claims", n),
                    f"{question.id}.claims",
                    f"The claim about `{claim.fact}` does not say what each option asserts.",
                    "Add `values`, for example `values: {accredited: true, none: false}`.",
                )


def shortcut_absent(context: Context) -> Iterator[Found]:
    questionnaire = context.questionnaire
    sections = {s.id for s in questionnaire.sections}
    for n, shortcut in enumerate(questionnaire.shortcuts):
        where = f"shortcuts.{n + 1}"
        for i, section in enumerate(shortcut.sections):
            if section not in sections:
                yield Found(
                    ("shortcuts", n, "sections", i),
                    where,
                    f"There is no section `{section}`.",
                    "Correct the id, or remove it.",
                )
        for i, question in enumerate(shortcut.questions):
            if question not in questionnaire.by_id:
                yield Found(
                    ("shortcuts", n, "questions", i),
                    where,
                    f"There is no question `{question}`.",
                    "Correct the id, or remove it.",
                )
        for key in shortcut.answers:
            if key not in questionnaire.by_id and key not in set(Kind):
                yield Found(
                    ("shortcuts", n, "answers", key),
                    where,
                    f"`{key}` is neither a question nor a type of question.",
                    "Name one of the two.",
                )


def shortcut_answer(context: Context) -> Iterator[Found]:
    """What a shortcut offers must be an answer that the question takes."""
    questionnaire = context.questionnaire
    for n, shortcut in enumerate(questionnaire.shortcuts):
        reached = [
            q
            for s in questionnaire.sections
            for q in s.questions
            if s.id in shortcut.sections or q.id in shortcut.questions
        ]
        for key, value in shortcut.answers.items():
            named = questionnaire.by_id.get(key)
            for question in [named] if named else [q for q in reached if q.type == key]:
                if not _takes(question, value):
                    yield Found(
                        ("shortcuts", n, "answers", key),
                        f"shortcuts.{n + 1}",
                        f"Question `{question.id}` cannot be answered with `{value}`.",
                        "Give an answer that the question offers.",
                    )
                    break


def _takes(question: Question, value: str | float) -> bool:
    given: object = value
    if choices(question):
        given = option_id(value, question)
        given = [given] if question.type is Kind.MULTI else given
    try:
        return parse_json(question, given, date(2026, 1, 1)) is not None
    except Invalid:
        return False


def _schemes(context: Context) -> Iterator[tuple[Path, str, str]]:
    for path, question in context.questions:
        for n, scheme in enumerate(question.evidence.schemes):
            yield (*path, "evidence", "schemes", n), f"{question.id}.evidence", scheme
        for n, claim in enumerate(question.claims):
            yield (*path, "claims", n, "scheme"), f"{question.id}.claims", claim.scheme
    for asked in context.asked:
        if isinstance(asked.test, Condition) and asked.test.certificate is not None:
            yield asked.path, asked.where, asked.test.certificate
