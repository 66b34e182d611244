"""Effects are rows first: performed at least once, retried with back-off, taken over from a dead worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from app.infra.db import Database
from app.infra.jobs import BACK_OFF, LEASE, Job, JobState, Worker, enqueue
from tests.conftest import Now


class Postman:
    """Performs "post" jobs: remembers what it did, and fails as long as it is told to."""

    def __init__(self) -> None:
        self.delivered: list[str] = []
        self.failing = False

    def __call__(self, database: Database, payload: Mapping[str, Any], key: str) -> None:
        if self.failing:
            raise ConnectionError("the mail server does not answer")
        self.delivered.append(payload["to"])


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def worker(database: Database, now: Now, postman: Postman) -> Worker:
    return Worker(database, now, {"post": postman})


def _post(database: Database, now: Now, to: str = "marta", key: str = "letter-1") -> None:
    with database.writing() as session:
        enqueue(session, "post", {"to": to}, key=key, now=now())


def _job(database: Database) -> Job:
    with database.reading() as session:
        return session.exec(select(Job)).one()


def test_a_job_is_performed_once(database: Database, now: Now, worker: Worker, postman: Postman) -> None:
    _post(database, now)
    assert worker.run_once() is True
    assert worker.run_once() is False
    assert postman.delivered == ["marta"]
    assert _job(database).state == JobState.DONE


def test_the_same_effect_is_queued_once(database: Database, now: Now, worker: Worker, postman: Postman) -> None:
    _post(database, now)
    _post(database, now)
    while worker.run_once():
        pass
    assert postman.delivered == ["marta"]


def test_a_transaction_that_fails_queues_nothing(database: Database, now: Now, worker: Worker) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        enqueue(session, "post", {"to": "marta"}, key="letter-1", now=now())
        raise ZeroDivisionError
    assert worker.run_once() is False


def test_a_failing_effect_is_tried_again_later_and_later(
    database: Database, now: Now, worker: Worker, postman: Postman
) -> None:
    _post(database, now)
    postman.failing = True
    for wait in BACK_OFF:
        assert worker.run_once() is True
        assert worker.run_once() is False, "not before its time"
        now.forward(wait)
    postman.failing = False
    assert worker.run_once() is True
    assert postman.delivered == ["marta"]


def test_a_job_is_given_up_in_the_end_and_its_feature_is_told(database: Database, now: Now, postman: Postman) -> None:
    told: list[str] = []

    def tell(session: Session, payload: Mapping[str, Any], error: str) -> None:
        told.append(error)

    worker = Worker(database, now, {"post": postman}, {"post": tell})
    _post(database, now)
    postman.failing = True
    for wait in BACK_OFF:
        worker.run_once()
        now.forward(wait)
    worker.run_once()
    assert _job(database).state == JobState.FAILED
    assert told == ["ConnectionError: the mail server does not answer"]


def test_another_worker_takes_over_when_one_dies(database: Database, now: Now, postman: Postman) -> None:
    _post(database, now)
    dying = Worker(database, now, {"post": postman})
    assert dying._lease() is not None  # it claims the row, and is killed before it does anything
    surviving = Worker(database, now, {"post": postman})
    assert surviving.run_once() is False, "the lease still holds"
    now.forward(LEASE + timedelta(seconds=1))
    assert surviving.run_once() is True
    assert postman.delivered == ["marta"]


def test_a_worker_whose_lease_was_taken_over_does_not_overwrite_the_result(
    database: Database, now: Now, postman: Postman
) -> None:
    _post(database, now)
    slow = Worker(database, now, {"post": postman})
    job = slow._lease()
    assert job is not None
    now.forward(LEASE + timedelta(seconds=1))
    Worker(database, now, {"post": postman}).run_once()
    slow._failed(job, TimeoutError("too late"))
    assert _job(database).state == JobState.DONE
