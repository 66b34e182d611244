"""When provisions apply: the formal day and the practical one, told apart, by the cases that a law tells apart."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.catalog.model import Catalog
from app.core.catalog.timeline import State, ends, spans, spans_of

DATES = [
    {"id": "D-1", "date": "2025-02-02", "what": "First.", "source": ["L1"]},
    {"id": "D-2", "date": "2026-08-02", "what": "Second.", "source": ["L1"]},
    {"id": "D-3", "date": "2027-12-02", "what": "Third.", "source": ["L1"]},
    {"id": "D-4", "date": "2028-08-02", "what": "Fourth.", "source": ["L1"]},
    {"id": "D-9", "date": "2030-12-31", "what": "On no provision.", "source": ["L1"]},
]


def law(**applies: Any) -> Catalog:
    return Catalog.model_validate(
        {
            "format": "countersign-catalog/1", "id": "law-1", "key": "law", "title": "A law", "short": "Law",
            "kind": "law", "dates": DATES,
            "clauses": [
                {"id": clause, "label": clause, "title": clause, "kind": "article", "applies": when}
                for clause, when in applies.items()
            ],
        }
    )  # fmt: skip


SPLIT = {"formal": "D-2", "practical": {"listed": "D-3", "product": "D-4"}, "practical_verified": False}
LAW = law(a1="D-1", a2=SPLIT, a3={"formal": {"listed": "D-3", "product": "D-4"}}, a4="D-1")


def test_provisions_of_one_day_stand_together_and_cases_apart() -> None:
    found = [(s.formal.id, s.practical.id if s.practical else "", s.group, s.clauses) for s in spans(LAW)]
    assert found == [
        ("D-1", "", "", ("a1", "a4")),
        ("D-2", "D-3", "listed", ("a2",)),
        ("D-3", "", "listed", ("a3",)),
        ("D-2", "D-4", "product", ("a2",)),
        ("D-4", "", "product", ("a3",)),
        ("D-9", "", "", ()),
    ]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 8, 1), State.NOT_YET), (date(2026, 8, 2), State.FORMALLY), (date(2027, 12, 1), State.FORMALLY),
        (date(2027, 12, 2), State.APPLIES),
    ],
)  # fmt: skip
def test_between_the_formal_and_the_practical_day_it_applies_formally(day: date, state: State) -> None:
    (listed, _) = spans_of(LAW, LAW.by_id["a2"])
    assert listed.on(day) is state


def test_without_a_practical_day_nothing_is_only_formal() -> None:
    (first,) = spans_of(LAW, LAW.by_id["a1"])
    assert [first.on(d) for d in (date(2025, 2, 1), date(2025, 2, 2))] == [State.NOT_YET, State.APPLIES]


def test_a_practical_day_may_hold_for_all_cases() -> None:
    (only,) = spans_of(plain := law(a={"formal": "D-2", "practical": "D-3"}), plain.by_id["a"])
    assert (only.formal.id, only.bites, only.group) == ("D-2", date(2027, 12, 2), "")


@given(st.lists(st.dates(date(2000, 1, 1), date(2100, 1, 1)), min_size=1))
def test_a_drawn_timeline_holds_all_its_days(days: list[date]) -> None:
    start, end = ends(days)
    assert all(start <= d < end for d in days)
    assert (start.month, start.day, end.month, end.day) == (1, 1, 1, 1)
