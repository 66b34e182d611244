"""What `countersign read-certificate` prints: a reading as JSON, or as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from app.core.certificates.facts import Family
from app.core.certificates.read.model import ReadCertificate, ReadFact, Reading
from app.core.problems import Problem

KINDS = {
    Family.MANAGEMENT_SYSTEM: "management_system_certificate",
    Family.ASSURANCE_REPORT: "assurance_report",
    Family.CONFORMITY_DOCUMENT: "legal_conformity",
    Family.SELF_DECLARATION: "self_declaration",
    Family.PERSON: "personal",
    Family.OTHER: "other",
}
UNREADABLE = "unreadable"
NAMES = {"number": "certificate_number"}  # where the printed name differs from the field's
_NO_FACTS = frozenset({"family", "scheme"})


def as_json(result: Reading | Problem) -> dict[str, Any]:
    if isinstance(result, Problem):
        return {"kind": UNREADABLE, "legibility": "none", "facts": {}, "problem": result.model_dump(mode="json")}
    certificates = [_facts(certificate) for certificate in result.certificates]
    first = certificates[0] if certificates else {"facts": {}, "asked": {}}
    answer: dict[str, Any] = {
        "kind": KINDS[result.family],
        "legibility": result.legibility,
        "languages": list(result.languages),
        "pages": result.page_count,
        **first,
        "remarks": [problem.model_dump(mode="json", exclude_none=True) for problem in result.remarks],
        "seal": result.seal.model_dump(mode="json", exclude_defaults=True) if result.seal else None,
    }
    if len(certificates) > 1:
        answer["certificates"] = certificates
    return answer


def _facts(certificate: ReadCertificate) -> dict[str, Any]:
    """`facts` are what was read; `asked` is what is printed and has several readings: only a person can choose."""
    facts: dict[str, Any] = {}
    asked: dict[str, Any] = {}
    for name, fact in _read_facts(certificate):
        place = {
            "confidence": round(fact.confidence, 3),
            "page": fact.page,
            "text": fact.words,
            "box": list(fact.box),
            "how": fact.how,
        }
        if fact.value is None:
            asked[name] = {"alternatives": [_plain(value) for value in fact.alternatives], **place}
        else:
            facts[name] = {"value": _plain(fact.value), **place}
    if accreditation := _accreditation(certificate):
        facts["accreditation"] = accreditation
    if "valid_from" in facts and "issued" not in facts and "issued" not in asked:
        # Many bodies print one day only, "Valid from": the day this issue was made, and never clear as such.
        start = facts["valid_from"]
        facts["issued"] = {**start, "confidence": min(0.75, start["confidence"])}
    named: dict[str, Any] = {"family": KINDS[certificate.family], "scheme": certificate.scheme}
    return {**named, "facts": facts, "asked": asked}


def _read_facts(certificate: ReadCertificate) -> Iterator[tuple[str, ReadFact[Any]]]:
    for field in ReadCertificate.model_fields:
        fact = None if field in _NO_FACTS else getattr(certificate, field)
        if fact is not None:
            yield NAMES.get(field, field), fact


def _accreditation(certificate: ReadCertificate) -> dict[str, Any] | None:
    """Body and number in one, as they are printed beside one another; as sure as the less sure of them."""
    found = [f for f in (certificate.accreditation_body, certificate.accreditation_number) if f and f.value]
    if not found:
        return None
    return {
        "value": " ".join(str(fact.value) for fact in found),
        "confidence": round(min(fact.confidence for fact in found), 3),
        "page": found[0].page,
        "text": " ".join(dict.fromkeys(fact.words for fact in found)),
        "box": list(found[0].box),
        "how": found[0].how,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


_SURE = ((0.8, "clear"), (0.5, "likely"), (0.0, "look at it"))


def table(file: Path, result: Reading | Problem) -> Iterator[str]:
    if isinstance(result, Problem):
        yield f"{file}: {result.code}: {result.message} {result.remedy}"
        return
    kind = KINDS[result.family].replace("_", " ")
    yield f"{file}: {kind}, {result.page_count} page(s), read from {_READ_FROM[result.legibility]}"
    for number, certificate in enumerate(result.certificates, start=1):
        if len(result.certificates) > 1:
            yield f"  certificate {number}"
        for name, fact in _read_facts(certificate):
            sure = next(word for least, word in _SURE if fact.confidence >= least)
            values = [fact.value] if fact.value is not None else list(fact.alternatives)
            text = " or ".join("; ".join(v) if isinstance(v, tuple) else str(v) for v in values)
            yield f"  {name.replace('_', ' '):22}{text}  ({sure}, page {fact.page})"
    if result.seal is not None and result.seal.state != "unsigned":
        yield f"  {'seal':22}{result.seal.state} {result.seal.signer}".rstrip()
    for problem in result.remarks:
        yield f"  {problem.code}: {problem.message} {problem.remedy}"


_READ_FROM = {
    "text": "its text",
    "ocr": "pictures of its pages",
    "mixed": "its text and pictures",
    "none": "nothing: no words were found",
}
