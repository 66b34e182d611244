"""Reading the catalogs: clauses in our words, whom they oblige, from when, their neighbours, who asks about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from app.core.catalog.model import Catalog, Clause, CrosswalkRow
from app.core.catalog.timeline import spans_of
from app.core.questionnaire.model import Questionnaire
from app.features.campaigns import queries as campaigns
from app.features.errors import NotFound
from app.features.identity.permissions import Permission
from app.features.questionnaires import queries as questionnaires
from app.infra.content import crosswalks, reference
from app.web.campaigns import Head, head
from app.web.clauses import ClauseChip, address_of, chip_of, group_of, source_words
from app.web.desk import Desk, reads
from app.web.questionnaires import shipped_models
from app.web.render import render
from app.web.timeline_view import Timeline, timeline

router = APIRouter(include_in_schema=False)

KINDS = {"standard": "Standard", "law": "Law"}
RELATIONS = {"supports": "Supports", "partially_supports": "Supports in part", "evidence_for": "Can be evidence for"}
CONFIDENCE = {
    "high": "three sources or more agree",
    "medium": "two sources agree",
    "low": "one source says so",
    "own_judgement": "our own judgement",
}
SHOW = (("all", "All"), ("asked", "Asked of vendors"), ("gaps", "Nobody asks about it"), ("not-asked", "Not asked"))


@dataclass(frozen=True)
class CatalogLine:
    catalog: Catalog
    address: str
    parts: str  # "32 requirements, 38 controls"
    verified: int
    total: int
    asked: int  # clauses that a questionnaire at hand asks about


@dataclass(frozen=True)
class CatalogsPage:
    entries: tuple[CatalogLine, ...]


@dataclass(frozen=True)
class Asked:
    """A question that speaks to a clause."""

    questionnaire: str
    address: str
    number: str
    ask: str
    share: float
    through: str = ""  # the part of the clause that it names


@dataclass(frozen=True)
class ClauseLine:
    clause: Clause
    address: str
    depth: int
    who: str
    days: tuple[date, ...]  # from which it bites, one for each case that the law tells apart
    asked: int


@dataclass(frozen=True)
class CatalogPage:
    catalog: Catalog
    lines: tuple[ClauseLine, ...]
    found: int
    total: int
    q: str
    show: str
    who: str
    roles: tuple[tuple[str, str], ...]
    shows: tuple[tuple[str, str], ...] = SHOW

    @property
    def address(self) -> str:
        return f"/catalogs/{self.catalog.key}"


@dataclass(frozen=True)
class Neighbour:
    chip: ClauseChip
    relation: str
    confidence: str
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class ClausePage:
    catalog: Catalog
    clause: Clause
    heading: Clause | None
    who: tuple[tuple[str, str], ...]  # role, what the catalog says a role is
    tiers: tuple[tuple[str, str], ...]
    exclusion: str
    timeline: Timeline | None
    helps: tuple[Neighbour, ...]  # clauses that this one helps with
    helped_by: tuple[Neighbour, ...]
    gap: str  # what its neighbours do not give
    asked: tuple[Asked, ...]
    parts: tuple[ClauseLine, ...]
    sources: tuple[str, ...]
    before: ClauseChip | None
    after: ClauseChip | None
    crosswalk_note: str

    @property
    def address(self) -> str:
        return f"/catalogs/{self.catalog.key}"


@dataclass(frozen=True)
class DatesPage:
    timeline: Timeline
    head: Head | None  # None: of no campaign
    start: str
    end: str
    problem: str = ""


@router.get("/catalogs")
def index(at: Desk = reads(Permission.QUESTIONNAIRES_READ)) -> Response:
    asked = _questions(at)
    entries = []
    for catalog in reference().catalogs:
        kinds = Counter(c.kind for c in catalog.clauses if c.kind != "heading")
        askable = [c for c in catalog.clauses if c.kind != "heading"]
        entries.append(
            CatalogLine(
                catalog=catalog,
                address=f"/catalogs/{catalog.key}",
                parts=", ".join(f"{count} {kind}{'' if count == 1 else _s(kind)}" for kind, count in kinds.items()),
                verified=sum(1 for c in askable if c.verified),
                total=len(askable),
                asked=sum(1 for c in askable if f"{catalog.key}:{c.id}" in asked),
            )
        )
    return render(at.request, "buyer/catalogs.html", CatalogsPage(tuple(entries)))


@router.get("/catalogs/{key}")
def catalog(
    key: str,
    q: Annotated[str, Query(max_length=200)] = "",
    show: str = "all",
    who: Annotated[str, Query(max_length=64)] = "",
    at: Desk = reads(Permission.QUESTIONNAIRES_READ),
) -> Response:
    found = _catalog(key)
    asked = _questions(at)
    show = show if show in dict(SHOW) else "all"
    lines = [_line(found, c, asked) for c in found.clauses]
    wanted = [line for line in lines if _matches(line, q, show, who)]
    page = CatalogPage(
        catalog=found,
        lines=_with_headings(wanted, lines),
        found=sum(1 for line in wanted if line.clause.kind != "heading"),
        total=sum(1 for c in found.clauses if c.kind != "heading"),
        q=q,
        show=show,
        who=who,
        roles=tuple(
            sorted({(role, _words(role)) for c in found.clauses for role in c.obliges}, key=lambda pair: pair[1])
        ),
    )
    return render(at.request, "buyer/catalog.html", page, blocks=("clauses",))


@router.get("/catalogs/{key}/dates")
def dates(key: str, start: str = "", end: str = "", at: Desk = reads(Permission.QUESTIONNAIRES_READ)) -> Response:
    found = _catalog(key)
    if not found.dates:
        raise NotFound("page")
    days, problem = _contract(start, end)
    page = DatesPage(timeline(found, at.today, *days), None, start, end, problem)
    return render(at.request, "buyer/dates.html", page, status=422 if problem else 200)


@router.get("/catalogs/{key}/clauses/{clause_id}")
def clause(key: str, clause_id: str, at: Desk = reads(Permission.QUESTIONNAIRES_READ)) -> Response:
    found = _catalog(key)
    this = found.by_id.get(clause_id)
    if this is None:
        raise NotFound("clause")
    ref = f"{found.key}:{this.id}"
    data, asked = reference(), _questions(at)
    order = [c for c in found.clauses if c.kind != "heading"] if this.kind != "heading" else list(found.clauses)
    place = order.index(this)
    mine = spans_of(found, this)
    heading = group_of(found, this)
    roles, tiers = _said(found, "roles"), _said(found, "tiers")
    page = ClausePage(
        catalog=found,
        clause=this,
        heading=heading if heading is not this else None,
        who=tuple((_words(role), roles.get(role, "")) for role in this.obliges),
        tiers=tuple((_words(tier), tiers.get(tier, "")) for tier in this.tiers),
        exclusion=_exclusion(this),
        timeline=timeline(found, at.today, only=mine) if mine else None,
        helps=tuple(_neighbour(row, row.to) for row in data.neighbours(ref) if row.from_ == ref),
        helped_by=tuple(_neighbour(row, row.from_) for row in data.neighbours(ref) if row.to == ref),
        gap=data.gaps.get(ref) or data.gaps.get(f"{found.key}:{this.parent}", ""),
        asked=tuple(_asked_about(found, this, asked)),
        parts=tuple(_line(found, c, asked) for c in found.clauses if c.parent == this.id),
        sources=tuple(source_words(found.sources, s) for s in this.sources),
        before=chip_of(f"{found.key}:{order[place - 1].id}", data) if place else None,
        after=chip_of(f"{found.key}:{order[place + 1].id}", data) if place + 1 < len(order) else None,
        crosswalk_note=" ".join(c.note for c in crosswalks() if any(ref in (row.from_, row.to) for row in c.rows)),
    )
    return render(at.request, "buyer/clause.html", page)


@router.get("/campaigns/{campaign_id}/dates")
def campaign_dates(campaign_id: str, at: Desk = reads(Permission.CAMPAIGNS_READ)) -> Response:
    """What applies today, and at both ends of the contract that a campaign is about."""
    row = campaigns.campaign(at.session, at.actor, campaign_id)
    law = next((c for c in reference().catalogs if c.dates), None)
    if law is None:
        raise NotFound("page")
    drawn = timeline(law, at.today, row.contract_start, row.contract_end)
    return render(at.request, "buyer/dates.html", DatesPage(drawn, head(at, row, "dates"), "", ""))


def _catalog(key: str) -> Catalog:
    found = reference().catalog(key)
    if found is None:
        raise NotFound("catalog")
    return found


def _contract(start: str, end: str) -> tuple[tuple[date | None, date | None], str]:
    try:
        first, last = (date.fromisoformat(text) if text else None for text in (start.strip(), end.strip()))
    except ValueError:
        return (None, None), "Give days that exist, such as 2027-03-01."
    if first and last and last < first:
        return (first, None), "The contract cannot end before it starts."
    return (first, last), ""


def _questions(at: Desk) -> dict[str, list[Asked]]:
    """Clause reference -> the questions that name it: of the newest release of each questionnaire, and of those that
    are shipped and not published here."""
    found: dict[str, list[Asked]] = {}
    newest: dict[str, str] = {}
    for row in questionnaires.releases(at.session, at.actor):
        newest.setdefault(row.questionnaire_id, row.id)
    published = [questionnaires.release(at.session, at.actor, release_id) for release_id in newest.values()]
    taken = {release.questionnaire.id for release in published}
    sources: list[tuple[str, str, Questionnaire]] = [
        (f"{r.title}, release {r.number}", f"/releases/{r.id}", r.questionnaire) for r in published
    ]
    sources += [
        (f"{model.title}, shipped", f"/questionnaires/shipped/{model.id}", model)
        for model in shipped_models()
        if model.id not in taken
    ]
    for title, address, model in sources:
        for question in model.by_id.values():
            for ref in question.clauses:
                found.setdefault(ref.clause, []).append(
                    Asked(title, f"{address}#q-{question.id}", model.numbers[question.id], str(question.ask), ref.share)
                )
    return found


def _asked_about(catalog: Catalog, clause: Clause, asked: dict[str, list[Asked]]) -> Iterable[Asked]:
    """The questions about a clause itself, then those about its paragraphs, which say through which one."""
    yield from asked.get(f"{catalog.key}:{clause.id}", ())
    for part in catalog.clauses:
        if part.parent == clause.id and part.kind == "paragraph":
            for one in asked.get(f"{catalog.key}:{part.id}", ()):
                yield Asked(one.questionnaire, one.address, one.number, one.ask, one.share, part.label)


def _line(catalog: Catalog, clause: Clause, asked: dict[str, list[Asked]]) -> ClauseLine:
    depth, top = 0, clause
    while top.parent in catalog.by_id:
        depth, top = depth + 1, catalog.by_id[top.parent]
    days = spans_of(catalog, clause)
    return ClauseLine(
        clause=clause,
        address=address_of(catalog, clause),
        depth=depth,
        who=", ".join(_words(role) for role in clause.obliges),
        days=tuple(dict.fromkeys(s.bites for s in days)),
        asked=sum(1 for _ in _asked_about(catalog, clause, asked)),
    )


def _matches(line: ClauseLine, q: str, show: str, who: str) -> bool:
    clause = line.clause
    if who and who not in clause.obliges:
        return False
    if show != "all" and clause.kind == "heading":
        return False
    if (show == "asked" and not clause.asked_of_vendor) or (show == "not-asked" and clause.asked_of_vendor):
        return False
    if show == "gaps" and (line.asked or not clause.asked_of_vendor):
        return False
    text = f"{clause.label} {clause.title} {clause.summary}".casefold()
    return all(word in text for word in q.casefold().split())


def _with_headings(wanted: list[ClauseLine], lines: list[ClauseLine]) -> tuple[ClauseLine, ...]:
    """The clauses found, each below the headings it stands under."""
    kept = {line.clause.id for line in wanted}
    parents = {line.clause.id: line.clause.parent for line in lines}
    for clause_id in tuple(kept):
        at = parents.get(clause_id)
        while at is not None:
            kept.add(at)
            at = parents.get(at)
    return tuple(line for line in lines if line.clause.id in kept)


def _neighbour(row: CrosswalkRow, ref: str) -> Neighbour:
    file = next(c for c in crosswalks() if row in c.rows)
    return Neighbour(
        chip=chip_of(ref, reference()),
        relation=RELATIONS[row.relation],
        confidence=CONFIDENCE[row.confidence],
        sources=tuple(source_words(file.sources, s) for s in row.sources),
        note=row.note,
    )


def _exclusion(clause: Clause) -> str:
    if clause.excludable is None:
        return ""
    if clause.excludable:
        return "Can be left out, with a reason in the statement of applicability"
    return "Cannot be left out by an organisation that claims the standard"


def _said(catalog: Catalog, what: str) -> dict[str, str]:
    notes: Any = catalog.notes
    return {str(k): str(v) for k, v in (notes.get(what, {}) if isinstance(notes, dict) else {}).items()}


def _words(name: str) -> str:
    """`gpai_sr_provider` as people read it."""
    words = name.replace("_", " ").replace("high risk annex ", "high-risk, Annex ").replace(" I ", " I, Section ")
    words = words.replace("exempt 6 3", "excepted by Art. 6(3)").replace("gpai sr", "GPAI systemic risk")
    words = words.replace("gpai", "GPAI")
    return words[:1].upper() + words[1:]


def _s(kind: str) -> str:
    return "es" if kind.endswith("x") else "s"
