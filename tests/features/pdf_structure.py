"""The structure of a PDF as a screen reader gets it: what a page looks like is for people to look at."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdfium2


@dataclass
class Node:
    """An element of the structure tree, with the text of its own and of all below."""

    tag: str
    below: list[Node] = field(default_factory=list)
    alt: str = ""
    scope: str = ""

    def every(self, *tags: str) -> Iterator[Node]:
        for node in self.below:
            if not tags or node.tag in tags:
                yield node
            yield from node.every(*tags)


@dataclass
class Structure:
    language: str
    title: str
    shows_title: bool
    marked: bool
    part: str  # of PDF/UA, "" when the file does not say that it follows it
    tree: Node
    outline: list[str]
    pages: int
    tabs: set[str]  # in which order each page is walked through
    fonts_embedded: bool

    def tags(self, *tags: str) -> list[Node]:
        return list(self.tree.every(*tags))


def structure(pdf: bytes) -> Structure:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        root = file.Root
        with file.open_metadata() as metadata:
            part = str(metadata.get("pdfuaid:part", ""))
            title = str(metadata.get("dc:title", ""))
        with file.open_outline() as outline:
            items = [str(item.title) for item in _flat(outline.root)]
        return Structure(
            language=str(root.get("/Lang", "")),
            title=title,
            shows_title=bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)),
            marked=bool(root.get("/MarkInfo", {}).get("/Marked", False)),
            part=part,
            tree=_node(root.StructTreeRoot, dict(root.StructTreeRoot.get("/RoleMap", {}))),
            outline=items,
            pages=len(file.pages),
            tabs={str(page.get("/Tabs", "")) for page in file.pages},
            fonts_embedded=all(_embedded(font) for font in _fonts(file)),
        )


def texts(pdf: bytes) -> list[str]:
    """The text of each page, as a search finds it: without the places where a long word may be broken."""
    with pypdfium2.PdfDocument(pdf) as file:
        found = []
        for number in range(len(file)):
            page = file[number]
            found.append(re.sub(r"\s+", " ", page.get_textpage().get_text_range().replace("\u200b", "")))
            page.close()
        return found


def _flat(items: Any) -> Iterator[Any]:
    for item in items:
        yield item
        yield from _flat(item.children)


def _node(raw: Any, roles: dict[str, Any]) -> Node:
    name = str(raw.get("/S", "/Root")).lstrip("/")
    node = Node(name, alt=str(raw.get("/Alt", "")), scope=_scope(raw))
    children = raw.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            node.below.append(_node(child, roles))
    return node


def _scope(raw: Any) -> str:
    attributes = raw.get("/A", [])
    for one in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        if isinstance(one, pikepdf.Dictionary) and "/Scope" in one:
            return str(one.Scope).lstrip("/")
    return ""


def _fonts(file: pikepdf.Pdf) -> Iterator[Any]:
    for page in file.pages:
        yield from page.get("/Resources", {}).get("/Font", {}).values()


def _embedded(font: Any) -> bool:
    inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    if inner.Subtype == "/Type3":
        return True
    return any(name in inner.FontDescriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
