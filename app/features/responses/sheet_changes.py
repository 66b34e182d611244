"""What a workbook would change, and doing it: three values of each answer are compared, the one at download, the one
now and the one in the file. Only what the file changed is a change; where both changed it, a person chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from app.core.problems import Problem
from app.core.questionnaire.kinds import is_empty
from app.core.questionnaire.model import Questionnaire
from app.core.wording import say
from app.features.audit import service as audit
from app.features.identity.schemas import VendorActor
from app.features.questionnaires.queries import load_release
from app.features.responses import queries, service
from app.features.responses.models import AnswerVersion
from app.features.responses.schemas import Content, Draft, Given, Saved, Stored
from app.features.responses.sheet_read import Found, read
from app.infra.workbooks import Workbook, printable

_NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Change:
    """One answer that the file would change."""

    question_id: str
    new: Content
    stored: Stored | None  # as it is now
    conflict: bool  # it was changed here too since the file was made

    @property
    def seen(self) -> int:
        return self.stored.version if self.stored else 0


@dataclass(frozen=True)
class Preview:
    changes: tuple[Change, ...]  # in the order of the document
    problems: tuple[Problem, ...]
    same: int  # answers that the file leaves as they are
    missing: tuple[str, ...]  # questions that are no longer in the file
    not_asked: tuple[str, ...]  # answered in the file, and not asked with these answers
    other_response: bool
    other_release: bool


def preview(session: Session, actor: VendorActor, draft: Draft, book: Workbook, now: datetime) -> Preview:
    """Raises Closed; Invalid when nothing of the file can be used."""
    draft.require_writable()
    release = load_release(session, draft.release_id)
    model = release.questionnaire
    found = read(book, model, now.astimezone(actor.zone).date())
    current = queries.answers(session, draft.response_id)
    foreign = found.facts.response != draft.response_id
    before = {} if foreign else _at_download(session, draft.response_id, found.facts.versions)
    mine = [q.id for s in model.sections if actor.may_answer(s.id) for q in s.questions]
    for question_id in found.contents.keys() & current.keys():
        if found.keeps(model.by_id[question_id]):
            value = None if found.contents[question_id].not_applicable else current[question_id].content.value
            found.contents[question_id] = found.contents[question_id]._replace(value=value)
    changes = [change for q in mine if q in found.contents and (change := _change(q, found, current, before, foreign))]
    changed = {change.question_id for change in changes}
    answered = {q for q, kept in current.items() if kept.content.given}
    shown = _shown(model, current, changes)
    return Preview(
        changes=tuple(c for c in changes if c.question_id in shown),
        problems=(*found.problems, *(_left_out(found) if foreign else ()), *_not_given(model, actor, found)),
        same=sum(1 for q in mine if q in found.contents and q in answered - changed),
        missing=tuple(q for q in mine if q not in found.contents and q not in found.refused),
        not_asked=tuple(c.question_id for c in changes if c.question_id not in shown),
        other_response=foreign,
        other_release=found.facts.release != release.digest,
    )


def _change(
    question_id: str, found: Found, current: Mapping[str, Stored], before: Mapping[str, Content], foreign: bool
) -> Change | None:
    new = found.contents[question_id]
    stored = current.get(question_id)
    now = stored.content if stored else Content()
    if _same(now, new) or (foreign and not new.given and not new.note):
        return None
    if foreign:
        return Change(question_id, _kept(new, now), stored, now.given)
    if _same(before.get(question_id, Content()), new):
        return None  # changed here, and left alone in the file
    conflict = found.facts.versions.get(question_id, 0) != (stored.version if stored else 0)
    return Change(question_id, _kept(new, now), stored, conflict)


def _kept(new: Content, now: Content) -> Content:
    """The offer of evidence is not in a file, and stays."""
    return new._replace(offer=now.offer)


def _same(one: Content, new: Content) -> bool:
    """`new` is what a workbook says that was made of `one`."""
    value = printable(one.value).strip() if isinstance(one.value, str) else one.value
    alike = is_empty(value) if is_empty(new.value) else value == new.value  # 0 and nothing are not the same
    beside = (one.not_applicable, printable(one.reason).strip(), printable(one.note).strip())
    return alike and beside == new[1:4]


def _at_download(session: Session, response_id: str, versions: Mapping[str, int]) -> dict[str, Content]:
    rows = session.exec(
        select(AnswerVersion).where(
            AnswerVersion.response_id == response_id, col(AnswerVersion.version).in_(set(versions.values()))
        )
    )
    return {
        row.question_id: Content(row.value, row.not_applicable, row.reason, row.note)
        for row in rows
        if versions.get(row.question_id) == row.version
    }


def _shown(model: Questionnaire, current: Mapping[str, Stored], changes: Sequence[Change]) -> frozenset[str]:
    """The questions that are asked before or after."""
    wanted = dict(current)
    for change in changes:
        wanted[change.question_id] = _as_stored(change)
    return queries.standing(model, wanted).shown | queries.standing(model, current).shown


def _as_stored(change: Change) -> Stored:
    return Stored(change.new, True, change.seen + 1, "", _NEVER)


def _left_out(found: Found) -> list[Problem]:
    """Answers of another response that were too long for the file."""
    return [
        Problem(
            code="XLS-LONG", where=where,
            message=say("This answer is longer than a cell can hold, so it is not in the file."),
            remedy=say("Copy it from the other request in the browser."),
        )
        for where in found.kept.values()
    ]  # fmt: skip


def _not_given(model: Questionnaire, actor: VendorActor, found: Found) -> list[Problem]:
    """Sections in the file that this person was not given, which somebody else may have passed on."""
    others = [
        s for s in model.sections if not actor.may_answer(s.id) and any(q.id in found.contents for q in s.questions)
    ]
    return [
        Problem(
            code="NOT-YOURS", where=str(section.title),
            message=say("The section “%(section)s” was not given to you, so it was left out.", section=section.title),
            remedy=say("Ask %(name)s, who can change that.", name=actor.contact or actor.name),
        )
        for section in others
    ]  # fmt: skip


def apply(
    session: Session,
    actor: VendorActor,
    draft: Draft,
    given: Sequence[Given],
    file: str,
    now: datetime,
) -> Saved:
    """Save what a person confirmed of a file: everything or, when an answer was changed meanwhile, nothing of it.

    `given`: with the versions that the person was shown. When `conflicts` of what comes back holds something, nothing
    was saved. Raises Closed, NotFound, NotYours.
    """
    draft.require_writable()
    release = load_release(session, draft.release_id)
    current = queries.answers(session, draft.response_id)
    moved = {
        g.question_id: current[g.question_id]
        for g in given
        if g.question_id in current and current[g.question_id].version != g.seen
    }
    if moved:
        return Saved(answers=current, before=draft.sections, after=draft.sections, conflicts=moved)
    saved = service.save(session, actor, draft, release, given, now, by=f"{actor.name} (XLSX)")
    audit.record(
        session, actor, "answers.uploaded", kind="response", subject=draft.response_id, now=now, file=file,
        questions=[g.question_id for g in given if g.question_id not in saved.hidden],
    )  # fmt: skip
    return saved
