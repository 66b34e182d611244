"""Stories: a year later the same buyer asks again, and Marta types nothing twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from app.features.audit.models import AuditEvent
from app.features.responses.models import AnswerRow, ResponseRow, Submission
from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_story import HTMX, QUESTIONNAIRE, Invited, answer, campaign, form_of, invite, publish

SIGNED = {"name": "Marta Quist", "function": "Head of quality", "email": "marta@vendor.example"} | dict.fromkeys(
    ["read", "true", "known", "accepts_gaps"], "1"
)
GIVEN = {"B01": "yes", "B02": "Brightkeel", "B04": "provider", "D01": "24", "D03": "Weekly."}

Again = Callable[..., tuple[Invited, TestClient]]


@pytest.fixture
def sent(marta: TestClient, quillfeather: Invited) -> None:
    """What Marta sent in the first round."""
    for question, value in GIVEN.items():
        answer(marta, quillfeather, question, value=value, note="See annex 2." if question == "D03" else "")
    answer(marta, quillfeather, "B05", value="-", reason="There is nothing to test.")
    answer(marta, quillfeather, "D07", value_name="Marta Quist", value_function="CEO")
    assert marta.post(quillfeather.page("submit"), data=SIGNED).status_code == 200


@pytest.fixture
def again(sent: None, database: Database, cast: Cast, settings: Settings, now: Now, browser: Browser) -> Again:
    """The next round: the same vendor, with a questionnaire that may have changed meanwhile."""

    def asked(source: str = QUESTIONNAIRE, contact: str = "Marta Quist") -> tuple[Invited, TestClient]:
        with database.writing() as session:
            release = publish(session, cast.ines.actor, source, now())
            row = campaign(session, cast.ines.actor, release, now(), due_on=None)
            invited = invite(session, row, "Quillfeather Talent", contact, settings, now())
        opened = browser()
        opened.post(f"/q/{invited.token}")
        return invited, opened

    return asked


def rows(database: Database, invited: Invited) -> dict[str, AnswerRow]:
    with database.reading() as session:
        wanted = select(AnswerRow).join(ResponseRow, ResponseRow.id == AnswerRow.response_id)  # type: ignore[arg-type]
        mine = wanted.where(ResponseRow.invitation_id == invited.invitation_id)
        return {row.question_id: row for row in session.exec(mine)}


def sent_earlier(database: Database) -> str:
    with database.reading() as session:
        return session.exec(select(Submission.id)).one()


def fill(browser: TestClient, invited: Invited, database: Database) -> str:
    """The address it leads to."""
    filled = browser.post(invited.page(f"earlier/{sent_earlier(database)}/fill"), follow_redirects=False)
    assert filled.status_code == 303
    return filled.headers["location"]


def test_what_was_answered_is_filled_in_confirmed_and_taken_back(again: Again, database: Database) -> None:
    invited, marta = again()
    answer(marta, invited, "B04", value="deployer")
    hub = marta.get(invited.page()).text
    assert "You answered 4 of the open questions before" in hub  # B02 is not asked yet, B04 has an answer
    assert fill(marta, invited, database) == invited.page("rest")

    now = rows(database, invited)
    assert {q: r.value for q, r in now.items()} == GIVEN | {"B04": "deployer", "B05": None, "D01": 24}
    assert now["B05"].reason == "There is nothing to test."
    assert now["D03"].note == "See annex 2."
    assert [q for q, r in now.items() if r.confirmed] == ["B04"]
    page = marta.get(invited.page("sections/basics")).text
    assert "Filled in from your answers of 23 November 2026. It counts once you confirm it." in page
    assert "It was asked in other words then" not in page

    everything = {**form_of(page), "confirm-all": ["1"]}
    marta.post(invited.page("sections/basics"), data=everything)
    assert rows(database, invited)["B01"].confirmed
    marta.post(invited.page(f"earlier/{sent_earlier(database)}/take-back"))
    now = rows(database, invited)
    assert (now["D03"].value, now["D03"].note, now["D01"].value) == (None, "", None)
    assert now["B01"].value == "yes"
    with database.reading() as session:
        told = select(AuditEvent.action).where(AuditEvent.subject_id == sent_earlier(database))
        actions = session.exec(told.order_by(col(AuditEvent.id))).all()
    assert list(actions) == ["answers.prefilled", "answers.prefill-taken-back"]


def test_what_is_asked_in_other_words_says_so_and_what_cannot_be_an_answer_any_more_is_left(
    again: Again, database: Database
) -> None:
    changed = QUESTIONNAIRE.replace("How do you notice drift?", "How would you notice drift?").replace(
        "{id: provider, label: {en: Provider}", "{id: maker, label: {en: Maker}"
    )
    invited, marta = again(changed)
    fill(marta, invited, database)
    assert "B04" not in rows(database, invited)
    page = marta.get(invited.page("sections/depth")).text
    assert page.count("It was asked in other words then.") == 1
    assert page.count("Filled in from your answers of 23 November 2026 to edition 1.") == 2
    assert "You answered edition 1, and this is another one." in marta.get(invited.page()).text
    assert "How would you notice drift?" in page


def test_another_questionnaire_takes_over_only_what_it_asks_in_the_same_words(again: Again, database: Database) -> None:
    other = QUESTIONNAIRE.replace("id: every-kind", "id: every-other-kind").replace("When does it end?", "Until when?")
    invited, marta = again(
        other.replace("id: D01, ask: {en: How long do you keep logs?}", "id: D01, ask: {en: How long?}")
    )
    fill(marta, invited, database)
    assert set(rows(database, invited)) == {"B01", "B02", "B04", "B05", "D03"}
    page = marta.get(invited.page("sections/depth")).text
    assert "your answers of 23 November 2026 to “Every kind of question”" in page


def test_a_button_pressed_twice_fills_in_once_and_later_says_that_nothing_is_left(
    again: Again, database: Database
) -> None:
    invited, marta = again()
    assert fill(marta, invited, database) == fill(marta, invited, database)
    assert rows(database, invited)["D03"].version == 1
    for section in ("basics", "basics", "depth"):  # one more is asked once the first is confirmed
        page = marta.get(invited.page(f"sections/{section}")).text
        marta.post(invited.page(f"sections/{section}"), data={**form_of(page), "confirm-all": ["1"]})
    refused = marta.post(invited.page(f"earlier/{sent_earlier(database)}/fill"))
    assert refused.status_code == 409
    assert "has an answer here already" in refused.text


def test_confidential_answers_are_offered_to_the_person_who_signed_them(again: Again, database: Database) -> None:
    asked = "ask: {en: How do you notice drift?}, "
    secret = QUESTIONNAIRE.replace(asked, f"{asked}visibility: {{confidential: true}}, ")
    first, marta = again(secret)
    answer(marta, first, "D03", value="By a secret of ours.")
    marta.post(first.page("submit"), data=SIGNED)
    with database.reading() as session:
        mine = select(ResponseRow.id).where(ResponseRow.invitation_id == first.invitation_id)
        sent = session.exec(select(Submission.id).where(Submission.response_id == session.exec(mine).one())).one()
    for contact, offered in (("Jonah Quist", False), ("Marta Quist", True)):
        invited, browser = again(secret, contact=contact)
        filled = browser.post(invited.page(f"earlier/{sent}/fill"))
        assert filled.status_code == (200 if offered else 404)
        assert ("D03" in rows(database, invited)) is offered


def test_another_vendor_and_a_draft_offer_nothing(
    again: Again, database: Database, browser: Browser, otterline: Invited, quillfeather: Invited
) -> None:
    otto = browser()
    otto.post(f"/q/{otterline.token}")
    assert "answered before" not in otto.get(otterline.page()).text
    assert otto.post(otterline.page(f"earlier/{sent_earlier(database)}/fill")).status_code == 404
    invited, marta = again()
    answer(marta, invited, "D03", value="Daily.")
    later, opened = again()
    assert opened.get(later.page()).text.count("Fill in ") == 1  # what is not sent is not offered
    assert opened.post(later.page("earlier/01abc/fill"), headers=HTMX).status_code == 404


def test_whoever_answered_before_may_start_with_it_from_the_link_itself(
    sent: None, database: Database, cast: Cast, settings: Settings, now: Now, browser: Browser
) -> None:
    with database.writing() as session:
        release = publish(session, cast.ines.actor, QUESTIONNAIRE, now())
        row = campaign(session, cast.ines.actor, release, now(), due_on=None)
        again = invite(session, row, "Quillfeather Talent", "Marta Quist", settings, now())
        other = invite(session, row, "Otterline HR", "Otto Linde", settings, now())
    opened = browser()
    page = opened.get(f"/q/{again.token}").text
    assert "You answered Norrhaven Transit before, on 23 November 2026." in page
    assert rows(database, again) == {}, "looking fills in nothing"
    led = opened.post(f"/q/{again.token}", data={"earlier": "1"}, follow_redirects=False)
    assert led.headers["location"] == again.page("rest")
    assert set(rows(database, again)) == {"B01", "B02", "B04", "B05", "D01", "D03"}
    assert not any(row.confirmed for row in rows(database, again).values())
    assert "Start with your earlier answers" not in opened.get(f"/q/{again.token}").text, "it has begun"

    stranger = browser()
    assert "You answered" not in stranger.get(f"/q/{other.token}").text
    led = stranger.post(f"/q/{other.token}", data={"earlier": "1"}, follow_redirects=False)
    assert led.headers["location"] == other.page(), "there is nothing to begin with"
