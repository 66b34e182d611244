"""JSON from outside into plain data: bounded, no key twice, nothing that two programs would read differently."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from app.core.problems import Invalid, Problem
from app.core.wording import say

MAX_DEPTH = 16
SAFE_INTEGER = 2**53 - 1  # larger ones are not the same number in every program
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

CODES: dict[str, str] = {
    "JSON-SIZE": "The file is larger than such a file can sensibly be.",
    "JSON-FORM": "The text is not JSON in UTF-8.",
    "JSON-DEPTH": "Values are nested too deeply.",
    "JSON-KEY-TWICE": "The same name stands twice in one place; one of the two values would be lost.",
    "JSON-NUMBER": "A number is none, or too large to be the same in every program.",
    "JSON-CHARACTER": "A text holds a control character, such as NUL, or half a sign.",
}


class _Refused(ValueError):
    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


def read(body: bytes, most: int) -> Any:
    """The data of a JSON text of at most `most` bytes. Raises Invalid, with the line where it is known."""
    if len(body) > most:
        raise _invalid("JSON-SIZE", say("The file is larger than %(size)s MB.", size=round(most / 1_000_000)))
    try:
        data = json.loads(
            body.decode("utf-8-sig"),
            object_pairs_hook=_object, parse_int=_integer, parse_float=_number, parse_constant=_no_number,
        )  # fmt: skip
    except _Refused as refused:
        raise _invalid(refused.code, refused.message) from None
    except json.JSONDecodeError as broken:
        message = say("The file is no JSON from line %(line)s on.", line=broken.lineno)
        raise _invalid("JSON-FORM", message, line=broken.lineno, column=broken.colno) from None
    except UnicodeDecodeError:
        raise _invalid("JSON-FORM", say("The file is no text in UTF-8.")) from None
    except RecursionError:
        raise _too_deep() from None
    _walk(data)
    return data


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Refused("JSON-KEY-TWICE", say("“%(name)s” stands twice in one place.", name=twice[:80]))
    return found


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > SAFE_INTEGER:
        _no_number(digits)
    return int(digits)


def _number(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        _no_number(digits)
    return value


def _no_number(digits: str) -> NoReturn:
    raise _Refused("JSON-NUMBER", say("“%(digits)s” is a number that cannot be used.", digits=digits[:40]))


def _walk(data: Any) -> None:
    """Without recursion: depth is what is being asked."""
    waiting = [(data, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise _too_deep()
        if isinstance(value, str):
            _text(value)
        elif isinstance(value, dict):
            for name, part in value.items():
                _text(name)
                waiting.append((part, depth + 1))
        elif isinstance(value, list):
            waiting.extend((part, depth + 1) for part in value)


def _text(text: str) -> None:
    if found := _FORBIDDEN.search(text):
        message = say("A text holds a sign that nobody can see (U+%(number)s).", number=f"{ord(found.group()):04X}")
        raise _invalid("JSON-CHARACTER", message)


def _too_deep() -> Invalid:
    return _invalid("JSON-DEPTH", say("Values are nested more than %(most)s deep.", most=MAX_DEPTH))


def _invalid(code: str, message: str, *, line: int | None = None, column: int | None = None) -> Invalid:
    remedy = say("Download the file anew from where it was made, and leave it as it is.")
    return Invalid([Problem(code=code, where="file", message=message, remedy=remedy, line=line, column=column)])
