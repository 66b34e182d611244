"""The limits a guarded process puts on itself before it looks at a file."""

from __future__ import annotations

import contextlib
import ctypes
import resource
import signal
import sys

from app.infra.reading.limits import Limits
from app.infra.syscalls import refuse_calls

_PR_SET_PDEATHSIG = 1
_OPEN_FILES = 64


def confine(limits: Limits) -> None:
    """Memory, processor time, open files; no file written, no core dumped. What a system lacks is left out."""
    seconds = int(limits.seconds * max(limits.threads, 1)) + 1
    wanted = {
        resource.RLIMIT_CPU: seconds,  # ends it also when nobody is left to kill it
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
    }
    if sys.platform == "linux":  # macOS takes the number and does not keep to it
        wanted[resource.RLIMIT_AS] = limits.memory_mb << 20
    for what, most in wanted.items():
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    if sys.platform == "linux":
        _die_with_parent()
        refuse_calls()


def _die_with_parent() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
