"""What kind of document it is. Families are never merged, and a certificate of a management system must look like one.

Each family has words that speak for it, with points; in the title or in large type they count double. A certificate
of a management system needs the skeleton that ISO/IEC 17021-1, 8.2.2 gives it: a standard, a number, days, an issuer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from app.core.certificates.facts import Family
from app.core.certificates.read.families import ONLY_HEADINGS, SHOUTED, WORDS
from app.core.certificates.read.find import Index, Scene, phrase_index
from app.core.certificates.read.naming import is_title
from app.core.certificates.read.text import fold, level

_ONLY_HEADINGS = frozenset(map(fold, ONLY_HEADINGS))
_SHOUTED = frozenset(map(fold, SHOUTED))


def _index() -> Index[tuple[Family, int]]:
    return Index(
        (word, (family, points)) for family, rows in WORDS.items() for points, words in rows.items() for word in words
    )


_INDEX = _index()


def family_of(scene: Scene, facts: Mapping[str, bool]) -> Family:
    """`facts`: which of standard, edition, number, until, issued, scope, body, accreditation, holder were found, and
    whether the standard is one that organisations are certified to."""
    against = _against(scene)
    skeleton = _skeleton(scene, facts)
    worst = max(against, key=lambda f: against[f], default=Family.OTHER)
    points = against.get(worst, 0.0)
    if facts["standard"] and facts["certifiable"] and skeleton >= 6.5 and points < 5:
        return Family.MANAGEMENT_SYSTEM
    if (
        facts["standard"]
        and facts["certifiable"]
        and skeleton >= 9
        and points < 0.75 * skeleton
        and worst is not Family.CONFORMITY_DOCUMENT
    ):
        return Family.MANAGEMENT_SYSTEM
    if (
        facts["standard"] and skeleton >= 10 and points < 5
    ):  # "certified" to what nobody is certified to: a check says so
        return Family.MANAGEMENT_SYSTEM
    return worst if points >= 5 else Family.OTHER


def _against(scene: Scene) -> dict[Family, float]:
    points: dict[Family, float] = defaultdict(float)
    seen: set[tuple[Family, str]] = set()
    for sheet, line in scene.lines:
        if sheet.number > 6:
            break
        for start, end, (family, weight) in _INDEX.find(line):
            word = fold(line.text[start:end])
            heading = _is_heading(
                sheet.type_size, sheet.page.height, line.size, line.top, line.text, end - start, sheet.number
            )
            if (family, word) in seen or (word in _ONLY_HEADINGS and not heading):
                continue
            if word in _SHOUTED and not line.text[start:end].isupper() and len(fold(line.text)) > len(word) + 8:
                continue
            seen.add((family, word))
            points[family] += weight * (2 if heading else 1)
    return points


def _is_heading(usual: float, height: float, size: float, top: float, text: str, length: int, page: int) -> bool:
    """Large type, or little else on the line at the head of the page."""
    if page > 2:
        return False
    letters = len(fold(text))
    if size >= 1.25 * usual and length >= 0.25 * letters:
        return True
    return length >= 0.6 * letters and (top < 0.18 * height or (fold(text) in _SHOUTED and text.isupper()))


def _skeleton(scene: Scene, facts: Mapping[str, bool]) -> float:
    points = 0.0
    title = certifies = system = False
    for sheet, line in scene.lines:
        if not title and (line.size >= 1.15 * sheet.type_size or line.top < 0.4 * sheet.page.height):
            title = is_title(line.text) or (
                any(s <= 2 for s, _, _ in phrase_index("titles").find(line)) and line.size >= 1.3 * sheet.type_size
            )
        certifies = certifies or bool(phrase_index("certifies").find(line)) or bool(phrase_index("conforms").find(line))
        system = system or bool(phrase_index("systems").find(line))
    points += 2 * title + 1.5 * certifies + 1 * system
    weights = {
        "standard": 1,
        "edition": 1,
        "number": 1.5,
        "until": 2,
        "issued": 1,
        "scope": 1,
        "body": 0.5,
        "accreditation": 1,
        "holder": 1,
    }
    return points + sum(weight for name, weight in weights.items() if facts.get(name))


def report_name(scene: Scene) -> str:
    """ "SOC 2 Type II", as printed."""
    for _, line in scene.lines:
        found = re.search(
            r"\b(?:soc\s?[123](?:\s?[-,]?\s?type\s?(?:ii|i|1|2))?|isae\s?3\d{3}|ssae\s?(?:no\. ?)?\d\d)\b",
            level(line.text),
        )
        if found:
            return line.text[found.start() : found.end()]
    return ""
