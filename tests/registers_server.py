"""A register on this machine: GLEIF's API with invented companies, and a certification body's register, which may be
slow, busy, broken or enormous. It keeps what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Reply = tuple[int, dict[str, str], bytes]


def lei(stem: str) -> str:
    """Eighteen characters with their check digits."""
    stem = stem.ljust(18, "0")[:18].upper()
    value = int("".join(str(int(c, 36)) for c in stem + "00"))
    return f"{stem}{98 - value % 97:02}"


QUILLFEATHER = lei("5299QUILLFEATHER")
GROUP = lei("5299PLUMAGEGROUP")


def record(identifier: str, name: str, **changes: Any) -> dict[str, Any]:
    """An LEI record as GLEIF gives it, with the parts that other clients read too."""
    entity = {
        "legalName": {"name": name, "language": "da"},
        "otherNames": [],
        "transliteratedOtherNames": [],
        "legalAddress": {
            "language": "da", "addressLines": ["Havnegade 4"], "city": "København K", "region": "DK-84",
            "country": "DK", "postalCode": "1058",
        },
        "registeredAt": {"id": "RA000170", "other": None},
        "registeredAs": "40112233",
        "jurisdiction": "DK",
        "category": "GENERAL",
        "legalForm": {"id": "H8VP", "other": None},
        "status": "ACTIVE",
    }  # fmt: skip
    registration = {
        "initialRegistrationDate": "2019-03-01T00:00:00Z", "lastUpdateDate": "2026-03-01T00:00:00Z",
        "status": "ISSUED", "nextRenewalDate": "2027-03-01T00:00:00Z", "corroborationLevel": "FULLY_CORROBORATED",
    }  # fmt: skip
    for key, value in changes.items():
        (entity if key in entity else registration)[key] = value
    link = f"https://api.gleif.org/api/v1/lei-records/{identifier}"
    return {
        "type": "lei-records",
        "id": identifier,
        "attributes": {"lei": identifier, "entity": entity, "registration": registration, "bic": None},
        "relationships": {"direct-parent": {"links": {"lei-record": f"{link}/direct-parent"}}},
        "links": {"self": link},
    }


RECORDS = [
    record(
        QUILLFEATHER, "Quillfeather Talent ApS",
        otherNames=[{"name": "Featherhire ApS", "language": "da", "type": "PREVIOUS_LEGAL_NAME"}],
    ),
    record(GROUP, "Plumage Group A/S", registeredAs="30998877"),
    record(lei("5299OTTERLINE"), "Otterline HR GmbH", registeredAs="HRB 55012", status="INACTIVE"),
]  # fmt: skip
PARENTS = {QUILLFEATHER: GROUP}


@dataclass
class Server:
    """What it was asked, in order, and how it answers a path: `replies` before its own ways."""

    url: str
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    replies: list[Reply | Callable[[], Reply]] = field(default_factory=list)
    certificates: dict[str, str] = field(default_factory=dict)  # number -> status

    def answer(self, path: str) -> Reply:
        self.asked.append(path)
        if self.replies:
            reply = self.replies.pop(0)
            return reply() if callable(reply) else reply
        parts = urlsplit(path)
        steps = [unquote(step) for step in parts.path.strip("/").split("/")]
        if steps[:2] == ["api", "v1"]:
            return self._gleif(steps[2:], parse_qs(parts.query))
        if steps[0] == "json":
            status = self.certificates.get(steps[1])
            rows = [{"certificate": steps[1], "status": status}] if status else []
            return as_json({"results": rows})
        if steps[0] == "page":
            status = self.certificates.get(steps[1])
            told = f"<b>{steps[1]}</b> is <i>{status}</i>" if status else "No certificate matches"
            page = f"<html><style>.suspended{{color:red}}</style><body>Register of Brightkeel<p>{told}.</body></html>"
            return 200, {"Content-Type": "text/html"}, page.encode()
        return 404, {}, b""

    def _gleif(self, steps: list[str], query: dict[str, list[str]]) -> Reply:
        by_id = {r["id"]: r for r in RECORDS}
        if len(steps) == 3 and steps[2] == "direct-parent" and steps[1] in PARENTS:
            return as_json({"data": by_id[PARENTS[steps[1]]]})
        if len(steps) == 2 and steps[1] in by_id:
            return as_json({"data": by_id[steps[1]]})
        if len(steps) != 1:
            return as_json({"errors": [{"status": "404", "title": "Not found"}]}, 404)
        name = query.get("filter[entity.legalName]", [""])[0].casefold().split()
        number = query.get("filter[entity.registeredAs]", [""])[0]
        rows = [
            r
            for r in RECORDS
            if (name and set(name) & set(r["attributes"]["entity"]["legalName"]["name"].casefold().split()))
            or (number and r["attributes"]["entity"]["registeredAs"] == number)
        ]
        return as_json({"meta": {"pagination": {"currentPage": 1, "total": len(rows)}}, "data": rows})


def as_json(tree: Any, status: int = 200) -> Reply:
    return status, {"Content-Type": "application/vnd.api+json"}, json.dumps(tree).encode()


def slowly(seconds: float) -> Callable[[], Reply]:
    def reply() -> Reply:
        time.sleep(seconds)
        return as_json({"data": []})

    return reply


@contextmanager
def serving() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.agents.append(self.headers["User-Agent"])
            status, headers, body = server.answer(self.path)
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                pass  # whoever asked has gone

        def log_message(self, *args: Any) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    server = Server(f"http://127.0.0.1:{listening.server_port}")
    thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
