"""A web address."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from app.core.questionnaire.kinds.base import AnswerKind, Fields, Scored, clean, one_field, refuse, shown
from app.core.questionnaire.model import Question
from app.core.wording import say

LONGEST = 2000


class Url(AnswerKind):
    """Value: an http or https address. Nobody fetches it; people follow it, so what misleads them is refused."""

    scored: Scored = "review"

    def from_form(self, question: Question, fields: Fields, today: date) -> str | None:
        return self.from_json(question, one_field(question, fields), today)

    def from_json(self, question: Question, value: Any, today: date) -> str | None:
        if value is None:
            return None
        text = clean(question, value, LONGEST, lines=False)
        if not text:
            return None
        if re.match(r"[\w-]+(?:\.[\w-]+)+(?:[:/?#]|$)", text) and not re.match(r"[a-z]+:(?!\d)", text, re.IGNORECASE):
            text = f"https://{text}"
        if not _is_web_address(text):
            raise refuse(
                question,
                "ANS-URL",
                say("“%(text)s” is not a web address.", text=shown(text)),
                say("Give the full address, for example https://www.vendor.example/security."),
            )
        return text

    def describe(self, question: Question, value: Any, language: str) -> str:
        return str(value)


def _is_web_address(text: str) -> bool:
    if re.search(r"[\s<>\"\\^`{|}]", text):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    return (
        parts.scheme in ("http", "https")
        and "@" not in parts.netloc
        and "." in host.strip(".")
        and not host.startswith(".")
        and ".." not in host
    )
