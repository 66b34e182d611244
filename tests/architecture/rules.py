"""The house's rules as functions over text: each takes a file's content and returns what breaks the rule.

They are functions so that the tests can hold them against the real tree and against planted violations.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_NOT_OURS = {".git", ".venv", "node_modules", "var", "dist", ".cache"}
_BINARY = {".woff2", ".otf", ".ttf", ".png", ".jpg", ".jpeg", ".pdf", ".docx", ".xlsx", ".zip", ".db", ".pyc", ".ico"}


def our_files(under: str = ".", *suffixes: str) -> list[Path]:
    """Every file of the project below a folder, without what is installed, cached or kept as data."""

    def walk(folder: Path) -> Iterator[Path]:
        for entry in sorted(folder.iterdir()):
            if entry.is_dir():
                generated = entry.name == "__pycache__" or entry.name.endswith(("_cache", ".egg-info", ".hypothesis"))
                if not generated and not (folder == ROOT and entry.name in _NOT_OURS):
                    yield from walk(entry)
            elif entry.suffix not in _BINARY and entry.name not in {".env", "compose.env", ".git"}:
                yield entry

    start = ROOT / under
    if not start.is_dir():
        return []
    return [path for path in walk(start) if not suffixes or path.suffix in suffixes]


def too_long(text: str, limit: int = 500) -> list[str]:
    lines = text.count("\n")
    return [f"{lines} lines, more than {limit}"] if lines > limit else []


def addresses(text: str) -> list[str]:
    """A lock file names packages and their sums. An address in it would tie every install to one host."""
    return _lines_with(re.compile(r"\w://|\bfile:|--(?:extra-)?index-url|--find-links"), text)


# Written in parts: this file is one of those that are read.
_PLACES = re.compile(
    "|".join(
        (
            r"(?<![\w.])/" + r"work/",
            r"(?<![\w.])/" + r"opt/(?:wheels|pypi)",
            r"(?<![\w.])/" + r"root/",
            r"(?<![\w.])/" + r"tmp/w/",
            r"\bpypi\." + r"org\b",
            r"\bpython" + r"hosted\b",
            r"\bnpm" + r"js\.(?:org|com)\b",
            r"(?i:\bissue[ #]+)" + r"\d+\b",
        )
    )
)


def places_of_one_machine(text: str) -> list[str]:
    """Paths of one machine, registry hosts and ticket numbers mean nothing to whoever clones this."""
    return _lines_with(_PLACES, text)


_VERDICT = re.compile(r"\b(?:non[- ]?)?compli" + r"ant\b", re.IGNORECASE)


def verdicts(text: str) -> list[str]:
    """A certificate is never legal compliance, and nobody here gives that verdict; the word is not said to anybody."""
    return _lines_with(_VERDICT, text)


# The same verdicts in German, French and Dutch. "Konformitätsbewertung", "conformité" and "conform artikel 6" are none.
_ELSEWHERE = re.compile(
    r"\b(?:\w*konform(?:e[rnms]?)?|conformes?|gefälsch\w*|falsifiée?s?|vervals\w*|ungültig\w*|invalides?|ongeldig\w*)\b",
    re.IGNORECASE,
)


def verdicts_in_translations(text: str) -> list[str]:
    return [*verdicts(text), *_lines_with(_ELSEWHERE, text)]


def verdicts_in_python(source: str) -> list[str]:
    """The same in every text of a module that could reach a person: all strings but docstrings."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        f"line {node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and _VERDICT.search(node.value)
    ]


class _Page(HTMLParser):
    def __init__(self, *, is_mail: bool) -> None:
        super().__init__()
        self.is_mail = is_mail
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and "src" not in given:
            self._note("an inline script")
        if tag == "style" and not self.is_mail:
            self._note("an inline style sheet")
        if "style" in given and not self.is_mail:
            self._note("a style attribute")
        for name, value in given.items():
            bare = name.removeprefix("data-")
            if re.fullmatch(r"on[a-z]+", name) or bare.startswith("hx-on"):
                self._note(f"code in {name}")
            if re.match(r"\s*(?:js|javascript):", value, re.IGNORECASE):
                self._note(f"code in {name}")
            if bare.startswith("hx-trigger") and "[" in value:
                self._note("a trigger filter, which htmx evaluates as code")
            if name in {"src", "href"} and re.match(r"\s*(?:https?:)?//", value) and tag in {"script", "link", "img"}:
                self._note(f"{tag} from elsewhere")

    def _note(self, what: str) -> None:
        self.found.append(f"line {self.getpos()[0]}: {what}")


def blocked_by_policy(template: str, *, is_mail: bool = False) -> list[str]:
    """What the Content-Security-Policy would refuse: inline code and styles, evaluated code, other origins.

    Mail clients know no style sheets, so mails may carry styles, but never code.
    """

    def blank(found: re.Match[str]) -> str:
        return ("x" if found[0].startswith("{{") else " ") + "\n" * found[0].count("\n")

    page = _Page(is_mail=is_mail)
    page.feed(re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", blank, template, flags=re.DOTALL))
    page.close()
    return page.found


_IMPURE_MODULES = {
    *("asyncio", "http", "logging", "multiprocessing", "os", "pathlib", "shutil", "smtplib", "socket", "sqlite3"),
    *("subprocess", "tempfile", "threading", "time", "urllib.request"),
}
_IMPURE_CALLS = {"open", "input", "print"}
_CLOCKS = {"now", "utcnow", "today"}


def impure(source: str) -> list[str]:
    """Where a rule of `core` reads a file, a clock or the environment, or prints: it would no longer be a function."""
    found = [f"line {line}: imports {module}" for line, module in imports(source) if _is_below(module, _IMPURE_MODULES)]
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in _IMPURE_CALLS:
                found.append(f"line {node.lineno}: calls {name}()")
            case ast.Call(func=ast.Attribute(attr=name)) if name in _CLOCKS:
                found.append(f"line {node.lineno}: asks a clock, .{name}()")
    return found


def commits(source: str) -> list[str]:
    """Where a feature commits: the request's door does, once, before it answers."""
    return [
        f"line {node.lineno}: commits"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]


_OPEN_TO_OTHERS = {"service", "queries", "schemas", "models", "permissions"}


def side_doors(feature: str, source: str) -> list[str]:
    """Imports from another feature that do not go through what it offers to others."""
    found = []
    for line, module in imports(source):
        parts = module.split(".")
        if parts[:2] != ["app", "features"] or len(parts) < 4 or parts[2] in {feature, "errors"}:
            continue
        if parts[3] not in _OPEN_TO_OTHERS:
            found.append(f"line {line}: imports {'.'.join(parts[:4])}")
    return sorted(set(found))


def imports(source: str) -> list[tuple[int, str]]:
    """Every imported name in full, with its line: `from a.b import c` gives `a.b.c`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found += [(node.lineno, name.name) for name in names]
            case ast.ImportFrom(module=str(module), names=names):
                found += [(node.lineno, f"{module}.{name.name}") for name in names]
    return found


def _is_below(module: str, packages: set[str]) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


def _lines_with(pattern: re.Pattern[str], text: str) -> list[str]:
    return [
        f"line {number}: {line.strip()[:120]}"
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
