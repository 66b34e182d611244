"""Templates hold to the Content-Security-Policy, and what they and the stylesheet name is there."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from tests.architecture.rules import ROOT, blocked_by_policy, our_files

STATIC = ROOT / "static"
TEMPLATES = our_files("templates", ".html")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_holds_to_the_policy(path: Path) -> None:
    assert blocked_by_policy(path.read_text(), is_mail="mail" in path.parts) == []


def test_there_are_templates() -> None:
    assert TEMPLATES


@pytest.mark.parametrize(
    "planted",
    [
        '<p style="color: red">',
        "<style>p { color: red }</style>",
        "<script>alert(1)</script>",
        '<button onclick="go()">',
        "<svg onload=go()>",
        "<button hx-on:click=\"htmx.trigger('#x', 'y')\">",
        "<button data-hx-on:click='go()'>",
        "<div hx-vals='js:{a: 1}'>",
        '<a href="javascript:go()">',
        '<a hx-trigger="click[ctrlKey]">',
        '<script src="https://cdn.example/htmx.js">',
        '<link rel="stylesheet" href="//cdn.example/a.css">',
        '<p class="a"\n {% if wide %}style="width: 3rem"{% endif %}>',
    ],
)
def test_what_the_policy_would_refuse_is_noticed(planted: str) -> None:
    assert blocked_by_policy(planted)


def test_the_line_is_named() -> None:
    assert blocked_by_policy('{#\n a comment\n#}\n<p style="x">') == ["line 4: a style attribute"]


def test_what_the_policy_allows_is_left_alone() -> None:
    page = """{% extends "base.html" %}{# <p style="x"> is forbidden #}
    <script src="/static/countersign.js" defer></script>
    <input {{ attributes }} hx-trigger="change, input changed delay:800ms" value="{{ '<b onclick=x>' }}">
    <a href="https://vendor.example/on-call" {% if a > b %}aria-current="page"{% endif %}>style="..." in a text</a>
    <svg><rect width="53%" fill="url(#hatch)"/></svg>"""
    assert blocked_by_policy(page) == []


def test_mails_carry_styles_but_no_code() -> None:
    assert blocked_by_policy('<td style="padding: 8px">', is_mail=True) == []
    assert blocked_by_policy('<td onclick="go()">', is_mail=True)


def test_the_stylesheet_names_only_what_is_there() -> None:
    css = (STATIC / "countersign.css").read_text()
    named = [address for address in re.findall(r"url\(\"?([^\")]+)\"?\)", css) if not address.startswith("#")]
    assert named
    assert [address for address in named if not (STATIC / address).is_file()] == []
    assert "@import" not in css
    assert css.count("{") == css.count("}")


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_names_only_assets_that_are_there(path: Path) -> None:
    text = path.read_text()
    icons = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    assert {icon for icon in re.findall(r"icons\.svg#([\w-]+)", text) if icon not in icons} == set()
    missing = {asset for asset in re.findall(r"/static/([\w./-]+\.\w+)", text) if not (STATIC / asset).is_file()}
    assert missing == set()


def test_htmx_is_the_release_that_was_looked_at() -> None:
    folder = STATIC / "vendor/htmx"
    noted = re.search(r"sha256 ([0-9a-f]{64})", (folder / "README.md").read_text())
    assert noted
    assert hashlib.sha256((folder / "htmx.min.js").read_bytes()).hexdigest() == noted[1]
    assert (folder / "LICENSE").is_file()
