"""Policies are versions that never change once they were used; a campaign's vendors are all scored by the same one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.core.problems import Invalid
from app.core.scoring.policy import Credits, Policy, default_policy, policy_hash
from app.core.scoring.scorecard import Scorecard
from app.core.typed import parse
from app.features.audit.models import AuditEvent
from app.features.campaigns import choosing, editing
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign
from app.features.campaigns.schemas import CampaignInput, PolicyReason
from app.features.effects import build_worker
from app.features.errors import Closed, Conflict, NotAllowed, NotFound
from app.features.policies import queries, service
from app.features.policies.models import PolicyVersion
from app.features.policies.schemas import LoadedPolicy, PolicyInput, PolicyWords
from app.features.scorecards import rescoring
from app.features.scorecards.models import ScorecardRow
from app.infra.content import reference
from app.infra.jobs import Job, JobState
from app.infra.services import Services
from app.infra.settings import Settings
from tests.conftest import Cast, Now, Person
from tests.features.review_story import Reviewing, begin
from tests.web.vendor_story import invite

DOCS = Path(__file__).resolve().parents[2] / "docs"
STRICT = Policy(credits=Credits(unsupported=0.2, documented=0.6), section_weights={"practice": 3})
SAYS = PolicyReason(reason="The board asked for more weight on what is shown.")


def given(title: str = "Strict on evidence", policy: Policy = STRICT, **changes: Any) -> PolicyInput:
    words = {"title": title, "reason": "Claims alone have let us down.", **changes}
    return PolicyInput(parse(PolicyWords, words), policy)


@pytest.fixture
def story(session: Session, cast: Cast, settings: Settings, now: Now) -> Reviewing:
    return begin(session, cast, settings, now)


def made(story: Reviewing, who: Person | None = None, what: PolicyInput | None = None) -> LoadedPolicy:
    return service.create(story.session, (who or story.cast.tomas).actor, what or given(), story.now())


def choose(story: Reviewing, version_id: str, says: PolicyReason = SAYS, version: int | None = None) -> object:
    campaign = story.session.get_one(Campaign, story.response.campaign_id)
    seen = campaign.version if version is None else version
    return rescoring.choose_policy(
        story.session, story.cast.tomas.actor, campaign.id, seen, version_id, says, story.now()
    )


def cards(story: Reviewing) -> list[Scorecard]:
    rows = select(ScorecardRow).where(ScorecardRow.response_id == story.id).order_by(ScorecardRow.number)
    return [Scorecard.model_validate(row.content) for row in story.session.exec(rows)]


def codes(refused: pytest.ExceptionInfo[Invalid]) -> set[tuple[str, str]]:
    return {(p.code, p.where) for p in refused.value.problems}


def test_a_policy_is_called_after_its_name_and_says_so_to_scorecards(story: Reviewing) -> None:
    first = made(story)
    second = made(story, what=given("Default"))
    third = made(story, what=given("Строго"))
    assert [p.policy.label for p in (first, second, third)] == ["strict-on-evidence 1", "default-2 1", "policy 1"]
    assert first.digest == policy_hash(first.policy)
    assert [p.title for p in queries.policies(story.session, story.cast.vera.actor)][:2] == [
        "Default",
        "Strict on evidence",
    ]


def test_a_policy_that_nobody_used_is_changed_in_place(story: Reviewing) -> None:
    first = made(story)
    again = service.change(
        story.session, story.cast.ines.actor, first.policy_id, 1, given(policy=default_policy()), story.now()
    )
    assert (again.id, again.number, again.revision, again.created_by) == (first.id, 1, 2, "Ines Aldemir")
    assert again.policy.credits == Credits()


def test_a_used_policy_is_never_written_again(story: Reviewing) -> None:
    first = made(story)
    choose(story, first.id)
    next_one = service.change(
        story.session, story.cast.tomas.actor, first.policy_id, 1, given(policy=Policy()), story.now()
    )
    assert (next_one.number, next_one.policy.label) == (2, "strict-on-evidence 2")
    kept = queries.version(story.session, story.cast.vera.actor, first.id)
    assert (kept.policy, kept.digest, kept.is_newest) == (first.policy, first.digest, False)
    campaign = campaigns.campaign(story.session, story.cast.vera.actor, story.response.campaign_id)
    assert campaigns.policy_of(campaign) == first.policy, "the campaign stays with what it chose"


def test_two_people_who_change_a_policy_both_keep_what_they_have(story: Reviewing) -> None:
    first = made(story)
    service.change(story.session, story.cast.ines.actor, first.policy_id, 1, given("Stricter"), story.now())
    mine = given(policy=Policy())
    with pytest.raises(Conflict) as refused:
        service.change(story.session, story.cast.tomas.actor, first.policy_id, 1, mine, story.now())
    assert refused.value.theirs.title == "Stricter"
    assert refused.value.mine is mine


BAD = {
    "credits out of order": (Policy(credits=Credits(certified=0.5)), {("POLICY-CREDIT-ORDER", "credits.certified")}),
    "a credit above 1": (Policy(credits=Credits(verified=1.5)), {("POLICY-CREDIT-RANGE", "credits.verified")}),
    "a negative weight": (
        Policy(section_weights={"practice": -1}),
        {("POLICY-WEIGHT-NEGATIVE", "section_weights.practice")},
    ),
    "weights that are all zero": (
        Policy(section_weights={"practice": 0, "certificate": 0}),
        {("POLICY-WEIGHT-NOTHING", "section_weights")},
    ),
    "an unknown section and knock-out": (
        Policy(section_weights={"other": 1}, decisions={"stop": "on"}),
        {("POLICY-SECTION-UNKNOWN", "section_weights.other"), ("POLICY-DECISION-UNKNOWN", "decisions.stop")},
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_policy_that_makes_no_sense_is_refused_with_every_reason(story: Reviewing, case: str) -> None:
    policy, expected = BAD[case]
    with pytest.raises(Invalid) as refused:
        made(story, what=given(policy=policy, release_id=story.release.id))
    assert codes(refused) == expected
    assert queries.policies(story.session, story.cast.vera.actor) == []


def test_names_are_told_apart_and_releases_are_our_own(story: Reviewing) -> None:
    made(story)
    for what, expected in (
        (given("STRICT on evidence"), {("POLICY-NAME-KNOWN", "title")}),
        (given("Another", release_id="nowhere"), {("POLICY-RELEASE", "release_id")}),
    ):
        with pytest.raises(Invalid) as refused:
            made(story, what=what)
        assert codes(refused) == expected


def test_an_unused_version_is_deleted_and_with_the_last_the_policy(story: Reviewing) -> None:
    first = made(story)
    choose(story, first.id)
    with pytest.raises(Closed):
        service.delete(story.session, story.cast.tomas.actor, first.policy_id, 1, story.now())
    service.change(story.session, story.cast.tomas.actor, first.policy_id, 1, given(policy=Policy()), story.now())
    left = service.delete(story.session, story.cast.tomas.actor, first.policy_id, 2, story.now())
    assert left is not None
    assert (left.number, left.revision) == (1, 3)
    other = made(story, what=given("Lenient"))
    assert service.delete(story.session, story.cast.tomas.actor, other.policy_id, 1, story.now()) is None
    assert [p.title for p in queries.policies(story.session, story.cast.vera.actor)] == ["Strict on evidence"]


def test_who_may_and_who_may_not(story: Reviewing) -> None:
    first = made(story)
    for who in (story.cast.rosa, story.cast.vera):
        with pytest.raises(NotAllowed):
            made(story, who, given("Mine"))
    with pytest.raises(NotFound):
        queries.version(story.session, story.cast.kai.actor, first.id)
    with pytest.raises(NotFound):
        service.change(story.session, story.cast.kai.actor, first.policy_id, 1, given(), story.now())
    with pytest.raises(Invalid) as refused:
        rival = made(story, story.cast.kai, given("Theirs"))
        choose(story, rival.id)
    assert codes(refused) == {("CAMPAIGN-POLICY", "policy_version_id")}


def test_before_the_first_submission_a_policy_is_chosen_freely(story: Reviewing) -> None:
    first = made(story)
    assert choose(story, first.id, PolicyReason()) is not None
    assert choose(story, first.id, PolicyReason()) is None, "it is in force already"
    assert choose(story, "", PolicyReason()) is not None
    campaign = campaigns.campaign(story.session, story.cast.vera.actor, story.response.campaign_id)
    assert campaigns.policy_of(campaign) == default_policy()
    told = campaigns.policy_choices(story.session, story.cast.vera.actor, campaign.id)
    assert [(c.number, c.policy_version_id, c.submitted) for c in told] == [(2, None, 0), (1, first.id, 0)]


def test_after_it_a_reason_is_needed_and_everybody_is_scored_again(
    story: Reviewing, services: Services, settings: Settings
) -> None:
    story.submit()
    campaign = story.session.get_one(Campaign, story.response.campaign_id)
    invite(story.session, campaign, "Otterline HR", "Otto Lind", settings, story.now())  # has not submitted
    strict = made(story)
    with pytest.raises(Invalid) as refused:
        choose(story, strict.id, PolicyReason(reason="  "))
    assert codes(refused) == {("CAMPAIGN-POLICY-REASON", "reason")}
    choose(story, strict.id)
    vera = story.cast.vera.actor
    assert rescoring.progress(story.session, vera, campaign) == rescoring.Progress(1, 0, 0)
    story.session.commit()
    worker = build_worker(services)
    while worker.run_once():
        pass
    story.session.expire_all()
    before, after = cards(story)
    assert (before.policy, after.policy) == ("default 1", "strict-on-evidence 1")
    assert after.policy_hash == strict.digest
    assert after.overall.claimed is not None
    assert after.overall.evidenced != before.overall.evidenced
    assert rescoring.progress(story.session, vera, campaign) == rescoring.Progress(1, 1, 0)
    event = story.session.exec(select(AuditEvent).where(AuditEvent.action == "campaign.policy_chosen")).one()
    assert event.details == {
        "policy": "strict-on-evidence 1", "was": "default 1", "reason": SAYS.reason, "submitted": 1,
    }  # fmt: skip


def test_a_scoring_that_was_given_up_is_told(story: Reviewing) -> None:
    story.submit()
    choose(story, made(story).id)
    job = story.session.exec(select(Job).where(Job.kind == rescoring.JOB)).one()
    job.state = JobState.FAILED
    story.session.add(job)
    story.session.flush()
    campaign = story.session.get_one(Campaign, story.response.campaign_id)
    assert rescoring.progress(story.session, story.cast.vera.actor, campaign) == rescoring.Progress(1, 0, 1)


def test_what_a_policy_would_do_is_computed_and_not_stored(story: Reviewing) -> None:
    story.submit()
    campaign = story.session.get_one(Campaign, story.response.campaign_id)
    effects = rescoring.preview(story.session, story.cast.vera.actor, campaign, STRICT, reference())
    assert effects is not None
    assert len(cards(story)) == 1
    choose(story, made(story).id)
    job = story.session.exec(select(Job).where(Job.kind == rescoring.JOB)).one()
    from app.features.scorecards.effects import rescore

    rescore(story.session, job.payload["organisation_id"], job.payload["response_id"], story.now())
    after = cards(story)[-1].overall
    assert (effects[0].claimed, effects[0].evidenced) == (after.claimed, after.evidenced)
    assert effects[0].before.evidenced == cards(story)[0].overall.evidenced


def test_two_people_who_choose_are_told_of_each_other(story: Reviewing) -> None:
    campaign = story.session.get_one(Campaign, story.response.campaign_id)
    seen = campaign.version
    choose(story, made(story).id)
    with pytest.raises(Conflict) as refused:
        choose(story, "", version=seen)
    assert refused.value.theirs.policy["id"] == "strict-on-evidence"


def test_a_policy_for_other_sections_does_not_fit(story: Reviewing) -> None:
    other = made(story, what=given(policy=Policy(section_weights={"elsewhere": 2})))
    with pytest.raises(Invalid) as refused:
        choose(story, other.id)
    assert codes(refused) == {("CAMPAIGN-POLICY", "policy_version_id")}
    assert story.session.get_one(PolicyVersion, other.id).used_at is None


def test_a_campaign_may_begin_with_a_policy(story: Reviewing) -> None:
    strict = made(story)
    new = CampaignInput(title="Another round", release_id=story.release.id)
    campaign = editing.create(story.session, story.cast.tomas.actor, new, story.now(), policy_version_id=strict.id)
    assert campaigns.policy_of(campaign) == strict.policy
    with pytest.raises(Invalid):
        editing.create(story.session, story.cast.tomas.actor, new, story.now(), policy_version_id="nothing")


def test_a_draft_keeps_to_releases_that_its_policy_fits(story: Reviewing) -> None:
    from tests.features.review_story import QUESTIONNAIRE
    from tests.web.vendor_story import publish

    other = publish(
        story.session,
        story.cast.ines.actor,
        QUESTIONNAIRE.replace("id: practice", "id: elsewhere").replace("id: reviewed", "id: second"),
        story.now(),
    )
    strict = made(story)
    new = CampaignInput(title="Another round", release_id=story.release.id)
    campaign = editing.create(story.session, story.cast.tomas.actor, new, story.now(), policy_version_id=strict.id)
    moved = new.model_copy(update={"release_id": other.id})
    with pytest.raises(Invalid) as refused:
        editing.edit(story.session, story.cast.tomas.actor, campaign.id, campaign.version, moved, story.now())
    assert codes(refused) == {("CAMPAIGN-POLICY", "release_id")}


def test_every_step_is_in_the_log(story: Reviewing) -> None:
    first = made(story)
    story.now.forward(timedelta(minutes=1))
    service.change(story.session, story.cast.tomas.actor, first.policy_id, 1, given("Stricter"), story.now())
    service.delete(story.session, story.cast.ines.actor, first.policy_id, 2, story.now())
    told = select(AuditEvent).where(AuditEvent.subject_kind == "policy")
    events = story.session.exec(told.order_by(col(AuditEvent.id))).all()
    assert [(e.action, e.actor_name, e.subject_name) for e in events] == [
        ("policy.created", "Tomas Verhulst", "Strict on evidence"),
        ("policy.changed", "Tomas Verhulst", "Stricter"),
        ("policy.deleted", "Ines Aldemir", "Stricter"),
    ]


def test_every_code_is_explained() -> None:
    explained = (DOCS / "errors.md").read_text()
    assert [code for code in {**service.CODES, **choosing.CODES} if f"`{code}`" not in explained] == []
