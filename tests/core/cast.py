"""A small world for tests of the rules: one vendor, one AI system, one certificate with everything, invented bodies."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.core.catalog.model import ReferenceData
from app.core.certificates.facts import CertificateFacts, Fact, Source
from app.core.questionnaire.model import Questionnaire
from app.core.response import Response

TODAY = date(2026, 11, 23)

REFERENCE = ReferenceData.model_validate(
    {
        "catalogs": [
            {
                "format": "countersign-catalog/1",
                "id": "iso-42001-2023",
                "key": "iso-42001",
                "title": "ISO/IEC 42001:2023",
                "short": "ISO 42001",
                "kind": "standard",
                "clauses": [
                    {"id": "4", "label": "4", "title": "Context", "kind": "heading"},
                    {"id": "4.3", "label": "4.3", "title": "Scope", "kind": "requirement", "parent": "4"},
                    {"id": "9.2", "label": "9.2", "title": "Internal audit", "kind": "requirement"},
                    {"id": "9.2.1", "label": "9.2.1", "title": "General", "kind": "requirement", "parent": "9.2"},
                    {"id": "10.1", "label": "10.1", "title": "Improvement", "kind": "requirement"},
                    {"id": "A.7.5", "label": "A.7.5", "title": "Data provenance", "kind": "control"},
                ],
            },
            {
                "format": "countersign-catalog/1",
                "id": "eu-ai-act-2026-07",
                "key": "eu-ai-act",
                "title": "EU AI Act",
                "short": "AI Act",
                "kind": "law",
                "clauses": [
                    {"id": "art-9", "label": "Art. 9", "title": "Risk management", "kind": "article"},
                    {"id": "art-17", "label": "Art. 17", "title": "Quality management", "kind": "article"},
                    {"id": "art-47", "label": "Art. 47", "title": "Declaration", "kind": "article"},
                    {
                        "id": "art-74",
                        "label": "Art. 74",
                        "title": "Market surveillance",
                        "kind": "article",
                        "asked_of_vendor": False,
                    },
                ],
            },
        ],
        "schemes": [
            {
                "id": "iso-42001",
                "standard": "ISO/IEC 42001",
                "kind": "management-system-certificate",
                "catalog": "iso-42001",
                "editions": [
                    {
                        "year": "2023",
                        "designations": [
                            "ISO/IEC 42001:2023",
                            "EN ISO/IEC 42001:2026",
                            "UNE-ISO/IEC 42001:2025",
                            "JIS Q 42001:2025",
                        ],
                        "valid_from": "2023-12-01",
                    }
                ],
                "not_editions": ["ISO/IEC 42001:2022", "ISO/IEC 42001:2024"],
                "patterns": [r"(?:ISO|IEC|JIS\s*Q)[\s/]*(?:IEC\s*)?42001(?![\d-])"],
            },
            {
                "id": "iso-27001",
                "standard": "ISO/IEC 27001",
                "kind": "management-system-certificate",
                "catalog": "iso-27001",
                "editions": [
                    {"year": "2022", "designations": ["ISO/IEC 27001:2022"]},
                    {"year": "2013", "designations": ["ISO/IEC 27001:2013"], "valid_until": "2025-10-31"},
                ],
            },
            {
                "id": "iso-42005",
                "standard": "ISO/IEC 42005",
                "kind": "guidance",
                "certifiable": False,
                "note": "It gives guidance on impact assessment.",
            },
            {
                "id": "soc-2",
                "standard": "SOC 2",
                "kind": "assurance-report",
                "certifiable": False,
                "patterns": ["SOC ?2"],
            },
        ],
        "accreditation_bodies": [
            {"id": "nab", "abbreviation": "NAB", "name": "Nordmark Accreditation Board", "mra": True},
            {"id": "pab", "abbreviation": "PAB", "name": "Private Accreditation Board", "mra": False},
            {"id": "qab", "abbreviation": "QAB", "name": "Quiet Accreditation Board"},
        ],
        "certification_bodies": [
            {
                "id": "brightkeel",
                "name": "Brightkeel Assurance A/S",
                "names": ["Brightkeel Assurance Aktieselskab"],
                "accreditations": [
                    {"standard": "iso-42001", "accreditation_body": "nab", "number": "0417", "verified": True}
                ],
            },
            {
                "id": "brightkeel-nl",
                "name": "Brightkeel Assurance B.V.",
                "accreditations": [{"standard": "iso-27001", "accreditation_body": "nab", "verified": True}],
            },
            {
                "id": "outpost",
                "name": "Outpost Certification Ltd",
                "accreditations": [{"standard": "iso-42001", "accreditation_body": "pab", "verified": True}],
            },
            {
                "id": "quiet",
                "name": "Quiet Certification Ltd",
                "accreditations": [{"standard": "iso-42001", "accreditation_body": "qab", "verified": True}],
            },
            {
                "id": "hearsay",
                "name": "Hearsay Certification Ltd",
                "accreditations": [{"standard": "iso-42001", "accreditation_body": "nab"}],
            },
            {
                "id": "lapsed",
                "name": "Lapsed Certification Ltd",
                "accreditations": [
                    {
                        "standard": "iso-42001",
                        "accreditation_body": "nab",
                        "valid_to": "2026-01-31",
                        "verified": True,
                    }
                ],
            },
            {"id": "bare", "name": "Bare Certification Ltd"},
        ],
        "ceilings": [
            {"scheme": "iso-42001", "clauses": ["iso-42001:*"], "ceiling": "certified"},
            {"scheme": "iso-42001", "clauses": ["eu-ai-act:*"], "ceiling": "none"},
            {"scheme": "iso-42001", "clauses": ["eu-ai-act:art-17"], "ceiling": "certified"},
            {"scheme": "iso-42001", "clauses": ["eu-ai-act:art-9"], "ceiling": "documented"},
            {"family": "assurance-report", "clauses": ["iso-42001:*"], "ceiling": "none"},
        ],
    }
)

SOURCE = Source(how="typed", by="Marta Quist")


def fact(value: Any) -> Any:
    return Fact[Any](value=value, source=SOURCE) if value is not None else None


def certificate(**changes: Any) -> CertificateFacts:
    """A certificate that leaves nothing open but what nobody has looked at. Facts are given as plain values."""
    facts: dict[str, Any] = {
        "standard": "ISO/IEC 42001:2023",
        "edition": "2023",
        "number": "BKA-AIMS-00412",
        "holder": "Quillfeather Talent ApS",
        "scope": "Development, operation and support of Quillfeather Hire.",
        "issued": date(2026, 1, 12),
        "valid_from": date(2026, 1, 12),
        "valid_until": date(2029, 1, 11),
        "body": "Brightkeel Assurance A/S",
        "accreditation_body": "Nordmark Accreditation Board",
        "accreditation_number": "0417",
        "excluded_controls": (),
    }
    plain: dict[str, Any] = {"id": "c1", "evidence": "e1", "scheme": "iso-42001", "sightings": ()}
    for name, value in changes.items():
        (facts if name in CertificateFacts.model_fields and name in _FACTS else plain)[name] = value
    return CertificateFacts(**plain, **{name: fact(value) for name, value in facts.items()})


def as_read(facts: CertificateFacts) -> CertificateFacts:
    """The same, read from the text of the file and confirmed, instead of typed."""
    source = SOURCE.model_copy(update={"how": "text", "page": 1})
    return facts.model_copy(update={n: f.model_copy(update={"source": source}) for n, f in facts.by_name.items()})


_FACTS = frozenset(
    """standard edition number holder scope sites first_issued issued valid_from valid_until surveillance body
    accreditation_body accreditation_number soa_version soa_date excluded_controls""".split()
)
IN_FORCE = {"register_name": "Register of Brightkeel", "by": "Rosa Lind", "on": "2026-11-20", "answer": "in force"}


def question(question_id: str, **changes: Any) -> dict[str, Any]:
    """A yes/no question whose good answer is yes, weight 1, at 4.3, expecting no evidence."""
    return {
        "id": question_id,
        "ask": {"en": f"Question {question_id}?"},
        "type": "yes_no",
        "good": "yes",
        "clauses": ["iso-42001:4.3"],
    } | changes


def questionnaire(*sections: tuple[str, float, list[dict[str, Any]]], **changes: Any) -> Questionnaire:
    return Questionnaire.model_validate(
        {
            "format": "countersign/1",
            "id": "test",
            "title": {"en": "Test"},
            "languages": ["en"],
            "catalogs": ["iso-42001-2023", "eu-ai-act-2026-07"],
            "minutes": 5,
            "sections": [
                {"id": section_id, "title": {"en": section_id.title()}, "weight": weight, "questions": questions}
                for section_id, weight, questions in sections
            ],
        }
        | changes
    )


def response(answers: dict[str, Any] | None = None, **changes: Any) -> Response:
    """A submitted response. An answer may be given as its plain value, or as the fields of an Answer."""
    given = {
        q: a if isinstance(a, dict) and set(a) & {"value", "not_applicable", "confirmed", "offer"} else {"value": a}
        for q, a in (answers or {}).items()
    }
    return Response.model_validate(
        {
            "questionnaire": "test",
            "as_of": TODAY,
            "vendor": {"legal_name": "Quillfeather Talent ApS", "country": "DK"},
            "subject": {
                "name": "Quillfeather Hire",
                "description": "Screens job applicants and ranks them for recruiters.",
                "contract_start": "2027-01-01",
                "contract_end": "2028-12-31",
            },
            "answers": given,
        }
        | changes
    )


def file(evidence_id: str = "e1", *questions: str, name: str = "") -> dict[str, Any]:
    return {
        "id": evidence_id,
        "name": name or f"{evidence_id}.pdf",
        "sha256": "0" * 64,
        "media_type": "application/pdf",
        "size": 1000,
        "questions": questions,
    }


KNOCK_OUT = question("K", needs_decision={"when": {"is": "no"}, "reason": {"en": "No stop button."}, "default": "off"})
