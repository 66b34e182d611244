"""A scorecard made again from what it was made of, and every place in which two of them differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any, Literal

from pydantic import ValidationError

from app.core.frozen import Frozen
from app.core.problems import Invalid, Problem
from app.core.questionnaire.model import Questionnaire
from app.core.response import Response
from app.core.scoring.canonical import digest
from app.core.scoring.policy import Policy
from app.core.scoring.scorecard import Scorecard

INPUTS = "countersign-inputs/1"
SCORECARD = "countersign-scorecard/1"


class Inputs(Frozen):
    """Everything a scorecard is made of but the reference data, as a file: what `countersign score` reads."""

    format: Literal["countersign-inputs/1"] = "countersign-inputs/1"
    release: str  # digest of the questionnaire
    questionnaire: Questionnaire
    policy: Policy
    response: Response  # with the reviewers' judgements, register look-ups and sightings that counted

    @property
    def hash(self) -> str:
        """As a scorecard keeps it: over release, policy and response, canonical JSON."""
        return inputs_hash(self.release, self.policy, self.response)


class Departure(Frozen):
    """One place in which the stored scorecard and the one made again differ, as canonical JSON writes it."""

    where: str
    stored: str
    again: str


def inputs_hash(release: str, policy: Policy, response: Response) -> str:
    """SHA-256 over what a scorecard is made of."""
    return digest(
        {"release": release, "policy": policy.model_dump(mode="json"), "response": response.model_dump(mode="json")}
    )


def stored_scorecard(raw: Any) -> Scorecard:
    """The scorecard in a file, which may say more beside it (whose it is, its workings). Raises Invalid."""
    if not isinstance(raw, Mapping) or raw.get("format") != SCORECARD:
        raise Invalid(
            [
                Problem(
                    code="SCORECARD-FILE",
                    where="format",
                    message="This is not the JSON of a scorecard.",
                    remedy="Give the file that “JSON” on a scorecard's page saves.",
                )
            ]
        )
    try:
        return Scorecard.model_validate({name: raw[name] for name in Scorecard.model_fields if name in raw})
    except ValidationError as error:
        raise Invalid(
            Problem(
                code="SCORECARD-FILE",
                where=".".join(str(part) for part in e["loc"]),
                message=f"{e['msg']}.",
                remedy="Save the file again from the scorecard's page, and change nothing in it.",
            )
            for e in error.errors(include_url=False)
        ) from None


def departures(stored: Scorecard, again: Scorecard) -> tuple[Departure, ...]:
    """Every place in which two scorecards differ, down to single values; none when they are the same bit for bit."""
    return tuple(_departures("", stored.model_dump(mode="json"), again.model_dump(mode="json")))


_NOTHING = object()


def _departures(where: str, stored: Any, again: Any) -> Iterator[Departure]:
    if isinstance(stored, dict) and isinstance(again, dict):
        for name in dict.fromkeys([*stored, *again]):
            yield from _departures(_under(where, name), stored.get(name, _NOTHING), again.get(name, _NOTHING))
    elif isinstance(stored, list) and isinstance(again, list):
        for place, (one, other) in enumerate(zip_longest(stored, again, fillvalue=_NOTHING)):
            yield from _departures(_under(where, str(place)), one, other)
    elif stored != again or type(stored) is not type(again):
        yield Departure(where=where, stored=_shown(stored), again=_shown(again))


def _under(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _shown(value: Any) -> str:
    if value is _NOTHING:
        return "nothing"
    if isinstance(value, dict | list):
        return "something" if value else "nothing in it"
    text = "none" if value is None else str(value)
    return text if len(text) <= 100 else f"{text[:97]}..."
