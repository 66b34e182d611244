"""The database: engine, sessions, and the two column types that SQLite and PostgreSQL must agree on.

SQLite writes one at a time by design: a writing session begins with BEGIN IMMEDIATE (a read that later turns into
a write would fail at once with "database is locked", whatever the busy time-out), and inside one process writers
queue fairly on a lock instead of polling (`app.infra.transaction`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Connection, CursorResult, DateTime, Engine, Executable, MetaData, create_engine, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

BUSY_TIMEOUT_MS = 15_000

# Named constraints, so that migrations can drop them on both databases.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """Points in time: aware in Python, UTC in the database. A naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a point in time needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value.astimezone(UTC) if value else None
        return value.replace(tzinfo=UTC)


class Database:
    """Sessions on one engine. `reading` never commits; `writing` commits at the end or rolls back."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = make_url(url)
        self.pool_size = pool_size
        self.on_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(url, pool_size) if self.on_sqlite else _postgres_engine(url, pool_size)
        self._writer = self.engine.execution_options(writes=True)

    @property
    def metadata(self) -> MetaData:
        return SQLModel.metadata

    def read_session(self) -> Session:
        return Session(self.engine, autoflush=False, expire_on_commit=False)

    def write_session(self) -> Session:
        return Session(self._writer, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.read_session() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """For the command line, the worker and tests; requests use `app.infra.transaction`."""
        with self.write_session() as session:
            yield session
            session.commit()

    def dispose(self) -> None:
        self.engine.dispose()


def run(session: Session, statement: Executable, parameters: Any = None) -> CursorResult[*tuple[Any, ...]]:
    """A statement on tables, in the session's transaction and past its object layer: for the few statements that run
    with every saved answer, where that layer takes half the time. Keep the statement as a constant with bound
    parameters, so that it is put together and compiled once. Pending objects are not flushed."""
    if isinstance(parameters, list) and len(parameters) == 1:
        parameters = parameters[0]  # drivers prepare for many where there is one
    return session.connection().execute(statement, parameters)


def _sqlite_engine(url: str, pool_size: int) -> Engine:
    if file := make_url(url).database:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, pool_size=pool_size, max_overflow=pool_size, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}
    )

    @event.listens_for(engine, "connect")
    def _on_connect(dbapi: Any, _record: Any) -> None:
        dbapi.isolation_level = None  # we say BEGIN ourselves
        cursor = dbapi.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")  # told "saved" means on disk
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres_engine(url: str, pool_size: int) -> Engine:
    return create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True)
