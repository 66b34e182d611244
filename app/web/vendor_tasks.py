"""The task list: every section with how far it is and what waits in it, the same on each page that shows it."""

from collections.abc import Mapping

from app.features.questionnaires.queries import LoadedRelease
from app.features.responses import queries as responses
from app.features.responses.schemas import Draft, Saved, Standing, Stored
from app.web.desk import VendorDesk
from app.web.vendor_clarifying import clarifying_of
from app.web.vendor_shortcuts import effects_at
from app.web.vendor_views import SectionRow, section_rows


def task_rows(
    at: VendorDesk,
    draft: Draft,
    release: LoadedRelease,
    stored: Mapping[str, Stored],
    standing: Standing,
    current: str = "",
) -> tuple[SectionRow, ...]:
    to_confirm = [q for q in standing.shown if q in stored and stored[q].content.given and not stored[q].confirmed]
    adrift = effects_at(at, draft).adrift if any(s.origin for s in stored.values()) else frozenset()
    asked = {q.id for c in clarifying_of(at, draft).waiting for q in c.questions} if draft.clarifying else frozenset()
    return section_rows(
        release.vendor(),
        standing.sections,
        current,
        to_confirm=to_confirm,
        asked=asked,
        adrift=(adrift & standing.shown).difference(to_confirm),
    )


def rows_after(
    at: VendorDesk, draft: Draft, release: LoadedRelease, saved: Saved, current: str
) -> tuple[SectionRow, ...]:
    """The same after a save, which has looked at few answers: all are read only where something may wait."""
    if not draft.clarifying and not responses.any_filled_in(at.session, draft.response_id):
        return section_rows(release.vendor(), saved.after, current)
    stored = responses.answers(at.session, draft.response_id)
    return task_rows(at, draft, release, stored, responses.standing(release.questionnaire, stored), current)
