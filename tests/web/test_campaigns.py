"""Ines and Tomas run a campaign from the first page to the last; Vera looks on; Kai, a rival, sees nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.features.audit.models import AuditEvent
from app.features.campaigns import queries as campaign_queries
from app.features.campaigns import sending
from app.features.campaigns import service as vendor_side
from app.features.campaigns.models import Campaign, Invitation
from app.features.notifications.models import Mail, MailState
from app.features.responses.models import ResponseRow, ResponseState
from app.infra.db import Database
from app.infra.services import Services
from tests.conftest import Browser, Cast, Now
from tests.features.campaign_story import OTTERLINE, QUILLFEATHER, draft, release

FORM = {
    "title": "CV screening, 2027",
    "reference": "NT-2026-014",
    "system_name": "Shortlisting software",
    "message": "We hire 900 people a year.",
    "due_on": "2026-12-18",
    "late": "closed",
}


@pytest.fixture
def campaign(database: Database, cast: Cast, now: Now) -> Campaign:
    with database.writing() as session:
        return draft(session, cast.ines.actor, now())


@pytest.fixture
def sent(database: Database, cast: Cast, now: Now, services: Services, campaign: Campaign) -> Campaign:
    with database.writing() as session:
        sending.send(session, cast.ines.actor, campaign.id, services.settings, now())
    return campaign


def _invitation(database: Database, campaign: Campaign, contact: str = "Marta Quist") -> Invitation:
    with database.reading() as session:
        wanted = select(Invitation).where(Invitation.campaign_id == campaign.id, Invitation.contact_name == contact)
        return session.exec(wanted).one()


def _link(page: str) -> str:
    found = re.search(r"http://testserver(/q/[0-9a-z]{26})", page)
    assert found is not None
    return found[1]


def test_with_nothing_there_the_first_steps_are_shown(browser: Browser, cast: Cast) -> None:
    page = browser(cast.ines).get("/campaigns").text
    assert "No campaigns yet" in page
    assert "Publish a questionnaire" in page
    assert 'href="/questionnaires"' in page


def test_a_campaign_is_created_and_tells_what_is_missing_before_it_can_be_sent(
    browser: Browser, cast: Cast, database: Database, now: Now
) -> None:
    with database.writing() as session:
        published = release(session, cast.ines.actor, now())
    tomas = browser(cast.tomas)
    page = tomas.post("/campaigns", data={"title": "CV screening, 2027", "release_id": published.id})
    assert page.status_code == 200
    assert "No vendors yet" in page.text
    address = str(page.url.path)
    tomas.post(f"{address}/vendors", data={"name": "Hexaplum Software"})
    missing = tomas.get(f"{address}/send").text
    assert "Vendors cannot see what the questions are about" in missing
    assert "There is no due date" in missing
    assert "Hexaplum Software has no contact with an e-mail address" in missing
    assert "disabled" in missing
    refused = tomas.post(f"{address}/send")
    assert refused.status_code == 422


def test_what_was_typed_is_kept_when_something_is_wrong(
    browser: Browser, cast: Cast, database: Database, now: Now
) -> None:
    with database.writing() as session:
        published = release(session, cast.ines.actor, now())
    typed = FORM | {
        "release_id": published.id,
        "title": "",
        "contract_start": "2027-05-01",
        "contract_end": "2027-01-01",
    }
    page = browser(cast.ines).post("/campaigns", data=typed)
    assert page.status_code == 422
    assert "Title is missing" in page.text
    assert "We hire 900 people a year." in page.text
    page = browser(cast.ines).post("/campaigns", data=typed | {"title": "CV"})
    assert "The contract ends before it starts" in page.text


def test_one_button_sends_and_a_double_click_sends_nothing_twice(
    browser: Browser, cast: Cast, database: Database, campaign: Campaign
) -> None:
    ines = browser(cast.ines)
    check = ines.get(f"/campaigns/{campaign.id}/send").text
    assert "Send 2 invitations" in check
    assert "No mail server is set" in check
    first = ines.post(f"/campaigns/{campaign.id}/send")
    assert "2 invitations sent" in first.text
    second = ines.post(f"/campaigns/{campaign.id}/send")
    assert "Everybody had been sent an invitation already" in second.text
    with database.reading() as session:
        mails = session.exec(select(Mail)).all()
        assert [mail.state for mail in mails] == [MailState.KEPT, MailState.KEPT]
        actions = [event.action for event in session.exec(select(AuditEvent))]
    assert actions.count("campaign.sent") == 1
    assert actions.count("invitation.sent") == 2


def test_a_kept_mail_is_read_with_its_link_and_the_database_holds_no_link(
    browser: Browser, cast: Cast, database: Database, sent: Campaign
) -> None:
    ines = browser(cast.ines)
    with database.reading() as session:
        mail = session.exec(select(Mail).where(Mail.to_name == "Marta Quist")).one()
    page = ines.get(f"/campaigns/{sent.id}/mails/{mail.id}").text
    link = _link(page)
    assert "Dear Marta Quist" in page
    assert "2 questions about Shortlisting software, due 18 December" in page
    token = link.removeprefix("/q/")
    assert token not in mail.text
    assert token not in mail.html
    assert "{{link}}" in mail.text
    assert browser().get(link).status_code == 200


def test_the_link_is_shown_to_those_who_may_send_and_to_nobody_else(
    browser: Browser, cast: Cast, database: Database, sent: Campaign
) -> None:
    where = f"/campaigns/{sent.id}/invitations/{_invitation(database, sent).id}"
    assert _link(browser(cast.tomas).get(where).text)
    for person in (cast.rosa, cast.vera):
        page = browser(person).get(where)
        assert page.status_code == 200
        assert "/q/" not in page.text
    assert browser(cast.kai).get(where).status_code == 404


def test_a_renewed_link_ends_the_old_one_and_a_second_click_keeps_the_new_one(
    browser: Browser, cast: Cast, database: Database, sent: Campaign, now: Now, services: Services
) -> None:
    tomas, marta = browser(cast.tomas), _invitation(database, sent)
    where = f"/campaigns/{sent.id}/invitations/{marta.id}"
    page = tomas.get(where).text
    old, seen = _link(page), re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    with database.writing() as session:
        view = campaign_queries.invitation_by_token(session, old.removeprefix("/q/"), now())
        cookie = vendor_side.start(session, view, now(), services.settings)
    new = _link(tomas.post(f"{where}/renew", data={"seen": seen[1], "mail": "true"}).text)
    assert new != old
    assert _link(tomas.post(f"{where}/renew", data={"seen": seen[1], "mail": "true"}).text) == new
    assert browser().get(old).status_code == 404
    assert browser().get(new).status_code == 200
    inside = browser()
    inside.cookies.set("cs_vendor", cookie)
    assert inside.get(f"/v/{marta.id}/").status_code == 404
    with database.reading() as session:
        assert len(session.exec(select(Mail).where(Mail.kind == "new-link")).all()) == 1


def test_a_revoked_link_is_out_and_comes_back_when_restored(
    browser: Browser, cast: Cast, database: Database, sent: Campaign
) -> None:
    tomas, marta = browser(cast.tomas), _invitation(database, sent)
    where = f"/campaigns/{sent.id}/invitations/{marta.id}"
    link = _link(tomas.get(where).text)
    page = tomas.post(f"{where}/revoke").text
    assert "The link is revoked" in page
    assert "/q/" not in page
    assert "Revoked" in tomas.get(f"/campaigns/{sent.id}").text
    assert _link(tomas.post(f"{where}/restore").text) == link


def test_a_late_comer_is_added_and_only_the_new_one_is_sent(
    browser: Browser, cast: Cast, database: Database, sent: Campaign
) -> None:
    ines = browser(cast.ines)
    page = ines.post(
        f"/campaigns/{sent.id}/vendors", data={"name": "Saltmarsh People Tech", "email": "h@saltmarsh.example"}
    )
    assert "1 vendor added" in page.text
    assert "Check and send 1" in page.text
    assert "Send to 1 more vendor" in ines.get(f"/campaigns/{sent.id}/send").text
    assert "1 invitation sent" in ines.post(f"/campaigns/{sent.id}/send").text
    with database.reading() as session:
        assert len(session.exec(select(Mail)).all()) == 3


def test_two_people_edit_and_the_second_sees_both_values(
    browser: Browser, cast: Cast, database: Database, campaign: Campaign
) -> None:
    typed = FORM | {"release_id": campaign.release_id, "version": "1"}
    where = f"/campaigns/{campaign.id}/settings"
    assert browser(cast.ines).post(where, data=typed | {"title": "Screening by Ines"}).status_code == 200
    tomas = browser(cast.tomas)
    page = tomas.post(where, data=typed | {"title": "Screening by Tomas"})
    assert page.status_code == 409
    assert "Screening by Ines" in page.text
    assert "Screening by Tomas" in page.text
    assert 'name="version" value="2"' in page.text
    tomas.post(where, data=typed | {"title": "Screening by both", "version": "2"})
    with database.reading() as session:
        assert session.get_one(Campaign, campaign.id).title == "Screening by both"


def test_reminders_go_to_those_who_can_still_answer_and_not_twice_in_a_row(
    browser: Browser, cast: Cast, database: Database, sent: Campaign, now: Now
) -> None:
    _submitted(database, sent, _invitation(database, sent, "Otto Lindt"), now)
    ines = browser(cast.ines)
    page = ines.get(f"/campaigns/{sent.id}").text
    assert "Remind 1" in page
    assert "1 vendor reminded" in ines.post(f"/campaigns/{sent.id}/remind").text
    assert "Nobody was reminded" in ines.post(f"/campaigns/{sent.id}/remind").text
    now.forward(timedelta(days=1))
    assert "1 vendor reminded" in ines.post(f"/campaigns/{sent.id}/remind").text
    with database.reading() as session:
        reminders = session.exec(select(Mail).where(Mail.kind == "reminder")).all()
    assert {mail.to_name for mail in reminders} == {"Marta Quist"}


def test_the_table_says_how_far_each_vendor_is_and_filters_by_address(
    browser: Browser, cast: Cast, database: Database, sent: Campaign, now: Now
) -> None:
    _submitted(database, sent, _invitation(database, sent, "Otto Lindt"), now)
    vera = browser(cast.vera)
    page = vera.get(f"/campaigns/{sent.id}").text
    assert "Submitted 1" in page
    assert "Waiting 1" in page
    only = vera.get(f"/campaigns/{sent.id}?show=submitted").text
    assert "Otterline HR" in only
    assert "Quillfeather" not in only
    assert "Quillfeather" in vera.get(f"/campaigns/{sent.id}?q=marta").text
    assert "No vendor matches" in vera.get(f"/campaigns/{sent.id}?q=nobody").text
    now.forward(timedelta(days=60))
    assert "Sent, overdue" in vera.get(f"/campaigns/{sent.id}").text


def test_the_table_updates_itself_as_a_block_of_its_own(browser: Browser, cast: Cast, sent: Campaign) -> None:
    block = browser(cast.vera).get(
        f"/campaigns/{sent.id}", headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    )
    assert block.text.strip().startswith('<div id="vendors"')
    assert 'hx-trigger="every 20s"' in block.text
    assert "<html" not in block.text


def test_a_closed_campaign_takes_no_changes_until_it_is_reopened(
    browser: Browser, cast: Cast, database: Database, sent: Campaign
) -> None:
    ines = browser(cast.ines)
    ines.post(f"/campaigns/{sent.id}/close")
    assert ines.post(f"/campaigns/{sent.id}/vendors", data=OTTERLINE).status_code == 409
    assert ines.post(f"/campaigns/{sent.id}/settings", data=FORM | {"release_id": sent.release_id}).status_code == 409
    assert ines.post(f"/campaigns/{sent.id}/remind").status_code == 409
    ines.post(f"/campaigns/{sent.id}/reopen")
    assert ines.post(f"/campaigns/{sent.id}/remind").status_code == 200


@pytest.mark.parametrize("person", ["rosa", "vera"])
def test_reviewers_and_viewers_follow_but_change_nothing(
    browser: Browser, cast: Cast, database: Database, sent: Campaign, person: str
) -> None:
    reader, marta = browser(getattr(cast, person)), _invitation(database, sent)
    assert reader.get(f"/campaigns/{sent.id}").status_code == 200
    assert reader.get(f"/campaigns/{sent.id}/settings").status_code == 200
    here = f"/campaigns/{sent.id}/invitations/{marta.id}"
    for address in (
        "/campaigns", f"/campaigns/{sent.id}/settings", f"/campaigns/{sent.id}/vendors", f"/campaigns/{sent.id}/send",
        f"/campaigns/{sent.id}/remind", f"/campaigns/{sent.id}/close", f"/campaigns/{sent.id}/reopen",
        f"/campaigns/{sent.id}/vendors/confirm", f"{here}/renew", f"{here}/revoke", f"{here}/restore",
        f"{here}/contact", f"{here}/remind", f"{here}/remove",
    ):  # fmt: skip
        assert reader.post(address, data=QUILLFEATHER).status_code == 403, address
    assert reader.get(f"/campaigns/{sent.id}/mails").status_code == 403


def test_a_rival_sees_none_of_it(browser: Browser, cast: Cast, database: Database, sent: Campaign) -> None:
    kai, marta = browser(cast.kai), _invitation(database, sent)
    with database.reading() as session:
        mail = session.exec(select(Mail)).first()
    assert mail is not None
    for address in ("", "/settings", "/vendors", "/send", "/mails", f"/mails/{mail.id}", f"/invitations/{marta.id}"):
        assert kai.get(f"/campaigns/{sent.id}{address}").status_code == 404, address
    assert "CV screening" not in kai.get("/campaigns").text


def test_another_contact_gets_a_new_link_and_the_first_one_is_out(
    browser: Browser, cast: Cast, database: Database, sent: Campaign
) -> None:
    tomas, marta = browser(cast.tomas), _invitation(database, sent)
    where = f"/campaigns/{sent.id}/invitations/{marta.id}"
    old = _link(tomas.get(where).text)
    page = tomas.post(
        f"{where}/contact",
        data={"contact_name": "Paul Quist", "contact_email": "p@quillfeather.example", "renew": "true"},
    )
    assert _link(page.text) != old
    with database.reading() as session:
        mail = session.exec(select(Mail).where(Mail.kind == "new-link")).one()
    assert mail.to_address == "p@quillfeather.example"
    wrong = tomas.post(f"{where}/contact", data={"contact_name": "Paul", "contact_email": "not an address"})
    assert wrong.status_code == 422
    assert "not an address" in wrong.text


def test_before_sending_a_vendor_can_be_taken_out_and_afterwards_not(
    browser: Browser, cast: Cast, database: Database, campaign: Campaign
) -> None:
    ines = browser(cast.ines)
    otto, marta = _invitation(database, campaign, "Otto Lindt"), _invitation(database, campaign)
    ines.post(f"/campaigns/{campaign.id}/invitations/{otto.id}/remove")
    assert "Otterline" not in ines.get(f"/campaigns/{campaign.id}").text
    ines.post(f"/campaigns/{campaign.id}/send")
    assert ines.post(f"/campaigns/{campaign.id}/invitations/{marta.id}/remove").status_code == 409


def test_two_hundred_vendors_stay_on_one_page(browser: Browser, cast: Cast, database: Database, now: Now) -> None:
    rows = [{"name": f"Vendor {number:03}", "email": f"v{number}@vendor.example"} for number in range(201)]
    with database.writing() as session:
        campaign = draft(session, cast.ines.actor, now(), *rows)
    page = browser(cast.ines).get(f"/campaigns/{campaign.id}").text
    assert page.count('<tr id="v-') == 200
    assert "Page 1 of 2" in page
    assert browser(cast.ines).get(f"/campaigns/{campaign.id}?page=2").text.count('<tr id="v-') == 1


def _submitted(database: Database, campaign: Campaign, invitation: Invitation, now: Now) -> None:
    with database.writing() as session:
        session.add(
            ResponseRow(
                organisation_id=campaign.organisation_id,
                campaign_id=campaign.id,
                vendor_id=invitation.vendor_id,
                invitation_id=invitation.id,
                release_id=campaign.release_id,
                state=ResponseState.SUBMITTED,
                created_at=now(),
                changed_at=now(),
                submitted_at=now(),
                submissions=1,
                answered=2,
                total=2,
            )
        )


def test_the_audit_log_names_who_did_what(browser: Browser, cast: Cast, session: Session, sent: Campaign) -> None:
    browser(cast.tomas).post(f"/campaigns/{sent.id}/close")
    event = session.exec(select(AuditEvent).where(AuditEvent.action == "campaign.closed")).one()
    assert (event.actor_name, event.subject_id) == ("Tomas Verhulst", sent.id)
