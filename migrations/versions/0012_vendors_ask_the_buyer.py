"""vendors ask the buyer"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enquiry",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("campaign_id", sa.String(length=26), nullable=False),
        sa.Column("invitation_id", sa.String(length=26), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("publication", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_enquiry_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_enquiry_invitation_id_invitation")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_enquiry_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry")),
        sa.UniqueConstraint("campaign_id", "publication", name=op.f("uq_enquiry_campaign_id_publication")),
    )
    with op.batch_alter_table("enquiry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enquiry_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enquiry_invitation_id"), ["invitation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enquiry_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "enquiry_reply",
        sa.Column("enquiry_id", sa.String(length=26), nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"], name=op.f("fk_enquiry_reply_by_id_member")),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiry.id"], name=op.f("fk_enquiry_reply_enquiry_id_enquiry")),
        sa.PrimaryKeyConstraint("enquiry_id", "audience", "version", name=op.f("pk_enquiry_reply")),
    )
    # Not in a batch: SQLite would make the table anew, and invitations hang on it.
    op.add_column("campaign", sa.Column("questions_until", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("campaign", "questions_until")
    op.drop_table("enquiry_reply")
    with op.batch_alter_table("enquiry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enquiry_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_enquiry_invitation_id"))
        batch_op.drop_index(batch_op.f("ix_enquiry_campaign_id"))

    op.drop_table("enquiry")
