"""The comparison of a campaign's vendors: the page, the spreadsheet and the JSON of the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.core.catalog.model import Catalog, Clause, ReferenceData
from app.core.scoring.compare import Cell, cell_of
from app.core.scoring.sums import pooled
from app.features.identity.permissions import Permission
from app.features.reports.published import comparison_json
from app.features.reports.xlsx_comparison import comparison_xlsx
from app.features.scorecards.queries import side_by_side
from app.features.scorecards.schemas import Contender, Order, SideBySide
from app.infra.content import reference
from app.web.campaigns import Head, head
from app.web.clauses import group_of
from app.web.confidential import as_read
from app.web.desk import Desk, reads
from app.web.downloads import JSON, XLSX, comparing
from app.web.render import render

router = APIRouter(include_in_schema=False)

# Two vendors differ in a row when their evidenced scores are this far apart, out of 100.
DIFFERS_BY = 20


@dataclass(frozen=True)
class Line:
    """A row of the matrix: a section, a group of clauses, or a clause."""

    path: str  # whose workings a cell opens; "" for a group of several clauses
    label: str
    title: str
    cells: tuple[Cell, ...]
    contradicted: tuple[bool, ...]
    group: str = ""  # the group's name in the address, when there are clauses below
    below: tuple[Line, ...] = ()  # only while the group is open


@dataclass(frozen=True)
class Block:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class View:
    """What of the comparison is looked at; it stands in the address, so that it can be sent to a colleague."""

    order: Order = "evidenced"
    differing: bool = False
    opened: frozenset[str] = frozenset()

    def address(self, **change: Any) -> str:
        """The query string of this view, or of it with something changed."""
        view = replace(self, **change)
        opened = ",".join(sorted(view.opened))
        return "?" + urlencode({"order": view.order, "show": "differing" if view.differing else "all", "open": opened})

    def toggled(self, group: str) -> str:
        return self.address(opened=self.opened ^ {group})


@dataclass(frozen=True)
class ComparisonPage:
    head: Head
    side_by_side: SideBySide
    contenders: tuple[Contender, ...]
    overall: tuple[Cell, ...]
    blocks: tuple[Block, ...]
    view: View
    threshold: int
    summary: str


@router.get("/campaigns/{campaign_id}/comparison")
def comparison(
    campaign_id: str,
    order: Order = "evidenced",
    show: Literal["all", "differing"] = "all",
    opened: Annotated[str, Query(alias="open", max_length=2000)] = "",
    at: Desk = reads(Permission.SCORECARDS_READ),
) -> Response:
    found = _side_by_side(at, campaign_id, order)
    view = View(order, show == "differing", frozenset(filter(None, opened.split(","))))
    rows = found.comparison.rows
    page = ComparisonPage(
        head=head(at, found.campaign, "comparison"),
        side_by_side=found,
        contenders=found.contenders,
        overall=rows[0].cells if rows else (),
        blocks=_blocks(found, reference(), view),
        view=view,
        threshold=DIFFERS_BY,
        summary=_summary(found),
    )
    return render(at.request, "buyer/comparison.html", page, blocks=("matrix",))


@router.get("/campaigns/{campaign_id}/comparison.xlsx")
def spreadsheet(campaign_id: str, order: Order = "evidenced", at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    view = _side_by_side(at, campaign_id, order)
    body = comparison_xlsx(comparing(at, view))
    return Response(body, media_type=XLSX, headers=_attachment(view, "xlsx"))


@router.get("/campaigns/{campaign_id}/comparison.json")
def as_json(campaign_id: str, order: Order = "evidenced", at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    view = _side_by_side(at, campaign_id, order)
    body = comparison_json(comparing(at, view), at.services.settings.origin)
    return Response(body, media_type=JSON, headers=_attachment(view, "json"))


def _side_by_side(at: Desk, campaign_id: str, order: Order) -> SideBySide:
    """The comparison for this reader. Raises NotFound."""
    found = side_by_side(at.session, at.actor, campaign_id, order)
    contenders = tuple(
        replace(c, kept=replace(c.kept, scorecard=as_read(c.kept.scorecard, found.questionnaire, at)))
        for c in found.contenders
    )
    return replace(found, contenders=contenders)


def _attachment(view: SideBySide, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="comparison-{view.campaign.id}.{ending}"'}


def _summary(view: SideBySide) -> str:
    scored = [(c.name, o) for c in view.contenders if (o := c.kept.scorecard.overall).evidenced is not None]
    if len(scored) < 2:
        return ""
    best = max(scored, key=lambda pair: pair[1].evidenced or 0)
    widest = max(scored, key=lambda pair: pair[1].gap or 0)
    return f"{best[0]} has the most evidenced. {widest[0]} has the widest gap between claimed and evidenced."


def _spread(cells: tuple[Cell, ...]) -> float:
    values = [c.evidenced for c in cells if c.evidenced is not None]
    return 100 * (max(values) - min(values)) if values else 0.0


def _blocks(found: SideBySide, data: ReferenceData, view: View) -> tuple[Block, ...]:
    """Sections, then each catalog's groups of clauses; a group that is open shows its clauses."""
    if not found.contenders:
        return ()
    touched = [_contradicted_paths(found, c) for c in found.contenders]
    rows = {r.path: r for r in found.comparison.rows}

    def line(path: str, label: str, title: str) -> Line:
        return Line(path, label, title, rows[path].cells, tuple(path in paths for paths in touched))

    sections = [
        line(path, str(number), str(section.title))
        for number, section in enumerate(found.questionnaire.sections, 1)
        if (path := f"section:{section.id}") in rows
    ]
    catalogs = [c for name in found.questionnaire.catalogs if (c := data.catalog(name))]
    by_catalog = [(c.title, _groups(found, c, view, line, rows.keys())) for c in catalogs]
    return tuple(
        Block(title, shown)
        for title, lines in [("Sections", sections), *by_catalog]
        if (shown := tuple(r for r in lines if not view.differing or _spread(r.cells) >= DIFFERS_BY))
    )


def _groups(
    found: SideBySide, catalog: Catalog, view: View, line: Callable[[str, str, str], Line], known: Collection[str]
) -> list[Line]:
    groups: dict[str, list[Line]] = {}
    for clause in catalog.clauses:
        if (path := f"clause:{catalog.key}:{clause.id}") in known:
            groups.setdefault(group_of(catalog, clause).id, []).append(line(path, clause.label, clause.title))
    by_id = {c.id: c for c in catalog.clauses}
    return [
        _group(found, f"{catalog.key}:{group_id}", by_id[group_id], lines, view) if len(lines) > 1 else lines[0]
        for group_id, lines in groups.items()
    ]


def _group(found: SideBySide, name: str, top: Clause, lines: list[Line], view: View) -> Line:
    refs = [line.path.removeprefix("clause:") for line in lines]
    cards = [c.kept.scorecard for c in found.contenders]
    return Line(
        path="",
        label=top.label,
        title=top.title,
        cells=tuple(cell_of(pooled(card.clauses[ref] for ref in refs if ref in card.clauses)) for card in cards),
        contradicted=tuple(any(line.contradicted[n] for line in lines) for n in range(len(cards))),
        group=name,
        below=tuple(lines) if name in view.opened else (),
    )


def _contradicted_paths(view: SideBySide, contender: Contender) -> frozenset[str]:
    """The rows that an open contradiction of this vendor touches."""
    questions = {
        q for f in contender.kept.scorecard.findings if f.open and f.kind.value == "contradiction" for q in f.questions
    }
    model = view.questionnaire
    known = [q for q in questions if q in model.by_id]
    return frozenset(
        {f"section:{model.section_of[q].id}" for q in known}
        | {f"clause:{ref.clause}" for q in known for ref in model.by_id[q].clauses}
    )
