"""Identifiers: 26 characters, sortable by the time they were made (ULID, Crockford base 32, lower case)."""

from __future__ import annotations

import secrets
import threading
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def encode32(number: int, length: int) -> str:
    """The number in Crockford base 32, padded to `length` characters."""
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 32)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


_CHANCE = 80  # bits that follow the milliseconds


class _Clock:
    """Never the same number twice, and never a smaller one, whatever the clock of the machine does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        with self._lock:
            fresh = (time.time_ns() // 1_000_000 << _CHANCE) + secrets.randbits(_CHANCE)
            self._last = fresh if fresh >> _CHANCE > self._last >> _CHANCE else self._last + 1
            return self._last


_clock = _Clock()


def new_id() -> str:
    """Greater than every one that this process made before, so that events of one moment stay in their order."""
    return encode32(_clock.next(), 26)
