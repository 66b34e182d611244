"""Drawing on paper: places are points from the left and the top, as one reads."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import font_source_sans_pro
import font_source_serif_pro
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

_SANS = Path(font_source_sans_pro.__file__).parent / "files"
_SERIF = Path(font_source_serif_pro.__file__).parent / "files"
FONTS = {
    "sans": _SANS / "SourceSansPro-Regular.ttf",
    "sans-bold": _SANS / "SourceSansPro-Bold.ttf",
    "sans-italic": _SANS / "SourceSansPro-It.ttf",
    "serif": _SERIF / "SourceSerifPro-Regular.ttf",
    "serif-bold": _SERIF / "SourceSerifPro-Bold.ttf",
    "serif-italic": _SERIF / "SourceSerifPro-It.ttf",
}
for _name, _file in FONTS.items():
    pdfmetrics.registerFont(TTFont(_name, str(_file), asciiReadable=1))
    _garbled = TTFont(f"{_name}-garbled", str(_file), asciiReadable=0)  # letters by number only
    _garbled.face.name += b"G"  # the library takes two fonts of one face for the same
    pdfmetrics.registerFont(_garbled)


class Sheet:
    """One file being drawn. `apart` places every word by itself, without blanks between them, as typesetters do;
    `garbled` keeps from the file which letters its shapes stand for."""

    def __init__(self, *, wide: bool = False, apart: bool = False, password: str = "", garbled: bool = False) -> None:
        self.width, self.height = landscape(A4) if wide else A4
        self._buffer = io.BytesIO()
        self._canvas = Canvas(self._buffer, (self.width, self.height), invariant=1, encrypt=password or None)
        self._canvas.setTitle("Certificate")
        self._apart, self._garbled = apart, garbled
        self._late: list[Callable[[], object]] = []
        self.pages = 1

    def text(
        self,
        words: str,
        x: float,
        y: float,
        size: float = 10,
        font: str = "sans",
        *,
        align: str = "left",
        colour: str = "#1b1b1b",
        tracking: float = 0,
        unseen: bool = False,
    ) -> None:
        """One line. `y` is its base line."""
        wide = self.wide(words, size, font, tracking)
        x -= {"left": 0, "centre": wide / 2, "right": wide}[align]
        pieces = [(words, x)]
        if self._apart and not tracking:
            pieces, at, blank = [], x, self.wide(" ", size, font)
            for word in words.split():
                pieces.append((word, at))
                at += self.wide(word, size, font) + blank
        for piece, at in pieces:
            line = self._canvas.beginText(at, self.height - y)
            line.setFont(f"{font}-garbled" if self._garbled else font, size)
            line.setFillColor(HexColor(colour))
            line.setCharSpace(tracking)
            line.setTextRenderMode(3 if unseen else 0)
            line.textOut(piece)
            line.setCharSpace(0)
            line.setTextRenderMode(0)
            self._canvas.drawText(line)

    def wide(self, words: str, size: float, font: str, tracking: float = 0) -> float:
        return float(pdfmetrics.stringWidth(words, font, size)) + tracking * max(len(words) - 1, 0)

    def broken(self, words: str, width: float, size: float, font: str) -> list[str]:
        """The words in lines that fit."""
        lines: list[str] = []
        for paragraph in words.split("\n"):
            line = ""
            for word in paragraph.split():
                longer = f"{line} {word}".strip()
                if line and self.wide(longer, size, font) > width:
                    lines.append(line)
                    longer = word
                line = longer
            lines.append(line)
        return lines

    def block(
        self,
        words: str,
        x: float,
        y: float,
        width: float,
        size: float = 10,
        font: str = "sans",
        *,
        align: str = "left",
        colour: str = "#1b1b1b",
    ) -> float:
        """A paragraph; gives back the next base line. `x` is its left, middle or right edge, as `align` says."""
        for line in self.broken(words, width, size, font):
            self.text(line, x, y, size, font, align=align, colour=colour)
            y += size * 1.3
        return y

    def centred(self, words: str, y: float, size: float = 10, font: str = "sans", *, colour: str = "#1b1b1b") -> float:
        return self.block(words, self.width / 2, y, self.width - 140, size, font, align="centre", colour=colour)

    def later(self, draw: Callable[[], object]) -> None:
        """Drawn when the page ends: a form is printed first and filled in afterwards, and so it lies in the file."""
        self._late.append(draw)

    def rule(self, x: float, y: float, to_x: float, colour: str = "#888888", thick: float = 0.7) -> None:
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(thick)
        self._canvas.line(x, self.height - y, to_x, self.height - y)

    def frame(self, x: float, y: float, width: float, height: float, fill: str = "", line: str = "#888888") -> None:
        self._canvas.setStrokeColor(HexColor(line))
        if fill:
            self._canvas.setFillColor(HexColor(fill))
        self._canvas.rect(x, self.height - y - height, width, height, stroke=0 if fill else 1, fill=1 if fill else 0)

    def upright(
        self, words: str, x: float, y: float, size: float, font: str = "sans-bold", colour: str = "#ffffff"
    ) -> None:
        """A line that runs from the bottom to the top."""
        self._canvas.saveState()
        self._canvas.translate(x, self.height - y)
        self._canvas.rotate(90)
        self._canvas.setFont(font, size)
        self._canvas.setFillColor(HexColor(colour))
        self._canvas.drawString(0, 0, words)
        self._canvas.restoreState()

    def picture(
        self, lines: list[tuple[str, float, str]], x: float, y: float, width: float, colour: str = "#123a5c"
    ) -> float:
        """Words as a picture, with no text behind it: logos, seals, and bodies that print their name as one."""
        scale = 4
        lines = [(w, min(size, size * (width - 10) / self.wide(w, size, font)), font) for w, size, font in lines]
        height = sum(size * 1.4 for _, size, _ in lines) + 6
        image = Image.new("RGB", (int(width * scale), int(height * scale)), "white")
        pen, at = ImageDraw.Draw(image), 3.0
        for words, size, font in lines:
            face = ImageFont.truetype(str(FONTS[font]), int(size * scale))
            pen.text((3 * scale, at * scale), words, font=face, fill=colour)
            at += size * 1.4
        self._canvas.drawImage(ImageReader(image), x, self.height - y - height, width, height)
        return y + height

    def unseen(self, words: str, x: float, y: float, way: str) -> None:
        """Words that a program finds on the page and a person does not."""
        if way == "mode":
            self.text(words, x, y, 8, unseen=True)
        elif way == "white":
            self.text(words, x, y, 8, colour="#ffffff")
        elif way == "tiny":
            self.text(words, x, y, 0.4)
        elif way == "outside":
            self.text(words, x, -20 - y, 8)
        else:
            self.text(words, x, y, 8)
            self.picture([(" ", 14, "sans")], x - 4, y - 14, 460)

    def page(self) -> None:
        """The next page."""
        self._end_page()
        self.pages += 1

    def _end_page(self) -> None:
        for draw in self._late:
            draw()
        self._late.clear()
        self._canvas.showPage()

    def done(self) -> bytes:
        self._end_page()
        self._canvas.save()
        made = self._buffer.getvalue()
        return made.replace(b"/ToUnicode", b"/NoUnicode") if self._garbled else made
