"""Clauses under their headings, as pages and reports show them."""

from __future__ import annotations

from collections.abc import Collection

from app.core.catalog.model import Catalog, Clause


def group_of(catalog: Catalog, clause: Clause) -> Clause:
    """The heading a clause is shown under: its topmost one in a standard, its article in a law."""
    top = clause
    while top.parent in catalog.by_id:
        top = catalog.by_id[top.parent]
    return top


def grouped(catalog: Catalog, refs: Collection[str]) -> list[tuple[Clause, tuple[Clause, ...]]]:
    """The clauses of a catalog that `refs` ("iso-42001:4.3") name, in its order, under their headings."""
    groups: dict[str, list[Clause]] = {}
    for clause in catalog.clauses:
        if f"{catalog.key}:{clause.id}" in refs:
            groups.setdefault(group_of(catalog, clause).id, []).append(clause)
    return [(catalog.by_id[top], tuple(clauses)) for top, clauses in groups.items()]
