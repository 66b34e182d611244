"""A vendor checks its answers, signs, submits, and keeps a copy; until the due date it may reopen them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response
from pydantic import ValidationError

from app.core.problems import Invalid, Problem
from app.core.questionnaire.kinds import describe
from app.core.questionnaire.model import Kind, Question
from app.core.response import Answer, EvidenceOffer
from app.core.response import Response as CoreResponse
from app.core.scoring.canonical import canonical
from app.features.campaigns import queries as campaigns
from app.features.campaigns import service as invitations
from app.features.campaigns.schemas import InvitationView
from app.features.certificates import queries as certificates
from app.features.errors import NotFound
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.responses import queries as responses
from app.features.responses import service
from app.features.responses.models import ResponseRow, ResponseState, Submission
from app.features.responses.schemas import Draft, Signature, Stored
from app.features.scorecards import service as scorecards
from app.features.scorecards.schemas import VendorFinding
from app.infra.content import reference
from app.infra.wording import day, moment
from app.web.desk import VENDOR_COOKIE, VendorDesk, vendor_reads, vendor_writes
from app.web.render import render, see_other
from app.web.vendor_forms import Fields, Posted, first
from app.web.vendor_views import SectionRow, VendorFrame, frame_of, section_rows

router = APIRouter(include_in_schema=False)

ATTESTED = {
    "read": "Confirm that the answers were read.",
    "true": "Confirm that they are true to the best of your knowledge.",
    "known": "Confirm that you know how they are used.",
}
SIGNED = {
    "name": "Give the name of the person who signs.",
    "function": "Give the function of the person who signs.",
    "email": "Give an e-mail address, such as name@company.example.",
}


@dataclass(frozen=True)
class AnswerLine:
    """One answer in words."""

    id: str
    number: str
    ask: str
    words: str  # empty: not answered
    mark: str  # none, claimed, partial
    beside: tuple[str, ...] = ()  # note, offer, files, who answered


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
    findings: tuple[VendorFinding, ...]
    numbers: Mapping[str, tuple[str, str]]  # question id -> number, section id: where a finding leads
    answered: int
    total: int
    draft: Draft
    closed_because: str
    form: Fields
    problems: tuple[Problem, ...] = ()
    last_section: SectionRow | None = None

    @property
    def required_open(self) -> int:
        return sum(1 for q in self.open_questions if q.required)

    def text(self, name: str) -> str:
        return first(self.form, name)


@dataclass(frozen=True)
class ReceiptPage(VendorFrame):
    vendor: str
    draft: Draft
    submission: Submission
    earlier: tuple[Submission, ...]
    may_reopen: bool

    @property
    def number(self) -> str:
        return self.submission.receipt_number


@dataclass(frozen=True)
class CopyPage(VendorFrame):
    vendor: str
    title: str
    submission: Submission
    groups: tuple[AnswerGroup, ...]
    evidence: tuple[tuple[str, str], ...]  # name, sha-256

    @property
    def number(self) -> str:
        return self.submission.receipt_number


@router.get("/v/{invitation_id}/check")
def check(at: VendorDesk = vendor_reads()) -> Response:
    draft = responses.draft(at.session, at.actor, at.now)
    return _check_page(at, draft, {"name": [at.actor.name], "email": [at.actor.email]})


@router.post("/v/{invitation_id}/submit")
def submit(posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    draft = responses.draft(at.session, at.actor, at.now, lock=True)
    receipt = f"/v/{at.actor.invitation_id}/receipt"
    if draft.state is ResponseState.SUBMITTED:  # a double click, or the Back button
        return see_other(receipt)
    draft.require_writable()
    try:
        signature = _signature(posted)
        view = campaigns.situation(at.session, at.actor, at.now)
        content = _as_it_is(at, draft, view)
        service.submit(at.session, at.actor, draft, content, signature, at.services.settings, at.now)
    except Invalid as invalid:
        return _check_page(at, draft, posted, invalid.problems, status=422)
    return see_other(receipt)


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
        may_reopen=draft.state is ResponseState.SUBMITTED and view.writable and not view.overdue,
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
        evidence=tuple((e.name, e.sha256) for e in content.evidence),
    )
    return render(at.request, "vendor/copy.html", page)


@router.get("/v/{invitation_id}/copy.json")
def copy_json(number: int = 0, at: VendorDesk = vendor_reads()) -> Response:
    """The same as data. The SHA-256 of this file is the digest on the receipt."""
    draft = responses.draft(at.session, at.actor, at.now)
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


def _sent(at: VendorDesk, draft: Draft, number: int) -> Submission:
    sent = responses.submissions(at.session, draft.response_id)
    found = next((s for s in sent if number in (0, s.number)), None)
    if found is None:
        raise NotFound("copy")
    return found


def _signature(posted: Fields) -> Signature:
    problems = [
        Problem(code="SIGN-ATTEST", where=name, message=message, remedy="")
        for name, message in ATTESTED.items()
        if not first(posted, name)
    ]
    try:
        signature = Signature(
            name=first(posted, "name"),
            function=first(posted, "function"),
            email=first(posted, "email"),
            accepts_gaps=bool(first(posted, "accepts_gaps")),
        )
    except ValidationError as error:
        wrong = dict.fromkeys(str(e["loc"][0]) for e in error.errors())
        problems = [Problem(code="SIGN-WHO", where=w, message=SIGNED[w], remedy="") for w in wrong] + problems
        raise Invalid(problems) from error
    if problems:
        raise Invalid(problems)
    return signature


def _check_page(
    at: VendorDesk, draft: Draft, form: Fields, problems: Sequence[Problem] = (), status: int = 200
) -> Response:
    view = campaigns.situation(at.session, at.actor, at.now)
    release = load_release(at.session, draft.release_id)
    stored = responses.answers(at.session, draft.response_id)
    standing = responses.standing(release.questionnaire, stored)
    rows = {r.id: r for r in section_rows(release.vendor(), standing.sections)}
    files = responses.evidence_items(at.session, draft.response_id)
    names = {f.id: f.name for f in files}
    by_question = {q: [f.name for f in files if q in f.questions] for q in standing.shown}
    seen = release.vendor()
    groups = tuple(
        AnswerGroup(
            rows[s.id],
            tuple(
                _stored_line(release, q.id, q.number, stored.get(q.id), names, by_question[q.id], at)
                for q in s.questions
                if q.id in standing.shown
            ),
        )
        for s in seen.sections
        if rows[s.id].total
    )
    page = CheckPage(
        **frame_of(view),
        vendor=view.vendor.legal_name,
        groups=groups,
        open_questions=tuple(
            OpenQuestion(
                q.id, seen.by_id[q.id].number, seen.by_id[q.id].ask, seen.by_id[q.id].section, q.required,
                unconfirmed=(a := stored.get(q.id)) is not None and a.content.given,
            )
            for q in service.missing(release.questionnaire, standing, stored)
        ),
        findings=scorecards.second_look(at.session, draft.release_id, _as_it_is(at, draft, view), reference()),
        numbers={q.id: (q.number, q.section) for q in seen.by_id.values()},
        answered=standing.answered,
        total=standing.total,
        draft=draft,
        closed_because=_closed(draft),
        form=form,
        problems=tuple(problems),
        last_section=next((r for r in reversed(rows.values()) if r.total), None),
    )  # fmt: skip
    return render(at.request, "vendor/check.html", page, status=status)


def _closed(draft: Draft) -> str:
    if draft.writable:
        return ""
    if draft.state is ResponseState.SUBMITTED:
        return f"You sent these answers. {'' if draft.overdue else 'You can reopen them on the receipt page.'}"
    return "These answers can be read, not changed."


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
    return AnswerLine(line.id, line.number, line.ask, line.words, line.mark, (*line.beside, who))


def _line(
    question: Question, number: str, answer: Answer, names: Mapping[str, str], files: Sequence[str] = ()
) -> AnswerLine:
    if answer.not_applicable:
        words = f"Does not apply. {answer.reason}"
    elif question.type is Kind.FILE and isinstance(answer.value, list):
        words = ", ".join(names.get(i, "a file that was removed") for i in answer.value)
    else:
        words = describe(question, answer.value)
    beside = []
    if files and question.type is not Kind.FILE:
        beside.append("Attached: " + ", ".join(files))
    if answer.note:
        beside.append(f"Note: {answer.note}")
    if answer.offer:
        beside.append(_offer(answer.offer))
    if not answer.confirmed:
        beside.append("Filled in for you, not confirmed yet")
    mark = ("partial" if files else "claimed") if words and answer.confirmed else "none"
    return AnswerLine(question.id, number, str(question.ask), words, mark, tuple(beside))


def _offer(offer: EvidenceOffer) -> str:
    words = {
        "nda": "Evidence can be seen under a confidentiality agreement",
        "later": f"Evidence will follow by {day(offer.on)}",
        "equivalent": "Equivalent evidence",
    }[offer.form]
    return f"{words}: {offer.text}" if offer.text else words
