"""Registers of certificates that an operator describes in a file: where to ask, and how to read the answer.

Certification bodies publish their registers in many shapes, and some change theirs often. So a register is data: an
address with `{number}` in it, and either a path into a JSON answer or patterns to look for in a page. What fits no
pattern, or several, is told as unclear and never guessed.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from app.infra.http import Client, NoAnswer, origin_of

CODES = {
    "REGISTER-ANSWER": "The answer is not of the form that the settings describe.",
    "REGISTER-UNCLEAR": "The answer cannot be read as one of in force, suspended, withdrawn and not found.",
}

Status = Literal["in force", "suspended", "withdrawn", "not found"]
KEEP = timedelta(hours=6)  # a suspension should not be missed for longer
_ACCEPT = {"json": "application/json", "text": "text/html,text/plain"}
_LOOPBACK = re.compile(r"^http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?/")
_AROUND = 120  # characters on each side of what was found
_LONGEST = 500


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"“{text}” is no regular expression: {error}") from None
    return text


def _address(url: str) -> str:
    if url.count("{number}") != 1:
        raise ValueError("must hold {number} exactly once")
    if url.count("/") < 3 or "{number}" in "/".join(url.split("/")[:3]):
        raise ValueError("must name its host in full")
    if not url.startswith("https://") and not _LOOPBACK.match(url):
        raise ValueError("must begin with https://, or be on this machine")
    return url


Pattern = Annotated[str, AfterValidator(_pattern)]
Patterns = tuple[Pattern, ...]


class Register(BaseModel):
    """One register of certificates."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    url: Annotated[str, AfterValidator(_address)]
    page: str = ""  # where a person can look, with or without {number}
    read: Literal["json", "text"]
    at: str = ""  # JSON: path to the status, such as "results.0.status"
    number_at: str = ""  # JSON: path to the number that was answered about
    in_force: Patterns = Field(min_length=1)
    suspended: Patterns = ()
    withdrawn: Patterns = ()
    not_found: Patterns = ()
    schemes: tuple[str, ...] = ()  # certificate schemes it lists; empty: any

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.read == "json" and not self.at:
            raise ValueError("`at` must say where in the JSON the status stands")
        return self

    @property
    def origin(self) -> str:
        return origin_of(self.url.replace("{number}", "0"))

    def link(self, number: str) -> str:
        return self.page.replace("{number}", quote(number, safe=""))


class Seen(BaseModel):
    """What a register answered."""

    model_config = ConfigDict(frozen=True)

    answer: Status
    words: str
    url: str
    digest: str


class RegistersError(ValueError):
    """The file of registers cannot be used."""


def load_registers(file: Path | None) -> tuple[Register, ...]:
    """The registers of a YAML file (`registers:`, a list). Raises RegistersError, which says what to put right."""
    if file is None:
        return ()
    try:
        raw = yaml.safe_load(file.read_text(encoding="utf-8"))
        rows = raw["registers"]
        found = tuple(Register.model_validate(row) for row in rows)
    except OSError as error:
        raise RegistersError(f"{file}: {error.strerror or 'cannot be read'}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "register"
        raise RegistersError(f"{file}: {where}: {first['msg']}") from None
    except (yaml.YAMLError, TypeError, KeyError, UnicodeDecodeError):
        raise RegistersError(f"{file}: a list under `registers:` is expected") from None
    ids = [register.id for register in found]
    if twice := next((i for i in ids if ids.count(i) > 1), ""):
        raise RegistersError(f"{file}: two registers have the id {twice}")
    return found


def ask(client: Client, register: Register, number: str) -> Seen:
    """What a register says of a certificate number. Raises NoAnswer."""
    url = register.url.replace("{number}", quote(number, safe=""))
    answer = client.get(url, accept=_ACCEPT[register.read], keep=KEEP)
    if answer.status == 404:
        status, words = "not found", "The register has no page for this number (404)."
    else:
        text = answer.body.decode("utf-8", "replace")
        status, words = (_of_json if register.read == "json" else _of_text)(register, text, number)
    return Seen.model_validate(
        {"answer": status, "words": words[:_LONGEST], "url": answer.url, "digest": answer.digest}
    )


def _of_json(register: Register, text: str, number: str) -> tuple[str, str]:
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        raise _malformed(register) from None
    found, value = _walk(tree, register.at)
    if not found:
        return "not found", "The list of entries is empty."
    if register.number_at:
        there, other = _walk(tree, register.number_at)
        if not there or _key(str(other)) != _key(number):
            raise _unclear(register, f"It answered about another number ({str(other)[:80]}).")
    if value is None or isinstance(value, Mapping | list):
        raise _malformed(register)
    return _status(register, str(value)), f"{register.at.rsplit('.', 1)[-1]}: {value}"


def _walk(tree: Any, path: str) -> tuple[bool, Any]:
    """The value at a path. Not found only where a list is shorter than the path wants; else the form is another."""
    for step in path.split("."):
        if isinstance(tree, list) and step.isdigit():
            if int(step) >= len(tree):
                return False, None
            tree = tree[int(step)]
        elif isinstance(tree, Mapping) and step in tree:
            tree = tree[step]
        else:
            remedy = "Ask whoever runs the service to look at the description of the register."
            raise NoAnswer("REGISTER-ANSWER", f"The answer has nothing at “{path}”.", remedy)
    return True, tree


def _of_text(register: Register, text: str, number: str) -> tuple[str, str]:
    words = _words(text)
    status = _status(register, words)
    hit = next(h for p in getattr(register, status.replace(" ", "_")) if (h := re.search(p, words, re.IGNORECASE)))
    if status != "not found" and _key(number) not in _key(words):
        raise _unclear(register, "The page does not name the number that was asked for.")
    start, end = max(0, hit.start() - _AROUND), min(len(words), hit.end() + _AROUND)
    return status, f"{'… ' if start else ''}{words[start:end].strip()}{' …' if end < len(words) else ''}"


def _status(register: Register, words: str) -> str:
    """The one status whose patterns are found."""
    found = [
        name
        for name in ("in_force", "suspended", "withdrawn", "not_found")
        if any(re.search(p, words, re.IGNORECASE) for p in getattr(register, name))
    ]
    if len(found) == 1:
        return found[0].replace("_", " ")
    told = f"It fits several descriptions: {', '.join(found)}." if found else "It fits none of the descriptions."
    raise _unclear(register, told)


def _words(page: str) -> str:
    page = re.sub(r"<(script|style)\b.*?</\1\s*>", " ", page, flags=re.IGNORECASE | re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def _key(number: str) -> str:
    return "".join(c for c in number.casefold() if c.isalnum())


def _malformed(register: Register) -> NoAnswer:
    remedy = "Look it up by hand, and ask whoever runs the service to look at the description of the register."
    return NoAnswer("REGISTER-ANSWER", f"{register.name} answered in another form than is described.", remedy)


def _unclear(register: Register, told: str) -> NoAnswer:
    remedy = "Open the register, and record what you see by hand."
    return NoAnswer("REGISTER-UNCLEAR", f"The answer of {register.name} could not be read. {told}", remedy)
