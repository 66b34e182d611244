"""Why the figures are others than last time: any two scorecards of one response, change by change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.core.questionnaire.model import Questionnaire
from app.core.scoring.causes import Cause
from app.core.scoring.changes import Change, What, changes, total
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign
from app.features.errors import NotFound
from app.features.identity.permissions import Permission
from app.features.questionnaires.queries import load_release
from app.features.responses import queries as responses
from app.features.scorecards import queries
from app.features.scorecards.schemas import Kept, Past
from app.features.vendors import queries as vendors
from app.features.vendors.models import VendorRow
from app.web.confidential import as_read
from app.web.desk import Desk, reads
from app.web.render import render
from app.web.reviewing import anchor

router = APIRouter(include_in_schema=False)

_MOST = 5  # changes that the scorecard itself shows

CAUSES: dict[Cause, str] = {
    "answer": "The vendor answered otherwise",
    "evidence": "Other evidence",
    "certificate": "A certificate",
    "judgement": "A reviewer’s judgement",
    "policy": "Another policy",
    "release": "Another release of the questionnaire",
    "reference": "Reference data",
    "day": "Another day",
    "status": "Submitted since",
    "engine": "Another version of the rules",
}

WHAT: dict[What, str] = {
    "basis": "What all of it rests on",
    "score": "Score",
    "weight": "Weight",
    "place": "Place in the sums",
    "claim": "What the answer is worth",
    "answer": "Words of the answer",
    "support": "Evidence",
    "credit": "What evidence counts for",
    "certificate": "Standing",
    "finding": "Finding",
    "flag": "Flag",
}


@dataclass(frozen=True)
class Line:
    change: Change
    label: str
    address: str = ""  # where it is explained, on the later scorecard; empty where it stands no more

    @property
    def what(self) -> str:
        return WHAT[self.change.what]

    @property
    def why(self) -> str:
        return CAUSES[self.change.why]

    @property
    def because(self) -> str:
        """Nothing where it would say the label again."""
        return "" if self.change.because == self.label else self.change.because


@dataclass(frozen=True)
class Since:
    """From one scorecard to a later one. The effects of all lines add up to what the overall scores moved by."""

    before: Past
    after: Past
    lines: tuple[Line, ...]
    claimed: float
    evidenced: float

    @property
    def first(self) -> tuple[Line, ...]:
        return self.lines[:_MOST]

    @property
    def rest(self) -> int:
        return len(self.lines) - len(self.first)


@dataclass(frozen=True)
class ChangesPage:
    kept: Kept
    campaign: Campaign
    vendor: VendorRow
    past: tuple[Past, ...]
    since: Since | None  # none for the first scorecard
    zone: object


@router.get("/scorecards/{scorecard_id}/changes")
def scorecard_changes(
    scorecard_id: str, since: Annotated[str, Query(max_length=26)] = "", at: Desk = reads(Permission.SCORECARDS_READ)
) -> Response:
    """`since` is the id of another scorecard of the same response; the one before this by default. Whichever is older
    comes first. Raises NotFound for a scorecard of another response."""
    kept = queries.scorecard(at.session, at.actor, scorecard_id)
    past = tuple(queries.past(at.session, at.actor, kept.response_id))
    other = next((p for p in past if p.id == since), None)
    if since and other is None:
        raise NotFound("scorecard")
    model = load_release(at.session, responses.response_for(at.session, at.actor, kept.response_id).release_id)
    page = ChangesPage(
        kept=kept,
        campaign=campaigns.campaign(at.session, at.actor, kept.campaign_id),
        vendor=vendors.vendor(at.session, at.actor, kept.vendor_id),
        past=past,
        since=_between(at, kept, other, past, model.questionnaire)
        if other
        else since_last(at, kept, past, model.questionnaire),
        zone=at.actor.zone,
    )
    return render(at.request, "buyer/scorecard_changes.html", page)


def since_last(at: Desk, kept: Kept, past: Sequence[Past], model: Questionnaire) -> Since | None:
    """From the scorecard before this one; none where this is the first."""
    before = next((p for p in past if p.number < kept.number), None)
    return _between(at, kept, before, past, model) if before else None


def _between(at: Desk, kept: Kept, other: Past, past: Sequence[Past], model: Questionnaire) -> Since:
    kept, there = (
        replace(k, scorecard=as_read(k.scorecard, model, at))
        for k in (kept, queries.scorecard(at.session, at.actor, other.id))
    )
    before, after = sorted((kept, there), key=lambda k: k.number)
    found = changes(before.scorecard, after.scorecard)
    by_id = {p.id: p for p in past}
    return Since(by_id[before.id], by_id[after.id], tuple(_lines(found, before, after, model)), *total(found))


def _lines(found: Iterable[Change], before: Kept, after: Kept, model: Questionnaire) -> Iterable[Line]:
    base = f"/scorecards/{after.id}"
    now = after.scorecard
    titles = {c.certificate: c.title for c in now.certificates}
    findings = {f.key: f for kept in (before, after) for f in kept.scorecard.findings}
    flags = {f.key: f for kept in (before, after) for f in kept.scorecard.flags}
    there = {f.key for f in now.findings}
    sections = {s.id: f"{number}. {s.title}" for number, s in enumerate(model.sections, 1)}

    def asked(question: str) -> str:
        return f"{model.numbers[question]} {model.by_id[question].ask}" if question in model.by_id else question

    for change in found:
        kind, _, name = change.path.partition(":")
        workings = f"{base}?of={quote(change.path, safe='')}#work-h"
        match kind:
            case "question":
                yield Line(change, asked(name), workings if name in now.questions else "")
            case "section":
                yield Line(change, sections.get(name, name), workings if name in now.sections else "")
            case "certificate":
                yield Line(
                    change, titles.get(name, "A certificate"), f"{base}#{anchor(name)}" if name in titles else ""
                )
            case "finding":
                yield Line(change, findings[name].message, f"{base}#{anchor(name)}" if name in there else "")
            case "flag":
                question = flags[name].question
                yield Line(change, asked(question) if question else flags[name].reason, f"{base}#decide")
            case _:
                yield Line(change, "All of it")
