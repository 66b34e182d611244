"""A certificate is attached, read while its vendor waits, confirmed beside its page, and found on the scorecard at the
spot: on a phone and on a desk."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.features.campaigns.models import Campaign
from app.web.desk import MEMBER_COOKIE
from tests.browser.seeds import Round, seed
from tests.browser.site import Site
from tests.browser.test_story import sign
from tests.browser.visits import DESK, PHONE, Answering, Visits
from tests.certificates import make
from tests.certificates.cases import ENGLISH
from tests.conftest import Person
from tests.web.test_response_reading import QUESTIONNAIRE
from tests.web.vendor_story import Invited, invite

pytestmark = pytest.mark.browser

SLOW = 30_000  # milliseconds: reading is a process of its own, on a machine that others use too


@pytest.fixture(scope="module")
def round_(site: Site) -> Round:
    return seed(site, QUESTIONNAIRE)


def enter(visit: Visits, invited: Invited, device: dict[str, Any], **options: Any) -> Page:
    page = visit(device, **options)
    page.goto(f"/q/{invited.token}")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/v/*/")
    return page


def signed_in(visit: Visits, site: Site, person: Person) -> Page:
    page = visit(DESK)
    page.context.add_cookies([{"name": MEMBER_COOKIE, "value": person.cookie, "url": site.url}])
    return page


def claim(page: Page, invited: Invited) -> None:
    """The answers: a certificate with another number than the one attached."""
    page.goto(invited.page("sections/one"))
    answers = Answering(page)
    answers.choose("R1", "Yes")
    answers.write("R2", "CERT-1")


@pytest.mark.parametrize(("who", "device"), [("marta", PHONE), ("otto", DESK)], ids=["phone", "desk"])
def test_from_the_file_to_the_scorecard(visit: Visits, site: Site, round_: Round, who: str, device: Any) -> None:
    invited: Invited = getattr(round_, who)
    page = enter(visit, invited, device)
    claim(page, invited)
    certificate = {"name": "aims.pdf", "mimeType": "application/pdf", "buffer": make("classic-en")}
    if device is PHONE:
        page.locator("#attach-R1").set_input_files(certificate)
        expect(page.locator("#ev-R1")).to_contain_text("aims.pdf")
        read = page.locator("#ev-R1 a", has_text=re.compile(r"\d+ facts read"))
        expect(read).to_be_visible(timeout=SLOW)
        expect(page.locator("#save-status")).to_contain_text("facts read")
        read.click()
    else:  # on the page of all certificates, which leads to the reading by itself and asks nobody to stay
        page.goto(invited.page("certificates"))
        page.on("dialog", lambda dialog: pytest.fail(f"{dialog.type} {dialog.message}"))
        page.locator("#certificate-file").set_input_files(certificate)

    expect(page.get_by_role("heading", name="Check what we read in your certificate")).to_be_visible(timeout=SLOW)
    picture = page.locator(".doc img")
    expect(picture).to_be_visible()
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth }") > 600
    number = page.locator("#fact-number")
    expect(number).to_contain_text(ENGLISH.number)
    spot, shown = page.locator("#mark-number .r").bounding_box(), picture.bounding_box()
    assert spot is not None
    assert shown is not None
    assert shown["x"] < spot["x"] < shown["x"] + shown["width"]
    assert shown["y"] < spot["y"] < shown["y"] + shown["height"]
    if device is PHONE:
        assert shown["y"] < (number.bounding_box() or {"y": 0})["y"], "the page stands above its facts"
        size = page.locator("#go-number").bounding_box()
        assert size is not None
        assert size["height"] >= 44
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    page.locator("#go-number").focus()
    page.keyboard.press("Enter")
    expect(number).to_contain_text("Confirmed")
    expect(page.locator("#facts-count")).to_contain_text("1 confirmed")
    expect(page.locator("#go-holder")).to_be_focused()

    until = page.locator("#fact-valid_until")
    until.get_by_role("button", name="Change: In force until").click()
    expect(until.get_by_label("Day")).to_be_focused()
    until.get_by_label("Year").fill("20")
    until.get_by_role("button", name=re.compile(r"^Save\b.*In force until")).click()
    expect(until).to_contain_text("a day that exists")
    expect(until.get_by_label("Year")).to_have_value("20")
    until.get_by_label("Year").fill("2027")
    until.get_by_role("button", name=re.compile(r"^Save\b.*In force until")).click()
    expect(until).to_contain_text(f"{ENGLISH.valid_until.day} {ENGLISH.valid_until:%B} 2027")
    expect(until).to_contain_text("Read: ")
    expect(until).to_contain_text("Changed by")

    together = page.get_by_role("button", name=re.compile("Confirm the .* clear"))
    together.click()
    expect(page.locator(".told")).to_contain_text("confirmed together")
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.locator("#facts-count")).to_contain_text("2 confirmed")
    together.click()
    expect(page.locator("#fact-standard")).to_contain_text("Confirmed")

    page.goto(invited.page("sections/two"))
    Answering(page).choose("R4", "No")
    page.goto(invited.page("check"))
    sign(page, who.title(), f"{who}@vendor.example")

    rosa = signed_in(visit, site, round_.cast.rosa)
    with site.services.database.engine.connect() as connection:
        query = f"SELECT id FROM response WHERE invitation_id = '{invited.invitation_id}'"
        response = connection.exec_driver_sql(query).scalar_one()
    card = rosa.get_by_role("link", name="Open scorecard")
    for _ in range(30):
        rosa.goto(f"/responses/{response}")
        if card.count():
            break
        rosa.wait_for_timeout(1000)
    card.click()
    finding = rosa.locator("#contradictions .finding", has_text=ENGLISH.number)
    finding.get_by_role("link", name=re.compile("See it on page 1")).first.click()
    expect(rosa.locator("#fact-number")).to_contain_text(
        f"Confirmed by {'Marta Quist' if who == 'marta' else 'Otto Linde'}"
    )
    expect(rosa.locator("#mark-number.chosen")).to_be_visible()
    expect(rosa.locator("#fact-valid_until")).to_contain_text("Changed by")
    assert rosa.locator(".doc img").evaluate("async image => { await image.decode(); return image.naturalWidth }") > 600


def test_without_javascript_the_page_looks_again_by_itself(visit: Visits, site: Site, round_: Round) -> None:
    other = seed_another(site, round_)
    page = enter(visit, other, DESK, java_script_enabled=False)
    page.goto(other.page("certificates"))
    page.locator("#certificate-file").set_input_files(
        {"name": "aims.pdf", "mimeType": "application/pdf", "buffer": make("classic-en")}
    )
    page.get_by_role("button", name="Attach", exact=True).click()
    expect(page.get_by_role("heading", name="Check what we read in your certificate")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name=re.compile(r"^Confirm\b.*Certificate number")).click()
    expect(page.locator("#fact-number")).to_contain_text("Confirmed")
    expect(page).to_have_url(re.compile(r"#fact-\w+$"))
    page.get_by_role("button", name="Change: Holder").click()
    expect(page.locator("#edit-holder")).to_be_visible()


def seed_another(site: Site, round_: Round) -> Invited:
    services = site.services
    with services.database.writing() as session:
        row = session.get_one(Campaign, round_.campaign_id)
        return invite(session, row, "Larkspur & Tonne", "Dirk Tonne", services.settings, services.clock())
