"""What a certificate answers, on the vendor's pages: offered, filled in by a button, taken back by another.

Nothing here says how the certificate stands: the vendor reads which questions it can answer, which it cannot, and what
it can do about that.
"""

from dataclasses import dataclass

from fastapi import APIRouter, Response

from app.core.questionnaire.projection import VendorQuestion, VendorQuestionnaire
from app.features.certificates import shortcuts
from app.features.certificates.shortcuts import Effect, Effects
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.responses import queries as responses
from app.features.responses.schemas import Counts, Draft
from app.web.desk import VendorDesk, vendor_writes
from app.web.render import see_other

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class EffectBar:
    """A section in the strip: how much of it the certificate can answer."""

    number: str
    title: str
    could: int
    total: int

    @property
    def percent(self) -> int:
        return round(100 * self.could / self.total) if self.total else 0


@dataclass(frozen=True)
class EffectView:
    """The strip that says what a certificate answers. One of `offers`, `waits`, `held` and `filled` tells its state."""

    certificate: str
    title: str
    could: int
    total: int
    fillable: int
    to_confirm: int
    confirmed: int
    bars: tuple[EffectBar, ...]
    waits_for: tuple[VendorQuestion, ...]
    held: bool
    review_at: str  # the section and question where confirming begins; empty when nothing waits for it
    no_certificate: tuple[VendorQuestion, ...]  # what no certificate of a management system can speak to
    asked_anyway: tuple[VendorQuestion, ...]  # what else is asked of everybody

    @property
    def left(self) -> int:
        return len(self.no_certificate) + len(self.asked_anyway)

    @property
    def filled(self) -> int:
        return self.to_confirm + self.confirmed


def effect_view(effect: Effect, effects: Effects, release: LoadedRelease, counts: Counts) -> EffectView | None:
    """None when there is nothing to say: it answers nothing, and has filled in nothing."""
    if not effect.could and not effect.filled:
        return None
    seen = release.vendor()
    left = [seen.by_id[q] for q in effects.left]
    may = {q.id for q in release.questionnaire.by_id.values() if q.evidence.certificate_answers}
    return EffectView(
        certificate=effect.certificate,
        title=effect.title,
        could=len(effect.could),
        total=effect.total,
        fillable=len(effect.fillable),
        to_confirm=len(effect.to_confirm),
        confirmed=len(effect.confirmed),
        bars=tuple(
            EffectBar(s.number, s.title, sum(1 for q in s.questions if q.id in effect.could), counts[s.id][1])
            for s in seen.sections
            if counts[s.id][1]
        ),
        waits_for=tuple(seen.by_id[q] for q in effect.waits_for),
        held=bool(effect.held_by),
        review_at=_address(seen, effect.to_confirm[0]) if effect.to_confirm else "",
        no_certificate=tuple(q for q in left if q.id not in may),
        asked_anyway=tuple(q for q in left if q.id in may),
    )


def _address(seen: VendorQuestionnaire, question_id: str) -> str:
    return f"sections/{seen.by_id[question_id].section}#q-{question_id}"


def effects_at(at: VendorDesk, draft: Draft) -> Effects:
    """What the certificates of a response that can still be changed do for it; nothing for one that cannot."""
    return shortcuts.effects(at.session, at.actor, draft, at.now) if draft.writable else Effects()


@router.post("/v/{invitation_id}/certificates/{certificate_id}/fill")
def fill(certificate_id: str, at: VendorDesk = vendor_writes()) -> Response:
    filled = shortcuts.fill(at.session, at.actor, certificate_id, at.now)
    here = f"/v/{at.actor.invitation_id}"
    draft = responses.draft(at.session, at.actor, at.now)
    effect = effects_at(at, draft).by(certificate_id)
    waiting = (effect.to_confirm if effect else ()) or filled
    if not waiting:
        return see_other(f"{here}/certificates#c-{certificate_id}")
    return see_other(f"{here}/{_address(load_release(at.session, draft.release_id).vendor(), waiting[0])}")


@router.post("/v/{invitation_id}/certificates/{certificate_id}/take-back")
def take_back(certificate_id: str, at: VendorDesk = vendor_writes()) -> Response:
    shortcuts.take_back(at.session, at.actor, certificate_id, at.now)
    return see_other(f"/v/{at.actor.invitation_id}/certificates#c-{certificate_id}")
