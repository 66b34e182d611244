"""The scoring policy: what evidence is worth to this buyer, which sections weigh how much, and what a person must see.

A policy belongs to a campaign and is stored with every scorecard (by hash), so that two scorecards can say whether
they were made by the same rules.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from app.core.frozen import Frozen
from app.core.problems import Invalid, Problem, has_errors
from app.core.questionnaire.model import Id, Questionnaire
from app.core.scoring.canonical import digest
from app.core.scoring.scorecard import Support

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Level = Literal["none", "documented", "certified"]
Review = Literal["not_applicable", "rubric", "certificate"]

HEAVIEST = 1000.0  # as in a questionnaire
LADDER = (Support.CONTRADICTED, Support.UNSUPPORTED, Support.DOCUMENTED, Support.CERTIFIED, Support.VERIFIED)


class Credits(Frozen):
    """The share of a claim that counts as evidenced, for each degree of support."""

    contradicted: Number = 0.0
    unsupported: Number = 0.40
    documented: Number = 0.70
    certified: Number = 0.90
    verified: Number = 1.0

    def of(self, support: Support) -> float:
        """The credit of a question that expects evidence; one that expects none has 1 unless contradicted."""
        return 1.0 if support is Support.NOT_EXPECTED else float(getattr(self, support.value))

    def table(self, *, expects: bool) -> dict[Support, float]:
        """By support, for a question that expects evidence or one that does not: the latter has the whole credit,
        whoever confirmed it."""
        worth = {support: self.of(support) for support in Support}
        return worth if expects else worth | {Support.VERIFIED: 1.0}


class Policy(Frozen):
    """How a response is scored. Everything left out is the questionnaire's or the reference data's own.

    `decisions` switches a question's `needs_decision` flag on or off against its default. `not_applicable:
    after_review` asks for a reviewer's acceptance of every "does not apply", also where the question does not.
    `required_reviews` names what a person must look at before a vendor is clear: a "does not apply" that awaits
    acceptance, an answer only a rubric can rate, a certificate of qualified standing. `ceilings` replaces the reference
    data's ceiling of a certificate scheme towards a clause ("eu-ai-act:art-17") or a prefix of clauses ("eu-ai-act:*").
    """

    id: Id = "default"
    version: int = Field(default=1, ge=1)
    credits: Credits = Credits()
    section_weights: dict[Id, Number] = Field(default_factory=dict)
    decisions: dict[Id, Literal["on", "off"]] = Field(default_factory=dict)
    not_applicable: Literal["as_asked", "after_review"] = "as_asked"
    required_reviews: tuple[Review, ...] = ("not_applicable", "rubric", "certificate")
    ceilings: dict[Id, dict[str, Level]] = Field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"{self.id} {self.version}"


def default_policy() -> Policy:
    """The policy of docs/scoring.md: 0, 0.40, 0.70, 0.90 and 1, and the questionnaire's own weights."""
    return Policy()


def load_policy(raw: Any) -> Policy:
    """A policy from plain data. Raises Invalid with every problem, those of shape first."""
    try:
        policy = Policy.model_validate(raw)
    except ValidationError as error:
        raise Invalid(
            Problem(
                code="POLICY-SHAPE",
                where=".".join(str(part) for part in e["loc"]) or "policy",
                message=e["msg"],
                remedy="See docs/scoring.md for what a policy holds.",
            )
            for e in error.errors()
        ) from error
    problems = check_policy(policy)
    if has_errors(problems):
        raise Invalid(problems)
    return policy


def check_policy(policy: Policy, questionnaire: Questionnaire | None = None) -> tuple[Problem, ...]:
    """What is wrong with a policy; with a questionnaire, also whether its questions and sections exist."""
    problems = [*_credit_problems(policy.credits), *weight_problems(policy.section_weights)]
    if questionnaire is not None:
        problems += _unknown_names(policy, questionnaire)
    return tuple(problems)


def weight_problems(weights: Mapping[str, float]) -> list[Problem]:
    """What is wrong with weights of sections, one by one; whether any is above 0 is for those who know all sections."""
    problems = []
    for section, weight in weights.items():
        if not isfinite(weight):
            code, message, remedy = "POLICY-SHAPE", "The weight is not a number.", "Give a number of 0 or more."
        elif weight < 0:
            code, message = "POLICY-WEIGHT-NEGATIVE", f"The weight {weight:g} is below 0."
            remedy = "Give a weight of 0 or more; 0 leaves the section out of the overall score."
        elif weight > HEAVIEST:
            code, message = "POLICY-WEIGHT-HIGH", f"The weight {weight:g} is above {HEAVIEST:g}."
            remedy = "Give smaller weights: only their proportion counts."
        else:
            continue
        problems.append(Problem(code=code, where=f"section_weights.{section}", message=message, remedy=remedy))
    return problems


def nothing_weighs() -> Problem:
    """For weights that leave no overall score."""
    return Problem(
        code="POLICY-WEIGHT-NOTHING",
        where="section_weights",
        message="Every section weighs 0, so there would be no overall score.",
        remedy="Give at least one section a weight above 0.",
    )


def section_weights(policy: Policy, questionnaire: Questionnaire) -> dict[str, float]:
    """The questionnaire's weights of its sections, or those the policy gives in their place."""
    return {s.id: policy.section_weights.get(s.id, s.weight) for s in questionnaire.sections}


def policy_hash(policy: Policy) -> str:
    """SHA-256 over the policy as canonical JSON."""
    return digest(policy.model_dump(mode="json"))


def _credit_problems(credits: Credits) -> list[Problem]:
    problems = []
    for support in LADDER:
        value = credits.of(support)
        if not 0 <= value <= 1:
            problems.append(
                Problem(
                    code="POLICY-CREDIT-RANGE",
                    where=f"credits.{support.value}",
                    message=f"The credit {value:g} is outside 0 to 1.",
                    remedy="Give a number between 0 and 1.",
                )
            )
    for weaker, stronger in itertools.pairwise(LADDER):
        if credits.of(weaker) > credits.of(stronger):
            problems.append(
                Problem(
                    code="POLICY-CREDIT-ORDER",
                    where=f"credits.{stronger.value}",
                    message=(
                        f"“{stronger.value}” ({credits.of(stronger):g}) counts for less than "
                        f"“{weaker.value}” ({credits.of(weaker):g})."
                    ),
                    remedy=f"Stronger support never counts for less: give at least {credits.of(weaker):g}.",
                )
            )
    return problems


def _unknown_names(policy: Policy, questionnaire: Questionnaire) -> list[Problem]:
    sections = {s.id for s in questionnaire.sections}
    problems = [
        Problem(
            code="POLICY-SECTION-UNKNOWN",
            where=f"section_weights.{section}",
            message=f"The questionnaire has no section “{section}”.",
            remedy=f"Use one of {', '.join(sorted(sections))}.",
        )
        for section in policy.section_weights
        if section not in sections
    ]
    if policy.section_weights and not any(w > 0 for w in section_weights(policy, questionnaire).values()):
        problems.append(nothing_weighs())
    for question in policy.decisions:
        asked = questionnaire.by_id.get(question)
        if asked is None or asked.needs_decision is None:
            problems.append(
                Problem(
                    code="POLICY-DECISION-UNKNOWN",
                    where=f"decisions.{question}",
                    message=f"Question “{question}” "
                    + ("does not exist." if asked is None else "has no needs_decision to switch."),
                    remedy="Name a question whose file has needs_decision.",
                )
            )
    return problems
