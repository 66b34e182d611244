"""How a vendor stands and what was decided about it, in words: for every table and page that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.core.scoring.scorecard import Flag
from app.features.decisions import queries
from app.features.decisions.models import Decision, DecisionBasis, Kind
from app.features.decisions.schemas import Record, State, VendorState
from app.features.identity.permissions import Permission
from app.features.scorecards.schemas import Kept
from app.web.confidential import WITHHELD
from app.web.desk import Desk
from app.web.format import plural

# State -> words, tone of the tag
WORDS = {
    State.NEEDS: ("Needs a decision", "attention"),
    State.CLEARED: ("Cleared", "line"),
    State.EXCLUDED: ("Excluded", "contra"),
    State.AWARDED: ("Awarded", "ink"),
    State.NOTHING: ("Nothing flagged", ""),
}
KINDS = {
    Kind.CLEARED: "Cleared",
    Kind.EXCLUDED: "Excluded",
    Kind.AWARDED: "Awarded",
    Kind.TAKEN_BACK: "Taken back",
}
FLAGS = {"knock_out": "Flagged answer", "contradiction": "Contradiction", "review": "To review"}
_CLEAR = ("cleared", "Clear it", "What is flagged does not stand in the way.")
_EXCLUDE = ("excluded", "Exclude it", "It stays in tables and comparisons, marked as excluded.")


def tags(state: VendorState) -> tuple[tuple[str, str], ...]:
    """Words and tone of each tag that says how a vendor stands, the most pressing first. A vendor that is excluded and
    has a new flag has two.

    For a table: `found = decisions.queries.states(session, actor, campaign_id)` once, then for each vendor that has a
    scorecard `tags(found[vendor_id])` and `remark(found[vendor_id])`.
    """
    shown = [s for s in (State.NEEDS, State.AWARDED, State.EXCLUDED) if state.is_in(s)]
    return tuple(WORDS[s] for s in shown or [state.state])


def remark(state: VendorState) -> str:
    """What to say beside the tags: how many flags are open, or who decided on which scorecard. "" where nothing is."""
    taken = state.awarded or state.decided
    if state.open:
        return plural(len(state.open), "new flag" if taken else "flag")
    if taken is None:
        return ""
    newer = f", now {state.scorecard_number}" if state.overtaken else ""
    return f"by {taken.by}, scorecard {taken.scorecard_number}{newer}"


def history_words(record: Record) -> str:
    """What was decided, and whether it counts: "Excluded, taken back by Ines Aldemir"."""
    if record.taken_back:
        return f"{KINDS[record.kind]}, taken back by {record.taken_back.by}"
    return KINDS[record.kind] + ("" if record.in_force else ", replaced by a newer decision")


@dataclass(frozen=True)
class BasisView:
    """A scorecard that a decision rested on, and what there is now."""

    basis: DecisionBasis
    stood: str  # how the vendor stood just before
    flags: tuple[tuple[str, str, str], ...]  # kind in words, number of the answer or "", reason for this reader
    newest: VendorState | None  # set when there is a newer scorecard
    new_flags: int  # on it, and not among those that were decided on


@dataclass(frozen=True)
class RecordView:
    record: Record
    words: str
    who: str  # the vendors that it names
    named: tuple[BasisView, ...]
    compared: tuple[BasisView, ...]
    of: Decision | None = None  # what a taking back takes back

    @property
    def decision(self) -> Decision:
        return self.record.decision

    @property
    def award(self) -> bool:
        return self.record.kind is Kind.AWARDED


def views(
    records: Iterable[Record], states: Mapping[str, VendorState], at: Desk, numbers: Mapping[str, str] | None = None
) -> tuple[RecordView, ...]:
    """Records for this reader. `states`: vendor id -> how it stands in the campaign now; `numbers`: of questions."""
    known = tuple(records)
    by_id = {r.decision.id: r for r in known}
    secret = not at.actor.can(Permission.CONFIDENTIAL_READ)

    def basis(row: DecisionBasis, counts: bool) -> BasisView:
        flags = tuple(
            (FLAGS[f["kind"]], (numbers or {}).get(f["question"], ""),
             WITHHELD if secret and f["confidential"] else f["reason"])
            for f in row.flags
        )  # fmt: skip
        now = states.get(row.vendor_id)
        newer = now if now and counts and now.scorecard_number > row.scorecard_number else None
        new = set(newer.flagged) - {f["key"] for f in row.flags} if newer and row.named else set()
        return BasisView(row, WORDS[State(row.state)][0], flags, newer, len(new))

    def view(record: Record) -> RecordView:
        of = by_id.get(record.decision.takes_back or "")
        named = (of or record).named
        return RecordView(
            record, KINDS[record.kind], ", ".join(b.vendor for b in named),
            tuple(basis(b, record.in_force) for b in record.named),
            tuple(basis(b, record.in_force) for b in record.compared),
            of.decision if of else None,
        )  # fmt: skip

    return tuple(map(view, known))


@dataclass(frozen=True)
class OnCard:
    """What a scorecard's page says of decisions on its vendor, and what the form there needs."""

    campaign_id: str
    scorecard_id: str
    may: bool  # the reader may decide, and this is the newest scorecard
    state: VendorState
    tags: tuple[tuple[str, str], ...]
    in_force: tuple[RecordView, ...]
    past: tuple[RecordView, ...]  # replaced or taken back, newest first
    flags: tuple[tuple[Flag, bool], ...]  # those of this scorecard; whether each is new since a decision
    gone: int  # flags that were decided on and stand no longer
    choices: tuple[tuple[str, str, str], ...]
    seen: str  # id of the clearing or exclusion in force


def on_card(at: Desk, kept: Kept) -> OnCard:
    """Raises NotFound. `kept` as this reader may read it."""
    states = queries.states(at.session, at.actor, kept.campaign_id)
    state = states[kept.vendor_id]
    records = queries.records_of_vendor(at.session, at.actor, kept.vendor_id, kept.campaign_id)
    every = views(records, states, at)
    decided_on = {f["key"] for r in records if r.in_force for b in r.named for f in b.flags}
    taken = bool(state.decided or state.awarded)
    flags = [(f, taken and f.key in state.open) for f in kept.scorecard.flags]
    return OnCard(
        campaign_id=kept.campaign_id,
        scorecard_id=kept.id,
        may=at.actor.can(Permission.DECISIONS_MAKE) and state.scorecard_id == kept.id,
        state=state,
        tags=tags(state),
        in_force=tuple(v for v in every if v.record.in_force),
        past=tuple(v for v in every if not v.record.in_force and v.record.kind is not Kind.TAKEN_BACK),
        flags=tuple(sorted(flags, key=lambda pair: not pair[1])),
        gone=len(decided_on - set(state.flagged)),
        choices=choices(state),
        seen=state.decided.id if state.decided else "",
    )


def choices(state: VendorState) -> tuple[tuple[str, str, str], ...]:
    """What can be decided on a vendor: value, words, what it means."""
    clear = (_CLEAR,) if state.open or state.excluded else ()
    return (*clear, _EXCLUDE) if state.open or not state.excluded else clear
