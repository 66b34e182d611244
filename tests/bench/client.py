"""A small load generator: keep-alive connections, requests written in advance, nothing but sockets.

An ordinary client library would cost more processor time than the server it measures; both share this machine.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Request = bytes
Requests = Callable[[int], Iterator[Request]]  # number of the client -> its requests, one after another
Heard = Callable[[int, "Answer", float], None]  # number of the client, the answer to its last request, and its seconds


@dataclass(frozen=True)
class Load:
    """What a run of many requests gave; times in milliseconds."""

    p50: float
    p99: float
    per_second: float
    requests: int
    failures: int


@dataclass(frozen=True)
class Answer:
    status: int
    head: bytes
    body: bytes


def request(method: str, path: str, *, cookie: str = "", body: bytes = b"", partial: bool = False) -> Request:
    head = [
        f"{method} {path} HTTP/1.1",
        "Host: bench",
        "Sec-Fetch-Site: same-origin",
        "Accept-Encoding: gzip",
        "Accept: text/html",
    ]
    if cookie:
        head.append(f"Cookie: {cookie}")
    if partial:
        head += ["HX-Request: true", "HX-Request-Type: partial"]
    if method == "POST":
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: Request) -> Answer:
    writer.write(sent)
    head = await reader.readuntil(b"\r\n\r\n")
    lower = head.lower()
    at = lower.find(b"content-length:")
    if at >= 0:
        length = int(lower[at + 15 : lower.index(b"\r\n", at)])
        body = await reader.readexactly(length) if length else b""
    elif b"transfer-encoding: chunked" in lower:
        body = await _chunks(reader)
    else:
        body = b""
    return Answer(int(head[9:12]), head, body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(parts)


async def _fetch(port: int, sent: Request) -> Answer:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    try:
        return await _exchange(reader, writer, sent)
    finally:
        writer.close()


def fetch(port: int, sent: Request) -> Answer:
    return asyncio.run(_fetch(port, sent))


async def _one(
    port: int,
    client: int,
    requests: Iterator[Request],
    until: float,
    times: list[float],
    failures: list[Answer],
    pace: float,
    heard: Heard | None,
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    dice = random.Random(client)
    try:
        for sent in requests:
            if pace:
                await asyncio.sleep(pace * dice.uniform(0.5, 1.5))
            start = time.perf_counter()
            if start >= until:
                return
            answer = await _exchange(reader, writer, sent)
            took = time.perf_counter() - start
            times.append(took)
            if answer.status >= 400:
                failures.append(answer)
            if heard is not None:
                heard(client, answer, took)
    finally:
        writer.close()


async def _load(
    port: int, requests: Requests, clients: int, seconds: float, pace: float, heard: Heard | None
) -> tuple[Load, Sequence[Answer]]:
    times: list[float] = []
    failures: list[Answer] = []
    start = time.perf_counter()
    until = start + seconds
    await asyncio.gather(*(_one(port, n, requests(n), until, times, failures, pace, heard) for n in range(clients)))
    return summed_up(times, time.perf_counter() - start, len(failures)), failures


def summed_up(times: Sequence[float], seconds: float, failures: int = 0) -> Load:
    """`times` of requests that were answered within `seconds` of load."""
    ordered = sorted(times)

    def at(share: float) -> float:
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    return Load(at(0.5), at(0.99), len(ordered) / seconds, len(ordered), failures)


def load(
    port: int,
    requests: Requests,
    clients: int,
    seconds: float,
    *,
    pace: float = 0,
    heard: Heard | None = None,
) -> Load:
    """Let `clients` connections send their requests for `seconds`. Raises when an answer says an error.

    `pace`: seconds that a client waits before a request, about. `heard` is told every answer.
    """
    result, failures = asyncio.run(_load(port, requests, clients, seconds, pace, heard))
    if failures:
        first = failures[0]
        raise RuntimeError(f"{len(failures)} answers failed, the first: {first.status} {first.body[:500]!r}")
    return result


def one_after_another(port: int, sent: Request, times: int) -> tuple[float, Answer]:
    """The median time of one request in milliseconds, and its answer."""

    async def run() -> tuple[float, Answer]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
        taken = []
        for _ in range(times):
            start = time.perf_counter()
            answer = await _exchange(reader, writer, sent)
            taken.append(time.perf_counter() - start)
            if answer.status >= 400:
                raise RuntimeError(f"{answer.status}: {answer.body[:500]!r}")
        writer.close()
        return 1000 * sorted(taken)[len(taken) // 2], answer

    return asyncio.run(run())
