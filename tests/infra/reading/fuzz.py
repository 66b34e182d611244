"""`make fuzz`: damaged and hostile certificates, thousands of them, through the guarded reader.

Failing reads are expected. What must not happen: an error other than Unreadable, a read that goes on past its limit, a
process left behind, or a good file that is not read any more. Any of these ends with exit code 1.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
import zlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from app.infra.content import reference
from app.infra.reading import Limits, Unreadable, page_picture, read_file
from tests.certificates.samples import SAMPLES, make
from tests.infra.reading.hostile import bombs, built, damaged

LIMITS = Limits(seconds=10, memory_mb=2048, ocr=False)
GRACE = 5.0  # seconds past the limit: the process is killed, and the machine may be busy
PDF = "application/pdf"


@dataclass
class Outcome:
    codes: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    seconds: list[float] = field(default_factory=list)


def run(files: list[tuple[str, bytes]], workers: int = 2, limits: Limits = LIMITS) -> Outcome:
    outcome = Outcome()
    with ThreadPoolExecutor(workers) as pool:
        for name, code, seconds, fault in pool.map(lambda file: _one(*file, limits), files):
            outcome.codes[code] += 1
            outcome.seconds.append(seconds)
            outcome.slowest = max(outcome.slowest, (seconds, name))
            if code.startswith("READ-CRASHED"):
                outcome.crashes.append(f"{name}: {code}")
            if fault or seconds > limits.seconds + GRACE:
                outcome.faults.append(f"{name}: {fault or 'went on past its limit'} after {seconds:.1f} s")
    good = io.BytesIO(make("classic-en"))
    try:
        page_picture(good, PDF, 1, limits=limits)
    except Unreadable as error:
        outcome.faults.append(f"a good file afterwards: {error}")
    if left := children():
        outcome.faults.append(f"left behind: {left}")
    return outcome


def _one(name: str, data: bytes, limits: Limits) -> tuple[str, str, float, str]:
    began = time.monotonic()
    code, fault = "read", ""
    try:
        if zlib.crc32(name.encode()) % 4:
            read_file(io.BytesIO(data), PDF, reference(), limits)
        else:
            page_picture(io.BytesIO(data), PDF, 1, limits=limits)
            code = "shown"
    except Unreadable as error:
        code = error.problem.code
        if code == "READ-CRASHED":
            code = f"{code} {error.problem.message.partition('(')[2].partition(')')[0]}"
    except BaseException as error:
        code, fault = "fault", repr(error)
    return name, code, time.monotonic() - began, fault


def children() -> list[int]:
    """Processes of ours that are still there, where the system tells (Linux)."""
    try:
        return [int(word) for word in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    except OSError:
        return []


def whole() -> list[bytes]:
    names = [name for name, told in SAMPLES.items() if told.openable and told.media_type == PDF and told.pages < 10]
    return [data for name in names if len(data := make(name)) < 400_000]


def main() -> None:
    options = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    options.add_argument("--files", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args()
    began = time.monotonic()
    certificates = whole()
    print(f"{given.files} damaged files made of {len(certificates)} certificates, seed {given.seed}")
    outcome = run(list(damaged(certificates, given.files, given.seed)), given.workers)
    _tell(outcome)
    print("files built to cost as much as can be")
    hostile = run([*built(), *bombs()], given.workers)
    _tell(hostile)
    print(f"{time.monotonic() - began:.0f} s in all")
    sys.exit(1 if outcome.faults or hostile.faults else 0)


def _tell(outcome: Outcome) -> None:
    for code, count in outcome.codes.most_common():
        print(f"  {count:6} {code}")
    ordered = sorted(outcome.seconds)
    print(f"  median {ordered[len(ordered) // 2]:.2f} s, slowest {outcome.slowest[0]:.2f} s ({outcome.slowest[1]})")
    for line in (*outcome.crashes[:20], *outcome.faults):
        print(f"  {line}")
    print(f"  crashes of the guarded process: {len(outcome.crashes)}; faults of the reader: {len(outcome.faults)}")


if __name__ == "__main__":
    main()
