"""Questionnaire files: YAML text to model and back, and the bytes that a release is known by."""

from __future__ import annotations

import hashlib
import json
import math
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from app.core.problems import Problem
from app.core.questionnaire.model import Kind, Questionnaire
from app.core.reading import CODES, read_model
from app.core.yaml_text import FLOAT, INT, Path, Positions

__all__ = ["CODES", "Loaded", "canonical", "digest", "dump", "load", "plain", "where"]


@dataclass(frozen=True)
class Loaded:
    """`questionnaire` is None when there are problems; `positions` serves `lint` to name lines."""

    questionnaire: Questionnaire | None
    problems: tuple[Problem, ...] = ()
    positions: Positions = field(default_factory=dict)


def load(text: str, name: str = "") -> Loaded:
    """Reads a questionnaire file. Every mistake comes back as a Problem; no text makes this raise.

    This is about form only. What the questionnaire means is `lint`'s business.
    """
    read = read_model(Questionnaire, text, name, where)
    return Loaded(read.value, read.problems, read.positions)


def dump(questionnaire: Questionnaire) -> str:
    """The file of a questionnaire: `load(dump(q)).questionnaire == q`. Defaults are left out."""
    return str(yaml.dump(plain(questionnaire), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110))


def canonical(questionnaire: Questionnaire) -> bytes:
    """The same bytes for equal questionnaires, whatever the file looked like.

    Defaults are left out, so that a release keeps its digest when the format gains a field.
    """
    return json.dumps(plain(questionnaire), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(questionnaire: Questionnaire) -> str:
    """SHA-256 of `canonical`, hexadecimal: the identity of a release."""
    return hashlib.sha256(canonical(questionnaire)).hexdigest()


def plain(questionnaire: Questionnaire) -> dict[str, Any]:
    """The questionnaire as an author would write it: no defaults, whole numbers as such, shared scales once."""
    data: dict[str, Any] = _tidy(questionnaire.model_dump(by_alias=True, exclude_defaults=True))
    for section, section_data in zip(questionnaire.sections, data["sections"], strict=True):
        for question, question_data in zip(section.questions, section_data["questions"], strict=True):
            if question.type is Kind.SCALE and question.options == questionnaire.scales.get(question.scale or ""):
                question_data.pop("options", None)
            if clauses := question_data.get("clauses"):
                question_data["clauses"] = [c["clause"] if set(c) == {"clause"} else c for c in clauses]
    return data


def where(data: Any, path: Path) -> str:
    """A path in the file in the author's own words: `R01.options.none.label` rather than sections.0.questions.0..."""
    words: list[str] = []
    here = data
    for part in path:
        inside = here[part] if _has(here, part) else None
        own_id = inside.get("id") if isinstance(inside, dict) else None
        if isinstance(part, int) and isinstance(own_id, str):
            words = [own_id] if words[-1:] == ["questions"] else [*words, own_id]
        else:
            words.append(str(part + 1) if isinstance(part, int) else part)
        here = inside
    return ".".join(words)


def _has(here: Any, part: str | int) -> bool:
    if isinstance(here, list):
        return isinstance(part, int) and part < len(here)
    return isinstance(here, dict) and part in here


def _tidy(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _tidy(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_tidy(v) for v in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and value == int(value) and abs(value) < 1e15 else value
    if isinstance(value, str):
        return str(value)  # an enum member is written as its value
    return value.isoformat() if hasattr(value, "isoformat") else value


def _number(value: Decimal) -> int | float | str:
    if value == value.to_integral_value() and abs(value) < Decimal("1e15"):
        return int(value)
    as_float = float(value)
    return as_float if math.isfinite(as_float) and Decimal(repr(as_float)) == value else format(value.normalize(), "f")


_ODD_LINE_ENDS = re.compile("[\x85\u2028\u2029]")  # PyYAML would write them unescaped, and readers fold them to spaces


class _Dumper(yaml.SafeDumper):
    """Quotes whatever YAML 1.1 or our reader would not take for text, so that other tools read the same words."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    lines = text.split("\n")
    as_block = len(lines) > 1 and bool(lines[0]) and all(line == line.strip() and line.isprintable() for line in lines)
    style = "|" if as_block else '"' if _ODD_LINE_ENDS.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
for _tag, _pattern in (("float", FLOAT), ("int", INT)):
    _Dumper.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern.pattern})\\Z"), list("-+0123456789.")
    )
