"""`python -m tests.certificates [words of names...]` reads the corpus and prints how much was right, and every mistake.

Add `--matrix` for every layout in every language with every wording, and `--fast` to leave out what needs a recogniser
of pictures.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from tests.certificates import SAMPLES, make
from tests.certificates.compare import Judged, counts, judge
from tests.certificates.describe import Sample
from tests.certificates.matrix import matrix
from tests.certificates.reader import LIMITS, TEXT_ONLY, read


def main(arguments: list[str]) -> None:
    flags = {a for a in arguments if a.startswith("--")}
    wanted = [a for a in arguments if not a.startswith("--")]
    judged: list[tuple[Sample, Judged]] = []
    seconds: list[tuple[float, str]] = []
    kinds = [0, 0]
    for sample, content in _chosen(wanted, flags):
        began = time.perf_counter()
        reading = read(content(), sample.media_type, TEXT_ONLY if flags else LIMITS)
        seconds.append((time.perf_counter() - began, sample.name))
        if isinstance(reading, str):
            print(f"{sample.name}: not read, {reading}" + ("" if sample.openable else " (as it ought to be)"))
            if sample.openable:
                judged += [(sample, Judged(sample.name, "file", "missing", ("a reading",)))]
            continue
        kinds[reading.family is not sample.family] += 1
        if reading.family is not sample.family:
            print(f"{sample.name}: taken for {reading.family}, and is {sample.family}")
        for one in judge(sample, reading):
            judged.append((sample, one))
            if one.verdict not in ("right", "asked"):
                print(one)
    print()
    for title, key in (
        ("medium", lambda s, j: s.medium),
        ("language", lambda s, j: s.language),
        ("layout", lambda s, j: s.layout),
        ("fact", lambda s, j: j.fact),
    ):
        _table(title, judged, key)
    _table("all", judged, lambda s, j: "")
    print(f"family right {kinds[0]} times, wrong {kinds[1]} times")
    seconds.sort()
    if seconds:
        print(f"seconds: median {seconds[len(seconds) // 2][0]:.2f}, longest {seconds[-1][0]:.2f} ({seconds[-1][1]})")


def _chosen(wanted: list[str], flags: set[str]) -> Iterator[tuple[Sample, Callable[[], bytes]]]:
    def fits(name: str) -> bool:
        return not wanted or any(w in name for w in wanted)

    if "--matrix" in flags:
        yield from ((sample, content) for sample, content in matrix() if fits(sample.name))
        return
    for name, sample in SAMPLES.items():
        if fits(name) and not ("--fast" in flags and sample.medium != "text"):
            yield sample, lambda name=name: make(name)  # type: ignore[misc]


def _table(title: str, judged: Iterable[tuple[Sample, Judged]], key: Callable[[Sample, Judged], str]) -> None:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for sample, one in judged:
        groups[key(sample, one)].append(one)
    print(f"{title:24}  right  asked missing wrong confident      %")
    for name, group in sorted(groups.items()):
        n = counts(group)
        share = 100 * n["right"] / max(sum(n.values()), 1)
        print(
            f"  {name:22} {n['right']:6} {n['asked']:6} {n['missing']:7} {n['wrong']:5} {n['confident']:9} {share:6.1f}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
