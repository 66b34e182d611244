"""A catalog in use may be reworded, and never changed in what other data hang on."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.catalog.meaning import digest_of
from app.core.catalog.model import Catalog

LAW: dict[str, Any] = {
    "format": "countersign-catalog/1", "id": "law-1", "key": "law", "title": "A law", "short": "Law", "kind": "law",
    "dates": [{"id": "D-1", "date": "2026-08-02", "what": "It applies.", "source": ["L1"]}],
    "clauses": [
        {"id": "a1", "label": "Art. 1", "title": "One", "kind": "article", "obliges": ["provider", "importer"],
         "applies": "D-1", "summary": "Do it."},
        {"id": "a2", "label": "Art. 2", "title": "Two", "kind": "article", "excludable": False, "parent": "a1"},
    ],
}  # fmt: skip


def changed(path: str, value: Any) -> str:
    data = Catalog.model_validate(LAW).model_dump(mode="json")
    *steps, last = [int(p) if p.isdecimal() else p for p in path.split(".")]
    at: Any = data
    for step in steps:
        at = at[step]
    at[last] = value
    return digest_of(Catalog.model_validate(data))


SAME = digest_of(Catalog.model_validate(LAW))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("clauses.0.summary", "Do it well."), ("clauses.0.title", "First"), ("clauses.0.verified", True),
        ("clauses.0.sources", ["L2"]), ("clauses.0.obliges", ["importer", "provider"]), ("clauses.0.note", "There."),
        ("dates.0.what", "It all applies."), ("dates.0.verified", True), ("title", "The law"), ("note", "Ours."),
    ],
)  # fmt: skip
def test_wording_may_be_put_right(path: str, value: Any) -> None:
    assert changed(path, value) == SAME


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("clauses.0.id", "a9"), ("clauses.0.label", "Art. 9"), ("clauses.0.kind", "annex"), ("clauses.1.parent", None),
        ("clauses.1.excludable", True), ("clauses.0.obliges", ["provider"]), ("clauses.0.tiers", ["all"]),
        ("clauses.0.applies", None), ("clauses.0.asked_of_vendor", False), ("dates.0.date", "2027-08-02"),
        ("dates.0.id", "D-2"), ("edition", "2027"), ("key", "act"),
    ],
)  # fmt: skip
def test_meaning_may_not(path: str, value: Any) -> None:
    assert changed(path, value) != SAME


def test_a_clause_more_or_less_is_another_catalog() -> None:
    assert digest_of(Catalog.model_validate({**LAW, "clauses": LAW["clauses"][:1]})) != SAME
    turned = {**LAW, "clauses": [LAW["clauses"][0], LAW["clauses"][1]][::-1]}
    assert digest_of(Catalog.model_validate(turned)) == SAME
