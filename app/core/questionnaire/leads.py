"""What to ask a vendor next, by what it has answered."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.questionnaire.conditions import evaluate
from app.core.questionnaire.model import LeadsTo, Questionnaire
from app.core.questionnaire.visibility import visible
from app.core.response import Answer


def asked_next(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> tuple[LeadsTo, ...]:
    """The questionnaires that these answers lead to, in the order of the file. A hidden answer leads nowhere."""
    shown = visible(questionnaire, answers)
    seen = {question: answer for question, answer in answers.items() if question in shown}
    return tuple(lead for lead in questionnaire.leads_to if evaluate(lead.when, seen, questionnaire))
