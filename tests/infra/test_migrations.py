"""Migrations go up and down, on both databases, and agree with the models."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel, select

from app.core.scoring.outline import outline_of
from app.core.scoring.scorecard import Scorecard
from app.features.audit.models import AuditEvent
from app.features.identity.models import Organisation
from app.features.scorecards.models import ScorecardRow
from app.infra import migrate
from app.infra.db import Database
from app.infra.services import Services
from app.infra.settings import Settings
from tests.conftest import Cast, Now
from tests.story import tell

FIRST = "0001"
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def test_the_models_and_the_migrations_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_down_to_nothing_and_up_again(database: Database) -> None:
    with database.writing() as session:
        session.add(Organisation(name="Norrhaven Transit", created_at=NOON))
    migrate.downgrade(database, "base")
    assert set(sa.inspect(database.engine).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(database)
    with database.engine.connect() as connection:
        assert migrate.current(connection) == migrate.head()
    with database.writing() as session:
        session.add(Organisation(name="Norrhaven Transit", created_at=NOON))


def test_rows_of_every_table_outlive_the_way_down_to_the_first_release_and_up_again(
    database: Database, services: Services, cast: Cast, settings: Settings, now: Now
) -> None:
    tell(database, services.storage, cast, settings.key, now())
    told = _rows(database)
    assert {name for name, count in told.items() if not count} == set(), "the story has rows in every table"
    migrate.downgrade(database, FIRST)
    first = _rows(database)
    assert first == {name: told[name] for name in first}, "going down took rows of tables that stay"
    migrate.upgrade(database)
    again = _rows(database)
    assert set(again) == set(told)
    assert {name: again[name] for name in first} == first
    test_the_models_and_the_migrations_agree(database)


def test_scorecards_from_before_have_the_outline_they_would_have_today(
    database: Database, services: Services, cast: Cast, settings: Settings, now: Now
) -> None:
    tell(database, services.storage, cast, settings.key, now())
    with database.reading() as session:
        before = {row.id: row.outline for row in session.exec(select(ScorecardRow))}
    assert all(outline["rows"] and outline["basis"] for outline in before.values())
    migrate.downgrade(database, "0009")
    migrate.upgrade(database)
    with database.reading() as session:
        cards = session.exec(select(ScorecardRow)).all()
        assert {row.id: row.outline for row in cards} == before
        assert all(
            row.outline == outline_of(Scorecard.model_validate(row.content)).model_dump(mode="json") for row in cards
        )


def _rows(database: Database) -> dict[str, int]:
    with database.engine.connect() as connection:
        names = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
        count = sa.select(sa.func.count()).select_from
        return {name: connection.scalar(count(sa.table(name))) or 0 for name in sorted(names)}


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate.upgrade(database)
    with database.engine.connect() as connection:
        assert migrate.current(connection) == migrate.head()


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET action = 'other'", "DELETE FROM audit_event"])
def test_the_audit_log_can_only_be_added_to(database: Database, statement: str) -> None:
    with database.writing() as session:
        organisation = Organisation(name="Norrhaven Transit", created_at=NOON)
        session.add(organisation)
        session.flush()
        session.add(
            AuditEvent(
                organisation_id=organisation.id, at=NOON, actor_kind="member", actor_id="x", actor_name="Ines",
                action="campaign.sent", subject_kind="campaign", subject_id="y",
            )
        )  # fmt: skip
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.writing() as session:
        session.execute(sa.text(statement))
    with database.reading() as session:
        assert session.exec(select(AuditEvent.action)).all() == ["campaign.sent"]
