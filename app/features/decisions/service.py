"""Writes: clearing and excluding a vendor, awarding a campaign, taking a decision back. The product does none of them
by itself, and tells no vendor: both are people's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.problems import Invalid, Problem
from app.core.scoring.scorecard import Scorecard
from app.features.audit import service as audit
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign
from app.features.campaigns.queries import policy_of
from app.features.campaigns.schemas import InvitationLine
from app.features.decisions import queries
from app.features.decisions.models import Decision, DecisionBasis, Kind
from app.features.decisions.schemas import Award, Flagged, OnVendor, Record, State, TakeBack, VendorState
from app.features.errors import Conflict, NotFound
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor
from app.features.questionnaires.queries import load_release
from app.features.scorecards import queries as scorecards
from app.features.scorecards.schemas import Newest

_EVENTS = {Kind.CLEARED: "vendor.cleared", Kind.EXCLUDED: "vendor.excluded", Kind.AWARDED: "campaign.awarded"}
_BOTH_KEPT = "Look at both, then record what should stand. Both are kept."


def decide(session: Session, actor: MemberActor, campaign_id: str, given: OnVendor, *, now: datetime) -> Decision:
    """Clear or exclude the vendor of a scorecard. The same decision given twice is recorded once.

    Raises NotAllowed; NotFound when the scorecard is none of the campaign's; Invalid when there is nothing to clear;
    Conflict, with `theirs` (the Record in force, or None) and `mine`, when somebody decided, took a decision back, or
    the vendor was scored again since `given` was looked at.
    """
    campaign = _still(session, actor, campaign_id)
    looked_at = scorecards.scorecard(session, actor, given.scorecard_id)
    if looked_at.campaign_id != campaign.id:
        raise NotFound("scorecard")
    theirs = _on_vendor(session, actor, campaign.id, looked_at.vendor_id)
    if theirs is not None and theirs.decision.id != given.seen and _same(theirs, actor, given, {looked_at.vendor_id}):
        return theirs.decision
    _require_seen(given, theirs)
    field = _Field(session, actor, campaign)
    state = field.states[looked_at.vendor_id]
    if state.scorecard_id != looked_at.id:
        raise Conflict(
            f"Scorecard {state.scorecard_number} of this vendor is newer than the one you looked at.",
            remedy="Look at what it says now, then decide on that.",
            theirs=theirs,
            mine=given,
        )
    if given.kind is Kind.CLEARED and not state.open and not state.excluded:
        message, remedy = "There is nothing to clear: no flag is open.", "Leave it as it is, or exclude the vendor."
        raise Invalid([Problem(code="DECISION-NOTHING-FLAGGED", where="kind", message=message, remedy=remedy)])
    decision = field.record(given.kind, given.reason, now, ground=given.ground)
    field.rest_on(decision, [looked_at.vendor_id], compared=False)
    _log(session, actor, campaign, decision, field.names([looked_at.vendor_id]), looked_at.vendor_id, now)
    return decision


def award(session: Session, actor: MemberActor, campaign_id: str, given: Award, *, now: datetime) -> Decision:
    """Award a campaign to one vendor or several; it rests on the newest scorecard of every vendor of the campaign. An
    award in force is replaced. The same award given twice is recorded once.

    Raises NotAllowed, NotFound; Invalid when nobody is named, somebody who cannot be, or somebody who needs a decision
    or is excluded and that is not confirmed; Conflict, with `theirs` (the Record in force, or None) and `mine`, when
    something was decided or scored in the campaign since `given` was looked at.
    """
    campaign = _still(session, actor, campaign_id)
    field = _Field(session, actor, campaign)
    every = queries.records(session, actor, campaign.id)
    theirs = next((r for r in every if r.in_force and r.kind is Kind.AWARDED), None)
    if theirs is not None and _same(theirs, actor, given, set(given.vendors)) and every[0].decision is theirs.decision:
        return theirs.decision
    if given.seen != queries.basis_of(field.states.values(), len(every)):
        raise Conflict(
            "Somebody has decided in this campaign, or a vendor was scored again, since you opened this page.",
            remedy="Look at how the vendors stand now, then award. Nothing of yours is lost.",
            theirs=theirs,
            mine=given,
        )
    _require_awardable(field, given)
    decision = field.record(Kind.AWARDED, given.reason, now, confirmed=bool(field.not_clear(given.vendors)))
    field.rest_on(decision, given.vendors, compared=True)
    _log(session, actor, campaign, decision, field.names(given.vendors), "", now)
    return decision


def take_back(
    session: Session, actor: MemberActor, campaign_id: str, decision_id: str, given: TakeBack, *, now: datetime
) -> Decision:
    """Take a decision back, one's own or a colleague's; it stays in the record. Twice is the same as once.

    Raises NotAllowed, NotFound, and Conflict with `theirs` when a newer decision has replaced it.
    """
    campaign = _still(session, actor, campaign_id)
    found = queries.record(session, actor, campaign.id, decision_id)
    if found.kind is Kind.TAKEN_BACK:
        raise NotFound("decision")
    if found.taken_back is not None:
        return found.taken_back
    if not found.in_force:
        newer = _replaces(queries.records(session, actor, campaign.id), found)
        raise Conflict(
            "A newer decision has replaced the one you wanted to take back.",
            remedy="Look at the newer one first.",
            theirs=newer,
            mine=given,
        )
    field = _Field(session, actor, campaign)
    decision = field.record(Kind.TAKEN_BACK, given.reason, now, takes_back=found.decision.id)
    audit.record(
        session, actor, "decision.taken_back", kind="campaign", subject=campaign.id, name=campaign.title, now=now,
        decision=found.decision.number, was=found.kind.value, vendors=[b.vendor for b in found.named],
        reason=given.reason,
    )  # fmt: skip
    return decision


class _Field:
    """The vendors of a campaign as they stand, for writing down what a decision rested on."""

    def __init__(self, session: Session, actor: MemberActor, campaign: Campaign) -> None:
        self._session, self._actor, self._campaign = session, actor, campaign
        newest = scorecards.newest(session, actor, campaign.id)
        self.states: Mapping[str, VendorState] = queries.states(session, actor, campaign.id, newest)
        self._newest: Mapping[str, Newest] = {n.vendor_id: n for n in newest}
        self._lines: Mapping[str, InvitationLine] = {
            line.vendor_id: line for line in campaigns.invitations(session, actor, campaign.id)
        }

    def names(self, vendors: Iterable[str]) -> list[str]:
        return [self._lines[v].legal_name for v in vendors]

    def not_clear(self, vendors: Iterable[str]) -> list[str]:
        """Of these vendors, those that need a decision or are excluded."""
        return [v for v in vendors if self.states[v].state is State.NEEDS or self.states[v].excluded]

    def record(
        self, kind: Kind, reason: str, now: datetime, *, ground: str = "", confirmed: bool = False,
        takes_back: str | None = None,
    ) -> Decision:  # fmt: skip
        newest = self._session.exec(
            select(sa.func.max(col(Decision.number))).where(Decision.campaign_id == self._campaign.id)
        ).one()
        decision = Decision(
            organisation_id=self._campaign.organisation_id, campaign_id=self._campaign.id, number=(newest or 0) + 1,
            kind=kind, reason=reason, ground=ground, confirmed=confirmed, takes_back=takes_back,
            policy=policy_of(self._campaign).model_dump(mode="json"), by_id=self._actor.id, by=self._actor.name, at=now,
        )  # fmt: skip
        self._session.add(decision)
        self._session.flush()
        return decision

    def rest_on(self, decision: Decision, named: Sequence[str], *, compared: bool) -> None:
        for vendor_id in self.states if compared else named:
            self._session.add(self._basis(decision, vendor_id, vendor_id in named))
        self._session.flush()

    def _basis(self, decision: Decision, vendor_id: str, named: bool) -> DecisionBasis:
        line, newest = self._lines[vendor_id], self._newest[vendor_id]
        seen = newest.summary
        return DecisionBasis(
            decision_id=decision.id, vendor_id=vendor_id, named=named, vendor=line.legal_name, product=line.product,
            scorecard_id=seen.scorecard_id, scorecard_number=newest.number, inputs_hash=newest.inputs_hash,
            digest=seen.digest, policy=seen.policy, policy_hash=seen.policy_hash, claimed=seen.claimed,
            evidenced=seen.evidenced, state=self.states[vendor_id].state.value,
            flags=[f.model_dump() for f in self._flags(seen.scorecard_id)] if named else [],
        )  # fmt: skip

    def _flags(self, scorecard_id: str) -> list[Flagged]:
        card = scorecards.scorecard(self._session, self._actor, scorecard_id).scorecard
        model = load_release(self._session, self._campaign.release_id).questionnaire
        secret = {q.id for q in model.by_id.values() if q.visibility.confidential}
        return flags_of(card, secret)


def flags_of(card: Scorecard, confidential: set[str]) -> list[Flagged]:
    """The flags of a scorecard. `confidential`: ids of questions whose answers not every member may read; the words of
    a contradiction may quote them."""
    about = {f.key: f.questions for f in card.findings}
    return [
        Flagged(
            key=f.key, kind=f.kind, question=f.question, reason=f.reason,
            confidential=f.kind == "contradiction" and not confidential.isdisjoint(about.get(f.key, ())),
        )
        for f in card.flags
    ]  # fmt: skip


def _still(session: Session, actor: MemberActor, campaign_id: str) -> Campaign:
    """The campaign, kept still until the transaction ends: of two who decide at once, one is second, and sees that."""
    actor.require(Permission.DECISIONS_MAKE)
    return campaigns.campaign(session, actor, campaign_id, for_update=True)


def _on_vendor(session: Session, actor: MemberActor, campaign_id: str, vendor_id: str) -> Record | None:
    """The clearing or exclusion in force of a vendor."""
    found = queries.records_of_vendor(session, actor, vendor_id, campaign_id)
    return next((r for r in found if r.in_force and r.kind.aspect == "vendor"), None)


def _require_seen(given: OnVendor, theirs: Record | None) -> None:
    if (theirs.decision.id if theirs else "") == given.seen:
        return
    happened = f"{theirs.decision.by} has decided on this vendor meanwhile." if theirs else ""
    raise Conflict(
        happened or "The decision you saw was taken back meanwhile.", remedy=_BOTH_KEPT, theirs=theirs, mine=given
    )


def _require_awardable(field: _Field, given: Award) -> None:
    def refused(code: str, where: str, message: str, remedy: str) -> Invalid:
        return Invalid([Problem(code=code, where=where, message=message, remedy=remedy)])

    if not given.vendors:
        raise refused("DECISION-VENDORS", "vendors", "No vendor is chosen", "Choose one vendor or several.")
    if not set(given.vendors) <= set(field.states):
        message = "A vendor without a scorecard in this campaign cannot be awarded"
        raise refused("DECISION-VENDORS", "vendors", message, "Choose among the vendors listed.")
    if (despite := field.not_clear(given.vendors)) and not given.confirmed:
        message = (
            f"Flagged without a decision, or excluded: {', '.join(sorted(field.names(despite), key=str.casefold))}"
        )
        remedy = "Decide on the flags first, choose others, or confirm below that you award all the same."
        raise refused("DECISION-CONFIRM", "confirmed", message, remedy)


def _same(theirs: Record, actor: MemberActor, given: OnVendor | Award, vendors: set[str]) -> bool:
    """A form sent twice, by a double click or a browser that tries again."""
    d = theirs.decision
    kind, ground = (given.kind, given.ground) if isinstance(given, OnVendor) else (Kind.AWARDED, "")
    named = {b.vendor_id for b in theirs.named}
    return (d.by_id, d.kind, d.reason, d.ground, named) == (actor.id, kind, given.reason, ground, vendors)


def _replaces(newest_first: Iterable[Record], older: Record) -> Record | None:
    vendors = {b.vendor_id for b in older.named}
    for r in newest_first:
        same = r.kind.aspect == older.kind.aspect
        if same and (r.kind is Kind.AWARDED or vendors & {b.vendor_id for b in r.named}):
            return r if r.decision.id != older.decision.id else None
    return None


def _log(
    session: Session, actor: MemberActor, campaign: Campaign, decision: Decision, names: list[str], vendor_id: str,
    now: datetime,
) -> None:  # fmt: skip
    subject = {"kind": "vendor", "subject": vendor_id, "name": names[0]} if vendor_id else None
    subject = subject or {"kind": "campaign", "subject": campaign.id, "name": campaign.title}
    details = {"campaign": campaign.title} if vendor_id else {"vendors": names, "confirmed": decision.confirmed}
    if decision.ground:
        details["ground"] = decision.ground
    audit.record(
        session, actor, _EVENTS[Kind(decision.kind)], **subject, now=now, decision=decision.number,
        reason=decision.reason, **details,
    )  # fmt: skip
