"""The judge of readings can tell right from wrong, and wrong from wrong and sure of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.core.certificates.read.model import ReadCertificate, ReadFact, Reading
from tests.certificates import SAMPLES
from tests.certificates.compare import accuracy, counts, judge, same
from tests.certificates.describe import Sample

CLASSIC = SAMPLES["classic-en"]


def reading(sample: Sample, confidence: float = 0.9, **changes: Any) -> Reading:
    """What a reader without fault would say, and then changed."""
    read = []
    for certificate in sample.certificates:
        values = {name: ways[0] for name, ways in certificate.facts.items()} | changes
        facts = {
            name: value if isinstance(value, ReadFact) else fact(value, confidence)
            for name, value in values.items()
            if value is not None
        }
        read.append(ReadCertificate(scheme=certificate.scheme, **facts))
    return Reading(family=sample.family, legibility="text", certificates=tuple(read))


def fact(value: Any, confidence: float = 0.9, *alternatives: Any) -> ReadFact[Any]:
    return ReadFact[Any](
        value=value, confidence=confidence, page=1, box=(0, 0, 1, 1), words=str(value), alternatives=alternatives
    )


@pytest.mark.parametrize("name", ["classic-en", "bilingual-tr", "integrated-en", "two-certificates", "diploma-it"])
def test_a_reading_without_fault_is_all_right(name: str) -> None:
    judged = judge(SAMPLES[name], reading(SAMPLES[name]))
    assert {one.verdict for one in judged} == {"right"}
    assert accuracy(judged) == 1


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"holder": None}, "missing"),
        ({"holder": fact("Quillfeather Talent", 0.9)}, "confident"),
        ({"holder": fact("Quillfeather Talent", 0.5)}, "wrong"),
        ({"valid_until": fact(date(2027, 1, 11))}, "confident"),
        ({"valid_until": fact(None, 0.6, date(2029, 1, 11), date(2029, 11, 1))}, "asked"),
        ({"valid_until": fact(None, 0.6, date(2028, 1, 11), date(2028, 11, 1))}, "wrong"),
        ({"scope": fact("Development, operation and support of Quillfeather Hire.")}, "confident"),
        ({"surveillance": fact(date(2027, 1, 11))}, "confident"),  # it is not on the paper
        ({"revision": fact("12", 0.4)}, "wrong"),
    ],
)
def test_a_fault_is_seen(changes: dict[str, Any], verdict: str) -> None:
    judged = judge(CLASSIC, reading(CLASSIC, **changes))
    (fault,) = (one for one in judged if one.verdict != "right")
    assert (fault.fact, fault.verdict) == (next(iter(changes)), verdict)
    assert accuracy(judged) < 1
    assert next(iter(changes)) in str(fault)


def test_a_certificate_too_many_is_seen() -> None:
    read = reading(CLASSIC)
    more = replace_certificates(read, (*read.certificates, ReadCertificate(standard=fact("ISO/IEC 17021-1:2015"))))
    assert counts(judge(CLASSIC, more))["confident"] == 1


def replace_certificates(read: Reading, certificates: tuple[ReadCertificate, ...]) -> Reading:
    return read.model_copy(update={"certificates": certificates})


def test_the_sentence_on_applicability_may_belong_to_the_scope() -> None:
    scope = str(CLASSIC.certificates[0].facts["scope"][0])
    longer = f"{scope[:-1]}, in accordance with the Statement of Applicability, version 2.1 dated 20 November 2025"
    assert accuracy(judge(CLASSIC, reading(CLASSIC, scope=longer))) == 1
    assert accuracy(judge(CLASSIC, reading(CLASSIC, scope=f"{scope} Valid until 11 January 2029"))) < 1


def test_an_ambiguous_day_is_to_be_asked() -> None:
    sample = SAMPLES["ambiguous-days-en"]
    days = {name: fact(None, 0.6, *values) for name, values in sample.certificates[0].asked.items()}
    assert accuracy(judge(sample, reading(sample, **days))) == 1
    assert counts(judge(sample, reading(sample, **days | {"issued": fact(date(2026, 3, 4))})))["confident"] == 1


def test_a_scan_may_lose_accents_and_a_text_may_not() -> None:
    assert same("holder", "Cinaralti Bilisim A.S.", "Çınaraltı Bilişim A.Ş.", exact=False)
    assert not same("holder", "Cinaralti Bilisim A.S.", "Çınaraltı Bilişim A.Ş.", exact=True)
    assert not same("number", "BG-26-30471", "BG-26-30417", exact=False)


def test_the_standard_may_be_given_without_its_year() -> None:
    assert same("standard", "DIN EN ISO/IEC 27001", "DIN EN ISO/IEC 27001:2024", exact=True)
    assert same("standard", "EN ISO 13485: 2016", "EN ISO 13485:2016 + A11:2021", exact=True)
    assert not same("standard", "ISO/IEC 27001:2022", "DIN EN ISO/IEC 27001:2024", exact=True)


def test_nothing_read_is_all_missing() -> None:
    empty = replace_certificates(reading(CLASSIC), ())
    assert {one.verdict for one in judge(replace(CLASSIC, name="x"), empty)} == {"missing"}
