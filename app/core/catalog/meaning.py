"""What of a catalog is meaning, and what is wording: the digest that tells whether a catalog in use was changed.

Answers, scorecards and contracts hang on the ids of clauses, on what can be left out, on whom a provision obliges and
from which day. Those never change once a catalog is used; a changed one is another catalog, with an id of its own.
Titles, paraphrases, notes, sources and *verified* marks may be put right at any time.
"""

from __future__ import annotations

from typing import Any

from app.core.catalog.model import Applies, Catalog, Clause
from app.core.scoring.canonical import digest


def meaning(catalog: Catalog) -> dict[str, Any]:
    """The parts that other data hang on, as plain data. The order of clauses is no meaning."""
    return {
        "id": catalog.id,
        "key": catalog.key,
        "kind": catalog.kind,
        "edition": catalog.edition,
        "clauses": {clause.id: _clause(clause) for clause in catalog.clauses},
        "dates": {day.id: day.date.isoformat() for day in catalog.dates},
    }


def digest_of(catalog: Catalog) -> str:
    """SHA-256 of its meaning."""
    return digest(meaning(catalog))


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "label": clause.label,
        "kind": clause.kind,
        "parent": clause.parent,
        "excludable": clause.excludable,
        "obliges": sorted(clause.obliges),
        "tiers": sorted(clause.tiers),
        "applies": _applies(clause.applies),
        "asked_of_vendor": clause.asked_of_vendor,
    }


def _applies(applies: Applies | None) -> dict[str, Any] | None:
    return None if applies is None else {"formal": applies.formal, "practical": applies.practical}
