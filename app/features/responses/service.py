"""Writes: beginning a response, saving answers, submitting, reopening.

A draft is loaded with its row locked (`queries.draft(..., lock=True)`) before anything here is called, so that two
saves, or a save and a submission, come one after the other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.core.problems import Invalid, Problem
from app.core.questionnaire.model import Kind, Question, Questionnaire
from app.core.questionnaire.visibility import affected_by
from app.core.response import Response
from app.core.scoring.canonical import digest
from app.core.wording import say, say_count
from app.features.audit import service as audit
from app.features.campaigns import queries as campaigns
from app.features.campaigns.schemas import InvitationView
from app.features.errors import Closed, NotFound
from app.features.identity.schemas import VendorActor
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.responses import clarifications, feedback, queries, receipts
from app.features.responses.clarifications import Reply
from app.features.responses.models import AnswerRow, AnswerVersion, ResponseRow, ResponseState, Submission
from app.features.responses.schemas import EDITABLE, Content, Counts, Draft, Given, Saved, Signature, Standing, Stored
from app.infra import jobs
from app.infra.db import run
from app.infra.settings import Settings

__all__ = [
    "begin", "clarifications", "feedback", "missing", "prefill", "reopen", "save", "set_files", "submit",
    "take_back", "unconfirm",
]  # fmt: skip

SCORE = "score"
_ANSWER = AnswerRow.__table__  # type: ignore[attr-defined]  # saving is the hot path: rows, not objects
_VERSION = AnswerVersion.__table__  # type: ignore[attr-defined]
_RESPONSE = ResponseRow.__table__  # type: ignore[attr-defined]
_NEW_ANSWER, _NEW_VERSION = sa.insert(_ANSWER), sa.insert(_VERSION)
_CHANGED_ANSWER = (
    sa.update(_ANSWER)
    .where(
        _ANSWER.c.response_id == sa.bindparam("new_response_id"),
        _ANSWER.c.question_id == sa.bindparam("new_question_id"),
    )
    .values({c: sa.bindparam(f"new_{c.name}") for c in _ANSWER.c if not c.primary_key})
)
_COUNTED = (
    sa.update(_RESPONSE)
    .where(_RESPONSE.c.id == sa.bindparam("response"))
    .values(
        changed_at=sa.bindparam("changed"),
        **{name: sa.bindparam(f"new_{name}") for name in ("answered", "total", "sections")},
    )
)


def begin(session: Session, view: InvitationView, now: datetime) -> ResponseRow:
    """The response of an invitation, made when its vendor starts. Starting again finds the same one."""
    found = queries.response_of_invitation(session, view.invitation_id)
    if found is not None:
        return found
    release = load_release(session, view.release_id)
    row = ResponseRow(
        organisation_id=view.organisation_id,
        campaign_id=view.campaign_id,
        vendor_id=view.vendor_id,
        invitation_id=view.invitation_id,
        release_id=view.release_id,
        **_counts(queries.standing(release.questionnaire, {}).sections),
        created_at=now,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    return row


def save(
    session: Session,
    actor: VendorActor,
    draft: Draft,
    release: LoadedRelease,
    given: Sequence[Given],
    now: datetime,
    *,
    by: str = "",
) -> Saved:
    """Save answers, in the order given. What equals the stored answer is left alone: a form posted twice is saved once.

    An answer that somebody else changed after the version seen is not written over: it comes back in `conflicts`.
    An answer to a question that is asked neither before nor after these answers comes back in `hidden`.
    `by`: what the history says of who gave them, when it is more than the name.

    Raises Closed; NotFound for a question the release does not have; NotYours for one of a section that the actor was
    not given.
    """
    questionnaire = release.questionnaire
    if any(g.question_id not in questionnaire.by_id for g in given):
        raise NotFound("question")
    draft.require_writable(*(g.question_id for g in given))
    for section_id in {questionnaire.section_of[g.question_id].id for g in given}:
        actor.require_section(section_id)
    if len(given) == 1 and _stands_alone(questionnaire, given[0].question_id):
        return _save_alone(session, by or actor.name, draft, questionnaire, given[0], now)
    current = queries.answers(session, draft.response_id)
    before = queries.standing(questionnaire, current)
    changes, conflicts = _sort_out(given, current, by or actor.name, now)
    wanted = {**current, **changes}
    after = queries.standing(questionnaire, wanted)
    asked = before.shown | after.shown
    hidden = frozenset(g.question_id for g in given if g.question_id not in asked)
    for question_id in hidden & changes.keys():
        del changes[question_id]
    answers = {**current, **changes}
    _write(session, draft, current, changes, after.sections, now)
    return Saved(
        answers=answers,
        before=before.sections,
        after=after.sections,
        appeared=after.shown - before.shown,
        vanished=before.shown - after.shown,
        conflicts={q: stored for q, stored in conflicts.items() if q not in hidden},
        hidden=hidden,
    )


def _stands_alone(questionnaire: Questionnaire, question_id: str) -> bool:
    """Always asked, and no other question depends on it: saving it needs no other answer."""
    return questionnaire.by_id[question_id].show_if is None and not affected_by(questionnaire, question_id)


def _save_alone(
    session: Session, by: str, draft: Draft, questionnaire: Questionnaire, given: Given, now: datetime
) -> Saved:
    current = queries.answers(session, draft.response_id, given.question_id)
    changes, conflicts = _sort_out([given], current, by, now)
    answers = {**current, **changes}
    section = questionnaire.section_of[given.question_id].id
    done, total = draft.sections[section]
    done += _is_given(answers, given.question_id) - _is_given(current, given.question_id)
    after = {**draft.sections, section: (done, total)}
    _write(session, draft, current, changes, after, now)
    return Saved(answers=answers, before=draft.sections, after=after, conflicts=conflicts)


def _is_given(answers: Mapping[str, Stored], question_id: str) -> bool:
    return question_id in answers and answers[question_id].given


def _sort_out(
    given: Sequence[Given], current: Mapping[str, Stored], by: str, now: datetime
) -> tuple[dict[str, Stored], dict[str, Stored]]:
    """Answers to be written, and answers that somebody else changed meanwhile."""
    changes: dict[str, Stored] = {}
    conflicts: dict[str, Stored] = {}
    for g in given:
        stored = current.get(g.question_id)
        if g.keeps_value and stored is not None:
            g = replace(g, content=g.content._replace(value=stored.content.value), seen=stored.version)
        if stored is None:
            if not g.content.empty:
                changes[g.question_id] = Stored(g.content, True, 1, by, now)
        elif stored.content == g.content:
            if (not stored.confirmed and g.confirms) or (stored.origin and g.looked_again):
                origin = "" if g.looked_again else stored.origin
                changes[g.question_id] = Stored(g.content, True, stored.version + 1, by, now, origin)
        elif stored.version != g.seen:
            conflicts[g.question_id] = stored
        else:
            origin = stored.origin if _same_answer(stored.content, g.content) else ""
            changes[g.question_id] = Stored(g.content, True, stored.version + 1, by, now, origin)
    return changes, conflicts


def _same_answer(one: Content, other: Content) -> bool:
    """The same but for what stands beside it: the note and the evidence offered."""
    return one[:3] == other[:3]


def prefill(
    session: Session,
    actor: VendorActor,
    draft: Draft,
    release: LoadedRelease,
    contents: Mapping[str, Content],
    origin: str,
    now: datetime,
) -> tuple[str, ...]:
    """Fill in answers that nobody has given, to be confirmed one by one; which they are. A note or an offer that is
    there already stays. `origin`: the certificate or the earlier submission they come from.

    Raises Closed, NotYours.
    """
    actor.require_whole()
    draft.require_writable()
    current = queries.answers(session, draft.response_id)
    changes = {}
    for question_id, content in contents.items():
        stored = current.get(question_id)
        if stored is None:
            changes[question_id] = Stored(content, False, 1, actor.name, now, origin)
        elif not stored.content.given:
            kept = content._replace(note=stored.content.note, offer=stored.content.offer)
            changes[question_id] = Stored(kept, False, stored.version + 1, actor.name, now, origin)
    _write_with_counts(session, draft, release, current, changes, now)
    return tuple(changes)


def take_back(
    session: Session,
    actor: VendorActor,
    draft: Draft,
    release: LoadedRelease,
    origin: str,
    now: datetime,
    *,
    but: Collection[str] = (),
) -> tuple[str, ...]:
    """Empty the answers that were prefilled from `origin` and that nobody has confirmed; which they are. `but` stay.

    Raises Closed, NotYours.
    """
    actor.require_whole()
    if not draft.clarifying:
        draft.require_writable()
    current = queries.answers(session, draft.response_id)
    changes = {
        question_id: Stored(_emptied(stored), True, stored.version + 1, actor.name, now)
        for question_id, stored in current.items()
        if stored.origin == origin and not stored.confirmed and question_id not in but
        if draft.may_change(question_id)
    }
    _write_with_counts(session, draft, release, current, changes, now)
    return tuple(changes)


def unconfirm(
    session: Session, actor: VendorActor, draft: Draft, release: LoadedRelease, when: datetime, now: datetime
) -> tuple[str, ...]:
    """Take back what the actor confirmed together at `when`: those answers are filled in and unconfirmed again, unless
    somebody has touched them since. Which they are. Raises Closed."""
    draft.require_writable()
    current = queries.answers(session, draft.response_id)
    questionnaire = release.questionnaire
    changes = {
        q: current[q]._replace(confirmed=False, version=current[q].version + 1, at=now)
        for q in queries.confirmed_at(session, draft.response_id, when)
        if current[q].by == actor.name and actor.may_answer(questionnaire.section_of[q].id)
    }
    _write_with_counts(session, draft, release, current, changes, now)
    return tuple(q for q in questionnaire.by_id if q in changes)


def _emptied(stored: Stored) -> Content:
    """What was there before it was filled in: nothing, or the note and the offer that stood beside no answer."""
    return Content() if stored.version == 1 else stored.content._replace(value=None, not_applicable=False, reason="")


def _write_with_counts(
    session: Session,
    draft: Draft,
    release: LoadedRelease,
    current: Mapping[str, Stored],
    changes: Mapping[str, Stored],
    now: datetime,
) -> None:
    after = queries.standing(release.questionnaire, {**current, **changes})
    _write(session, draft, current, changes, after.sections, now)


def _write(
    session: Session,
    draft: Draft,
    current: Mapping[str, Stored],
    changes: Mapping[str, Stored],
    sections: Counts,
    now: datetime,
) -> None:
    if not changes:
        return
    rows = {q: _row(draft.response_id, q, stored) for q, stored in changes.items()}
    if new := [row for q, row in rows.items() if q not in current]:
        run(session, _NEW_ANSWER, new)
    if changed := [{f"new_{name}": v for name, v in row.items()} for q, row in rows.items() if q in current]:
        run(session, _CHANGED_ANSWER, changed)
    run(session, _NEW_VERSION, list(rows.values()))
    run(
        session,
        _COUNTED,
        {"response": draft.response_id, "changed": now, **{f"new_{n}": v for n, v in _counts(sections).items()}},
    )


def _counts(sections: Counts) -> dict[str, Any]:
    return {
        "answered": sum(done for done, _ in sections.values()),
        "total": sum(total for _, total in sections.values()),
        "sections": {section: list(counts) for section, counts in sections.items()},
    }


def _row(response_id: str, question_id: str, stored: Stored) -> dict[str, Any]:
    content = stored.content
    return {
        "response_id": response_id,
        "question_id": question_id,
        "value": content.value,
        "not_applicable": content.not_applicable,
        "reason": content.reason,
        "note": content.note,
        "offer": content.offer.model_dump(mode="json") if content.offer else None,
        "confirmed": stored.confirmed,
        "origin": stored.origin,
        "version": stored.version,
        "by": stored.by[:200],
        "at": stored.at,
    }


def set_files(
    session: Session, actor: VendorActor, draft: Draft, question_id: str, evidence_ids: Sequence[str], now: datetime
) -> Saved:
    """The answer to a `file` question is the list of its files; evidence calls this when it changes.

    Raises Closed; NotFound when the release has no such question.
    """
    release = load_release(session, draft.release_id)
    question = release.questionnaire.by_id.get(question_id)
    if question is None or question.type is not Kind.FILE:
        raise NotFound("question")
    stored = queries.answers(session, draft.response_id, question_id).get(question_id)
    content = (stored.content if stored else Content())._replace(value=list(evidence_ids) or None)
    given = Given(question_id, content, stored.version if stored else 0)
    return save(session, actor, draft, release, [given], now)


def missing(questionnaire: Questionnaire, standing: Standing, stored: Mapping[str, Stored]) -> list[Question]:
    """The questions that are asked and not answered (or prefilled and not confirmed), in the order of the document."""
    asked = (q for q in questionnaire.by_id.values() if q.id in standing.shown)
    return [q for q in asked if (a := stored.get(q.id)) is None or not a.given]


def submit(
    session: Session,
    actor: VendorActor,
    draft: Draft,
    content: Response,
    signature: Signature,
    settings: Settings,
    now: datetime,
    *,
    replies: Sequence[Reply] = (),
) -> Submission:
    """Freeze the response as it is, hand it to scoring, and mail a receipt to whoever signed.

    `content` is what `queries.as_core_response` made in this transaction; `replies` are to what the buyer asks, all of
    which the submission answers. Submitting what is submitted already gives the submission that is there.
    Raises Closed; Invalid when required questions are open and the signature does not accept that; what
    `clarifications.answer` raises.
    """
    actor.require_submit()
    if draft.state is ResponseState.SUBMITTED:
        return queries.submissions(session, draft.response_id)[0]
    if not draft.clarifying:
        draft.require_writable()
    release = load_release(session, draft.release_id)
    stored = queries.answers(session, draft.response_id)
    standing = queries.standing(release.questionnaire, stored)
    open_ones = [q for q in missing(release.questionnaire, standing, stored) if q.required and draft.may_change(q.id)]
    if open_ones and not signature.accepts_gaps:
        raise Invalid([_gap_problem(len(open_ones))])
    if draft.clarifying:
        clarifications.answer(session, actor, draft, content, signature.name, replies, now)
    frozen = content.model_copy(update={"status": "submitted"}).model_dump(mode="json")
    submission = Submission(
        organisation_id=draft.organisation_id,
        response_id=draft.response_id,
        number=draft.submissions + 1,
        content=frozen,
        digest=digest(frozen),
        signed_name=signature.name,
        signed_function=signature.function,
        signed_email=signature.email,
        late=draft.overdue and not draft.clarifying,  # an answer to the buyer has a date of its own
        submitted_at=now,
    )
    session.add(submission)
    row = session.get_one(ResponseRow, draft.response_id)
    row.state, row.submitted_at, row.submissions = ResponseState.SUBMITTED, now, submission.number
    row.reopened = []
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "response.submitted", kind="response", subject=draft.response_id,
        name=content.vendor.legal_name, now=now, number=submission.number, digest=submission.digest,
        signed_by=signature.name, late=submission.late,
    )  # fmt: skip
    jobs.enqueue(session, SCORE, {"submission_id": submission.id}, key=f"{SCORE}:{submission.id}", now=now)
    receipts.send(session, campaigns.situation(session, actor, now), submission, settings, now)
    return submission


def _gap_problem(count: int) -> Problem:
    message = say_count("%(count)s required question is open.", "%(count)s required questions are open.", count)
    remedy = say("Answer them, or tick that you send your answers without them.")
    return Problem(code="SIGN-GAPS", where="accepts_gaps", message=message, remedy=remedy)


def reopen(session: Session, actor: VendorActor, draft: Draft, now: datetime) -> None:
    """The vendor changes what it sent; every submission is kept. Reopening a draft changes nothing.

    Raises Closed when it was accepted, and once the due date is over or the campaign closed.
    """
    if draft.state in EDITABLE:
        return
    actor.require_submit()
    if draft.state is ResponseState.SUBMITTED:
        draft = replace(draft, state=ResponseState.REOPENED)
    draft.require_writable()
    if draft.overdue:
        raise Closed(
            say("The due date is over, so what you sent can no longer be changed."),
            remedy=say(
                "Write to %(help_name)s (%(help_email)s) if something is wrong.",
                help_name=draft.help_name,
                help_email=draft.help_email,
            ),
        )
    mine = _RESPONSE.c.id == draft.response_id
    session.execute(sa.update(_RESPONSE).where(mine).values(state=ResponseState.REOPENED, changed_at=now))
    audit.record(session, actor, "response.reopened", kind="response", subject=draft.response_id, now=now)
