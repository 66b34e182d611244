"""A response as a file that its vendor takes along: made from what was sent in, or from what is there now.

It says what was asked and answered, who says so, and the digests of the files. It does not say who asked, for which
purchase or product, what was noted inside the vendor's team, or what was filled in and not confirmed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.core.answer_file import (
    AnswerFile,
    AnswerGiven,
    EvidenceNamed,
    Maker,
    QuestionnaireAnswered,
    asked,
    signed_bytes,
)
from app.core.questionnaire.reuse import GIVEN_ANEW
from app.core.response import Response
from app.features.campaigns import queries as campaigns
from app.features.errors import NotFound
from app.features.identity.schemas import VendorActor
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.responses import queries
from app.features.responses.models import ResponseRow
from app.features.responses.schemas import Draft
from app.infra import signing
from app.infra.settings import Settings


@dataclass(frozen=True)
class Wanted:
    """What is to go along."""

    sent: bool = True  # the last submission; false: the answers as they are now
    confidential: bool = False
    notes: bool = False  # what was remarked to the buyer


@dataclass(frozen=True)
class Holds:
    """What a file would hold, so that a person can choose."""

    answers: int
    confidential: int
    notes: int


def holds(session: Session, actor: VendorActor, draft: Draft, now: datetime, *, sent: bool) -> Holds:
    """Raises NotYours; NotFound when nothing was sent."""
    release = load_release(session, draft.release_id)
    content, _ = _content(session, actor, draft, now, sent=sent)
    given = [(q, a) for q, a in content.answers.items() if _goes(release, q) and a.given]
    secret = sum(1 for q, _ in given if release.questionnaire.by_id[q].visibility.confidential)
    return Holds(len(given), secret, sum(1 for _, a in given if a.note))


def write(
    session: Session, actor: VendorActor, draft: Draft, wanted: Wanted, settings: Settings, now: datetime
) -> bytes:
    """The signed file. Raises NotYours; NotFound when nothing was sent."""
    release = load_release(session, draft.release_id)
    content, made = _content(session, actor, draft, now, sent=wanted.sent)
    data = _file(release, content, made, wanted).model_dump(mode="json", by_alias=True, exclude={"signature"})
    data["signature"] = signing.sign(settings, signed_bytes(data))
    return json.dumps(data, indent=1, ensure_ascii=False).encode()


def _content(
    session: Session, actor: VendorActor, draft: Draft, now: datetime, *, sent: bool
) -> tuple[Response, Maker]:
    actor.require_whole()
    if sent:
        found = next(iter(queries.submissions(session, draft.response_id)), None)
        if found is None:
            raise NotFound("submission")
        content = Response.model_validate(found.content)
        who: dict[str, Any] = {"name": found.signed_name, "function": found.signed_function}
        at, state = found.submitted_at, "submitted"
    else:
        row = session.get_one(ResponseRow, draft.response_id)
        view = campaigns.situation(session, actor, now)
        content = queries.as_core_response(session, row, view, now.astimezone(view.zone).date())
        who, at, state = {"name": actor.name}, now, "draft"
    vendor = content.vendor
    return content, Maker(
        vendor=vendor.legal_name,
        country=vendor.country,
        registration_number=vendor.registration_number,
        at=at.replace(microsecond=0),
        state=state,
        **who,
    )


def _file(release: LoadedRelease, content: Response, made: Maker, wanted: Wanted) -> AnswerFile:
    model = release.questionnaire
    secret = {q.id for q in model.by_id.values() if q.visibility.confidential}
    given = [q for q in model.by_id if q in content.answers and content.answers[q].given and _goes(release, q)]
    taken = [q for q in given if wanted.confidential or q not in secret]
    answers = tuple(
        AnswerGiven(
            question=q,
            asked=asked(model.by_id[q]),
            value=answer.value,
            not_applicable=answer.not_applicable,
            reason=answer.reason,
            note=answer.note if wanted.notes else "",
            confidential=q in secret,
        )
        for q in taken
        for answer in (content.answers[q],)
    )
    return AnswerFile(
        made=made,
        questionnaire=QuestionnaireAnswered(
            id=model.id, title=model.title, edition=release.number, sha256=release.digest
        ),
        confidential_left_out=len(given) - len(taken),
        answers=answers,
        evidence=_evidence(content, secret if not wanted.confidential else set()),
    )


def _evidence(content: Response, secret: set[str]) -> tuple[EvidenceNamed, ...]:
    """A file that supports nothing but confidential answers is left out with them."""
    found = []
    for item in content.evidence:
        questions = tuple(q for q in item.questions if q not in secret)
        if questions or not item.questions:
            found.append(
                EvidenceNamed(
                    name=item.name, sha256=item.sha256, size=item.size, media_type=item.media_type,
                    questions=questions, pages=item.pages,
                )
            )  # fmt: skip
    return tuple(found)


def _goes(release: LoadedRelease, question_id: str) -> bool:
    question = release.questionnaire.by_id.get(question_id)
    return question is not None and question.type not in GIVEN_ANEW
