"""A filter of system calls (Linux, seccomp): no connection, no other program, no other process.

A list of what is refused, not of what is allowed: libraries of numbers call what one would not think of, and a reader
that fails on the next kernel protects nobody. Where a kernel has no filter, the other limits remain.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys

# Numbers of system calls: asm/unistd_64.h for x86_64, asm-generic/unistd.h for the 64-bit ARM.
_REFUSED = {
    "x86_64": {
        "socket": 41, "connect": 42, "bind": 49, "listen": 50, "socketpair": 53, "fork": 57, "vfork": 58,
        "execve": 59, "kill": 62, "ptrace": 101, "mount": 165, "process_vm_readv": 310, "process_vm_writev": 311,
        "bpf": 321, "execveat": 322, "userfaultfd": 323, "io_uring_setup": 425, "unshare": 272, "setns": 308,
        "keyctl": 250, "add_key": 248, "request_key": 249, "perf_event_open": 298,
    },
    "aarch64": {
        "socket": 198, "connect": 203, "bind": 200, "listen": 201, "socketpair": 199, "execve": 221, "kill": 129,
        "ptrace": 117, "mount": 40, "process_vm_readv": 270, "process_vm_writev": 271, "bpf": 280, "execveat": 281,
        "userfaultfd": 282, "io_uring_setup": 425, "unshare": 97, "setns": 268, "keyctl": 219, "add_key": 217,
        "request_key": 218, "perf_event_open": 241,
    },
}  # fmt: skip
_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435
_CLONE_THREAD = 0x00010000

_LOAD, _EQUAL, _AT_LEAST, _BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # linux/bpf_common.h
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000  # linux/seccomp.h
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16  # places in struct seccomp_data
_X32 = 0x40000000  # calls of the 32-bit ABI on x86_64 begin here

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2


def refuse_calls() -> bool:
    """Put the filter on this process for good. False where that cannot be done."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _REFUSED or struct.calcsize("P") != 8:
        return False
    code = program(machine)
    buffer = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    given = ctypes.create_string_buffer(head, len(head))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(given), 0, 0) == 0)


def program(machine: str) -> bytes:
    """The filter as instructions of the kernel's packet filter (struct sock_filter)."""
    refuse = _REFUSE | errno.EPERM
    steps = [
        _step(_LOAD, value=_ARCH),
        _step(_EQUAL, value=_ARCHITECTURE[machine], true=1),
        _step(_RETURN, value=_KILL),
        _step(_LOAD, value=_NUMBER),
    ]
    if machine == "x86_64":
        steps += [_step(_AT_LEAST, value=_X32, false=1), _step(_RETURN, value=refuse)]
    for number in sorted(_REFUSED[machine].values()):
        steps += [_step(_EQUAL, value=number, false=1), _step(_RETURN, value=refuse)]
    # Threads are processes to the kernel. clone3 hides its flags, so it is said not to exist; clone is asked for them.
    steps += [
        _step(_EQUAL, value=_CLONE3, false=1),
        _step(_RETURN, value=_REFUSE | errno.ENOSYS),
        _step(_EQUAL, value=_CLONE[machine], false=3),
        _step(_LOAD, value=_FIRST_ARGUMENT),
        _step(_BITS, value=_CLONE_THREAD, true=1),
        _step(_RETURN, value=refuse),
        _step(_RETURN, value=_ALLOW),
    ]
    return b"".join(steps)


def _step(code: int, *, value: int, true: int = 0, false: int = 0) -> bytes:
    return struct.pack("HBBI", code, true, false, value)
