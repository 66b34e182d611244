"""A crowd comes at once: more requests than there are connections and threads, and everyone is served."""

from __future__ import annotations

import asyncio
from typing import Annotated

import anyio.to_thread
import httpx
import pytest
import sqlalchemy as sa
from fastapi import Depends, FastAPI

from app.infra.db import Database
from app.infra.transaction import ReadSession, Transactions, WriteSession

THREADS, CONNECTIONS, CROWD = 2, 2, 40


def _looked(session: ReadSession) -> int:
    return int(session.execute(sa.text("SELECT 1")).scalar_one())


def _wrote(session: WriteSession) -> int:
    return int(session.execute(sa.text("SELECT 1")).scalar_one())


@pytest.mark.parametrize("path", ["/read", "/write"])
def test_nobody_waits_for_a_thread_while_holding_what_the_threads_wait_for(database: Database, path: str) -> None:
    """Each request takes its connection in one thread and goes on in another, as pages do."""
    small = Database(database.url.render_as_string(hide_password=False), pool_size=CONNECTIONS)
    app = FastAPI()
    app.state.transactions = Transactions(small)

    @app.get("/read")
    def read(one: Annotated[int, Depends(_looked)]) -> int:
        return one

    @app.get("/write")
    def write(one: Annotated[int, Depends(_wrote)]) -> int:
        return one

    async def crowd() -> list[int]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://crowd.example") as client:
            answers = await asyncio.gather(*(client.get(path) for _ in range(CROWD)))
        return [answer.status_code for answer in answers]

    try:
        assert asyncio.run(asyncio.wait_for(crowd(), timeout=20)) == [200] * CROWD
    finally:
        small.dispose()
