"""A PDF as pages of words, by PDFium: the letters of its text layer with their places, and how much is picture.

PDFium is not safe for threads: this runs in the guarded process, which has one.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as c
from PIL import Image

from app.core.certificates.read.model import Page, Word
from app.infra.reading.coverage import Coverage
from app.infra.reading.limits import Limits
from app.infra.reading.problems import broken, encrypted
from app.infra.reading.turning import turn_word, upright
from app.infra.reading.words import Letter, join

LONGEST_SIDE = 20_000.0  # points; the format itself ends at 14,400
MOST_POINTS = 9_000_000  # of a page drawn to be read: A4 at 200 dpi is 3.9 million
_LOOK_DPI = 72
_CONTRAST = 20  # of 255 shades
_SMALLEST = 2.0  # points: nobody reads type below
_MOST_OBJECTS = 20_000
_UNKNOWN = 0.1  # of the letters have no meaning: more than bullets and ornaments
_DEEPEST = 4
_OUTLINED = 1_500  # corners of drawn shapes: a logo has fewer, a line of outlined text has more
_GRID = 1_000_000  # PageToDevice answers in whole numbers: shares of the page in millionths
_INVISIBLE = 3  # text rendering mode (ISO 32000-2, 9.3.6)


@dataclass(frozen=True)
class PdfPage:
    """A page, and what became of its text layer. `unseen` are words that are there and not shown."""

    page: Page
    unseen: tuple[Word, ...] = ()
    garbled: bool = False  # most letters have no meaning: the words were dropped
    words_left: bool = False

    @property
    def is_only_picture(self) -> bool:
        """Whether its text layer says nothing that can be trusted, and there is something to be seen instead."""
        bare = not self.page.words and self.page.pictures > 0
        return self.garbled or bare or len(self.unseen) > len(self.page.words)


class Pdf:
    """An open PDF. Raises Unreadable when it does not open."""

    def __init__(self, data: bytes) -> None:
        try:
            self._document = pypdfium2.PdfDocument(data)
            self.page_count = len(self._document)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower() or "security" in str(error).lower():
                raise encrypted() from None
            raise broken("PDF") from None
        if self.page_count < 1:
            raise broken("PDF")

    def is_signed(self) -> bool:
        return bool(c.FPDF_GetSignatureCount(self._document) > 0)

    def says(self, key: str) -> str:
        """An entry of the document's information, such as "Producer"."""
        return str(self._document.get_metadata_value(key))

    def page(self, number: int, limits: Limits) -> PdfPage | None:
        """Page `number`, counted from 1; None when it cannot be opened."""
        opened = self.open_page(number)
        if opened is None:
            return None
        try:
            text_page = opened.get_textpage()
        except pypdfium2.PdfiumError:
            text_page = None
        width, height = opened.get_size()
        frame = _Frame(opened, width, height)
        letters = list(_letters(opened, text_page, frame, limits)) if text_page is not None else []
        turn = upright(letters)
        layer = join((letter for letter in letters if not letter.unseen), frame.aspect, limits.words)
        under = join((letter for letter in letters if letter.unseen), frame.aspect, limits.words)
        garbled = _is_garbled(letters)
        seen, hidden = _told_apart(layer.words, opened) if not garbled else ((), ())
        page = Page(
            number=number,
            width=height if turn in (90, 270) else width,
            height=width if turn in (90, 270) else height,
            words=tuple(turn_word(word, turn) for word in seen),
            pictures=_pictures(opened, frame),
            turned=turn,
        )
        return PdfPage(
            page,
            unseen=tuple(turn_word(word, turn) for word in (*under.words, *hidden)),
            garbled=garbled,
            words_left=layer.left or under.left,
        )

    def open_page(self, number: int) -> Any | None:
        """PDFium's page, when it opens and has a size that can be shown."""
        if not 1 <= number <= self.page_count:
            return None
        try:
            page = self._document[number - 1]
            width, height = page.get_size()
        except pypdfium2.PdfiumError:
            return None
        if not all(math.isfinite(side) and 1 <= side <= LONGEST_SIDE for side in (width, height)):
            return None
        return page


@dataclass(frozen=True)
class _Frame:
    """From the coordinates of a page's content to shares of the page as it is shown: CropBox and rotation applied."""

    page: Any
    width: float
    height: float

    @property
    def aspect(self) -> float:
        return self.width / self.height

    @property
    def rotation(self) -> int:
        return int(c.FPDFPage_GetRotation(self.page)) * 90 % 360

    def point(self, x: float, y: float) -> tuple[float, float]:
        right, down = ctypes.c_int(), ctypes.c_int()
        if not c.FPDF_PageToDevice(self.page, 0, 0, _GRID, _GRID, 0, x, y, right, down):
            return -1.0, -1.0
        return right.value / _GRID, down.value / _GRID

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        (x1, y1), (x2, y2) = self.point(left, bottom), self.point(right, top)
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _letters(page: Any, text: Any, frame: _Frame, limits: Limits) -> Iterator[Letter]:
    count = min(text.count_chars(), limits.words * 12)
    tight = [ctypes.c_double() for _ in range(4)]
    loose, matrix = c.FS_RECTF(), c.FS_MATRIX()
    rotation = frame.rotation
    unseen: dict[int, bool] = {}
    for index in range(count):
        code = c.FPDFText_GetUnicode(text, index)
        if c.FPDFText_IsGenerated(text, index) == 1 or (code <= 0xFFFF and chr(code).isspace()):
            yield Letter(" ")
            continue
        if not c.FPDFText_GetCharBox(text, index, tight[0], tight[1], tight[2], tight[3]):
            continue
        left, right, bottom, top = (side.value for side in tight)
        size = float(c.FPDFText_GetFontSize(text, index))
        if c.FPDFText_GetMatrix(text, index, matrix):
            size *= math.hypot(matrix.c, matrix.d)
        if c.FPDFText_GetLooseCharBox(text, index, loose) and _sensible(loose, left, right, bottom, top, size):
            left, right, bottom, top = loose.left, loose.right, loose.bottom, loose.top
        angle = math.degrees(c.FPDFText_GetCharAngle(text, index))
        holder = c.FPDFText_GetTextObject(text, index)
        key = ctypes.cast(holder, ctypes.c_void_p).value or 0
        if key not in unseen:
            unseen[key] = bool(key) and c.FPDFTextObj_GetTextRenderMode(holder) == _INVISIBLE
        yield Letter(
            text=_meant(code, c.FPDFText_IsHyphen(text, index) == 1),
            box=frame.box(left, bottom, right, top),
            size=size if math.isfinite(size) and 0 < size < 2000 else 0.0,
            angle=round((360 - angle + rotation) / 90) * 90 % 360 if math.isfinite(angle) else 0,
            unseen=unseen[key],
            known=not (c.FPDFText_HasUnicodeMapError(text, index) == 1 or _meaningless(code)),
        )


def _sensible(loose: Any, left: float, right: float, bottom: float, top: float, size: float) -> bool:
    """The loose box, of one height along a line, unless the font's own measures are nonsense."""
    wide, high = float(loose.right - loose.left), float(loose.top - loose.bottom)
    most = max(4 * (top - bottom), 4 * (right - left), 2.2 * size)
    meets: bool = loose.left <= right and loose.right >= left and loose.bottom <= top and loose.top >= bottom
    return meets and 0 < high <= most and 0 < wide <= most


def _told_apart(words: tuple[Word, ...], page: Any) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Words that can be seen on the page, and those that cannot: white on white, under something, too small to read.

    Decided by looking: where a word should be, the page as drawn is not all of one shade.
    """
    if not words:
        return (), ()
    sheet = drawn(page, _LOOK_DPI / 72, grey=True)
    seen, hidden = [], []
    for word in words:
        left, top, right, bottom = (
            round(side * full) for side, full in zip(word.box, (*sheet.size, *sheet.size), strict=True)
        )
        shades = sheet.crop((left, top, max(right, left + 1), max(bottom, top + 1))).histogram()
        used = [shade for shade, count in enumerate(shades) if count]
        contrast = (
            used[-1] - used[0] >= _CONTRAST or sum(sign.isalnum() for sign in word.text) < 2
        )  # a dot is too small
        if contrast and (word.size == 0 or word.size >= _SMALLEST):
            seen.append(word)
        else:
            hidden.append(word.model_copy(update={"how": "ocr", "confidence": 0.6}))
    return tuple(seen), tuple(hidden)


def drawn(page: Any, scale: float, *, grey: bool = False) -> Image.Image:
    """PDFium's page as a picture, on white."""
    across, down = page.get_size()
    scale = min(scale, math.sqrt(MOST_POINTS / (across * down)), LONGEST_SIDE / max(across, down))
    size = max(round(across * scale), 1), max(round(down * scale), 1)
    bitmap = pypdfium2.PdfBitmap.new_native(*size, c.FPDFBitmap_Gray if grey else c.FPDFBitmap_BGR)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
        c.FPDF_RenderPageBitmap(bitmap, page, 0, 0, *size, 0, c.FPDF_ANNOT)
        image: Image.Image = bitmap.to_pil()
        return image.copy() if grey else image.convert("RGB")
    finally:
        bitmap.close()


def _meant(code: int, hyphen: bool) -> str:
    if hyphen or code in (0x02, 0xAD, 0xFFFE, 0x2010, 0x2011):  # PDFium marks a hyphen at the end of a line so
        return "-"
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF or code < 0x20:
        return ""
    return chr(code)


def _meaningless(code: int) -> bool:
    return code in (0, 0xFFFD) or 0xE000 <= code <= 0xF8FF or 0xF0000 <= code <= 0x10FFFF


def _is_garbled(letters: list[Letter]) -> bool:
    shown = [letter for letter in letters if letter.text != " " and not letter.unseen]
    return len(shown) >= 20 and sum(not letter.known for letter in shown) > _UNKNOWN * len(shown)


def _pictures(page: Any, frame: _Frame) -> float:
    """The share that images, shadings and drawn shapes cover. Letters turned into outlines are drawn shapes."""
    coverage, outlines, outlined = Coverage(), Coverage(), 0
    for kind, box, corners in _objects(page, frame):
        if kind == c.FPDF_PAGEOBJ_PATH:
            if corners >= 12:
                outlines.add(box)
                outlined += corners
        else:
            coverage.add(box)
    if outlined >= _OUTLINED:
        coverage.merge(outlines)
    return coverage.share


def _objects(page: Any, frame: _Frame) -> Iterator[tuple[int, tuple[float, float, float, float], int]]:
    sides = [ctypes.c_float() for _ in range(4)]
    count = min(c.FPDFPage_CountObjects(page), _MOST_OBJECTS)
    for index in range(count):
        thing = c.FPDFPage_GetObject(page, index)
        kind = c.FPDFPageObj_GetType(thing)
        if kind == c.FPDF_PAGEOBJ_TEXT:
            continue
        if not c.FPDFPageObj_GetBounds(thing, sides[0], sides[1], sides[2], sides[3]):
            continue
        left, bottom, right, top = (side.value for side in sides)
        if not all(math.isfinite(v) for v in (left, bottom, right, top)):
            continue
        box = frame.box(left, bottom, right, top)
        if kind == c.FPDF_PAGEOBJ_FORM:
            if _holds_picture(thing, 1):
                yield c.FPDF_PAGEOBJ_IMAGE, box, 0
        elif kind == c.FPDF_PAGEOBJ_PATH:
            yield kind, box, c.FPDFPath_CountSegments(thing)
        else:
            yield kind, box, 0


def _holds_picture(form: Any, depth: int) -> bool:
    """Whether a group holds an image. Its own extent stands for it: places inside would need its matrices."""
    for index in range(min(c.FPDFFormObj_CountObjects(form), 500)):
        thing = c.FPDFFormObj_GetObject(form, index)
        kind = int(c.FPDFPageObj_GetType(thing))
        if kind == c.FPDF_PAGEOBJ_IMAGE:
            return True
        if kind == c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST and _holds_picture(thing, depth + 1):
            return True
    return False
