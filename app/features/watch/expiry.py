"""The expiry watch: once a day and organisation, who is to be told that which certificates end, and the mails.

The worker's schedule wants one job a day for each organisation, from the morning of its time zone on. The job tells
each person at most one thing about each certificate: the nearest of the days ahead that has been reached. So days that
were missed are caught up with one mail, and not with one for each. What was told is kept, and never told again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.features.campaigns.models import Campaign, Invitation
from app.features.identity.models import Member, Organisation
from app.features.identity.permissions import GRANTS, Permission, Role
from app.features.notifications import service as notifications
from app.features.notifications.models import Mail
from app.features.responses.models import ResponseRow
from app.features.watch import queries
from app.features.watch.models import ExpiryNotice, WatchMute
from app.features.watch.schemas import Entry, Filter
from app.infra.clock import Clock
from app.infra.content import reference
from app.infra.db import Database
from app.infra.jobs import Performer, Wanted
from app.infra.language import ENGLISH, speaking
from app.infra.mail import compose
from app.infra.settings import Settings
from app.infra.wording import day

JOB = "expiry"
MORNING = 6  # o'clock where the organisation is: nobody is written to in the night
CATCH_UP = 30  # days after its end that a certificate is still told of, when nobody was told on the day


@dataclass(frozen=True, slots=True)
class Due:
    """A certificate that somebody is to be told of, and by which of the days ahead."""

    entry: Entry
    days: int  # as the settings name it
    left: int  # days from today; below 0: it has ended


@dataclass(frozen=True, slots=True)
class Recipient:
    key: str  # "member:ID" or "contact:ADDRESS"
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that one person is told on one day."""

    to: Recipient
    due: tuple[Due, ...]
    invitation: Invitation | None = None  # of the vendor's contact
    owner: Member | None = None  # whom a vendor's contact may write to


def schedule(session: Session, now: datetime) -> Iterator[Wanted]:
    """One job a day for each organisation, once it is morning there."""
    for organisation_id, timezone in session.exec(select(Organisation.id, Organisation.timezone)):
        here = now.astimezone(ZoneInfo(timezone))
        if here.hour >= MORNING:
            payload = {"organisation_id": organisation_id, "day": here.date().isoformat()}
            yield Wanted(JOB, f"{JOB}:{organisation_id}:{here.date()}", payload)


def performer(settings: Settings, clock: Clock) -> Performer:
    """Writes the day's mails, in the transaction that marks the job done. A job of an earlier day, left over from a
    time without workers, tells of what is due today: the job of today then finds it told."""

    def watch(database: Database, payload: Mapping[str, Any], key: str) -> Callable[[Session], None]:
        def write(session: Session) -> None:
            organisation = session.get_one(Organisation, str(payload["organisation_id"]), with_for_update=True)
            remind(session, organisation, settings, clock())

        return write

    return watch


def remind(session: Session, organisation: Organisation, settings: Settings, now: datetime) -> int:
    """Tell everybody what is to be told today, in the caller's transaction, which holds the organisation's row. How
    many mails that were: one a person and day, so that a second time today there are none."""
    today = now.astimezone(ZoneInfo(organisation.timezone)).date()
    due = tuple(what_is_due(session, organisation.id, today, settings.remind_days))
    letters = [*_to_members(session, organisation, due), *_to_vendors(session, organisation, due)]
    written = _written_on(session, organisation, today)
    sent = 0
    for letter in letters:
        news = () if letter.to.key in written else _not_told(session, letter)
        if news:
            _send(session, organisation, letter, news, settings, now, today)
            sent += 1
    return sent


def what_is_due(session: Session, organisation_id: str, today: date, days_ahead: Sequence[int]) -> Iterator[Due]:
    """Certificates whose end has come near, by the nearest of the days ahead. Those that a newer one of the same vendor
    and scheme has replaced are left out, and those that had ended before they were sent in."""
    found = queries.register(session, organisation_id, Filter(), today, soon=max(days_ahead), page=None)
    for entry in found.entries:
        left = entry.days_left(today)
        if left is None or entry.replaced_until is not None or left < -CATCH_UP:
            continue
        reached = [d for d in days_ahead if left <= d]
        if left < 0 and (0 not in days_ahead or entry.sent_at.date() > (entry.valid_until or today)):
            continue
        if reached:
            yield Due(entry, min(reached), left)


def _to_members(session: Session, organisation: Organisation, due: Iterable[Due]) -> Iterator[Letter]:
    """The owners of the campaigns concerned; where none of them manages campaigns any more, all who do."""
    members = {m.id: m for m in session.exec(select(Member).where(Member.organisation_id == organisation.id))}
    muted = set(session.exec(select(WatchMute.member_id).where(col(WatchMute.member_id).in_(list(members)))))
    owners: dict[str, str] = dict(
        session.exec(select(Campaign.id, Campaign.owner_id).where(Campaign.organisation_id == organisation.id)).all()
    )
    managing = [m for m in members.values() if m.active and Permission.CAMPAIGNS_EDIT in GRANTS[Role(m.role)]]
    by_member: dict[str, list[Due]] = {}
    for one in due:
        concerned = dict.fromkeys(owners[place.campaign_id] for place in one.entry.seen)
        told = [m for m in managing if m.id in concerned] or managing
        for member in told:
            if member.id not in muted:
                by_member.setdefault(member.id, []).append(one)
    for member_id, mine in by_member.items():
        member = members[member_id]
        yield Letter(Recipient(f"member:{member.id}", member.name, member.email), tuple(mine))


def _to_vendors(session: Session, organisation: Organisation, due: Iterable[Due]) -> Iterator[Letter]:
    """The contact of the vendor in the newest campaign that saw the certificate, where the organisation wants that. Who
    declined to take part, or whose link was revoked, is not written to."""
    if not queries.settings_of(session, organisation.id).ask_vendors:
        return
    by_contact: dict[tuple[str, str], tuple[Invitation, Member, list[Due]]] = {}
    for one in due:
        invitation, owner = _contact(session, one.entry)
        if invitation is None or owner is None or not invitation.contact_email:
            continue
        place = (invitation.contact_email.lower(), one.entry.vendor_id)
        by_contact.setdefault(place, (invitation, owner, []))[2].append(one)
    written: set[str] = set()
    for (address, _), (invitation, owner, mine) in by_contact.items():
        if address in written:
            continue  # one mail a person and day: the other vendor's certificates are told tomorrow
        written.add(address)
        to = Recipient(f"contact:{address}", invitation.contact_name or address, invitation.contact_email)
        yield Letter(to, tuple(mine), invitation, owner)


def _contact(session: Session, entry: Entry) -> tuple[Invitation | None, Member | None]:
    row = session.execute(
        select(Invitation, Member)
        .join(ResponseRow, col(ResponseRow.invitation_id) == col(Invitation.id))
        .join(Campaign, col(Campaign.id) == col(Invitation.campaign_id))
        .join(Member, col(Member.id) == col(Campaign.owner_id))
        .where(
            ResponseRow.id == entry.response_id,
            col(Invitation.revoked_at).is_(None),
            col(Invitation.declined_at).is_(None),
        )
    ).first()
    return (row[0], row[1]) if row else (None, None)


def _written_on(session: Session, organisation: Organisation, today: date) -> set[str]:
    """Who has had its mail of this day already."""
    midnight = datetime.combine(today, time.min, ZoneInfo(organisation.timezone))
    wanted = select(ExpiryNotice.recipient).where(
        ExpiryNotice.organisation_id == organisation.id, col(ExpiryNotice.at) >= midnight
    )
    return set(session.exec(wanted.distinct()))


def _notice(letter: Letter, due: Due) -> str:
    entry = due.entry
    about = (letter.to.key, entry.vendor_id, entry.scheme, entry.number_key, str(entry.valid_until), str(due.days))
    return hashlib.sha256("\n".join(about).encode()).hexdigest()


def _not_told(session: Session, letter: Letter) -> tuple[Due, ...]:
    keys = {_notice(letter, due): due for due in letter.due}
    told: set[str] = set()
    wanted = list(keys)
    for start in range(0, len(wanted), 400):
        some = wanted[start : start + 400]
        told.update(session.exec(select(ExpiryNotice.id).where(col(ExpiryNotice.id).in_(some))))
    return tuple(due for key, due in keys.items() if key not in told)


def _send(
    session: Session,
    organisation: Organisation,
    letter: Letter,
    news: Sequence[Due],
    settings: Settings,
    now: datetime,
    today: date,
) -> None:
    kind = "expiry" if letter.invitation is None else "renewal"
    with speaking(letter.invitation.language if letter.invitation else ENGLISH):
        words = compose(
            kind,
            to_name=letter.to.name,
            asker=organisation.name,
            owner_name=letter.owner.name if letter.owner else "",
            certificates=[_line(due, today) for due in news],
            register=f"{settings.origin}/certificates",
            account=f"{settings.origin}/account",
        )
    draft = notifications.Draft(
        kind=kind,
        to_name=letter.to.name,
        to_address=letter.to.address,
        reply_to=letter.owner.email if letter.owner else "",
        sender_name=organisation.name,
        subject=words.subject,
        text=words.text,
        html=words.html,
    )
    mail: Mail = notifications.send(
        session,
        draft,
        settings,
        now,
        organisation_id=organisation.id,
        campaign_id=letter.invitation.campaign_id if letter.invitation else None,
        invitation_id=letter.invitation.id if letter.invitation else None,
    )
    for due in news:
        assert due.entry.valid_until is not None
        notice = ExpiryNotice(
            id=_notice(letter, due), organisation_id=organisation.id, vendor_id=due.entry.vendor_id,
            recipient=letter.to.key, certificate=due.entry.title[:600], valid_until=due.entry.valid_until,
            days=due.days, mail_id=mail.id, at=now,
        )  # fmt: skip
        session.add(notice)
    session.flush()


def _line(due: Due, today: date) -> dict[str, Any]:
    """What a mail says of one certificate."""
    entry = due.entry
    scheme = reference().scheme(entry.scheme)
    return {
        "vendor": entry.vendor,
        "title": entry.title
        if entry.standard
        else ", ".join(p for p in (scheme and scheme.standard, entry.title) if p),
        "holder": entry.holder,
        "ends": day(entry.valid_until),
        "left": due.left,
        "when": _when(due.left),
        "confirmed": entry.end_confirmed,
        "campaigns": [place.campaign for place in entry.seen],
    }


def _when(left: int) -> str:
    if left == 0:
        return "today"
    if left > 0:
        return "tomorrow" if left == 1 else f"in {left} days"
    return "yesterday" if left == -1 else f"{-left} days ago"
