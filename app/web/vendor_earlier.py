"""What the vendor answered this buyer before, on its pages: offered, filled in by a button, taken back by another."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response

from app.core.wording import say
from app.features.responses import earlier
from app.features.responses.earlier import Earlier
from app.infra.wording import day
from app.web.desk import VendorDesk, vendor_writes
from app.web.render import see_other

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class EarlierView:
    """The strip that offers an earlier response."""

    submission: str
    title: str
    edition: int
    brought: bool
    about: str
    sent_at: datetime
    fillable: int
    to_confirm: int
    confirmed: int


def earlier_views(found: tuple[Earlier, ...]) -> tuple[EarlierView, ...]:
    """What was filled in, what was brought along, and else the one that answers most: nobody compares old papers."""
    used = [one for one in found if one.to_confirm or one.confirmed or (one.brought and one.fillable)]
    best = max(found, key=lambda one: len(one.fillable), default=None)
    shown = used + [one for one in (best,) if one is not None and one not in used and one.fillable]
    return tuple(_view(one) for one in shown)


def _view(one: Earlier) -> EarlierView:
    return EarlierView(
        submission=one.submission,
        title=one.title,
        edition=one.edition,
        brought=one.brought,
        about=one.about,
        sent_at=one.sent_at,
        fillable=len(one.fillable),
        to_confirm=len(one.to_confirm),
        confirmed=len(one.confirmed),
    )


def origin_words(one: Earlier, zone: ZoneInfo) -> str:
    """What an answer was filled in from, to be put after "filled in from"."""
    then = day(one.sent_at, zone)
    if one.brought and one.edition:
        return say(
            "your file of %(sent_at)s, “%(title)s”, another edition (%(edition)s)",
            sent_at=then,
            title=one.title,
            edition=one.edition,
        )
    if one.brought:
        return say("your file of %(sent_at)s, “%(title)s”", sent_at=then, title=one.title)
    if one.elsewhere:
        return say("your answers of %(sent_at)s to “%(title)s”", sent_at=then, title=one.title)
    if one.edition:
        return say("your answers of %(sent_at)s to edition %(edition)s", sent_at=then, edition=one.edition)
    return say("your answers of %(sent_at)s", sent_at=then)


@router.post("/v/{invitation_id}/earlier/{submission_id}/fill")
def fill(submission_id: str, at: VendorDesk = vendor_writes()) -> Response:
    earlier.fill(at.session, at.actor, submission_id, at.now)
    return see_other(f"/v/{at.actor.invitation_id}/rest")


@router.post("/v/{invitation_id}/earlier/{submission_id}/take-back")
def take_back(submission_id: str, at: VendorDesk = vendor_writes()) -> Response:
    earlier.take_back(at.session, at.actor, submission_id, at.now)
    return see_other(f"/v/{at.actor.invitation_id}/")
