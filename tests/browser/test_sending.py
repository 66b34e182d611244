"""Sending a file over a network that is slow, and that breaks: how far it is, and that nothing is half there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import select

from app.features.responses.models import EvidenceFile
from tests.browser.line import Line
from tests.browser.seeds import Round, seed
from tests.browser.site import Site, serving
from tests.browser.test_answering import let_in
from tests.browser.visits import PHONE, Visits
from tests.documents import pdf

pytestmark = pytest.mark.browser

REPORT = {"name": "Audit report.pdf", "mimeType": "application/pdf", "buffer": pdf() + b"\n%" + b"." * 9_000_000}


@pytest.fixture
def site(tmp_path: Path, template_file: Path) -> Iterator[Site]:
    with serving(tmp_path, template_file) as site:
        yield site


@pytest.fixture
def round_(site: Site) -> Round:
    return seed(site)


def attached(site: Site) -> list[tuple[str, int]]:
    with site.services.database.reading() as session:
        return [(file.name, file.size) for file in session.exec(select(EvidenceFile)).all()]


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    with Line(site.url).up() as line:
        yield line


def test_a_file_says_how_far_it_is_and_is_sent_again_from_its_beginning_when_the_line_broke(
    chromium: Browser, line: Line, site: Site, round_: Round
) -> None:
    with Visits(chromium, line.url) as visit:
        page = let_in(visit(PHONE), round_.marta, "sections/depth")
        line.slow = True
        page.locator("#attach-D05").set_input_files(REPORT)  # type: ignore[arg-type]
        expect(page.locator("#save-status")).to_have_text("Sending the file")
        expect(page.locator("#ev-D05 .sending output")).to_have_text(re.compile(r"^[1-9]\d? %$"))
        line.cut()
        problem = page.locator("#attach-D05-error")
        expect(problem).to_contain_text("nothing was attached")
        expect(page.locator("#alerts")).to_contain_text("The file did not arrive")
        assert attached(site) == []

        page.get_by_role("button", name="Send it again").tap()
        expect(problem).to_contain_text("nothing was attached")
        line.mend()
        page.evaluate("dispatchEvent(new Event('online'))")  # as the browser says when there is a network again
        expect(page.locator("#ev-D05 .files")).to_contain_text("Audit report.pdf")
        expect(problem).to_be_empty()
        assert attached(site) == [("Audit report.pdf", len(REPORT["buffer"]))]
        visit.complaints.clear()  # the browser's own lines on each request that broke


def test_a_file_that_is_too_large_is_told_before_it_is_sent(visit: Visits, site: Site, round_: Round) -> None:
    page = let_in(visit(), round_.marta, "sections/depth")
    page.locator("#attach-D05").evaluate("input => { input.dataset.limit = '1'; }")
    page.locator("#attach-D05").set_input_files(REPORT)  # type: ignore[arg-type]
    expect(page.locator("#attach-D05-error")).to_contain_text("The file is larger than")
    expect(page.locator("#attach-D05")).to_have_value("")
    assert attached(site) == []
