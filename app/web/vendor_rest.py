"""What is left, on one page: answers that were filled in and wait to be confirmed, and the questions without one.

Who has answered most of it already, or holds a good certificate, need not go through all sections for the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from fastapi import APIRouter, Response

from app.core.problems import Problem
from app.core.questionnaire.projection import VendorQuestion
from app.features.campaigns import queries as campaigns
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.responses import queries as responses
from app.features.responses import service
from app.features.responses.schemas import Draft, Given, Standing, Stored
from app.web.answer_lines import AnswerLine, answer_line
from app.web.desk import VendorDesk, vendor_reads, vendor_writes
from app.web.render import render, see_other
from app.web.vendor_forms import Fields, Posted, first
from app.web.vendor_questions import Typed, drawn, read_form, summary
from app.web.vendor_shortcuts import effects_at
from app.web.vendor_talk import Talk, talk_of
from app.web.vendor_tasks import task_rows
from app.web.vendor_views import ClauseView, QuestionView, SectionRow, VendorFrame, frame_of

router = APIRouter(include_in_schema=False)

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_STAMP = 17  # digits of microseconds until the year 5138


@dataclass(frozen=True)
class Waiting:
    """One answer that was filled in, in words."""

    line: AnswerLine
    version: int
    origin: str
    reworded: bool


@dataclass(frozen=True)
class RestOf:
    """What is left of one section."""

    section: SectionRow
    waiting: tuple[Waiting, ...]
    questions: tuple[QuestionView, ...]  # open ones, and places of those that may appear

    @property
    def asks(self) -> bool:
        return any(q.shown for q in self.questions)


@dataclass(frozen=True)
class Confirmed:
    """What this person confirmed together a moment ago, and can take back."""

    count: int
    stamp: str


@dataclass(frozen=True)
class RestPage(VendorFrame):
    written_in: str
    parts: tuple[RestOf, ...]
    sections: tuple[SectionRow, ...]
    talk: Talk
    confirmed: Confirmed | None
    answered: int
    total: int
    open: bool = True
    problems: tuple[Problem, ...] = ()
    saved_at: datetime | None = None

    @property
    def to_confirm(self) -> int:
        return sum(len(part.waiting) for part in self.parts)

    @property
    def to_answer(self) -> int:
        return sum(1 for part in self.parts for q in part.questions if q.shown)

    @cached_property
    def clauses(self) -> tuple[ClauseView, ...]:
        return tuple({c.ref: c for part in self.parts for q in part.questions for c in q.clauses}.values())


@router.get("/v/{invitation_id}/rest")
def rest(confirmed: str = "", row: str = "", at: VendorDesk = vendor_reads()) -> Response:
    """`confirmed`: when this person confirmed answers together, to take it back."""
    draft = responses.draft(at.session, at.actor, at.now)
    if not draft.writable:
        return see_other(f"/v/{at.actor.invitation_id}/")
    return _page(at, draft, load_release(at.session, draft.release_id), confirmed=confirmed, with_row=row)


@router.post("/v/{invitation_id}/rest")
def save_rest(posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """Save what was answered, and confirm what was shown when its button says so."""
    draft = responses.draft(at.session, at.actor, at.now, lock=True)
    release = load_release(at.session, draft.release_id)
    read = read_form(release, _own(at, release), posted, at)
    confirming = _confirming(at, draft, posted) if first(posted, "confirm-all") else []
    read.given += confirming
    saved = service.save(at.session, at.actor, draft, release, read.given, at.now)
    if typed := read.not_saved(release, saved, at):
        return _page(at, draft, release, typed=typed, with_row=read.with_row, status=422)
    here = f"/v/{at.actor.invitation_id}/rest"
    if read.stay_at:
        return see_other(here + (f"?row={read.with_row}" if read.with_row else "") + f"#q-{read.stay_at}")
    told = f"?confirmed={stamp(at.now)}" if confirming else ""
    standing = responses.standing(release.questionnaire, saved.answers)
    left = [q.id for q in service.missing(release.questionnaire, standing, saved.answers)]
    appeared = [q for q in left if q in saved.appeared and q not in read.fields]
    if appeared:
        return see_other(f"{here}{told}#q-{appeared[0]}")
    if left and first(posted, "confirm-all") == "stay":
        return see_other(here + told)
    return see_other(f"/v/{at.actor.invitation_id}/check{told}")


@router.post("/v/{invitation_id}/rest/undo")
def undo(posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """What was confirmed together waits again."""
    draft = responses.draft(at.session, at.actor, at.now, lock=True)
    when = _moment(first(posted, "confirmed"))
    if when is not None:
        service.unconfirm(at.session, at.actor, draft, load_release(at.session, draft.release_id), when, at.now)
    return see_other(f"/v/{at.actor.invitation_id}/rest")


def stamp(when: datetime) -> str:
    """A time to the microsecond, as the address of a page can hold it."""
    return str((when - _BEGINNING) // timedelta(microseconds=1))


def _moment(text: str) -> datetime | None:
    known = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_STAMP
    return _BEGINNING + timedelta(microseconds=int(text)) if known else None


def confirmed_together(at: VendorDesk, draft: Draft, stored: Mapping[str, Stored], text: str) -> Confirmed | None:
    """What this person confirmed at the time that the address of the page names, as far as nobody touched it since."""
    when = _moment(text)
    if when is None or not draft.writable:
        return None
    mine = [q for q in responses.confirmed_at(at.session, draft.response_id, when) if stored[q].by == at.actor.name]
    return Confirmed(len(mine), text) if mine else None


def _confirming(at: VendorDesk, draft: Draft, posted: Fields) -> list[Given]:
    """One yes to what the page showed, in the version it showed; not to what its certificate no longer gives."""
    stored, adrift = responses.answers(at.session, draft.response_id), effects_at(at, draft).adrift
    found = []
    for name in posted.get("confirm", []):
        question, _, version = name.rpartition(":")
        now = stored.get(question)
        if now is not None and not now.confirmed and question not in adrift and version == str(now.version):
            found.append(Given(question, now.content, now.version))
    return found


def _own(at: VendorDesk, release: LoadedRelease) -> list[VendorQuestion]:
    """The questions of the sections that this person may answer."""
    return [q for s in release.vendor().sections if at.actor.may_answer(s.id) for q in s.questions]


def _page(
    at: VendorDesk,
    draft: Draft,
    release: LoadedRelease,
    *,
    typed: Mapping[str, Typed] | None = None,
    confirmed: str = "",
    with_row: str = "",
    status: int = 200,
) -> Response:
    typed = typed or {}
    view = campaigns.situation(at.session, at.actor, at.now)
    stored = responses.answers(at.session, draft.response_id)
    standing = responses.standing(release.questionnaire, stored)
    questions = _drawn(at, draft, release, stored, standing, typed, with_row)
    to_confirm = [q.id for q in questions if _waits(q, stored) and q.id not in typed]
    rows = task_rows(at, draft, release, stored, standing)
    parts = _parts(at, draft, release, stored, questions, rows, frozenset(to_confirm), frozenset(typed))
    page = RestPage(
        **frame_of(view),
        written_in=release.vendor().language,
        parts=parts,
        sections=rows,
        talk=talk_of(at, view),
        confirmed=confirmed_together(at, draft, stored, confirmed),
        answered=standing.answered,
        total=standing.total,
        problems=summary(q for part in parts for q in part.questions),
        saved_at=max((a.at for a in stored.values()), default=None),
    )
    return render(at.request, "vendor/rest.html", page, status=status)


def _drawn(
    at: VendorDesk,
    draft: Draft,
    release: LoadedRelease,
    stored: Mapping[str, Stored],
    standing: Standing,
    typed: Mapping[str, Typed],
    with_row: str,
) -> list[QuestionView]:
    """Every question of this person. One that is asked only once what waits is confirmed is shown when it waits too:
    a chain of them takes one confirmation, not one after another."""
    as_if = responses.standing(release.questionnaire, {q: s._replace(confirmed=True) for q, s in stored.items()})
    views = drawn(at, draft, release, _own(at, release), stored, standing, typed, with_row=with_row)
    return [replace(v, shown=v.shown or (v.id in as_if.shown and _waits(v, stored, shown=True))) for v in views]


def _waits(question: QuestionView, stored: Mapping[str, Stored], *, shown: bool = False) -> bool:
    """It was filled in, and a yes is all that it needs."""
    there = stored.get(question.id)
    return (
        there is not None
        and there.content.given
        and not there.confirmed
        and not question.adrift
        and question.open
        and (question.shown or shown)
    )


def _parts(
    at: VendorDesk,
    draft: Draft,
    release: LoadedRelease,
    stored: Mapping[str, Stored],
    questions: Iterable[QuestionView],
    rows: Iterable[SectionRow],
    to_confirm: frozenset[str],
    wrong: frozenset[str],
) -> tuple[RestOf, ...]:
    files = responses.evidence_items(at.session, draft.response_id)
    names = {f.id: f.name for f in files}
    by_section: dict[str, list[QuestionView]] = {}
    for question in questions:
        by_section.setdefault(question.about.section, []).append(question)
    found = []
    for row in rows:
        here = by_section.get(row.id, [])
        waiting = tuple(
            Waiting(
                answer_line(
                    release.questionnaire.by_id[q.id], q.number, stored[q.id]._replace(confirmed=True).core(), names,
                    [f.name for f in files if q.id in f.questions],
                ),
                stored[q.id].version, q.origin, q.reworded,
            )
            for q in here
            if q.id in to_confirm
        )  # fmt: skip
        done = {q.id for q in here if q.id in stored and stored[q.id].given and not q.adrift} - wrong
        asked = tuple(q for q in here if q.open and q.id not in to_confirm and (not q.shown or q.id not in done))
        if waiting or any(q.shown for q in asked):
            found.append(RestOf(row, waiting, asked))
    return tuple(found)
