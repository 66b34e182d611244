"""Writes: a person says of one fact after another what was read rightly, and puts right what was not.

Two people may do so at once: a fact is changed only when it still is as the person saw it, whatever happened to others.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.core.catalog.model import ReferenceData
from app.core.certificates.facts import CertificateFacts, Fact
from app.core.certificates.standard import recognise
from app.core.wording import say
from app.features.certificates import queries, shortcuts
from app.features.certificates.as_read import fact_of, source_of
from app.features.certificates.models import CertificateRow, CertificateVersion
from app.features.certificates.rows import record, store, writable
from app.features.certificates.schemas import LABELS, stated_fact, words_of
from app.features.errors import Conflict, NotFound
from app.features.identity.schemas import VendorActor


def confirm(
    session: Session, actor: VendorActor, certificate_id: str, name: str, seen: int, now: datetime
) -> CertificateRow:
    """It was read rightly. `seen` is the version the person had on the page. Raises Closed, NotFound, and Conflict when
    the fact is another by now."""
    row, facts = _at(session, actor, certificate_id, name, now)
    fact = _fact(facts, name)
    if fact is None:
        raise NotFound("fact")
    _require_as_seen(session, row, name, seen, fact.value)
    if fact.confirmed:
        return row
    return _keep(session, actor, row, facts, {name: _confirmed(fact, actor, now)}, "certificate.confirmed", now)


def confirm_all(
    session: Session, actor: VendorActor, certificate_id: str, names: Collection[str], seen: int, now: datetime
) -> tuple[CertificateRow, tuple[str, ...]]:
    """Several at once; those that are others by now are left for another look. The row, and which were confirmed."""
    row, facts = _at(session, actor, certificate_id, "", now)
    before = _version(session, row, seen)
    done = {
        name: _confirmed(fact, actor, now)
        for name, fact in facts.by_name.items()
        if name in names and not fact.confirmed and _same(_fact(before, name), fact)
    }
    if done:
        _keep(session, actor, row, facts, done, "certificate.confirmed", now)
    return row, tuple(done)


def change(
    session: Session,
    actor: VendorActor,
    certificate_id: str,
    name: str,
    value: Any,
    seen: int,
    reference: ReferenceData,
    now: datetime,
) -> CertificateRow:
    """The document says this instead. Raises as `confirm`; `theirs` of the Conflict is the Kept, `mine` the value."""
    row, facts = _at(session, actor, certificate_id, name, now)
    old = _fact(facts, name)
    if old is not None and old.value == value:
        if old.confirmed:
            return row
    else:
        _require_as_seen(session, row, name, seen, value)
    new: dict[str, Any] = {name: _as_said(session, row, name, value, old, actor, now)}
    if name == "standard":
        named = recognise(str(value), reference)
        new["scheme"] = named[0].id if len(named) == 1 else ""
    return _keep(session, actor, row, facts, new, "certificate.fact-changed", now)


def leave_out(
    session: Session, actor: VendorActor, certificate_id: str, name: str, seen: int, now: datetime
) -> CertificateRow:
    """The document says no such thing. Raises as `confirm`."""
    row, facts = _at(session, actor, certificate_id, name, now)
    if _fact(facts, name) is None:
        return row
    _require_as_seen(session, row, name, seen, None)
    new = {name: None, **({"scheme": ""} if name == "standard" else {})}
    return _keep(session, actor, row, facts, new, "certificate.fact-left-out", now)


def put_back(
    session: Session, actor: VendorActor, certificate_id: str, names: Collection[str], now: datetime
) -> CertificateRow:
    """As it was read, and not confirmed: undoes what a person did to it. A fact that was not read goes away."""
    row, facts = _at(session, actor, certificate_id, "", now)
    read = queries.facts_as_read(session, row)
    new: dict[str, Any] = {name: _fact(read, name) for name in names if name in LABELS}
    if "standard" in new:
        new["scheme"] = read.scheme if read else ""
    if all(getattr(facts, name) == value for name, value in new.items()):
        return row
    return _keep(session, actor, row, facts, new, "certificate.fact-put-back", now)


def _at(
    session: Session, actor: VendorActor, certificate_id: str, name: str, now: datetime
) -> tuple[CertificateRow, CertificateFacts]:
    writable(session, actor, now, queries.evidence_of(session, actor, certificate_id))
    row = queries.of_vendor(session, actor, certificate_id, lock=True)
    if row.removed_at is not None or (name and name not in LABELS):
        raise NotFound("certificate")
    return row, CertificateFacts.model_validate(row.facts)


def _fact(facts: CertificateFacts | None, name: str) -> Fact[Any] | None:
    return facts.by_name.get(name) if facts else None


def _confirmed(fact: Fact[Any], actor: VendorActor, now: datetime) -> Fact[Any]:
    source = fact.source.model_copy(update={"by": actor.name, "at": now})
    return fact.model_copy(update={"confirmed": True, "source": source})


def _as_said(
    session: Session,
    row: CertificateRow,
    name: str,
    value: Any,
    old: Fact[Any] | None,
    actor: VendorActor,
    now: datetime,
) -> Fact[Any]:
    """The fact as a person states it. Where that is what was read there, or one of its readings, it was read; anything
    else was typed, beside what was read."""
    read = queries.read_fact_of(session, row, name)
    if read is None:
        return stated_fact(value, actor.name, now, old)
    was = fact_of(name, read)
    if was is not None and was.value == value:
        return _confirmed(was, actor, now)
    source = source_of(read)
    if value in read.alternatives:
        chosen = source.model_copy(update={"by": actor.name, "at": now})
        return Fact(value=value, source=chosen, confidence="likely", confirmed=True)
    fact = stated_fact(value, actor.name, now, old)
    if fact.read is not None:
        return fact
    place = {"page": read.page, "box": read.box}
    words = words_of(was.value) if was is not None else source.words
    return fact.model_copy(update={"read": words, "source": fact.source.model_copy(update=place)})


def _require_as_seen(session: Session, row: CertificateRow, name: str, seen: int, mine: Any) -> None:
    now, then = CertificateFacts.model_validate(row.facts), _version(session, row, seen)
    if then is None or not _same(_fact(then, name), _fact(now, name)):
        raise Conflict(
            say("%(by)s changed this fact while you were looking at it.", by=row.by),
            remedy=say("Look at what it says now."),
            theirs=queries.as_kept(row),
            mine=mine,
        )


def _same(then: Fact[Any] | None, now: Fact[Any] | None) -> bool:
    return (then.value if then else None) == (now.value if now else None)


def _version(session: Session, row: CertificateRow, seen: int) -> CertificateFacts | None:
    if seen == row.version:
        return CertificateFacts.model_validate(row.facts)
    kept = session.get(CertificateVersion, (row.id, seen))
    return CertificateFacts.model_validate(kept.facts) if kept else None


def _keep(
    session: Session,
    actor: VendorActor,
    row: CertificateRow,
    facts: CertificateFacts,
    new: dict[str, Any],
    action: str,
    now: datetime,
) -> CertificateRow:
    row.version += 1
    store(session, row, facts.model_copy(update=new), actor.name, now)
    record(session, actor, action, row, now, facts=sorted(name for name in new if name in LABELS), version=row.version)
    shortcuts.settle(session, actor, row.id, now)
    return row
