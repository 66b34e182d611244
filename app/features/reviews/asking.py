"""A reviewer asks a vendor about its submission: asking, taking back, closing. The vendor answers by the same link, and
only the questions asked about are open meanwhile (`app.features.responses.clarifications`)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from app.core.problems import Invalid, Problem
from app.core.questionnaire.visibility import visible
from app.core.response import Response
from app.core.typed import day, prose
from app.features.audit import service as audit
from app.features.campaigns import queries as campaigns
from app.features.campaigns import service as links
from app.features.campaigns.models import Campaign, CampaignState, Invitation
from app.features.certificates import service as certificates
from app.features.errors import Closed, Conflict, NotFound
from app.features.identity import queries as identity
from app.features.identity.schemas import MemberActor
from app.features.notifications import service as notifications
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.responses.models import ClarificationRow, ClarificationState, ResponseRow, ResponseState, Submission
from app.features.responses.service import clarifications
from app.features.reviews.models import Review
from app.features.reviews.service import under_review
from app.infra.language import speaking
from app.infra.mail import compose
from app.infra.settings import Settings
from app.infra.wording import weekday

CODES = {
    "CLARIFY-QUESTIONS": "A clarification is about no question, or about one that was not asked of the vendor.",
    "CLARIFY-CLOSED": "A question to a vendor that could not answer it now.",
    "CLARIFY-DUE": "A clarification has no due date, or one that is over or years away.",
}
DAYS = 7  # until a clarification is due, when nobody says
_LONGEST = timedelta(days=365)


class Asking(BaseModel):
    """What a reviewer asks. `submission` is the number of the one that was looked at. `parse` raises Invalid."""

    model_config = ConfigDict(frozen=True)

    questions: tuple[str, ...] = ()
    text: Annotated[str, prose("Question to the vendor", 4_000, required=True)]
    due_on: Annotated[date | None, day("Due date")] = None
    submission: int = 0
    finding: str = ""


def require_askable(session: Session, actor: MemberActor, response_id: str, now: datetime) -> Submission:
    """The submission that can be asked about, its response kept still. Raises NotAllowed, NotFound, and Closed saying
    what stands in the way."""
    submission = under_review(session, actor, response_id)
    require_open(session, actor, session.get_one(ResponseRow, response_id), now)
    return submission


def require_open(session: Session, actor: MemberActor, row: ResponseRow, now: datetime) -> None:
    """Raises Closed unless the vendor could answer what is asked about a response of the actor's organisation."""
    campaign = campaigns.campaign(session, actor, row.campaign_id)
    invitation = campaigns.invitation(session, actor, row.campaign_id, row.invitation_id)
    if campaign.state == CampaignState.CLOSED:
        raise Closed("This campaign is closed.", remedy="Reopen it before you ask a vendor.")
    if invitation.revoked_at is not None:
        raise Closed("The vendor’s link is revoked, so it could not answer.", remedy="Restore the link first.")
    if invitation.declined_at is not None:
        raise Closed("The vendor has said that it is not taking part.", remedy="Write to it by mail.")
    if row.state == ResponseState.REOPENED and not _over(campaign, actor, now):
        raise Closed(
            "The vendor has reopened its answers and is changing them.",
            remedy="Ask when it has submitted again, or answer its questions meanwhile.",
        )


def ask(
    session: Session, actor: MemberActor, response_id: str, given: Asking, settings: Settings, now: datetime
) -> ClarificationRow:
    """Ask, reopen the questions it is about, and mail the vendor. The same asked twice is asked once.

    Raises what `require_askable` raises; Invalid with CLARIFY-* problems; Conflict when the vendor has submitted again
    since `given.submission`.
    """
    submission = require_askable(session, actor, response_id, now)
    row = session.get_one(ResponseRow, response_id)
    release = load_release(session, row.release_id)
    sent = Response.model_validate(submission.content)
    if given.submission != submission.number:
        raise Conflict(
            "The vendor has submitted again since you looked.",
            remedy="Look at the newer answers, then ask what is still open.",
        )
    due_on = _checked(release, sent, given, actor, now)
    waiting = clarifications.asked(session, response_id)
    for other in waiting:
        if (other.text, other.questions, other.finding) == (given.text, list(given.questions), given.finding):
            return other
    if row.state == ResponseState.REOPENED:  # what was changed and not sent in time
        _put_back(session, actor, row, submission, now)
    every = clarifications.of_response(session, response_id)
    asked = ClarificationRow(
        organisation_id=row.organisation_id, response_id=row.id, number=len(every) + 1, submission=submission.number,
        questions=list(given.questions), finding=given.finding, text=given.text, due_on=due_on,
        asked_by_id=actor.id, asked_by=actor.name, asked_at=now,
    )  # fmt: skip
    session.add(asked)
    row.state = ResponseState.CLARIFYING
    row.reopened = clarifications.opens(release.questionnaire, sent, [*waiting, asked])
    session.add(row)
    session.flush()
    links.let_link_last(session, row.invitation_id, due_on, actor.zone)
    _record(session, actor, "clarification.asked", asked, sent.vendor.legal_name, now, questions=asked.questions)
    _mail(session, actor, "clarification", row, asked, release, settings, now)
    return asked


def withdraw(
    session: Session, actor: MemberActor, response_id: str, clarification_id: str, settings: Settings, now: datetime
) -> ClarificationRow:
    """Take a question back before it is answered; answers are again as they were sent, unless another question has
    them open. Twice is the same as once. Raises NotAllowed, NotFound, and Closed once it is answered."""
    submission = under_review(session, actor, response_id)
    row = session.get_one(ResponseRow, response_id)
    asked = _of(session, response_id, clarification_id)
    if asked.state is ClarificationState.WITHDRAWN:
        return asked
    if asked.state is not ClarificationState.ASKED:
        raise Closed("The vendor has answered this meanwhile.", remedy="Read the answer, then close it.")
    asked.withdrawn_at, asked.withdrawn_by = now, actor.name
    session.add(asked)
    session.flush()
    release = load_release(session, row.release_id)
    sent = Response.model_validate(submission.content)
    rest = clarifications.asked(session, response_id)
    if not rest:
        _put_back(session, actor, row, submission, now)
    row.reopened = clarifications.opens(release.questionnaire, sent, rest)
    row.state = ResponseState.CLARIFYING if rest else ResponseState.SUBMITTED
    session.add(row)
    session.flush()
    _record(session, actor, "clarification.withdrawn", asked, sent.vendor.legal_name, now)
    _mail(session, actor, "clarification-withdrawn", row, asked, release, settings, now)
    return asked


def close(
    session: Session, actor: MemberActor, response_id: str, clarification_id: str, now: datetime
) -> ClarificationRow:
    """The answer was looked at, and nothing more is asked. Twice is the same as once. Raises NotAllowed, NotFound, and
    Closed while there is no answer."""
    submission = under_review(session, actor, response_id)
    asked = _of(session, response_id, clarification_id)
    if asked.state is ClarificationState.CLOSED:
        return asked
    if asked.state is not ClarificationState.ANSWERED:
        raise Closed("There is no answer that could be looked at.", remedy="Wait for it, or take the question back.")
    asked.closed_at, asked.closed_by = now, actor.name
    session.add(asked)
    session.flush()
    name = Response.model_validate(submission.content).vendor.legal_name
    _record(session, actor, "clarification.closed", asked, name, now)
    return asked


def follow(
    session: Session,
    actor: MemberActor,
    review: Review,
    questions: tuple[str, ...],
    certificate: str,
    settings: Settings,
    now: datetime,
) -> ClarificationRow | None:
    """After a judgement of a finding: what is written to the vendor about it is asked like anything else, and what was
    asked before is taken back. It is due in a week; None when there is nothing to ask, or nothing it could open.

    `questions` and `certificate` are the finding's. Raises what `ask` and `withdraw` raise.
    """
    text = review.to_vendor if review.withdrawn_at is None else ""
    waiting = next((c for c in clarifications.asked(session, review.response_id) if c.finding == review.target), None)
    if waiting is not None and waiting.text == text:
        return waiting
    if waiting is not None:
        withdraw(session, actor, review.response_id, waiting.id, settings, now)
    if not text:
        return None
    submission = require_askable(session, actor, review.response_id, now)
    sent = Response.model_validate(submission.content)
    row = session.get_one(ResponseRow, review.response_id)
    shown = visible(load_release(session, row.release_id).questionnaire, sent.answers)
    opened = tuple(q for q in questions or _supported(sent, certificate) if q in shown)
    if not opened:
        return None
    due_on = now.astimezone(actor.zone).date() + timedelta(days=DAYS)
    given = Asking(questions=opened, text=text, due_on=due_on, submission=submission.number, finding=review.target)
    return ask(session, actor, review.response_id, given, settings, now)


def _supported(sent: Response, certificate: str) -> tuple[str, ...]:
    """What a finding about a certificate opens: the questions that its file supports."""
    files = {c.evidence for c in sent.certificates if c.id == certificate}
    return tuple(dict.fromkeys(q for e in sent.evidence if e.id in files for q in e.questions))


def _of(session: Session, response_id: str, clarification_id: str) -> ClarificationRow:
    found = session.exec(
        select(ClarificationRow).where(
            ClarificationRow.response_id == response_id, col(ClarificationRow.id) == clarification_id
        )
    ).first()
    if found is None:
        raise NotFound("clarification")
    return found


def _over(campaign: Campaign, actor: MemberActor, now: datetime) -> bool:
    return campaign.due_on is not None and now.astimezone(actor.zone).date() > campaign.due_on


def _checked(release: LoadedRelease, sent: Response, given: Asking, actor: MemberActor, now: datetime) -> date:
    problems = []
    shown = visible(release.questionnaire, sent.answers)
    if not given.questions or not set(given.questions) <= shown:
        message = "A question you chose was not asked of this vendor"
        if not given.questions:
            message = "Choose the questions that the vendor is to answer again"
        remedy = "Only these open again; all others stay as they were sent."
        problems.append(Problem(code="CLARIFY-QUESTIONS", where="questions", message=message, remedy=remedy))
    today = now.astimezone(actor.zone).date()
    if given.due_on is None or not today <= given.due_on <= today + _LONGEST:
        message, remedy = "Say until when you need the answer", "Choose today or a day within a year."
        problems.append(Problem(code="CLARIFY-DUE", where="due_on", message=message, remedy=remedy))
    if problems:
        raise Invalid(problems)
    assert given.due_on is not None
    return given.due_on


def _put_back(session: Session, actor: MemberActor, row: ResponseRow, submission: Submission, now: datetime) -> None:
    by = f"{actor.organisation_name}, as it was sent"
    clarifications.put_back(session, row, submission, by, now)
    certificates.put_back(session, row.id, Response.model_validate(submission.content), by, now)


def _mail(
    session: Session,
    actor: MemberActor,
    kind: str,
    row: ResponseRow,
    asked: ClarificationRow,
    release: LoadedRelease,
    settings: Settings,
    now: datetime,
) -> None:
    campaign = campaigns.campaign(session, actor, row.campaign_id)
    invitation: Invitation = campaigns.invitation(session, actor, row.campaign_id, row.invitation_id)
    if not invitation.contact_email:
        return
    owner = identity.member(session, actor, campaign.owner_id)
    with speaking(invitation.language):
        numbered = [f"{q.number} {q.ask}" for q in release.vendor().by_id.values() if q.id in asked.questions]
        words = compose(
            kind, asker=actor.organisation_name, owner_name=owner.name,
            to_name=invitation.contact_name or invitation.contact_email, to_address=invitation.contact_email,
            about=invitation.product or campaign.system_name, question=asked.text, questions=numbered,
            due=weekday(asked.due_on),
        )  # fmt: skip
    draft = notifications.Draft(
        kind=kind, to_name=invitation.contact_name, to_address=invitation.contact_email, reply_to=owner.email,
        sender_name=f"{owner.name}, {actor.organisation_name}", subject=words.subject, text=words.text,
        html=words.html,
    )  # fmt: skip
    notifications.send(
        session, draft, settings, now, organisation_id=row.organisation_id, campaign_id=row.campaign_id,
        invitation_id=row.invitation_id,
    )  # fmt: skip


def _record(
    session: Session,
    actor: MemberActor,
    action: str,
    row: ClarificationRow,
    name: str,
    now: datetime,
    **details: object,
) -> None:
    audit.record(
        session, actor, action, kind="clarification", subject=row.id, name=name, now=now, response=row.response_id,
        **details,
    )  # fmt: skip
