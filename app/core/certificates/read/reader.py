"""A document in, a reading out: lay out, find labels, ask each recogniser, and put the certificates together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from app.core.catalog.model import ReferenceData
from app.core.certificates.facts import Family
from app.core.certificates.read.accreditation import read_accreditation
from app.core.certificates.read.body import read_body
from app.core.certificates.read.family import family_of, report_name
from app.core.certificates.read.find import Scene, phrase_index
from app.core.certificates.read.found import Candidate
from app.core.certificates.read.holder import read_addresses, read_holder
from app.core.certificates.read.labels import LANGUAGES, What
from app.core.certificates.read.layout import MAX_PAGES, Sheet, lay_out, too_much
from app.core.certificates.read.model import Document, ReadCertificate, Reading
from app.core.certificates.read.naming import is_title
from app.core.certificates.read.number import read_number
from app.core.certificates.read.scope import read_scope, read_sites
from app.core.certificates.read.soa import read_exclusions, read_revision, read_soa
from app.core.certificates.read.text import fold, words_of
from app.core.certificates.read.validity import read_days, settled
from app.core.certificates.read.which import Standard, standards
from app.core.problems import Problem, Severity
from app.core.wording import say

MOST_CERTIFICATES = 12
_CORE = ("standard", "number", "holder", "valid_until", "body")


def read(document: Document, reference: ReferenceData) -> Reading:
    """What `document` says. Raises nothing: what is not understood is left out.

    Words are only ever read: nothing that a document says can change what is done with it.
    """
    sheets = lay_out(document)
    scene = Scene(sheets)
    languages = languages_of(scene)
    parts = [Scene(part) for part in _parted(sheets)] if len(sheets) > 1 else [scene]
    family, certificates = _read_part(scene, languages, reference)
    if family is Family.MANAGEMENT_SYSTEM and len(parts) > 1:
        each = [_read_part(part, languages, reference) for part in parts]
        good = [c for own, found in each if own is Family.MANAGEMENT_SYSTEM for c in found]
        if len({fold(c.number.value or "") for c in good if c.number}) > 1:
            certificates = good
    return Reading(
        family=family,
        legibility=_legibility(document),
        languages=languages,
        certificates=tuple(certificates[:MOST_CERTIFICATES]),
        remarks=tuple(_remarks(document)),
        pages=tuple((p.width, p.height) for p in document.pages),
        page_count=max(0, document.page_count),
    )


def wants_ocr(document: Document, reading: Reading) -> tuple[int, ...]:
    """Numbers of pages worth reading as pictures: without words, or with pictures that may hold what is missing.

    A text layer is no promise: title, standard or issuer may stand in a picture only. Pages full of other text with
    small pictures are left: a picture that turns them into a certificate would be seen.
    """
    if reading.family not in (Family.MANAGEMENT_SYSTEM, Family.OTHER) and reading.legibility != "none":
        return ()
    words = sum(len(p.words) for p in document.pages)
    wanted = []
    missing = _missing(reading)
    notable = 0.03 if reading.family is Family.OTHER and words >= 100 else 0.005
    for page in document.pages[:6]:
        if page.ocr:
            continue
        few = len(page.words) < 12
        if (few and (words < 40 or page.pictures > 0.05 or not page.words)) or (
            page.number <= 2
            and len(page.words) < 450
            and missing
            and (page.pictures > notable or (len(page.words) < 60 and words < 100))
        ):
            wanted.append(page.number)
    return tuple(wanted[:4])


def _missing(reading: Reading) -> bool:
    if not reading.certificates:
        return True
    first = reading.certificates[0]
    return (
        _core_missing(reading)
        or first.accreditation_body is None
        or (first.issued is None and first.valid_from is None)
    )


def _core_missing(reading: Reading) -> bool:
    return not reading.certificates or any(getattr(reading.certificates[0], name) is None for name in _CORE)


def languages_of(scene: Scene) -> tuple[str, ...]:
    """By labels, set phrases and small words; the likeliest first."""
    points: Counter[str] = Counter()
    for hits in scene.by_line.values():
        for hit in hits:
            if hit.alone and len(hit.label.letters) > 4:
                points[hit.label.language] += 2
    common = {language.code: frozenset(map(fold, language.common)) for language in LANGUAGES}
    words: Counter[str] = Counter()
    for _, line in scene.lines:
        for name in ("certifies", "conforms", "titles"):
            for start, end, code in phrase_index(name).find(line):
                points[code] += 4 if end - start > 8 else 1
        words.update(fold(w) for w in words_of(line.text))
    for code, small in common.items():
        points[code] += sum(min(words[w], 6) for w in small)
    most = max(points.values(), default=0)
    return tuple(code for code, n in points.most_common(3) if n >= max(4, 0.45 * most))


def _parted(sheets: Sequence[Sheet]) -> list[tuple[Sheet, ...]]:
    """The pages of each certificate: a page with a title and a number of its own begins a new one."""
    parts: list[list[Sheet]] = []
    known: set[str] = set()
    for sheet in sheets:
        scene = Scene((sheet,))
        number, _ = read_number(scene)
        value = fold(number.value or "") if number and number.sure >= 0.6 else ""
        titled = any(is_title(line.text) for line in sheet.lines) or bool(scene.hits[What.VALID_UNTIL])
        if not parts or (value and value not in known and titled):
            parts.append([])
        if value:
            known.add(value)
        parts[-1].append(sheet)
    return [tuple(part) for part in parts]


def _read_part(
    scene: Scene, languages: tuple[str, ...], reference: ReferenceData
) -> tuple[Family, list[ReadCertificate]]:
    days = read_days(scene, languages)
    named = standards(scene, reference)
    number, other_numbers = read_number(scene)
    holder = read_holder(scene)
    body = read_body(scene, holder.name.value or "" if holder else "", reference)
    if holder and body and holder.name.sure < 0.7 and fold(body.value or "") == fold(holder.name.value or ""):
        holder = None
    accreditor, accreditation_number = read_accreditation(scene, reference)
    scope = read_scope(scene)
    soa_version, soa_date = read_soa(scene)
    if soa_date and soa_date.value is None and (order := settled(scene, languages)):
        day, month = soa_date.alternatives
        soa_date = replace(soa_date, value=day if order == "dmy" else month, sure=0.75)
    found: dict[str, Candidate[Any] | None] = {
        "number": number,
        "other_numbers": other_numbers,
        "holder": holder.name if holder else None,
        "addresses": read_addresses(scene, holder),
        "scope": scope,
        "sites": read_sites(scene),
        **days,
        "body": body,
        "accreditation_body": accreditor,
        "accreditation_number": accreditation_number,
        "soa_version": soa_version,
        "soa_date": soa_date,
        "excluded_controls": read_exclusions(scene),
        "revision": read_revision(scene),
    }
    family = family_of(
        scene,
        {
            "standard": bool(named),
            "certifiable": bool(named) and any(s.certifiable for s in named),
            "edition": any(s.edition for s in named),
            "number": number is not None,
            "until": "valid_until" in days,
            "issued": "issued" in days or "valid_from" in days or "first_issued" in days,
            "scope": scope is not None,
            "body": body is not None,
            "accreditation": accreditor is not None,
            "holder": holder is not None,
        },
    )
    facts = {name: candidate.fact() for name, candidate in found.items() if candidate is not None}
    if family is Family.OTHER:
        return family, []
    if family is not Family.MANAGEMENT_SYSTEM:
        return family, [_other(family, scene, facts, reference)]
    return family, [_certificate(standard, facts) for standard in named]


def _certificate(standard: Standard, facts: dict[str, Any]) -> ReadCertificate:
    own = dict(facts)
    own["standard"] = standard.standard.fact()
    if standard.edition:
        own["edition"] = standard.edition.fact()
    return ReadCertificate(family=Family.MANAGEMENT_SYSTEM, scheme=standard.scheme, **own)


def _other(family: Family, scene: Scene, facts: dict[str, Any], reference: ReferenceData) -> ReadCertificate:
    """What a report, a declaration or a person's certificate says of itself; never clear: the rules are not for it."""
    wanted = ("holder", "issued", "number", "body", "valid_until")
    own = {
        name: fact.model_copy(update={"confidence": min(0.7, fact.confidence)})
        for name, fact in facts.items()
        if name in wanted
    }
    scheme = ""
    if family is Family.ASSURANCE_REPORT and (name := report_name(scene)):
        start = fold(name)
        scheme = next((s.id for s in reference.schemes if s.kind == family and start.startswith(fold(s.standard))), "")
    return ReadCertificate(family=family, scheme=scheme, **own)


def _legibility(document: Document) -> Literal["text", "ocr", "mixed", "none"]:
    hows = {w.how for p in document.pages[:MAX_PAGES] for w in p.words if w.text.strip()}
    if not hows:
        return "none"
    return "mixed" if len(hows) > 1 else "ocr" if "ocr" in hows else "text"


def _remarks(document: Document) -> list[Problem]:
    remarks = []
    if too_much(document):
        remarks.append(
            Problem(
                code="READ-WORDS-LEFT",
                where="file",
                message=say(
                    "Only the first %(pages)s pages, and the first words of very full pages, were looked at.",
                    pages=MAX_PAGES,
                ),
                remedy=say("Attach the certificate as a file of its own."),
                severity=Severity.WARNING,
            )
        )
    return remarks
