"""Reads: the judgements on a response, and which of them are in force."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.response import Response
from app.core.scoring.canonical import digest
from app.features.identity.schemas import MemberActor
from app.features.reviews.models import Kind, Review


def history(session: Session, actor: MemberActor, response_id: str) -> Sequence[Review]:
    """Every judgement on a response to the actor's organisation, newest first."""
    mine = select(Review).where(Review.organisation_id == actor.organisation_id, Review.response_id == response_id)
    return session.exec(mine.order_by(col(Review.number).desc())).all()


def these(session: Session, actor: MemberActor, ids: Collection[str]) -> Sequence[Review]:
    """The judgements with these ids, oldest first; those of others are left out."""
    if not ids:
        return ()
    mine = select(Review).where(Review.organisation_id == actor.organisation_id, col(Review.id).in_(ids))
    return session.exec(mine.order_by(col(Review.number))).all()


def applied(session: Session, response_id: str) -> tuple[Review, ...]:
    """The judgements in force, oldest first. The caller has loaded the response for its actor."""
    every = session.exec(select(Review).where(Review.response_id == response_id).order_by(col(Review.number)))
    return in_force(every)


def began(session: Session, response_id: str) -> datetime | None:
    """When the first judgement was made: all that a vendor is told of the review. The caller has loaded the response
    for its actor."""
    return session.exec(select(sa.func.min(col(Review.at))).where(Review.response_id == response_id)).one()


def asked_of_vendor(session: Session, response_id: str) -> dict[str, str]:
    """Key of a finding -> what the buyer wrote for the vendor about it. Neither reasons nor names leave this function.
    The caller has loaded the response for its actor."""
    return {r.target: r.to_vendor for r in applied(session, response_id) if r.to_vendor}


def in_force(oldest_first: Iterable[Review]) -> tuple[Review, ...]:
    """The newest judgement on each aspect of each target, unless it was taken back. An older one does not come back
    with that: its author knows that it was replaced, and not why."""
    newest: dict[tuple[str, str], Review] = {}
    for review in oldest_first:
        newest[Kind(review.kind).aspect, review.target] = review
    return tuple(sorted((r for r in newest.values() if r.withdrawn_at is None), key=lambda r: r.number))


def of_target(judgements: Iterable[Review], kind: Kind, target: str) -> Review | None:
    """Of judgements in force, the one on the aspect that `kind` speaks of."""
    return next((r for r in judgements if r.target == target and Kind(r.kind).aspect == kind.aspect), None)


def still_about(response: Response, judgements: Iterable[Review]) -> tuple[Review, ...]:
    """Those that still speak of what is there: a judgement on an answer falls away when the answer, its note or its
    files change, one on a certificate when its facts do, or when it is seen elsewhere. What a register answers is a
    check of its own and takes no judgement away. The key of a finding holds the words on both sides, so what was said
    of it needs no looking after."""
    return tuple(r for r in judgements if r.subject == subject_of(response, Kind(r.kind), r.target))


def subject_of(response: Response, kind: Kind, target: str) -> str:
    """A digest of what a judgement of this kind speaks of. `response` is complete: with sightings of certificates."""
    if kind in (Kind.DISMISSAL, Kind.UPHOLDING):
        return ""
    if kind is Kind.ACCEPTANCE_CERTIFICATE:
        return digest([c.model_dump(mode="json", exclude={"lookups"}) for c in response.certificates if c.id == target])
    answer = response.answers.get(target)
    files = sorted(e.sha256 for e in response.evidence if target in e.questions)
    return digest([answer.model_dump(mode="json") if answer else None, files])
