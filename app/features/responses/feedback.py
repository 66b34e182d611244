"""What the buyer chooses to tell one vendor after its review: its own words, by question.

Never a score, weight or flag: nothing is taken over from a scorecard unless a person has written it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from app.core.problems import Invalid, Problem
from app.core.typed import prose
from app.features.audit import service as audit
from app.features.errors import Closed, Conflict, NotFound
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor
from app.features.questionnaires.queries import load_release
from app.features.responses import queries
from app.features.responses.models import FeedbackRow, ResponseRow

CODES = {"FEEDBACK-NOTHING": "Nothing was written that could be shared."}


class Item(BaseModel):
    """What could be improved about one answer."""

    model_config = ConfigDict(frozen=True)

    question: str
    text: Annotated[str, prose("What to improve", 2_000, required=True)]


class Telling(BaseModel):
    """What is shared; `version`: of what was shared before, 0 when nothing was. `parse` raises Invalid."""

    model_config = ConfigDict(frozen=True)

    text: Annotated[str, prose("Words to the vendor", 8_000)] = ""
    items: tuple[Item, ...] = ()
    version: int = 0


def versions(session: Session, response_id: str) -> tuple[FeedbackRow, ...]:
    """Everything that was shared, newest first. The caller has loaded the response for its actor."""
    mine = select(FeedbackRow).where(FeedbackRow.response_id == response_id)
    return tuple(session.exec(mine.order_by(col(FeedbackRow.version).desc())))


def newest(session: Session, response_id: str) -> FeedbackRow | None:
    return next(iter(versions(session, response_id)), None)


def share(session: Session, actor: MemberActor, response_id: str, given: Telling, now: datetime) -> FeedbackRow | None:
    """Tell the vendor, or tell it something else: the newest words are shown, with their day. The same words twice are
    one; None when it was shared already.

    Raises NotAllowed, NotFound; Closed while nothing was sent; Invalid when there is nothing to share; Conflict, with
    `theirs`, when somebody else shared something since `given.version`.
    """
    actor.require(Permission.FEEDBACK_SHARE)
    row = session.exec(
        select(ResponseRow)
        .where(ResponseRow.id == response_id, ResponseRow.organisation_id == actor.organisation_id)
        .with_for_update()
    ).first()
    if row is None:
        raise NotFound("response")
    if not queries.submissions(session, response_id):
        raise Closed("Nothing was sent yet that could be improved.", remedy="Come back when the vendor has submitted.")
    known = load_release(session, row.release_id).questionnaire.by_id
    if any(item.question not in known for item in given.items):
        raise NotFound("question")
    before = newest(session, response_id)
    items = [item.model_dump() for item in given.items]
    if before is not None and (before.text, before.items) == (given.text, items):
        return None
    if not given.text and not items and before is None:
        message, remedy = "There is nothing to share", "Write to the vendor, or tick an answer and say what to improve."
        raise Invalid([Problem(code="FEEDBACK-NOTHING", where="text", message=message, remedy=remedy)])
    if (before.version if before else 0) != given.version:
        raise Conflict("Somebody else has shared something meanwhile.", remedy="Compare, then share.", theirs=before)
    told = FeedbackRow(
        response_id=response_id, version=given.version + 1, text=given.text, items=items, by_id=actor.id, by=actor.name,
        at=now,
    )  # fmt: skip
    session.add(told)
    session.flush()
    audit.record(
        session, actor, "feedback.shared", kind="response", subject=response_id, now=now, version=told.version,
        questions=[item.question for item in given.items],
    )  # fmt: skip
    return told
