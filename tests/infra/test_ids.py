"""Identifiers sort by the moment they were made, and within a moment by their order."""

from __future__ import annotations

import time

import pytest

from app.infra.ids import new_id


def test_of_many_made_at_once_each_is_greater_than_the_one_before() -> None:
    made = [new_id() for _ in range(5_000)]
    assert made == sorted(set(made))
    assert {len(m) for m in made} == {26}


def test_a_clock_that_is_set_back_makes_no_smaller_one(monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 1_700_000_000 * 10**9)
    assert new_id() > before
