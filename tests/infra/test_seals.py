"""Seals of PDFs, signed with keys that the test makes: what a file says of itself after honest and dishonest hands."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.sign.fields import MDPPerm

from app.core.certificates.facts import Seal
from app.infra.seals import TrustListError, examine, load_roots
from tests.sealing import NOW, issued, pdf, root, sealed, with_content_changed, with_field_filled

PAGE = pdf("Certificate BKA-AIMS-00412", "Quillfeather Talent ApS")


def looked_at(data: bytes, *roots: bytes) -> Seal:
    return examine(data, roots or (root().der,), now=NOW)


def test_most_certificates_are_unsigned_and_say_what_wrote_them() -> None:
    assert looked_at(PAGE) == Seal(
        state="unsigned", producer="Certwriter 4.2", created="2026-01-12 09:30", modified="2026-01-12 09:45"
    )


def test_a_seal_that_leads_to_a_trusted_issuer() -> None:
    seal = looked_at(sealed(PAGE, issued()))
    assert (seal.state, seal.signer) == ("trusted", "Seal of Brightkeel, Brightkeel Assurance A/S")
    assert (seal.organisation, seal.issuer) == (
        "Brightkeel Assurance A/S",
        "Nordmark Trust Root, Nordmark Trust Services",
    )
    assert (seal.changes, seal.reason, seal.signatures) == ("", "", 1)
    assert seal.signed_on is not None
    assert seal.producer.startswith("Certwriter 4.2")


def test_whoever_makes_an_issuer_of_their_own_is_not_trusted() -> None:
    own = root("Our Own Root")
    seal = looked_at(sealed(PAGE, issued(by=own)))
    assert seal.state == "untrusted"
    assert "does not lead to one of the trusted issuers" in seal.reason
    assert looked_at(sealed(PAGE, issued(by=own)), own.der).state == "trusted"


def test_without_a_trust_list_nothing_is_trusted_not_even_what_the_operating_system_trusts() -> None:
    seal = examine(sealed(PAGE, issued()), (), now=NOW)
    assert (seal.state, seal.reason) == (
        "untrusted",
        "This installation has no list of trusted issuers of signing certificates.",
    )


def test_another_text_appended_after_signing() -> None:
    seal = looked_at(with_content_changed(sealed(PAGE, issued()), "Cloud Harbour Ltd"))
    assert seal.state == "changed"
    assert seal.changes.startswith("One update was added after signing: ")
    assert "pages" in seal.changes
    assert "what is drawn on the pages" in seal.changes


def test_bytes_replaced_under_the_signature() -> None:
    seal = looked_at(sealed(PAGE, issued()).replace(b"Quillfeather", b"Cloudharbour"))
    assert (seal.state, seal.changes) == ("changed", "The bytes that were signed are not the bytes that are there.")


def test_a_field_filled_in_after_signing_is_named_and_no_change_of_the_content() -> None:
    seal = looked_at(with_field_filled(sealed(pdf("Certificate", field=True), issued()), "Copy for the buyer"))
    assert seal.state == "trusted"
    assert "form fields were filled in" in seal.changes


def test_a_field_filled_in_where_the_signer_forbade_any_change() -> None:
    certified = sealed(pdf("Certificate", field=True), issued(), certify=MDPPerm.NO_CHANGES)
    assert looked_at(with_field_filled(certified, "Copy for the buyer")).state == "changed"


def test_of_two_signatures_the_weaker_decides() -> None:
    twice = sealed(sealed(PAGE, issued()), issued("Cloud Harbour Ltd", by=root("Our Own Root")), field="Second")
    seal = looked_at(twice)
    assert (seal.state, seal.signatures, seal.organisation) == ("untrusted", 2, "Cloud Harbour Ltd")
    assert "signed again" in seal.changes


def test_a_signer_whose_certificate_has_ended() -> None:
    ended = issued(ends=NOW - timedelta(days=10))
    seal = looked_at(sealed(PAGE, ended))
    assert seal.state == "untrusted"
    assert "ended on 2026-11-13, and no trusted time stamp" in seal.reason


def test_a_trusted_time_stamp_proves_that_it_had_not_ended_then() -> None:
    ended = issued(ends=NOW - timedelta(days=10))
    stamp = issued("Nordmark Time Services", stamping=True).stamper(NOW - timedelta(days=100))
    seal = looked_at(sealed(PAGE, ended, stamp=stamp))
    assert (seal.state, seal.signed_on) == ("trusted", date(2026, 8, 15))


def test_a_time_stamp_of_ones_own_proves_nothing() -> None:
    ended = issued(ends=NOW - timedelta(days=10))
    stamp = issued("Own Clock", by=root("Our Own Root"), stamping=True).stamper(NOW - timedelta(days=100))
    assert looked_at(sealed(PAGE, ended, stamp=stamp)).state == "untrusted"


def test_a_signature_whose_container_is_spoilt() -> None:
    data = sealed(PAGE, issued())
    at = data.index(b"/Contents <") + len(b"/Contents <")
    seal = looked_at(data[:at] + b"00" * 40 + data[at + 80 :])
    assert seal.state == "broken"
    assert seal.reason


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"nothing of the kind", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_pdf_is_unsigned(data: bytes) -> None:
    assert looked_at(data).state == "unsigned"


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_signed_file_with_damage_anywhere_is_never_trusted(data: st.DataObject) -> None:
    """Anywhere that is signed. Between the two parts stands the signature, padded with zeros that mean nothing."""
    whole = bytearray(_SIGNED)
    said = re.search(rb"/ByteRange\s*\[([\d\s]+)\]", whole)
    assert said is not None
    first, first_size, second, second_size = map(int, said[1].split())
    parts = [st.integers(first, first + first_size - 1), st.integers(second, second + second_size - 1)]
    place = data.draw(st.one_of(*parts))
    before = whole[place]
    whole[place] = before ^ data.draw(st.integers(1, 255))
    assert looked_at(bytes(whole)).state != "trusted"


_SIGNED = sealed(PAGE, issued())


def test_a_trust_list_is_a_file_or_a_folder(tmp_path: Path) -> None:
    other = root("Our Own Root")
    (tmp_path / "denmark").mkdir()
    (tmp_path / "denmark" / "both.pem").write_bytes(root().pem + other.pem)
    (tmp_path / "again.crt").write_bytes(root().pem)
    (tmp_path / "binary.cer").write_bytes(other.der)
    (tmp_path / "README.txt").write_text("From the national list of 2026-11.")
    assert set(load_roots(tmp_path)) == {root().der, other.der}
    assert load_roots(tmp_path / "again.crt") == (root().der,)
    assert load_roots(None) == ()


def test_a_trust_list_that_cannot_be_used_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "wrong.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    with pytest.raises(TrustListError, match=r"wrong\.pem") as form:
        load_roots(tmp_path)
    with pytest.raises(TrustListError, match="nowhere") as missing:
        load_roots(tmp_path / "nowhere")
    assert (form.value.code, missing.value.code) == ("TRUST-LIST-FORM", "TRUST-LIST-MISSING")
