"""Pages of questionnaires: the list, reading one with its clauses, importing a file, publishing a release."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import PlainTextResponse, Response

from app.core.problems import Invalid, Problem
from app.core.questionnaire.diff import Change, diff
from app.core.questionnaire.load import load
from app.core.questionnaire.model import Questionnaire
from app.features.errors import NotFound
from app.features.identity.permissions import Permission
from app.features.questionnaires import queries, service
from app.features.questionnaires.models import QuestionnaireRow, Release
from app.infra.content import reference, shipped_questionnaires
from app.web.clauses import ClauseChip, chips_of
from app.web.desk import Desk, reads, writes
from app.web.format import paragraphs
from app.web.questionnaire_view import CoverageRow, SectionView, coverage, sections_of
from app.web.render import render, see_other
from app.web.text_files import MAX_FILE, decoded

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Entry:
    """One line of the list: the organisation's own, or a shipped one that it has not taken yet."""

    address: str
    title: str
    summary: str
    questions: int
    sections: int
    minutes: int
    shorts: tuple[str, ...]  # short names of its catalogs
    releases: int
    latest: Release | None
    changed: datetime | None
    shipped: bool


@dataclass(frozen=True)
class ListPage:
    entries: tuple[Entry, ...]
    can_publish: bool


@dataclass(frozen=True)
class QuestionnairePage:
    address: str
    row: QuestionnaireRow | None  # None: shipped, not taken yet
    questionnaire: Questionnaire
    sections: tuple[SectionView, ...]
    coverage: tuple[CoverageRow, ...]
    clauses: tuple[ClauseChip, ...]
    releases: tuple[Release, ...]
    changes: tuple[Change, ...]  # draft against the latest release
    next_number: int
    unpublished: bool
    problems: tuple[Problem, ...]
    can_publish: bool
    zone: object


@dataclass(frozen=True)
class ReleasePage:
    release: queries.LoadedRelease
    sections: tuple[SectionView, ...]
    coverage: tuple[CoverageRow, ...]
    clauses: tuple[ClauseChip, ...]
    questionnaire_id: str
    zone: object
    changed_catalogs: tuple[str, ...] = ()  # that mean something else than when it was published


@dataclass(frozen=True)
class ImportPage:
    source: str
    name: str
    problems: tuple[Problem, ...]


@lru_cache(maxsize=1)
def _shipped() -> dict[str, tuple[str, Questionnaire]]:
    """Key -> (YAML text, model) of the questionnaires that come with the software."""
    found: dict[str, tuple[str, Questionnaire]] = {}
    for name, source in shipped_questionnaires().items():
        loaded = load(source, name)
        if loaded.questionnaire is None:
            raise Invalid(loaded.problems)
        found[loaded.questionnaire.id] = (source, loaded.questionnaire)
    return found


def shipped_models() -> tuple[Questionnaire, ...]:
    return tuple(model for _, model in _shipped().values())


def _shorts(questionnaire: Questionnaire) -> tuple[str, ...]:
    found = (reference().catalog(key) for key in questionnaire.catalogs)
    return tuple(catalog.short for catalog in found if catalog)


def _entry(
    address: str, model: Questionnaire, releases: Iterable[Release], *, changed: datetime | None, shipped: bool
) -> Entry:
    mine = list(releases)
    return Entry(
        address=address,
        title=str(model.title),
        summary=next(iter(paragraphs(str(model.summary or ""))), ""),
        questions=len(model.by_id),
        sections=len(model.sections),
        minutes=model.minutes,
        shorts=_shorts(model),
        releases=len(mine),
        latest=mine[0] if mine else None,
        changed=changed,
        shipped=shipped,
    )


@router.get("/questionnaires")
def index(at: Desk = reads(Permission.QUESTIONNAIRES_READ)) -> Response:
    rows = queries.questionnaires(at.session, at.actor)
    releases = queries.releases(at.session, at.actor)
    entries = []
    for row in rows:
        loaded = load(row.source, row.key)
        if loaded.questionnaire is not None:
            mine = [r for r in releases if r.questionnaire_id == row.id]
            address = f"/questionnaires/{row.id}"
            entries.append(_entry(address, loaded.questionnaire, mine, changed=row.updated_at, shipped=False))
    taken = {row.key for row in rows}
    entries += [
        _entry(f"/questionnaires/shipped/{key}", model, (), changed=None, shipped=True)
        for key, (_, model) in _shipped().items()
        if key not in taken
    ]
    page = ListPage(tuple(entries), at.actor.can(Permission.QUESTIONNAIRES_PUBLISH))
    return render(at.request, "buyer/questionnaires.html", page)


@router.get("/questionnaires/import")
def import_form(at: Desk = reads(Permission.QUESTIONNAIRES_PUBLISH)) -> Response:
    return render(at.request, "buyer/questionnaire_import.html", ImportPage("", "", ()))


@router.post("/questionnaires/import")
def import_file(
    source: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
    at: Desk = writes(Permission.QUESTIONNAIRES_PUBLISH),
) -> Response:
    name = (file.filename if file and file.filename else "") or "pasted text"
    raw = file.file.read(MAX_FILE + 1) if file and file.filename else source.encode()
    try:
        source = decoded(raw)
        row = service.import_file(at.session, at.actor, source, name, reference(), now=at.now)
    except Invalid as invalid:
        page = ImportPage(source, name, invalid.problems)
        return render(at.request, "buyer/questionnaire_import.html", page, status=422)
    return see_other(f"/questionnaires/{row.id}")


@router.get("/questionnaires/shipped/{key}")
def shipped(key: str, at: Desk = reads(Permission.QUESTIONNAIRES_READ)) -> Response:
    if key not in _shipped():
        raise NotFound("questionnaire")
    _, model = _shipped()[key]
    page = _page(at, f"/questionnaires/shipped/{key}", None, model, releases=(), problems=())
    return render(at.request, "buyer/questionnaire.html", page)


@router.post("/questionnaires/shipped/{key}/publish")
def publish_shipped(key: str, at: Desk = writes(Permission.QUESTIONNAIRES_PUBLISH)) -> Response:
    """Take a shipped questionnaire and publish its first release, in one step."""
    if key not in _shipped():
        raise NotFound("questionnaire")
    source, _ = _shipped()[key]
    data = reference()
    row = service.import_file(at.session, at.actor, source, f"{key}.yaml", data, origin="shipped", now=at.now)
    release = service.publish(at.session, at.actor, row.id, data, version=row.version, now=at.now)
    return see_other(f"/releases/{release.id}")


@router.get("/questionnaires/{questionnaire_id}")
def questionnaire(questionnaire_id: str, at: Desk = reads(Permission.QUESTIONNAIRES_READ)) -> Response:
    row = queries.questionnaire(at.session, at.actor, questionnaire_id)
    releases = tuple(queries.releases(at.session, at.actor, row.id))
    reading = service.read(row.source, row.key, reference(), _model(releases))
    if reading.questionnaire is None:
        raise Invalid(reading.problems)
    page = _page(at, f"/questionnaires/{row.id}", row, reading.questionnaire, releases, reading.problems)
    return render(at.request, "buyer/questionnaire.html", page)


@router.get("/questionnaires/{questionnaire_id}/file")
def export(questionnaire_id: str, at: Desk = reads(Permission.QUESTIONNAIRES_READ)) -> Response:
    """The file as it was imported, comments and all."""
    row = queries.questionnaire(at.session, at.actor, questionnaire_id)
    return _yaml(row.source, row.key)


@router.post("/questionnaires/{questionnaire_id}/publish")
def publish(
    questionnaire_id: str, version: Annotated[int, Form()], at: Desk = writes(Permission.QUESTIONNAIRES_PUBLISH)
) -> Response:
    release = service.publish(at.session, at.actor, questionnaire_id, reference(), version=version, now=at.now)
    return see_other(f"/releases/{release.id}")


@router.get("/releases/{release_id}")
def release(release_id: str, at: Desk = reads(Permission.QUESTIONNAIRES_READ)) -> Response:
    found = queries.release(at.session, at.actor, release_id)
    page = ReleasePage(
        release=found,
        sections=sections_of(found.questionnaire, reference()),
        coverage=coverage(found.questionnaire, reference()),
        clauses=_all_chips(found.questionnaire),
        questionnaire_id=found.questionnaire_id,
        zone=at.actor.zone,
        changed_catalogs=service.changed_catalogs(found.catalogs, reference()),
    )
    return render(at.request, "buyer/release.html", page)


@router.get("/releases/{release_id}/file")
def release_file(release_id: str, at: Desk = reads(Permission.QUESTIONNAIRES_READ)) -> Response:
    found = queries.release(at.session, at.actor, release_id)
    return _yaml(queries.release_source(at.session, at.actor, release_id), f"{found.questionnaire.id}-{found.number}")


def _yaml(source: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.yaml"'}
    return PlainTextResponse(source, media_type="application/yaml; charset=utf-8", headers=headers)


def _model(releases: tuple[Release, ...]) -> Questionnaire | None:
    return Questionnaire.model_validate(releases[0].content) if releases else None


def _all_chips(model: Questionnaire) -> tuple[ClauseChip, ...]:
    return chips_of((c.clause for q in model.by_id.values() for c in q.clauses), reference())


def _page(
    at: Desk,
    address: str,
    row: QuestionnaireRow | None,
    model: Questionnaire,
    releases: tuple[Release, ...],
    problems: tuple[Problem, ...],
) -> QuestionnairePage:
    latest = _model(releases)
    changes = diff(latest, model) if latest else ()
    return QuestionnairePage(
        address=address,
        row=row,
        questionnaire=model,
        sections=sections_of(model, reference()),
        coverage=coverage(model, reference()),
        clauses=_all_chips(model),
        releases=releases,
        changes=changes,
        next_number=(releases[0].number if releases else 0) + 1,
        unpublished=latest is None or bool(changes),
        problems=problems,
        can_publish=at.actor.can(Permission.QUESTIONNAIRES_PUBLISH),
        zone=at.actor.zone,
    )
