"""Vendors explain differences; reviewers uphold findings, and may write to the vendor about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "explanation",
        sa.Column("response_id", sa.String(length=26), nullable=False),
        sa.Column("finding", sa.String(length=300), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_explanation_response_id_response")),
        sa.PrimaryKeyConstraint("response_id", "finding", name=op.f("pk_explanation")),
    )
    op.create_table(
        "explanation_version",
        sa.Column("response_id", sa.String(length=26), nullable=False),
        sa.Column("finding", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_explanation_version_response_id_response")
        ),
        sa.PrimaryKeyConstraint("response_id", "finding", "version", name=op.f("pk_explanation_version")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.add_column(sa.Column("to_vendor", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.alter_column("to_vendor", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_column("to_vendor")

    op.drop_table("explanation_version")
    op.drop_table("explanation")
