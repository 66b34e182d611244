"""The review desk of a response, and the forms with which findings and certificates are judged on the scorecard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from pydantic import BaseModel

from app.core.problems import Invalid, Problem
from app.core.questionnaire import kinds
from app.core.questionnaire.model import NotApplicable, Question, Questionnaire
from app.core.response import Answer
from app.core.response import Response as CoreResponse
from app.core.scoring.scorecard import CertificateStanding, Finding, QuestionScore, Scorecard, State
from app.core.typed import parse
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign
from app.features.errors import Closed, Conflict, NotFound
from app.features.identity.permissions import Permission
from app.features.questionnaires.queries import load_release
from app.features.responses import queries as responses
from app.features.responses.models import ResponseRow, Submission
from app.features.reviews import asking, queries
from app.features.reviews.models import Kind, Review
from app.features.reviews.schemas import Judgement, Level, Rubric, levels_of
from app.features.scorecards import queries as scorecards
from app.features.scorecards import service
from app.features.scorecards.models import ScorecardRow
from app.features.scorecards.schemas import Kept
from app.features.vendors import queries as vendors
from app.features.vendors.models import VendorRow
from app.infra.content import reference
from app.web.clauses import ClauseChip
from app.web.desk import Desk, reads, writes
from app.web.format import figure
from app.web.render import render, see_other
from app.web.responses import AnswerView, sections_of
from app.web.reviewing import JudgementView, anchor, awaiting, view

router = APIRouter(include_in_schema=False)

ACCEPT, OTHER = "accept", "other"
ON_THE_SCORECARD = (Kind.DISMISSAL, Kind.UPHOLDING, Kind.ACCEPTANCE_CERTIFICATE)  # judged there, not at the desk


class Show(StrEnum):
    OPEN = "open"
    DONE = "done"
    ALL = "all"


SHOWN = {Show.OPEN: "To review", Show.DONE: "Reviewed", Show.ALL: "All"}


class JudgementForm(BaseModel):
    """The form as sent; `Judgement` is what it says. `submission` and `seen` are of the page it was sent from."""

    kind: str = ""
    target: str = ""
    level: str = ""  # a value in [0, 1], "accept" for a "does not apply", or "other"
    other: str = ""  # out of 100
    reason: str = ""
    to_vendor: str = ""
    submission: str = ""
    seen: str = ""


@dataclass(frozen=True)
class QueueItem:
    id: str
    number: str
    ask: str
    mark: str
    hint: str
    open: bool
    done: bool


@dataclass(frozen=True)
class Asked:
    """The answer on the desk, and what may be judged about it."""

    question: Question
    answer: AnswerView
    section: str
    score: QuestionScore
    by_rule: float | None  # what the rules make of it, without a reviewer
    rubric: Rubric
    has_rubric: bool
    not_applicable: bool
    findings: tuple[Finding, ...]
    worth: JudgementView | None  # in force, or fallen away
    source: JudgementView | None
    worth_stands: bool
    source_stands: bool
    history: tuple[JudgementView, ...]
    can_rate: bool
    can_accept: bool
    can_confirm: bool


@dataclass(frozen=True)
class DeskPage:
    response: ResponseRow
    campaign: Campaign
    vendor: VendorRow
    product: str
    submission: Submission
    kept: Kept
    show: Show
    queue: tuple[QueueItem, ...]
    counts: Mapping[Show, int]
    done: int  # of the answers that needed a reviewer
    total: int
    asked: Asked | None
    rating: JudgementForm
    confirming: JudgementForm
    recorded: JudgementView | None
    previous: str
    next: str
    problems: tuple[Problem, ...]
    conflict: Conflict | None
    theirs: JudgementView | None
    zone: ZoneInfo

    @property
    def rating_problems(self) -> tuple[Problem, ...]:
        return () if self.confirming.kind else self.problems

    @property
    def confirming_problems(self) -> tuple[Problem, ...]:
        return self.problems if self.confirming.kind else ()

    @property
    def clauses(self) -> tuple[ClauseChip, ...]:
        return self.asked.answer.clauses if self.asked else ()

    @property
    def filters(self) -> tuple[tuple[Show, str, int], ...]:
        return tuple((show, words, self.counts[show]) for show, words in SHOWN.items())

    def anchor(self, target: str) -> str:
        return anchor(target)

    def address(self, question_id: str = "", show: Show | None = None) -> str:
        of = f"&of={question_id}" if question_id else ""
        return f"/reviews/{self.response.id}?show={show or self.show}{of}"


@dataclass(frozen=True)
class NotScoredPage:
    """The desk while there is nothing to review: not submitted, or not scored yet."""

    campaign: Campaign
    vendor: VendorRow
    response: ResponseRow
    submitted: bool


@dataclass(frozen=True)
class OnePage:
    """The form of one finding or certificate again, with what is to put right or what somebody else decided."""

    campaign: Campaign
    vendor: VendorRow
    kept: Kept
    response_id: str
    submission: int
    finding: Finding | None
    certificate: CertificateStanding | None
    typed: JudgementForm
    problems: tuple[Problem, ...]
    conflict: Conflict | None
    theirs: JudgementView | None
    seen: str
    back: str
    zone: ZoneInfo


@router.get("/reviews/{response_id}")
def desk(
    response_id: str,
    of: Annotated[str, Query(max_length=64)] = "",
    show: Show | None = None,
    after: Annotated[str, Query(max_length=26)] = "",
    at: Desk = reads(Permission.RESPONSES_REVIEW),
) -> Response:
    """`of`: the question on the desk, else the first in the list. `after`: the judgement that was just recorded."""
    return _desk(at, response_id, of, show, after=after)


@router.post("/reviews/{response_id}")
def judge(
    response_id: str, typed: Annotated[JudgementForm, Form()], at: Desk = writes(Permission.RESPONSES_REVIEW)
) -> Response:
    row = responses.response_for(at.session, at.actor, response_id)
    try:
        given = _judgement(typed)
        _require_answerable(at, row, given)
        review, scorecard = service.judge(at.session, at.actor, row.id, given, reference(), now=at.now)
        _ask_about_it(at, review, scorecard)
    except Invalid as invalid:
        return _again(at, row, typed, problems=invalid.problems)
    except Conflict as conflict:
        return _again(at, row, typed, conflict=conflict)
    return see_other(_onwards(at, row, review, scorecard))


@router.post("/reviews/{response_id}/withdraw")
def withdraw(
    response_id: str,
    review_id: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
    at: Desk = writes(Permission.RESPONSES_REVIEW),
) -> Response:
    """Take a judgement back. `back`: "desk" to return there, else to the new scorecard."""
    review, scorecard = service.withdraw(at.session, at.actor, response_id, review_id, reference(), now=at.now)
    _ask_about_it(at, review, scorecard)
    if back == "desk":
        return see_other(f"/reviews/{response_id}?of={review.target}")
    return see_other(f"/scorecards/{scorecard.id}#{anchor(review.target)}")


def _require_answerable(at: Desk, row: ResponseRow, given: Judgement) -> None:
    """A question to the vendor needs one who can answer. Raises Invalid, so that nothing typed is lost."""
    if given.kind is not Kind.UPHOLDING or not given.to_vendor:
        return
    try:
        asking.require_open(at.session, at.actor, row, at.now)
    except Closed as closed:
        problem = Problem(code="CLARIFY-CLOSED", where="to_vendor", message=closed.message, remedy=closed.remedy)
        raise Invalid([problem]) from closed


def _ask_about_it(at: Desk, review: Review, scorecard: ScorecardRow) -> None:
    """What a reviewer writes to the vendor about a finding is a clarification like any other."""
    if review.kind not in (Kind.UPHOLDING, Kind.DISMISSAL):
        return
    card = Scorecard.model_validate(scorecard.content)
    found = next((f for f in card.findings if f.key == review.target), None)
    questions, certificate = (found.questions, found.certificate) if found else ((), "")
    asking.follow(at.session, at.actor, review, questions, certificate, at.services.settings, at.now)


def _judgement(typed: JudgementForm) -> Judgement:
    """Raises Invalid; NotFound when the form names no kind of judgement there is."""
    if typed.kind not in set(Kind):
        raise NotFound("judgement")
    kind, value = Kind(typed.kind), None
    problems: list[Problem] = []
    if kind is Kind.OVERRIDE:
        if typed.level == ACCEPT:
            kind = Kind.ACCEPTANCE_NOT_APPLICABLE
        else:
            value, problems = _value(typed)
    given = typed.model_dump(include={"target", "reason", "to_vendor", "seen"}) | {"kind": kind, "value": value}
    given["submission"] = int(typed.submission) if typed.submission.isascii() and typed.submission.isdigit() else 0
    try:
        judgement = parse(Judgement, given)
    except Invalid as invalid:
        raise Invalid([*problems, *invalid.problems]) from None
    if problems:
        raise Invalid(problems)
    return judgement


def _value(typed: JudgementForm) -> tuple[float | None, list[Problem]]:
    where, figures = "level", typed.level
    try:
        if typed.level == OTHER:
            where, figures = "other", typed.other.strip().removesuffix("%").replace(",", ".")
            value = float(figures) / 100
        else:
            value = float(figures)
        if 0 <= value <= 1:
            return round(value, 4), []
    except ValueError:
        pass
    message = "Give a value from 0 to 100" if where == "other" else "Choose a level"
    remedy = "For example 60." if where == "other" else "Or choose another value, and give it."
    return None, [Problem(code="REVIEW-VALUE", where=where, message=message, remedy=remedy)]


def _onwards(at: Desk, row: ResponseRow, review: Review, scorecard: ScorecardRow) -> str:
    """From the desk to the next answer that waits, or the end of the list; from the scorecard to the new one."""
    if review.kind in ON_THE_SCORECARD:
        return f"/scorecards/{scorecard.id}#{anchor(review.target)}"
    card = Scorecard.model_validate(scorecard.content)
    order, waiting = list(card.questions), awaiting(card)
    later = [q for q in waiting if order.index(q) > order.index(review.target)]
    onto = (later or waiting or [""])[0]
    return f"/reviews/{row.id}?after={review.id}" + (f"&of={onto}" if onto else "")


def _again(
    at: Desk,
    row: ResponseRow,
    typed: JudgementForm,
    *,
    problems: tuple[Problem, ...] = (),
    conflict: Conflict | None = None,
) -> Response:
    """The form once more, nothing typed lost."""
    if typed.kind == Kind.VERIFIED:  # the desk has two forms, and so two reasons
        problems = tuple(p.model_copy(update={"where": "where"}) if p.where == "reason" else p for p in problems)
    if typed.kind not in ON_THE_SCORECARD:
        return _desk(at, row.id, typed.target, None, typed=typed, problems=problems, conflict=conflict)
    kept = scorecards.latest(at.session, at.actor, row.id)
    if kept is None:
        raise NotFound("scorecard")
    card, current = kept.scorecard, queries.applied(at.session, row.id)
    theirs = queries.of_target(current, Kind(typed.kind), typed.target)
    sent = responses.submissions(at.session, row.id)[0]
    page = OnePage(
        campaign=campaigns.campaign(at.session, at.actor, row.campaign_id),
        vendor=vendors.vendor(at.session, at.actor, row.vendor_id),
        kept=kept,
        response_id=row.id,
        submission=sent.number,
        finding=next((f for f in card.findings if f.key == typed.target), None),
        certificate=next((c for c in card.certificates if c.certificate == typed.target), None),
        typed=typed,
        problems=problems,
        conflict=conflict,
        theirs=view(theirs, {}, card) if theirs else None,
        seen=theirs.id if theirs else "",
        back=f"/scorecards/{kept.id}#{anchor(typed.target)}",
        zone=at.actor.zone,
    )
    return render(at.request, "buyer/review_one.html", page, status=409 if conflict else 422)


def _desk(
    at: Desk,
    response_id: str,
    of: str,
    show: Show | None,
    *,
    after: str = "",
    typed: JudgementForm | None = None,
    problems: tuple[Problem, ...] = (),
    conflict: Conflict | None = None,
) -> Response:
    row = responses.response_for(at.session, at.actor, response_id)
    campaign = campaigns.campaign(at.session, at.actor, row.campaign_id)
    vendor = vendors.vendor(at.session, at.actor, row.vendor_id)
    sent = responses.submissions(at.session, row.id)
    kept = scorecards.latest(at.session, at.actor, row.id)
    if not sent or kept is None or kept.submission_id != sent[0].id:
        page = NotScoredPage(campaign, vendor, row, bool(sent))
        return render(at.request, "buyer/review_later.html", page, status=409 if conflict else 200)
    model = load_release(at.session, row.release_id).questionnaire
    content = CoreResponse.model_validate(sent[0].content)
    past = tuple(view(r, model.numbers, kept.scorecard) for r in queries.history(at.session, at.actor, row.id))
    in_force = queries.in_force(v.review for v in reversed(past))
    views = {a.id: a for s in sections_of(model, content, kept.scorecard, reference(), at) for a in s.answers}
    every = _queue(model, content, kept, views, in_force)
    chosen = show is not None
    show = show or (Show.OPEN if any(i.open for i in every) or not every else Show.DONE)
    queue = tuple(i for i in every if show is Show.ALL or (i.open if show is Show.OPEN else i.done))
    wanted = of or (queue[0].id if queue and (chosen or show is Show.OPEN) else "")
    if wanted and wanted not in views:
        raise NotFound("answer")
    asked = _asked(wanted, model, content, kept, views, past, in_force) if wanted else None
    place = next((n for n, i in enumerate(queue) if i.id == wanted), None)
    needed = [i for i in every if i.open or (i.done and _needs_reviewer(model.by_id[i.id], content.answers.get(i.id)))]
    product = campaigns.invitation(at.session, at.actor, row.campaign_id, row.invitation_id).product
    desk_page = DeskPage(
        response=row,
        campaign=campaign,
        vendor=vendor,
        product=product or campaign.system_name,
        submission=sent[0],
        kept=kept,
        show=show,
        queue=queue,
        counts={
            Show.OPEN: sum(1 for i in every if i.open),
            Show.DONE: sum(1 for i in every if i.done),
            Show.ALL: len(every),
        },
        done=sum(1 for i in needed if not i.open),
        total=len(needed),
        asked=asked,
        rating=typed if typed and typed.kind != Kind.VERIFIED else _as_it_stands(asked),
        confirming=typed if typed and typed.kind == Kind.VERIFIED else JudgementForm(),
        recorded=next((v for v in past if after and v.review.id == after), None),
        previous=queue[place - 1].id if place else "",
        next=queue[place + 1].id if place is not None and place + 1 < len(queue) else "",
        problems=problems,
        conflict=conflict,
        theirs=next((v for v in past if conflict and conflict.theirs and v.review.id == conflict.theirs.id), None),
        zone=at.actor.zone,
    )
    status = 409 if conflict else 422 if problems else 200
    return render(at.request, "buyer/review.html", desk_page, status=status)


def _queue(
    model: Questionnaire,
    content: CoreResponse,
    kept: Kept,
    views: Mapping[str, AnswerView],
    in_force: tuple[Review, ...],
) -> tuple[QueueItem, ...]:
    """The answers that are in the score or wait for it, in the order of the questionnaire."""
    waiting = set(awaiting(kept.scorecard))
    applied = [r for r in in_force if r.id in kept.judgements]
    judged = {r.target: r for r in sorted(applied, key=lambda r: r.kind != Kind.VERIFIED)}
    items = []
    for question_id, answer in views.items():
        score = kept.scorecard.questions[question_id]
        if score.state in (State.HIDDEN, State.INFORMATION):
            continue
        by = judged.get(question_id)
        hint = view(by, model.numbers, kept.scorecard).words if by else answer.state
        if question_id in waiting:
            hint = "Does not apply, waits for you" if answer.not_applicable else "Waits for a rating"
        items.append(
            QueueItem(
                question_id, answer.number, answer.ask, answer.mark, hint, question_id in waiting,
                by is not None and question_id not in waiting,
            )
        )  # fmt: skip
    return tuple(items)


def _needs_reviewer(question: Question, answer: Answer | None) -> bool:
    """No rule alone settles it: only a person rates it, or its "does not apply" is looked at first."""
    return kinds.how_scored(question) == "review" or (answer is not None and answer.not_applicable)


def _asked(
    question_id: str,
    model: Questionnaire,
    content: CoreResponse,
    kept: Kept,
    views: Mapping[str, AnswerView],
    past: tuple[JudgementView, ...],
    in_force: tuple[Review, ...],
) -> Asked:
    question, answer = model.by_id[question_id], content.answers.get(question_id)
    score = kept.scorecard.questions[question_id]
    given = answer is not None and answer.given
    not_applicable = bool(given and answer and answer.not_applicable)
    worth = queries.of_target(in_force, Kind.OVERRIDE, question_id)
    source = queries.of_target(in_force, Kind.VERIFIED, question_id)
    views_of = {v.review.id: v for v in past}
    rated = score.state not in (State.HIDDEN, State.INFORMATION)
    rule = kinds.how_scored(question) == "rule" and given and not not_applicable
    return Asked(
        question=question,
        answer=views[question_id],
        section=next(str(s.title) for s in model.sections if question in s.questions),
        score=score,
        by_rule=kinds.claim(question, answer.value) if rule and answer else None,
        rubric=_levels(question, not_applicable=not_applicable),
        has_rubric=question.rubric is not None,
        not_applicable=not_applicable,
        findings=tuple(f for f in kept.scorecard.findings if question_id in f.questions),
        worth=views_of[worth.id] if worth else None,
        source=views_of[source.id] if source else None,
        worth_stands=worth is not None and worth.id in kept.judgements,
        source_stands=source is not None and source.id in kept.judgements,
        history=tuple(v for v in past if v.review.target == question_id),
        can_rate=rated,
        can_accept=rated and not_applicable and question.not_applicable is not NotApplicable.NO,
        can_confirm=rated and given and not not_applicable,
    )


def _levels(question: Question, *, not_applicable: bool) -> Rubric:
    if not_applicable:
        return Rubric((Level(0.0, "It does apply: counts 0 until the vendor answers"),))
    return levels_of(question.rubric.in_("en") if question.rubric else "")


def _as_it_stands(asked: Asked | None) -> JudgementForm:
    """The rating in force, to be changed; empty where there is none."""
    if asked is None or asked.worth is None or not asked.worth_stands:
        return JudgementForm()
    review = asked.worth.review
    typed = JudgementForm(kind=Kind.OVERRIDE, target=review.target, reason=review.reason)
    if review.kind == Kind.ACCEPTANCE_NOT_APPLICABLE:
        return typed.model_copy(update={"level": ACCEPT})
    known = next((lv for lv in asked.rubric.levels if lv.value == review.value), None)
    changes = {"level": str(known.value)} if known else {"level": OTHER, "other": figure(review.value)}
    return typed.model_copy(update=changes)
