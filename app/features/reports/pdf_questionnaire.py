"""A questionnaire to read: all that a vendor is asked, with help, options, conditions and the evidence that is wanted.

What `templates/report/questionnaire.typ` sets. There is nothing to fill in: answers are given in the browser or in the
workbook, so that they are checked where they are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.core.catalog.model import ReferenceData
from app.core.questionnaire.asked_when import asked_when
from app.core.questionnaire.model import Kind, Questionnaire
from app.core.questionnaire.projection import VendorColumn, VendorQuestion, VendorSection
from app.core.wording import say, say_count
from app.features.reports.paper import Paper, in_words, labelled, paper_data
from app.infra.language import translate
from app.infra.typeset import typeset
from app.infra.wording import day, weekday


@dataclass(frozen=True)
class Asked:
    """What is asked, of whom, until when."""

    paper: Paper
    model: Questionnaire
    summary: str
    sections: Sequence[VendorSection]  # those that this person may answer
    reference: ReferenceData
    due_on: date | None
    contact: str


def questionnaire_pdf(asked: Asked, fonts: Path | None = None) -> bytes:
    """A tagged PDF (PDF/UA-1) in the language that is spoken. `fonts`: a folder with further fonts."""
    return typeset("questionnaire", questionnaire_data(asked), now=asked.paper.made_at, fonts=fonts).pdf


def questionnaire_data(asked: Asked) -> dict[str, Any]:
    paper = asked.paper
    about = say("What %(asker)s asks about %(system)s.", asker=paper.asker, system=paper.system)
    data = paper_data(paper, say("Questionnaire to read"), about) | {
        "head": labelled(
            (say("Asked by"), paper.asker), (say("About"), paper.system), (say("Due"), weekday(asked.due_on)),
            (say("Contact"), asked.contact),
        ),
        "note": say(
            "This copy is for reading and for talking about it. Answers are given behind the link of the invitation, "
            "in the browser or in a spreadsheet."
        ),
        "summary": asked.summary,
        "contents": say("Contents"),
        "good_answer": say("A good answer:"),
        "optional": say("(optional)"),
        "sections": [
            {"title": f"{section.number} {section.title}", "intro": section.intro,
             "questions": [_question(asked, q) for q in section.questions]}
            for section in asked.sections
        ],
    }  # fmt: skip
    return dict(in_words(data))


def _question(asked: Asked, q: VendorQuestion) -> dict[str, Any]:
    return {
        "number": q.number,
        "ask": q.ask,
        "required": q.required,
        "when": asked_when(asked.model.by_id[q.id], asked.model, q.language),
        "why": q.why,
        "help": q.help,
        "example": q.example,
        "statements": list(q.statements),
        "form": _form(q),
        "options": [{"label": o.label, "hint": o.hint} for o in q.options],
        "several": q.kind is Kind.MULTI,
        "columns": [_column(c) for c in q.columns],
        "beside": _beside(q),
        "evidence": _evidence(q, asked.reference),
        "evidence_hint": q.evidence.hint,
        "clauses": ", ".join(asked.reference.label(ref) for ref in q.clauses),
    }


def _form(q: VendorQuestion) -> str:
    """What kind of answer it takes."""
    if q.kind is Kind.NUMBER:
        words = say("A whole number.") if q.integer else say("A number.")
        unit = say("Unit: %(unit)s.", unit=q.unit) if q.unit else ""
        least = say("At least %(limit)s.", limit=f"{q.minimum:g}") if q.minimum is not None else ""
        most = say("At most %(limit)s.", limit=f"{q.maximum:g}") if q.maximum is not None else ""
        return _sentences(words, unit, least, most)
    if q.kind is Kind.DATE:
        return _sentences(say("A date."), _not_before(q.earliest), _not_after(q.latest))
    if q.kind is Kind.TABLE:
        return say_count(
            "A table with %(count)s row and these columns:",
            "A table with up to %(count)s rows and these columns:",
            q.max_rows,
        )
    if q.kind in (Kind.TEXT, Kind.LONG_TEXT) and q.max_length:
        return _sentences(_FORMS[q.kind], say("At most %(count)s characters.", count=q.max_length))
    return _FORMS[q.kind]


_FORMS = {
    Kind.SINGLE: say("Choose one:"),
    Kind.YES_NO: say("Choose one:"),
    Kind.SCALE: say("Choose one:"),
    Kind.MULTI: say("Choose all that apply:"),
    Kind.TEXT: say("A line of text."),
    Kind.LONG_TEXT: say("Text, several paragraphs if you like."),
    Kind.URL: say("A web address."),
    Kind.FILE: say("One or more files."),
    Kind.DECLARATION: say("A declaration, with the name and the function of whoever makes it:"),
}


def _not_before(limit: Any) -> str:
    if limit is None:
        return ""
    return say("Not in the past.") if limit == "today" else say("Not before %(day)s.", day=day(limit))


def _not_after(limit: Any) -> str:
    if limit is None:
        return ""
    return say("Not in the future.") if limit == "today" else say("Not after %(day)s.", day=day(limit))


def _column(column: VendorColumn) -> dict[str, Any]:
    words = {"text": say("Text"), "number": say("Number"), "date": say("Date"), "single": ""}[column.type]
    return {"label": column.label, "words": words or ", ".join(o.label for o in column.options),
            "required": column.required}  # fmt: skip


def _beside(q: VendorQuestion) -> list[str]:
    said = []
    if q.confidential:
        said.append(say("Confidential: at the buyer, only people with the right to read confidential answers see it."))
    if q.not_applicable != "no":
        said.append(say("If it does not apply to you, say why instead."))
    return said


def _evidence(q: VendorQuestion, reference: ReferenceData) -> str:
    rule = q.evidence
    if rule.expect == "optional":
        return say("Evidence can be attached.")
    if rule.expect == "document":
        return say("Evidence wanted: a document.")
    if rule.expect == "certificate":
        known = [(s, reference.scheme(s)) for s in rule.schemes]
        names = ", ".join(scheme.standard if scheme else name for name, scheme in known)
        wanted = (
            say("Evidence wanted: a certificate (%(standards)s), if you hold one.", standards=names)
            if names
            else say("Evidence wanted: a certificate, if you hold one.")
        )
        return _sentences(wanted, say("Equivalent evidence is as welcome.") if rule.equivalent else "")
    return ""


def _sentences(*sentences: str) -> str:
    return " ".join(translate(s) for s in sentences if s)
