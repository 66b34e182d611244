"""`python -m app.infra.reading.child DO FILE`: the guarded process. Its job comes on standard input, its answer goes to
standard output, and FILE is the number under which the file is open."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from app.core.wording import say
from app.infra.reading import job as jobs
from app.infra.reading.job import Job, read_head
from app.infra.reading.problems import Unreadable, crashed, too_large
from app.infra.reading.sandbox import confine

Work = Callable[[Job, bytes], tuple[bytes, bytes]]


def main() -> None:
    out = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints is no answer
    do, file = sys.argv[1], int(sys.argv[2])
    work = _READY[do]()  # while the other side puts the job together
    with open(0, "rb") as given:
        job = read_head(given)
    with open(file, "rb") as opened:
        confine(job.limits)
        opened.seek(0)
        data = opened.read()
    kind, answer = _answer(work, job, data)
    for part in (kind, answer):
        view = memoryview(part)
        while view:
            view = view[os.write(out, view) :]
    os._exit(0)  # no clearing up: libraries that were fed a hostile file have no say in how this ends


def _read() -> Work:
    from app.infra.reading.flow import read

    return lambda job, data: (jobs.READING, read(job, data).model_dump_json().encode())


def _show() -> Work:
    from app.infra.reading.show import show

    return lambda job, data: (jobs.PICTURE, show(job, data))


_READY: dict[str, Callable[[], Work]] = {"read": _read, "picture": _show}


def _answer(work: Work, job: Job, data: bytes) -> tuple[bytes, bytes]:
    try:
        return work(job, data)
    except Unreadable as error:
        problem = error.problem
    except MemoryError:
        problem = too_large(say("Reading this file needs more memory than is allowed.")).problem
    except RecursionError:
        problem = crashed("it is nested too deeply").problem
    except Exception as error:  # whatever a library makes of a hostile file
        problem = crashed(type(error).__name__).problem
    return jobs.PROBLEM, problem.model_dump_json().encode()


if __name__ == "__main__":
    main()
