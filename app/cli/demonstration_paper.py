"""Small honest PDFs: what a vendor of the demonstration attaches, marked as such on every page."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from app.cli.demonstration_certificate import FONTS, Sheet, certificate
from app.core.certificates.facts import CertificateFacts
from app.core.questionnaire.model import Questionnaire
from app.core.response import Evidence, Response

MARK = "Made for the demonstration of Countersign. The companies are invented."
EMPTY = "Left empty in the demonstration."
_WIDTH = 88  # characters of a line, at 11 points on A4
_LINES = 42  # of a page


def paper(evidence: Evidence, response: Response, questionnaire: Questionnaire) -> bytes:
    """A PDF for one piece of evidence of an example: a certificate's facts, or the words it stands behind.

    It has as many pages as the vendor refers to, and the words stand on the first of those.
    """
    facts = next((c for c in response.certificates if c.evidence == evidence.id), None)
    named = [int(number) for number in re.findall(r"\d+", evidence.pages)] or [1]
    if facts is not None:
        return certificate_paper(facts, named[-1])
    words = _document(evidence, response, questionnaire)
    text = _pages([evidence.name.removesuffix(".pdf").replace("-", " ").replace("_", " "), "", *words])
    before = [[EMPTY]] * (named[0] - 1)
    after = [[EMPTY]] * (named[-1] - len(before) - len(text))
    pages = [*before, *text, *after]
    return pdf([_lines(lines, number, len(pages)) for number, lines in enumerate(pages, 1)])


def certificate_paper(facts: CertificateFacts, pages: int = 1) -> bytes:
    """A certificate with these facts on its first page."""
    first = certificate(facts, MARK, 1, pages).content()
    return pdf([first, *(_lines([EMPTY], number, pages) for number in range(2, pages + 1))])


def _document(evidence: Evidence, response: Response, questionnaire: Questionnaire) -> list[str]:
    lines = [f"{response.vendor.legal_name}, about {response.subject.name}", ""]
    for question_id in evidence.questions:
        answer = response.answers.get(question_id)
        lines += [str(questionnaire.by_id[question_id].ask), (answer.note if answer else "") or "As answered.", ""]
    return lines


def _pages(lines: Sequence[str]) -> list[list[str]]:
    wrapped = [part for line in lines for part in textwrap.wrap(line, _WIDTH) or [""]]
    return [wrapped[i : i + _LINES] for i in range(0, len(wrapped), _LINES)]


def _lines(lines: Sequence[str], number: int, of: int) -> bytes:
    """A page of plain lines, with the mark above them."""
    sheet = Sheet()
    for row, line in enumerate([f"{MARK} Page {number} of {of}.", "", *lines]):
        sheet.text(56, 786 - 17 * row, line, "F1", 11)
    return sheet.content()


def pdf(pages: Sequence[bytes]) -> bytes:
    """Contents of pages as a PDF 1.4 of A4 pages (ISO 32000-1, 7.5), in fonts that every reader has."""
    first = 3 + len(FONTS)
    kids = " ".join(f"{first + 2 * i} 0 R" for i in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode()]
    objects += [
        f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>".encode() for name in FONTS.values()
    ]
    fonts = "".join(f"/{name} {number} 0 R" for number, name in enumerate(FONTS, 3)).encode()
    for drawn in pages:
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<<%b>>>>/Contents %d 0 R>>"
            % (fonts, len(objects) + 2)
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
