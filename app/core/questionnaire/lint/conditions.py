"""Conditions: what they name, whether the test fits, whether they can ever hold."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.questionnaire.conditions import leaves, option_id
from app.core.questionnaire.kinds import KINDS, choices
from app.core.questionnaire.lint.reachable import Budget, can_hold
from app.core.questionnaire.lint.rule import Asked, Context, Found
from app.core.questionnaire.model import Condition, Kind, Question

CONTRADICTION = "Look for tests that exclude one another, here and in the conditions of the questions named."


def absent(context: Context) -> Iterator[Found]:
    for asked in context.asked:
        if asked.about is not None and asked.about not in context.place:
            yield Found(
                asked.path,
                asked.where,
                f"The condition looks at `{asked.about}`, which does not exist.",
                "Correct the id, or remove the condition.",
            )


def later(context: Context) -> Iterator[Found]:
    circles = context.circles
    for asked in context.asked:
        if asked.of is None or asked.about is None or asked.about not in context.place:
            continue
        in_circle = asked.about in circles.get(asked.of, ())
        if not in_circle and context.place[asked.about] > context.place[asked.of]:
            yield Found(
                asked.path,
                asked.where,
                f"The condition looks at question `{asked.about}`, which comes later in the questionnaire.",
                f"Move `{asked.of}` behind `{asked.about}`, or ask about an earlier question.",
            )


def circular(context: Context) -> Iterator[Found]:
    told: set[frozenset[str]] = set()
    for path, question in context.questions:
        circle = frozenset(context.circles.get(question.id, ()))
        if circle and circle not in told:
            told.add(circle)
            names = ", ".join(f"`{i}`" for i in sorted(circle, key=context.place.__getitem__))
            yield Found(
                (*path, "show_if"),
                f"{question.id}.show_if",
                f"Whether these questions are shown depends on themselves in a circle: {names}.",
                "Remove one of the conditions.",
            )


def options(context: Context) -> Iterator[Found]:
    for asked in context.asked:
        question = context.questionnaire.by_id.get(asked.about or "")
        if question is None or not choices(question):
            continue
        known = {o.id for o in choices(question)}
        for wanted in _named(asked, question):
            if wanted not in known:
                yield Found(
                    asked.path,
                    asked.where,
                    f"Question `{question.id}` has no option `{wanted}`.",
                    f"Its options are {', '.join(f'`{k}`' for k in sorted(known))}.",
                )
        if () in (asked.test.any_of, asked.test.none_of):
            yield Found(asked.path, asked.where, "The condition names no option.", "Name at least one option.")


def operator(context: Context) -> Iterator[Found]:
    for asked in context.asked:
        question = context.questionnaire.by_id.get(asked.about or "")
        if question is None:
            continue
        possible, used = KINDS[question.type].operators, asked.test.operator
        if used not in possible:
            fitting = " or ".join(f"`{p.rstrip('_')}`" for p in sorted(possible))
            yield Found(
                asked.path,
                asked.where,
                f"`{used.rstrip('_')}` does not fit question `{question.id}`, which is of type {question.type}.",
                f"Use {fitting}.",
            )
        elif (
            used == "is_"
            and question.type is Kind.NUMBER
            and (isinstance(asked.test.is_, bool) or not isinstance(asked.test.is_, float))
        ):
            yield Found(
                asked.path,
                asked.where,
                f"`is` compares `{question.id}` with something that is no number.",
                "Give a number, without quotes.",
            )


def certificate(context: Context) -> Iterator[Found]:
    for asked in context.asked:
        if asked.of is not None and asked.test.operator == "" and asked.about is None:
            yield Found(
                asked.path,
                asked.where,
                "Whether a question is shown cannot depend on a certificate.",
                "Ask about an answer. Certificates belong in `checks` and `shortcuts`.",
            )


def never_shown(context: Context) -> Iterator[Found]:
    budget = Budget()
    for path, question in context.questions:
        if question.show_if is not None and _sound(context, question.show_if):
            possible = can_hold(question.show_if, context.questionnaire, budget)
            if possible is False:
                yield Found(
                    (*path, "show_if"),
                    f"{question.id}.show_if",
                    "No combination of answers ever shows this question.",
                    CONTRADICTION,
                )


def never_true(context: Context) -> Iterator[Found]:
    budget = Budget()
    for n, check in enumerate(context.questionnaire.checks):
        if _sound(context, check.when) and can_hold(check.when, context.questionnaire, budget) is False:
            yield Found(
                ("checks", n, "when"),
                f"checks.{check.id}",
                "No combination of answers ever meets this check.",
                CONTRADICTION,
            )


def _named(asked: Asked, question: Question) -> tuple[str, ...]:
    named = (*(asked.test.any_of or ()), *(asked.test.none_of or ()))
    return named if asked.test.is_ is None else (*named, option_id(asked.test.is_, question))


def _sound(context: Context, condition: Condition) -> bool:
    """False when another rule already complains of this condition or of one it depends on: once is enough."""
    waiting, seen = [condition], set[str]()
    while waiting:
        part = waiting.pop()
        for leaf, _ in leaves(part):
            question = context.questionnaire.by_id.get(leaf.question or "")
            if question is None:
                if leaf.certificate is None or part is not condition:
                    return False
                continue
            asked = Asked(leaf, question.id, (), "", None)
            known = {o.id for o in choices(question)}
            if leaf.operator not in KINDS[question.type].operators:
                return False
            if known and not known.issuperset(_named(asked, question)):
                return False
            if question.id not in seen:
                seen.add(question.id)
                waiting += [question.show_if] if question.show_if else []
    return not any(i in context.circles for i in seen)
