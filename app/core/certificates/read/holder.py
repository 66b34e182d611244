"""Whose certificate it is: behind a label, behind "this is to certify that", or in the largest type below the title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.certificates.names import states_legal_form
from app.core.certificates.read.beside import beside
from app.core.certificates.read.dates import days
from app.core.certificates.read.find import Hit, Scene, cut, label_index, phrase_index, trimmed
from app.core.certificates.read.found import Candidate
from app.core.certificates.read.labels import What
from app.core.certificates.read.layout import Line, Sheet, Span, Token
from app.core.certificates.read.naming import (
    is_address,
    is_filler,
    is_former,
    is_title,
    looks_like_name,
    name_at_start,
    names_a_body,
)
from app.core.certificates.read.standard import designations
from app.core.certificates.read.text import fold

# Labels that are words of ordinary sentences too: they need a colon, or a line of their own.
_WEAK = frozenset(
    fold(word)
    for word in "company organization organisation client holder name naam firma kunde cliente azienda empresa bedrijf "
    "firm unternehmen organizzazione entreprise société kuruluş organisatie organización organização organizacja "
    "organizația entidad empresa firmă müşteri şirket klant klient kund societatea bedrijfsnaam unvan".split()
)
_MOST_LINES = 4


@dataclass(frozen=True)
class Holder:
    name: Candidate[str]
    lines: tuple[Line, ...]  # the lines that the name stands on
    rest: Span | None = None  # what follows the name on its last line


def read_holder(scene: Scene) -> Holder | None:
    """The surest of what labels, sentences and type sizes say. Two ways that agree make it surer."""
    found = [*_by_label(scene), *_by_sentence(scene)]
    if not any(h.name.sure >= 0.7 for h in found):
        found += _by_size(scene)
    if not found:
        return None
    chosen = max(found, key=lambda h: (round(h.name.sure, 2), -h.name.span.page))
    for other in found:
        if (
            other is not chosen
            and not _alike(other.name.value, chosen.name.value)
            and other.name.sure > chosen.name.sure - 0.1
        ):
            return Holder(chosen.name.at_most(0.75), chosen.lines, chosen.rest)
    return chosen


def _alike(one: str | None, other: str | None) -> bool:
    a, b = fold(one or ""), fold(other or "")
    return bool(a and b) and (a in b or b in a)


def _by_label(scene: Scene) -> list[Holder]:
    found = []
    for hit in scene.hits[What.HOLDER]:
        if not hit.alone:
            continue
        covers = len(fold(hit.line.text)) <= len(hit.label.letters) + 2
        if hit.label.letters in _WEAK and not hit.colon and not covers:
            continue
        for value in beside(scene, hit, whole=hit.colon):
            begins = [h for h in (label_index().find(value.span)[:1]) if h[0] == 0 and h[2].what is What.ADDRESS]
            if value.where == "above" or begins:
                continue
            holder = _from_value(
                scene,
                hit,
                value.label,
                value.span,
                value.sure - (0.12 if hit.label.letters in _WEAK and not hit.colon else 0.02),
            )
            if holder:
                found.append(holder)
                break
    return found


def _from_value(scene: Scene, hit: Hit, label: Span, span: Span, sure: float) -> Holder | None:
    at = name_at_start(span)
    if not at:
        return None
    line = next((ln for ln in scene.sheet_of(hit.line).lines if span.tokens and span.tokens[0] in ln.tokens), hit.line)
    if span.tokens and span.tokens[-1] not in line.tokens:  # two lines were joined: the name is on the first
        at = (at[0], min(at[1], len(" ".join(t.text for t in span.tokens if t in line.tokens))))
    kept = cut(span, *at)
    if not _good(kept.text):
        return None
    name = _tidy(kept.text)
    if line is not hit.line and at[0] == 0 and at[1] == len(span.text):
        more = _continued(scene, line)
        if len(more) > 1:
            tokens = tuple(t for ln in more for t in ln.tokens)
            return Holder(
                Candidate(_tidy(" ".join(t.text for t in tokens)), sure, Span(line.page, tokens), label), tuple(more)
            )
    rest = trimmed(span, at[1]) if at[1] < len(span.text) else None
    return Holder(Candidate(name, sure, kept, label), (line,), rest)


def _good(text: str) -> bool:
    return looks_like_name(text) and (not is_address(text) or states_legal_form(text)) and len(text.split()) <= 14


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" ,;:|\"“”„«»'")


def _by_sentence(scene: Scene) -> list[Holder]:
    found = []
    for hit in scene.hits[What.NUMBER]:  # "Acme Ltd holds certificate number 12345"
        if hit.label.letters.startswith(fold("holds certificate")) and hit.start > 3:
            before = cut(hit.line, 0, hit.start)
            at = name_at_start(before)
            if at and _good(before.text[at[0] :]):
                kept = cut(before, at[0], len(before.text))
                found.append(Holder(Candidate(_tidy(kept.text), 0.84, kept), (hit.line,)))
    for sheet, block in scene.blocks:
        hits = phrase_index("certifies").find(block.span)
        if not hits:
            continue
        start, end, _ = hits[-1]
        label = block.span.part(start, end)
        last = next(
            (i for i, ln in enumerate(block.lines) if label.tokens and label.tokens[-1] in ln.tokens),
            len(block.lines) - 1,
        )
        offset = sum(len(ln.text) + 1 for ln in block.lines[:last])
        inline = trimmed(block.lines[last], max(0, end - offset))
        holder = None
        if inline.tokens and not is_filler(inline.text):
            holder = _in_sentence(scene, block.lines[last:], inline, label)
        if holder is None:
            after = block.lines[last + 1 :] + list(sheet.below(block.lines[-1], 12.0))
            holder = _in_lines(scene, sheet, after, label)
        if holder is not None:
            found.append(holder)
    return found


def _in_sentence(scene: Scene, lines: list[Line], inline: Span, label: Span) -> Holder | None:
    """The name is part of the sentence, which may run over several lines."""
    span = Span(inline.page, inline.tokens + tuple(t for ln in lines[1:4] for t in ln.tokens))
    offset = len(inline.tokens[0].text) - len(inline.text.split(" ")[0]) if inline.text else 0
    at = name_at_start(span)
    if not at:
        return None
    at = (max(at[0], offset), at[1])
    kept = cut(span, *at)
    if not _good(kept.text) or is_filler(kept.text):
        return None
    one_line = kept.tokens[-1] in lines[0].tokens
    sure = 0.9 if states_legal_form(kept.text) else 0.72
    if not one_line and not states_legal_form(kept.text):
        sure = 0.6
    held = tuple(ln for ln in lines if any(t in ln.tokens for t in kept.tokens))
    return Holder(
        Candidate(_tidy(kept.text), sure, kept, label), held, trimmed(span, at[1]) if at[1] < len(span.text) else None
    )


def _in_lines(scene: Scene, sheet: Sheet, lines: list[Line], label: Span) -> Holder | None:
    """The name stands below the sentence, on a line of its own and usually larger."""
    for line in lines[:7]:
        hit = scene.leading(line)
        if is_filler(line.text) or phrase_index("certifies").find(line) or is_title(line.text):
            continue
        if hit is not None and hit.what in (What.HOLDER, What.OTHER):
            rest = trimmed(line, hit.end)
            if hit.what is What.HOLDER and _good(rest.text):
                return Holder(Candidate(_tidy(rest.text), 0.88, rest, label), (line,))
            if not rest.text:
                continue
        if scene.is_label(line):
            return None
        conforms = phrase_index("conforms").find(line)
        if conforms and conforms[0][0] <= 3:
            return None
        at = name_at_start(line)
        if not at or not _good(line.text[at[0] : at[1]]):
            if designations(line.text):
                return None
            continue
        if at[1] < len(line.text) - 1 or at[0] > 0:
            kept = cut(line, *at)
            return Holder(Candidate(_tidy(kept.text), 0.86, kept, label), (line,), trimmed(line, at[1]))
        held = _continued(scene, line)
        tokens = tuple(t for ln in held for t in ln.tokens)
        name = _tidy(" ".join(t.text for t in tokens))
        sure = 0.93 if line.size >= 1.15 * sheet.type_size or states_legal_form(name) else 0.84
        return Holder(Candidate(name, sure, Span(line.page, tokens), label), tuple(held))
    return None


def _continued(scene: Scene, line: Line) -> list[Line]:
    """Further lines of one name: the same type, no address, no sentence."""
    held = [line]
    lines = line.block.lines if line.block else [line]
    at = next((i for i, ln in enumerate(lines) if ln is line), 0)
    for other in lines[at + 1 : at + _MOST_LINES]:
        text = " ".join(ln.text for ln in held)
        if is_former(other.text):
            break
        if states_legal_form(text) and not states_legal_form(f"{text} {other.text}"):
            break
        if (
            abs(other.size - line.size) > (0.2 if line.how == "ocr" else 0.08) * line.size
            or other.top - held[-1].bottom > 0.9 * line.height
        ):
            break
        if (
            any(c.isdigit() for c in other.text)
            or is_address(other.text)
            or not looks_like_name(other.text)
            or "," in other.text
        ):
            break
        if scene.is_label(other) or phrase_index("conforms").find(other) or len(text) > 110:
            break
        if scene.in_row_of_label(scene.sheet_of(line), other):
            break
        if not states_legal_form(f"{text} {other.text}") and line.size < 1.2 * scene.sheet_of(line).type_size:
            break
        held.append(other)
    return held


def _by_size(scene: Scene) -> list[Holder]:
    """No label and no sentence: a name in large type in the upper part of the first page, with its address below."""
    found = []
    for sheet in scene.sheets[:2]:
        for line in sheet.lines:
            if line.top > 0.6 * sheet.page.height or not looks_like_name(line.text) or is_address(line.text):
                continue
            if (
                scene.is_label(line)
                or phrase_index("certifies").find(line)
                or line.bottom - line.top > 3 * (line.right - line.left)
            ):
                continue
            held = _continued(scene, line)
            name = _tidy(" ".join(ln.text for ln in held))
            below = sheet.below(held[-1], 3.0)[:1]
            points = 0.25
            points += 0.2 if line.size >= 1.25 * sheet.type_size else 0.0
            points += 0.18 if states_legal_form(name) else 0.0
            points += 0.2 if below and is_address(below[0].text) else 0.0
            points -= 0.2 if names_a_body(name) else 0.0
            points -= 0.15 if len(name) < 5 or (len(name.split()) == 1 and not states_legal_form(name)) else 0.0
            if points >= 0.5:
                tokens = tuple(t for ln in held for t in ln.tokens)
                found.append(Holder(Candidate(name, min(points, 0.78), Span(line.page, tokens)), tuple(held)))
        if found:
            break
    return found[:6]


def read_addresses(scene: Scene, holder: Holder | None) -> Candidate[tuple[str, ...]] | None:
    """What stands below the holder's name until the sentence goes on, or behind a label."""
    for hit in scene.hits[What.ADDRESS]:
        if not hit.alone:
            continue
        for value in beside(scene, hit, whole=True):
            if (
                value.where != "above"
                and sum(c.isalpha() for c in value.span.text) >= 4
                and not scene_phrase(value.span)
            ):
                lines = _paragraph(scene, value.span)
                return Candidate((_tidy(lines.text),), min(value.sure, 0.82), lines, value.label)
    if holder is None:
        return None
    sheet = scene.sheet_of(holder.lines[-1])
    tokens = _address_behind(holder.rest)
    line = holder.lines[-1]
    for _ in range(4):
        below = [o for o in sheet.below(line, 2.6) if o not in holder.lines][:1]
        if not below or scene.is_label(below[0]) or scene_phrase(below[0]) or designations(below[0].text):
            break
        line = below[0]
        if not tokens and not is_address(line.text):
            following = sheet.below(line, 1.6)[:1]
            if not (following and is_address(following[0].text) and following[0].size == line.size):
                break
        tokens.extend(line.tokens)
    if not tokens:
        return None
    span = Span(line.page, tuple(tokens))
    return Candidate((_tidy(span.text),), 0.72, span)


def _address_behind(rest: Span | None) -> list[Token]:
    """The address that goes on behind a name in a sentence, up to where the sentence goes on."""
    if rest is None:
        return []
    ends = [start for start, _, _ in (*phrase_index("conforms").find(rest), *label_index().find(rest))]
    kept = rest.part(0, min(ends)) if ends and min(ends) > 0 else rest if not ends else None
    if kept is None or not is_address(kept.text) or days(kept.text):
        return []
    return list(kept.tokens)


def scene_phrase(span: Span) -> bool:
    return bool(
        phrase_index("conforms").find(span)
        or phrase_index("certifies").find(span)
        or phrase_index("issuers").find(span)
    )


def _paragraph(scene: Scene, span: Span) -> Span:
    """A value with the lines under it that belong to the same block."""
    sheet = next(s for s in scene.sheets if s.number == span.page)
    line = next((ln for ln in sheet.lines if span.tokens and span.tokens[-1] in ln.tokens), None)
    if line is None or line.block is None:
        return span
    at = next(i for i, ln in enumerate(line.block.lines) if ln is line)
    tokens = list(span.tokens)
    for other in line.block.lines[at + 1 : at + 4]:
        if (
            scene.leading(other)
            or scene_phrase(other)
            or designations(other.text)
            or re.search(r"\d{2}[./]\d{2}[./]\d{4}", other.text)
        ):
            break
        tokens.extend(other.tokens)
    out = Span(span.page, tuple(tokens))
    return trimmed(out, max(0, len(out.tokens[0].text) - len(span.text.split(" ")[0]))) if span.text else out
