"""What happens to a certificate on its way: printed and scanned, photographed, turned, shrunk, cut off."""

from __future__ import annotations

import io
import time
from functools import cache

import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.certificates.sheet import FONTS

SCANNED = time.gmtime(1_768_000_000)  # the same file every time


@cache
def rendered(pdf: bytes, dpi: int = 150, page: int = 0) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()


def scanned(
    pdf: bytes, *, dpi: int = 150, skew: float = 0.7, noise: float = 9, quality: int = 55, turn: int = 0, seed: int = 7
) -> bytes:
    """A PDF without a text layer: grey paper that lay a little askew, with noise, compressed as JPEG."""
    return as_pdf(pages_of(pdf, dpi=dpi, skew=skew, noise=noise, turn=turn, seed=seed), dpi, quality)


def pages_of(pdf: bytes, *, dpi: int, skew: float, noise: float, turn: int = 0, seed: int = 7) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    count = len(document)
    document.close()
    return [worn(rendered(pdf, dpi, page), skew, noise, turn, seed + page) for page in range(count)]


def worn(image: Image.Image, skew: float, noise: float, turn: int, seed: int) -> Image.Image:
    image = image.filter(ImageFilter.GaussianBlur(0.4)).rotate(skew, Image.Resampling.BICUBIC, fillcolor="white")
    pixels = np.asarray(image, dtype=np.float32)
    tall, wide, _ = pixels.shape
    shade = 236 - 18 * np.linspace(0, 1, wide)[None, :, None] - 8 * np.linspace(0, 1, tall)[:, None, None]
    grain = np.random.default_rng(seed).normal(0, noise, (tall, wide, 1))
    worn = Image.fromarray(np.clip(pixels * shade / 255 + grain, 0, 255).astype(np.uint8))
    return worn.rotate(turn, expand=True) if turn else worn


def as_pdf(images: list[Image.Image], dpi: int, quality: int = 55) -> bytes:
    buffer = io.BytesIO()
    then = {"creationDate": SCANNED, "modDate": SCANNED}
    images[0].save(buffer, "PDF", resolution=dpi, quality=quality, save_all=True, append_images=images[1:], **then)
    return buffer.getvalue()


def png(pdf: bytes, dpi: int = 130) -> bytes:
    buffer = io.BytesIO()
    rendered(pdf, dpi).save(buffer, "PNG")
    return buffer.getvalue()


def jpeg(pdf: bytes, dpi: int = 130, quality: int = 60, turn: int = 0) -> bytes:
    buffer = io.BytesIO()
    worn(rendered(pdf, dpi), 0.4, 6, turn, 11).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def turned(pdf: bytes, degrees: int) -> bytes:
    """A text PDF whose pages carry a rotation, as programs of scanners and printers set it."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        page.set_rotation(degrees)
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def bound(*pdfs: bytes) -> bytes:
    """Several files in one, page after page."""
    whole = pypdfium2.PdfDocument.new()
    for pdf in pdfs:
        part = pypdfium2.PdfDocument(pdf)
        whole.import_pages(part)
        part.close()
    buffer = io.BytesIO()
    whole.save(buffer)
    whole.close()
    return buffer.getvalue()


def cut_off(pdf: bytes, share: float = 0.6) -> bytes:
    return pdf[: int(len(pdf) * share)]


def searchable(pdf: bytes, words: tuple[str, ...] | None = None, dpi: int = 150) -> bytes:
    """A scan with a text layer behind it that nobody sees: the words of the page, or words that are not on it."""
    image = worn(rendered(pdf, dpi), 0.0, 7, 0, 5)
    photo = io.BytesIO()
    image.save(photo, "JPEG", quality=60)
    photo.seek(0)
    buffer = io.BytesIO()
    document = pypdfium2.PdfDocument(pdf)
    width, height = document[0].get_size()
    lines = _lines(document) if words is None else [(line, 60.0, 700.0 - 14 * at) for at, line in enumerate(words)]
    document.close()
    canvas = Canvas(buffer, (width, height), invariant=1)
    for line, x, y in lines:
        run = canvas.beginText(x, y)
        run.setFont("sans", 9)
        run.setTextRenderMode(3)
        run.textOut(line)
        canvas.drawText(run)
    canvas.drawImage(ImageReader(photo), 0, 0, width, height)
    canvas.save()
    return buffer.getvalue()


def _lines(document: pypdfium2.PdfDocument) -> list[tuple[str, float, float]]:
    page = document[0].get_textpage()
    boxes = [page.get_rect(number) for number in range(page.count_rects())]
    return [(page.get_text_bounded(*box), box[0], box[1]) for box in boxes]


def outlined(pdf: bytes, dpi: int = 200) -> bytes:
    """A page of shapes: no text and no picture, as when a program turns letters into lines."""
    dark = np.asarray(rendered(pdf, dpi).convert("L")) < 140
    buffer, scale = io.BytesIO(), 72 / dpi
    tall, wide = dark.shape
    canvas = Canvas(buffer, (wide * scale, tall * scale), invariant=1, pageCompression=1)
    path = canvas.beginPath()
    for row in range(tall):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], dark[row].astype(np.int8), [0]))))
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            path.rect(begin * scale, (tall - row - 1) * scale, (end - begin) * scale, scale)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.save()
    return buffer.getvalue()


def watermarked(pdf: bytes, dpi: int = 150) -> bytes:
    """A scan of paper with a pattern of fine lines, a large pale word across it, and a stamp that touches the text."""
    image = rendered(pdf, dpi).copy()
    wide, tall = image.size
    under = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(under)
    for row in range(0, tall, 26):
        wave = [(x, row + 12 * np.sin(x / 40 + row / 90)) for x in range(0, wide, 6)]
        pen.line([(float(x), float(y)) for x, y in wave], fill="#d3e4ee", width=2)
    pale = Image.new("RGBA", image.size, (0, 0, 0, 0))
    face = ImageFont.truetype(str(FONTS["sans-bold"]), wide // 6)
    ImageDraw.Draw(pale).text((wide * 0.08, tall * 0.45), "CERTIFIED", font=face, fill=(205, 214, 222, 255))
    under.paste(pale.rotate(32), (0, 0), pale.rotate(32))
    whole = ImageChops.multiply(under, image)
    seal = ImageDraw.Draw(whole)
    box = (wide * 0.62, tall * 0.78, wide * 0.62 + 170, tall * 0.78 + 170)
    seal.ellipse(box, outline="#3a55a5", width=5)
    return as_pdf([worn(whole, 0.5, 8, 0, 3)], dpi)


def photographed(pdf: bytes, dpi: int = 190) -> bytes:
    """A photograph of the paper on a dark table: in perspective, lit from one side."""
    image = rendered(pdf, dpi)
    wide, tall = image.size
    table = Image.new("RGB", (wide + 200, tall + 200), "#4a3b2e")
    table.paste(image, (100, 100))
    across, down = table.size
    corners = (-30, 20, 10, down + 10, across + 25, down - 25, across - 10, -10)
    table = table.transform(table.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    buffer = io.BytesIO()
    worn(table, 0.9, 5, 0, 21).save(buffer, "JPEG", quality=70)
    return buffer.getvalue()
