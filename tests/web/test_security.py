"""What every answer carries, which requests are refused, and what an error tells, and to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

import pytest
import structlog
from fastapi import APIRouter, Form
from fastapi.testclient import TestClient
from starlette.datastructures import Headers
from starlette.requests import Request

from app.core.problems import Invalid, Problem
from app.features.campaigns.queries import LINK
from app.features.errors import Closed, Conflict, FeatureError, NotFound, TooMany
from app.features.identity.schemas import VendorActor
from app.infra.services import Services
from app.main import create_app
from app.web import errors
from app.web.desk import Desk, reads
from app.web.security import HEADERS, cross_site, local_path
from app.web.visitor import client_address
from tests.architecture.rules import ROOT
from tests.conftest import Browser, Cast

OWN = frozenset({"https://countersign.norrhaven.example"})
HOST = {"host": "countersign.norrhaven.example", "cookie": "cs_session=x"}


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": ""}, True),
        ({"sec-fetch-site": "Same-Origin, cross-site"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "https://countersign.norrhaven.example"}, True),
        ({"origin": "https://countersign.norrhaven.example"}, False),
        ({"origin": "https://evil.example"}, True),
        ({"origin": "https://countersign.norrhaven.example.evil.example"}, True),
        ({"origin": "https://countersign.norrhaven.example:444"}, True),
        ({"origin": "null"}, True),
        ({"origin": "http://["}, True),
        ({"origin": ""}, True),
        ({}, True),
    ],
)
def test_a_request_from_another_site_is_known_by_what_the_browser_says(headers: dict[str, str], refused: bool) -> None:
    assert cross_site(Headers(HOST | headers), OWN) is refused


def test_a_program_without_cookies_acts_in_nobodys_name() -> None:
    assert not cross_site(Headers({"host": "countersign.norrhaven.example"}), OWN)


def test_behind_a_proxy_that_changes_the_host_the_known_origin_counts() -> None:
    headers = {"host": "10.0.0.3:8000", "cookie": "x", "origin": "https://countersign.norrhaven.example"}
    assert not cross_site(Headers(headers), OWN)


def test_an_opaque_origin_is_not_a_missing_host() -> None:
    assert cross_site(Headers({"origin": "null", "cookie": "x"}), OWN)


@pytest.mark.parametrize("address", ["/", "/a?b=c&d=/e#f", "/v/x/"])
def test_a_path_of_this_site_is_gone_to(address: str) -> None:
    assert local_path(address, "/else") == address


@pytest.mark.parametrize("address", ["//x", "/\\x", "https:/x", "", "x", "/\nx", "/\tx", "/ x", "\x00/", "/\u2028x"])
def test_another_address_is_not(address: str) -> None:
    assert local_path(address, "/else") == "/else"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, ["203.0.113.9"], "192.0.2.7"),
        (1, [], "192.0.2.7"),
        (1, ["203.0.113.9"], "203.0.113.9"),
        (1, ["1.2.3.4, 203.0.113.9"], "203.0.113.9"),
        (2, ["1.2.3.4, 203.0.113.9, 10.0.0.1"], "203.0.113.9"),
        (2, ["1.2.3.4", "203.0.113.9, 10.0.0.1"], "203.0.113.9"),
        (2, ["203.0.113.9"], "192.0.2.7"),
        (1, ["nonsense"], "192.0.2.7"),
        (1, ["2001:db8:1:2:3::4"], "2001:db8:1:2::/64"),
        (1, ["::ffff:203.0.113.9"], "203.0.113.9"),
    ],
)
def test_an_address_is_believed_as_far_as_the_proxies_reach(proxies: int, forwarded: list[str], believed: str) -> None:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    request = Request({"type": "http", "headers": headers, "client": ("192.0.2.7", 5000)})
    assert client_address(request, proxies) == believed


def test_a_form_from_another_site_changes_nothing_and_says_so(browser: Browser, cast: Cast) -> None:
    client = browser(cast.ines)
    answer = client.post("/account/name", data={"name": "Mallory"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "CROSS-SITE" in answer.text
    assert "Mallory" not in client.get("/account").text


trouble = APIRouter()
ERRORS: dict[str, Exception] = {
    "closed": Closed("This campaign is closed.", remedy="Write to the buyer."),
    "conflict": Conflict("Somebody was faster."),
    "invalid": Invalid([Problem(code="ANS-RANGE", where="q1", message="That is <b>too</b> much", remedy="Give less.")]),
    "broken": RuntimeError("a secret of the database"),
}


@trouble.get("/trouble/{what}")
def _trouble(what: str, at: Desk = reads(None)) -> None:
    raise ERRORS[what]


@trouble.get("/vendor-trouble")
def _vendor_trouble(request: Request) -> None:
    request.state.actor = VendorActor(
        "i1", "o", "Norrhaven Transit", "UTC", "c", "v", "Marta", "m@quillfeather.example"
    )
    raise NotFound(LINK)


@trouble.post("/numbers")
def _numbers(number: Annotated[int, Form()]) -> None: ...


@pytest.fixture
def troubled(services: Services, cast: Cast) -> Iterator[TestClient]:
    application = create_app(services)
    application.include_router(trouble)
    headers = {"Sec-Fetch-Site": "same-origin", "Cookie": f"cs_session={cast.ines.cookie}"}
    with TestClient(application, headers=headers, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/help", 200),
        ("GET", "/healthz", 200),
        ("GET", "/static/countersign.css", 200),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/static/../app/main.py", 404),
        ("GET", "/nowhere", 404),
        ("HEAD", "/nowhere", 404),
        ("PUT", "/help", 405),
        ("GET", "/trouble/conflict", 409),
        ("POST", "/numbers", 422),
        ("GET", "/trouble/broken", 500),
    ],
)
def test_every_answer_carries_the_headers(troubled: TestClient, method: str, path: str, status: int) -> None:
    answer = troubled.request(method, path)
    assert answer.status_code == status
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "server" not in answer.headers


def test_over_https_browsers_are_told_to_stay_there(services: Services) -> None:
    secure = services.settings.model_copy(update={"base_url": type(services.settings.base_url)("https://c.example")})
    with TestClient(create_app(Services(secure, services.database, services.storage, services.clock))) as client:
        assert client.get("/nowhere").headers["Strict-Transport-Security"].startswith("max-age=31536000")
    with TestClient(create_app(services)) as client:
        assert "Strict-Transport-Security" not in client.get("/nowhere").headers


def test_an_error_is_shown_in_the_frame_of_whoever_meets_it(troubled: TestClient, browser: Browser) -> None:
    member = troubled.get("/trouble/closed").text
    assert "Ines Aldemir" in member
    assert "Write to the buyer." in member
    vendor = troubled.get("/vendor-trouble").text
    assert "Norrhaven Transit" in vendor
    assert 'href="/v/i1/"' in vendor
    assert 'href="/campaigns"' not in vendor
    stranger = browser().get("/nowhere").text
    assert 'href="/campaigns"' not in stranger
    for page in (member, vendor, stranger):
        assert 'class="topbar"' in page
        assert 'id="main"' in page


def test_a_partial_request_gets_only_the_notice(troubled: TestClient) -> None:
    answer = troubled.get("/trouble/conflict", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert answer.status_code == 409
    assert answer.text.strip().startswith('<div class="notice" id="notice"')
    assert "<html" not in answer.text


def test_every_problem_is_listed_with_code_place_and_remedy(troubled: TestClient) -> None:
    page = troubled.get("/trouble/invalid").text
    for part in ("ANS-RANGE", "q1", "That is &lt;b&gt;too&lt;/b&gt; much.", "Give less."):
        assert part in page


def test_an_unexpected_error_is_found_in_the_log_by_its_reference(troubled: TestClient) -> None:
    with structlog.testing.capture_logs() as lines:
        page = troubled.get("/trouble/broken").text
    reference = re.search(r'Reference <span class="mono">(\w+)</span>', page)
    assert reference
    assert [line["reference"] for line in lines if line["event"] == "unexpected_error"] == [reference[1]]
    assert "secret of the database" not in page
    assert "Traceback" not in page


def test_a_malformed_form_is_a_page_too(troubled: TestClient) -> None:
    answer = troubled.post("/numbers", data={"number": "many"})
    assert answer.status_code == 422
    assert "MALFORMED" in answer.text


def test_too_many_says_when_to_come_back(troubled: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    monkeypatch.setitem(ERRORS, "closed", TooMany("Too many.", wait=timedelta(seconds=90)))
    answer = troubled.get("/trouble/closed")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "90")


def families(kind: type[FeatureError]) -> Iterator[type[FeatureError]]:
    for below in kind.__subclasses__():
        yield below
        yield from families(below)


DOCUMENTED = {
    code
    for page in (ROOT / "docs").glob("*.md")
    for code in re.findall(r"^\| `?([A-Z]+(?:-[A-Z0-9]+)+|[A-Z]{5,})`?[ |]", page.read_text(), re.MULTILINE)
}


def test_every_error_has_a_status_and_is_explained() -> None:
    kinds = set(families(FeatureError))
    assert {kind.code for kind in kinds} <= DOCUMENTED
    assert kinds <= set(errors.STATUS)
    assert {f"HTTP-{status}" for status in errors.EXPLAINED} <= DOCUMENTED


def test_every_code_that_a_person_may_read_is_explained() -> None:
    """A code is a constant of capitals and hyphens. Those of the rules are explained beside the rules."""
    shelves = [ROOT / "app/features", ROOT / "app/web", ROOT / "app/infra"]
    sources = [path for shelf in shelves for path in shelf.rglob("*.py")] + [ROOT / "app/core/typed.py"]
    written = {code for path in sources for code in re.findall(r'"([A-Z]{3,}(?:-[A-Z]+)+)"', path.read_text())}
    assert {"PASSWORD-SHORT", "CROSS-SITE", "TEXT-MISSING"} <= written
    assert written - DOCUMENTED - {"UTF-8"} == set()
