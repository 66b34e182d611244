"""A release and a policy as arrays: what a whole field of vendors is added up with (`field.py`).

What a vendor's answers are worth, and how far they are backed, is judged one vendor at a time by the engine, in plain
Python and with a full trace; ceilings of the reference data and of the policy are part of that. From there on it is
sums, and these sums are the same for every vendor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.core.problems import Invalid, has_errors
from app.core.questionnaire.model import Questionnaire
from app.core.scoring.derived import of_questionnaire
from app.core.scoring.panel import Numbers
from app.core.scoring.policy import Policy, check_policy, section_weights
from app.core.scoring.scorecard import Support

Places: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Group:
    """A section, a clause or a framework: which rows add up to it, and how much each weighs."""

    id: str
    rows: Places
    weights: Numbers  # of the row's question, times its share here


@dataclass(frozen=True, eq=False)
class Plan:
    """A release under a policy. A *pair* is a question with one clause that it speaks to."""

    questions: tuple[str, ...]  # in the order of the document
    pairs: tuple[tuple[str, str], ...]  # (question, clause), clause by clause
    pair_questions: Places  # by pair: the row of its question
    sections: tuple[Group, ...]  # of rows of questions
    clauses: tuple[Group, ...]  # of rows of pairs
    frameworks: tuple[Group, ...]  # of rows of questions
    framework_pairs: tuple[tuple[tuple[Places, Places], ...], ...]  # by framework, in rounds: rows, a pair of each
    section_weights: Numbers
    credits: tuple[Mapping[Support, float], ...]  # by question: what each support counts for


def compiled(questionnaire: Questionnaire, policy: Policy) -> Plan:
    """Raises Invalid when the policy has errors, also against this questionnaire."""
    problems = [p for p in check_policy(policy, questionnaire) if has_errors([p])]
    if problems:
        raise Invalid(problems)
    row = {q: place for place, q in enumerate(questionnaire.by_id)}
    weight = {q: asked.weight for q, asked in questionnaire.by_id.items()}
    derived = of_questionnaire(questionnaire)
    pairs = tuple((q, clause) for clause, spoken in derived.clauses.items() for q, _ in spoken)
    pair = {found: place for place, found in enumerate(pairs)}

    def group(name: str, rows: Iterable[int], weights: Iterable[float]) -> Group:
        return Group(name, _places(rows), np.array(list(weights), dtype=float))

    def rounds(spoken: Iterable[tuple[str, float, tuple[str, ...]]]) -> tuple[tuple[Places, Places], ...]:
        """The first pair of every row, then the second of those that have two, and so on."""
        members = [[pair[q, clause] for clause in clauses] for q, _, clauses in spoken]
        found = []
        for turn in range(max(map(len, members), default=0)):
            rows = [r for r, own in enumerate(members) if len(own) > turn]
            found.append((_places(rows), _places(members[r][turn] for r in rows)))
        return tuple(found)

    own = section_weights(policy, questionnaire)
    return Plan(
        questions=tuple(row),
        pairs=pairs,
        pair_questions=_places(row[q] for q, _ in pairs),
        sections=tuple(
            group(s.id, (row[q.id] for q in s.questions), (q.weight for q in s.questions))
            for s in questionnaire.sections
        ),
        clauses=tuple(
            group(clause, (pair[q, clause] for q, _ in spoken), (weight[q] * share for q, share in spoken))
            for clause, spoken in derived.clauses.items()
        ),
        frameworks=tuple(
            group(key, (row[q] for q, _, _ in spoken), (weight[q] * share for q, share, _ in spoken))
            for key, spoken in derived.frameworks.items()
        ),
        framework_pairs=tuple(rounds(spoken) for spoken in derived.frameworks.values()),
        section_weights=np.array([own[s.id] for s in questionnaire.sections], dtype=float),
        credits=tuple(policy.credits.table(expects=asked.evidence.expected) for asked in questionnaire.by_id.values()),
    )


def _places(rows: Iterable[int]) -> Places:
    return np.array(list(rows), dtype=np.intp)
