"""Reads for people of a vendor, about one another. The caller has loaded the response for its actor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.questionnaire.model import Questionnaire
from app.features.campaigns.schemas import PersonView, person_id
from app.features.identity.schemas import VendorActor
from app.features.responses import queries as responses
from app.features.responses.models import AnswerRow, AnswerVersion, EvidenceFile
from app.features.team.models import TeamNote, TeamTask, TeamVisit
from app.features.team.schemas import EDITING, HERE, PAUSE, Changed, Here, News, question, section


def here(
    session: Session,
    actor: VendorActor,
    response_id: str,
    people: Sequence[PersonView],
    questionnaire: Questionnaire,
    now: datetime,
) -> tuple[Here, ...]:
    """Who else has which section open now."""
    rows = session.exec(
        select(TeamVisit).where(
            TeamVisit.invitation_id == actor.invitation_id,
            TeamVisit.person_id != person_id(actor),
            col(TeamVisit.section_at) > now - HERE,
        )
    ).all()
    names = {p.id: p.name for p in people if p.revoked_at is None}
    found = [row for row in rows if row.person_id in names]
    if not found:
        return ()
    fresh = session.execute(
        sa.select(col(AnswerRow.by), col(AnswerRow.question_id), col(AnswerRow.at)).where(
            col(AnswerRow.response_id) == response_id, col(AnswerRow.at) > now - EDITING
        )
    ).all()
    saved: dict[tuple[str, str], datetime] = {}
    for by, question_id, at in fresh:
        if question_id in questionnaire.section_of:
            key = (by, questionnaire.section_of[question_id].id)
            saved[key] = max(saved.get(key, at), at)
    return tuple(
        Here(row.person_id, names[row.person_id], row.section_id, saved.get((names[row.person_id], row.section_id)))
        for row in sorted(found, key=lambda row: names[row.person_id].casefold())
    )


def tasks(session: Session, response_id: str) -> dict[str, TeamTask]:
    """Who answers what, by place."""
    rows = session.exec(select(TeamTask).where(TeamTask.response_id == response_id))
    return {row.place: row for row in rows}


def places_of(tasks: Mapping[str, TeamTask], person: str) -> frozenset[str]:
    return frozenset(place for place, task in tasks.items() if task.person_id == person)


def sections_of(places: Collection[str], questionnaire: Questionnaire) -> frozenset[str]:
    """The sections among these places, and those that a question among them stands in."""
    return frozenset(
        s.id
        for s in questionnaire.sections
        if section(s.id) in places or any(question(q.id) in places for q in s.questions)
    )


def notes(session: Session, response_id: str, question_id: str) -> Sequence[TeamNote]:
    """The notes beside a question, oldest first."""
    mine = select(TeamNote).where(TeamNote.response_id == response_id, TeamNote.question_id == question_id)
    return session.exec(mine.order_by(col(TeamNote.at), col(TeamNote.id))).all()


def note_counts(session: Session, response_id: str) -> Counter[str]:
    counted = (
        sa.select(col(TeamNote.question_id), sa.func.count())
        .where(col(TeamNote.response_id) == response_id)
        .group_by(col(TeamNote.question_id))
    )
    return Counter(dict(tuple(row) for row in session.execute(counted)))


def last_seen(session: Session, actor: VendorActor) -> dict[str, datetime]:
    """When each person was here last, as far as pages told."""
    rows = session.exec(select(TeamVisit).where(TeamVisit.invitation_id == actor.invitation_id))
    return {row.person_id: row.last_at for row in rows}


def since(session: Session, actor: VendorActor, now: datetime) -> datetime | None:
    """When the visit before this one ended; None on the first."""
    row = session.get(TeamVisit, (actor.invitation_id, person_id(actor)))
    if row is None:
        return None
    return row.last_at if now - row.last_at > PAUSE else row.before_at


def news(session: Session, actor: VendorActor, response_id: str, questionnaire: Questionnaire, at: datetime) -> News:
    """What others at the vendor did after `at`, without what this person does not see."""
    unseen = responses.withheld(actor, questionnaire)
    versions = session.execute(
        sa.select(col(AnswerVersion.question_id), col(AnswerVersion.by), sa.func.max(col(AnswerVersion.at)))
        .where(
            col(AnswerVersion.response_id) == response_id,
            col(AnswerVersion.at) > at,
            col(AnswerVersion.by) != actor.name,
        )
        .group_by(col(AnswerVersion.question_id), col(AnswerVersion.by))
    ).all()
    newest = {(q, by): when for q, by, when in versions if q in questionnaire.section_of and q not in unseen}
    changed = []
    for s in questionnaire.sections:
        for by in sorted({by for q, by in newest if questionnaire.section_of[q].id == s.id}):
            mine = tuple(q.id for q in s.questions if (q.id, by) in newest)
            changed.append(Changed(s.id, by, mine, max(newest[q, by] for q in mine)))
    files = session.execute(
        sa.select(col(EvidenceFile.name), col(EvidenceFile.uploaded_by), col(EvidenceFile.uploaded_at))
        .where(
            col(EvidenceFile.response_id) == response_id,
            col(EvidenceFile.uploaded_at) > at,
            col(EvidenceFile.uploaded_by) != actor.name,
            col(EvidenceFile.removed_at).is_(None),
        )
        .order_by(col(EvidenceFile.uploaded_at))
    ).all()
    me = person_id(actor)
    written = session.exec(
        select(TeamNote)
        .where(TeamNote.response_id == response_id, col(TeamNote.at) > at, TeamNote.person_id != me)
        .order_by(col(TeamNote.at))
    ).all()
    given = session.exec(
        select(TeamTask)
        .where(TeamTask.response_id == response_id, TeamTask.person_id == me, col(TeamTask.at) > at)
        .order_by(col(TeamTask.at))
    ).all()
    return News(
        since=at,
        changed=tuple(changed),
        files=tuple((row[0], row[1], row[2]) for row in files) if not unseen else (),
        notes=tuple((n.question_id, n.by, n.at) for n in written if n.question_id not in unseen),
        given=tuple((t.place, t.by, t.at) for t in given if t.by != actor.name),
    )
