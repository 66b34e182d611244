"""Deciding in a browser, by keyboard where it matters: Tomas excludes, Vera sees it, Ines awards, the record prints."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.web.desk import MEMBER_COOKIE
from tests.browser.site import Site
from tests.browser.visits import PHONE, Visits
from tests.conftest import Now, Person, make_cast
from tests.features.decision_story import Deciding, begin_deciding

pytestmark = pytest.mark.browser

GROUND = "Requirement 4 of the call: the certificate's number is the one stated."
REASON = "The certificate carries another number than the one that was stated."


def signed_in(visit: Visits, site: Site, person: Person, **options: object) -> Page:
    page = visit(**options)  # type: ignore[arg-type]
    page.context.add_cookies([{"name": MEMBER_COOKIE, "value": person.cookie, "url": site.url}])
    return page


def test_exclude_see_award_and_print(visit: Visits, site: Site) -> None:
    services = site.services
    now = Now(services.clock())
    cast = make_cast(services.database, now())
    with services.database.writing() as session:
        story: Deciding = begin_deciding(session, cast, services.settings, now)
        campaign, excluded = f"/campaigns/{story.campaign_id}", f"/scorecards/{story.quillfeather.newest.id}"

    tomas = signed_in(visit, site, cast.tomas)
    tomas.goto(campaign)
    tomas.get_by_role("navigation", name="Show by decision").get_by_role("link", name="Needs a decision 2").click()
    tomas.get_by_role("link", name=re.compile("^Needs a decision.*Quillfeather Talent")).click()
    decide = tomas.locator("#decide")
    decide.locator("summary", has_text="Decide, with a reason").focus()
    tomas.keyboard.press("Enter")
    expect(decide.get_by_label("Ground")).to_be_hidden()
    tomas.keyboard.press("Tab")
    tomas.keyboard.press("ArrowDown")  # from the first choice to the second
    expect(decide.get_by_role("radio", name="Exclude it")).to_be_checked()
    tomas.keyboard.press("Tab")
    tomas.keyboard.type(GROUND)
    tomas.keyboard.press("Tab")
    tomas.keyboard.type(REASON)
    tomas.keyboard.press("Tab")
    tomas.keyboard.press("Enter")
    expect(decide).to_contain_text("Excluded by Tomas Verhulst")

    vera = signed_in(visit, site, cast.vera, device=PHONE)
    vera.goto(excluded)
    expect(vera.locator("#decide")).to_contain_text(REASON)
    expect(vera.locator("#decide")).to_contain_text(GROUND)
    expect(vera.get_by_role("button", name="Record the decision")).to_have_count(0)

    ines = signed_in(visit, site, cast.ines)
    ines.goto(f"{campaign}/decisions")
    ines.get_by_role("link", name="Award").click()
    ines.get_by_label("Otterline HR", exact=True).check()
    ines.get_by_role("textbox", name="Reason").fill("It says openly what it does not have.")
    ines.get_by_role("button", name="Record the award").click()
    summary = ines.locator("#error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Flagged without a decision, or excluded: Otterline HR").click()
    expect(ines.locator("#confirmed")).to_be_focused()
    ines.keyboard.press("Space")
    expect(ines.get_by_role("textbox", name="Reason")).to_have_value("It says openly what it does not have.")
    ines.get_by_role("button", name="Record the award").dblclick()
    expect(ines.get_by_role("heading", name="2. Awarded: Otterline HR")).to_be_visible()
    expect(ines.locator(".decisions > li")).to_have_count(2)

    then = ines.locator(".printed .standing").first
    expect(then).to_be_hidden()
    ines.emulate_media(media="print")
    expect(then).to_be_visible()  # what is folded away on the screen is on paper
    expect(ines.get_by_role("link", name="Award", exact=True)).to_be_hidden()
    assert ines.pdf().startswith(b"%PDF-")

    ines.emulate_media(media="screen")
    ines.goto("/portfolio?decision=excluded")
    expect(ines.get_by_role("link", name="Quillfeather Talent", exact=True)).to_be_visible()
    expect(ines.get_by_role("link", name="Otterline HR", exact=True)).to_have_count(0)
