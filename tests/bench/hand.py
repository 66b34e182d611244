"""The hands of a person in a browser: what they do is done, and counted."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from playwright.sync_api import Locator, Page, Response

# Operators of Card, Moran and Newell, "The keystroke-level model" (1980): to point and to click, to type one character
# as an average typist does, and to find one's bearings on a page that is new. What thinking takes is not in them.
_CLICK, _CHARACTER, _PAGE = 1.3, 0.28, 1.35


@dataclass(frozen=True)
class Cost:
    """What somebody had to do."""

    clicks: int = 0
    characters: int = 0
    pages: int = 0

    @property
    def minutes(self) -> float:
        """Of hands alone. Nobody reads or thinks in them, so they are no promise of how long answering takes."""
        return (_CLICK * self.clicks + _CHARACTER * self.characters + _PAGE * self.pages) / 60

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.clicks + other.clicks, self.characters + other.characters, self.pages + other.pages)

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.clicks - other.clicks, self.characters - other.characters, self.pages - other.pages)

    def share_of(self, other: Cost) -> dict[str, float]:
        named = (*(f.name for f in fields(self)), "minutes")
        return {name: getattr(self, name) / max(getattr(other, name), 1e-9) for name in named}


class Hand:
    """Clicks and types, and counts both; every page that arrives is counted as the browser receives it."""

    def __init__(self, page: Page) -> None:
        self.page, self.cost = page, Cost()
        page.on("response", self._arrived)

    def _arrived(self, response: Response) -> None:
        request = response.request
        whole = request.is_navigation_request() and request.frame == self.page.main_frame
        if whole and not 300 <= response.status < 400:
            self.cost += Cost(pages=1)

    def click(self, what: str | Locator) -> None:
        found = self.page.locator(what).first if isinstance(what, str) else what
        self.cost += Cost(clicks=1)
        found.click()

    def type(self, what: str | Locator, text: str) -> None:
        """One click to get into the field, and its characters."""
        found = self.page.locator(what).first if isinstance(what, str) else what
        self.cost += Cost(characters=len(text))
        self.click(found)
        found.fill(text)
        found.blur()

    def day(self, what: str, iso: str) -> None:
        """A field for a day: one click, and the eight digits that a person types."""
        self.cost += Cost(characters=8)
        self.click(what)
        self.page.fill(what, iso)
        self.page.locator(what).blur()

    def pick(self, what: str, value: str) -> None:
        """A list that drops down: one click opens it, one chooses."""
        self.cost += Cost(clicks=2)
        self.page.locator(what).select_option(value)

    def attach(self, what: str, file: Any) -> None:
        """A file: one click opens the dialog of the system, one chooses the file, one says yes."""
        self.cost += Cost(clicks=3)
        self.page.locator(what).set_input_files(file)
