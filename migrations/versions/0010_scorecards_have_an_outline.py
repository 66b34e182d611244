"""Scorecards keep their figures row by row beside the whole, so that comparisons need not open fifty of them."""

from __future__ import annotations

from math import fsum
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON_TYPE = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

AT_ONCE = 100  # scorecards are large: never all of them in memory


def upgrade() -> None:
    # Not in a batch: SQLite would make the table anew, and other tables hang on it.
    op.add_column("scorecard", sa.Column("outline", JSON_TYPE, server_default="{}", nullable=False))
    table = sa.table("scorecard", sa.column("id"), sa.column("content", JSON_TYPE), sa.column("outline", JSON_TYPE))
    database = op.get_bind()
    ids = database.scalars(sa.select(table.c.id).order_by(table.c.id)).all()
    for start in range(0, len(ids), AT_ONCE):
        some = sa.select(table.c.id, table.c.content).where(table.c.id.in_(ids[start : start + AT_ONCE]))
        for row_id, content in database.execute(some).all():
            database.execute(sa.update(table).where(table.c.id == row_id).values(outline=outline_of(content)))


def downgrade() -> None:
    op.drop_column("scorecard", "outline")


def outline_of(card: dict[str, Any]) -> dict[str, Any]:
    """As `app.core.scoring.outline` wrote it when this was published."""
    against = [f for f in card["findings"] if f["kind"] == "contradiction" and not f.get("dismissed")]
    weights = {term["of"]: term["weight"] for term in card["overall"].get("terms", ())}
    rows = {"overall": _figures(card["overall"])}
    rows |= {f"section:{name}": _figures(score, weights.get(name, 0.0)) for name, score in card["sections"].items()}
    rows |= {f"framework:{name}": _figures(score) for name, score in card["frameworks"].items()}
    rows |= {f"clause:{name}": _figures(score) for name, score in card["clauses"].items()}
    basis = ("questionnaire", "release", "policy", "policy_hash", "engine", "reference_hash", "as_of", "status")
    return {
        "basis": {name: card.get(name, "") for name in basis},
        "rows": rows,
        "contradicted": sorted({q for f in against for q in f.get("questions", ())}),
        "contradictions": len(against),
        "flags": [{"kind": f["kind"], "question": f.get("question", "")} for f in card["flags"]],
        "certificates": [
            {name: c[name] for name in ("scheme", "title", "standing")} | {"accepted": bool(c.get("accepted"))}
            for c in card["certificates"]
        ],
    }


def _figures(score: dict[str, Any], weight: float | None = None) -> list[float | None]:
    own = fsum(term["weight"] for term in score.get("terms", ())) if weight is None else weight
    return [score["claimed"], score["evidenced"], score["contradicted"], score.get("coverage"), own]
