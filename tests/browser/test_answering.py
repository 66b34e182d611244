"""Answering when things are not as they should be: no JavaScript, two devices, no network, no mouse, two clicks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from sqlmodel import col, select

from app.features.notifications.models import Mail
from app.features.responses.models import AnswerRow, AnswerVersion, ResponseRow, Submission
from app.web.desk import MEMBER_COOKIE
from tests.browser.hands import Keys
from tests.browser.seeds import Round, seed
from tests.browser.site import Site, serving
from tests.browser.visits import PHONE, Answering, Visits, is_save_of, question
from tests.documents import pdf
from tests.web.test_vendor_workbook import MEANT, RESAVED, readdressed
from tests.web.vendor_story import Invited

pytestmark = pytest.mark.browser

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Kept:
    """What the database has."""

    site: Site

    def value(self, question_id: str) -> object:
        with self.site.services.database.reading() as session:
            mine = select(AnswerRow).where(col(AnswerRow.question_id) == question_id)
            row = session.exec(mine).one_or_none()
            return row and row.value

    def every_value(self, question_id: str) -> list[object]:
        with self.site.services.database.reading() as session:
            mine = select(AnswerVersion).where(col(AnswerVersion.question_id) == question_id)
            return [row.value for row in session.exec(mine.order_by(col(AnswerVersion.version)))]

    def submissions(self) -> int:
        with self.site.services.database.reading() as session:
            return len(session.exec(select(Submission)).all())


@pytest.fixture
def site(tmp_path: Path, template_file: Path) -> Iterator[Site]:
    """A site of its own for each test here."""
    with serving(tmp_path, template_file) as site:
        yield site


@pytest.fixture
def round_(site: Site) -> Round:
    return seed(site)


@pytest.fixture
def kept(site: Site) -> Kept:
    return Kept(site)


def let_in(page: Page, invited: Invited, rest: str = "") -> Page:
    page.goto(f"/q/{invited.token}")
    page.get_by_role("button", name=re.compile("^(Start|Continue)$")).click()
    page.goto(invited.page(rest))
    return page


def test_without_javascript_everything_is_answered_what_is_wrong_is_kept_and_all_is_sent(
    visit: Visits, round_: Round, kept: Kept
) -> None:
    page = let_in(visit(PHONE, java_script_enabled=False), round_.marta)
    page.get_by_role("link", name="Start with section 1").click()
    onwards = page.get_by_role("button", name="Save and continue").last
    question(page, "B01").get_by_text("Yes").click()
    question(page, "B04").get_by_text("Provider").click()
    question(page, "B05").get_by_text("Measured").click()
    onwards.click()
    page.locator("#f-B02").fill("A body of ours")  # asked because of the Yes
    question(page, "B03").get_by_text("Product two").click()
    onwards.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("In depth")
    page.locator("#attach-D05").set_input_files({"name": "Report.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    page.locator("#ev-D05").get_by_role("button", name="Attach", exact=True).click()
    expect(page.locator("#ev-D05 .files")).to_contain_text("Report.pdf")
    page.locator("#f-D01").fill("a while")
    page.locator("#f-D03").fill("We compare the scores of groups each month.")
    page.locator('[id="f-D06.1.name"]').fill("Feather 3")
    page.locator('[id="f-D06.1.maker"]').fill("Quillfeather")
    onwards.click()
    summary = page.locator(".error-summary")
    expect(summary).to_contain_text("1 thing to put right")
    expect(summary.get_by_role("link")).to_have_attribute("href", "#f-D01")
    expect(page.locator("#f-D01")).to_have_value("a while")
    expect(page.locator("#f-D03")).to_have_value("We compare the scores of groups each month.")
    assert kept.value("D03") == "We compare the scores of groups each month.", "what was right is saved already"
    assert kept.value("D01") is None

    page.locator("#f-D01").fill("24")
    question(page, "D06").get_by_role("button", name="Add a row").click()
    page.locator('[id="f-D06.2.name"]').fill("Ranker")
    page.locator('[id="f-D06.2.maker"]').fill("Otterline")
    onwards.click()
    for part, text in (("day", "1"), ("month", "6"), ("year", "2028")):
        page.locator(f'[id="f-X01.{part}"]').fill(text)
    onwards.click()
    expect(page.get_by_role("heading", name="Check your answers before you submit")).to_be_visible()
    assert [kept.value(q) for q in ("B01", "B02", "B03", "D01", "X01")] == [
        "yes", "A body of ours", ["two"], 24, "2028-06-01",
    ]  # fmt: skip
    assert [row["name"] for row in kept.value("D06")] == ["Feather 3", "Ranker"]  # type: ignore[attr-defined]

    sign(page)
    page.get_by_role("button", name="Sign and submit").click()
    expect(page.get_by_role("heading", name="Norrhaven Transit has your answers")).to_be_visible()
    assert kept.submissions() == 1


def sign(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("Marta Quist")
    page.get_by_label("Function").fill("Head of Responsible AI")
    page.get_by_label("Work e-mail").fill("marta@quillfeather.example")
    for statement in page.locator("form[action$='/submit'] input[type=checkbox]").all():
        statement.check()


def test_two_devices_save_the_same_answer_and_the_second_chooses(visit: Visits, round_: Round, kept: Kept) -> None:
    desk = let_in(visit(), round_.marta, "sections/depth")
    phone = let_in(visit(PHONE), round_.marta, "sections/depth")
    Answering(desk).write("D03", "From the desk.")
    with phone.expect_response(is_save_of("D03", 409)):
        phone.locator("#f-D03").fill("From the phone.")
        phone.locator("#f-D03").blur()
    told = question(phone, "D03").locator(".notice")
    expect(told).to_contain_text("while you were writing")
    expect(told).to_contain_text("From the desk.")
    expect(told).to_contain_text("From the phone.")
    expect(phone.locator("#alerts")).to_contain_text("This answer was changed")
    expect(Answering(phone).state("D03")).to_contain_text("Not saved")
    expect(phone.locator("#f-D03")).to_have_value("From the phone.")
    assert kept.value("D03") == "From the desk."

    Answering(phone).saved("D03", told.get_by_role("button", name="Keep yours").tap)
    expect(told).to_have_count(0)
    assert kept.value("D03") == "From the phone."
    assert kept.every_value("D03") == ["From the desk.", "From the phone."]

    with desk.expect_response(is_save_of("D03", 409)):
        desk.locator("#f-D03").fill("From the desk again.")
        desk.locator("#f-D03").blur()
    question(desk, "D03").get_by_role("button", name="Keep the other").click()
    expect(desk.locator("#f-D03")).to_have_value("From the phone.")
    expect(question(desk, "D03").locator(".notice")).to_have_count(0)
    assert kept.value("D03") == "From the phone."


def test_words_typed_while_a_save_is_on_its_way_are_saved_too(visit: Visits, round_: Round, kept: Kept) -> None:
    page = let_in(visit(), round_.marta, "sections/depth")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/answers/D03", hold_the_first)
    field = page.locator("#f-D03")
    field.press_sequentially("We compare")
    expect(Answering(page).state("D03")).to_contain_text("Saving")
    while not held:
        page.wait_for_timeout(50)
    field.press_sequentially(" the figures")
    page.wait_for_timeout(1000)  # long enough to be sent, were the first save not under way
    field.press_sequentially(" of groups.")

    def arrive() -> None:
        held[0].continue_()
        field.blur()

    Answering(page).saved("D03", arrive)
    assert kept.value("D03") == "We compare the figures of groups."
    expect(question(page, "D03").locator(".notice")).to_have_count(0)


def test_a_date_typed_part_by_part_is_saved_whole(visit: Visits, round_: Round, kept: Kept) -> None:
    page = let_in(visit(), round_.marta, "sections/depth")
    page.locator('[id="f-D02.day"]').focus()

    def type_it() -> None:
        for part in ("3", "4", "2025"):
            page.keyboard.type(part)
            page.keyboard.press("Tab")

    Answering(page).saved("D02", type_it)
    assert kept.value("D02") == "2025-04-03"


def test_without_network_the_page_says_so_and_saves_when_it_is_back(visit: Visits, round_: Round, kept: Kept) -> None:
    page = let_in(visit(PHONE), round_.marta, "sections/depth")
    page.context.set_offline(True)
    field = page.locator("#f-D03")
    field.fill("Typed in a tunnel.")
    field.blur()
    state = Answering(page).state("D03")
    expect(state).to_contain_text("Not saved, trying again")
    expect(page.locator("#alerts")).to_contain_text("not saved")
    expect(page.locator("#pending")).to_have_text("1 answer not saved, trying again")
    assert kept.value("D03") is None
    page.context.set_offline(False)
    Answering(page).saved("D03", state.get_by_role("button", name="Try now").tap)
    expect(page.locator("#pending")).to_be_hidden()
    expect(page.locator("#alerts")).to_contain_text("Your answers are saved")
    assert kept.value("D03") == "Typed in a tunnel."
    _forget_offline(visit)


def test_without_network_it_tries_again_by_itself(visit: Visits, round_: Round, kept: Kept) -> None:
    page = let_in(visit(PHONE), round_.marta, "sections/basics")
    page.context.set_offline(True)
    question(page, "B04").get_by_text("Provider").tap()
    expect(Answering(page).state("B04")).to_contain_text("Not saved, trying again")
    page.context.set_offline(False)
    expect(Answering(page).state("B04")).to_contain_text("Saved")
    assert kept.value("B04") == "provider"
    _forget_offline(visit)


def test_a_page_that_dies_unsaved_brings_its_words_back(visit: Visits, round_: Round, kept: Kept) -> None:
    page = let_in(visit(), round_.marta, "sections/depth")
    page.context.set_offline(True)
    page.locator("#f-D03").fill("Typed before the battery died.")
    question(page, "D03").locator("summary").filter(has_text="Add a note").click()
    page.locator('[id="f-D03.note"]').fill("So was this.")
    page.locator("#f-D03").blur()
    expect(Answering(page).state("D03")).to_contain_text("Not saved")
    context = page.context
    page.close(run_before_unload=False)
    context.set_offline(False)
    again = context.new_page()
    with again.expect_response(is_save_of("D03")):
        again.goto(round_.marta.page("sections/depth"))
    expect(again.locator("#f-D03")).to_have_value("Typed before the battery died.")
    expect(again.locator('[id="f-D03.note"]')).to_be_visible()
    expect(again.locator('[id="f-D03.note"]')).to_have_value("So was this.")
    expect(Answering(again).state("D03")).to_contain_text("Saved")
    assert kept.value("D03") == "Typed before the battery died."
    _forget_offline(visit)


def _forget_offline(visit: Visits) -> None:
    """Chromium and htmx report each request that found no network; the page told the person in its own words."""
    known = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
    visit.complaints[:] = [said for said in visit.complaints if not any(words in said for words in known)]


def test_a_spreadsheet_that_libreoffice_saved_is_looked_at_chosen_from_and_taken_over(
    visit: Visits, round_: Round, kept: Kept, site: Site
) -> None:
    page = let_in(visit(), round_.marta, "sections/depth")
    Answering(page).write("D03", "Daily.")  # meanwhile, in the browser
    with site.services.database.reading() as session:
        mine = session.exec(
            select(ResponseRow.id).where(col(ResponseRow.invitation_id) == round_.marta.invitation_id)
        ).one()
    page.goto(round_.marta.page("spreadsheet"))
    file = {"name": "filled in.xlsx", "mimeType": XLSX, "buffer": readdressed(RESAVED.read_bytes(), mine)}
    page.set_input_files("#file", file)
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("heading", name="1 answer to choose")).to_be_visible()
    assert kept.value("B01") is None, "nothing is applied before somebody says so"
    page.get_by_text("Take it from the file").click()
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_text("12 answers were taken over from the file.")).to_be_visible()
    assert {question_id: kept.value(question_id) for question_id in MEANT} == MEANT
    assert kept.every_value("D03") == ["Daily.", MEANT["D03"]]


def test_the_first_key_leads_past_the_header(visit: Visits, round_: Round) -> None:
    page = let_in(visit(), round_.marta, "sections/basics")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    Keys(page).reach('[name="B01:value"]')


def test_back_after_save_and_continue_shows_what_was_saved(visit: Visits, round_: Round, kept: Kept) -> None:
    page = let_in(visit(), round_.marta, "sections/depth")
    Answering(page).write("D01", "12")
    page.locator("#f-D03").fill("Typed and not yet saved by itself.")
    page.get_by_role("button", name="Save and continue").last.click()
    expect(page.get_by_role("heading", name="Check your answers before you submit")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("In depth")
    expect(page.locator("#f-D01")).to_have_value("12")
    expect(page.locator("#f-D03")).to_have_value("Typed and not yet saved by itself.")
    Answering(page).write("D03", "Changed after coming back.")
    assert kept.every_value("D03") == ["Typed and not yet saved by itself.", "Changed after coming back."]


def test_a_double_click_on_submit_submits_once(visit: Visits, round_: Round, kept: Kept) -> None:
    page = let_in(visit(), round_.marta, "check")
    sign(page)
    page.get_by_role("button", name="Sign and submit").dblclick()
    expect(page.get_by_role("heading", name="Norrhaven Transit has your answers")).to_be_visible()
    assert kept.submissions() == 1


def test_a_double_click_on_send_sends_once(visit: Visits, round_: Round, site: Site) -> None:
    page = visit()
    page.context.add_cookies([{"name": MEMBER_COOKIE, "value": round_.cast.ines.cookie, "url": site.url}])
    page.goto(f"/campaigns/{round_.campaign_id}/vendors")
    page.get_by_label("Vendor", exact=True).fill("Pebblewick Systems Ltd")
    page.get_by_label("E-mail address").fill("sena@pebblewick.example")
    page.get_by_role("button", name="Add vendor").click()
    page.get_by_role("link", name="Check and send 1").click()
    page.get_by_role("button", name="Send 1 invitation").dblclick()
    expect(page).to_have_url(re.compile(r"/campaigns/[^/]+\?"))
    expect(page.locator("main .notice").first).to_be_visible()
    with site.services.database.reading() as session:
        mails = session.exec(select(Mail).where(col(Mail.to_address) == "sena@pebblewick.example")).all()
    assert len(mails) == 1
