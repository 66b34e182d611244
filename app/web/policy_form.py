"""The form of a scoring policy: what was typed, kept as it was typed, and the policy that it says.

Ids of the fields: `credit-documented`, `weight-` and a section, `decision-` and a question, `ceiling-0-scheme`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from app.core.problems import Invalid, Problem, has_errors
from app.core.questionnaire.model import Questionnaire
from app.core.scoring.policy import Credits, Policy, check_policy, load_policy
from app.core.typed import parse
from app.features.policies.schemas import LoadedPolicy, PolicyInput, PolicyWords
from app.web.policy_words import LEVELS, SUPPORTS
from app.web.vendor_forms import Fields, first

MOST_CEILINGS = 60
SPARE = 2  # empty lines under those that are filled
_NUMBER = re.compile(r"[-+]?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12})")
_COMMA = re.compile(r"[-+]?\d{1,12},\d{1,12}")


@dataclass(frozen=True)
class CeilingTyped:
    scheme: str = ""
    clauses: str = ""
    level: str = ""

    @property
    def empty(self) -> bool:
        return not (self.scheme or self.clauses.strip() or self.level)


@dataclass(frozen=True)
class Typed:
    title: str = ""
    reason: str = ""
    release_id: str = ""
    revision: int = 0
    credits: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)
    not_applicable: str = "as_asked"
    required_reviews: tuple[str, ...] = ()
    ceilings: tuple[CeilingTyped, ...] = ()

    def flat(self) -> dict[str, str]:
        """Everything typed by the id of its field, to be held against what somebody else saved."""
        return {
            "title": self.title, "reason": self.reason, "release_id": self.release_id,
            **{f"credit-{name}": text for name, text in self.credits.items()},
            **{f"weight-{name}": text for name, text in self.weights.items() if text},
            **{f"decision-{name}": text for name, text in self.decisions.items() if text},
            "not_applicable": self.not_applicable, "required_reviews": ", ".join(sorted(self.required_reviews)),
            "ceilings": "\n".join(f"{c.scheme} {c.clauses}: {c.level}" for c in self.ceilings if not c.empty),
        }  # fmt: skip


def posted(fields: Fields) -> Typed:
    """What a browser sent."""

    def named(start: str) -> dict[str, str]:
        return {name.removeprefix(start): values[0] for name, values in fields.items() if name.startswith(start)}

    rows = sorted({int(m[1]) for name in fields if (m := re.fullmatch(r"ceiling-(\d{1,3})-\w+", name))})
    ceilings = (
        CeilingTyped(*(first(fields, f"ceiling-{row}-{part}") for part in ("scheme", "clauses", "level")))
        for row in rows[:MOST_CEILINGS]
    )
    revision = first(fields, "revision")
    return Typed(
        title=first(fields, "title"), reason=first(fields, "reason"), release_id=first(fields, "release_id"),
        revision=int(revision) if re.fullmatch(r"\d{1,9}", revision) else 0, credits=named("credit-"),
        weights=named("weight-"), decisions=named("decision-"), not_applicable=first(fields, "not_applicable"),
        required_reviews=tuple(fields.get("required_reviews", ())),
        ceilings=tuple(c for c in ceilings if not c.empty),
    )  # fmt: skip


def typed_of(policy: Policy, *, title: str = "", reason: str = "", release_id: str = "", revision: int = 0) -> Typed:
    """The form of a policy that is there."""
    return Typed(
        title=title, reason=reason, release_id=release_id, revision=revision,
        credits={name: f"{getattr(policy.credits, name):g}" for name in SUPPORTS},
        weights={section: f"{weight:g}" for section, weight in policy.section_weights.items()},
        decisions=dict(policy.decisions), not_applicable=policy.not_applicable,
        required_reviews=tuple(policy.required_reviews),
        ceilings=tuple(CeilingTyped(s, p, level) for s, rows in policy.ceilings.items() for p, level in rows.items()),
    )  # fmt: skip


def typed_again(found: LoadedPolicy, *, reason: str | None = None) -> Typed:
    """The form of a stored version."""
    said = found.reason if reason is None else reason
    return typed_of(found.policy, title=found.title, reason=said, release_id=found.release_id, revision=found.revision)


def with_revision(typed: Typed, revision: int) -> Typed:
    """The same, as an answer to what somebody else has saved meanwhile."""
    return replace(typed, revision=revision)


def label_of(name: str) -> str:
    """What a field is called, by its id."""
    start, _, rest = name.partition("-")
    if start == "credit":
        return f"Credit: {SUPPORTS[rest][0].lower()}" if rest in SUPPORTS else name
    labels = {"title": "Name", "reason": "Reason", "release_id": "Questionnaire", "ceilings": "Ceilings"}
    labels |= {"not_applicable": "“Does not apply”", "required_reviews": "Reviews that are needed"}
    return {"weight": f"Weight of section {rest}", "decision": f"Decision on question {rest}"}.get(
        start, labels.get(name, name)
    )


def read(typed: Typed, questionnaire: Questionnaire | None) -> PolicyInput:
    """The policy that was typed. Raises Invalid with every problem, each at the id of its field."""
    problems: list[Problem] = []
    words = None
    try:
        words = parse(PolicyWords, {"title": typed.title, "reason": typed.reason, "release_id": typed.release_id})
    except Invalid as invalid:
        problems += invalid.problems
    shares = _numbers("credit", typed.credits, problems)
    ladder_known = not any(p.where.startswith("credit-") for p in problems)
    raw = {
        "credits": {**Credits().model_dump(), **shares},
        "section_weights": _numbers("weight", typed.weights, problems),
        "decisions": {question: said for question, said in typed.decisions.items() if said},
        "not_applicable": typed.not_applicable,
        "required_reviews": typed.required_reviews,
        "ceilings": _ceilings(typed.ceilings, problems),
    }
    policy, found = _checked(raw, questionnaire)
    # Of credits that are no numbers nobody knows whether they are in order.
    found = [p for p in found if ladder_known or not p.where.startswith("credits.")]
    problems += at_their_fields(found, typed)
    if problems or words is None or policy is None:
        raise Invalid(problems)
    return PolicyInput(words, policy)


def _checked(raw: dict[str, Any], questionnaire: Questionnaire | None) -> tuple[Policy | None, Sequence[Problem]]:
    """The policy, where it has the shape of one, and everything that is wrong with it."""
    try:
        policy = Policy.model_validate(raw)
    except ValidationError:
        try:
            load_policy(raw)
        except Invalid as invalid:
            return None, invalid.problems
        raise
    return policy, [p for p in check_policy(policy, questionnaire) if has_errors([p])]


def at_their_fields(problems: Sequence[Problem], typed: Typed) -> tuple[Problem, ...]:
    """Problems that the rules found in the policy, each at the id of its field."""
    return tuple(_at_its_field(p, typed) for p in problems)


def _at_its_field(problem: Problem, typed: Typed) -> Problem:
    part, _, name = problem.where.partition(".")
    fields = {"credits": "credit", "section_weights": "weight", "decisions": "decision"}
    where = f"{fields[part]}-{name}" if part in fields and name else part
    if part == "section_weights" and not name:
        where = f"weight-{next(iter(typed.weights), '')}" if typed.weights else "release_id"
    if part == "ceilings":
        where = next(
            (f"ceiling-{i}-clauses" for i, c in enumerate(typed.ceilings) if name == f"{c.scheme}.{c.clauses.strip()}"),
            "ceiling-0-scheme",
        )
    return problem.model_copy(update={"where": where})


def _numbers(start: str, typed: Mapping[str, str], problems: list[Problem]) -> dict[str, float]:
    """The numbers among what was typed; an empty field says nothing."""
    found = {}
    for name, text in typed.items():
        text = text.strip()
        if not text:
            continue
        if _NUMBER.fullmatch(text):
            found[name] = float(text)
            continue
        remedy = "Write digits, for example 0.7."
        if _COMMA.fullmatch(text):
            remedy = f"Write it with a point: {text.replace(',', '.')}."
        shown = text if len(text) <= 40 else text[:39] + "…"
        problems.append(
            Problem(
                code="POLICY-NUMBER", where=f"{start}-{name}", message=f"“{shown}” is not a number here", remedy=remedy
            )
        )
    return found


def _ceilings(typed: Sequence[CeilingTyped], problems: list[Problem]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row, line in enumerate(typed):
        if problem := next(_ceiling_problems(line, found), None):
            part, message = problem
            problems.append(
                Problem(
                    code="POLICY-CEILING", where=f"ceiling-{row}-{part}", message=message,
                    remedy="Give scheme, clauses and what it counts for, or empty the line.",
                )
            )  # fmt: skip
            continue
        found.setdefault(line.scheme, {})[line.clauses.strip()] = line.level
    return found


def _ceiling_problems(line: CeilingTyped, before: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Which part of a line is wrong, and why."""
    if not line.scheme:
        yield "scheme", "This line does not say of which certificates it speaks"
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,63}:(?:\*|[\w().-]{1,80}\*?)", line.clauses.strip()):
        yield "clauses", "This line does not say towards which clauses, such as eu-ai-act:* or eu-ai-act:art-17"
    if line.level not in LEVELS:
        yield "level", "This line does not say what they count for"
    if line.clauses.strip() in before.get(line.scheme, {}):
        yield "clauses", "A line above speaks of these clauses already"
