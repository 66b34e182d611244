"""An answer file that came in: read, understood, and its signature looked at, in one step."""

from __future__ import annotations

from collections.abc import Mapping

from app.core import answer_file, json_text
from app.core.answer_file import AnswerFile
from app.core.problems import Invalid
from app.infra.signing import Known, Standing, Verdict, verify

MOST_BYTES = 4_000_000


def opened(body: bytes, known: Mapping[str, Known]) -> tuple[AnswerFile, Verdict]:
    """Raises Invalid for what is no answer file, for one that was changed after it was signed, and for one without a
    signature, which a changed one could pass for."""
    data = json_text.read(body, MOST_BYTES)
    found = answer_file.understood(data)
    verdict = verify(found.signature, answer_file.signed_bytes(data), known)
    if verdict.standing is Standing.CHANGED:
        raise Invalid([answer_file.changed()])
    if verdict.standing is Standing.UNSIGNED:
        raise Invalid([answer_file.unsigned()])
    if verdict.standing is Standing.UNREADABLE:
        raise Invalid([answer_file.unreadable_signature()])
    return found, verdict
