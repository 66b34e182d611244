"""What people type, as fields of pydantic models: cleaned where nothing is lost, else refused with a remedy.

    class VendorInput(BaseModel):
        legal_name: Annotated[str, line("Legal name", 300, required=True)]

Problems come out of `parse` with the field's name as place, ready to be shown beside the field.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ValidationError
from pydantic_core import PydanticCustomError

from app.core.problems import Invalid, Problem

M = TypeVar("M", bound=BaseModel)

CODES = {
    "TEXT-MISSING": "A field that is needed was left empty.",
    "TEXT-TOO-LONG": "A text is longer than its field keeps.",
    "TEXT-CHARACTER": "A text holds a control character, such as NUL, that no text has on purpose.",
    "EMAIL-FORM": "What was given is not an e-mail address.",
    "WEB-FORM": "What was given is not an address of a web page.",
    "DATE-FORM": "What was given is not a date.",
    "DATE-ORDER": "Something ends before it starts.",
    "FIELD-FORM": "A field of the form has a value it cannot have.",
}

_EMBEDDINGS = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)  # they reorder what stands after the field
_EMAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[^\s@.<>()\[\],;:\\\"]+(\.[^\s@.<>()\[\],;:\\\"]+)+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\ud800-\udfff]")
_WEB = re.compile(r"https?://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?", re.IGNORECASE)


def refused(code: str, message: str, remedy: str) -> PydanticCustomError:
    """For validators: what is wrong and what to do about it. The code is one of CODES."""
    # The texts travel as values: a typed "{" must not be taken for a placeholder.
    return PydanticCustomError(code, "{message}", {"message": message, "remedy": remedy})


def one_line(value: object, label: str, limit: int, *, required: bool = False) -> str:
    """The text on one line: runs of white space, line ends included, become one space. Raises what `refused` makes."""
    text = _text(value, label).translate(_EMBEDDINGS)
    return _bounded(" ".join(text.split()), label, limit, required=required)


def many_lines(value: object, label: str, limit: int, *, required: bool = False) -> str:
    """The text with its line ends, unified. Raises what `refused` makes."""
    text = _text(value, label).replace("\r\n", "\n").replace("\r", "\n")
    return _bounded(text.strip(), label, limit, required=required)


def email_address(value: object, label: str, *, required: bool = False) -> str:
    """The address in lower case, as it is compared. Raises what `refused` makes."""
    text = one_line(value, label, 320, required=required).lower()
    if text and (_EMAIL.fullmatch(text) is None or ".." in text or text.split("@")[0].strip(".") != text.split("@")[0]):
        raise refused(
            "EMAIL-FORM", f"{label}: “{_shown(text)}” is not an e-mail address", "Write it like name@company.example."
        )
    return text


def web_address(value: object, label: str) -> str:
    text = one_line(value, label, 500)
    if text and "://" not in text:
        text = f"https://{text}"
    if text and _WEB.fullmatch(text) is None:
        raise refused(
            "WEB-FORM", f"{label}: “{_shown(text)}” is not a web address", "Write it like https://company.example."
        )
    return text


def calendar_day(value: object, label: str) -> date | None:
    """An ISO date, as a date field of a browser sends it; empty is none."""
    if value is None or isinstance(value, date):
        return value
    text = str(value).strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise refused("DATE-FORM", f"{label}: “{_shown(text)}” is not a date", "Write it like 2027-03-31.") from None


def line(label: str, limit: int, *, required: bool = False) -> BeforeValidator:
    return BeforeValidator(lambda value: one_line(value, label, limit, required=required))


def prose(label: str, limit: int, *, required: bool = False) -> BeforeValidator:
    return BeforeValidator(lambda value: many_lines(value, label, limit, required=required))


def email(label: str, *, required: bool = False) -> BeforeValidator:
    return BeforeValidator(lambda value: email_address(value, label, required=required))


def web(label: str) -> BeforeValidator:
    return BeforeValidator(lambda value: web_address(value, label))


def day(label: str) -> BeforeValidator:
    return BeforeValidator(lambda value: calendar_day(value, label))


def lines(label: str, limit: int, *, most: int) -> BeforeValidator:
    """One entry a line; empty lines and repetitions are left out."""

    def read(value: object) -> tuple[str, ...]:
        given = value if isinstance(value, list | tuple) else _text(value, label).splitlines()
        entries = tuple(dict.fromkeys(one_line(entry, label, limit) for entry in given if str(entry).strip()))
        if len(entries) > most:
            raise refused("TEXT-TOO-LONG", f"{label}: {len(entries)} lines are too many", f"Keep to {most} lines.")
        return entries

    return BeforeValidator(read)


def parse(model: type[M], given: Mapping[str, Any]) -> M:
    """The model from what was given. Raises Invalid with every problem; `where` is the field's name."""
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        raise Invalid(_problem(e) for e in error.errors(include_url=False)) from None


def problem_of(attempt: Callable[[], object], where: str = "") -> Problem | None:
    """What `attempt` (one of the functions above) refuses, as a problem at `where`; None when it refuses nothing."""
    try:
        attempt()
    except PydanticCustomError as error:
        context = error.context or {}
        return Problem(code=error.type, where=where, message=context["message"], remedy=context["remedy"])
    return None


def _problem(error: Any) -> Problem:
    where = str(error["loc"][0]) if error["loc"] else ""  # none when fields contradict one another
    context = error.get("ctx") or {}
    if "remedy" in context:
        return Problem(code=error["type"], where=where, message=context["message"], remedy=context["remedy"])
    return Problem(
        code="FIELD-FORM", where=where, message=f"{where}: {error['msg']}", remedy="Choose one of the values offered."
    )


def _text(value: object, label: str) -> str:
    text = unicodedata.normalize("NFC", "" if value is None else str(value))
    if found := _CONTROL.search(text):
        name = "NUL" if found[0] == "\0" else f"U+{ord(found[0]):04X}"
        remedy = "Type it again, or paste it through a plain text editor."
        raise refused("TEXT-CHARACTER", f"{label} holds a control character ({name})", remedy)
    return text


def _bounded(text: str, label: str, limit: int, *, required: bool) -> str:
    if required and not any(character.isprintable() for character in text):
        raise refused("TEXT-MISSING", f"{label} is missing", f"Fill in: {label.lower()}.")
    if len(text) > limit:
        raise refused("TEXT-TOO-LONG", f"{label} is {len(text):,} characters long", f"Keep to {limit:,} characters.")
    return text


def _shown(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"
