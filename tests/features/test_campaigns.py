"""A campaign from draft to closed, told at the service: what each person may do, and what a vendor's link opens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from app.core.problems import Invalid
from app.features.audit.models import AuditEvent
from app.features.campaigns import editing, queries, sending, service
from app.features.campaigns.models import Campaign, Invitation, VendorSession
from app.features.campaigns.schemas import InvitationState
from app.features.errors import Closed, Conflict, NotAllowed, NotFound
from app.features.vendors.models import Contact, VendorRow
from app.infra.settings import Settings
from app.infra.tokens import derive_token, new_token
from tests.conftest import Cast, Now
from tests.features.campaign_story import OTTERLINE, QUILLFEATHER, draft, given, release, row


@pytest.fixture
def campaign(session: Session, cast: Cast, now: Now) -> Campaign:
    return draft(session, cast.ines.actor, now())


@pytest.fixture
def sent(session: Session, cast: Cast, now: Now, settings: Settings, campaign: Campaign) -> Campaign:
    assert sending.send(session, cast.ines.actor, campaign.id, settings, now()) == 2
    return campaign


def _invitation(session: Session, campaign: Campaign, contact: str = "Marta Quist") -> Invitation:
    wanted = select(Invitation).where(Invitation.campaign_id == campaign.id, Invitation.contact_name == contact)
    return session.exec(wanted).one()


def _token(invitation: Invitation, settings: Settings) -> str:
    return derive_token(settings.key, "invitation", invitation.nonce)


def _enter(session: Session, campaign: Campaign, settings: Settings, now: Now) -> tuple[Invitation, str]:
    marta = _invitation(session, campaign)
    view = queries.invitation_by_token(session, _token(marta, settings), now())
    return marta, service.start(session, view, now(), settings)


def test_a_link_that_was_never_sent_opens_nothing(
    session: Session, settings: Settings, now: Now, campaign: Campaign
) -> None:
    with pytest.raises(NotFound):
        queries.invitation_by_token(session, _token(_invitation(session, campaign), settings), now())


@pytest.mark.parametrize(
    "token", ["", "x", "../../etc/passwd", "'; DROP TABLE invitation; --", "a" * 10_000, "\x00" * 26]
)
def test_a_malformed_token_opens_nothing(session: Session, now: Now, sent: Campaign, token: str) -> None:
    with pytest.raises(NotFound):
        queries.invitation_by_token(session, token, now())
    with pytest.raises(NotFound):
        queries.actor_of_session(session, _invitation(session, sent).id, token, now())


def test_the_link_shows_who_asks_about_what_and_until_when(
    session: Session, settings: Settings, now: Now, cast: Cast, sent: Campaign
) -> None:
    otto = _invitation(session, sent, "Otto Lindt")
    view = queries.invitation_by_token(session, _token(otto, settings), now())
    assert (view.asker, view.owner_name, view.owner_email) == (
        "Norrhaven Transit", "Ines Aldemir", "ines@norrhaven.example",
    )  # fmt: skip
    assert (view.vendor.legal_name, view.about, view.subject.name) == ("Otterline HR", "Shortlist", "Shortlist")
    assert view.due_on == date(2026, 12, 18)
    assert view.writable
    assert not hasattr(view, "vendors")


def test_a_browser_that_came_in_by_the_link_is_known_at_its_own_desk_only(
    session: Session, settings: Settings, now: Now, sent: Campaign
) -> None:
    marta, cookie = _enter(session, sent, settings, now)
    actor = queries.actor_of_session(session, marta.id, cookie, now())
    assert (actor.name, actor.campaign_id) == ("Marta Quist", sent.id)
    otto = _invitation(session, sent, "Otto Lindt")
    for invitation_id, token in ((otto.id, cookie), (marta.id, new_token()), ("nowhere", cookie)):
        with pytest.raises(NotFound):
            queries.actor_of_session(session, invitation_id, token, now())
    now.forward(timedelta(days=settings.vendor_session_days, seconds=1))
    with pytest.raises(NotFound):
        queries.actor_of_session(session, marta.id, cookie, now())


def test_knowing_the_actor_costs_one_statement(session: Session, settings: Settings, now: Now, sent: Campaign) -> None:
    marta, cookie = _enter(session, sent, settings, now)
    session.flush()
    statements: list[str] = []
    engine = session.get_bind()

    def count(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", count)
    try:
        queries.actor_of_session(session, marta.id, cookie, now())
    finally:
        sa.event.remove(engine, "before_cursor_execute", count)
    assert len(statements) == 1


def test_only_the_first_start_is_recorded_and_every_device_gets_its_own_session(
    session: Session, settings: Settings, now: Now, sent: Campaign
) -> None:
    marta, first = _enter(session, sent, settings, now)
    started = marta.started_at
    now.forward(timedelta(hours=1))
    _, second = _enter(session, sent, settings, now)
    assert first != second
    assert marta.started_at == started
    assert len(session.exec(select(AuditEvent).where(AuditEvent.action == "invitation.started")).all()) == 1


def test_a_session_can_be_ended_by_its_own_browser(
    session: Session, settings: Settings, now: Now, sent: Campaign
) -> None:
    marta, cookie = _enter(session, sent, settings, now)
    service.end_session(session, marta.id, cookie, now())
    with pytest.raises(NotFound):
        queries.actor_of_session(session, marta.id, cookie, now())


def test_who_declines_may_change_its_mind_by_the_same_link(
    session: Session, settings: Settings, now: Now, sent: Campaign
) -> None:
    marta = _invitation(session, sent)
    token = _token(marta, settings)
    service.decline(session, queries.invitation_by_token(session, token, now()), "No time\x00", now())
    view = queries.invitation_by_token(session, token, now())
    service.decline(session, view, "again", now())
    assert (view.state, view.decline_reason) == (InvitationState.DECLINED, "No time")
    with pytest.raises(Closed):
        service.start(session, view, now(), settings)
    service.undecline(session, view, now())
    assert queries.invitation_by_token(session, token, now()).writable
    assert len(session.exec(select(AuditEvent).where(AuditEvent.action == "invitation.declined")).all()) == 1


def test_after_the_due_date_who_began_may_read_and_who_did_not_is_too_late(
    session: Session, settings: Settings, now: Now, sent: Campaign
) -> None:
    marta, _ = _enter(session, sent, settings, now)
    now.forward(timedelta(days=40))
    mine = queries.invitation_by_token(session, _token(marta, settings), now())
    assert mine.state is InvitationState.OVERDUE
    assert service.start(session, mine, now(), settings)
    with pytest.raises(Closed):
        service.require_writable(mine)
    otto = _invitation(session, sent, "Otto Lindt")
    with pytest.raises(Closed):
        service.start(session, queries.invitation_by_token(session, _token(otto, settings), now()), now(), settings)


def test_a_later_due_date_opens_the_campaign_again_and_lets_links_last(
    session: Session, settings: Settings, now: Now, cast: Cast, sent: Campaign
) -> None:
    now.forward(timedelta(days=40))
    marta = _invitation(session, sent)
    form = given(sent.release_id, due_on=date(2027, 12, 1))
    editing.edit(session, cast.ines.actor, sent.id, sent.version, form, now())
    session.refresh(marta)
    assert marta.expires_at is not None
    assert marta.expires_at.date() > date(2027, 12, 30)
    assert queries.invitation_by_token(session, _token(marta, settings), now()).writable


def test_an_expired_link_says_so_and_its_browsers_are_out(
    session: Session, settings: Settings, now: Now, sent: Campaign
) -> None:
    marta, cookie = _enter(session, sent, settings, now)
    marta.expires_at = now() + timedelta(hours=1)
    session.flush()
    now.forward(timedelta(hours=1))
    view = queries.invitation_by_token(session, _token(marta, settings), now())
    assert view.state is InvitationState.EXPIRED
    with pytest.raises(NotFound):
        queries.actor_of_session(session, marta.id, cookie, now())


def test_revoking_ends_every_browser_at_once(
    session: Session, settings: Settings, now: Now, cast: Cast, sent: Campaign
) -> None:
    marta, cookie = _enter(session, sent, settings, now)
    sending.revoke(session, cast.tomas.actor, sent.id, marta.id, now())
    with pytest.raises(NotFound):
        queries.actor_of_session(session, marta.id, cookie, now())
    assert queries.link_of(session, marta.id, settings) is None
    sending.restore(session, cast.tomas.actor, sent.id, marta.id, settings, now())
    with pytest.raises(NotFound):
        queries.actor_of_session(session, marta.id, cookie, now())
    assert session.exec(select(VendorSession)).one().revoked_at is not None


def test_vendors_are_recognised_by_name_and_nobody_is_entered_twice(
    session: Session, cast: Cast, now: Now, campaign: Campaign
) -> None:
    again = [row(name="OTTERLINE  hr"), row(name="Pebblewick Systems", email="s@pebblewick.example")]
    result = editing.add_vendors(session, cast.tomas.actor, campaign.id, again, now())
    assert (result.added, result.new_vendors, result.already) == (1, 1, 1)
    assert len(session.exec(select(VendorRow)).all()) == 3


def test_a_vendor_of_an_earlier_campaign_brings_its_contact_along(
    session: Session, cast: Cast, now: Now, campaign: Campaign
) -> None:
    other = editing.create(session, cast.ines.actor, given(campaign.release_id, title="Another"), now())
    editing.add_vendors(session, cast.ines.actor, other.id, [row(name="otterline hr")], now())
    invitation = session.exec(select(Invitation).where(Invitation.campaign_id == other.id)).one()
    assert invitation.contact_email == OTTERLINE["email"]
    assert len(session.exec(select(Contact)).all()) == 2


def test_a_draft_that_lacks_what_vendors_need_is_not_sent(
    session: Session, cast: Cast, now: Now, settings: Settings
) -> None:
    campaign = draft(
        session, cast.ines.actor, now(), QUILLFEATHER, {"name": "Nobody"}, system_name="", due_on="2026-11-22"
    )
    with pytest.raises(Invalid) as told:
        sending.send(session, cast.ines.actor, campaign.id, settings, now())
    assert [p.code for p in told.value.problems] == ["SEND-NO-SYSTEM", "SEND-DUE-PAST", "SEND-NO-EMAIL"]


def test_warnings_do_not_forbid_sending(session: Session, cast: Cast, now: Now, settings: Settings) -> None:
    same = QUILLFEATHER | {"name": "Otterline HR"}
    campaign = draft(session, cast.ines.actor, now(), QUILLFEATHER, same, due_on="2026-11-25")
    checked = sending.preflight(session, cast.ines.actor, campaign, settings, now())
    assert [p.code for p in checked.warnings] == ["SEND-SHORT-NOTICE", "SEND-SHARED-EMAIL", "SEND-NO-SERVER"]
    assert checked.ready
    assert sending.send(session, cast.ines.actor, campaign.id, settings, now()) == 2


def test_the_second_editor_is_told_and_nothing_is_overwritten(
    session: Session, cast: Cast, now: Now, campaign: Campaign
) -> None:
    editing.edit(session, cast.ines.actor, campaign.id, 1, given(campaign.release_id, title="By Ines"), now())
    mine = given(campaign.release_id, title="By Tomas")
    with pytest.raises(Conflict) as told:
        editing.edit(session, cast.tomas.actor, campaign.id, 1, mine, now())
    assert (told.value.theirs.title, told.value.mine.title) == ("By Ines", "By Tomas")


def test_once_it_is_sent_the_release_stays(session: Session, cast: Cast, now: Now, sent: Campaign) -> None:
    other = release(session, cast.ines.actor, now(), number=2)
    with pytest.raises(Invalid) as told:
        editing.edit(session, cast.ines.actor, sent.id, sent.version, given(other.id), now())
    assert [p.code for p in told.value.problems] == ["CAMPAIGN-RELEASE"]


def test_a_release_of_another_organisation_cannot_be_chosen(session: Session, cast: Cast, now: Now) -> None:
    theirs = release(session, cast.kai.actor, now())
    with pytest.raises(Invalid):
        editing.create(session, cast.ines.actor, given(theirs.id), now())


@pytest.mark.parametrize("person", ["rosa", "vera"])
def test_without_the_permission_the_service_refuses_too(
    session: Session, cast: Cast, now: Now, settings: Settings, campaign: Campaign, person: str
) -> None:
    actor = getattr(cast, person).actor
    with pytest.raises(NotAllowed):
        editing.create(session, actor, given(campaign.release_id), now())
    with pytest.raises(NotAllowed):
        sending.send(session, actor, campaign.id, settings, now())
    with pytest.raises(NotAllowed):
        editing.add_vendors(session, actor, campaign.id, [row(**OTTERLINE)], now())


def test_a_rival_cannot_reach_a_campaign_by_its_id(
    session: Session, cast: Cast, now: Now, settings: Settings, sent: Campaign
) -> None:
    kai, marta = cast.kai.actor, _invitation(session, sent)
    for reach in (
        lambda: queries.campaign(session, kai, sent.id),
        lambda: sending.send(session, kai, sent.id, settings, now()),
        lambda: sending.revoke(session, kai, sent.id, marta.id, now()),
        lambda: editing.close(session, kai, sent.id, now()),
        lambda: queries.situation_of(session, kai.organisation_id, marta.id, now()),
    ):
        with pytest.raises(NotFound):
            reach()
    assert queries.invitations(session, kai, sent.id) == []
