"""Signatures on files that leave: one Ed25519 key of this installation, and the published keys of others.

The keys are files in the data folder. The newest signs; of those it replaced the public half stays, so that what they
signed is still recognised. Which installation a file comes from is told by the key alone: no address is in the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import OKPKey

from app.infra.ids import new_id
from app.infra.settings import Settings, write_once

ALGORITHM: Final = "Ed25519"  # RFC 9864
PUBLISHED_AT = "/.well-known/countersign-keys.json"
CODES = {
    "ANSWER-KEYS-FORM": "A file named in the setting for other installations' keys does not hold published keys.",
    "ANSWER-KEYS-MISSING": "The file or folder of other installations' keys is not there.",
}


class KeysError(Exception):
    """What an operator gave as keys cannot be used."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(f"{code} {message}")


class _Registry(jws.JWSRegistry):
    max_payload_length = 8_000_000


_REGISTRY = _Registry(algorithms=[ALGORITHM])


class Standing(StrEnum):
    SIGNED = "signed"  # by a key that is known, and unchanged since
    UNKNOWN = "unknown"  # by a key that nobody here knows
    UNSIGNED = "unsigned"
    CHANGED = "changed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Verdict:
    """Of a signature. `issuer`: address of the installation whose key it is, when that is known."""

    standing: Standing
    issuer: str = ""
    key: str = ""  # its thumbprint (RFC 7638)


@dataclass(frozen=True)
class Known:
    key: OKPKey
    issuer: str


def sign(settings: Settings, payload: bytes) -> str:
    """A compact JWS with detached payload. Makes the key when there is none yet."""
    key = _signing_key(settings)
    header = {"alg": ALGORITHM, "kid": key.thumbprint(), "jwk": _public(key)}
    signed = jws.serialize_compact(header, payload, key, registry=_REGISTRY)
    return jws.detach_content(signed)


def verify(signature: str | None, payload: bytes, known: Mapping[str, Known]) -> Verdict:
    """Whether `payload` is what was signed, and by whom. Never raises on any string."""
    if not signature:
        return Verdict(Standing.UNSIGNED)
    try:
        header = jws.extract_compact(signature.encode(), payload, _REGISTRY).headers()
        carried = OKPKey.import_key(header["jwk"])
        name = str(header["kid"])
        if carried.curve_name != ALGORITHM or carried.thumbprint() != name or carried.is_private:
            return Verdict(Standing.UNREADABLE)
        mine = known.get(name)
        jws.deserialize_compact(signature, carried, registry=_REGISTRY, payload=payload)
    except BadSignatureError:
        return Verdict(Standing.CHANGED)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, UnicodeError):
        return Verdict(Standing.UNREADABLE)
    return Verdict(Standing.SIGNED if mine else Standing.UNKNOWN, mine.issuer if mine else "", name)


def published(settings: Settings) -> dict[str, Any]:
    """What others need to recognise what this installation signs or signed: a JWK Set with its address."""
    _signing_key(settings)
    keys = [{**_public(key), "kid": key.thumbprint(), "alg": ALGORITHM, "use": "sig"} for key in _own(settings)]
    return {"issuer": settings.origin, "keys": keys}


def known_keys(settings: Settings) -> dict[str, Known]:
    """By thumbprint: the own ones, and those of the installations that the operator named. Raises KeysError."""
    found = read_keys(settings.answer_keys) if settings.answer_keys else {}
    return found | {key.thumbprint(): Known(key, settings.origin) for key in _own(settings)}


def replace_key(settings: Settings) -> str:
    """A new key signs from now on; of the ones before only the public half is kept. Its thumbprint."""
    before = _files(settings)
    made = _make(settings)
    for file in before:
        public = OKPKey.import_key(json.loads(file.read_text())).as_dict(private=False)
        fresh = file.with_suffix(".new")
        fresh.write_text(json.dumps(public))
        fresh.chmod(0o600)
        fresh.replace(file)
    return made.thumbprint()


def read_keys(place: Path) -> dict[str, Known]:
    """Published keys from a file or a folder of them. Raises KeysError."""
    if not place.exists():
        raise KeysError("ANSWER-KEYS-MISSING", f"{place} is not there.")
    files = sorted(place.glob("*.json")) if place.is_dir() else [place]
    found: dict[str, Known] = {}
    for file in files:
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            keys = [OKPKey.import_key(key) for key in data["keys"]]
            issuer = str(data["issuer"])
            usable = bool(keys) and all(key.curve_name == ALGORITHM and not key.is_private for key in keys)
        except (JoseError, OSError, ValueError, TypeError, KeyError, AttributeError):
            usable = False
        if not usable:
            remedy = f"Save what another Countersign gives at {PUBLISHED_AT}."
            raise KeysError("ANSWER-KEYS-FORM", f"{file} does not hold published keys. {remedy}")
        found |= {key.thumbprint(): Known(key, issuer) for key in keys}
    return found


def _public(key: OKPKey) -> dict[str, Any]:
    whole = key.as_dict(private=False)
    return {name: whole[name] for name in ("kty", "crv", "x")}


def _files(settings: Settings) -> list[Path]:
    """The oldest first."""
    return sorted((settings.data_dir / "answer-keys").glob("*.json"))


def _own(settings: Settings) -> list[OKPKey]:
    """The newest first, before those that sign no more."""
    keys = [OKPKey.import_key(json.loads(file.read_text())) for file in reversed(_files(settings))]
    return sorted(keys, key=lambda key: not key.is_private)


def _signing_key(settings: Settings) -> OKPKey:
    newest = next(iter(_own(settings)), None)
    return newest if newest is not None and newest.is_private else _make(settings)


def _make(settings: Settings) -> OKPKey:
    """Two processes that do it at the same moment make two keys: both are published, and the newer one signs."""
    key = OKPKey.generate_key(ALGORITHM)
    write_once(settings.data_dir / "answer-keys" / f"{new_id()}.json", json.dumps(key.as_dict(private=True)))
    return key
