"""Clause chips: what a page shows of a clause reference, and once more in the popover beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.core.catalog import groups
from app.core.catalog.model import Catalog, Clause, ReferenceData

group_of = groups.group_of


@dataclass(frozen=True, slots=True)
class ClauseChip:
    ref: str
    short: str  # "ISO 42001"
    label: str  # "A.6.2.4"
    title: str
    summary: str
    kind: str  # standard | law
    link: str
    page: str = ""  # where a member reads more about it; empty when the catalogs do not know it


def address_of(catalog: Catalog, clause: Clause) -> str:
    return f"/catalogs/{catalog.key}/clauses/{clause.id}"


def chip_of(ref: str, reference: ReferenceData) -> ClauseChip:
    """A reference the catalogs do not know is shown as it is written: a release may be older than the catalogs."""
    key, _, clause_id = ref.partition(":")
    catalog, clause = reference.catalog(key), reference.clause(ref)
    if catalog is None or clause is None:
        return ClauseChip(ref, key, clause_id, clause_id, "", "standard", "")
    return ClauseChip(
        ref, catalog.short, clause.label, clause.title, clause.summary, catalog.kind, clause.link,
        address_of(catalog, clause),
    )  # fmt: skip


def chips_of(refs: Iterable[str], reference: ReferenceData) -> tuple[ClauseChip, ...]:
    """One chip a reference, in the order given, none twice."""
    return tuple(chip_of(ref, reference) for ref in dict.fromkeys(refs))


def source_words(sources: Any, source: str) -> str:
    """What a source is, as its file says; the id itself where the file says nothing."""
    entry = sources.get(source) if isinstance(sources, dict) else None
    what = entry.get("what") if isinstance(entry, dict) else entry
    return " ".join(str(what or source).split())
