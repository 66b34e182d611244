"""What the guarded process is asked and what it answers. Bytes come in, JSON goes out: nothing is ever unpickled.

A job is what to do (the process's first argument), the file (open under the number of its second), and the rest as JSON
behind its length (four bytes). An answer is one byte that says what
follows: a reading as JSON, the bytes of a picture, or a problem as JSON.
"""

from __future__ import annotations

from typing import BinaryIO, Literal

from app.core.frozen import Frozen
from app.infra.reading.limits import Limits

Do = Literal["read", "picture"]
READING, PICTURE, PROBLEM = b"R", b"P", b"!"


class Job(Frozen):
    media_type: str
    limits: Limits
    reference: str = ""  # JSON of ReferenceData
    roots: tuple[str, ...] = ()  # certificates trusted for seals, DER in base64
    page: int = 1
    width: int = 1200
    turned: int = 0


def as_head(job: Job) -> bytes:
    head = job.model_dump_json().encode()
    return len(head).to_bytes(4, "big") + head


def read_head(given: BinaryIO) -> Job:
    return Job.model_validate_json(given.read(int.from_bytes(given.read(4), "big")))
