"""What pages share about reviewers' judgements: in words, and with what their forms send along."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.core.scoring.scorecard import CertificateStanding, Scorecard, State
from app.features.identity.permissions import Permission
from app.features.responses import queries as responses
from app.features.reviews import queries
from app.features.reviews.models import Kind, Review
from app.features.reviews.service import why_not_accepted
from app.features.scorecards import queries as scorecards
from app.features.scorecards.schemas import Kept
from app.web.desk import Desk
from app.web.format import figure


@dataclass(frozen=True)
class JudgementView:
    review: Review
    words: str  # "Rated 75"
    about: str  # "Answer 3.2"
    address: str  # where on the scorecard it is about, "" when it is no longer there


@dataclass(frozen=True)
class CardReview:
    """The judgements that went into a scorecard, and what the forms of somebody who may judge need."""

    may: bool  # the reader may judge, and this is what would be judged
    response_id: str
    submission: int
    to_review: int  # answers that wait
    applied: tuple[JudgementView, ...]
    in_force: tuple[Review, ...]
    past: tuple[JudgementView, ...] = ()  # every judgement on the response, newest first

    def about(self, target: str) -> tuple[JudgementView, ...]:
        """Every judgement on one finding or certificate, newest first, those taken back and replaced included."""
        return tuple(v for v in self.past if v.review.target == target)

    def of(self, kind: str, target: str) -> Review | None:
        """The judgement of that kind which went into the scorecard."""
        return next((v.review for v in self.applied if (v.review.kind, v.review.target) == (kind, target)), None)

    def seen(self, kind: str, target: str) -> str:
        found = queries.of_target(self.in_force, Kind(kind), target)
        return found.id if found else ""

    def why_not(self, standing: CertificateStanding) -> str:
        return why_not_accepted(standing)


def awaiting(card: Scorecard) -> list[str]:
    """Ids of the questions whose answers wait for a reviewer."""
    return [q for q, result in card.questions.items() if result.state is State.AWAITING_REVIEW]


def of_card(at: Desk, kept: Kept, numbers: Mapping[str, str]) -> CardReview:
    """`numbers`: question id -> number on the page."""
    newest = scorecards.history(at.session, at.actor, kept.response_id)[0]
    sent = responses.submissions(at.session, kept.response_id)[0]
    fresh = newest.id == kept.id and sent.id == kept.submission_id
    may = fresh and at.actor.can(Permission.RESPONSES_REVIEW)
    return CardReview(
        may=may,
        response_id=kept.response_id,
        submission=sent.number,
        to_review=len(awaiting(kept.scorecard)) if may else 0,
        applied=tuple(view(r, numbers, kept.scorecard) for r in queries.these(at.session, at.actor, kept.judgements)),
        in_force=queries.applied(at.session, kept.response_id) if may else (),
        past=tuple(view(r, numbers, kept.scorecard) for r in queries.history(at.session, at.actor, kept.response_id)),
    )


def view(review: Review, numbers: Mapping[str, str], card: Scorecard) -> JudgementView:
    words = {
        Kind.OVERRIDE: f"Rated {figure(review.value)}",
        Kind.ACCEPTANCE_NOT_APPLICABLE: "Accepted as not applicable",
        Kind.VERIFIED: "Confirmed at the source",
        Kind.DISMISSAL: "Dismissed",
        Kind.UPHOLDING: "Upheld",
        Kind.ACCEPTANCE_CERTIFICATE: "Accepted",
    }[Kind(review.kind)]
    about, address = f"Answer {numbers.get(review.target, review.target)}", f"?of=question:{review.target}#work-h"
    if review.kind in (Kind.DISMISSAL, Kind.UPHOLDING):
        finding = next((f for f in card.findings if f.key == review.target), None)
        about = f"Finding: {finding.message}" if finding else "A finding that no longer stands"
        address = f"#{anchor(review.target)}" if finding else ""
    elif review.kind == Kind.ACCEPTANCE_CERTIFICATE:
        standing = next((c for c in card.certificates if c.certificate == review.target), None)
        about = standing.title if standing else "A certificate that was removed"
        address = f"#{anchor(review.target)}" if standing else ""
    return JudgementView(review, words, about, address)


def anchor(target: str) -> str:
    """The id of a finding or certificate on the scorecard's page."""
    return "t-" + re.sub(r"[^A-Za-z0-9-]", "-", target)
