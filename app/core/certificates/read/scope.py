"""The scope statement, and the sites it holds for: the paragraph behind a label."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from app.core.certificates.read.beside import Value, beside
from app.core.certificates.read.find import Hit, Scene, covers, phrase_index
from app.core.certificates.read.found import Candidate
from app.core.certificates.read.labels import What
from app.core.certificates.read.labels.model import terms
from app.core.certificates.read.layout import Line, Sheet, Span
from app.core.certificates.read.sentence import ends_inside, without_statement
from app.core.certificates.read.text import fold, level

_MOST_LETTERS = 3000
_SHORT = 14  # letters of a label that sentences use too: it needs a colon or a line of its own


def read_scope(scene: Scene) -> Candidate[str] | None:
    hits = sorted(scene.hits[What.SCOPE], key=lambda h: not scene.announces(h))
    found: list[Candidate[str]] = []
    for hit in hits:
        inside = any(t in c.span.tokens for c in found for t in hit.line.tokens)
        if (scene.announces(hit) or not inside) and (candidate := _paragraph(scene, hit, What.SCOPE)):
            found.append(candidate)
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
    sheet = hit.sheet
    filled = covers(hit) or (hit.following is not None and hit.following.what is what)
    headed = not hit.alone and _is_heading(hit)
    if not headed and not (hit.alone and (hit.colon or filled or (len(hit.label.letters) > _SHORT and hit.start <= 2))):
        return None
    for value in beside(scene, hit, reach=5.0, whole=hit.colon or len(hit.label.letters) > _SHORT):
        if value.where == "above" or sum(c.isalpha() for c in value.span.text) < 3:
            continue
        lines = [ln for ln in sheet.lines if any(t in ln.tokens for t in value.span.tokens)]
        if not lines:
            continue
        found = _whole(scene, hit, value, lines, what)
        if found is None:
            continue
        sure = value.sure - (0.1 if headed else 0.03 if hit.colon or filled else 0.15)
        return replace(found, sure=min(sure, 0.92, found.sure), label=value.label)
    return None


def _is_heading(hit: Hit) -> bool:
    """ "Certifikatets gyldighedsområde": a line of its own that ends with the label and speaks of the certificate."""
    before = level(hit.line.text[: hit.start])
    return covers(hit) and len(before) <= 24 and len(before.split()) <= 2 and bool(_OF_CERTIFICATE.search(before))


_OF_CERTIFICATE = re.compile("certif|zertif|sertif|certyf|osvedc|tanusit|belge|approv|registr")


def _whole(scene: Scene, hit: Hit, value: Value, lines: list[Line], what: What) -> Candidate[str] | None:
    """The paragraph that a value belongs to; not sure of it where it begins or ends in the middle of a sentence."""
    sheet = hit.sheet
    before = [] if value.where == "inline" else _leading_up(scene, hit, lines[0], over=value.where == "over")
    after, stopped = ([], None) if value.where == "over" else _following(scene, sheet, lines[-1], what)
    tokens = [t for ln in before for t in ln.tokens] + list(value.span.tokens)
    for other in after:
        if sum(len(t.text) for t in tokens) > _MOST_LETTERS:
            break
        tokens.extend(t for t in other.tokens if t not in tokens)
    span = Span(hit.line.page, tuple(tokens))
    lead = 0
    if value.where == "inline":
        lead = len(value.span.tokens[0].text) - len(value.span.text.split(" ")[0])
    end = without_statement(span) if what is What.SCOPE else len(span.text)
    printed = joined(span.text[max(0, lead) : end])
    text = printed.rstrip(" ,;:(")
    if len(text) < 4:
        return None
    sure = 1.0
    open_end = end == len(span.text) and printed.endswith((",", "("))
    leading = None if value.where == "inline" else scene.leading((before or lines)[0])
    if leading is not None and leading.what not in _WITHIN:
        sure = 0.5
    elif open_end or ends_inside(text) or (stopped is not None and end == len(span.text) and _goes_on(text, stopped)):
        sure = 0.6
    elif stopped in after or (text[0].islower() and _cut_before(scene, hit, (before or lines)[0])):
        sure = 0.7
    return Candidate(text, sure, span.part(0, end) if end < len(span.text) else span)


def _goes_on(text: str, line: Line) -> bool:
    """A line that was left out, in the same paragraph, begins like the rest of a sentence that has not ended."""
    return line.text[:1].islower() and not text.endswith((".", "!", ":", ")"))


def _cut_before(scene: Scene, hit: Hit, first: Line) -> bool:
    """A line right above belongs to the same paragraph, and was left out."""
    lines = first.block.lines if first.block else []
    at = next((i for i, ln in enumerate(lines) if ln is first), 0)
    return at > 0 and lines[at - 1] not in (hit.line, hit.tail) and scene.leading(lines[at - 1]) is None


def _leading_up(scene: Scene, hit: Hit, first: Line, *, over: bool) -> list[Line]:
    """Lines of the same paragraph above the one that was found beside or over the label: same type, same distance, no
    label among them. Above the label's own height they are the value's only where a gap parts them from what stands
    higher, as where the label stands at the middle of its value."""
    lines = first.block.lines if first.block else []
    at = next((i for i, ln in enumerate(lines) if ln is first), 0)
    steps = [below.top - above.top for above, below in itertools.pairwise(lines)]
    slack = 1.4 if first.how == "ocr" else 1.12
    out: list[Line] = []
    for index in range(at - 1, max(-1, at - 13), -1):
        other = lines[index]
        same_type = abs(other.size - first.size) <= (0.3 if other.how == "ocr" else 0.08) * first.size
        if other in (hit.line, hit.tail) or not same_type or steps[index] > slack * min(steps):
            break
        if scene.is_label(other) or _ends_scope(scene, other):
            break
        higher = other.top < hit.line.top - 0.5 * hit.line.height
        if not over and higher and scene.in_row_of_label(hit.sheet, other):
            out = [ln for ln in out if ln.top >= hit.line.top - 0.5 * hit.line.height]
            break
        out.insert(0, other)
    return out


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


def _following(scene: Scene, sheet: Sheet, last: Line, what: What) -> tuple[list[Line], Line | None]:
    """Lines that go on with the paragraph: below, close, of like size, until a label or another sentence comes; and the
    line of the same type at which they stopped, or would have stopped if the sentence had ended there."""
    out: list[Line] = []
    stopped: Line | None = None
    current = last
    for _ in range(60):
        below = [o for o in sheet.below(current, 1.5) if o not in out]
        nxt = next((o for o in below if abs(o.size - last.size) <= (0.35 if o.how == "ocr" else 0.2) * last.size), None)
        if nxt is None or nxt is not below[0] or nxt.top - current.bottom > 1.3 * current.height:
            break
        if scene.is_label(nxt) and not (_unfinished(current.text) and _within_words(scene, nxt)):
            break
        if not _in_column(current, nxt):
            break
        lead = scene.leading(nxt)
        in_row = scene.in_row_of_label(sheet, nxt)
        if lead and lead.what not in _WITHIN and not current.text.endswith(",") and not nxt.text[:1].islower():
            in_row = in_row or not ends_inside(current.text)
            stopped = nxt
        if in_row or _ends_scope(scene, nxt):
            stopped = nxt
            if in_row or not ends_inside(current.text):
                break
        out.append(nxt)
        current = nxt
    return out, stopped


def _unfinished(text: str) -> bool:
    return text.endswith(",") or ends_inside(text)


def _within_words(scene: Scene, line: Line) -> bool:
    """The label that it begins with may be words of a sentence: small letters, and no colon behind."""
    hit = scene.leading(line)
    return hit is not None and not hit.colon and line.text[:1].islower()


def _in_column(line: Line, other: Line) -> bool:
    """They begin, end or have their middle at the same place, as lines of one paragraph do."""
    left, right = line.left - other.left, line.right - other.right
    return min(abs(left), abs(right), abs(left + right) / 2) <= 2.5 * line.height


_WITHIN = (
    What.SCOPE,
    What.SITES,
    What.OTHER,
    What.STANDARD,
    What.SOA,
    What.HOLDER,
    What.REVISION,
)  # labels that are words of a scope too


_ENDS = terms(
    """
    this certificate | the certificate | validity of | the validity | certificate is valid | this is to certify |
    dieses zertifikat | das zertifikat | die gültigkeit | ce certificat | le certificat | la validité |
    dit certificaat | het certificaat | de geldigheid | el presente certificado | este certificado | el certificado |
    la validez | la validità | il presente certificato | questo certificato | il certificato | a validade |
    o presente certificado | o certificado | bu sertifika | bu belge | işbu belge | prezentul certificat |
    acest certificat | certificatul | certyfikat pozostaje | certyfikat jest | niniejszy certyfikat | ważność |
    detta certifikat | certifikatet | dette certifikat | dette sertifikatet | tento certifikát | platnost |
    further clarification | durch ein audit | an audit | through an audit |
    verklaring van toepasselijkheid versie | the use of
    """
)
_ENDS_FOLDED = tuple(fold(e) for e in _ENDS)


def _ends_scope(scene: Scene, line: Line) -> bool:
    folded = fold(line.text)
    if _says_it_runs_a_system(line):
        return True
    if any(h.what is What.NUMBER for h in scene.by_line.get(id(line), ())):
        return True
    return folded.startswith(_ENDS_FOLDED) or (bool(hits := phrase_index("certifies").find(line)) and hits[0][0] <= 2)


def _says_it_runs_a_system(line: Line) -> bool:
    """ "has implemented", "ein Datenschutz-Managementsystem eingeführt hat": the sentence around the scope goes on."""
    conforms = [(start, end) for start, end, _ in phrase_index("conforms").find(line) if end - start > 8]
    if conforms and conforms[0][0] <= 2:
        return True
    systems = phrase_index("systems").find(line)
    begins = bool(systems) and len(line.text[: systems[0][0]].replace("-", " ").split()) <= 2
    return begins and any(start >= systems[0][1] for start, _ in conforms)
