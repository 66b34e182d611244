"""200 vendors answer at once for a minute, and then every save that was acknowledged is looked for in the database.

Each vendor is somewhere else in 300 questions, goes from one to the next, opens each section it comes to, and gives
other values when it comes by again. Once at the pace of busy people, an answer every few seconds; and once as fast as
the server answers, which no people do: that is where errors and lost answers would show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session, col, select

from app.features.responses.models import AnswerRow, AnswerVersion, ResponseRow
from app.infra.db import Database
from tests.bench import world as worlds
from tests.bench.client import Answer, Request, load, request
from tests.bench.world import World

VENDORS = 200


@dataclass(frozen=True)
class Save:
    invitation: str
    question: str
    version: int
    value: Any


@dataclass
class Crowd:
    """What was sent and acknowledged, and what the database says of it."""

    world: World
    acknowledged: list[Save] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)  # seconds each took
    pages: list[float] = field(default_factory=list)
    _versions: dict[tuple[str, str], int] = field(default_factory=dict)
    _waiting: dict[int, Save] = field(default_factory=dict)  # client -> the save that is on its way

    def answer(self, port: int, database: Database, seconds: float, pace: float) -> None:
        """`pace`: seconds between an answer and the next of the same vendor, about; 0: none."""
        with database.reading() as session:
            self._versions = {(i, row.question_id): row.version for i, row in _rows(session, AnswerRow)}
        load(port, self._requests, VENDORS, seconds, pace=pace, heard=self._heard)

    def _requests(self, client: int) -> Iterator[Request]:
        desk = self.world.desks[client]
        cookie = f"cs_vendor={desk.cookie}"
        asked = list(enumerate(self.world.question_ids))
        begins = client * len(asked) // VENDORS  # each is somewhere else
        while True:
            for number, question in asked[begins:] + asked[:begins]:
                if number % 20 == 0:
                    section = self.world.section_ids[number // 20]
                    yield request("GET", f"/v/{desk.invitation}/sections/{section}", cookie=cookie)
                if number % 10 == 7:  # asked under a condition
                    continue
                version = self._versions.get((desk.invitation, question), 0)
                text = worlds.value_of(number, version)
                value = int(text) if number % 6 == 4 else text
                self._waiting[client] = Save(desk.invitation, question, version + 1, value)
                fields = {f"{question}:version": version, f"{question}:value": text}
                yield request(
                    "POST", f"/v/{desk.invitation}/answers/{question}", cookie=cookie,
                    body=urlencode(fields).encode(), partial=True,
                )  # fmt: skip

    def _heard(self, client: int, answer: Answer, took: float) -> None:
        save = self._waiting.pop(client, None)
        (self.pages if save is None else self.saves).append(took)
        if save is not None and answer.status == 200:
            self.acknowledged.append(save)
            self._versions[save.invitation, save.question] = save.version

    def differences(self, database: Database) -> list[str]:
        """Acknowledged saves that the database does not have, answers that are not the last ones acknowledged, and
        responses that count something else. Empty when nothing was lost."""
        with database.reading() as session:
            kept = {(i, v.question_id, v.version): v.value for i, v in _rows(session, AnswerVersion)}
            now = {(i, a.question_id): (a.version, a.value) for i, a in _rows(session, AnswerRow)}
            counted = dict(session.exec(select(ResponseRow.invitation_id, ResponseRow.answered)).all())
        found = []
        last: dict[tuple[str, str], Save] = {}
        for save in self.acknowledged:
            if (said := kept.get((save.invitation, save.question, save.version))) != save.value:
                found.append(f"acknowledged {save}, kept {said!r}")
            last[save.invitation, save.question] = save
        for key, save in last.items():
            if now.get(key) != (save.version, save.value):
                found.append(f"last acknowledged {save}, is {now.get(key)}")
        for desk in self.world.desks:
            given = sum(1 for invitation, _ in now if invitation == desk.invitation)
            if counted[desk.invitation] != given:
                found.append(f"{desk.invitation} has {given} answers and counts {counted[desk.invitation]}")
        return found


def _rows(session: Session, table: type[Any]) -> Iterator[tuple[str, Any]]:
    """Rows of answers with the invitation they belong to."""
    joined = select(ResponseRow.invitation_id, table).join(table, col(table.response_id) == col(ResponseRow.id))
    yield from session.exec(joined).all()
