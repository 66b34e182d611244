"""What a vendor receives: types of their own, in one language, without anything that says how answers are judged.

These types have no field for a score, weight, band, rubric, claim, check or flag, so no page, API answer or log line
made from them can leak one.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.core.questionnaire import kinds
from app.core.questionnaire.model import Column, Kind, Option, Question, Questionnaire, Section, Text
from app.core.questionnaire.visibility import affected_by


class Seen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class VendorOption(Seen):
    id: str
    label: str
    hint: str
    exclusive: bool


class VendorColumn(Seen):
    id: str
    label: str
    type: Literal["text", "number", "date", "single"]
    options: tuple[VendorOption, ...]
    required: bool


class VendorEvidence(Seen):
    expect: Literal["none", "optional", "document", "certificate"]
    schemes: tuple[str, ...]
    equivalent: bool
    hint: str


class VendorQuestion(Seen):
    id: str
    language: str
    number: str  # "6.2"
    section: str
    ask: str
    why: str
    help: str
    example: str
    kind: Kind
    options: tuple[VendorOption, ...]
    unit: str
    minimum: float | None
    maximum: float | None
    integer: bool
    earliest: date | Literal["today"] | None
    latest: date | Literal["today"] | None
    columns: tuple[VendorColumn, ...]
    max_rows: int
    max_length: int | None
    statements: tuple[str, ...]
    required: bool
    not_applicable: Literal["no", "with_reason", "after_review"]
    evidence: VendorEvidence
    clauses: tuple[str, ...]  # references
    confidential: bool
    conditional: bool  # shown only for some answers
    affects: tuple[str, ...]  # questions that may appear or vanish with this answer


class VendorSection(Seen):
    id: str
    number: str
    title: str
    intro: str
    questions: tuple[VendorQuestion, ...]


class VendorQuestionnaire(Seen):
    id: str
    title: str
    summary: str
    language: str
    languages: tuple[str, ...]
    minutes: int
    sections: tuple[VendorSection, ...]

    @cached_property
    def by_id(self) -> dict[str, VendorQuestion]:
        return {q.id: q for s in self.sections for q in s.questions}

    def section(self, section_id: str) -> VendorSection | None:
        return next((s for s in self.sections if s.id == section_id), None)


def project(questionnaire: Questionnaire, language: str = "en") -> VendorQuestionnaire:
    """The questionnaire as a vendor sees it in `language`; texts that lack it come in English."""
    return VendorQuestionnaire(
        id=questionnaire.id,
        title=questionnaire.title.in_(language),
        summary=_words(questionnaire.summary, language),
        language=language,
        languages=questionnaire.languages,
        minutes=questionnaire.minutes,
        sections=tuple(
            _section(questionnaire, section, str(number), language)
            for number, section in enumerate(questionnaire.sections, 1)
        ),
    )


def _section(questionnaire: Questionnaire, section: Section, number: str, language: str) -> VendorSection:
    return VendorSection(
        id=section.id,
        number=number,
        title=section.title.in_(language),
        intro=_words(section.intro, language),
        questions=tuple(_question(questionnaire, section, question, language) for question in section.questions),
    )


def _question(questionnaire: Questionnaire, section: Section, question: Question, language: str) -> VendorQuestion:
    rule = question.evidence
    return VendorQuestion(
        id=question.id,
        language=language,
        number=questionnaire.numbers[question.id],
        section=section.id,
        ask=question.ask.in_(language),
        why=_words(question.why, language),
        help=_words(question.help, language),
        example=_words(question.example, language),
        kind=question.type,
        options=_options(kinds.choices(question), language),
        unit=_words(question.unit, language),
        minimum=_float(question.min),
        maximum=_float(question.max),
        integer=question.integer,
        earliest=question.earliest,
        latest=question.latest,
        columns=tuple(_column(column, language) for column in question.columns),
        max_rows=question.max_rows,
        max_length=question.max_length,
        statements=tuple(statement.in_(language) for statement in question.statements),
        required=question.required,
        not_applicable=question.not_applicable.value,
        evidence=VendorEvidence(
            expect=rule.expect, schemes=rule.schemes, equivalent=rule.equivalent, hint=_words(rule.hint, language)
        ),
        clauses=tuple(ref.clause for ref in question.clauses),
        confidential=question.visibility.confidential,
        conditional=question.show_if is not None,
        affects=affected_by(questionnaire, question.id),
    )


def _options(options: tuple[Option, ...], language: str) -> tuple[VendorOption, ...]:
    return tuple(
        VendorOption(id=o.id, label=o.label.in_(language), hint=_words(o.hint, language), exclusive=o.exclusive)
        for o in options
    )


def _column(column: Column, language: str) -> VendorColumn:
    return VendorColumn(
        id=column.id,
        label=column.label.in_(language),
        type=column.type,
        options=_options(column.options, language),
        required=column.required,
    )


def _words(text: Text | None, language: str) -> str:
    return text.in_(language) if text else ""


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
