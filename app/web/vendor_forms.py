"""A vendor's forms: reading what was posted, and telling the fields of one question from those of another.

A field of a question is called `<question id>:<field>`; no question id holds a colon. Which fields there are is said in
`app.core.questionnaire.kinds` and `app.features.responses.answers`.
"""

import re
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request

LARGEST = 8_000_000  # bytes; a section with every answer at its longest is smaller
MOST_FIELDS = 10_000

Fields = dict[str, list[str]]


async def _posted(request: Request) -> Fields:
    """The posted fields, in order. Read before a session is opened: a slow sender must not hold the writers' queue."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise HTTPException(413)
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:
        raise HTTPException(413) from error
    fields: Fields = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


Posted = Annotated[Fields, Depends(_posted)]


def of_question(fields: Mapping[str, list[str]], question_id: str) -> Fields:
    """The fields of one question, without its id before their names."""
    start = f"{question_id}:"
    return {name.removeprefix(start): values for name, values in fields.items() if name.startswith(start)}


def first(fields: Mapping[str, list[str]], name: str) -> str:
    return fields[name][0] if fields.get(name) else ""


def without_row(fields: Fields, row: str) -> Fields:
    """The fields of a table question without one of its rows."""
    return {name: values for name, values in fields.items() if not name.startswith(f"value-{row}-")}


def renumbered(fields: Fields) -> Fields:
    """The rows of a table numbered 1, 2, 3 as problems number them: filled rows only, without gaps."""
    places = {f"value-{row}-": f"value-{place}-" for place, row in enumerate(row_numbers(fields), 1)}

    kept: Fields = {}
    for name, values in fields.items():
        row = re.match(r"value-[0-9]{1,4}-", name)
        if row is None:
            kept[name] = values
        elif row[0] in places:
            kept[places[row[0]] + name[row.end() :]] = values
    return kept


def row_numbers(fields: Mapping[str, list[str]]) -> list[int]:
    """The numbers of the rows of a table that hold something, in order."""
    found = {
        int(match[1])
        for name, values in fields.items()
        if (match := re.fullmatch(r"value-([0-9]{1,4})-.{1,64}", name)) and any(v.strip() for v in values)
    }
    return sorted(found)
