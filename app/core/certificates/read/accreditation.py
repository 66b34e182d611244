"""Which accreditation body, and under which number. Short abbreviations count only beside words of accreditation."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from app.core.catalog.model import AccreditationBody, ReferenceData
from app.core.certificates.read.beside import beside, next_in_block
from app.core.certificates.read.body import subject
from app.core.certificates.read.dates import days
from app.core.certificates.read.find import Scene, cut, phrase_index
from app.core.certificates.read.found import Candidate
from app.core.certificates.read.labels import What
from app.core.certificates.read.layout import Line, Sheet, Span
from app.core.certificates.read.standard import designations
from app.core.certificates.read.text import fold, level

_WORD = re.compile(
    r"accredit|akkredit|acredit|akredit|ackredit|geaccredit|certification body|management systems|mgmt\. sys|iaf"
)
_TOLD = re.compile(r"(?:accredit|akkredit|acredit|akredit|ackredit|geaccredit)\w*\W+(?:\w+\W+){0,3}$")
_NUMBERS = (
    re.compile(r"\b(?:D-)?[A-Z]{2,3}-\d{4,6}-\d{2}(?:-\d{2})?\b"),  # DAkkS
    re.compile(r"\bMSCB-\d{2,4}\b"),
    re.compile(r"\b(?:SGQ|SGA|SSI|SGE|SCR|PRD|FSM|ITX|ISP|PRS)\s?N[°ºo]?\.?\s?\d{2,4}\s?[A-Z]{1,2}\b"),  # ACCREDIA
    re.compile(r"\bAB-\d{4}-[A-Z]{1,2}\b"),
    re.compile(r"\b\d-\d{4}\b(?!-)"),  # COFRAC
    re.compile(r"\b[A-Z]{1,3}\s?\d{3,4}/\d{4}\b"),
    re.compile(r"\bM\d{7}[A-Z]{2}\b"),
    re.compile(r"\b\d{2,3}/C-[A-Z]{2}\d{3}\b"),  # ENAC
    re.compile(r"\b(?:SC|C|RvA C|MS|SCES|SMS)\s?\d{3}\b"),
)
_BEHIND = re.compile(
    r"(?<![\w.-])(?:[A-Z]{1,5}(?:\s?N[°º]\s?|[\s-]))?(?:[A-Z]{1,3}[\s-]){0,2}[A-Z]{0,2}\d(?:[\w./-]{0,14}[\dA-Z])?(?![\w])"
)
_OF_NUMBER = re.compile(r"number|nummer|numero|numer|\bno\b|\bnr\b|\bn\b|#|\bcab\b|\bid\b|sayi|numarasi|cislo")


def read_accreditation(scene: Scene, reference: ReferenceData) -> tuple[Candidate[str] | None, Candidate[str] | None]:
    """The accreditation body, by its abbreviation where it is known, and the number."""
    found = [*_known(scene, reference), *_by_sentence(scene, reference), *_by_label(scene, reference)]
    if not found:
        found = _by_mark(scene)
    if not found:
        return None, None
    chosen, sheet, line = max(found, key=lambda f: f[0].sure)
    values = {f[0].value for f in found if f[0].sure >= chosen.sure - 0.08}
    if len(values) > 1:
        chosen = chosen.at_most(0.75)
    return chosen, _number(scene, sheet, line, chosen.span)


@lru_cache(maxsize=8)
def _names(bodies: tuple[AccreditationBody, ...]) -> tuple[tuple[str, str, bool], ...]:
    """(name as words, abbreviation, whether it says enough alone)."""
    rows: list[tuple[str, str, bool]] = []
    for body in bodies:
        alone = len(body.abbreviation) >= 4 and fold(body.abbreviation) not in {"boa", "enas"}
        rows.append((body.abbreviation, body.abbreviation, alone))
        rows.extend(
            (name, body.abbreviation, True) for name in (body.name, *body.names) if len(fold(name)) > 7 and " " in name
        )
        rows.extend((name, body.abbreviation, len(name) >= 4) for name in body.names if " " not in name)
    return tuple(rows)


def _known(scene: Scene, reference: ReferenceData) -> list[tuple[Candidate[str], Sheet, Line]]:
    rows = _names(reference.accreditation_bodies)
    long = [(fold(name), abbreviation) for name, abbreviation, _ in rows if len(fold(name)) > 7]
    short = {
        level(name): (name, abbreviation, alone)
        for name, abbreviation, alone in rows
        if len(fold(name)) <= 12 and " " not in name
    }
    found = []
    for sheet, line in scene.lines:
        folded = line.folded.letters
        for name, abbreviation in long:
            if name in folded:
                at = folded.find(name)
                back = line.folded.back
                kept = cut(line, back[at], back[at + len(name) - 1] + 1)
                found.append((Candidate(abbreviation, 0.9, kept), sheet, line))
        for match in re.finditer(r"[\w-]{2,12}", line.text):
            row = short.get(level(match.group())) or short.get(level(match.group().split("-")[0]))
            if not row:
                row = _nearly(match.group(), short) if line.how == "ocr" and _word_near(sheet, line) else None
                if row:
                    mark = cut(line, match.start(), match.end())
                    found.append((Candidate(row[1], 0.6, mark), sheet, line))
                continue
            name, abbreviation, alone = row
            if not alone and match.group().split("-")[0] != name:
                continue
            if alone and len(name) < 6 and match.group() != name and not match.group().isupper():
                continue
            near = _word_near(sheet, line)
            only = len(fold(line.text)) <= len(fold(name)) + (7 if "-" in match.group() else 2)
            told = _TOLD.search(level(line.text[max(0, match.start() - 45) : match.start()]))
            if not alone and not (told or (only and near)):  # "SAS" and "AS" are legal forms, "NA" and "LA" words
                continue
            sure = (0.9 if alone else 0.78) if near else 0.8 if len(name) >= 5 else 0.7
            found.append((Candidate(abbreviation, sure, cut(line, match.start(), match.end())), sheet, line))
    return found


def _nearly(word: str, short: dict[str, tuple[str, str, bool]]) -> tuple[str, str, bool] | None:
    """A mark of four letters or more that a picture was read one letter off."""
    if len(word) < 4 or not word.isupper():
        return None
    near = [
        row
        for key, row in short.items()
        if len(key) >= 4 and Levenshtein.distance(key, level(word), score_cutoff=1) <= 1
    ]
    return near[0] if len(near) == 1 else None


def _word_near(sheet: Sheet, line: Line) -> bool:
    if _WORD.search(level(line.text)):
        return True
    reach = 3.2 * line.height
    return any(
        _WORD.search(level(o.text))
        and abs(o.middle - line.middle) < reach
        and min(o.right, line.right) - max(o.left, line.left) > -2 * line.height
        for o in sheet.near(line.top - reach, line.bottom + reach)
    )


def _by_sentence(scene: Scene, reference: ReferenceData) -> list[tuple[Candidate[str], Sheet, Line]]:
    """ "accredited by X": X may be on no list."""
    found = []
    for sheet, block in scene.blocks:
        for start, end, _ in phrase_index("accredited").find(block.span)[:2]:
            if fold(block.span.text[start:end]).startswith("tarafindan"):  # Turkish names it before
                for heard in subject(block.span, start, end, 0.72)[:1]:
                    known = reference.accreditation_body(heard.name)
                    named = Candidate(known.abbreviation if known else heard.name, 0.9 if known else 0.72, heard.span)
                    found.append((named, sheet, block.lines[0]))
                continue
            rest = block.span.text[end : end + 90]
            match = re.match(
                r"[\s:\"“”']*(?:the|la|le|l'|il|die|der|de)?\s*((?:[A-ZÀ-Ž][\w&'’.-]*\s?(?:(?:of|and|for|de|di|für|et)\s(?=[A-Z]))?){1,8})",
                rest,
            )
            if match and len(match.group(1).strip(" .")) >= 2 and not designations(match.group(1)):
                kept = cut(block.span, end + match.start(1), end + match.end(1))
                name = kept.text.strip(' .,"“”')
                known = reference.accreditation_body(name)
                if len(name) >= 2 and not name.isdigit():
                    found.append(
                        (
                            Candidate(
                                known.abbreviation if known else name,
                                0.9 if known else 0.72,
                                kept,
                                block.span.part(start, end),
                            ),
                            sheet,
                            block.lines[0],
                        )
                    )
    return found


def _by_label(scene: Scene, reference: ReferenceData) -> list[tuple[Candidate[str], Sheet, Line]]:
    """ "Accreditation body: X", on a list or not."""
    found = []
    for hit in scene.hits[What.ACCREDITATION]:
        if not hit.alone or _OF_NUMBER.search(level(hit.line.text[hit.start : hit.end])):
            continue
        for value in beside(scene, hit, whole=True):
            if value.where == "above":
                continue
            if value.where == "inline" and not hit.colon and len(hit.label.letters) < 15:
                break  # "Accreditation Programs" is an office
            whole = value.span
            line_of = next(
                (ln for ln in scene.sheet_of(hit.line).lines if whole.tokens and whole.tokens[-1] in ln.tokens), None
            )
            more = next_in_block(line_of, 1) if line_of and value.where != "inline" else []
            if (
                more
                and not re.search(r"[,;\d]", whole.text)
                and len(more[0].text) < 40
                and scene.leading(more[0]) is None
            ):
                value.span = Span(whole.page, whole.tokens + more[0].tokens)
            name = re.split(r",|;|\s[-–—(]\s?|\s(?=(?:no|nr|n°)\b)", value.span.text, flags=re.IGNORECASE)[0].strip(
                " ."
            )
            if (
                len(name) < 2
                or any(c.isdigit() for c in name)
                or len(name) > 80
                or not name[:1].isupper()
                or designations(name)
            ):
                break
            known = reference.accreditation_body(name)
            kept = cut(value.span, 0, len(name))
            sure = 0.9 if known else 0.84 if hit.colon or value.where == "right" else 0.72
            sheet = scene.sheet_of(hit.line)
            line = next((ln for ln in sheet.lines if kept.tokens and kept.tokens[0] in ln.tokens), hit.line)
            found.append((Candidate(known.abbreviation if known else name, sure, kept, value.label), sheet, line))
            break
    return found


def _by_mark(scene: Scene) -> list[tuple[Candidate[str], Sheet, Line]]:
    """A word of capitals above "CAB # ..." or beside "accredited": the mark of a body that is on no list."""
    found = []
    for sheet, line in scene.lines:
        if not re.search(r"\bcab\s?[#n]|^accredited$|^accreditation n", level(line.text)):
            continue
        for other in (*sheet.above(line, 2.5)[:2], *sheet.below(line, 1.5)[:1]):
            word = re.fullmatch(r"[A-Z][A-Z-]{2,9}", other.text.strip(" .®™"))
            if word and word.group() not in ("IAF", "ISO", "MRA", "MLA", "ILAC"):
                found.append((Candidate(word.group(), 0.62, other.part(0)), sheet, other))
                break
    return found


def _behind(line: Line, span: Span) -> Candidate[str] | None:
    """The identifier that follows the accreditation body in the same paragraph."""
    whole = line.block.span if line.block and any(t in line.block.span.tokens for t in span.tokens) else line
    last = next((i for i in range(len(whole.tokens) - 1, -1, -1) if whole.tokens[i] in span.tokens), None)
    if last is None:
        return None
    start = whole.offsets[last] + len(whole.tokens[last].text)
    text = whole.text[start : start + 80]
    for match in _BEHIND.finditer(text):
        value = match.group().strip()
        ahead = text[: match.start()]
        if re.search(r"\.\s+[A-Z]", ahead) or len(value) < 3 or designations(ahead[-12:] + value):
            return None
        if days(text[match.start() : match.start() + 24]) or (
            re.fullmatch(r"(?:19|20)\d\d", value) and not ahead.strip(" ,")
        ):
            continue
        told = bool(_OF_NUMBER.search(level(ahead))) or not re.search(r"[a-z]{4}", ahead)
        if len(ahead) < 45:
            kept = cut(whole, start + match.start(), start + match.end())
            return Candidate(kept.text, 0.85 if told else 0.7, kept)
    return None


def _number(scene: Scene, sheet: Sheet, line: Line, span: Span) -> Candidate[str] | None:
    if behind := _behind(line, span):
        return behind
    for hit in scene.hits[What.ACCREDITATION]:
        if not hit.alone:
            continue
        for value in beside(scene, hit):
            for pattern in _NUMBERS:
                if match := pattern.search(value.span.text):
                    kept = cut(value.span, match.start(), match.end())
                    return Candidate(kept.text, 0.85, kept, value.label)
            plain = re.match(
                r"(?:SC|C|MS|No\.?|Nr\.?|n[°º])?\s?[#]?\s?[A-Z0-9][A-Z0-9/.-]*\d[A-Z0-9/.-]*", value.span.text
            )
            if plain and not designations(plain.group()):
                kept = cut(value.span, plain.start(), plain.end())
                return Candidate(kept.text, 0.74, kept, value.label)
            break
    reach = 4.5 * max(line.height, 10.0)
    near = [
        line,
        *(
            o
            for o in sheet.near(line.top - reach, line.bottom + reach)
            if o is not line and o.right > line.left - 60 and o.left < line.right + 60
        ),
    ]
    for other in near:
        for pattern in _NUMBERS:
            if match := pattern.search(other.text):
                kept = cut(other, match.start(), match.end())
                return Candidate(kept.text, 0.78, kept)
    for other in sheet.below(line, 5.0)[:3]:
        if re.fullmatch(r"(?:No\.?\s?)?\d{3,4}", other.text.strip()):
            return Candidate(other.text.strip(), 0.7, _whole(other))
    return None


def _whole(line: Line) -> Span:
    return line.part(0)
