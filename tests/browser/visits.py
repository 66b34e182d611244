"""Browser windows of people who visit: on a desk or on a phone, each in a context of its own."""

from __future__ import annotations

import re
from types import TracebackType
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect

PATIENCE = 10_000  # milliseconds; this machine has two cores, and everybody uses them
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

# Chromium itself reports an answer of 4xx, which is how the server says "not like this".
_REFUSED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")

_NO_COPY = "id => !Object.keys(localStorage).some(name => name.endsWith(`:${id}`))"

expect.set_options(timeout=PATIENCE)


class Visits:
    """Opens pages and closes them all; a page that complained in its console fails the test at the end."""

    def __init__(self, chromium: Browser, url: str) -> None:
        self._chromium, self._url = chromium, url
        self.complaints: list[str] = []

    def __call__(self, device: dict[str, Any] = DESK, **options: Any) -> Page:
        context = self._chromium.new_context(base_url=self._url, locale="en-GB", **device, **options)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _REFUSED.match(message.text):
            self.complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def __enter__(self) -> Visits:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        for context in self._chromium.contexts:
            context.close()
        if kind is None:
            assert not self.complaints, self.complaints


def question(page: Page, question_id: str) -> Any:
    return page.locator(f'.q[data-question="{question_id}"]')


def is_save_of(question_id: str, status: int = 200) -> Any:
    """For `page.expect_response`: the answer to a request that saves this question."""

    def matches(response: Response) -> bool:
        asked = response.request.method == "POST" and response.url.endswith(f"/answers/{question_id}")
        return asked and response.status == status

    return matches


class Answering:
    """What a person does on a section's page. Every step waits for the page to say what became of it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def state(self, question_id: str) -> Any:
        return self.page.locator(f"#s-{question_id}")

    def saved(self, question_id: str, act: Any) -> None:
        """Do something to a question, and see the page say that all of it is saved: no copy waits in this browser."""
        with self.page.expect_response(is_save_of(question_id)):
            act()
        expect(self.state(question_id)).to_contain_text("Saved")
        self.page.wait_for_function(_NO_COPY, arg=question_id)

    def choose(self, question_id: str, *labels: str) -> None:
        for label in labels:
            words = question(self.page, question_id).locator("label.choice", has_text=label).first
            self.saved(question_id, words.click)

    def write(self, question_id: str, text: str, part: str = "") -> None:
        field = self.page.locator(f'[id="f-{question_id}{part}"]')

        def typed() -> None:
            field.fill(text)
            field.blur()

        self.saved(question_id, typed)

    def fill(self, question_id: str, part: str, text: str) -> None:
        """Fill a part of an answer that is not whole yet."""
        self.page.locator(f'[id="f-{question_id}.{part}"]').fill(text)
