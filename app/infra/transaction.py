"""One request, one transaction, committed before the answer is sent.

`scope="function"` makes FastAPI leave the dependency before it sends the response; an ordinary `yield` dependency
commits after, and a failed commit would follow a "Saved" that the person has already read.

Requests wait for their turn without a thread: for a place among the connections of the pool, and on SQLite the writers
for one another too, first come, first served. Waiting inside the thread pool would starve those who hold what is waited
for: a request keeps its connection from its first step to its last, and needs a thread for each of them.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from app.infra.db import Database


class Transactions:
    """The sessions of one process's requests: a plain one for reading, a queued one for writing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock() if database.on_sqlite else None
        self._places = asyncio.Semaphore(database.pool_size)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Session]:
        async with self._places:
            session = self._database.read_session()
            try:
                yield session
            finally:
                await self._close(session)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Session]:
        async with AsyncExitStack() as stack:
            if self._turn is not None:
                await stack.enter_async_context(self._turn)
            await stack.enter_async_context(self._places)
            session = self._database.write_session()
            try:
                yield session
                await run_in_threadpool(session.commit)
            finally:
                await self._close(session)

    async def _close(self, session: Session) -> None:
        """Without a connection (it went back to the pool at commit) there is nothing to wait for, and giving up a
        transaction of SQLite takes microseconds: a trip to another thread would cost more than either."""
        if self._database.on_sqlite or not session.in_transaction():
            session.close()
        else:
            await run_in_threadpool(session.close)


async def _reading(request: Request) -> AsyncIterator[Session]:
    async with request.app.state.transactions.reading() as session:
        yield session


async def _writing(request: Request) -> AsyncIterator[Session]:
    async with request.app.state.transactions.writing() as session:
        yield session


ReadSession = Annotated[Session, Depends(_reading, scope="function")]
WriteSession = Annotated[Session, Depends(_writing, scope="function")]
