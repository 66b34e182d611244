"""Who issued it: sentences and labels first, then the letterhead. Most issuers are on no list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.catalog.model import ReferenceData
from app.core.certificates.names import states_legal_form
from app.core.certificates.read.beside import beside
from app.core.certificates.read.find import Scene, cut, phrase_index, trimmed
from app.core.certificates.read.found import Candidate
from app.core.certificates.read.labels import What
from app.core.certificates.read.layout import Span
from app.core.certificates.read.naming import (
    fillers,
    form_end,
    is_address,
    looks_like_name,
    names_a_body,
    spread_forms,
)
from app.core.certificates.read.standard import designations
from app.core.certificates.read.text import fold, level, words_of

_MOST = 120  # candidates
_SMALL = frozenset("and und et e y i de der di del da do of für for the la le & van von ve voor pour".split())
_OFFICE = re.compile(
    r"^(?:(?:the|die|der|de|la|le|il|el|l')\s+)?(?:certification body|zertifizierungsstelle|organisme de certification|"
    r"organismo di certificazione|entidad de certificacion|certificatie-?instelling)\s*"
    r"(?:of|der|des|von|de|di|van)?\s*(?:the|the company)?\s*",
    re.IGNORECASE,
)
_NOBODY = frozenset(
    fold(word)
    for word in "this it we hereby certificate iso iaf ea ukas law the management director client company organization "
    "organisation and".split()
)


@dataclass(frozen=True)
class _Heard:
    name: str
    weight: float
    span: Span
    label: Span | None
    by: str


def read_body(scene: Scene, holder: str, reference: ReferenceData) -> Candidate[str] | None:
    """The name for which most speaks; the fullest form of it that the document prints."""
    heard = [*_sentences(scene), *_labels(scene), *_known(scene, reference), *_letterhead(scene)][:_MOST]
    heard = [h for h in heard if _good(h.name) and not _same(h.name, holder)]
    if not heard:
        return None
    best_sure, best_group = 0.0, heard[:1]
    for one in heard[:40]:
        group = [h for h in heard if _of_one(h.name, one.name)]
        doubt = 1.0
        for by in {h.by for h in group}:
            doubt *= 1 - max(h.weight for h in group if h.by == by)
        if 1 - doubt > best_sure + 0.001:
            best_sure, best_group = 1 - doubt, group
    lead = max(best_group, key=lambda h: h.weight)
    full = [
        h
        for h in best_group
        if words(lead.name) <= words(h.name)
        and (states_legal_form(h.name) or names_a_body(h.name))
        and len(h.name) < 90
    ]
    chosen = max(full, key=lambda h: (states_legal_form(h.name), h.weight, -len(h.name)), default=lead)
    return Candidate(chosen.name, min(best_sure, 0.94), chosen.span, chosen.label or None)


def words(name: str) -> frozenset[str]:
    return frozenset(words_of(name))


def _of_one(one: str, other: str) -> bool:
    a, b = words(one), words(other)
    if a and b and (a <= b or b <= a):
        return True
    x, y = fold(one), fold(other)
    return len(x) >= 5 and len(y) >= 5 and (x in y or y in x)


def _same(one: str, other: str) -> bool:
    return bool(one and other) and (fold(one) in fold(other) or (len(fold(other)) > 4 and fold(other) in fold(one)))


# "Dit certificaat is" is no name, though "The Acme Institution" may be.
_POINTING = frozenset(
    "this dit deze dieses diese ce cet cette questo questa este esta bu işbu acest prezentul niniejszy niniejszym "
    "detta dette denne tento".split()
)


def _good(name: str) -> bool:
    first, *others = name.split() or [""]
    if not first or (level(first) in _POINTING and others and others[0].islower()):
        return False
    own = [w for w in words_of(name) if fold(w) not in fillers()]
    letters, digits = sum(c.isalpha() for c in name), sum(c.isdigit() for c in name)
    if (
        digits > 3
        or letters < 0.6 * len(name.replace(" ", ""))
        or (len(name.split()) > 7 and not states_legal_form(name))
    ):
        return False
    if not own or all(fold(w) in _NOBODY for w in own) or len(name) < 2 or len(name) > 110:
        return False
    return not designations(name) and not is_address(name) and not (name[:1].islower() and name[1:2].islower())


def _capitalised(span: Span, start: int) -> tuple[int, int] | None:
    """The run of capitalised words that begins at `start`."""
    begin, end = None, start
    for match in re.finditer(r"\S+", span.text[start : start + 160]):
        word = match.group()
        bare = word.strip("\"“”„«»'(),.;:’")
        if begin is None and level(bare) in _SMALL:
            continue
        if not bare:
            break
        if begin is not None and (form := _spread_at(span.text, start + match.start())):
            return begin, form
        if bare[0].isupper() or (bare[0].isdigit() and begin is not None and len(bare) < 4):
            begin = start + match.start() if begin is None else begin
            end = start + match.end()
            if word.endswith((";", ":", ")")) or (
                word.endswith(",") and not _form_next(span.text[start + match.end() :])
            ):
                break
            if word.endswith(".") and len(bare) > 3 and not states_legal_form(f"x {bare}"):
                break
            if word.endswith(".") and _is_form(bare) and not _form_next(span.text[start + match.end() :]):
                break
        elif level(bare) in _SMALL and begin is not None:
            continue
        elif begin is not None and _is_form(bare):
            end = start + match.end()
        else:
            break
    return (begin, end) if begin is not None else None


def _spread_at(text: str, start: int) -> int | None:
    """Where a legal form ends that begins here and is written with blanks."""
    return next((start + last for first, last in spread_forms(text[start : start + 24]) if first == 0), None)


def _capital(word: str) -> bool:
    return any(c.isupper() for c in word[:2])


def _is_form(word: str) -> bool:
    """ "d.o.o." and "mbH" behind a name; "as" and "is" are words."""
    return any(c.isupper() or c == "." for c in word) and states_legal_form(f"x {word}")


def _form_next(rest: str) -> bool:
    following = re.match(r"\s*(\S+)", rest)
    return bool(following and states_legal_form(f"x {following.group(1).strip(',.')}"))


_BY_OTHERS = re.compile(
    r"[\s,(]+(?:accredit(?:ed)?|akkreditiert|approved|recogni[sz]ed) (?:by|durch|von)\b.*", re.IGNORECASE
)


def _tidy(text: str) -> str:
    text = _OFFICE.sub("", " ".join(text.split()))
    text = _BY_OTHERS.sub("", text)
    if text.count('"') % 2:
        text = text[: text.rfind('"')] or text
    text = text.strip(" ,;:|\"“”„«»'")
    text = text.rstrip(".") if text.endswith(".") and not states_legal_form(text) else text
    return text[:-2] if text.endswith(("'s", "’s")) else text


def _sentences(scene: Scene) -> list[_Heard]:
    found: list[_Heard] = []
    for _, block in scene.blocks:
        span = block.span
        if len(span.text) > 4000:
            continue
        for start, end, _ in phrase_index("certifies").find(span)[:3]:
            found += subject(span, start, end, 0.85)
        for start, end, _ in phrase_index("accredited").find(span)[:3]:
            if fold(span.text[start:end]).startswith("tarafindan"):  # Turkish names the accreditation body before it
                continue
            found += subject(span, start, end, 0.6)
        for start, end, _ in phrase_index("approved").find(span)[:2]:
            if fold(span.text[end : end + 12]).startswith("akredit"):
                continue
            found += subject(span, start, end, 0.75)
        for start, end, _ in phrase_index("issuers").find(span)[:6]:
            at = _capitalised(span, end)
            if at and at[0] - end < 14:
                kept = cut(span, *at)
                shouted = not any(c.islower() for c in span.text[max(0, start - 30) : at[1] + 30])
                if shouted and not (states_legal_form(kept.text) or names_a_body(kept.text)):
                    continue  # in capitals every word looks like a name
                small = "propert" in level(span.text[start:end]) or "behalf" in level(span.text[start:end])
                found.append(_Heard(_tidy(kept.text), 0.7 if small else 0.8, kept, span.part(start, end), "sentence"))
    return found


def _line_begins(span: Span, start: int) -> int:
    """Where the line of text[start] begins, or the line before when nothing stands before it on its own."""
    at = next((i for i in range(len(span.offsets) - 1, -1, -1) if span.offsets[i] <= start), 0)
    first = at
    rows = 0
    while first and start - span.offsets[first - 1] < 140:
        wraps = (
            span.tokens[first - 1].left > span.tokens[first].left
            and span.tokens[first - 1].bottom <= (span.tokens[first].top + span.tokens[first].bottom) / 2
        )
        if wraps:
            rows += 1
            if first < at or rows > 1:
                break
        first -= 1
    return span.offsets[first]


def subject(span: Span, start: int, end: int, weight: float) -> list[_Heard]:
    """Who does what the phrase says: the capitalised words right before it."""
    before = span.text[_line_begins(span, start) : start]
    sentence = re.split(r"(?<=[a-z)])[;:]\s|\s[|•]\s", before)[-1]
    inside = spread_forms(sentence)
    for stop in reversed(list(re.finditer(r"\.\s", sentence))):
        if any(first <= stop.start() < last - 1 for first, last in inside):
            continue
        if not states_legal_form(f"x {sentence[: stop.start() + 1].split()[-1]}"):
            sentence = sentence[stop.end() :]
            break
    sentence = re.sub(r",\s*(?:an?|the|eine?|als)\s[^,]{3,60},?\s*$", "", sentence.rstrip()).rstrip(" ,")
    offset = start - len(before) + before.rfind(sentence) if sentence else start
    if not sentence.strip():
        return []
    form = next((first for first, last in spread_forms(sentence) if last >= len(sentence)), len(sentence))
    kept_words = list(re.finditer(r"\S+", sentence[:form]))
    first = len(kept_words)
    for index in range(len(kept_words) - 1, -1, -1):
        word = kept_words[index].group().strip("\"“”„«»'(),.")
        if sum(c.isdigit() for c in word) >= 2:
            break
        if any(map(str.isalnum, word)) and not (_capital(word) or level(word) in _SMALL or _is_form(word)):
            break
        if word and (_capital(word) or _is_form(word)):
            first = index
    if first >= len(kept_words):
        return []
    begin = offset + kept_words[first].start()
    kept = cut(span, begin, offset + len(sentence))
    name = _tidy(kept.text)
    if not name or phrase_index("certifies").find(kept) or phrase_index("systems").find(kept):
        return []
    return [_Heard(name, weight, kept, span.part(start, end), "subject")]


def _labels(scene: Scene) -> list[_Heard]:
    found = []
    for hit in scene.hits[What.BODY]:
        if not hit.alone:
            continue
        for value in beside(scene, hit, whole=True):
            if value.where == "above" or not value.span.text:
                continue
            text = value.span.text
            comma = next(
                (m.start() for m in re.finditer(r",|\s[–—|-]\s", text) if not _form_next(text[m.end() :])), len(text)
            )
            kept = cut(value.span, 0, comma)
            if looks_like_name(kept.text) or names_a_body(kept.text):
                found.append(_Heard(_tidy(kept.text), value.sure - 0.1, kept, value.label, "label"))
                break
            if value.where == "inline":
                break
    return found


def _known(scene: Scene, reference: ReferenceData) -> list[_Heard]:
    names = [
        (name, body.name)
        for body in reference.certification_bodies
        for name in (body.name, *body.names)
        if len(fold(name)) >= 3
    ]
    found = []
    for sheet, line in scene.lines:
        folded = fold(line.text)
        tokens = frozenset(words_of(line.text))
        for name, _ in names:
            if fold(name) in folded and words(name) <= tokens:
                at = line.text.casefold().find(name.casefold())
                kept = cut(line, at, at + len(name)) if at >= 0 else trimmed(line)
                edge = line.top < 0.2 * sheet.page.height or line.top > 0.75 * sheet.page.height
                found.append(_Heard(name, 0.6 if edge else 0.4, kept, None, "known"))
    return found[:30]


_SENTENCE_ENDS = re.compile(r"\w{4,}\.\s+\S")  # not "Co. KG", "St. Gallen"


def _letterhead(scene: Scene) -> list[_Heard]:
    """Lines at the edges of the page with a company's name in them that speaks of certifying."""
    found = []
    for sheet, line in scene.lines:
        edge = line.top < 0.22 * sheet.page.height or line.top > 0.68 * sheet.page.height
        text = re.split(r"\s[|•·]\s|,\s(?=\d)|\s[-–—]\s(?=[A-Z0-9])", line.text)[0]
        if not edge or len(text) > 140 or scene.is_label(line):
            continue
        form = form_end(line.text[:140])
        if form and form < len(text):
            after = line.text[form : form + 2]
            text = line.text[:form] if after[:1] in " ,." else text
        if ":" in text:
            text = text[text.rfind(":") + 1 :]
        text = text.strip()
        own = text[: min((first for first, _ in spread_forms(text)), default=len(text))]
        small = sum(w[:1].islower() and level(w) not in _SMALL for w in own.split())
        if not text or not looks_like_name(text) or small > 2 or _SENTENCE_ENDS.search(own):
            continue
        weight = (0.35 if names_a_body(text) else 0.0) + (0.25 if states_legal_form(text) else 0.0)
        if weight >= 0.3:
            at = line.text.find(text)
            kept = cut(line, at, at + len(text))
            found.append(_Heard(_tidy(text), min(0.55, weight), kept, None, "letterhead"))
    return found
