"""Stories: Marta asks beside a question, Ines answers and publishes, and Otto reads it without learning who asked."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from app.features.audit.models import AuditEvent
from app.features.campaigns.models import Campaign, CampaignState
from app.features.enquiries.models import Enquiry, EnquiryReply, EnquiryState
from app.features.enquiries.schemas import CODES, MOST_OPEN, names_in
from app.features.notifications.models import Mail
from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_story import Invited, invite

ASKED = "Does the stop button of Quillfeather Hire count as a way to stop it?"
ANSWER = "Yes, if anybody on shift may press it."
PUBLIC = {"question": "Does a stop button count as a way to stop it?", "answer": ANSWER}


def ask(browser: TestClient, vendor: Invited, text: str = ASKED, question: str = "D03") -> int:
    data = {"question": question, "text": text, "here": "1"}
    return browser.post(vendor.page("questions"), data=data, follow_redirects=False).status_code


def enquiry(database: Database) -> Enquiry:
    with database.reading() as session:
        return session.exec(select(Enquiry)).one()


def mails(database: Database, kind: str) -> list[Mail]:
    with database.reading() as session:
        return list(session.exec(select(Mail).where(Mail.kind == kind).order_by(Mail.to_address)))  # type: ignore[arg-type]


class Buyer:
    """What somebody at the buyer does with the one enquiry there is."""

    def __init__(self, browser: TestClient, database: Database, campaign_id: str) -> None:
        self._browser, self._database, self.page = browser, database, f"/campaigns/{campaign_id}/questions"

    def read(self) -> str:
        return self._browser.get(self.page).text

    def post(self, step: str, **data: str) -> tuple[int, str]:
        address = f"{self.page}/{enquiry(self._database).id}/{step}"
        answer = self._browser.post(address, data=data, follow_redirects=False)
        return answer.status_code, answer.text

    def answer(self, answer: str = ANSWER, version: int = 0) -> int:
        return self.post("answer", answer=answer, version=str(version))[0]

    def publish(self, version: int = 0, **changes: str) -> int:
        return self.post("publish", **{**PUBLIC, **changes}, version=str(version))[0]


@pytest.fixture
def otto(browser: Browser, otterline: Invited) -> TestClient:
    opened = browser()
    assert opened.post(f"/q/{otterline.token}").status_code == 200
    return opened


@pytest.fixture
def ines(browser: Browser, cast: Cast, database: Database, quillfeather: Invited) -> Buyer:
    return Buyer(browser(cast.ines), database, quillfeather.campaign_id)


def test_a_question_is_asked_answered_and_read_in_the_same_place(
    marta: TestClient, quillfeather: Invited, ines: Buyer, database: Database
) -> None:
    assert ask(marta, quillfeather) == 303
    (mail,) = mails(database, "enquiry")
    assert mail.to_address == "ines@norrhaven.example"
    assert f"http://testserver{ines.page}#e-{enquiry(database).id}" in mail.text
    assert ASKED in mail.text
    assert ASKED in ines.read()
    assert "1 question waits for an answer" in ines.read()
    assert ines.answer() == 303
    (mail,) = mails(database, "answer")
    assert mail.to_address == "marta@vendor.example"
    assert ANSWER in mail.text
    for place in ("sections/depth", "questions"):
        page = marta.get(quillfeather.page(place)).text
        assert ASKED in page
        assert ANSWER in page
    assert "1 answered" in marta.get(quillfeather.page()).text


def test_the_other_vendor_learns_nothing_before_it_is_published_and_never_who_asked(
    marta: TestClient, otto: TestClient, quillfeather: Invited, otterline: Invited, ines: Buyer, database: Database
) -> None:
    ask(marta, quillfeather)
    ines.answer()
    places = ("", "questions", "sections/depth")
    assert not any("stop button" in otto.get(otterline.page(place)).text for place in places)
    assert ines.publish() == 303
    for place in places[1:]:
        page = otto.get(otterline.page(place)).text
        assert PUBLIC["question"] in page
        assert ANSWER in page
        for secret in ("Quillfeather Hire count", "Marta", "You asked this", enquiry(database).id):
            assert secret not in page
    assert "1 published" in otto.get(otterline.page()).text
    assert "You asked this" in marta.get(quillfeather.page("questions")).text
    told = mails(database, "published")
    assert [m.to_address for m in told] == ["marta@vendor.example", "otto@vendor.example"]
    assert not any("Marta" in m.text.replace("Marta Quist,", "") for m in told)
    assert "Quillfeather" not in told[1].text.replace("about Quillfeather Hire", "")


def test_a_vendor_that_is_invited_later_reads_what_was_published_before(
    marta: TestClient, quillfeather: Invited, ines: Buyer, database: Database, browser: Browser, now: Now,
    settings: Settings,
) -> None:  # fmt: skip
    ask(marta, quillfeather, question="")
    ines.answer()
    ines.publish()
    now.forward(timedelta(days=2))
    with database.writing() as session:
        row = session.get_one(Campaign, quillfeather.campaign_id)
        late = invite(session, row, "Larkspur & Tonne", "Dirk Tonne", settings, now())
    dirk = browser()
    dirk.post(f"/q/{late.token}")
    assert PUBLIC["question"] in dirk.get(late.page("questions")).text


def test_a_published_answer_is_corrected_in_sight_of_everybody(
    marta: TestClient, otto: TestClient, quillfeather: Invited, otterline: Invited, ines: Buyer, database: Database,
    now: Now,
) -> None:  # fmt: skip
    ask(marta, quillfeather)
    ines.answer()
    ines.publish()
    now.forward(timedelta(days=1))
    assert ines.publish(version=1, answer="Yes, if two people may press it.") == 303
    page = otto.get(otterline.page("questions")).text
    assert "Yes, if two people may press it." in page
    assert "Corrected on 24 November 2026" in page
    assert ANSWER in page
    assert ines.publish(version=2, answer="Yes, if two people may press it.") == 303, "the same words again"
    assert len(mails(database, "published")) == 4
    with database.reading() as session:
        actions = [
            e.action
            for e in session.exec(select(AuditEvent).order_by(col(AuditEvent.id)))
            if e.subject_kind == "enquiry"
        ]
    assert actions == ["enquiry.asked", "enquiry.answered", "enquiry.published", "enquiry.publication_corrected"]


def test_words_that_name_a_vendor_are_stopped_until_a_person_says_that_they_give_nobody_away(
    marta: TestClient, quillfeather: Invited, ines: Buyer, database: Database
) -> None:
    ask(marta, quillfeather)
    ines.answer()
    for telling in (ASKED, "Is marta@vendor.example right?", "Otterline does it, may we?"):
        status, page = ines.post("publish", question=telling, answer=ANSWER, version="0")
        assert status == 422
        assert telling.partition("@")[0] in page, "nothing typed is lost"
        assert "may tell vendors of one another" in page
    assert enquiry(database).publication is None
    assert ines.publish(question=ASKED, sure="true") == 303


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What of quillfeather?", ("quillfeather",)),
        ("QUILLFEATHER  Talent ApS asks", ("Quillfeather Talent ApS",)),
        ("Does talent management count?", ()),
        ("Quillfeathers", ()),
        ("", ()),
    ],
)
def test_names_are_found_whole_or_by_a_word_of_their_own(text: str, found: tuple[str, ...]) -> None:
    assert names_in(text, ["Quillfeather Talent ApS", ""]) == found


def test_two_who_answer_at_once_see_one_another(
    marta: TestClient, quillfeather: Invited, ines: Buyer, browser: Browser, cast: Cast, database: Database
) -> None:
    rosa = Buyer(browser(cast.rosa), database, quillfeather.campaign_id)
    ask(marta, quillfeather)
    assert rosa.answer("No.") == 303
    status, page = ines.post("answer", answer=ANSWER, version="0")
    assert status == 409
    assert "Rosa Lindqvist</bdi> was quicker" in page
    assert ANSWER in page
    assert ines.answer(version=1) == 303
    assert "Corrected: what the answer was before" in marta.get(quillfeather.page("questions")).text
    assert rosa.publish() == 403, "a reviewer answers, and does not publish"


def test_a_double_click_asks_and_answers_once(
    marta: TestClient, quillfeather: Invited, ines: Buyer, database: Database
) -> None:
    assert [ask(marta, quillfeather) for _ in range(2)] == [303, 303]
    assert [ines.answer() for _ in range(2)] == [303, 303]
    assert [ines.publish() for _ in range(2)] == [303, 303]
    with database.reading() as session:
        assert len(session.exec(select(EnquiryReply)).all()) == 2
    assert [len(mails(database, kind)) for kind in ("enquiry", "answer", "published")] == [1, 1, 2]


def test_a_question_is_taken_back_until_it_is_answered(
    marta: TestClient, otto: TestClient, quillfeather: Invited, otterline: Invited, ines: Buyer, database: Database
) -> None:
    ask(marta, quillfeather)
    data = {"enquiry": enquiry(database).id}
    assert otto.post(otterline.page("questions/withdraw"), data=data).status_code == 404
    assert marta.post(quillfeather.page("questions/withdraw"), data=data).status_code == 200
    assert enquiry(database).state == EnquiryState.WITHDRAWN
    assert ASKED not in marta.get(quillfeather.page("questions")).text
    assert ines.answer() == 409
    assert "Taken back" in ines.read()


def test_an_answered_question_stays(marta: TestClient, quillfeather: Invited, ines: Buyer, database: Database) -> None:
    ask(marta, quillfeather)
    assert ines.publish() == 409, "there is no answer yet"
    ines.answer()
    data = {"enquiry": enquiry(database).id}
    assert marta.post(quillfeather.page("questions/withdraw"), data=data).status_code == 409


def test_after_the_day_for_questions_nothing_can_be_asked(
    marta: TestClient, quillfeather: Invited, database: Database, now: Now
) -> None:
    with database.writing() as session:
        row = session.get_one(Campaign, quillfeather.campaign_id)
        row.questions_until = now().date()
        session.add(row)
    assert "You can ask until" in marta.get(quillfeather.page("questions")).text
    assert ask(marta, quillfeather) == 303
    now.forward(timedelta(days=1))
    assert ask(marta, quillfeather, "And this?") == 409
    page = marta.get(quillfeather.page("sections/depth")).text
    assert ASKED in page
    assert "Ask Norrhaven Transit about" not in page


def test_a_closed_round_takes_no_questions(marta: TestClient, quillfeather: Invited, database: Database) -> None:
    with database.writing() as session:
        row = session.get_one(Campaign, quillfeather.campaign_id)
        row.state = CampaignState.CLOSED
        session.add(row)
    assert ask(marta, quillfeather) == 409


def test_what_was_typed_is_there_again_when_it_will_not_do(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    page = marta.post(quillfeather.page("questions"), data={"question": "D03", "text": "x" * 4001})
    assert page.status_code == 422
    assert "x" * 4001 in page.text
    assert re.search(r'<option value="D03" selected>', page.text)
    assert marta.post(quillfeather.page("questions"), data={"question": "nowhere", "text": "Why?"}).status_code == 404
    for n in range(MOST_OPEN):
        assert ask(marta, quillfeather, f"Question {n}?") == 303
    assert ask(marta, quillfeather, "One more?") == 422


def test_with_scripts_the_answer_is_drawn_beside_the_question(marta: TestClient, quillfeather: Invited) -> None:
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    data = {"question": "D03", "text": ASKED, "here": "1"}
    page = marta.post(quillfeather.page("questions"), data=data, headers=headers)
    assert page.status_code == 200
    assert page.text.strip().startswith('<div class="ask" id="ask-D03">')
    assert "Waits for an answer" in page.text


def test_questions_cannot_be_asked_after_the_answers_are_due(
    browser: Browser, cast: Cast, quillfeather: Invited
) -> None:
    form = {
        "title": "AI in hiring", "release_id": "x", "system_name": "Hire", "due_on": "2026-12-01",
        "questions_until": "2026-12-02", "version": "1",
    }  # fmt: skip
    page = browser(cast.ines).post(f"/campaigns/{quillfeather.campaign_id}/settings", data=form)
    assert page.status_code == 422
    assert "Questions can be asked after the answers are due" in page.text


def test_every_problem_is_explained() -> None:
    explained = (Path(__file__).resolve().parents[2] / "docs" / "errors.md").read_text()
    assert [code for code in CODES if f"`{code}`" not in explained] == []
