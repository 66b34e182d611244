"""Reviewing in the browser: with forms and links alone, nothing typed is lost, and the scorecard follows each step."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import select

from app.core.scoring.scorecard import Scorecard, State
from app.features.reviews.models import Review
from app.features.scorecards.models import ScorecardRow
from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.features import review_story
from tests.features.review_story import begin, submitted


@pytest.fixture
def response_id(database: Database, cast: Cast, settings: Settings, now: Now) -> str:
    return submitted(database, cast, settings, now)


@pytest.fixture
def rosa(browser: Browser, cast: Cast) -> TestClient:
    return browser(cast.rosa, follow_redirects=False)


@pytest.fixture
def tomas(browser: Browser, cast: Cast) -> TestClient:
    return browser(cast.tomas, follow_redirects=False)


def newest(database: Database) -> ScorecardRow:
    with database.reading() as session:
        return max(session.exec(select(ScorecardRow)).all(), key=lambda row: row.number)


def card(database: Database) -> Scorecard:
    return Scorecard.model_validate(newest(database).content)


def reviews(database: Database) -> list[Review]:
    with database.reading() as session:
        return list(session.exec(select(Review).order_by(Review.number)).all())


def form(page: str, kind: str, target: str) -> dict[str, str]:
    """The hidden fields of the form that judges this target in this way, as the page has them."""
    for found in re.findall(r'<form[^>]*action="/reviews/\w+".*?</form>', page, re.DOTALL):
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', found))
        fields = {name: unescape(value) for name, value in hidden.items()}
        if (fields["kind"], fields["target"]) == (kind, target):
            return fields
    raise AssertionError(f"no form to judge {target} as {kind}")


def rate(browser: TestClient, response_id: str, question: str, page: str = "", **typed: str) -> Response:
    page = page or browser.get(f"/reviews/{response_id}?of={question}").text
    return browser.post(f"/reviews/{response_id}", data=form(page, "override", question) | typed)


def scorecard(browser: TestClient, database: Database) -> str:
    return browser.get(f"/scorecards/{newest(database).id}").text


def key_of(database: Database, code: str) -> str:
    return next(f.key for f in card(database).findings if f.code == code)


def test_the_desk_shows_what_waits_with_the_rubrics_words(rosa: TestClient, response_id: str) -> None:
    page = rosa.get(f"/reviews/{response_id}").text
    assert "0 of 2 reviewed" in page
    assert "How do you test?" in page
    assert "Each release is tested on 4,000 cases." in page
    levels = re.findall(r'name="level" value="([^"]*)"', page)
    assert levels == ["1.0", "0.7", "0.0", "other"]
    assert "One of these missing" in page
    assert "Low values are not marked down." in page
    assert "Does not apply, waits for you" in page


def test_answer_after_answer_until_nothing_waits(rosa: TestClient, response_id: str, database: Database) -> None:
    assert "Review 2 answers" in scorecard(rosa, database)
    first = rate(rosa, response_id, "tests", level="0.7", reason="Dates are missing.")
    assert first.status_code == 303
    assert first.headers["location"].endswith("&of=training")
    page = rosa.get(first.headers["location"]).text
    assert "Recorded for answer 2.1: rated 70" in page
    assert "1 of 2 reviewed" in page
    second = rate(rosa, response_id, "training", page, level="accept", reason="Bought in, as the contract shows.")
    page = rosa.get(second.headers["location"]).text
    assert "Every answer that needed somebody is reviewed" in page
    assert "2 of 2 reviewed" in page
    states = {q: card(database).questions[q].state for q in ("tests", "training")}
    assert states == {"tests": State.SCORED, "training": State.NOT_APPLICABLE}
    assert not re.search(r"Review \d+ answer", scorecard(rosa, database))


def test_another_value_can_be_given(rosa: TestClient, response_id: str, database: Database) -> None:
    assert rate(rosa, response_id, "tests", level="other", other="62,5", reason="Between the two.").status_code == 303
    assert card(database).questions["tests"].claim == 0.625


@pytest.mark.parametrize(
    ("typed", "where", "message"),
    [
        ({"level": "0.7", "reason": " "}, "reason", "Reason is missing"),
        ({"level": "", "reason": "So."}, "level", "Choose a level"),
        ({"level": "7", "reason": "So."}, "level", "Choose a level"),
        ({"level": "other", "other": "most", "reason": "So."}, "other", "Give a value from 0 to 100"),
        ({"level": "other", "other": "nan", "reason": "So."}, "other", "Give a value from 0 to 100"),
        ({"level": "other", "other": "101", "reason": "So."}, "other", "Give a value from 0 to 100"),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(
    rosa: TestClient, response_id: str, database: Database, typed: dict[str, str], where: str, message: str
) -> None:
    answered = rate(rosa, response_id, "tests", **typed)
    assert answered.status_code == 422
    assert f'<a href="#{where}">{message}</a>' in answered.text
    assert f'id="{where}"' in answered.text
    assert f'id="{where}-error"' in answered.text
    if typed["level"] in ("0.7", "other"):
        assert f'name="level" value="{typed["level"]}" checked' in answered.text
    assert typed.get("other", "") in answered.text
    assert typed["reason"].strip() in answered.text
    assert reviews(database) == []


def test_where_it_was_seen_has_to_be_said(rosa: TestClient, response_id: str, database: Database) -> None:
    page = rosa.get(f"/reviews/{response_id}?of=stop").text
    given = form(page, "verified", "stop")
    refused = rosa.post(f"/reviews/{response_id}", data=given | {"reason": ""})
    assert refused.status_code == 422
    assert 'id="where-error"' in refused.text
    assert 'id="reason-error"' not in refused.text
    assert rosa.post(f"/reviews/{response_id}", data=given | {"reason": "At their office."}).status_code == 303
    assert "Confirmed at the source" in scorecard(rosa, database)
    assert "At their office." in scorecard(rosa, database)


def test_the_second_reviewer_sees_both_and_decides(
    rosa: TestClient, tomas: TestClient, response_id: str, database: Database
) -> None:
    page = tomas.get(f"/reviews/{response_id}?of=tests").text
    rate(rosa, response_id, "tests", level="0.7", reason="Dates are missing.")
    told = rate(tomas, response_id, "tests", page, level="0.0", reason="Nothing can be checked.")
    assert told.status_code == 409
    assert "Rosa Lindqvist has judged this meanwhile." in told.text
    assert "Dates are missing." in told.text
    assert told.text.count("Nothing can be checked.") == 2, "among the two versions, and in the form"
    assert card(database).questions["tests"].claim == 0.7
    assert (
        rate(tomas, response_id, "tests", told.text, level="0.0", reason="Nothing can be checked.").status_code == 303
    )
    assert card(database).questions["tests"].claim == 0
    assert [r.by for r in reviews(database)] == ["Rosa Lindqvist", "Tomas Verhulst"]


def test_a_rule_scored_answer_is_opened_from_its_workings(
    rosa: TestClient, response_id: str, database: Database
) -> None:
    workings = rosa.get(f"/scorecards/{newest(database).id}?of=question:stop").text
    link = f"/reviews/{response_id}?of=stop"
    assert link in workings
    page = rosa.get(link).text
    assert "By the rules it is worth 100" in page
    assert re.findall(r'name="level" value="([^"]*)"', page) == ["1.0", "0.75", "0.5", "0.25", "0.0", "other"]
    rate(rosa, response_id, "stop", level="0.5", reason="Only by telephone.")
    assert card(database).questions["stop"].claim == 0.5
    again = rosa.get(link).text
    assert 'value="0.5" checked' in again
    assert "Only by telephone." in again


def test_a_rating_is_taken_back_at_the_desk(rosa: TestClient, response_id: str, database: Database) -> None:
    rate(rosa, response_id, "tests", level="0.7", reason="Dates are missing.")
    (review,) = reviews(database)
    back = rosa.post(f"/reviews/{response_id}/withdraw", data={"review_id": review.id, "back": "desk"})
    page = rosa.get(back.headers["location"]).text
    assert "taken back by <bdi>Rosa Lindqvist</bdi>" in page
    assert "0 of 2 reviewed" in page


def test_a_finding_is_dismissed_and_taken_back_on_the_scorecard(
    rosa: TestClient, response_id: str, database: Database
) -> None:
    key = key_of(database, "CLAIM-NUMBER")
    given = form(scorecard(rosa, database), "dismissal", key)
    answered = rosa.post(f"/reviews/{response_id}", data=given | {"reason": "The body confirmed both numbers."})
    address, _, place = answered.headers["location"].partition("#")
    assert address == f"/scorecards/{newest(database).id}"
    page = rosa.get(address).text
    assert f'id="{place}"' in page
    assert "Rosa Lindqvist, 23 November 2026: The body confirmed both numbers." in page
    assert "What people judged" in page
    (review,) = reviews(database)
    for kind in ("dismissal", "upholding"):  # both can still be given, with a new reason
        assert form(page, kind, key)["seen"] == review.id
    assert f'name="review_id" value="{review.id}"' in page
    rosa.post(f"/reviews/{response_id}/withdraw", data={"review_id": review.id})
    assert next(f for f in card(database).findings if f.key == key).open
    assert "What people judged" not in scorecard(rosa, database)


def test_a_dismissal_without_a_reason_asks_for_one_with_the_finding_beside_it(
    rosa: TestClient, response_id: str, database: Database
) -> None:
    key = key_of(database, "CLAIM-NUMBER")
    refused = rosa.post(f"/reviews/{response_id}", data=form(scorecard(rosa, database), "dismissal", key))
    assert refused.status_code == 422
    assert "Reason is missing" in refused.text
    assert "CERT-2" in refused.text
    again = rosa.post(f"/reviews/{response_id}", data=form(refused.text, "dismissal", key) | {"reason": "A renewal."})
    assert again.status_code == 303


def test_two_who_dismiss_the_same_finding_are_told(
    rosa: TestClient, tomas: TestClient, response_id: str, database: Database
) -> None:
    key = key_of(database, "CLAIM-NUMBER")
    given = form(scorecard(rosa, database), "dismissal", key)
    rosa.post(f"/reviews/{response_id}", data=given | {"reason": "A renewal."})
    told = tomas.post(f"/reviews/{response_id}", data=given | {"reason": "A typing error."})
    assert told.status_code == 409
    assert "A renewal." in told.text
    assert "A typing error." in told.text
    then = form(told.text, "dismissal", key) | {"reason": "A typing error."}
    assert tomas.post(f"/reviews/{response_id}", data=then).status_code == 303


def test_only_a_qualified_certificate_is_offered_to_be_accepted(
    rosa: TestClient, response_id: str, database: Database
) -> None:
    page = scorecard(rosa, database)
    assert "It cannot be accepted while this stands against it: It ended on 30 June 2026" in page
    with pytest.raises(AssertionError, match="no form"):
        form(page, "acceptance_certificate", "c2")
    given = form(page, "acceptance_certificate", "c1") | {"reason": "Compared with the original."}
    assert rosa.post(f"/reviews/{response_id}", data=given).status_code == 303
    assert "Rosa Lindqvist, 23 November 2026: Compared with the original." in scorecard(rosa, database)
    forced = rosa.post(f"/reviews/{response_id}", data=given | {"target": "c2"})
    assert forced.status_code == 422


def test_flags_lead_to_where_they_are_settled(rosa: TestClient, response_id: str, database: Database) -> None:
    page = scorecard(rosa, database)
    for question in ("tests", "training"):
        assert f'href="/reviews/{response_id}?of={question}"' in page
    assert 'href="#t-c1"' in page
    assert 'id="t-c1"' in page


def test_an_older_scorecard_stays_as_it_was(rosa: TestClient, response_id: str, database: Database) -> None:
    older = newest(database).id
    rate(rosa, response_id, "tests", level="0.7", reason="Dates are missing.")
    page = rosa.get(f"/scorecards/{older}").text
    assert "There is a newer scorecard" in page
    assert "Dates are missing." not in page
    assert f'action="/reviews/{response_id}' not in page


def test_a_viewer_sees_who_judged_and_cannot(
    rosa: TestClient, browser: Browser, cast: Cast, response_id: str, database: Database
) -> None:
    rate(rosa, response_id, "tests", level="0.7", reason="Dates are missing.")
    vera = browser(cast.vera)
    page = scorecard(vera, database)
    assert "Dates are missing." in page
    assert "/reviews/" not in page
    assert vera.get(f"/reviews/{response_id}").status_code == 403


def test_the_scorecards_data_say_who_judged_why_and_when(
    rosa: TestClient, response_id: str, database: Database
) -> None:
    rate(rosa, response_id, "tests", level="0.7", reason="Dates are missing.")
    data = rosa.get(f"/scorecards/{newest(database).id}/json").json()
    assert data["questions"]["tests"]["override"] == "Rosa Lindqvist, 23 November 2026: Dates are missing."


def test_what_was_rated_before_the_answer_changed_is_shown_as_such(
    rosa: TestClient, response_id: str, database: Database, cast: Cast, now: Now
) -> None:
    from app.features.questionnaires.models import Release
    from app.features.responses.models import ResponseRow
    from tests.features.review_story import Reviewing

    rate(rosa, response_id, "tests", level="0.7", reason="Dates are missing.")
    page = rosa.get(f"/reviews/{response_id}?of=tests").text
    with database.writing() as session:
        row = session.get_one(ResponseRow, response_id)
        story = Reviewing(session, row, session.get_one(Release, row.release_id), cast, now)
        story.submit(tests={"value": "Each release, on 20 October last."})
    told = rate(rosa, response_id, "tests", page, level="1.0", reason="Now with dates.")
    assert told.status_code == 409
    assert "The vendor has submitted again since you opened this page." in told.text
    assert "Each release, on 20 October last." in told.text
    fresh = rosa.get(f"/reviews/{response_id}").text
    assert "The answer or its files have changed since, so it no longer counts." in fresh
    assert "0 of 2 reviewed" in fresh
    assert rate(rosa, response_id, "tests", fresh, level="1.0", reason="Now with dates.").status_code == 303
    assert card(database).questions["tests"].claim == 1


def test_there_is_nothing_on_the_desk_before_something_was_sent(
    rosa: TestClient, database: Database, cast: Cast, settings: Settings, now: Now
) -> None:
    with database.writing() as session:
        draft = begin(session, cast, settings, now).id
    assert "Nothing sent in yet" in rosa.get(f"/reviews/{draft}").text
    sent = {"kind": "override", "target": "tests", "level": "1.0", "reason": "So.", "submission": "1"}
    assert rosa.post(f"/reviews/{draft}", data=sent).status_code == 409


@pytest.mark.parametrize("form_of", [{}, {"kind": "decision"}, {"kind": "override", "target": "nowhere", "level": "1"}])
def test_what_is_no_judgement_is_not_found(rosa: TestClient, response_id: str, form_of: dict[str, str]) -> None:
    sent = {"reason": "So.", "submission": "1", **form_of}
    assert rosa.post(f"/reviews/{response_id}", data=sent).status_code == 404
    assert rosa.get(f"/reviews/{response_id}?of=nowhere").status_code == 404
    assert rosa.post(f"/reviews/{response_id}/withdraw", data={"review_id": "none"}).status_code == 404


def test_a_finding_about_a_confidential_answer_is_told_without_its_words(
    database: Database, cast: Cast, settings: Settings, now: Now, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To those who may not read it: on the page, as data, and in the comparison."""
    claims = "claims: {scheme: iso-42001, fact: number"
    secret = review_story.QUESTIONNAIRE.replace(claims, f"visibility: {{confidential: true}}, {claims}")
    monkeypatch.setattr(review_story, "QUESTIONNAIRE", secret)
    submitted(database, cast, settings, now)
    row = newest(database)
    quoted = next(f for f in card(database).findings if f.code == "CLAIM-NUMBER")
    for person, may in ((cast.vera, False), (cast.rosa, True)):
        reader = browser(person)
        read = reader.get(f"/scorecards/{row.id}/json").json()
        workings = read["questions"][quoted.questions[0]]
        assert ("Yes" in workings["why"], "Yes" in workings["said"]) == (may, may)
        (found,) = [f for f in read["findings"] if f["key"] == quoted.key]
        assert (found["sides"][0]["words"] == "Yes") is may
        assert (found["message"] == quoted.message) is may
        assert found["sides"][1]["words"] == "CERT-2"
        assert (quoted.message in reader.get(f"/scorecards/{row.id}").text) is may
        compared = reader.get(f"/campaigns/{row.campaign_id}/comparison.json").text
        assert (quoted.message in compared) is may
