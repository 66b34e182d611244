"""A vendor answers: the task list, one section with its questions, and the saving of answers."""

import math
from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter, Response

from app.core.problems import Invalid, Problem
from app.core.questionnaire.model import Question
from app.core.questionnaire.projection import VendorQuestionnaire, VendorSection
from app.core.wording import say
from app.features.campaigns import colleagues
from app.features.campaigns import queries as campaigns
from app.features.campaigns.schemas import days_left
from app.features.certificates import queries as certificates
from app.features.errors import Closed, NotFound
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.responses import queries as responses
from app.features.responses import service
from app.features.responses.answers import parse_given, seen_version, unfinished
from app.features.responses.schemas import Draft, Saved, Standing, Stored
from app.infra.wording import clock
from app.web.desk import VendorDesk, vendor_reads, vendor_writes
from app.web.render import render, see_other
from app.web.vendor_clarifying import clarifying_of
from app.web.vendor_earlier import earlier_views
from app.web.vendor_forms import Posted, first, of_question
from app.web.vendor_questions import (
    AGAIN,
    Typed,
    as_asked,
    confirming_all,
    conflict_view,
    drawn,
    earlier_at,
    read_form,
    summary,
)
from app.web.vendor_shortcuts import certificate_first, effect_view, effects_at
from app.web.vendor_sight import hidden, seen_files
from app.web.vendor_status import status_of
from app.web.vendor_talk import talk_of
from app.web.vendor_tasks import rows_after, task_rows
from app.web.vendor_team import here_in, marks, news_at, replies_after, with_people
from app.web.vendor_views import (
    HubPage,
    QuestionView,
    SavedPage,
    SectionPage,
    SectionRow,
    TeamMark,
    frame_of,
    question_view,
)

router = APIRouter(include_in_schema=False)


@router.get("/v/{invitation_id}/")
def hub(mine: str = "", at: VendorDesk = vendor_reads()) -> Response:
    view = campaigns.situation(at.session, at.actor, at.now)
    draft = responses.draft(at.session, at.actor, at.now)
    release = load_release(at.session, draft.release_id)
    stored = responses.answers(at.session, draft.response_id)
    standing = responses.standing(release.questionnaire, stored)
    effects, clarifying = effects_at(at, draft), clarifying_of(at, draft)
    rows = task_rows(at, draft, release, stored, standing)
    kept = certificates.of_response(at.session, draft.response_id)
    rows, own = with_people(at, draft, release, rows)
    talk, news = talk_of(at, view), news_at(at, draft, release)
    best = effects.best
    resume = _resume(at, rows, own)
    page = HubPage(
        **frame_of(view),
        title=release.vendor().title,
        written_in=release.vendor().language,
        sections=tuple(r for r in rows if r.id in own) if mine and own else rows,
        answered=standing.answered,
        total=standing.total,
        days_left=days_left(view.due_on, view.zone, at.now),
        draft=draft,
        resume=resume,
        resume_at=_where_it_stopped(release.vendor(), resume, standing, stored) if resume else "",
        evidence=responses.evidence_items(at.session, draft.response_id),
        certificates=len(kept),
        minutes_left=_minutes_left(release.vendor().minutes, standing),
        talk=talk,
        closed_because="" if draft.clarifying else _closed_because(draft),
        clarifying=clarifying,
        status=status_of(at, draft, view) if draft.submissions else None,
        earlier=earlier_views(earlier_at(at, draft)) if at.actor.whole else (),
        effect=effect_view(best, effects, release, standing.sections) if best and at.actor.whole else None,
        offers=certificate_first(release, standing) if draft.writable and at.actor.whole and not kept else None,
        people=sum(1 for person in colleagues.people(at.session, at.actor) if person.revoked_at is None),
        may_invite=at.actor.may_invite,
        only_mine=bool(mine and own),
        any_mine=bool(own),
        news=news,
        replies=replies_after(talk, news.since) if news is not None else (),
        numbers={q.id: (q.number, q.section) for q in release.vendor().by_id.values()},
    )
    return render(at.request, "vendor/hub.html", page)


def _resume(at: VendorDesk, rows: tuple[SectionRow, ...], own: frozenset[str]) -> SectionRow | None:
    """The first section with something left to answer for this person: of its own sections, when there are any."""
    left = [r for r in rows if r.done < r.total and at.actor.may_answer(r.id)]
    return next((r for r in left if r.id in own), left[0] if left else None)


def _where_it_stopped(
    questionnaire: VendorQuestionnaire, row: SectionRow, standing: Standing, stored: Mapping[str, Stored]
) -> str:
    """The first question of the section that has no answer yet; empty where that is its first one."""
    section = questionnaire.section(row.id)
    shown = [q.id for q in section.questions if q.id in standing.shown] if section else []
    left = next((q for q in shown if q not in stored or not stored[q].given), "")
    return left if left and left != shown[0] else ""


def _minutes_left(minutes: int, standing: Standing) -> int:
    """The questionnaire's time for the share that is open, in steps of five minutes: more would be pretended."""
    if not standing.total:
        return 0
    return math.ceil(minutes * (1 - standing.answered / standing.total) / 5) * 5


@router.get("/v/{invitation_id}/sections/{section_id}")
def section(section_id: str, row: str = "", at: VendorDesk = vendor_reads()) -> Response:
    draft = responses.draft(at.session, at.actor, at.now)
    release = load_release(at.session, draft.release_id)
    return _section_page(at, draft, release, _section(release, section_id), with_row=row)


@router.post("/v/{invitation_id}/sections/{section_id}")
def save_section(section_id: str, posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """Save a whole section: what is right is kept, what is not is shown again as it was typed."""
    draft = responses.draft(at.session, at.actor, at.now, lock=True)
    release = load_release(at.session, draft.release_id)
    shown_section = _section(release, section_id)
    read = read_form(release, shown_section.questions, posted, at)
    if first(posted, "confirm-all"):
        confirming_all(read, draft, at)
    saved = service.save(at.session, at.actor, draft, release, read.given, at.now)
    typed = read.not_saved(release, saved, at)
    if typed:
        return _section_page(at, draft, release, shown_section, typed=typed, with_row=read.with_row, status=422)
    here = f"/v/{at.actor.invitation_id}/sections/{section_id}"
    if read.stay_at:
        return see_other(here + (f"?row={read.with_row}" if read.with_row else "") + f"#q-{read.stay_at}")
    if first(posted, "confirm-all"):
        return see_other(here)
    appeared = [q.id for q in shown_section.questions if q.id in saved.appeared]
    if appeared:
        return see_other(f"{here}#q-{appeared[0]}")
    if draft.clarifying:
        return see_other(f"/v/{at.actor.invitation_id}/check")
    return see_other(_next_address(at.actor.invitation_id, release.vendor(), section_id, saved))


@router.post("/v/{invitation_id}/answers/{question_id}")
def save_answer(question_id: str, posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """Save one answer as soon as it is given; the answer says truthfully what became of it."""
    draft = responses.draft(at.session, at.actor, at.now, lock=True)
    release = load_release(at.session, draft.release_id)
    question = release.questionnaire.by_id.get(question_id)
    if question is None:
        raise NotFound("question")
    fields = as_asked(of_question(posted, question_id))
    if first(fields, "take"):
        return _taken(at, draft, release, question_id)
    whole = any(f"{question_id}:{button}" in posted for button in ("clear", "confirm"))
    typed = QuestionView(release.vendor().by_id[question_id], fields, seen_version(fields))
    try:
        given = parse_given(question, fields, at.today)
    except Invalid as invalid:
        draft.require_writable(question_id)
        return _not_saved(at, question, replace(typed, problems=invalid.problems), whole=whole)
    given = replace(given, looked_again=first(fields, "confirm") == AGAIN)
    saved = service.save(at.session, at.actor, draft, release, [given], at.now)
    if question_id in saved.hidden:
        return _not_saved(at, question, replace(typed, problems=(_hidden_problem(question_id),)), whole=whole)
    if theirs := saved.conflicts.get(question_id):
        typed = replace(typed, conflict=conflict_view(question, theirs, given.content, at))
        return _conflicting(at, typed, whole=whole)
    return _was_saved(at, draft, release, question_id, saved, whole=whole)


def _was_saved(
    at: VendorDesk, draft: Draft, release: LoadedRelease, question_id: str, saved: Saved, *, whole: bool
) -> Response:
    questionnaire = release.vendor()
    about = questionnaire.by_id[question_id]
    stored = saved.answers.get(question_id)
    flipped = saved.appeared | saved.vanished
    here = [q for q in about.affects if q in flipped and questionnaire.by_id[q].section == about.section]
    files = responses.evidence_items(at.session, draft.response_id) if whole or here else ()
    files = seen_files(files, hidden(at, release))
    beside = marks(at, draft) if whole or here else {}

    def drawn(question: str, *, shown: bool = True) -> QuestionView:
        view = question_view(
            questionnaire.by_id[question],
            saved.answers.get(question),
            files,
            shown=shown,
            may_change=draft.may_change(question),
        )
        return replace(view, team=beside.get(question, TeamMark()))

    changed = tuple(drawn(q, shown=q in saved.appeared) for q in here)
    rows = rows_after(at, draft, release, saved, about.section)
    time = clock(stored.at, at.actor.zone) if stored else ""
    page = SavedPage(
        ref=at.actor.invitation_id,
        asker=at.actor.organisation_name,
        question=drawn(question_id),
        state="saved",
        words=say("Saved %(time)s", time=time) if time else "",
        zone=at.actor.zone,
        saved_at=stored.at if stored else None,
        changed=changed,
        sections=tuple(r for r in rows if saved.before[r.id] != saved.after[r.id] or (whole and r.id == about.section)),
        answered=sum(done for done, _ in saved.after.values()),
        total=sum(total for _, total in saved.after.values()),
        section_id=about.section,
        whole=whole,
    )
    return render(at.request, "vendor/saved.html", page)


def _not_saved(at: VendorDesk, question: Question, typed: QuestionView, *, whole: bool) -> Response:
    page = SavedPage(
        ref=at.actor.invitation_id,
        asker=at.actor.organisation_name,
        question=typed,
        state="unsaved",
        words=say("Not saved yet"),
        zone=at.actor.zone,
        unfinished=unfinished(question, typed.fields, typed.problems),
        whole=whole,
    )
    return render(at.request, "vendor/saved.html", page, status=422)


def _conflicting(at: VendorDesk, typed: QuestionView, *, whole: bool) -> Response:
    page = SavedPage(
        ref=at.actor.invitation_id,
        asker=at.actor.organisation_name,
        question=typed,
        state="conflict",
        words=say("Not saved: choose which to keep"),
        zone=at.actor.zone,
        whole=whole,
    )
    return render(at.request, "vendor/saved.html", page, status=409)


def _taken(at: VendorDesk, draft: Draft, release: LoadedRelease, question_id: str) -> Response:
    """The other one's answer is kept: the question is drawn again as it is stored."""
    stored = responses.answers(at.session, draft.response_id, question_id)
    nothing = Saved(answers=stored, before=draft.sections, after=draft.sections)
    return _was_saved(at, draft, release, question_id, nothing, whole=True)


def _hidden_problem(question_id: str) -> Problem:
    message = say("This question is not asked with your other answers as they are now.")
    remedy = say("Reload the page to see the questions that are.")
    return Problem(code="ANS-HIDDEN", where=question_id, message=message, remedy=remedy)


def _section(release: LoadedRelease, section_id: str) -> VendorSection:
    found = release.vendor().section(section_id)
    if found is None:
        raise NotFound("section")
    return found


def _next_address(ref: str, questionnaire: VendorQuestionnaire, section_id: str, saved: Saved) -> str:
    ids = [s.id for s in questionnaire.sections]
    later = [s for s in ids[ids.index(section_id) + 1 :] if saved.after[s][1]]
    return f"/v/{ref}/sections/{later[0]}" if later else f"/v/{ref}/check"


def _closed_because(draft: Draft) -> str:
    try:
        draft.require_writable()
    except Closed as closed:
        return say("%(what)s %(remedy)s", what=closed.message, remedy=closed.remedy)
    return ""


def _not_given(at: VendorDesk, section_id: str) -> str:
    if at.actor.may_answer(section_id):
        return ""
    return say("This section was not given to you. %(name)s can change that.", name=at.actor.contact)


def _section_page(
    at: VendorDesk,
    draft: Draft,
    release: LoadedRelease,
    shown: VendorSection,
    *,
    typed: Mapping[str, Typed] | None = None,
    with_row: str = "",
    status: int = 200,
) -> Response:
    view = campaigns.situation(at.session, at.actor, at.now)
    stored = responses.answers(at.session, draft.response_id)
    standing = responses.standing(release.questionnaire, stored)
    questions = drawn(at, draft, release, shown.questions, stored, standing, typed or {}, with_row=with_row)
    rows = task_rows(at, draft, release, stored, standing, shown.id)
    place = [r.id for r in rows].index(shown.id)
    page = SectionPage(
        **frame_of(view),
        id=shown.id,
        written_in=release.vendor().language,
        number=shown.number,
        count=len(rows),
        title=shown.title,
        intro=shown.intro,
        questions=tuple(questions),
        sections=rows,
        previous=next((r for r in reversed(rows[:place]) if r.total), None),
        following=next((r for r in rows[place + 1 :] if r.total), None),
        open=any(q.open for q in questions if q.shown),
        here=here_in(at, draft, release, shown.id),
        made_at=at.now,
        talk=talk_of(at, view),
        clarifying=clarifying_of(at, draft),
        closed_because=("" if draft.clarifying else _closed_because(draft)) or _not_given(at, shown.id),
        problems=summary(questions),
        saved_at=max((q.saved_at for q in questions if q.saved_at), default=None),
        answered=standing.answered,
        total=standing.total,
        days_left=days_left(view.due_on, view.zone, at.now),
    )
    return render(at.request, "vendor/section.html", page, status=status)
