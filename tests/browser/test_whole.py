"""A whole questionnaire, from the link to the receipt: by keys alone, and with a thumb on a phone of 390 pixels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Hands, Keys, Thumb, heading
from tests.browser.seeds import Round, seed
from tests.browser.site import Site, serving
from tests.browser.test_answering import Kept
from tests.browser.visits import Answering, Visits
from tests.documents import pdf

pytestmark = pytest.mark.browser

REPORT = {"name": "Validation report.pdf", "mimeType": "application/pdf", "buffer": pdf()}
NEXT = '.actions button[type="submit"]'


@pytest.fixture
def site(tmp_path: Path, template_file: Path) -> Iterator[Site]:
    with serving(tmp_path, template_file) as site:
        yield site


@pytest.fixture
def round_(site: Site) -> Round:
    return seed(site)


@pytest.mark.parametrize("kind", [Keys, Thumb])
def test_from_the_link_to_the_receipt(visit: Visits, site: Site, round_: Round, kind: type[Keys] | type[Thumb]) -> None:
    page = visit(kind.device)
    page.goto(f"/q/{round_.marta.token}")
    hands: Hands = kind(page)
    here = Answering(page)
    hands.press("main form button[type=submit]")
    page.wait_for_url("**/v/*/")
    hands.press('a[href$="/sections/basics"]')

    heading(page, "The basics")
    here.saved("B01", lambda: hands.pick("B01:value", "yes"))
    here.saved("B02", lambda: hands.write("#f-B02", "A body of ours"))  # it has just appeared
    here.saved("B03", lambda: hands.press('[name="B03:value"][value="two"]'))
    here.saved("B04", lambda: hands.pick("B04:value", "provider"))
    here.saved("B05", lambda: hands.pick("B05:value", "measured"))
    hands.press(NEXT)

    heading(page, "In depth")
    here.saved("D01", lambda: hands.write("#f-D01", "24"))
    hands.write('[id="f-D02.day"]', "3")
    hands.write('[id="f-D02.month"]', "2")
    here.saved("D02", lambda: hands.write('[id="f-D02.year"]', "2026"))
    here.saved("D03", lambda: hands.write("#f-D03", "We compare groups each month."))
    here.saved("D04", lambda: hands.write("#f-D04", "https://quillfeather.example/tests"))
    hands.give("#attach-D05", REPORT)
    expect(page.locator("#ev-D05 .files")).to_contain_text("Validation report.pdf")
    hands.write('[id="f-D06.1.name"]', "Feather 3")
    here.saved("D06", lambda: hands.write('[id="f-D06.1.maker"]', "Quillfeather"))
    hands.press(NEXT)

    heading(page, "Only for holders")
    hands.write('[id="f-X01.day"]', "1")
    hands.write('[id="f-X01.month"]', "6")
    here.saved("X01", lambda: hands.write('[id="f-X01.year"]', "2028"))
    hands.press(NEXT)

    heading(page, "Check your answers before you submit")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Marta Quist")
    hands.write("#function", "Counsel")
    for statement in page.locator("form[action$='/submit'] input[type=checkbox]").all():
        hands.press(f"#{statement.get_attribute('id')}")
    hands.press("form[action$='/submit'] button[type=submit]")
    heading(page, "Norrhaven Transit has your answers")
    kept = Kept(site)
    assert kept.submissions() == 1
    assert [kept.value(q) for q in ("B02", "B03", "B05", "D01", "D02", "X01")] == [
        "A body of ours", ["two"], "measured", 24, "2026-02-03", "2028-06-01",
    ]  # fmt: skip
