"""The keys that answer files are signed with: made once, published, replaced, and those of others."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.infra import signing
from app.infra.settings import ROOT, Settings
from app.infra.signing import KeysError, Standing, known_keys, published, read_keys, replace_key, sign, verify


def installation(folder: Path, **more: object) -> Settings:
    return Settings(_env_file=None, data_dir=folder, base_url="https://countersign.norrhaven.example", **more)  # type: ignore[arg-type]


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    return installation(tmp_path / "here")


def test_what_was_signed_is_recognised_until_it_changes(here: Settings) -> None:
    signature = sign(here, b'{"a":1}')
    known = known_keys(here)
    assert verify(signature, b'{"a":1}', known).standing is Standing.SIGNED
    assert verify(signature, b'{"a":1}', known).issuer == "https://countersign.norrhaven.example"
    assert verify(signature, b'{"a":2}', known).standing is Standing.CHANGED
    assert verify(signature, b'{"a":2}', {}).standing is Standing.CHANGED  # for whoever does not know the key, too
    assert verify(signature, b'{"a":1}', {}).standing is Standing.UNKNOWN
    assert verify("", b'{"a":1}', known).standing is Standing.UNSIGNED


def test_another_program_checks_it_by_the_standard(here: Settings) -> None:
    """RFC 7515 by hand: the signature is over header and payload in base64url, and the payload is left out."""
    header, payload, signature = sign(here, b'{"a":1}').split(".")
    assert payload == ""

    def decoded(text: str) -> bytes:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    (key,) = published(here)["keys"]
    assert json.loads(decoded(header)) == {
        "alg": "Ed25519", "kid": key["kid"], "jwk": {name: key[name] for name in ("kty", "crv", "x")},
    }  # fmt: skip
    encoded = base64.urlsafe_b64encode(b'{"a":1}').decode().rstrip("=")
    signed = f"{header}.{encoded}".encode()
    public = Ed25519PublicKey.from_public_bytes(decoded(key["x"]))
    public.verify(decoded(signature), signed)
    with pytest.raises(InvalidSignature):
        public.verify(decoded(signature), signed + b"x")


def test_a_key_of_ones_own_in_another_ones_name_is_not_taken(here: Settings, tmp_path: Path) -> None:
    """Whoever signs with a key of its own and writes our key's name into the header is not read at all."""
    theirs = sign(installation(tmp_path / "there"), b"{}").split(".")
    ours = sign(here, b"{}").split(".")
    header = json.loads(base64.urlsafe_b64decode(theirs[0] + "=="))
    header["kid"] = json.loads(base64.urlsafe_b64decode(ours[0] + "=="))["kid"]
    forged = base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")
    assert verify(f"{forged}..{theirs[2]}", b"{}", known_keys(here)).standing is Standing.UNREADABLE


@pytest.mark.parametrize(
    "signature", ["x", "..", "a.b.c", "é..é", "eyJhbGciOiJub25lIn0..", "eyJhbGciOiJIUzI1NiJ9..AAAA", "." * 4000]
)
def test_what_is_no_signature_of_ours_is_unreadable(here: Settings, signature: str) -> None:
    assert verify(signature, b"{}", known_keys(here)).standing is Standing.UNREADABLE


def test_a_key_is_made_once_for_its_owner_alone_and_what_it_signed_outlives_it(here: Settings) -> None:
    before = sign(here, b"{}")
    (file,) = (here.data_dir / "answer-keys").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    new = replace_key(here)
    assert "d" not in json.loads(file.read_text())  # what it could sign with is gone
    assert published(here)["keys"][0]["kid"] == new
    assert all("d" not in key for key in published(here)["keys"])
    for signature in (before, sign(here, b"{}")):
        assert verify(signature, b"{}", known_keys(here)).standing is Standing.SIGNED


def test_others_are_known_by_what_they_publish(here: Settings, tmp_path: Path) -> None:
    there = Settings(_env_file=None, data_dir=tmp_path / "there", base_url="https://ask.brightkeel.example")  # type: ignore[arg-type]
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "brightkeel.json").write_text(json.dumps(published(there)))
    known = known_keys(installation(tmp_path / "here", answer_keys=tmp_path / "others"))
    found = verify(sign(there, b"{}"), b"{}", known)
    assert (found.standing, found.issuer) == (Standing.SIGNED, "https://ask.brightkeel.example")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"issuer": "x", "keys": []}', '{"issuer": "x", "keys": [{"kty": "oct", "k": "AAAA"}]}']
)
def test_what_holds_no_keys_stops_with_its_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys.json").write_text(text)
    with pytest.raises(KeysError, match=r"ANSWER-KEYS-FORM .*keys\.json"):
        read_keys(tmp_path / "keys.json")
    with pytest.raises(KeysError, match="ANSWER-KEYS-MISSING"):
        read_keys(tmp_path / "nothing.json")


def test_a_private_key_is_not_taken_for_a_published_one(here: Settings, tmp_path: Path) -> None:
    sign(here, b"{}")
    (file,) = (here.data_dir / "answer-keys").iterdir()
    (tmp_path / "keys.json").write_text(json.dumps({"issuer": "x", "keys": [json.loads(file.read_text())]}))
    with pytest.raises(KeysError, match="ANSWER-KEYS-FORM"):
        read_keys(tmp_path / "keys.json")


def test_every_code_is_explained() -> None:
    explained = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    assert [code for code in signing.CODES if f"`{code}`" not in explained] == []
