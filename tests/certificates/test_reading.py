"""The reader against the corpus: every sample is read, and what was read is held against what the paper says."""

from __future__ import annotations

import time
from collections import defaultdict
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings

from app.core.certificates.facts import Family
from app.core.certificates.read.model import Reading
from app.infra.reading import Unreadable
from app.infra.reading.ocr import is_installed
from tests.certificates import SAMPLES, make
from tests.certificates.compare import Judged, accuracy, counts, judge
from tests.certificates.describe import Description
from tests.certificates.matrix import one
from tests.certificates.reader import LIMITS, TEXT_ONLY, read_guarded, read_here
from tests.certificates.strategies import descriptions

TEXTS = sorted(
    s.name
    for s in SAMPLES.values()
    if s.medium == "text"
    and s.openable
    and s.family is Family.MANAGEMENT_SYSTEM
    and s.layout != "pictured"
    and s.pages < 100
)
FOREIGN = [name for name in TEXTS if name.startswith("foreign-")]  # in languages that the reader need not know
SPOKEN = [name for name in TEXTS if name not in FOREIGN]
OTHERS = sorted(s.name for s in SAMPLES.values() if s.family is not Family.MANAGEMENT_SYSTEM)
# A telling few of what needs a recogniser of pictures, which takes seconds; `python -m tests.certificates` reads all.
PICTURES = [
    "scan-table-en",
    "scan-de",
    "jpeg-270-en",
    "pictured-en",
    "searchable-scan-that-lies-en",
    "garbled-en",
    "outlined-de",
]

with_recogniser = pytest.mark.skipif(not is_installed(), reason="the recogniser of pictures is not installed")


@cache
def reading(name: str) -> Reading:
    needs_pictures = SAMPLES[name].medium != "text" or SAMPLES[name].layout == "pictured"
    return read_here(make(name), SAMPLES[name].media_type, LIMITS if needs_pictures else TEXT_ONLY)


@cache
def judged(name: str) -> tuple[Judged, ...]:
    return tuple(judge(SAMPLES[name], reading(name)))


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_read_for_certain_is_right(name: str) -> None:
    families = {SAMPLES[name].family} | ({Family.OTHER} if name in FOREIGN else set())
    assert reading(name).family in families
    sure_and_wrong = [str(j) for j in judged(name) if j.verdict == "confident"]
    assert not sure_and_wrong


@pytest.mark.parametrize("name", SPOKEN)
def test_most_of_each_certificate_is_read(name: str) -> None:
    faults = [str(j) for j in judged(name) if j.verdict not in ("right", "asked")]
    assert len(faults) <= max(1, len(judged(name)) // 6), faults


@pytest.mark.parametrize("name", OTHERS)
def test_other_papers_are_no_certificates(name: str) -> None:
    assert reading(name).family is SAMPLES[name].family


def test_the_whole_corpus_as_text() -> None:
    everything = [j for name in SPOKEN for j in judged(name)]
    assert accuracy(everything) >= 0.97, [str(j) for j in everything if j.verdict not in ("right", "asked")]
    assert counts(everything)["confident"] == 0


@pytest.mark.parametrize("by", ["language", "layout"])
def test_no_language_and_no_layout_is_left_behind(by: str) -> None:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for name in SPOKEN:
        groups[getattr(SAMPLES[name], by)].extend(judged(name))
    poor = {group: accuracy(all_) for group, all_ in groups.items() if accuracy(all_) < 0.9}
    assert not poor


@with_recogniser
@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_read_too(name: str) -> None:
    assert reading(name).family is SAMPLES[name].family
    assert counts(judged(name))["confident"] == 0, [str(j) for j in judged(name)]


@with_recogniser
def test_most_facts_are_read_from_pictures() -> None:
    everything = [j for name in PICTURES for j in judged(name)]
    assert accuracy(everything) >= 0.9, [str(j) for j in everything if j.verdict not in ("right", "asked")]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(descriptions())
def test_certificates_that_nobody_thought_of(drawn: tuple[str, Description]) -> None:
    """Read right, or left out, and never wrong for certain."""
    sample, content = one(*drawn)
    without_pictures = read_here(content(), sample.media_type, TEXT_ONLY)
    sure_and_wrong = [str(j) for j in judge(sample, without_pictures) if j.verdict == "confident"]
    assert not sure_and_wrong


@pytest.mark.parametrize(("name", "code"), [("locked-en", "READ-ENCRYPTED"), ("cut-off-en", "READ-BROKEN")])
def test_what_cannot_be_opened_is_said_at_once(name: str, code: str) -> None:
    began = time.monotonic()
    with pytest.raises(Unreadable) as told:
        read_guarded(make(name), SAMPLES[name].media_type)
    assert told.value.problem.code == code
    assert time.monotonic() - began < LIMITS.seconds / 2


def test_a_long_file_costs_little_and_says_that_pages_were_left() -> None:
    began = time.monotonic()
    read = read_guarded(make("five-hundred-pages-en"), "application/pdf", TEXT_ONLY)
    assert time.monotonic() - began < LIMITS.seconds / 2
    assert read.page_count == 500
    assert "READ-PAGES-LEFT" in {remark.code for remark in read.remarks}
    assert accuracy(judge(SAMPLES["five-hundred-pages-en"], read)) > 0.9


def test_a_file_changed_after_sealing_is_read_as_it_is_shown_and_says_so() -> None:
    assert reading("changed-after-sealing-en").seal.state == "changed"  # type: ignore[union-attr]
    assert reading("sealed-en").seal.state == "untrusted"  # type: ignore[union-attr]  (nobody named a root)


def test_words_that_nobody_sees_are_not_facts() -> None:
    for name in ("injected-unseen-en", "unseen-white-en", "unseen-tiny-en", "unseen-outside-en", "unseen-covered-en"):
        assert accuracy(judged(name)) > 0.9, name
        assert "FAKE" not in reading(name).model_dump_json()
