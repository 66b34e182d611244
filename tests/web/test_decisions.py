"""Deciding in the browser: with forms and links alone, both of two who decide are heard, and the record says it all."""

from __future__ import annotations

import re
from html import unescape

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.core.scoring.canonical import digest
from app.core.scoring.scorecard import Scorecard
from app.features.decisions.models import Decision
from app.features.decisions.queries import records
from app.features.reports.published import json_schema
from app.features.scorecards.models import ScorecardRow
from app.infra.db import Database
from app.infra.settings import Settings
from app.web.confidential import WITHHELD
from tests.conftest import Browser, Cast, Now
from tests.features import review_story
from tests.features.decision_story import begin_deciding
from tests.features.review_story import QUESTIONNAIRE

EXCLUSION = {"kind": "excluded", "ground": "Requirement 4 of the call.", "reason": "The number is another one."}


@pytest.fixture
def campaign(database: Database, cast: Cast, settings: Settings, now: Now) -> str:
    """Its address; two vendors have submitted, and both are flagged."""
    with database.writing() as session:
        return f"/campaigns/{begin_deciding(session, cast, settings, now).campaign_id}"


@pytest.fixture
def tomas(browser: Browser, cast: Cast) -> TestClient:
    return browser(cast.tomas, follow_redirects=False)


@pytest.fixture
def vera(browser: Browser, cast: Cast) -> TestClient:
    return browser(cast.vera, follow_redirects=False)


def card(database: Database, vendor: str = "Quillfeather") -> str:
    """The address of a vendor's newest scorecard."""
    with database.reading() as session:
        rows = session.exec(select(ScorecardRow)).all()
        named = {"Quillfeather": rows[0].vendor_id}
        mine = [r for r in rows if (r.vendor_id == named["Quillfeather"]) is (vendor == "Quillfeather")]
        return f"/scorecards/{max(mine, key=lambda r: r.number).id}"


def decisions(database: Database) -> list[Decision]:
    with database.reading() as session:
        return list(session.exec(select(Decision).order_by(Decision.number)).all())


def hidden(page: str, action: str) -> dict[str, str]:
    found = re.search(rf'<form[^>]*action="{action}".*?</form>', page, re.DOTALL)
    assert found, f"no form that posts to {action}"
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', found[0])
    return {name: unescape(value) for name, value in fields}


def decide(who: TestClient, at: str, page: str = "", **typed: str):  # type: ignore[no-untyped-def]
    fields = hidden(page or who.get(at).text, f"{at}/decision")
    return who.post(f"{at}/decision", data=fields | EXCLUSION | typed)


def award(who: TestClient, campaign: str, *vendors: str, page: str = "", **typed: str):  # type: ignore[no-untyped-def]
    page = page or who.get(f"{campaign}/award").text
    rows = re.findall(r'name="vendors" value="(\w+)".*?<bdi>(.*?)</bdi>', page, re.DOTALL)
    chosen = [value for value, name in rows if name.startswith(vendors)] if vendors else []
    data = hidden(page, f"{campaign}/award") | {"vendors": chosen, "reason": "Best evidenced."} | typed
    return who.post(f"{campaign}/award", data=data)


def text(page: str) -> str:
    """What a reader sees, in one line."""
    inline = re.sub(r"</?(?:a|b|bdi|span|time)\b[^>]*>", "", page)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inline)).split())


def test_a_manager_excludes_with_a_reason_and_colleagues_see_it(
    campaign: str, tomas: TestClient, vera: TestClient, database: Database
) -> None:
    at = card(database)
    answer = decide(tomas, at)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{at}#decide")
    page = vera.get(at).text
    assert "Excluded by Tomas Verhulst" in text(page)
    assert "Requirement 4 of the call." in page
    assert "The number is another one." in page
    assert "/decision" not in re.sub(r"/decisions", "", page), "a viewer has no form"
    assert "Excluded 1" in text(vera.get(campaign).text)
    vendor = re.search(r'href="(/vendors/\w+)"', vera.get("/vendors?q=Quillfeather").text)
    assert vendor
    assert "Requirement 4 of the call." in vera.get(vendor[1]).text


def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(
    campaign: str, tomas: TestClient, database: Database
) -> None:
    at = card(database)
    answer = decide(tomas, at, ground="", reason="The number is another one.")
    assert answer.status_code == 422
    assert 'href="#ground">Ground is missing' in answer.text
    assert "The number is another one." in answer.text
    assert re.search(r'value="excluded" checked', answer.text)
    answer = decide(tomas, at, kind="", reason="")
    assert 'href="#kind">Choose what you decide' in answer.text
    assert 'href="#reason">Reason is missing' in answer.text
    assert decisions(database) == []


def test_the_second_of_two_sees_the_first_and_chooses(
    campaign: str, tomas: TestClient, browser: Browser, cast: Cast, database: Database
) -> None:
    at = card(database)
    ines = browser(cast.ines, follow_redirects=False)
    page = ines.get(at).text
    decide(tomas, at)
    answer = decide(ines, at, page, kind="cleared", reason="The explanation holds.")
    assert answer.status_code == 409
    assert "Tomas Verhulst has decided on this vendor meanwhile" in answer.text
    assert "The number is another one." in answer.text
    assert answer.text.count("The explanation holds.") == 2, "beside theirs, and in the form"
    again = decide(ines, at, answer.text, kind="cleared", reason="The explanation holds.")
    assert again.status_code == 303
    assert [d.kind for d in decisions(database)] == ["excluded", "cleared"]
    shown = text(ines.get(at).text)
    assert "Cleared by Ines Aldemir" in shown
    assert "1 earlier decision" in shown


def test_a_new_flag_is_told_from_those_decided_on(
    campaign: str, tomas: TestClient, database: Database, cast: Cast, settings: Settings, now: Now
) -> None:
    at = card(database)
    decide(tomas, at, kind="cleared")
    assert text(tomas.get(at).text).count("New since then") == 0
    with database.writing() as session:
        from app.features.questionnaires.models import Release
        from app.features.responses.models import ResponseRow
        from tests.features.review_story import Reviewing

        row = session.get_one(ResponseRow, session.get_one(ScorecardRow, at.split("/")[2]).response_id)
        release = session.get_one(Release, row.release_id)
        Reviewing(session, row, release, cast, now).submit(held={"value": "no"})
    newest = card(database)
    page = text(tomas.get(newest).text)
    assert "There is now scorecard 2: 1 flag is new" in page
    assert page.count("New since then") == 1
    assert "1 new flag" in text(tomas.get(campaign).text)
    assert "There is now scorecard 2: 1 flag is new" in text(tomas.get(f"{campaign}/decisions").text)
    assert '/decision"' not in tomas.get(at).text, "nobody decides on a scorecard that was overtaken"


def test_an_award_to_somebody_flagged_is_confirmed_by_name(
    campaign: str, tomas: TestClient, vera: TestClient, database: Database
) -> None:
    decide(tomas, card(database))
    first = award(tomas, campaign, "Otterline", "Quillfeather")
    assert first.status_code == 422
    assert "Flagged without a decision, or excluded: Otterline HR, Quillfeather Talent" in first.text
    assert len(re.findall(r'name="vendors" value="\w+" checked', first.text)) == 2
    done = award(tomas, campaign, "Otterline", page=first.text, confirmed="yes")
    assert done.headers["location"] == f"{campaign}/decisions#d-2"
    record = text(vera.get(f"{campaign}/decisions").text)
    assert "2. Awarded: Otterline HR In force" in record
    assert "Compared with Quillfeather Talent" in record
    assert "tells vendors nothing of what is decided" in record
    assert vera.get(f"{campaign}/award").status_code == 403


def test_nobody_chosen_and_no_reason_are_told(campaign: str, tomas: TestClient) -> None:
    assert "No vendor is chosen" in award(tomas, campaign).text
    kept = award(tomas, campaign, "Otterline", reason=" ")
    assert 'href="#reason">Reason is missing' in kept.text
    assert re.search(r'name="vendors" value="\w+" checked', kept.text)


def test_an_award_on_a_stale_page_shows_what_happened_meanwhile(
    campaign: str, tomas: TestClient, database: Database
) -> None:
    page = tomas.get(f"{campaign}/award").text
    decide(tomas, card(database))
    answer = award(tomas, campaign, "Otterline", page=page)
    assert answer.status_code == 409
    assert "since you opened this page" in answer.text
    assert "Best evidenced." in answer.text
    assert len(decisions(database)) == 1


def test_taking_back_needs_a_reason_and_leaves_both_in_the_record(
    campaign: str, tomas: TestClient, vera: TestClient, database: Database
) -> None:
    decide(tomas, card(database))
    (decision,) = decisions(database)
    back = f"{campaign}/decisions/{decision.id}/take-back"
    assert 'href="#reason">Reason is missing' in tomas.post(back, data={"reason": ""}).text
    for _ in range(2):  # a double click
        answer = tomas.post(back, data={"reason": "Decided on the wrong file."})
        assert answer.headers["location"] == f"{campaign}/decisions#d-2"
    record = text(vera.get(f"{campaign}/decisions").text)
    assert "2. Taken back: Quillfeather Talent Takes decision 1 back" in record
    assert "1. Excluded: Quillfeather Talent Taken back by decision 2" in record
    assert "Needs a decision" in text(vera.get(card(database)).text)


def test_the_record_as_a_document_holds_what_each_decision_rested_on(
    campaign: str, tomas: TestClient, database: Database
) -> None:
    decide(tomas, card(database))
    body = tomas.get(f"{campaign}/decisions.json").json()
    jsonschema_rs.validate(json_schema("decisions-1"), body)
    (decision,) = body["decisions"]
    assert (body["format"], decision["kind"], decision["by"]["name"]) == (
        "countersign-decisions/1", "excluded", "Tomas Verhulst",
    )  # fmt: skip
    (rested,) = decision["rested_on"]
    download = tomas.get(f"/scorecards/{rested['scorecard']['id']}/json").json()
    scorecard = {name: download[name] for name in Scorecard.model_fields}
    assert rested["scorecard"]["sha256"] == digest(scorecard), "the download holds what the hash is of"
    assert rested["scorecard"]["inputs_sha256"] == scorecard["inputs_hash"]
    assert [f["key"] for f in rested["flags"]] == [f["key"] for f in scorecard["flags"]]


@pytest.mark.parametrize(("show", "seen"), [("needs-decision", "Otterline"), ("excluded", "Quillfeather")])
def test_the_campaign_shows_those_of_a_state(
    campaign: str, tomas: TestClient, database: Database, show: str, seen: str
) -> None:
    decide(tomas, card(database))
    rows = re.findall(r'id="n-\w+"[^>]*><bdi>(\w+)', tomas.get(f"{campaign}?show={show}").text)
    assert rows == [seen]


def test_a_scorecards_downloads_say_what_was_decided(campaign: str, tomas: TestClient, database: Database) -> None:
    at = card(database)
    decide(tomas, at)
    (said,) = tomas.get(f"{at}/json").json()["decisions"]
    assert (said["words"], said["by"]) == ("Excluded", "Tomas Verhulst")
    assert said["about"] == "Decision 1, on scorecard 1; ground: Requirement 4 of the call."
    tomas.post(f"{campaign}/decisions/{decisions(database)[0].id}/take-back", data={"reason": "The wrong file."})
    (said,) = tomas.get(f"{at}/json").json()["decisions"]
    assert said["words"] == "Excluded, taken back by Tomas Verhulst"


def test_a_flag_that_may_quote_a_confidential_answer_is_kept_from_those_who_may_not_read_it(
    database: Database, cast: Cast, settings: Settings, now: Now, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = QUESTIONNAIRE.replace("id: number, ask", "id: number, visibility: {confidential: true}, ask")
    monkeypatch.setattr(review_story, "QUESTIONNAIRE", secret)
    with database.writing() as session:
        story = begin_deciding(session, cast, settings, now)
        decision = story.decide(cast.tomas, story.quillfeather)
        (told,) = [f["reason"] for r in records(session, cast.tomas.actor, story.campaign_id) for b in r.basis
                   for f in b.flags if f["key"].startswith("CLAIM-NUMBER")]  # fmt: skip
        campaign = f"/campaigns/{decision.campaign_id}"
    for person, may in ((cast.tomas, True), (cast.vera, False)):
        who = browser(person)
        for address in (f"{campaign}/decisions", f"{campaign}/decisions.json", card(database)):
            page = unescape(who.get(address).text)
            assert (told in page, WITHHELD in page) == (may, not may), (person.actor.name, address)


def test_the_comparison_says_how_each_vendor_stands(campaign: str, tomas: TestClient, database: Database) -> None:
    decide(tomas, card(database))
    award(tomas, campaign, "Otterline", confirmed="yes")
    row = re.search(r"For a person to decide</th>.*?</tr>", tomas.get(f"{campaign}/comparison").text, re.DOTALL)
    assert row
    said = text(row[0])
    assert "Excluded by Tomas Verhulst, scorecard 1" in said
    assert "Awarded by Tomas Verhulst, scorecard 1" in said
