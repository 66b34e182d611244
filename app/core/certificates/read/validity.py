"""Which day is which: labels decide, never "the latest". A day that is due, an audit's or a form's day is none of them.

Source of the fields: ISO/IEC 17021-1, 8.2.2 b) and c), 9.1.3 and 9.6: granting, expiry, and a cycle of three years.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.core.certificates.read.beside import Value, beside, connectives
from app.core.certificates.read.dates import Day, Order, days
from app.core.certificates.read.find import Hit, Scene
from app.core.certificates.read.found import Candidate
from app.core.certificates.read.labels import What
from app.core.certificates.read.layout import Span
from app.core.certificates.read.text import fold, level

KINDS = (
    What.FIRST_ISSUED, What.ISSUED, What.CERTIFIED, What.VALID_FROM, What.VALID_UNTIL, What.VALIDITY, What.SURVEILLED,
)  # fmt: skip
# Labels that only count at the beginning of a line or before a colon: in a sentence they mean other things.
_ONLY_ALONE = frozenset(
    fold(t)
    for t in "date data datum tarih tarihi fecha until bis hasta expires valid issued effective ausstellung ablauf "
    "vencimento vencimiento validade expiry expiration validity until bis zum fino al dato".split()
)
# Labels of a revision or a decision: the issue's day only when no other label gives one.
_SECOND = (
    "revis",
    "revid",
    "modif",
    "update",
    "decision",
    "entscheid",
    "besluit",
    "aender",
    "ander",
    "decis",
    "delibera",
    "karar",
    "guncell",
    "actualiz",
    "aggiorn",
    "wijzig",
    "change",
    "amended",
    "signed",
)
_SECOND_FOLDED = tuple(fold(s) for s in _SECOND)


@dataclass(frozen=True)
class Dated:
    what: What
    day: Day
    hit: Hit
    label: Span
    span: Span
    sure: float


def read_days(scene: Scene, languages: tuple[str, ...]) -> dict[str, Candidate[date]]:
    """Fields of `ReadCertificate` to days."""
    found = [dated for hit in _asked(scene) for dated in _dated(scene, hit)]
    order, how_sure = _order(scene, found, languages)
    if order:
        found = [replace(d, day=d.day.ordered(order), sure=d.sure * how_sure if d.day.open else d.sure) for d in found]
    by_kind = {kind: _of_kind(found, kind) for kind in KINDS}
    first, until = by_kind[What.FIRST_ISSUED], by_kind[What.VALID_UNTIL]
    start, surveilled = by_kind[What.VALID_FROM], by_kind[What.SURVEILLED]
    issued, certified = by_kind[What.ISSUED], by_kind[What.CERTIFIED]
    if until is None:
        told_start, told_until = _in_a_sentence(scene, order)
        until, start = told_until, start or told_start
    if issued is None and certified is None:
        issued = _place_and_day(scene, order)
    if certified is not None:
        if issued is None:
            issued = certified.surer(0.95)
        elif first is None and _before(certified, issued):
            first = certified.surer(0.85)
    if until is None and (validity := by_kind[What.VALIDITY]):
        until = validity.at_most(0.75)
    fields = {
        "first_issued": first,
        "issued": issued,
        "valid_from": start,
        "valid_until": until,
        "surveillance": surveilled,
    }
    return _plausible({name: candidate for name, candidate in fields.items() if candidate is not None})


def settled(scene: Scene, languages: tuple[str, ...]) -> Order | None:
    """Day first or month first, for days that other recognisers found."""
    found = [dated for hit in _asked(scene) for dated in _dated(scene, hit)]
    order, _ = _order(scene, found, languages, needed=True)
    return order


def _asked(scene: Scene) -> list[Hit]:
    return [
        h
        for kind in KINDS
        for h in scene.hits[kind]
        if (h.alone or h.label.letters not in _ONLY_ALONE)
        and not (h.label.letters in _ONLY_ALONE and _of_soa(scene, h))
    ]


def _of_soa(scene: Scene, hit: Hit) -> bool:
    """The words "Statement of Applicability" stand before a bare "Date", on the same height: it is the statement's."""
    row = [o for o in hit.sheet.near(hit.line.top, hit.line.bottom) if o.right <= hit.line.left]
    before = [h for o in row if abs(o.middle - hit.line.middle) < o.height / 2 for h in scene.by_line.get(id(o), ())]
    before += [h for h in scene.by_line.get(id(hit.line), ()) if h.start < hit.start]
    return any(h.what is What.SOA for h in before)


def _dated(scene: Scene, hit: Hit) -> list[Dated]:
    """The day, or the two ends of a range, that stand beside one label."""
    for value in beside(scene, hit):
        found = days(value.span.text, pictured=value.span.how == "ocr")
        near = 28 if value.where == "inline" else 40
        if not found or found[0].start > near:
            if value.where == "inline" and not hit.colon and len(value.span.text) > 45:
                return []  # a sentence about something else
            continue
        first = found[0]
        if _announces_else(scene, value, first):
            return []
        part = value.span.part(first.start, first.end)
        sure = value.sure * first.sure * (0.8 if hit.label.letters in _ONLY_ALONE else 1)
        out = [Dated(hit.what, first, hit, value.label, part, sure)]
        if len(found) > 1 and hit.what in (What.VALID_FROM, What.VALIDITY, What.VALID_UNTIL):
            between = value.span.text[first.end : found[1].start]
            if fold(between) in connectives() or (not fold(between) and any(c in between for c in "-–—/")):
                second = value.span.part(found[1].start, found[1].end)
                sure = value.sure * first.sure
                out = [
                    Dated(What.VALID_FROM, first, hit, value.label, part, sure),
                    Dated(What.VALID_UNTIL, found[1], hit, value.label, second, sure),
                ]
        return out
    return []


def _announces_else(scene: Scene, value: Value, day: Day) -> bool:
    """Between the label and the day, a phrase says that the day is another's ("until the audit of ...")."""
    between = level(value.span.text[: day.start])
    return any(w in between for w in ("audit", "surveillance", "soa", "born"))


def _of_kind(found: list[Dated], kind: What) -> Candidate[date] | None:
    mine = [d for d in found if d.what is kind]
    if kind is What.ISSUED:
        primary = [d for d in mine if not _is_second(d)]
        mine = primary or [replace(d, sure=d.sure * 0.85) for d in mine]
    if not mine:
        return None
    chosen = max(mine, key=lambda d: (round(d.sure, 2), -d.span.page))
    sure = chosen.sure
    others = {
        d.day.value for d in mine if d.day.value and d.sure >= chosen.sure - 0.1 and d.span.page == chosen.span.page
    }
    if len(others - {chosen.day.value}) and kind is not What.ISSUED:
        sure = min(sure, 0.75)
    elif len(others) > 1:  # several issues: the current one is the later
        chosen = max((d for d in mine if d.day.value in others), key=lambda d: d.day.value or date.min)
        sure = min(chosen.sure, 0.78)
    day = chosen.day
    if day.open:
        assert day.dmy
        assert day.mdy
        return Candidate(None, min(sure, 0.6), chosen.span, chosen.label, (day.dmy, day.mdy))
    return Candidate(day.value, sure, chosen.span, chosen.label)


def _is_second(dated: Dated) -> bool:
    return any(s in dated.hit.label.letters for s in _SECOND_FOLDED)


_VALID = re.compile(r"valid|gultig|geldig|valab|vigenc|vigor|gecerli|wazn|gyldig|giltig|platn|ervenyes|veljav|vazi")
_MOST_BETWEEN = 24  # letters between the two ends of a range


def _in_a_sentence(scene: Scene, order: Order | None) -> tuple[Candidate[date] | None, Candidate[date] | None]:
    """ "Bu belge 16.06.2026 tarihinden 18.06.2029 tarihine kadar geçerlidir": two days near each other in a sentence
    that speaks of validity, where no label stands before the second one."""
    for _, block in scene.blocks:
        text = block.span.text
        if len(text) > 1500 or not _VALID.search(level(text)):
            continue
        for one, other in itertools.pairwise(days(text, pictured=block.span.how == "ocr")):
            one, other = (day.ordered(order) if order else day for day in (one, other))
            between = text[one.end : other.start]
            around = level(text[max(0, one.start - 60) : one.start] + between + text[other.end : other.end + 40])
            if (
                one.value is None
                or other.value is None
                or one.value >= other.value
                or len(between) > _MOST_BETWEEN
                or any(sign in between for sign in ":;.|")
                or not _VALID.search(around)
                or any(word in around for word in ("audit", "surveillance"))
            ):
                continue
            first, last = block.span.part(one.start, one.end), block.span.part(other.start, other.end)
            return Candidate(one.value, 0.84, first), Candidate(other.value, 0.84, last)
    return None, None


def _place_and_day(scene: Scene, order: Order | None) -> Candidate[date] | None:
    """ "Bremen, 2 March 2026" on a line of its own in the lower half: the day of signing, when no label gives one."""
    for sheet, line in scene.lines:
        if (
            line.top < 0.5 * sheet.page.height
            or not re.match(r"[^\W\d_][\w .-]{1,30},", line.text)
            or len(line.text) > 60
        ):
            continue
        for day in (d.ordered(order) if order else d for d in days(line.text)[:1]):
            if day.value and len(fold(line.text[day.end :])) == 0 and line.text[: day.start].count(",") == 1:
                return Candidate(day.value, 0.66, line.part(0))
    return None


def _before(one: Candidate[date], other: Candidate[date]) -> bool:
    return bool(one.value and other.value and one.value <= other.value)


def _order(
    scene: Scene, found: list[Dated], languages: tuple[str, ...], *, needed: bool = False
) -> tuple[Order | None, float]:
    """Day first or month first, and how sure; (None, 0) when nothing in the document settles it."""
    if not needed and not any(d.day.open for d in found):
        return None, 0.0
    known = {
        day.known
        for _, line in scene.lines
        if any(c.isdigit() for c in line.text)
        for day in days(line.text)
        if day.known and day.form in "/-"
    }
    if len(known) == 1:
        return known.pop(), 0.97
    if known:
        return None, 0.0
    if (dmy := _fits_cycle(found, "dmy")) != _fits_cycle(found, "mdy"):
        return ("dmy" if dmy else "mdy"), 0.93
    statements = _soa_days(scene)
    if (dmy := _keeps_order(found, "dmy", statements)) != _keeps_order(found, "mdy", statements):
        return ("dmy" if dmy else "mdy"), 0.82
    if languages and "en" not in languages:  # no other language of ours puts the month first
        return "dmy", 0.8
    return None, 0.0


def _soa_days(scene: Scene) -> list[Day]:
    """Days on the same height as the words "Statement of Applicability"."""
    found: list[Day] = []
    for hit in scene.hits[What.SOA][:5]:
        for line in (hit.line, *hit.sheet.right_of(hit.line)[:4]):
            found += days(line.text[hit.end if line is hit.line else 0 :])[:1]
    return found


def _starts(found: list[Dated], order: Order) -> list[date]:
    kinds = (What.FIRST_ISSUED, What.ISSUED, What.VALID_FROM, What.CERTIFIED)
    return [v for d in found if d.what in kinds and (v := d.day.ordered(order).value)]


def _ends(found: list[Dated], order: Order) -> list[date]:
    return [v for d in found if d.what in (What.VALID_UNTIL, What.VALIDITY) and (v := d.day.ordered(order).value)]


def _fits_cycle(found: list[Dated], order: Order) -> bool:
    """Some start and some end are whole years apart, or a day less."""
    return any(
        end > start and any((day.month, day.day) == (start.month, start.day) for day in (end, end + timedelta(days=1)))
        for start in _starts(found, order)
        for end in _ends(found, order)
    )


def _keeps_order(found: list[Dated], order: Order, soa_days: list[Day]) -> bool:
    """Nothing ends before it begins, is issued anew before it was first, or names a statement of later days."""
    starts, ends = _starts(found, order), _ends(found, order)
    firsts = [v for d in found if d.what is What.FIRST_ISSUED and (v := d.day.ordered(order).value)]
    issues = [v for d in found if d.what is What.ISSUED and (v := d.day.ordered(order).value)]
    soas = [v for day in soa_days if (v := day.ordered(order).value)]
    return (
        all(s < e for s in starts for e in ends)
        and all(f <= i for f in firsts for i in issues)
        and (not issues or all(v <= max(issues) for v in soas))
    )


def _plausible(fields: dict[str, Candidate[date]]) -> dict[str, Candidate[date]]:
    """Days in an impossible order cannot all be right: none of them is clear."""
    until = fields.get("valid_until")
    for name in ("first_issued", "issued", "valid_from"):
        other = fields.get(name)
        if until and other and until.value and other.value and other.value >= until.value:
            fields[name] = other.at_most(0.55)
            fields["valid_until"] = until = until.at_most(0.55)
    first, issued = fields.get("first_issued"), fields.get("issued")
    if first and issued and first.value and issued.value and first.value > issued.value:
        fields["first_issued"] = first.at_most(0.6)
    return fields
