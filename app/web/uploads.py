"""Receiving a file, and giving one out.

A body is received before a transaction is begun: a large file on a slow line takes minutes, and on SQLite one open
writing transaction would keep every other answer waiting. Who may send it is asked first, in a short reading session
of its own, so that a stranger's bytes are not taken in; and again in the transaction that says what the file is for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO
from urllib.parse import quote

from fastapi import HTTPException, Request
from fastapi.responses import StreamingResponse
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from app.core.problems import Invalid, Problem
from app.core.wording import say
from app.features.campaigns import queries as campaigns
from app.features.errors import Closed
from app.features.identity.schemas import VendorActor
from app.features.responses import evidence
from app.features.responses.evidence import Received, Room
from app.features.responses.models import EvidenceFile
from app.infra.files import TAKEN, FileType, download_name, shown_name
from app.infra.storage import Storage
from app.web.desk import VENDOR_COOKIE, services

_FORM_ROOM = 100_000  # bytes: the other fields of the form, and the lines between the parts
_PATIENCE = 3600.0  # seconds for one body
_CHUNK = 1 << 18

# A browser shows an answer only once it has sent all of its body. A file that will not be kept is therefore read to its
# end, and thrown away, up to this many times the limit.
_READ_AND_THROWN_AWAY = 8

MayReceive = Callable[[Session, VendorActor, datetime, int], int]  # total limit -> room left, in bytes


@dataclass(frozen=True)
class Upload:
    """What came in: a file that is kept, or the problems with it. Other fields of the form by name."""

    file: Received | None
    problems: tuple[Problem, ...]
    fields: Mapping[str, str]


async def receive(request: Request, invitation_id: str, may: MayReceive) -> Upload:
    """Receive the field `file` of a multipart form. Raises what `may` raises before the body is read, NotFound for a
    stranger, and HTTPException for a body that is no such form or has no end."""
    at = services(request)
    limit = at.settings.evidence_max_mb * 1_000_000
    try:
        room = await _let_in(request, invitation_id, may)
    except (Closed, Invalid):
        await _throw_away(request, limit)
        raise
    try:
        async with asyncio.timeout(_PATIENCE):
            form = await MultiPartParser(
                request.headers, _body(request, limit + _FORM_ROOM), max_files=1, max_fields=20, max_part_size=10_000
            ).parse()
    except _TooLarge:
        return Upload(None, (evidence.too_large(limit),), {})
    except TimeoutError:
        raise HTTPException(408) from None
    except (MultiPartException, KeyError, ClientDisconnect):
        raise HTTPException(400) from None
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    part = form.get("file")
    try:
        if not isinstance(part, UploadFile) or (not part.filename and not part.size):
            return Upload(None, (_missing(),), fields)
        name = (part.filename or "").replace("%22", '"')  # as browsers write a quotation mark in a form
        keep = partial(evidence.receive, at.storage, name, part.file, limit, room)
        return Upload(await run_in_threadpool(keep), (), fields)
    except Invalid as invalid:
        return Upload(None, invalid.problems, fields)
    finally:
        await form.close()


async def receive_bytes(request: Request, invitation_id: str, may: MayReceive, limit: int) -> tuple[bytes, str]:
    """The field `file` of a multipart form and its name, for a file that is read and not kept. Raises as `receive`,
    and Invalid when there is none or it is larger than `limit`."""
    try:
        await _let_in(request, invitation_id, may)
    except (Closed, Invalid):
        await _throw_away(request, limit)
        raise
    try:
        async with asyncio.timeout(_PATIENCE):
            form = await MultiPartParser(
                request.headers, _body(request, limit + _FORM_ROOM), max_files=1, max_fields=5, max_part_size=10_000
            ).parse()
    except _TooLarge:
        raise Invalid([evidence.too_large(limit)]) from None
    except TimeoutError:
        raise HTTPException(408) from None
    except (MultiPartException, KeyError, ClientDisconnect):
        raise HTTPException(400) from None
    part = form.get("file")
    try:
        if not isinstance(part, UploadFile) or not part.filename:
            raise Invalid([_missing()])
        return await part.read(), shown_name(part.filename)
    finally:
        await form.close()


async def _let_in(request: Request, invitation_id: str, may: MayReceive) -> Room:
    at = services(request)
    total = at.settings.response_max_mb * 1_000_000
    token, now = request.cookies.get(VENDOR_COOKIE, ""), at.clock()

    def ask(session: Session) -> int:
        return may(session, campaigns.actor_of_session(session, invitation_id, token, now), now, total)

    async with request.app.state.transactions.reading() as session:
        left = await run_in_threadpool(ask, session)
    return Room(total, left)


async def _throw_away(request: Request, limit: int) -> None:
    with suppress(_TooLarge):
        async for _ in _body(request, limit):
            pass


class _TooLarge(Exception):
    pass


async def _body(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    """The body, until it is larger than `limit`. A connection that breaks raises ClientDisconnect, and the parser
    closes, and so deletes, what it had of the file."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= limit:
            yield chunk
        elif size > _READ_AND_THROWN_AWAY * limit:
            raise HTTPException(413)
    if size > limit:
        raise _TooLarge


def _missing() -> Problem:
    return Problem(
        code="FILE-MISSING",
        where="file",
        message=say("Choose a file first."),
        remedy=say("A %(taken)s file from your computer.", taken=TAKEN),
    )


def attachment(storage: Storage, file: EvidenceFile) -> StreamingResponse:
    """A file to be saved, never to be shown inside the app's origin."""
    name = download_name(file.name, FileType(file.media_type))
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    return StreamingResponse(
        _read(storage.open(file.sha256)),
        media_type=file.media_type,
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Length": str(file.size),
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )


def _read(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
