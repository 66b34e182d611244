"""Stories: what is left stands on one page, is confirmed at once, and can be taken back."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient

from app.infra.db import Database
from tests.conftest import Browser
from tests.web.test_vendor_earlier import Again, again, fill, rows, sent  # noqa: F401  (fixtures)
from tests.web.test_vendor_people import enter, link_of
from tests.web.test_vendor_people import invite as invite_colleague
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_story import Invited, answer, form_of

FILLED_IN = {"B01", "B02", "B04", "B05", "D01", "D03"}


def waiting(page: str) -> set[str]:
    """The questions whose filled in answers the page lists."""
    return {name.partition(":")[0] for name in form_of(page).get("confirm", [])}


def unconfirmed(database: Database, invited: Invited) -> set[str]:
    return {q for q, row in rows(database, invited).items() if not row.confirmed}


def press(browser: TestClient, invited: Invited, page: str, **more: str) -> str:
    """Post the page's form; the address it leads to."""
    posted = {**form_of(page), **{name.replace("_", "-"): [value] for name, value in more.items()}}
    done = browser.post(invited.page("rest"), data=posted, follow_redirects=False)
    assert done.status_code == 303, done.text
    return done.headers["location"]


def test_everything_that_was_filled_in_is_confirmed_at_once_and_taken_back(
    again: Again,  # noqa: F811
    database: Database,
) -> None:
    invited, marta = again()
    fill(marta, invited, database)
    page = marta.get(invited.page("rest")).text
    assert waiting(page) == FILLED_IN, "B02 too, which is asked only once B01 is confirmed"
    assert "6 to confirm and 5 to answer" in page
    assert "From your answers of 23 November 2026." in page
    assert "Note: See annex 2." in page
    assert unconfirmed(database, invited) == FILLED_IN, "looking confirms nothing"

    led = press(marta, invited, page, confirm_all="stay")
    assert led.startswith(invited.page("rest?confirmed=")), "there is more to answer"
    assert unconfirmed(database, invited) == set()
    page = marta.get(led).text
    assert "6 answers confirmed together." in page
    assert waiting(page) == set()
    assert 'id="f-B03"' in page, "what appeared with it is asked"

    answer(marta, invited, "B04", seen=2, value="deployer")
    stamp = led.partition("=")[2].partition("#")[0]
    marta.post(invited.page("rest/undo"), data={"confirmed": stamp})
    assert unconfirmed(database, invited) == FILLED_IN - {"B04"}, "what was touched since stays as it is"
    marta.post(invited.page("rest/undo"), data={"confirmed": stamp})
    assert unconfirmed(database, invited) == FILLED_IN - {"B04"}
    assert marta.post(invited.page("rest/undo"), data={"confirmed": "soon"}).status_code == 200


def test_a_yes_is_to_what_was_shown_and_to_nothing_else(again: Again, database: Database) -> None:  # noqa: F811
    invited, marta = again()
    fill(marta, invited, database)
    page = marta.get(invited.page("rest")).text
    meanwhile = {"D03:value": "Daily.", "D03:version": "1", "D03:note": "See annex 2."}
    assert marta.post(invited.page("answers/D03"), data=meanwhile).status_code == 200
    assert marta.post(invited.page("answers/D01"), data={"D01:version": "1", "D01:clear": "1"}).status_code == 200
    press(marta, invited, page.replace('value="B05:1"', 'value="B05:7"'), confirm_all="stay")
    now = rows(database, invited)
    assert (now["D03"].value, now["D01"].value) == ("Daily.", None)
    assert unconfirmed(database, invited) == {"B05"}, "in a version that nobody saw"
    assert now["B01"].confirmed


def test_answers_are_given_on_the_same_page_and_nothing_typed_is_lost(again: Again, database: Database) -> None:  # noqa: F811
    invited, marta = again()
    fill(marta, invited, database)
    page = marta.get(invited.page("rest")).text
    posted = {**form_of(page), "confirm-all": ["go"], "D04:value": ["no address"], "D07:value-name": ["Marta Quist"]}
    posted |= {"D07:value-function": ["Counsel"], "D02:value-day": ["3"], "D02:value-month": ["2"]}
    refused = marta.post(invited.page("rest"), data=posted)
    assert refused.status_code == 422
    assert 'value="no address"' in refused.text
    now = rows(database, invited)
    assert now["D07"].value == {"name": "Marta Quist", "function": "Counsel"}
    assert unconfirmed(database, invited) == set()

    page = refused.text
    mended = {**form_of(page), "D04:value": ["https://quillfeather.example/"], "D02:value-year": ["2026"]}
    led = marta.post(invited.page("rest"), data=mended, follow_redirects=False).headers["location"]
    assert led == invited.page("check"), "gaps are allowed, and told there"
    assert rows(database, invited)["D02"].value == "2026-02-03"
    check = marta.get(led).text
    assert "Answer them on one page" in check


def test_a_colleague_finds_what_is_left_of_the_sections_given_to_her(
    again: Again,  # noqa: F811
    database: Database,
    browser: Browser,
) -> None:
    invited, marta = again()
    fill(marta, invited, database)
    nora = enter(browser, link_of(marta, invited, invite_colleague(marta, invited)))
    page = nora.get(invited.page("rest")).text
    assert waiting(page) == {"D01", "D03"}
    assert 'id="f-B03"' not in page
    forged = {**form_of(page), "confirm": ["B04:1"], "confirm-all": ["go"]}
    assert nora.post(invited.page("rest"), data=forged).status_code == 403
    led = press(nora, invited, page, confirm_all="go")
    assert unconfirmed(database, invited) == FILLED_IN - {"D01", "D03"}
    marta.post(invited.page("rest/undo"), data={"confirmed": led.partition("=")[2]})
    assert unconfirmed(database, invited) == FILLED_IN - {"D01", "D03"}, "hers to take back"


def test_what_is_sent_has_nothing_left(again: Again, quillfeather: Invited, marta: TestClient) -> None:  # noqa: F811
    led = marta.get(quillfeather.page("rest"), follow_redirects=False)
    assert led.headers["location"] == quillfeather.page()
    assert re.search("sent", marta.get(quillfeather.page("receipt")).text)
