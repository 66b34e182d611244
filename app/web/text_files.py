"""Text files that people upload: a questionnaire, a scoring policy."""

from __future__ import annotations

from app.core.problems import Invalid, Problem

MAX_FILE = 2_000_000  # bytes; the shipped questionnaires together are far smaller


def decoded(raw: bytes) -> str:
    """The text of what was uploaded or pasted. Raises Invalid when there is none, too much, or no text."""
    if not raw.strip():
        raise _unreadable("QF-EMPTY", "Nothing was given.", "Choose a file, or paste the text of one.")
    if len(raw) > MAX_FILE:
        raise _unreadable("QF-TOO-LARGE", "The file is larger than 2 MB.", "Split it, or leave the attachments out.")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _unreadable("QF-ENCODING", "The file is not text in UTF-8.", "Save it as UTF-8 and try again.") from None


def _unreadable(code: str, message: str, remedy: str) -> Invalid:
    return Invalid([Problem(code=code, where="source", message=message, remedy=remedy)])
