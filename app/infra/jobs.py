"""Jobs: effects (mail, later webhooks and reading files) written as rows in the transaction that wants them.

A worker leases a row, performs the effect and marks it done. A worker that dies loses its lease, and another takes
the row: an effect happens at least once, so performers use the job's key to make the second time harmless.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, select

from app.infra.clock import Clock
from app.infra.db import Database, Json, UtcDateTime
from app.infra.ids import new_id

LEASE = timedelta(minutes=5)
PLAN_EVERY = timedelta(minutes=5)  # how often a worker asks the schedules what has become due
BACK_OFF = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))

log = structlog.get_logger(__name__)


class JobState(StrEnum):
    WAITING = "waiting"
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"  # given up after the last back-off


class Job(SQLModel, table=True):
    __tablename__ = "job"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    kind: str = Field(max_length=64)
    key: str = Field(max_length=200, unique=True)  # idempotency: the same effect is queued once
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    state: JobState = Field(default=JobState.WAITING, sa_type=sa.String(16))
    attempts: int = 0
    run_at: datetime = Field(sa_type=UtcDateTime, index=True)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


# Performs one effect. Returns what must be written with "done", in the same transaction, or nothing.
Performer = Callable[[Database, Mapping[str, Any], str], Callable[[Session], None] | None]
# Told when a job is given up, so that its feature can show it to a person.
OnFailure = Callable[[Session, Mapping[str, Any], str], None]


def enqueue(session: Session, kind: str, payload: dict[str, Any], *, key: str, now: datetime) -> None:
    """Add a job in the caller's transaction. A key that is already there is left as it is."""
    if session.exec(select(Job.id).where(Job.key == key)).first() is None:
        session.add(Job(kind=kind, key=key, payload=payload, run_at=now, created_at=now))
        session.flush()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A job that a schedule wants to be there. The key says for which day or hour: it is queued once, whoever asks."""

    kind: str
    key: str
    payload: Mapping[str, Any] = field(default_factory=dict)


# What has become due by now. It reads; jobs that are there already, waiting or done, are left alone.
Schedule = Callable[[Session, datetime], Iterable[Wanted]]


def queue_wanted(database: Database, schedules: Sequence[Schedule], now: datetime) -> int:
    """Queue what the schedules want and what is not there yet; how many jobs that were. Any number of workers may do
    so at the same time: the key is unique, and who comes second changes nothing."""
    with database.reading() as session:  # most of the time nothing is missing: do not take the write lock
        wanted = {w.key: w for schedule in schedules for w in schedule(session, now)}
        there = set(session.exec(select(Job.key).where(col(Job.key).in_(list(wanted))))) if wanted else set()
    missing = [w for key, w in wanted.items() if key not in there]
    if not missing:
        return 0
    insert = sqlite.insert if database.on_sqlite else postgresql.insert
    rows = [
        Job(kind=w.kind, key=w.key, payload=dict(w.payload), run_at=now, created_at=now).model_dump() for w in missing
    ]
    with database.writing() as session:
        for row in rows:
            session.execute(insert(Job).values(**row).on_conflict_do_nothing(index_elements=["key"]))
    return len(rows)


class Worker:
    """Performs jobs one after another. Any number of workers may run, in any number of processes."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        performers: Mapping[str, Performer],
        on_failure: Mapping[str, OnFailure] | None = None,
        schedules: Sequence[Schedule] = (),
    ) -> None:
        self._database = database
        self._clock = clock
        self._performers = performers
        self._on_failure = on_failure or {}
        self._schedules = schedules
        self._planned_at: datetime | None = None

    def run_once(self) -> bool:
        """Perform one due job. False when there was none."""
        job = self._lease()
        if job is None:
            return False
        try:
            finish = self._performers[job.kind](self._database, job.payload, job.key)
        except Exception as error:  # whatever an effect raises, the row must learn of it
            self._failed(job, error)
        else:
            self._done(job, finish)
        return True

    def run_until(self, stop: threading.Event, pause: float = 1.0) -> None:
        """Perform jobs until `stop` is set, looking for new ones every `pause` seconds."""
        while not stop.is_set():
            try:
                self.plan()
                busy = self.run_once()
            except Exception:  # the database may be away for a while; the worker outlives that
                log.exception("worker_error")
                busy = False
            if not busy:
                stop.wait(pause)

    def plan(self) -> None:
        """Queue what has become due, every few minutes. Whatever becomes of that, jobs that are there are performed."""
        now = self._clock()
        if not self._schedules or (self._planned_at is not None and now - self._planned_at < PLAN_EVERY):
            return
        self._planned_at = now
        try:
            queue_wanted(self._database, self._schedules, now)
        except Exception:
            log.exception("schedule_error")

    def _lease(self) -> Job | None:
        """Claim the oldest due row. SKIP LOCKED on PostgreSQL; on SQLite the writing transaction is alone anyway."""
        now = self._clock()
        due = (
            select(Job)
            .where(
                col(Job.kind).in_(list(self._performers)),
                sa.or_(
                    sa.and_(col(Job.state) == JobState.WAITING, col(Job.run_at) <= now),
                    sa.and_(col(Job.state) == JobState.LEASED, col(Job.leased_until) < now),
                ),
            )
            .order_by(col(Job.run_at), col(Job.id))
            .limit(1)
        )
        with self._database.reading() as session:  # most of the time there is nothing: do not take the write lock
            if session.exec(due).first() is None:
                return None
        with self._database.writing() as session:
            job = session.exec(due.with_for_update(skip_locked=True)).first()
            if job is None:
                return None
            job.state, job.leased_until, job.attempts = JobState.LEASED, now + LEASE, job.attempts + 1
            session.add(job)
            return job

    def _done(self, job: Job, finish: Callable[[Session], None] | None) -> None:
        with self._database.writing() as session:
            if finish is not None:
                finish(session)
            self._update(session, job, state=JobState.DONE, done_at=self._clock(), leased_until=None, last_error="")

    def _failed(self, job: Job, error: Exception) -> None:
        message = f"{type(error).__name__}: {error}"[:500]
        log.warning("job_failed", kind=job.kind, job=job.id, attempt=job.attempts, error=message)
        with self._database.writing() as session:
            if job.attempts <= len(BACK_OFF):
                again = self._clock() + BACK_OFF[job.attempts - 1]
                self._update(session, job, state=JobState.WAITING, run_at=again, leased_until=None, last_error=message)
                return
            self._update(session, job, state=JobState.FAILED, leased_until=None, last_error=message)
            if tell := self._on_failure.get(job.kind):
                tell(session, job.payload, message)

    @staticmethod
    def _update(session: Session, job: Job, **values: Any) -> None:
        """Only while the lease is still ours: another worker may have taken the row over."""
        mine = sa.and_(col(Job.id) == job.id, col(Job.attempts) == job.attempts)
        session.execute(sa.update(Job).where(mine).values(**values))
