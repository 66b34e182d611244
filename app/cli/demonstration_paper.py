"""Small honest PDFs: what a vendor of the demonstration attaches, marked as such on every page."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from app.core.certificates.context import in_words
from app.core.certificates.facts import CertificateFacts
from app.core.questionnaire.model import Questionnaire
from app.core.response import Evidence, Response

MARK = "Made for the demonstration of Countersign. The companies are invented."
_WIDTH = 88  # characters of a line, at 11 points on A4
_LINES = 42  # of a page


def paper(evidence: Evidence, response: Response, questionnaire: Questionnaire) -> bytes:
    """A PDF for one piece of evidence of an example: a certificate's facts, or the words it stands behind.

    It has as many pages as the vendor refers to, and the words stand on the first of those.
    """
    certificate = next((c for c in response.certificates if c.evidence == evidence.id), None)
    words = _certificate(certificate) if certificate else _document(evidence, response, questionnaire)
    named = [int(number) for number in re.findall(r"\d+", evidence.pages)] or [1]
    text = _pages([evidence.name.removesuffix(".pdf").replace("-", " ").replace("_", " "), "", *words])
    before = [["Left empty in the demonstration."]] * (named[0] - 1)
    after = [["Left empty in the demonstration."]] * (named[-1] - len(before) - len(text))
    return pdf([*before, *text, *after])


def _document(evidence: Evidence, response: Response, questionnaire: Questionnaire) -> list[str]:
    lines = [f"{response.vendor.legal_name}, about {response.subject.name}", ""]
    for question_id in evidence.questions:
        answer = response.answers.get(question_id)
        lines += [str(questionnaire.by_id[question_id].ask), (answer.note if answer else "") or "As answered.", ""]
    return lines


def _certificate(facts: CertificateFacts) -> list[str]:
    stated = {
        "Certificate of registration": facts.number,
        "This is to certify that the management system of": facts.holder,
        "has been assessed against": facts.standard,
        "for the following scope": facts.scope,
        "Issued by": facts.body,
        "Accredited by": facts.accreditation_body,
        "Accreditation number": facts.accreditation_number,
        "Statement of applicability, version": facts.soa_version,
    }
    lines = [line for label, fact in stated.items() if fact for line in (label, fact.value, "")]
    if facts.sites:
        lines += ["Sites", ", ".join(facts.sites.value), ""]
    if facts.excluded_controls and facts.excluded_controls.value:
        lines += ["Controls of Annex A left out", ", ".join(facts.excluded_controls.value), ""]
    for label, day in (("Valid from", facts.valid_from), ("Valid until", facts.valid_until)):
        lines += [label, in_words(day.value), ""] if day else []
    return lines


def _pages(lines: Sequence[str]) -> list[list[str]]:
    wrapped = [part for line in lines for part in textwrap.wrap(line, _WIDTH) or [""]]
    return [wrapped[i : i + _LINES] for i in range(0, len(wrapped), _LINES)]


def _escaped(line: str) -> str:
    return re.sub(r"([()\\])", r"\\\1", line)


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Lines of text as a PDF 1.4 of A4 pages (ISO 32000-1, 7.5), in a font that every reader has."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, lines in enumerate(pages, 1):
        shown = [f"{MARK} Page {number} of {len(pages)}.", "", *lines]
        text = "\n".join(f"({_escaped(line)}) Tj T*" for line in shown)
        drawn = f"BT /F1 11 Tf 17 TL 56 786 Td\n{text}\nET".encode("cp1252", "replace")
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % (len(objects) + 2)
        )
        objects.append(b"<</Length %d>>stream\n%b\nendstream" % (len(drawn), drawn))
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(body))
    )
