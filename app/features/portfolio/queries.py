"""Reads: the portfolio. A handful of statements over narrow columns, whatever its size; no content of a scorecard or of
a submission is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.features.campaigns.models import Campaign, Invitation
from app.features.decisions import queries as decisions
from app.features.decisions.schemas import State
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor
from app.features.portfolio.schemas import Ending, Filter, Found, Line, Order, Round, Standing
from app.features.questionnaires.models import Release
from app.features.responses.models import ResponseRow
from app.features.scorecards import queries as scorecards
from app.features.scorecards.models import RegisterEntry, ScorecardRow
from app.features.vendors.models import VendorRow
from app.features.vendors.schemas import name_key

PAGE = 50
_BEST_FIRST = (Standing.GOOD, Standing.QUALIFIED, Standing.REJECTED)
_ORDER_OF = {standing: place for place, standing in enumerate(Standing)}
_STATES = {state: place for place, state in enumerate(State)}


def portfolio(
    session: Session, actor: MemberActor, wanted: Filter, today: date, *, soon: int, page: int | None = 1
) -> Found:
    """The vendors that fit. `page` counts from 1; None: all of them. `soon`: within how many days an end is near.

    Raises NotAllowed when the actor may not read campaigns or scorecards.
    """
    actor.require(Permission.CAMPAIGNS_READ)
    actor.require(Permission.SCORECARDS_READ)
    sent = _sent(session, actor)
    lines = _lines(session, actor, wanted.campaign, sent, today)
    if wanted.order is Order.CHANGE:  # the only order that asks for earlier rounds
        lines = _with_rounds(session, actor, lines, sent)
    fitting = sorted(
        (line for line in lines if _fits(line, wanted, today, soon)), key=lambda line: line.vendor.casefold()
    )
    key = _KEYS[wanted.order]
    with_value = sorted((x for x in fitting if key(x) is not None), key=key, reverse=wanted.descending)
    ordered = with_value + [line for line in fitting if key(line) is None]  # what has none comes last
    asked_for = ordered if page is None else ordered[(page - 1) * PAGE : page * PAGE]
    contradictions = [line.shown.score.contradictions for line in lines if line.shown]
    return Found(
        lines=tuple(asked_for if wanted.order is Order.CHANGE else _with_rounds(session, actor, asked_for, sent)),
        total=len(ordered),
        known=len(lines),
        standings={s: sum(line.standing is s for line in lines) for s in Standing},
        contradicted=sum(n > 0 for n in contradictions),
        contradictions=sum(contradictions),
        ending=sum(_ends(line, today, soon) for line in lines),
        needs=sum(line.shown is not None and line.shown.state.is_in(State.NEEDS) for line in lines),
    )


def campaigns(session: Session, actor: MemberActor) -> list[tuple[str, str]]:
    """(id, title) of the campaigns that vendors were put into, newest first."""
    invited = sa.select(col(Invitation.campaign_id)).where(col(Invitation.organisation_id) == actor.organisation_id)
    rows = session.execute(
        sa.select(col(Campaign.id), col(Campaign.title))
        .where(col(Campaign.organisation_id) == actor.organisation_id, col(Campaign.id).in_(invited))
        .order_by(col(Campaign.created_at).desc(), col(Campaign.id).desc())
    )
    return [(identifier, title) for identifier, title in rows]


Sent = dict[str, list[Any]]  # vendor -> its scored responses, the oldest first; few columns, and no figures


def _sent(session: Session, actor: MemberActor) -> Sent:
    scored = sa.select(col(ScorecardRow.response_id)).where(
        col(ScorecardRow.organisation_id) == actor.organisation_id, col(ScorecardRow.number) == 1
    )
    rows = session.execute(
        sa.select(
            col(ResponseRow.id), col(ResponseRow.vendor_id), col(ResponseRow.campaign_id),
            col(ResponseRow.release_id), col(ResponseRow.submitted_at),
        )
        .where(
            col(ResponseRow.organisation_id) == actor.organisation_id, col(ResponseRow.submitted_at).is_not(None),
            col(ResponseRow.id).in_(scored),
        )
        .order_by(col(ResponseRow.submitted_at), col(ResponseRow.id))
    )  # fmt: skip
    found: Sent = {}
    for row in rows:
        found.setdefault(row.vendor_id, []).append(row)
    return found


def _lines(session: Session, actor: MemberActor, campaign_id: str, sent: Sent, today: date) -> list[Line]:
    """Every vendor that was put into a campaign, or into this one, with the round shown and not yet those before."""
    invited: dict[str, set[str]] = {}
    pairs = sa.select(col(Invitation.vendor_id), col(Invitation.campaign_id))
    for vendor_id, campaign in session.execute(pairs.where(col(Invitation.organisation_id) == actor.organisation_id)):
        invited.setdefault(vendor_id, set()).add(campaign)
    names = session.execute(
        sa.select(col(VendorRow.id), col(VendorRow.legal_name)).where(
            col(VendorRow.organisation_id) == actor.organisation_id
        )
    )
    known = {v: name for v, name in names if v in invited and (not campaign_id or campaign_id in invited[v])}
    shown = {
        vendor_id: fitting[-1]
        for vendor_id in known
        if (fitting := [r for r in sent.get(vendor_id, ()) if campaign_id in ("", r.campaign_id)])
    }
    rounds = _rounds(session, actor, shown.values())
    certificates = _certificates(session, actor)
    found = []
    for vendor_id, name in known.items():
        theirs, round_ = certificates.get(vendor_id, ()), rounds.get(vendor_id, (None,))[0]
        standing, ending = _standing(theirs, today), _ending(theirs, today)
        found.append(Line(vendor_id, name, len(invited[vendor_id]), (), round_, standing, ending))
    return found


def _with_rounds(session: Session, actor: MemberActor, lines: Iterable[Line], sent: Sent) -> list[Line]:
    """The lines with all their rounds."""
    known = list(lines)
    rounds = _rounds(session, actor, (row for line in known for row in sent.get(line.vendor_id, ())))
    return [replace(line, rounds=tuple(rounds.get(line.vendor_id, ()))) for line in known]


def _rounds(session: Session, actor: MemberActor, responses: Iterable[Any]) -> dict[str, list[Round]]:
    """Vendor -> what came of these responses, the oldest first."""
    wanted = list(responses)
    newest = {n.response_id: n for n in scorecards.newest_of(session, actor, {row.id for row in wanted})}
    states = decisions.states_everywhere(session, actor, newest.values())
    mine = actor.organisation_id
    titles = sa.select(col(Campaign.id), col(Campaign.title)).where(col(Campaign.organisation_id) == mine)
    title_of = {row.id: row.title for row in session.execute(titles)}
    asked = sa.select(col(Release.id), col(Release.questionnaire_id), col(Release.title), col(Release.number))
    asked_in = {row.id: row for row in session.execute(asked.where(col(Release.organisation_id) == mine))}
    found: dict[str, list[Round]] = {}
    for row in wanted:
        n, release = newest[row.id], asked_in[row.release_id]
        found.setdefault(row.vendor_id, []).append(
            Round(
                row.campaign_id, title_of[row.campaign_id], release.questionnaire_id, release.title, release.number,
                row.submitted_at, n.summary, states[row.campaign_id, row.vendor_id],
            )
        )  # fmt: skip
    return found


def _certificates(session: Session, actor: MemberActor) -> dict[str, list[Any]]:
    """Vendor -> its certificates, each number once, as it was sent in last."""
    rows = session.execute(
        sa.select(
            col(RegisterEntry.vendor_id), col(RegisterEntry.scheme), col(RegisterEntry.number_key),
            col(RegisterEntry.standard), col(RegisterEntry.number), col(RegisterEntry.valid_from),
            col(RegisterEntry.valid_until), col(RegisterEntry.standing), col(RegisterEntry.scorecard_id),
        )
        .where(col(RegisterEntry.organisation_id) == actor.organisation_id)
        .order_by(col(RegisterEntry.sent_at), col(RegisterEntry.response_id), col(RegisterEntry.certificate_id))
    ).all()  # fmt: skip
    last = {(row.vendor_id, row.scheme, row.number_key): row for row in rows}
    found: dict[str, list[Any]] = {}
    for row in last.values():
        found.setdefault(row.vendor_id, []).append(row)
    return found


def _standing(certificates: Iterable[Any], today: date) -> Standing:
    judged = [c for c in certificates if c.standing]
    in_force = {c.standing for c in judged if c.valid_until is None or c.valid_until >= today}
    return next((s for s in _BEST_FIRST if s in in_force), Standing.ENDED if judged else Standing.NONE)


def _ending(certificates: Iterable[Any], today: date) -> Ending | None:
    dated = [c for c in certificates if c.valid_until is not None]
    longest: dict[str, date] = {}
    for c in dated:
        if c.scheme:
            longest[c.scheme] = max(c.valid_until, longest.get(c.scheme, c.valid_until))
    coming = [
        c
        for c in dated
        if c.valid_until >= today
        and (c.valid_from is None or c.valid_from <= today)
        and c.valid_until >= longest.get(c.scheme, c.valid_until)
    ]
    first = min(coming, key=lambda c: c.valid_until, default=None)
    if first is None:
        return None
    title = ", ".join(part for part in (first.standard, first.number) if part)
    return Ending(first.valid_until, title or "Certificate without a number", first.scorecard_id)


def _ends(line: Line, today: date, soon: int) -> bool:
    return line.ending is not None and line.ending.days(today) <= soon


def _fits(line: Line, wanted: Filter, today: date, soon: int) -> bool:
    return (
        name_key(wanted.vendor) in name_key(line.vendor)
        and (wanted.standing is None or line.standing is wanted.standing)
        and (not wanted.ending or _ends(line, today, soon))
        and (wanted.decision is None or (line.shown is not None and line.shown.state.is_in(wanted.decision)))
    )


_KEYS: Mapping[Order, Callable[[Line], Any]] = {
    Order.VENDOR: lambda line: line.vendor.casefold(),
    Order.STANDING: lambda line: _ORDER_OF[line.standing],
    Order.END: lambda line: line.ending.on if line.ending else None,
    Order.EVIDENCED: lambda line: line.shown.score.evidenced if line.shown else None,
    Order.CHANGE: lambda line: line.change,
    Order.CONTRADICTIONS: lambda line: line.shown.score.contradictions if line.shown else None,
    Order.DECISION: lambda line: _STATES[line.shown.state.state] if line.shown else None,
}
