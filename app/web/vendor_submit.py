"""A vendor checks its answers, signs, submits, and keeps a copy; until the due date it may reopen them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter, Response

from app.core.problems import Invalid, Problem
from app.core.questionnaire.model import Kind, Question
from app.core.response import Answer
from app.core.response import Response as CoreResponse
from app.core.scoring.canonical import canonical
from app.core.wording import say
from app.features.campaigns import queries as campaigns
from app.features.campaigns import service as invitations
from app.features.campaigns.schemas import InvitationView
from app.features.certificates import queries as certificates
from app.features.certificates.schemas import Kept
from app.features.errors import Conflict, NotFound
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.responses import explanations, service
from app.features.responses import queries as responses
from app.features.responses.explanations import Stored as StoredExplanation
from app.features.responses.models import ResponseRow, ResponseState, Submission
from app.features.responses.schemas import Draft, Stored
from app.features.reviews import queries as reviews
from app.features.scorecards import service as scorecards
from app.features.scorecards.schemas import VendorFinding
from app.infra.content import reference
from app.infra.language import spoken, translate
from app.infra.wording import clock, moment
from app.web.answer_words import Grid, describe, grid_of, offer_in_words
from app.web.desk import VENDOR_COOKIE, VendorDesk, vendor_reads, vendor_writes
from app.web.render import is_partial, render, see_other
from app.web.vendor_clarifying import Clarifying, Replies, clarifying_of, replies_in, require_answered
from app.web.vendor_clarifying import keep as keep_replies
from app.web.vendor_differences import FIELD, Difference, Explained, differences, keep, signed_with
from app.web.vendor_forms import Fields, Posted, first
from app.web.vendor_sight import hidden, require_all
from app.web.vendor_signing import signature_in
from app.web.vendor_status import Status, status_of
from app.web.vendor_views import SectionRow, VendorFrame, frame_of, section_rows

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class AnswerLine:
    """One answer in words."""

    id: str
    number: str
    ask: str
    words: str  # empty: not answered
    mark: str  # none, claimed, partial
    beside: tuple[str, ...] = ()  # note, offer, files, who answered
    grid: Grid | None = None  # of a table


@dataclass(frozen=True)
class AnswerGroup:
    section: SectionRow
    answers: tuple[AnswerLine, ...]


@dataclass(frozen=True)
class OpenQuestion:
    id: str
    number: str
    ask: str
    section: str
    required: bool
    unconfirmed: bool


@dataclass(frozen=True)
class CheckPage(VendorFrame):
    vendor: str
    groups: tuple[AnswerGroup, ...]
    open_questions: tuple[OpenQuestion, ...]
    differences: tuple[Difference, ...]
    gone: tuple[str, ...]  # typed about differences that are no longer there
    answered: int
    total: int
    draft: Draft
    closed_because: str
    form: Fields
    clarifying: Clarifying
    problems: tuple[Problem, ...] = ()
    last_section: SectionRow | None = None
    read_only: tuple[Kept, ...] = ()  # certificates with facts that were read, and that nobody has confirmed
    may_submit: bool = True  # else somebody else at the vendor signs: `signs`
    may_explain: bool = True
    signs: str = ""
    unseen: int = 0  # confidential answers that are not shown to this person
    kept: bool = False  # the replies were saved just now
    conflict: str = ""  # what somebody else did meanwhile

    @property
    def required_open(self) -> int:
        return sum(1 for q in self.open_questions if q.required)

    def text(self, name: str) -> str:
        return first(self.form, name)


@dataclass(frozen=True)
class ExplainedPage(VendorFrame):
    """What saving one explanation by itself answers."""

    d: Difference
    state: str  # saved, unsaved, conflict
    words: str


@dataclass(frozen=True)
class ReceiptPage(VendorFrame):
    vendor: str
    draft: Draft
    submission: Submission
    earlier: tuple[Submission, ...]
    may_reopen: bool
    explained: int  # differences that were explained
    asked: tuple[Difference, ...]  # those the buyer wrote to the vendor about
    clarifying: Clarifying
    status: Status

    @property
    def number(self) -> str:
        return self.submission.receipt_number


@dataclass(frozen=True)
class CopyPage(VendorFrame):
    vendor: str
    title: str
    submission: Submission
    groups: tuple[AnswerGroup, ...]
    explained: tuple[Difference, ...]
    evidence: tuple[tuple[str, str], ...]  # name, sha-256

    @property
    def number(self) -> str:
        return self.submission.receipt_number


@router.get("/v/{invitation_id}/check")
def check(kept: bool = False, at: VendorDesk = vendor_reads()) -> Response:
    """`kept`: the replies to what the buyer asks were saved just now."""
    draft = responses.draft(at.session, at.actor, at.now)
    return _check_page(at, draft, {"name": [at.actor.name], "email": [at.actor.email]}, kept=kept)


@router.post("/v/{invitation_id}/clarifications")
def save_replies(posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """Keep the replies to what the buyer asks, without sending them."""
    draft = responses.draft(at.session, at.actor, at.now, lock=True)
    replies = keep_replies(at, draft, posted)
    if replies.status != 200:
        return _check_page(at, draft, posted, replies.problems, status=replies.status, replies=replies)
    return see_other(f"/v/{at.actor.invitation_id}/check?kept=true#clarify-h")


@router.post("/v/{invitation_id}/submit")
def submit(posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    draft = responses.draft(at.session, at.actor, at.now, lock=True)
    receipt = f"/v/{at.actor.invitation_id}/receipt"
    replies = replies_in(posted)
    if draft.state is ResponseState.SUBMITTED:  # a double click, or the Back button
        require_answered(at, draft, replies)
        return see_other(receipt)
    at.actor.require_submit()
    if not draft.clarifying:
        draft.require_writable()
    view = campaigns.situation(at.session, at.actor, at.now)
    content = _as_it_is(at, draft, view)
    found = scorecards.second_look(at.session, draft.release_id, content, reference())
    explained = keep(at, draft, posted, found)
    if explained.status != 200:
        return _check_page(at, draft, posted, status=explained.status, explained=explained, replies=replies)
    if replies.problems:
        return _check_page(at, draft, posted, replies.problems, status=422, replies=replies)
    try:
        signature = signature_in(posted)
        content = signed_with(content, explanations.stored(at.session, draft.response_id), found)
        settings = at.services.settings
        service.submit(at.session, at.actor, draft, content, signature, settings, at.now, replies=replies.given)
    except Invalid as invalid:
        replies = replace(replies, problems=tuple(invalid.problems))
        return _check_page(at, draft, posted, invalid.problems, status=422, replies=replies)
    except Conflict as conflict:
        replies = keep_replies(at, draft, posted)
        return _check_page(at, draft, posted, status=409, replies=replies, conflict=conflict.message)
    return see_other(receipt)


@router.post("/v/{invitation_id}/explanations")
def explain(posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """Save what is explained about differences; one by itself as it is typed, or all of the page with its button."""
    at.actor.require_whole()
    draft = responses.draft(at.session, at.actor, at.now, lock=True)
    if not draft.clarifying:
        draft.require_writable()
    view = campaigns.situation(at.session, at.actor, at.now)
    found = scorecards.second_look(at.session, draft.release_id, _as_it_is(at, draft, view), reference())
    explained = keep(at, draft, posted, found)
    if not is_partial(at.request):
        return _check_page(at, draft, posted, status=explained.status, explained=explained)
    shown = _differences(at, draft, found, posted, explained)
    one = next((d for d in shown if f"{d.key}{FIELD}" in posted), None)
    if one is None:
        raise NotFound("difference")
    state = {200: "saved", 409: "conflict", 422: "unsaved"}[explained.status]
    saved = say("Saved %(time)s", time=clock(one.at, at.actor.zone)) if one.at else say("Saved")
    words = {"saved": saved, "conflict": say("Not saved: choose which to keep"), "unsaved": say("Not saved yet")}[state]
    page = ExplainedPage(**frame_of(view), d=one, state=state, words=words)
    return render(at.request, "vendor/explained.html", page, status=explained.status)


@router.get("/v/{invitation_id}/receipt")
def receipt(at: VendorDesk = vendor_reads()) -> Response:
    draft = responses.draft(at.session, at.actor, at.now)
    view = campaigns.situation(at.session, at.actor, at.now)
    sent = responses.submissions(at.session, draft.response_id)
    if not sent:
        raise NotFound("receipt")
    page = ReceiptPage(
        **frame_of(view),
        vendor=view.vendor.legal_name,
        draft=draft,
        submission=sent[0],
        earlier=tuple(sent[1:]),
        may_reopen=at.actor.may_submit
        and draft.state is ResponseState.SUBMITTED
        and view.writable
        and not view.overdue,
        explained=len(sent[0].content.get("explanations", ())),
        asked=_asked(at, draft, view),
        clarifying=clarifying_of(at, draft),
        status=status_of(at, draft, view),
    )
    return render(at.request, "vendor/receipt.html", page)


@router.post("/v/{invitation_id}/reopen")
def reopen(at: VendorDesk = vendor_writes()) -> Response:
    draft = responses.draft(at.session, at.actor, at.now, lock=True)
    service.reopen(at.session, at.actor, draft, at.now)
    return see_other(f"/v/{at.actor.invitation_id}/")


@router.get("/v/{invitation_id}/copy")
def copy(number: int = 0, at: VendorDesk = vendor_reads()) -> Response:
    """What was sent, as it was sent, to print or to keep."""
    draft = responses.draft(at.session, at.actor, at.now)
    view = campaigns.situation(at.session, at.actor, at.now)
    submission = _sent(at, draft, number)
    release = load_release(at.session, draft.release_id)
    require_all(at, release)
    content = CoreResponse.model_validate(submission.content)
    names = {e.id: e.name for e in content.evidence}
    groups = tuple(
        AnswerGroup(
            SectionRow(s.id, s.number, s.title, 0, 0),
            tuple(
                _line(release.questionnaire.by_id[q.id], q.number, content.answers[q.id], names)
                for q in s.questions
                if q.id in content.answers
            ),
        )
        for s in release.vendor().sections
    )
    page = CopyPage(
        **frame_of(view),
        vendor=content.vendor.legal_name,
        title=release.title,
        submission=submission,
        groups=tuple(g for g in groups if g.answers),
        explained=_as_sent(at, release, content),
        evidence=tuple((e.name, e.sha256) for e in content.evidence),
    )
    return render(at.request, "vendor/copy.html", page)


@router.get("/v/{invitation_id}/copy.json")
def copy_json(number: int = 0, at: VendorDesk = vendor_reads()) -> Response:
    """The same as data. The SHA-256 of this file is the digest on the receipt."""
    draft = responses.draft(at.session, at.actor, at.now)
    require_all(at, load_release(at.session, draft.release_id))
    submission = _sent(at, draft, number)
    name = f"response-{submission.receipt_number}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(canonical(submission.content), media_type="application/json", headers=headers)


@router.post("/v/{invitation_id}/leave")
def leave(at: VendorDesk = vendor_writes()) -> Response:
    """End this browser's session; the link opens a new one."""
    token = at.request.cookies.get(VENDOR_COOKIE, "")
    invitations.end_session(at.session, at.actor.invitation_id, token, at.now)
    view = campaigns.situation(at.session, at.actor, at.now)
    answer = render(at.request, "vendor/left.html", VendorFrame(**frame_of(view)))
    answer.delete_cookie(VENDOR_COOKIE, path=f"/v/{at.actor.invitation_id}")
    return answer


def _as_it_is(at: VendorDesk, draft: Draft, view: InvitationView) -> CoreResponse:
    row = at.session.get_one(ResponseRow, draft.response_id)
    facts = certificates.of_response(at.session, draft.response_id)
    return responses.as_core_response(at.session, row, view, at.today, facts)


def _differences(
    at: VendorDesk, draft: Draft, found: Sequence[VendorFinding], posted: Fields, explained: Explained
) -> tuple[Difference, ...]:
    release = load_release(at.session, draft.release_id)
    seen, unseen = release.vendor(), hidden(at, release)
    return differences(
        at.actor.invitation_id,
        [
            f
            for f in found
            if unseen.isdisjoint(f.questions) and (not draft.clarifying or draft.reopened.intersection(f.questions))
        ],
        explanations.stored(at.session, draft.response_id),
        reviews.asked_of_vendor(at.session, draft.response_id),
        {q.id: (q.number, q.section) for q in seen.by_id.values()},
        posted,
        explained,
    )


def _asked(at: VendorDesk, draft: Draft, view: InvitationView) -> tuple[Difference, ...]:
    """The differences that the buyer wrote to the vendor about, as long as they are there."""
    if not reviews.asked_of_vendor(at.session, draft.response_id):
        return ()
    found = scorecards.second_look(at.session, draft.release_id, _as_it_is(at, draft, view), reference())
    return tuple(d for d in _differences(at, draft, found, {}, Explained()) if d.asked)


def _as_sent(at: VendorDesk, release: LoadedRelease, content: CoreResponse) -> tuple[Difference, ...]:
    """What was explained, beside the two sides as they were when it was sent."""
    if not content.explanations:
        return ()
    found = scorecards.second_look(at.session, release.id, content, reference())
    numbers = {q.id: (q.number, q.section) for q in release.vendor().by_id.values()}
    kept = {e.finding: StoredExplanation(e.text, 1, e.by, at.now) for e in content.explanations}
    shown = differences(at.actor.invitation_id, found, kept, {}, numbers, {}, Explained())
    return tuple(d for d in shown if d.text)


def _sent(at: VendorDesk, draft: Draft, number: int) -> Submission:
    sent = responses.submissions(at.session, draft.response_id)
    found = next((s for s in sent if number in (0, s.number)), None)
    if found is None:
        raise NotFound("copy")
    return found


def _check_page(
    at: VendorDesk,
    draft: Draft,
    form: Fields,
    problems: Sequence[Problem] = (),
    status: int = 200,
    explained: Explained | None = None,
    replies: Replies | None = None,
    kept: bool = False,
    conflict: str = "",
) -> Response:
    explained = explained or Explained()
    view = campaigns.situation(at.session, at.actor, at.now)
    release = load_release(at.session, draft.release_id)
    stored = responses.answers(at.session, draft.response_id)
    standing = responses.standing(release.questionnaire, stored)
    rows = {r.id: r for r in section_rows(release.vendor(), standing.sections)}
    files = responses.evidence_items(at.session, draft.response_id)
    names = {f.id: f.name for f in files}
    by_question = {q: [f.name for f in files if q in f.questions] for q in standing.shown}
    seen, unseen = release.vendor(), hidden(at, release)
    groups = tuple(
        AnswerGroup(
            rows[s.id],
            tuple(
                _stored_line(release, q.id, q.number, stored.get(q.id), names, by_question[q.id], at)
                for q in s.questions
                if q.id in standing.shown and q.id not in unseen
                if not draft.clarifying or draft.may_change(q.id)
            ),
        )
        for s in seen.sections
        if rows[s.id].total
    )
    page = CheckPage(
        **frame_of(view),
        vendor=view.vendor.legal_name,
        groups=tuple(g for g in groups if g.answers),
        open_questions=tuple(
            OpenQuestion(
                q.id, seen.by_id[q.id].number, seen.by_id[q.id].ask, seen.by_id[q.id].section, q.required,
                unconfirmed=(a := stored.get(q.id)) is not None and a.content.given,
            )
            for q in service.missing(release.questionnaire, standing, stored)
            if q.id not in unseen and (not draft.clarifying or draft.may_change(q.id))
        ),
        differences=_differences(
            at,
            draft,
            scorecards.second_look(at.session, draft.release_id, _as_it_is(at, draft, view), reference()),
            form,
            explained,
        ),
        gone=tuple(text for _, text in explained.gone),
        answered=standing.answered,
        total=standing.total,
        draft=draft,
        closed_because=_closed(draft),
        form=form,
        problems=(*explained.for_summary, *problems),
        last_section=next((r for r in reversed(rows.values()) if r.total), None),
        may_submit=at.actor.may_submit and at.actor.whole,
        may_explain=at.actor.whole,
        signs=at.actor.contact,
        unseen=len(unseen & standing.shown),
        read_only=tuple(k for k in certificates.kept(at.session, draft.response_id) if k.to_confirm),
        clarifying=clarifying_of(at, draft, form if replies else None, replies),
        kept=kept,
        conflict=conflict,
    )  # fmt: skip
    return render(at.request, "vendor/check.html", page, status=status)


def _closed(draft: Draft) -> str:
    if draft.accepts:
        return ""
    if draft.state is ResponseState.SUBMITTED:
        if draft.overdue:
            return say("You sent these answers.")
        return say("You sent these answers. You can reopen them on the receipt page.")
    return say("These answers can be read, not changed.")


def _stored_line(
    release: LoadedRelease,
    question_id: str,
    number: str,
    stored: Stored | None,
    names: Mapping[str, str],
    files: Sequence[str],
    at: VendorDesk,
) -> AnswerLine:
    question = release.questionnaire.by_id[question_id]
    if stored is None:
        return _line(question, number, Answer(), names, files)
    line = _line(question, number, stored.core(), names, files)
    who = f"{stored.by}, {moment(stored.at, at.actor.zone)}"
    return AnswerLine(line.id, line.number, line.ask, line.words, line.mark, (*line.beside, who), line.grid)


def _line(
    question: Question, number: str, answer: Answer, names: Mapping[str, str], files: Sequence[str] = ()
) -> AnswerLine:
    if answer.not_applicable:
        words = say("Does not apply. %(reason)s", reason=answer.reason)
    elif question.type is Kind.FILE and isinstance(answer.value, list):
        words = ", ".join(names.get(i) or translate(say("a file that was removed")) for i in answer.value)
    else:
        words = describe(question, answer.value, spoken())
    beside: list[str] = []
    if files and question.type is not Kind.FILE:
        beside.append(say("Attached: %(files)s", files=", ".join(files)))
    if answer.note:
        beside.append(say("Note: %(note)s", note=answer.note))
    if answer.offer:
        beside.append(offer_in_words(answer.offer))
    if not answer.confirmed:
        beside.append(say("Filled in for you, not confirmed yet"))
    mark = ("partial" if files else "claimed") if words and answer.confirmed else "none"
    return AnswerLine(
        question.id, number, question.ask.in_(spoken()), words, mark, tuple(beside), grid_of(question, answer)
    )
