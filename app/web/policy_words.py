"""A scoring policy in plain words: what each credit means with an example, and how one policy differs from another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.catalog.model import ReferenceData
from app.core.questionnaire.model import Questionnaire
from app.core.scoring.policy import LADDER, Credits, Policy, default_policy
from app.core.scoring.scorecard import Support

SUPPORTS: dict[str, tuple[str, str]] = {
    Support.CONTRADICTED: ("Contradicted", "a document, or another answer, says something else"),
    Support.UNSUPPORTED: ("Unsupported", "evidence is expected, and nothing that counts is attached"),
    Support.DOCUMENTED: ("Documented", "the vendor attached a document of its own"),
    Support.CERTIFIED: ("Certified", "a certificate that holds good covers it"),
    Support.VERIFIED: ("Verified", "somebody confirmed it at the source"),
}
LEVELS = {"none": "counts for nothing", "documented": "counts like a document", "certified": "counts as certified"}
REVIEWS = {
    "not_applicable": ("“Does not apply”", "a “does not apply” that waits to be accepted"),
    "rubric": ("Texts to be rated", "an answer that only a person can rate"),
    "certificate": ("Certificates with open points", "a certificate of which not everything is known"),
}
NOT_APPLICABLE = {
    "as_asked": "“Does not apply” leaves the sums where the questionnaire allows it and a reason is given.",
    "after_review": "Every “does not apply” waits until a reviewer has accepted it.",
}
QUESTIONNAIRES_OWN = "as the questionnaire says"


@dataclass(frozen=True)
class CreditLine:
    label: str
    meaning: str
    value: float
    default: float

    @property
    def differs(self) -> bool:
        return self.value != self.default


@dataclass(frozen=True)
class WeightLine:
    title: str
    weight: float
    own: float  # the questionnaire's
    share: float | None  # of all weights; none when the other sections are not known
    set_here: bool


@dataclass(frozen=True)
class DecisionLine:
    number: str
    ask: str
    reason: str
    on: bool
    set_here: bool


@dataclass(frozen=True)
class CeilingLine:
    scheme: str
    clauses: str
    level: str


@dataclass(frozen=True)
class Difference:
    """What one policy says otherwise than another."""

    what: str
    before: str
    after: str


def credit_lines(policy: Policy) -> tuple[CreditLine, ...]:
    default = Credits()
    return tuple(CreditLine(*SUPPORTS[s], policy.credits.of(s), default.of(s)) for s in LADDER)


def weight_lines(policy: Policy, model: Questionnaire | None) -> tuple[WeightLine, ...]:
    """Every section of the questionnaire; without one, those that the policy names."""
    if model is None:
        return tuple(WeightLine(s, w, w, None, True) for s, w in policy.section_weights.items())
    weights = {s.id: policy.section_weights.get(s.id, s.weight) for s in model.sections}
    total = sum(weights.values())
    return tuple(
        WeightLine(
            str(s.title), weights[s.id], s.weight, weights[s.id] / total if total else None,
            s.id in policy.section_weights,
        )
        for s in model.sections
    )  # fmt: skip


def decision_lines(policy: Policy, model: Questionnaire | None) -> tuple[DecisionLine, ...]:
    """Every answer that may be put to a person's decision; without a questionnaire, those that the policy names."""
    if model is None:
        return tuple(DecisionLine(q, "", "", set_to == "on", True) for q, set_to in policy.decisions.items())
    return tuple(
        DecisionLine(
            model.numbers.get(q.id, q.id), str(q.ask), str(q.needs_decision.reason),
            policy.decisions.get(q.id, q.needs_decision.default) == "on", q.id in policy.decisions,
        )
        for q in model.by_id.values()
        if q.needs_decision is not None
    )  # fmt: skip


def ceiling_lines(policy: Policy, data: ReferenceData) -> tuple[CeilingLine, ...]:
    return tuple(
        CeilingLine(scheme_name(scheme, data), clauses_name(pattern, data), LEVELS[level])
        for scheme, rows in policy.ceilings.items()
        for pattern, level in rows.items()
    )


def scheme_name(scheme: str, data: ReferenceData) -> str:
    found = data.scheme(scheme)
    return found.standard if found else scheme


def clauses_name(pattern: str, data: ReferenceData) -> str:
    """`eu-ai-act:*` is every clause of the AI Act."""
    if not pattern.endswith("*"):
        return data.label(pattern)
    key, _, start = pattern[:-1].partition(":")
    catalog = data.catalog(key)
    name = catalog.short if catalog else key
    return f"{name}, everything below {start}" if start else f"{name}, every clause"


def differences(
    before: Policy, after: Policy, model: Questionnaire | None, data: ReferenceData
) -> tuple[Difference, ...]:
    """What `after` says otherwise than `before`, in the order of the page that explains a policy."""
    return tuple(d for d in _compared(before, after, model, data) if d.before != d.after)


def from_default(policy: Policy, model: Questionnaire | None, data: ReferenceData) -> tuple[Difference, ...]:
    return differences(default_policy(), policy, model, data)


def _compared(before: Policy, after: Policy, model: Questionnaire | None, data: ReferenceData) -> Iterator[Difference]:
    for support in LADDER:
        was, now = before.credits.of(support), after.credits.of(support)
        yield Difference(f"Credit: {SUPPORTS[support][0].lower()}", f"{was:g}", f"{now:g}")
    titles = {s.id: str(s.title) for s in model.sections} if model else {}
    own = {s.id: f"{s.weight:g}, {QUESTIONNAIRES_OWN}" for s in model.sections} if model else {}
    for section in _either(before.section_weights, after.section_weights):
        said = [
            f"{p.section_weights[section]:g}" if section in p.section_weights else own.get(section, QUESTIONNAIRES_OWN)
            for p in (before, after)
        ]
        yield Difference(f"Weight: {titles.get(section, section)}", *said)
    numbers = model.numbers if model else {}
    for question in _either(before.decisions, after.decisions):
        said = [str(p.decisions.get(question, QUESTIONNAIRES_OWN)) for p in (before, after)]
        yield Difference(f"For a person to decide: answer {numbers.get(question, question)}", *said)
    yield Difference("“Does not apply”", *(_not_applicable(p) for p in (before, after)))
    for review, (label, _) in REVIEWS.items():
        said = ["needed" if review in p.required_reviews else "not needed" for p in (before, after)]
        yield Difference(f"Review: {label[:1].lower()}{label[1:]}", *said)
    for scheme in _either(before.ceilings, after.ceilings):
        rows = [p.ceilings.get(scheme, {}) for p in (before, after)]
        for pattern in _either(*rows):
            said = [LEVELS[r[pattern]] if pattern in r else "as the reference data say" for r in rows]
            yield Difference(f"{scheme_name(scheme, data)} towards {clauses_name(pattern, data)}", *said)


def _not_applicable(policy: Policy) -> str:
    return "after a review, always" if policy.not_applicable == "after_review" else QUESTIONNAIRES_OWN


def _either(*named: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in named for name in one))
