"""The Statement of Applicability: version, day and exclusions; and the revision of the certificate itself.

ISO/IEC 27001 and 42001 certificates refer to it: ISO/IEC 27006-1 and 42006 ask for its version.
"""

from __future__ import annotations

import re
from datetime import date

from app.core.certificates.read.dates import days
from app.core.certificates.read.find import Hit, Scene, beside, cut
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


def read_soa(scene: Scene) -> tuple[Candidate[str] | None, Candidate[date] | None]:
    version: Candidate[str] | None = None
    day: Candidate[date] | None = None
    for hit in scene.hits[What.SOA]:
        for span, label, sure in _behind(scene, hit):
            text = span.text[:_NEAR]
            levelled = level(text)
            if (
                version is None
                and (match := _VERSION.search(levelled))
                and not days(text[match.start("version") : match.end("version") + 1])
            ):
                end = match.end("version")
                kept = cut(span, match.start("version"), end)
                value = kept.text.rstrip(".,;)")
                version = Candidate(value, sure, kept, label)
            if day is None and (found := days(text, pictured=span.how == "ocr")):
                first = found[0]
                kept = span.part(first.start, first.end)
                if first.open:
                    assert first.dmy
                    assert first.mdy
                    day = Candidate(None, min(sure, 0.6), kept, label, (first.dmy, first.mdy))
                else:
                    day = Candidate(first.value, sure * first.sure, kept, label)
        if version and day:
            break
    return version, day


def _behind(scene: Scene, hit: Hit) -> list[tuple[Span, Span, float]]:
    """The sentence from the label on, over the ends of lines; then the cells to the right."""
    line, label = hit.line, hit.line.part(hit.start, hit.end)
    tokens = list(line.tokens)
    lines = line.block.lines if line.block else [line]
    at = next((i for i, ln in enumerate(lines) if ln is line), 0)
    for other in lines[at + 1 : at + 3]:
        lead = scene.leading(other)
        if lead and lead.colon and lead.what not in (What.SOA, What.REVISION):
            break
        tokens.extend(other.tokens)
    whole = Span(line.page, tuple(tokens))
    out = [(cut(whole, hit.end, min(len(whole.text), hit.end + _NEAR)), label, 0.88)]
    row = Span(line.page, tuple(t for o in hit.sheet.right_of(line)[:4] for t in o.tokens))
    if row.tokens and (hit.colon or len(line.text) - hit.end < 4):
        out.append((row, label, 0.82))
    return [o for o in out if o[0].tokens]


def read_exclusions(scene: Scene) -> Candidate[tuple[str, ...]] | None:
    for hit in scene.hits[What.EXCLUDED]:
        if not hit.alone:
            continue
        for value in beside(scene, hit, whole=True):
            controls = tuple(dict.fromkeys(re.sub(r"\s", "", m.group()) for m in _CONTROL.finditer(value.span.text)))
            if controls:
                return Candidate(controls, min(value.sure, 0.82), value.span, value.label)
    return None


def read_revision(scene: Scene) -> Candidate[str] | None:
    for hit in scene.hits[What.REVISION]:
        soa_before = any(h.what is What.SOA and h.end <= hit.start for h in scene.by_line.get(id(hit.line), ()))
        beside_soa = any(
            any(h.what is What.SOA for h in scene.by_line.get(id(o), ()))
            for o in hit.sheet.near(hit.line.top, hit.line.bottom)
        )
        form = re.search(r"\bform|\bf[\s.-]?\d|\bt\.\d|\bfr\.\d", level(hit.line.text))
        if not hit.alone or soa_before or beside_soa or form:
            continue
        for value in beside(scene, hit):
            match = re.match(r"[A-Za-z]{0,3}[.-]?\d{1,4}(?:\.\d{1,3})?\b", value.span.text)
            if match and value.where != "above" and not days(value.span.text[:14]):
                kept = cut(value.span, match.start(), match.end())
                return Candidate(kept.text, value.sure * 0.9, kept, value.label)
            break
    return None
