"""Text of several paragraphs."""

from __future__ import annotations

from app.core.questionnaire.kinds.text import Text


class LongText(Text):
    """Value: text that may have line ends."""

    lines = True
    longest = 20_000
