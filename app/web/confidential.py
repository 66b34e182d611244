"""Scorecards for readers whose role does not include confidential answers: what is found, and not in whose words."""

from __future__ import annotations

from dataclasses import replace

from app.core.questionnaire.model import Questionnaire
from app.core.scoring.scorecard import Finding, Scorecard
from app.features.identity.permissions import Permission
from app.web.desk import Desk

WITHHELD = "It is about a confidential answer, which your role does not include."


def as_read(card: Scorecard, model: Questionnaire, at: Desk) -> Scorecard:
    """The scorecard for this reader: without the words of confidential answers, and what explains them, where the
    reader may not see those."""
    secret = {q.id for q in model.by_id.values() if q.visibility.confidential}
    if not secret or at.actor.can(Permission.CONFIDENTIAL_READ):
        return card
    findings = tuple(f if secret.isdisjoint(f.questions) else _withheld(f) for f in card.findings)
    hidden = {f.key for f in findings if not secret.isdisjoint(f.questions)}
    flags = tuple(
        f.model_copy(update={"reason": WITHHELD}) if f.key in hidden and f.kind == "contradiction" else f
        for f in card.flags
    )
    questions = {
        q: replace(result, why=WITHHELD, said="", backed="", override="") if q in secret else result
        for q, result in card.questions.items()
    }
    return card.model_copy(update={"findings": findings, "flags": flags, "questions": questions})


def _withheld(finding: Finding) -> Finding:
    """What it is about, and not in whose words: the message may quote the answer too."""
    sides = tuple(s.model_copy(update={"words": "Confidential"}) if s.kind == "answer" else s for s in finding.sides)
    quoted = any(s.kind == "answer" for s in finding.sides)
    return finding.model_copy(
        update={
            "message": WITHHELD if quoted else finding.message,
            "sides": sides,
            "explained": "Confidential" if finding.explained else "",
            "explained_by": "",
        }
    )
