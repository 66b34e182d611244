"""Stories: Rosa asks about what Marta sent, only that opens again, and old and new stand beside each other."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from app.features.audit.models import AuditEvent
from app.features.campaigns.models import Campaign, CampaignState, Invitation
from app.features.effects import build_worker
from app.features.notifications.models import Mail
from app.features.responses import clarifications, feedback
from app.features.responses import queries as responses
from app.features.responses.models import ClarificationRow, EvidenceFile, ResponseRow, ResponseState, Submission
from app.features.reviews import asking
from app.features.scorecards.models import ScorecardRow
from app.infra.db import Database
from app.infra.services import build_services
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.documents import pdf
from tests.web.test_vendor_submit import SIGNED
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_fixtures import Change
from tests.web.vendor_story import Invited, answer, save_section

TEXT = "Which of the two tests is the newer one?"


@pytest.fixture
def sent(marta: TestClient, quillfeather: Invited) -> Invited:
    """Marta has said that there is no certificate, how drift is noticed, and for how long logs are kept."""
    answer(marta, quillfeather, "B01", value="no")
    answer(marta, quillfeather, "D03", value="Weekly.")
    answer(marta, quillfeather, "D01", value="24")
    assert marta.post(quillfeather.page("submit"), data=SIGNED).url.path == quillfeather.page("receipt")
    return quillfeather


class Reviewer:
    def __init__(self, browser: TestClient, database: Database, now: Now) -> None:
        self.browser, self._database, self._now = browser, database, now
        with database.reading() as session:
            self.page = f"/responses/{session.exec(select(ResponseRow.id)).one()}/clarifications"

    def post(self, rest: str = "", **data: str | list[str]) -> tuple[int, str]:
        answer = self.browser.post(self.page + rest, data=data, follow_redirects=False)
        return answer.status_code, answer.text

    def ask(self, *questions: str, text: str = TEXT, days: int = 7, submission: int = 1) -> int:
        due = (self._now().date() + timedelta(days)).isoformat()
        return self.post(questions=list(questions), text=text, due_on=due, submission=str(submission))[0]

    def step(self, step: str, number: int = 1) -> int:
        return self.post(f"/{row(self._database, number).id}/{step}")[0]


@pytest.fixture
def rosa(sent: Invited, browser: Browser, cast: Cast, database: Database, now: Now) -> Reviewer:
    now.forward(timedelta(days=1))
    return Reviewer(browser(cast.rosa), database, now)


def row(database: Database, number: int = 1) -> ClarificationRow:
    with database.reading() as session:
        return session.exec(select(ClarificationRow).where(ClarificationRow.number == number)).one()


def state(database: Database) -> ResponseRow:
    with database.reading() as session:
        return session.exec(select(ResponseRow)).one()


def submissions(database: Database) -> list[Submission]:
    with database.reading() as session:
        return list(session.exec(select(Submission).order_by(col(Submission.number))))


def mails(database: Database, kind: str) -> list[Mail]:
    with database.reading() as session:
        return list(session.exec(select(Mail).where(Mail.kind == kind)))


def reply(database: Database, text: str = "", number: int = 1, version: int = 0) -> dict[str, str]:
    name = f"reply-{row(database, number).id}"
    return {name: text, f"{name}:version": str(version)}


def stored(database: Database, question: str) -> object:
    with database.reading() as session:
        found = responses.answers(session, session.exec(select(ResponseRow.id)).one(), question)
        return found[question].content.value if question in found else None


def test_only_what_is_asked_about_opens_again_by_the_same_link(
    marta: TestClient, sent: Invited, rosa: Reviewer, database: Database
) -> None:
    assert rosa.ask("D03") == 303
    (mail,) = mails(database, "clarification")
    assert mail.to_address == "marta@vendor.example"
    assert TEXT in mail.text
    assert "2.3 How do you notice drift?" in mail.text
    assert "Rosa" not in mail.text + mail.html
    hub = marta.get(sent.page()).text
    assert TEXT in hub
    assert "1 December 2026" in hub
    assert "Rosa" not in hub
    assert re.search(r"Needs attention</span> · \d of 7 · 1 asked about", hub)
    section = marta.get(sent.page("sections/depth")).text
    boxes = dict(re.findall(r'<fieldset class="q[^"]*" data-question="(\w+)"[^>]*?( disabled)? aria', section))
    assert boxes == {"D03": "", **dict.fromkeys(("D01", "D02", "D04", "D05", "D06", "D07"), " disabled")}
    assert answer(marta, sent, "D03", seen=1, value="Daily.").status_code == 200
    assert answer(marta, sent, "D01", seen=1, value="12").status_code == 409
    assert save_section(marta, sent, "depth", {"D01:value": "12", "D01:version": "1"}).status_code == 409
    assert (stored(database, "D03"), stored(database, "D01")) == ("Daily.", 24)


@pytest.mark.parametrize(
    "step",
    ["evidence/for/D05", "certificates", "certificates/file", "reopen", "answers/D01/history"],
)
def test_nothing_else_can_be_written_by_any_other_door(
    marta: TestClient, sent: Invited, rosa: Reviewer, database: Database, step: str
) -> None:
    rosa.ask("D03")
    before = state(database).changed_at
    data = {"version": "1", "seen": "1", "scheme": "iso-42001", "standard": "ISO/IEC 42001:2023"}
    files = {"file": ("a.pdf", pdf(), "application/pdf")} if "evidence" in step or "file" in step else None
    assert marta.post(sent.page(step), data=data if not files else None, files=files).status_code == 409
    assert state(database).changed_at == before
    assert (state(database).state, state(database).reopened) == (ResponseState.CLARIFYING, ["D03"])


def test_the_answer_is_a_new_submission_and_both_stand_beside_each_other(
    marta: TestClient, sent: Invited, rosa: Reviewer, database: Database, settings: Settings, now: Now
) -> None:
    work(settings, now)
    rosa.ask("D03")
    answer(marta, sent, "D03", seen=1, value="Daily.")
    page = marta.get(sent.page("check")).text
    assert TEXT in page
    assert "How long do you keep logs?" not in page
    done = marta.post(sent.page("submit"), data=SIGNED | reply(database, "The daily one."))
    assert done.url.path == sent.page("receipt")
    assert [s.number for s in submissions(database)] == [1, 2]
    assert (state(database).state, state(database).reopened) == (ResponseState.SUBMITTED, [])
    assert len(mails(database, "receipt")) == 2
    assert "Clarification sent" in done.text
    assert "The daily one." in done.text
    review = rosa.browser.get(rosa.page).text
    for words in (TEXT, "The daily one.", "Weekly.", "Daily.", "Submission 1", "Submission 2", "Changed"):
        assert words in review
    work(settings, now)
    with database.reading() as session:
        cards = session.exec(select(ScorecardRow).order_by(col(ScorecardRow.number))).all()
    assert [c.submission_id for c in cards] == [s.id for s in submissions(database)]
    assert rosa.step("close") == 303
    assert rosa.step("close") == 303
    assert "Looked at" in marta.get(sent.page("receipt")).text
    with database.reading() as session:
        events = [
            e.action
            for e in session.exec(select(AuditEvent).order_by(col(AuditEvent.id)))
            if e.subject_kind == "clarification"
        ]
    assert events == ["clarification.asked", "clarification.answered", "clarification.closed"]


def work(settings: Settings, now: Now) -> None:
    services = build_services(settings, now)
    while build_worker(services).run_once():
        pass
    services.database.dispose()


def test_a_reply_alone_is_an_answer_and_silence_is_none(
    marta: TestClient, sent: Invited, rosa: Reviewer, database: Database
) -> None:
    rosa.ask("D03")
    page = marta.post(sent.page("submit"), data=SIGNED | reply(database))
    assert page.status_code == 422
    assert "Write what you reply, or change an answer" in page.text
    assert len(submissions(database)) == 1
    assert marta.post(sent.page("clarifications"), data=reply(database, "Both are.")).url.path == sent.page("check")
    assert "Both are." in marta.get(sent.page("check")).text
    assert "Both are." not in rosa.browser.get(rosa.page).text, "what was not sent stays with the vendor"
    marta.post(sent.page("submit"), data=SIGNED | reply(database, "Both are.", version=1))
    assert row(database).reply == "Both are."


def test_a_follow_up_question_opens_with_the_answer_that_makes_it_appear(
    marta: TestClient, sent: Invited, rosa: Reviewer, database: Database
) -> None:
    rosa.ask("B01")
    assert set(state(database).reopened) == {"B01", "B02", "B03", "X01"}
    assert answer(marta, sent, "B01", seen=1, value="yes").status_code == 200
    assert answer(marta, sent, "B02", value="Brightkeel").status_code == 200
    assert answer(marta, sent, "B04", value="provider").status_code == 409
    marta.post(sent.page("submit"), data=SIGNED | reply(database))
    assert "Brightkeel" in rosa.browser.get(rosa.page).text


def test_what_was_answered_before_and_hangs_on_it_stays_closed(
    marta: TestClient, quillfeather: Invited, browser: Browser, cast: Cast, database: Database, now: Now
) -> None:
    answer(marta, quillfeather, "B01", value="yes")
    answer(marta, quillfeather, "B02", value="Brightkeel")
    marta.post(quillfeather.page("submit"), data=SIGNED)
    assert Reviewer(browser(cast.rosa), database, now).ask("B01") == 303
    assert state(database).reopened == ["B01"]
    assert answer(marta, quillfeather, "B02", seen=1, value="Another").status_code == 409


def test_files_of_an_open_question_change_and_those_of_others_do_not(
    marta: TestClient, quillfeather: Invited, browser: Browser, cast: Cast, database: Database, now: Now
) -> None:
    def attach(question: str, name: str) -> int:
        files = {"file": (name, pdf(1, name), "application/pdf")}
        return marta.post(quillfeather.page(f"evidence/for/{question}"), files=files).status_code

    attach("B01", "certificate.pdf")
    attach("D05", "report.pdf")
    marta.post(quillfeather.page("submit"), data=SIGNED)
    rosa = Reviewer(browser(cast.rosa), database, now)
    rosa.ask("B01")
    with database.reading() as session:
        ids = {f.name: f.id for f in session.exec(select(EvidenceFile))}
    assert attach("B01", "renewed.pdf") == 200
    assert attach("D05", "other.pdf") == 409
    for step in ("remove", "replace"):
        files = {"file": ("x.pdf", pdf(1, "x"), "application/pdf")} if step == "replace" else None
        address = quillfeather.page(f"evidence/{ids['report.pdf']}/{step}")
        assert marta.post(address, data=None if files else {"question": "D05"}, files=files).status_code == 409
    address = quillfeather.page(f"evidence/{ids['certificate.pdf']}/link")
    assert marta.post(address, data={"question": "D05"}).status_code == 409
    address = quillfeather.page(f"evidence/{ids['certificate.pdf']}/remove")
    assert marta.post(address, data={"question": "B01"}).status_code == 200
    assert rosa.step("withdraw") == 303
    with database.reading() as session:
        files_now = {f.name: f.removed_at is None for f in session.exec(select(EvidenceFile))}
    assert files_now == {"certificate.pdf": True, "report.pdf": True, "renewed.pdf": False}


def test_taken_back_the_answers_are_as_they_were_sent_and_nothing_typed_is_lost(
    marta: TestClient, sent: Invited, rosa: Reviewer, database: Database
) -> None:
    rosa.ask("D03", "D02")
    answer(marta, sent, "D03", seen=1, value="Daily.")
    answer(marta, sent, "D02", **{"value-day": "3", "value-month": "5", "value-year": "2026"})
    assert rosa.step("withdraw") == 303
    assert rosa.step("withdraw") == 303
    assert (state(database).state, stored(database, "D03")) == (ResponseState.SUBMITTED, "Weekly.")
    assert stored(database, "D02") is None
    assert "Daily." in marta.get(sent.page("answers/D03/history")).text
    assert answer(marta, sent, "D03", seen=3, value="Daily.").status_code == 409
    assert len(mails(database, "clarification-withdrawn")) == 1
    late = marta.post(sent.page("submit"), data=SIGNED | reply(database, "The daily one."))
    assert late.status_code == 409
    assert "has taken its question back. Nothing was sent now." in late.text
    assert len(submissions(database)) == 1
    assert marta.post(sent.page("reopen")).status_code == 200, "before the due date the vendor may open all of it"


def test_two_reviewers_ask_and_what_came_meanwhile_is_not_passed_over(
    marta: TestClient, sent: Invited, rosa: Reviewer, database: Database, browser: Browser, cast: Cast, now: Now
) -> None:
    tomas = Reviewer(browser(cast.tomas), database, now)
    assert [rosa.ask("D03"), rosa.ask("D03")] == [303, 303], "twice the same is once"
    first = reply(database, "The daily one.")
    assert tomas.ask("D01", text="In months?") == 303
    assert state(database).reopened == ["D01", "D03"]
    page = marta.post(sent.page("submit"), data=SIGNED | first)
    assert page.status_code == 409
    assert "You are asked something more" in page.text
    assert "The daily one." in page.text
    assert "In months?" in page.text
    assert rosa.step("withdraw", 2) == 303
    assert state(database).reopened == ["D03"]
    marta.post(sent.page("submit"), data=SIGNED | reply(database, "The daily one.", version=1))
    assert len(submissions(database)) == 2
    assert rosa.step("withdraw") == 409, "it is answered"
    assert rosa.ask("D03", text="And now?") == 409, "there is a newer submission to look at"


def test_two_at_the_vendor_do_not_write_over_one_another(
    marta: TestClient, jonah: TestClient, sent: Invited, rosa: Reviewer, database: Database
) -> None:
    rosa.ask("D03")
    jonah.post(sent.page("clarifications"), data=reply(database, "The weekly one."))
    for step in ("clarifications", "submit"):
        page = marta.post(sent.page(step), data=SIGNED | reply(database, "The daily one."))
        assert page.status_code == 409
        assert "The weekly one." in page.text
        assert "The daily one." in page.text
    assert len(submissions(database)) == 1


def test_a_double_click_sends_once(marta: TestClient, sent: Invited, rosa: Reviewer, database: Database) -> None:
    rosa.ask("D03")
    data = SIGNED | reply(database, "The daily one.")
    assert [marta.post(sent.page("submit"), data=data).url.path for _ in range(2)] == [sent.page("receipt")] * 2
    assert len(submissions(database)) == 2


def test_after_the_due_date_of_the_round_the_question_is_open_and_a_late_answer_is_marked(
    marta: TestClient, sent: Invited, rosa: Reviewer, database: Database, now: Now
) -> None:
    now.forward(timedelta(days=20))  # the round was due on 1 December
    marta.post(f"/q/{sent.token}")
    assert answer(marta, sent, "D03", seen=1, value="Daily.").status_code == 409
    assert rosa.ask("D03", days=5) == 303
    assert marta.post(f"/q/{sent.token}").url.path == sent.page()
    assert answer(marta, sent, "D03", seen=1, value="Daily.").status_code == 200
    now.forward(timedelta(days=6))
    assert "Was due on" in marta.get(sent.page()).text
    receipt = marta.post(sent.page("submit"), data=SIGNED | reply(database))
    assert receipt.status_code == 200
    assert row(database).late
    assert not submissions(database)[1].late, "the round's date is not the question's"
    assert "Late" in rosa.browser.get(rosa.page).text


def test_the_link_lasts_until_the_answer_is_due(
    sent: Invited, rosa: Reviewer, database: Database, change_invitation: Change, now: Now
) -> None:
    change_invitation(expires_at=now() + timedelta(days=1))
    rosa.ask("D03", days=30)
    with database.reading() as session:
        ends = session.get_one(Invitation, sent.invitation_id).expires_at
    assert ends is not None
    assert ends > now() + timedelta(days=55)


def test_what_the_vendor_reopened_and_did_not_send_in_time_is_put_back_first(
    marta: TestClient, sent: Invited, rosa: Reviewer, database: Database, now: Now
) -> None:
    marta.post(sent.page("reopen"))
    answer(marta, sent, "D01", seen=1, value="12")
    assert rosa.ask("D03") == 409, "it is still changing them"
    now.forward(timedelta(days=20))
    assert rosa.ask("D03") == 303
    assert stored(database, "D01") == 24
    marta.post(f"/q/{sent.token}")
    marta.post(sent.page("submit"), data=SIGNED | reply(database, "The daily one."))
    assert submissions(database)[1].content["answers"]["D01"]["value"] == 24


@pytest.mark.parametrize(
    "change", [{"revoked_at": True}, {"declined_at": True}, {"closed": True}], ids=["revoked", "declined", "closed"]
)
def test_nothing_is_asked_of_somebody_who_could_not_answer(
    sent: Invited, rosa: Reviewer, database: Database, now: Now, change: dict[str, bool]
) -> None:
    with database.writing() as session:
        invitation = session.get_one(Invitation, sent.invitation_id)
        campaign = session.get_one(Campaign, sent.campaign_id)
        for name in change:
            if name == "closed":
                campaign.state = CampaignState.CLOSED
            else:
                setattr(invitation, name, now())
        session.add(invitation)
        session.add(campaign)
    assert "Nothing can be asked now" in rosa.browser.get(rosa.page).text
    assert rosa.ask("D03") == 409
    assert state(database).state == ResponseState.SUBMITTED


def test_what_will_not_do_is_said_and_nothing_typed_is_lost(rosa: Reviewer, database: Database, now: Now) -> None:
    for data in ({"questions": ["D03"], "due_on": "2026-11-01"}, {"questions": ["B02"], "due_on": "2026-12-01"}, {}):
        status, page = rosa.post(text=TEXT, submission="1", **data)
        assert status == 422
        assert TEXT in page
    assert state(database).state == ResponseState.SUBMITTED


def test_a_viewer_does_not_ask(rosa: Reviewer, browser: Browser, cast: Cast, database: Database, now: Now) -> None:
    assert Reviewer(browser(cast.vera), database, now).ask("D03") == 403


def test_what_to_improve_is_told_in_the_buyers_words_alone(
    marta: TestClient, sent: Invited, rosa: Reviewer, browser: Browser, cast: Cast, database: Database, now: Now
) -> None:
    page = rosa.page.replace("clarifications", "feedback")
    tomas = browser(cast.tomas)
    assert rosa.browser.get(page).status_code == 403, "a reviewer judges, and a manager tells"
    assert "Please answer this question." in tomas.get(page).text
    assert tomas.post(page, data={"version": "0", "about": "D03", "text-D03": " "}).status_code == 422
    assert tomas.post(page, data={"version": "0"}).status_code == 422
    told = {"version": "0", "text": "Thank you.", "about": "D03", "text-D03": "Say who looks.", "text-D01": "Never."}
    assert [tomas.post(page, data=told).status_code for _ in range(2)] == [200, 200]
    (mail,) = mails(database, "feedback")
    assert "2.3 How do you notice drift?" in mail.text
    assert "Say who looks." in mail.text
    for place in ("", "receipt"):
        seen = marta.get(sent.page(place)).text
        assert "What Norrhaven Transit asks you to improve" in seen
        assert "Say who looks." in seen
        assert "Never." not in seen
        assert "Tomas" not in seen
    now.forward(timedelta(days=1))
    assert tomas.post(page, data=told | {"text-D03": "Say who."}).status_code == 409
    assert tomas.post(page, data=told | {"text-D03": "Say who.", "version": "1"}).status_code == 200
    assert "Changed on 25 November 2026" in marta.get(sent.page("receipt")).text


def test_the_same_link_says_where_the_answers_are(
    marta: TestClient, sent: Invited, rosa: Reviewer, database: Database, settings: Settings, now: Now,
    browser: Browser, cast: Cast,
) -> None:  # fmt: skip
    assert "Received" in marta.get(sent.page()).text
    assert "In review" not in marta.get(sent.page()).text
    work(settings, now)
    review = rosa.page.replace("/responses", "/reviews").removesuffix("/clarifications")
    form = {"kind": "verified", "target": "D01", "reason": "Seen in a call.", "submission": "1"}
    assert rosa.browser.post(review, data=form).status_code == 200
    rosa.ask("D03")
    page = marta.get(sent.page("receipt")).text
    for words in ("Received", "In review", "Clarification asked"):
        assert words in page
    assert "Seen in a call." not in page
    browser(cast.tomas).post(f"/campaigns/{sent.campaign_id}/close")
    page = marta.get(sent.page("receipt")).text
    assert re.search(r"24 November 2026</time><span><b>Closed", page)
    assert answer(marta, sent, "D03", seen=1, value="Daily.").status_code == 409


@pytest.mark.parametrize("codes", [clarifications.CODES, feedback.CODES, asking.CODES])
def test_every_problem_is_explained(codes: dict[str, str]) -> None:
    explained = (Path(__file__).resolve().parents[2] / "docs" / "errors.md").read_text()
    assert [code for code in codes if f"`{code}`" not in explained] == []
