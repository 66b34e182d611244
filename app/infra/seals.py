"""Signatures and seals inside a PDF: who put them there, whether they are trusted, and what was changed after.

The work is pyHanko's; this module asks it without any network and puts the answer into a `Seal`. A seal says who signed
and that the signed bytes are as they were. It does not say that what stands there is true, or still in force.

`examine` parses what strangers made: call it where reading a file is guarded (a process of its own, with limits).
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from asn1crypto import pem, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.core.certificates.facts import Seal

Roots = Sequence[bytes]  # certificates in DER form, whose issuing is trusted

CODES = {
    "TRUST-LIST-MISSING": "There is no such file or folder of trusted certificates.",
    "TRUST-LIST-FORM": "A file of the trust list holds no certificate in PEM form.",
}

MOST_SIGNATURES = 20
_LONGEST = 300
_SUFFIXES = (".pem", ".crt", ".cer")
# Electronic seals and signatures carry one of these usages (ETSI EN 319 412-2, 4.3.2).
_USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
_WORST_FIRST = ("broken", "changed", "untrusted", "trusted")
_KINDS = {
    "/Page": "pages",
    "/Pages": "pages",
    "/Annot": "annotations",
    "/Catalog": "the catalog",
    "/Metadata": "metadata",
    "/Font": "fonts",
    "/XObject": "pictures",
}

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what it finds is in the answer
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


class TrustListError(ValueError):
    """The trust list cannot be used; `code` is one of CODES."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def load_roots(where: Path | None) -> tuple[bytes, ...]:
    """The trusted certificates of a file or folder (`.pem`, `.crt`, `.cer`), PEM or DER; none without one.

    Raises TrustListError, naming the file.
    """
    if where is None:
        return ()
    if where.is_dir():
        files = sorted(f for f in where.rglob("*") if f.suffix.lower() in _SUFFIXES and f.is_file())
    elif where.is_file():
        files = [where]
    else:
        raise TrustListError("TRUST-LIST-MISSING", f"{where} does not exist.")
    return tuple(dict.fromkeys(der for file in files for der in _certificates(file)))


def examine(data: bytes, roots: Roots = (), *, now: datetime | None = None) -> Seal:
    """What the signatures of a PDF say. Of several, the weakest decides. Never raises for what the file holds.

    `roots` are the certificates whose issuing is trusted: without any, every signature is untrusted. They are judged
    as of `now`, the present by default.
    """
    now = now or datetime.now(UTC)
    reader, exact = _open(data)
    if reader is None:
        if _may_be_signed(data):
            return Seal(state="broken", reason="The file departs too far from the format for its signature to be read.")
        return Seal(state="unsigned")
    said = _said(reader)
    try:
        signatures = [s for s in reader.embedded_signatures if s.sig_object_type == "/Sig"]
    except Exception:  # whatever the file makes pyHanko raise, it means the same
        state = "broken" if _may_be_signed(data) else "unsigned"
        return Seal.model_validate({"state": state, "reason": _UNREADABLE if state == "broken" else "", **said})
    if not signatures:
        return Seal(state="unsigned", **said)
    if len(signatures) > MOST_SIGNATURES:
        return Seal(state="broken", reason=f"It has more than {MOST_SIGNATURES} signatures.", **said)
    judged = [_judge(reader, signature, roots, now) for signature in signatures]
    worst = min(judged, key=lambda seal: _WORST_FIRST.index(seal.state))
    if worst.state == "trusted" and not exact:
        reason = "It departs from the format in ways that leave open what was signed."
        worst = worst.model_copy(update={"state": "untrusted", "reason": reason})
    changes = next((seal.changes for seal in judged if seal.changes), "")
    return worst.model_copy(update={"changes": worst.changes or changes, "signatures": len(judged), **said})


_UNREADABLE = "A signature is there, and cannot be read."


def _judge(reader: PdfFileReader, signature: EmbeddedPdfSignature, roots: Roots, now: datetime) -> Seal:
    try:
        status = validate_pdf_signature(signature, _context(roots, now), key_usage_settings=_USAGE)
        stamped = status.timestamp_validity
        if not status.trusted and stamped is not None and stamped.valid and stamped.trusted:
            # A trusted time stamp proves that it was signed while the signer's certificate still counted.
            then = _context(roots, stamped.timestamp)
            status = validate_pdf_signature(signature, then, _context(roots, now), key_usage_settings=_USAGE)
    except Exception:  # a signature that cannot be computed at all
        return Seal(state="broken", reason=_UNREADABLE, signed_on=_day(signature))
    seal = Seal(
        state="untrusted",
        signer=_name(status.signing_cert.subject),
        organisation=_part(status.signing_cert.subject, "organization_name"),
        issuer=_name(status.signing_cert.issuer),
        signed_on=_day(signature, status),
        changes=_changes(reader, signature, status),
    )
    return seal.model_copy(update=_state(status, now, bool(roots)))


def _state(status: PdfSignatureStatus, now: datetime, any_roots: bool) -> dict[str, str]:
    if not status.intact:
        return {"state": "changed", "changes": "The bytes that were signed are not the bytes that are there."}
    if not status.valid:
        return {"state": "broken", "reason": "The signature does not belong to the signer's certificate."}
    if status.coverage is None or status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return {"state": "changed", "changes": "The signature covers a part of the file only."}
    level = status.modification_level
    if level is None or level > ModificationLevel.FORM_FILLING or status.docmdp_ok is False:
        return {"state": "changed"}
    if status.revocation_details is not None:
        return {"state": "untrusted", "reason": "The signer's certificate was revoked."}
    if status.trusted:
        return {"state": "trusted"}
    ends = status.signing_cert.not_valid_after
    if ends < now:
        reason = f"The signer's certificate ended on {ends:%Y-%m-%d}, and no trusted time stamp says when it was used."
    elif status.signing_cert.not_valid_before > now:
        reason = "The signer's certificate has not begun."
    elif not any_roots:
        reason = "This installation has no list of trusted issuers of signing certificates."
    else:
        reason = "The signer's certificate does not lead to one of the trusted issuers, or is not meant for signing."
    return {"state": "untrusted", "reason": reason}


def _context(roots: Roots, moment: datetime) -> ValidationContext:
    """No network. Revocation counts where the file itself brings it along; nobody is asked."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in roots],
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=moment,
    )


def _open(data: bytes) -> tuple[PdfFileReader | None, bool]:
    """A reader, and whether the file keeps to the format. Encrypted files open with the empty password, or not."""
    for strict in (True, False):
        try:
            reader = PdfFileReader(io.BytesIO(data), strict=strict)
            if reader.encrypted:
                reader.decrypt("")
            reader.root  # noqa: B018  # reads the catalog, or raises
            return reader, strict
        except Exception:  # noqa: S112  # the second try is the answer to the first
            continue
    return None, False


def _may_be_signed(data: bytes) -> bool:
    return re.search(rb"/ByteRange\s*\[", data) is not None


def _changes(reader: PdfFileReader, signature: EmbeddedPdfSignature, status: PdfSignatureStatus) -> str:
    """What came after this signature, in words; empty when nothing did, or only what keeps a signature checkable."""
    later = reader.total_revisions - 1 - signature.signed_revision
    level = status.modification_level
    if later <= 0 or level in (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES):
        return ""
    updates = "One update was" if later == 1 else f"{later} updates were"
    if level is ModificationLevel.FORM_FILLING:
        return f"{updates} added after signing: form fields were filled in, or it was signed again."
    touched = _touched(reader, signature.signed_revision)
    what = f": {', '.join(touched)} changed or were added" if touched else ", and changed its content"
    return f"{updates} added after signing{what}."


def _touched(reader: PdfFileReader, signed: int) -> tuple[str, ...]:
    """Kinds of objects that later revisions hold."""
    found: set[str] = set()
    for revision in range(signed + 1, reader.total_revisions):
        try:
            refs = list(reader.xrefs.explicit_refs_in_revision(revision))[:500]
            resolver = reader.get_historical_resolver(revision)
            for ref in refs:
                found |= _kind(resolver(ref))
        except Exception:  # noqa: S112  # a revision that cannot be read is a change all the same
            continue
    return tuple(sorted(found))


def _kind(thing: Any) -> set[str]:
    if not isinstance(thing, generic.DictionaryObject):
        return set()
    kind = str(thing.get("/Type", ""))
    if kind in _KINDS:
        return {_KINDS[kind]}
    if isinstance(thing, generic.StreamObject):
        return {"what is drawn on the pages"}
    return {"annotations"} if "/Subtype" in thing and "/Rect" in thing else set()


def _said(reader: PdfFileReader) -> dict[str, str]:
    """What the file says of itself: anybody can write anything there."""
    try:
        info = reader.trailer_view["/Info"]
    except Exception:  # there need not be one
        return {}
    found = {}
    for key, name in (("/Producer", "producer"), ("/CreationDate", "created"), ("/ModDate", "modified")):
        try:
            found[name] = _clean(str(info[key]))
        except Exception:  # noqa: S112  # one that cannot be read is left out
            continue
    return {name: _moment(value) if name != "producer" else value for name, value in found.items()}


def _moment(value: str) -> str:
    """ "D:20260112093000+01'00'" as "2026-01-12 09:30"; anything else as it is."""
    hit = re.match(r"D?:?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d))?", value)
    if not hit:
        return value
    return "-".join(hit.groups()[:3]) + (f" {hit[4]}:{hit[5]}" if hit[4] else "")


def _clean(text: str) -> str:
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    return " ".join(kept.split())[:_LONGEST]


def _day(signature: EmbeddedPdfSignature, status: PdfSignatureStatus | None = None) -> date | None:
    """By a time stamp, else as the signer says."""
    try:
        if status is not None and status.timestamp_validity is not None and status.timestamp_validity.valid:
            return status.timestamp_validity.timestamp.date()
        reported = signature.self_reported_timestamp
    except Exception:  # a moment that is none
        return None
    return reported.date() if reported else None


def _name(name: x509.Name) -> str:
    """ "Seal of Brightkeel, Brightkeel Assurance A/S", each part once."""
    parts = (_part(name, "common_name"), _part(name, "organization_name"))
    return ", ".join(dict.fromkeys(part for part in parts if part)) or _clean(name.human_friendly)


def _part(name: x509.Name, key: str) -> str:
    value = name.native.get(key, "")
    return _clean(value if isinstance(value, str) else ", ".join(map(str, value)))


def _certificates(file: Path) -> Iterable[bytes]:
    data = file.read_bytes()
    try:
        if pem.detect(data):
            found = [der for kind, _, der in pem.unarmor(data, multiple=True) if kind == "CERTIFICATE"]
        else:
            found = [data]
        for der in found:
            x509.Certificate.load(der, strict=True).subject.native  # noqa: B018  # reads it, or raises
    except (ValueError, TypeError):
        found = []
    if not found:
        raise TrustListError("TRUST-LIST-FORM", f"{file} holds no certificate in PEM form.")
    return found
