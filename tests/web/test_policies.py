"""Buyers make scoring policies, see in plain words what they say, and choose one for a campaign with open eyes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TypeVar

import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel, select

from app.features.campaigns.models import Campaign
from app.features.effects import build_worker
from app.features.policies.models import PolicyRow, PolicyVersion
from app.features.questionnaires.models import Release
from app.features.scorecards.models import ScorecardRow
from app.infra.db import Database
from app.infra.services import Services
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.features.review_story import submitted

Table = TypeVar("Table", bound=SQLModel)

STRICT = {
    "title": "Strict on evidence", "reason": "Claims alone have let us down.", "revision": "0",
    "credit-contradicted": "0", "credit-unsupported": "0.2", "credit-documented": "0.6", "credit-certified": "0.9",
    "credit-verified": "1", "not_applicable": "after_review", "required_reviews": ["rubric", "certificate"],
}  # fmt: skip


@pytest.fixture
def response_id(database: Database, cast: Cast, settings: Settings, now: Now) -> str:
    return submitted(database, cast, settings, now)


@pytest.fixture
def campaign(database: Database, response_id: str) -> Campaign:
    with database.reading() as session:
        return session.exec(select(Campaign)).one()


@pytest.fixture
def tomas(browser: Browser, cast: Cast) -> TestClient:
    return browser(cast.tomas)


def make(tomas: TestClient, **changes: object) -> str:
    """The address of a policy that Tomas has made."""
    made = tomas.post("/policies", data={**STRICT, **changes})
    assert made.status_code == 200, made.text
    return made.url.path


def rows(database: Database, table: type[Table]) -> list[Table]:
    with database.reading() as session:
        return list(session.exec(select(table)))


def newest(database: Database) -> PolicyVersion:
    return max(rows(database, PolicyVersion), key=lambda v: v.number)


def error_at(page: str, field: str) -> str:
    found = re.search(rf'id="{re.escape(field)}-error"[^>]*>.*?</span>(.*?)</span>', page, re.DOTALL)
    return found[1] if found else ""


def test_the_default_is_explained_with_an_example_for_each_credit(browser: Browser, cast: Cast) -> None:
    page = browser(cast.vera).get("/policies/default").text
    assert "An answer that claims 100 counts as 40." in page
    assert "It says nothing otherwise than the default." in page
    assert "New policy" not in browser(cast.vera).get("/policies").text, "a viewer reads"


def test_a_policy_says_in_plain_words_what_differs(tomas: TestClient, database: Database) -> None:
    page = tomas.get(make(tomas)).text
    assert "An answer that claims 100 counts as 20." in page
    assert "No reviewer needs to look at a “does not apply”" in page
    assert "Every “does not apply” waits until a reviewer has accepted it." in page
    assert page.count('<th scope="row">Credit: ') == 2
    assert newest(database).content["credits"] == {
        "contradicted": 0, "unsupported": 0.2, "documented": 0.6, "certified": 0.9, "verified": 1,
    }  # fmt: skip


def test_the_chosen_questionnaire_brings_its_sections(
    tomas: TestClient, database: Database, campaign: Campaign
) -> None:
    shown = tomas.post("/policies", data={**STRICT, "release_id": campaign.release_id, "step": "show"})
    assert 'name="weight-practice"' in shown.text
    assert 'value="Strict on evidence"' in shown.text, "what was typed is kept"
    assert rows(database, PolicyRow) == []
    address = make(tomas, **{"release_id": campaign.release_id, "weight-practice": "3", "weight-certificate": ""})
    page = tomas.get(address).text
    assert "75%" in page
    assert newest(database).content["section_weights"] == {"practice": 3}


BAD = {
    "a comma": ({"credit-documented": "0,6"}, "credit-documented", "Write it with a point: 0.6."),
    "not a number": ({"weight-practice": "NaN"}, "weight-practice", "“NaN” is not a number here"),
    "words": ({"credit-verified": "all of it"}, "credit-verified", "“all of it” is not a number here"),
    "an exponent": ({"weight-practice": "1e9"}, "weight-practice", "“1e9” is not a number here"),
    "out of order": ({"credit-certified": "0.3"}, "credit-certified", "counts for less than"),
    "above 1": ({"credit-verified": "1.5"}, "credit-verified", "outside 0 to 1"),
    "negative": ({"weight-practice": "-1"}, "weight-practice", "below 0"),
    "all zero": ({"weight-practice": "0", "weight-certificate": "0"}, "weight-practice", "Every section weighs 0"),
    "another questionnaire's section": ({"weight-elsewhere": "2"}, "weight-elsewhere", "no section “elsewhere”"),
    "half a ceiling": ({"ceiling-0-scheme": "iso-42001"}, "ceiling-0-clauses", "towards which clauses"),
    "no reason": ({"reason": " "}, "reason", "Reason is missing"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    tomas: TestClient, database: Database, campaign: Campaign, case: str
) -> None:
    typed, field, words = BAD[case]
    answer = tomas.post("/policies", data={**STRICT, "release_id": campaign.release_id, **typed})
    assert answer.status_code == 422
    assert words in error_at(answer.text, field)
    for value in {**STRICT, **typed}.values():
        if isinstance(value, str) and value.strip() and value not in ("0", "after_review"):
            assert f'"{value}"' in answer.text or value in answer.text
    assert rows(database, PolicyRow) == []


def test_every_mistake_is_told_at_once(tomas: TestClient, campaign: Campaign) -> None:
    typed = {"credit-documented": "half", "weight-practice": "-1", "weight-elsewhere": "2", "title": ""}
    answer = tomas.post("/policies", data={**STRICT, "release_id": campaign.release_id, **typed})
    for field in typed:
        assert error_at(answer.text, field), field
    assert "There are 4 things to put right" in answer.text


def test_two_people_who_change_a_policy_see_both_versions(tomas: TestClient, browser: Browser, cast: Cast) -> None:
    address = make(tomas)
    browser(cast.ines).post(address, data={**STRICT, "revision": "1", "credit-unsupported": "0.1"})
    late = tomas.post(address, data={**STRICT, "revision": "1", "credit-documented": "0.5"})
    assert late.status_code == 409
    for words in ("Credit: unsupported", "Credit: documented", "Saved by the other person"):
        assert words in late.text
    again = tomas.post(address, data={**STRICT, "revision": "2", "credit-documented": "0.5"})
    assert again.status_code == 200


def test_a_file_goes_out_and_comes_in_through_the_form(
    tomas: TestClient, database: Database, campaign: Campaign
) -> None:
    address = make(tomas, **{"ceiling-0-scheme": "iso-42001", "ceiling-0-clauses": "eu-ai-act:*",
                             "ceiling-0-level": "none"})  # fmt: skip
    file = tomas.get(f"{address}/versions/1/file")
    assert file.headers["content-disposition"] == 'attachment; filename="strict-on-evidence-1.yaml"'
    form = tomas.post("/policies/import", files={"file": ("theirs.yaml", file.text)})
    assert "Nothing is saved yet" in form.text
    assert len(rows(database, PolicyRow)) == 1
    typed = dict(re.findall(r'<input class="input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form.text))
    assert (typed["title"], typed["credit-unsupported"], typed["ceiling-0-clauses"]) == (
        "Strict on evidence", "0.2", "eu-ai-act:*",
    )  # fmt: skip


def test_a_file_with_mistakes_is_told_line_by_line_and_kept(tomas: TestClient) -> None:
    text = "policy:\n  id: strict\n  credits:\n    certified: 0.1\n"
    answer = tomas.post("/policies/import", data={"source": text})
    assert answer.status_code == 422
    assert "POLICY-CREDIT-ORDER" in answer.text
    assert ">4:" in answer.text
    assert "certified: 0.1" in answer.text
    assert tomas.post("/policies/import", files={"file": ("x.yaml", b"\xff\xfe\x00")}).status_code == 422


def test_a_campaign_shows_what_a_policy_would_do_before_it_is_chosen(
    tomas: TestClient, database: Database, campaign: Campaign
) -> None:
    make(tomas)
    page = tomas.get(f"/campaigns/{campaign.id}/policy", params={"choose": newest(database).id}).text
    for words in ("Quillfeather Talent", "Vendors have submitted, and figures have been seen", "Why it is changed now"):
        assert words in page
    assert len(rows(database, ScorecardRow)) == 1, "nothing is stored by looking"


def test_choosing_it_asks_for_a_reason_and_scores_everybody_again(
    tomas: TestClient, database: Database, campaign: Campaign, services: Services, now: Now
) -> None:
    make(tomas)
    address, chosen = f"/campaigns/{campaign.id}/policy", newest(database).id
    now.forward(timedelta(minutes=1))
    refused = tomas.post(address, data={"choose": chosen, "version": campaign.version, "reason": " "})
    assert refused.status_code == 422
    assert "say why the policy is changed" in error_at(refused.text, "reason")
    given = {"choose": chosen, "version": campaign.version, "reason": "The council asked for it."}
    waiting = tomas.post(address, data=given)
    assert "0 of 1 vendor scored by Strict on evidence, version 1" in waiting.text
    assert 'hx-trigger="every 3s"' in waiting.text
    worker = build_worker(services)
    while worker.run_once():
        pass
    done = tomas.get(address).text
    assert "The vendor that has submitted is scored by Strict on evidence, version 1." in done
    assert "The council asked for it." in done
    assert len(rows(database, ScorecardRow)) == 2


def test_who_comes_second_is_told_what_is_in_force_now_and_keeps_the_reason(
    tomas: TestClient, browser: Browser, cast: Cast, database: Database, campaign: Campaign
) -> None:
    make(tomas)
    first = newest(database).id
    make(tomas, title="Lenient")
    second = next(v.id for v in rows(database, PolicyVersion) if v.id != first)
    address = f"/campaigns/{campaign.id}/policy"
    seen = {"version": campaign.version, "reason": "My reason."}
    browser(cast.ines).post(address, data={**seen, "choose": first})
    late = tomas.post(address, data={**seen, "choose": second})
    assert late.status_code == 409
    assert "Somebody has changed this campaign meanwhile" in late.text
    assert "My reason." in late.text


def test_a_policy_for_another_questionnaire_says_why_it_does_not_fit(
    tomas: TestClient, database: Database, campaign: Campaign
) -> None:
    make(tomas, **{"weight-elsewhere": "2"})
    page = tomas.get(f"/campaigns/{campaign.id}/policy").text
    assert "The questionnaire has no section “elsewhere”." in page
    assert "See what it would do" not in page


def test_a_new_campaign_may_begin_with_a_policy(tomas: TestClient, database: Database, campaign: Campaign) -> None:
    make(tomas)
    release = rows(database, Release)[0]
    given = {"title": "Another round", "release_id": release.id, "policy": newest(database).id}
    made = tomas.post("/campaigns", data=given)
    assert "Strict on evidence, version 1" in tomas.get(f"{made.url.path}/policy").text
    refused = tomas.post("/campaigns", data={**given, "policy": "nothing"})
    assert refused.status_code == 422
    assert "not one of your organisation" in error_at(refused.text, "policy")


def test_an_unused_policy_can_be_deleted_and_a_used_one_says_why_not(
    tomas: TestClient, database: Database, campaign: Campaign
) -> None:
    address = make(tomas)
    assert "Delete version 1" in tomas.get(address).text
    tomas.post(
        f"/campaigns/{campaign.id}/policy",
        data={"choose": newest(database).id, "version": campaign.version, "reason": "Agreed."},
    )
    assert "Delete version 1" not in tomas.get(address).text
    assert tomas.post(f"{address}/delete", data={"revision": "1"}).status_code == 409
    other = make(tomas, title="Lenient")
    assert tomas.post(f"{other}/delete", data={"revision": "1"}).url.path == "/policies"


def test_an_older_version_says_that_there_is_a_newer_one(
    tomas: TestClient, database: Database, campaign: Campaign
) -> None:
    address = make(tomas)
    choice = {"choose": newest(database).id, "version": campaign.version, "reason": "Agreed."}
    tomas.post(f"/campaigns/{campaign.id}/policy", data=choice)
    assert "Saving makes version 2" in tomas.get(f"{address}/edit").text
    tomas.post(address, data={**STRICT, "revision": "1", "credit-unsupported": "0.1", "reason": "Still too lenient."})
    old = tomas.get(f"{address}/versions/1").text
    assert "There is a newer version" in old
    assert "Credit: unsupported: 0.2 → 0.1" in old, "what each version changed"
    assert tomas.get(f"{address}/versions/3").status_code == 404
