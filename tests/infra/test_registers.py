"""Registers are asked politely, and whatever they answer becomes a status or a clear message: never a guess."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from app.infra import http
from app.infra.db import Database
from app.infra.http import Client, NoAnswer
from app.infra.registers import gleif
from app.infra.registers.configured import Register, RegistersError, ask, load_registers
from tests.conftest import Now
from tests.registers_server import GROUP, QUILLFEATHER, Server, as_json, record, serving, slowly

NUMBER = "BKA-AIMS-00412"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def client(server: Server, database: Database, now: Now, slept: list[float]) -> Client:
    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now.forward(timedelta(seconds=seconds))

    return Client(database, now, [server.url], agent="Countersign/test (+http://testserver)", sleep=sleep)


def of(server: Server, **changes: object) -> Register:
    described: dict[str, object] = {
        "id": "brightkeel", "name": "Register of Brightkeel", "url": f"{server.url}/json/{{number}}",
        "page": "https://register.brightkeel.example/{number}", "read": "json", "at": "results.0.status",
        "number_at": "results.0.certificate", "in_force": ["^(valid|active)$"], "suspended": ["^suspended$"],
        "withdrawn": ["^(withdrawn|cancelled)$"],
    }  # fmt: skip
    return Register.model_validate(described | changes)


def page_of(server: Server) -> Register:
    return of(
        server, url=f"{server.url}/page/{{number}}", read="text", at="", number_at="", in_force=["is active"],
        suspended=["is suspended"], withdrawn=["is withdrawn"], not_found=["no certificate matches"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "answer"),
    [("Active", "in force"), ("suspended", "suspended"), ("cancelled", "withdrawn"), (None, "not found")],
)
def test_a_register_in_json(server: Server, client: Client, printed: str | None, answer: str) -> None:
    server.certificates = {NUMBER: printed} if printed else {}
    seen = ask(client, of(server), NUMBER)
    assert seen.answer == answer
    assert seen.words == (f"status: {printed}" if printed else "The list of entries is empty.")
    assert len(seen.digest) == 64
    assert server.agents == ["Countersign/test (+http://testserver)"]


@pytest.mark.parametrize(
    ("printed", "answer"), [("active", "in force"), ("suspended", "suspended"), (None, "not found")]
)
def test_a_register_as_a_page(server: Server, client: Client, printed: str | None, answer: str) -> None:
    server.certificates = {NUMBER: printed} if printed else {}
    seen = ask(client, page_of(server), NUMBER)
    assert seen.answer == answer
    assert (f"{NUMBER} is {printed}" if printed else "No certificate matches") in seen.words


def test_a_number_is_quoted_and_never_becomes_a_part_of_the_address(server: Server, client: Client) -> None:
    ask(client, of(server), "../admin?x=1#y &%2F")
    assert server.asked == ["/json/..%2Fadmin%3Fx%3D1%23y%20%26%252F"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<html>maintenance</html>", "REGISTER-ANSWER"),
        (b'{"results": [{"certificate": "BKA-AIMS-00412"}]}', "REGISTER-ANSWER"),
        (b'{"results": [{"certificate": "BKA-AIMS-00412", "status": {"a": 1}}]}', "REGISTER-ANSWER"),
        (b'{"other": []}', "REGISTER-ANSWER"),
        (b"[" * 100_000, "REGISTER-ANSWER"),
        (b'{"results": [{"certificate": "BKA-AIMS-00412", "status": "see remark"}]}', "REGISTER-UNCLEAR"),
        (b'{"results": [{"certificate": "BKA-AIMS-99999", "status": "active"}]}', "REGISTER-UNCLEAR"),
    ],
)
def test_an_answer_of_another_form_is_told_and_not_guessed(
    server: Server, client: Client, body: bytes, code: str
) -> None:
    server.replies = [(200, {}, body)]
    with pytest.raises(NoAnswer) as told:
        ask(client, of(server), NUMBER)
    assert told.value.problem.code == code
    assert told.value.problem.remedy


def test_a_page_that_says_two_things_or_names_another_certificate(server: Server, client: Client) -> None:
    server.replies = [
        (200, {}, f"{NUMBER} is active. It is suspended when overdue.".encode()),
        (200, {}, b"BKA-AIMS-99999 is active"),
    ]
    for told in ("several descriptions: in_force, suspended", "does not name the number"):
        with pytest.raises(NoAnswer, match=told):
            ask(client, page_of(server), f"{NUMBER}{' ' * len(server.asked)}")


def test_an_answer_is_kept_for_a_while_also_for_another_process(
    server: Server, client: Client, database: Database, now: Now
) -> None:
    server.certificates = {NUMBER: "active"}
    ask(client, of(server), NUMBER)
    elsewhere = Client(database, now, [server.url], agent="another process")
    assert ask(elsewhere, of(server), NUMBER).answer == "in force"
    assert len(server.asked) == 1
    server.certificates = {NUMBER: "suspended"}
    now.forward(timedelta(hours=6, seconds=1))
    assert ask(client, of(server), NUMBER).answer == "suspended"


def test_two_questions_to_one_host_are_a_second_apart(server: Server, client: Client, slept: list[float]) -> None:
    for number in ("A-1", "A-2", "A-3"):
        ask(client, of(server), number)
    assert slept == [1.0, 1.0]


def test_an_error_of_the_register_is_tried_three_times_with_growing_pauses(
    server: Server, client: Client, slept: list[float]
) -> None:
    server.replies = [(500, {}, b"")] * 3
    with pytest.raises(NoAnswer, match=r"reports an error of its own \(500\)") as told:
        ask(client, of(server), NUMBER)
    assert told.value.problem.code == "REGISTER-ERROR"
    assert (len(server.asked), slept) == (3, [1.0, 3.0])


def test_a_register_that_recovers_answers(server: Server, client: Client) -> None:
    server.certificates = {NUMBER: "active"}
    server.replies = [(502, {}, b"")]
    assert ask(client, of(server), NUMBER).answer == "in force"


def test_a_busy_register_is_left_alone_as_long_as_it_asks(
    server: Server, client: Client, slept: list[float], database: Database, now: Now
) -> None:
    server.certificates = {NUMBER: "active"}
    server.replies = [(429, {"Retry-After": "7"}, b"")]
    assert ask(client, of(server), NUMBER).answer == "in force"
    assert sum(slept) == 7.0


def test_a_register_that_asks_to_wait_for_an_hour_is_not_asked_by_anybody_meanwhile(
    server: Server, client: Client, database: Database, now: Now
) -> None:
    server.replies = [(429, {"Retry-After": "3600"}, b"")]
    with pytest.raises(NoAnswer) as told:
        ask(client, of(server), NUMBER)
    assert told.value.problem.code == "REGISTER-BUSY"
    assert "12:00 UTC" in told.value.problem.message
    with pytest.raises(NoAnswer):
        ask(Client(database, now, [server.url], agent="another process"), of(server), "A-2")
    assert len(server.asked) == 1
    now.forward(timedelta(hours=1, seconds=1))
    assert ask(client, of(server), "A-2").answer == "not found"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(server: Server, client: Client, status: int) -> None:
    server.replies = [(status, {"Location": f"{server.url}/json/inside"}, b"")]
    with pytest.raises(NoAnswer) as told:
        ask(client, of(server), NUMBER)
    assert (told.value.problem.code, len(server.asked)) == ("REGISTER-REDIRECT", 1)


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refusal_is_told_at_once(server: Server, client: Client, status: int) -> None:
    server.replies = [(status, {}, b"")]
    with pytest.raises(NoAnswer) as told:
        ask(client, of(server), NUMBER)
    assert (told.value.problem.code, len(server.asked)) == ("REGISTER-REFUSED", 1)


def test_an_enormous_answer_is_not_read_to_its_end(server: Server, client: Client) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 100_000
    server.replies = [(200, {"Content-Encoding": "gzip"}, bomb)]
    with pytest.raises(NoAnswer) as told:
        ask(client, of(server), NUMBER)
    assert told.value.problem.code == "REGISTER-HUGE"


def test_a_slow_register_is_waited_for_only_so_long(
    server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_SECONDS", httpx.Timeout(0.1))
    server.replies = [slowly(0.5)] * 3
    with pytest.raises(NoAnswer) as told:
        ask(client, of(server), NUMBER)
    assert told.value.problem.code == "REGISTER-SLOW"


def test_a_register_that_is_away(server: Server, database: Database, now: Now) -> None:
    nowhere = "http://127.0.0.1:9"
    client = Client(database, now, [nowhere], agent="x", sleep=lambda _: None)
    with pytest.raises(NoAnswer) as told:
        client.get(f"{nowhere}/x", accept="*/*", keep=timedelta(hours=1))
    assert told.value.problem.code == "REGISTER-UNREACHABLE"


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/x", "http://169.254.169.254/latest", "http://localhost/x", "https://other.example/x"],
)
def test_no_other_host_is_asked(server: Server, client: Client, url: str) -> None:
    with pytest.raises(NoAnswer) as told:
        client.get(url, accept="*/*", keep=timedelta(hours=1))
    assert told.value.problem.code == "REGISTER-HOST"


def test_what_failed_is_not_kept(server: Server, client: Client) -> None:
    server.replies = [(403, {}, b"")]
    with pytest.raises(NoAnswer):
        ask(client, of(server), NUMBER)
    server.certificates = {NUMBER: "active"}
    assert ask(client, of(server), NUMBER).answer == "in force"


# GLEIF


def test_gleif_by_legal_name(server: Server, client: Client) -> None:
    found = gleif.ask(client, f"{server.url}/api/v1", "Quillfeather Talent Anpartsselskab").found
    entity = found[0]
    assert (entity.lei, entity.legal_name) == (QUILLFEATHER, "Quillfeather Talent ApS")
    assert (entity.registered_as, entity.country, entity.active) == ("40112233", "DK", True)
    assert (entity.record, entity.renewal) == ("ISSUED", "2027-03-01")
    assert entity.other_names == ("Featherhire ApS",)
    assert (entity.parent, entity.parent_lei) == ("Plumage Group A/S", GROUP)
    assert entity.address == "Havnegade 4, 1058, København K"
    assert server.asked[0].startswith("/api/v1/lei-records?filter%5Bentity.legalName%5D=Quillfeather+Talent")


def test_gleif_by_lei(server: Server, client: Client) -> None:
    assert gleif.is_lei(QUILLFEATHER)
    found = gleif.ask(client, f"{server.url}/api/v1/", f" {QUILLFEATHER.lower()} ").found
    assert [e.legal_name for e in found] == ["Quillfeather Talent ApS"]
    assert server.asked[0] == f"/api/v1/lei-records/{QUILLFEATHER}"


@pytest.mark.parametrize("text", ["", "Quillfeather", QUILLFEATHER[:-1], QUILLFEATHER[:-2] + "00", "0" * 20])
def test_what_is_no_lei(text: str) -> None:
    assert not gleif.is_lei(text)


def test_gleif_by_registration_number_when_the_name_is_another(server: Server, client: Client) -> None:
    found = gleif.ask(client, f"{server.url}/api/v1", "Featherhire", number="40112233", country="DK").found
    assert [e.lei for e in found] == [QUILLFEATHER]
    assert "filter%5Bentity.legalAddress.country%5D=DK" in server.asked[1]


def test_not_found_at_gleif_is_an_answer(server: Server, client: Client) -> None:
    assert gleif.ask(client, f"{server.url}/api/v1", "Pebblewick Oy").found == ()
    assert gleif.ask(client, f"{server.url}/api/v1", _OTHER).found == ()


def test_a_parent_that_cannot_be_learned_takes_nothing_away(server: Server, client: Client) -> None:
    entity = record(QUILLFEATHER, "Quillfeather Talent ApS", status=None, legalAddress=None)
    server.replies = [as_json({"data": [entity]}), (403, {}, b"")]
    (found,) = gleif.ask(client, f"{server.url}/api/v1", "Quillfeather Talent ApS").found
    assert (found.parent, found.active, found.country) == ("", None, "")


@pytest.mark.parametrize("tree", [{}, {"data": {}}, {"data": [{}]}, {"data": [{"attributes": {"lei": 1}}]}, [], None])
def test_gleif_in_another_form_is_told(server: Server, client: Client, tree: object) -> None:
    server.replies = [as_json(tree)]
    with pytest.raises(NoAnswer) as told:
        gleif.ask(client, f"{server.url}/api/v1", "Quillfeather Talent ApS")
    assert told.value.problem.code == "REGISTER-ANSWER"


_OTHER = next(
    f"5299NOBODY00000000{n:02}" for n in range(100) if gleif.is_lei(f"5299NOBODY00000000{n:02}")
)  # an LEI that nobody holds


# The file of registers

GOOD = """
registers:
  - id: brightkeel
    name: Register of Brightkeel
    url: https://register.brightkeel.example/api/{number}
    read: json
    at: status
    in_force: [^valid$]
"""


def test_a_file_of_registers(tmp_path: Path) -> None:
    file = tmp_path / "registers.yaml"
    file.write_text(GOOD)
    (register,) = load_registers(file)
    assert (register.id, register.origin) == ("brightkeel", "https://register.brightkeel.example")
    assert load_registers(None) == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("https://", "http://", "https"),
        ("{number}", "x", "exactly once"),
        ("https://register.brightkeel.example/api/{number}", "https://{number}.example/", "host"),
        ("[^valid$]", "['(']", "regular expression"),
        ("[^valid$]", "[]", "at least 1"),
        ("at: status", "at: ''", "where in the JSON"),
        ("read: json", "read: xml", "json"),
        ("registers:", "register:", "under `registers:`"),
        ("id: brightkeel", "id: Bright Keel", "pattern"),
        ("name:", "names:", "name"),
    ],
)
def test_a_file_that_will_not_do_says_what_to_put_right(tmp_path: Path, old: str, new: str, told: str) -> None:
    file = tmp_path / "registers.yaml"
    file.write_text(GOOD.replace(old, new))
    with pytest.raises(RegistersError, match=told):
        load_registers(file)


def test_two_registers_of_one_id(tmp_path: Path) -> None:
    file = tmp_path / "registers.yaml"
    file.write_text(GOOD + GOOD.replace("registers:", ""))
    with pytest.raises(RegistersError, match="two registers"):
        load_registers(file)
