"""YAML text into plain data, with the place of every value. No file is read and nothing raises on bad text.

Only what a reviewer can see at a glance is accepted: one document, no aliases (a few lines of them can stand for
gigabytes), no tags, no key twice. Scalars follow the YAML 1.2 core schema: only `true` and `false` are booleans, so
that `good: yes` stays the word *yes*, and days stay text until a model asks for a date.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from app.core.problems import Problem

Path = tuple[str | int, ...]
Positions = Mapping[Path, tuple[int, int]]

MAX_CHARACTERS = 4_000_000
MAX_DEPTH = 64
MAX_VALUES = 500_000

INT = re.compile(r"[-+]?[0-9]+")
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

CODES: dict[str, str] = {
    "FILE-SIZE": "The file is larger than a questionnaire or catalog can sensibly be.",
    "FILE-CHARACTER": "The file holds a character that text cannot hold, such as NUL.",
    "FILE-YAML": "The text is not YAML: a bracket, quote or indent does not fit.",
    "FILE-DEPTH": "Values are nested too deeply, or there are too many of them.",
    "FILE-ALIAS": "The file uses YAML aliases (`*name`), which are not accepted.",
    "FILE-TAG": "The file uses a YAML tag (`!name`), which is not accepted.",
    "FILE-DOCUMENTS": "The file holds more than one YAML document.",
    "FILE-KEY": "A key is not plain text.",
    "FILE-KEY-TWICE": "The same key stands twice in one place; one of the two would be lost.",
    "FILE-NUMBER": "A number is too long or too large.",
    "FILE-EMPTY": "The file holds nothing.",
}


@dataclass(frozen=True)
class Parsed:
    """`data` is None when a problem stopped the reading; `positions` maps a path to line and column, from 1."""

    data: Any
    problems: tuple[Problem, ...]
    positions: Positions = field(default_factory=dict)


def parse(text: str, name: str = "") -> Parsed:
    """Reads `text`; `name` is the file's name for messages. Never raises on any string."""
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        return _stopped(
            "FILE-SIZE",
            name,
            f"The file has more than {MAX_CHARACTERS:,} characters.",
            "Split it, or remove what does not belong in it.",
        )
    if bad := _FORBIDDEN.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        column = bad.start() - (text.rfind("\n", 0, bad.start()) + 1) + 1
        return _stopped(
            "FILE-CHARACTER",
            name,
            f"The character U+{ord(bad.group()):04X} cannot stand in a text file.",
            "Delete it; save the file as UTF-8.",
            line,
            column,
        )
    reader = _Reader(name)
    try:
        data = reader.read(text)
    except _Stop as stop:
        return Parsed(None, (*reader.problems, stop.problem), reader.positions)
    except yaml.YAMLError as error:
        return Parsed(None, (*reader.problems, _yaml_problem(error, name)), reader.positions)
    except (UnicodeError, ValueError, RecursionError) as error:
        return _stopped(
            "FILE-YAML",
            name,
            f"The text cannot be read as YAML ({type(error).__name__}).",
            "Save the file as UTF-8 text and try again.",
        )
    return Parsed(None if reader.problems else data, tuple(reader.problems), reader.positions)


def locate(positions: Positions | None, path: Path) -> tuple[int | None, int | None]:
    """Line and column of `path`, or of the nearest thing around it that stands in the file."""
    if positions:
        for length in range(len(path), -1, -1):
            if found := positions.get(path[:length]):
                return found
    return None, None


def scalar(text: str) -> Any:
    """A plain (unquoted) scalar by the YAML 1.2 core schema, without octal, hexadecimal, infinities and NaN."""
    if text in _WORDS:
        return _WORDS[text]
    if INT.fullmatch(text):
        return int(text)
    return float(text) if FLOAT.fullmatch(text) else text


class _Stop(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def _stopped(code: str, name: str, message: str, remedy: str, line: int = 1, column: int = 1) -> Parsed:
    return Parsed(None, (Problem(code=code, where=name, message=message, remedy=remedy, line=line, column=column),))


def _yaml_problem(error: yaml.YAMLError, name: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or "the structure cannot be followed"
    return Problem(
        code="FILE-YAML",
        where=name,
        message=f"This is not YAML: {what}.",
        remedy="Check indent, brackets and quotes here and one line above. Put texts with a colon in quotes.",
        line=mark.line + 1 if mark else 1,
        column=mark.column + 1 if mark else 1,
    )


class _Reader:
    """Builds data from parser events, so that limits hold before anything grows."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.positions: dict[Path, tuple[int, int]] = {}
        self.values = 0

    def read(self, text: str) -> Any:
        events: Iterator[Any] = iter(yaml.parse(text, Loader=_Loader))
        next(events)  # stream start
        first = next(events)
        if isinstance(first, yaml.StreamEndEvent):
            raise self._stop("FILE-EMPTY", first, "The file holds nothing.", "Write or paste the content.")
        data = self._value(next(events), events, (), 0)
        next(events)  # document end
        following = next(events)
        if not isinstance(following, yaml.StreamEndEvent):
            raise self._stop(
                "FILE-DOCUMENTS",
                following,
                "A second document begins here.",
                "Keep one document in a file: remove the line `---` and what follows it.",
            )
        return data

    def _value(self, event: Any, events: Iterator[Any], path: Path, depth: int) -> Any:
        self.values += 1
        if depth > MAX_DEPTH or self.values > MAX_VALUES:
            raise self._stop(
                "FILE-DEPTH",
                event,
                "Values are nested too deeply here, or there are too many of them.",
                f"Keep to {MAX_DEPTH} levels and {MAX_VALUES:,} values.",
            )
        if isinstance(event, yaml.AliasEvent):
            raise self._stop(
                "FILE-ALIAS",
                event,
                f"`*{event.anchor}` refers to another place in the file.",
                "Write the value out. Options that many questions share belong in `scales`.",
            )
        if event.tag not in (None, "!"):
            raise self._stop("FILE-TAG", event, f"The tag `{event.tag}` is not accepted.", "Remove the tag.")
        self.positions.setdefault(path, _place(event))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(item := next(events), yaml.SequenceEndEvent):
                items.append(self._value(item, events, (*path, len(items)), depth + 1))
            return items
        return self._mapping(events, path, depth)

    def _mapping(self, events: Iterator[Any], path: Path, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(key := next(events), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                raise self._stop(
                    "FILE-KEY",
                    key,
                    "A key must be plain text.",
                    "Write `name: value`. A text that begins with { or [ belongs in quotes.",
                )
            here = (*path, key.value)
            if key.value in result:
                self.problems.append(
                    self._problem("FILE-KEY-TWICE", key, f"`{key.value}` stands twice here.", "Keep one of the two.")
                )
            self.positions.setdefault(here, _place(key))
            result[key.value] = self._value(next(events), events, here, depth + 1)
        return result

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        if not event.implicit[0]:
            return event.value
        if (INT.fullmatch(event.value) or FLOAT.fullmatch(event.value)) and (
            len(event.value) > 40 or not math.isfinite(float(event.value))
        ):
            self.problems.append(
                self._problem(
                    "FILE-NUMBER",
                    event,
                    "This number is too long or too large.",
                    "Shorten it, or put it in quotes if it is text.",
                )
            )
            return 0
        return scalar(event.value)

    def _problem(self, code: str, event: Any, message: str, remedy: str) -> Problem:
        line, column = _place(event)
        return Problem(code=code, where=self.name, message=message, remedy=remedy, line=line, column=column)

    def _stop(self, code: str, event: Any, message: str, remedy: str) -> _Stop:
        return _Stop(self._problem(code, event, message, remedy))


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1
