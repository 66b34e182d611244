"""Questions on a page and in its form: drawn as they are stored or as they were typed, and read when they come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.core.problems import Invalid, Problem
from app.core.questionnaire.model import Question
from app.core.questionnaire.projection import VendorQuestion
from app.core.wording import say
from app.features.certificates.shortcuts import Effects
from app.features.questionnaires.queries import LoadedRelease
from app.features.responses import queries as responses
from app.features.responses.answers import parse_given
from app.features.responses.earlier import Earlier, earlier
from app.features.responses.schemas import Content, Draft, Given, Saved, Standing, Stored
from app.web.answer_words import said
from app.web.desk import VendorDesk
from app.web.vendor_earlier import origin_words
from app.web.vendor_forms import Fields, first, of_question, renumbered, without_row
from app.web.vendor_shortcuts import effects_at
from app.web.vendor_sight import hidden, seen_files
from app.web.vendor_team import marks
from app.web.vendor_views import ConflictView, QuestionView, TeamMark, question_view

AGAIN = "again"  # what the button says for an answer whose certificate no longer gives it
BUTTONS = ("add-row", "remove-row", "clear", "keep", "take", "confirm")  # beside a question; they come back to it


@dataclass(frozen=True)
class Typed:
    """A question that was not saved: what was typed, and why."""

    fields: Fields
    problems: tuple[Problem, ...]
    conflict: ConflictView | None = None


@dataclass
class Read:
    """A section's form, read."""

    given: list[Given]
    fields: dict[str, Fields]
    refused: dict[str, Typed]
    stay_at: str = ""  # a button beside this question was pressed: come back to it
    with_row: str = ""

    def not_saved(self, release: LoadedRelease, saved: Saved, at: VendorDesk) -> dict[str, Typed]:
        """What was refused, and what somebody else changed meanwhile."""
        typed = dict(self.refused)
        for question_id, theirs in saved.conflicts.items():
            mine = next(g.content for g in self.given if g.question_id == question_id)
            conflict = conflict_view(release.questionnaire.by_id[question_id], theirs, mine, at)
            typed[question_id] = Typed(self.fields.get(question_id, {}), (_conflict_problem(question_id),), conflict)
        return typed


def read_form(release: LoadedRelease, asked: Iterable[VendorQuestion], posted: Fields, at: VendorDesk) -> Read:
    read = Read([], {}, {})
    for about in asked:
        fields = of_question(posted, about.id)
        if "version" not in fields:  # it was not on the page
            continue
        if pressed := next((button for button in BUTTONS if button in fields), ""):
            read.stay_at = about.id
            read.with_row = about.id if pressed == "add-row" else ""
        fields = read.fields[about.id] = as_asked(fields)
        if first(fields, "take"):
            continue
        try:
            given = parse_given(release.questionnaire.by_id[about.id], fields, at.today)
        except Invalid as invalid:
            read.refused[about.id] = Typed(renumbered(fields), invalid.problems)
        else:
            pressed = first(fields, "confirm")
            read.given.append(replace(given, confirms=bool(pressed), looked_again=pressed == AGAIN))
    return read


def confirming_all(read: Read, draft: Draft, at: VendorDesk) -> None:
    """One yes to what was filled in on the page, as it stands there; not to what its certificate no longer gives."""
    adrift = effects_at(at, draft).adrift
    read.given = [g if g.question_id in adrift else replace(g, confirms=True) for g in read.given]


def as_asked(fields: Fields) -> Fields:
    """What the buttons beside a question do to its fields: clear it, take out a row, keep mine."""
    if first(fields, "clear"):
        return {"version": fields.get("version", []), "note": fields.get("note", [])}
    if row := first(fields, "remove-row"):
        return without_row(fields, row)
    if keep := first(fields, "keep"):
        return {**fields, "version": [keep]}
    return fields


def conflict_view(question: Question, theirs: Stored, mine: Content, at: VendorDesk) -> ConflictView:
    return ConflictView(
        by="" if theirs.by == at.actor.name else theirs.by,  # one link, many devices: the same name
        at=theirs.at,
        version=theirs.version,
        theirs=said(question, theirs.content),
        mine=said(question, mine),
    )


def _conflict_problem(question_id: str) -> Problem:
    message = say("This answer was changed elsewhere while you were writing.")
    return Problem(code="ANS-CONFLICT", where=question_id, message=message, remedy=say("Choose which one to keep."))


def drawn(
    at: VendorDesk,
    draft: Draft,
    release: LoadedRelease,
    asked: Iterable[VendorQuestion],
    stored: Mapping[str, Stored],
    standing: Standing,
    typed: Mapping[str, Typed],
    *,
    with_row: str = "",
) -> list[QuestionView]:
    """Questions as they are stored, or as they were `typed`, for the person at this desk."""
    unseen = hidden(at, release)
    files = seen_files(responses.evidence_items(at.session, draft.response_id), unseen)
    origins = {a.origin for a in stored.values() if a.origin}
    effects = effects_at(at, draft) if origins else Effects()
    before = {one.submission: one for one in earlier_at(at, draft)} if origins else {}
    beside = marks(at, draft)
    questions = []
    for about in asked:
        if about.id in unseen:
            questions.append(QuestionView(about, {}, shown=about.id in standing.shown, withheld=True, open=False))
            continue
        may_change = draft.may_change(about.id) and at.actor.may_answer(about.section)
        question = question_view(
            about, stored.get(about.id), files, shown=about.id in standing.shown, may_change=may_change
        )
        if about.id in stored and (origin := stored[about.id].origin):
            question = _from(question, origin, effects, before.get(origin), at)
        if wrong := typed.get(about.id):
            question = replace(question, fields=wrong.fields, problems=wrong.problems, conflict=wrong.conflict)
        team = beside.get(about.id, TeamMark())
        questions.append(replace(question, extra_row=about.id == with_row, team=team))
    return questions


def earlier_at(at: VendorDesk, draft: Draft) -> tuple[Earlier, ...]:
    """What was answered before, while answers can still be changed."""
    return earlier(at.session, at.actor, draft, at.now) if draft.writable else ()


def _from(
    question: QuestionView, origin: str, effects: Effects, before: Earlier | None, at: VendorDesk
) -> QuestionView:
    """The question with what its answer was filled in from."""
    if before is not None:
        title = origin_words(before, at.actor.zone)
        known = before.answers.get(question.id)
        return replace(question, origin=title, reworded=known is not None and known.reworded)
    effect = effects.by(origin)
    title = effect.title if effect else say("your certificate")
    return replace(question, origin=title, adrift=question.id in effects.adrift)


def summary(questions: Iterable[QuestionView]) -> tuple[Problem, ...]:
    """The problems of the page, each with the number of its question and the id of its field."""
    return tuple(
        problem.model_copy(update={"where": f"f-{problem.where}", "message": f"{q.number} {problem.message}"})
        for q in questions
        if q.shown
        for problem in q.problems
    )
