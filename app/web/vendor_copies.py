"""What a vendor's people keep: the questionnaire to read, the answers as they stand, and what was sent; as PDF, as a
page, and as data. A PDF holds the sections that its reader was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Response

from app.core.questionnaire.visibility import visible
from app.core.response import Answer
from app.core.response import Response as CoreResponse
from app.core.scoring.canonical import canonical
from app.core.wording import say
from app.features.campaigns import queries as campaigns
from app.features.campaigns.schemas import InvitationView
from app.features.errors import NotFound
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.reports.paper import Paper
from app.features.reports.pdf_questionnaire import Asked, questionnaire_pdf
from app.features.reports.pdf_response import Copy, Explained, Group, Line, digest_of_answers, held, response_pdf
from app.features.responses import explanations
from app.features.responses import queries as responses
from app.features.responses.explanations import Stored as StoredExplanation
from app.features.responses.models import ResponseState, Submission
from app.features.responses.schemas import HANDED_IN, Draft, Standing
from app.features.scorecards import service as scorecards
from app.infra.content import reference
from app.infra.wording import moment
from app.web.answer_lines import AnswerGroup, AnswerLine, answer_line, stored_line
from app.web.desk import VendorDesk, vendor_reads
from app.web.downloads import PDF, download
from app.web.render import render, see_other
from app.web.vendor_differences import Difference, differences
from app.web.vendor_differences import Explained as Saved
from app.web.vendor_sight import require_all
from app.web.vendor_submit import as_it_is
from app.web.vendor_views import SectionRow, VendorFrame, frame_of

router = APIRouter(include_in_schema=False)


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


@router.get("/v/{invitation_id}/questionnaire.pdf")
def questionnaire(at: VendorDesk = vendor_reads()) -> Response:
    """What is asked, to read."""
    view = campaigns.situation(at.session, at.actor, at.now)
    draft = responses.draft(at.session, at.actor, at.now)
    release = load_release(at.session, draft.release_id)
    shown = release.vendor()
    asked = Asked(
        paper=_paper(at, view, release),
        model=release.questionnaire,
        summary=shown.summary,
        sections=[s for s in shown.sections if at.actor.may_answer(s.id)],
        reference=reference(),
        due_on=view.due_on,
        contact=f"{view.owner_name}, {view.owner_email}",
    )
    body = questionnaire_pdf(asked, at.services.settings.report_fonts)
    return download(body, PDF, what="questionnaire", whom=shown.title, on=at.today, ending="pdf")


@router.get("/v/{invitation_id}/response.pdf")
def response(at: VendorDesk = vendor_reads()) -> Response:
    """The answers as they stand; once they are sent, those are what was sent."""
    draft = responses.draft(at.session, at.actor, at.now)
    if draft.state in HANDED_IN and draft.state is not ResponseState.CLARIFYING:
        return see_other(f"/v/{at.actor.invitation_id}/copy.pdf")
    view = campaigns.situation(at.session, at.actor, at.now)
    release = load_release(at.session, draft.release_id)
    stored = responses.answers(at.session, draft.response_id)
    standing = responses.standing(release.questionnaire, stored)
    content = as_it_is(at, draft, view)
    names = {e.id: e.name for e in content.evidence}
    groups = [
        (
            f"{s.number} {s.title}",
            [
                stored_line(
                    release.questionnaire.by_id[q.id], q.number, stored.get(q.id), names,
                    [e.name for e in content.evidence if q.id in e.questions], at.actor.zone,
                )
                for q in s.questions
                if q.id in standing.shown
            ],
        )
        for s in release.vendor().sections
        if at.actor.may_answer(s.id)
    ]  # fmt: skip
    mine = _questions(at, release)
    evidence = held(content, None if at.actor.whole else mine)
    copy = Copy(
        paper=_paper(at, view, release),
        kind=say("Answers as they stand"),
        state=_state(at, draft, standing),
        groups=_groups(groups),
        explained=_explained(at, release, content, explanations.stored(at.session, draft.response_id)),
        evidence=evidence,
        numbers=release.questionnaire.numbers,
        digest=digest_of_answers(content, evidence, mine),
        digest_of=say(
            "Over the edition of the questionnaire, the answers of this copy and the files it lists. Two copies with "
            "the same value hold the same answers."
        ),
    )
    body = response_pdf(copy, at.services.settings.report_fonts)
    return download(body, PDF, what="answers", whom=view.vendor.legal_name, on=at.today, ending="pdf")


@router.get("/v/{invitation_id}/copy.pdf")
def copy_pdf(number: int = 0, at: VendorDesk = vendor_reads()) -> Response:
    """What was sent, for the files. Its hash is the one on the receipt."""
    draft = responses.draft(at.session, at.actor, at.now)
    view = campaigns.situation(at.session, at.actor, at.now)
    submission = _sent(at, draft, number)
    release = load_release(at.session, draft.release_id)
    content = CoreResponse.model_validate(submission.content)
    mine = _questions(at, release)
    copy = Copy(
        paper=_paper(at, view, release),
        kind=say("Copy of what was sent, receipt %(number)s", number=submission.receipt_number),
        state=_sent_words(submission, at),
        groups=_groups(
            (f"{g.section.number} {g.section.title}", g.answers)
            for g in _as_answered(release, content)
            if at.actor.may_answer(g.section.id)
        ),
        explained=_explained(at, release, content, _kept_in(content, at)),
        evidence=held(content, None if at.actor.whole else mine),
        numbers=release.questionnaire.numbers,
        digest=submission.digest,
        digest_of=say(
            "Over everything that was sent, as on the receipt: the SHA-256 of the file that the receipt offers as data."
        ),
    )
    body = response_pdf(copy, at.services.settings.report_fonts)
    return download(body, PDF, what="answers", whom=submission.receipt_number, on=at.today, ending="pdf")


@router.get("/v/{invitation_id}/copy")
def copy(number: int = 0, at: VendorDesk = vendor_reads()) -> Response:
    """What was sent, as it was sent, to print or to keep."""
    draft = responses.draft(at.session, at.actor, at.now)
    view = campaigns.situation(at.session, at.actor, at.now)
    submission = _sent(at, draft, number)
    release = load_release(at.session, draft.release_id)
    require_all(at, release)
    content = CoreResponse.model_validate(submission.content)
    page = CopyPage(
        **frame_of(view),
        vendor=content.vendor.legal_name,
        title=release.title,
        submission=submission,
        groups=_as_answered(release, content),
        explained=_differences(at, release, content, _kept_in(content, at)),
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


def _sent(at: VendorDesk, draft: Draft, number: int) -> Submission:
    sent = responses.submissions(at.session, draft.response_id)
    found = next((s for s in sent if number in (0, s.number)), None)
    if found is None:
        raise NotFound("copy")
    return found


def _as_answered(release: LoadedRelease, content: CoreResponse) -> tuple[AnswerGroup, ...]:
    """What was sent, section by section, with the questions that came up and were left open."""
    names = {e.id: e.name for e in content.evidence}
    asked = visible(release.questionnaire, content.answers) | content.answers.keys()
    groups = (
        AnswerGroup(
            SectionRow(s.id, s.number, s.title, 0, 0),
            tuple(
                answer_line(release.questionnaire.by_id[q.id], q.number, content.answers.get(q.id, Answer()), names)
                for q in s.questions
                if q.id in asked
            ),
        )
        for s in release.vendor().sections
    )
    return tuple(g for g in groups if g.answers)


def _kept_in(content: CoreResponse, at: VendorDesk) -> dict[str, StoredExplanation]:
    return {e.finding: StoredExplanation(e.text, 1, e.by, at.now) for e in content.explanations}


def _differences(
    at: VendorDesk, release: LoadedRelease, content: CoreResponse, kept: Mapping[str, StoredExplanation]
) -> tuple[Difference, ...]:
    """What was explained, beside the two sides as they are in `content`."""
    if not kept:
        return ()
    found = scorecards.second_look(at.session, release.id, content, reference())
    numbers = {q.id: (q.number, q.section) for q in release.vendor().by_id.values()}
    shown = differences(at.actor.invitation_id, found, kept, {}, numbers, {}, Saved())
    return tuple(d for d in shown if d.text)


def _explained(
    at: VendorDesk, release: LoadedRelease, content: CoreResponse, kept: Mapping[str, StoredExplanation]
) -> list[Explained]:
    """Differences concern the whole, so a colleague with some sections has none in a copy."""
    if not at.actor.whole:
        return []
    return [
        Explained(
            numbers=", ".join(d.numbers),
            message=d.message,
            sides=tuple((side.says, side.words) for side in d.sides),
            text=d.text,
            by=d.by,
        )
        for d in _differences(at, release, content, kept)
    ]


def _questions(at: VendorDesk, release: LoadedRelease) -> frozenset[str]:
    """Those of the sections that this person was given."""
    return frozenset(q.id for s in release.questionnaire.sections if at.actor.may_answer(s.id) for q in s.questions)


def _groups(groups: Iterable[tuple[str, Iterable[AnswerLine]]]) -> list[Group]:
    made = (
        Group(title, tuple(Line(a.number, a.ask, a.words, a.beside, a.grid) for a in answers))
        for title, answers in groups
    )
    return [group for group in made if group.lines]


def _state(at: VendorDesk, draft: Draft, standing: Standing) -> str:
    counts = [count for section, count in standing.sections.items() if at.actor.may_answer(section)]
    done, total = sum(c[0] for c in counts), sum(c[1] for c in counts)
    if draft.state is ResponseState.CLARIFYING:
        return say(
            "%(asker)s asks about some answers. What was sent counts until they are sent again. %(number)s of "
            "%(total)s questions are answered.",
            asker=at.actor.organisation_name, number=done, total=total,
        )  # fmt: skip
    if draft.state is ResponseState.REOPENED:
        return say(
            "Reopened. What was sent counts until it is sent again. %(number)s of %(total)s questions are answered.",
            number=done, total=total,
        )  # fmt: skip
    return say("Not sent yet. %(number)s of %(total)s questions are answered.", number=done, total=total)


def _sent_words(submission: Submission, at: VendorDesk) -> str:
    signed = {
        "time": moment(submission.submitted_at, at.actor.zone),
        "name": submission.signed_name,
        "function": submission.signed_function,
    }
    if submission.late:
        return say("Sent on %(time)s, after the due date, signed by %(name)s, %(function)s.", **signed)
    return say("Sent on %(time)s, signed by %(name)s, %(function)s.", **signed)


def _paper(at: VendorDesk, view: InvitationView, release: LoadedRelease) -> Paper:
    shown = release.vendor()
    mine = tuple(f"{s.number} {s.title}" for s in shown.sections if at.actor.may_answer(s.id))
    return Paper(
        title=shown.title,
        written_in=shown.language,
        asker=view.asker,
        system=view.about,
        vendor=view.vendor.legal_name,
        made_by=at.actor.name,
        made_at=at.now,
        zone=at.actor.zone,
        sections=() if at.actor.whole else mine,
    )
