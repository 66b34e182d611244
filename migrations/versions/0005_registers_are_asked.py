"""Registers are asked: look-ups, answers that are kept for a while, and whose turn it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON_TYPE = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "http_answer",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_http_answer")),
    )
    with op.batch_alter_table("http_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_http_answer_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "http_turn",
        sa.Column("origin", sa.String(length=300), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_http_turn")),
    )
    op.create_table(
        "lookup",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("vendor_id", sa.String(length=26), nullable=False),
        sa.Column("response_id", sa.String(length=26), nullable=True),
        sa.Column("certificate_id", sa.String(length=26), nullable=True),
        sa.Column("register_id", sa.String(length=40), nullable=False),
        sa.Column("register_name", sa.String(length=200), nullable=False),
        sa.Column("asked_for", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("link", sa.String(length=1000), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("entities", JSON_TYPE, nullable=False),
        sa.Column("problem", JSON_TYPE, nullable=True),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"], name=op.f("fk_lookup_by_id_member")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_lookup_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_lookup_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_lookup_response_id_response")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_lookup_vendor_id_vendor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookup")),
    )
    with op.batch_alter_table("lookup", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lookup_certificate_id"), ["certificate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lookup_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lookup_response_id"), ["response_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lookup_vendor_id"), ["vendor_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("lookup", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lookup_vendor_id"))
        batch_op.drop_index(batch_op.f("ix_lookup_response_id"))
        batch_op.drop_index(batch_op.f("ix_lookup_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_lookup_certificate_id"))

    op.drop_table("lookup")
    op.drop_table("http_turn")
    with op.batch_alter_table("http_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_http_answer_expires_at"))

    op.drop_table("http_answer")
