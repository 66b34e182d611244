"""Stories: a vendor opens its link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.core.questionnaire.projection import project
from app.features.audit.models import AuditEvent
from app.features.campaigns.models import CampaignState, Invitation, Late, VendorSession
from app.features.questionnaires.models import Release
from app.features.responses.models import ResponseRow
from app.infra.db import Database
from app.infra.settings import Settings
from app.web.vendor_welcome import _at_hand
from tests.conftest import Browser, Cast, Now
from tests.content.shipped import OURS, of
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_fixtures import DUE, Change
from tests.web.vendor_story import HTMX, Invited, answer, campaign, invite


def test_looking_at_the_page_says_who_asks_and_changes_nothing(
    browser: Browser, quillfeather: Invited, database: Database
) -> None:
    page = browser().get(f"/q/{quillfeather.token}")
    assert page.status_code == 200
    for told in (
        "Norrhaven Transit", "Quillfeather Hire", "Ranks applicants", "1 December 2026", "in 8 days", "30 minutes",
        "Up to 13 in 3 sections", "ines@norrhaven.example", "Who sees your answers", "ISO/IEC 42001",
    ):  # fmt: skip
        assert told in page.text, told
    assert "set-cookie" not in page.headers
    assert page.headers["referrer-policy"] == "same-origin"
    with database.reading() as session:
        assert session.exec(select(VendorSession)).first() is None
        assert session.exec(select(ResponseRow)).first() is None
        assert session.exec(select(Invitation.started_at)).first() is None


def test_starting_lets_this_browser_in_and_takes_the_token_out_of_the_address(
    browser: Browser, quillfeather: Invited, database: Database
) -> None:
    opened = browser(follow_redirects=False)
    answer = opened.post(f"/q/{quillfeather.token}")
    assert answer.status_code == 303
    assert answer.headers["location"] == quillfeather.page()
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert f"Path=/v/{quillfeather.invitation_id}" in cookie
    assert quillfeather.token not in cookie
    hub = opened.get(quillfeather.page())
    assert "0 of 10 answered" in hub.text
    assert "About 30 minutes to go" in hub.text
    assert quillfeather.token not in hub.text
    with database.reading() as session:
        assert [e.action for e in session.exec(select(AuditEvent))] == ["invitation.started"]


def test_the_same_link_on_another_device_leads_to_the_same_answers(
    browser: Browser, marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    marta.post(quillfeather.page("answers/B04"), data={"B04:value": "provider", "B04:version": "0"}, headers=HTMX)
    phone = browser()
    assert "Continue" in phone.get(f"/q/{quillfeather.token}").text
    assert "1 of 10 answered" in phone.post(f"/q/{quillfeather.token}").text
    with database.reading() as session:
        assert len(session.exec(select(ResponseRow)).all()) == 1


@pytest.mark.parametrize("token", ["x", "0" * 26, "../../etc/passwd", "ÄÖÜ", "0" * 5000, "%00"])
@pytest.mark.parametrize("path", ["/q/{}", "/q/{}/decline"])
def test_a_link_that_leads_nowhere_says_what_to_do(browser: Browser, token: str, path: str) -> None:
    opened = browser()
    for page in (opened.get(path.format(token)), opened.post(path.format(token))):
        assert page.status_code == 404
    if "/" not in token:
        assert "Ask the person who sent it" in page.text


def test_a_link_lets_nobody_into_another_vendors_pages(
    marta: TestClient, quillfeather: Invited, otterline: Invited
) -> None:
    stolen = marta.cookies.get("cs_vendor")
    cookie = {"Cookie": f"cs_vendor={stolen}"}
    for path in ("", "sections/basics", "check", "receipt", "copy", "copy.json"):
        assert marta.get(otterline.page(path), headers=cookie).status_code == 404
    for path in ("sections/basics", "answers/B04", "submit", "reopen", "leave"):
        assert marta.post(otterline.page(path), headers=cookie).status_code == 404
    assert marta.get(quillfeather.page("sections/basics")).status_code == 200


def test_a_link_lets_its_vendor_into_no_other_campaign(
    marta: TestClient, quillfeather: Invited, database: Database, cast: Cast, settings: Settings, now: Now
) -> None:
    """The same person, the same buyer, another purchase: each link opens its own campaign and nothing else."""
    with database.writing() as session:
        release = session.exec(select(Release)).one()
        other = campaign(session, cast.ines.actor, release, now(), due_on=DUE)
        again = invite(session, other, "Quillfeather Talent", "Marta Quist", settings, now())
    for path in ("", "sections/basics", "check", "certificates", "evidence"):
        assert marta.get(again.page(path)).status_code == 404
    assert answer(marta, again, "B04", value="provider").status_code == 404
    marta.post(f"/q/{again.token}")
    assert marta.get(again.page("sections/basics")).status_code == 200
    assert answer(marta, again, "B04", value="provider").status_code == 200
    with database.reading() as session:
        answered = session.exec(select(ResponseRow.campaign_id).where(ResponseRow.answered > 0)).all()
    assert answered == [other.id]


def test_a_stranger_without_the_cookie_gets_in_nowhere(browser: Browser, quillfeather: Invited) -> None:
    for path in ("", "sections/basics", "check", "receipt", "copy", "copy.json"):
        assert browser().get(quillfeather.page(path)).status_code == 404


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"revoked_at": "now"}, "withdrawn"),
        ({"expires_at": "now"}, "too old"),
    ],
)
def test_a_revoked_or_expired_link_says_so_and_whom_to_ask(
    browser: Browser, quillfeather: Invited, change_invitation: Change, now: Now, values: dict[str, str], says: str
) -> None:
    change_invitation(**dict.fromkeys(values, now()))
    opened = browser()
    for page in (opened.get(f"/q/{quillfeather.token}"), opened.post(f"/q/{quillfeather.token}")):
        assert says in page.text
        assert "ines@norrhaven.example" in page.text
        assert "Start" not in page.text
    assert page.status_code == 409
    assert "cs_vendor" not in opened.cookies


def test_revoking_ends_a_session_that_is_open(
    marta: TestClient, quillfeather: Invited, change_invitation: Change, now: Now
) -> None:
    change_invitation(revoked_at=now())
    assert marta.get(quillfeather.page("sections/basics")).status_code == 404
    saved = marta.post(quillfeather.page("answers/B04"), data={"B04:value": "provider"}, headers=HTMX)
    assert saved.status_code == 404


def test_a_closed_campaign_can_be_read_by_those_who_began(
    browser: Browser, marta: TestClient, quillfeather: Invited, otterline: Invited, change_campaign: Change
) -> None:
    change_campaign(state=CampaignState.CLOSED)
    assert "closed this round" in browser().post(f"/q/{otterline.token}").text
    back = browser()
    assert "Read what you answered" in back.get(f"/q/{quillfeather.token}").text
    assert back.post(f"/q/{quillfeather.token}").status_code == 200
    refused = back.post(quillfeather.page("answers/B04"), data={"B04:value": "provider"}, headers=HTMX)
    assert refused.status_code == 409
    assert "closed this round" in refused.text


@pytest.mark.parametrize(("late", "status"), [(Late.CLOSED, 409), (Late.OPEN, 200)])
def test_after_the_due_date_the_buyer_decides(
    browser: Browser, quillfeather: Invited, change_campaign: Change, now: Now, late: Late, status: int
) -> None:
    change_campaign(late=late)
    now.forward(timedelta(days=9))
    opened = browser()
    page = opened.get(f"/q/{quillfeather.token}")
    assert ("marked late" in page.text) == (late is Late.OPEN)
    assert ("late responses are not taken" in page.text) == (late is Late.CLOSED)
    assert opened.post(f"/q/{quillfeather.token}").status_code == status


def test_the_due_date_lasts_until_midnight_where_the_buyer_is(
    browser: Browser, quillfeather: Invited, now: Now
) -> None:
    now.at = now.at.replace(month=12, day=1, hour=22, minute=59)  # 23:59 in Brussels
    marta = browser()
    marta.post(f"/q/{quillfeather.token}")
    save = {"B04:value": "provider", "B04:version": "0"}
    assert marta.post(quillfeather.page("answers/B04"), data=save, headers=HTMX).status_code == 200
    now.forward(timedelta(hours=2))
    save = {"B04:value": "deployer", "B04:version": "1"}
    assert marta.post(quillfeather.page("answers/B04"), data=save, headers=HTMX).status_code == 409


def test_declining_says_why_and_can_be_taken_back(browser: Browser, quillfeather: Invited, database: Database) -> None:
    opened = browser()
    assert "Not taking part?" in opened.get(f"/q/{quillfeather.token}/decline").text
    with database.reading() as session:
        assert session.exec(select(Invitation.declined_at)).first() is None
    told = opened.post(f"/q/{quillfeather.token}/decline", data={"reason": "We do not sell this any more"})
    assert "We do not sell this any more" in told.text
    assert "Take part after all" in opened.get(f"/q/{quillfeather.token}").text
    assert opened.post(f"/q/{quillfeather.token}").url.path == quillfeather.page()
    with database.reading() as session:
        actions = [e.action for e in session.exec(select(AuditEvent).order_by(AuditEvent.id))]  # type: ignore[arg-type]
    assert actions == ["invitation.declined", "invitation.taken_up_again", "invitation.started"]


def test_leaving_ends_this_browsers_session_only(marta: TestClient, jonah: TestClient, quillfeather: Invited) -> None:
    cookie = {"Cookie": f"cs_vendor={marta.cookies.get('cs_vendor')}"}
    assert "signed out" in marta.post(quillfeather.page("leave")).text
    assert marta.get(quillfeather.page(), headers=cookie).status_code == 404
    assert jonah.get(quillfeather.page()).status_code == 200


def test_vendor_pages_show_nothing_of_how_answers_are_judged(marta: TestClient, quillfeather: Invited) -> None:
    marta.post(quillfeather.page("answers/B01"), data={"B01:value": "yes", "B01:version": "0"}, headers=HTMX)
    for path in ("", "sections/basics", "sections/depth", "sections/extra", "check"):
        text = marta.get(quillfeather.page(path)).text
        assert "Secret reason" not in text
        assert "weight" not in text.casefold()
        assert "Otterline" not in text


def test_documents_to_have_at_hand_are_few_and_named_in_a_few_words() -> None:
    for name in OURS:
        found = _at_hand(project(of(name)))
        assert len(found) <= 8
        for what, _ in found:
            assert ". " not in what, "in which form it may come is said once, and not with each"
            assert len(what) < 110
            assert what.lower().count("certificate") <= 1
