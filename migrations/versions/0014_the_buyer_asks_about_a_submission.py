"""the buyer asks about a submission"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "clarification",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("response_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("questions", JSON, nullable=False),
        sa.Column("finding", sa.String(length=300), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_by_id", sa.String(length=26), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("reply_version", sa.Integer(), nullable=False),
        sa.Column("reply_by", sa.String(length=200), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=200), nullable=False),
        sa.Column("answered_submission", sa.Integer(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["member.id"], name=op.f("fk_clarification_asked_by_id_member")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_clarification_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_clarification_response_id_response")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification")),
        sa.UniqueConstraint("response_id", "number", name=op.f("uq_clarification_response_id_number")),
    )
    with op.batch_alter_table("clarification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clarification_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clarification_response_id"), ["response_id"], unique=False)

    op.create_table(
        "feedback",
        sa.Column("response_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("items", JSON, nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"], name=op.f("fk_feedback_by_id_member")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_feedback_response_id_response")),
        sa.PrimaryKeyConstraint("response_id", "version", name=op.f("pk_feedback")),
    )
    # Not in a batch: SQLite would make the tables anew, and rows of others hang on them.
    op.add_column("campaign", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE campaign SET closed_at = (SELECT max(audit_event.at) FROM audit_event "
        "WHERE audit_event.action = 'campaign.closed' AND audit_event.subject_id = campaign.id) WHERE state = 'closed'"
    )
    op.add_column("response", sa.Column("reopened", JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.execute("UPDATE response SET state = 'submitted' WHERE state = 'clarifying'")
    op.drop_column("response", "reopened")
    op.drop_column("campaign", "closed_at")
    op.drop_table("feedback")
    with op.batch_alter_table("clarification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clarification_response_id"))
        batch_op.drop_index(batch_op.f("ix_clarification_organisation_id"))

    op.drop_table("clarification")
