"""What a certificate answers, on the vendor's pages: offered, filled in by a button, taken back by another.

Nothing here says how the certificate stands: the vendor reads which questions it can answer, which it cannot, and what
it can do about that.
"""

from dataclasses import dataclass

from fastapi import APIRouter, Response

from app.core.questionnaire.conditions import schemes
from app.core.questionnaire.model import Kind
from app.core.questionnaire.projection import VendorQuestion
from app.core.questionnaire.shortcuts import given_by
from app.features.certificates import shortcuts
from app.features.certificates.shortcuts import Effect, Effects
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.responses import queries as responses
from app.features.responses import service
from app.features.responses.answers import parse_given
from app.features.responses.schemas import Counts, Draft, Standing
from app.infra.content import reference
from app.web.desk import VendorDesk, vendor_writes
from app.web.render import see_other
from app.web.vendor_forms import Fields, Posted, first, of_question

router = APIRouter(include_in_schema=False)

_CHOICES = frozenset({Kind.SINGLE, Kind.YES_NO, Kind.SCALE})


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
    no_certificate: tuple[VendorQuestion, ...]  # what no certificate of a management system can speak to
    asked_anyway: tuple[VendorQuestion, ...]  # what else is asked of everybody

    @property
    def asks_here(self) -> bool:
        """What it waits for can be answered in the strip itself."""
        return not self.held and all(q.kind in _CHOICES for q in self.waits_for)

    @property
    def left(self) -> int:
        return len(self.no_certificate) + len(self.asked_anyway)

    @property
    def filled(self) -> int:
        return self.to_confirm + self.confirmed


@dataclass(frozen=True)
class CertificateFirst:
    """What a certificate would do that nobody has attached yet."""

    standard: str
    count: int  # questions it could answer


def certificate_first(release: LoadedRelease, standing: Standing) -> CertificateFirst | None:
    """Of the scheme whose certificate could answer most; None without shortcuts."""
    questionnaire = release.questionnaire
    able: dict[str, set[str]] = {}
    for shortcut in questionnaire.shortcuts:
        reached = {q for q in given_by(questionnaire, shortcut) if q in standing.shown}
        for scheme in schemes(shortcut.when):
            able.setdefault(scheme, set()).update(
                q for q in reached if questionnaire.by_id[q].evidence.certificate_answers
            )
    if not able:
        return None
    scheme = max(sorted(able), key=lambda name: len(able[name]))
    known = reference().scheme(scheme)
    return CertificateFirst(known.standard if known else scheme, len(able[scheme]))


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
        no_certificate=tuple(q for q in left if q.id not in may),
        asked_anyway=tuple(q for q in left if q.id in may),
    )


def effects_at(at: VendorDesk, draft: Draft) -> Effects:
    """What the certificates of a response that can still be changed do for it; nothing for one that cannot."""
    return shortcuts.effects(at.session, at.actor, draft, at.now) if draft.writable else Effects()


@router.post("/v/{invitation_id}/certificates/{certificate_id}/fill")
def fill(certificate_id: str, posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """Fill in what it answers, and first save the answers that it waits for, when the form gives them."""
    here = f"/v/{at.actor.invitation_id}"
    if not _answered_first(at, certificate_id, posted):
        shortcuts.fill(at.session, at.actor, certificate_id, at.now)
        return see_other(f"{here}/rest")
    effect = effects_at(at, responses.draft(at.session, at.actor, at.now)).by(certificate_id)
    if effect is not None and effect.fillable:
        shortcuts.fill(at.session, at.actor, certificate_id, at.now)
        return see_other(f"{here}/rest")
    return see_other(f"{here}/certificates#c-{certificate_id}")  # with this answer it gives none, and says so


def _answered_first(at: VendorDesk, certificate_id: str, posted: Fields) -> bool:
    draft = responses.draft(at.session, at.actor, at.now, lock=True)
    effect = effects_at(at, draft).by(certificate_id)
    release = load_release(at.session, draft.release_id)
    given = [
        parse_given(release.questionnaire.by_id[question_id], fields, at.today)
        for question_id in (effect.waits_for if effect else ())
        if first(fields := of_question(posted, question_id), "value")
    ]
    if given:
        service.save(at.session, at.actor, draft, release, given, at.now)
    return bool(given)


@router.post("/v/{invitation_id}/certificates/{certificate_id}/take-back")
def take_back(certificate_id: str, at: VendorDesk = vendor_writes()) -> Response:
    shortcuts.take_back(at.session, at.actor, certificate_id, at.now)
    return see_other(f"/v/{at.actor.invitation_id}/certificates#c-{certificate_id}")
