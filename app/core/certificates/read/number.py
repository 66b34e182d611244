"""The number of a certificate: what stands beside a label that says so, and is made of digits and capitals."""

from __future__ import annotations

import re

from app.core.certificates.read.beside import beside
from app.core.certificates.read.dates import days
from app.core.certificates.read.find import Hit, Scene, cut, phrase_index, trimmed
from app.core.certificates.read.found import Candidate, best
from app.core.certificates.read.labels import What
from app.core.certificates.read.layout import Line, Span
from app.core.certificates.read.standard import designations
from app.core.certificates.read.text import fold, level

_SIGNS = frozenset("-–—/:.#_|&+")
_OF_A_CERTIFICATE = tuple(fold(s) for s in ("certif", "zertif", "sertif", "belge", "attest", "certyf", "urkunde"))
_BARE = re.compile(r"^(?:n\s?[°ºo]|no|nr|num|№)\s?[.:]*\s*", re.IGNORECASE)

_SIGN = re.compile(r"^(?:n\s?[°º]|№|n[ro]\.)\s*", re.IGNORECASE)


def identifier(text: str) -> tuple[int, int] | None:
    """Where in `text` the identifier at its beginning ends: digits, capitals and signs, until a word or a day comes."""
    start = len(text) - len(text.lstrip(" :;.,#°º|=>"))
    at, end, digits = start, start, 0
    trailing = 0
    for index, match in enumerate(re.finditer(r"\S+", text[start : start + 120])):
        token = match.group().rstrip(".,;:)")
        opened = token.startswith("(")
        if index >= 7 or opened or not token:
            if token or index:
                break
            continue
        has_digit = any(c.isdigit() for c in token)
        if has_digit and _is_day(text[start + match.start() : start + match.start() + 24], token):
            break
        if has_digit:
            if sum(c.islower() for c in token) > 8 and sum(c.isdigit() for c in token) < 3:
                break
            digits += sum(c.isdigit() for c in token)
            end, trailing = start + match.start() + len(token), 0
        elif all(c in _SIGNS for c in token) or (
            token.isupper() and len(token) <= 8 and all(c.isalnum() or c in _SIGNS for c in token)
        ):
            trailing += 1
            if (
                token.isupper()
                and digits >= 2
                and trailing == 1
                and len(token) <= 5
                and match.end() == len(text[start:].rstrip())
            ):
                end = start + match.start() + len(token)
            if trailing > 3:
                break
        else:
            break
        if match.group().endswith((",", ";")):
            break
    kept = text[at:end].strip()
    if digits < 2 or len(kept) < 3 or len(kept) > 60:
        return None
    named = designations(kept)
    if named and len(fold(kept)) <= len(fold(named[0].printed)) + 1:
        return None
    return at, end


def _is_day(text: str, token: str) -> bool:
    day = next(iter(days(text)), None)
    return day is not None and day.start == 0 and day.form != "short" and (day.end >= len(token) or day.end > 8)


def read_number(scene: Scene) -> tuple[Candidate[str] | None, Candidate[tuple[str, ...]] | None]:
    """The number, and the other numbers that the document gives for the same thing."""
    own = [c for hit in scene.hits[What.NUMBER] if (c := _of(scene, hit, _weight(hit)))]
    if not own:
        own = _beside_titles(scene)
    others = [c for hit in scene.hits[What.OTHER_NUMBER] if hit.alone and (c := _of(scene, hit, 0.62))]
    chosen = best(own)
    if chosen is None and others:
        chosen = best(others) or None
        chosen = chosen.at_most(0.62) if chosen else None
    if chosen is None:
        chosen = best(_bare(scene)) or best(_unlabelled(scene))
    rest = [
        c
        for c in (*own, *others)
        if chosen
        and fold(c.value or "") not in fold(chosen.value or "")
        and fold(chosen.value or "") not in fold(c.value or "")
    ]
    if not rest:
        return chosen, None
    values = tuple(dict.fromkeys(c.value for c in rest if c.value))[:6]
    return chosen, Candidate(values, min(0.75, max(c.sure for c in rest)), rest[0].span, rest[0].label)


def _weight(hit: Hit) -> float:
    return 1.0 if any(s in hit.label.letters for s in _OF_A_CERTIFICATE) else 0.85


def _of(scene: Scene, hit: Hit, weight: float) -> Candidate[str] | None:
    if weight < 1 and not hit.alone:
        return None
    for value in beside(scene, hit):
        span = value.span
        if bare := _SIGN.match(span.text):  # "CERTIFICATE n° 1234"
            span = trimmed(span, bare.end())
        if weight < 0.8 and (colon := re.match(r"^[A-Z]{2,8}\s?:\s*", span.text)):
            span = trimmed(span, colon.end())
        found = identifier(span.text)
        if not found:
            if value.where == "inline" and len(span.text) > 30 and not hit.colon:
                return None
            if value.where == "inline" and len(fold(span.text)) > 3:
                found = _one_word(span.text)
            if not found:
                continue
        kept = cut(span, *found)
        text = re.sub(r"\s*([/])\s*", r"\1", " ".join(kept.text.split()))
        return Candidate(text, value.sure * weight, kept, value.label)
    return None


def _one_word(text: str) -> tuple[int, int] | None:
    """A number of one digit or none, when it is one word of capitals: "ABC-1"."""
    word = re.match(r"^[A-Z0-9][A-Z0-9./_-]{2,30}(?=$|\s)", text)
    return (0, word.end()) if word and any(c.isdigit() for c in word.group()) else None


def _beside_titles(scene: Scene) -> list[Candidate[str]]:
    """ "Certificate CH00/1234": the title, and nothing but a number behind it."""
    found = []
    for _, line in scene.lines:
        for start, end, _ in phrase_index("titles").find(line)[:1]:
            rest = trimmed(line, end)
            rest = trimmed(rest, bare.end()) if (bare := _SIGN.match(rest.text)) else rest
            at = identifier(rest.text) if start == 0 and rest.text else None
            if at and at[1] >= len(rest.text.rstrip(" .")) and not designations(rest.text):
                kept = cut(rest, *at)
                found.append(Candidate(kept.text, 0.8, kept, line.part(start, end)))
    return found


def _bare(scene: Scene) -> list[Candidate[str]]:
    """ "N° 2024/12345" on a line of its own, in the upper half of a page."""
    found = []
    for sheet, line in scene.lines:
        lead = _BARE.match(line.text)
        if lead and line.top < 0.5 * sheet.page.height and _is_only(line, lead.end()):
            kept = cut(line, lead.end(), len(line.text))
            found.append(Candidate(kept.text, 0.66, kept, line.part(0, lead.end())))
    return found


def _unlabelled(scene: Scene) -> list[Candidate[str]]:
    """A number without any label, on a line of its own at the head of the first page."""
    found = []
    for sheet, line in scene.lines:
        if sheet.number > scene.sheets[0].number or line.top > 0.35 * sheet.page.height:
            break
        if scene.in_row_of_label(sheet, line):
            continue
        if re.fullmatch(r"[A-Z]{1,5}[-/ ]?\d{3,}(?:[-/.]\d+)*", line.text.strip()) and not designations(line.text):
            found.append(Candidate(line.text.strip(), 0.55, line.part(0)))
    return found


def _is_only(line: Line | Span, start: int) -> bool:
    rest = line.text[start:]
    at = identifier(rest)
    return at is not None and at[1] >= len(rest.rstrip(" .")) and not days(level(rest))
