"""Two ways to use a page: keys alone on a desk, and a thumb on a phone. One story is told with both."""

from __future__ import annotations

from typing import Any, Protocol

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import DESK, PHONE


class Hands(Protocol):
    device: dict[str, Any]

    def press(self, target: str) -> None: ...
    def write(self, target: str, text: str) -> None: ...
    def pick(self, name: str, value: str) -> None: ...
    def give(self, target: str, file: Any) -> None: ...


class Keys:
    """Tab leads to everything, in the order of the page."""

    device = DESK

    def __init__(self, page: Page) -> None:
        self._page = page

    def reach(self, target: str) -> None:
        for _ in range(120):
            self._page.keyboard.press("Tab")
            if self._page.evaluate("selector => document.activeElement.matches(selector)", target):
                return
        pytest.fail(f"the Tab key does not lead to {target}")

    def press(self, target: str) -> None:
        self.reach(target)
        ticks = self._page.evaluate("['checkbox', 'radio'].includes(document.activeElement.type)")
        self._page.keyboard.press("Space" if ticks else "Enter")

    def write(self, target: str, text: str) -> None:
        self.reach(target)
        self._page.keyboard.type(text)
        self._page.keyboard.press("Tab")
        self._page.keyboard.press("Shift+Tab")

    def pick(self, name: str, value: str) -> None:
        self.reach(f'[name="{name}"]')
        self._page.keyboard.press("Space")
        for _ in range(5):
            if self._page.evaluate("document.activeElement.value") == value:
                return
            self._page.keyboard.press("ArrowDown")
        pytest.fail(f"the arrow keys do not lead to {value} of {name}")

    def give(self, target: str, file: Any) -> None:
        self.reach(target)
        self._page.set_input_files(target, file)  # the dialog that a key opens belongs to the system, not to the page


class Thumb:
    """What is tapped is in sight, and large enough for a thumb; the page never scrolls sideways."""

    device = PHONE

    def __init__(self, page: Page) -> None:
        self._page = page

    def _tap(self, target: str) -> None:
        found = self._page.locator(target).first
        found.scroll_into_view_if_needed()
        box = found.bounding_box()
        assert box, target
        assert box["x"] >= 0, target
        assert box["x"] + box["width"] <= 390, target
        assert box["height"] >= 24, target
        assert self._page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
            self._page.url
        )
        found.tap()

    def press(self, target: str) -> None:
        words = f"label:has({target})"
        self._tap(words if self._page.locator(words).count() else target)

    def write(self, target: str, text: str) -> None:
        self._tap(target)
        self._page.keyboard.insert_text(text)  # as the keyboard on a phone's screen does
        self._page.locator(target).blur()

    def pick(self, name: str, value: str) -> None:
        self.press(f'[name="{name}"][value="{value}"]')

    def give(self, target: str, file: Any) -> None:
        with self._page.expect_file_chooser() as asked:
            self._tap(target)
        asked.value.set_files(file)


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)
