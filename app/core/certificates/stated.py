"""Answers that a certificate states itself: nobody copies from a document what was read from it and confirmed.

A question says by its claims which facts it asks for (`app.core.questionnaire.model.Claim`). What holds for the
product, whether a certificate is held and whether its body is accredited is for the vendor to say: a printed mark shows
none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.core.certificates.compare import excluded_controls
from app.core.certificates.facts import CertificateFacts, Fact
from app.core.questionnaire.model import Claim, Kind, Question, Questionnaire

_COPIED = frozenset({"holder", "number", "standard", "body", "valid_from", "valid_until"})


def stated(questionnaire: Questionnaire, facts: CertificateFacts) -> Mapping[str, Any]:
    """Question id -> the answer that the facts spell out. A question they answer in part only is left to a person."""
    found = {}
    for question in questionnaire.by_id.values():
        claims = [claim for claim in question.claims if claim.scheme == facts.scheme]
        if not claims:
            continue
        answer: Any = None
        if question.type is Kind.TABLE:
            answer = _row(question, claims, facts)
        elif question.type is Kind.MULTI:
            answer = _left_out(claims, facts)
        if answer is not None:
            found[question.id] = answer
    return found


def _row(question: Question, claims: list[Claim], facts: CertificateFacts) -> list[dict[str, str]] | None:
    row = {}
    for claim in claims:
        fact = getattr(facts, claim.fact) if claim.fact in _COPIED else None
        if claim.column and isinstance(fact, Fact):
            row[claim.column] = fact.value.isoformat() if isinstance(fact.value, date) else fact.value
    missing = [column.id for column in question.columns if column.required and column.id not in row]
    return [row] if row and not missing else None


def _left_out(claims: list[Claim], facts: CertificateFacts) -> list[str] | None:
    """The controls that the statement of applicability leaves out, each an option of its own; or that it leaves out
    none. Nothing when it leaves out more than single controls."""
    claim = next((c for c in claims if c.fact == "excluded_controls"), None)
    controls = excluded_controls(facts)
    if claim is None or controls is None:
        return None
    by_control = {meaning: option for option, meaning in claim.values.items() if isinstance(meaning, str)}
    wanted = sorted(controls) if controls else [""]
    if any(control not in by_control for control in wanted):
        return None
    return [option for option, meaning in claim.values.items() if meaning in wanted]
