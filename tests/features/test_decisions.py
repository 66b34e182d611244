"""People decide, with a reason and on what they saw; nothing is decided by itself, and nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from app.core.problems import Invalid
from app.core.scoring.canonical import digest
from app.core.typed import parse
from app.features.audit.models import AuditEvent
from app.features.decisions import queries, service
from app.features.decisions.models import Decision, DecisionBasis, Kind
from app.features.decisions.schemas import CODES, Award, OnVendor, State, TakeBack
from app.features.errors import Conflict, NotAllowed, NotFound
from app.features.reviews.models import Kind as Judged
from app.features.scorecards import queries as scorecards
from app.features.scorecards import service as scoring
from app.infra.content import reference
from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Cast, Now, Person
from tests.features.decision_story import Deciding, begin_deciding


@pytest.fixture
def story(session: Session, cast: Cast, settings: Settings, now: Now) -> Deciding:
    found = begin_deciding(session, cast, settings, now)
    now.forward(timedelta(hours=1))
    return found


def codes(caught: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(p.code, p.where) for p in caught.value.problems]


def test_a_flagged_vendor_needs_a_decision_until_a_named_person_takes_one(story: Deciding, cast: Cast) -> None:
    before = story.state(story.quillfeather)
    assert (before.state, before.open) == (State.NEEDS, before.flagged)
    story.decide(cast.tomas, story.quillfeather, Kind.CLEARED)
    after = story.state(story.quillfeather)
    assert (after.state, after.open) == (State.CLEARED, ())
    assert after.decided is not None
    assert (after.decided.by, after.decided.scorecard_number) == ("Tomas Verhulst", 1)
    assert story.state(story.otterline).state is State.NEEDS, "another vendor is another decision"


def test_a_decision_keeps_what_it_rested_on(story: Deciding, cast: Cast) -> None:
    decision = story.decide(cast.tomas, story.quillfeather)
    card = story.quillfeather.newest
    (basis,) = story.session.exec(select(DecisionBasis)).all()
    assert (basis.scorecard_id, basis.scorecard_number, basis.inputs_hash) == (card.id, 1, card.inputs_hash)
    assert basis.digest == digest(card.content), "anybody can compute it from the scorecard's JSON"
    assert [f["key"] for f in basis.flags] == [f["key"] for f in card.content["flags"]]
    assert all(f["reason"] for f in basis.flags)
    assert (basis.vendor, basis.state) == ("Quillfeather Talent", "needs-decision")
    assert basis.policy_hash == card.content["policy_hash"]
    assert (decision.number, decision.ground) == (1, "Requirement 4 of the call.")
    assert decision.policy["credits"]["documented"] == 0.7
    event = story.session.exec(select(AuditEvent).where(AuditEvent.action == "vendor.excluded")).one()
    assert (event.actor_name, event.subject_name) == ("Tomas Verhulst", "Quillfeather Talent")
    assert event.details["reason"] == decision.reason


def test_a_newer_flag_needs_a_decision_and_the_older_ones_do_not(story: Deciding, cast: Cast, now: Now) -> None:
    story.decide(cast.tomas, story.quillfeather, Kind.CLEARED)
    seen = set(story.state(story.quillfeather).flagged)
    now.forward(timedelta(days=2))
    story.quillfeather.submit(held={"value": "no"})  # beside a certificate in force
    after = story.state(story.quillfeather)
    assert (after.state, after.scorecard_number, after.overtaken) == (State.NEEDS, 2, True)
    assert after.open
    assert not seen & set(after.open)
    assert after.decided is not None
    assert after.decided.scorecard_number == 1
    story.decide(cast.ines, story.quillfeather, Kind.CLEARED)
    assert story.state(story.quillfeather).state is State.CLEARED


def test_a_newer_scorecard_without_a_new_flag_needs_none(story: Deciding, cast: Cast) -> None:
    story.decide(cast.tomas, story.quillfeather, Kind.CLEARED)
    judgement = story.quillfeather.judgement(Judged.OVERRIDE, "tests", 0.7)
    scoring.judge(story.session, cast.rosa.actor, story.quillfeather.id, judgement, reference(), now=story.now())
    after = story.state(story.quillfeather)
    assert (after.scorecard_number, after.state, after.overtaken) == (2, State.CLEARED, True)


def test_an_excluded_vendor_with_a_new_flag_is_among_both(story: Deciding, cast: Cast) -> None:
    story.decide(cast.tomas, story.quillfeather)
    story.quillfeather.submit(held={"value": "no"})
    after = story.state(story.quillfeather)
    assert after.state is State.NEEDS
    assert [s for s in State if after.is_in(s)] == [State.NEEDS, State.EXCLUDED]


def test_an_exclusion_needs_its_ground_and_every_decision_a_reason() -> None:
    given = {"kind": Kind.EXCLUDED, "reason": "  ", "ground": "", "scorecard_id": "s"}
    with pytest.raises(Invalid) as caught:
        parse(OnVendor, given)
    assert codes(caught) == [("TEXT-MISSING", "reason"), ("TEXT-MISSING", "ground")]
    assert parse(OnVendor, {**given, "kind": Kind.CLEARED, "reason": "Looked at.", "ground": "x"}).ground == ""
    for model in (Award, TakeBack):
        with pytest.raises(Invalid):
            parse(model, {"reason": ""})


def test_nothing_is_cleared_where_nothing_is_open(story: Deciding, cast: Cast) -> None:
    story.decide(cast.tomas, story.otterline, Kind.CLEARED)
    with pytest.raises(Invalid) as caught:
        story.decide(cast.tomas, story.otterline, Kind.CLEARED, reason="Once more.")
    assert codes(caught) == [("DECISION-NOTHING-FLAGGED", "kind")]


def test_the_second_of_two_who_decide_at_once_sees_the_first(story: Deciding, cast: Cast) -> None:
    ines_form = story.given(story.quillfeather, Kind.CLEARED, reason="The explanation holds.")
    first = story.decide(cast.tomas, story.quillfeather)
    with pytest.raises(Conflict) as caught:
        story.decide(cast.ines, story.quillfeather, Kind.CLEARED, reason=ines_form.reason, seen=ines_form.seen)
    assert caught.value.theirs.decision.id == first.id
    assert caught.value.mine.reason == "The explanation holds."
    story.decide(cast.ines, story.quillfeather, Kind.CLEARED)  # having seen it
    assert story.state(story.quillfeather).state is State.CLEARED
    assert [r.in_force for r in queries.records(story.session, cast.vera.actor, story.campaign_id)] == [True, False]


def test_nobody_decides_on_a_scorecard_that_was_overtaken_unseen(story: Deciding, cast: Cast) -> None:
    form = story.given(story.quillfeather)
    story.quillfeather.submit(held={"value": "no"})
    with pytest.raises(Conflict, match="Scorecard 2"):
        story.decide(cast.tomas, story.quillfeather, scorecard_id=form.scorecard_id)


def test_a_double_click_is_one_decision(story: Deciding, cast: Cast) -> None:
    form = story.given(story.quillfeather)
    once = story.decide(cast.tomas, story.quillfeather, seen=form.seen)
    twice = story.decide(cast.tomas, story.quillfeather, seen=form.seen)
    award = story.award_given(story.otterline, confirmed=True)
    awarded = [story.award(cast.tomas, story.otterline, seen=award.seen, confirmed=True) for _ in range(2)]
    backs = [story.take_back(cast.tomas, once) for _ in range(2)]
    assert once.id == twice.id
    assert len({a.id for a in awarded}) == len({b.id for b in backs}) == 1
    assert len(story.session.exec(select(Decision)).all()) == 3


def test_what_is_taken_back_stays_in_the_record_and_flags_are_open_again(story: Deciding, cast: Cast) -> None:
    story.decide(cast.tomas, story.quillfeather, Kind.CLEARED)
    second = story.decide(cast.tomas, story.quillfeather)
    back = story.take_back(cast.ines, second)
    state = story.state(story.quillfeather)
    assert (state.state, state.decided) == (State.NEEDS, None), "the one before does not come back by itself"
    newest, was, _ = queries.records(story.session, cast.vera.actor, story.campaign_id)
    assert (newest.decision.id, was.taken_back and was.taken_back.id, was.in_force) == (back.id, back.id, False)
    assert back.reason == "Decided on the wrong file."
    story.decide(cast.tomas, story.quillfeather)
    assert story.state(story.quillfeather).state is State.EXCLUDED


def test_a_decision_that_was_replaced_is_not_taken_back(story: Deciding, cast: Cast) -> None:
    first = story.decide(cast.tomas, story.quillfeather, Kind.CLEARED)
    newer = story.decide(cast.ines, story.quillfeather)
    with pytest.raises(Conflict) as caught:
        story.take_back(cast.tomas, first)
    assert caught.value.theirs.decision.id == newer.id
    back = story.take_back(cast.tomas, newer)
    with pytest.raises(NotFound):
        story.take_back(cast.tomas, back)


def test_an_award_rests_on_every_vendor_compared(story: Deciding, cast: Cast) -> None:
    story.decide(cast.tomas, story.otterline, Kind.CLEARED)
    story.decide(cast.tomas, story.quillfeather)
    decision = story.award(cast.ines, story.otterline)
    record = queries.records(story.session, cast.vera.actor, story.campaign_id)[0]
    assert (record.decision.id, decision.confirmed) == (decision.id, False)
    assert [(b.vendor, b.state, b.scorecard_number) for b in record.named] == [("Otterline HR", "cleared", 1)]
    assert [(b.vendor, b.state) for b in record.compared] == [("Quillfeather Talent", "excluded")]
    assert record.compared[0].digest == digest(story.quillfeather.newest.content)
    assert (story.state(story.otterline).state, story.state(story.quillfeather).state) == (
        State.AWARDED,
        State.EXCLUDED,
    )


def test_an_award_to_somebody_flagged_or_excluded_is_confirmed_by_name(story: Deciding, cast: Cast) -> None:
    story.decide(cast.tomas, story.quillfeather)
    with pytest.raises(Invalid) as caught:
        story.award(cast.ines, story.otterline, story.quillfeather)
    assert codes(caught) == [("DECISION-CONFIRM", "confirmed")]
    assert "Otterline HR, Quillfeather Talent" in caught.value.problems[0].message
    decision = story.award(cast.ines, story.otterline, story.quillfeather, confirmed=True)
    assert decision.confirmed
    assert {story.state(v).state for v in (story.otterline, story.quillfeather)} == {State.AWARDED}
    story.take_back(cast.ines, decision)
    assert story.state(story.otterline).state is State.NEEDS


def test_an_award_names_somebody_who_can_be_awarded(story: Deciding, cast: Cast) -> None:
    for vendors in ((), ("nobody",)):
        with pytest.raises(Invalid) as caught:
            story.award(cast.ines, vendors=vendors)
        assert codes(caught) == [("DECISION-VENDORS", "vendors")]


def test_an_award_given_on_a_stale_page_is_not_recorded(story: Deciding, cast: Cast) -> None:
    form = story.award_given(story.otterline, confirmed=True)
    story.decide(cast.tomas, story.otterline)
    with pytest.raises(Conflict):
        story.award(cast.ines, story.otterline, seen=form.seen, confirmed=True)
    form = story.award_given(story.otterline, confirmed=True)
    story.quillfeather.submit(held={"value": "no"})
    with pytest.raises(Conflict):
        story.award(cast.ines, story.otterline, seen=form.seen, confirmed=True)


def test_a_second_award_replaces_the_first(story: Deciding, cast: Cast) -> None:
    story.award(cast.ines, story.otterline, confirmed=True)
    story.award(cast.tomas, story.quillfeather, confirmed=True)
    assert story.state(story.otterline).awarded is None
    assert story.state(story.quillfeather).awarded is not None


def test_only_managers_and_owners_decide_and_only_on_their_own(story: Deciding, cast: Cast) -> None:
    for person in (cast.rosa, cast.vera):
        with pytest.raises(NotAllowed):
            story.decide(person, story.quillfeather)
        with pytest.raises(NotAllowed):
            story.award(person, story.quillfeather)
    with pytest.raises(NotFound):
        story.decide(cast.kai, story.quillfeather)
    decision = story.decide(cast.tomas, story.quillfeather)
    with pytest.raises(NotAllowed):
        story.take_back(cast.rosa, decision)
    with pytest.raises(NotFound):
        story.take_back(cast.kai, decision)
    assert queries.records(story.session, cast.kai.actor, story.campaign_id) == ()
    assert queries.states_everywhere(story.session, cast.kai.actor, ()) == {}
    assert queries.records_of_vendor(story.session, cast.kai.actor, story.quillfeather.response.vendor_id) == ()


@pytest.mark.parametrize("table", ["decision", "decision_basis"])
def test_decisions_can_only_be_added_to(story: Deciding, cast: Cast, database: Database, table: str) -> None:
    story.decide(cast.tomas, story.quillfeather)
    story.session.commit()
    column = "reason" if table == "decision" else "vendor"
    for statement in (f"UPDATE {table} SET {column} = 'other'", f"DELETE FROM {table}"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.writing() as session:
            session.execute(sa.text(statement))


def test_figures_name_the_flags_so_that_no_content_is_read(story: Deciding, cast: Cast) -> None:
    for found in scorecards.newest(story.session, cast.vera.actor, story.campaign_id):
        card = scorecards.scorecard(story.session, cast.vera.actor, found.summary.scorecard_id).scorecard
        assert found.summary.flagged == tuple(f.key for f in card.flags)
        assert (found.summary.release, found.summary.policy_hash) == (card.release, card.policy_hash)


def test_every_code_is_explained() -> None:
    explained = (Path(__file__).resolve().parents[2] / "docs" / "errors.md").read_text()
    assert [code for code in CODES if f"`{code}`" not in explained] == []


def test_of_two_at_the_same_moment_one_is_second(database: Database, cast: Cast, settings: Settings, now: Now) -> None:
    """Both have the page open, and send it while the other's is on its way."""
    with database.writing() as session:
        told = begin_deciding(session, cast, settings, now)
        forms = [told.given(told.quillfeather, Kind.CLEARED, reason="Holds."), told.given(told.quillfeather)]
        campaign_id = told.campaign_id
    ready = Barrier(2)

    def send(who: Person, form: OnVendor) -> str:
        ready.wait()
        try:
            with database.writing() as session:
                return service.decide(session, who.actor, campaign_id, form, now=now()).kind
        except Conflict as conflict:
            return f"conflict with {conflict.theirs.decision.by}"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(send, (cast.ines, cast.tomas), forms))
    with database.reading() as session:
        (kept,) = session.exec(select(Decision)).all()
    assert answers == sorted([kept.kind, f"conflict with {kept.by}"])
