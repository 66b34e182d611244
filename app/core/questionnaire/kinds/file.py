"""Files. The answer names evidence that was attached to the question; uploading is not this module's business."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from app.core.questionnaire.kinds.base import AnswerKind, Fields, Scored, refuse
from app.core.questionnaire.model import Question
from app.core.wording import say

MOST = 50


class File(AnswerKind):
    """Value: the ids of evidence, in the order in which they were attached."""

    scored: Scored = "review"

    def from_form(self, question: Question, fields: Fields, today: date) -> list[str] | None:
        return self.from_json(question, list(fields.get("value", ())), today)

    def from_json(self, question: Question, value: Any, today: date) -> list[str] | None:
        if value in (None, ""):
            return None
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise refuse(
                question, "ANS-TYPE", say("A list of files is expected here."), say("Send a list of evidence ids.")
            )
        ids = list(dict.fromkeys(v for v in value if v))
        if len(ids) > MOST:
            raise refuse(
                question,
                "ANS-FILE",
                say("More than %(most)s files are named.", most=MOST),
                say("Put them into fewer files."),
            )
        if not all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", i) for i in ids):
            raise refuse(
                question, "ANS-FILE", say("A file is named that was not attached here."), say("Attach the file again.")
            )
        return ids or None

    def describe(self, question: Question, value: Any, language: str) -> str:
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
