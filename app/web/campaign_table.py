"""The table of a campaign's vendors: what each row says, put together from invitations, responses and scorecards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.features.campaigns.models import Campaign
from app.features.campaigns.schemas import InvitationLine, is_overdue
from app.features.decisions.schemas import State, VendorState
from app.features.identity.schemas import MemberActor
from app.features.responses.models import ResponseState
from app.features.responses.schemas import HANDED_IN, Progress
from app.features.scorecards.schemas import Summary
from app.web.decided import WORDS, remark, tags

PER_PAGE = 200


class Status(StrEnum):
    NOT_SENT = "not sent"
    SENT = "sent"
    OPENED = "opened"
    IN_PROGRESS = "in progress"
    SUBMITTED = "submitted"
    CLARIFYING = "clarification asked"
    ACCEPTED = "accepted"
    REOPENED = "reopened"
    DECLINED = "declined"
    TAKEN_BACK = "taken back"
    EXPIRED = "link expired"
    REVOKED = "revoked"


WAITING = frozenset({Status.SENT, Status.OPENED, Status.IN_PROGRESS, Status.REOPENED})
DONE = frozenset({Status.SUBMITTED, Status.CLARIFYING, Status.ACCEPTED})
HANDED_IN_AS = {
    ResponseState.SUBMITTED: Status.SUBMITTED,
    ResponseState.CLARIFYING: Status.CLARIFYING,
    ResponseState.ACCEPTED: Status.ACCEPTED,
}


class Show(StrEnum):
    ALL = "all"
    SUBMITTED = "submitted"
    WAITING = "waiting"
    DECLINED = "declined"
    NEEDS = State.NEEDS.value
    CLEARED = State.CLEARED.value
    EXCLUDED = State.EXCLUDED.value
    AWARDED = State.AWARDED.value


@dataclass(frozen=True)
class Row:
    line: InvitationLine
    status: Status
    overdue: bool
    progress: Progress | None
    score: Summary | None
    stands: VendorState | None
    reminders: int
    reminded_at: datetime | None
    active_at: datetime | None
    clarified: int = 0  # clarifications that are answered and wait for a reviewer

    @property
    def said(self) -> str:
        """The status as people read it."""
        text = self.status.value.capitalize()
        return f"{text}, overdue" if self.overdue else text

    @property
    def tone(self) -> str:
        if self.overdue or self.status is Status.EXPIRED:
            return "attention"
        return "ink" if self.status in DONE else "line" if self.status is Status.NOT_SENT else ""

    @property
    def icon(self) -> str:
        if self.overdue:
            return "clock"
        return "check" if self.status in DONE else ""

    @property
    def tags(self) -> tuple[tuple[str, str], ...]:
        """What was decided, or has to be."""
        return tags(self.stands) if self.stands else ()

    @property
    def remark(self) -> str:
        return remark(self.stands) if self.stands else ""

    @property
    def remindable(self) -> bool:
        return self.status in WAITING and bool(self.line.contact_email)


@dataclass(frozen=True)
class Table:
    """The rows asked for, with the counts over all rows."""

    every: tuple[Row, ...]
    rows: tuple[Row, ...]  # of those, what this page shows
    show: Show
    search: str
    page: int
    pages: int
    found: int
    all: int
    submitted: int
    waiting: int
    declined: int
    unsent: int
    overdue: int
    overdue_reminded: int
    contradictions: int
    contradicted_vendors: int
    scored: int
    decided: tuple[tuple[Show, str, int], ...]  # filter, words, how many; only those that there are
    remindable: tuple[str, ...]


def status_of(line: InvitationLine, progress: Progress | None, now: datetime) -> Status:
    """How far one vendor is. What is handed in stays handed in, whatever becomes of the link."""
    if progress is not None and progress.state in HANDED_IN:
        return HANDED_IN_AS[progress.state]
    if line.revoked_at is not None:
        return Status.REVOKED
    if line.taken_back_at is not None:
        return Status.TAKEN_BACK
    if line.declined_at is not None:
        return Status.DECLINED
    if line.sent_at is None:
        return Status.NOT_SENT
    if line.expires_at is not None and line.expires_at <= now:
        return Status.EXPIRED
    if progress is not None and progress.state == ResponseState.REOPENED:
        return Status.REOPENED
    if progress is not None and progress.answered:
        return Status.IN_PROGRESS
    return Status.OPENED if line.started_at is not None else Status.SENT


def build(
    actor: MemberActor,
    campaign: Campaign,
    lines: Sequence[InvitationLine],
    progress: Mapping[str, Progress],
    scores: Mapping[str, Summary],
    states: Mapping[str, VendorState],
    reminders: Mapping[str, tuple[int, datetime]],
    now: datetime,
    *,
    clarified: Mapping[str, int],
    show: Show,
    search: str,
    page: int,
) -> Table:
    """`progress` and `reminders` by invitation, `scores` and `clarified` by response, `states` by vendor."""
    over = is_overdue(campaign.due_on, actor.zone, now)
    every = [
        _row(line, over, progress.get(line.id), scores, states, reminders.get(line.id), clarified, now)
        for line in lines
    ]
    wanted = [row for row in every if _shown(row, show) and _matches(row, search)]
    pages = max(1, -(-len(wanted) // PER_PAGE))
    page = min(max(page, 1), pages)
    late = [row for row in every if row.overdue]
    contradicted = [row.score.contradictions for row in every if row.score and row.score.contradictions]
    return Table(
        every=tuple(every),
        rows=tuple(wanted[(page - 1) * PER_PAGE : page * PER_PAGE]),
        show=show,
        search=search,
        page=page,
        pages=pages,
        found=len(wanted),
        all=len(every),
        submitted=sum(row.status in DONE for row in every),
        waiting=sum(row.status in WAITING for row in every),
        declined=sum(row.status is Status.DECLINED for row in every),
        unsent=sum(row.status is Status.NOT_SENT for row in every),
        overdue=len(late),
        overdue_reminded=sum(row.reminders > 0 for row in late),
        contradictions=sum(contradicted),
        contradicted_vendors=len(contradicted),
        scored=sum(row.score is not None for row in every),
        decided=_decided(every),
        remindable=tuple(row.line.id for row in every if row.remindable),
    )


def _row(
    line: InvitationLine,
    over: bool,
    progress: Progress | None,
    scores: Mapping[str, Summary],
    states: Mapping[str, VendorState],
    reminded: tuple[int, datetime] | None,
    clarified: Mapping[str, int],
    now: datetime,
) -> Row:
    status = status_of(line, progress, now)
    moments = (line.sent_at, line.last_seen_at, line.declined_at, line.taken_back_at, progress and progress.changed_at)
    return Row(
        line=line,
        status=status,
        overdue=over and status in WAITING,
        progress=progress,
        score=scores.get(progress.response_id) if progress else None,
        stands=states.get(line.vendor_id),
        reminders=reminded[0] if reminded else 0,
        reminded_at=reminded[1] if reminded else None,
        active_at=max((at for at in moments if at), default=None),
        clarified=clarified.get(progress.response_id, 0) if progress else 0,
    )


def _shown(row: Row, show: Show) -> bool:
    match show:
        case Show.SUBMITTED:
            return row.status in DONE
        case Show.WAITING:
            return row.status in WAITING
        case Show.DECLINED:
            return row.status is Status.DECLINED
        case Show.ALL:
            return True
        case _:
            return row.stands is not None and row.stands.is_in(State(show.value))


def _decided(rows: Sequence[Row]) -> tuple[tuple[Show, str, int], ...]:
    states = (State.NEEDS, State.CLEARED, State.EXCLUDED, State.AWARDED)
    counts = ((s, sum(row.stands is not None and row.stands.is_in(s) for row in rows)) for s in states)
    return tuple((Show(s.value), WORDS[s][0], count) for s, count in counts if count)


def _matches(row: Row, search: str) -> bool:
    wanted = " ".join(search.casefold().split())
    told = (row.line.legal_name, row.line.product, row.line.contact_name, row.line.contact_email)
    return not wanted or any(wanted in text.casefold() for text in told)
