"""Making samples: what is drawn, what happens to it, and what a reader ought to find in it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.certificates.cases import base
from tests.certificates.describe import Description, Medium, Sample, Words, expected
from tests.certificates.layouts_bodies import LAYOUTS
from tests.certificates.sheet import Sheet

PNG, JPEG = "image/png", "image/jpeg"
PASSWORD = "correct horse"


def draw(layout: str, d: Description, *, password: str = "", more_pages: int = 0, garbled: bool = False) -> bytes:
    form = LAYOUTS[layout]
    sheet = Sheet(wide=form.wide, apart=form.apart, password=password, garbled=garbled)
    form.draw(sheet, d, Words(d.language, d.wording))
    for number in range(more_pages):
        sheet.page()
        sheet.text(f"Annex, page {number + 1}: list of processes, continued", 60, 60, 10)
        sheet.block("Records of the management system, kept by the organisation. " * 40, 60, 90, 470, 9)
    return sheet.done()


@dataclass(frozen=True)
class Made:
    sample: Sample
    bytes_of: Callable[[], bytes]


def sample(
    name: str,
    layout: str,
    d: Description,
    *,
    through: Callable[[bytes], bytes] | None = None,
    medium: Medium = "text",
    media_type: str = "application/pdf",
    findings: Mapping[str, str] | None = None,
    pages: int | None = None,
    openable: bool = True,
    asked: Mapping[str, tuple[date, ...]] | None = None,
    more_pages: int = 0,
    password: str = "",
    text_layer: bool | None = None,
    garbled: bool = False,
) -> Made:
    prints = LAYOUTS[layout].prints - frozenset(asked or {})
    facts = tuple(replace(e, asked=asked or {}) for e in expected(d, prints))
    own = (2 if layout == "annex" else 1) + more_pages
    told = Sample(
        name,
        layout,
        d.language,
        medium,
        media_type,
        certificates=facts if openable else (),
        findings=findings or {},
        pages=own if pages is None else pages,
        openable=openable,
        text_layer=medium == "text" if text_layer is None else text_layer,
        words=tuple(d.hidden),
    )

    def bytes_of() -> bytes:
        pdf = draw(layout, d, password=password, more_pages=more_pages, garbled=garbled)
        return through(pdf) if through else pdf

    return Made(told, bytes_of)


def described(language: str, **changes: object) -> Description:
    return replace(base(language), **changes)  # type: ignore[arg-type]


def painted_over(pdf: bytes, other: bytes) -> bytes:
    """An update appended to the file that puts the content of another one on its first page."""
    source = PdfFileReader(io.BytesIO(other)).root["/Pages"]["/Kids"][0]["/Contents"]
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    page[generic.NameObject("/Contents")] = writer.add_object(generic.StreamObject(stream_data=source.data))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
