"""Pictures that were drawn once, kept in a folder: what is lost is drawn again."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

_KEY = re.compile(r"^[0-9a-z-]{20,160}$")


class PictureFolder:
    """Written beside and renamed, so that no half picture is ever seen. A full disk costs time, and no page."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        with suppress(OSError):
            return self._path(key).read_bytes()
        return None

    def put(self, key: str, data: bytes) -> None:
        target = self._path(key)
        with suppress(OSError):
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix="incoming-", dir=target.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                Path(name).replace(target)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise

    def remove(self, beginning: str) -> None:
        """Every picture whose key begins so."""
        for path in self._path(beginning).parent.glob(f"{beginning}*"):
            path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"{key} is no key of a picture")
        return self._folder / key[:2] / key
