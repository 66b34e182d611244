"""Read a file, or show one of its pages: this side asks and takes the answer, the guarded process does the work."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from pydantic import ValidationError

from app.core.certificates.read.model import Reading
from app.core.problems import Problem
from app.infra.reading import job as jobs
from app.infra.reading.guard import Guarded
from app.infra.reading.job import Job
from app.infra.reading.limits import Limits
from app.infra.reading.problems import Unreadable, crashed

if TYPE_CHECKING:
    from app.core.catalog.model import ReferenceData

RENDERING = 1  # raise it when the same page would come out differently


@dataclass(frozen=True)
class Picture:
    """A page as it is shown: WebP, as wide as was asked for, or less where the page is very tall."""

    data: bytes
    width: int
    height: int
    media_type: str = "image/webp"


def read_file(
    file: BinaryIO, media_type: str, reference: ReferenceData, limits: Limits, *, roots: Sequence[bytes] = ()
) -> Reading:
    """What a PDF, PNG or JPEG says. `roots` are certificates (DER) trusted for seals: see app.infra.seals.load_roots.

    Blocks for at most `limits.seconds`. Raises Unreadable.
    """
    with Guarded("read") as guarded:
        return read_with(guarded, file, media_type, reference, limits, roots=roots)


def read_with(
    guarded: Guarded,
    file: BinaryIO,
    media_type: str,
    reference: ReferenceData,
    limits: Limits,
    *,
    roots: Sequence[bytes] = (),
) -> Reading:
    """`read_file` by a process that was started before there was a file, or anything else of it."""
    job = Job(
        media_type=media_type,
        limits=limits,
        reference=reference.of_certificates.model_dump_json(exclude_defaults=True),
        roots=tuple(base64.b64encode(root).decode() for root in roots),
    )
    kind, answer = guarded.ask(job, file)
    try:
        if kind == jobs.READING:
            return Reading.model_validate_json(answer)
    except ValidationError:
        raise crashed("it answered nonsense") from None
    raise _problem(kind, answer)


def page_picture(
    file: BinaryIO, media_type: str, page: int, *, limits: Limits, width: int = 1200, turned: int = 0
) -> Picture:
    """One page, counted from 1, as a picture. `turned` is what the reading says of the page (`Reading.turned`):
    scans that lie on their side are shown upright, as the boxes of what was read on them are.

    Raises Unreadable. Worth keeping: under `picture_key`, the answer is always the same.
    """
    job = Job(media_type=media_type, limits=limits, page=page, width=width, turned=turned)
    with Guarded("picture") as guarded:
        kind, answer = guarded.ask(job, file)
    if kind != jobs.PICTURE or len(answer) < 8:
        raise _problem(kind, answer)
    size = int.from_bytes(answer[:4], "big"), int.from_bytes(answer[4:8], "big")
    return Picture(answer[8:], *size)


def seems_to_be(file: BinaryIO) -> str:
    """The media type by the first bytes, for files that nobody has inspected; empty when it is none that is read."""
    file.seek(0)
    head = file.read(1024)
    if b"%PDF-" in head:
        return "application/pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return "image/jpeg" if head.startswith(b"\xff\xd8\xff") else ""


def picture_key(sha256: str, page: int, *, width: int = 1200, turned: int = 0) -> str:
    """A name to keep a page's picture under, and its ETag: the same file, page and size always look the same."""
    return f"{sha256}-{page}-{width}-{turned}-{RENDERING}"


def _problem(kind: bytes, answer: bytes) -> Unreadable:
    if kind != jobs.PROBLEM:
        return crashed("it answered nonsense")
    try:
        return Unreadable(Problem.model_validate_json(answer))
    except ValidationError:
        return crashed("it answered nonsense")
