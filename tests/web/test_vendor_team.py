"""Stories: Marta and Nora answer together. They see one another at work, say who does what, and leave notes that the
buyer never sees."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import SQLModel, select

from app.features.campaigns.schemas import Access, PersonView
from app.features.notifications.models import Mail
from app.features.team.models import TeamVisit
from app.features.team.schemas import mentioned
from app.infra.db import Database
from app.infra.settings import ROOT
from tests.conftest import Browser, Now
from tests.web.test_vendor_people import enter, invite, link_of
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_story import Invited, answer

NOTE = "answers/D03/team"


@pytest.fixture
def nora_id(marta: TestClient, quillfeather: Invited) -> str:
    return invite(marta, quillfeather)


@pytest.fixture
def nora(browser: Browser, marta: TestClient, quillfeather: Invited, nora_id: str) -> TestClient:
    """Her colleague's browser, in by a link of her own; hers is the section "depth"."""
    return enter(browser, link_of(marta, quillfeather, nora_id))


def ping(browser: TestClient, vendor: Invited, section: str = "depth", **more: str) -> tuple[int, str]:
    answer = browser.post(vendor.page("here"), data={"section": section, **more})
    return answer.status_code, answer.text


def test_one_sees_that_the_other_has_the_section_open_and_edits_it(
    marta: TestClient, nora: TestClient, quillfeather: Invited, now: Now
) -> None:
    assert ping(nora, quillfeather)[0] == 200
    page = marta.get(quillfeather.page("sections/depth")).text
    assert "Nora Vale has this section open." in page
    assert "Nora Vale there now" in marta.get(quillfeather.page()).text
    assert "Nora Vale" not in marta.get(quillfeather.page("sections/basics")).text
    opened = now().isoformat()
    now.forward(timedelta(seconds=20))
    answer(nora, quillfeather, "D03", value="Weekly.")
    status, shown = ping(marta, quillfeather, since=opened)
    assert status == 200
    assert "Nora Vale is editing this section." in shown
    assert 'href="#q-D03"' in shown
    state = re.search(r'name="state" value="(\w+)"', shown)
    assert state is not None
    assert ping(marta, quillfeather, since=opened, state=state[1]) == (204, ""), "nothing new, nothing said again"


def test_presence_ends_by_itself(marta: TestClient, nora: TestClient, quillfeather: Invited, now: Now) -> None:
    ping(nora, quillfeather)
    now.forward(timedelta(seconds=71))
    assert "Nora Vale has" not in marta.get(quillfeather.page("sections/depth")).text


def test_being_here_costs_a_row_and_at_most_two_writes_a_minute(
    marta: TestClient, nora: TestClient, quillfeather: Invited, now: Now, database: Database
) -> None:
    written = []
    for _ in range(9):  # three minutes of a page that tells every twenty seconds
        ping(nora, quillfeather)
        with database.reading() as session:
            rows = session.exec(select(TeamVisit).where(TeamVisit.section_id != "")).all()
        assert len(rows) == 1
        written.append(rows[0].last_at)
        now.forward(timedelta(seconds=20))
    assert len(set(written)) == 5


def test_whoever_works_alone_is_asked_for_nothing(marta: TestClient, quillfeather: Invited) -> None:
    page = marta.get(quillfeather.page("sections/depth")).text
    assert 'id="here"' not in page
    assert ping(marta, quillfeather) == (204, "")


def test_a_conflict_names_the_colleague_and_the_time_and_shows_both(
    marta: TestClient, nora: TestClient, quillfeather: Invited
) -> None:
    answer(nora, quillfeather, "D03", value="Weekly.", seen=0)
    both = answer(marta, quillfeather, "D03", value="Daily.", seen=0)
    assert both.status_code == 409
    for words in ("Nora Vale changed this answer at", "Weekly.", "Daily.", "Keep yours", "Keep the other"):
        assert words in both.text
    assert answer(marta, quillfeather, "D03", value="Daily.", keep="1").status_code == 200
    history = marta.get(quillfeather.page("answers/D03/history")).text
    assert history.index("Daily.") < history.index("Weekly.")


def test_a_note_stays_in_the_team_and_tells_whom_it_mentions(
    browser: Browser, marta: TestClient, nora: TestClient, quillfeather: Invited, database: Database
) -> None:
    kept = marta.post(quillfeather.page(NOTE), data={"text": "@nora, is that so? Ask legal first."})
    assert "whom it mentions gets a mail" in kept.text
    marta.post(quillfeather.page(NOTE), data={"text": "@nora, is that so? Ask legal first."})
    assert nora.get(quillfeather.page(NOTE)).text.count("Ask legal first") == 1, "sent twice, kept once"
    assert "1 team note" in nora.get(quillfeather.page("sections/depth")).text
    with database.reading() as session:
        mail = session.exec(select(Mail).where(Mail.kind == "mention")).one()
    assert mail.to_address == "nora@vendor.example"
    assert "Ask legal first" not in mail.text + mail.html + mail.subject
    with database.engine.connect() as connection:
        holding = {
            name
            for name, table in SQLModel.metadata.tables.items()
            if any("Ask legal first" in repr(row) for row in connection.execute(sa.select(table)))
        }
    assert holding == {"team_note"}
    assert nora.post(quillfeather.page(f"{NOTE}/remove"), data={"note": "unknown"}).status_code == 404


def test_only_its_author_takes_a_note_out(marta: TestClient, nora: TestClient, quillfeather: Invited) -> None:
    marta.post(quillfeather.page(NOTE), data={"text": "Mine."})
    page = marta.get(quillfeather.page(NOTE)).text
    note = re.search(r'name="note" value="(\w+)"', page)
    assert note is not None
    assert 'name="note"' not in nora.get(quillfeather.page(NOTE)).text
    assert nora.post(quillfeather.page(f"{NOTE}/remove"), data={"note": note[1]}).status_code == 404
    assert marta.post(quillfeather.page(f"{NOTE}/remove"), data={"note": note[1]}).status_code == 200
    assert "Mine." not in marta.get(quillfeather.page(NOTE)).text


def test_what_is_wrong_with_a_note_is_said_and_nothing_typed_is_lost(marta: TestClient, quillfeather: Invited) -> None:
    long = "x" * 4001
    refused = marta.post(quillfeather.page(NOTE), data={"text": long})
    assert refused.status_code == 422
    assert long in refused.text
    assert marta.post(quillfeather.page(NOTE), data={"text": " "}).status_code == 422
    assert marta.post(quillfeather.page("answers/Q99/team"), data={"text": "Hi"}).status_code == 404


def test_who_answers_what_is_seen_on_the_hub_at_the_question_and_as_a_filter(
    marta: TestClient, nora: TestClient, nora_id: str, quillfeather: Invited
) -> None:
    told = marta.post(quillfeather.page("tasks"), data={"section:depth": nora_id, "section:basics": "contact"})
    assert "Who answers what is noted." in told.text
    assert marta.post(quillfeather.page("answers/D01/team/person"), data={"person": "contact"}).status_code == 200
    assert "For Marta Quist" in nora.get(quillfeather.page("sections/depth")).text
    hub = nora.get(quillfeather.page()).text
    assert "· Nora Vale" in hub
    mine = nora.get(quillfeather.page("?mine=1")).text
    assert 'id="t-depth"' in mine
    assert 'id="t-basics"' not in mine
    both = marta.get(quillfeather.page("?mine=1")).text
    assert 'id="t-depth"' in both, "one question of it is hers"


def test_nobody_is_given_what_they_cannot_answer(
    marta: TestClient, nora: TestClient, nora_id: str, quillfeather: Invited
) -> None:
    refused = marta.post(quillfeather.page("tasks"), data={"section:basics": nora_id})
    assert refused.status_code == 422
    assert "has no access to that section" in refused.text
    assert nora.post(quillfeather.page("answers/B01/team/person"), data={"person": "contact"}).status_code == 403


def test_the_hub_says_what_is_new_since_the_last_visit_of_each_person(
    marta: TestClient, nora: TestClient, nora_id: str, quillfeather: Invited, now: Now
) -> None:
    for browser in (marta, nora):
        assert browser.post(quillfeather.page("here")).status_code == 204
    assert "New since" not in marta.get(quillfeather.page()).text
    now.forward(timedelta(hours=3))
    answer(nora, quillfeather, "D03", value="Weekly.")
    answer(nora, quillfeather, "D04", value="https://vendor.example/drift")
    nora.post(quillfeather.page(NOTE), data={"text": "Done. @Marta"})
    now.forward(timedelta(hours=1))
    marta.post(quillfeather.page("tasks"), data={"section:depth": nora_id})
    hub = marta.get(quillfeather.page()).text
    assert "Nora Vale changed 2 answers in section 2:" in hub
    assert "Nora Vale left a note on question 2.3." in hub
    marta.post(quillfeather.page("here"))
    assert "Nora Vale changed 2 answers" in marta.get(quillfeather.page()).text, "looking once more is the same visit"
    assert "Marta Quist gave you section 2." in nora.get(quillfeather.page()).text
    now.forward(timedelta(hours=1))
    marta.post(quillfeather.page("here"))
    assert "New since" not in marta.get(quillfeather.page()).text


def test_without_scripts_coming_in_by_the_link_is_a_visit(
    marta: TestClient, nora: TestClient, quillfeather: Invited, now: Now
) -> None:
    now.forward(timedelta(hours=3))
    answer(nora, quillfeather, "D03", value="Weekly.")
    now.forward(timedelta(hours=1))
    marta.post(f"/q/{quillfeather.token}")
    assert "Nora Vale changed an answer in section 2:" in marta.get(quillfeather.page()).text


def test_a_mention_is_a_whole_handle() -> None:
    team = [
        PersonView(id=name, name=name, email=email, access=Access(), last_seen_at=None, link_sent_at=None)
        for name, email in (("Marta Quist", "marta@vendor.example"), ("Nora Vale", "n.vale@vendor.example"))
    ]
    for text, names in {
        "@Nora look": ["Nora Vale"], "@nora vale, look": ["Nora Vale"], "(@NORA)": ["Nora Vale"], "@Norah": [],
        "nora@vendor.example": [], "mail@nora": [], "Nora": [], "@n.vale": ["Nora Vale"],
        "@marta and @Nora": ["Marta Quist", "Nora Vale"],
    }.items():  # fmt: skip
        assert [p.name for p in mentioned(text, team)] == names, text


def test_no_page_of_the_buyer_reads_what_belongs_to_the_team() -> None:
    """Features cannot: the walls say so. Of the pages and commands, only the vendor's own do."""
    others = [p for floor in ("web", "cli") for p in (ROOT / "app" / floor).glob("*.py") if "vendor_" not in p.name]
    assert not [path.name for path in others if "app.features.team" in path.read_text()]
