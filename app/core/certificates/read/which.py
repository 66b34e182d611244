"""Which standards a document certifies, among all it names: where and how large a designation stands tells."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from app.core.catalog.model import ReferenceData
from app.core.certificates.read.find import Scene, phrase_index
from app.core.certificates.read.found import Candidate
from app.core.certificates.read.labels import What
from app.core.certificates.read.layout import Line, Sheet
from app.core.certificates.read.standard import Designation, designations
from app.core.certificates.read.text import fold, level
from app.core.certificates.standard import recognise

_OF_BODIES = tuple(
    fold(w) for w in ("accredit", "akkredit", "acredit", "akredit", "certification body", "conformity assessment")
)
_SYSTEM = (
    "management",
    "gestion",
    "gestione",
    "gestao",
    "managementsystem",
    "yonetim",
    "zarzadzania",
    "ledning",
    "ledelse",
    "managementu",
    "system",
    "sistema",
    "systeme",
    "sistem",
)


@dataclass(frozen=True)
class Named:
    """A designation where it stands, with how much speaks for its being what is certified."""

    designation: Designation
    line: Line
    sheet: Sheet
    points: float

    @property
    def candidate(self) -> Candidate[str]:
        sure = 0.96 if self.points >= 4 else 0.9 if self.points >= 2.5 else 0.7 if self.points >= 1 else 0.5
        d = self.designation
        if not d.year:
            sure = min(sure, 0.85)
        return Candidate(d.printed, sure, self.line.part(d.start, d.end))


@dataclass(frozen=True)
class Standard:
    number: str
    scheme: str
    certifiable: bool
    standard: Candidate[str]
    edition: Candidate[str] | None
    points: float


def standards(scene: Scene, reference: ReferenceData) -> list[Standard]:
    """The certified standards, the surest first. A document that certifies one names others in passing."""
    by_number: dict[str, list[Named]] = defaultdict(list)
    for sheet, line in scene.lines:
        if any(c.isdigit() for c in line.text) or "IS" in line.text:
            for designation in designations(line.text):
                if not designation.for_bodies:
                    by_number[designation.number].append(
                        Named(designation, line, sheet, _points(scene, sheet, line, designation))
                    )
    if not by_number:
        for sheet, block in scene.blocks:
            for designation in designations(block.span.text[:600]):
                if not designation.for_bodies:
                    line = block.lines[0]
                    by_number[designation.number].append(Named(designation, line, sheet, 0.5))
    found = [_standard(number, named, reference) for number, named in list(by_number.items())[:40]]
    found.sort(key=lambda s: -s.points)
    return [s for s in found if s.points >= 2.5 or s is found[0]] if found else []


def _standard(number: str, named: list[Named], reference: ReferenceData) -> Standard:
    best = max(named, key=lambda n: (n.points, bool(n.designation.year), -n.sheet.number))
    schemes = recognise(best.designation.printed, reference)
    scheme = schemes[0] if schemes else None
    candidate = best.candidate
    again = sum(1 for n in named if n.points >= 1)
    if again > 1 and candidate.sure < 0.9:
        candidate = candidate.surer(1.1).at_most(0.85)
    edition = None
    dated = (
        best
        if best.designation.year
        else max((n for n in named if n.designation.year), key=lambda n: n.points, default=None)
    )
    if dated is not None:
        years = {
            n.designation.year
            for n in named
            if n.designation.year
            and n.points >= best.points - 1.5
            and n.designation.national == dated.designation.national
        }
        sure = candidate.sure if dated is best else min(0.78, candidate.sure)
        edition = Candidate(dated.designation.year, min(sure, 0.7) if len(years) > 1 else sure, dated.candidate.span)
    return Standard(
        number, scheme.id if scheme else "", scheme.certifiable if scheme else True, candidate, edition, best.points
    )


def _points(scene: Scene, sheet: Sheet, line: Line, d: Designation) -> float:
    """For: a line of its own, large type, behind a label or "conforms to". Against: small print, accreditation."""
    letters, own = len(fold(line.text)), len(fold(d.printed))
    rest = level(line.text[: d.start] + " " + line.text[d.end :])
    points = 0.0
    if own >= 0.6 * letters or (any(w in rest for w in _SYSTEM) and letters - own < 60):
        points += 1.5
    if line.size >= 1.3 * sheet.type_size:
        points += 1.5
    if d.year:
        points += 1
    if any(h.what is What.STANDARD and h.end <= d.start + 1 for h in scene.by_line.get(id(line), ())):
        points += 1
    elif _announced(scene, sheet, line):
        points += 1.5
    if any(phrase_index("conforms").find(line)) or any(phrase_index("certifies").find(line)):
        points += 1
    if any(w in fold(line.text) for w in _OF_BODIES):
        points -= 3
    if line.size <= 0.8 * sheet.type_size:
        points -= 1
    first = scene.leading(line)
    if first and first.what in (What.SCOPE, What.ACCREDITATION, What.NOT_NUMBER):
        points -= 2
    if first and first.what in (What.NUMBER, What.OTHER_NUMBER, What.FIRST_ISSUED):
        points -= 1
    return points


def _announced(scene: Scene, sheet: Sheet, line: Line) -> bool:
    """The line above, or the label on the left, ends with words that announce a standard."""
    for other in (
        *sheet.above(line, 3.0)[:2],
        *[o for o in sheet.near(line.top, line.bottom) if o.right <= line.left][-2:],
    ):
        if phrase_index("conforms").find(other) or any(
            h.what is What.STANDARD for h in scene.by_line.get(id(other), ())
        ):
            return True
    return False
