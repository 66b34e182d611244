"""`python -m app.infra.reading.child`: the guarded process. A job on standard input, its answer on standard output."""

from __future__ import annotations

import os

from app.infra.reading import job as jobs
from app.infra.reading.job import Job, read_head
from app.infra.reading.problems import Unreadable, crashed, too_large
from app.infra.reading.sandbox import confine


def main() -> None:
    out = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints is no answer
    with open(0, "rb", closefd=False) as given:
        job = read_head(given)
        confine(job.limits)
        data = given.read()
    kind, answer = _answer(job, data)
    for part in (kind, answer):
        view = memoryview(part)
        while view:
            view = view[os.write(out, view) :]
    os._exit(0)  # no clearing up: libraries that were fed a hostile file have no say in how this ends


def _answer(job: Job, data: bytes) -> tuple[bytes, bytes]:
    try:
        if job.do == "read":
            from app.infra.reading.flow import read

            return jobs.READING, read(job, data).model_dump_json().encode()
        from app.infra.reading.show import show

        return jobs.PICTURE, show(job, data)
    except Unreadable as error:
        problem = error.problem
    except MemoryError:
        problem = too_large("Reading this file needs more memory than is allowed.").problem
    except RecursionError:
        problem = crashed("it is nested too deeply").problem
    except Exception as error:  # whatever a library makes of a hostile file
        problem = crashed(type(error).__name__).problem
    return jobs.PROBLEM, problem.model_dump_json().encode()


if __name__ == "__main__":
    main()
