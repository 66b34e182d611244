"""Which questions a certificate can answer for its vendor: offered, and nothing before a person has confirmed it.

An offer is made before anything is sent in, to the vendor itself. So a certificate is judged here by what its vendor
knows too: registers are asked by the buyer, other responses are the buyer's, and the days of a contract are no matter
of the certificate. What the reference data hold nothing about stands in no vendor's way.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.core.catalog.model import ReferenceData
from app.core.certificates.checks import family_of, run_checks, title_of
from app.core.certificates.compare import covered_by, excluded_controls
from app.core.certificates.context import CheckContext
from app.core.certificates.facts import CertificateFacts, Family
from app.core.certificates.stated import stated
from app.core.frozen import Frozen
from app.core.questionnaire.conditions import evaluate, leaves, references, schemes
from app.core.questionnaire.model import Question, Questionnaire, Shortcut
from app.core.questionnaire.shortcuts import given_by
from app.core.questionnaire.visibility import visible
from app.core.response import Response
from app.core.scoring.scorecard import CheckResult, Outcome, Standing

# Only the buyer can answer these: registers it asked, and what it has from other vendors.
BUYERS_OWN = frozenset({"CERT-STATUS", "CERT-DUPLICATE"})


class Offer(Frozen):
    """What one certificate may answer. `answers` is empty while something is `open`."""

    certificate: str
    title: str
    answers: dict[str, Any] = {}  # question id -> value, of questions that are asked, in the order of the document
    could: tuple[str, ...] = ()  # the questions it could answer once nothing is open
    waits_for: tuple[str, ...] = ()  # questions to be answered first
    held_by: tuple[CheckResult, ...] = ()  # checks that the vendor can do something about


def offers(questionnaire: Questionnaire, response: Response, reference: ReferenceData) -> tuple[Offer, ...]:
    """One for each certificate that a shortcut of the questionnaire speaks of, in the order of the response."""
    shown = visible(questionnaire, response.answers)
    found = []
    for facts in response.certificates:
        about = [s for s in questionnaire.shortcuts if facts.scheme in schemes(s.when)]
        if about:
            found.append(_offer(questionnaire, response, reference, facts, about, shown))
    return tuple(found)


def _offer(
    questionnaire: Questionnaire,
    response: Response,
    reference: ReferenceData,
    facts: CertificateFacts,
    shortcuts: list[Shortcut],
    shown: frozenset[str],
) -> Offer:
    against = _against(facts, response, reference)
    standing = _standing(facts, against, reference)
    could: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    waits: list[str] = []
    spelled = stated(questionnaire, facts)
    for shortcut in shortcuts:
        ready = {
            question_id: value
            for question_id, value in {**spelled, **given_by(questionnaire, shortcut)}.items()
            if question_id in shown and _may_answer(questionnaire.by_id[question_id], facts)
        }
        if evaluate(shortcut.when, response.answers, questionnaire, {facts.scheme: [standing]}):
            answers |= ready
            could |= ready
        elif first := _unanswered(shortcut, response):
            waits.extend(q for q in (*first, *_leading_to(questionnaire, spelled, response)) if q in shown)
            could |= ready
        elif evaluate(shortcut.when, response.answers, questionnaire, {facts.scheme: [Standing.GOOD]}):
            could |= ready
    order = [q for q in questionnaire.by_id if q in could]
    return Offer(
        certificate=facts.id,
        title=title_of(facts, reference),
        answers={q: answers[q] for q in order if q in answers},
        could=tuple(order),
        waits_for=tuple(q for q in questionnaire.by_id if q in waits),
        held_by=against,
    )


def _against(facts: CertificateFacts, response: Response, reference: ReferenceData) -> tuple[CheckResult, ...]:
    """The checks that keep a certificate from answering. A scope that does not name the product keeps it from nothing
    here: the clauses of a management system are the organisation's, and whether the product is inside is asked."""
    subject = response.subject.model_copy(update={"contract_start": None, "contract_end": None})
    context = CheckContext.of(response.model_copy(update={"subject": subject}), reference)
    return tuple(
        result
        for result in run_checks(facts, context)
        if result.code not in BUYERS_OWN
        and (
            result.outcome is Outcome.FAIL
            or (result.outcome is Outcome.DOUBT and result.code not in ("CERT-SCOPE", "CERT-COMPLETE"))
            or (result.outcome is Outcome.UNKNOWN and result.code == "CERT-STANDARD")
        )
    )


def _standing(facts: CertificateFacts, against: tuple[CheckResult, ...], reference: ReferenceData) -> Standing:
    if family_of(facts, reference) is not Family.MANAGEMENT_SYSTEM:
        return Standing.QUALIFIED
    if any(result.blocking and result.outcome is Outcome.FAIL for result in against):
        return Standing.REJECTED
    return Standing.QUALIFIED if against else Standing.GOOD


def _may_answer(question: Question, facts: CertificateFacts) -> bool:
    """No certificate speaks to what an author kept from it, nor to a control that its statement of applicability
    leaves out."""
    left_out = excluded_controls(facts) or frozenset()
    named = [ref.clause.partition(":")[2] for ref in question.clauses]
    return question.evidence.certificate_answers and not any(covered_by(control, left_out) for control in named)


def _unanswered(shortcut: Shortcut, response: Response) -> list[str]:
    """What is still to be answered. What only keeps it from questions holds nothing up while it is open."""
    tests = ((leaf.question, path) for leaf, path in leaves(shortcut.when))
    return _open({question for question, path in tests if question is not None and "not" not in path}, response)


def _leading_to(questionnaire: Questionnaire, spelled: Iterable[str], response: Response) -> list[str]:
    """Questions that decide whether what the certificate states is asked at all: worth asking together with others."""
    conditions = [condition for q in spelled if (condition := questionnaire.by_id[q].show_if) is not None]
    return _open({q for condition in conditions for q in references(condition)}, response)


def _open(questions: Iterable[str], response: Response) -> list[str]:
    return [q for q in sorted(questions) if (a := response.answers.get(q)) is None or not a.given]
