"""One request, one transaction, committed before the answer is sent.

`scope="function"` makes FastAPI leave the dependency before it sends the response; an ordinary `yield` dependency
commits after, and a failed commit would follow a "Saved" that the person has already read.

On SQLite the writers of this process wait for one another on an asyncio lock: first come, first served, and no
thread is held while waiting. (Waiting inside the thread pool would starve the one request that holds the lock.)
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

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Session]:
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
