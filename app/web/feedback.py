"""What the buyer tells one vendor to improve: written and chosen by a person, and nothing else of the review."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import Response

from app.core.problems import Invalid, Problem
from app.core.response import Response as CoreResponse
from app.core.typed import parse
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign
from app.features.errors import Closed, Conflict
from app.features.identity.permissions import Permission
from app.features.questionnaires.queries import load_release
from app.features.responses import feedback
from app.features.responses import queries as responses
from app.features.responses.feedback import Item, Telling
from app.features.responses.models import FeedbackRow, ResponseRow
from app.features.reviews import telling
from app.features.vendors import queries as vendors
from app.features.vendors.models import VendorRow
from app.infra.content import reference
from app.web.desk import Desk, reads, writes
from app.web.render import render, see_other
from app.web.responses import AnswerView, sections_of
from app.web.vendor_forms import Fields, Posted, first

router = APIRouter(prefix="/responses/{response_id}/feedback", include_in_schema=False)

# What a reader may want to say, by what the answer is; never what a scorecard makes of it.
ANSWER, ATTACH = "Please answer this question.", "Please attach a document that shows it."


@dataclass(frozen=True)
class Line:
    """A question with what would be said about it."""

    answer: AnswerView
    text: str
    chosen: bool
    problem: str = ""


@dataclass(frozen=True)
class FeedbackPage:
    response: ResponseRow
    campaign: Campaign
    vendor: VendorRow
    sections: tuple[tuple[str, tuple[Line, ...]], ...]
    text: str
    version: int
    told: tuple[FeedbackRow, ...]  # newest first
    numbers: dict[str, str]
    zone: ZoneInfo
    problems: tuple[Problem, ...] = ()
    theirs: FeedbackRow | None = None  # what somebody else shared meanwhile


@router.get("")
def form(response_id: str, at: Desk = reads(Permission.FEEDBACK_SHARE)) -> Response:
    return _page(at, response_id)


@router.post("")
def share(response_id: str, posted: Posted, at: Desk = writes(Permission.FEEDBACK_SHARE)) -> Response:
    """`about`: the questions chosen; `text-<question>`: what is said about each."""
    responses.response_for(at.session, at.actor, response_id)
    problems: list[Problem] = []
    items = []
    for question in dict.fromkeys(posted.get("about", ())):
        try:
            items.append(parse(Item, {"question": question, "text": first(posted, f"text-{question}")}))
        except Invalid as invalid:
            problems += [p.model_copy(update={"where": f"text-{question}"}) for p in invalid.problems]
    seen = first(posted, "version")
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    try:
        given = parse(Telling, {"text": first(posted, "text"), "items": tuple(items), "version": number})
        if problems:
            raise Invalid(problems)
        telling.share(at.session, at.actor, response_id, given, at.services.settings, at.now)
    except Invalid as invalid:
        found = {p.where: p for p in (*problems, *invalid.problems)}
        return _page(at, response_id, posted, tuple(found.values()), status=422)
    except Conflict as conflict:
        return _page(at, response_id, posted, theirs=conflict.theirs, status=409)
    return see_other(f"/responses/{response_id}/feedback#told-h")


def _page(
    at: Desk,
    response_id: str,
    posted: Fields | None = None,
    problems: tuple[Problem, ...] = (),
    *,
    theirs: FeedbackRow | None = None,
    status: int = 200,
) -> Response:
    row = responses.response_for(at.session, at.actor, response_id)
    sent = responses.submissions(at.session, row.id)
    if not sent:
        raise Closed("Nothing was sent yet that could be improved.", remedy="Come back when the vendor has submitted.")
    model = load_release(at.session, row.release_id).questionnaire
    told = feedback.versions(at.session, row.id)
    before = {item["question"]: item["text"] for item in told[0].items} if told else {}
    sections = sections_of(model, CoreResponse.model_validate(sent[0].content), None, reference(), at)
    wrong = {p.where: p.message for p in problems}

    def line(answer: AnswerView) -> Line:
        name = f"text-{answer.id}"
        if posted is not None:
            return Line(answer, first(posted, name), answer.id in posted.get("about", ()), wrong.get(name, ""))
        return Line(answer, before.get(answer.id, _proposed(answer)), answer.id in before)

    page = FeedbackPage(
        response=row,
        campaign=campaigns.campaign(at.session, at.actor, row.campaign_id),
        vendor=vendors.vendor(at.session, at.actor, row.vendor_id),
        sections=tuple((s.title, tuple(line(a) for a in s.answers)) for s in sections),
        text=first(posted, "text") if posted is not None else told[0].text if told else "",
        version=told[0].version if told else 0,
        told=told,
        numbers=model.numbers,
        zone=at.actor.zone,
        problems=problems,
        theirs=theirs,
    )
    return render(at.request, "buyer/feedback.html", page, status=status)


def _proposed(answer: AnswerView) -> str:
    if not answer.answered:
        return ANSWER
    return ATTACH if answer.asks_for_evidence and not answer.files and not answer.not_applicable else ""
