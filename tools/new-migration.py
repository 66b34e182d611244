"""Write the next migration from what the models have and the migrations do not.

    .venv/bin/python tools/new-migration.py "vendors have a sector"

It is compared on an empty SQLite database that was brought up to date; the types come out as both databases need them.
Read what was written before you commit it: a rename looks like a column dropped and another added, and triggers and the
moving of data are never written by themselves.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.operations import MigrationScript
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, DateTime
from sqlmodel import AutoString

from app.features.tables import TABLES
from app.infra.db import Database, UtcDateTime

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
JSON_TYPE = 'sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")'


def write(message: str, migrations: Path = MIGRATIONS, *, empty: bool = False) -> Path | None:
    """The file that was written, or None when models and migrations agree and `empty` does not ask for one anyway."""
    assert TABLES, "the models must be known before anything is compared"
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/compared.db")
        try:
            with database.engine.execution_options(writes=True).begin() as connection:
                return _compare(connection, message, migrations, empty)
        finally:
            database.dispose()


def _compare(connection: Any, message: str, migrations: Path, empty: bool) -> Path | None:
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes.update(connection=connection, render_item=_render_type)
    command.upgrade(config, "head")
    before = set((migrations / "versions").glob("*.py"))

    def unless_equal(_context: Any, _revision: Any, scripts: list[MigrationScript]) -> None:
        if not empty and scripts[0].upgrade_ops is not None and scripts[0].upgrade_ops.is_empty():
            scripts[:] = []

    newest = ScriptDirectory.from_config(config).get_current_head() or "0000"
    command.revision(
        config, message, autogenerate=True, rev_id=f"{int(newest) + 1:04}", process_revision_directives=unless_equal
    )
    for written in set((migrations / "versions").glob("*.py")) - before:
        written.write_text(re.sub(r" *# ### .*\n", "", written.read_text()))
        return written
    return None


def _render_type(kind: str, item: Any, context: Any) -> str | bool:
    """Types of ours in the words of SQLAlchemy: a migration must not change when the application does."""
    match kind, item:
        case "type", UtcDateTime() | DateTime():
            return "sa.DateTime(timezone=True)"
        case "type", AutoString(length=length):
            return f"sa.String(length={length})" if length else "sa.String()"
        case "type", JSON():
            context.imports.add("from sqlalchemy.dialects import postgresql")
            return JSON_TYPE
    return False  # as Alembic would


def in_shape(files: Iterable[Path]) -> None:
    ruff = Path(sys.executable).with_name("ruff")
    for step in (["check", "--fix", "--quiet"], ["format", "--quiet"]):
        subprocess.run([ruff, *step, *files], check=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("message", help="what changes, in a few words")
    options.add_argument("--empty", action="store_true", help="write one also when nothing differs, to fill in by hand")
    given = options.parse_args()
    if (written := write(given.message, empty=given.empty)) is None:
        sys.exit("The models and the migrations agree: there is nothing to write.")
    in_shape([written])
    print(written)


if __name__ == "__main__":
    main()
