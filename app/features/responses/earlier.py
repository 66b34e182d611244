"""What a vendor answered before, to this buyer or in a file that it brought along: offered, filled in when it asks for
it, confirmed, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.questionnaire.reuse import Carried, carried
from app.core.response import Response
from app.core.wording import say
from app.features.audit import service as audit
from app.features.errors import Conflict, NotFound
from app.features.identity.schemas import VendorActor
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.responses import queries, received, service
from app.features.responses.models import ReceivedFile, ResponseRow, Submission
from app.features.responses.schemas import Content, Draft, Stored
from app.infra.language import spoken

MOST = 12  # earlier responses that are looked at, the newest first


@dataclass(frozen=True)
class Earlier:
    """One earlier response or received file, and what of it can be filled in here. Ids of questions, in the order of
    the document."""

    submission: str  # or the received file
    title: str  # of the questionnaire that was answered then
    edition: int  # of this questionnaire, when it was another one than now; else 0
    elsewhere: bool  # it was another questionnaire
    about: str  # the product it was about
    sent_at: datetime
    answers: Mapping[str, Carried]
    fillable: tuple[str, ...]  # asked now, and nobody has answered
    to_confirm: tuple[str, ...]  # filled in from it
    confirmed: tuple[str, ...]
    brought: bool = False  # in a file, from elsewhere


def earlier(session: Session, actor: VendorActor, draft: Draft, now: datetime) -> tuple[Earlier, ...]:
    """The files that the vendor brought along, and its other responses to this buyer that answer something here; of
    each the newest first.

    Answers to confidential questions are offered to the person who signed them, and to nobody else: links go to
    persons, and not everybody at a vendor may read everything.
    """
    release = load_release(session, draft.release_id)
    stored = queries.answers(session, draft.response_id)
    shown = queries.standing(release.questionnaire, stored).shown
    here = _Here(release, stored, shown, now.astimezone(actor.zone).date())
    brought = [_brought(row, here) for row in received.of_response(session, draft.response_id)]
    sent = [_earlier(session, actor, sent, released, here) for sent, released in _sent(session, actor, draft)]
    return tuple(one for one in [*brought, *sent] if one.answers)


def fill(session: Session, actor: VendorActor, submission_id: str, now: datetime) -> tuple[str, ...]:
    """Fill in what was answered then and nobody has answered now: the questions.

    Raises Closed; NotFound; Conflict when nothing of it can be used.
    """
    draft = queries.draft(session, actor, now, lock=True)
    draft.require_writable()
    one = _one(session, actor, draft, submission_id, now)
    contents = {
        question: Content(c.answer.value, c.answer.not_applicable, c.answer.reason, c.answer.note)
        for question, c in one.answers.items()
    }
    release = load_release(session, draft.release_id)
    filled = service.prefill(session, actor, draft, release, contents, submission_id, now)
    if not filled and not one.to_confirm:
        raise Conflict(
            say("Everything that was answered then has an answer here already."),
            remedy=say("Go on with what is still open."),
        )
    if filled:
        _record(session, actor, "answers.prefilled", submission_id, filled, now)
    if one.brought:
        received.link(session, actor, submission_id, now)
    return filled


def answered_before(session: Session, organisation_id: str, vendor_id: str) -> datetime | None:
    """When this vendor sent this buyer answers last; None when it never did. For whoever has not begun yet."""
    wanted = (
        select(Submission.submitted_at)
        .join(ResponseRow, col(ResponseRow.id) == col(Submission.response_id))
        .where(ResponseRow.organisation_id == organisation_id, ResponseRow.vendor_id == vendor_id)
        .order_by(col(Submission.submitted_at).desc())
    )
    return session.exec(wanted).first()


def fill_best(session: Session, actor: VendorActor, now: datetime) -> tuple[str, ...]:
    """Fill in from the earlier response that answers most: the questions, none when no answer of then can be used.

    Raises Closed.
    """
    found = earlier(session, actor, queries.draft(session, actor, now, lock=True), now)
    best = max(found, key=lambda one: len(one.fillable), default=None)
    return fill(session, actor, best.submission, now) if best is not None and best.fillable else ()


def take_back(session: Session, actor: VendorActor, submission_id: str, now: datetime) -> tuple[str, ...]:
    """Empty what was filled in from an earlier response and not confirmed. Raises Closed, NotFound."""
    draft = queries.draft(session, actor, now, lock=True)
    _one(session, actor, draft, submission_id, now)
    release = load_release(session, draft.release_id)
    taken = service.take_back(session, actor, draft, release, submission_id, now)
    if taken:
        _record(session, actor, "answers.prefill-taken-back", submission_id, taken, now)
    return taken


def _one(session: Session, actor: VendorActor, draft: Draft, submission_id: str, now: datetime) -> Earlier:
    for one in earlier(session, actor, draft, now):
        if one.submission == submission_id:
            return one
    raise NotFound("earlier answers")


def _sent(session: Session, actor: VendorActor, draft: Draft) -> list[tuple[Submission, str]]:
    """The last submission of each other response of this vendor to this buyer, with the release it answered."""
    others = sa.select(col(ResponseRow.id)).where(
        col(ResponseRow.organisation_id) == actor.organisation_id,
        col(ResponseRow.vendor_id) == actor.vendor_id,
        col(ResponseRow.id) != draft.response_id,
    )
    last = (
        sa.select(col(Submission.response_id), sa.func.max(Submission.number))
        .where(col(Submission.response_id).in_(others))
        .group_by(col(Submission.response_id))
    )
    wanted = (
        select(Submission, ResponseRow.release_id)
        .join(ResponseRow, col(ResponseRow.id) == col(Submission.response_id))
        .where(sa.tuple_(col(Submission.response_id), col(Submission.number)).in_(last))
        .order_by(col(Submission.submitted_at).desc())
        .limit(MOST)
    )
    return [(sent, release_id) for sent, release_id in session.exec(wanted)]


class _Here(NamedTuple):
    """What is asked and answered here."""

    release: LoadedRelease
    stored: Mapping[str, Stored]
    shown: frozenset[str]
    today: date


def _earlier(session: Session, actor: VendorActor, sent: Submission, released: str, here: _Here) -> Earlier:
    before = load_release(session, released)
    core = Response.model_validate(sent.content)
    mine = sent.signed_email.casefold() == actor.email.casefold()
    asked = before.questionnaire.by_id
    readable = {q: a for q, a in core.answers.items() if mine or q not in asked or not asked[q].visibility.confidential}
    same = before.questionnaire.id == here.release.questionnaire.id
    one = Earlier(
        submission=sent.id,
        title=before.title,
        edition=before.number if same and before.digest != here.release.digest else 0,
        elsewhere=not same,
        about=core.subject.name,
        sent_at=sent.submitted_at,
        answers=carried(before.questionnaire, readable, here.release.questionnaire, here.today),
        fillable=(),
        to_confirm=(),
        confirmed=(),
    )
    return _counted(one, here)


def _brought(row: ReceivedFile, here: _Here) -> Earlier:
    file = received.content_of(row)
    same = file.id == here.release.questionnaire.id
    one = Earlier(
        submission=row.id,
        title=file.questionnaire.title.in_(spoken()),
        edition=file.questionnaire.edition if same and file.questionnaire.sha256 != here.release.digest else 0,
        elsewhere=not same,
        about="",
        sent_at=file.made.at,
        answers=carried(file, received.answers_of(file), here.release.questionnaire, here.today),
        fillable=(),
        to_confirm=(),
        confirmed=(),
        brought=True,
    )
    return _counted(one, here)


def _counted(one: Earlier, here: _Here) -> Earlier:
    stored, shown = here.stored, here.shown
    from_it = [
        q for q in here.release.questionnaire.by_id if q in stored and q in shown and stored[q].origin == one.submission
    ]
    return replace(
        one,
        fillable=tuple(q for q in one.answers if q in shown and (q not in stored or not stored[q].content.given)),
        to_confirm=tuple(q for q in from_it if not stored[q].confirmed),
        confirmed=tuple(q for q in from_it if stored[q].confirmed),
    )


def _record(
    session: Session, actor: VendorActor, action: str, submission_id: str, questions: tuple[str, ...], now: datetime
) -> None:
    kind = "submission" if session.get(Submission, submission_id) else "answer-file"
    audit.record(session, actor, action, kind=kind, subject=submission_id, now=now, questions=list(questions))
