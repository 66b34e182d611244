"""Reading files that strangers made: pages into words, and those into facts, in a guarded process of their own.

    reading = read_file(file, "application/pdf", reference(), Limits.of(settings))
    picture = page_picture(file, "application/pdf", 1, turned=reading.turned.get(1, 0), limits=Limits.of(settings))

Both raise `Unreadable` with one `Problem` of CODES, and nothing else for whatever a file holds.
"""

from __future__ import annotations

from app.infra.reading.limits import Limits
from app.infra.reading.problems import CODES, Unreadable
from app.infra.reading.reader import Picture, page_picture, picture_key, read_file, read_with, seems_to_be

__all__ = [
    "CODES",
    "Limits",
    "Picture",
    "Unreadable",
    "page_picture",
    "picture_key",
    "read_file",
    "read_with",
    "seems_to_be",
]
