"""What a stored scorecard was made of, put together again: so anybody can make it anew and see that it is the same."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.core.response import Response
from app.core.scoring.policy import Policy, default_policy, policy_hash
from app.core.scoring.reproduce import Inputs
from app.features.certificates import queries as certificates
from app.features.errors import Conflict
from app.features.identity import queries as identity
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor
from app.features.policies import queries as policies
from app.features.questionnaires.queries import load_release
from app.features.registers import queries as looked_up
from app.features.responses import queries as responses
from app.features.reviews import queries as judged
from app.features.reviews import service as reviews
from app.features.scorecards import queries
from app.features.scorecards.schemas import Kept


def inputs_of(session: Session, actor: MemberActor, scorecard_id: str) -> Inputs:
    """Questionnaire, policy and response, with the judgements and look-ups that counted, confidential answers included.

    Raises NotFound, NotAllowed, and Conflict when something that counted then is no longer as it was: the hash that
    the scorecard keeps says so.
    """
    actor.require(Permission.CONFIDENTIAL_READ)
    kept = queries.scorecard(session, actor, scorecard_id)
    row = responses.response_for(session, actor, kept.response_id)
    release = load_release(session, row.release_id)
    sent = Response.model_validate(responses.submission(session, actor, kept.submission_id).content)
    complete = certificates.complete(session, actor.organisation_id, row.id, sent)
    complete = looked_up.complete(session, actor.organisation_id, complete)
    zone = ZoneInfo(identity.organisation(session, actor.organisation_id).timezone)
    made_of = reviews.apply(complete, judged.these(session, actor, kept.judgements), zone)
    policy = _policy(session, actor, kept)
    found = Inputs(
        release=release.digest, questionnaire=release.questionnaire, policy=policy or Policy(), response=made_of
    )
    if policy is None or found.hash != kept.scorecard.inputs_hash:
        raise Conflict(
            "What this scorecard was made of is no longer all as it was: a look-up, another sighting of a certificate, "
            "or the policy.",
            remedy="Take the newest scorecard of this response, or score it again first.",
        )
    return found


def _policy(session: Session, actor: MemberActor, kept: Kept) -> Policy | None:
    """The one it was scored by; None when no version is like it."""
    wanted = kept.scorecard.policy_hash
    if wanted == policy_hash(default_policy()):
        return default_policy()
    version = policies.by_digests(session, actor, {wanted}).get(wanted)
    return version.policy if version else None
