"""The written pages of the project, and what can be read off them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.architecture.rules import ROOT

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    language: str
    text: str


@dataclass(frozen=True)
class Page:
    name: str  # from the project's folder
    text: str

    @cached_property
    def blocks(self) -> list[Block]:
        return [Block(language, text) for language, text in _FENCE.findall(self.text)]

    @cached_property
    def prose(self) -> str:
        return _FENCE.sub("", self.text)

    @cached_property
    def inline(self) -> list[str]:
        return _INLINE.findall(self.prose)

    @cached_property
    def code(self) -> list[str]:
        """Everything written as code: inline, and each line of a block, without its comment."""
        lines = [line.split(" #")[0].strip() for block in self.blocks for line in block.text.splitlines()]
        return [*self.inline, *lines]

    @cached_property
    def links(self) -> list[str]:
        return _LINK.findall(_INLINE.sub("", self.prose))

    @cached_property
    def anchors(self) -> set[str]:
        return {slug(heading) for heading in _HEADING.findall(self.prose)}


def slug(heading: str) -> str:
    """The anchor that a heading gets where these pages are shown: lower case, no signs, hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def read(path: Path) -> Page:
    return Page(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))


PAGES = {
    page.name: page
    for page in map(
        read,
        [
            *(ROOT / name for name in ("README.md", "CHANGELOG.md", "questionnaires/README.md")),
            *sorted((ROOT / "docs").glob("*.md")),
        ],
    )
}
