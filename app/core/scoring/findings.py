"""Findings: contradictions, gaps, doubts and expiries, each with both sides quoted and a key that survives re-scoring.

The key holds a digest of the words of both sides: a dismissal stands as long as the same words stand against each
other, and falls away when one of them changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from app.core.catalog.model import ReferenceData
from app.core.certificates.compare import (
    Comparison,
    Result,
    certificate_side,
    covered_by,
    excluded_controls,
    not_confirmed,
    plain_words,
)
from app.core.certificates.facts import Fact, Family, Source
from app.core.questionnaire import kinds
from app.core.questionnaire.conditions import given
from app.core.questionnaire.model import Question, Questionnaire
from app.core.response import Answer, Response
from app.core.scoring.canonical import digest
from app.core.scoring.derived import of_questionnaire
from app.core.scoring.scorecard import (
    CertificateStanding,
    Finding,
    FindingKind,
    Outcome,
    Side,
    Standing,
)
from app.core.wording import say

PUT_RIGHT = "Correct the answer, or explain the difference; a reviewer can then dismiss this with a reason."
MAIN_SHARE = 0.5  # from this share on, a question is about a control, and not merely near it
DONE = 0.5  # above this claim, an answer says that a control is applied; below, that something is done

_KIND_OF_CHECK = {
    "CERT-VALIDITY": FindingKind.EXPIRY,
    "CERT-DUPLICATE": FindingKind.ANOMALY,
    "CERT-INTEGRITY": FindingKind.ANOMALY,
}
_REMEDY_OF_CHECK = {
    "CERT-STANDARD": "Check the standard and the edition on the certificate, or attach the right one.",
    "CERT-HOLDER": "Say how the holder and the vendor are related, or attach a certificate of the vendor itself.",
    "CERT-SCOPE": "Ask the certification body, or show where the scope statement holds the system.",
    "CERT-VALIDITY": "Attach the certificate that is in force, or say when recertification is due.",
    "CERT-CYCLE": "Ask for the day of the last surveillance audit.",
    "CERT-BODY": "Say which body certified the organisation.",
    "CERT-ACCREDITATION": "Ask the body for its accreditation for this standard, and look it up.",
    "CERT-COMPLETE": "Look whether the document says it, and state it; else ask the certification body.",
    "CERT-INTEGRITY": "Ask the certification body for the document as it was issued.",
    "CERT-DUPLICATE": "Ask how the same document came to two places.",
    "CERT-STATUS": "Ask the certification body why, and since when.",
    "CERT-LEGIBILITY": "Compare the facts with the file and confirm them.",
}
_ABOUT = {
    "held": say("whether a certificate is held"),
    "accredited": say("accreditation"),
    "scope": say("what the certificate reaches"),
    "number": say("the number"),
    "holder": say("the holder"),
    "body": say("the certification body"),
    "valid_from": say("the first day"),
    "valid_until": say("the last day"),
    "standard": say("the standard"),
    "excluded_controls": say("the controls left out"),
}


def find(
    questionnaire: Questionnaire,
    response: Response,
    reference: ReferenceData,
    standings: Mapping[str, CertificateStanding],
    comparisons: Iterable[Comparison],
    visible: Collection[str],
) -> tuple[Finding, ...]:
    """Every finding of a response, with what the vendor and the reviewers say about it, in a fixed order."""
    found = [
        *_from_claims(questionnaire, comparisons, standings),
        *_from_exclusions(questionnaire, response, reference, standings, visible),
        *_from_checks(questionnaire, response, standings, visible),
        *_from_certificates(questionnaire, response, reference, standings, visible),
    ]
    said: dict[str, dict[str, str]] = {}
    for explanation in response.explanations:
        about = {"explained": explanation.text, "explained_by": explanation.by}
        said.setdefault(explanation.finding, {}).update(about)
    for dismissal in response.dismissals:
        said.setdefault(dismissal.finding, {})["dismissed"] = f"{dismissal.by}: {dismissal.reason}"
    for upholding in response.upholdings:
        said.setdefault(upholding.finding, {})["upheld"] = f"{upholding.by}: {upholding.reason}"
    unique = {f.key: f for f in found}
    return tuple(f.model_copy(update=said[key]) if key in said else f for key, f in unique.items())


def _key(code: str, about: str, sides: Iterable[Side]) -> str:
    return f"{code}:{about}:{digest([[s.kind, s.words] for s in sides])[:12]}"


def _from_claims(
    questionnaire: Questionnaire, comparisons: Iterable[Comparison], standings: Mapping[str, CertificateStanding]
) -> Iterable[Finding]:
    """A claim is contradicted when no certificate matches it and one speaks against it."""
    by_claim: dict[tuple[str, str, str, str], list[Comparison]] = {}
    for comparison in comparisons:
        by_claim.setdefault((comparison.question, comparison.scheme, comparison.fact, comparison.asserted), []).append(
            comparison
        )
    for (question_id, _, fact, asserted), group in by_claim.items():
        question = questionnaire.by_id[question_id]
        if any(c.result is Result.MATCH for c in group):
            continue
        against = [c for c in group if c.result is Result.MISMATCH]
        if against:
            yield _contradiction(question, fact, against)
        elif fact == "held" and asserted == "yes":
            yield _held_without_support(question, group, standings)


def _contradiction(question: Question, fact: str, against: list[Comparison]) -> Finding:
    code = f"CLAIM-{fact.upper().replace('_', '-')}"
    sides = (against[0].answer, *(c.document for c in against if c.document))
    return Finding(
        key=_key(code, question.id, sides),
        code=code,
        kind=FindingKind.CONTRADICTION,
        message=say(
            "The answer and the certificate say different things about %(about)s. %(why)s",
            about=_ABOUT[fact],
            why=against[0].why,
        ),
        remedy=PUT_RIGHT,
        questions=(question.id,),
        clauses=tuple(c.clause for c in question.clauses),
        certificate=against[0].certificate,
        sides=sides,
    )


def _held_without_support(
    question: Question, group: list[Comparison], standings: Mapping[str, CertificateStanding]
) -> Finding:
    """ "Yes" with nothing to show is a gap, and says nothing about whether it is true."""
    there = [c for c in group if c.certificate]
    sides = (group[0].answer, *(c.document for c in there if c.document))
    why = there[0].why if there else "No certificate of this scheme is attached."
    return Finding(
        key=_key("CLAIM-HELD-NOT-SHOWN", question.id, sides),
        code="CLAIM-HELD-NOT-SHOWN",
        kind=FindingKind.GAP,
        message=f"A certificate is claimed, and none that supports it is there. {why}",
        remedy="Attach the certificate that is in force, or evidence that is equivalent.",
        questions=(question.id,),
        clauses=tuple(c.clause for c in question.clauses),
        certificate=there[0].certificate if there else "",
        sides=sides,
    )


def _from_exclusions(
    questionnaire: Questionnaire,
    response: Response,
    reference: ReferenceData,
    standings: Mapping[str, CertificateStanding],
    visible: Collection[str],
) -> Iterable[Finding]:
    """Answers about Annex A controls against the statement of applicability: done though left out, or the reverse."""
    for facts in response.certificates:
        left_out = excluded_controls(facts)
        if left_out is None or standings[facts.id].standing is Standing.REJECTED:
            continue
        if not_confirmed(facts, "excluded_controls"):
            continue  # what nobody has confirmed is held against nobody; `not_checked` says so
        scheme = reference.scheme(facts.scheme)
        prefix = f"{(scheme.catalog if scheme else None) or facts.scheme}:A."
        fact = Fact[str](
            value=", ".join(sorted(left_out)) or "none",
            source=facts.excluded_controls.source if facts.excluded_controls else Source(),
        )
        document = certificate_side(facts, "excluded_controls", fact, reference)
        for question, controls in of_questionnaire(questionnaire).controls(prefix, MAIN_SHARE):
            answer = response.answers.get(question.id)
            if question.id not in visible or answer is None or not answer.given:
                continue
            out = [c for c in controls if covered_by(c, left_out)]
            kept = [c for c in controls if c not in out]
            claimed = None if answer.not_applicable else kinds.claim(question, answer.value)
            if claimed is not None and claimed > DONE and out:
                # A question that asks about a clause of 4 to 10 too may well be done: that clause is owed all the same.
                owed = any(_cannot_be_left_out(c.clause, reference) for c in question.clauses)
                yield _soa(
                    "SOA-LEAVES-OUT",
                    FindingKind.DOUBT if owed else FindingKind.CONTRADICTION,
                    question,
                    facts.id,
                    (_answer_side(questionnaire, question, answer), document),
                    say(
                        "The answer says it is done; the statement of applicability leaves out %(out)s.",
                        out=", ".join(out),
                    ),
                )
            elif answer.not_applicable and kept:
                yield _soa(
                    "SOA-INCLUDES",
                    FindingKind.DOUBT,
                    question,
                    facts.id,
                    (_answer_side(questionnaire, question, answer), document),
                    say(
                        "The answer says it does not apply; the statement of applicability has %(kept)s.",
                        kept=", ".join(kept),
                    ),
                )


def _cannot_be_left_out(ref: str, reference: ReferenceData) -> bool:
    clause = reference.clause(ref)
    return clause is not None and clause.excludable is False


def _soa(
    code: str,
    kind: FindingKind,
    question: Question,
    certificate: str,
    sides: tuple[Side, ...],
    message: str,
) -> Finding:
    return Finding(
        key=_key(code, question.id, sides),
        code=code,
        kind=kind,
        message=message,
        remedy=PUT_RIGHT,
        questions=(question.id,),
        clauses=tuple(c.clause for c in question.clauses),
        certificate=certificate,
        sides=sides,
    )


def _from_checks(
    questionnaire: Questionnaire,
    response: Response,
    standings: Mapping[str, CertificateStanding],
    visible: Collection[str],
) -> Iterable[Finding]:
    """The consistency rules that the questionnaire's author wrote."""
    if not questionnaire.checks:
        return
    answers = {q: a for q, a in response.answers.items() if q in visible}
    values = {q: given(a) for q, a in answers.items() if a.given}
    by_scheme: dict[str, set[str]] = {}
    for standing in standings.values():
        found = by_scheme.setdefault(standing.scheme, set())
        found.add(standing.standing.value)
        if standing.certifies:
            found.add(Standing.GOOD.value)
    for plan in of_questionnaire(questionnaire).checks:
        if not plan.holds(values, by_scheme):
            continue
        check = plan.check
        named = [q for q in plan.questions if q.id in visible]
        sides = tuple(_answer_side(questionnaire, q, answers[q.id]) for q in named if q.id in answers)
        yield Finding(
            key=_key("CHECK", check.id, sides),
            code=f"CHECK:{check.id}",
            kind=FindingKind(check.severity),
            message=check.say.in_("en"),
            remedy=check.remedy.in_("en") if check.remedy else PUT_RIGHT,
            questions=tuple(q.id for q in named),
            clauses=tuple(c.clause for c in check.clauses),
            sides=sides,
        )


def _from_certificates(
    questionnaire: Questionnaire,
    response: Response,
    reference: ReferenceData,
    standings: Mapping[str, CertificateStanding],
    visible: Collection[str],
) -> Iterable[Finding]:
    """What the checks of a certificate concluded against it or left in doubt; what nobody looked at is no finding."""
    for facts in response.certificates:
        standing = standings[facts.id]
        if standing.family is not Family.MANAGEMENT_SYSTEM:
            continue
        about = tuple(
            q.id
            for q in questionnaire.by_id.values()
            if q.id in visible
            and (any(c.scheme == facts.scheme for c in q.claims) or facts.scheme in q.evidence.schemes)
        )
        for check in standing.checks:
            if check.outcome not in (Outcome.FAIL, Outcome.DOUBT):
                continue
            field = _FIELD_OF_CHECK.get(check.code)
            fact = getattr(facts, field) if field else None
            document = certificate_side(facts, field or "", _as_text(fact), reference)
            data = tuple(
                Side(label=label.replace("_", " "), words=words, kind="data")
                for label, words in check.looked_at.items()
                if label in ("vendor", "system", "claimed", "contract_end", "accredited_for", "recorded")
            )
            sides = (document, *data)
            yield Finding(
                key=_key(check.code, facts.id, sides),
                code=check.code,
                kind=_KIND_OF_CHECK.get(check.code, FindingKind.DOUBT),
                message=check.reason,
                remedy=_REMEDY_OF_CHECK.get(check.code, "Look at the certificate, and record what you saw."),
                questions=about,
                certificate=facts.id,
                sides=sides,
            )


_FIELD_OF_CHECK = {
    "CERT-STANDARD": "standard",
    "CERT-HOLDER": "holder",
    "CERT-SCOPE": "scope",
    "CERT-VALIDITY": "valid_until",
    "CERT-BODY": "body",
    "CERT-ACCREDITATION": "body",
    "CERT-DUPLICATE": "number",
}


def _as_text(fact: Fact[object] | None) -> Fact[str] | None:
    return None if fact is None else Fact[str](value=plain_words(fact.value), source=fact.source)


def _answer_side(questionnaire: Questionnaire, question: Question, answer: Answer) -> Side:
    words = (
        say("Does not apply: %(reason)s", reason=answer.reason)
        if answer.not_applicable
        else kinds.describe(question, answer.value, "en")
    )
    return Side(label=f"Answer {questionnaire.numbers[question.id]}", words=words, kind="answer")
