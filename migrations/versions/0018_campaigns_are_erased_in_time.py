"""campaigns are erased in time

What a decision rested on keeps its figures and digests when the scorecard goes, so nothing ties it to that row.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_DAYS = ("erase_on", "erase_told_on", "erase_told_of")
_KEY = "fk_decision_basis_scorecard_id_scorecard"


def upgrade() -> None:
    # Not in a batch: SQLite would make the table anew, and invitations hang on it.
    for name in _DAYS:
        op.add_column("campaign", sa.Column(name, sa.Date(), nullable=True))
    op.add_column("campaign", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("decision_basis", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(_KEY), type_="foreignkey")
    _append_only_again()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("decision_basis", schema=None) as batch_op:
            batch_op.create_foreign_key(op.f(_KEY), "scorecard", ["scorecard_id"], ["id"])
    else:
        # Not for what is there already: a scorecard may be gone.
        op.create_foreign_key(
            op.f(_KEY), "decision_basis", "scorecard", ["scorecard_id"], ["id"], postgresql_not_valid=True
        )
    _append_only_again()
    op.drop_column("campaign", "erased_at")
    for name in reversed(_DAYS):
        op.drop_column("campaign", name)


def _append_only_again() -> None:
    """SQLite has made the table anew, and its triggers went with the old one."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER decision_basis_no_{action.lower()} BEFORE {action} ON decision_basis "
            "BEGIN SELECT RAISE(ABORT, 'decision_basis is append-only'); END"
        )
