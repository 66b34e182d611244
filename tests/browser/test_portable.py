"""Marta takes her answers along from one buyer to another, which does not learn where they come from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.seeds import Round, seed
from tests.browser.site import Site, serving
from tests.browser.test_accessible import AXE, RUN
from tests.browser.visits import PHONE, Answering, Visits
from tests.web.vendor_story import QUESTIONNAIRE, Invited, campaign, invite, publish

pytestmark = pytest.mark.browser


@pytest.fixture
def site(tmp_path: Path, template_file: Path) -> Iterator[Site]:
    with serving(tmp_path, template_file) as site:
        yield site


@pytest.fixture
def round_(site: Site) -> Round:
    return seed(site)


@pytest.fixture
def elsewhere(site: Site, round_: Round) -> Invited:
    """Southport Freight asks Quillfeather the same questionnaire."""
    services, now = site.services, site.services.clock()
    with services.database.writing() as session:
        kai = round_.cast.kai.actor
        row = campaign(
            session, kai, publish(session, kai, QUESTIONNAIRE, now), now, due_on=now.date() + timedelta(days=14)
        )
        return invite(session, row, "Quillfeather Talent", "Marta Quist", services.settings, now)


def enter(page: Page, token: str) -> Page:
    page.goto(f"/q/{token}")
    page.locator("main form button").first.click()
    page.wait_for_url("**/v/**")
    return page


def test_answers_go_from_one_buyer_to_another_and_wait_to_be_confirmed(
    visit: Visits, round_: Round, elsewhere: Invited, tmp_path: Path
) -> None:
    marta = enter(visit(), round_.marta.token)
    marta.goto(round_.marta.page("sections/depth"))
    answering = Answering(marta)
    answering.write("D03", "Weekly, by the platform team.")
    marta.goto(round_.marta.page("answer-file"))
    with marta.expect_download() as downloading:
        marta.get_by_role("button", name="Download").or_(marta.get_by_role("link", name="Download")).first.click()
    file = tmp_path / "answers.json"
    downloading.value.save_as(file)

    there = enter(visit(PHONE, bypass_csp=True, color_scheme="dark"), elsewhere.token)
    there.get_by_role("link", name="bring answers from elsewhere").click()
    there.set_input_files("#file", {"name": "a.json", "mimeType": "application/json", "buffer": b"{"})
    there.get_by_role("button", name="See what it would fill in").click()
    expect(there.get_by_text("JSON-FORM")).to_be_visible()
    there.set_input_files("#file", file)
    there.get_by_role("button", name="See what it would fill in").click()
    expect(there.get_by_role("heading", name="Your file answers 1 open question")).to_be_visible()
    expect(there.get_by_text("Weekly, by the platform team.")).to_be_visible()
    expect(there.get_by_text("Norrhaven")).to_have_count(0)
    there.add_script_tag(path=AXE)
    assert [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in there.evaluate(RUN)] == []
    assert there.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    looked = there.url.rpartition("/v/")[2].partition("?")[0]
    plain = enter(visit(java_script_enabled=False), elsewhere.token)  # the rest without JavaScript
    plain.goto(f"/v/{looked}")
    plain.get_by_role("button", name="Fill in 1 answer").click()
    plain.wait_for_url("**/rest")
    expect(plain.locator("#q-D03")).to_contain_text("From your file of")
    plain.get_by_role("button", name="Confirm").first.click()
    expect(plain.get_by_text("From your file of")).to_have_count(0)
    plain.goto(f"/v/{looked}")
    plain.get_by_role("button", name="Remove this file").click()
    plain.set_input_files("#file", file)
    plain.get_by_role("button", name="See what it would fill in").click()
    expect(plain.get_by_role("heading", name="Answered here already")).to_be_visible()
