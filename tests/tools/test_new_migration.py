"""`tools/new-migration.py`: what it writes brings both databases to the shape of the models, and back."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlmodel import Field, SQLModel

from app.infra.db import Database, Json, UtcDateTime
from app.infra.settings import ROOT


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("new_migration", ROOT / "tools" / "new-migration.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _tool()


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "migrations", tmp_path / "migrations"))


@pytest.fixture
def sector() -> Iterator[str]:
    """A table that the models have and no migration knows, with every type that is ours."""

    class Sector(SQLModel, table=True):
        __tablename__ = "sector_of_a_test"

        id: str = Field(primary_key=True, max_length=26)
        name: str = Field(index=True)
        vendor_id: str = Field(foreign_key="vendor.id", max_length=26)
        details: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
        added_at: datetime = Field(sa_type=UtcDateTime)

    yield "sector_of_a_test"
    SQLModel.metadata.remove(Sector.__table__)
    SQLModel._sa_registry._dispose_cls(Sector)


def _run(database: Database, migrations: Path, step: Any, revision: str) -> None:
    with database.engine.execution_options(writes=True).begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(migrations))
        config.attributes["connection"] = connection
        step(config, revision)


def test_nothing_is_written_when_nothing_differs(migrations: Path) -> None:
    before = sorted((migrations / "versions").glob("*.py"))
    assert tool.write("nothing", migrations) is None
    assert sorted((migrations / "versions").glob("*.py")) == before


def test_an_empty_one_is_written_when_asked_for(migrations: Path) -> None:
    written = tool.write("move the data", migrations, empty=True)
    assert written is not None
    assert "def upgrade() -> None:\n    pass" in written.read_text()


def test_what_it_writes_goes_up_and_down_on_both_databases(database: Database, migrations: Path, sector: str) -> None:
    newest = max((migrations / "versions").glob("*.py")).name[:4]
    written = tool.write("vendors have a sector", migrations)
    assert written is not None
    assert written.name == f"{int(newest) + 1:04}_vendors_have_a_sector.py"
    assert f'down_revision = "{newest}"' in written.read_text().replace("'", '"')

    _run(database, migrations, command.upgrade, "head")
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []

    _run(database, migrations, command.downgrade, "-1")
    assert sector not in sa.inspect(database.engine).get_table_names()


def test_what_it_writes_does_not_need_the_application(migrations: Path, sector: str) -> None:
    written = tool.write("vendors have a sector", migrations)
    assert written is not None
    text = written.read_text()
    assert "import app" not in text
    assert "app." not in text
    assert "sqlmodel" not in text
    assert "###" not in text
