"""People of a vendor among themselves: who is here, who answers what, notes, and what is new.

Of the pages, only the vendor's own may read `app.features.team` (`tests/web/test_vendor_team.py` looks).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import APIRouter, Response

from app.core.problems import Invalid, Problem
from app.core.typed import parse
from app.core.wording import say
from app.features.campaigns import colleagues
from app.features.campaigns import queries as campaigns
from app.features.campaigns.schemas import PersonView, person_id
from app.features.errors import NotFound
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.responses import queries as responses
from app.features.responses.schemas import Draft, Stored
from app.features.team import queries, service
from app.features.team.models import TeamNote
from app.features.team.schemas import News, NoteInput, question, section
from app.web.desk import VendorDesk, vendor_reads, vendor_writes
from app.web.render import render, see_other
from app.web.vendor_forms import Posted, first
from app.web.vendor_sight import hidden
from app.web.vendor_talk import Talk
from app.web.vendor_views import HereView, SectionRow, TeamMark, VendorFrame, frame_of

router = APIRouter(include_in_schema=False)

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class HerePage:
    ref: str
    id: str  # of the section
    here: HereView


@dataclass(frozen=True)
class NoteView:
    id: str
    text: str
    by: str
    at: datetime
    mine: bool


@dataclass(frozen=True)
class QuestionTeamPage(VendorFrame):
    """One question's person and notes."""

    question_id: str
    section_id: str
    number: str
    ask: str
    person: str  # id
    choices: Choices
    may_assign: bool
    alone: bool
    notes: tuple[NoteView, ...]
    typed: str = ""
    told: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class TaskLine:
    id: str
    number: str
    title: str
    person: str  # id
    name: str
    choices: Choices
    may_assign: bool
    questions: tuple[tuple[str, str, str], ...]  # of its own person: id, number, name


@dataclass(frozen=True)
class TasksPage(VendorFrame):
    lines: tuple[TaskLine, ...]
    told: str = ""
    problems: tuple[Problem, ...] = ()


# What other pages show


def marks(at: VendorDesk, draft: Draft) -> Mapping[str, TeamMark]:
    """Beside each question that has a person or a note."""
    names = _names(colleagues.people(at.session, at.actor))
    tasks = queries.tasks(at.session, draft.response_id)
    counts = queries.note_counts(at.session, draft.response_id)
    people = {place.removeprefix("question:"): task for place, task in tasks.items() if place.startswith("question:")}
    found = set(people) | set(counts)
    return {q: TeamMark(names.get(people[q].person_id, "") if q in people else "", counts[q]) for q in found}


def here_in(
    at: VendorDesk, draft: Draft, release: LoadedRelease, section_id: str, since: datetime | None = None
) -> HereView | None:
    """Who else has a section open, and what others saved in it after `since`; None for whoever works alone."""
    people = colleagues.people(at.session, at.actor)
    if sum(1 for p in people if p.revoked_at is None) < 2:
        return None
    found = queries.here(at.session, at.actor, draft.response_id, people, release.questionnaire, at.now)
    changed: tuple[tuple[str, str, str, datetime], ...] = ()
    if since is not None:
        stored = responses.answers(at.session, draft.response_id)
        changed = _changed(at, release, section_id, stored, since)
    return HereView(tuple(h for h in found if h.section_id == section_id), changed)


def _changed(
    at: VendorDesk, release: LoadedRelease, section_id: str, stored: Mapping[str, Stored], since: datetime
) -> tuple[tuple[str, str, str, datetime], ...]:
    shown = release.vendor().section(section_id)
    unseen = hidden(at, release)
    return tuple(
        (q.id, q.number, stored[q.id].by, stored[q.id].at)
        for q in (shown.questions if shown else ())
        if q.id in stored and q.id not in unseen and stored[q.id].at > since and stored[q.id].by != at.actor.name
    )


def with_people(
    at: VendorDesk, draft: Draft, release: LoadedRelease, rows: Sequence[SectionRow]
) -> tuple[tuple[SectionRow, ...], frozenset[str]]:
    """The rows with who answers each and who is there; and the sections in which this person answers something."""
    people = colleagues.people(at.session, at.actor)
    names, tasks = _names(people), queries.tasks(at.session, draft.response_id)
    found = queries.here(at.session, at.actor, draft.response_id, people, release.questionnaire, at.now)
    places = queries.places_of(tasks, person_id(at.actor))
    return tuple(
        replace(
            row,
            person=names.get(tasks[section(row.id)].person_id, "") if section(row.id) in tasks else "",
            here=tuple(h.name for h in found if h.section_id == row.id),
        )
        for row in rows
    ), queries.sections_of(places, release.questionnaire)


def news_at(at: VendorDesk, draft: Draft, release: LoadedRelease) -> News | None:
    """What is new since this person's last visit; None on the first."""
    since = queries.since(at.session, at.actor, at.now)
    if since is None:
        return None
    return queries.news(at.session, at.actor, draft.response_id, release.questionnaire, since)


def replies_after(talk: Talk, since: datetime) -> tuple[tuple[str, datetime], ...]:
    """What the buyer answered since then, to this vendor or to all: the question it is about, and when."""
    own = [(o.question_id, a.at) for o in talk.own for a in o.answers[:1] if a.at > since]
    return tuple(own + [(p.question_id, p.now.at) for p in talk.published if p.now.at > since])


# Routes


@router.post("/v/{invitation_id}/here")
def be_here(posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """A page says that it is open. 204 unless there is something to show that it does not show already."""
    draft = responses.draft(at.session, at.actor, at.now)
    release = load_release(at.session, draft.release_id)
    section_id = first(posted, "section")
    if section_id and release.vendor().section(section_id) is None:
        raise NotFound("section")
    service.be_here(at.session, at.actor, at.now, section_id)
    view = here_in(at, draft, release, section_id, _moment(first(posted, "since"))) if section_id else None
    if view is None or view.state == first(posted, "state"):
        return Response(status_code=204)
    return render(at.request, "vendor/here.html", HerePage(at.actor.invitation_id, section_id, view))


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    return found if found.tzinfo else None


@router.get("/v/{invitation_id}/answers/{question_id}/team")
def team(question_id: str, done: str = "", at: VendorDesk = vendor_reads()) -> Response:
    told = {
        "noted": say("Your note is kept."),
        "told": say("Your note is kept, and whom it mentions gets a mail."),
        "person": say("Who answers this is noted."),
        "removed": say("The note is gone."),
    }
    return _team_page(at, question_id, told=told.get(done, ""))


@router.post("/v/{invitation_id}/answers/{question_id}/team")
def note(question_id: str, posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    draft = responses.draft(at.session, at.actor, at.now)
    questionnaire = load_release(at.session, draft.release_id).questionnaire
    people = colleagues.people(at.session, at.actor)
    try:
        given = parse(NoteInput, {"text": first(posted, "text")})
        told = service.write_note(
            at.session, at.actor, draft, questionnaire, people, question_id, given, at.services.settings, at.now
        )
    except Invalid as invalid:
        return _team_page(at, question_id, typed=first(posted, "text"), problems=invalid.problems, status=422)
    return _back(at, question_id, "told" if told else "noted")


@router.post("/v/{invitation_id}/answers/{question_id}/team/remove")
def take_out(question_id: str, posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    draft = responses.draft(at.session, at.actor, at.now)
    questionnaire = load_release(at.session, draft.release_id).questionnaire
    service.take_out(at.session, at.actor, draft, questionnaire, first(posted, "note"))
    return _back(at, question_id, "removed")


@router.post("/v/{invitation_id}/answers/{question_id}/team/person")
def assign(question_id: str, posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    try:
        _assign(at, question(question_id), first(posted, "person"))
    except Invalid as invalid:
        return _team_page(at, question_id, problems=invalid.problems, status=422)
    return _back(at, question_id, "person")


@router.get("/v/{invitation_id}/tasks")
def tasks(done: str = "", at: VendorDesk = vendor_reads()) -> Response:
    return _tasks_page(at, told=say("Who answers what is noted.") if done else "")


@router.post("/v/{invitation_id}/tasks")
def assign_sections(posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """The persons of all sections on the page; what is not the writer's own is left alone."""
    draft = responses.draft(at.session, at.actor, at.now)
    release = load_release(at.session, draft.release_id)
    problems: list[Problem] = []
    for one in release.vendor().sections:
        if section(one.id) in posted and at.actor.may_answer(one.id):
            try:
                _assign(at, section(one.id), first(posted, section(one.id)))
            except Invalid as invalid:
                problems += (p.model_copy(update={"where": f"person-{one.id}"}) for p in invalid.problems)
    if problems:
        return _tasks_page(at, problems=tuple(problems), status=422)
    return see_other(f"/v/{at.actor.invitation_id}/tasks?done=1")


def _assign(at: VendorDesk, place: str, person: str) -> None:
    draft = responses.draft(at.session, at.actor, at.now)
    questionnaire = load_release(at.session, draft.release_id).questionnaire
    people = colleagues.people(at.session, at.actor)
    service.assign(at.session, at.actor, draft, questionnaire, people, place, person, at.now)


def _back(at: VendorDesk, question_id: str, done: str) -> Response:
    return see_other(f"/v/{at.actor.invitation_id}/answers/{question_id}/team?done={done}")


def _names(people: Sequence[PersonView]) -> dict[str, str]:
    return {p.id: p.name for p in people}


def _choices(people: Sequence[PersonView], section_id: str) -> Choices:
    """Nobody, and everybody who may answer there."""
    able = (p for p in people if p.revoked_at is None and (not p.access.sections or section_id in p.access.sections))
    return (("", say("Nobody in particular")), *((p.id, p.name) for p in able))


def _team_page(
    at: VendorDesk,
    question_id: str,
    *,
    typed: str = "",
    told: str = "",
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> Response:
    draft = responses.draft(at.session, at.actor, at.now)
    release = load_release(at.session, draft.release_id)
    about = release.vendor().by_id.get(question_id)
    if about is None:
        raise NotFound("question")
    if question_id in hidden(at, release):
        raise at.actor.not_yours(say("This answer is confidential, and its section was not given to you."))
    people = colleagues.people(at.session, at.actor)
    task = queries.tasks(at.session, draft.response_id).get(question(question_id))
    page = QuestionTeamPage(
        **frame_of(campaigns.situation(at.session, at.actor, at.now)),
        question_id=question_id,
        section_id=about.section,
        number=about.number,
        ask=about.ask,
        person=task.person_id if task else "",
        choices=_choices(people, about.section),
        may_assign=at.actor.may_answer(about.section),
        alone=sum(1 for p in people if p.revoked_at is None) < 2,
        notes=tuple(_note(row, at) for row in queries.notes(at.session, draft.response_id, question_id)),
        typed=typed,
        told=told,
        problems=problems,
    )
    return render(at.request, "vendor/team.html", page, status=status)


def _note(row: TeamNote, at: VendorDesk) -> NoteView:
    return NoteView(row.id, row.text, row.by, row.at, row.person_id == person_id(at.actor))


def _tasks_page(at: VendorDesk, *, told: str = "", problems: tuple[Problem, ...] = (), status: int = 200) -> Response:
    draft = responses.draft(at.session, at.actor, at.now)
    release = load_release(at.session, draft.release_id)
    people = colleagues.people(at.session, at.actor)
    names, tasks = _names(people), queries.tasks(at.session, draft.response_id)
    lines = []
    for one in release.vendor().sections:
        task = tasks.get(section(one.id))
        lines.append(
            TaskLine(
                id=one.id,
                number=one.number,
                title=one.title,
                person=task.person_id if task else "",
                name=names.get(task.person_id, "") if task else "",
                choices=_choices(people, one.id),
                may_assign=at.actor.may_answer(one.id),
                questions=tuple(
                    (q.id, q.number, names.get(own.person_id, ""))
                    for q in one.questions
                    if (own := tasks.get(question(q.id))) is not None
                ),
            )
        )
    page = TasksPage(
        **frame_of(campaigns.situation(at.session, at.actor, at.now)), lines=tuple(lines), told=told, problems=problems
    )
    return render(at.request, "vendor/tasks.html", page, status=status)
