"""Reads: how vendors stand, and the record of what was decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.scoring.canonical import digest
from app.features.decisions.models import Decision, DecisionBasis, Kind
from app.features.decisions.schemas import Record, Taken, VendorState
from app.features.errors import NotFound
from app.features.identity.schemas import MemberActor
from app.features.scorecards import queries as scorecards
from app.features.scorecards.schemas import Newest


def states(
    session: Session, actor: MemberActor, campaign_id: str, newest: Iterable[Newest] | None = None
) -> dict[str, VendorState]:
    """Vendor id -> how it stands in the campaign; vendors without a scorecard are not in it.

    For tables of vendors: two statements, whatever the campaign's size, and no content of a scorecard is read.
    `app.web.decided.tags` says a state in words. `newest`: the campaign's newest scorecards, where the caller has them.
    """
    found = scorecards.newest(session, actor, campaign_id) if newest is None else newest
    return {vendor_id: state for (_, vendor_id), state in _states(session, actor, campaign_id, found).items()}


def states_everywhere(
    session: Session, actor: MemberActor, newest: Iterable[Newest]
) -> dict[tuple[str, str], VendorState]:
    """(campaign id, vendor id) -> how the vendor stands there. `newest`: scorecards of any of the actor's campaigns."""
    return _states(session, actor, "", newest)


def state_of(session: Session, actor: MemberActor, campaign_id: str, vendor_id: str) -> VendorState:
    """Raises NotFound while the vendor has no scorecard in the campaign."""
    found = states(session, actor, campaign_id).get(vendor_id)
    if found is None:
        raise NotFound("scorecard")
    return found


def _states(
    session: Session, actor: MemberActor, campaign_id: str, newest: Iterable[Newest]
) -> dict[tuple[str, str], VendorState]:
    known = list(newest)
    taken = _in_force(session, actor, campaign_id, {(n.campaign_id, n.vendor_id) for n in known})
    return {
        (n.campaign_id, n.vendor_id): VendorState(
            n.campaign_id, n.vendor_id, n.summary.scorecard_id, n.number, n.summary.flagged,
            decided=taken.get((n.campaign_id, n.vendor_id, "vendor")),
            awarded=taken.get((n.campaign_id, n.vendor_id, "awarded")),
        )
        for n in known
    }  # fmt: skip


def _in_force(
    session: Session, actor: MemberActor, campaign_id: str, wanted: Collection[tuple[str, str]]
) -> dict[tuple[str, str, str], Taken]:
    """(campaign, vendor, aspect) -> the decision in force that names the vendor, of those (campaign, vendor) wanted."""
    mine = [col(Decision.organisation_id) == actor.organisation_id]
    if campaign_id:
        mine.append(col(Decision.campaign_id) == campaign_id)
    decisions = session.execute(sa.select(*_LINK_COLUMNS).where(*mine)).all()
    if not decisions:
        return {}
    pairs = session.execute(
        sa.select(col(DecisionBasis.decision_id), col(DecisionBasis.vendor_id))
        .join(Decision, col(Decision.id) == col(DecisionBasis.decision_id))
        .where(*mine, col(DecisionBasis.named))
    ).all()
    named: dict[str, set[str]] = {}
    for decision_id, vendor_id in pairs:
        named.setdefault(decision_id, set()).add(vendor_id)
    ids = in_force(decisions, named)
    counting = {d.id: d for d in decisions if d.id in ids}
    telling = {d for d, v in pairs if d in counting and (counting[d].campaign_id, v) in wanted}
    found: dict[tuple[str, str, str], Taken] = {}
    for row in _named_basis(session, telling):
        d = counting[row.decision_id]
        flags = frozenset(flag["key"] for flag in row.flags)
        taken = Taken(d.id, d.number, Kind(d.kind), d.by, d.at, row.scorecard_id, row.scorecard_number, flags)
        found[d.campaign_id, row.vendor_id, taken.kind.aspect] = taken
    return found


# What decides which decision counts: `in_force` takes rows of these as well as whole decisions.
_LINK_COLUMNS: tuple[Any, ...] = (
    col(Decision.id), col(Decision.campaign_id), col(Decision.number), col(Decision.kind), col(Decision.takes_back),
    col(Decision.by), col(Decision.at),
)  # fmt: skip


def _named_basis(session: Session, decision_ids: Collection[str]) -> Iterator[Any]:
    columns = sa.select(
        col(DecisionBasis.decision_id), col(DecisionBasis.vendor_id), col(DecisionBasis.scorecard_id),
        col(DecisionBasis.scorecard_number), col(DecisionBasis.flags),
    ).where(col(DecisionBasis.named))  # fmt: skip
    wanted = sorted(decision_ids)
    for start in range(0, len(wanted), 500):
        yield from session.execute(columns.where(col(DecisionBasis.decision_id).in_(wanted[start : start + 500])))


def records(session: Session, actor: MemberActor, campaign_id: str) -> tuple[Record, ...]:
    """Every decision in a campaign with what it rested on, newest first."""
    return _records(session, actor, Decision.campaign_id == campaign_id)


def record(session: Session, actor: MemberActor, campaign_id: str, decision_id: str) -> Record:
    """Raises NotFound when there is no such decision in the campaign."""
    found = next((r for r in records(session, actor, campaign_id) if r.decision.id == decision_id), None)
    if found is None:
        raise NotFound("decision")
    return found


def records_of_vendor(
    session: Session, actor: MemberActor, vendor_id: str, campaign_id: str = ""
) -> tuple[Record, ...]:
    """The decisions that name a vendor, newest first: in one campaign, or in all of them."""
    names_it = sa.select(col(DecisionBasis.decision_id)).where(
        col(DecisionBasis.vendor_id) == vendor_id, col(DecisionBasis.named)
    )
    campaigns = sa.select(col(Decision.campaign_id)).where(col(Decision.id).in_(names_it))
    which = Decision.campaign_id == campaign_id if campaign_id else col(Decision.campaign_id).in_(campaigns)
    every = _records(session, actor, which)
    return tuple(r for r in every if any(b.vendor_id == vendor_id for b in r.named))


def count(session: Session, actor: MemberActor, campaign_id: str) -> int:
    """How many decisions there are in a campaign, those that take another back included."""
    mine = (col(Decision.organisation_id) == actor.organisation_id, col(Decision.campaign_id) == campaign_id)
    found: int = session.execute(sa.select(sa.func.count()).select_from(Decision).where(*mine)).scalar_one()
    return found


def basis_of(shown: Iterable[VendorState], newest: int) -> str:
    """What an award would rest on: the scorecards of these vendors, and the decisions up to the `newest`. When it is
    another than beside the form, somebody decided or something was scored meanwhile."""
    return digest([newest, sorted((s.vendor_id, s.scorecard_id) for s in shown)])[:32]


def in_force(decisions: Iterable[Any], named: Mapping[str, Collection[str]]) -> set[str]:
    """Ids of the decisions that count: the newest on each aspect of each vendor, unless it was taken back. An older
    one does not come back with that: its author knows that it was replaced, and not why.

    `named`: decision id -> the vendors that it names.
    """
    back: set[str] = set()
    newest: dict[tuple[str, str, str], str] = {}
    for d in sorted(decisions, key=lambda d: d.number):
        kind = Kind(d.kind)
        if d.takes_back:
            back.add(d.takes_back)
        elif kind is Kind.AWARDED:
            newest[d.campaign_id, kind.aspect, ""] = d.id
        else:
            newest.update(((d.campaign_id, kind.aspect, vendor), d.id) for vendor in named.get(d.id, ()))
    return set(newest.values()) - back


def _records(session: Session, actor: MemberActor, which: Any) -> tuple[Record, ...]:
    mine = select(Decision).where(Decision.organisation_id == actor.organisation_id, which)
    decisions = session.exec(mine.order_by(col(Decision.at), col(Decision.number))).all()
    basis: dict[str, list[DecisionBasis]] = {}
    ids = sa.select(col(Decision.id)).where(col(Decision.organisation_id) == actor.organisation_id, which)
    for row in session.exec(select(DecisionBasis).where(col(DecisionBasis.decision_id).in_(ids))):
        basis.setdefault(row.decision_id, []).append(row)
    named = {d: {b.vendor_id for b in rows if b.named} for d, rows in basis.items()}
    counting = in_force(decisions, named)
    taken_back = {d.takes_back: d for d in decisions if d.takes_back}
    return tuple(
        Record(
            decision,
            tuple(sorted(basis.get(decision.id, ()), key=lambda b: (not b.named, b.vendor.casefold()))),
            taken_back.get(decision.id),
            decision.id in counting,
        )
        for decision in reversed(decisions)
    )
