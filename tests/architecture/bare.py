"""Words of a template that are not inside `_()`: text between tags, and in attributes and strings that people read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import Environment, nodes

# Attributes that are read out or shown.
_SHOWN = re.compile(r'\b(?:aria-label|alt|title|placeholder)="([^"{]*)')
_MACROS = {"notice", "tag", "save", "field", "select", "sending", "day_field"}  # whose first texts people read
_BUYERS = {"bar", "legend", "spot"}
_NAMES = (
    "Dates, neighbours, questions",
    "Subject:",
    "/decline",
    "Countersign",
    "kB",
    "MB",
    "SHA-256",
    "PDF",
    "XLSX",
    "https://",
)
_ENV = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n"])
_SAYS = {"_", "gettext", "ngettext"}
_WORD = re.compile(r"[^\W\d_]{2,}")


def bare_words(source: str) -> list[str]:
    tree = _ENV.parse(source)
    whole = "".join(_text(node) for node in tree.body)
    found = [words for words in _shown(whole) if _worth(words)]
    found += [words for words in _strings(tree) if _worth(words)]
    return found


def _worth(words: str) -> bool:
    for name in _NAMES:
        words = words.replace(name, "")
    return bool(_WORD.search(words))


def _text(node: nodes.Node) -> str:
    """What the template says itself, with a mark in place of each expression."""
    if isinstance(node, nodes.TemplateData):
        return node.data
    if isinstance(node, nodes.Output):
        return "".join(_text(child) for child in node.nodes)
    if isinstance(node, nodes.Expr):
        return "\0"
    if isinstance(node, nodes.Block) and node.name == "body":
        return ""  # a class
    if isinstance(node, nodes.Macro) and node.name in _BUYERS:
        return ""
    return "".join(_text(child) for child in node.iter_child_nodes())


def _shown(page: str) -> Iterator[str]:
    for words in _SHOWN.findall(page):
        yield words.replace("\0", "").strip()
    page = re.sub(r"<(style|noscript)\b.*?</\1>", "", page, flags=re.DOTALL)
    for words in re.split(r"<[^>]*>", page):
        yield " ".join(words.replace("\0", " ").replace("&ensp;", " ").split())


def _strings(tree: nodes.Template) -> Iterator[str]:
    """Strings that are printed, or given to a macro that prints them."""
    buyers = {id(n) for m in tree.find_all(nodes.Macro) if m.name in _BUYERS for n in m.find_all(nodes.Output)}
    for output in tree.find_all(nodes.Output):
        if id(output) in buyers:
            continue
        for printed in output.nodes:
            yield from _printed(printed)
    for block in tree.find_all(nodes.CallBlock):
        yield from _printed(block.call)


def _printed(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        if re.match(r"[A-Z]", node.value.strip()):
            yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from _printed(node.expr1)
        if node.expr2 is not None:
            yield from _printed(node.expr2)
    elif isinstance(node, nodes.Concat):
        for part in node.nodes:
            yield from _printed(part)
    elif isinstance(node, nodes.Or | nodes.And | nodes.Add):
        yield from _printed(node.left)
        yield from _printed(node.right)
    elif isinstance(node, nodes.Call):
        called = getattr(node.node, "attr", getattr(node.node, "name", ""))
        if called in _MACROS:
            for argument in [*node.args, *(k.value for k in node.kwargs)]:
                yield from _printed(argument)
