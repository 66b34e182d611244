"""Files that are pictures, and pages drawn as pictures: upright as people see them, and never too many points."""

from __future__ import annotations

import io
import math
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from app.core.wording import say
from app.infra.reading.pdf import MOST_POINTS, Pdf, drawn
from app.infra.reading.problems import broken, too_large

PICTURES = frozenset({"image/png", "image/jpeg"})
OCR_DPI = 200
_MOST_PIXELS = 120_000_000  # of a picture that is given
_PICTURE_DPI = 150  # what a picture's size in points is reckoned with, when it does not say

Image.MAX_IMAGE_PIXELS = None  # the limit is ours, and its excess an error of ours


@dataclass(frozen=True)
class Sheet:
    """A page as a picture, and its size in points as shown."""

    image: Image.Image  # RGB
    points: tuple[float, float]


def open_picture(data: bytes, most: int = MOST_POINTS) -> Sheet:
    """A PNG or JPEG, turned as its EXIF orientation says, no larger than needed. Raises Unreadable."""
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as given:
            warnings.simplefilter("ignore")
            if given.width * given.height > _MOST_PIXELS:
                raise too_large(
                    say(
                        "This picture is %(width)s by %(height)s points, more than is read.",
                        width=given.width,
                        height=given.height,
                    )
                )
            dots = given.info.get("dpi", (0, 0))[0]
            given.draft("RGB", _within(given.width, given.height, most))
            upright = ImageOps.exif_transpose(given)
            size = given.size
            image = _on_white(upright)
    except (OSError, SyntaxError, ValueError, TypeError, ZeroDivisionError, OverflowError):
        raise broken("picture") from None
    dpi = float(dots) if isinstance(dots, int | float) and 72 <= dots <= 1200 else _PICTURE_DPI
    shrunk = size[0] * size[1] / max(image.width * image.height, 1)
    scale = 72 / dpi * math.sqrt(shrunk)
    points = (image.width * scale, image.height * scale)
    fitting = _within(image.width, image.height, most)
    if fitting != image.size:
        image = image.resize(fitting, Image.Resampling.LANCZOS)
    return Sheet(image, points)


def _within(width: int, height: int, most: int) -> tuple[int, int]:
    if width * height <= most:
        return width, height
    scale = math.sqrt(most / (width * height))
    return max(int(width * scale), 1), max(int(height * scale), 1)


def _on_white(image: Image.Image) -> Image.Image:
    """Letters on nothing are letters on paper."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        image = paper
    if image.mode in ("I", "I;16", "F"):  # 16 bits a point, which a plain conversion would cut off
        image = image.point(lambda value: value / 256).convert("L")
    return image.convert("RGB")


def render(pdf: Pdf, number: int, *, dpi: float = OCR_DPI, width: int | None = None) -> Sheet | None:
    """A page as it is shown, `width` points wide or at `dpi`, clamped; None when it cannot be opened."""
    page = pdf.open_page(number)
    if page is None:
        return None
    across, down = page.get_size()
    return Sheet(drawn(page, width / across if width else dpi / 72), (across, down))
