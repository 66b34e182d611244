"""What the buyer asks a vendor about its submission, on the vendor's pages; and replies kept as they are typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from app.core.problems import Invalid, Problem
from app.core.questionnaire.projection import VendorQuestion, VendorQuestionnaire
from app.core.typed import parse
from app.core.wording import say
from app.features.errors import Closed
from app.features.questionnaires.queries import load_release
from app.features.responses import clarifications
from app.features.responses.clarifications import Reply, Words
from app.features.responses.models import ClarificationRow, ClarificationState
from app.features.responses.schemas import Draft
from app.web.desk import VendorDesk
from app.web.vendor_forms import Fields, first

FIELD = "reply-"


@dataclass(frozen=True)
class Clarification:
    """One thing that the buyer asks, with the reply as it is typed."""

    id: str
    text: str
    questions: tuple[VendorQuestion, ...]
    asked_at: datetime
    due_on: date
    overdue: bool
    state: ClarificationState
    reply: str
    version: int
    reply_by: str
    answered_at: datetime | None
    answered_submission: int | None
    late: bool
    problems: tuple[Problem, ...] = ()
    theirs: str | None = None  # the reply that somebody else kept meanwhile

    @property
    def field(self) -> str:
        return f"{FIELD}{self.id}"


@dataclass(frozen=True)
class Clarifying:
    """Everything the buyer asked about what was sent."""

    active: bool  # some questions are open because of it
    waiting: tuple[Clarification, ...] = ()
    past: tuple[Clarification, ...] = ()  # answered or closed, newest first

    def about(self, question_id: str) -> tuple[Clarification, ...]:
        return tuple(c for c in self.waiting if question_id in {q.id for q in c.questions})


@dataclass(frozen=True)
class Replies:
    """What a form says; problems and conflicts by the id of their clarification."""

    given: tuple[Reply, ...] = ()
    problems: tuple[Problem, ...] = ()
    conflicts: Mapping[str, ClarificationRow] = field(default_factory=dict)

    @property
    def status(self) -> int:
        return 409 if self.conflicts else 422 if self.problems else 200


def clarifying_of(
    at: VendorDesk, draft: Draft, posted: Fields | None = None, kept: Replies | None = None
) -> Clarifying:
    """`posted`: replies as they were typed, with what became of them in `kept`."""
    questionnaire = load_release(at.session, draft.release_id).vendor()
    rows = clarifications.of_response(at.session, draft.response_id)
    waiting = [_view(row, questionnaire, at.today) for row in reversed(rows) if row.state is ClarificationState.ASKED]
    if posted is not None:
        waiting = [_as_typed(one, posted, kept or Replies()) for one in waiting]
    done = (ClarificationState.ANSWERED, ClarificationState.CLOSED)
    past = tuple(_view(row, questionnaire, at.today) for row in rows if row.state in done)
    return Clarifying(draft.clarifying, tuple(waiting), past)


def _view(row: ClarificationRow, questionnaire: VendorQuestionnaire, today: date) -> Clarification:
    return Clarification(
        id=row.id,
        text=row.text,
        questions=tuple(q for q in questionnaire.by_id.values() if q.id in row.questions),
        asked_at=row.asked_at,
        due_on=row.due_on,
        overdue=today > row.due_on,
        state=row.state,
        reply=row.reply,
        version=row.reply_version,
        reply_by=row.reply_by,
        answered_at=row.answered_at,
        answered_submission=row.answered_submission,
        late=row.late,
    )


def _as_typed(one: Clarification, posted: Fields, kept: Replies) -> Clarification:
    if one.field not in posted:
        return one
    theirs = kept.conflicts.get(one.id)
    return replace(
        one,
        reply=first(posted, one.field),
        problems=tuple(p for p in kept.problems if p.where == one.field),
        theirs=theirs.reply if theirs else None,
    )


def replies_in(posted: Fields) -> Replies:
    """The replies that a form brings; those that will not do are left out, with a problem each."""
    given, problems = [], []
    for name in posted:
        if not name.startswith(FIELD) or ":" in name:
            continue
        seen = first(posted, f"{name}:version")
        try:
            text = parse(Words, {"reply": first(posted, name)}).reply
        except Invalid as invalid:
            problems += [p.model_copy(update={"where": name}) for p in invalid.problems]
            continue
        number = int(seen) if re.fullmatch(r"[0-9]{1,9}", seen) else 0
        given.append(Reply(name.removeprefix(FIELD), text, number))
    return Replies(tuple(given), tuple(problems))


def keep(at: VendorDesk, draft: Draft, posted: Fields) -> Replies:
    """Keep what a form replies. Raises Closed."""
    replies = replies_in(posted)
    conflicts = clarifications.keep_replies(at.session, at.actor, draft, replies.given, at.now)
    return replace(replies, conflicts=conflicts)


def require_answered(at: VendorDesk, draft: Draft, replies: Replies) -> None:
    """For a form that comes when nothing is open any more: either it was sent before, or the buyer has taken back what
    it asked. Raises Closed, saying that nothing was sent."""
    rows = {row.id: row for row in clarifications.of_response(at.session, draft.response_id)}
    asked = [rows[r.clarification_id] for r in replies.given if r.clarification_id in rows]
    if any(row.state is ClarificationState.WITHDRAWN for row in asked):
        raise Closed(
            say("%(asker)s has taken its question back. Nothing was sent now.", asker=at.actor.organisation_name),
            remedy=say("What you sent before counts. What you changed since is in the history of each answer."),
        )
