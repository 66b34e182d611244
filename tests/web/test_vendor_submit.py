"""Stories: a vendor checks, signs, submits, keeps a copy, and changes its mind until the due date."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from app.core.response import Response as CoreResponse
from app.features.audit.models import AuditEvent
from app.features.campaigns.models import Late
from app.features.notifications.models import Mail
from app.features.responses import queries as responses
from app.features.responses.models import ResponseRow, ResponseState, Submission
from app.infra.db import Database
from app.infra.jobs import Job
from tests.conftest import Browser, Cast, Now
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_fixtures import Change
from tests.web.vendor_story import Invited, answer

SIGNED = {
    "name": "Marta Quist", "function": "Head of Responsible AI", "email": "marta@quillfeather.example", "read": "1",
    "true": "1", "known": "1", "accepts_gaps": "1",
}  # fmt: skip


def sent(database: Database) -> list[Submission]:
    with database.reading() as session:
        return list(session.exec(select(Submission).order_by(col(Submission.number))))


def test_the_check_page_says_what_is_missing_with_links_and_all_answers_in_words(
    marta: TestClient, quillfeather: Invited
) -> None:
    answer(marta, quillfeather, "B01", value="yes", note="Since March")
    answer(marta, quillfeather, "B03", value=["one", "two"])
    answer(marta, quillfeather, "D02", **{"value-day": "3", "value-month": "5", "value-year": "2026"})
    page = marta.get(quillfeather.page("check")).text
    assert "3 of 13 are answered" in page
    assert f'href="{quillfeather.page("sections/depth#q-D01")}">2.1 How long do you keep logs?' in page
    assert "Product one; Product two" in page
    assert "3 May 2026" in page
    assert "Note: Since March" in page
    assert "1 required question is open" in page


def test_submitting_freezes_what_was_said_and_hands_it_to_scoring(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    answer(marta, quillfeather, "B01", value="yes")
    answer(marta, quillfeather, "B02", value="BKA Certification")
    answer(marta, quillfeather, "B01", 1, value="no")  # and so B02 is not asked any more
    answer(marta, quillfeather, "D01", value="24")
    receipt = marta.post(quillfeather.page("submit"), data=SIGNED)
    assert receipt.url.path == quillfeather.page("receipt")
    assert "signed by Marta Quist, Head of Responsible AI" in receipt.text
    (submission,) = sent(database)
    content = CoreResponse.model_validate(submission.content)
    assert {q: a.value for q, a in content.answers.items()} == {"B01": "no", "D01": 24}
    assert content.status == "submitted"
    assert content.vendor.legal_name == "Quillfeather Talent"
    assert content.subject.name == "Quillfeather Hire"
    assert submission.late is False
    with database.reading() as session:
        row = session.exec(select(ResponseRow)).one()
        assert (row.state, row.submissions) == (ResponseState.SUBMITTED, 1)
        assert row.submitted_at == row.changed_at
        job = session.exec(select(Job).where(Job.kind == "score")).one()
        assert job.payload == {"submission_id": submission.id}
        event = session.exec(select(AuditEvent).where(AuditEvent.action == "response.submitted")).one()
        assert event.details["digest"] == submission.digest
        assert event.actor_name == "Marta Quist"


def test_the_receipt_goes_by_mail_without_a_link_that_would_let_somebody_in(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    marta.post(quillfeather.page("submit"), data=SIGNED)
    (submission,) = sent(database)
    with database.reading() as session:
        mail = session.exec(select(Mail)).one()
    assert mail.to_address == "marta@quillfeather.example"
    assert submission.digest[:4].upper() in mail.subject
    for text in (mail.text, mail.html):
        assert submission.digest in text
        assert "{{link}}" not in text
        assert quillfeather.token not in text


def test_a_double_click_submits_once(marta: TestClient, quillfeather: Invited, database: Database) -> None:
    first, second = (marta.post(quillfeather.page("submit"), data=SIGNED) for _ in range(2))
    assert first.url == second.url
    assert len(sent(database)) == 1
    with database.reading() as session:
        assert len(session.exec(select(Mail)).all()) == 1
        assert len(session.exec(select(Job).where(Job.kind == "score")).all()) == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": ""}, "Give the name"),
        ({"function": " "}, "Give the function"),
        ({"email": "marta"}, "Give an e-mail address"),
        ({"email": "marta@x.example\x00"}, "Give an e-mail address"),
        ({"name": "x" * 201}, "Give the name"),
        ({"read": ""}, "answers were read"),
        ({"true": ""}, "true to the best"),
        ({"known": ""}, "how they are used"),
        ({"accepts_gaps": ""}, "2 required questions are open"),
    ],
)
def test_a_signature_that_lacks_something_is_shown_again_as_it_was_typed(
    marta: TestClient, quillfeather: Invited, database: Database, changed: dict[str, str], says: str
) -> None:
    refused = marta.post(quillfeather.page("submit"), data={**SIGNED, **changed})
    assert refused.status_code == 422
    assert says in refused.text
    assert 'class="error-summary"' in refused.text
    assert "Head of Responsible AI" in refused.text or "function" in changed
    assert sent(database) == []


def test_what_was_sent_can_no_longer_be_changed(marta: TestClient, quillfeather: Invited, database: Database) -> None:
    answer(marta, quillfeather, "B04", value="provider")
    marta.post(quillfeather.page("submit"), data=SIGNED)
    refused = answer(marta, quillfeather, "B04", 1, value="deployer")
    assert refused.status_code == 409
    assert "have been sent in" in refused.text
    page = marta.get(quillfeather.page("sections/basics")).text
    assert "can be read, not changed" in page
    assert '<fieldset class="q"' in page
    assert page.count(" disabled ") >= 3
    assert marta.post(quillfeather.page("sections/basics"), data={"B04:version": "1"}).status_code == 409


def test_the_link_leads_to_the_receipt_after_submission(
    browser: Browser, marta: TestClient, quillfeather: Invited
) -> None:
    marta.post(quillfeather.page("submit"), data=SIGNED)
    opened = browser()
    assert "Your answers have been sent" in opened.get(f"/q/{quillfeather.token}").text
    assert opened.post(f"/q/{quillfeather.token}").url.path == quillfeather.page("receipt")


def test_until_the_due_date_answers_are_reopened_changed_and_sent_again_and_each_version_is_kept(
    marta: TestClient, quillfeather: Invited, database: Database, now: Now
) -> None:
    answer(marta, quillfeather, "B04", value="provider")
    marta.post(quillfeather.page("submit"), data=SIGNED)
    assert marta.post(quillfeather.page("reopen")).url.path == quillfeather.page()
    assert marta.post(quillfeather.page("reopen")).status_code == 200  # twice is harmless
    now.forward(timedelta(hours=1))
    assert answer(marta, quillfeather, "B04", 1, value="deployer").status_code == 200
    marta.post(quillfeather.page("submit"), data=SIGNED)
    first, second = sent(database)
    assert first.content["answers"]["B04"]["value"] == "provider"
    assert second.content["answers"]["B04"]["value"] == "deployer"
    assert (first.number, second.number) == (1, 2)
    assert first.digest != second.digest
    receipt = marta.get(quillfeather.page("receipt")).text
    assert "Sent earlier" in receipt
    assert "Provider" in marta.get(quillfeather.page("copy?number=1")).text
    assert "Deployer" in marta.get(quillfeather.page("copy")).text
    assert marta.get(quillfeather.page("copy?number=3")).status_code == 404
    with database.reading() as session:
        actions = session.exec(select(AuditEvent.action).order_by(col(AuditEvent.id))).all()
    assert actions == ["invitation.started", "response.submitted", "response.reopened", "response.submitted"]


def test_after_the_due_date_nothing_is_reopened(
    browser: Browser, marta: TestClient, quillfeather: Invited, change_campaign: Change, now: Now
) -> None:
    marta.post(quillfeather.page("submit"), data=SIGNED)
    change_campaign(late=Late.OPEN)
    now.forward(timedelta(days=9))
    opened = browser()
    opened.post(f"/q/{quillfeather.token}")
    assert "Reopen" not in opened.get(quillfeather.page("receipt")).text
    refused = opened.post(quillfeather.page("reopen"))
    assert refused.status_code == 409
    assert "ines@norrhaven.example" in refused.text


@pytest.mark.parametrize("late", list(Late))
def test_a_late_submission_is_refused_or_marked(
    browser: Browser,
    marta: TestClient,
    quillfeather: Invited,
    change_campaign: Change,
    database: Database,
    now: Now,
    late: Late,
) -> None:
    change_campaign(late=late)
    now.forward(timedelta(days=9))
    opened = browser()
    opened.post(f"/q/{quillfeather.token}")
    answered = opened.post(quillfeather.page("submit"), data=SIGNED)
    if late is Late.CLOSED:
        assert answered.status_code == 409
        assert sent(database) == []
    else:
        assert "after the due date" in answered.text
        assert [s.late for s in sent(database)] == [True]


def test_the_copy_as_data_has_the_digest_of_the_receipt(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    answer(marta, quillfeather, "D03", value='Ünïcode, 🚦 and "quotes"')
    answer(marta, quillfeather, "D01", value="12")
    marta.post(quillfeather.page("submit"), data=SIGNED)
    copy = marta.get(quillfeather.page("copy.json"))
    assert copy.headers["content-disposition"].startswith("attachment")
    assert hashlib.sha256(copy.content).hexdigest() == sent(database)[0].digest
    CoreResponse.model_validate(json.loads(copy.content))  # `countersign score` reads it


def test_there_is_no_receipt_or_copy_before_something_was_sent(marta: TestClient, quillfeather: Invited) -> None:
    for path in ("receipt", "copy", "copy.json"):
        assert marta.get(quillfeather.page(path)).status_code == 404


def test_the_buyer_follows_progress_and_no_other_buyer_does(
    marta: TestClient, quillfeather: Invited, otterline: Invited, database: Database, cast: Cast, now: Now
) -> None:
    answer(marta, quillfeather, "B01", value="yes")
    now.forward(timedelta(minutes=5))
    answer(marta, quillfeather, "B02", value="BKA")
    with database.reading() as session:
        found = responses.progress(session, cast.ines.actor, quillfeather.campaign_id)
        assert responses.progress(session, cast.kai.actor, quillfeather.campaign_id) == {}
    assert set(found) == {quillfeather.invitation_id}  # Otto has not started
    mine = found[quillfeather.invitation_id]
    assert (mine.answered, mine.total, mine.state, mine.changed_at) == (2, 13, ResponseState.DRAFT, now())


def test_rows_of_a_table_are_read_as_a_table(marta: TestClient, quillfeather: Invited) -> None:
    answer(marta, quillfeather, "D06", **{"value-1-name": "shortlist-rank", "value-1-maker": "Otterline HR"})
    read = marta.get(quillfeather.page("check")).text
    assert '<th scope="col">Model</th><th scope="col">Made by</th>' in read
    assert '<td class="said"><bdi>shortlist-rank</bdi></td><td class="said"><bdi>Otterline HR</bdi></td>' in read
    assert "Model: shortlist-rank" not in read
