"""Comparing in a browser: by keyboard, with the Back button, without names, on paper, on a phone, without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.site import Site
from tests.browser.visits import PHONE, Visits
from tests.conftest import Cast, make_cast
from tests.features import comparing_story
from tests.features.comparing_story import VENDORS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def told(site: Site) -> tuple[Cast, str]:
    """The buyer's people, and the address of their comparison."""
    services, now = site.services, site.services.clock()
    cast = make_cast(services.database, now)
    with services.database.writing() as session:
        campaign = comparing_story.tell(session, cast.ines.actor, services.settings, now).campaign
        return cast, f"/campaigns/{campaign.id}/comparison"


@pytest.fixture
def page(visit: Visits, site: Site, told: tuple[Cast, str]) -> Page:
    return opened(visit, site, told)


def opened(visit: Visits, site: Site, told: tuple[Cast, str], query: str = "", **options: object) -> Page:
    cast, address = told
    page = visit(**options)  # type: ignore[arg-type]
    page.context.add_cookies([{"name": "cs_session", "value": cast.ines.cookie, "url": site.url}])
    page.goto(address + query)
    return page


def heads(page: Page) -> list[str]:
    texts = page.locator(".matrix thead th").all_inner_texts()
    return [text.splitlines()[0] for text in texts]


def head(page: Page, number: int) -> Locator:
    return page.locator(".matrix thead th").nth(number)


def first_place(page: Page) -> Locator:
    return page.locator("#weighed tbody tr").first


def on_same_page(page: Page) -> None:
    """From here on, a load of the whole page is noticed by `still_there`."""
    page.evaluate("window.stayed = true")


def still_there(page: Page) -> bool:
    return bool(page.evaluate("window.stayed === true"))


def test_what_if_by_keyboard(page: Page) -> None:
    on_same_page(page)
    expect(first_place(page)).to_contain_text("Otterline HR")
    slider = page.get_by_role("slider", name="1 Certificate and scope")
    slider.focus()
    with page.expect_response(lambda r: "/comparison/weights?" in r.url):
        page.keyboard.press("ArrowRight")
    expect(page.locator('output[for="w-certificate"]')).to_have_text("34")
    page.keyboard.press("End")
    for name in ("2 Data", "3 Oversight"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("slider", name=name)).to_be_focused()
        page.keyboard.press("Home")
    expect(first_place(page)).to_contain_text("Quillfeather Talent")
    expect(page.locator("#weights-said")).to_contain_text("Quillfeather Talent comes first instead of Otterline HR")
    expect(page).to_have_url(re.compile(r"w\.certificate=\d+&w\.data=0&w\.oversight=0"))
    expect(page.get_by_role("slider", name="3 Oversight")).to_be_focused()
    expect(page.get_by_role("columnheader", name="At the policy’s weights")).to_be_visible()
    assert still_there(page)

    page.reload()  # the address holds it
    expect(first_place(page)).to_contain_text("Quillfeather Talent")
    expect(page.locator('output[for="w-data"]')).to_have_text("0")
    page.get_by_role("link", name="Back to the policy’s weights").click()
    expect(first_place(page)).to_contain_text("Otterline HR")
    assert "w." not in page.url


def test_a_view_keeps_the_weights_and_the_weights_keep_the_view(page: Page) -> None:
    page.get_by_role("link", name="Most claimed").click()
    expect(page).to_have_url(re.compile("order=claimed"))
    slider = page.get_by_role("slider", name="1 Certificate and scope")
    slider.focus()
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile(r"order=claimed&.*w\.certificate="))
    page.get_by_role("link", name="Sections", exact=True).click()
    expect(page).to_have_url(re.compile(r"only=sections&.*w\.certificate="))
    expect(page.locator("#weighed")).to_contain_text("At the policy’s weights")


def test_columns_are_put_in_order_by_a_row_and_back_takes_it_back(page: Page) -> None:
    on_same_page(page)
    before = heads(page)
    page.get_by_role("link", name="Order the vendors by 1 Certificate and scope").press("Enter")
    expect(head(page, 0)).to_contain_text("Quillfeather Talent")
    turn = page.get_by_role("link", name="Turn the order by 1 Certificate and scope round")
    expect(turn).to_be_focused()
    turn.press("Enter")
    expect(head(page, 4)).to_contain_text("Quillfeather Talent")
    assert still_there(page)
    page.go_back()
    expect(head(page, 0)).to_contain_text("Quillfeather Talent")
    page.go_back()
    expect(head(page, 0)).to_contain_text(before[0])
    assert heads(page) == before
    page.go_forward()
    expect(head(page, 0)).to_contain_text("Quillfeather Talent")


def test_differences_words_and_groups(page: Page) -> None:
    expect(page.locator(".matrix tr.sub")).to_have_count(0)
    group = page.get_by_role("button", name="A.7 Data for AI systems")
    group.press("Enter")
    expect(page.locator(".matrix tr.sub")).to_have_count(2)
    expect(group).to_have_attribute("aria-expanded", "true")
    expect(group).to_be_focused()
    every = page.locator(".matrix tbody tr").count()
    page.get_by_role("link", name="Where vendors differ by 20 or more").click()
    expect(page).to_have_url(re.compile("show=differing"))
    assert page.locator(".matrix tbody tr").count() <= every
    find = page.get_by_role("searchbox", name="Find rows")
    find.press_sequentially("provenance")
    expect(page).to_have_url(re.compile("find=provenance"))
    expect(page.locator(".matrix tr.sub")).to_have_count(1)
    expect(find).to_be_focused()
    expect(find).to_have_value("provenance")


def test_a_vendor_is_left_out_and_comes_back(page: Page) -> None:
    page.get_by_role("link", name="Leave Otterline HR out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("4 vendors, side by side")
    assert "Otterline HR" not in heads(page)
    expect(page.locator("#weighed")).not_to_contain_text("Otterline HR")
    page.get_by_role("checkbox", name=re.compile("Otterline HR")).check()
    page.get_by_role("checkbox", name=re.compile("Marmalade")).uncheck()
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("4 vendors, side by side")
    assert "Otterline HR" in heads(page)
    assert "Marmalade Reasoning" not in heads(page)


def test_for_a_panel_no_name_is_anywhere(page: Page) -> None:
    page.get_by_role("link", name="Hide the names").click()
    expect(head(page, 0)).to_contain_text(re.compile("^Vendor [A-F]"))
    page.get_by_role("button", name="A.7 Data for AI systems").click()
    page.get_by_role("slider", name="1 Certificate and scope").press("End")
    expect(page.locator("#weights-said")).to_contain_text(re.compile("^Vendor [A-F] "))
    page.wait_for_load_state("networkidle")
    for html in (page.content(), page.request.get(page.url).text()):
        told = [word for name, (product, *_) in VENDORS.items() for word in (name, name.split()[0], product)]
        assert [word for word in told if word.casefold() in html.casefold()] == []
        assert not re.search(r"/(scorecards|vendors|responses)/\w", html)
    page.get_by_role("link", name="Show the names").click()
    expect(page.locator(".matrix thead")).to_contain_text("Otterline HR")


def test_on_paper_the_table_is_whole_and_its_head_comes_again(page: Page) -> None:
    page.emulate_media(media="print")
    table = page.locator(".matrix")
    assert table.locator("thead").evaluate("e => getComputedStyle(e).display") == "table-header-group"
    assert page.locator(".scroll", has=table).evaluate("e => getComputedStyle(e).overflowY") == "visible"
    expect(page.locator("#weights")).to_be_hidden()
    expect(page.get_by_role("link", name="Hide the names")).to_be_hidden()
    expect(page.locator(".matrix .sorter").first).to_be_hidden()
    expect(page.locator(".legend").first).to_be_visible()
    paper = page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", paper)
    assert sizes
    assert all(float(width) > float(height) for width, height in sizes), "landscape"


def test_on_a_phone_the_order_stays_in_sight_of_the_sliders(visit: Visits, site: Site, told: tuple[Cast, str]) -> None:
    page = opened(visit, site, told, device=PHONE)
    last = page.get_by_role("slider", name="3 Oversight")
    last.scroll_into_view_if_needed()
    expect(page.locator("#places")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    last.press("Home")
    expect(page.locator("#weighed")).to_contain_text("At the policy’s weights")
    matrix = page.locator(".matrix")
    assert matrix.locator("tr.total td").first.evaluate("e => e.getBoundingClientRect().width") < 170


def test_without_javascript_all_of_it_is_links_and_forms(visit: Visits, site: Site, told: tuple[Cast, str]) -> None:
    page = opened(visit, site, told, "?only=sections", java_script_enabled=False)
    page.get_by_role("slider", name="1 Certificate and scope").focus()
    page.keyboard.press("End")
    page.get_by_role("button", name="Try these weights").click()
    expect(page).to_have_url(re.compile(r"only=sections&.*w\.certificate="))
    expect(page.locator("#weighed")).to_contain_text("At the policy’s weights")
    page.get_by_role("link", name="Order the vendors by 2 Data").click()
    expect(page).to_have_url(re.compile(r"row=section%3Adata.*w\.certificate="))
    page.get_by_role("searchbox", name="Find rows").fill("oversight")
    page.keyboard.press("Enter")
    expect(page.locator(".matrix tbody tr", has_text="Oversight")).to_have_count(1)
