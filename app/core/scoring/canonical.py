"""Canonical JSON and its digest: the same data give the same bytes, whoever built them and in which order."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(data: Any) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8. Raises ValueError for NaN and infinities, which JSON does not have."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(data: Any) -> str:
    """SHA-256 over `canonical(data)`, in hexadecimal."""
    return hashlib.sha256(canonical(data)).hexdigest()
