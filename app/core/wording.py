"""Words for people that can be said in another language later.

The rules know English only, and no catalog. `say("The text has %(length)s characters.", length=700)` is a string, the
English sentence, and remembers the template and the values it was made from; a door that speaks German looks the
template up and puts the values in again (`app.infra.language.translate`). So the template must stand in one piece in
the call: `make messages` collects templates from there. A value is text that stays as it is, a whole number (written
with the language's grouping; a year is text), a day, or a wording of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import ValidatorFunctionWrapHandler, WrapValidator

_MONTHS = (
    "January February March April May June July August September October November December".split()
)  # fmt: skip


class Wording(str):
    """An English sentence that remembers what it was made from. Compares, hashes and is stored as plain text."""

    __slots__ = ("many", "template", "values")

    template: str
    many: str  # the template for more than one, when there is a `count` among the values
    values: Mapping[str, Any]

    def __getnewargs__(self) -> tuple[str]:
        return (str(self),)


def _as_it_is(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    return value if isinstance(value, Wording) else check(value)


Said = Annotated[str, WrapValidator(_as_it_is)]  # a field of a model that keeps a wording, which `str` makes plain text


def say(template: str, /, **values: Any) -> str:
    """The sentence in English; `%(name)s` stands for a value, `%%` for a percent sign."""
    return _wording(template, "", values)


def say_count(one: str, many: str, count: int, /, **values: Any) -> str:
    """The same with a number that decides between two templates; `%(count)s` stands for it."""
    return _wording(one, many, {"count": count, **values})


def say_day(value: date) -> str:
    """A day in words."""
    return _wording("%(day)s", "", {"day": value})


def instead(wording: str, english: str) -> str:
    """A wording that says something closer in English, and `wording` in every other language."""
    assert isinstance(wording, Wording)
    made = Wording(english)
    made.template, made.many, made.values = wording.template, wording.many, wording.values
    return made


def template(text: str) -> str:
    """A template in a table, to be filled with `say` later. Marks it for `make messages`, and changes nothing."""
    return text


def _wording(template: str, many: str, values: Mapping[str, Any]) -> Wording:
    chosen = many if many and values["count"] != 1 else template
    made = Wording(chosen % {name: _english(value) for name, value in values.items()})
    made.template, made.many, made.values = template, many, values
    return made


def _english(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, date):
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return str(value)
