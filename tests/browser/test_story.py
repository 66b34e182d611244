"""The main job in a browser: Ines asks two vendors, Marta answers on her phone, Ines compares.

Each chapter is a fixture that leaves the world as the next one finds it, so that any test here can run alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Download, Page, expect

from tests.browser.site import Site
from tests.browser.visits import PHONE, Answering, Visits, question
from tests.documents import pdf

pytestmark = pytest.mark.browser

TODAY = datetime.now(UTC).date()
DUE, START, END = (TODAY + timedelta(days) for days in (14, 60, 60 + 730))
CERTIFICATE_ENDS = TODAY + timedelta(days=200)
QUESTIONNAIRE = (Path(__file__).parent / "hiring.yaml").read_text(encoding="utf-8")
PASSWORD = "seven quiet ferries at dawn"
VENDORS = """\
vendor; contact; e-mail; product
Quillfeather Talent ApS; Marta Quist; marta@quillfeather.example; Quillfeather Hire
Otterline HR BV; Otto Rinaldi; otto at otterline.example; Otterline Shortlist
"""


@dataclass(frozen=True)
class Invited:
    campaign: str  # address of the campaign's page
    quillfeather: str  # the links, as the mails have them
    otterline: str


@pytest.fixture(scope="module")
def people(chromium: Browser, site: Site) -> Iterator[Visits]:
    with Visits(chromium, site.url) as visits:
        yield visits


@pytest.fixture(scope="module")
def ines(people: Visits) -> Page:
    """Ines sets up her organisation on the first page there is, and signs in again as she would the next day."""
    page = people()
    page.goto("/")
    expect(page.get_by_role("heading", name="Set up Countersign")).to_be_visible()
    page.get_by_label("Name of your organisation").fill("Norrhaven Transit")
    page.get_by_label("Time zone").select_option("Europe/Amsterdam")
    page.get_by_label("Your name").fill("Ines Aldemir")
    page.get_by_label("Your work e-mail").fill("ines@norrhaven.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Set up and sign in").click()
    expect(page.get_by_role("heading", name="No campaigns yet")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/campaigns")
    page.get_by_label("Work e-mail").fill("ines@norrhaven.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/campaigns$"))
    return page


@pytest.fixture(scope="module")
def release(ines: Page) -> str:
    """She imports her questionnaire, is told by line what is wrong with it, puts it right and publishes it."""
    ines.goto("/questionnaires")
    ines.get_by_role("link", name="Import a file").click()
    ines.get_by_label("Or paste the text").fill(QUESTIONNAIRE.replace("iso-42001:A.9.2", "iso-42001:A.99"))
    ines.get_by_role("button", name="Check and import").click()
    wrong = 1 + QUESTIONNAIRE[: QUESTIONNAIRE.index("iso-42001:A.9.2")].count("\n")
    expect(ines.get_by_role("region", name="Problems by line")).to_contain_text(re.compile(rf"{wrong}:.*A\.99"))
    ines.get_by_label("Or paste the text").fill(QUESTIONNAIRE)
    ines.get_by_role("button", name="Check and import").click()
    ines.get_by_role("button", name="Publish release 1").click()
    expect(ines.get_by_role("heading", name="AI in hiring, a first look")).to_be_visible()
    expect(ines.get_by_text("Release 1", exact=True).first).to_be_visible()
    return "AI in hiring, a first look"


@pytest.fixture(scope="module")
def invited(ines: Page, release: str) -> Invited:
    """She creates the campaign, pastes her vendors, corrects one of them, sends, and takes the links from the mails."""
    ines.goto("/questionnaires")
    ines.get_by_role("link", name=release).click()
    ines.get_by_role("link", name="Use it in a campaign").click()
    expect(ines.get_by_label("Questionnaire").locator("option:checked")).to_contain_text(f"{release}, release 1")
    ines.get_by_label("Title").fill("CV screening and shortlisting")
    ines.get_by_label("AI system or purchase").fill("CV screening")
    ines.get_by_label("Due date").first.fill(DUE.isoformat())
    ines.get_by_label("Contract starts").fill(START.isoformat())
    ines.get_by_label("Contract ends").fill(END.isoformat())
    ines.get_by_role("button", name="Create draft").click()
    expect(ines.get_by_role("heading", name="No vendors yet")).to_be_visible()
    campaign = ines.url

    ines.get_by_role("link", name="Paste a list").click()
    ines.get_by_label("Paste a list").fill(VENDORS)
    ines.get_by_role("button", name="Check the list").click()
    expect(ines.get_by_text("1 row is right, 1 row has something to put right")).to_be_visible()
    address = ines.get_by_label("E-mail of line 3")
    expect(address).to_have_value("otto at otterline.example")
    expect(address).to_have_attribute("aria-invalid", "true")
    address.fill("otto@otterline.example")
    ines.get_by_role("button", name="Check again").click()
    ines.get_by_role("button", name="Add 2 vendors").click()
    expect(ines.get_by_text("2 vendors added")).to_be_visible()

    ines.get_by_role("link", name="Check and send 2").click()
    ines.get_by_role("button", name="Send 2 invitations").click()
    expect(ines.get_by_text("2 invitations sent")).to_be_visible()
    ines.get_by_role("navigation", name="Campaign").get_by_role("link", name="Mails").click()
    mails = ines.url
    links = []
    for address in ("marta@quillfeather.example", "otto@otterline.example"):
        ines.goto(mails)
        ines.get_by_role("row").filter(has_text=address).get_by_role("link").click()
        links += re.findall(r"https?://\S+/q/\S+", ines.get_by_label("Text").input_value())[:1]
    return Invited(campaign, *links)


def start(page: Page, link: str) -> None:
    """Open the link: who asks about what stands there; start, and the token leaves the address bar."""
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Norrhaven Transit would like to know")
    token = link.rpartition("/")[2]
    page.get_by_role("button", name=re.compile("^(Start|Continue)$")).click()
    expect(page).to_have_url(re.compile(r"/v/[^/]+/$"))
    assert token not in page.url
    assert token not in page.content()


@dataclass(frozen=True)
class Marta:
    phone: Page
    laptop: Page


@pytest.fixture(scope="module")
def marta(people: Visits, invited: Invited) -> Marta:
    """Marta answers questions of every kind on her phone, attaches her certificate, and goes on at her desk."""
    phone = people(PHONE)
    start(phone, invited.quillfeather)
    phone.get_by_role("link", name="Start with section 1").tap()
    here = Answering(phone)
    expect(question(phone, "C2")).to_have_count(0)
    here.choose("C1", "Yes, from an accredited body")
    expect(question(phone, "C2")).to_be_visible()
    here.choose("C1", "No certificate")
    expect(question(phone, "C2")).to_have_count(0)
    here.choose("C1", "Yes, from an accredited body")
    here.write("C2", "AIMS-2026-0417")
    here.fill("C3", "day", str(END.day))
    here.fill("C3", "month", str(END.month))
    here.write("C3", str(END.year), ".year")

    phone.locator("#attach-C1").set_input_files(
        {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": pdf(2, "certificate")}
    )
    expect(phone.locator("#ev-C1 .files")).to_contain_text("certificate.pdf")
    expect(phone.locator("#ev-C1 .files")).to_contain_text("2 pages")
    # It is read, and nothing is found on its empty pages: what it says is typed.
    phone.locator("#ev-C1").get_by_role("link", name="What it says").tap(timeout=30_000)
    expect(phone.get_by_role("heading", name="No certificate was found in this file")).to_be_visible()
    phone.get_by_role("link", name="Type the facts by hand").tap()
    phone.get_by_label("Standard", exact=True).select_option("iso-42001")
    phone.get_by_role("textbox", name="Certificate number").fill("AIMS-2026-0417")
    phone.get_by_role("textbox", name="Holder (optional)", exact=True).fill("Quillfeather Talent ApS")
    phone.get_by_label("Scope").fill("Development and operation of Quillfeather Hire.")
    until = phone.get_by_role("group", name="In force until")
    until.get_by_label("Day").fill(str(CERTIFICATE_ENDS.day))
    until.get_by_label("Month").fill(str(CERTIFICATE_ENDS.month))
    until.get_by_label("Year").fill(str(CERTIFICATE_ENDS.year))
    phone.get_by_role("button", name="Save what it says").tap()
    expect(phone.get_by_text("AIMS-2026-0417").first).to_be_visible()

    laptop = people()
    start(laptop, invited.quillfeather)
    laptop.get_by_role("link", name=re.compile("The certificate")).click()
    expect(laptop.get_by_role("radio", name="Yes, from an accredited body")).to_be_checked()
    expect(laptop.locator("#f-C2")).to_have_value("AIMS-2026-0417")
    expect(laptop.locator("#ev-C1")).to_contain_text("certificate.pdf")
    laptop.get_by_role("button", name="Save and continue").click()
    here = Answering(laptop)
    here.choose("P1", "For every system, with records")
    here.choose("P2", "Errors and outages", "Drift of the data")
    here.write("P3", "24")
    here.choose("P4", "Yes")
    laptop.get_by_role("button", name="Save and continue").click()
    here.write("W1", "We compare the selection rates of groups each month. 🦦")
    here.write("W2", "https://quillfeather.example/trust")
    laptop.locator("#attach-W3").set_input_files(
        {"name": "report.pdf", "mimeType": "application/pdf", "buffer": pdf(3, "report")}
    )
    expect(laptop.locator("#ev-W3 .files")).to_contain_text("report.pdf")
    laptop.locator('[id="f-W4.1.name"]').fill("Feather 3")
    here.write("W4", "Quillfeather", ".1.maker")
    question(laptop, "W4").get_by_role("button", name="Add a row").click()
    laptop.locator('[id="f-W4.2.name"]').fill("Ranker")
    here.write("W4", "=cmd|' /C calc'!A0", ".2.maker")
    here.fill("W5", "name", "Marta Quist")
    here.write("W5", "Head of Responsible AI", ".function")
    return Marta(phone, laptop)


def sign(page: Page, name: str, email: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Function").fill("Head of Responsible AI")
    page.get_by_label("Work e-mail").fill(email)
    for statement in page.locator("form[action$='/submit'] input[type=checkbox]").all():
        statement.check()
    page.get_by_role("button", name="Sign and submit").click()
    expect(page.get_by_role("heading", name="Norrhaven Transit has your answers")).to_be_visible()


@pytest.fixture(scope="module")
def submitted(marta: Marta, ines: Page, people: Visits, invited: Invited) -> Invited:
    """Ines sees how far Marta is. Marta reads what she says, sees where her certificate says something else, signs
    and submits. So does Otto."""
    ines.goto(invited.campaign)
    expect(ines.get_by_role("row").filter(has_text="Quillfeather Talent ApS")).to_contain_text("12 of 12")
    expect(ines.get_by_role("row").filter(has_text="Otterline HR BV")).not_to_contain_text("of 12")
    page = marta.laptop
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", name="Check your answers before you submit")).to_be_visible()
    expect(page.get_by_text("12 of 12 are answered.")).to_be_visible()
    expect(page.locator(".finding").filter(has_text=str(CERTIFICATE_ENDS.year)).first).to_be_visible()
    sign(page, "Marta Quist", "marta@quillfeather.example")

    otto = people()
    start(otto, invited.otterline)
    otto.get_by_role("link", name="Start with section 1").click()
    Answering(otto).choose("C1", "No certificate")
    otto.get_by_role("button", name="Save and continue").click()
    Answering(otto).choose("P1", "For some systems")
    otto.goto(re.sub(r"sections/.*", "check", otto.url))
    expect(otto.get_by_role("link", name=re.compile("For how many months"))).to_be_visible()
    sign(otto, "Otto Rinaldi", "otto@otterline.example")
    return invited


def test_the_shipped_questionnaires_can_be_read_with_their_clauses(ines: Page) -> None:
    ines.goto("/questionnaires")
    ines.get_by_role("link", name="ISO/IEC 42001 readiness").click()
    expect(ines.get_by_role("heading", name="Coverage")).to_be_visible()
    chip = ines.locator("button.chip").first
    chip.click()
    popover = ines.locator(".pop:popover-open")
    expect(popover).to_contain_text("What the clause asks")
    ines.keyboard.press("Escape")
    expect(popover).to_have_count(0)
    expect(chip).to_be_focused()


def test_looking_at_the_link_changes_nothing(people: Visits, ines: Page, invited: Invited) -> None:
    page = people(PHONE)
    page.goto(invited.otterline)
    expect(page.get_by_text("At a glance")).to_be_visible()
    for fact in ("Otterline Shortlist", "12 in 3 sections", "Ines Aldemir", "Other vendors"):
        expect(page.get_by_text(fact).first).to_be_visible()
    assert page.context.cookies() == []


def test_the_vendor_keeps_a_receipt_and_a_copy(submitted: Invited, marta: Marta, tmp_path: Path) -> None:
    page = marta.laptop
    page.goto(re.sub(r"(/v/[^/]+/).*", r"\1receipt", page.url))
    number = page.locator("dl.summary dd").first.inner_text()
    content = json.loads(_kept(page, "Download it as data", tmp_path).read_text())
    assert content["answers"]["C2"]["value"] == "AIMS-2026-0417"
    assert {item["name"] for item in content["evidence"]} == {"certificate.pdf", "report.pdf"}
    page.get_by_role("link", name="Read and print your copy").click()
    expect(page.get_by_text(f"receipt {number}", exact=False).first).to_be_visible()
    for words in ("Errors and outages; Drift of the data", "Feather 3", "🦦", "certificate.pdf"):
        expect(page.get_by_text(words, exact=False).first).to_be_visible()


def test_the_buyer_reads_answers_and_evidence(ines: Page, submitted: Invited, tmp_path: Path) -> None:
    open_scorecard(ines, submitted, "Quillfeather Talent ApS")
    ines.get_by_role("link", name="Read the answers").click()
    expect(ines.locator("#q-W1")).to_contain_text("We compare the selection rates of groups each month. 🦦")
    assert _kept(ines, "certificate.pdf", tmp_path).read_bytes() == pdf(2, "certificate")


def test_the_scorecard_shows_the_contradiction_and_the_workings_of_a_number(ines: Page, submitted: Invited) -> None:
    open_scorecard(ines, submitted, "Quillfeather Talent ApS")
    contradictions = ines.locator("#contradictions")
    for day in (END, CERTIFICATE_ENDS):
        expect(contradictions).to_contain_text(f"{day.day} {day:%B %Y}")
    ines.get_by_role("link", name="2 Practice").first.click()
    workings = ines.locator("#workings")
    expect(workings).to_contain_text("Weight × claim")
    expect(workings.get_by_role("row").filter(has_text="event logs")).to_contain_text("1.00")
    expect(ines.locator("#work-h")).to_be_focused()


def test_the_comparison_leaves_the_house_as_spreadsheet_and_as_data(
    ines: Page, submitted: Invited, tmp_path: Path
) -> None:
    for vendor in ("Quillfeather Talent ApS", "Otterline HR BV"):
        open_scorecard(ines, submitted, vendor)
    ines.get_by_role("link", name="Compare vendors").click()
    expect(ines.get_by_role("heading", name="2 vendors, side by side")).to_be_visible()
    heads = ines.locator("table.matrix thead th")
    expect(heads).to_have_count(2)
    expect(ines.get_by_role("row").filter(has_text="Contradictions")).to_contain_text(re.compile(r"[1-9]"))

    book = openpyxl.load_workbook(_kept(ines, "Spreadsheet", tmp_path))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    said = [str(cell.value) for cell in cells]
    assert {"Quillfeather Talent ApS", "Otterline HR BV"} <= set(said)
    assert any("=cmd|" in text for text in said), "what the vendor typed is there"
    assert all(cell.data_type != "f" for cell in cells), "and is no formula"

    data = json.loads(_kept(ines, "JSON", tmp_path).read_text())
    overall = {s["vendor"]: s["scorecard"]["overall"]["claimed"] for s in data["scorecards"]}
    assert set(overall) == {"Quillfeather Talent ApS", "Otterline HR BV"}
    assert overall["Quillfeather Talent ApS"] > overall["Otterline HR BV"]


def open_scorecard(ines: Page, invited: Invited, vendor: str) -> None:
    """The worker scores within a moment of submission; the campaign's page shows the scorecard once it is there."""
    row = ines.get_by_role("row").filter(has_text=vendor)
    for _ in range(50):
        ines.goto(invited.campaign)
        address = row.get_by_role("link", name=f"Open {vendor}").get_attribute("href") or ""
        if address.startswith("/scorecards/"):
            break
        ines.wait_for_timeout(200)
    row.get_by_role("link", name=f"Open {vendor}").click()
    expect(ines.get_by_role("heading", name="Section by section, clause by clause")).to_be_visible()


def _kept(page: Page, link: str, folder: Path) -> Path:
    """What the browser downloads when the link is followed."""
    with page.expect_download() as coming:
        page.get_by_role("link", name=link).first.click()
    download: Download = coming.value
    file = folder / download.suggested_filename
    download.save_as(file)
    return file
