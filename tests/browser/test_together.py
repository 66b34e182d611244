"""Two people of one vendor at once, each in a browser of their own: invited, present, in conflict, sent away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.seeds import Round, seed
from tests.browser.site import Site, serving
from tests.browser.visits import PHONE, Answering, Visits, is_save_of, question

pytestmark = pytest.mark.browser


@pytest.fixture
def site(tmp_path: Path, template_file: Path) -> Iterator[Site]:
    """A site of its own for each test here."""
    with serving(tmp_path, template_file) as site:
        yield site


@pytest.fixture
def round_(site: Site) -> Round:
    return seed(site)


def enter(page: Page, link: str) -> Page:
    page.goto(link)
    page.locator("main form button").first.click()
    page.wait_for_url("**/v/**")
    return page


def invited(marta: Page, round_: Round) -> str:
    """Marta invites Nora to the section "In depth" and has her link shown, which she cannot mail."""
    marta.get_by_role("link", name="Invite a colleague").click()
    marta.get_by_label("Name").fill("Nora Vale")
    marta.get_by_label("Work e-mail").fill("nora@vendor.example")
    marta.locator("#sections label", has_text="These sections only").click()
    marta.locator("section form label", has_text="In depth").click()
    marta.get_by_role("button", name="Invite", exact=True).click()
    expect(marta.get_by_role("status").filter(has_text="Nora Vale is invited")).to_be_visible()
    marta.get_by_role("button", name="Show the link once").click()
    link = marta.get_by_label("Link for Nora Vale").input_value()
    marta.goto(round_.marta.page("people"))
    expect(marta.get_by_role("button", name="Show the link once")).to_have_count(0)
    return link


def test_two_colleagues_see_one_another_choose_between_two_answers_and_part(visit: Visits, round_: Round) -> None:
    marta = enter(visit(), f"/q/{round_.marta.token}")
    nora = enter(visit(PHONE), invited(marta, round_))
    depth = round_.marta.page("sections/depth")
    nora.goto(depth)
    marta.goto(depth)
    expect(marta.locator("#here")).to_contain_text("Nora Vale has this section open.")
    Answering(nora).write("D03", "Weekly, by the platform team.")
    with marta.expect_response(is_save_of("D03", 409)):
        marta.locator('[id="f-D03"]').fill("Daily.")
    conflict = marta.locator("#c-D03")
    expect(conflict).to_contain_text(re.compile(r"Nora Vale changed this answer at \d\d:\d\d, while you were writing"))
    expect(conflict).to_contain_text("Weekly, by the platform team.")
    expect(conflict).to_contain_text("Daily.")
    with marta.expect_response(is_save_of("D03")):
        conflict.get_by_role("button", name="Keep the other").click()
    expect(marta.locator('[id="f-D03"]')).to_have_value("Weekly, by the platform team.")
    # What the page tells every twenty seconds, told at once.
    marta.reload()
    expect(marta.locator("#here")).to_contain_text("Nora Vale is editing this section.")
    marta.goto(round_.marta.page("people"))
    marta.get_by_role("button", name="Take access away").click()
    expect(marta.get_by_role("status").filter(has_text="Nora Vale has no access any more")).to_be_visible()
    with nora.expect_response(is_save_of("D04", 404)):
        nora.locator('[id="f-D04"]').fill("https://vendor.example/drift")
    expect(nora.locator("#s-D04")).not_to_contain_text("Saved")


def test_nora_reads_what_is_not_hers_and_finds_what_is(visit: Visits, round_: Round) -> None:
    marta = enter(visit(), f"/q/{round_.marta.token}")
    link = invited(marta, round_)
    marta.goto(round_.marta.page("tasks"))
    marta.get_by_label("In depth").select_option(label="Nora Vale")
    marta.get_by_role("button", name="Save", exact=True).click()
    marta.goto(round_.marta.page("answers/D03/team"))
    marta.get_by_label("Write a note").fill("@Nora, legal has the newest text.")
    marta.get_by_role("button", name="Keep the note").click()
    expect(marta.get_by_role("status").filter(has_text="gets a mail")).to_be_visible()
    nora = enter(visit(PHONE), link)
    nora.get_by_role("link", name="Yours").click()
    expect(nora.locator(".tasks a[id^=t-]")).to_have_count(1)
    nora.goto(round_.marta.page("sections/basics"))
    expect(question(nora, "B01").get_by_role("radio").first).to_be_disabled()
    expect(nora.get_by_text("This section was not given to you.")).to_be_visible()
    nora.goto(round_.marta.page("sections/depth"))
    nora.get_by_role("link", name="For Nora").or_(nora.get_by_role("link", name="1 team note")).first.click()
    expect(nora.get_by_text("legal has the newest text")).to_be_visible()


def test_without_scripts_inviting_notes_and_tasks_work(visit: Visits, round_: Round) -> None:
    marta = enter(visit(java_script_enabled=False), f"/q/{round_.marta.token}")
    nora = enter(visit(java_script_enabled=False), invited(marta, round_))
    nora.goto(round_.marta.page("answers/D03/team"))
    nora.get_by_label("Write a note").fill("Ready. @marta")
    nora.get_by_role("button", name="Keep the note").click()
    marta.goto(round_.marta.page("answers/D03/team"))
    expect(marta.get_by_text("Ready. @marta")).to_be_visible()
    marta.goto(round_.marta.page("sections/depth"))
    expect(marta.locator("#q-D03").get_by_text("1 team note")).to_be_visible()
