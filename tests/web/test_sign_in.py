"""Signing in and out, the first run, and what a stranger, a guesser and a thief of cookies meet."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, col, select

from app.features.audit.models import AuditEvent
from app.features.identity import service
from app.features.identity.models import LoginAttempt, LoginSession, Member, Organisation
from app.features.identity.passwords import hash_password
from app.infra.db import Database
from app.infra.settings import Settings
from app.infra.tokens import new_token
from app.web.desk import MEMBER_COOKIE
from tests.conftest import Browser, Cast, Now, Person

PASSWORD = "slow heron under glass"
FIRST_RUN = {
    "organisation": "Norrhaven Transit",
    "timezone": "Europe/Oslo",
    "name": "Ines Aldemir",
    "email": "Ines@Norrhaven.example",
    "password": PASSWORD,
}


@pytest.fixture
def with_password(database: Database, cast: Cast) -> Cast:
    with database.writing() as session:
        for person in (cast.ines, cast.vera):
            session.get_one(Member, person.actor.id).password_hash = hash_password(PASSWORD)
    return cast


def sign_in(client: TestClient, email: str = "ines@norrhaven.example", password: str = PASSWORD, **more: str):
    return client.post("/login", data={"email": email, "password": password, **more}, follow_redirects=False)


def actions(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.exec(select(AuditEvent.action).order_by(col(AuditEvent.at), col(AuditEvent.id))))


def test_a_fresh_installation_asks_to_be_set_up(browser: Browser) -> None:
    stranger = browser()
    for page in ("/", "/account", "/login"):
        answer = stranger.get(page)
        assert answer.url.path == "/setup"
        assert "Set up Countersign" in answer.text


def test_the_first_run_creates_the_organisation_and_signs_its_owner_in(browser: Browser, database: Database) -> None:
    owner = browser()
    answer = owner.post("/setup", data=FIRST_RUN, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/campaigns")
    account = owner.get("/account").text
    assert "Ines Aldemir" in account
    assert "ines@norrhaven.example" in account
    with database.reading() as session:
        assert session.exec(select(Organisation.timezone)).all() == ["Europe/Oslo"]
        stored = session.exec(select(Member.password_hash)).one()
    assert stored.startswith("$argon2id$")
    assert actions(database) == ["organisation.created", "member.added", "member.signed_in"]


def test_there_is_no_second_first_run(browser: Browser, cast: Cast) -> None:
    stranger = browser()
    assert stranger.get("/setup").status_code == 404
    assert stranger.post("/setup", data=FIRST_RUN).status_code == 404


def test_a_wrong_first_run_keeps_what_was_typed_but_the_password(browser: Browser, database: Database) -> None:
    answer = browser().post("/setup", data=FIRST_RUN | {"email": "ines", "password": "short", "timezone": "Mars/Base"})
    assert answer.status_code == 422
    assert 'value="Norrhaven Transit"' in answer.text
    assert 'value="ines"' in answer.text
    assert "short" not in answer.text
    for field in ("email", "password", "timezone"):
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}"' in answer.text
    with database.reading() as session:
        assert session.exec(select(Organisation)).all() == []


def test_signing_in_opens_a_session_that_ends_by_itself(
    browser: Browser, with_password: Cast, now: Now, settings: Settings
) -> None:
    client = browser()
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/campaigns")
    cookie = answer.headers["set-cookie"].lower()
    for part in ("cs_session=", "httponly", "samesite=lax", "path=/;", f"max-age={settings.session_hours * 3600}"):
        assert part in cookie
    assert client.get("/account").status_code == 200
    now.forward(timedelta(hours=settings.session_hours))
    assert client.get("/account").url.path == "/login"


def test_over_https_the_cookie_is_secure(
    browser: Browser, with_password: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "secure_cookies", True)
    assert "secure" in sign_in(browser()).headers["set-cookie"].lower()


def test_wrong_credentials_do_not_say_which_was_wrong(browser: Browser, with_password: Cast) -> None:
    wrong_password = sign_in(browser(), password="another password")
    wrong_email = sign_in(browser(), email="nobody@norrhaven.example")
    assert wrong_password.status_code == wrong_email.status_code == 422
    assert "ines@norrhaven.example" in wrong_password.text
    same = wrong_password.text.replace("ines@norrhaven.example", "nobody@norrhaven.example")
    assert same == wrong_email.text
    assert "set-cookie" not in wrong_password.headers


def test_an_e_mail_is_taken_in_any_case_and_with_spaces(browser: Browser, with_password: Cast) -> None:
    assert sign_in(browser(), email=" INES@norrhaven.EXAMPLE ").status_code == 303


@pytest.mark.parametrize("email", ["", "\x00", "a" * 5000, "' OR 1=1 --", "é@è.example", "{message}"])
def test_nonsense_is_only_wrong(browser: Browser, with_password: Cast, email: str) -> None:
    assert sign_in(browser(), email=email, password="x" * 5000).status_code == 422


def test_after_eight_wrong_passwords_even_the_right_one_waits(
    browser: Browser, with_password: Cast, database: Database, now: Now
) -> None:
    client = browser()
    for _ in range(service.THROTTLE_PER_EMAIL):
        assert sign_in(client, password="wrong wrong wrong").status_code == 422
    refused = sign_in(client)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) == 900
    assert "Try again in 15 minutes" in refused.text
    assert "ines@norrhaven.example" in refused.text
    assert sign_in(browser(), email="vera@norrhaven.example").status_code == 303, "others are not held up"
    now.forward(service.THROTTLE_WINDOW)
    assert sign_in(client).status_code == 303


def test_success_clears_the_count_of_that_e_mail(browser: Browser, with_password: Cast) -> None:
    client = browser()
    for _ in range(3):
        for _ in range(service.THROTTLE_PER_EMAIL - 1):
            sign_in(client, password="wrong wrong wrong")
        assert sign_in(client).status_code == 303


def test_one_address_cannot_try_everybody(
    browser: Browser, with_password: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "THROTTLE_PER_ADDRESS", 5)
    client = browser()
    for number in range(5):
        assert sign_in(client, email=f"somebody{number}@norrhaven.example").status_code == 422
    assert sign_in(client).status_code == 429


def test_counts_name_nobody(browser: Browser, with_password: Cast, database: Database) -> None:
    sign_in(browser(), password="wrong wrong wrong")
    with database.reading() as session:
        subjects = session.exec(select(LoginAttempt.subject)).all()
    assert len(subjects) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", subject) for subject in subjects)


def test_refused_and_granted_are_on_record(browser: Browser, with_password: Cast, database: Database) -> None:
    client = browser()
    sign_in(client, password="wrong wrong wrong")
    sign_in(client)
    client.post("/logout")
    assert actions(database) == ["member.sign_in_refused", "member.signed_in", "member.signed_out"]


def test_a_session_that_was_planted_is_not_taken_over(
    browser: Browser, with_password: Cast, database: Database
) -> None:
    thief = browser(with_password.vera)
    victim = browser()
    planted = with_password.vera.cookie
    victim.cookies.set(MEMBER_COOKIE, planted)
    answer = sign_in(victim)
    token = re.search(r"cs_session=(\w+)", answer.headers["set-cookie"])
    assert token
    assert token[1] != planted
    assert thief.get("/account").url.path == "/login", "the planted session has ended"


def test_an_unknown_cookie_is_not_made_a_session(browser: Browser, with_password: Cast) -> None:
    client = browser()
    fixed = new_token()
    client.cookies.set(MEMBER_COOKIE, fixed)
    answer = sign_in(client)
    assert fixed not in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("wanted", "lands_on"),
    [
        ("/members", "/members"),
        ("/audit?person=x&page=2", "/audit?person=x&page=2"),
        ("", "/campaigns"),
        ("https://evil.example/", "/campaigns"),
        ("//evil.example/", "/campaigns"),
        ("/\\evil.example/", "/campaigns"),
        ("/\t/evil.example/", "/campaigns"),
        ("\n//evil.example/", "/campaigns"),
        ("javascript:alert(1)", "/campaigns"),
        ("members", "/campaigns"),
    ],
)
def test_after_signing_in_one_stays_on_this_site(
    browser: Browser, with_password: Cast, wanted: str, lands_on: str
) -> None:
    assert sign_in(browser(), next=wanted).headers["location"] == lands_on
    signed_in = browser(with_password.ines, follow_redirects=False)
    assert signed_in.get("/login", params={"next": wanted}).headers["location"] == lands_on


def test_a_stranger_is_sent_to_sign_in_and_comes_back(browser: Browser, with_password: Cast) -> None:
    client = browser()
    page = client.get("/audit?since=2026-01-01&person=")
    assert page.url.path == "/login"
    following = re.search(r'name="next" value="([^"]+)"', page.text)
    assert following
    assert following[1].replace("&amp;", "&") == "/audit?since=2026-01-01&person="


def test_a_strangers_form_is_refused_with_a_way_to_sign_in(browser: Browser, cast: Cast) -> None:
    answer = browser().post("/members", data={"name": "Mallory"})
    assert answer.status_code == 401
    assert 'href="/login"' in answer.text


def test_signing_out_ends_the_session_for_good(browser: Browser, cast: Cast) -> None:
    client = browser(cast.ines, follow_redirects=False)
    answer = client.post("/logout")
    assert answer.headers["location"] == "/login"
    assert 'cs_session=""' in answer.headers["set-cookie"]
    assert browser(cast.ines).get("/account").url.path == "/login", "the old cookie does not work either"


def test_signing_out_twice_does_no_harm(browser: Browser, cast: Cast) -> None:
    client = browser(cast.ines, follow_redirects=False)
    assert [client.post("/logout").status_code for _ in range(2)] == [303, 303]


@pytest.mark.parametrize("page", ["/members", "/account", "/audit"])
def test_a_deactivated_member_is_out_at_once(browser: Browser, cast: Cast, page: str) -> None:
    owner, colleague = browser(cast.ines), browser(cast.tomas)
    assert colleague.get("/account").status_code == 200
    owner.post(f"/members/{cast.tomas.actor.id}/deactivate")
    assert colleague.get(page).url.path == "/login"


def test_a_deactivated_member_cannot_sign_in(browser: Browser, with_password: Cast) -> None:
    browser(with_password.ines).post(f"/members/{with_password.vera.actor.id}/deactivate")
    assert sign_in(browser(), email="vera@norrhaven.example").status_code == 422


def test_the_start_page_knows_where_to_go(browser: Browser, cast: Cast) -> None:
    assert browser(follow_redirects=False).get("/").headers["location"] == "/login"
    assert browser(cast.vera, follow_redirects=False).get("/").headers["location"] == "/campaigns"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_kept_in_the_browser(browser: Browser, cast: Cast, theme: str) -> None:
    client = browser(cast.ines)
    answer = client.post("/theme", data={"theme": theme, "next": "/account"})
    assert answer.url.path == "/account"
    assert f'data-theme="{theme}"' in answer.text
    assert "data-theme=" not in client.post("/theme", data={"theme": "system", "next": "/account"}).text


def test_a_theme_switch_does_not_lead_away(browser: Browser) -> None:
    answer = browser(follow_redirects=False).post("/theme", data={"theme": "x\r\n", "next": "//evil.example"})
    assert answer.headers["location"] == "/"


def test_help_is_there_for_everybody(browser: Browser, cast: Cast) -> None:
    for client in (browser(), browser(cast.vera)):
        page = client.get("/help")
        assert page.status_code == 200
        assert "It is not legal compliance." in page.text


def test_the_service_says_how_it_is(browser: Browser) -> None:
    answer = browser().get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "answers", "migrations": "at head"}


def test_a_database_that_is_behind_is_not_ready(browser: Browser, database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    answer = browser().get("/healthz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "behind")


def test_a_database_that_is_gone_is_said_without_details(
    browser: Browser, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser()
    lost = Database("postgresql+psycopg://nobody:secret@127.0.0.1:1/none")
    monkeypatch.setattr(database, "engine", lost.engine)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, "does not answer")
    assert "secret" not in answer.text


def live_sessions(session: Session, person: Person) -> int:
    mine = select(LoginSession).where(LoginSession.member_id == person.actor.id, col(LoginSession.revoked_at).is_(None))
    return len(session.exec(mine).all())


def test_expired_sessions_are_swept_when_their_member_comes_back(
    browser: Browser, with_password: Cast, database: Database, now: Now
) -> None:
    now.forward(timedelta(days=500))
    assert sign_in(browser()).status_code == 303
    with database.reading() as session:
        assert live_sessions(session, with_password.ines) == 1
