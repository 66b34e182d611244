"""Stories: a vendor sees what stands against each other, puts it right or explains it, and the reviewer reads that."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from app.core.response import Response as CoreResponse
from app.core.scoring.scorecard import Scorecard
from app.features.effects import build_worker
from app.features.responses.models import ExplanationRow, ExplanationVersion, Submission
from app.features.scorecards.models import ScorecardRow
from app.infra.db import Database
from app.infra.services import build_services
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.features.review_story import QUESTIONNAIRE
from tests.web.test_reviews import form
from tests.web.vendor_story import HTMX, Invited, answer, campaign, invite, publish

SIGNED = {
    "name": "Marta Quist", "function": "Head of Responsible AI", "email": "marta@quillfeather.example", "read": "1",
    "true": "1", "known": "1", "accepts_gaps": "1",
}  # fmt: skip
SAID = "The body renumbered it in May."


@pytest.fixture
def quillfeather(database: Database, cast: Cast, settings: Settings, now: Now) -> Invited:
    with database.writing() as session:
        release = publish(session, cast.ines.actor, QUESTIONNAIRE, now())
        row = campaign(session, cast.ines.actor, release, now(), due_on=None)
        return invite(session, row, "Quillfeather Talent", "Marta Quist", settings, now())


@pytest.fixture
def marta(browser: Browser, quillfeather: Invited) -> TestClient:
    """She answers that the certificate carries the number CERT-1, and types from the certificate that it is CERT-2."""
    opened = browser(follow_redirects=False)
    opened.post(f"/q/{quillfeather.token}")
    answer(opened, quillfeather, "number", value="yes")
    typed = {"scheme": "iso-42001", "number": "CERT-2", "holder": "Quillfeather Talent"}
    assert opened.post(quillfeather.page("certificates"), data=typed).status_code == 303
    return opened


@pytest.fixture
def jonah(browser: Browser, quillfeather: Invited) -> TestClient:
    opened = browser(follow_redirects=False)
    opened.post(f"/q/{quillfeather.token}")
    return opened


def key_on(page: str) -> str:
    found = re.search(r'name="([^"]+):explanation"', page)
    assert found, "no difference can be explained on this page"
    return unescape(found[1])


def explain(browser: TestClient, invited: Invited, key: str, text: str, seen: int = 0, **more: str):  # type: ignore[no-untyped-def]
    data = {f"{key}:explanation": text, f"{key}:version": str(seen)} | {f"{key}:{n}": v for n, v in more.items()}
    return browser.post(invited.page("explanations"), data=data, headers=HTMX)


def kept(database: Database) -> list[tuple[str, int]]:
    with database.reading() as session:
        return [(r.text, r.version) for r in session.exec(select(ExplanationRow))]


def history(database: Database) -> list[str]:
    with database.reading() as session:
        rows = session.exec(select(ExplanationVersion).order_by(ExplanationVersion.version))  # type: ignore[arg-type]
        return [r.text for r in rows]


def score(database: Database, settings: Settings, now: Now) -> None:
    services = build_services(settings, now)
    while build_worker(services).run_once():
        pass
    services.database.dispose()


def newest(session: Session) -> ScorecardRow:
    return max(session.exec(select(ScorecardRow)).all(), key=lambda row: row.number)


def test_both_sides_are_shown_in_neutral_words_with_links_to_put_either_right(
    marta: TestClient, quillfeather: Invited
) -> None:
    page = marta.get(quillfeather.page("check")).text
    assert "Your answer 1.2 says" in page
    assert "Certificate CERT-2 says" in page
    assert f'href="{quillfeather.page("sections/certificate#q-number")}"' in page
    assert re.search(rf'href="{quillfeather.page("certificates/")}\w+#number"', page)
    section = page[page.index("Worth a second look") : page.index("All answers")]
    assert not re.search(r"\b(wrong|false|misleading|fake)\b", re.sub(r"<[^>]+>", "", section), re.IGNORECASE)


def test_an_explanation_is_saved_as_it_is_typed_and_every_text_is_kept(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    key = key_on(marta.get(quillfeather.page("check")).text)
    first = explain(marta, quillfeather, key, SAID)
    assert first.status_code == 200
    assert "Saved" in first.text
    assert f'name="{key}:version" value="1"' in first.text
    explain(marta, quillfeather, key, SAID, 1)  # the same again changes nothing
    explain(marta, quillfeather, key, "It is the same certificate.", 1)
    assert kept(database) == [("It is the same certificate.", 2)]
    assert history(database) == [SAID, "It is the same certificate."]
    assert "It is the same certificate." in marta.get(quillfeather.page("check")).text


def test_without_javascript_the_button_saves_and_what_was_typed_to_sign_is_still_there(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    key = key_on(marta.get(quillfeather.page("check")).text)
    data = SIGNED | {f"{key}:explanation": SAID, f"{key}:version": "0", "function": "Head of everything"}
    page = marta.post(quillfeather.page("explanations"), data=data)
    assert page.status_code == 200
    assert SAID in page.text
    assert 'value="Head of everything"' in page.text
    assert kept(database) == [(SAID, 1)]


def test_two_people_explain_at_once_and_neither_text_is_lost(
    marta: TestClient, jonah: TestClient, quillfeather: Invited, database: Database
) -> None:
    key = key_on(marta.get(quillfeather.page("check")).text)
    explain(jonah, quillfeather, key, "Jonah's words.")
    refused = explain(marta, quillfeather, key, SAID)
    assert refused.status_code == 409
    assert SAID in refused.text
    assert "Jonah&#39;s words." in refused.text
    assert kept(database) == [("Jonah's words.", 1)]
    again = marta.post(
        quillfeather.page("explanations"),
        data=SIGNED | {f"{key}:explanation": SAID, f"{key}:version": "0"},
    )
    assert again.status_code == 409
    assert SAID in again.text
    assert explain(marta, quillfeather, key, SAID, keep="1").status_code == 200
    assert kept(database) == [(SAID, 2)]
    assert history(database) == ["Jonah's words.", SAID]


def test_the_other_persons_text_can_be_taken(
    marta: TestClient, jonah: TestClient, quillfeather: Invited, database: Database
) -> None:
    key = key_on(marta.get(quillfeather.page("check")).text)
    explain(jonah, quillfeather, key, "Jonah's words.")
    data = {f"{key}:explanation": SAID, f"{key}:version": "0", f"{key}:take": "1"}
    page = marta.post(quillfeather.page("explanations"), data=data)
    assert page.status_code == 200
    assert "Jonah&#39;s words." in page.text
    assert kept(database) == [("Jonah's words.", 1)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [("x" * 4001, "This has 4,001 characters; 4,000 are possible."), ("a\x07b", "invisible control character")],
)
def test_what_cannot_be_kept_is_given_back_with_the_reason(
    marta: TestClient, quillfeather: Invited, database: Database, typed: str, said: str
) -> None:
    key = key_on(marta.get(quillfeather.page("check")).text)
    page = marta.post(quillfeather.page("submit"), data=SIGNED | {f"{key}:explanation": typed, f"{key}:version": "0"})
    assert page.status_code == 422
    assert said in page.text
    assert typed in page.text
    assert kept(database) == []
    with database.reading() as session:
        assert session.exec(select(Submission)).all() == []


def test_an_explanation_of_a_difference_that_was_put_right_is_given_back(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    key = key_on(marta.get(quillfeather.page("check")).text)
    answer(marta, quillfeather, "number", 1, value="no")
    page = marta.post(quillfeather.page("explanations"), data={f"{key}:explanation": SAID, f"{key}:version": "0"})
    assert page.status_code == 409
    assert "This difference is no longer there" in page.text
    assert SAID in page.text
    assert kept(database) == []


def test_it_waits_while_the_words_differ_and_is_there_again_when_they_come_back(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    key = key_on(marta.get(quillfeather.page("check")).text)
    explain(marta, quillfeather, key, SAID)
    answer(marta, quillfeather, "number", 1, value="no")
    assert SAID not in marta.get(quillfeather.page("check")).text
    marta.post(quillfeather.page("submit"), data=SIGNED)
    with database.reading() as session:
        assert CoreResponse.model_validate(session.exec(select(Submission)).one().content).explanations == ()
    marta.post(quillfeather.page("reopen"))
    answer(marta, quillfeather, "number", 2, value="yes")
    assert SAID in marta.get(quillfeather.page("check")).text


def test_what_was_sent_can_no_longer_be_explained(marta: TestClient, quillfeather: Invited, database: Database) -> None:
    key = key_on(marta.get(quillfeather.page("check")).text)
    marta.post(quillfeather.page("submit"), data=SIGNED)
    assert explain(marta, quillfeather, key, SAID).status_code == 409
    assert kept(database) == []


def test_it_is_signed_stands_in_the_vendors_copy_and_reaches_the_reviewer(
    marta: TestClient, quillfeather: Invited, database: Database, settings: Settings, now: Now, browser: Browser,
    cast: Cast,
) -> None:  # fmt: skip
    key = key_on(marta.get(quillfeather.page("check")).text)
    data = SIGNED | {f"{key}:explanation": SAID, f"{key}:version": "0"}  # typed, and sent along with the signature
    assert marta.post(quillfeather.page("submit"), data=data).status_code == 303
    assert "1 difference" in marta.get(quillfeather.page("receipt")).text
    copy = marta.get(quillfeather.page("copy")).text
    assert SAID in copy
    assert "Certificate CERT-2 says" in copy
    assert SAID in marta.get(quillfeather.page("copy.json")).text
    score(database, settings, now)
    with database.reading() as session:
        row = newest(session)
        found = next(f for f in Scorecard.model_validate(row.content).findings if f.key == key)
    assert (found.explained, found.explained_by, found.open) == (SAID, "Marta Quist", True)
    page = browser(cast.rosa).get(f"/scorecards/{row.id}").text
    assert "The vendor explains" in page
    assert SAID in page


def test_upheld_with_a_question_the_vendor_sees_the_question_and_never_the_reason(
    marta: TestClient, quillfeather: Invited, database: Database, settings: Settings, now: Now, browser: Browser,
    cast: Cast,
) -> None:  # fmt: skip
    key = key_on(marta.get(quillfeather.page("check")).text)
    marta.post(quillfeather.page("submit"), data=SIGNED | {f"{key}:explanation": SAID, f"{key}:version": "0"})
    score(database, settings, now)
    rosa = browser(cast.rosa)
    with database.reading() as session:
        row = newest(session)
    fields = form(rosa.get(f"/scorecards/{row.id}").text, "upholding", key)
    judged = fields | {"reason": "The register of the body knows no CERT-1.", "to_vendor": "Which number is it now?"}
    page = rosa.post(f"/reviews/{row.response_id}", data=judged).text
    assert "Upheld" in page
    assert "Rosa" in page
    assert "The register of the body knows no CERT-1." in page
    with database.reading() as session:
        again = newest(session)
        found = next(f for f in Scorecard.model_validate(again.content).findings if f.key == key)
    assert again.number == row.number + 1
    assert found.open
    assert found.upheld.startswith("Rosa")
    for before in ("receipt", "check"):
        seen = marta.get(quillfeather.page(before)).text
        assert "Which number is it now?" in seen
        assert "The register of the body" not in seen
        assert "Rosa" not in seen
    marta.post(quillfeather.page("reopen"))
    assert "Which number is it now?" in marta.get(quillfeather.page("check")).text
    # A new reason takes the place of the old one, which stays in the history.
    fields = form(rosa.get(f"/scorecards/{again.id}").text, "dismissal", key)
    page = rosa.post(f"/reviews/{row.response_id}", data=fields | {"reason": "The body wrote to us."}).text
    assert "Dismissed" in page
    assert "2 judgements so far" in page
    assert "The register of the body knows no CERT-1." in page
    assert "Which number is it now?" not in marta.get(quillfeather.page("check")).text
