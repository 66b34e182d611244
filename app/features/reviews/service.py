"""Writes: judging and taking back; and the judgements in force, as the rules read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.certificates.context import in_words
from app.core.certificates.facts import Family
from app.core.problems import Invalid, Problem
from app.core.questionnaire.model import NotApplicable, Questionnaire
from app.core.response import Acceptance, Dismissal, Override, Response, Upholding
from app.core.scoring.scorecard import CertificateStanding, Outcome, QuestionScore, Scorecard, Standing, State
from app.features.audit import service as audit
from app.features.errors import Closed, Conflict, NotFound
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor
from app.features.responses import queries as responses
from app.features.responses.models import ResponseRow, Submission
from app.features.reviews import queries
from app.features.reviews.models import Kind, Review
from app.features.reviews.schemas import Judgement

_EVENTS = {
    Kind.OVERRIDE: "answer.rated",
    Kind.ACCEPTANCE_NOT_APPLICABLE: "answer.accepted_as_not_applicable",
    Kind.VERIFIED: "answer.confirmed_at_source",
    Kind.DISMISSAL: "finding.dismissed",
    Kind.UPHOLDING: "finding.upheld",
    Kind.ACCEPTANCE_CERTIFICATE: "certificate.accepted",
}
_WITHOUT_VALUE = (State.HIDDEN, State.INFORMATION)


def under_review(session: Session, actor: MemberActor, response_id: str) -> Submission:
    """The submission that is reviewed, the newest, with its response kept still until the transaction ends.

    Raises NotAllowed, NotFound, and Closed while nothing was sent.
    """
    actor.require(Permission.RESPONSES_REVIEW)
    mine = select(ResponseRow).where(
        ResponseRow.id == response_id, ResponseRow.organisation_id == actor.organisation_id
    )
    if session.exec(mine.with_for_update()).first() is None:
        raise NotFound("response")
    sent = responses.submissions(session, response_id)
    if not sent:
        raise Closed("Nothing was sent yet that could be reviewed.", remedy="Come back when the vendor has submitted.")
    return sent[0]


def judge(
    session: Session,
    actor: MemberActor,
    submission: Submission,
    questionnaire: Questionnaire,
    response: Response,
    card: Scorecard,
    given: Judgement,
    *,
    now: datetime,
) -> Review:
    """Record a judgement on a submission that `under_review` gave. The same one given twice is recorded once.

    `response` is the submission's, complete, and `card` its scorecard with the judgements in force so far.
    Raises NotFound when there is no such target; Invalid with a REVIEW-* problem when it cannot be judged so; Conflict,
    with `theirs` (the judgement in force, or None) and `mine`, when another one was made or taken back since `seen`, or
    when the vendor has submitted again.
    """
    actor.require(Permission.RESPONSES_REVIEW)
    theirs = queries.of_target(queries.applied(session, submission.response_id), given.kind, given.target)
    if theirs is not None and theirs.id != given.seen and _same(theirs, actor, given):
        return theirs
    _require_newest(submission, given, theirs)
    _require_judgeable(questionnaire, response, card, given)
    _require_seen(given, theirs)
    review = Review(
        organisation_id=submission.organisation_id, response_id=submission.response_id,
        number=_next_number(session, submission.response_id), submission=submission.number, kind=given.kind,
        target=given.target, value=given.value if given.kind is Kind.OVERRIDE else None, reason=given.reason,
        to_vendor=given.to_vendor if given.kind is Kind.UPHOLDING else "",
        subject=queries.subject_of(response, given.kind, given.target), by_id=actor.id, by=actor.name, at=now,
    )  # fmt: skip
    session.add(review)
    session.flush()
    _record(session, actor, _EVENTS[given.kind], review, now)
    return review


def withdraw(session: Session, actor: MemberActor, response_id: str, review_id: str, *, now: datetime) -> Review:
    """Take a judgement back, one's own or a colleague's; it stays in the history. Twice is the same as once.

    Raises NotAllowed, NotFound, and Conflict with `theirs` when a newer judgement has replaced it.
    """
    under_review(session, actor, response_id)
    review = session.get(Review, review_id)
    if review is None or review.response_id != response_id:
        raise NotFound("judgement")
    if review.withdrawn_at is not None:
        return review
    newest = queries.of_target(queries.applied(session, response_id), Kind(review.kind), review.target)
    if newest is None or newest.id != review.id:
        raise Conflict(
            "A newer judgement has replaced the one you wanted to take back.",
            remedy="Look at the newer one first.",
            theirs=newest,
        )
    review.withdrawn_at, review.withdrawn_by = now, actor.name
    session.add(review)
    session.flush()
    _record(session, actor, "judgement.taken_back", review, now)
    return review


def apply(response: Response, judgements: Iterable[Review], zone: ZoneInfo) -> Response:
    """The response with the judgements that still speak of it. `zone` is the organisation's: it says on which day."""
    overrides, dismissals, upholdings, acceptances, verified = [], [], [], [], []
    for review in queries.still_about(response, judgements):
        by = f"{review.by}, {in_words(review.at.astimezone(zone).date())}"
        reason = review.reason
        match Kind(review.kind):
            case Kind.OVERRIDE:
                overrides.append(Override(question=review.target, value=review.value or 0.0, reason=reason, by=by))
            case Kind.DISMISSAL:
                dismissals.append(Dismissal(finding=review.target, reason=reason, by=by))
            case Kind.UPHOLDING:
                upholdings.append(Upholding(finding=review.target, reason=reason, by=by))
            case Kind.ACCEPTANCE_CERTIFICATE:
                acceptances.append(Acceptance(certificate=review.target, reason=reason, by=by))
            case Kind.ACCEPTANCE_NOT_APPLICABLE:
                acceptances.append(Acceptance(question=review.target, reason=reason, by=by))
            case Kind.VERIFIED:
                verified.append(review.target)
    return response.model_copy(
        update={
            "overrides": (*response.overrides, *overrides),
            "dismissals": (*response.dismissals, *dismissals),
            "upholdings": (*response.upholdings, *upholdings),
            "acceptances": (*response.acceptances, *acceptances),
            "verified": (*response.verified, *verified),
        }
    )


def why_not_accepted(standing: CertificateStanding) -> str:
    """Why a certificate cannot be accepted, in a sentence; "" when it can."""
    if standing.family is not Family.MANAGEMENT_SYSTEM:
        return "Only certificates of management systems are judged and accepted; other documents are read by a person."
    if standing.standing is Standing.GOOD:
        return "Every check speaks for it: it counts without being accepted."
    if standing.standing is Standing.REJECTED:
        against = [c.reason for c in standing.checks if c.blocking and c.outcome is Outcome.FAIL]
        return f"It cannot be accepted while this stands against it: {' '.join(against)}"
    return ""


def _require_newest(submission: Submission, given: Judgement, theirs: Review | None) -> None:
    if given.submission != submission.number:
        raise Conflict(
            "The vendor has submitted again since you opened this page.",
            remedy="Look at what it says now, then judge that.",
            theirs=theirs,
            mine=given,
        )


def _require_seen(given: Judgement, theirs: Review | None) -> None:
    if (theirs.id if theirs else "") == given.seen:
        return
    taken_back = "The judgement you saw was taken back meanwhile."
    happened = f"{theirs.by} has judged this meanwhile." if theirs else taken_back
    raise Conflict(
        happened, remedy="Look at both, then record what should stand. Both are kept.", theirs=theirs, mine=given
    )


def _require_judgeable(questionnaire: Questionnaire, response: Response, card: Scorecard, given: Judgement) -> None:
    if given.kind in (Kind.DISMISSAL, Kind.UPHOLDING):
        if given.target not in {f.key for f in card.findings}:
            raise NotFound("finding")
        return
    if given.kind is Kind.ACCEPTANCE_CERTIFICATE:
        standing = next((c for c in card.certificates if c.certificate == given.target), None)
        if standing is None:
            raise NotFound("certificate")
        if why := why_not_accepted(standing):
            raise _refused("REVIEW-CERTIFICATE", "", why, "Look at the checks again when the facts have changed.")
        return
    if given.target not in card.questions:
        raise NotFound("question")
    _require_answer(questionnaire, response, card.questions[given.target], given)


def _require_answer(questionnaire: Questionnaire, response: Response, scored: QuestionScore, given: Judgement) -> None:
    answer = response.answers.get(given.target)
    if scored.state in _WITHOUT_VALUE:
        raise _refused(
            "REVIEW-NOT-SCORED", "", "This question is outside the score, so there is nothing to rate.",
            "Leave it as it is.",
        )  # fmt: skip
    if given.kind is Kind.OVERRIDE:
        if given.value is None or not 0 <= given.value <= 1:
            raise _refused("REVIEW-VALUE", "value", "Choose a level", "Or give another value from 0 to 100.")
    elif given.kind is Kind.VERIFIED:
        if answer is None or not answer.given or answer.not_applicable:
            raise _refused(
                "REVIEW-NOT-ANSWERED", "", "There is no answer here to confirm.", "Ask the vendor to answer it first."
            )
    else:
        allowed = questionnaire.by_id[given.target].not_applicable is not NotApplicable.NO
        if not (allowed and answer and answer.given and answer.not_applicable and answer.reason.strip()):
            raise _refused(
                "REVIEW-APPLIES", "", "The vendor does not say here that it does not apply, with a reason.",
                "Rate the answer instead.",
            )  # fmt: skip


def _refused(code: str, where: str, message: str, remedy: str) -> Invalid:
    return Invalid([Problem(code=code, where=where, message=message, remedy=remedy)])


def _same(theirs: Review, actor: MemberActor, given: Judgement) -> bool:
    """A form sent twice, by a double click or a browser that tries again."""
    value = given.value if given.kind is Kind.OVERRIDE else None
    to_vendor = given.to_vendor if given.kind is Kind.UPHOLDING else ""
    stored = (theirs.by_id, theirs.kind, theirs.value, theirs.reason, theirs.to_vendor)
    return stored == (actor.id, given.kind, value, given.reason, to_vendor)


def _next_number(session: Session, response_id: str) -> int:
    newest = session.exec(select(sa.func.max(col(Review.number))).where(Review.response_id == response_id)).one()
    return (newest or 0) + 1


def _record(session: Session, actor: MemberActor, action: str, review: Review, now: datetime) -> None:
    audit.record(
        session, actor, action, kind="response", subject=review.response_id, now=now, judgement=review.number,
        about=review.target, value=review.value, reason=review.reason, submission=review.submission,
    )  # fmt: skip
