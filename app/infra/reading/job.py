"""What the guarded process is asked and what it answers. Bytes come in, JSON goes out: nothing is ever unpickled.

A job is the length of its head (four bytes), the head as JSON, and the file. An answer is one byte that says what
follows: a reading as JSON, the bytes of a picture, or a problem as JSON.
"""

from __future__ import annotations

from typing import BinaryIO, Literal

from app.core.questionnaire.model import Frozen
from app.infra.reading.limits import Limits

READING, PICTURE, PROBLEM = b"R", b"P", b"!"


class Job(Frozen):
    do: Literal["read", "picture"]
    media_type: str
    limits: Limits
    reference: str = ""  # JSON of ReferenceData
    roots: tuple[str, ...] = ()  # certificates trusted for seals, DER in base64
    page: int = 1
    width: int = 1200
    turned: int = 0


def write_head(job: Job, out: BinaryIO) -> None:
    head = job.model_dump_json().encode()
    out.write(len(head).to_bytes(4, "big") + head)


def read_head(given: BinaryIO) -> Job:
    return Job.model_validate_json(given.read(int.from_bytes(given.read(4), "big")))
