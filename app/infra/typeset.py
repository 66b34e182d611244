"""Data and a template of `templates/report/` become a tagged PDF (PDF/UA-1), by typst. Nothing else is read or fetched.

What people typed is data: it reaches the template as JSON and is set as it is, never as markup. PDF/UA wants a glyph
for every sign, so signs that no font here has are replaced by a box, and the report can say how many.

typst and the fonts are loaded with the first report, not when the service starts.
"""

from __future__ import annotations

import json
import re
import threading
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.infra.settings import ROOT

TEMPLATES = ROOT / "templates" / "report"
FONTS = ROOT / "static" / "fonts"
BOX = "\u25af"  # white vertical rectangle: in place of a sign that no font has
_FAMILIES = ("Inter", "DejaVu Sans")  # the second has what the first lacks: Arabic, Armenian, Georgian, Hebrew, signs
_LONGEST = 26  # letters in a row before a line may be broken inside a word
_BREAK = "\u200b"
# Signs without a shape. Those that turn the direction of what follows can make a text read as another one.
_DROPPED = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_RUN = re.compile(rf"[^\s{_BREAK}]{{{_LONGEST + 1},}}")


@dataclass(frozen=True)
class Document:
    pdf: bytes
    replaced: int  # signs that no font had


def typeset(template: str, data: dict[str, Any], *, now: datetime, fonts: Path | None = None) -> Document:
    """The PDF of `data` in `templates/report/{template}.typ`. `fonts`: a folder with further fonts of the operator's.

    The template finds the data as `sys.inputs.data`, and in it `fonts`, the families to set it in, and `replaced`, how
    many signs no font had.
    """
    import typst

    press = _press(fonts)
    for known in (press.has, press.has_plainly):
        text = _Legible(known)
        clean = text.of(data) | {"fonts": press.families, "replaced": text.replaced}
        try:
            with press.lock:
                pdf = press.compiler.compile(
                    str(TEMPLATES / f"{template}.typ"),
                    format="pdf",
                    sys_inputs={"data": json.dumps(clean, ensure_ascii=False)},
                    pdf_standards=["ua-1"],
                    timestamp=int(now.timestamp()),
                )
        except typst.TypstError as error:
            # Signs that stand together are set in one font: each may have a glyph, and the two together none.
            if known is press.has_plainly or "could not be displayed" not in error.message:
                raise
            continue
        assert isinstance(pdf, bytes)
        return Document(pdf, text.replaced)
    raise AssertionError("unreachable")


class _Legible:
    """Texts as they can be set, in data of any depth; counts the signs that could not."""

    def __init__(self, has: Callable[[str], bool]) -> None:
        self._has = has
        self.replaced = 0

    def of(self, data: Any) -> Any:
        if isinstance(data, str):
            return self.text(data)
        if isinstance(data, dict):
            return {key: self.of(value) for key, value in data.items()}
        if isinstance(data, list | tuple):
            return [self.of(value) for value in data]
        return data

    def text(self, raw: str) -> str:
        if raw.isascii() and raw.isprintable():
            return _breakable(raw)
        plain = unicodedata.normalize("NFC", raw.encode("utf-8", "replace").decode())
        plain = _DROPPED.sub("", plain.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
        return _breakable("".join(map(self._sign, plain)))

    def _sign(self, sign: str) -> str:
        if sign == "\n" or self._has(sign):
            return sign
        category = unicodedata.category(sign)
        if category in ("Zs", "Zl", "Zp") or sign == "\t":
            return " "
        if category == "Cc":
            return ""
        self.replaced += 1
        return BOX


def _breakable(text: str) -> str:
    """A word that is longer than a column gets places where its line may end."""
    return _RUN.sub(lambda run: _BREAK.join(run[0][n : n + _LONGEST] for n in range(0, len(run[0]), _LONGEST)), text)


class _Press:
    """The compiler with its fonts. It is one for all threads and does one thing at a time."""

    def __init__(self, folders: Iterable[Path]) -> None:
        import typst

        self.lock = threading.Lock()
        paths = [str(folder) for folder in folders]
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=paths)
        self.compiler = typst.Compiler(
            root=str(TEMPLATES), font_paths=fonts, ignore_system_fonts=True, package_path="/nowhere",
            package_cache_path="/nowhere",
        )  # fmt: skip
        files = [font for font in fonts.fonts() if font.path]
        self.families = (*_FAMILIES, *sorted({font.family for font in files} - set(_FAMILIES)))
        self._signs = frozenset().union(*(_signs(str(font.path), font.index) for font in files))
        self._plain = _signs(str(FONTS / "Inter-Regular.otf"), 0)

    def has(self, sign: str) -> bool:
        return ord(sign) in self._signs

    def has_plainly(self, sign: str) -> bool:
        return ord(sign) in self._plain and not unicodedata.combining(sign)


@lru_cache(maxsize=2)
def _press(fonts: Path | None) -> _Press:
    return _Press([FONTS, *([fonts] if fonts else [])])


@lru_cache(maxsize=64)
def _signs(font: str, index: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font, fontNumber=index, lazy=True) as opened:
        return frozenset(opened.getBestCmap() or ())
