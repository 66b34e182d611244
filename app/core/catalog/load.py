"""Reference data from YAML text. Nothing here opens a file: callers pass text and the file's name for messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.core.catalog.model import Catalog, Crosswalk, ReferenceData, ReferenceFile
from app.core.problems import Problem, Severity
from app.core.reading import Loaded, read_model
from app.core.yaml_text import Path, Positions, locate, parse

CODES: dict[str, str] = {
    "REF-FORMAT": "The file's `format` is none of the formats of reference data.",
    "REF-ID-TWICE": "The same id is given to two things.",
    "REF-PARENT": "A clause names a parent that the catalog does not have.",
    "REF-DATE": "A clause names a date that the catalog does not list.",
    "REF-DATE-SOURCE": "A date of law names no source.",
    "REF-CLAUSE": "A crosswalk row names a clause that no catalog has.",
    "REF-SCHEME": "A row names a certificate scheme that is not listed.",
    "REF-BODY": "An accreditation names an accreditation body that is not listed.",
}

# YAML reads an unquoted 4.10 as the number 4.1, so clause ids and years must be quoted; the loader says so by line.


def load_catalog(text: str, name: str = "") -> Loaded[Catalog]:
    """A `countersign-catalog/1` file; also checks its ids, parents and dates."""
    loaded = read_model(Catalog, text, name)
    if loaded.value is None:
        return loaded
    problems = tuple(_catalog_problems(loaded.value, loaded.positions))
    return Loaded(None if problems else loaded.value, problems, loaded.positions)


def load_crosswalk(text: str, name: str = "") -> Loaded[Crosswalk]:
    """A `countersign-crosswalk/1` file."""
    return read_model(Crosswalk, text, name)


def load_reference(text: str, name: str = "") -> Loaded[ReferenceFile]:
    """A `countersign-reference/1` file: schemes, bodies and ceilings."""
    return read_model(ReferenceFile, text, name)


def bundle(
    catalogs: Iterable[Catalog] = (), crosswalks: Iterable[Crosswalk] = (), references: Iterable[ReferenceFile] = ()
) -> ReferenceData:
    """Everything in one; where an id occurs twice, the first wins (`cross_problems` tells of it)."""
    crosswalks, references = tuple(crosswalks), tuple(references)
    return ReferenceData(
        catalogs=tuple(catalogs),
        crosswalk=tuple(row for c in crosswalks for row in c.rows),
        gaps={ref: text for c in reversed(crosswalks) for ref, text in c.gaps.items()},
        schemes=tuple(s for r in references for s in r.schemes),
        accreditation_bodies=tuple(b for r in references for b in r.accreditation_bodies),
        certification_bodies=tuple(b for r in references for b in r.certification_bodies),
        ceilings=tuple(c for r in references for c in r.ceilings),
    )


def read_reference(files: Mapping[str, str]) -> tuple[ReferenceData, tuple[Problem, ...]]:
    """Reads files {name: text}, told apart by their `format`. What can be read is used."""
    catalogs: list[Catalog] = []
    crosswalks: list[Crosswalk] = []
    references: list[ReferenceFile] = []
    problems: list[Problem] = []
    for name, text in files.items():
        form = _format_of(text)
        if form.startswith("countersign-catalog/"):
            catalog = load_catalog(text, name)
            problems += _in_file(name, catalog.problems)
            catalogs += [catalog.value] if catalog.value else []
        elif form.startswith("countersign-crosswalk/"):
            crosswalk = load_crosswalk(text, name)
            problems += _in_file(name, crosswalk.problems)
            crosswalks += [crosswalk.value] if crosswalk.value else []
        elif form.startswith("countersign-reference/"):
            reference = load_reference(text, name)
            problems += _in_file(name, reference.problems)
            references += [reference.value] if reference.value else []
        else:
            problems += _in_file(
                name,
                parse(text, name).problems
                or (
                    Problem(
                        code="REF-FORMAT",
                        where="format",
                        message=f"`{form}` is not a format of reference data.",
                        remedy="Begin with `format: countersign-catalog/1`; crosswalk and reference files alike.",
                        line=1,
                        column=1,
                    ),
                ),
            )
    data = bundle(catalogs, crosswalks, references)
    return data, (*problems, *cross_problems(data))


def cross_problems(data: ReferenceData) -> tuple[Problem, ...]:
    """What is wrong between files: rows that name clauses, schemes or bodies that nobody lists, ids given twice."""
    problems: list[Problem] = []
    for what, ids in (
        ("catalog key", [c.key for c in data.catalogs]),
        ("scheme", [s.id for s in data.schemes]),
        ("accreditation body", [b.id for b in data.accreditation_bodies]),
        ("certification body", [b.id for b in data.certification_bodies]),
    ):
        problems += [
            _problem("REF-ID-TWICE", i, f"The {what} `{i}` is listed twice.", "Keep one of the two.")
            for i in _twice(ids)
        ]
    for row in data.crosswalk:
        for ref in (row.from_, row.to):
            if data.catalog(ref.partition(":")[0]) and not data.clause(ref):
                problems.append(
                    _problem(
                        "REF-CLAUSE",
                        f"{row.from_} -> {row.to}",
                        f"`{ref}` is not in its catalog.",
                        "Correct the reference, or add the clause to the catalog.",
                    )
                )
    for body in data.certification_bodies:
        for accreditation in body.accreditations:
            if not data.scheme(accreditation.standard):
                problems.append(
                    _problem(
                        "REF-SCHEME",
                        body.id,
                        f"The scheme `{accreditation.standard}` is not listed.",
                        "Add it to `schemes`, or correct the id.",
                    )
                )
            if not data.accreditation_body(accreditation.accreditation_body):
                problems.append(
                    _problem(
                        "REF-BODY",
                        body.id,
                        f"The accreditation body `{accreditation.accreditation_body}` is not listed.",
                        "Add it to `accreditation_bodies`, or correct the id.",
                    )
                )
    for ceiling in data.ceilings:
        if ceiling.scheme and not data.scheme(ceiling.scheme):
            problems.append(
                _problem(
                    "REF-SCHEME",
                    "ceilings",
                    f"The scheme `{ceiling.scheme}` is not listed.",
                    "Add it to `schemes`, or correct the id.",
                )
            )
    return tuple(problems)


def _catalog_problems(catalog: Catalog, positions: Positions) -> Iterable[Problem]:
    for what, ids in (("clauses", [c.id for c in catalog.clauses]), ("dates", [d.id for d in catalog.dates])):
        for i in _twice(ids):
            place = len(ids) - 1 - ids[::-1].index(i)
            yield _placed(
                "REF-ID-TWICE",
                f"{what} {i}",
                f"The id `{i}` is given twice.",
                "Give each an id of its own.",
                (what, place),
                positions,
            )
    for at, day in enumerate(catalog.dates):
        if not any(source.strip() for source in day.source):
            yield _placed(
                "REF-DATE-SOURCE",
                day.id,
                f"The date `{day.id}` names no source.",
                "Say under `source` where it was read; a date of law without a source is not taken.",
                ("dates", at),
                positions,
            )
    for at, clause in enumerate(catalog.clauses):
        if clause.parent is not None and clause.parent not in catalog.by_id:
            yield _placed(
                "REF-PARENT",
                clause.id,
                f"The parent `{clause.parent}` is not in this catalog.",
                "Add the heading, or correct the parent.",
                ("clauses", at, "parent"),
                positions,
            )
        for date_id in _date_ids(clause.applies.formal, clause.applies.practical) if clause.applies else ():
            if date_id not in catalog.dates_by_id:
                yield _placed(
                    "REF-DATE",
                    clause.id,
                    f"The date `{date_id}` is not listed under `dates`.",
                    "Add it to `dates`, or correct the id.",
                    ("clauses", at, "applies"),
                    positions,
                )


def _date_ids(*groups: str | dict[str, str] | None) -> Iterable[str]:
    for group in groups:
        if isinstance(group, str):
            yield group
        elif group:
            yield from group.values()


def _twice(ids: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return list(dict.fromkeys(i for i in ids if i in seen or seen.add(i)))  # type: ignore[func-returns-value]


def _format_of(text: str) -> str:
    data = parse(text).data
    return str(data.get("format", "")) if isinstance(data, dict) else ""


def _in_file(name: str, problems: Iterable[Problem]) -> list[Problem]:
    """Several files are read at once, so each problem names its file."""
    return [p if p.where.startswith(name) else p.model_copy(update={"where": f"{name}: {p.where}"}) for p in problems]


def _problem(code: str, where: str, message: str, remedy: str) -> Problem:
    return Problem(code=code, where=where, message=message, remedy=remedy, severity=Severity.ERROR)


def _placed(code: str, where: str, message: str, remedy: str, path: Path, positions: Positions) -> Problem:
    line, column = locate(positions, path)
    return Problem(code=code, where=where, message=message, remedy=remedy, line=line, column=column)
