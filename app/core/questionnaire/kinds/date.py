"""A day."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Literal

from app.core.questionnaire.kinds import words
from app.core.questionnaire.kinds.base import AnswerKind, Fields, Scored, one_field, refuse, shown
from app.core.questionnaire.model import Question
from app.core.wording import say

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)


_LACKS = {
    ("day",): say("The date lacks its day."),
    ("month",): say("The date lacks its month."),
    ("year",): say("The date lacks its year."),
    ("day", "month"): say("The date lacks its day and month."),
    ("day", "year"): say("The date lacks its day and year."),
    ("month", "year"): say("The date lacks its month and year."),
}


class Date(AnswerKind):
    """Value: an ISO day, "2026-11-23"."""

    scored: Scored = "review"
    operators = frozenset({"before", "after", "answered"})
    uses = frozenset({"earliest", "latest"})

    def from_form(self, question: Question, fields: Fields, today: date) -> str | None:
        """`value` in ISO form, or `value-day`, `value-month` and `value-year` as people type them."""
        iso = one_field(question, fields).strip()
        parts = {p: one_field(question, fields, f"value-{p}", at=p).strip() for p in ("day", "month", "year")}
        if iso or not any(parts.values()):
            return self.from_json(question, iso, today)
        missing = [p for p, text in parts.items() if not text]
        if missing:
            raise refuse(
                question,
                "ANS-DATE",
                _LACKS[tuple(missing)],
                say("Give day, month and year, for example 23 11 2026."),
                at=missing[0],
            )
        for part, text in parts.items():
            if not re.fullmatch(r"[0-9]{1,4}", text):
                raise refuse(
                    question,
                    "ANS-DATE",
                    say("“%(text)s” is no number of a day, month or year.", text=shown(text)),
                    say("Write it in digits."),
                    at=part,
                )
        if len(parts["year"]) != 4:
            raise refuse(
                question,
                "ANS-DATE",
                say("The year needs four digits."),
                say("Write it in full, for example 2026."),
                at="year",
            )
        try:
            found = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
        except ValueError:
            raise refuse(
                question, "ANS-DATE", say("There is no such day."), say("Check day and month."), at="day"
            ) from None
        return self.from_json(question, found.isoformat(), today)

    def from_json(self, question: Question, value: Any, today: date, *, at: str = "") -> str | None:
        if value in (None, ""):
            return None
        if not isinstance(value, str):
            raise refuse(
                question, "ANS-TYPE", say("A date is expected here."), say("Send it as text: 2026-11-23."), at=at
            )
        found = iso_day(value.strip())
        if found is None or not EARLIEST <= found <= LATEST:
            raise refuse(
                question,
                "ANS-DATE",
                say("“%(value)s” is not a date.", value=shown(value)),
                say("Write it as 2026-11-23."),
                at=at,
            )
        earliest, latest = limit(question.earliest, today), limit(question.latest, today)
        if (earliest and found < earliest) or (latest and found > latest):
            message = say("%(day)s is not possible here.", day=found)
            raise refuse(question, "ANS-DATE-RANGE", message, _within(earliest, latest), at=at)
        return found.isoformat()

    def describe(self, question: Question, value: Any, language: str) -> str:
        found = iso_day(value)
        return words.day(found, language) if found else str(value)


def _within(earliest: date | None, latest: date | None) -> str:
    if earliest and latest:
        return say("Give a day on or after %(earliest)s and on or before %(latest)s.", earliest=earliest, latest=latest)
    if earliest:
        return say("Give a day on or after %(earliest)s.", earliest=earliest)
    return say("Give a day on or before %(latest)s.", latest=latest)


def limit(bound: date | Literal["today"] | None, today: date) -> date | None:
    return today if bound == "today" else bound


def iso_day(value: Any) -> date | None:
    """The day of "2026-11-23"; None for anything else, week dates and dates without hyphens included."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
