"""The "lookup" job: a register is asked, and what it answered is written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.core.problems import Problem
from app.features.identity import queries as identity
from app.features.registers.models import LookupRow, LookupState
from app.features.registers.schemas import GLEIF
from app.features.vendors.models import VendorRow
from app.infra.clock import Clock
from app.infra.db import Database
from app.infra.http import NoAnswer
from app.infra.jobs import Performer
from app.infra.registers import Registers, configured, gleif

CODES = {"REGISTER-GONE": "The register is no longer in the settings."}

Rescore = Callable[[Session, str, str, datetime], None]  # organisation's id, response's id, now


def performer(registers: Callable[[], Registers], clock: Clock, rescore: Rescore) -> Performer:
    """Asks one register. A register that fails is told to people at once, who may ask again: nobody wants to wait for
    the sixth try of a job. A look-up that is answered already is left alone."""

    def perform(database: Database, payload: Mapping[str, Any], key: str) -> Callable[[Session], None] | None:
        lookup_id = str(payload["lookup"])
        with database.reading() as session:
            row = session.get(LookupRow, lookup_id)
            if row is None or row.state != LookupState.WAITING:
                return None
            vendor = session.get(VendorRow, row.vendor_id)
        assert vendor is not None
        try:
            found = _ask(registers(), row, vendor)
        except NoAnswer as failed:
            return _failed(lookup_id, failed.problem)
        now = clock()

        def write(session: Session) -> None:
            answered = session.get(LookupRow, lookup_id, with_for_update=True)
            if answered is None or answered.state != LookupState.WAITING:
                return
            for name, value in found.items():
                setattr(answered, name, value)
            zone = ZoneInfo(identity.organisation(session, answered.organisation_id).timezone)
            answered.state, answered.on = LookupState.ANSWERED, now.astimezone(zone).date()
            session.add(answered)
            session.flush()
            if answered.certificate_id and answered.response_id:
                rescore(session, answered.organisation_id, answered.response_id, now)

        return write

    return perform


def given_up(session: Session, payload: Mapping[str, Any], error: str) -> None:
    """Something nobody foresaw, again and again: the person who asked learns that there is no answer."""
    problem = Problem(
        code="UNEXPECTED", where="", message="The register could not be asked.",
        remedy="Look it up by hand. Whoever runs the service finds the reason in the log.",
    )  # fmt: skip
    _failed(str(payload["lookup"]), problem)(session)


def _ask(registers: Registers, row: LookupRow, vendor: VendorRow) -> dict[str, Any]:
    """The columns that the answer fills. Raises NoAnswer."""
    if row.register_id == GLEIF:
        if not registers.gleif:
            raise _gone(row)
        answer = gleif.ask(
            registers.client, registers.gleif, row.asked_for, number=vendor.registration_number, country=vendor.country
        )
        return {
            "answer": "found" if answer.found else "not found",
            "words": "; ".join(f"{e.legal_name} ({e.lei})" for e in answer.found),
            "link": answer.url[:1000],
            "digest": answer.digest,
            "entities": [e.model_dump(mode="json") for e in answer.found],
        }
    register = registers.certificate_register(row.register_id)
    if register is None:
        raise _gone(row)
    seen = configured.ask(registers.client, register, row.asked_for)
    return {"answer": seen.answer, "words": seen.words, "digest": seen.digest, "link": row.link or seen.url[:1000]}


def _gone(row: LookupRow) -> NoAnswer:
    return NoAnswer(
        "REGISTER-GONE", f"{row.register_name} is no longer in the settings.", "Ask whoever runs the service."
    )


def _failed(lookup_id: str, problem: Problem) -> Callable[[Session], None]:
    def write(session: Session) -> None:
        row = session.get(LookupRow, lookup_id, with_for_update=True)
        if row is not None and row.state == LookupState.WAITING:
            row.state, row.problem = LookupState.FAILED, problem.model_dump(mode="json")
            session.add(row)

    return write
