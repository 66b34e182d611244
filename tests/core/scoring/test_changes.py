"""Why the number is another than last time: what differs, where it comes from, and what it moved."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.catalog.model import ReferenceData
from app.core.scoring.changes import Change, changes, total
from app.core.scoring.engine import score
from app.core.scoring.policy import Policy
from app.core.scoring.scorecard import Scorecard
from tests.core.cast import IN_FORCE, KNOCK_OUT, REFERENCE, certificate, file, question, questionnaire, response
from tests.core.scoring.test_properties import World, quick, worlds

ASKED = (
    (
        "oversight",
        3,
        [
            question("A", weight=3, evidence={"expect": "document"}),
            question("B", not_applicable="after_review", clauses=["iso-42001:9.2"]),
        ],
    ),
    (
        "system",
        1,
        [
            question("C", evidence={"expect": "certificate", "schemes": ["iso-42001"]}),
            question("D", type="long_text", good=None, rubric={"en": "How good?"}),
        ],
    ),
)
ANSWERS = {"A": "yes", "B": "yes", "C": "yes"}
SHOWN = {"evidence": (file("e1", "C"),), "certificates": (certificate(),)}
ACCEPTED = {"acceptances": ({"certificate": "c1", "reason": "Compared.", "by": "Rosa Lind"},)}


def card(
    answers: dict[str, Any] | None = None,
    *,
    sections: Any = ASKED,
    policy: Policy | None = None,
    release: str = "r",
    reference: ReferenceData = REFERENCE,
    checks: Any = (),
    **changed: Any,
) -> Scorecard:
    asked = questionnaire(*sections, checks=list(checks))
    given_ = response(ANSWERS if answers is None else answers, **changed)
    return score(asked, given_, reference, policy or Policy(), release=release)


def told(before: Scorecard, after: Scorecard) -> dict[tuple[str, str], Change]:
    """By path and what; the effects add up, and only once."""
    found = changes(before, after)
    rows = {(c.path, c.what): c for c in found}
    assert len(rows) == len(found)
    assert_adds_up(before, after, found)
    return rows


def assert_adds_up(before: Scorecard, after: Scorecard, found: tuple[Change, ...]) -> None:
    if before.overall.claimed is None or after.overall.claimed is None:
        assert total(found) == (0, 0)
        return
    difference = after.overall.claimed - before.overall.claimed, after.overall.evidenced - before.overall.evidenced
    assert total(found) == pytest.approx(difference, abs=1e-9)


def test_nothing_differs_between_a_scorecard_and_itself() -> None:
    assert changes(card(**SHOWN), card(**SHOWN)) == ()


def test_a_changed_answer_moves_the_score_by_its_share() -> None:
    rows = told(card({"A": "no", "B": "yes", "C": "yes"}), card())
    change = rows.pop(("question:A", "claim"))
    assert (change.before, change.after, change.why) == ("No (0.00)", "Yes (1.00)", "answer")
    assert change.because == "“Yes” is worth 1.00."
    assert change.claimed == pytest.approx(0.75 * 0.75)  # three quarters of a section that weighs three quarters
    assert change.evidenced == pytest.approx(0.75 * 0.75 * 0.4)
    assert rows == {}


def test_a_document_makes_an_answer_documented() -> None:
    change = told(card(), card(evidence=(file("e2", "A"),)))["question:A", "support"]
    assert (change.before, change.after, change.why) == ("unsupported (0.40)", "documented (0.70)", "evidence")
    assert change.claimed == 0
    assert change.evidenced == pytest.approx(0.75 * 0.75 * 0.3)


def test_an_answer_and_its_document_at_once_have_each_their_part() -> None:
    rows = told(card({"A": "no", "B": "yes", "C": "yes"}), card(evidence=(file("e2", "A"),)))
    claim, support = rows["question:A", "claim"], rows["question:A", "support"]
    assert (claim.why, support.why) == ("answer", "evidence")
    assert claim.evidenced == pytest.approx(0.5625 * 0.55)  # at the mean of the two credits
    assert support.evidenced == pytest.approx(0.5625 * 0.15)  # at the mean of the two claims


def test_a_certificate_is_attached_and_then_accepted() -> None:
    bare, attached, accepted = card(), card(**SHOWN), card(**SHOWN, **ACCEPTED)
    rows = told(bare, attached)
    assert (rows["certificate:c1", "certificate"].before, rows["certificate:c1", "certificate"].after) == (
        "not there",
        "qualified",
    )
    assert rows["question:C", "support"].why == "certificate"
    assert rows["flag:REVIEW-CERTIFICATE:c1", "flag"].why == "certificate"
    rows = told(attached, accepted)
    assert rows["certificate:c1", "certificate"].after == "qualified, accepted"
    assert rows["certificate:c1", "certificate"].because == "Accepted by Rosa Lind: Compared."
    assert rows["question:C", "support"].why == "judgement"
    assert rows["flag:REVIEW-CERTIFICATE:c1", "flag"].after == ""


def test_a_certificate_that_ended_meanwhile_is_the_days_doing() -> None:
    ends = {"certificates": (certificate(valid_until=date(2026, 12, 31)),), "evidence": SHOWN["evidence"]}
    rows = told(card(**ends, **ACCEPTED), card(**ends, **ACCEPTED, as_of="2027-02-01"))
    assert rows["overall", "basis"].why == "day"
    assert rows["certificate:c1", "certificate"].why == "day"
    assert rows["question:C", "support"].why == "day"
    assert any(c.what == "finding" and c.why == "day" for c in rows.values())


def test_what_a_register_answers_is_about_the_certificate() -> None:
    seen = SHOWN | {"certificates": (certificate(lookups=(IN_FORCE,)),)}
    change = told(card(**SHOWN), card(**seen))["certificate:c1", "certificate"]
    assert (change.why, change.because.partition(":")[0]) == ("certificate", "CERT-STATUS")


def test_accreditation_that_became_known_is_reference_data() -> None:
    known = REFERENCE.model_dump(mode="json")
    known["certification_bodies"][0]["accreditations"] = []
    rows = told(card(**SHOWN, reference=ReferenceData.model_validate(known)), card(**SHOWN))
    assert rows["certificate:c1", "certificate"].why == "reference"


def test_judgements_are_told_as_such() -> None:
    half = card(overrides=({"question": "A", "value": 0.5, "reason": "Only in part.", "by": "Rosa Lind"},))
    change = told(card(), half)["question:A", "claim"]
    assert (change.why, change.after) == ("judgement", "Yes (0.50)")
    assert "Only in part" in change.because
    assert told(card(), card(verified=("A",)))["question:A", "support"].why == "judgement"

    said = ANSWERS | {"B": {"not_applicable": True, "reason": "We do not."}}
    accepted = card(said, acceptances=({"question": "B", "reason": "Right.", "by": "Rosa Lind"},))
    rows = told(card(said), accepted)
    assert rows["question:B", "place"].why == "judgement"
    assert rows["question:B", "place"].after == "outside the sums: not applicable"
    assert rows["flag:REVIEW:B", "flag"].why == "judgement"


def test_a_dismissed_contradiction() -> None:
    odd = [{"id": "odd", "when": {"question": "A", "any_of": ["yes"]}, "say": {"en": "Odd."}}]
    torn = card(checks=odd)
    key = torn.findings[0].key
    cleared = card(checks=odd, dismissals=({"finding": key, "reason": "Explained.", "by": "Rosa Lind"},))
    rows = told(torn, cleared)
    assert rows["question:A", "support"].why == "judgement"
    assert rows[f"finding:{key}", "finding"].because == "Rosa Lind: Explained."
    gone = told(torn, card(ANSWERS | {"A": "no"}, checks=odd))
    assert gone[f"finding:{key}", "finding"].why == "answer"
    assert gone["question:A", "support"].why == "answer"
    assert not any(c.what == "flag" for c in gone.values())  # it is told as a finding


def test_credits_and_weights_of_a_policy() -> None:
    strict = Policy(id="strict", credits={"unsupported": 0.2}, section_weights={"system": 3})
    rows = told(card(), card(policy=strict))
    assert rows["overall", "basis"].why == "policy"
    assert rows["question:A", "credit"].because == "“unsupported” counts for 0.20 instead of 0.40."
    assert (rows["section:system", "weight"].before, rows["section:system", "weight"].after) == ("1", "3")
    assert {c.why for c in rows.values()} == {"policy"}


def test_a_section_that_the_policy_leaves_out() -> None:
    rows = told(card(), card(policy=Policy(section_weights={"system": 0})))
    assert rows["section:system", "place"].why == "policy"
    assert rows["section:system", "place"].evidenced == pytest.approx(0.25 * (0.55 - 0.2))


def test_a_knock_out_that_is_switched_on() -> None:
    asked = (("one", 1, [KNOCK_OUT]),)
    off = card({"K": "no"}, sections=asked)
    on = card({"K": "no"}, sections=asked, policy=Policy(decisions={"K": "on"}))
    assert told(off, on)["flag:KNOCK-OUT:K", "flag"].why == "policy"


def test_another_release_asks_more_and_weighs_otherwise() -> None:
    more = (
        ("oversight", 3, [*ASKED[0][2], question("E")]),
        ("system", 1, [ASKED[1][2][0] | {"weight": 2}, ASKED[1][2][1]]),
    )
    rows = told(card(), card(ANSWERS | {"E": "no"}, sections=more, release="s"))
    assert rows["question:E", "place"].before == "not asked"
    assert rows["question:C", "weight"].after == "2"
    assert {c.why for c in rows.values()} == {"release"}


def test_submission_makes_empty_answers_count() -> None:
    rows = told(card({"A": "yes"}, status="draft"), card({"A": "yes"}))
    assert rows["question:B", "place"].why == "status"
    assert rows["section:system", "place"].why == "status"


def test_a_first_score_is_told_without_a_distance() -> None:
    rows = told(card({}, status="draft"), card({"A": "yes"}, status="draft"))
    assert (rows["overall", "score"].before, rows["overall", "score"].after) == ("no score", "40.0")


def test_other_words_of_the_same_worth() -> None:
    options = [{"id": i, "label": {"en": i.title()}, "score": 1} for i in ("often", "always")]
    asked = (("one", 1, [question("A", type="single", good=None, options=options)]),)
    rows = told(card({"A": "often"}, sections=asked), card({"A": "always"}, sections=asked))
    assert (rows["question:A", "answer"].before, rows["question:A", "answer"].after) == ("Often", "Always")


@quick
@given(worlds(), worlds(), st.booleans())
def test_the_effects_add_up_to_the_difference_and_run_backwards_too(first: World, second: World, policy: bool) -> None:
    """Any two scorecards, of releases that have little in common."""
    before = first.score()
    after = second.score(policy=Policy(credits={"unsupported": 0.1}, section_weights={"s0": 5}) if policy else None)
    forth, back = changes(before, after), changes(after, before)
    assert_adds_up(before, after, forth)
    assert_adds_up(after, before, back)
    mirrored = {(c.path, c.what): (-c.claimed, -c.evidenced) for c in back}
    for change in forth:
        assert mirrored[change.path, change.what] == pytest.approx((change.claimed, change.evidenced), abs=1e-9)


@quick
@given(worlds(), st.data())
def test_one_changed_answer_has_the_whole_difference(world: World, data: st.DataObject) -> None:
    asked = data.draw(st.sampled_from(world.questions))
    other = data.draw(st.sampled_from([o["id"] for o in asked["options"]]))
    before, after = world.score(), world.score(world.answers | {asked["id"]: other})
    assert_adds_up(before, after, changes(before, after))
    assert changes(before, before) == ()
