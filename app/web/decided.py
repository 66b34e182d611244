"""How a vendor stands, in words: for every table and page that shows it."""

from __future__ import annotations

from app.features.decisions.models import Kind
from app.features.decisions.schemas import State, VendorState
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
