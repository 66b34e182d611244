"""The reader under test: through the guarded process as the software reads, and in this process where speed counts."""

from __future__ import annotations

import io
from functools import cache

from app.core.catalog.model import AccreditationBody, ReferenceData
from app.core.certificates.read.model import Reading
from app.infra.content import reference as shipped
from app.infra.reading import Limits, Unreadable, read_file
from app.infra.reading.flow import read as read_flow
from app.infra.reading.job import Job

LIMITS = Limits()
TEXT_ONLY = Limits(ocr=False)


@cache
def reference() -> ReferenceData:
    """What is shipped, and one accreditation body of the samples; others of theirs are in no list, as in life."""
    invented = AccreditationBody(id="nab", abbreviation="NAB", name="Nordmark Accreditation Board", mra=True)
    known = shipped()
    return known.model_copy(update={"accreditation_bodies": (*known.accreditation_bodies, invented)})


@cache
def _reference_json() -> str:
    return reference().model_dump_json(exclude_defaults=True)


def read_guarded(content: bytes, media_type: str, limits: Limits = LIMITS) -> Reading:
    """As the software does it. Raises Unreadable."""
    return read_file(io.BytesIO(content), media_type, reference(), limits)


def read_here(content: bytes, media_type: str, limits: Limits = LIMITS) -> Reading:
    """The same without a process of its own, so that the recogniser of pictures is loaded once. Raises Unreadable."""
    return read_flow(Job(media_type=media_type, limits=limits, reference=_reference_json()), content)


def read(content: bytes, media_type: str, limits: Limits = LIMITS) -> Reading | str:
    """A reading, or the code of what stood against it."""
    try:
        return read_here(content, media_type, limits)
    except Unreadable as error:
        return error.problem.code
