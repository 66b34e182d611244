"""Questionnaire files: YAML text to model and back, and the bytes that a release is known by."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from app.core.problems import Problem
from app.core.questionnaire.model import Kind, Questionnaire
from app.core.reading import CODES, read_model
from app.core.yaml_text import Path, Positions
from app.core.yaml_writing import tidy, write

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
    return write(plain(questionnaire))


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
    data: dict[str, Any] = tidy(questionnaire.model_dump(by_alias=True, exclude_defaults=True))
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
