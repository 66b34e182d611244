"""Stories: Marta invites Nora to some sections; Nora answers under her own name, and nothing else is hers to change."""

from __future__ import annotations

import re
from datetime import timedelta

from fastapi.testclient import TestClient
from sqlmodel import select

from app.features.audit.models import AuditEvent
from app.features.campaigns.models import Colleague
from app.features.notifications.models import Mail
from app.infra.db import Database
from tests.conftest import Browser, Cast, Now
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_fixtures import Change
from tests.web.vendor_story import Invited, answer

NORA = {"name": "Nora Vale", "email": "Nora@vendor.example", "whole": "some", "sections": ["depth"]}


def invite(browser: TestClient, vendor: Invited, **given: object) -> str:
    """The colleague's id."""
    done = browser.post(vendor.page("people"), data={**NORA, **given}, follow_redirects=False)
    assert done.status_code == 303, done.text
    return re.search(r"who=(\w+)", done.headers["location"])[1]  # type: ignore[index]


def link_of(browser: TestClient, vendor: Invited, colleague: str) -> str:
    """As shown to whoever invited, once."""
    page = browser.post(vendor.page(f"people/{colleague}/link"))
    assert page.status_code == 200
    found = re.search(r'value="http://testserver(/q/\w+)"', page.text)
    assert found is not None
    return found[1]


def enter(browser: Browser, link: str) -> TestClient:
    opened = browser()
    assert opened.post(link).status_code == 200
    return opened


def test_nora_answers_her_section_under_her_name_and_no_other(
    browser: Browser, marta: TestClient, quillfeather: Invited
) -> None:
    nora = enter(browser, link_of(marta, quillfeather, invite(marta, quillfeather)))
    assert answer(nora, quillfeather, "D03", value="Weekly.").status_code == 200
    assert "Nora Vale" in marta.get(quillfeather.page("answers/D03/history")).text
    refused = answer(nora, quillfeather, "B01", value="yes")
    assert refused.status_code == 403
    assert "Ask Marta Quist" in refused.text
    section = nora.get(quillfeather.page("sections/basics")).text
    assert "This section was not given to you" in section
    assert "Save and continue</button>\n" not in section.partition('class="actions')[2]
    check = nora.get(quillfeather.page("check")).text
    assert "Somebody else signs and submits" in check
    assert "Sign and submit</button>" not in check
    assert "can invite people" in nora.get(quillfeather.page("people")).text


def test_the_link_is_mailed_shown_once_and_stored_nowhere(
    browser: Browser, marta: TestClient, quillfeather: Invited, database: Database, cast: Cast
) -> None:
    colleague = invite(marta, quillfeather)
    with database.reading() as session:
        mail = session.exec(select(Mail).where(Mail.kind == "colleague")).one()
        assert (mail.to_address, mail.colleague_id) == ("nora@vendor.example", colleague)
        assert "{{link}}" in mail.text
        assert mail.reply_to == "marta@vendor.example"
    link = link_of(marta, quillfeather, colleague)
    assert marta.post(quillfeather.page(f"people/{colleague}/link")).status_code == 409
    token = link.removeprefix("/q/")
    with database.reading() as session:
        row = session.get_one(Colleague, colleague)
        assert token not in repr(row.model_dump())
        assert all(token not in m.text + m.html for m in session.exec(select(Mail)))
        assert all(token not in repr(e.details) for e in session.exec(select(AuditEvent)))
    buyer = browser(cast.ines)
    mails = buyer.get(f"/campaigns/{quillfeather.campaign_id}/mails").text
    assert "Nora" not in mails
    assert buyer.get(f"/campaigns/{quillfeather.campaign_id}/mails/{mail.id}").status_code == 404


def test_access_taken_away_ends_at_once_and_can_be_given_back(
    browser: Browser, marta: TestClient, quillfeather: Invited, now: Now
) -> None:
    colleague = invite(marta, quillfeather)
    old = link_of(marta, quillfeather, colleague)
    nora = enter(browser, old)
    assert marta.post(quillfeather.page(f"people/{colleague}/revoke")).status_code == 200
    assert nora.get(quillfeather.page()).status_code == 404
    assert answer(nora, quillfeather, "D03", value="Weekly.").status_code == 404
    assert browser().get(old).status_code == 404
    assert marta.post(quillfeather.page(f"people/{colleague}/resend")).status_code == 200
    assert browser().get(old).status_code == 404, "a new link"
    back = enter(browser, link_of(marta, quillfeather, colleague))
    assert answer(back, quillfeather, "D03", value="Weekly.").status_code == 200
    assert marta.post(quillfeather.page(f"people/{colleague}/resend")).status_code == 429, "mails are not a weapon"
    now.forward(timedelta(minutes=5))
    assert marta.post(quillfeather.page(f"people/{colleague}/resend")).status_code == 200
    assert back.get(quillfeather.page()).status_code == 404


def test_a_colleagues_link_ends_with_the_invitation(
    browser: Browser,
    marta: TestClient,
    quillfeather: Invited,
    change_invitation: Change,
    now: Now,
) -> None:
    link = link_of(marta, quillfeather, invite(marta, quillfeather))
    nora = enter(browser, link)
    change_invitation(revoked_at=now())
    assert nora.get(quillfeather.page()).status_code == 404
    assert browser().post(link).status_code == 409
    change_invitation(revoked_at=None, expires_at=now())
    assert nora.get(quillfeather.page()).status_code == 404


def test_nobody_gives_more_than_they_have(browser: Browser, marta: TestClient, quillfeather: Invited) -> None:
    nora_id = invite(marta, quillfeather, may_invite="1")
    nora = enter(browser, link_of(marta, quillfeather, nora_id))
    people = quillfeather.page("people")
    kim = {"name": "Kim Roe", "email": "kim@vendor.example"}
    assert nora.post(people, data={**kim, "whole": "all"}).status_code == 422
    assert nora.post(people, data={**kim, "whole": "some", "sections": ["basics"]}).status_code == 422
    submits = {**kim, "whole": "some", "sections": ["depth"], "may_submit": "1"}
    assert "TEAM-SUBMIT" not in nora.post(people, data=submits).text
    assert nora.post(people, data=submits).status_code == 422
    assert invite(nora, quillfeather, **kim)
    assert nora.post(f"{people}/{nora_id}", data={"whole": "all"}).status_code == 403, "nor to herself"
    lee = invite(marta, quillfeather, name="Lee Ash", email="lee@vendor.example", whole="all")
    assert nora.post(f"{people}/{lee}/revoke").status_code == 403
    assert nora.post(f"{people}/contact/revoke").status_code == 404


def test_what_is_wrong_with_an_invitation_is_said_beside_what_was_typed(
    marta: TestClient, quillfeather: Invited
) -> None:
    invite(marta, quillfeather)
    again = marta.post(quillfeather.page("people"), data=NORA)
    assert again.status_code == 422
    assert "nora@vendor.example has access already." in again.text
    assert 'value="Nora Vale"' in again.text
    nothing = marta.post(quillfeather.page("people"), data={"name": "", "email": "nora", "whole": "some"})
    assert nothing.status_code == 422
    assert "is not an e-mail address" in nothing.text
    myself = marta.post(quillfeather.page("people"), data={**NORA, "email": "marta@vendor.example"})
    assert myself.status_code == 422


def test_rights_changed_count_from_the_next_step(browser: Browser, marta: TestClient, quillfeather: Invited) -> None:
    colleague = invite(marta, quillfeather)
    nora = enter(browser, link_of(marta, quillfeather, colleague))
    assert answer(nora, quillfeather, "B01", value="yes").status_code == 403
    marta.post(quillfeather.page(f"people/{colleague}"), data={"whole": "all", "may_submit": "1"})
    assert answer(nora, quillfeather, "B01", value="yes").status_code == 200
    assert "Sign and submit</button>" in nora.get(quillfeather.page("check")).text


def test_a_colleague_does_not_say_that_the_vendor_takes_no_part(
    browser: Browser, marta: TestClient, quillfeather: Invited
) -> None:
    link = link_of(marta, quillfeather, invite(marta, quillfeather))
    assert browser().post(f"{link}/decline", data={"reason": "No."}).status_code == 409
    assert marta.get(quillfeather.page()).status_code == 200
    marta.post(f"/q/{quillfeather.token}/decline")
    assert browser().post(link).status_code == 409, "nor that it does after all"
