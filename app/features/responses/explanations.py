"""Explanations: what a vendor says about a difference that it was shown before it submitted.

They are saved like answers: each with its version, so that two people do not write over one another, and with every
earlier text kept. Which differences there are is found by the rules; the caller says which keys stand now.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from app.core.problems import Invalid, Problem
from app.core.response import Explanation
from app.core.wording import say
from app.features.audit import service as audit
from app.features.identity.schemas import VendorActor
from app.features.responses.models import ExplanationRow, ExplanationVersion
from app.features.responses.schemas import Draft

CODES = {
    "EXPLAIN-TOO-LONG": "An explanation is longer than its field keeps.",
    "EXPLAIN-CHARACTER": "An explanation holds an invisible control character.",
    "EXPLAIN-CONFLICT": "Somebody else saved another explanation meanwhile; both are kept and shown.",
    "EXPLAIN-GONE": "The difference is no longer there: an answer or a document has changed, or was put right.",
}
LONGEST = 4_000  # as app.core.response.Explanation
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Stored:
    """The explanation of one finding, as it is."""

    text: str
    version: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """An explanation as it comes in, and the version that the person had seen (0: none)."""

    finding: str
    text: str
    seen: int


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did. Nothing was written over `conflicts`, and nothing kept about `gone`."""

    conflicts: Mapping[str, Stored]
    gone: frozenset[str]


def parse(finding: str, typed: str, seen: str) -> Given:
    """What a form says about one finding. Raises Invalid with an EXPLAIN-* problem whose place is the finding's key."""
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > LONGEST:
        message = say("This has %(text)s characters; %(longest)s are possible.", text=len(text), longest=LONGEST)
        raise Invalid([Problem(code="EXPLAIN-TOO-LONG", where=finding, message=message, remedy=say("Shorten it."))])
    if _CONTROL.search(text):
        message = say("This holds an invisible control character.")
        remedy = say("Paste it again as plain text.")
        raise Invalid([Problem(code="EXPLAIN-CHARACTER", where=finding, message=message, remedy=remedy)])
    return Given(finding, text, int(seen) if re.fullmatch(r"[0-9]{1,9}", seen) else 0)


def stored(session: Session, response_id: str) -> dict[str, Stored]:
    """Every explanation of a response by the key of its finding. The caller has loaded the response for its actor."""
    rows = session.exec(select(ExplanationRow).where(ExplanationRow.response_id == response_id))
    return {r.finding: Stored(r.text, r.version, r.by, r.at) for r in rows}


def of_findings(kept: Mapping[str, Stored], standing: Collection[str]) -> tuple[Explanation, ...]:
    """Those that speak of a finding that stands, as the rules read them and as they are signed."""
    return tuple(
        Explanation(finding=key, text=kept[key].text, by=kept[key].by)
        for key in sorted(standing)
        if key in kept and kept[key].text
    )


def save(
    session: Session,
    actor: VendorActor,
    draft: Draft,
    given: Collection[Given],
    standing: Mapping[str, Collection[str]],
    now: datetime,
) -> Saved:
    """Keep explanations of a draft whose row the caller has locked; `standing` are the keys of the findings there are,
    with the questions that each is about.

    What equals what is there changes nothing. Raises Closed; while the buyer asks about some questions, for findings
    about others.
    """
    if not draft.clarifying:
        draft.require_writable()
    if given:
        actor.require_whole()
    current = stored(session, draft.response_id)
    conflicts: dict[str, Stored] = {}
    gone: set[str] = set()
    for one in given:
        before = current.get(one.finding)
        if one.text == (before.text if before else ""):
            continue
        if one.finding not in standing:
            gone.add(one.finding)
        elif (before.version if before else 0) != one.seen:
            if before is not None:
                conflicts[one.finding] = before
        else:
            if draft.clarifying and draft.reopened.isdisjoint(standing[one.finding]):
                draft.require_writable(*standing[one.finding])
            _write(session, actor, draft, one, before, now)
    return Saved(conflicts, frozenset(gone))


def _write(
    session: Session, actor: VendorActor, draft: Draft, given: Given, before: Stored | None, now: datetime
) -> None:
    fields: dict[str, Any] = {
        "response_id": draft.response_id, "finding": given.finding, "text": given.text,
        "version": before.version + 1 if before else 1, "by": actor.name[:200], "at": now,
    }  # fmt: skip
    session.merge(ExplanationRow(**fields))
    session.add(ExplanationVersion(**fields))
    session.flush()
    action = "difference.explained" if given.text else "difference.explanation_withdrawn"
    audit.record(session, actor, action, kind="response", subject=draft.response_id, now=now, about=given.finding)
