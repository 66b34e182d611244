"""The "score" job: a submission becomes a scorecard. The "rescore" job: it becomes another, by another policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from app.features.identity.schemas import SystemActor
from app.features.responses.models import Submission
from app.features.scorecards import service
from app.infra.clock import Clock
from app.infra.content import reference
from app.infra.db import Database
from app.infra.jobs import Performer


def performer(clock: Clock) -> Performer:
    def score(database: Database, payload: Mapping[str, Any], key: str) -> Callable[[Session], None]:
        def write(session: Session) -> None:
            submission_id = str(payload["submission_id"])
            owner = session.exec(select(Submission.organisation_id).where(Submission.id == submission_id)).one()
            service.compute(session, SystemActor(owner), submission_id, reference(), now=clock())

        return write

    return score


def rescorer(clock: Clock) -> Performer:
    def score(database: Database, payload: Mapping[str, Any], key: str) -> Callable[[Session], None]:
        def write(session: Session) -> None:
            rescore(session, str(payload["organisation_id"]), str(payload["response_id"]), clock())

        return write

    return score


def rescore(session: Session, organisation_id: str, response_id: str, now: datetime) -> None:
    """What another feature's job calls when it has learned something about a response."""
    service.rescore(session, organisation_id, response_id, reference(), now=now)
