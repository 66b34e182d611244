"""Reads: an organisation's questionnaires, and releases, which are immutable and so are kept in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlmodel import Session, col, select

from app.core.questionnaire.model import Questionnaire
from app.core.questionnaire.projection import VendorQuestionnaire, project
from app.features.errors import NotFound
from app.features.identity.schemas import MemberActor
from app.features.questionnaires.models import QuestionnaireRow, Release
from app.infra.language import spoken


@dataclass(frozen=True)
class LoadedRelease:
    """A release with its model parsed. The same object for everybody: treat it as read-only."""

    id: str
    organisation_id: str
    questionnaire_id: str
    number: int
    title: str
    digest: str
    published_at: datetime
    published_by: str
    questionnaire: Questionnaire
    catalogs: dict[str, str]  # id -> digest of its meaning when this was published

    def vendor(self, language: str = "") -> VendorQuestionnaire:
        """What a vendor may see of it, in the language that is spoken; in its first where it lacks that."""
        asked, known = language or spoken(), self.questionnaire.languages
        return _project(_Same(self.id, self.questionnaire), asked if asked in known else known[0])


@dataclass(frozen=True)
class _Same:
    """A cache key by the release's id: hashing a whole questionnaire would cost more than a query."""

    release_id: str
    model: Questionnaire = field(compare=False)


@lru_cache(maxsize=256)
def _project(questionnaire: _Same, language: str) -> VendorQuestionnaire:
    return project(questionnaire.model, language)


_loaded: dict[str, LoadedRelease] = {}
_KEPT = 128


def load_release(session: Session, release_id: str) -> LoadedRelease:
    """A release by its id, parsed once per process. Callers have checked that the actor may see it.

    Raises NotFound.
    """
    if found := _loaded.get(release_id):
        return found
    row = session.get(Release, release_id)
    if row is None:
        raise NotFound("release")
    loaded = LoadedRelease(
        row.id, row.organisation_id, row.questionnaire_id, row.number, row.title, row.digest, row.published_at,
        row.published_by, Questionnaire.model_validate(row.content), row.catalogs or {},
    )  # fmt: skip
    if len(_loaded) >= _KEPT:
        _loaded.pop(next(iter(_loaded)))
    _loaded[release_id] = loaded
    return loaded


def release(session: Session, actor: MemberActor, release_id: str) -> LoadedRelease:
    """A release of the actor's organisation. Raises NotFound."""
    found = load_release(session, release_id)
    if found.organisation_id != actor.organisation_id:
        raise NotFound("release")
    return found


def releases(session: Session, actor: MemberActor, questionnaire_id: str | None = None) -> Sequence[Release]:
    """Releases of the actor's organisation, or of one questionnaire, newest first."""
    wanted = select(Release).where(Release.organisation_id == actor.organisation_id)
    if questionnaire_id is not None:
        wanted = wanted.where(Release.questionnaire_id == questionnaire_id)
    return session.exec(wanted.order_by(col(Release.published_at).desc(), col(Release.number).desc())).all()


def questionnaires(session: Session, actor: MemberActor) -> Sequence[QuestionnaireRow]:
    mine = select(QuestionnaireRow).where(QuestionnaireRow.organisation_id == actor.organisation_id)
    return session.exec(mine.order_by(col(QuestionnaireRow.title))).all()


def questionnaire(session: Session, actor: MemberActor, questionnaire_id: str) -> QuestionnaireRow:
    """Raises NotFound when it is not the organisation's."""
    found = session.get(QuestionnaireRow, questionnaire_id)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound("questionnaire")
    return found


def release_source(session: Session, actor: MemberActor, release_id: str) -> str:
    """The file a release was published from. Raises NotFound."""
    release(session, actor, release_id)
    return session.exec(select(Release.source).where(Release.id == release_id)).one()
