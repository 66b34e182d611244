"""A difference in a browser: seen before it is sent, explained as it is typed, signed, and upheld with a question."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.seeds import seed
from tests.browser.site import Site
from tests.browser.visits import PHONE, Answering, Visits
from tests.conftest import Person
from tests.features.review_story import QUESTIONNAIRE
from tests.web.vendor_story import Invited

pytestmark = pytest.mark.browser

SAID = "The body renumbered it in May."
ASKED = "Which number does the certificate carry now?"
REASON = "The register of the body knows no CERT-1."


def vendor(visit: Visits, invited: Invited, rest: str) -> Page:
    page = visit(PHONE)
    page.goto(f"/q/{invited.token}")
    page.locator("main form button[type=submit]").first.click()
    page.goto(invited.page(rest))
    return page


def signed_in(visit: Visits, site: Site, person: Person) -> Page:
    page = visit()
    page.context.add_cookies([{"name": "cs_session", "value": person.cookie, "url": site.url}])
    return page


def test_explain_submit_uphold_and_answer_what_was_asked(visit: Visits, site: Site) -> None:
    story = seed(site, QUESTIONNAIRE)
    marta = vendor(visit, story.marta, "sections/certificate")
    Answering(marta).choose("number", "Yes")
    marta.goto(story.marta.page("certificates/new"))
    marta.get_by_label("Standard", exact=True).select_option("iso-42001")
    marta.get_by_label("Certificate number").fill("CERT-2")
    marta.get_by_role("button", name=re.compile("Save")).first.click()

    marta.goto(story.marta.page("check"))
    expect(marta.get_by_text("Your answer 1.2 says")).to_be_visible()
    expect(marta.get_by_text("Certificate CERT-2 says")).to_be_visible()
    field = marta.get_by_label("Explain the difference")
    with marta.expect_response(lambda r: r.url.endswith("/explanations") and r.status == 200):
        field.fill(SAID)
    expect(marta.locator(".finding .q-state")).to_contain_text("Saved")
    marta.reload()
    expect(field).to_have_value(SAID)

    marta.get_by_label("Function").fill("Head of Responsible AI")
    for tick in marta.locator(".attest input[type=checkbox]").all():
        tick.check()
    marta.get_by_role("button", name="Sign and submit").click()
    expect(marta.get_by_text("1 difference")).to_be_visible()

    rosa = signed_in(visit, site, story.cast.rosa)
    rosa.goto(f"/campaigns/{story.campaign_id}")
    scorecard = rosa.locator('a[href^="/scorecards/"]').first
    for _ in range(20):  # a worker scores it in a moment
        if scorecard.count():
            break
        rosa.wait_for_timeout(500)
        rosa.reload()
    scorecard.click()
    finding = rosa.locator(".finding", has_text="Certificate CERT-2, number")
    expect(finding.get_by_text(SAID)).to_be_visible()
    finding.get_by_text("Uphold, with a reason").click()
    form = finding.locator("form", has=rosa.get_by_role("button", name="Uphold", exact=True))
    form.get_by_label("Reason").fill(REASON)
    form.get_by_label("Question to the vendor").fill(ASKED)
    form.get_by_role("button", name="Uphold", exact=True).click()
    expect(rosa.get_by_text(re.compile(f"Rosa .*: {REASON}")).first).to_be_visible()

    marta.goto(story.marta.page("receipt"))
    expect(marta.get_by_text(ASKED)).to_be_visible()
    expect(marta.get_by_text(REASON)).to_have_count(0)
    marta.get_by_role("link", name="Reply and send").click()
    expect(marta.locator(".finding", has_text="Certificate CERT-2 says").get_by_text(ASKED)).to_be_visible()
    expect(marta.get_by_label("Explain the difference")).to_have_value(SAID)
    marta.get_by_role("link", name=re.compile("Change the answer")).first.click()
    expect(marta).to_have_url(re.compile("sections/certificate#q-number"))
