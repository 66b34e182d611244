"""people of a vendor among themselves"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team_visit",
        sa.Column("invitation_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("section_id", sa.String(length=64), nullable=False),
        sa.Column("section_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_team_visit_invitation_id_invitation")
        ),
        sa.PrimaryKeyConstraint("invitation_id", "person_id", name=op.f("pk_team_visit")),
    )
    op.create_table(
        "team_note",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("response_id", sa.String(length=26), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_team_note_response_id_response")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_note")),
    )
    op.create_index(op.f("ix_team_note_response_id"), "team_note", ["response_id"])
    op.create_table(
        "team_task",
        sa.Column("response_id", sa.String(length=26), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_team_task_response_id_response")),
        sa.PrimaryKeyConstraint("response_id", "place", name=op.f("pk_team_task")),
    )


def downgrade() -> None:
    op.drop_table("team_task")
    op.drop_index(op.f("ix_team_note_response_id"), "team_note")
    op.drop_table("team_note")
    op.drop_table("team_visit")
