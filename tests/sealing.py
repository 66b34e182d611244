"""Keys, certificates and signed PDFs, made anew for a test: nothing of it exists outside."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from asn1crypto import keys, x509
from cryptography import x509 as made
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Identity:
    """A key with its certificate."""

    key: Key
    certificate: made.Certificate
    chain: tuple[made.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def _parts(self) -> tuple[x509.Certificate, keys.PrivateKeyInfo, SimpleCertificateStore]:
        private = self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        store = SimpleCertificateStore()
        store.register_multiple(
            x509.Certificate.load(c.public_bytes(serialization.Encoding.DER)) for c in (self.certificate, *self.chain)
        )
        return x509.Certificate.load(self.der), keys.PrivateKeyInfo.load(private), store

    @property
    def signer(self) -> SimpleSigner:
        certificate, private, store = self._parts
        return SimpleSigner(certificate, private, store)

    def stamper(self, at: datetime) -> DummyTimeStamper:
        certificate, private, store = self._parts
        return DummyTimeStamper(certificate, private, store, fixed_dt=at)


@lru_cache
def root(name: str = "Nordmark Trust Root") -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _named(name, "Nordmark Trust Services")
    built = (
        _begun(subject, subject, key, NOW - timedelta(days=3650), NOW + timedelta(days=3650))
        .add_extension(made.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    )
    return Identity(key, built.sign(key, hashes.SHA256()))


@lru_cache
def issued(
    organisation: str = "Brightkeel Assurance A/S",
    *,
    by: Identity | None = None,
    begins: datetime = NOW - timedelta(days=400),
    ends: datetime = NOW + timedelta(days=400),
    stamping: bool = False,
) -> Identity:
    """A certificate for sealing (or for time stamps), issued to an organisation by a root."""
    by = by or root()
    # pyHanko's time stamper for tests signs with RSA only.
    key: Key = rsa.generate_private_key(65537, 2048) if stamping else ec.generate_private_key(ec.SECP256R1())
    subject = _named(f"Seal of {organisation.split(maxsplit=1)[0]}", organisation)
    built = _begun(subject, by.certificate.subject, key, begins, ends, by.key).add_extension(
        _usage(digital_signature=True, content_commitment=True), critical=True
    )
    if stamping:
        only = made.ExtendedKeyUsage([made.oid.ExtendedKeyUsageOID.TIME_STAMPING])
        built = built.add_extension(only, critical=True)
    return Identity(key, built.sign(by.key, hashes.SHA256()), (by.certificate,))


def pdf(*lines: str, field: bool = False) -> bytes:
    """A page with lines of text, and a text field on wish; with metadata as a program would write them."""
    text = " ".join(f"BT /F1 14 Tf 60 {740 - 24 * n} Td ({line}) Tj ET" for n, line in enumerate(lines or ("Empty",)))
    bodies = [
        "<</Type/Catalog/Pages 2 0 R" + ("/AcroForm<</Fields[7 0 R]/DA(/F1 12 Tf)>>" if field else "") + ">>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>"
        + ("/Annots[7 0 R]" if field else "") + ">>",
        f"<</Length {len(text)}>>\nstream\n{text}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "<</Producer(Certwriter 4.2)/CreationDate(D:20260112093000+01'00')/ModDate(D:20260112094500+01'00')>>",
    ]  # fmt: skip
    if field:
        bodies.append("<</Type/Annot/Subtype/Widget/FT/Tx/T(Remark)/Rect[60 60 300 90]/P 3 0 R/V()>>")
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    start = out.tell()
    out.write(f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode())
    for place in places:
        out.write(f"{place:010} 00000 n \n".encode())
    out.write(f"trailer\n<</Size {len(bodies) + 1}/Root 1 0 R/Info 6 0 R>>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def sealed(
    data: bytes,
    by: Identity,
    *,
    field: str = "Seal",
    stamp: DummyTimeStamper | None = None,
    certify: fields.MDPPerm | None = None,
) -> bytes:
    meta = PdfSignatureMetadata(
        field_name=field,
        certify=certify is not None,
        docmdp_permissions=certify or fields.MDPPerm.FILL_FORMS,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    out = sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), meta, by.signer, timestamper=stamp)
    return bytes(out.getvalue())


def with_content_changed(data: bytes, line: str) -> bytes:
    """An update appended to the file that draws another text on its page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    drawn = generic.StreamObject(stream_data=f"BT /F1 14 Tf 60 740 Td ({line}) Tj ET".encode())
    page[generic.NameObject("/Contents")] = writer.add_object(drawn)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_field_filled(data: bytes, value: str) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    text = next(f for f in writer.root["/AcroForm"]["/Fields"] if f.get_object()["/FT"] == "/Tx").get_object()
    text[generic.NameObject("/V")] = generic.pdf_string(value)
    writer.update_container(text)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _named(common: str, organisation: str) -> made.Name:
    return made.Name(
        [
            made.NameAttribute(NameOID.COUNTRY_NAME, "DK"),
            made.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            made.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _begun(
    subject: made.Name,
    issuer: made.Name,
    key: Key,
    begins: datetime,
    ends: datetime,
    issuer_key: Key | None = None,
) -> made.CertificateBuilder:
    identifier = made.AuthorityKeyIdentifier.from_issuer_public_key((issuer_key or key).public_key())
    return (
        made.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(made.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(made.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(identifier, critical=False)
    )


def _usage(**allowed: bool) -> made.KeyUsage:
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign "
        "encipher_only decipher_only"
    ).split()
    return made.KeyUsage(**{name: allowed.get(name, False) for name in every})
