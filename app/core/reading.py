"""Text into a model, with every mistake told as a Problem: what is wrong, in which line, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from app.core.problems import Problem
from app.core.yaml_text import CODES as TEXT_CODES
from app.core.yaml_text import Path, Positions, locate, parse

M = TypeVar("M", bound=BaseModel)

CODES: dict[str, str] = {
    **TEXT_CODES,
    "FILE-MISSING": "Something that must be there is not.",
    "FILE-UNKNOWN": "A field that the format does not have; often a typing mistake.",
    "FILE-TEXT": "Text is expected; numbers and `true` become text in quotes.",
    "FILE-CHOICE": "Only some words are possible here, and this is none of them.",
    "FILE-RANGE": "A number or a text is outside its limits.",
    "FILE-ID": "An id holds letters, digits, `.`, `_` and `-`, begins with a letter or digit, and has at most 64.",
    "FILE-DAY": "A day is expected, written as 2026-11-23.",
    "FILE-CONDITION": "A condition or test must ask exactly one thing.",
    "FILE-SHAPE": "A list, a group of fields, a number or true/false is expected, and something else is there.",
}


@dataclass(frozen=True)
class Loaded(Generic[M]):
    """`value` is None when there are problems; `positions` maps paths in the file to line and column."""

    value: M | None
    problems: tuple[Problem, ...] = ()
    positions: Positions = field(default_factory=dict)


def read_model(model: type[M], text: str, name: str, where: Callable[[Any, Path], str] | None = None) -> Loaded[M]:
    """Reads YAML `text` into `model`. `where` words a path for people. Never raises on any text."""
    parsed = parse(text, name)
    if parsed.problems:
        return Loaded(None, parsed.problems, parsed.positions)
    if not isinstance(parsed.data, dict):
        kind = "nothing" if parsed.data is None else "a list" if isinstance(parsed.data, list) else "a single value"
        problem = Problem(
            code="FILE-EMPTY" if parsed.data is None else "FILE-SHAPE",
            where=name,
            message=f"The file holds {kind} where fields such as `format:` and `id:` are expected.",
            remedy="Begin with `format: ...` on a line of its own.",
            line=1,
            column=1,
        )
        return Loaded(None, (problem,), parsed.positions)
    try:
        return Loaded(model.model_validate(parsed.data), (), parsed.positions)
    except ValidationError as error:
        return Loaded(None, explain(error, model, parsed.data, parsed.positions, where or _dotted), parsed.positions)


def explain(
    error: ValidationError,
    model: type[BaseModel],
    data: Any,
    positions: Positions | None,
    where: Callable[[Any, Path], str],
) -> tuple[Problem, ...]:
    """pydantic's errors in plain words, one for each place, in the order of the file."""
    seen: dict[tuple[Path, str], Problem] = {}
    for raw in error.errors(include_url=False):
        if raw["type"] == "too_short" and raw["input"]:
            continue  # pydantic counts the items that are right; the wrong ones are told one by one
        path = _real_path(raw["loc"], data)
        code, message, remedy = _in_words(dict(raw), path, model)
        line, column = locate(positions, path)
        problem = Problem(code=code, where=where(data, path), message=message, remedy=remedy, line=line, column=column)
        seen.setdefault((path, code), problem)
    return tuple(sorted(seen.values(), key=lambda p: (p.line or 0, p.column or 0)))


def _dotted(_data: Any, path: Path) -> str:
    return ".".join(str(p) for p in path)


def _real_path(loc: Iterable[str | int], data: Any) -> Path:
    """Drops the names of union members that pydantic puts into a location, keeps a missing or unknown last key."""
    path: list[str | int] = []
    here = data
    parts = list(loc)
    for i, part in enumerate(parts):
        last = i == len(parts) - 1
        if isinstance(here, dict) and isinstance(part, str) and (part in here or (last and part != "[key]")):
            here = here.get(part)
            path.append(part)
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
            path.append(part)
    return tuple(path)


def _in_words(error: dict[str, Any], path: Path, model: type[BaseModel]) -> tuple[str, str, str]:
    kind, given, context = str(error["type"]), error.get("input"), error.get("ctx", {})
    field_name = str(path[-1]) if path else ""
    shown = _shown(given)
    if kind == "missing":
        return "FILE-MISSING", f"`{field_name}` is missing.", f"Add `{field_name}: ...`."
    if kind == "extra_forbidden":
        near = process.extractOne(field_name, sorted(_field_names(model)), scorer=fuzz.ratio, score_cutoff=65)
        remedy = f"Did you mean `{near[0]}`?" if near else "Remove it, or see the description of the format."
        return "FILE-UNKNOWN", f"`{field_name}` is not a field here.", remedy
    if kind == "string_type":
        return "FILE-TEXT", f"Text is expected for `{field_name}`, found {shown}.", "Put the value in quotes."
    if kind in ("enum", "literal_error"):
        expected = str(context.get("expected", ""))
        return "FILE-CHOICE", f"`{field_name}` cannot be {shown}.", f"Use one of: {expected}."
    if kind == "string_pattern_mismatch":
        return "FILE-ID", f"{shown} cannot be used as `{field_name}`.", _pattern_remedy(str(context.get("pattern", "")))
    if kind.startswith("date"):
        return "FILE-DAY", f"`{field_name}` is expected to be a day, found {shown}.", "Write it as 2026-11-23."
    if kind == "condition":
        return "FILE-CONDITION", str(error["msg"]), "Nest several tests in `all: [...]` or `any: [...]`."
    if kind in (
        "greater_than",
        "greater_than_equal",
        "less_than",
        "less_than_equal",
        "too_short",
        "too_long",
        "string_too_short",
        "string_too_long",
        "finite_number",
    ):
        return "FILE-RANGE", f"`{field_name}` is outside its limits: {error['msg']}.", "Choose a value inside them."
    expected = _SHAPES.get(kind, str(error["msg"]))
    return "FILE-SHAPE", f"`{field_name}`: {expected}, found {shown}.", "See the description of the format."


_SHAPES = {
    "dict_type": "a group of fields is expected, such as {en: ...}",
    "model_type": "a group of fields is expected",
    "model_attributes_type": "a group of fields is expected",
    "tuple_type": "a list is expected, such as [a, b]",
    "list_type": "a list is expected, such as [a, b]",
    "int_type": "a whole number is expected",
    "int_parsing": "a whole number is expected",
    "int_from_float": "a whole number is expected",
    "float_type": "a number is expected",
    "float_parsing": "a number is expected",
    "decimal_type": "a number is expected",
    "decimal_parsing": "a number is expected",
    "bool_type": "true or false is expected",
    "bool_parsing": "true or false is expected",
}


def _shown(given: Any) -> str:
    if isinstance(given, dict):
        return "a group of fields"
    if isinstance(given, list | tuple):
        return "a list"
    if given is None:
        return "nothing"
    if isinstance(given, bool):
        return f"`{str(given).lower()}`"
    text = str(given)
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"


def _pattern_remedy(pattern: str) -> str:
    if pattern == "^[a-z]{2}$":
        return "Use a language code of two small letters, such as en."
    return "Use letters, digits, `.`, `_` and `-`, beginning with a letter or digit, at most 64 characters."


def _field_names(model: type[BaseModel]) -> set[str]:
    """Every field name of the format, for "did you mean"."""
    names: set[str] = set()
    schema = model.model_json_schema()
    for definition in [schema, *schema.get("$defs", {}).values()]:
        names.update(definition.get("properties", {}))
    return names
