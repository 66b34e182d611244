"""The table of a comparison: sections and groups of clauses down, vendors across.

What rows there are follows from the questionnaire and the catalogs (`plan`), what stands in them from the scorecards in
outline (`fill`). A clause stands under the heading its catalog puts it under; a heading with one clause asked about is
that clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.core.catalog.groups import grouped
from app.core.catalog.model import Catalog, ReferenceData
from app.core.questionnaire.model import Questionnaire
from app.core.scoring.compare import Cell, cell_of
from app.core.scoring.outline import Figures, Outline, pooled_figures

SECTIONS = "sections"
WHOLE = "as a whole"  # of a catalog: every clause that is asked about


@dataclass(frozen=True, slots=True)
class PlanRow:
    path: str  # "section:ID", "framework:KEY", "clause:REF", "group:REF"
    label: str
    title: str
    below: tuple[PlanRow, ...] = ()  # the clauses of a group

    @property
    def words(self) -> str:
        return f"{self.label} {self.title}"


@dataclass(frozen=True, slots=True)
class PlanBlock:
    key: str  # "sections", or the catalog's key
    title: str
    short: str
    rows: tuple[PlanRow, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row with what stands in it, in the order of the vendors."""

    path: str
    label: str
    title: str
    cells: tuple[Cell, ...]
    contradicted: tuple[bool, ...]  # an open contradiction of this vendor touches the row
    group: bool = False  # there are clauses below
    below: tuple[Line, ...] = ()  # only while the group is open

    @property
    def words(self) -> str:
        return f"{self.label} {self.title}"

    @property
    def spread(self) -> float:
        """How far apart the vendors' evidenced scores are, out of 100."""
        values = [c.evidenced for c in self.cells if c.evidenced is not None]
        return round(100 * (max(values) - min(values)), 9) if values else 0.0


@dataclass(frozen=True, slots=True)
class Block:
    key: str
    title: str
    short: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are looked at."""

    only: str = ""  # a block's key; "" for all
    text: str = ""  # rows with these words, groups too whose clauses have them
    differing_by: float | None = None  # out of 100
    opened: frozenset[str] = frozenset()  # paths of groups


def plan(questionnaire: Questionnaire, reference: ReferenceData, known: Iterable[str]) -> tuple[PlanBlock, ...]:
    """The rows there can be. `known` are the paths that some scorecard has."""
    paths = frozenset(known)
    sections = [
        PlanRow(f"section:{s.id}", str(number), str(s.title))
        for number, s in enumerate(questionnaire.sections, 1)
        if f"section:{s.id}" in paths
    ]
    ours = {row.path for row in sections}
    # Of another release: shown by its id, for that is all that is known here.
    sections += [PlanRow(p, "", p.partition(":")[2]) for p in sorted(paths - ours) if p.startswith("section:")]
    blocks = [PlanBlock(SECTIONS, "Sections", "Sections", tuple(sections))]
    catalogs = [c for name in questionnaire.catalogs if (c := reference.catalog(name))]
    blocks += [PlanBlock(c.key, c.title, c.short, (*_whole(c, paths), *_groups(c, paths))) for c in catalogs]
    return tuple(b for b in blocks if b.rows)


def _whole(catalog: Catalog, paths: frozenset[str]) -> Iterator[PlanRow]:
    if (path := f"framework:{catalog.key}") in paths:
        yield PlanRow(path, catalog.short, WHOLE)


def _groups(catalog: Catalog, paths: frozenset[str]) -> Iterator[PlanRow]:
    refs = [path.removeprefix("clause:") for path in paths if path.startswith("clause:")]
    for top, clauses in grouped(catalog, set(refs)):
        rows = tuple(PlanRow(f"clause:{catalog.key}:{c.id}", c.label, c.title) for c in clauses)
        yield rows[0] if len(rows) == 1 else PlanRow(f"group:{catalog.key}:{top.id}", top.label, top.title, rows)


def every_row(blocks: Iterable[PlanBlock]) -> Iterator[PlanRow]:
    for block in blocks:
        for row in block.rows:
            yield row
            yield from row.below


def figures(outline: Outline, row: PlanRow) -> Figures | None:
    """What a scorecard has in this row; a group of clauses is taken together."""
    if row.below:
        return pooled_figures(found for r in row.below if (found := outline.rows.get(r.path)) is not None)
    return outline.rows.get(row.path)


def touched(outline: Outline, questionnaire: Questionnaire) -> frozenset[str]:
    """The rows that an open contradiction touches."""
    known = [q for q in outline.contradicted if q in questionnaire.by_id]
    spoken = {ref.clause for q in known for ref in questionnaire.by_id[q].clauses}
    return frozenset(
        {f"section:{questionnaire.section_of[q].id}" for q in known}
        | {f"framework:{clause.partition(':')[0]}" for clause in spoken}
        | {f"clause:{clause}" for clause in spoken}
    )


def fill(
    blocks: Iterable[PlanBlock], outlines: Sequence[Outline], questionnaire: Questionnaire, wanted: Wanted
) -> tuple[Block, ...]:
    """The rows that are wanted, with what stands in them. A block without rows is left out."""
    against = [touched(outline, questionnaire) for outline in outlines]
    filler = _Filler(outlines, against, wanted)
    filled = (
        Block(b.key, b.title, b.short, tuple(line for row in b.rows if (line := filler.line(row)) is not None))
        for b in blocks
        if wanted.only in ("", b.key)
    )
    return tuple(b for b in filled if b.lines)


class _Filler:
    def __init__(self, outlines: Sequence[Outline], against: Sequence[frozenset[str]], wanted: Wanted) -> None:
        self._outlines, self._against, self._wanted = outlines, against, wanted
        self._text = wanted.text.casefold().split()

    def line(self, row: PlanRow) -> Line | None:
        found = [r for r in row.below if self._has_words(r)] if self._text and not self._has_words(row) else ()
        if self._text and not found and not self._has_words(row):
            return None
        line = self._filled(row)
        least = self._wanted.differing_by
        if least is not None and line.spread < least:
            return None
        if found or row.path in self._wanted.opened:
            line = replace(line, below=tuple(self._filled(r) for r in found or row.below))
        return line

    def _has_words(self, row: PlanRow) -> bool:
        words = row.words.casefold()
        return all(part in words for part in self._text)

    def _filled(self, row: PlanRow) -> Line:
        paths = [r.path for r in row.below] or [row.path]
        return Line(
            path=row.path,
            label=row.label,
            title=row.title,
            cells=tuple(cell_of(figures(outline, row)) for outline in self._outlines),
            contradicted=tuple(not paths_of.isdisjoint(paths) for paths_of in self._against),
            group=bool(row.below),
        )
