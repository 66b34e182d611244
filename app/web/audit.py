"""The audit log, for owners: who did what, to what, and when; filtered, page by page, or as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from app.core.problems import Problem
from app.features.audit import queries
from app.features.audit.models import AuditEvent
from app.features.audit.schemas import AuditFilter
from app.features.identity.permissions import Permission
from app.web.csv_file import csv_response
from app.web.desk import Desk, reads
from app.web.render import render

router = APIRouter(include_in_schema=False)

_COLUMNS = ("at", "who", "who_kind", "who_id", "action", "subject", "subject_kind", "subject_id", "details")


@dataclass(frozen=True)
class EventRow:
    at: datetime
    who: str
    kind: str
    action: str
    subject: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AuditLogPage:
    tab: str
    events: tuple[EventRow, ...]
    total: int
    people: tuple[tuple[str, str], ...]
    actions: tuple[tuple[str, str], ...]
    person: str
    action: str
    since: str
    until: str
    older: str  # address of the next page, "" on the last
    newest: str  # address of the first page, "" on the first
    download: str
    filtered: bool
    problems: tuple[Problem, ...] = ()


def in_words(action: str) -> str:
    """`member.role_changed`: Member, role changed."""
    subject, _, happened = action.partition(".")
    words = f"{subject}, {happened}" if happened else subject
    return (words[:1].upper() + words[1:]).replace("_", " ")


@router.get("/audit")
def audit_log(
    at: Desk = reads(Permission.AUDIT_READ),
    person: str = "",
    action: str = "",
    since: str = "",
    until: str = "",
    before: str = "",
) -> Response:
    wanted, problems = _filter(person, action, since, until)
    organisation = at.actor.organisation_id
    found = queries.page(at.session, organisation, wanted, at.actor.zone, before=before)
    asked = {"person": person, "action": action, "since": since, "until": until}
    asked = {name: value for name, value in asked.items() if value}
    people = queries.people(at.session, organisation)
    page = AuditLogPage(
        tab="audit",
        events=tuple(map(_row, found.events)),
        total=found.total,
        people=(("", "Everybody"), *((p.id, f"{p.name} (vendor)" if p.kind == "vendor" else p.name) for p in people)),
        actions=(("", "Everything"), *((name, in_words(name)) for name in queries.actions(at.session, organisation))),
        person=person,
        action=action,
        since=since,
        until=until,
        older=_address("/audit", {**asked, "before": found.older}) if found.older else "",
        newest=_address("/audit", asked) if before else "",
        download=_address("/audit.csv", asked),
        filtered=bool(asked),
        problems=tuple(problems),
    )
    return render(at.request, "buyer/audit.html", page, blocks=("events",), status=422 if problems else 200)


@router.get("/audit.csv")
def audit_file(
    at: Desk = reads(Permission.AUDIT_READ), person: str = "", action: str = "", since: str = "", until: str = ""
) -> Response:
    wanted, _ = _filter(person, action, since, until)
    events = queries.everything(at.session, at.actor.organisation_id, wanted, at.actor.zone)
    return csv_response(f"audit-{at.today.isoformat()}.csv", _COLUMNS, _lines(events))


def _lines(events: Iterator[AuditEvent]) -> Iterator[tuple[str, ...]]:
    for e in events:
        details = json.dumps(e.details, ensure_ascii=False, sort_keys=True) if e.details else ""
        yield (
            e.at.isoformat(), e.actor_name, e.actor_kind, e.actor_id, e.action, e.subject_name, e.subject_kind,
            e.subject_id, details,
        )  # fmt: skip


def _filter(person: str, action: str, since: str, until: str) -> tuple[AuditFilter, list[Problem]]:
    problems: list[Problem] = []

    def day(where: str, typed: str) -> date | None:
        try:
            return date.fromisoformat(typed) if typed else None
        except ValueError:
            message, remedy = "Give the day as year, month and day", "For example 2026-11-23."
            problems.append(Problem(code="DATE-FORM", where=where, message=message, remedy=remedy))
            return None

    return AuditFilter(person, action, day("since", since), day("until", until)), problems


def _row(event: AuditEvent) -> EventRow:
    return EventRow(
        at=event.at,
        who=event.actor_name,
        kind=event.actor_kind,
        action=in_words(event.action),
        subject=event.subject_name or event.subject_id,
        details=tuple(_flat(event.details)),
    )


def _flat(details: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in sorted(details.items()):
        label = f"{prefix}{name}".replace("_", " ")
        if isinstance(value, Mapping):
            yield from _flat(value, f"{label} ")
        else:
            yield label, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
