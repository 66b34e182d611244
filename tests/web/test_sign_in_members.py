"""Account, members, organisation and audit log, as their pages tell them."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import timedelta

import pytest
from sqlmodel import select

from app.features.audit import service as audit
from app.features.audit.models import AuditEvent
from app.features.identity.models import Member, Organisation
from app.features.identity.passwords import hash_password
from app.infra.db import Database
from app.web.csv_file import cell
from app.web.members import browser_name
from tests.conftest import Browser, Cast, Now

PASSWORD = "slow heron under glass"
NADIA = {"name": "Nadia Osei", "email": "nadia@norrhaven.example", "role": "reviewer"}


def give_password(database: Database, member_id: str) -> None:
    with database.writing() as session:
        session.get_one(Member, member_id).password_hash = hash_password(PASSWORD)


def link_on(page: str) -> str:
    found = re.search(r'value="http://testserver(/set-password/\w+)"', page)
    assert found
    return found[1]


def test_an_owner_adds_somebody_and_hands_a_link_over(browser: Browser, cast: Cast) -> None:
    added = browser(cast.ines).post("/members", data=NADIA)
    assert added.status_code == 200
    assert "Hand this link to Nadia Osei" in added.text
    address = link_on(added.text)
    newcomer = browser()
    for _ in range(2):  # a mail scanner opens it first, which changes nothing
        assert "nadia@norrhaven.example" in newcomer.get(address).text
    answer = newcomer.post(address, data={"password": PASSWORD}, follow_redirects=False)
    assert answer.headers["location"] == "/campaigns"
    assert "Nadia Osei" in newcomer.get("/account").text
    used = browser().post(address, data={"password": "another slow heron"})
    assert used.status_code == 409
    assert "Ask an owner" in used.text


def test_a_password_that_will_not_do_is_said_at_its_field(browser: Browser, cast: Cast) -> None:
    address = link_on(browser(cast.ines).post("/members", data=NADIA).text)
    answer = browser().post(address, data={"password": "nadia osei 12"})
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.text
    assert "not your name or e-mail" in answer.text


@pytest.mark.parametrize("token", ["x", "0" * 26, "%00", "..%2F..%2Fetc"])
def test_an_unknown_password_link_leads_nowhere(browser: Browser, cast: Cast, token: str) -> None:
    assert browser().get(f"/set-password/{token}").status_code == 404


def test_a_wrong_new_member_keeps_what_was_typed(browser: Browser, cast: Cast) -> None:
    answer = browser(cast.ines).post("/members", data={"name": "Nadia Osei", "email": "nadia@", "role": "emperor"})
    assert answer.status_code == 422
    assert 'value="Nadia Osei"' in answer.text
    assert 'value="nadia@"' in answer.text
    assert 'href="#email"' in answer.text
    assert 'href="#role"' in answer.text


def test_a_name_that_is_markup_stays_a_name(browser: Browser, cast: Cast) -> None:
    answer = browser(cast.ines).post("/members", data=NADIA | {"name": '<img src=x onerror="alert(1)">'})
    assert "<img" not in answer.text
    assert "&lt;img" in answer.text


def test_adding_the_same_person_twice_is_said(browser: Browser, cast: Cast) -> None:
    owner = browser(cast.ines)
    owner.post("/members", data=NADIA)
    again = owner.post("/members", data=NADIA | {"email": "NADIA@norrhaven.example"})
    assert again.status_code == 422
    assert "has an account already" in again.text


def test_a_viewer_sees_who_is_here_and_nothing_to_change(browser: Browser, cast: Cast) -> None:
    browser(cast.ines).post("/members", data=NADIA)
    page = browser(cast.vera).get("/members")
    assert page.status_code == 200
    assert "Tomas Verhulst" in page.text
    assert "Kai Brandt" not in page.text
    assert "/set-password/" not in page.text
    assert 'action="/members' not in page.text


OWNERS_ONLY = [
    ("GET", "/organisation"), ("POST", "/organisation"), ("GET", "/audit"), ("GET", "/audit.csv"), ("POST", "/members"),
    ("POST", "/members/{id}/role"), ("POST", "/members/{id}/deactivate"), ("POST", "/members/{id}/reactivate"),
    ("POST", "/members/{id}/password-link"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), OWNERS_ONLY)
def test_what_owners_do_is_theirs(browser: Browser, cast: Cast, method: str, path: str) -> None:
    address = path.format(id=cast.vera.actor.id)
    for person in (cast.tomas, cast.rosa, cast.vera):
        refused = browser(person).request(method, address)
        assert refused.status_code == 403
        assert "NOT-ALLOWED" in refused.text
        assert "Ask an owner" in refused.text


@pytest.mark.parametrize("step", ["role", "deactivate", "reactivate", "password-link"])
def test_an_owner_finds_no_member_of_another_organisation(browser: Browser, cast: Cast, step: str) -> None:
    answer = browser(cast.kai).post(f"/members/{cast.vera.actor.id}/{step}", data={"role": "owner"})
    assert answer.status_code == 404


def test_the_last_owner_is_told_what_to_do_first(browser: Browser, cast: Cast) -> None:
    answer = browser(cast.ines).post(f"/members/{cast.ines.actor.id}/role", data={"role": "viewer"})
    assert answer.status_code == 422
    assert "Ines Aldemir is the only owner" in answer.text
    assert "Make somebody else an owner first." in answer.text


def test_a_role_changes_what_one_may_do_at_once(browser: Browser, cast: Cast) -> None:
    colleague = browser(cast.tomas)
    assert colleague.get("/audit").status_code == 403
    browser(cast.ines).post(f"/members/{cast.tomas.actor.id}/role", data={"role": "owner"})
    assert colleague.get("/audit").status_code == 200


def test_one_changes_ones_own_name(browser: Browser, cast: Cast) -> None:
    page = browser(cast.vera).post("/account/name", data={"name": "  Vera   Okafor-Lind "})
    assert 'value="Vera Okafor-Lind"' in page.text
    assert "Your name is changed." in page.text
    assert browser(cast.vera).post("/account/name", data={"name": " "}).status_code == 422


def test_one_changes_ones_own_password(browser: Browser, cast: Cast, database: Database) -> None:
    give_password(database, cast.vera.actor.id)
    client = browser(cast.vera)
    wrong = client.post("/account/password", data={"current": "wrong", "password": "a much slower heron"})
    assert wrong.status_code == 422
    assert 'id="current-error"' in wrong.text
    weak = client.post("/account/password", data={"current": PASSWORD, "password": "short"})
    assert 'id="password-error"' in weak.text
    assert "short" not in re.findall(r'value="([^"]*)"', weak.text)
    done = client.post("/account/password", data={"current": PASSWORD, "password": "a much slower heron"})
    assert done.status_code == 200
    assert "Your password is changed." in done.text


def test_too_many_wrong_current_passwords_wait(browser: Browser, cast: Cast, database: Database) -> None:
    give_password(database, cast.vera.actor.id)
    client = browser(cast.vera)
    answers = [client.post("/account/password", data={"current": "wrong"}).status_code for _ in range(9)]
    assert answers == [422] * 8 + [429]


def test_one_signs_another_browser_of_ones_own_out(browser: Browser, cast: Cast, database: Database) -> None:
    give_password(database, cast.vera.actor.id)
    other = browser()
    other.post("/login", data={"email": cast.vera.actor.email, "password": PASSWORD}, follow_redirects=False)
    mine = browser(cast.vera)
    action = re.search(r'action="(/account/sessions/\w{26}/end)"', mine.get("/account").text)
    assert action
    assert browser(cast.ines).post(action[1]).status_code == 404, "not somebody else's"
    assert mine.post(action[1]).status_code == 200
    assert other.get("/account").url.path == "/login"
    assert mine.get("/account").status_code == 200


def test_an_owner_changes_name_and_time_zone(browser: Browser, cast: Cast, database: Database) -> None:
    owner = browser(cast.ines)
    wrong = owner.post("/organisation", data={"organisation": "", "timezone": "Mars/Base"})
    assert wrong.status_code == 422
    owner.post("/organisation", data={"organisation": "Norrhaven Transit AS", "timezone": "Europe/Oslo"})
    with database.reading() as session:
        stored = session.get_one(Organisation, cast.ines.actor.organisation_id)
        rival = session.get_one(Organisation, cast.kai.actor.organisation_id)
    assert (stored.name, stored.timezone) == ("Norrhaven Transit AS", "Europe/Oslo")
    assert rival.name == "Southport Freight"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/19 Safari/605", "Safari on Mac"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/150.0 Safari/537 Edg/150.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537 Chrome/150.0 Mobile Safari/537", "Chrome on Android"),
        ("curl/8.9", "curl"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_named_so_that_people_know_it(agent: str, name: str) -> None:
    assert browser_name(agent) == name


def record(database: Database, cast: Cast, now: Now, count: int = 1, name: str = "Round 1", **details: str) -> None:
    with database.writing() as session:
        for number in range(count):
            audit.record(
                session, cast.tomas.actor, "campaign.sent", kind="campaign", subject=f"c{number}", name=name, now=now(),
                **details,
            )  # fmt: skip
            now.forward(timedelta(minutes=1))


def rows(page: str) -> list[str]:
    return re.findall(r"<tr><td class=\"nowrap\">(.*?)</tr>", page, re.DOTALL)


def test_the_log_is_read_page_by_page_and_stays_put_while_it_grows(
    browser: Browser, cast: Cast, database: Database, now: Now
) -> None:
    record(database, cast, now, 120)
    owner = browser(cast.ines)
    first = owner.get("/audit")
    assert "120 events" in first.text
    assert len(rows(first.text)) == 50
    older = re.search(r'href="(/audit\?before=\w+)"', first.text)
    assert older
    second = owner.get(older[1]).text
    record(database, cast, now, 7)
    assert rows(owner.get(older[1]).text) == rows(second)
    assert not set(rows(first.text)) & set(rows(second))


def test_the_log_is_filtered_by_person_event_and_day(
    browser: Browser, cast: Cast, database: Database, now: Now
) -> None:
    record(database, cast, now)
    now.forward(timedelta(days=3))
    owner = browser(cast.ines)
    owner.post("/account/name", data={"name": "Ines A. Aldemir"})
    for query, expected in [
        ({"person": cast.tomas.actor.id}, ["Campaign, sent"]),
        ({"action": "member.renamed"}, ["Member, renamed"]),
        ({"since": "2026-11-24"}, ["Member, renamed"]),
        ({"until": "2026-11-23"}, ["Campaign, sent"]),
        ({"since": "2026-11-23", "until": "2026-11-26"}, ["Member, renamed", "Campaign, sent"]),
        ({"person": cast.kai.actor.id}, []),
        ({"since": "2027-01-01", "until": "2026-01-01"}, []),
        ({"until": "9999-12-31"}, ["Member, renamed", "Campaign, sent"]),
    ]:
        shown = [row.split("<td>")[2].split("</td>")[0] for row in rows(owner.get("/audit", params=query).text)]
        assert shown == expected, query


def test_a_day_ends_at_the_organisations_midnight(browser: Browser, cast: Cast, database: Database, now: Now) -> None:
    now.at = now.at.replace(hour=23, minute=30)  # already the 24th in Brussels
    record(database, cast, now)
    owner = browser(cast.ines)
    assert len(rows(owner.get("/audit?since=2026-11-24").text)) == 1
    assert rows(owner.get("/audit?until=2026-11-23").text) == []


def test_a_day_that_is_none_is_said_at_its_field(browser: Browser, cast: Cast) -> None:
    answer = browser(cast.ines).get("/audit?since=yesterday")
    assert answer.status_code == 422
    assert 'href="#since"' in answer.text


@pytest.mark.parametrize("query", ["before=unknown", "person=%00", "action='--", "before=%F0%9F%A6%A9"])
def test_nonsense_in_the_filter_is_no_accident(browser: Browser, cast: Cast, query: str) -> None:
    assert browser(cast.ines).get(f"/audit?{query}").status_code in (200, 422)


def test_each_organisation_has_its_own_log(browser: Browser, cast: Cast, database: Database, now: Now) -> None:
    record(database, cast, now, 60, name="Norrhaven's secret round")
    rival = browser(cast.kai)
    with database.reading() as session:
        theirs = session.exec(select(AuditEvent.id)).first()
    for address in ("/audit", f"/audit?before={theirs}", "/audit.csv"):
        page = rival.get(address).text
        assert "secret round" not in page
        assert "Tomas" not in page


def test_a_partial_request_gets_only_the_events(browser: Browser, cast: Cast, database: Database, now: Now) -> None:
    record(database, cast, now)
    part = browser(cast.ines).get("/audit", headers={"HX-Request": "true", "HX-Request-Type": "partial"}).text
    assert part.strip().startswith('<div id="events"')
    assert "<html" not in part


@pytest.mark.parametrize(
    "typed", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\u00a0=1"]
)
def test_an_export_never_calculates(typed: str, browser: Browser, cast: Cast, database: Database, now: Now) -> None:
    assert cell(typed).startswith("'")
    record(database, cast, now, name=typed, reason="=1+1")
    answer = browser(cast.ines).get("/audit.csv")
    assert answer.headers["content-disposition"].startswith('attachment; filename="audit-2026-11-23')
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert table[1][5] == f"'{typed}"
    assert table[1][8] == '{"reason": "=1+1"}'


@pytest.mark.parametrize("typed", ["Round 1", "", "2026", "a=b", '"quoted", and, commas', "line\nbreak", "Ångström"])
def test_other_texts_are_left_as_they_are(typed: str) -> None:
    assert cell(typed) == typed


def test_an_export_keeps_to_the_filter(browser: Browser, cast: Cast, database: Database, now: Now) -> None:
    record(database, cast, now, 700)
    owner = browser(cast.ines)
    owner.post("/account/name", data={"name": "Ines A. Aldemir"})
    page = owner.get("/audit", params={"action": "campaign.sent"}).text
    address = re.search(r'href="(/audit\.csv[^"]*)"', page)
    assert address
    assert owner.get(html.unescape(address[1])).text.count("campaign.sent") == 700
