"""A page as a picture for people: WebP, which holds a scan of 1200 points in less than 300 KB."""

from __future__ import annotations

import io

from PIL import Image

from app.infra.reading.flow import PDF
from app.infra.reading.job import Job
from app.infra.reading.pdf import Pdf
from app.infra.reading.pictures import PICTURES, open_picture, render
from app.infra.reading.problems import no_page, unreadable

_WIDEST, _TALLEST = 2400, 6000
_QUALITIES = (82, 70, 55, 40)
_LARGE = 300_000

_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def show(job: Job, data: bytes) -> bytes:
    """Width and height (four bytes each), and the picture. Raises Unreadable."""
    wanted = min(max(job.width, 16), _WIDEST)
    image = _image(job, data, wanted)
    if job.turned % 360 in _TURNS:
        image = image.transpose(_TURNS[job.turned % 360])
    scale = min(wanted / image.width, _TALLEST / image.height)
    if scale < 1:
        size = max(round(image.width * scale), 1), max(round(image.height * scale), 1)
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    for quality in _QUALITIES:
        out = io.BytesIO()
        image.save(out, "WEBP", quality=quality, method=3)
        if out.tell() <= _LARGE:
            break
    return image.width.to_bytes(4, "big") + image.height.to_bytes(4, "big") + out.getvalue()


def _image(job: Job, data: bytes, width: int) -> Image.Image:
    if job.media_type == PDF:
        pdf = Pdf(data)
        opened = pdf.open_page(job.page)
        if opened is None:
            raise no_page(job.page)
        across, down = opened.get_size()
        # A page that will be turned is drawn as high as it is to be wide.
        sheet = render(pdf, job.page, width=round(width * across / down) if job.turned in (90, 270) else width)
        if sheet is None:
            raise no_page(job.page)
        return sheet.image
    if job.media_type in PICTURES:
        if job.page != 1:
            raise no_page(job.page)
        return open_picture(data).image
    raise unreadable("READ-TYPE", "Only PDF, PNG and JPEG files are shown.", "Open the file itself.")
