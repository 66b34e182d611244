"""Reviewers judge what rules cannot, say why, and change their minds; nothing is lost, and each step is scored."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.core.catalog.model import ReferenceData
from app.core.problems import Invalid
from app.core.scoring.scorecard import Scorecard, Standing, State, Support
from app.core.typed import parse
from app.features.audit.models import AuditEvent
from app.features.errors import Closed, Conflict, NotAllowed, NotFound
from app.features.reviews import queries
from app.features.reviews.models import Kind, Review
from app.features.reviews.schemas import CODES, QUARTERS, Judgement, levels_of
from app.features.scorecards import service
from app.features.scorecards.models import ScorecardRow
from app.infra.content import reference
from app.infra.settings import Settings
from tests.conftest import Cast, Now, Person
from tests.features.review_story import ANSWERS, Reviewing, begin, certificate

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture
def story(session: Session, cast: Cast, settings: Settings, now: Now) -> Reviewing:
    story = begin(session, cast, settings, now)
    story.submit()
    now.forward(timedelta(minutes=5))
    return story


def judge(story: Reviewing, who: Person, given: Judgement) -> Review:
    review, _ = service.judge(story.session, who.actor, story.id, given, reference(), now=story.now())
    return review


def take_back(story: Reviewing, who: Person, review: Review) -> Review:
    back, _ = service.withdraw(story.session, who.actor, story.id, review.id, reference(), now=story.now())
    return back


def card(story: Reviewing) -> Scorecard:
    return Scorecard.model_validate(story.newest.content)


def contradiction(story: Reviewing) -> str:
    return next(f.key for f in card(story).findings if f.code == "CLAIM-NUMBER")


def everything(story: Reviewing) -> tuple[list[Review], int]:
    reviews = story.session.exec(select(Review).order_by(Review.number)).all()
    return list(reviews), len(story.session.exec(select(ScorecardRow)).all())


def test_an_answer_that_no_rule_scores_counts_once_it_is_rated(story: Reviewing, cast: Cast) -> None:
    before = card(story)
    assert before.questions["tests"].state is State.AWAITING_REVIEW
    judge(story, cast.rosa, story.judgement(Kind.OVERRIDE, "tests", 0.7, reason="Dates are missing."))
    after = card(story)
    assert after.questions["tests"].claim == 0.7
    assert after.questions["tests"].override == "Rosa Lindqvist, 23 November 2026: Dates are missing."
    assert after.sections["practice"].claimed == pytest.approx((3 * 0.7 + 1) / 5)  # "training" still counts 0
    assert (story.newest.number, story.newest.created_by) == (2, "Rosa Lindqvist")
    assert "REVIEW:tests" in {f.key for f in before.flags} - {f.key for f in after.flags}


def test_the_day_of_a_judgement_is_the_day_where_the_organisation_is(story: Reviewing, cast: Cast, now: Now) -> None:
    from app.features.identity.models import Organisation

    now.at = now().replace(hour=23, minute=30)
    organisation = story.session.get_one(Organisation, cast.rosa.actor.organisation_id)
    organisation.timezone = "Europe/Helsinki"
    story.session.add(organisation)
    judge(story, cast.rosa, story.judgement(Kind.OVERRIDE, "tests", 1.0))
    assert card(story).questions["tests"].override.startswith("Rosa Lindqvist, 24 November 2026: ")


def test_an_answer_that_rules_score_can_be_rated_otherwise(story: Reviewing, cast: Cast) -> None:
    assert card(story).questions["stop"].claim == 1
    judge(story, cast.rosa, story.judgement(Kind.OVERRIDE, "stop", 0.25, reason="Only by calling us."))
    assert card(story).questions["stop"].claim == 0.25


def test_what_was_confirmed_at_the_source_counts_in_full(story: Reviewing, cast: Cast) -> None:
    assert card(story).questions["stop"].support is Support.UNSUPPORTED
    review = judge(story, cast.rosa, story.judgement(Kind.VERIFIED, "stop", reason="Shown on 20 November."))
    assert card(story).questions["stop"].support is Support.VERIFIED
    assert story.newest.judgements == [review.id]


def test_an_accepted_does_not_apply_leaves_the_sums(story: Reviewing, cast: Cast) -> None:
    before = card(story).questions["training"]
    assert (before.state, before.claim, before.in_sums) == (State.AWAITING_REVIEW, 0.0, True)
    judge(story, cast.rosa, story.judgement(Kind.ACCEPTANCE_NOT_APPLICABLE, "training"))
    after = card(story).questions["training"]
    assert (after.state, after.in_sums) == (State.NOT_APPLICABLE, False)


def test_an_answer_is_either_rated_or_does_not_apply(story: Reviewing, cast: Cast) -> None:
    first = judge(story, cast.rosa, story.judgement(Kind.OVERRIDE, "training", 0.0, reason="You do fine-tune it."))
    judge(story, cast.tomas, story.judgement(Kind.ACCEPTANCE_NOT_APPLICABLE, "training", seen=first.id))
    assert card(story).questions["training"].state is State.NOT_APPLICABLE


def test_a_qualified_certificate_that_is_accepted_certifies(story: Reviewing, cast: Cast) -> None:
    standing = next(c for c in card(story).certificates if c.certificate == "c1")
    assert (standing.standing, standing.certifies) == (Standing.QUALIFIED, False)
    judge(story, cast.rosa, story.judgement(Kind.ACCEPTANCE_CERTIFICATE, "c1", reason="Compared with the original."))
    standing = next(c for c in card(story).certificates if c.certificate == "c1")
    assert standing.certifies
    assert standing.accepted == "Rosa Lindqvist, 23 November 2026: Compared with the original."
    assert card(story).questions["held"].support is Support.CERTIFIED


def test_a_certificate_that_has_ended_cannot_be_accepted(story: Reviewing, cast: Cast) -> None:
    before = everything(story)
    with pytest.raises(Invalid, match="REVIEW-CERTIFICATE") as refused:
        judge(story, cast.rosa, story.judgement(Kind.ACCEPTANCE_CERTIFICATE, "c2"))
    assert "30 June 2026" in refused.value.problems[0].message
    assert everything(story) == before


def test_a_dismissed_contradiction_no_longer_takes_from_the_score(story: Reviewing, cast: Cast) -> None:
    before, key = card(story), contradiction(story)
    assert before.questions["number"].support is Support.CONTRADICTED
    judge(story, cast.rosa, story.judgement(Kind.DISMISSAL, key, reason="A renewal: the body confirmed both numbers."))
    after = card(story)
    assert after.questions["number"].evidenced == 1
    assert next(f for f in after.findings if f.key == key).dismissed.startswith("Rosa Lindqvist, 23 November 2026: ")
    assert key not in {f.key for f in after.flags}


def test_taking_back_brings_the_question_back(story: Reviewing, cast: Cast) -> None:
    before, key = card(story), contradiction(story)
    review = judge(story, cast.rosa, story.judgement(Kind.DISMISSAL, key))
    take_back(story, cast.tomas, review)
    assert card(story) == before
    assert story.newest.number == 3, "the scorecards in between are kept"
    (kept,), _ = everything(story)
    assert (kept.withdrawn_by, kept.reason) == ("Tomas Verhulst", "We looked at it together.")
    take_back(story, cast.rosa, review)
    assert everything(story)[0][0].withdrawn_by == "Tomas Verhulst"
    assert story.newest.number == 3


def test_a_newer_judgement_replaces_the_older_and_both_are_kept(story: Reviewing, cast: Cast) -> None:
    first = judge(story, cast.rosa, story.judgement(Kind.OVERRIDE, "tests", 0.7))
    second = judge(story, cast.tomas, story.judgement(Kind.OVERRIDE, "tests", 0.0, seen=first.id))
    assert card(story).questions["tests"].claim == 0
    assert queries.applied(story.session, story.id) == (second,)
    assert [r.id for r in queries.history(story.session, cast.rosa.actor, story.id)] == [second.id, first.id]
    with pytest.raises(Conflict) as replaced:
        take_back(story, cast.rosa, first)
    assert replaced.value.theirs == second
    take_back(story, cast.rosa, second)
    assert card(story).questions["tests"].state is State.AWAITING_REVIEW, "the first one does not come back by itself"


def test_the_second_of_two_reviewers_is_told_and_then_wins(story: Reviewing, cast: Cast) -> None:
    theirs = judge(story, cast.rosa, story.judgement(Kind.OVERRIDE, "tests", 0.7))
    before, mine = everything(story), story.judgement(Kind.OVERRIDE, "tests", 0.0)
    with pytest.raises(Conflict, match="Rosa Lindqvist has judged this meanwhile") as told:
        judge(story, cast.tomas, mine)
    assert (told.value.theirs, told.value.mine) == (theirs, mine)
    assert everything(story) == before
    judge(story, cast.tomas, mine.model_copy(update={"seen": theirs.id}))
    assert card(story).questions["tests"].claim == 0


def test_a_judgement_taken_back_meanwhile_is_told(story: Reviewing, cast: Cast) -> None:
    seen = judge(story, cast.rosa, story.judgement(Kind.OVERRIDE, "tests", 0.7))
    take_back(story, cast.rosa, seen)
    with pytest.raises(Conflict, match="taken back meanwhile") as told:
        judge(story, cast.tomas, story.judgement(Kind.OVERRIDE, "tests", 0.0, seen=seen.id))
    assert told.value.theirs is None


def test_the_same_form_sent_twice_is_recorded_once(story: Reviewing, cast: Cast) -> None:
    given = story.judgement(Kind.OVERRIDE, "tests", 0.7)
    first = judge(story, cast.rosa, given)
    before = everything(story)
    assert judge(story, cast.rosa, given).id == first.id
    assert everything(story) == before


def test_a_rating_falls_away_when_the_answer_changes_and_stays_when_another_does(story: Reviewing, cast: Cast) -> None:
    judge(story, cast.rosa, story.judgement(Kind.OVERRIDE, "tests", 0.7))
    story.submit(stop={"value": "no"})
    assert card(story).questions["tests"].claim == 0.7
    story.submit(tests={"value": "Not any more."})
    assert card(story).questions["tests"].state is State.AWAITING_REVIEW
    assert story.newest.judgements == []
    assert len(queries.applied(story.session, story.id)) == 1, (
        "it is not taken back: it no longer speaks of what is there"
    )


def test_a_dismissal_falls_away_when_one_of_the_two_sides_changes(story: Reviewing, cast: Cast) -> None:
    judge(story, cast.rosa, story.judgement(Kind.DISMISSAL, contradiction(story)))
    assert card(story).questions["number"].support is not Support.CONTRADICTED
    story.submit(certificates=(certificate("c1", "CERT-9", "2029-01-11"),))
    assert card(story).questions["number"].support is Support.CONTRADICTED


def test_an_acceptance_falls_away_when_the_facts_change(story: Reviewing, cast: Cast) -> None:
    judge(story, cast.rosa, story.judgement(Kind.ACCEPTANCE_CERTIFICATE, "c1"))
    story.submit(certificates=(certificate("c1", "CERT-2", "2028-01-11"),))
    assert not any(c.certifies for c in card(story).certificates)


def test_a_judgement_on_an_earlier_submission_is_not_taken_for_one_on_the_newest(story: Reviewing, cast: Cast) -> None:
    given = story.judgement(Kind.OVERRIDE, "tests", 0.7)
    story.submit(tests={"value": "Not any more."})
    with pytest.raises(Conflict, match="submitted again"):
        judge(story, cast.rosa, given)


@pytest.mark.parametrize(
    ("kind", "target", "value", "code"),
    [
        (Kind.OVERRIDE, "tests", None, "REVIEW-VALUE"),
        (Kind.OVERRIDE, "tests", 1.01, "REVIEW-VALUE"),
        (Kind.OVERRIDE, "tests", float("nan"), "REVIEW-VALUE"),
        (Kind.OVERRIDE, "other", 0.5, "REVIEW-NOT-SCORED"),
        (Kind.ACCEPTANCE_NOT_APPLICABLE, "stop", None, "REVIEW-APPLIES"),
        (Kind.VERIFIED, "training", None, "REVIEW-NOT-ANSWERED"),
        (Kind.ACCEPTANCE_CERTIFICATE, "c2", None, "REVIEW-CERTIFICATE"),
    ],
)
def test_what_cannot_be_judged_so_is_refused_with_a_reason(
    story: Reviewing, cast: Cast, kind: Kind, target: str, value: float | None, code: str
) -> None:
    before = everything(story)
    with pytest.raises(Invalid) as refused:
        judge(story, cast.rosa, story.judgement(kind, target, value))
    assert [p.code for p in refused.value.problems] == [code]
    assert everything(story) == before


@pytest.mark.parametrize("kind", list(Kind))
def test_there_is_nothing_to_judge_where_nothing_is(story: Reviewing, cast: Cast, kind: Kind) -> None:
    with pytest.raises(NotFound):
        judge(story, cast.rosa, story.judgement(kind, "nowhere", 0.5))


def test_a_judgement_needs_a_reason(story: Reviewing) -> None:
    with pytest.raises(Invalid, match="TEXT-MISSING reason"):
        parse(Judgement, {"kind": "override", "target": "tests", "value": 1, "reason": " \n", "submission": 1})


def test_only_reviewers_of_the_buyer_judge(story: Reviewing, cast: Cast) -> None:
    given = story.judgement(Kind.OVERRIDE, "tests", 0.7)
    with pytest.raises(NotAllowed):
        judge(story, cast.vera, given)
    with pytest.raises(NotFound):
        judge(story, cast.kai, given)
    review = judge(story, cast.rosa, given)
    with pytest.raises(NotAllowed):
        take_back(story, cast.vera, review)
    with pytest.raises(NotFound):
        take_back(story, cast.kai, review)
    assert queries.history(story.session, cast.kai.actor, story.id) == []
    assert queries.these(story.session, cast.kai.actor, [review.id]) == []


def test_what_was_not_sent_is_not_reviewed(session: Session, cast: Cast, settings: Settings, now: Now) -> None:
    draft = begin(session, cast, settings, now)
    with pytest.raises(Closed):
        judge(draft, cast.rosa, draft.judgement(Kind.OVERRIDE, "tests", 0.7))


def test_the_audit_log_tells_who_judged_what(story: Reviewing, cast: Cast) -> None:
    review = judge(story, cast.rosa, story.judgement(Kind.OVERRIDE, "tests", 0.7, reason="Dates are missing."))
    take_back(story, cast.tomas, review)
    events = story.session.exec(select(AuditEvent).where(AuditEvent.subject_id == story.id).order_by(AuditEvent.id))
    told = {e.action: (e.actor_name, e.details["about"], e.details["reason"]) for e in events}
    assert told["answer.rated"] == ("Rosa Lindqvist", "tests", "Dates are missing.")
    assert told["judgement.taken_back"][0] == "Tomas Verhulst"


def test_scoring_again_after_the_reference_data_changed_makes_a_new_scorecard(story: Reviewing, cast: Cast) -> None:
    data = reference()
    newer = ReferenceData.model_validate({**dict(data), "certification_bodies": ()})
    submission_id = story.newest.submission_id
    again = service.compute(story.session, cast.ines.actor, submission_id, data, now=story.now())
    assert again.number == 1
    other = service.compute(story.session, cast.ines.actor, submission_id, newer, now=story.now())
    assert other.number == 2
    assert other.inputs_hash == again.inputs_hash


@pytest.mark.parametrize(
    ("rubric", "levels", "remark"),
    [
        ("1: all. 0.4: some. 0: none.", [(1, "All"), (0.4, "Some"), (0, "None")], ""),
        ("0: none. 1: all of it. A draft is fine.", [(1, "All of it"), (0, "None")], "A draft is fine."),
        ("Be fair. 1: all. 0: no 42001:4.3 at all. Ask.", [(1, "All"), (0, "No 42001:4.3 at all")], "Be fair. Ask."),
    ],
)
def test_the_levels_are_the_rubrics_own(rubric: str, levels: list[tuple[float, str]], remark: str) -> None:
    found = levels_of(rubric)
    assert [(level.value, level.words) for level in found.levels] == levels
    assert found.remark == remark


@pytest.mark.parametrize("rubric", ["", "Look for dates.", "1: only one level is named."])
def test_a_rubric_without_levels_stands_beside_quarters(rubric: str) -> None:
    assert levels_of(rubric).levels == QUARTERS
    assert levels_of(rubric).remark == rubric


def test_every_rubric_that_ships_names_its_levels() -> None:
    from app.core.questionnaire.load import load
    from app.infra.content import FOLDER

    rubrics = {}
    for path in FOLDER.glob("*.yaml"):
        model = load(path.read_text(), path.name).questionnaire
        rubrics |= {(path.stem, q.id): str(q.rubric) for q in (model.by_id.values() if model else ()) if q.rubric}
    assert rubrics
    for text in rubrics.values():
        values = [level.value for level in levels_of(text).levels]
        assert (values[0], values[-1]) == (1, 0)
        assert levels_of(text).levels != QUARTERS


def test_every_code_is_explained() -> None:
    explained = (DOCS / "errors.md").read_text()
    assert [code for code in CODES if f"`{code}`" not in explained] == []


def test_the_story_is_about_every_answer() -> None:
    from app.core.questionnaire.load import load
    from tests.features.review_story import QUESTIONNAIRE

    model = load(QUESTIONNAIRE, "reviewed.yaml").questionnaire
    assert model is not None
    assert set(model.by_id) == set(ANSWERS)
