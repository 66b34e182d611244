"""Fixtures: one Chromium for this folder, a site for each module, windows that close themselves."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.site import Site, serving
from tests.browser.visits import Visits

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium_program() -> str:
    named = os.environ.get("COUNTERSIGN_CHROMIUM", "")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
    if not found:
        pytest.fail("The browser tests need Chromium: see tools/test-needs.sh")
    return found


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this folder, closed before other tests, which may want a loop of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, template_file: Path) -> Iterator[Site]:
    """The application over an empty, migrated SQLite file, served with its worker."""
    with serving(tmp_path_factory.mktemp("site"), template_file) as site:
        yield site


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Visits]:
    with Visits(chromium, site.url) as visits:
        yield visits
