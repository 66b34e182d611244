"""A question's form fields -> what the vendor says, checked.

Beside the answer itself (`app.core.questionnaire.kinds`) every question may carry: `na` and `reason` (does not apply),
`note` (to the buyer), `offer`, `offer-on` and `offer-text` (evidence that is not attached), `version` (seen).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

from app.core.problems import Invalid, Problem
from app.core.questionnaire.kinds import parse_form
from app.core.questionnaire.model import Kind, NotApplicable, Question
from app.core.response import EvidenceOffer
from app.core.wording import say
from app.features.responses.schemas import Content, Given

Fields = Mapping[str, Sequence[str]]

DOES_NOT_APPLY = "-"  # as a radio beside the options; no option can be called that
NOTE_LENGTH = 5000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

_UNFINISHED = frozenset({"ANS-REASON", "ANS-CELL", "ANS-DECLARATION", "ANS-OFFER"})

CODES = {
    "ANS-REASON": "A question was marked as not applying, without a reason.",
    "ANS-NOT-APPLICABLE": "A question was marked as not applying that does not allow it.",
    "ANS-NOTE": "A note or reason is too long or holds a control character.",
    "ANS-OFFER": "Evidence was offered for later without a day, or with words missing.",
    "ANS-CONFLICT": "Somebody else saved another answer to the question meanwhile; both are kept and shown.",
    "ANS-HIDDEN": "An answer was sent to a question that is not asked with the other answers given.",
    "SIGN-WHO": "The name, function or e-mail address of the person who signs is missing or cannot be used.",
    "SIGN-ATTEST": "A statement that the signature needs was not confirmed.",
    "SIGN-GAPS": "Required questions are open, and nobody said that they may be.",
}


def parse_given(question: Question, fields: Fields, today: date) -> Given:
    """What a form says about one question. Raises Invalid with every problem found."""
    problems: list[Problem] = []
    not_applicable = bool(_first(fields, "na")) or list(fields.get("value", ())) == [DOES_NOT_APPLY]
    value = None
    if not not_applicable:
        try:
            value = parse_form(question, fields, today)
        except Invalid as invalid:
            problems.extend(invalid.problems)
    reason = _words(question, fields, "reason", problems) if not_applicable else ""
    if not_applicable:
        problems.extend(_about_not_applying(question, reason))
    note = _words(question, fields, "note", problems)
    offer = _offer(question, fields, problems)
    if problems:
        raise Invalid(problems)
    content = Content(value=value, not_applicable=not_applicable, reason=reason, note=note, offer=offer)
    return Given(question.id, content, seen_version(fields), keeps_value=question.type is Kind.FILE)


def seen_version(fields: Fields) -> int:
    """The version the form was filled in from; 0 when there was none, or when it is not a number."""
    text = _first(fields, "version")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def unfinished(question: Question, fields: Fields, problems: Sequence[Problem]) -> bool:
    """True when nothing is wrong yet: a person is still typing the rest of a row, a date or a reason."""
    parts = [_first(fields, f"value-{part}").strip() for part in ("day", "month", "year")]
    half_a_date = question.type is Kind.DATE and any(parts) and not all(parts)
    return half_a_date or all(p.code in _UNFINISHED for p in problems)


def _about_not_applying(question: Question, reason: str) -> list[Problem]:
    if question.not_applicable is NotApplicable.NO:
        return [
            _problem(
                question, "ANS-NOT-APPLICABLE", say("This question applies to everybody."), say("Please answer it.")
            )
        ]
    if not reason:
        return [_problem(question, "ANS-REASON", say("Say in a sentence why this does not apply."), "", at="reason")]
    return []


def _offer(question: Question, fields: Fields, problems: list[Problem]) -> EvidenceOffer | None:
    form = _first(fields, "offer")
    if not form:
        return None
    text = _words(question, fields, "offer-text", problems)
    on = None
    if form == "later":
        try:
            on = date.fromisoformat(_first(fields, "offer-on").strip())
        except ValueError:
            problems.append(
                _problem(question, "ANS-OFFER", say("Say on which day you will send it."), "", at="offer-on")
            )
            return None
    if form == "equivalent" and not text:
        problems.append(
            _problem(question, "ANS-OFFER", say("Describe the equivalent in a sentence."), "", at="offer-text")
        )
        return None
    if form not in ("nda", "later", "equivalent"):
        message = say("This is not a way to offer evidence.")
        problems.append(_problem(question, "ANS-OFFER", message, say("Choose one of those offered."), at="offer"))
        return None
    return EvidenceOffer(form=form, on=on, text=text)


def _words(question: Question, fields: Fields, name: str, problems: list[Problem]) -> str:
    text = unicodedata.normalize("NFC", _first(fields, name).replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > NOTE_LENGTH:
        message = say(
            "This has %(text)s characters; %(note_length)s are possible.", text=len(text), note_length=NOTE_LENGTH
        )
        problems.append(_problem(question, "ANS-NOTE", message, say("Shorten it."), at=name))
        return ""
    if _CONTROL.search(text):
        message = say("This holds an invisible control character.")
        problems.append(_problem(question, "ANS-NOTE", message, say("Paste it again as plain text."), at=name))
        return ""
    return text


def _first(fields: Fields, name: str) -> str:
    values = fields.get(name, ())
    return values[0] if values else ""


def _problem(question: Question, code: str, message: str, remedy: str, *, at: str = "") -> Problem:
    return Problem(code=code, where=f"{question.id}.{at}" if at else question.id, message=message, remedy=remedy)
