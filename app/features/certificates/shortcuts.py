"""What a certificate answers for its vendor: offered, filled in when the vendor asks for it, confirmed, taken back.

The rule is `app.core.certificates.shortcuts`. Here it meets the answers that are there already: what a person typed is
never written over, and what was filled in goes again when its certificate no longer gives it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.core.certificates.shortcuts import Offer, offers
from app.core.questionnaire.visibility import visible
from app.core.wording import say
from app.features.audit import service as audit
from app.features.campaigns import queries as campaigns
from app.features.certificates import queries
from app.features.errors import Conflict
from app.features.identity.schemas import VendorActor
from app.features.questionnaires.queries import load_release
from app.features.responses import queries as responses
from app.features.responses import service
from app.features.responses.models import ResponseRow
from app.features.responses.schemas import AsRead, Content, Draft, Stored
from app.infra.content import reference


@dataclass(frozen=True, slots=True)
class Effect:
    """What one certificate does for the answers of its response. Ids of questions, in the order of the document."""

    certificate: str
    title: str
    total: int  # questions that are asked now
    could: tuple[str, ...]  # that it can answer, or could once nothing is open
    fillable: tuple[str, ...] = ()  # that it can answer, and nobody has
    to_confirm: tuple[str, ...] = ()  # filled in from it
    confirmed: tuple[str, ...] = ()  # filled in from it, and confirmed by a person
    waits_for: tuple[str, ...] = ()  # questions to be answered first
    held_by: tuple[str, ...] = ()  # codes of checks whose remarks are to be settled first

    @property
    def filled(self) -> int:
        return len(self.to_confirm) + len(self.confirmed)

    @property
    def left(self) -> int:
        """Questions that it cannot answer."""
        return self.total - len(self.could)


@dataclass(frozen=True, slots=True)
class Effects:
    """Of all certificates of a response. `adrift`: answers filled in from one that no longer gives them."""

    of: tuple[Effect, ...] = ()
    adrift: frozenset[str] = frozenset()
    left: tuple[str, ...] = ()  # questions asked that no certificate answers; empty when none is offered

    def by(self, certificate_id: str) -> Effect | None:
        return next((e for e in self.of if e.certificate == certificate_id), None)

    @property
    def best(self) -> Effect | None:
        """The one worth a person's time on the task list: what it has filled in already, or can fill in, or could."""
        ranked = [e for e in self.of if e.could or e.filled]
        return max(ranked, key=lambda e: (bool(e.to_confirm), len(e.fillable), len(e.could)), default=None)


def effects(session: Session, actor: VendorActor, draft: Draft, now: datetime) -> Effects:
    """For the vendor at this desk. Without shortcuts in its questionnaire nothing is looked at."""
    release = load_release(session, draft.release_id)
    questionnaire = release.questionnaire
    if not questionnaire.shortcuts:
        return Effects()
    stored = responses.answers(session, draft.response_id)
    found = _offers(session, actor, draft, now)
    given = {offer.certificate: offer.answers for offer in found}
    shown = visible(questionnaire, AsRead(stored))
    order = [q for q in questionnaire.by_id if q in shown]
    could = {q for offer in found for q in offer.could}
    earlier = responses.earlier_among(session, actor, {s.origin for s in stored.values() if s.origin} - given.keys())
    return Effects(
        of=tuple(_effect(offer, stored, order) for offer in found),
        adrift=frozenset(
            q for q, s in stored.items() if s.origin and s.origin not in earlier and q not in given.get(s.origin, {})
        ),
        left=tuple(q for q in order if q not in could) if could else (),
    )


def _effect(offer: Offer, stored: Mapping[str, Stored], order: list[str]) -> Effect:
    mine = [q for q in order if q in stored and stored[q].origin == offer.certificate]
    return Effect(
        certificate=offer.certificate,
        title=offer.title,
        total=len(order),
        could=offer.could,
        fillable=tuple(q for q in offer.answers if q not in stored or not stored[q].content.given),
        to_confirm=tuple(q for q in mine if not stored[q].confirmed),
        confirmed=tuple(q for q in mine if stored[q].confirmed),
        waits_for=offer.waits_for,
        held_by=tuple(result.code for result in offer.held_by),
    )


def fill(session: Session, actor: VendorActor, certificate_id: str, now: datetime) -> tuple[str, ...]:
    """Fill in what a certificate answers and nobody has: the questions, in the order of the document.

    Raises Closed; NotFound; Conflict when the certificate answers nothing as things stand.
    """
    actor.require_whole()
    draft = responses.draft(session, actor, now, lock=True)
    draft.require_writable()
    queries.of_vendor(session, actor, certificate_id)
    found = {offer.certificate: offer for offer in _offers(session, actor, draft, now)}
    offer = found.get(certificate_id)
    if offer is None or not offer.answers:
        raise Conflict(
            say("This certificate does not answer any question as things stand."),
            remedy=say("Go back to your certificates: what is open is said there."),
        )
    release = load_release(session, draft.release_id)
    contents = {question: Content(value) for question, value in offer.answers.items()}
    filled = service.prefill(session, actor, draft, release, contents, certificate_id, now)
    if filled:
        _record(session, actor, "answers.prefilled", certificate_id, filled, now)
    return filled


def take_back(session: Session, actor: VendorActor, certificate_id: str, now: datetime) -> tuple[str, ...]:
    """Empty what was filled in from a certificate and not confirmed. Raises Closed, NotFound."""
    draft = responses.draft(session, actor, now, lock=True)
    queries.of_vendor(session, actor, certificate_id)
    release = load_release(session, draft.release_id)
    taken = service.take_back(session, actor, draft, release, certificate_id, now)
    if taken:
        _record(session, actor, "answers.prefill-taken-back", certificate_id, taken, now)
    return taken


def settle(session: Session, actor: VendorActor, certificate_id: str, now: datetime) -> tuple[str, ...]:
    """After a certificate was changed or removed: what it no longer answers goes, unless a person has confirmed it."""
    draft = responses.draft(session, actor, now, lock=True)
    release = load_release(session, draft.release_id)
    if not release.questionnaire.shortcuts:
        return ()
    found = {offer.certificate: offer.answers for offer in _offers(session, actor, draft, now)}
    still = found.get(certificate_id, {})
    taken = service.take_back(session, actor, draft, release, certificate_id, now, but=still)
    if taken:
        _record(session, actor, "answers.prefill-withdrawn", certificate_id, taken, now)
    return taken


def _offers(session: Session, actor: VendorActor, draft: Draft, now: datetime) -> tuple[Offer, ...]:
    certificates = tuple(kept.facts for kept in queries.kept(session, draft.response_id))  # confirmed or not
    release = load_release(session, draft.release_id)
    if not certificates or not release.questionnaire.shortcuts:
        return ()
    view = campaigns.situation(session, actor, now)
    row = session.get_one(ResponseRow, draft.response_id)
    core = responses.as_core_response(session, row, view, now.astimezone(view.zone).date(), certificates)
    return offers(release.questionnaire, core, reference())


def _record(
    session: Session, actor: VendorActor, action: str, certificate_id: str, questions: tuple[str, ...], now: datetime
) -> None:
    audit.record(session, actor, action, kind="certificate", subject=certificate_id, now=now, questions=list(questions))
