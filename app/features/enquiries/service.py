"""Writes: a vendor asks and takes back; the buyer answers, publishes, and corrects what was published.

Who asked never leaves the buyer: what is published is a wording of its own, which a person at the buyer has edited.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.problems import Invalid, Problem
from app.core.wording import say
from app.features.audit import service as audit
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign, Invitation
from app.features.campaigns.schemas import InvitationView
from app.features.campaigns.service import require_writable
from app.features.enquiries import mails, queries
from app.features.enquiries.models import Audience, Enquiry, EnquiryReply, EnquiryState
from app.features.enquiries.schemas import MOST_OPEN, Asked, Publication, Reply, names_in
from app.features.errors import Closed, Conflict, NotFound
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor, VendorActor
from app.features.questionnaires.queries import load_release
from app.features.vendors.models import VendorRow
from app.infra.settings import Settings


def ask(
    session: Session,
    actor: VendorActor,
    view: InvitationView,
    question_id: str,
    given: Asked,
    settings: Settings,
    now: datetime,
) -> Enquiry:
    """A vendor asks about a question, or about all of it when `question_id` is empty; the campaign's owner gets a mail.
    The same words asked again while they wait are one enquiry.

    Raises Closed when the link takes nothing, or the day for questions is over; NotFound for a question that the
    release does not have; Invalid when too many wait already.
    """
    require_writable(view)
    if view.asking_over:
        raise Closed(
            say("Questions could be asked until %(day)s.", day=view.questions_until),
            remedy=say("Write to %(name)s (%(address)s).", name=view.owner_name, address=view.owner_email),
        )
    if question_id and question_id not in load_release(session, view.release_id).questionnaire.by_id:
        raise NotFound("question")
    # The lock lets a double click wait for the first one.
    session.get(Invitation, actor.invitation_id, with_for_update=True)
    waiting = session.exec(
        select(Enquiry).where(Enquiry.invitation_id == actor.invitation_id, Enquiry.state == EnquiryState.OPEN)
    ).all()
    for other in waiting:
        if (other.question_id, other.text) == (question_id, given.text):
            return other
    if len(waiting) >= MOST_OPEN:
        message = say("%(count)s of your questions wait for an answer, and no more are taken.", count=len(waiting))
        remedy = say("Wait for answers, or take a question back.")
        raise Invalid([Problem(code="ENQUIRY-MANY", where="text", message=message, remedy=remedy)])
    row = Enquiry(
        organisation_id=actor.organisation_id, campaign_id=actor.campaign_id, invitation_id=actor.invitation_id,
        question_id=question_id, text=given.text, asked_by=actor.name[:200], asked_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _record(session, actor, "enquiry.asked", row, view.vendor.legal_name, now, question=question_id)
    mails.to_owner(session, view, row, settings, now)
    return row


def withdraw(session: Session, actor: VendorActor, enquiry_id: str, now: datetime) -> Enquiry:
    """The vendor takes a question back. Twice is the same as once. Raises NotFound, Closed once it is answered."""
    row = session.get(Enquiry, enquiry_id, with_for_update=True)
    if row is None or row.invitation_id != actor.invitation_id:
        raise NotFound("question")
    if row.state == EnquiryState.WITHDRAWN:
        return row
    if row.state != EnquiryState.OPEN:
        raise Closed(say("Your question has been answered meanwhile."), remedy=say("Read the answer beside it."))
    row.state, row.withdrawn_at = EnquiryState.WITHDRAWN, now
    session.add(row)
    session.flush()
    _record(session, actor, "enquiry.withdrawn", row, actor.name, now)
    return row


def answer(
    session: Session,
    actor: MemberActor,
    campaign_id: str,
    enquiry_id: str,
    given: Reply,
    settings: Settings,
    now: datetime,
) -> EnquiryReply:
    """Answer the vendor that asked, or correct what it was answered; it gets a mail. The same words twice are one
    answer.

    Raises NotFound; Closed when the question was taken back; Conflict, with `theirs` (the answer that is there) and
    `mine`, when somebody else answered since `given.version`.
    """
    actor.require(Permission.ENQUIRIES_ANSWER)
    row = _answerable(session, actor, campaign_id, enquiry_id)
    theirs = queries.newest(session, row.id, Audience.ASKER)
    if theirs is not None and theirs.answer == given.answer:
        return theirs
    _require_seen(theirs, given)
    reply = _add(session, actor, row, Audience.ASKER, "", given, theirs, now)
    if row.state == EnquiryState.OPEN:
        row.state = EnquiryState.ANSWERED
        session.add(row)
        session.flush()
    _record(session, actor, "enquiry.corrected" if theirs else "enquiry.answered", row, "", now, version=reply.version)
    mails.to_asker(session, actor, row, reply, settings, now)
    return reply


def publish(
    session: Session,
    actor: MemberActor,
    campaign_id: str,
    enquiry_id: str,
    given: Publication,
    settings: Settings,
    now: datetime,
) -> EnquiryReply:
    """Publish question and answer, as worded here, to every vendor of the campaign, or correct what was published.
    Every vendor that was invited gets a mail. The same words twice are one publication.

    Raises NotFound; Closed while there is no answer, and when the question was taken back; Invalid when the words hold
    a name of a vendor of the campaign and nobody said that this gives nobody away; Conflict as `answer` does.
    """
    actor.require(Permission.ENQUIRIES_PUBLISH)
    campaign = campaigns.campaign(session, actor, campaign_id, for_update=True)  # numbers are given one by one
    row = _answerable(session, actor, campaign_id, enquiry_id)
    if row.state == EnquiryState.OPEN:
        raise Closed("There is no answer yet that could be published.", remedy="Answer the vendor first.")
    theirs = queries.newest(session, row.id, Audience.EVERYONE)
    if theirs is not None and (theirs.question, theirs.answer) == (given.question, given.answer):
        return theirs
    _require_seen(theirs, given)
    if not given.sure and (problems := _telling(session, campaign, given)):
        raise Invalid(problems)
    reply = _add(session, actor, row, Audience.EVERYONE, given.question, given, theirs, now)
    if row.publication is None:
        last = session.exec(
            select(sa.func.max(col(Enquiry.publication))).where(Enquiry.campaign_id == campaign.id)
        ).one()
        row.publication, row.state = (last or 0) + 1, EnquiryState.PUBLISHED
        session.add(row)
        session.flush()
    action = "enquiry.publication_corrected" if theirs else "enquiry.published"
    _record(session, actor, action, row, "", now, number=row.publication, version=reply.version, sure=given.sure)
    mails.to_everyone(session, actor, campaign, row, reply, settings, now)
    return reply


def _answerable(session: Session, actor: MemberActor, campaign_id: str, enquiry_id: str) -> Enquiry:
    row = queries.enquiry(session, actor, campaign_id, enquiry_id, for_update=True)
    if row.state == EnquiryState.WITHDRAWN:
        raise Closed("The vendor has taken this question back.", remedy="There is nothing left to answer.")
    return row


def _require_seen(theirs: EnquiryReply | None, given: Reply) -> None:
    if (theirs.version if theirs else 0) != given.version:
        raise Conflict(
            "Somebody else has answered meanwhile.",
            remedy="Compare, then save again what should stand.",
            theirs=theirs,
            mine=given,
        )


def _telling(session: Session, campaign: Campaign, given: Publication) -> list[Problem]:
    """Names of the campaign's vendors in the words, by field: a name of any of them tells the others of it."""
    names: list[str] = []
    rows = session.execute(
        sa.select(
            col(VendorRow.legal_name), col(VendorRow.other_names), col(VendorRow.group), col(Invitation.product),
            col(Invitation.contact_name), col(Invitation.contact_email),
        )
        .join_from(Invitation, VendorRow, col(VendorRow.id) == col(Invitation.vendor_id))
        .where(col(Invitation.campaign_id) == campaign.id)
    )  # fmt: skip
    for legal_name, others, group, product, contact, address in rows:
        domain = address.rpartition("@")[2].partition(".")[0]
        names += [legal_name, *others, *group, product, contact, address, domain]
    problems = []
    for where in ("question", "answer"):
        if found := names_in(getattr(given, where), names):
            message = f"This holds {', '.join(f'“{n}”' for n in found)}, which may tell vendors of one another"
            remedy = "Reword it, or tick that it gives nobody away."
            problems.append(Problem(code="ENQUIRY-NAMES", where=where, message=message, remedy=remedy))
    return problems


def _add(
    session: Session,
    actor: MemberActor,
    row: Enquiry,
    audience: Audience,
    question: str,
    given: Reply,
    before: EnquiryReply | None,
    now: datetime,
) -> EnquiryReply:
    reply = EnquiryReply(
        enquiry_id=row.id, audience=audience, version=(before.version if before else 0) + 1, question=question,
        answer=given.answer, by_id=actor.id, by=actor.name, at=now,
    )  # fmt: skip
    session.add(reply)
    session.flush()
    return reply


def _record(
    session: Session,
    actor: MemberActor | VendorActor,
    action: str,
    row: Enquiry,
    name: str,
    now: datetime,
    **details: object,
) -> None:
    audit.record(
        session, actor, action, kind="enquiry", subject=row.id, name=name, now=now, campaign=row.campaign_id,
        invitation=row.invitation_id, **details,
    )  # fmt: skip
