"""Identifiers: 26 characters, sortable by the time they were made (ULID, Crockford base 32, lower case)."""

from __future__ import annotations

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def encode32(number: int, length: int) -> str:
    """The number in Crockford base 32, padded to `length` characters."""
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 32)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


def new_id() -> str:
    return encode32(time.time_ns() // 1_000_000, 10) + encode32(secrets.randbits(80), 16)
