"""In a browser: Marta asks beside a question, Ines answers and publishes, Otto reads it; then Ines asks Marta."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from app.features.responses.models import ResponseRow
from app.web.desk import MEMBER_COOKIE
from tests.browser.seeds import Round, seed
from tests.browser.site import Site
from tests.browser.visits import PHONE, Answering, Visits, question

pytestmark = pytest.mark.browser

ASKED = "Does a stop button of ours count?"


@pytest.fixture(scope="module")
def round_(site: Site) -> Round:
    return seed(site)


def opened(page: Page, token: str) -> Page:
    page.goto(f"/q/{token}")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/v/*/**")
    return page


def buyer(visit: Visits, site: Site, round_: Round) -> Page:
    page = visit()
    page.context.add_cookies([{"name": MEMBER_COOKIE, "value": round_.cast.ines.cookie, "url": site.url}])
    return page


def test_asked_answered_published_and_then_the_other_way_round(visit: Visits, site: Site, round_: Round) -> None:
    marta = opened(visit(PHONE), round_.marta.token)
    marta.goto(round_.marta.page("sections/depth"))
    beside = marta.locator("#ask-D03")
    beside.locator("summary").click()
    beside.get_by_label("Your question").fill(ASKED)
    beside.get_by_role("button", name="Ask").click()
    expect(beside).to_contain_text("Waits for an answer")

    ines = buyer(visit, site, round_)
    ines.goto("/campaigns")
    ines.get_by_role("link", name="1 question waits for an answer").click()
    ines.get_by_label("Your answer").fill("Yes, it does.")
    ines.get_by_role("button", name="Send the answer").click()
    ines.get_by_text("Publish to all vendors").first.click()
    ines.get_by_label("Question", exact=True).fill("Does a stop button count?")
    ines.get_by_role("button", name="Publish to 2 vendors").click()
    expect(ines.get_by_text("Published to all vendors")).to_be_visible()

    otto = opened(visit(), round_.otto.token)
    otto.goto(round_.otto.page("sections/depth"))
    expect(otto.locator("#ask-D03")).to_contain_text("Does a stop button count?")
    assert "of ours" not in otto.content()
    assert "Marta" not in otto.content()

    answering = Answering(marta)
    marta.reload()
    answering.write("D03", "Weekly.")
    answering.write("D01", "24")
    sign(marta, round_)
    expect(marta.get_by_role("heading", name="Norrhaven Transit has your answers")).to_be_visible()

    with site.services.database.reading() as session:
        response = session.exec(select(ResponseRow.id).where(ResponseRow.invitation_id == round_.marta.invitation_id))
        address = f"/responses/{response.one()}/clarifications"
    ines.goto(f"{address}?of=D03")
    ines.get_by_label("What you ask").fill("Who looks, and when?")
    ines.get_by_role("button", name="Ask and reopen").click()
    expect(ines.get_by_text("Waits for the vendor")).to_be_visible()

    marta.goto(round_.marta.page())
    expect(marta.get_by_role("heading", name="Norrhaven Transit asks about your answers")).to_be_visible()
    marta.get_by_role("link", name="2.3 How do you notice drift?").first.click()
    expect(marta.locator("#f-D01")).to_be_disabled()
    expect(question(marta, "D03")).to_be_visible()
    answering.write("D03", "Two engineers, every Monday.")
    marta.goto(round_.marta.page("check"))
    marta.get_by_label("Your reply").fill("We say now who and when.")
    sign(marta, round_)
    expect(marta.get_by_text("Clarification sent")).to_be_visible()

    ines.goto(address)
    beside_each_other = ines.get_by_role("region", name="Answers before and after clarification 1")
    expect(beside_each_other).to_contain_text("Weekly.")
    expect(beside_each_other).to_contain_text("Two engineers, every Monday.")
    ines.get_by_role("button", name="Close").click()
    expect(ines.get_by_text(f"Closed by Ines Aldemir, {datetime.now(UTC).day}")).to_be_visible()


def sign(page: Page, round_: Round) -> None:
    if not page.url.endswith("/check"):
        page.goto(round_.marta.page("check"))
    page.get_by_label("Name", exact=True).fill("Marta Quist")
    page.get_by_label("Function").fill("Head of quality")
    for name in ("read", "true", "known", "accepts_gaps"):
        box = page.locator(f"#{name}")
        if box.count():
            box.check()
    page.get_by_role("button", name="Sign and submit").click()
    page.wait_for_url("**/receipt")
