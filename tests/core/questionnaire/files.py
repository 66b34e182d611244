"""Small questionnaires and reference data for tests, written as an author would write them."""

from __future__ import annotations

from textwrap import dedent, indent

from app.core.catalog.load import bundle, load_catalog, load_reference
from app.core.catalog.model import ReferenceData
from app.core.questionnaire.load import load
from app.core.questionnaire.model import Question, Questionnaire

CATALOG = """
format: countersign-catalog/1
id: iso-42001-2023
key: iso-42001
title: ISO/IEC 42001:2023
short: ISO 42001
kind: standard
clauses:
  - {id: "4", label: "4", title: Context, kind: heading}
  - {id: "4.3", label: "4.3", title: Scope, kind: requirement, parent: "4", excludable: false}
  - {id: A.6, label: A.6, title: Life cycle, kind: heading}
  - {id: A.6.2.4, label: A.6.2.4, title: Verification, kind: control, parent: A.6, excludable: true}
"""

REFERENCE = """
format: countersign-reference/1
schemes:
  - {id: iso-42001, standard: ISO/IEC 42001, kind: management-system-certificate, catalog: iso-42001}
"""

HEAD = """
format: countersign/1
id: sample
title: {en: Sample}
languages: [en]
catalogs: [iso-42001-2023]
minutes: 5
"""

# One question for each clause of the catalog, so that a file made of it lints clean.
CLEAN = """
- {id: Q1, ask: {en: Is there a scope?}, type: yes_no, good: yes, clauses: ["iso-42001:4.3"]}
- {id: Q2, ask: {en: Is it tested?}, type: single, clauses: ["iso-42001:A.6.2.4"], not_applicable: with_reason,
   options: [{id: a, label: {en: A}, score: 1}, {id: b, label: {en: B}, score: 0}]}
"""


def reference() -> ReferenceData:
    catalog, data = load_catalog(CATALOG, "catalog.yaml"), load_reference(REFERENCE, "reference.yaml")
    assert catalog.value is not None, catalog.problems
    assert data.value is not None, data.problems
    return bundle([catalog.value], [], [data.value])


def file_text(questions: str = CLEAN, extra: str = "", head: str = HEAD, section: str = "") -> str:
    """A questionnaire file with one section of these questions; `extra` is put at the end, at the top level."""
    first = f"  - id: main\n    title: {{en: Main}}\n{indent(section, '    ')}    questions:\n"
    return f"{dedent(head)}sections:\n{first}{indent(dedent(questions).strip(), '      ')}\n{dedent(extra)}"


def questionnaire(questions: str = CLEAN, extra: str = "", head: str = HEAD) -> Questionnaire:
    loaded = load(file_text(questions, extra, head), "sample.yaml")
    assert loaded.questionnaire is not None, loaded.problems
    return loaded.questionnaire


def question(text: str) -> Question:
    """One question, from the inside of its braces: `type: number, min: 1`."""
    loaded = questionnaire(f"- {{id: Q1, ask: {{en: Question}}, {text}}}")
    return loaded.by_id["Q1"]
