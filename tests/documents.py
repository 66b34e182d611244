"""Small real documents for tests, and a few that are not what they look like."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import cache

import pypdfium2
from openpyxl import Workbook
from PIL import Image

CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@cache
def pdf(pages: int = 1, words: str = "") -> bytes:
    """A PDF with that many empty pages; `words` make one differ from another."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue() + (f"% {words}\n".encode() if words else b"")


@cache
def password_pdf() -> bytes:
    """A PDF whose standard security handler asks for a password (ISO 32000-1, 7.6.3); its keys match no password."""
    encrypt = b"5 0 obj<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>endobj\n" % (b"ab" * 32, b"cd" * 32)
    objects = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n",
        b"4 0 obj<<>>endobj\n",
        encrypt,
    ]
    body, places = b"%PDF-1.4\n", []
    for item in objects:
        places.append(len(body))
        body += item
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 6/Root 1 0 R/Encrypt 5 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + table + trailer


@cache
def png() -> bytes:
    return _picture("PNG")


@cache
def jpeg() -> bytes:
    return _picture("JPEG")


def _picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(buffer, kind)
    return buffer.getvalue()


@cache
def docx(words: str = "hello") -> bytes:
    types = (
        f'<?xml version="1.0"?><Types xmlns="{CONTENT_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>'
    )
    document = f"<document>{words}</document>"
    return zipped({"[Content_Types].xml": types.encode(), "word/document.xml": document.encode()})


@cache
def xlsx() -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def noise(size: int) -> bytes:
    """Bytes that do not shrink, the same each time."""
    block = zlib.compress(bytes(range(256)) * 64)
    return (block * (size // len(block) + 1))[:size]
