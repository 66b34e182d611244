"""From what was read to facts that wait for a person, and what a new reading means for facts that are there."""

from __future__ import annotations

import unicodedata
from typing import Any, Literal

from app.core.certificates.facts import CertificateFacts, Fact, Seal, Source
from app.core.certificates.read.model import ReadCertificate, ReadFact
from app.features.certificates.schemas import FACTS, LONGEST_LINE, MOST_LINES, TEXTS, number_key, words_of

CLEAR_FROM, LIKELY_FROM = 0.8, 0.5
_MOST_WORDS = 600  # characters of the words beside a fact


def level(confidence: float) -> Literal["clear", "likely", "check"]:
    """The three words that people see for a reader's confidence (`ReadFact.confidence`)."""
    if confidence >= CLEAR_FROM:
        return "clear"
    return "likely" if confidence >= LIKELY_FROM else "check"


def facts_of(read: ReadCertificate, certificate_id: str, evidence: str, seal: Seal | None = None) -> CertificateFacts:
    """The facts as read, none of them confirmed. What has several readings is no fact yet."""
    facts = {name: fact_of(name, found) for name in FACTS if (found := getattr(read, name)) is not None}
    return CertificateFacts(
        id=certificate_id, evidence=evidence, family=read.family, scheme=read.scheme, seal=seal, **facts
    )


def fact_of(name: str, read: ReadFact[Any]) -> Fact[Any] | None:
    value = fitting(name, read.value)
    if value is None:
        return None
    return Fact(value=value, source=source_of(read), confidence=level(read.confidence), confirmed=False)


def source_of(read: ReadFact[Any]) -> Source:
    return Source(how=read.how, page=read.page, box=read.box, words=_seen(read.words)[:_MOST_WORDS])


def fitting(name: str, value: Any) -> Any:
    """What was read, held to what a field can keep: a document can say anything. None when nothing is left."""
    if isinstance(value, tuple):
        return tuple(text for v in value[:MOST_LINES] if (text := _seen(v)[:LONGEST_LINE]))
    if isinstance(value, str):
        return _seen(value)[: TEXTS[name]] or None
    return value


def _seen(text: str) -> str:
    """Without characters that nobody can see: they must not reach a page, or be compared."""
    kept = "".join(c if unicodedata.category(c)[0] != "C" or c == "\n" else " " for c in text)
    return unicodedata.normalize("NFC", kept).strip()


def again(before: CertificateFacts, read: CertificateFacts) -> CertificateFacts:
    """The same file was read again, or for the first time after somebody typed its facts: what a person confirmed
    stays, with the place where it stands; what nobody confirmed is as it was read last."""
    facts: dict[str, Any] = {}
    for name in FACTS:
        old, new = getattr(before, name), getattr(read, name)
        facts[name] = new if old is None or not old.confirmed else _beside(old, new)
    named = {"scheme": before.scheme, "family": before.family} if _confirmed(before, "standard") else {}
    return read.model_copy(
        update={**facts, **named, "lookups": before.lookups, "sightings": before.sightings, "id": before.id}
    )


def instead(before: CertificateFacts, read: CertificateFacts) -> CertificateFacts:
    """Another file took the place of the one that these facts came from: all of it waits for a person again. What a
    register said stays only while the number is the same."""
    same = bool(before.number and read.number) and number_key(before.number.value) == number_key(read.number.value)  # type: ignore[union-attr]
    return read.model_copy(update={"id": before.id, "lookups": before.lookups if same else ()})


def _beside(old: Fact[Any], new: Fact[Any] | None) -> Fact[Any]:
    if new is None:
        return old
    if new.value == old.value:
        source = new.source.model_copy(update={"by": old.source.by, "at": old.source.at})
        return new.model_copy(update={"confirmed": True, "source": source})
    place = {"page": new.source.page, "box": new.source.box, "words": ""}
    return old.model_copy(update={"read": words_of(new.value), "source": old.source.model_copy(update=place)})


def _confirmed(facts: CertificateFacts, name: str) -> bool:
    fact = getattr(facts, name)
    return fact is not None and fact.confirmed


def alike(facts: CertificateFacts, read: CertificateFacts) -> bool:
    """The same certificate, as far as both say which one they are."""
    if facts.number and read.number:
        return number_key(facts.number.value) == number_key(read.number.value)
    return facts.scheme == read.scheme and facts.family == read.family
