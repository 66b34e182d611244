"""Where a response is after it was sent, as its vendor sees it: received, in review, clarification asked, closed; and
what the buyer asks to improve, if it has shared that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.features.campaigns.schemas import InvitationState, InvitationView
from app.features.questionnaires.queries import load_release
from app.features.responses import clarifications, feedback
from app.features.responses import queries as responses
from app.features.responses.models import ClarificationState
from app.features.responses.schemas import Draft
from app.features.reviews import queries as reviews
from app.web.desk import VendorDesk


@dataclass(frozen=True)
class Advice:
    """What could be improved about one answer."""

    number: str
    ask: str
    section: str
    question: str
    text: str


@dataclass(frozen=True)
class Feedback:
    text: str
    advice: tuple[Advice, ...]
    at: datetime
    changed: bool


@dataclass(frozen=True)
class Status:
    """The days on which a response came so far; what has not happened is none."""

    received_at: datetime | None
    again_at: datetime | None  # sent again since
    review_since: datetime | None
    asked_at: datetime | None  # the oldest question that waits
    answer_due: date | None
    answered_at: datetime | None  # the newest clarification
    closed: bool
    closed_at: datetime | None
    feedback: Feedback | None


def status_of(at: VendorDesk, draft: Draft, view: InvitationView) -> Status:
    sent = responses.submissions(at.session, draft.response_id)
    asked = clarifications.of_response(at.session, draft.response_id)
    waiting = [c for c in asked if c.state is ClarificationState.ASKED]
    return Status(
        received_at=sent[-1].submitted_at if sent else None,
        again_at=sent[0].submitted_at if len(sent) > 1 else None,
        review_since=reviews.began(at.session, draft.response_id),
        asked_at=min((c.asked_at for c in waiting), default=None),
        answer_due=min((c.due_on for c in waiting), default=None),
        answered_at=max((c.answered_at for c in asked if c.answered_at), default=None),
        closed=view.state is InvitationState.CLOSED,
        closed_at=view.closed_at,
        feedback=_feedback(at, draft),
    )


def _feedback(at: VendorDesk, draft: Draft) -> Feedback | None:
    told = feedback.newest(at.session, draft.response_id)
    if told is None or not (told.text or told.items):
        return None
    questions = load_release(at.session, draft.release_id).vendor().by_id
    advice = tuple(
        Advice(q.number, q.ask, q.section, q.id, item["text"])
        for item in told.items
        if (q := questions.get(item["question"])) is not None
    )
    return Feedback(told.text, advice, told.at, told.version > 1)
