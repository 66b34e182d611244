"""One response to one scorecard. Plain Python over plain objects; the same inputs give the same bytes.

docs/scoring.md says what every number means, with worked examples that the tests run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.core.catalog.model import ReferenceData
from app.core.certificates.checks import assess
from app.core.certificates.compare import compare_claims, excluded_controls, not_confirmed
from app.core.certificates.facts import Family
from app.core.problems import Invalid, Problem, has_errors
from app.core.questionnaire import kinds
from app.core.questionnaire.conditions import matches
from app.core.questionnaire.model import Questionnaire
from app.core.questionnaire.visibility import visible
from app.core.response import Response
from app.core.scoring.derived import of_questionnaire, of_reference
from app.core.scoring.findings import find
from app.core.scoring.policy import Policy, check_policy, policy_hash, section_weights
from app.core.scoring.questions import QuestionScorer, Scored
from app.core.scoring.reproduce import inputs_hash
from app.core.scoring.scorecard import (
    CertificateStanding,
    Finding,
    FindingKind,
    Flag,
    Score,
    Scorecard,
    Standing,
    State,
)
from app.core.scoring.sums import coverage, score_of_sections, weighted_score

ENGINE = "countersign-score 1"


def score(
    questionnaire: Questionnaire, response: Response, reference: ReferenceData, policy: Policy, *, release: str
) -> Scorecard:
    """The scorecard of one response under one policy. `release` is the digest of the questionnaire's release.

    Raises Invalid when the response answers another questionnaire or release, or when the policy has errors.
    """
    _refuse_what_does_not_fit(questionnaire, response, policy, release)
    shown = visible(questionnaire, response.answers)
    standings = {facts.id: assess(facts, response, reference) for facts in response.certificates}
    comparisons = compare_claims(questionnaire, response, reference, standings, shown)
    findings = find(questionnaire, response, reference, standings, comparisons, shown)
    scorer = QuestionScorer(response, reference, policy, standings, findings, shown)
    scored = {
        question.id: scorer.score(section.id, question)
        for section in questionnaire.sections
        for question in section.questions
    }
    sections = {
        section.id: weighted_score(
            [scored[q.id].term() for q in section.questions if scored[q.id].result.in_sums],
            _coverage([(scored[q.id], 1.0) for q in section.questions]),
        )
        for section in questionnaire.sections
    }
    return Scorecard(
        engine=ENGINE,
        questionnaire=questionnaire.id,
        release=release,
        policy=policy.label,
        policy_hash=policy_hash(policy),
        inputs_hash=inputs_hash(release, policy, response),
        reference_hash=of_reference(reference).hash,
        as_of=response.as_of,
        status=response.status,
        overall=score_of_sections(sections, section_weights(policy, questionnaire)),
        sections=sections,
        clauses=_clauses(questionnaire, reference, scored),
        frameworks=_frameworks(questionnaire, scored),
        questions={q: s.result for q, s in scored.items()},
        findings=findings,
        flags=_flags(questionnaire, response, policy, scored, findings, standings.values()),
        certificates=tuple(standings.values()),
        not_covered=of_questionnaire(questionnaire).not_covered(reference),
        not_checked=_not_checked(response, standings),
    )


def checked_response(questionnaire: Questionnaire, response: Response) -> Response:
    """A response that did not come through the forms (one read from a file), with values as the forms store them.

    Raises Invalid with every answer that cannot be one, and every id given twice.
    """
    problems: list[Problem] = []
    answers = {}
    for question_id, answer in response.answers.items():
        question = questionnaire.by_id.get(question_id)
        if question is None:
            problems.append(
                Problem(
                    code="RESPONSE-QUESTION",
                    where=f"answers.{question_id}",
                    message=f"The questionnaire has no question “{question_id}”.",
                    remedy="Remove the answer, or score against the release it was given to.",
                )
            )
            continue
        try:
            value = kinds.parse_json(question, answer.value, response.as_of)
        except Invalid as invalid:
            problems += invalid.problems
        else:
            answers[question_id] = answer.model_copy(update={"value": value})
    problems += _ids_given_twice(response)
    if problems:
        raise Invalid(problems)
    return response.model_copy(update={"answers": answers})


def _ids_given_twice(response: Response) -> list[Problem]:
    return [
        Problem(
            code="RESPONSE-ID-TWICE",
            where=f"{what}.{name}",
            message=f"Two of the {what} have the id “{name}”.",
            remedy="Give each an id of its own.",
        )
        for what, ids in (
            ("certificates", [c.id for c in response.certificates]),
            ("evidence", [e.id for e in response.evidence]),
        )
        for name in sorted({i for i in ids if ids.count(i) > 1})
    ]


def _refuse_what_does_not_fit(questionnaire: Questionnaire, response: Response, policy: Policy, release: str) -> None:
    problems = [p for p in check_policy(policy) if has_errors([p])]
    if response.questionnaire != questionnaire.id:
        problems.append(
            Problem(
                code="RESPONSE-QUESTIONNAIRE",
                where="questionnaire",
                message=f"The response answers “{response.questionnaire}”, not “{questionnaire.id}”.",
                remedy="Score it against the questionnaire it answers.",
            )
        )
    elif response.release and response.release != release:
        problems.append(
            Problem(
                code="RESPONSE-RELEASE",
                where="release",
                message="The response answers another release of this questionnaire.",
                remedy="Score it against that release, or move the response to this one first.",
            )
        )
    if problems:
        raise Invalid(problems)


def _coverage(parts: Sequence[tuple[Scored, float]]) -> float | None:
    applicable = [(s, share) for s, share in parts if s.applicable]
    return coverage([s.result.weight * share for s, share in applicable], [s.result.answered for s, _ in applicable])


def _clauses(questionnaire: Questionnaire, reference: ReferenceData, scored: Mapping[str, Scored]) -> dict[str, Score]:
    """Every clause a question speaks to, in the order of the catalogs."""
    order = of_reference(reference).order

    def place(clause: str) -> tuple[int, str]:
        return order.get(clause, len(order)), clause

    spoken = of_questionnaire(questionnaire).clauses
    scores: dict[str, Score] = {}
    for clause in sorted(spoken, key=place):
        parts = [(scored[q], share) for q, share in spoken[clause]]
        terms = [s.term(share, s.backing.at_clause(clause)) for s, share in parts if s.result.in_sums]
        scores[clause] = weighted_score(terms, _coverage(parts))
    return scores


def _frameworks(questionnaire: Questionnaire, scored: Mapping[str, Scored]) -> dict[str, Score]:
    """By catalog key: every question once, with the sum of its shares (at most 1), at its best-backed clause there."""
    scores: dict[str, Score] = {}
    for key, spoken in of_questionnaire(questionnaire).frameworks.items():
        parts = [(scored[q], share, clauses) for q, share, clauses in spoken]
        terms = [s.term(share, s.best_of(clauses)) for s, share, clauses in parts if s.result.in_sums]
        scores[key] = weighted_score(terms, _coverage([(s, share) for s, share, _ in parts]))
    return scores


def _flags(
    questionnaire: Questionnaire,
    response: Response,
    policy: Policy,
    scored: Mapping[str, Scored],
    findings: Iterable[Finding],
    standings: Iterable[CertificateStanding],
) -> tuple[Flag, ...]:
    """What a named person decides on. None of it touches a number."""
    flags: list[Flag] = []
    for question in questionnaire.by_id.values():
        rule, state = question.needs_decision, scored[question.id].result.state
        if rule is None or state is State.HIDDEN or policy.decisions.get(question.id, rule.default) == "off":
            continue
        if matches(rule.when, response.answers.get(question.id), question):
            flags.append(
                Flag(
                    key=f"KNOCK-OUT:{question.id}",
                    kind="knock_out",
                    question=question.id,
                    reason=rule.reason.in_("en"),
                )
            )
    for finding in findings:
        if finding.kind is FindingKind.CONTRADICTION and finding.open:
            question_id = finding.questions[0] if finding.questions else ""
            flags.append(Flag(key=finding.key, kind="contradiction", question=question_id, reason=finding.message))
    flags += _reviews(questionnaire, policy, scored, standings)
    return tuple(flags)


def _reviews(
    questionnaire: Questionnaire,
    policy: Policy,
    scored: Mapping[str, Scored],
    standings: Iterable[CertificateStanding],
) -> Iterable[Flag]:
    for question in questionnaire.by_id.values():
        result = scored[question.id].result
        if result.state is not State.AWAITING_REVIEW:
            continue
        wanted = "not_applicable" if scored[question.id].awaits_acceptance else "rubric"
        if wanted in policy.required_reviews and (wanted == "not_applicable" or question.rubric is not None):
            yield Flag(key=f"REVIEW:{question.id}", kind="review", question=question.id, reason=result.why)
    if "certificate" in policy.required_reviews:
        for standing in standings:
            judged = standing.family is Family.MANAGEMENT_SYSTEM
            if judged and standing.standing is Standing.QUALIFIED and not standing.accepted:
                yield Flag(
                    key=f"REVIEW-CERTIFICATE:{standing.certificate}",
                    kind="review",
                    reason=f"The standing of {standing.title} is qualified: accept it with a reason, or leave it so.",
                )


def _not_checked(response: Response, standings: Mapping[str, CertificateStanding]) -> tuple[str, ...]:
    """What nobody looked at, in sentences, so that silence is not taken for a good result."""
    said: list[str] = []
    for facts in response.certificates:
        standing = standings[facts.id]
        said += [f"{standing.title}: {c.reason}" for c in standing.checks if not c.performed]
        if standing.family is Family.MANAGEMENT_SYSTEM and excluded_controls(facts) is None:
            said.append(
                f"{standing.title}: which controls its statement of applicability leaves out is not stated; all were "
                "taken as included."
            )
        if open_facts := not_confirmed(facts):
            said.append(
                f"{standing.title}: nobody has confirmed what was read of {', '.join(open_facts)}; no answer was held "
                "against it."
            )
    read = {c.evidence for c in response.certificates}
    documents = [e.name for e in response.evidence if e.id not in read]
    if documents:
        many = f"{len(documents)} attached documents were" if len(documents) > 1 else "1 attached document was"
        said.append(f"{many} not read by any rule: {', '.join(documents)}. A reviewer reads them.")
    offered = sum(1 for a in response.answers.values() if a.offer is not None)
    if offered:
        said.append(f"Evidence offered and not attached was not seen ({offered} answer{'s' if offered > 1 else ''}).")
    return tuple(said)
