"""How a certificate of the demonstration looks: a frame, the words such documents use, and who issued it.

Drawn with the fonts that every reader of PDF has (ISO 32000-1, 9.6.2.2), so that nothing needs to be embedded.
"""

from __future__ import annotations

import re
import textwrap

from app.core.certificates.context import in_words
from app.core.certificates.facts import CertificateFacts

# Names in the resources of every page.
FONTS = {"F1": "Helvetica", "F2": "Helvetica-Bold", "F3": "Times-Roman", "F4": "Times-Italic", "F5": "Times-Bold"}
_LEFT, _VALUE = 84, 236
_INK, _GREY, _BLACK = "0.05 0.33 0.38", "0.42 0.45 0.47", "0.1 0.11 0.12"
_SIGNATURE = (
    "90 158 m 98 184 106 184 102 160 c 100 146 112 172 122 168 c 132 164 126 150 138 158 c 150 166 160 164 176 170 c"
)


class Sheet:
    """The content of one A4 page; y counts points from its lower edge."""

    def __init__(self) -> None:
        self._drawn: list[str] = []

    def text(
        self, x: float, y: float, words: str, font: str, size: float, ink: str = _BLACK, spread: float = 0
    ) -> None:
        shown = re.sub(r"([()\\])", r"\\\1", words)
        self._drawn.append(f"BT {ink} rg /{font} {size:g} Tf {spread:g} Tc 1 0 0 1 {x:g} {y:g} Tm ({shown}) Tj ET")

    def box(self, x: float, y: float, width: float, height: float, ink: str, line: float = 0) -> None:
        """A frame, or with no line a filled one."""
        paint = f"{ink} RG {line:g} w {x:g} {y:g} {width:g} {height:g} re S"
        self._drawn.append(paint if line else f"{ink} rg {x:g} {y:g} {width:g} {height:g} re f")

    def curve(self, path: str, ink: str, line: float) -> None:
        self._drawn.append(f"{ink} RG {line:g} w {path} S")

    def content(self) -> bytes:
        return "\n".join(self._drawn).encode("cp1252", "replace")


def certificate(facts: CertificateFacts, mark: str, number: int, of: int) -> Sheet:
    sheet = Sheet()
    body = facts.body.value if facts.body else "A certification body"
    sheet.box(26, 26, 543, 790, _INK, 1.2)
    sheet.box(32, 32, 531, 778, _INK, 0.4)
    sheet.box(26, 740, 14, 76, _INK)
    sheet.text(_LEFT, 768, body.upper().removesuffix(" LTD"), "F2", 13, _INK, 2)
    sheet.text(_LEFT, 753, "Certification of management systems", "F1", 7.5, _GREY, 0.6)
    sheet.text(_LEFT, 688, "Certificate of Registration", "F3", 31)
    sheet.text(_LEFT, 652, "This is to certify that the management system of", "F4", 11.5, _GREY)
    y = 624.0
    if facts.holder:
        sheet.text(_LEFT, y, facts.holder.value, "F5", 19)
        y -= 16
    for line in facts.addresses.value if facts.addresses else ():
        sheet.text(_LEFT, y, line, "F1", 9, _GREY)
        y -= 13
    y -= 16
    sheet.text(_LEFT, y, "has been assessed and found to meet the requirements of", "F4", 11.5, _GREY)
    y -= 26
    sheet.text(_LEFT, y, facts.standard.value if facts.standard else "", "F5", 18, _INK)
    y -= 26
    sheet.text(_LEFT, y, "for the following scope", "F4", 11.5, _GREY)
    y -= 20
    for line in textwrap.wrap(facts.scope.value if facts.scope else "", 74):
        sheet.text(_LEFT, y, line, "F3", 11.5)
        y -= 15
    y -= 8
    sheet.box(_LEFT, y, 427, 0.6, _GREY)
    y -= 22
    for label, value in _rows(facts):
        sheet.text(_LEFT, y, label, "F1", 9.5, _GREY)
        sheet.text(_VALUE, y, value, "F2", 9.5)
        y -= 17
    _issuer(sheet, facts, body)
    sheet.text(_LEFT, 44, f"{mark} Page {number} of {of}.", "F1", 7, _GREY)
    return sheet


def _rows(facts: CertificateFacts) -> list[tuple[str, str]]:
    soa = facts.soa_version.value if facts.soa_version else ""
    if soa and facts.soa_date:
        soa += f", dated {in_words(facts.soa_date.value)}"
    days = (
        ("Valid from", facts.valid_from), ("Valid until", facts.valid_until), ("First issued", facts.first_issued),
        ("Last surveillance audit", facts.surveillance),
    )  # fmt: skip
    rows = [
        ("Certificate number", facts.number.value if facts.number else ""),
        *((label, in_words(day.value) if day else "") for label, day in days),
        ("Statement of applicability", f"version {soa}" if soa else ""),
        ("Controls left out", ", ".join(facts.excluded_controls.value) if facts.excluded_controls else ""),
    ]
    sites = facts.sites.value if facts.sites else ()
    return [
        *((label, value) for label, value in rows if value),
        *(("Sites" if first == 0 else "", site) for first, site in enumerate(sites)),
    ]


def _issuer(sheet: Sheet, facts: CertificateFacts, body: str) -> None:
    """Below left a signature over the body's name, right the mark of who accredits it."""
    sheet.curve(_SIGNATURE, _INK, 1.3)
    sheet.box(_LEFT, 142, 168, 0.6, _GREY)
    sheet.text(_LEFT, 128, f"Issued by {body}", "F2", 9.5)
    sheet.text(_LEFT, 115, "2 Tideway, Port Marrow", "F1", 8.5, _GREY)
    if not facts.accreditation_body:
        return
    sheet.box(372, 104, 139, 82, _GREY, 0.8)
    sheet.box(380, 160, 12, 12, _INK)
    sheet.text(398, 163, "Accredited by", "F1", 8.5, _GREY)
    for row, line in enumerate(textwrap.wrap(facts.accreditation_body.value, 26)):
        sheet.text(380, 144 - 12 * row, line, "F2", 8.5)
    if facts.accreditation_number:
        sheet.text(380, 116, f"Accreditation no. {facts.accreditation_number.value}", "F1", 8.5)
