"""What a file is, is decided by what is in it, and what cannot be opened is refused with a reason."""

from __future__ import annotations

import io
import resource
import struct
import sys
import time
import zlib
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image

from app.core.problems import Invalid
from app.infra.files import CODES, FileType, Inspected, download_name, inspect, shown_name
from tests.documents import docx, jpeg, password_pdf, pdf, png, xlsx, zipped
from tests.infra.reading.hostile import packed_table


def look(content: bytes) -> Inspected:
    return inspect(io.BytesIO(content), len(content))


def refusal(content: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        look(content)
    (problem,) = caught.value.problems
    assert problem.code in CODES
    assert problem.remedy
    assert problem.where == "file"
    return problem.code


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (pdf(3), Inspected(FileType.PDF, 3)),
        (b"\xef\xbb\xbf\r\n" + pdf(1), Inspected(FileType.PDF, 1)),
        (png(), Inspected(FileType.PNG)),
        (jpeg(), Inspected(FileType.JPEG)),
        (docx(), Inspected(FileType.DOCX)),
        (xlsx(), Inspected(FileType.XLSX)),
    ],
    ids=["pdf", "pdf after a byte order mark", "png", "jpeg", "docx", "xlsx"],
)
def test_the_five_types_are_taken(content: bytes, expected: Inspected) -> None:
    assert look(content) == expected


HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE-EMPTY"),
        (HTML, "FILE-TYPE"),
        (SVG, "FILE-TYPE"),
        (b"MZ\x90\x00" + bytes(300), "FILE-TYPE"),
        (b"\x7fELF\x02\x01" + bytes(300), "FILE-TYPE"),
        (b"#!/bin/sh\nrm -rf /\n", "FILE-TYPE"),
        (b"just some words", "FILE-TYPE"),
        (b"GIF89a" + bytes(40), "FILE-TYPE"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "FILE-TYPE"),
        (HTML + pdf(1), "FILE-DISGUISED"),
        (b"MZ\x90\x00" + bytes(80) + pdf(1), "FILE-DISGUISED"),
        (b"%PDF-1.7\n" + HTML, "FILE-DAMAGED"),
        (pdf(2)[:200], "FILE-DAMAGED"),
        (password_pdf(), "FILE-PASSWORD"),
        (b"\x89PNG\r\n\x1a\n" + HTML, "FILE-DAMAGED"),
        (png()[:-20], "FILE-DAMAGED"),
        (jpeg()[:-2], "FILE-DAMAGED"),
        (b"\xff\xd8\xff" + HTML, "FILE-DAMAGED"),
        (docx()[:400], "FILE-DAMAGED"),
        (zipped({"hello.txt": b"hello"}), "FILE-TYPE"),
        (zipped({"word/document.xml": b"<w/>"}), "FILE-TYPE"),
    ],
)  # fmt: skip
def test_what_is_something_else_is_refused(content: bytes, code: str) -> None:
    assert refusal(content) == code


def types(override: str, extra: str = "") -> bytes:
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{override}"/>{extra}</Types>'
    ).encode()


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def test_a_document_with_macros_is_refused() -> None:
    with_macros = types("application/vnd.ms-word.document.macroEnabled.main+xml")
    macro = {"[Content_Types].xml": with_macros, "word/document.xml": b"<w/>"}
    hidden = {"[Content_Types].xml": types(WORD), "word/document.xml": b"<w/>", "word/vbaProject.bin": b"x"}
    assert refusal(zipped(macro)) == "FILE-MACROS"
    assert refusal(zipped(hidden)) == "FILE-MACROS"


def test_a_zip_bomb_in_the_clothes_of_a_document_is_refused_quickly() -> None:
    bomb = zipped({"[Content_Types].xml": types(WORD), "word/document.xml": bytes(150_000_000)})
    assert len(bomb) < 200_000
    began = time.monotonic()
    assert refusal(bomb) == "FILE-BOMB"
    assert time.monotonic() - began < 0.5


def test_a_bomb_of_many_parts_is_refused() -> None:
    parts = {f"word/{i}.xml": b"" for i in range(5_001)}
    assert refusal(zipped({"[Content_Types].xml": types(WORD), "word/document.xml": b"<w/>", **parts})) == "FILE-BOMB"


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(zipped({"[Content_Types].xml": types(WORD), "word/document.xml": bytes(9_000_000)}))
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 1000)
    assert refusal(bytes(content)) == "FILE-DAMAGED"


def test_parts_that_share_their_bytes_are_refused() -> None:
    """A directory that lists one packed part forty times more, as bombs of overlapping parts do."""
    body = b"".join(bytes([i % 251]) * 7 for i in range(3000))
    content = zipped({"[Content_Types].xml": types(WORD), "word/document.xml": body})
    directory, last, end = content.index(b"PK\x01\x02"), content.rindex(b"PK\x01\x02"), content.rindex(b"PK\x05\x06")
    entry = content[last:end]
    more = b"".join(entry.replace(b"word/document.xml", f"word/docum{i:03d}.xml".encode()) for i in range(40))
    listed = content[directory:end] + more
    closing = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 42, 42, len(listed), directory, 0)
    assert refusal(content[:directory] + listed + closing) == "FILE-BOMB"


def test_entities_in_the_list_of_parts_are_not_expanded() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Types>&b;</Types>'
    assert refusal(zipped({"[Content_Types].xml": laughs, "word/document.xml": b"<w/>"})) == "FILE-TYPE"


def test_a_picture_too_large_to_be_shown_is_refused() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    end = struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))
    assert refusal(b"\x89PNG\r\n\x1a\n" + chunk + end) == "FILE-BOMB"


STARTS = [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]


def codes_of(content: bytes) -> set[str]:
    try:
        look(content)
    except Invalid as refused:
        return {problem.code for problem in refused.problems}
    return set()


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited by Linux only")
def test_a_packed_table_costs_the_service_nothing() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert codes_of(packed_table(800_000_000)) == {"FILE-DAMAGED"}
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100_000  # KB


@settings(deadline=None, max_examples=40)  # a PDF is opened in a process of its own, which takes its time
@given(st.binary(max_size=400), st.sampled_from(STARTS))
def test_no_bytes_bring_the_inspection_down(rest: bytes, start: bytes) -> None:
    assert codes_of(start + rest) <= set(CODES)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(0, 255), st.sampled_from([docx(), png(), jpeg(), pdf(1)]))
def test_one_changed_byte_is_taken_or_refused_and_never_an_error(at: int, value: int, document: bytes) -> None:
    content = bytearray(document)
    content[at % len(content)] = value
    assert codes_of(bytes(content)) <= set(CODES)


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("Certificate 42001.pdf", "Certificate 42001.pdf"),
        (r"C:\Users\marta\Desktop\report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("invoice\u202efdp.exe", "invoice_fdp.exe"),
        ("a\x00b\nc.pdf", "a_b_c.pdf"),
        ("zero\u200bwidth.pdf", "zero_width.pdf"),
        ("...", "file"),
        ("", "file"),
        ("Prüfbericht Überwachung 年次.pdf", "Prüfbericht Überwachung 年次.pdf"),
    ],
)
def test_names_are_shown_without_tricks(given_name: str, shown: str) -> None:
    assert shown_name(given_name) == shown


@given(st.text(max_size=600))
def test_a_name_is_always_short_and_visible(name: str) -> None:
    shown = shown_name(name)
    assert 1 <= len(shown) <= 150
    assert not {"/", "\\", "\n", "\x00", "\u200b", "\u202e", "\ufeff"} & set(shown)
    assert shown_name(shown) == shown


def test_a_long_name_keeps_its_extension() -> None:
    assert shown_name("a" * 400 + ".xlsx").endswith("….xlsx")


def test_a_download_is_called_what_it_is() -> None:
    assert download_name("report.exe", FileType.PDF) == "report.exe.pdf"
    assert download_name("scan.JPG", FileType.JPEG) == "scan.JPG"


def test_the_makers_of_these_documents_make_real_ones(tmp_path: Path) -> None:
    assert len(pypdfium2.PdfDocument(pdf(3))) == 3
    assert Image.open(io.BytesIO(png())).size == Image.open(io.BytesIO(jpeg())).size
    book = Workbook()
    book.save(tmp_path / "a.xlsx")
    assert look((tmp_path / "a.xlsx").read_bytes()).type is FileType.XLSX
