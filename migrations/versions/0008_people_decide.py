"""People decide: clearings, exclusions and awards, append-only. Scorecards' figures name their flags and digests."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
_SCORECARD = sa.table("scorecard", sa.column("id"), sa.column("figures", _JSON), sa.column("content", _JSON))
_TABLES = ("decision", "decision_basis")
_NEW = ("flagged", "release", "policy", "policy_hash", "digest")


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("campaign_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("takes_back", sa.String(length=26), nullable=True),
        sa.Column("policy", _JSON, nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"], name=op.f("fk_decision_by_id_member")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_decision_campaign_id_campaign")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_decision_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["takes_back"], ["decision.id"], name=op.f("fk_decision_takes_back_decision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_decision_campaign_id_number")),
        sa.UniqueConstraint("takes_back", name=op.f("uq_decision_takes_back")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "decision_basis",
        sa.Column("decision_id", sa.String(length=26), nullable=False),
        sa.Column("vendor_id", sa.String(length=26), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("vendor", sa.String(length=300), nullable=False),
        sa.Column("product", sa.String(length=200), nullable=False),
        sa.Column("scorecard_id", sa.String(length=26), nullable=False),
        sa.Column("scorecard_number", sa.Integer(), nullable=False),
        sa.Column("inputs_hash", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("policy_hash", sa.String(length=64), nullable=False),
        sa.Column("claimed", sa.Float(), nullable=True),
        sa.Column("evidenced", sa.Float(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("flags", _JSON, nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_basis_decision_id_decision")),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecard.id"], name=op.f("fk_decision_basis_scorecard_id_scorecard")
        ),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_decision_basis_vendor_id_vendor")),
        sa.PrimaryKeyConstraint("decision_id", "vendor_id", name=op.f("pk_decision_basis")),
    )
    with op.batch_alter_table("decision_basis", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_basis_vendor_id"), ["vendor_id"], unique=False)

    for table in _TABLES:
        _append_only(table)
    _rewrite_figures(lambda figures, content: {**figures, **_seen(content)})


def downgrade() -> None:
    _rewrite_figures(lambda figures, _content: {k: v for k, v in figures.items() if k not in _NEW})
    with op.batch_alter_table("decision_basis", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_basis_vendor_id"))

    op.drop_table("decision_basis")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_organisation_id"))

    op.drop_table("decision")
    if op.get_bind().dialect.name == "postgresql":
        for table in _TABLES:
            op.execute(f"DROP FUNCTION {table}_is_append_only()")


def _append_only(table: str) -> None:
    """As the audit log: what was decided is added to, and never changed."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
    )


def _rewrite_figures(changed: Any) -> None:
    """One scorecard after the other: their contents do not all fit in memory."""
    connection = op.get_bind()
    for (identifier,) in connection.execute(sa.select(_SCORECARD.c.id)).all():
        mine = _SCORECARD.c.id == identifier
        figures, content = connection.execute(sa.select(_SCORECARD.c.figures, _SCORECARD.c.content).where(mine)).one()
        connection.execute(sa.update(_SCORECARD).where(mine).values(figures=changed(figures, content)))


def _seen(content: dict[str, Any]) -> dict[str, Any]:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return {
        "flagged": [flag["key"] for flag in content["flags"]],
        "release": content["release"],
        "policy": content["policy"],
        "policy_hash": content["policy_hash"],
        "digest": hashlib.sha256(canonical).hexdigest(),
    }
