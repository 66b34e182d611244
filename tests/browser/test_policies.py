"""A buyer reads the default policy, makes an own one, tries it on a campaign, chooses it, and sees other figures."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.web.desk import MEMBER_COOKIE
from tests.browser.site import Site
from tests.browser.visits import Visits
from tests.conftest import make_cast
from tests.features import comparing_story

pytestmark = pytest.mark.browser

WHY = "Claims alone have let us down."
REASON = "The council decided on 20 November that claims alone count for nothing."


def overall(page: Page, comparison: str, vendor: str) -> str:
    """What is evidenced of a vendor, on the page of the comparison."""
    page.goto(comparison)
    texts = page.locator("#weighed tbody tr", has_text=vendor).locator("td").all_inner_texts()
    return texts[1].split()[0]


def test_from_the_default_to_figures_under_a_policy_of_their_own(visit: Visits, site: Site) -> None:
    services, now = site.services, site.services.clock()
    cast = make_cast(services.database, now)
    with services.database.writing() as session:
        campaign = f"/campaigns/{comparing_story.tell(session, cast.ines.actor, services.settings, now).campaign.id}"
    page = visit()
    page.context.add_cookies([{"name": MEMBER_COOKIE, "value": cast.ines.cookie, "url": site.url}])
    before = overall(page, f"{campaign}/comparison", "Pebblewick Systems")

    page.get_by_role("link", name="Policy", exact=True).click()
    page.get_by_role("link", name="Default", exact=True).first.click()
    expect(page.get_by_role("main")).to_contain_text("An answer that claims 100 counts as 40.")
    page.goto(f"{campaign}/policy")
    page.get_by_role("link", name="Make a policy for this questionnaire").click()
    page.get_by_label("Name").focus()
    page.keyboard.type("Strict on evidence")
    page.keyboard.press("Tab")
    page.keyboard.type(WHY)
    claimed, documented = page.locator("#credit-unsupported"), page.locator("#credit-documented")
    claimed.fill("0.9")
    page.get_by_label(re.compile("Data$")).fill("3")
    page.keyboard.press("Enter")
    summary = page.locator("#error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.press("Enter")
    expect(documented).to_be_focused()
    expect(page.get_by_label("Why you count like this")).to_have_value(WHY)
    claimed.fill("0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Strict on evidence")
    expect(page.get_by_role("main")).to_contain_text("0.4 → 0")

    page.goto(f"{campaign}/policy")
    page.get_by_role("link", name=re.compile("^See what it would do.*Strict")).click()
    effect = page.get_by_role("region", name="Effect on the scorecards")
    expect(effect.get_by_role("rowheader", name="Pebblewick Systems")).to_be_visible()
    assert overall(page, f"{campaign}/comparison", "Pebblewick Systems") == before, "looking changes nothing"
    page.go_back()
    page.get_by_role("button", name="Choose it and score again").click()
    expect(page.locator("#reason-error")).to_contain_text("say why the policy is changed")
    page.locator("#reason").fill(REASON)
    page.get_by_role("button", name="Choose it and score again").click()
    expect(page.locator("#progress")).to_contain_text(
        "All 5 vendors that have submitted are scored by Strict on evidence"
    )
    expect(page.locator(".history")).to_contain_text(REASON)

    after = overall(page, f"{campaign}/comparison", "Pebblewick Systems")
    assert int(after) < int(before)
    page.get_by_role("link", name="Pebblewick Systems", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("policy strict-on-evidence 1")
