"""A small, always equal part of what `make fuzz` does: hostile files cost one failed read each, and nothing else."""

from __future__ import annotations

import pytest

from app.infra.reading import Limits
from tests.certificates.samples import make
from tests.infra.reading.fuzz import children, run
from tests.infra.reading.hostile import MUTATIONS, bombs, built, damaged

LIMITS = Limits(seconds=8, memory_mb=1024, ocr=False)
WORST = (
    "page of 0 0 99999 99999",
    "arrays in arrays",
    "a tree of pages that is a ring",
    "a form that draws itself",
)


def test_damaged_files_cost_one_read_each() -> None:
    whole = [make("classic-en"), make("sealed-en"), make("scan-de")]
    outcome = run(list(damaged(whole, 2 * len(MUTATIONS), seed=7)), limits=LIMITS)
    assert outcome.faults == []
    assert outcome.codes.total() == 2 * len(MUTATIONS)
    assert set(outcome.codes) - {"read", "shown"}, "nothing was damaged"


def test_files_that_mean_harm_cost_one_read_each() -> None:
    files = [(name, data) for name, data in built() if name in WORST]
    assert len(files) == len(WORST)
    outcome = run([*files, next(bombs())], limits=LIMITS)
    assert outcome.faults == []


def test_the_same_seed_makes_the_same_files() -> None:
    whole = [make("classic-en")]
    assert list(damaged(whole, 7, seed=3)) == list(damaged(whole, 7, seed=3))
    assert list(damaged(whole, 7, seed=3)) != list(damaged(whole, 7, seed=4))


def test_a_process_left_behind_would_be_seen() -> None:
    import subprocess
    import sys

    if sys.platform != "linux":
        pytest.skip("the system does not tell")
    with subprocess.Popen(["sleep", "30"]) as other:
        assert other.pid in children()
        other.kill()
    assert other.pid not in children()
