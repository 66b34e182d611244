"""Clauses and catalogs, and what may be answered with "does not apply"."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz, process

from app.core.catalog.model import Catalog, Clause, ReferenceData
from app.core.questionnaire.kinds import how_scored
from app.core.questionnaire.lint.rule import Context, Found
from app.core.questionnaire.model import ClauseRef, NotApplicable, Question, Questionnaire
from app.core.yaml_text import Path


def catalog_unknown(context: Context) -> Iterator[Found]:
    known = [c.id for c in context.reference.catalogs]
    for n, catalog in enumerate(context.questionnaire.catalogs):
        if catalog not in known:
            listed = ", ".join(f"`{k}`" for k in known) or "none is loaded"
            yield Found(("catalogs", n), "catalogs", f"There is no catalog `{catalog}`.", f"Known catalogs: {listed}.")


def clause_unknown(context: Context) -> Iterator[Found]:
    for path, where, ref in _refs(context):
        catalog = context.reference.catalog(ref.clause.partition(":")[0])
        if catalog is not None and context.reference.clause(ref.clause) is None:
            near = process.extractOne(ref.clause, [f"{catalog.key}:{c.id}" for c in catalog.clauses], scorer=fuzz.ratio)
            yield Found(
                path, where, f"`{ref.clause}` is not a clause of {catalog.title}.", f"Did you mean `{near[0]}`?"
            )


def clause_catalog(context: Context) -> Iterator[Found]:
    """A reference is `key:clause`, and its catalog has to be among those the questionnaire says it uses."""
    keys = {c.key for c in _catalogs(context.questionnaire, context.reference)}
    for path, where, ref in _refs(context):
        key, colon, _ = ref.clause.partition(":")
        if not colon:
            yield Found(
                path,
                where,
                f"`{ref.clause}` does not say which catalog it belongs to.",
                "Write it as `catalog:clause`, for example `iso-42001:4.3`.",
            )
        elif key not in keys:
            yield Found(
                path,
                where,
                f"`{ref.clause}` belongs to a catalog that this questionnaire does not list.",
                f"Add the catalog of `{key}` to `catalogs`, or correct the reference.",
            )


def clause_twice(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        seen: set[str] = set()
        for n, ref in enumerate(question.clauses):
            if ref.clause in seen:
                yield Found(
                    (*path, "clauses", n),
                    f"{question.id}.clauses",
                    f"`{ref.clause}` is named twice.",
                    "Name each clause once, with the share you mean.",
                )
            seen.add(ref.clause)


def clause_none(context: Context) -> Iterator[Found]:
    for path, question in context.questions:
        if not question.clauses and how_scored(question) != "never":
            yield Found(
                path,
                question.id,
                "The question is scored, but speaks to no clause.",
                "Name the clauses under `clauses`, or set `weight: 0` if it is for information only.",
            )


def clause_not_covered(context: Context) -> Iterator[Found]:
    for catalog, clauses in not_covered(context.questionnaire, context.reference):
        total = sum(_counts(c) for c in catalog.clauses)
        labels = ", ".join(c.label for c in clauses)
        place = context.questionnaire.catalogs.index(catalog.id)
        yield Found(
            ("catalogs", place),
            "catalogs",
            f"{len(clauses)} of {total} clauses of {catalog.title} are covered by no question: {labels}.",
            "Add questions, or leave it if the questionnaire does not mean to cover them.",
        )


def not_covered(questionnaire: Questionnaire, reference: ReferenceData) -> list[tuple[Catalog, tuple[Clause, ...]]]:
    """The clauses that vendors are asked about and no question speaks to, by catalog.

    A clause is covered by a question about itself, about a part of it, or about the article it is a part of.
    """
    spoken = {ref.clause for s in questionnaire.sections for q in s.questions for ref in q.clauses}
    result = []
    for catalog in _catalogs(questionnaire, reference):
        own = {c.id for c in catalog.clauses if f"{catalog.key}:{c.id}" in spoken}
        covered = set(own)
        for clause in catalog.clauses:
            above = _ancestors(catalog, clause)
            if clause.id in own:
                covered.update(a.id for a in above)
            if any(a.id in own and a.kind != "heading" for a in above):
                covered.add(clause.id)
        missing = tuple(c for c in catalog.clauses if _counts(c) and c.id not in covered)
        if missing:
            result.append((catalog, missing))
    return result


def not_applicable_allowed(context: Context) -> Iterator[Found]:
    """Clauses 4 to 10 of a management system standard cannot be excluded (ISO/IEC 42001, 4.3 and 6.1.3)."""
    for path, question in context.questions:
        fixed = [r for r in question.clauses if _excludable(context, r) is False]
        if fixed and question.not_applicable is not NotApplicable.NO:
            labels = ", ".join(context.reference.label(r.clause) for r in fixed)
            yield Found(
                (*path, "not_applicable"),
                f"{question.id}.not_applicable",
                f"“Does not apply” is allowed, but {labels} cannot be excluded.",
                "Set `not_applicable: no`.",
            )


def not_applicable_impossible(context: Context) -> Iterator[Found]:
    """Excluding an Annex A control with a justification is legitimate, so the vendor must be able to say it."""
    for path, question in context.questions:
        known = [e for r in question.clauses if (e := _excludable(context, r)) is not None]
        if known and all(known) and question.not_applicable is NotApplicable.NO and _judged(question):
            yield Found(
                (*path, "clauses"),
                f"{question.id}.not_applicable",
                "All clauses of the question may be excluded, but “does not apply” is not allowed.",
                "Set `not_applicable: with_reason` or `after_review`.",
            )


def _judged(question: Question) -> bool:
    return how_scored(question) != "never"


def _excludable(context: Context, ref: ClauseRef) -> bool | None:
    clause = context.reference.clause(ref.clause)
    return clause.excludable if clause else None


def _counts(clause: Clause) -> bool:
    return clause.kind != "heading" and clause.asked_of_vendor


def _ancestors(catalog: Catalog, clause: Clause) -> list[Clause]:
    found: list[Clause] = []
    while clause.parent is not None and (above := catalog.by_id.get(clause.parent)) is not None and above not in found:
        found.append(above)
        clause = above
    return found


def _catalogs(questionnaire: Questionnaire, reference: ReferenceData) -> list[Catalog]:
    return [c for c in reference.catalogs if c.id in questionnaire.catalogs]


def _refs(context: Context) -> Iterator[tuple[Path, str, ClauseRef]]:
    for path, question in context.questions:
        for n, ref in enumerate(question.clauses):
            yield (*path, "clauses", n), f"{question.id}.clauses", ref
    for i, check in enumerate(context.questionnaire.checks):
        for n, ref in enumerate(check.clauses):
            yield ("checks", i, "clauses", n), f"checks.{check.id}.clauses", ref
