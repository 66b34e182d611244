"""Every page, in light on a desk and in dark on a phone: axe finds nothing, and the page itself never scrolls sideways.
Two windows do for four, because no colour depends on the width and no place on the colours. The world is the
demonstration's, so that pages are as full as people will see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import col, select

from app.cli import demonstration
from app.features.campaigns.models import Invitation
from app.features.campaigns.queries import link_of
from app.features.responses.models import ResponseRow
from app.features.vendors.models import VendorRow
from app.infra.settings import ROOT
from tests.browser.site import Site
from tests.browser.visits import DESK, PHONE, question

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"

BUYER = (
    "/campaigns", "/campaigns/new", "{campaign}", "{campaign}/comparison",
    "{campaign}/comparison?anonymous=yes&order=gap&open=group:iso-42001:A.6&w.data=40&nonsense=1", "{campaign}/mails",
    "{campaign}/questions",
    "{campaign}/settings", "{campaign}/retention",
    "{campaign}/vendors", "{campaign}/send", "/vendors", "/vendors/new", "/questionnaires", "/questionnaires/import",
    "{questionnaire}", "{scorecard}", "{scorecard}?of=overall", "{scorecard}/changes", "{response}",
    "{certificate}", "{review}", "/account", "/members",
    "/organisation", "/audit", "/help", "/nowhere", "{vendor}", "{lookups}",
    "{clarified}/clarifications", "{clarified}/clarifications?of=R08", "{response}/feedback",
    "/certificates", "/certificates?vendor=nobody", "/certificates/watch",
    "/catalogs", "/catalogs/eu-ai-act", "/catalogs/iso-42001?show=gaps",
    "/catalogs/eu-ai-act/dates?start=2027-03-01&end=2029-02-28", "/catalogs/eu-ai-act/clauses/art-43",
    "/catalogs/iso-42001/clauses/A.6.2.4", "{campaign}/dates",
    "/portfolio", "/portfolio?vendor=nobody", "{campaign}/decisions", "{campaign}/award", "{pilot}/decisions",
    "{pilot}/award", "{awarded}", "{campaign}/policy", "/policies", "/policies/default", "/policies/new",
    "/policies/import",
)  # fmt: skip
STRANGER = ("/login", "{link}", "{link}/decline", "/q/0123456789abcdefghjkmnpqrs")
VENDOR = (
    "{desk}", "{desk}questions", "{desk}sections/scope", "{desk}sections/data", "{desk}check", "{desk}evidence",
    "{desk}certificates", "{desk}people", "{desk}rest", "{desk}tasks", "{team}", "{desk}privacy", "{desk}take-back",
    "{desk}certificates/new", "{reading}", "{reading}?edit=valid_until",
    "{desk}spreadsheet", "{desk}answer-file", "{history}",
)  # fmt: skip


@dataclass(frozen=True)
class Demo:
    site: Site
    password: str
    names: dict[str, str]


@pytest.fixture(scope="module")
def demo(site: Site) -> Demo:
    printed = "\n".join(demonstration.load(site.services))
    with site.services.database.engine.connect() as connection:
        response, certificate = connection.exec_driver_sql(
            "SELECT s.response_id, c.id FROM scorecard s JOIN certificate c ON c.response_id = s.response_id "
            "JOIN campaign k ON k.id = s.campaign_id WHERE k.state = 'running' LIMIT 1"
        ).one()
        invitation, file = connection.exec_driver_sql(
            "SELECT r.invitation_id, e.id FROM reading g JOIN evidence e ON e.id = g.evidence_id "
            "JOIN response r ON r.id = e.response_id WHERE r.state = 'draft' LIMIT 1"
        ).one()
        question_id = connection.exec_driver_sql("SELECT question_id FROM answer LIMIT 1").scalar_one()
        questionnaire = connection.exec_driver_sql("SELECT id FROM questionnaire LIMIT 1").scalar_one()
        vendor = connection.exec_driver_sql("SELECT id FROM vendor ORDER BY id LIMIT 1").scalar_one()
        certificate = connection.exec_driver_sql(
            "SELECT c.id FROM certificate c JOIN response r ON r.id = c.response_id "
            "JOIN campaign k ON k.id = r.campaign_id WHERE r.submissions > 0 AND k.state = 'running' LIMIT 1"
        ).scalar_one()
        pilot, awarded = connection.exec_driver_sql(
            "SELECT d.campaign_id, b.scorecard_id FROM decision d JOIN decision_basis b ON b.decision_id = d.id LIMIT 1"
        ).one()
    with site.services.database.reading() as session:
        differing = session.exec(
            select(Invitation.id)
            .join(VendorRow, col(VendorRow.id) == col(Invitation.vendor_id))
            .where(col(VendorRow.legal_name).startswith("Quillfeather"))
            .order_by(col(Invitation.created_at).desc())
        ).first()
        assert differing
        link = link_of(session, differing, site.services.settings) or ""
        clarified, asked = session.execute(
            select(col(ResponseRow.id), col(ResponseRow.invitation_id)).where(ResponseRow.state == "clarifying")
        ).one()
        asked_link = link_of(session, asked, site.services.settings) or ""
    names = {
        "clarified": f"/responses/{clarified}",
        "asked": asked_link.removeprefix(site.services.settings.origin),
        "differing": link.removeprefix(site.services.settings.origin),
        "vendor": f"/vendors/{vendor}",
        "lookups": f"/lookups/{certificate}",
        "pilot": f"/campaigns/{pilot}",
        "awarded": f"/scorecards/{awarded}",
        "campaign": _first(r"(/campaigns/\w+)", printed),
        "scorecard": _first(r"(/scorecards/\w+)", printed),
        "link": _first(r"(/q/\w+)", printed),
        "other link": re.findall(r"(/q/\w+)", printed)[1],
        "certified link": _first(r"Silverthorn.*(/q/\w+)", printed),
        "response": f"/responses/{response}",
        "review": f"/reviews/{response}",
        "certificate": f"/responses/{response}/certificates/{certificate}?fact=scope",
        "team": f"/v/{invitation}/answers/{question_id}/team",
        "history": f"/v/{invitation}/answers/{question_id}/history",
        "reading": f"/v/{invitation}/evidence/{file}/reading",
        "questionnaire": f"/questionnaires/{questionnaire}",
    }
    return Demo(site, _first(r"password (\S+)", printed), names)


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, pattern
    return found.group(1)


@pytest.fixture(params=[("light", "desk"), ("dark", "phone")], ids="-".join)
def window(request: pytest.FixtureRequest, chromium: Browser, demo: Demo) -> Iterator[BrowserContext]:
    scheme, device = request.param
    options: dict[str, Any] = {**(DESK if device == "desk" else PHONE), "color_scheme": scheme}
    context = chromium.new_context(base_url=demo.site.url, bypass_csp=True, reduced_motion="reduce", **options)
    context.set_default_timeout(15_000)
    yield context
    context.close()


def complaints(page: Page, address: str) -> list[str]:
    """What axe says of the page, and whether the page itself scrolls sideways."""
    page.goto(address)
    page.add_script_tag(path=AXE)
    said = [f"{address}: {v['id']}: {v['nodes'][0]['html'][:160]}" for v in page.evaluate(RUN)]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        said.append(f"{address}: scrolls sideways")
    return said


def of_a_policy(page: Page, campaign: str) -> list[str]:
    """Makes a policy. Where it is read, changed, and tried on the campaign."""
    page.goto("/policies/new")
    page.get_by_label("Name").fill(f"Strict {page.viewport_size}")
    page.get_by_label("Why you count like this").fill("Claims alone have let us down.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(re.compile(r"/policies/\w{26}$"))
    own = page.url
    page.goto(f"{campaign}/policy")
    tried = page.get_by_role("link", name="See what it would do").first.get_attribute("href")
    return [own, f"{own}/edit", f"{tried}"]


def test_the_buyers_pages(window: BrowserContext, demo: Demo) -> None:
    page = window.new_page()
    said = [words for a in STRANGER for words in complaints(page, a.format(**demo.names))]
    page.goto("/login")
    page.fill("#email", "ines.aldemir@norrhaven.example")
    page.fill("#password", demo.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/campaigns")
    said += [words for a in BUYER for words in complaints(page, a.format(**demo.names))]
    said += [words for a in of_a_policy(page, demo.names["campaign"]) for words in complaints(page, a)]
    assert said == []


def test_the_vendors_pages(window: BrowserContext, demo: Demo) -> None:
    page = window.new_page()
    page.goto(demo.names["link"])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/v/*/")
    names = {**demo.names, "desk": page.url.removeprefix(demo.site.url)}
    assert names["reading"].startswith(names["desk"]), "the demonstration's first link is of the vendor with a reading"
    said = [words for a in VENDOR for words in complaints(page, a.format(**names))]
    assert said == []


def test_a_spreadsheet_is_filled_in_looked_at_and_taken_over(
    window: BrowserContext, demo: Demo, tmp_path: Path
) -> None:
    """A shipped questionnaire as a workbook, one answer of it changed, and one cell that cannot be used."""
    page = window.new_page()
    page.goto(demo.names["link"])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/v/*/")
    page.get_by_role("link", name="Download the questionnaire, fill it in, and upload it").click()
    page.wait_for_url("**/spreadsheet")
    said = complaints(page, page.url.removeprefix(demo.site.url))
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download the spreadsheet").click()
    file = tmp_path / "answers.xlsx"
    downloading.value.save_as(file)
    book = load_workbook(file)
    notes = [row[6] for row in book.worksheets[1].iter_rows(min_row=6) if row[0].value and ":" not in row[0].value]
    notes[0].value = f"As described in annex {page.viewport_size['width']}."  # type: ignore[index]
    notes[1].value = "=1+1"
    book.save(file)
    page.set_input_files("#file", file)
    page.get_by_role("button", name="See what would change").click()
    page.get_by_role("heading", name="The file would change 1 answer").wait_for()
    page.add_script_tag(path=AXE)
    said += [f"preview: {v['id']}: {v['nodes'][0]['html'][:160]}" for v in page.evaluate(RUN)]
    assert page.get_by_text("XLS-FORMULA").is_visible()
    page.get_by_role("button", name="Take over 1 answer").click()
    page.get_by_text("1 answer was taken over from the file.").wait_for()
    assert said == []


def test_the_pages_of_a_vendor_whose_answers_and_documents_differ(window: BrowserContext, demo: Demo) -> None:
    page = window.new_page()
    page.goto(demo.names["differing"])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/v/*/**")
    desk = _first(r"(/v/\w+/)", page.url)
    said = [words for a in ("check", "receipt", "copy") for words in complaints(page, desk + a)]
    page.goto(desk + "receipt")
    reopen = page.get_by_role("button", name="Reopen and change")
    if reopen.count():
        reopen.click()
        page.wait_for_url("**/v/*/")
    said += complaints(page, desk + "check")
    assert page.locator('textarea[name$=":explanation"]').count() > 0
    assert said == []


def test_the_pages_of_a_vendor_that_is_asked_about_its_answers(window: BrowserContext, demo: Demo) -> None:
    page = window.new_page()
    page.goto(demo.names["asked"])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/v/*/**")
    desk = _first(r"(/v/\w+/)", page.url)
    places = ("", "sections/context", "sections/data", "check", "receipt", "questions")
    assert [words for a in places for words in complaints(page, desk + a)] == []
    page.goto(desk + "check")
    assert page.locator('textarea[name^="reply-"]').count() == 1


def test_the_pages_of_a_certificate_that_answers_for_its_vendor(window: BrowserContext, demo: Demo) -> None:
    """Offered, filled in, and taken back again for the next window."""
    page = window.new_page()
    page.goto(demo.names["certified link"])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/v/*/")
    desk = page.url.removeprefix(demo.site.url)
    said = complaints(page, desk) + complaints(page, f"{desk}certificates")
    page.goto(f"{desk}certificates")
    page.get_by_role("button", name="Fill in").click()
    page.wait_for_url("**/rest")
    places = ("", "certificates", "sections/context", "rest")
    said += [words for a in places for words in complaints(page, f"{desk}{a}")]
    page.goto(f"{desk}certificates")
    page.get_by_role("button", name="Take the prefilled answers back").click()
    expect(page.get_by_role("button", name="Fill in")).to_be_visible()
    assert said == []


def test_what_axe_should_find_is_found(window: BrowserContext, demo: Demo) -> None:
    page = window.new_page()
    page.goto("/login")
    page.evaluate("document.querySelector('label[for=email]').remove()")
    page.add_script_tag(path=AXE)
    assert "label" in {violation["id"] for violation in page.evaluate(RUN)}


NARROW: Any = {"width": 320, "height": 640}

# Elements that cut their words off; what only screen readers get is cut off on purpose.
CUT = """[...document.querySelectorAll("main *:not(.sr, svg *, input, select, textarea)")]
    .filter(e => e.clientWidth && !e.closest(".sr")
    && e.scrollWidth > e.clientWidth + 1 && ["hidden", "clip"].includes(getComputedStyle(e).overflowX))
    .map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("language", ["de", "fr", "nl"])
def test_the_vendors_pages_in_another_language(chromium: Browser, demo: Demo, language: str) -> None:
    """Where lines are shortest: 320 pixels, as at 400 % zoom; and with letters twice as large on twice the width."""
    context = chromium.new_context(base_url=demo.site.url, bypass_csp=True, reduced_motion="reduce", viewport=NARROW)
    context.add_cookies([{"name": "cs_language", "value": language, "url": demo.site.url}])
    page = context.new_page()
    said = complaints(page, demo.names["link"])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/v/*/")
    names = {**demo.names, "desk": page.url.removeprefix(demo.site.url)}
    for address in VENDOR:
        said += complaints(page, address.format(**names))
        said += [] if page.locator(f"html[lang={language}]").count() else [f"{address}: another language"]
        page.set_viewport_size({**NARROW, "width": 2 * NARROW["width"]})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            said.append(f"{address}: scrolls sideways with letters twice as large")
        said += [f"{address}: cut off: {html}" for html in page.evaluate(CUT)]
        page.set_viewport_size(NARROW)
    context.close()
    assert said == []


def test_a_vendor_who_chose_german_still_has_it_on_another_day_and_device(chromium: Browser, demo: Demo) -> None:
    first = chromium.new_context(base_url=demo.site.url, locale="en-GB", **DESK)
    page = first.new_page()
    page.goto(demo.names["other link"])
    expect(page.get_by_role("button", name=re.compile("Start|Continue"))).to_be_visible()
    page.get_by_role("button", name="Language: English").click()
    page.get_by_role("button", name="Deutsch").click()
    page.get_by_role("button", name=re.compile("Beginnen|Weitermachen")).click()
    page.wait_for_url("**/v/*/")
    desk = page.url.removeprefix(demo.site.url)
    page.goto(f"{desk}sections/scope")
    expect(page.locator("h1")).to_have_text("Zertifikat und Geltungsbereich")
    question(page, "R02").locator("label.choice").first.click()
    expect(page.locator("#s-R02")).to_contain_text("Gespeichert")
    first.close()
    later = chromium.new_context(base_url=demo.site.url, locale="en-GB", **PHONE)
    page = later.new_page()
    page.goto(demo.names["other link"])
    page.get_by_role("button", name="Weitermachen").click()
    page.goto(f"{desk}sections/scope")
    expect(page.locator("html[lang=de]")).to_have_count(1)
    expect(question(page, "R02").locator("input[type=radio]").first).to_be_checked()
    page.get_by_role("button", name="Sprache: Deutsch").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html[lang=en]")).to_have_count(1)
    later.close()
