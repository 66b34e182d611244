"""Files are read by a worker, and every version of a certificate's facts is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON_TYPE = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reading",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("response_id", sa.String(length=26), nullable=False),
        sa.Column("evidence_id", sa.String(length=26), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("result", JSON_TYPE, nullable=True),
        sa.Column("problem", JSON_TYPE, nullable=True),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_reading_evidence_id_evidence")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_reading_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_reading_response_id_response")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_response_id"), ["response_id"], unique=False)

    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reading_id", sa.String(length=26), nullable=True))
        batch_op.add_column(sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index(batch_op.f("ix_certificate_reading_id"), ["reading_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_certificate_reading_id_reading"), "reading", ["reading_id"], ["id"])
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.alter_column("place", server_default=None)

    op.create_table(
        "certificate_version",
        sa.Column("certificate_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.String(length=26), nullable=True),
        sa.Column("reading_id", sa.String(length=26), nullable=True),
        sa.Column("facts", JSON_TYPE, nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_version_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_certificate_version_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(["reading_id"], ["reading.id"], name=op.f("fk_certificate_version_reading_id_reading")),
        sa.PrimaryKeyConstraint("certificate_id", "version", name=op.f("pk_certificate_version")),
    )
    # Of what was there before, the present version is all that is known.
    op.execute(
        'INSERT INTO certificate_version (certificate_id, version, evidence_id, reading_id, facts, "by", at) '
        'SELECT id, version, evidence_id, NULL, facts, "by", at FROM certificate'
    )


def downgrade() -> None:
    op.drop_table("certificate_version")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_certificate_reading_id_reading"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_certificate_reading_id"))
        batch_op.drop_column("place")
        batch_op.drop_column("reading_id")
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reading_response_id"))
        batch_op.drop_index(batch_op.f("ix_reading_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_reading_evidence_id"))
    op.drop_table("reading")
