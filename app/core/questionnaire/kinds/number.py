"""A number, written the way people write numbers."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from app.core.questionnaire.kinds.base import AnswerKind, Fields, Scored, one_field, refuse, shown
from app.core.questionnaire.model import Question
from app.core.wording import say

IN_DIGITS = say("Write it in digits, for example 1500 or 12.5.")
LARGEST = 1e15  # above it, a float no longer holds every whole number


class Number(AnswerKind):
    """Value: an int where the number is whole, otherwise a float."""

    scored: Scored = "rule"
    operators = frozenset({"is_", "gt", "lt", "answered"})
    uses = frozenset({"unit", "min", "max", "integer", "bands"})

    def from_form(self, question: Question, fields: Fields, today: date) -> int | float | None:
        text = one_field(question, fields).strip()
        return self.from_json(question, parse_number(question, text), today) if text else None

    def from_json(self, question: Question, value: Any, today: date, *, at: str = "") -> int | float | None:
        if value in (None, "") and not isinstance(value, bool):
            return None
        if isinstance(value, str):
            value = parse_number(question, value, at=at)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise refuse(
                question, "ANS-TYPE", say("A number is expected here."), say("Send a number, for example 12.5."), at=at
            )
        if isinstance(value, float) and math.isnan(value):
            raise refuse(question, "ANS-NUMBER", say("That is not a number."), IN_DIGITS, at=at)
        if abs(value) > LARGEST:
            raise refuse(
                question,
                "ANS-RANGE",
                say("That number is larger than this question can hold."),
                say("Check it; use a larger unit if it is right."),
                at=at,
            )
        if question.integer and value != int(value):
            raise refuse(
                question,
                "ANS-INTEGER",
                say("%(value)s is not a whole number.", value=plain(value)),
                say("Give a whole number, without decimals."),
                at=at,
            )
        exact = Decimal(repr(value))
        if (question.min is not None and exact < question.min) or (question.max is not None and exact > question.max):
            raise refuse(
                question,
                "ANS-RANGE",
                say(
                    "%(value)s is outside what is possible here: %(limits)s.",
                    value=plain(value),
                    limits=limits(question),
                ),
                say("Check the number and its unit. If it is right, say so in a note."),
                at=at,
            )
        return int(value) if value == int(value) else value

    def claim(self, question: Question, value: Any) -> float | None:
        """Piecewise linear over the author's bands, level outside them."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not question.bands or value != value:
            return None
        bands = sorted(question.bands, key=lambda b: b.at)
        if value <= bands[0].at:
            return bands[0].score
        for low, high in pairwise(bands):
            if value <= high.at:
                return low.score + (high.score - low.score) * (value - low.at) / (high.at - low.at)
        return bands[-1].score

    def how_scored(self, question: Question) -> Scored:
        return "rule" if question.bands else "never"

    def describe(self, question: Question, value: Any, language: str) -> str:
        text = plain(value) if isinstance(value, int | float) else str(value)
        if language in ("de", "fr", "nl"):
            text = text.replace(".", ",")
        return f"{text} {question.unit.in_(language)}" if question.unit else text


def plain(value: int | float | Decimal) -> str:
    """Digits without an exponent: 1500000, 0.25."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    text = format(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def limits(question: Question) -> str:
    unit = say(" %(unit)s", unit=question.unit) if question.unit else ""
    if question.min is None:
        return say("at most %(most)s%(unit)s", most=plain(question.max or 0), unit=unit)
    if question.max is None:
        return say("at least %(least)s%(unit)s", least=plain(question.min), unit=unit)
    return say("from %(least)s to %(most)s%(unit)s", least=plain(question.min), most=plain(question.max), unit=unit)


def parse_number(question: Question, text: str, *, at: str = "") -> int | float:
    """A number as typed: 1500, 1 500, 1,500.25, 1.500,25 and 12,5 are clear; 1,500 and 1.500 are not, and are refused.

    In English 1,500 is fifteen hundred, in German 1.500 is; a guess would be wrong by a thousand, and unseen.
    """
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text[:200]).strip()
    for unit in question.unit.root.values() if question.unit else ():
        digits = digits.removesuffix(unit).strip()
    digits = re.sub(r"(?<=\d)[\s\u00a0\u2009\u202f'’](?=\d{3}(?:\D|$))", "", digits).replace("\u2212", "-")
    if not re.fullmatch(r"[-+]?(?:\d[\d.,]{0,38}|[.,]\d{1,38})", digits):
        raise refuse(question, "ANS-NUMBER", say("“%(text)s” is not a number.", text=shown(text)), IN_DIGITS, at=at)
    body = digits.lstrip("+-")
    marks = [c for c in body if c in ".,"]
    if len(marks) == 1 and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", body):
        whole, _, rest = re.split(r"([.,])", body)
        raise refuse(
            question,
            "ANS-AMBIGUOUS",
            say("“%(text)s” can be read in two ways.", text=shown(text)),
            say(
                "Write %(thousands)s if it is in the thousands, or %(decimal)s if not.",
                thousands=whole + rest,
                decimal=f"{whole}.{rest.rstrip('0') or '0'}",
            ),
            at=at,
        )
    if len(set(marks)) == 2:
        thousands, decimal = marks[0], marks[-1]
        grouped = re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+\{decimal}\d+", body)
        plain_text = body.replace(thousands, "").replace(decimal, ".") if grouped else ""
    elif len(marks) > 1:
        grouped = re.fullmatch(rf"\d{{1,3}}(?:\{marks[0]}\d{{3}})+", body)
        plain_text = body.replace(marks[0], "") if grouped else ""
    else:
        plain_text = body.replace(",", ".")
    try:
        value = Decimal(("-" if digits.startswith("-") else "") + plain_text)
    except InvalidOperation:
        raise refuse(
            question, "ANS-NUMBER", say("“%(text)s” is not a number.", text=shown(text)), IN_DIGITS, at=at
        ) from None
    return int(value) if value == value.to_integral_value() else float(value)
