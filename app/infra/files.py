"""What a file really is, decided by its content: PDF, PNG, JPEG, DOCX or XLSX, and nothing else.

Names and declared types are not asked. A file is opened only as far as needed to know that it is what it begins as,
whole, and harmless to open again: pages of a PDF are counted, a picture's size is read from its header, and the
compressed parts of a DOCX or XLSX are measured before and while they are unpacked. Reading what a file says
is another job, in a process of its own.
"""

from __future__ import annotations

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, NoReturn
from xml.etree.ElementTree import ParseError

import puremagic
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.core.problems import Invalid, Problem
from app.core.wording import say
from app.infra.pages import Damaged, Locked, count_pages

CODES = {
    "FILE-MISSING": "No file was chosen.",
    "FILE-EMPTY": "The file holds nothing.",
    "FILE-TOO-LARGE": "The file is larger than this installation takes.",
    "FILE-TYPE": "The content is none of PDF, PNG, JPEG, DOCX and XLSX.",
    "FILE-DISGUISED": "Something else stands before the beginning of the PDF.",
    "FILE-DAMAGED": "The file begins as one of the types that are taken, and cannot be opened as one.",
    "FILE-PASSWORD": "The file is protected by a password.",
    "FILE-MACROS": "The document carries macros.",
    "FILE-BOMB": "The file is small, and unpacks into more than anybody could read.",
}


class FileType(StrEnum):
    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    @property
    def label(self) -> str:
        return self.name

    @property
    def extensions(self) -> tuple[str, ...]:
        return (".jpg", ".jpeg") if self is FileType.JPEG else (f".{self.name.lower()}",)


ACCEPT = ",".join(extension for t in FileType for extension in t.extensions)  # for a file field: a hint, no more
TAKEN = say("PDF, PNG, JPEG, DOCX or XLSX")

_HEAD = 4096
_MOST_PIXELS = 200_000_000
_MOST_ENTRIES = 5_000
_MOST_UNPACKED = 200_000_000
_MOST_RATIO = 200  # spreadsheets of equal rows reach about 100; deflate itself ends at 1,032
_RATIO_COUNTS_FROM = 10_000_000
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Inspected:
    """What a file turned out to be. `pages` is known for PDF only."""

    type: FileType
    pages: int | None = None


def inspect(file: BinaryIO, size: int) -> Inspected:
    """Look at a whole file of `size` bytes. Raises Invalid with one Problem of CODES (its `where` is "file")."""
    if size == 0:
        _refuse(
            "FILE-EMPTY", say("The file is empty."), say("Save it again, and look whether it opens on your computer.")
        )
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(FileType.PNG, _png_size(file))
    if head.startswith(b"\xff\xd8\xff"):
        return _picture(FileType.JPEG, _jpeg_size(file))
    if head.startswith(b"PK\x03\x04"):
        return Inspected(_office_type(file, size))
    if b"%PDF-" in head[:1024]:
        return _pdf(file, head, size)
    return _unknown(head)


def _pdf(file: BinaryIO, head: bytes, size: int) -> Inspected:
    # Readers look for the mark in the first 1,024 bytes. What may stand before it is a byte order mark and blank space:
    # anything more makes a file that is two things at once.
    before = head[: head.index(b"%PDF-")]
    if before.removeprefix(b"\xef\xbb\xbf").strip(b"\x00\t\n\x0c\r "):
        _refuse(
            "FILE-DISGUISED",
            say("This looks like a PDF, but %(what)s stands before it.", what=_what(before) or say("something else")),
            say("Open the document and save or print it as a PDF again."),
        )
    try:
        pages = count_pages(file, size)
    except Locked:
        _refuse_password()
    except Damaged:
        _refuse_damaged(FileType.PDF)
    if pages < 1:
        _refuse_damaged(FileType.PDF)
    return Inspected(FileType.PDF, pages)


def _picture(kind: FileType, size: tuple[int, int] | None) -> Inspected:
    if size is None or not all(size):
        _refuse_damaged(kind)
    if size[0] * size[1] > _MOST_PIXELS:
        _refuse(
            "FILE-BOMB",
            say(
                "This picture is %(width)s by %(height)s points, more than can be shown.", width=size[0], height=size[1]
            ),
            say("Make it smaller, or save it as a PDF."),
        )
    return Inspected(kind)


def _png_size(file: BinaryIO) -> tuple[int, int] | None:
    """Width and height of a PNG whose chunks run to its end (ISO/IEC 15948); None when they do not."""
    file.seek(8)
    size = None
    for number in range(100_000):
        header = file.read(8)
        if len(header) < 8:
            return None
        length, name = struct.unpack(">I4s", header)
        if number == 0:
            body, check = file.read(13), file.read(4)
            if (name, length) != (b"IHDR", 13) or zlib.crc32(name + body).to_bytes(4, "big") != check:
                return None
            size = struct.unpack(">II", body[:8])
        elif name == b"IEND":
            return size
        else:
            file.seek(length, io.SEEK_CUR)
            if len(file.read(4)) < 4:
                return None
    return None


_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _jpeg_size(file: BinaryIO) -> tuple[int, int] | None:
    """Width and height of a JPEG that has a frame, a scan and an end (ITU-T T.81, Annex B); None when it has not."""
    file.seek(2)
    size = None
    for _ in range(10_000):
        mark = file.read(2)
        while mark == b"\xff\xff":  # fill bytes
            mark = b"\xff" + file.read(1)
        if len(mark) < 2 or mark[0] != 0xFF:
            return None
        if mark[1] == 0x01 or 0xD0 <= mark[1] <= 0xD7:
            continue
        length = int.from_bytes(file.read(2), "big")
        if length < 2:
            return None
        if mark[1] == 0xDA:
            return size if _holds(file, b"\xff\xd9") else None
        body = file.read(length - 2)
        if mark[1] in _JPEG_FRAMES and len(body) >= 5:
            height, width = struct.unpack(">HH", body[1:5])
            size = (width, height)
    return None


def _holds(file: BinaryIO, wanted: bytes) -> bool:
    tail = b""
    while chunk := file.read(_CHUNK):
        if wanted in tail + chunk:
            return True
        tail = chunk[-len(wanted) + 1 :]
    return False


_CONTENT_TYPES = "[Content_Types].xml"
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # the two that office documents may use
# What reading a broken archive raises, tried with changed bytes: zipfile seeks and unpacks where the bytes tell it to.
_BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, struct.error, ParseError, EOFError, OSError, RuntimeError, OverflowError,
    ValueError,
)  # fmt: skip
_MAIN_PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": FileType.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": FileType.XLSX,
}
_MACROS = re.compile(r"macroenabled|macrosheet|vbaproject|vbadata", re.IGNORECASE)


def _office_type(file: BinaryIO, size: int) -> FileType:
    """DOCX or XLSX by its list of parts (ECMA-376, part 2), every part unpacked once under a limit."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _refuse_bombs(entries, size)
            if any(entry.flag_bits & 0x1 for entry in entries):
                _refuse_password()
            names = [entry.filename for entry in entries]
            if any(entry.compress_type not in _PACKINGS for entry in entries):
                _refuse_damaged(FileType.DOCX)
            if len(set(names)) < len(names) or any(n.startswith("/") or ".." in n.split("/") for n in names):
                _refuse_damaged(FileType.DOCX)
            parts = dict(_parts(archive))
            if any(_MACROS.search(text) for text in (*names, *parts.values())):
                _refuse(
                    "FILE-MACROS",
                    say("This document carries macros, which run on the computer of whoever opens it."),
                    say("Save it as DOCX or XLSX without macros, or as a PDF."),
                )
            found = next(
                (kind for name, text in parts.items() if name in names and (kind := _MAIN_PARTS.get(text))), None
            )
            if found is None:
                _refuse_type(say("It seems to be a compressed archive or another kind of office document."))
            _unpack(archive)
            return found
    except _BROKEN_ARCHIVE:
        _refuse_damaged(FileType.DOCX)


def _refuse_bombs(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    one_is_squeezed = any(
        entry.file_size > _RATIO_COUNTS_FROM and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    # Parts that share their bytes in the file are packed more than once: no writer does that, bombs do.
    if len(entries) > _MOST_ENTRIES or unpacked > _MOST_UNPACKED or one_is_squeezed or packed > size:
        _refuse(
            "FILE-BOMB",
            say("This document unpacks into far more than its size says, so it was not opened."),
            say("Save the document as a PDF, or split it."),
        )


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name of each part (or `*.extension`) and its declared type."""
    try:
        with archive.open(_CONTENT_TYPES) as file:
            root = fromstring(file.read(1_000_000), forbid_dtd=True)
    except (KeyError, DefusedXmlException):
        return
    for element in root:
        text = element.get("ContentType", "")
        yield element.get("PartName", "").lstrip("/") or f"*.{element.get('Extension', '')}", text


def _unpack(archive: zipfile.ZipFile) -> None:
    """Unpack every part to nowhere: sizes were declared by the file, and a part longer than declared fails its sum."""
    for entry in archive.infolist():
        with archive.open(entry) as part:
            while part.read(_CHUNK):
                pass


_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _unknown(head: bytes) -> NoReturn:
    if head.startswith(_OLD_OFFICE):
        # A password turns DOCX and XLSX into the container that DOC and XLS were kept in.
        _refuse(
            "FILE-TYPE",
            say("This is an Office document of the old kind (DOC, XLS), or one that is protected by a password."),
            say("Save it as DOCX, XLSX or PDF without a password."),
        )
    what = _what(head)
    _refuse_type(say("It seems to be %(what)s.", what=what) if what else say("What it is could not be told."))


_SEEN = (
    (re.compile(rb"\s*<(!doctype\s+html|html|head|body|script)", re.IGNORECASE), say("a web page")),
    (re.compile(rb"MZ"), say("a program for Windows")),
    (re.compile(rb"\x7fELF|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe"), say("a program")),
    (re.compile(rb"#!"), say("a script")),
)


def _what(head: bytes) -> str:
    """What bytes seem to be, in a few words; empty when nothing is known."""
    start = head.removeprefix(b"\xef\xbb\xbf")
    for pattern, words in _SEEN:
        if pattern.match(start):
            return words
    if start.lstrip().startswith(b"<"):
        return say("an SVG drawing") if b"<svg" in start.lower() else say("an XML or web page file")
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    return f"“{found[0].name}”" if found and found[0].name else ""


def _refuse_type(what: str) -> NoReturn:
    _refuse(
        "FILE-TYPE",
        say("This file is not a %(taken)s file. %(what)s", taken=TAKEN, what=what),
        say("Save the document as a PDF and attach that."),
    )


def _refuse_damaged(kind: FileType) -> NoReturn:
    what = say("an Office document") if kind in (FileType.DOCX, FileType.XLSX) else say("a %(type)s", type=kind.label)
    _refuse(
        "FILE-DAMAGED",
        say("This begins as %(what)s, but it could not be opened.", what=what),
        say("Look whether it opens on your computer. If it does, save it as a PDF and attach that."),
    )


def _refuse_password() -> NoReturn:
    _refuse(
        "FILE-PASSWORD",
        say("This file is protected by a password, so nobody who reads your answers could open it."),
        say("Remove the password and attach it again, or offer to show it under a confidentiality agreement."),
    )


def _refuse(code: str, message: str, remedy: str) -> NoReturn:
    raise Invalid([Problem(code=code, where="file", message=message, remedy=remedy)])


# Characters that nobody sees, and those that turn the text after them around ("exe.fdp" read as "pdf.exe").
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_LONGEST_NAME = 150


def shown_name(given: str) -> str:
    """A file's name as it may be shown and offered for saving: no folders, nothing unseen, of a length to read."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", given)[-1])
    name = " ".join(_UNSEEN.sub("_", name).split()).strip(". ")
    if len(name) > _LONGEST_NAME:
        stem, dot, extension = name.rpartition(".")
        keep = f"{dot}{extension}" if stem and len(extension) <= 8 else ""
        name = (stem if keep else name)[: _LONGEST_NAME - len(keep) - 1].rstrip() + "…" + keep
    return name or "file"


def download_name(name: str, kind: FileType) -> str:
    """The name with an extension that tells the truth: what a computer opens a file with hangs on it."""
    return name if name.lower().endswith(kind.extensions) else f"{name}{kind.extensions[0]}"
