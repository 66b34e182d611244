"""The scope statement, and the sites it holds for: the paragraph behind a label."""

from __future__ import annotations

from app.core.certificates.read.find import Hit, Scene, beside, phrase_index
from app.core.certificates.read.found import Candidate
from app.core.certificates.read.labels import What
from app.core.certificates.read.layout import Line, Sheet, Span
from app.core.certificates.read.text import fold

_MOST_LETTERS = 3000
_SHORT = 14  # letters of a label that sentences use too: it needs a colon or a line of its own


def read_scope(scene: Scene) -> Candidate[str] | None:
    found = [c for hit in scene.hits[What.SCOPE] if (c := _paragraph(scene, hit, What.SCOPE))]
    if not found:
        return None
    return max(found, key=lambda c: (round(c.sure, 1), -c.span.page, min(len(c.value or ""), 200)))


def read_sites(scene: Scene) -> Candidate[tuple[str, ...]] | None:
    for hit in scene.hits[What.SITES]:
        found = _paragraph(scene, hit, What.SITES)
        if found and found.value:
            sheet = scene.sheet_of(hit.line)
            lines = [ln.text for ln in sheet.lines if any(t in found.span.tokens for t in ln.tokens)]
            sites = tuple(dict.fromkeys(" ".join(ln.split()) for ln in lines if sum(c.isalpha() for c in ln) >= 4))[:40]
            if sites:
                return Candidate(sites, min(found.sure, 0.7), found.span, found.label)
    return None


def _paragraph(scene: Scene, hit: Hit, what: What) -> Candidate[str] | None:
    line, sheet = hit.line, hit.sheet
    covers = len(fold(line.text[hit.end :])) <= 3 or (hit.following is not None and hit.following.what is what)
    if not hit.alone or not (hit.colon or covers or (len(hit.label.letters) > _SHORT and hit.start <= 2)):
        return None
    for value in beside(scene, hit, reach=5.0, whole=hit.colon or len(hit.label.letters) > _SHORT):
        if value.where == "above" or sum(c.isalpha() for c in value.span.text) < 3:
            continue
        last = next((ln for ln in sheet.lines if value.span.tokens[-1] in ln.tokens), None)
        if last is None:
            continue
        tokens = list(value.span.tokens)
        for other in _following(scene, sheet, last, what):
            if sum(len(t.text) for t in tokens) > _MOST_LETTERS:
                break
            tokens.extend(t for t in other.tokens if t not in tokens)
        span = Span(line.page, tuple(tokens))
        lead = len(value.span.tokens[0].text) - len(value.span.text.split(" ")[0]) if value.where == "inline" else 0
        text = joined(span.text[max(0, lead) :])
        if len(text) < 4:
            continue
        sure = value.sure - 0.03 if hit.colon or covers else value.sure - 0.15
        return Candidate(text, min(sure, 0.92), span, value.label)
    return None


def joined(text: str) -> str:
    """Words parted at the end of a line put together again."""
    out = " ".join(text.split()).strip(' "“”„«»')
    while (
        "- " in out
        and (at := out.find("- ")) > 0
        and out[at - 1].islower()
        and out[at + 2 : at + 3].islower()
        and out[at - 2 : at - 1].isalpha()
    ):
        nxt = out[at + 2 :].split(" ")[0]
        if nxt in ("and", "und", "et", "y", "e", "en", "ou", "oder", "or"):
            break
        out = out[:at] + out[at + 2 :]
    return out


def _following(scene: Scene, sheet: Sheet, last: Line, what: What) -> list[Line]:
    """Lines that go on with the paragraph: below, close, of like size, until a label or another sentence comes."""
    out: list[Line] = []
    current = last
    for _ in range(60):
        below = [o for o in sheet.below(current, 1.5) if o not in out]
        nxt = next((o for o in below if abs(o.size - last.size) <= (0.35 if o.how == "ocr" else 0.2) * last.size), None)
        if nxt is None or nxt is not below[0] or scene.is_label(nxt) or nxt.top - current.bottom > 1.3 * current.height:
            break
        if _ends_scope(scene, nxt) or scene.in_row_of_label(sheet, nxt):
            break
        lead = scene.leading(nxt)
        if lead and lead.what not in (
            what,
            What.OTHER,
            What.STANDARD,
            What.SOA,
            What.SCOPE,
            What.SITES,
            What.HOLDER,
            What.REVISION,
        ):
            break
        out.append(nxt)
        current = nxt
    return out


_ENDS = (
    "this certificate",
    "the certificate",
    "validity of",
    "dieses zertifikat",
    "ce certificat",
    "dit certificaat",
    "el presente certificado",
    "la validità",
    "il presente certificato",
    "bu sertifika",
    "bu belge",
    "this is to certify",
    "the validity",
    "certificate is valid",
    "este certificado",
    "prezentul certificat",
    "further clarification",
    "durch ein audit",
    "an audit",
    "through an audit",
    "verklaring van toepasselijkheid versie",
    "the use of",
)
_ENDS_FOLDED = tuple(fold(e) for e in _ENDS)


def _ends_scope(scene: Scene, line: Line) -> bool:
    folded = fold(line.text)
    conforms = phrase_index("conforms").find(line)
    if conforms and conforms[0][0] <= 2 and conforms[0][1] - conforms[0][0] > 8:
        return True
    if any(h.what is What.NUMBER for h in scene.by_line.get(id(line), ())):
        return True
    return folded.startswith(_ENDS_FOLDED) or (bool(hits := phrase_index("certifies").find(line)) and hits[0][0] <= 2)
