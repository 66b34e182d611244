"""How a questionnaire is shown to the people who ask: sections, conditions in words, coverage of the catalogs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.core.catalog.model import Catalog, ReferenceData
from app.core.questionnaire import kinds
from app.core.questionnaire.model import Condition, Kind, NotApplicable, Question, Questionnaire
from app.web.clauses import ClauseChip, address_of, chips_of

KIND_WORDS = {
    Kind.SINGLE: "One choice",
    Kind.MULTI: "Several choices",
    Kind.YES_NO: "Yes or no",
    Kind.SCALE: "One level",
    Kind.NUMBER: "Number",
    Kind.DATE: "Date",
    Kind.TEXT: "Short text",
    Kind.LONG_TEXT: "Text",
    Kind.URL: "Web address",
    Kind.FILE: "File",
    Kind.TABLE: "Rows",
    Kind.DECLARATION: "Declaration",
}
EVIDENCE_WORDS = {"none": "", "optional": "Welcome", "document": "A document", "certificate": "A certificate"}


@dataclass(frozen=True)
class QuestionView:
    id: str
    number: str
    ask: str
    why: str
    help: str
    answered_with: str
    options: tuple[tuple[str, str], ...]  # label, figure out of 100 or ""
    clauses: tuple[ClauseChip, ...]
    asked: str  # "Always", or the condition in a few words
    asked_exactly: str  # the condition with every option it names
    evidence: str
    scoring: str  # "By rule", "By a reviewer", "Not scored"
    weight: float
    flag: str
    not_applicable: str


@dataclass(frozen=True)
class SectionView:
    id: str
    number: int
    title: str
    intro: str
    weight_share: float  # [0, 1]
    scored: bool  # false: every question in it is for information
    flags: int
    questions: tuple[QuestionView, ...]


@dataclass(frozen=True)
class CoverageCell:
    ref: str
    label: str
    title: str
    count: int
    page: str  # of the clause


@dataclass(frozen=True)
class CoverageGroup:
    label: str
    title: str
    cells: tuple[CoverageCell, ...]


@dataclass(frozen=True)
class CoverageRow:
    """One catalog: how many questions speak to each of its clauses."""

    key: str
    title: str
    covered: int
    total: int
    groups: tuple[CoverageGroup, ...]


def sections_of(model: Questionnaire, reference: ReferenceData) -> tuple[SectionView, ...]:
    total = sum(s.weight for s in model.sections) or 1
    return tuple(
        SectionView(
            id=section.id,
            number=number,
            title=str(section.title),
            intro=str(section.intro or ""),
            weight_share=section.weight / total,
            scored=any(kinds.how_scored(q) != "never" for q in section.questions),
            flags=sum(1 for q in section.questions if q.needs_decision),
            questions=tuple(_question(q, model, reference) for q in section.questions),
        )
        for number, section in enumerate(model.sections, 1)
    )


def _question(question: Question, model: Questionnaire, reference: ReferenceData) -> QuestionView:
    how = {"rule": "By rule", "review": "By a reviewer", "never": "Not scored"}[kinds.how_scored(question)]
    return QuestionView(
        id=question.id,
        number=model.numbers[question.id],
        ask=str(question.ask),
        why=str(question.why or ""),
        help=str(question.help or ""),
        answered_with=KIND_WORDS[question.type],
        options=tuple(
            (str(option.label), "" if (worth := kinds.claim(question, _as_value(question, option.id))) is None
             else str(round(100 * worth)))
            for option in kinds.choices(question)
        ),
        clauses=chips_of((c.clause for c in question.clauses), reference),
        asked="If " + in_words(question.show_if, model, brief=True) if question.show_if else "Always",
        asked_exactly=in_words(question.show_if, model) if question.show_if else "",
        evidence=EVIDENCE_WORDS[question.evidence.expect],
        scoring=how,
        weight=question.weight,
        flag=str(question.needs_decision.reason) if question.needs_decision else "",
        not_applicable=_not_applicable(question),
    )  # fmt: skip


def _as_value(question: Question, option_id: str) -> str | list[str]:
    return [option_id] if question.type is Kind.MULTI else option_id


def _not_applicable(question: Question) -> str:
    return {
        NotApplicable.NO: "",
        NotApplicable.WITH_REASON: "May not apply, with a reason",
        NotApplicable.AFTER_REVIEW: "May not apply, once a reviewer agrees",
    }[question.not_applicable]


def in_words(condition: Condition, model: Questionnaire, *, brief: bool = False) -> str:
    """A condition as a person would say it: "1.2 is Yes, or 1.3 is answered". `brief` counts long lists of options."""
    if condition.all is not None:
        return ", and ".join(in_words(part, model, brief=brief) for part in condition.all)
    if condition.any is not None:
        return ", or ".join(in_words(part, model, brief=brief) for part in condition.any)
    if condition.not_ is not None:
        return f"not: {in_words(condition.not_, model, brief=brief)}"
    if condition.certificate is not None:
        return f"a certificate ({condition.certificate}) is in {condition.standing or 'any'} standing"
    question = model.by_id.get(condition.question or "")
    number = model.numbers.get(condition.question or "", condition.question or "")
    named = len(condition.any_of or condition.none_of or ())
    if brief and named > 1:
        return f"{number} is {'none' if condition.none_of else 'one'} of {named} answers"
    return f"{number} {_test_in_words(condition, question)}"


def _test_in_words(test: Condition, question: Question | None) -> str:
    def label(option_id: object) -> str:
        option = next((o for o in kinds.choices(question) if o.id == option_id), None) if question else None
        return f"“{option.label}”" if option else str(option_id)

    if test.is_ is not None:
        return f"is {label(test.is_)}"
    if test.any_of is not None:
        return "is one of " + ", ".join(label(o) for o in test.any_of)
    if test.none_of is not None:
        return "is none of " + ", ".join(label(o) for o in test.none_of)
    if test.answered is not None:
        return "is answered" if test.answered else "is not answered"
    if test.gt is not None:
        return f"is more than {test.gt:g}"
    if test.lt is not None:
        return f"is less than {test.lt:g}"
    if test.before is not None:
        return f"is before {test.before}"
    return f"is after {test.after}"


def coverage(model: Questionnaire, reference: ReferenceData) -> tuple[CoverageRow, ...]:
    """How many questions speak to each clause of the questionnaire's catalogs, grouped by heading."""
    counts = Counter(c.clause for q in model.by_id.values() for c in {c.clause: c for c in q.clauses}.values())
    found = (reference.catalog(key) for key in model.catalogs)
    return tuple(_catalog_coverage(catalog, counts) for catalog in found if catalog)


def _catalog_coverage(catalog: Catalog, counts: Counter[str]) -> CoverageRow:
    asked = [c for c in catalog.clauses if c.kind != "heading" and c.asked_of_vendor]
    if catalog.kind == "law":  # paragraphs are counted with their article: a law has too many for a strip
        asked = [c for c in asked if c.kind in ("article", "annex")]
    by_id = {c.id: c for c in catalog.clauses}

    def count(clause_id: str) -> int:
        below = (c.id for c in catalog.clauses if c.parent == clause_id and c.kind == "paragraph")
        return counts[f"{catalog.key}:{clause_id}"] + sum(counts[f"{catalog.key}:{p}"] for p in below)

    groups: dict[str, list[CoverageCell]] = {}
    for clause in asked:
        top = clause
        while top.parent and by_id[top.parent].kind == "heading":
            top = by_id[top.parent]
        cell = CoverageCell(
            f"{catalog.key}:{clause.id}", clause.label, clause.title, count(clause.id), address_of(catalog, clause)
        )
        groups.setdefault(top.id if top is not clause else "", []).append(cell)
    cells = [cell for group in groups.values() for cell in group]
    return CoverageRow(
        key=catalog.key,
        title=catalog.title,
        covered=sum(1 for cell in cells if cell.count),
        total=len(cells),
        groups=tuple(
            CoverageGroup(by_id[g].label if g else "", by_id[g].title if g else "", tuple(group))
            for g, group in groups.items()
        ),
    )
