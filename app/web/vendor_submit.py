"""A vendor checks its answers, signs, and submits; until the due date it may reopen them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter, Response

from app.core.problems import Invalid, Problem
from app.core.response import Response as CoreResponse
from app.core.wording import say
from app.features.campaigns import queries as campaigns
from app.features.campaigns import service as invitations
from app.features.campaigns.schemas import InvitationView
from app.features.certificates import queries as certificates
from app.features.certificates.schemas import Kept
from app.features.errors import Conflict, NotFound
from app.features.questionnaires.queries import load_release
from app.features.responses import explanations, service
from app.features.responses import queries as responses
from app.features.responses.models import ResponseRow, ResponseState, Submission
from app.features.responses.schemas import Draft
from app.features.reviews import queries as reviews
from app.features.scorecards import service as scorecards
from app.features.scorecards.schemas import VendorFinding
from app.infra.content import reference
from app.infra.wording import clock
from app.web.answer_lines import AnswerGroup, stored_line
from app.web.desk import VENDOR_COOKIE, VendorDesk, vendor_reads, vendor_writes
from app.web.render import is_partial, render, see_other
from app.web.vendor_clarifying import Clarifying, Replies, clarifying_of, replies_in, require_answered
from app.web.vendor_clarifying import keep as keep_replies
from app.web.vendor_differences import FIELD, Difference, Explained, differences, keep, signed_with
from app.web.vendor_forms import Fields, Posted, first
from app.web.vendor_rest import Confirmed, confirmed_together
from app.web.vendor_sight import hidden
from app.web.vendor_signing import signature_in
from app.web.vendor_status import Status, status_of
from app.web.vendor_views import SectionRow, VendorFrame, frame_of, section_rows

router = APIRouter(include_in_schema=False)


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
    confirmed: Confirmed | None = None  # filled in answers, confirmed together just now

    @property
    def unconfirmed(self) -> int:
        return sum(1 for q in self.open_questions if q.unconfirmed)

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


@router.get("/v/{invitation_id}/check")
def check(kept: bool = False, confirmed: str = "", at: VendorDesk = vendor_reads()) -> Response:
    """`kept`: the replies to what the buyer asks were saved just now. `confirmed`: when answers that were filled in
    were confirmed together."""
    draft = responses.draft(at.session, at.actor, at.now)
    return _check_page(at, draft, {"name": [at.actor.name], "email": [at.actor.email]}, kept=kept, confirmed=confirmed)


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
    content = as_it_is(at, draft, view)
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
    found = scorecards.second_look(at.session, draft.release_id, as_it_is(at, draft, view), reference())
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


@router.post("/v/{invitation_id}/leave")
def leave(at: VendorDesk = vendor_writes()) -> Response:
    """End this browser's session; the link opens a new one."""
    token = at.request.cookies.get(VENDOR_COOKIE, "")
    invitations.end_session(at.session, at.actor.invitation_id, token, at.now)
    view = campaigns.situation(at.session, at.actor, at.now)
    answer = render(at.request, "vendor/left.html", VendorFrame(**frame_of(view)))
    answer.delete_cookie(VENDOR_COOKIE, path=f"/v/{at.actor.invitation_id}")
    return answer


def as_it_is(at: VendorDesk, draft: Draft, view: InvitationView) -> CoreResponse:
    """The response as it would be sent now, without its explanations."""
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
    found = scorecards.second_look(at.session, draft.release_id, as_it_is(at, draft, view), reference())
    return tuple(d for d in _differences(at, draft, found, {}, Explained()) if d.asked)


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
    confirmed: str = "",
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
                stored_line(
                    release.questionnaire.by_id[q.id],
                    q.number,
                    stored.get(q.id),
                    names,
                    by_question[q.id],
                    at.actor.zone,
                )
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
            scorecards.second_look(at.session, draft.release_id, as_it_is(at, draft, view), reference()),
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
        confirmed=confirmed_together(at, draft, stored, confirmed),
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
