"""Tokens: random, short to look at, stored only as a hash.

Invitation links must be shown again to the person who sent them ("copy the link") although only a hash is stored. So
the token is derived from the installation's secret and a random nonce of the row: who reads the database without
the secret can neither open a link nor make one.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from app.infra.ids import encode32

TOKEN_LENGTH = 26  # characters of 5 bits: 130 bits
_TOKEN = re.compile(r"^[0-9a-hjkmnp-tv-z]{26}$")


def new_nonce() -> str:
    return secrets.token_hex(16)


def new_token() -> str:
    return encode32(secrets.randbits(130), TOKEN_LENGTH)


def derive_token(key: bytes, purpose: str, nonce: str) -> str:
    digest = hmac.new(key, f"{purpose}:{nonce}".encode(), hashlib.sha256).digest()
    return encode32(int.from_bytes(digest) >> 126, TOKEN_LENGTH)


def hash_token(token: str) -> str:
    """What is stored. A plain hash is enough: 130 random bits cannot be guessed or precomputed."""
    return hashlib.sha256(token.encode()).hexdigest()


def well_formed(token: str) -> bool:
    return _TOKEN.fullmatch(token) is not None
