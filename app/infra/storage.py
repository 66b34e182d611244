"""Evidence files, addressed by their content.

A file is known by the SHA-256 of its bytes: the same file is kept once, a file cannot be swapped under its name, and a
file's name as the vendor gave it is never part of a path. The protocol is what an S3-compatible store can do:
put, open, exists, remove.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

_SHA256 = re.compile(r"^[0-9a-f]{64}$")


class TooLarge(Exception):
    """The bytes given are more than `limit`."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


@dataclass(frozen=True)
class Stored:
    sha256: str
    size: int  # bytes


class Storage(Protocol):
    def put(self, chunks: Iterable[bytes], *, limit: int) -> Stored:
        """Keep the bytes. Raises TooLarge, and keeps nothing, when they are more than `limit` bytes."""

    def open(self, sha256: str) -> BinaryIO:
        """The bytes, for reading. Raises FileNotFoundError."""

    def exists(self, sha256: str) -> bool: ...

    def remove(self, sha256: str, *, put_before: datetime) -> bool:
        """Forget the bytes. False, and they stay, when they were put at that time or later: somebody is about to
        refer to them again. Removing what is not there is done already."""


class FolderStorage:
    """A folder on this machine: `ab/abcdef...`, written beside and renamed, so that no half file is ever seen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, chunks: Iterable[bytes], *, limit: int) -> Stored:
        self._folder.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(prefix="incoming-", dir=self._folder)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    size += len(chunk)
                    if size > limit:
                        raise TooLarge(limit)
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            target = self._path(digest.hexdigest())
            target.parent.mkdir(exist_ok=True)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return Stored(digest.hexdigest(), size)

    def open(self, sha256: str) -> BinaryIO:
        return self._path(sha256).open("rb")

    def exists(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def remove(self, sha256: str, *, put_before: datetime) -> bool:
        path = self._path(sha256)
        try:
            if path.stat().st_mtime >= put_before.timestamp():
                return False
            path.unlink()
        except FileNotFoundError:
            pass
        return True

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise FileNotFoundError(sha256)
        return self._folder / sha256[:2] / sha256
