"""One question: its state, what the answer is worth, how far it is backed, and whether it is in the sums."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.core.catalog.model import ReferenceData
from app.core.questionnaire import kinds
from app.core.questionnaire.model import NotApplicable, Question
from app.core.response import Answer, Response
from app.core.scoring.policy import Policy
from app.core.scoring.scorecard import (
    OUTSIDE_COVERAGE,
    CertificateStanding,
    Finding,
    FindingKind,
    QuestionScore,
    State,
    Support,
    Term,
)
from app.core.scoring.sums import times
from app.core.scoring.support import Backer, Backing, strongest

_NOTHING = Backing(Support.UNSUPPORTED, "")


@dataclass(slots=True, eq=False)  # not frozen: hundreds are made for every scorecard, and freezing takes its time
class Scored:
    """A question's score, with what the sums need of it at each clause."""

    result: QuestionScore
    backing: Backing
    credits: Mapping[Support, float]
    applicable: bool  # whether its weight counts in coverage
    awaits_acceptance: bool = False  # a "does not apply" that a reviewer has not accepted yet
    # Most questions add the same line to their section, clause and framework.
    terms: dict[tuple[float, Support | None], Term] = field(default_factory=dict)

    def best_of(self, clauses: Iterable[str]) -> Support:
        """The strongest support over some of its clauses."""
        return strongest(*map(self.backing.at_clause, clauses)) if self.backing.at else self.backing.support

    def term(self, share: float = 1.0, support: Support | None = None) -> Term:
        """Its line in a sum; `support` is what backs it at the clause that the sum is about."""
        if support is None or self.result.support is None:
            support = self.result.support
        key = (share, support)
        if key not in self.terms:
            self.terms[key] = self._term(share, support)
        return self.terms[key]

    def _term(self, share: float, support: Support | None) -> Term:
        claimed = self.result.claim or 0.0
        credit = self.credits[support] if support is not None else None
        return Term(
            of=self.result.question,
            weight=self.result.weight * share,
            claimed=claimed,
            evidenced=times(claimed, credit) if credit is not None else 0.0,
            share=share,
            support=support,
            credit=credit,
            contradicted=support is Support.CONTRADICTED,
        )


class _Judged(NamedTuple):
    state: State
    claim: float | None
    in_sums: bool
    why: str
    answered: bool
    awaits_acceptance: bool = False
    override: str = ""
    said: str = ""


class QuestionScorer:
    """Scores the questions of one response."""

    def __init__(
        self,
        response: Response,
        reference: ReferenceData,
        policy: Policy,
        standings: Mapping[str, CertificateStanding],
        findings: Iterable[Finding],
        visible: Collection[str],
    ) -> None:
        self._response, self._policy, self._visible = response, policy, visible
        self._backer = Backer(response, reference, policy, standings)
        self._findings: dict[str, list[Finding]] = {}
        for finding in findings:
            for question in finding.questions:
                self._findings.setdefault(question, []).append(finding)
        self._overrides = {o.question: o for o in response.overrides}
        self._accepted = {a.question for a in response.acceptances if a.question}
        # Before submission an empty place is a place not reached yet; after it, it is an answer withheld.
        self._final = response.status == "submitted"
        self._credits = policy.credits.table(expects=True)
        self._free = policy.credits.table(expects=False)

    def score(self, section: str, question: Question) -> Scored:
        answer = self._response.answers.get(question.id)
        judged = self._judge(question, answer)
        findings = self._findings.get(question.id, ())
        worth = self._credits if question.evidence.expected else self._free
        backed = judged.state in (State.SCORED, State.AWAITING_REVIEW) and not judged.awaits_acceptance
        if backed:
            contradicted = bool(findings) and any(f.kind is FindingKind.CONTRADICTION and f.open for f in findings)
            backing = self._backer.back(question, answer, contradicted=contradicted)
        else:
            backing = _NOTHING
        support = backing.support if backed else None
        credit = worth[support] if support is not None else None
        evidenced = None if judged.claim is None else times(judged.claim, credit if credit is not None else 0.0)
        result = QuestionScore(
            question=question.id,
            section=section,
            state=judged.state,
            weight=question.weight,
            claim=judged.claim,
            support=support,
            credit=credit,
            evidenced=evidenced,
            in_sums=judged.in_sums,
            why=f"{judged.why} {backing.why}".strip(),
            evidence=backing.evidence,
            findings=tuple([f.key for f in findings]) if findings else (),
            override=judged.override,
            answered=judged.answered,
            said=judged.said,
            backed=backing.why,
        )
        return Scored(result, backing, worth, judged.state not in OUTSIDE_COVERAGE, judged.awaits_acceptance)

    def _judge(self, question: Question, answer: Answer | None) -> _Judged:
        if question.id not in self._visible:
            return _Judged(State.HIDDEN, None, False, "Its condition does not hold, so it is not asked.", False)
        given = answer is not None and answer.given
        if question.weight == 0:
            return _Judged(State.INFORMATION, None, False, "It weighs 0: it is asked for information.", given)
        override = self._overrides.get(question.id)
        if override is not None:
            by = f"{override.by}: {override.reason}"
            why = f"A reviewer set the claim to {override.value:.2f}: {override.reason.rstrip('.')}."
            said = _words(question, answer) if answer is not None and given else ""
            return _Judged(State.SCORED, override.value, True, why, given, override=by, said=said)
        how = kinds.how_scored(question)
        if how == "never":
            return _Judged(State.INFORMATION, None, False, "Nothing in it can be scored.", given)
        if answer is None or not (answer.not_applicable or not kinds.is_empty(answer.value)):
            return self._empty(State.UNANSWERED, "It has no answer")
        if not answer.confirmed:
            return self._empty(State.UNCONFIRMED, "It was filled in beforehand, and the vendor has not confirmed it")
        if answer.not_applicable:
            return self._not_applicable(question, answer)
        claim = kinds.claim(question, answer.value)
        if how == "review" or claim is None:
            why = "No rule scores it: a reviewer rates it."
            return _Judged(State.AWAITING_REVIEW, None, False, why, True, said=_words(question, answer))
        said = _words(question, answer)
        return _Judged(State.SCORED, claim, True, f"“{said}” is worth {claim:.2f}.", True, said=said)

    def _empty(self, state: State, what: str) -> _Judged:
        if self._final:
            return _Judged(state, 0.0, True, f"{what}; after submission that counts as 0.", False)
        return _Judged(state, None, False, f"{what} yet.", False)

    def _not_applicable(self, question: Question, answer: Answer) -> _Judged:
        if question.not_applicable is NotApplicable.NO:
            return self._empty(State.UNANSWERED, "“Does not apply” is not open to this question")
        if not answer.reason.strip():
            return self._empty(State.UNANSWERED, "“Does not apply” was said without a reason")
        after_review = (
            question.not_applicable is NotApplicable.AFTER_REVIEW or self._policy.not_applicable == "after_review"
        )
        said = _words(question, answer)
        if after_review and question.id not in self._accepted:
            why = "“Does not apply” awaits a reviewer's acceptance"
            if not self._final:
                return _Judged(State.AWAITING_REVIEW, None, False, f"{why}.", True, awaits_acceptance=True, said=said)
            why = f"{why}; until then it counts as 0."
            return _Judged(State.AWAITING_REVIEW, 0.0, True, why, True, awaits_acceptance=True, said=said)
        why = f"It does not apply: {_short(answer.reason)}."
        return _Judged(State.NOT_APPLICABLE, None, False, why, True, said=said)


def _words(question: Question, answer: Answer) -> str:
    """What the answer says, in short."""
    if answer.not_applicable:
        return f"Does not apply: {_short(answer.reason)}"
    return _short(kinds.describe(question, answer.value, "en"))


def _short(text: str) -> str:
    line = " ".join(text.split()).rstrip(".")
    return line if len(line) <= 120 else f"{line[:117]}..."
