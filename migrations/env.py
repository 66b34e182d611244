"""Alembic's environment. `app.infra.migrate` calls it with a connection; there is no alembic.ini to keep in step."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    transaction_per_migration=False,
    render_item=context.config.attributes.get("render_item"),  # tools/new-migration.py
)
with context.begin_transaction():
    context.run_migrations()
