"""vendors choose a language"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


# Not in a batch: SQLite would copy the table and drop the old one, and rows of others refer to it.
def upgrade() -> None:
    op.add_column("invitation", sa.Column("language", sa.String(length=8), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("invitation", "language")
