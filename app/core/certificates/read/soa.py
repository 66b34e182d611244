"""The Statement of Applicability: version, day and exclusions; and the revision of the certificate itself.

ISO/IEC 27001 and 42001 certificates refer to it: ISO/IEC 27006-1 and 42006 ask for its version.
"""

from __future__ import annotations

import re
from datetime import date

from app.core.certificates.read.beside import beside
from app.core.certificates.read.dates import Day, days
from app.core.certificates.read.find import Hit, Scene, cut, label_index
from app.core.certificates.read.found import Candidate
from app.core.certificates.read.labels import What
from app.core.certificates.read.layout import Span
from app.core.certificates.read.text import level

_VERSION = re.compile(
    r"(?:\b(?:version|versie|versione|versiune\w*|version|versao|wersja|fassung|ver|vers|rev|revision|revisie|revisione|revizyon|revizia|issue|ausgabe|edition|edicion|edizione|no|nr|n°|indice|indeks|stand)\b[\s.:#]{0,4}|\bv[\s.]?)"
    r"(?P<version>(?:[a-z]{1,3}[-.]?)?\d[\w.]*(?:-[\w.]*\d[\w.]*)*)"
)
_CONTROL = re.compile(r"\bA\s?\.\s?\d{1,2}(?:\s?\.\s?\d{1,2}){1,3}\b")
_NEAR = 110  # letters behind the words "Statement of Applicability"

# Labels of other facts: what stands behind them is not the statement's.
_OTHERS = frozenset(
    {
        What.NUMBER,
        What.FIRST_ISSUED,
        What.VALID_FROM,
        What.VALID_UNTIL,
        What.VALIDITY,
        What.SURVEILLED,
        What.NOT_DATE,
        What.ACCREDITATION,
    }
)


def read_soa(scene: Scene) -> tuple[Candidate[str] | None, Candidate[date] | None]:
    version: Candidate[str] | None = None
    day: Candidate[date] | None = None
    for span, label, sure in _statements(scene):
        text = span.text[:_NEAR]
        levelled = level(text)
        if version is None and (match := _VERSION.search(levelled)):
            kept = cut(span, match.start("version"), match.end("version"))
            found = days(text)
            inside = any(d.start <= match.start("version") < d.end for d in found)
            value = kept.text.rstrip(".,;)")
            if not inside and value:
                version = Candidate(value, sure, kept, label)
        if day is None and (found := days(text, pictured=span.how == "ocr")):
            day = _day(span, label, sure, found[0])
        if version and day:
            break
    return version, day


def _day(span: Span, label: Span, sure: float, day: Day) -> Candidate[date]:
    kept = span.part(day.start, day.end)
    if day.dmy and day.mdy and day.open:
        return Candidate(None, min(sure, 0.6), kept, label, (day.dmy, day.mdy))
    return Candidate(day.value, sure * day.sure, kept, label)


def _statements(scene: Scene) -> list[tuple[Span, Span, float]]:
    """What follows the words in their paragraph, over the ends of lines; then the cells to the right."""
    out: list[tuple[Span, Span, float]] = []
    for _, block in scene.blocks:
        whole = block.span
        if len(whole.text) > 6000:
            continue
        for start, end, label in label_index().find(whole):
            if label.what is What.SOA and end < len(whole.text):
                stop = next(
                    (s for s, _, other in label_index().find(whole) if s > end and other.what in _OTHERS), end + _NEAR
                )
                kept = cut(whole, end, min(len(whole.text), stop, end + _NEAR))
                if kept.tokens:
                    out.append((kept, whole.part(start, end), 0.88))
    for hit in scene.hits[What.SOA]:
        row = Span(hit.line.page, tuple(t for o in hit.sheet.right_of(hit.line)[:4] for t in o.tokens))
        if row.tokens and (hit.colon or len(hit.line.text) - hit.end < 4):
            out.append((row, hit.line.part(hit.start, hit.end), 0.82))
    return out


def read_exclusions(scene: Scene) -> Candidate[tuple[str, ...]] | None:
    for hit in scene.hits[What.EXCLUDED]:
        if not hit.alone:
            continue
        for value in beside(scene, hit, whole=True):
            controls = tuple(dict.fromkeys(re.sub(r"\s", "", m.group()) for m in _CONTROL.finditer(value.span.text)))
            if controls:
                return Candidate(controls, min(value.sure, 0.82), value.span, value.label)
    return None


def _goes_on_from_soa(hit: Hit) -> bool:
    """The line before ends with the words "Statement of Applicability", and this one begins with its version."""
    lines = hit.line.block.lines if hit.line.block else []
    at = next((i for i, ln in enumerate(lines) if ln is hit.line), 0)
    if not at or hit.colon:
        return False
    both = Span(hit.line.page, lines[at - 1].tokens + hit.line.tokens)
    place = len(lines[at - 1].text) + 1 + hit.start
    return any(w.what is What.SOA and 0 <= place - end <= 40 for _, end, w in label_index().find(both))


def read_revision(scene: Scene) -> Candidate[str] | None:
    for hit in scene.hits[What.REVISION]:
        soa_before = any(h.what is What.SOA and h.end <= hit.start for h in scene.by_line.get(id(hit.line), ()))
        beside_soa = any(
            any(h.what is What.SOA for h in scene.by_line.get(id(o), ()))
            for o in hit.sheet.near(hit.line.top, hit.line.bottom)
        )
        form = re.search(r"\bform|\bf[\s.-]?\d|\bt\.\d|\bfr\.\d", level(hit.line.text))
        if not hit.alone or soa_before or beside_soa or form or _goes_on_from_soa(hit):
            continue
        for value in beside(scene, hit):
            match = re.match(r"[A-Za-z]{0,3}[.-]?\d{1,4}(?:\.\d{1,3})?\b", value.span.text)
            if match and value.where != "above" and not days(value.span.text[:14]):
                kept = cut(value.span, match.start(), match.end())
                return Candidate(kept.text, value.sure * 0.9, kept, value.label)
            break
    return None
