"""A finding in the language of whoever reads it: what the author says of it, and answers by their labels.

The finding itself, and its key, are in English whatever anybody speaks.
"""

from __future__ import annotations

from app.core.questionnaire import kinds
from app.core.questionnaire.model import Questionnaire
from app.core.response import Response
from app.core.scoring.scorecard import Finding, Side
from app.features.scorecards.schemas import VendorFinding
from app.infra.language import spoken

_CHECK = "CHECK:"


def in_their_words(finding: Finding, questionnaire: Questionnaire, response: Response) -> VendorFinding:
    """What a vendor is shown of a finding."""
    message = finding.message
    if finding.code.startswith(_CHECK):
        said = next((c.say for c in questionnaire.checks if c.id == finding.code.removeprefix(_CHECK)), None)
        message = said.in_(spoken()) if said else message
    sides = tuple(_side(side, finding, questionnaire, response) for side in finding.sides)
    return VendorFinding(finding.key, message, finding.questions, finding.certificate, sides)


def _side(side: Side, finding: Finding, questionnaire: Questionnaire, response: Response) -> Side:
    if side.kind != "answer":
        return side
    for question_id in finding.questions:
        answer = response.answers.get(question_id)
        if side.label == f"Answer {questionnaire.numbers[question_id]}" and answer and not answer.not_applicable:
            words = kinds.describe(questionnaire.by_id[question_id], answer.value, spoken())
            return side.model_copy(update={"words": words})
    return side
