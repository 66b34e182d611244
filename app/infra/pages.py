"""How many pages a PDF has, asked of PDFium in a process of its own: `python -m app.infra.pages SECONDS MEGABYTES`.

Opening alone can cost a gigabyte: the table of a PDF's parts may be packed. What takes uploads must not pay that. This
imports nothing else of ours but the filter of calls, so that it is there and gone in a tenth of a second.
"""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from typing import BinaryIO

from app.infra.syscalls import refuse_calls

SECONDS, MEGABYTES = 20, 768
_PASSWORD, _DAMAGED = 3, 4  # what the process says as it ends; anything else is damage too
_SECURITY = ("password", "security")


class Locked(Exception):
    """It is protected by a password."""


class Damaged(Exception):
    """PDFium cannot open it, or not within bounds."""


def count_pages(file: BinaryIO, size: int) -> int:
    """Raises Locked and Damaged, and nothing else whatever a file of `size` bytes holds."""
    memory = MEGABYTES + 3 * (size >> 20)
    with tempfile.TemporaryFile(prefix="countersign-pages-") as given:
        file.seek(0)
        shutil.copyfileobj(file, given)
        given.seek(0)
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                [sys.executable, "-I", "-B", "-m", "app.infra.pages", str(SECONDS), str(memory)],
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={"LANG": "C.UTF-8", "PATH": os.defpath},
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Damaged from None
    if done.returncode == _PASSWORD:
        raise Locked
    if done.returncode != 0 or not done.stdout.isdigit():
        raise Damaged
    return int(done.stdout)


def main() -> None:
    seconds, megabytes = int(sys.argv[1]), int(sys.argv[2])
    import pypdfium2

    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, megabytes << 20),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS keeps no limit on memory
            resource.setrlimit(what, (most, most))
    refuse_calls()
    with open(0, "rb", closefd=False) as given:
        try:
            pages = len(pypdfium2.PdfDocument(given))
        except pypdfium2.PdfiumError as error:
            os._exit(_PASSWORD if any(word in str(error).lower() for word in _SECURITY) else _DAMAGED)
    os.write(1, str(pages).encode())
    os._exit(0)


if __name__ == "__main__":
    main()
