"""Files that mean harm: certificates damaged in many ways, and PDFs built to cost as much as can be."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterator

_NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_REFERENCE = re.compile(rb"(\d+) (\d+) R\b")
_NAME = re.compile(rb"/[A-Za-z]+")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_ABSURD = (
    b"0",
    b"-1",
    b"1",
    b"65535",
    b"65536",
    b"2147483647",
    b"-2147483648",
    b"4294967296",
    b"1e308",
    b"99999999999999",
)
_NAMES = (
    b"/Page",
    b"/Pages",
    b"/Kids",
    b"/Parent",
    b"/Length",
    b"/Filter",
    b"/FlateDecode",
    b"/Font",
    b"/XObject",
    b"/W",
)

Mutation = Callable[[bytes, random.Random], bytes]
Other = Callable[["re.Match[bytes]"], bytes]


def flipped(data: bytes, dice: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(dice.choice((1, 4, 16, 64, 256))):
        out[dice.randrange(len(out))] = dice.randrange(256)
    return bytes(out)


def truncated(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(1, len(data))]


def spliced(data: bytes, dice: random.Random) -> bytes:
    begin, size = dice.randrange(len(data)), dice.randrange(1, 4096)
    at = dice.randrange(len(data))
    return data[:at] + data[begin : begin + size] + data[at + dice.randrange(0, size) :]


def renumbered(data: bytes, dice: random.Random) -> bytes:
    return _some(_NUMBER, data, dice, lambda found: dice.choice(_ABSURD))


def misdirected(data: bytes, dice: random.Random) -> bytes:
    """Objects that refer to others, to themselves, or to nothing: loops in trees of pages, fonts and forms."""
    return _some(_REFERENCE, data, dice, lambda found: b"%d 0 R" % dice.choice((0, 1, 2, 3, 4, 5, 6, 7, 9_999_999)))


def renamed(data: bytes, dice: random.Random) -> bytes:
    return _some(_NAME, data, dice, lambda found: dice.choice(_NAMES))


def rewritten(data: bytes, dice: random.Random) -> bytes:
    """Damage inside a compressed stream, which damage outside never reaches: content, fonts, maps of letters."""
    streams = [found for found in _STREAM.finditer(data) if _inflated(found[1])]
    if not streams:
        return flipped(data, dice)
    found = dice.choice(streams)
    inside = dice.choice((flipped, renumbered, spliced, truncated))(_inflated(found[1]), dice)
    packed = zlib.compress(inside)
    # The length beside it is wrong now: readers then look for the end themselves.
    return data[: found.start(1)] + packed + data[found.end(1) :]


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, 4_000_000)
    except zlib.error:
        return b""


def _some(
    pattern: re.Pattern[bytes], data: bytes, dice: random.Random, other: Callable[[re.Match[bytes]], bytes]
) -> bytes:
    places = list(pattern.finditer(data))
    if not places:
        return flipped(data, dice)
    chosen = sorted(dice.sample(places, min(len(places), dice.choice((1, 2, 5, 20)))), key=lambda m: m.start())
    out, at = b"", 0
    for found in chosen:
        out += data[at : found.start()] + other(found)
        at = found.end()
    return out + data[at:]


MUTATIONS: tuple[Mutation, ...] = (flipped, truncated, spliced, renumbered, misdirected, renamed, rewritten)


def damaged(whole: list[bytes], count: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """`count` damaged files and what was done to each; the same ones for the same seed."""
    dice = random.Random(seed)
    for number in range(count):
        how = MUTATIONS[number % len(MUTATIONS)]
        data = how(dice.choice(whole), dice)
        if dice.random() < 0.2:
            data = dice.choice(MUTATIONS)(data, dice) if data else data
        yield f"{number}-{how.__name__}", data


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, thing in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + thing + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
    return out + table + end % (len(objects) + 1, trailer, len(out))


def stream(content: bytes, entries: bytes = b"", *, pack: bool = True) -> bytes:
    packed = zlib.compress(content, 9) if pack else content
    filters = b"/Filter/FlateDecode" if pack else b""
    return b"<</Length %d%s%s>>stream\n" % (len(packed), filters, entries) + packed + b"\nendstream"


_CATALOG, _PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def page(box: bytes = b"0 0 595 842", resources: bytes = b"/Font<</F 5 0 R>>", more: bytes = b"") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Resources<<%s>>/Contents 4 0 R%s>>" % (box, resources, more)


def one_page(content: bytes, *others: bytes, page: bytes = page(), pack: bool = True) -> bytes:
    return pdf(_CATALOG, _PAGES, page, stream(content, pack=pack), _FONT, *others)


_FORM = b"/Type/XObject/Subtype/Form"
_HELLO = b"BT /F 12 Tf 72 700 Td (hello) Tj ET\n"


def built() -> Iterator[tuple[str, bytes]]:
    """Files that are well made, and cost as much as can be."""
    for box in (b"0 0 0 0", b"0 0 99999 99999", b"0 0 1e30 1e30", b"0 0 1 14400", b"-1e9 -1e9 1e9 1e9", b"595 842 0 0"):
        yield f"page of {box.decode()}", one_page(_HELLO, page=page(box))
    for unit in (b"1e9", b"0", b"-1"):
        yield f"unit of {unit.decode()}", one_page(_HELLO, page=page(more=b"/UserUnit " + unit))
    for turn in (b"45", b"-90", b"99999999999"):
        yield f"turned by {turn.decode()}", one_page(_HELLO, page=page(more=b"/Rotate " + turn))
    yield "arrays in arrays", one_page(_HELLO, b"[" * 200_000 + b"]" * 200_000)
    yield "dictionaries in dictionaries", one_page(_HELLO, b"<</A" * 100_000 + b" 1" + b">>" * 100_000)
    yield "content in arrays in arrays", one_page(b"[" * 500_000)
    yield "states in states", one_page(b"q " * 2_000_000 + _HELLO)
    yield "a tree of pages that is a ring", pdf(_CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>")
    yield (
        "a tree of pages two deep that is a ring",
        pdf(_CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>"),
    )
    yield "more pages than there are", pdf(_CATALOG, b"<</Type/Pages/Kids[]/Count 2147483647>>")
    yield (
        "a million pages that are one",
        pdf(
            _CATALOG,
            b"<</Type/Pages/Kids[" + b"3 0 R " * 1_000_000 + b"]/Count 1000000>>",
            page(),
            stream(_HELLO),
            _FONT,
        ),
    )
    yield "tables that point to themselves", one_page(_HELLO).replace(b"/Root", b"/Prev 9/Root")
    yield "a form that draws itself", one_page(
        b"/X Do",
        b"<<" + _FORM + b"/BBox[0 0 1 1]/Resources<</XObject<</X 6 0 R>>>>/Length 5>>stream\n/X Do\nendstream",
        page=page(resources=b"/XObject<</X 6 0 R>>"),
    )  # fmt: skip
    forms = [
        b"<<%s/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>/Length 48>>stream\n%s\nendstream"
        % (_FORM, number + 1, b"/X Do " * 8)
        for number in range(6, 20)
    ]
    yield "forms that draw eight forms each, fourteen deep", one_page(
        b"/X Do " * 8, *forms, b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 0>>stream\n\nendstream",
        page=page(resources=b"/XObject<</X 6 0 R>>"),
    )  # fmt: skip
    yield "two million letters", one_page(b"BT /F 1 Tf 0 0 Td " + b"(aaaaaaaaaa) Tj " * 200_000 + b"ET")
    yield "a million lines", one_page(b"0 0 m 595 842 l S " * 1_000_000)
    yield "a million curves", one_page(b"0 0 m " + b"1 1 300 800 9 9 c " * 1_000_000 + b"f")
    yield "letters of ten thousand points", one_page(b"BT /F 10000 Tf 0 0 Td (hello) Tj ET")
    yield "letters far outside", one_page(b"BT /F 12 Tf 1e38 -1e38 Td (hello) Tj ET")
    yield "letters of no size", one_page(b"BT /F 0 Tf 0 0 0 0 0 0 Tm (hello hello hello) Tj ET")
    pattern = (
        b"<</Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.001/YStep 0.001/Resources<<>>"
        b"/Length 12>>stream\n0 0 1 1 re f\nendstream"
    )
    yield (
        "a pattern of a thousandth of a point",
        one_page(b"/Pattern cs /P scn 0 0 595 842 re f", pattern, page=page(resources=b"/Pattern<</P 6 0 R>>")),
    )
    yield "nothing but a beginning", b"%PDF-1.7\n"
    yield "no bytes after the mark but zeros", b"%PDF-1.7\n" + bytes(1_000_000)
    yield "a beginning a thousand times", b"%PDF-1.7\n1 0 obj\n" * 1_000


def bombs() -> Iterator[tuple[str, bytes]]:
    """Small files that unpack into more than any machine has; the first is the smallest."""
    yield (
        "a stream that unpacks into a gigabyte",
        one_page(_zeros(1_000_000_000), pack=False, page=page()).replace(b"/Length", b"/Filter/FlateDecode/Length", 1),
    )
    yield "a stream packed twice that unpacks into a terabyte", pdf(_CATALOG, _PAGES, page(), _packed_twice(), _FONT)
    yield "a picture of 60,000 by 60,000", one_page(
        b"595 0 0 842 0 0 cm /X Do",
        stream(
            _zeros(3_600_000_000 // 8), b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 1"
            b"/ColorSpace/DeviceGray/Filter/FlateDecode", pack=False,
        ),
        page=page(resources=b"/XObject<</X 6 0 R>>"),
    )  # fmt: skip
    yield "a table of parts that unpacks into a gigabyte", packed_table(1_000_000_000)


def packed_table(size: int) -> bytes:
    """A PDF whose table of parts unpacks into that many bytes: they are unpacked before anything else is looked at."""
    body = b"%PDF-1.7\n1 0 obj\n" + _CATALOG + b"\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 1>>\nendobj\n"
    packed = _zeros(size)
    table = b"3 0 obj\n<</Type/XRef/Size 100000/W[1 4 2]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n" % len(
        packed
    )
    return body + table + packed + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)


def _zeros(count: int) -> bytes:
    """That many zeros, packed, without ever holding them."""
    packer, out = zlib.compressobj(9), b""
    block = bytes(1 << 20)
    for _ in range(count >> 20):
        out += packer.compress(block)
    return out + packer.flush()


def _packed_twice() -> bytes:
    packed = zlib.compress(_zeros(4_000_000_000), 9)
    return b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(packed) + packed + b"\nendstream"
