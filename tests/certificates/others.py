"""Papers that come with certificates and are none: letters, labels, invoices, diplomas, declarations."""

from __future__ import annotations

from collections.abc import Callable

from tests.certificates.sheet import Sheet


def letter(head: str, title: str, *paragraphs: str, foot: str = "", lines: tuple[tuple[str, str], ...] = ()) -> bytes:
    s = Sheet()
    s.text(head, 60, 60, 16, "sans-bold", colour="#1d3c6e")
    s.rule(60, 72, s.width - 60)
    y = s.block(title, 60, 120, 470, 20, "sans-bold") + 8
    for paragraph in paragraphs:
        y = s.block(paragraph, 60, y, 470, 10.5) + 8
    for label, value in lines:
        s.text(label, 60, y, 10)
        y = s.block(value, 230, y, 300, 10, "sans-bold") + 4
    s.block(foot, 60, 780, 470, 7, colour="#555555")
    return s.done()


def soc2() -> bytes:
    return letter(
        "Ledgerhouse Assurance LLP",
        "Attestation Status Confirmation",
        "THIS IS TO CONFIRM THAT Quillfeather Talent ApS has been issued an attestation report for SOC 2 Type 2, for "
        "the Trust Services Criteria of Security, Availability and Confidentiality.",
        "The report covers the period from 1 July 2025 to 30 June 2026. The service auditor's opinion is "
        "unqualified. The report is restricted to user entities and their auditors.",
        lines=(("Report ID:", "2026-07-31"), ("Issue date:", "July 31, 2026")),
        foot="Ledgerhouse Assurance LLP, Certified Public Accountants, 40 Dock Street, Port Ellery",
    )


def hitrust() -> bytes:
    return letter(
        "CALDRA Alliance",
        "Letter of Certification",
        "February 5, 2026",
        "Quillfeather Talent ApS, Havnegade 12, 1058 København K",
        "Based upon representation from management as to the accuracy and completeness of information provided, the "
        "procedures performed by an approved CALDRA assessor, the following business systems of the organization "
        "meet the CALDRA CSF v11 Certification Criteria: Quillfeather Hire (Software as a Service).",
        "The certification is valid for a period of two years assuming a monitoring program is in place and no data "
        "security breach reportable to a federal or state agency has occurred. The CALDRA CSF maps to ISO/IEC 27001 "
        "and NIST SP 800-53.",
    )


def label_of_training() -> bytes:
    s = Sheet()
    s.text("Certificat", s.width - 60, 80, 40, "sans-italic", align="right", colour="#8a817c")
    s.text("N° 2026/40718.1", 60, 130, 12, "sans-bold")
    y = 180.0
    for words, bold in (
        ("Certamen Certification SAS certifie que l'organisme :", False),
        ("PLUMEVERTE FORMATION SARL", True),
        ("N° de déclaration d'activité : 11755550001 · N° SIREN : 000 000 000", False),
        ("pour les catégories d'actions suivantes :", False),
        ("ACTIONS DE FORMATION", True),
        ("a été évalué et jugé conforme aux exigences requises par :", False),
        ("le décret relatif à la qualité des actions de la formation professionnelle", True),
        ("le référentiel national sur la qualité des actions concourant au développement des compétences", True),
    ):
        y = s.centred(words, y, 14 if bold else 10, "sans-bold" if bold else "sans") + 10
    s.text("Ce certificat est valable à compter du (année/mois/jour)", 60, 560, 8)
    s.text("2026-01-12", 280, 560, 11, "sans-bold")
    s.text("Jusqu'au", 360, 560, 8)
    s.text("2029-01-11", 420, 560, 11, "sans-bold")
    s.text("QUALIFORMA processus certifié · RÉPUBLIQUE FRANÇAISE", 60, 80, 9, "sans-bold")
    s.centred("Accréditation NAB n° 5-0417, Certification de Services, portée disponible sur www.nab.example", 770, 7)
    return s.done()


def placeholder() -> bytes:
    return letter("", "ISO/IEC 42001 Certificate", "Quillfeather Talent ApS", "Placeholder PDF preview")


def specimen() -> bytes:
    return letter(
        "Brightkeel Assurance A/S",
        "SAMPLE CERTIFICATE",
        "This is to certify that the management system of [COMPANY NAME], [Address], conforms to ISO/IEC 42001:2023 "
        "for the following scope: [scope of certification].",
        lines=(("Certificate No.", "XXXX-XXXX"), ("Valid from", "DD/MM/YYYY"), ("Valid until", "DD/MM/YYYY")),
        foot="SPECIMEN - this is an example of a certificate and has no validity",
    )


def invoice() -> bytes:
    return letter(
        "Brightkeel Assurance A/S",
        "Invoice 2026-00718",
        "Quillfeather Talent ApS, Havnegade 12, 1058 København K",
        lines=(
            ("Invoice date", "12 January 2026"),
            ("Due date", "11 February 2026"),
            ("ISO/IEC 42001 certification audit, stage 2", "6.5 days at 1,450.00 EUR"),
            ("ISO/IEC 42001 certificate fee", "350.00 EUR"),
            ("Total", "9,775.00 EUR"),
        ),
        foot="Bank account and VAT number on request. Payable within 30 days.",
    )


def audit_plan() -> bytes:
    return letter(
        "Brightkeel Assurance A/S",
        "Audit plan - Stage 2, ISO/IEC 42001:2023",
        "Organisation: Quillfeather Talent ApS. Scope: Development, operation and support of Quillfeather Hire.",
        lines=(
            ("Audit dates", "9 to 11 December 2026"),
            ("Lead auditor", "J. Falkenrath"),
            ("Day 1, 09:00", "Opening meeting; context and leadership (clauses 4 and 5)"),
            ("Day 2, 09:00", "Planning, AI risk assessment, AI system impact assessment (clause 6)"),
            ("Day 3, 15:00", "Closing meeting"),
        ),
    )


def lead_auditor() -> bytes:
    return letter(
        "Tallow Academy Ltd",
        "Certificate of Achievement",
        "This is to certify that",
        "Dr. Mirela Tarlow",
        "has successfully completed the examination and is qualified as ISO/IEC 42001:2023 Lead Auditor, artificial "
        "intelligence management systems.",
        lines=(
            ("Certificate No.", "LA-42001-20881"),
            ("Date of issue", "4 March 2026"),
            ("Valid until", "3 March 2029"),
        ),
        foot="The person certification scheme follows ISO/IEC 17024.",
    )


def attendance() -> bytes:
    return letter(
        "Tallow Academy Ltd",
        "Certificate of Attendance",
        "This certifies that Jonas Wexley attended the two-day course “ISO/IEC 42001 Foundation: building an AI "
        "management system” in Aarhus on 4 and 5 March 2026 (14 hours of training).",
        lines=(("Certificate No.", "AT-2026-118"),),
    )


def in_progress() -> bytes:
    return letter(
        "Brightkeel Assurance A/S",
        "To whom it may concern",
        "12 October 2026",
        "We confirm that Quillfeather Talent ApS, Havnegade 12, 1058 København K, has engaged us for the "
        "certification of its artificial intelligence management system against ISO/IEC 42001:2023. The stage 1 "
        "audit took place on 14 September 2026. The certification audit is scheduled for January 2027.",
        "The certification process is in progress. This letter is not a certificate and does not state conformity.",
    )


def declaration() -> bytes:
    return letter(
        "Quillfeather Talent ApS",
        "EU Declaration of Conformity",
        "pursuant to Article 47 and Annex V of Regulation (EU) 2024/1689",
        "1. AI system: Quillfeather Hire, version 4.2. 2. Provider: Quillfeather Talent ApS, Havnegade 12, 1058 "
        "København K. 3. This EU declaration of conformity is issued under the sole responsibility of the provider.",
        "4. The AI system is in conformity with Regulation (EU) 2024/1689. 5. It complies with Regulation (EU) "
        "2016/679. 6. Harmonised standards applied: EN ISO/IEC 42001:2026.",
        lines=(("Place and date of issue", "København, 2 February 2026"), ("Signed", "Marta Quist, CEO")),
    )


def notified_body() -> bytes:
    return letter(
        "Stavholm Conformity AS · Notified Body 9901",
        "EU Technical Documentation Assessment Certificate",
        "in accordance with Annex VII, point 4.6, of Regulation (EU) 2024/1689",
        "The notified body has assessed the technical documentation of the high-risk AI system named below.",
        lines=(
            ("Certificate No.", "9901-AI-2026-0031"),
            ("Provider", "Quillfeather Talent ApS"),
            ("AI system", "Quillfeather Gate, remote biometric identification"),
            ("Date of issue", "2 March 2026"),
            ("Valid until", "1 March 2030"),
        ),
    )


def registry_entry() -> bytes:
    return letter(
        "CLOUDTRUST Registry",
        "Self-assessment: AI controls questionnaire, level 1",
        "This entry is a self-assessment published by the provider. It was not verified by an independent party.",
        lines=(
            ("Provider", "Quillfeather Talent ApS"),
            ("Service", "Quillfeather Hire"),
            ("Submitted", "12 January 2026"),
            ("Frameworks mapped", "ISO/IEC 42001:2023, ISO/IEC 27001:2022"),
        ),
    )


def own_statement() -> bytes:
    return letter(
        "Quillfeather Talent ApS",
        "Statement of compliance with ISO/IEC 42001",
        "Quillfeather Talent ApS hereby declares under its own responsibility that its AI management system is "
        "aligned with ISO/IEC 42001:2023. This self-declaration covers development and operation of Quillfeather Hire.",
        lines=(("Date", "12 January 2026"), ("Signed", "Marta Quist, CEO")),
    )


def report_cover() -> bytes:
    return letter(
        "Ledgerhouse Assurance LLP",
        "Independent Service Auditor's Report",
        "System and Organization Controls (SOC 2) Type 1 report on the description of the Quillfeather Hire system of "
        "Quillfeather Talent ApS and the suitability of the design of its controls as of 30 June 2026.",
        "The service organization also holds a certificate under ISO/IEC 27001:2022 (certificate number "
        "ZZ-27001-0099, valid until 3 May 2028), which was not examined by us.",
    )


def menu() -> bytes:
    return letter(
        "Café Anemone", "Lunch menu", "Monday: lentil soup. Tuesday: baked trout with fennel. Friday: dumplings."
    )


OTHERS: dict[str, tuple[Callable[[], bytes], str]] = {
    "soc2-letter": (soc2, "assurance-report"),
    "soc2-report-that-names-27001": (report_cover, "assurance-report"),
    "hitrust-like-letter": (hitrust, ""),
    "training-label": (label_of_training, "other"),
    "placeholder": (placeholder, "other"),
    "specimen": (specimen, "other"),
    "invoice": (invoice, "other"),
    "audit-plan": (audit_plan, "other"),
    "lead-auditor": (lead_auditor, "certificate-of-a-person"),
    "attendance": (attendance, "certificate-of-a-person"),
    "in-progress": (in_progress, "other"),
    "eu-declaration": (declaration, "conformity-document"),
    "notified-body": (notified_body, "conformity-document"),
    "registry-entry": (registry_entry, "self-declaration"),
    "own-statement": (own_statement, "self-declaration"),
    "menu": (menu, "other"),
}
