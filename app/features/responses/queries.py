"""Reads: a vendor's own draft, the buyer's view of a response, and the response as the rules read it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.core.certificates.facts import CertificateFacts
from app.core.questionnaire.model import Questionnaire
from app.core.questionnaire.visibility import visible
from app.core.response import Answer, Evidence, EvidenceOffer, Response
from app.features.campaigns.models import Campaign, CampaignState, Invitation, Late
from app.features.campaigns.schemas import InvitationView, is_overdue, state_of
from app.features.errors import NotFound
from app.features.identity.models import Member
from app.features.identity.schemas import MemberActor, VendorActor
from app.features.questionnaires.queries import load_release
from app.features.responses.models import (
    AnswerRow,
    AnswerVersion,
    EvidenceFile,
    EvidenceLink,
    ReceivedFile,
    ResponseRow,
    ResponseState,
    Submission,
)
from app.features.responses.schemas import HANDED_IN, AsRead, Content, Draft, EvidenceItem, Progress, Standing, Stored
from app.infra.db import run

_ANSWER = AnswerRow.__table__  # type: ignore[attr-defined]  # saving is the hot path: rows, not objects
_RESPONSE, _CAMPAIGN = ResponseRow.__table__, Campaign.__table__  # type: ignore[attr-defined]
_INVITATION, _MEMBER = Invitation.__table__, Member.__table__  # type: ignore[attr-defined]
_DRAFT: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        _RESPONSE.c.id, _RESPONSE.c.organisation_id, _RESPONSE.c.campaign_id, _RESPONSE.c.vendor_id,
        _RESPONSE.c.invitation_id, _RESPONSE.c.release_id, _RESPONSE.c.state,
        _RESPONSE.c.submissions, _RESPONSE.c.submitted_at, _RESPONSE.c.sections, _RESPONSE.c.reopened,
        _CAMPAIGN.c.state.label("campaign"), _CAMPAIGN.c.due_on, _CAMPAIGN.c.late,
        _INVITATION.c.declined_at, _MEMBER.c.name.label("help_name"), _MEMBER.c.email.label("help_email"),
    )
    .join_from(_RESPONSE, _INVITATION, _INVITATION.c.id == _RESPONSE.c.invitation_id)
    .join(_CAMPAIGN, _CAMPAIGN.c.id == _RESPONSE.c.campaign_id)
    .join(_MEMBER, _MEMBER.c.id == _CAMPAIGN.c.owner_id)
    .where(_RESPONSE.c.invitation_id == sa.bindparam("invitation"))
)  # fmt: skip
_DRAFT_LOCKED = _DRAFT.with_for_update(of=_RESPONSE)


def draft(session: Session, actor: VendorActor, now: datetime, *, lock: bool = False) -> Draft:
    """The response of the vendor at this desk. `lock`: keep it still until the transaction ends, so that a save and a
    submission cannot pass one another. Raises NotFound."""
    wanted = _DRAFT_LOCKED if lock else _DRAFT
    row = run(session, wanted, {"invitation": actor.invitation_id}).first()
    if row is None:
        raise NotFound("response")
    late = Late(row.late)
    overdue = is_overdue(row.due_on, ZoneInfo(actor.timezone), now)
    return Draft(
        response_id=row.id,
        organisation_id=row.organisation_id,
        campaign_id=row.campaign_id,
        vendor_id=row.vendor_id,
        invitation_id=row.invitation_id,
        release_id=row.release_id,
        state=ResponseState(row.state),
        submissions=row.submissions,
        submitted_at=row.submitted_at,
        reopened=frozenset(row.reopened),
        sections={section: (done, total) for section, (done, total) in row.sections.items()},
        invitation=state_of(
            campaign=CampaignState(row.campaign),
            revoked=False,  # a revoked or expired link has no session, and so no actor
            expires_at=None,
            taken_back=False,  # nor has one a response
            declined=row.declined_at is not None,
            overdue=overdue,
            late=late,
            now=now,
        ),
        overdue=overdue,
        help_name=row.help_name,
        help_email=row.help_email,
    )


def response_of_invitation(session: Session, invitation_id: str) -> ResponseRow | None:
    """The response behind an invitation, for the page of its link. The caller has resolved the token."""
    return session.exec(select(ResponseRow).where(ResponseRow.invitation_id == invitation_id)).first()


_ANSWERS = sa.select(
    _ANSWER.c.question_id, _ANSWER.c.value, _ANSWER.c.not_applicable, _ANSWER.c.reason, _ANSWER.c.note, _ANSWER.c.offer,
    _ANSWER.c.confirmed, _ANSWER.c.version, _ANSWER.c.by, _ANSWER.c.at, _ANSWER.c.origin,
).where(_ANSWER.c.response_id == sa.bindparam("response"))  # fmt: skip


_ONE_ANSWER = _ANSWERS.where(_ANSWER.c.question_id == sa.bindparam("question"))


def answers(session: Session, response_id: str, question_id: str = "") -> dict[str, Stored]:
    """The current answer to every question that ever had one, or to one question. The caller has loaded the response
    for its actor."""
    if question_id:
        rows = run(session, _ONE_ANSWER, {"response": response_id, "question": question_id})
    else:
        rows = run(session, _ANSWERS, {"response": response_id})
    return {
        row[0]: Stored(Content(row[1], row[2], row[3], row[4], _offer(row[5])), row[6], row[7], row[8], row[9], row[10])
        for row in rows
    }


_FILLED_IN = (
    sa.select(sa.literal(1))
    .where(_ANSWER.c.response_id == sa.bindparam("response"), _ANSWER.c.origin != "")
    .limit(1)
)  # fmt: skip


def any_filled_in(session: Session, response_id: str) -> bool:
    """Whether an answer is there that was filled in for the vendor, confirmed or not."""
    return run(session, _FILLED_IN, {"response": response_id}).first() is not None


def _offer(raw: dict[str, Any] | None) -> EvidenceOffer | None:
    return EvidenceOffer.model_validate(raw) if raw else None


def history(session: Session, response_id: str, question_id: str) -> Sequence[AnswerVersion]:
    """Every value one answer ever had, newest first. The caller has loaded the response for its actor."""
    wanted = select(AnswerVersion).where(
        AnswerVersion.response_id == response_id, AnswerVersion.question_id == question_id
    )
    return session.exec(wanted.order_by(col(AnswerVersion.version).desc())).all()


def confirmed_at(session: Session, response_id: str, when: datetime) -> frozenset[str]:
    """The questions whose filled in answers were confirmed at that very time, and not touched since."""
    before = aliased(AnswerVersion)
    wanted = (
        sa.select(col(AnswerRow.question_id))
        .join(
            before,
            (col(before.response_id) == col(AnswerRow.response_id))
            & (col(before.question_id) == col(AnswerRow.question_id))
            & (col(before.version) == col(AnswerRow.version) - 1),
        )
        .where(
            col(AnswerRow.response_id) == response_id,
            col(AnswerRow.at) == when,
            col(AnswerRow.origin) != "",
            col(AnswerRow.confirmed).is_(True),
            col(before.confirmed).is_(False),
        )
    )
    return frozenset(session.scalars(wanted))


def withheld(actor: VendorActor, questionnaire: Questionnaire) -> frozenset[str]:
    """The confidential questions of sections that the actor was not given: a colleague does not read their answers."""
    if actor.whole:
        return frozenset()
    return frozenset(
        q.id
        for section in questionnaire.sections
        if not actor.may_answer(section.id)
        for q in section.questions
        if q.visibility.confidential
    )


def earlier_among(session: Session, actor: VendorActor, ids: Collection[str]) -> frozenset[str]:
    """Which of these ids are submissions to the organisation that asks, or answer files that came in to it."""
    if not ids:
        return frozenset()
    mine = actor.organisation_id
    sent = select(Submission.id).where(Submission.organisation_id == mine, col(Submission.id).in_(ids))
    came = select(ReceivedFile.id).where(ReceivedFile.organisation_id == mine, col(ReceivedFile.id).in_(ids))
    return frozenset([*session.exec(sent), *session.exec(came)])


def standing(questionnaire: Questionnaire, stored: Mapping[str, Stored]) -> Standing:
    """Which questions are shown with these answers, and how many of each section are answered."""
    shown = visible(questionnaire, AsRead(stored))
    given = {question_id for question_id, answer in stored.items() if answer.given}
    sections = {}
    for section in questionnaire.sections:
        asked = [q.id for q in section.questions if q.id in shown]
        sections[section.id] = (len(given.intersection(asked)), len(asked))
    return Standing(shown, sections)


def core_answers(stored: Mapping[str, Stored], only: Iterable[str] | None = None) -> dict[str, Answer]:
    """As the rules read them; `only` these questions, when given."""
    wanted = stored if only is None else [q for q in only if q in stored]
    return {question_id: stored[question_id].core() for question_id in wanted}


def questions_of(session: Session, evidence_id: str) -> tuple[str, ...]:
    """Which questions a file supports. The caller has loaded its response for its actor."""
    wanted = select(EvidenceLink.question_id).where(EvidenceLink.evidence_id == evidence_id)
    return tuple(session.exec(wanted.order_by(EvidenceLink.question_id)).all())


def evidence_items(session: Session, response_id: str) -> tuple[EvidenceItem, ...]:
    """The files attached to a response and not removed, oldest first. The caller has loaded the response."""
    rows = session.execute(
        sa.select(
            col(EvidenceFile.id), col(EvidenceFile.name), col(EvidenceFile.size), col(EvidenceFile.media_type),
            col(EvidenceFile.sha256), col(EvidenceFile.uploaded_at), col(EvidenceFile.uploaded_by),
            col(EvidenceFile.page_count),
            col(EvidenceLink.question_id), col(EvidenceLink.pages),
        )
        .join_from(EvidenceFile, EvidenceLink, col(EvidenceLink.evidence_id) == col(EvidenceFile.id), isouter=True)
        .where(col(EvidenceFile.response_id) == response_id, col(EvidenceFile.removed_at).is_(None))
        .order_by(col(EvidenceFile.uploaded_at), col(EvidenceFile.id), col(EvidenceLink.question_id))
    ).all()  # fmt: skip
    by_file: dict[str, list[sa.Row[tuple[object, ...]]]] = {}
    for row in rows:
        by_file.setdefault(row.id, []).append(row)
    return tuple(
        EvidenceItem(
            id=file[0].id,
            name=file[0].name,
            size=file[0].size,
            media_type=file[0].media_type,
            sha256=file[0].sha256,
            pages="; ".join(dict.fromkeys(link.pages for link in file if link.pages)),
            questions=tuple(link.question_id for link in file if link.question_id),
            uploaded_at=file[0].uploaded_at,
            uploaded_by=file[0].uploaded_by,
            page_count=file[0].page_count,
            pages_by={link.question_id: link.pages for link in file if link.pages},
        )
        for file in by_file.values()
    )


def progress(session: Session, actor: MemberActor, campaign_id: str) -> dict[str, Progress]:
    """How far each invitation of a campaign is, by invitation id; those that nobody has started are absent."""
    rows = session.exec(
        select(ResponseRow).where(
            ResponseRow.organisation_id == actor.organisation_id, ResponseRow.campaign_id == campaign_id
        )
    )
    return {
        r.invitation_id: Progress(r.id, ResponseState(r.state), r.answered, r.total, r.changed_at, r.submitted_at)
        for r in rows
    }


def submitted_by_campaign(session: Session, actor: MemberActor) -> dict[str, int]:
    """How many responses of each of the organisation's campaigns are handed in; campaigns without one are absent."""
    rows = session.execute(
        sa.select(col(ResponseRow.campaign_id), sa.func.count())
        .where(col(ResponseRow.organisation_id) == actor.organisation_id, col(ResponseRow.state).in_(HANDED_IN))
        .group_by(col(ResponseRow.campaign_id))
    )
    return {row[0]: row[1] for row in rows}


def response_for(session: Session, actor: MemberActor, response_id: str) -> ResponseRow:
    """A response to the actor's organisation. Raises NotFound."""
    found = session.get(ResponseRow, response_id)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound("response")
    return found


def submissions(session: Session, response_id: str) -> Sequence[Submission]:
    """What was sent, newest first. The caller has loaded the response for its actor."""
    wanted = select(Submission).where(Submission.response_id == response_id)
    return session.exec(wanted.order_by(col(Submission.number).desc())).all()


def submission(session: Session, actor: MemberActor, submission_id: str) -> Submission:
    """One submission to the actor's organisation. Raises NotFound."""
    found = session.get(Submission, submission_id)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound("submission")
    return found


def as_core_response(
    session: Session,
    response: ResponseRow,
    view: InvitationView,
    as_of: date,
    certificates: Sequence[CertificateFacts] = (),
) -> Response:
    """The response as it is now, as the rules read it: the answers to questions that are shown, and the evidence.

    `view` says who the vendor is and what the campaign is about; certificates are the caller's, from the feature above.
    """
    release = load_release(session, response.release_id)
    stored = answers(session, response.id)
    now_standing = standing(release.questionnaire, stored)
    return Response(
        questionnaire=release.questionnaire.id,
        release=release.digest,
        status="submitted" if response.state in HANDED_IN else "draft",
        as_of=as_of,
        vendor=view.vendor,
        subject=view.subject,
        answers=core_answers(stored, [q for q in release.questionnaire.by_id if q in now_standing.shown]),
        evidence=tuple(
            Evidence(
                id=item.id, name=item.name, sha256=item.sha256, media_type=item.media_type, size=item.size,
                questions=tuple(q for q in item.questions if q in now_standing.shown), pages=item.pages,
            )
            for item in evidence_items(session, response.id)
        ),
        certificates=tuple(certificates),
    )  # fmt: skip
