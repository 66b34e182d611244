"""GLEIF's register of legal entity identifiers: whose legal name, number and country an LEI stands for.

The API is JSON:API, public and free, for 60 questions a minute (https://www.gleif.org/en/lei-data/gleif-api). Not every
company has an LEI: not found means not confirmed. A record whose renewal has lapsed may be out of date.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict

from app.core.certificates.names import Likeness, compare_names
from app.infra.http import Client, NoAnswer

NAME = "GLEIF, the global LEI index"
KEEP = timedelta(hours=24)  # the index is published once a day
MOST = 5
_ACCEPT = "application/vnd.api+json"


class Entity(BaseModel):
    """A legal entity as its LEI record describes it."""

    model_config = ConfigDict(frozen=True)

    lei: str
    legal_name: str
    other_names: tuple[str, ...] = ()  # former, trading and transliterated names
    registered_as: str = ""  # number in the national register
    country: str = ""  # ISO 3166-1 alpha-2, of the legal address
    address: str = ""
    active: bool | None = None  # whether the entity exists; None: the record does not say
    record: str = ""  # ISSUED: kept up to date; LAPSED: renewal is overdue
    renewal: str = ""  # day by which the record is to be renewed
    parent: str = ""  # legal name of the direct parent, where it is reported
    parent_lei: str = ""


class Entities(BaseModel):
    """What GLEIF answered: the likeliest first; empty when nothing was found."""

    model_config = ConfigDict(frozen=True)

    found: tuple[Entity, ...]
    url: str
    digest: str


def is_lei(text: str) -> bool:
    """20 characters whose check digits are right (ISO 17442, ISO/IEC 7064 mod 97-10)."""
    text = text.strip().upper()
    if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", text):
        return False
    return int("".join(str(int(c, 36)) for c in text)) % 97 == 1


def ask(client: Client, base: str, asked_for: str, *, number: str = "", country: str = "") -> Entities:
    """Legal entities of that LEI, or else of that legal name, or that registration number. Raises NoAnswer."""
    base = base.rstrip("/")
    if is_lei(asked_for):
        answer = client.get(f"{base}/lei-records/{asked_for.strip().upper()}", accept=_ACCEPT, keep=KEEP)
        rows = [_data(answer.body)] if answer.status == 200 else []
        found, digest, url = [_entity(row) for row in rows], answer.digest, answer.url
    else:
        # A comma separates several values of a filter.
        found, digest, url = _search(client, base, {"filter[entity.legalName]": asked_for.replace(",", " ")})
        if number and not any(compare_names(e.legal_name, asked_for).likeness is Likeness.SAME for e in found):
            filters = {"filter[entity.registeredAs]": number} | (
                {"filter[entity.legalAddress.country]": country} if country else {}
            )
            by_number, digest_too, url_too = _search(client, base, filters)
            known = {e.lei for e in by_number}
            found = by_number + [e for e in found if e.lei not in known]
            url = url_too if by_number else url
            digest = sha256(f"{digest}{digest_too}".encode()).hexdigest()
        found.sort(key=lambda e: _rank(e, asked_for, number))
    found = found[:MOST]
    if found:
        found[0] = _with_parent(client, base, found[0])
    return Entities(found=tuple(found), url=url, digest=digest)


def _search(client: Client, base: str, filters: Mapping[str, str]) -> tuple[list[Entity], str, str]:
    url = f"{base}/lei-records?{urlencode({**filters, 'page[size]': 10, 'page[number]': 1})}"
    answer = client.get(url, accept=_ACCEPT, keep=KEEP)
    rows = _data(answer.body) if answer.status == 200 else []
    if not isinstance(rows, list):
        raise _malformed()
    return [_entity(row) for row in rows], answer.digest, answer.url


def _with_parent(client: Client, base: str, entity: Entity) -> Entity:
    """The direct parent where one is reported. That it cannot be learned takes nothing away from the rest."""
    try:
        answer = client.get(f"{base}/lei-records/{entity.lei}/direct-parent", accept=_ACCEPT, keep=KEEP)
        if answer.status != 200:
            return entity
        parent = _entity(_data(answer.body))
    except NoAnswer:
        return entity
    return entity.model_copy(update={"parent": parent.legal_name, "parent_lei": parent.lei})


def _rank(entity: Entity, asked_for: str, number: str) -> tuple[int, int, int]:
    likeness = compare_names(entity.legal_name, asked_for).likeness
    same_number = bool(number) and _key(entity.registered_as) == _key(number)
    order = {Likeness.SAME: 0, Likeness.DOUBT: 1, Likeness.DIFFERENT: 2}
    return (0 if same_number else 1, order[likeness], 0 if entity.active else 1)


def _key(number: str) -> str:
    return "".join(c for c in number.casefold() if c.isalnum())


def _data(body: bytes) -> Any:
    try:
        return json.loads(body)["data"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _malformed() from None


def _entity(row: Any) -> Entity:
    try:
        told, entity = row["attributes"], row["attributes"]["entity"]
        address = entity.get("legalAddress") or {}
        others = [*(entity.get("otherNames") or ()), *(entity.get("transliteratedOtherNames") or ())]
        record = told.get("registration") or {}
        status = entity.get("status")
        return Entity(
            lei=str(told["lei"])[:20],
            legal_name=_line(entity["legalName"]["name"]),
            other_names=tuple(dict.fromkeys(_line(o["name"]) for o in others if o.get("name")))[:20],
            registered_as=_line(entity.get("registeredAs")),
            country=_line(address.get("country"))[:2],
            address=", ".join(
                _line(part)
                for part in (*(address.get("addressLines") or ()), address.get("postalCode"), address.get("city"))
                if part
            )[:300],
            active=status == "ACTIVE" if status in ("ACTIVE", "INACTIVE") else None,
            record=_line(record.get("status"))[:40],
            renewal=_line(record.get("nextRenewalDate"))[:10],
        )
    except (KeyError, TypeError, AttributeError):
        raise _malformed() from None


def _line(value: Any) -> str:
    return " ".join(str(value or "").split())[:300]


def _malformed() -> NoAnswer:
    remedy = "Try again later. If it stays so, ask whoever runs the service to look at the address in the settings."
    return NoAnswer("REGISTER-ANSWER", "GLEIF answered in another form than is documented.", remedy)
