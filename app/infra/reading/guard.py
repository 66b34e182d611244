"""The guarded process: started for one file, limited, killed with whatever it started, and gone afterwards.

What a hostile file can reach is a process that knows no secret (its environment is empty), serves one file, and may not
start another, write a file or, on Linux, open a connection. It answers through a pipe, and no longer than allowed.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from typing import BinaryIO

from app.core.wording import say
from app.infra.reading.job import Do, Job, as_head
from app.infra.reading.problems import crashed, too_large, too_long

_COMMAND = (sys.executable, "-I", "-B", "-m", "app.infra.reading.child")
_CHUNK = 1 << 16
_MB = 1 << 20


class Guarded:
    """The process, to be asked once. It is started first, and loads what it needs while the question is put together.

    with Guarded("read") as guarded:
        kind, answer = guarded.ask(job, file)
    """

    def __init__(self, do: Do) -> None:
        self._do = do

    def __enter__(self) -> Guarded:
        self._file = tempfile.TemporaryFile(prefix="countersign-reading-")
        number = self._file.fileno()
        # A session of its own, so that it is killed with all it may have started, whatever happens here.
        self._process = subprocess.Popen(  # noqa: S603 - our own program, nothing from outside on its command line
            (*_COMMAND, self._do, str(number)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(number,),
            cwd="/",
            env=_environment(),
            start_new_session=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        self._process.wait()
        self._file.close()

    def ask(self, job: Job, file: BinaryIO) -> tuple[bytes, bytes]:
        """The kind of answer (see app.infra.reading.job) and its bytes. Raises Unreadable when there is none."""
        limits = job.limits
        file.seek(0)
        shutil.copyfileobj(file, self._file, _CHUNK)
        if self._file.tell() > limits.file_mb * _MB:
            raise too_large(say("This file is larger than the %(size)s MB that are read.", size=limits.file_mb))
        self._file.flush()
        until = time.monotonic() + limits.seconds
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it has seen nothing of the file yet, so it listens unless it died
            self._process.stdin.write(as_head(job))
            self._process.stdin.close()
        answer = _answer(self._process, until, limits.answer_mb * _MB)
        if answer is None:
            raise too_long(limits.seconds)
        if len(answer) > limits.answer_mb * _MB:
            raise too_large(say("This file says more than can be kept of it."))
        code = self._process.wait()
        if code != 0 or not answer:
            raise crashed(_how(code))
        return answer[:1], answer[1:]


def _environment() -> dict[str, str]:
    """Nothing of ours: no secret, no address of a database. Numeric libraries take one thread unless told."""
    return {"LANG": "C.UTF-8", "PATH": os.defpath, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _answer(process: subprocess.Popen[bytes], until: float, most: int) -> bytes | None:
    """All it writes, a little more than `most` at the most; None when time is up."""
    assert process.stdout is not None
    chunks, size = [], 0
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while size <= most:
            if not selector.select(max(until - time.monotonic(), 0)):
                return None
            chunk = os.read(process.stdout.fileno(), _CHUNK)
            if not chunk:
                break
            chunks.append(chunk)
            size += len(chunk)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(max(until - time.monotonic(), 0.1) if size <= most else 0)
    if process.poll() is None and size <= most:
        return None
    return b"".join(chunks)


def _how(code: int) -> str:
    if code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return "no answer"
