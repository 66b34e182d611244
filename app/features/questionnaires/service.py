"""Writes: taking a questionnaire file in, and publishing a release of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.core.catalog.meaning import digest_of
from app.core.catalog.model import Catalog, ReferenceData
from app.core.problems import Invalid, Problem, has_errors
from app.core.questionnaire import load as loading
from app.core.questionnaire.lint import lint
from app.core.questionnaire.model import Questionnaire
from app.features.audit import service as audit
from app.features.errors import Conflict
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor
from app.features.questionnaires import queries
from app.features.questionnaires.models import QuestionnaireRow, Release


@dataclass(frozen=True)
class Reading:
    """A questionnaire file, read and linted. `questionnaire` is None when it could not be understood at all."""

    questionnaire: Questionnaire | None
    problems: tuple[Problem, ...]

    @property
    def usable(self) -> bool:
        return self.questionnaire is not None and not has_errors(self.problems)


def read(source: str, name: str, reference: ReferenceData, previous: Questionnaire | None = None) -> Reading:
    """Parse and lint the text of a questionnaire file. `previous` is the release that answers hang on, if any."""
    loaded = loading.load(source, name)
    problems = list(loaded.problems)
    if loaded.questionnaire is not None:
        problems += lint(loaded.questionnaire, reference, loaded.positions, name, previous)
    return Reading(loaded.questionnaire, tuple(sorted(problems, key=lambda p: (p.line or 0, p.column or 0, p.code))))


def import_file(
    session: Session,
    actor: MemberActor,
    source: str,
    name: str,
    reference: ReferenceData,
    *,
    origin: str = "imported",
    now: datetime,
) -> QuestionnaireRow:
    """Keep the file as a draft: a new questionnaire, or the next text of the one with the same id.

    Raises Invalid with every problem found when the file has errors; nothing is changed then.
    """
    actor.require(Permission.QUESTIONNAIRES_PUBLISH)
    given = loading.load(source, name).questionnaire
    row = _row_of_key(session, actor, given.id) if given else None
    reading = read(source, name, reference, _latest_model(session, row) if row else None)
    if reading.questionnaire is None or not reading.usable:
        raise Invalid(reading.problems)
    if row is None:
        row = QuestionnaireRow(
            organisation_id=actor.organisation_id, key=reading.questionnaire.id, title=str(reading.questionnaire.title),
            source=source, origin=origin, created_at=now, updated_at=now,
        )  # fmt: skip
    else:
        row.source, row.title, row.updated_at, row.version = (
            source, str(reading.questionnaire.title), now, row.version + 1,
        )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "questionnaire.imported",
        kind="questionnaire",
        subject=row.id,
        name=row.title,
        now=now,
        file=name,
    )
    return row


def publish(
    session: Session,
    actor: MemberActor,
    questionnaire_id: str,
    reference: ReferenceData,
    *,
    version: int,
    now: datetime,
) -> Release:
    """Make the draft's next release; from then on it never changes. The same text twice gives the same release.

    Raises Conflict when somebody imported another text since `version`, Invalid when the draft has errors.
    """
    actor.require(Permission.QUESTIONNAIRES_PUBLISH)
    row = queries.questionnaire(session, actor, questionnaire_id)
    if row.version != version:
        raise Conflict(
            "Somebody imported another version of this questionnaire while you were looking at it.",
            remedy="Read the draft again, then publish it.",
        )
    latest = latest_release(session, row.id)
    reading = read(row.source, row.key, reference, _model(latest))
    if reading.questionnaire is None or not reading.usable:
        raise Invalid(reading.problems)
    digest = loading.digest(reading.questionnaire)
    if latest is not None and latest.digest == digest:
        return latest
    catalogs = _catalogs_unchanged(session, actor, reading.questionnaire, reference)
    release = Release(
        organisation_id=row.organisation_id, questionnaire_id=row.id, number=(latest.number if latest else 0) + 1,
        title=row.title, digest=digest, source=row.source,
        content=json.loads(loading.canonical(reading.questionnaire)), catalogs=catalogs,
        published_at=now, published_by=actor.name,
    )  # fmt: skip
    session.add(release)
    session.flush()
    audit.record(
        session, actor, "release.published", kind="release", subject=release.id,
        name=f"{release.title}, release {release.number}", now=now, digest=digest,
    )  # fmt: skip
    return release


def changed_catalogs(recorded: Mapping[str, str], reference: ReferenceData) -> tuple[str, ...]:
    """Ids of the catalogs whose meaning is not what it was when a release recorded it, or which are gone."""
    now = {c.id: digest_of(c) for c in reference.catalogs if c.id in recorded}
    return tuple(catalog for catalog, digest in recorded.items() if now.get(catalog) != digest)


def _catalogs_unchanged(
    session: Session, actor: MemberActor, model: Questionnaire, reference: ReferenceData
) -> dict[str, str]:
    """The digests of the questionnaire's catalogs. Raises Invalid when one means something else than in an earlier
    release of the organisation."""
    found = [c for key in model.catalogs if (c := reference.catalog(key))]
    used: dict[str, set[str]] = {}
    mine = select(Release.catalogs).where(Release.organisation_id == actor.organisation_id)
    for recorded in session.exec(mine):
        for catalog, digest in (recorded or {}).items():
            used.setdefault(catalog, set()).add(digest)
    now = {c.id: digest_of(c) for c in found}
    if problems := [_catalog_changed(c) for c in found if used.get(c.id, {now[c.id]}) != {now[c.id]}]:
        raise Invalid(problems)
    return now


def _catalog_changed(catalog: Catalog) -> Problem:
    return Problem(
        code="QF-CATALOG-CHANGED",
        where=catalog.id,
        message=f"The catalog {catalog.id} no longer means what it meant when a release was published with it.",
        remedy="Put its file back as it was, and give the changed catalog an id and a key of its own.",
    )


def latest_release(session: Session, questionnaire_id: str) -> Release | None:
    mine = select(Release).where(Release.questionnaire_id == questionnaire_id)
    return session.exec(mine.order_by(col(Release.number).desc()).limit(1)).first()


def _row_of_key(session: Session, actor: MemberActor, key: str) -> QuestionnaireRow | None:
    mine = select(QuestionnaireRow).where(QuestionnaireRow.organisation_id == actor.organisation_id)
    return session.exec(mine.where(QuestionnaireRow.key == key)).first()


def _latest_model(session: Session, row: QuestionnaireRow) -> Questionnaire | None:
    return _model(latest_release(session, row.id))


def _model(release: Release | None) -> Questionnaire | None:
    return Questionnaire.model_validate(release.content) if release else None
