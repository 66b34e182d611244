"""The language a vendor reads: guessed, chosen, remembered by the browser and behind the link."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.core.problems import Problem
from app.core.wording import say, say_count
from app.features.campaigns.models import Invitation
from app.features.notifications.models import Mail
from app.infra import language
from app.infra.db import Database
from app.infra.language import languages, speaking, translate
from app.web.language import preferred
from tests.conftest import Browser
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_fixtures import Change
from tests.web.vendor_story import Invited


@pytest.fixture
def german(tmp_path, monkeypatch):
    """A world with one catalog, of a few words."""
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "countersign.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
        'msgid "The text has %(length)s characters."\nmsgstr "Der Text hat %(length)s Zeichen."\n'
        '#, fuzzy\nmsgid "Maybe"\nmsgstr "Vielleicht"\n'
        'msgid "%(count)s row"\nmsgid_plural "%(count)s rows"\n'
        'msgstr[0] "%(count)s Zeile"\nmsgstr[1] "%(count)s Zeilen"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(language, "LOCALES", tmp_path)
    for cached in (language.languages, language._catalog):
        cached.cache_clear()
    yield
    monkeypatch.undo()
    for cached in (language.languages, language._catalog):
        cached.cache_clear()


def test_a_wording_is_plain_english_to_the_rules() -> None:
    assert say("The text has %(length)s characters.", length=12_345) == "The text has 12,345 characters."
    assert say_count("%(count)s row", "%(count)s rows", 1) == "1 row"


def test_a_wording_is_said_in_the_language_that_is_spoken(german) -> None:
    words = say("The text has %(length)s characters.", length=12_345)
    with speaking("de"):
        assert translate(words) == "Der Text hat 12.345 Zeichen."
        assert translate(say_count("%(count)s row", "%(count)s rows", 2)) == "2 Zeilen"
        assert translate(say("Not there yet")) == "Not there yet"
        assert translate(say("Maybe")) == "Maybe", "what is marked as fuzzy is not said"
    assert translate(words) == "The text has 12,345 characters."


def test_a_wording_within_a_wording_is_said_too(german) -> None:
    words = say("%(one)s!", one=say_count("%(count)s row", "%(count)s rows", 1))
    with speaking("de"):
        assert translate(words) == "1 Zeile!"


def test_a_problem_keeps_its_wording_and_is_stored_as_plain_text(german) -> None:
    words = say_count("%(count)s row", "%(count)s rows", 2)
    problem = Problem(code="X", where="", message=words, remedy="")
    with speaking("de"):
        assert translate(problem.message) == "2 Zeilen"
    assert Problem.model_validate_json(problem.model_dump_json()).message == "2 rows"


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("tlh, de;q=0.3", "de"),
        ("da;q=1,de;q=nonsense", "en"),
        ("de;q=0", "en"),
        ("", "en"),
        ("*", "en"),
    ],
)
def test_the_first_guess_is_what_the_browser_prefers_among_what_there_is(german, header: str, chosen: str) -> None:
    assert languages() == ("en", "de")
    assert preferred(header) == chosen


GERMAN = {"accept-language": "de-CH,de;q=0.9,en;q=0.5"}


def language_of(page: str) -> str:
    found = re.search(r'<html lang="(\w+)"', page)
    assert found
    return found[1]


def test_a_browser_is_spoken_to_as_it_prefers(browser: Browser, quillfeather: Invited) -> None:
    page = browser().get(f"/q/{quillfeather.token}", headers=GERMAN)
    assert language_of(page.text) == "de"
    assert "Wer Ihre Antworten sieht" in page.text
    assert "1. Dezember 2026" in page.text
    assert "Diesen Fragebogen gibt es nur in einer Sprache: Englisch." in page.text
    assert '<p class="caption" lang="en">' in page.text
    assert "set-cookie" not in page.headers, "a guess is no choice"
    assert language_of(browser().get("/login", headers=GERMAN).text) == "en", "buyers' pages are in English"


def test_a_choice_is_remembered_by_the_browser_and_behind_the_link(
    browser: Browser, quillfeather: Invited, database: Database
) -> None:
    chosen = browser()
    told = {"language": "fr", "next": f"/q/{quillfeather.token}/decline"}
    answered = chosen.post(f"/q/{quillfeather.token}/language", data=told, follow_redirects=False)
    assert answered.headers["location"] == f"/q/{quillfeather.token}/decline"
    assert "cs_language=fr" in answered.headers["set-cookie"]
    assert language_of(chosen.get(f"/q/{quillfeather.token}", headers=GERMAN).text) == "fr"
    other = browser().get(f"/q/{quillfeather.token}", headers=GERMAN)
    assert language_of(other.text) == "fr", "what was chosen behind the link goes before a browser's preference"
    with database.reading() as session:
        assert session.get_one(Invitation, quillfeather.invitation_id).language == "fr"


def test_a_language_that_is_not_there_changes_nothing(browser: Browser, quillfeather: Invited) -> None:
    told = {"language": "../../etc", "next": "https://elsewhere.example/"}
    answered = browser().post(f"/q/{quillfeather.token}/language", data=told, follow_redirects=False)
    assert answered.headers["location"] == f"/q/{quillfeather.token}"
    assert "set-cookie" not in answered.headers


def test_errors_answers_and_the_receipt_are_in_the_language(
    marta: TestClient, quillfeather: Invited, database: Database, change_campaign: Change
) -> None:
    desk = f"/v/{quillfeather.invitation_id}"
    marta.post(f"{desk}/language", data={"language": "de", "next": f"{desk}/"})
    assert "Weitermachen" in marta.get(f"{desk}/").text or "Mit Abschnitt 1 beginnen" in marta.get(f"{desk}/").text
    refused = marta.post(f"{desk}/answers/B04", data={"B04:value": ["a", "b"], "B04:version": "0"})
    assert refused.status_code == 422
    assert "Es wurden zwei Werte gesendet, wo einer erwartet wird." in refused.text
    nowhere = marta.get(f"{desk}/sections/nowhere")
    assert nowhere.status_code == 404
    assert "Diese Seite gibt es nicht, oder Sie haben keinen Zugriff darauf." in nowhere.text
    signed = {
        "name": "Marta Quist", "function": "KI-Beauftragte", "email": "marta@quillfeather.example", "read": "1",
        "true": "1", "known": "1", "accepts_gaps": "1",
    }  # fmt: skip
    assert marta.post(f"{desk}/submit", data=signed).status_code == 200
    with database.reading() as session:
        mail = session.exec(select(Mail).where(Mail.kind == "receipt")).one()
    assert mail.subject.startswith("Quittung ")
    assert "Guten Tag Marta Quist," in mail.text
    assert '<html lang="de">' in mail.html
    why = "Ihre Antworten wurden abgegeben. Öffnen Sie sie auf der Seite der Quittung wieder"
    assert why in marta.get(f"{desk}/").text


def test_what_was_kept_in_english_is_recognised() -> None:
    kept = "Words on pages 1, 3 are a picture and were not read, to keep within the limits."
    with speaking("de"):
        assert language.recognised(kept).startswith("Wörter (Seiten 1, 3) sind ein Bild")
        assert language.recognised("Nobody ever said this.") == "Nobody ever said this."
    assert language.recognised(kept) == kept
