"""Writes of people of a vendor for one another: being here, who does what, notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.core.problems import Invalid, Problem
from app.core.questionnaire.model import Questionnaire
from app.core.wording import say
from app.features.campaigns import queries as campaigns
from app.features.campaigns.schemas import PersonView, person_id
from app.features.errors import NotFound
from app.features.identity.schemas import VendorActor
from app.features.notifications import service as notifications
from app.features.responses import queries as responses
from app.features.responses.schemas import Draft
from app.features.team import queries
from app.features.team.models import TeamNote, TeamTask, TeamVisit
from app.features.team.schemas import MOST_NOTES, PAUSE, RENEW, NoteInput, mentioned, question, section
from app.infra.mail import compose
from app.infra.settings import Settings


def be_here(session: Session, actor: VendorActor, now: datetime, section_id: str = "") -> None:
    """This person has a page open: of a section, or another. What was noted just now is not written again."""
    row = session.get(TeamVisit, (actor.invitation_id, person_id(actor)))
    if row is None:
        row = TeamVisit(invitation_id=actor.invitation_id, person_id=person_id(actor), last_at=now, before_at=now)
    elif now - row.last_at < RENEW and row.section_id == section_id:
        return
    if now - row.last_at > PAUSE:
        row.before_at = row.last_at
    row.last_at, row.section_id, row.section_at = now, section_id, now if section_id else None
    session.add(row)
    session.flush()


def assign(
    session: Session,
    actor: VendorActor,
    draft: Draft,
    questionnaire: Questionnaire,
    people: Sequence[PersonView],
    place: str,
    to: str,
    now: datetime,
) -> None:
    """Say who answers a section or a question; `to` empty: nobody in particular.

    Raises NotFound for a place there is not, NotYours, and Invalid when the person cannot answer there.
    """
    section_id = _section_at(questionnaire, place)
    actor.require_section(section_id)
    row = session.get(TeamTask, (draft.response_id, place))
    if not to:
        if row is not None:
            session.delete(row)
            session.flush()
        return
    person = next((p for p in people if p.id == to and p.revoked_at is None), None)
    if person is None or (person.access.sections and section_id not in person.access.sections):
        message = say("This person has no access to that section.")
        remedy = say("Choose somebody else, or change what they may answer under “People with access”.")
        raise Invalid([Problem(code="TEAM-PERSON", where="person", message=message, remedy=remedy)])
    if row is None:
        row = TeamTask(response_id=draft.response_id, place=place, person_id=to, by=actor.name[:200], at=now)
    elif row.person_id == to:
        return
    row.person_id, row.by, row.at = to, actor.name[:200], now
    session.add(row)
    session.flush()


def _section_at(questionnaire: Questionnaire, place: str) -> str:
    for one in questionnaire.sections:
        if place == section(one.id) or any(place == question(q.id) for q in one.questions):
            return one.id
    raise NotFound("question")


def write_note(
    session: Session,
    actor: VendorActor,
    draft: Draft,
    questionnaire: Questionnaire,
    people: Sequence[PersonView],
    question_id: str,
    given: NoteInput,
    settings: Settings,
    now: datetime,
) -> tuple[PersonView, ...]:
    """Keep a note beside a question, and mail those it mentions, who may read it; who they are. The mail says where the
    note is and not what it says. The same note twice in a row is one.

    Raises NotFound, NotYours; Invalid when there are too many.
    """
    _require_seen(actor, questionnaire, question_id)
    before = queries.notes(session, draft.response_id, question_id)
    if before and (before[-1].person_id, before[-1].text) == (person_id(actor), given.text):
        return ()
    if len(before) >= MOST_NOTES:
        message = say("There are %(count)s notes here, which is as many as there can be.", count=MOST_NOTES)
        raise Invalid([Problem(code="TEAM-NOTES", where="text", message=message, remedy=say("Take one out first."))])
    row = TeamNote(
        response_id=draft.response_id, question_id=question_id, text=given.text, person_id=person_id(actor),
        by=actor.name[:200], at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    told = tuple(p for p in mentioned(given.text, people) if _may_read(p, actor, questionnaire, question_id))
    for person in told:
        _mail(session, actor, person, questionnaire, question_id, settings, now)
    return told


def take_out(
    session: Session, actor: VendorActor, draft: Draft, questionnaire: Questionnaire, note_id: str
) -> TeamNote:
    """One's own note goes, for good. Raises NotFound."""
    row = session.get(TeamNote, note_id)
    if row is None or row.response_id != draft.response_id or row.person_id != person_id(actor):
        raise NotFound("note")
    _require_seen(actor, questionnaire, row.question_id)
    session.delete(row)
    session.flush()
    return row


def _require_seen(actor: VendorActor, questionnaire: Questionnaire, question_id: str) -> None:
    if question_id not in questionnaire.by_id:
        raise NotFound("question")
    if question_id in responses.withheld(actor, questionnaire):
        raise actor.not_yours(say("This answer is confidential, and its section was not given to you."))


def _may_read(person: PersonView, actor: VendorActor, questionnaire: Questionnaire, question_id: str) -> bool:
    if person.id == person_id(actor) or person.revoked_at is not None:
        return False
    sections = person.access.sections
    own = not sections or questionnaire.section_of[question_id].id in sections
    return own or not questionnaire.by_id[question_id].visibility.confidential


def _mail(
    session: Session,
    actor: VendorActor,
    person: PersonView,
    questionnaire: Questionnaire,
    question_id: str,
    settings: Settings,
    now: datetime,
) -> None:
    view = campaigns.situation(session, actor, now)
    words = compose(
        "mention",
        asker=view.asker,
        by=actor.name,
        about=view.about,
        vendor=view.vendor.legal_name,
        to_name=person.name,
        to_address=person.email,
        ask=str(questionnaire.by_id[question_id].ask),
    )
    draft = notifications.Draft(
        kind="mention", to_name=person.name, to_address=person.email, reply_to=actor.email, sender_name=actor.name,
        subject=words.subject, text=words.text, html=words.html,
    )  # fmt: skip
    notifications.send(
        session, draft, settings, now, organisation_id=actor.organisation_id, campaign_id=view.campaign_id,
        invitation_id=actor.invitation_id, colleague_id=None if person.is_contact else person.id,
    )  # fmt: skip
