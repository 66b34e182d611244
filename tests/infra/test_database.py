"""Sessions, points in time, and who waits for whom."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app.features.identity.models import Organisation
from app.infra.db import Database

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def test_a_point_in_time_comes_back_in_utc(database: Database) -> None:
    tokyo = timezone(timedelta(hours=9))
    with database.writing() as session:
        session.add(Organisation(name="Norrhaven Transit", created_at=NOON.astimezone(tokyo)))
    with database.reading() as session:
        found = session.exec(select(Organisation.created_at)).one()
    assert (found, found.tzinfo) == (NOON, UTC)


def test_a_point_in_time_without_its_zone_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.StatementError, match="time zone"), database.writing() as session:
        session.add(Organisation(name="Norrhaven Transit", created_at=NOON.replace(tzinfo=None)))


def test_what_fails_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.add(Organisation(name="Norrhaven Transit", created_at=NOON))
        session.flush()
        raise ZeroDivisionError
    with database.reading() as session:
        assert session.exec(select(Organisation)).all() == []


def test_writers_wait_for_one_another_and_none_is_lost(database: Database) -> None:
    """Read, then write, from eight threads: the deferred transactions of SQLite's default would fail here."""
    with database.writing() as session:
        session.add(Organisation(name="0", created_at=NOON))
    failures: list[BaseException] = []

    def add_one_ten_times() -> None:
        try:
            for _ in range(10):
                with database.writing() as session:
                    row = session.exec(select(Organisation).with_for_update()).one()
                    row.name = str(int(row.name) + 1)
                    session.add(row)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=add_one_ten_times) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with database.reading() as session:
        assert session.exec(select(Organisation.name)).one() == "80"
