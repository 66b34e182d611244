"""What report tests share: the dossier of a small response, without a database, with whatever a vendor may type."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.core.questionnaire.load import load
from app.core.response import Response
from app.core.scoring.canonical import digest
from app.core.scoring.engine import score
from app.core.scoring.policy import Policy, default_policy
from app.features.campaigns.models import Campaign
from app.features.questionnaires.queries import LoadedRelease
from app.features.reports.dossier import Decided, Dossier, Judged
from app.features.responses.models import Submission
from app.features.reviews.models import Kind, Review
from app.features.scorecards.schemas import Kept
from app.infra.content import reference
from tests.features.review_story import ANSWERS, CERTIFICATES, QUESTIONNAIRE

NOW = datetime(2026, 11, 25, 20, 15, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Amsterdam")
EVIDENCE = [
    {"id": "e1", "name": "certificate.pdf", "sha256": "1" * 64, "media_type": "application/pdf", "size": 9,
     "questions": ["held"]},
    {"id": "e2", "name": "tests.pdf", "sha256": "2" * 64, "media_type": "application/pdf", "size": 9,
     "questions": ["tests", "stop"]},
]  # fmt: skip


def release(text: str = QUESTIONNAIRE) -> LoadedRelease:
    loaded = load(text)
    assert loaded.questionnaire is not None, loaded.problems
    return LoadedRelease(
        "r1", "o1", "q1", 2, "To be reviewed", digest(text), NOW, "Ines Aldemir", loaded.questionnaire, {}
    )  # fmt: skip


def respond(of: LoadedRelease, **changes: Any) -> Response:
    """A complete response. `changes` to its fields; `answers` are laid over the usual ones."""
    answers = {**ANSWERS, **changes.pop("answers", {})}
    return Response.model_validate(
        {
            "questionnaire": of.questionnaire.id, "release": of.digest, "as_of": "2026-11-23", "status": "submitted",
            "vendor": {"legal_name": "Quillfeather Talent"}, "subject": {"name": "Quillfeather Hire"},
            "answers": answers, "evidence": EVIDENCE, "certificates": list(CERTIFICATES), **changes,
        }
    )  # fmt: skip


def dossier(
    vendor: str = "Quillfeather Talent",
    *,
    of: LoadedRelease | None = None,
    policy: Policy | None = None,
    withheld: frozenset[str] = frozenset(),
    decisions: tuple[Decided, ...] = (),
    **changes: Any,
) -> Dossier:
    of = of or release()
    policy = policy or default_policy()
    response = respond(of, **changes)
    card = score(of.questionnaire, response, reference(), policy, release=of.digest)
    sent = response.model_copy(update={"answers": {q: a for q, a in response.answers.items() if q not in withheld}})
    said = Review(
        id="v1", organisation_id="o1", response_id="p1", number=1, submission=1, kind=Kind.OVERRIDE, target="tests",
        value=0.75, reason="We read the report together.", by_id="m1", by="Rosa Lindqvist", at=NOW,
    )  # fmt: skip
    return Dossier(
        organisation="Norrhaven Transit",
        campaign=Campaign(
            id="c1", organisation_id="o1", release_id="r1", owner_id="m1", title="CV screening, 2026",
            system_name="Shortlisting of applicants", due_on=date(2026, 12, 1), created_at=NOW,
        ),
        kept=Kept("s1", 3, "p1", "u1", "c1", "n1", NOW, "Countersign", card),
        vendor=vendor,
        product="Quillfeather Hire",
        release=of,
        submission=Submission(
            id="u1", organisation_id="o1", response_id="p1", number=1, content={}, digest="d" * 64,
            signed_name="Marta Quist", signed_function="Head of quality", submitted_at=NOW,
        ),
        sent=sent,
        judgements=(Judged(said, "Rated 75", "Answer 2.1"),),
        policy=policy,
        reference=reference(),
        made_by="Ines Aldemir",
        made_at=NOW,
        zone=ZONE,
        decisions=decisions,
        withheld=withheld,
    )  # fmt: skip
