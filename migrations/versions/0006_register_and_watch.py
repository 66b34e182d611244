"""The register of certificates, the calendar, and the reminders before one ends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watch_settings",
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("ask_vendors", sa.Boolean(), nullable=False),
        sa.Column("calendar_nonce", sa.String(length=64), nullable=True),
        sa.Column("calendar_hash", sa.String(length=64), nullable=True),
        sa.Column("calendar_by", sa.String(length=200), nullable=False),
        sa.Column("calendar_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_watch_settings_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_watch_settings")),
        sa.UniqueConstraint("calendar_hash", name=op.f("uq_watch_settings_calendar_hash")),
    )
    op.create_table(
        "expiry_notice",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("vendor_id", sa.String(length=26), nullable=False),
        sa.Column("recipient", sa.String(length=330), nullable=False),
        sa.Column("certificate", sa.String(length=600), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_expiry_notice_mail_id_mail")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_expiry_notice_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_expiry_notice_vendor_id_vendor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expiry_notice")),
    )
    with op.batch_alter_table("expiry_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_expiry_notice_mail_id"), ["mail_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_expiry_notice_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "watch_mute",
        sa.Column("member_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_watch_mute_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_watch_mute")),
    )
    op.create_table(
        "register_entry",
        sa.Column("response_id", sa.String(length=26), nullable=False),
        sa.Column("certificate_id", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("campaign_id", sa.String(length=26), nullable=False),
        sa.Column("vendor_id", sa.String(length=26), nullable=False),
        sa.Column("scorecard_id", sa.String(length=26), nullable=False),
        sa.Column("family", sa.String(length=40), nullable=False),
        sa.Column("scheme", sa.String(length=64), nullable=False),
        sa.Column("standard", sa.String(length=300), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("number_key", sa.String(length=200), nullable=False),
        sa.Column("holder", sa.String(length=300), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("end_confirmed", sa.Boolean(), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_register_entry_campaign_id_campaign")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_register_entry_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_register_entry_response_id_response")),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecard.id"], name=op.f("fk_register_entry_scorecard_id_scorecard")
        ),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_register_entry_vendor_id_vendor")),
        sa.PrimaryKeyConstraint("response_id", "certificate_id", name=op.f("pk_register_entry")),
    )
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.create_index(
            "ix_register_entry_of_vendor", ["organisation_id", "vendor_id", "scheme", "number_key"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_register_entry_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_register_entry_valid_until"), ["valid_until"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_entry_valid_until"))
        batch_op.drop_index(batch_op.f("ix_register_entry_organisation_id"))
        batch_op.drop_index("ix_register_entry_of_vendor")

    op.drop_table("register_entry")
    op.drop_table("watch_mute")
    with op.batch_alter_table("expiry_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_expiry_notice_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_expiry_notice_mail_id"))

    op.drop_table("expiry_notice")
    op.drop_table("watch_settings")
