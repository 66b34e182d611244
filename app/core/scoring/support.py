"""Support: how far evidence backs an answer, and at which clauses.

A certificate backs the clauses of its own scheme. Towards clauses of another catalog it gives at most `documented`,
and only where the ceilings say so, so one answer may be certified at ISO/IEC 42001, 4.3, and less than that at an
article of the AI Act. `verified` comes of a reviewer, or of a certificate that everything speaks for, the register
included, and that its certification body sealed: the seal shows that the body wrote these words, the register that they
still hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from app.core.catalog.model import ReferenceData
from app.core.certificates.compare import covered_by, excluded_controls
from app.core.certificates.facts import CertificateFacts
from app.core.questionnaire.model import Kind, Question
from app.core.response import Answer, Response
from app.core.scoring.derived import of_reference
from app.core.scoring.policy import LADDER, Policy
from app.core.scoring.scorecard import CertificateStanding, Outcome, Standing, Support

_RANK = {support: rank for rank, support in enumerate(LADDER)}
_LEVELS = {"none": Support.UNSUPPORTED, "documented": Support.DOCUMENTED, "certified": Support.CERTIFIED}
CONFIRMED = "A reviewer confirmed it at the source."
_OFFERED = {"nda": "under a confidentiality agreement", "later": "for later", "equivalent": "as something equivalent"}


def strongest(*supports: Support) -> Support:
    return max(supports, key=_RANK.__getitem__)


def weakest(*supports: Support) -> Support:
    return min(supports, key=_RANK.__getitem__)


class Backing(NamedTuple):
    support: Support  # the strongest over the question's clauses
    why: str
    evidence: tuple[str, ...] = ()
    at: Mapping[str, Support] = MappingProxyType({})  # by clause reference

    def at_clause(self, clause: str) -> Support:
        return self.at.get(clause, self.support)


class Backer:
    """Backs the answers of one response; holds what is looked up for each of its questions."""

    def __init__(
        self,
        response: Response,
        reference: ReferenceData,
        policy: Policy,
        standings: Mapping[str, CertificateStanding],
    ) -> None:
        self._reference, self._policy, self._standings = reference, policy, standings
        self._certificates = response.certificates
        self._files = {e.id: e for e in response.evidence}
        self._verified = frozenset(response.verified)
        self._attached: dict[str, list[str]] = {}
        for evidence in response.evidence:
            for question in evidence.questions:
                self._attached.setdefault(question, []).append(evidence.id)
        self._read_from: dict[str, list[CertificateFacts]] = {}
        for facts in response.certificates:
            self._read_from.setdefault(facts.evidence, []).append(facts)
        self._excluded = {c.id: excluded_controls(c) or frozenset() for c in response.certificates}
        self._ceilings: dict[tuple[str, str], Support] = {}

    def back(self, question: Question, answer: Answer | None, *, contradicted: bool) -> Backing:
        """What backs one answer. An open contradiction comes before everything else."""
        attached = self._files_of(question, answer)
        if contradicted:
            return Backing(Support.CONTRADICTED, "An open contradiction names this question.", tuple(attached))
        if question.id in self._verified:
            return Backing(Support.VERIFIED, CONFIRMED, tuple(attached))
        if question.evidence.expect in ("none", "optional"):
            return Backing(Support.NOT_EXPECTED, "The question expects no evidence.", tuple(attached))
        return self._back_by_documents(question, answer, attached)

    def _back_by_documents(self, question: Question, answer: Answer | None, attached: list[str]) -> Backing:
        if not attached and not self._certificates:
            return Backing(Support.UNSUPPORTED, self._why_unsupported(attached, answer))
        documents = [e for e in attached if e not in self._read_from]
        covering = [c for c in self._certificates if self._standings[c.id].certifies and _may_answer(question, c)]
        shown = [c for e in attached for c in self._read_from.get(e, ()) if self._counts(c)]
        plain = Support.DOCUMENTED if documents else Support.UNSUPPORTED
        if not question.clauses:
            support = strongest(plain, Support.DOCUMENTED if shown else Support.UNSUPPORTED)
            return self._backing(question, answer, support, {}, documents, shown, attached)
        at: dict[str, Support] = {}
        used: dict[str, CertificateFacts] = {}
        for ref in question.clauses:
            at[ref.clause] = plain
            for facts, most in [(c, Support.CERTIFIED) for c in covering] + [(c, Support.DOCUMENTED) for c in shown]:
                given = weakest(most, self._level(facts, ref.clause))
                if given is Support.CERTIFIED and self._standings[facts.id].verifies:
                    given = Support.VERIFIED
                if given is not Support.UNSUPPORTED:
                    used[facts.id] = facts
                    at[ref.clause] = strongest(at[ref.clause], given)
        return self._backing(question, answer, strongest(*at.values()), at, documents, list(used.values()), attached)

    def _backing(
        self,
        question: Question,
        answer: Answer | None,
        support: Support,
        at: dict[str, Support],
        documents: list[str],
        certificates: list[CertificateFacts],
        attached: list[str],
    ) -> Backing:
        named = [self._standings[c.id].title for c in certificates]
        if support is Support.VERIFIED:
            why = f"Covered by {' and '.join(named)}, sealed by its certification body and in force by its register."
        elif support is Support.CERTIFIED:
            why = f"Covered by {' and '.join(named)}."
        elif support is Support.DOCUMENTED:
            names = [self._files[e].name for e in documents] + list(named)
            why = f"Backed by {', '.join(names)}."
            unaccepted = [c for c in certificates if not self._standings[c.id].certifies]
            if unaccepted and question.evidence.expect == "certificate":
                why += f" {self._why_not_certified(unaccepted[0])}"
        else:
            why = self._why_unsupported(attached, answer)
        rests_on = [*documents, *(c.id for c in certificates)] if support is not Support.UNSUPPORTED else attached
        return Backing(support, why, tuple(rests_on), at)

    def _why_not_certified(self, facts: CertificateFacts) -> str:
        standing = self._standings[facts.id]
        not_looked = [c.code for c in standing.checks if not c.performed]
        doubts = [c.code for c in standing.checks if c.performed and c.weighs and c.outcome is not Outcome.PASS]
        said = []
        if doubts:
            said.append(f"open: {', '.join(doubts)}")
        if not_looked:
            said.append(f"not performed: {', '.join(not_looked)}")
        return f"The certificate's standing is qualified ({'; '.join(said)}), and no reviewer has accepted it."

    def _why_unsupported(self, attached: list[str], answer: Answer | None) -> str:
        read = [c for e in attached for c in self._read_from.get(e, ())]
        rejected = [c for c in read if not self._counts(c)]
        if rejected:
            standing = self._standings[rejected[0].id]
            reason = next(c.reason for c in standing.checks if c.blocking and c.outcome is Outcome.FAIL)
            return f"Only {standing.title} is attached, and it supports nothing here: {reason}"
        if read:
            return f"{self._standings[read[0].id].title} is attached; by its ceilings it does not reach these clauses."
        if answer is not None and answer.offer is not None:
            return f"Evidence is offered {_OFFERED[answer.offer.form]}, and none is attached."
        return "Evidence is expected, and none is attached."

    def _files_of(self, question: Question, answer: Answer | None) -> list[str]:
        found = list(self._attached.get(question.id, ()))
        if question.type is Kind.FILE and answer is not None and isinstance(answer.value, list | tuple):
            found += [e for e in answer.value if e in self._files]
        return list(dict.fromkeys(found)) if found else found

    def _counts(self, facts: CertificateFacts) -> bool:
        return self._standings[facts.id].standing is not Standing.REJECTED

    def _level(self, facts: CertificateFacts, clause: str) -> Support:
        """The most one certificate gives towards one clause."""
        catalog, _, clause_id = clause.partition(":")
        scheme = self._reference.scheme(facts.scheme)
        own = catalog == ((scheme.catalog if scheme else None) or facts.scheme)
        if own and covered_by(clause_id, self._excluded[facts.id]):
            return Support.UNSUPPORTED
        key = (facts.id, clause)
        if key not in self._ceilings:
            self._ceilings[key] = self._ceiling(facts, clause, own=own, known=scheme is not None)
        return self._ceilings[key]

    def _ceiling(self, facts: CertificateFacts, clause: str, *, own: bool, known: bool) -> Support:
        row = _longest(self._policy.ceilings.get(facts.scheme, {}), clause)
        if row is None:
            family = self._standings[facts.id].family.value
            row = of_reference(self._reference).ceiling(self._reference, clause, facts.scheme, family)
        if row is None:
            # A standing certificate covers its own scheme; of a document that nobody has described, all that is
            # known is that it is a document.
            return Support.CERTIFIED if own else Support.UNSUPPORTED if known else Support.DOCUMENTED
        return _LEVELS[row] if own else weakest(_LEVELS[row], Support.DOCUMENTED)


def _may_answer(question: Question, facts: CertificateFacts) -> bool:
    """Whether the question lets a certificate of this scheme speak for its answer, attached to it or not."""
    rule = question.evidence
    return rule.certificate_answers and (not rule.schemes or facts.scheme in rule.schemes)


def _longest(patterns: Mapping[str, str], clause: str) -> str | None:
    """The entry that speaks most closely: the clause itself, else the longest prefix ending in `*`."""
    if clause in patterns:
        return patterns[clause]
    fitting = [p for p in patterns if p.endswith("*") and clause.startswith(p[:-1])]
    return patterns[max(fitting, key=len)] if fitting else None
