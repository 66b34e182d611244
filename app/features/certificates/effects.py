"""The "read" job: a file becomes facts that wait for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from sqlmodel import Session

from app.core.certificates.read.model import Reading
from app.core.problems import Problem
from app.features.certificates import reading
from app.infra.clock import Clock
from app.infra.content import reference
from app.infra.db import Database
from app.infra.jobs import OnFailure, Performer
from app.infra.reading import Limits, Unreadable, read_file
from app.infra.seals import load_roots
from app.infra.settings import Settings
from app.infra.storage import Storage

Read = Callable[[BinaryIO, str], Reading]  # a file and its media type; raises CannotBeRead


class CannotBeRead(Exception):
    """The file is not one that can be read: final, and a person is told why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def reader(settings: Settings) -> Read:
    """The reader of files, in a guarded process of its own for each."""
    limits, roots = Limits.of(settings), load_roots(settings.trust_list)

    def read(file: BinaryIO, media_type: str) -> Reading:
        try:
            return read_file(file, media_type, reference(), limits, roots=roots)
        except Unreadable as error:
            raise CannotBeRead(error.problem) from error

    return read


def performer(storage: Storage, clock: Clock, read: Read) -> Performer:
    """Reads one file, with no transaction open meanwhile. Whatever else `read` raises is tried again later."""

    def perform(database: Database, payload: Mapping[str, Any], key: str) -> Callable[[Session], None] | None:
        reading_id = str(payload["reading"])
        with database.writing() as session:
            begun = reading.started(session, reading_id)
        if begun is None:
            return None
        _, file = begun
        try:
            with storage.open(file.sha256) as content:
                result = read(content, file.media_type)
        except CannotBeRead as cannot:
            problem = cannot.problem
            return lambda session: reading.fail(session, reading_id, problem, clock())
        return lambda session: reading.finish(session, reading_id, result, clock())

    return perform


def given_up(clock: Clock) -> OnFailure:
    """The last try ended without a result: the vendor is told, where it waits."""

    def tell(session: Session, payload: Mapping[str, Any], error: str) -> None:
        reading.give_up(session, str(payload["reading"]), clock())

    return tell
