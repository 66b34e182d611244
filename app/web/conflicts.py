"""Two people edited the same thing: what each of them has, field by field, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Difference:
    field: str
    label: str
    theirs: str
    mine: str


def differences(
    theirs: Mapping[str, Any],
    mine: Mapping[str, Any],
    labels: Mapping[str, str],
    say: Callable[[str, Any], str] = lambda _field, value: str(value),
) -> tuple[Difference, ...]:
    """The fields, of those with a label, where the two differ; `say` writes a value for people."""

    def plain(value: Any) -> str:
        return "\n".join(str(value).split("\r\n")).strip()

    return tuple(
        Difference(field, label, say(field, theirs[field]), say(field, mine[field]))
        for field, label in labels.items()
        if plain(theirs[field]) != plain(mine[field])
    )
