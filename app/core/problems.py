"""Problem: what a person reads when something is wrong with what was given."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from app.core.wording import Said


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Problem(BaseModel):
    """One thing that is wrong: what, where, and what to do about it.

    `code` is stable and documented (docs/errors.md); `where` names a field, a question or a path;
    `line` and `column` count from 1 and are set for problems in a file.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    where: str
    message: Said
    remedy: Said
    severity: Severity = Severity.ERROR
    line: int | None = None
    column: int | None = None


class Invalid(Exception):
    """Raised by a rule that cannot go on; carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.code} {p.where}: {p.message}" for p in self.problems))


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(p.severity is Severity.ERROR for p in problems)
