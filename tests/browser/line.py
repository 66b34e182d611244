"""The line between a browser and the server, which tests make slow and cut."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from socket import SO_RCVBUF, SOL_SOCKET, create_server
from urllib.parse import urlsplit

_PIECE = 1 << 16  # bytes
_PAUSE = 0.04  # seconds after each piece, on a slow line: 1.6 MB a second


class Line:
    """Takes connections at `url` and hands on what is said, both ways."""

    def __init__(self, server: str) -> None:
        there = urlsplit(server)
        self._there = (there.hostname or "", there.port or 80)
        self._listening = create_server(("127.0.0.1", 0))
        self._listening.setsockopt(SOL_SOCKET, SO_RCVBUF, _PIECE)  # else the system takes in megabytes ahead
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.slow = False
        self._open: set[asyncio.StreamWriter] = set()
        self._cut = False
        self._loop = asyncio.new_event_loop()

    def cut(self) -> None:
        """Every connection breaks, and no other comes about until `mend`."""
        self._cut = True
        asyncio.run_coroutine_threadsafe(self._drop(), self._loop).result(5)

    def mend(self) -> None:
        self._cut = False
        self.slow = False

    async def _drop(self) -> None:
        for writer in tuple(self._open):
            writer.transport.abort()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._cut:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(*self._there)
        ends = {writer, far_writer}
        self._open |= ends
        with suppress(OSError):
            await asyncio.gather(self._hand_on(reader, far_writer, True), self._hand_on(far_reader, writer, False))
        self._open -= ends

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, upwards: bool) -> None:
        with closing(writer):
            while piece := await reader.read(_PIECE):
                writer.write(piece)
                await writer.drain()
                if self.slow and upwards:
                    await asyncio.sleep(_PAUSE)

    @contextmanager
    def up(self) -> Iterator[Line]:
        done = asyncio.Event()
        thread = threading.Thread(target=self._run, args=(done,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(done.set)
            thread.join(5)

    def _run(self, done: asyncio.Event) -> None:
        async def serve() -> None:
            async with await asyncio.start_server(self._take, sock=self._listening, limit=_PIECE):
                await done.wait()
                await self._drop()

        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:  # ends the connections with the loop
            runner.run(serve())
