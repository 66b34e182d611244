"""vendors work together"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "colleague",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("invitation_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column(
            "sections",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("may_submit", sa.Boolean(), nullable=False),
        sa.Column("may_invite", sa.Boolean(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("link_sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("link_shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_colleague_invitation_id_invitation")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_colleague_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colleague")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_colleague_token_hash")),
    )
    op.create_index(op.f("ix_colleague_invitation_id"), "colleague", ["invitation_id"])
    op.create_index(op.f("ix_colleague_organisation_id"), "colleague", ["organisation_id"])
    for table in ("mail", "vendor_session"):
        op.add_column(table, sa.Column("colleague_id", sa.String(length=26), nullable=True))
        op.create_index(op.f(f"ix_{table}_colleague_id"), table, ["colleague_id"])


def downgrade() -> None:
    for table in ("vendor_session", "mail"):
        op.drop_index(op.f(f"ix_{table}_colleague_id"), table)
        op.drop_column(table, "colleague_id")
    op.drop_index(op.f("ix_colleague_organisation_id"), "colleague")
    op.drop_index(op.f("ix_colleague_invitation_id"), "colleague")
    op.drop_table("colleague")
