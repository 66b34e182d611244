"""What downloads share: types of files, names that say what one is, and what they are made of for their reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fastapi.responses import Response

from app.core.questionnaire.model import Questionnaire
from app.core.response import Response as CoreResponse
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign
from app.features.campaigns.queries import policy_of
from app.features.decisions import queries as decisions
from app.features.decisions.schemas import Record
from app.features.identity.permissions import Permission
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.reports.dossier import Decided, Dossier, Judged, file_name
from app.features.responses import queries as responses
from app.features.scorecards import queries
from app.features.scorecards.schemas import Kept
from app.features.vendors import queries as vendors
from app.infra.content import reference
from app.web.confidential import as_read
from app.web.decided import history_words
from app.web.desk import Desk
from app.web.reviewing import of_card

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
JSON = "application/json"


def download(body: bytes, media_type: str, *, what: str, whom: str, on: date, ending: str) -> Response:
    """A file that is saved under a name which says what it is, of whom, and of which day."""
    name = file_name(what, whom, on, ending)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=media_type, headers=headers)


def dossier(at: Desk, scorecard_id: str) -> Dossier:
    """Everything about a scorecard, as this member may know it. Raises NotFound."""
    kept = queries.scorecard(at.session, at.actor, scorecard_id)
    response = responses.response_for(at.session, at.actor, kept.response_id)
    release = load_release(at.session, response.release_id)
    campaign = campaigns.campaign(at.session, at.actor, kept.campaign_id)
    invitation = campaigns.invitation(at.session, at.actor, response.campaign_id, response.invitation_id)
    name = vendors.vendor(at.session, at.actor, kept.vendor_id).legal_name
    found = of_vendor(at, kept, name, invitation.product, campaign, release)
    review = of_card(at, found.kept, release.questionnaire.numbers)
    judgements = tuple(Judged(v.review, v.words, v.about) for v in review.applied)
    return replace(found, judgements=judgements, decisions=_decisions(at, kept))


def _decisions(at: Desk, kept: Kept) -> tuple[Decided, ...]:
    """What was decided on the vendor in this campaign up to now, the newest first."""
    found = decisions.records_of_vendor(at.session, at.actor, kept.vendor_id, kept.campaign_id)
    return tuple(
        Decided(history_words(r), _rested_on(r, kept.vendor_id), r.decision.reason, r.decision.by, r.decision.at)
        for r in found
    )


def _rested_on(record: Record, vendor_id: str) -> str:
    number = next(b.scorecard_number for b in record.named if b.vendor_id == vendor_id)
    ground = f"; ground: {record.decision.ground}" if record.decision.ground else ""
    return f"Decision {record.decision.number}, on scorecard {number}{ground}"


def of_vendor(at: Desk, kept: Kept, vendor: str, product: str, campaign: Campaign, release: LoadedRelease) -> Dossier:
    """The same under the name it goes by in a view, without what people judged and decided."""
    hidden = _withheld(at, release.questionnaire)
    submission = responses.submission(at.session, at.actor, kept.submission_id)
    sent = CoreResponse.model_validate(submission.content)
    answers = {q: a for q, a in sent.answers.items() if q not in hidden}
    return Dossier(
        organisation=at.actor.organisation_name,
        campaign=campaign,
        kept=replace(kept, scorecard=as_read(kept.scorecard, release.questionnaire, at)),
        vendor=vendor,
        product=product,
        release=release,
        submission=submission,
        sent=sent.model_copy(update={"answers": answers}),
        judgements=(),
        policy=policy_of(campaign),
        reference=reference(),
        made_by=at.actor.name,
        made_at=at.now,
        zone=at.actor.zone,
        withheld=hidden,
    )


def _withheld(at: Desk, model: Questionnaire) -> frozenset[str]:
    """The questions whose answers this member may not read."""
    if at.actor.can(Permission.CONFIDENTIAL_READ):
        return frozenset()
    return frozenset(q.id for q in model.by_id.values() if q.visibility.confidential)
