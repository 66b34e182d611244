"""The portable answer file: what a vendor said once, as a file that it can offer to anybody who asks the same.

The format is a promise to other people's programs (docs/answer-file.md): fields are only added, and what is not known
here is passed over. It names neither the buyer who asked nor the purchase that it was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Literal

import rfc8785
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.core.problems import Invalid, Problem
from app.core.questionnaire.kinds import choices
from app.core.questionnaire.model import Column, Id, Kind, Option, Question, Text
from app.core.wording import say

FORMAT = "countersign-answers/1"
SCHEMA = "https://countersign.example/schemas/answers-1.json"  # an installation's own address would name the buyer
MOST_ANSWERS = 2_000
MOST_FILES = 300

CODES: dict[str, str] = {
    "PORTABLE-FORMAT": "The file is no answer file, or one of a later format than this Countersign reads.",
    "PORTABLE-FIELD": "A field of the file is missing, or holds something else than the format says.",
    "PORTABLE-TWICE": "The file answers a question twice.",
    "PORTABLE-CHANGED": "The file was changed after it was signed. Nothing of it was taken.",
    "PORTABLE-UNSIGNED": "The file holds no signature.",
    "PORTABLE-SIGNATURE": "The signature of the file cannot be read, or is of a kind that is not used here.",
}

Line = Annotated[str, StringConstraints(max_length=300)]
Words = Annotated[str, StringConstraints(max_length=5_000)]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Choice(Part):
    id: Id
    label: Text


class AskedColumn(Part):
    """A column of a table."""

    id: Id
    label: Text
    type: Literal["text", "number", "date", "single"]
    options: tuple[Choice, ...] = ()


class Asked(Part):
    """The question as it was asked, in all its languages: what tells whether another one is the same."""

    type: Kind
    ask: Text
    unit: Text | None = None
    options: tuple[Choice, ...] = ()
    columns: tuple[AskedColumn, ...] = ()


class AnswerGiven(Part):
    """One answer. `value` by type of question: an option's id, a list of them, a number, a day, a text, rows."""

    question: Id
    asked: Asked
    value: Any = None
    not_applicable: bool = False
    reason: Words = Field("", description="Why the question does not apply.")
    note: Words = Field("", description="The vendor's remark to whoever asked; only where the vendor wanted it along.")
    confidential: bool = Field(False, description="It was confidential where it was asked.")


class EvidenceNamed(Part):
    """A file that supported answers. It is not inside: its digest tells it when it is attached again."""

    name: Line
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    size: int = Field(ge=0, description="In bytes.")
    media_type: Line
    questions: tuple[Id, ...] = ()
    pages: Line = ""


class QuestionnaireAnswered(Part):
    id: Id
    title: Text
    edition: int = Field(ge=1, description="Counts the releases of whoever asked.")
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(
        description="Of the release: the same digest is the same questionnaire, word for word."
    )


class Maker(Part):
    """Who says so, of which company, and when."""

    vendor: Line = Field(description="Legal name.")
    country: Line = ""
    registration_number: Line = ""
    name: Line = Field(description="Of the person: who signed the submission, or who downloaded a draft.")
    function: Line = ""
    at: datetime = Field(description="When it was submitted, or downloaded as a draft.")
    state: Literal["submitted", "draft"]


class AnswerFile(Part):
    """A vendor's answers to one questionnaire, portable and signed."""

    model_config = ConfigDict(serialize_by_alias=True)

    schema_: str = Field(SCHEMA, alias="$schema", description="Address of the schema that describes this file.")
    format: Literal["countersign-answers/1"] = "countersign-answers/1"
    made: Maker
    questionnaire: QuestionnaireAnswered
    confidential_left_out: int = Field(0, ge=0, description="Confidential answers that the vendor did not want along.")
    answers: tuple[AnswerGiven, ...] = Field(max_length=MOST_ANSWERS)
    evidence: tuple[EvidenceNamed, ...] = Field((), max_length=MOST_FILES)
    signature: str | None = Field(
        None,
        max_length=4_000,
        description="A compact JWS with detached payload (RFC 7515, appendix F) over everything but this field, as "
        "canonical JSON (RFC 8785).",
    )

    @property
    def id(self) -> str:
        return self.questionnaire.id

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """What was asked, as questions that can be compared with others."""
        return {answer.question: _question(answer) for answer in self.answers}


def asked(question: Question) -> Asked:
    return Asked(
        type=question.type,
        ask=question.ask,
        unit=question.unit,
        options=tuple(Choice(id=o.id, label=o.label) for o in choices(question)),
        columns=tuple(
            AskedColumn(
                id=c.id, label=c.label, type=c.type, options=tuple(Choice(id=o.id, label=o.label) for o in c.options)
            )
            for c in question.columns
        ),
    )


def _question(answer: AnswerGiven) -> Question:
    then = answer.asked
    return Question(
        id=answer.question,
        ask=then.ask,
        type=then.type,
        unit=then.unit,
        options=tuple(Option(id=o.id, label=o.label) for o in then.options),
        columns=tuple(
            Column(
                id=c.id, label=c.label, type=c.type, options=tuple(Option(id=o.id, label=o.label) for o in c.options)
            )
            for c in then.columns
        ),
    )


def signed_bytes(data: Mapping[str, Any]) -> bytes:
    """What a signature is over: all of a file but the signature itself, in the form of RFC 8785.

    `data` is the file as it stands, not as a model reads it, so that fields that are not known here count too.
    """
    return rfc8785.dumps({name: value for name, value in data.items() if name != "signature"})


def understood(data: Any) -> AnswerFile:
    """Raises Invalid."""
    form = data.get("format") if isinstance(data, dict) else None
    if form != FORMAT:
        raise Invalid([_other_format(form)])
    try:
        file = AnswerFile.model_validate(data)
    except ValidationError as wrong:
        raise Invalid([_field(error["loc"]) for error in wrong.errors()[:5]]) from None
    if len(file.by_id) < len(file.answers):
        ids = [answer.question for answer in file.answers]
        twice = next(one for one in ids if ids.count(one) > 1)
        message = say("The file answers the question %(question)s twice.", question=twice)
        raise Invalid([_problem("PORTABLE-TWICE", twice, message)])
    return file


def _other_format(form: object) -> Problem:
    if isinstance(form, str) and form.startswith("countersign-answers/"):
        message = say(
            "The file is of the format %(format)s, and %(known)s is read here.", format=form[:60], known=FORMAT
        )
        remedy = say("Ask whoever runs this Countersign for a newer version, or type the answers.")
        return Problem(code="PORTABLE-FORMAT", where="format", message=message, remedy=remedy)
    message = say("This is not an answer file of a Countersign.")
    remedy = say("Choose the file that was downloaded under “Take your answers with you”.")
    return Problem(code="PORTABLE-FORMAT", where="format", message=message, remedy=remedy)


def _field(place: tuple[int | str, ...]) -> Problem:
    where = ".".join(map(str, place))[:200]
    return _problem(
        "PORTABLE-FIELD", where, say("The field %(field)s is missing or holds something else.", field=where)
    )


def changed() -> Problem:
    return _problem(
        "PORTABLE-CHANGED", "signature", say("The file was changed after it was signed, so nothing was taken.")
    )


def unsigned() -> Problem:
    return _problem("PORTABLE-UNSIGNED", "signature", say("The file holds no signature, so nothing was taken."))


def unreadable_signature() -> Problem:
    return _problem("PORTABLE-SIGNATURE", "signature", say("The signature of the file cannot be read."))


def _problem(code: str, where: str, message: str) -> Problem:
    remedy = say("Download the file anew from where it was made, and leave it as it is.")
    return Problem(code=code, where=where, message=message, remedy=remedy)
