"""Releases keep the digests of the catalogs they were published with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON_TYPE = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: SQLite would make the table anew, and campaigns hang on it. Of releases published before, nothing
    # is known.
    op.add_column("release", sa.Column("catalogs", JSON_TYPE, nullable=True))


def downgrade() -> None:
    op.drop_column("release", "catalogs")
