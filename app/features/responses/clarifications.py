"""Clarifications on the vendor's side: what the buyer asks about a submission, the replies to it, and what they open.

The buyer asks, takes back and closes in `app.features.reviews.asking`. While something is asked, the questions named in
`ResponseRow.reopened` are open and all others are as they were sent: `Draft.require_writable` refuses them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from app.core.problems import Invalid, Problem
from app.core.questionnaire.model import Questionnaire
from app.core.questionnaire.visibility import affected_by, visible
from app.core.response import Answer, Response
from app.core.typed import prose
from app.core.wording import say
from app.features.audit import service as audit
from app.features.errors import Conflict
from app.features.identity.schemas import MemberActor, VendorActor
from app.features.questionnaires.queries import load_release
from app.features.responses import queries
from app.features.responses.models import (
    AnswerRow,
    AnswerVersion,
    ClarificationRow,
    ClarificationState,
    EvidenceFile,
    EvidenceLink,
    ResponseRow,
    Submission,
)
from app.features.responses.schemas import Content, Draft

CODES = {
    "CLARIFY-NOTHING": "A clarification was to be sent that says nothing and changes nothing.",
    "CLARIFY-CONFLICT": "Somebody else wrote another reply to the same clarification meanwhile.",
}
LONGEST = 8_000


class Words(BaseModel):
    """A reply as typed. `parse` raises Invalid."""

    model_config = ConfigDict(frozen=True)

    reply: Annotated[str, prose("Reply", LONGEST)] = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as it comes in, and the version of it that the person had seen."""

    clarification_id: str
    text: str
    seen: int


def of_response(session: Session, response_id: str) -> Sequence[ClarificationRow]:
    """Everything that was asked, newest first. The caller has loaded the response for its actor."""
    mine = select(ClarificationRow).where(ClarificationRow.response_id == response_id)
    return session.exec(mine.order_by(col(ClarificationRow.number).desc())).all()


def asked(session: Session, response_id: str) -> tuple[ClarificationRow, ...]:
    """What waits for the vendor, oldest first. The caller has loaded the response for its actor."""
    return tuple(c for c in reversed(of_response(session, response_id)) if c.state is ClarificationState.ASKED)


def waiting_by_response(session: Session, actor: MemberActor, campaign_id: str) -> dict[str, int]:
    """How many answers of each response of a campaign wait for the buyer to look at them."""
    rows = session.execute(
        sa.select(col(ClarificationRow.response_id), sa.func.count())
        .join(ResponseRow, col(ResponseRow.id) == col(ClarificationRow.response_id))
        .where(
            col(ClarificationRow.organisation_id) == actor.organisation_id,
            col(ResponseRow.campaign_id) == campaign_id,
            col(ClarificationRow.answered_at).is_not(None),
            col(ClarificationRow.closed_at).is_(None),
            col(ClarificationRow.withdrawn_at).is_(None),
        )
        .group_by(col(ClarificationRow.response_id))
    )
    return {row[0]: row[1] for row in rows}


def opens(questionnaire: Questionnaire, sent: Response, rows: Iterable[ClarificationRow]) -> list[str]:
    """The questions that are open while these clarifications wait: those they name, and those that were not asked with
    the answers as they were sent but may be with other answers to them."""
    named = {question for row in rows for question in row.questions}
    shown = visible(questionnaire, sent.answers)
    found, todo = set(named), list(named)
    while todo:
        for follower in affected_by(questionnaire, todo.pop()):
            if follower not in found and follower not in shown:
                found.add(follower)
                todo.append(follower)
    return [question for question in questionnaire.by_id if question in found]


def keep_replies(
    session: Session, actor: VendorActor, draft: Draft, replies: Iterable[Reply], now: datetime
) -> dict[str, ClarificationRow]:
    """Keep replies as they are typed, in a draft whose row is locked; those that somebody else wrote over come back by
    id, and are not written over. Raises Closed; NotYours for who was given other sections."""
    if not draft.clarifying:
        draft.require_writable()
    waiting = {row.id: row for row in asked(session, draft.response_id)}
    sections = load_release(session, draft.release_id).questionnaire.section_of
    conflicts: dict[str, ClarificationRow] = {}
    for one in replies:
        row = waiting.get(one.clarification_id)
        if row is None or row.reply == one.text:
            continue
        for question in row.questions:
            actor.require_section(sections[question].id)
        if row.reply_version != one.seen:
            conflicts[row.id] = row
            continue
        row.reply, row.reply_by = one.text, actor.name[:200]
        row.reply_version += 1
        session.add(row)
    session.flush()
    return conflicts


def answer(
    session: Session,
    actor: VendorActor,
    draft: Draft,
    content: Response,
    signed_by: str,
    replies: Sequence[Reply],
    now: datetime,
) -> None:
    """The submission that is being made answers everything that is asked.

    Raises Conflict when the buyer has asked more since, or when somebody else wrote another reply; Invalid when there
    is neither a reply to one nor a change to what it is about.
    """
    waiting = asked(session, draft.response_id)
    if {row.id for row in waiting} - {r.clarification_id for r in replies}:
        raise Conflict(say("You are asked something more since you opened this page."))
    if keep_replies(session, actor, draft, replies, now):
        raise Conflict(say("Somebody else wrote a reply meanwhile."))
    before = Response.model_validate(queries.submissions(session, draft.response_id)[0].content)
    silent = [row for row in waiting if not row.reply and not changed(before, content, row.questions)]
    if silent:
        message = say("Write what you reply, or change an answer that is asked about.")
        raise Invalid(
            [Problem(code="CLARIFY-NOTHING", where=f"reply-{row.id}", message=message, remedy="") for row in silent]
        )
    today = now.astimezone(actor.zone).date()
    for row in waiting:
        row.answered_at, row.answered_by = now, signed_by[:200]
        row.answered_submission, row.late = draft.submissions + 1, today > row.due_on
        session.add(row)
        session.flush()
        audit.record(
            session, actor, "clarification.answered", kind="clarification", subject=row.id,
            name=content.vendor.legal_name, now=now, response=draft.response_id, submission=row.answered_submission,
            late=row.late,
        )  # fmt: skip


def changed(before: Response, after: Response, questions: Iterable[str]) -> tuple[str, ...]:
    """Which of these questions have another answer, other files or other certificates behind them."""
    return tuple(q for q in questions if _about(before, q) != _about(after, q))


def _about(response: Response, question: str) -> tuple[object, ...]:
    files = {e.id: e for e in response.evidence if question in e.questions}
    facts = sorted(c.model_dump_json() for c in response.certificates if c.evidence in files)
    return response.answers.get(question), sorted((e.sha256, e.pages) for e in files.values()), facts


def put_back(session: Session, row: ResponseRow, submission: Submission, by: str, now: datetime) -> None:
    """Answers and files are again as they were sent. What was typed since stays in each answer's history."""
    sent = Response.model_validate(submission.content)
    shown = visible(_questionnaire(session, row), sent.answers)
    for question_id, stored in queries.answers(session, row.id).items():
        if question_id not in shown:  # not asked then, and unseen again now
            continue
        was = sent.answers.get(question_id, Answer())
        content = Content(was.value, was.not_applicable, was.reason, was.note, was.offer)
        if (stored.content, stored.confirmed) != (content, was.confirmed):
            _write(session, row.id, question_id, content, was.confirmed, stored.version + 1, by, now)
    _files_back(session, row, sent, now)
    standing = queries.standing(_questionnaire(session, row), queries.answers(session, row.id))
    row.answered, row.total = standing.answered, standing.total
    row.sections = {section: list(counts) for section, counts in standing.sections.items()}
    session.add(row)
    session.flush()


def _questionnaire(session: Session, row: ResponseRow) -> Questionnaire:
    return load_release(session, row.release_id).questionnaire


def _write(
    session: Session,
    response_id: str,
    question_id: str,
    content: Content,
    confirmed: bool,
    version: int,
    by: str,
    now: datetime,
) -> None:
    fields = {
        "response_id": response_id, "question_id": question_id, "value": content.value,
        "not_applicable": content.not_applicable, "reason": content.reason, "note": content.note,
        "offer": content.offer.model_dump(mode="json") if content.offer else None, "confirmed": confirmed,
        "version": version, "by": by[:200], "at": now,
    }  # fmt: skip
    session.merge(AnswerRow.model_validate(fields))
    session.add(AnswerVersion.model_validate(fields))
    session.flush()


def _files_back(session: Session, row: ResponseRow, sent: Response, now: datetime) -> None:
    was = {item.id: item for item in sent.evidence}
    shown = visible(_questionnaire(session, row), sent.answers)
    for file in session.exec(select(EvidenceFile).where(EvidenceFile.response_id == row.id)).all():
        item = was.get(file.id)
        if item is None:
            if file.removed_at is None:  # what was attached when it was sent is all in it
                file.removed_at = now
                session.add(file)
            continue
        if file.removed_at is not None:
            file.removed_at, file.replaced_by = None, None
            session.add(file)
        links = session.exec(select(EvidenceLink).where(EvidenceLink.evidence_id == file.id)).all()
        linked = {link.question_id: link for link in links}
        for question_id, link in linked.items():
            if question_id in shown and question_id not in item.questions:
                session.delete(link)
        for question_id in item.questions:
            if question_id not in linked:
                session.add(EvidenceLink(evidence_id=file.id, question_id=question_id))
    session.flush()
