"""Asking other servers, carefully: named hosts only, one question at a time, patiently, and never twice for the same.

Off unless the operator names a register (`app.infra.registers`). Only origins from the settings are asked, a redirect
is an error, and an answer is read up to a limit: whatever an address says, no other machine of the network is reached.
Answers are kept for a while, and turns are taken, in tables, so that several processes are one polite client.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256

import httpx
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel, col

from app.core.problems import Problem
from app.infra.clock import Clock
from app.infra.db import Database, UtcDateTime

CODES = {
    "REGISTER-HOST": "The address is on a host that the settings do not name.",
    "REGISTER-UNREACHABLE": "The register could not be reached.",
    "REGISTER-SLOW": "The register did not answer in time.",
    "REGISTER-REDIRECT": "The register sent us to another address.",
    "REGISTER-BUSY": "The register asks to wait.",
    "REGISTER-REFUSED": "The register refused the question.",
    "REGISTER-ERROR": "The register reports an error of its own.",
    "REGISTER-HUGE": "The answer is larger than is read.",
}

LARGEST = 2_000_000  # bytes, unpacked
PAUSE = timedelta(seconds=1)  # between two questions to one host, of all processes together
PATIENCE = 20.0  # seconds that one turn, or what a server asks to wait, may take
TRIES = 3
BACK_OFF = (1.0, 3.0)  # seconds before the second and the third try
_SECONDS = httpx.Timeout(10.0, connect=5.0)
_LONGEST = 30.0  # seconds for one answer, however slowly it drips


class HttpAnswerRow(SQLModel, table=True):
    """An answer that need not be asked for again for a while."""

    __tablename__ = "http_answer"

    key: str = Field(primary_key=True, max_length=64)  # SHA-256 of the address and what was accepted
    url: str
    status: int
    body: bytes = Field(sa_type=sa.LargeBinary)
    fetched_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class HttpTurn(SQLModel, table=True):
    """When a host may be asked next."""

    __tablename__ = "http_turn"

    origin: str = Field(primary_key=True, max_length=300)
    free_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class Answer:
    url: str
    status: int  # 200 or 404
    body: bytes
    fetched_at: datetime

    @property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()


class NoAnswer(Exception):
    """What was asked was not answered; `problem` says why, for people."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.problem = Problem(code=code, where="", message=message, remedy=remedy)


def origin_of(url: str) -> str:
    """Scheme, host and port, as they are compared."""
    parts = httpx.URL(url)
    return f"{parts.scheme}://{parts.netloc.decode()}".casefold()


class Client:
    """Asks with GET. One for a process; `origins` are all it will ever speak to."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        origins: Iterable[str],
        *,
        agent: str,
        proxy: str = "",
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._database, self._clock, self._sleep = database, clock, sleep
        self._origins = frozenset(origins)
        self._agent, self._proxy = agent, proxy

    def get(self, url: str, *, accept: str, keep: timedelta) -> Answer:
        """The answer to an address, at most `keep` old. Raises NoAnswer; a 404 is an answer."""
        origin = origin_of(url)
        if origin not in self._origins:
            raise NoAnswer("REGISTER-HOST", f"{origin} is not in the settings.", "Ask whoever runs the service.")
        key = sha256(f"{accept} {url}".encode()).hexdigest()
        known = self._kept(key)
        if known is not None:
            return known
        answer = self._asked(url, origin, accept)
        self._keep(key, answer, keep)
        return answer

    def _asked(self, url: str, origin: str, accept: str) -> Answer:
        failed: NoAnswer | None = None
        for attempt in range(TRIES):
            if attempt:
                self._sleep(BACK_OFF[attempt - 1])
            self._take_turn(origin)
            try:
                return self._try(url, origin, accept)
            except _Again as again:
                failed = again.failed
                if again.wait is not None:
                    self._postpone(origin, again.wait)
        assert failed is not None
        raise failed

    def _try(self, url: str, origin: str, accept: str) -> Answer:
        host = origin.split("://")[1]
        headers = {"User-Agent": self._agent, "Accept": accept}
        try:
            with (
                httpx.Client(
                    timeout=_SECONDS, follow_redirects=False, trust_env=False, proxy=self._proxy or None
                ) as client,
                client.stream("GET", url, headers=headers) as response,
            ):
                self._judge(response, host)
                return Answer(url, response.status_code, _read(response, host), self._clock())
        except httpx.TimeoutException:
            raise _Again(_slow(host)) from None
        except httpx.HTTPError as error:
            what = f"{host} could not be reached ({type(error).__name__})."
            remedy = (
                "Try again later. If it stays so, ask whoever runs the service to look at the address and the network."
            )
            raise _Again(NoAnswer("REGISTER-UNREACHABLE", what, remedy)) from None

    def _judge(self, response: httpx.Response, host: str) -> None:
        status = response.status_code
        if status in (200, 404):
            return
        if 300 <= status < 400:
            remedy = "Ask whoever runs the service to look whether the register has moved."
            raise NoAnswer("REGISTER-REDIRECT", f"{host} sent us to another address, and we do not follow.", remedy)
        if status in (429, 503):
            wait = _wait(response.headers.get("Retry-After", ""), self._clock())
            told = f" for {round(wait)} seconds" if wait else ""
            raise _Again(NoAnswer("REGISTER-BUSY", f"{host} asks to wait{told}.", "Try again after that."), wait)
        if status >= 500:
            remedy = "Nothing is wrong on your side. Try again later."
            raise _Again(NoAnswer("REGISTER-ERROR", f"{host} reports an error of its own ({status}).", remedy))
        remedy = "Ask whoever runs the service to look at the address in the settings."
        raise NoAnswer("REGISTER-REFUSED", f"{host} refused the question ({status}).", remedy)

    def _take_turn(self, origin: str) -> None:
        """Wait until this host may be asked. Raises NoAnswer when that is further away than anybody should wait."""
        now = self._clock()
        turn = self._book(origin, now)
        wait = (turn - now).total_seconds()
        if wait > PATIENCE:
            host = origin.split("://")[1]
            raise NoAnswer("REGISTER-BUSY", f"{host} asked us to wait until {turn:%H:%M} UTC.", "Try again after that.")
        if wait > 0:
            self._sleep(wait)

    def _book(self, origin: str, now: datetime) -> datetime:
        for _ in range(2):  # two processes may want to be the first that asks a host
            try:
                with self._database.writing() as session:
                    row = session.get(HttpTurn, origin, with_for_update=True)
                    turn = max(now, row.free_at) if row else now
                    if (turn - now).total_seconds() <= PATIENCE:
                        row = row or HttpTurn(origin=origin, free_at=turn)
                        row.free_at = turn + PAUSE
                        session.add(row)
                    return turn
            except IntegrityError:
                continue
        return now

    def _postpone(self, origin: str, seconds: float) -> None:
        until = self._clock() + timedelta(seconds=seconds)
        with self._database.writing() as session:
            row = session.get(HttpTurn, origin, with_for_update=True)
            if row is not None and row.free_at < until:
                row.free_at = until
                session.add(row)

    def _kept(self, key: str) -> Answer | None:
        with self._database.reading() as session:
            row = session.get(HttpAnswerRow, key)
            if row is None or row.expires_at <= self._clock():
                return None
            return Answer(row.url, row.status, row.body, row.fetched_at)

    def _keep(self, key: str, answer: Answer, keep: timedelta) -> None:
        now = self._clock()
        with self._database.writing() as session:
            gone = sa.or_(col(HttpAnswerRow.expires_at) <= now, col(HttpAnswerRow.key) == key)
            session.execute(sa.delete(HttpAnswerRow).where(gone))
            session.merge(
                HttpAnswerRow(
                    key=key, url=answer.url, status=answer.status, body=answer.body, fetched_at=answer.fetched_at,
                    expires_at=now + keep,
                )
            )  # fmt: skip


class _Again(Exception):
    """Worth another try, perhaps after `wait` seconds; `failed` is what is told when there is none left."""

    def __init__(self, failed: NoAnswer, wait: float | None = None) -> None:
        self.failed, self.wait = failed, wait


def _read(response: httpx.Response, host: str) -> bytes:
    """The body, unpacked as it comes and never further than the limit."""
    until = time.monotonic() + _LONGEST
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        size += len(part)
        if size > LARGEST:
            remedy = "Ask whoever runs the service to look at the address: a single entry is expected there."
            raise NoAnswer("REGISTER-HUGE", f"The answer of {host} is larger than {LARGEST // 1_000_000} MB.", remedy)
        if time.monotonic() > until:
            raise _Again(_slow(host))
        parts.append(part)
    return b"".join(parts)


def _slow(host: str) -> NoAnswer:
    return NoAnswer(
        "REGISTER-SLOW", f"{host} did not answer in time.", "Nothing is wrong on your side. Try again later."
    )


def _wait(said: str, now: datetime) -> float | None:
    """Seconds of a Retry-After header, which gives seconds or a moment (RFC 9110, 10.2.3)."""
    if said.strip().isdigit():
        return min(float(said), 86_400.0)
    try:
        at = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return None
    return max(0.0, min((at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds(), 86_400.0))
