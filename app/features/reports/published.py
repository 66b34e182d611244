"""The JSON of a scorecard and of a comparison as published formats, and the JSON Schemas that describe them.

What is written here is a promise to other people's programs: a field may be added; one that is taken away, or changes
its meaning, makes a new format.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.core.answer_file import AnswerFile
from app.core.frozen import Frozen
from app.core.questionnaire import schema as questionnaire
from app.core.scoring.compare import Comparison, compare
from app.core.scoring.explain import Working, explain
from app.core.scoring.scorecard import Score, Scorecard
from app.features.reports.comparing import Comparing
from app.features.reports.decided import DecisionsFile
from app.features.reports.dossier import READINESS, Dossier
from app.features.reports.origin import CampaignOf, ReleaseOf

ADDRESS = "https://countersign.example"  # of schemas that no installation serves: those in docs/schemas


class Judgement(Frozen):
    """What a reviewer, or somebody who decides, made of it."""

    at: datetime
    by: str
    about: str
    words: str
    reason: str


class About(Frozen):
    """Whose scorecard it is and who made this file."""

    organisation: str
    campaign: CampaignOf
    vendor: str
    product: str
    release: ReleaseOf
    scorecard: str = Field(description="The scorecard's id.")
    number: int = Field(description="Counts the scorecards of a response from 1.")
    calculated: datetime
    calculated_by: str
    submission: int
    submission_sha256: str
    submitted: datetime
    signed_by: str
    made: datetime
    made_by: str
    withheld: tuple[str, ...] = Field(
        description="Ids of questions whose answers the person who made this file may not read."
    )
    note: str


class ScorecardFile(Scorecard):
    """A scorecard as a file: the snapshot itself, whose it is, and the workings of the overall score as a tree."""

    model_config = ConfigDict(serialize_by_alias=True)

    schema_: str = Field(alias="$schema", description="Address of the schema that describes this file.")
    about: About
    judgements: tuple[Judgement, ...]
    decisions: tuple[Judgement, ...]
    workings: Working


class Compared(Frozen):
    """One vendor of a comparison. Without names `vendor` is a letter, and there is no scorecard."""

    vendor: str
    product: str
    overall: Score = Field(description="Under the weights that are tried out, if there are any.")
    scorecard: Scorecard | None


class ComparisonFile(Frozen):
    """A comparison as its maker had it before them."""

    model_config = ConfigDict(serialize_by_alias=True)

    schema_: str = Field(alias="$schema", description="Address of the schema that describes this file.")
    format: Literal["countersign-comparison/1"] = "countersign-comparison/1"
    organisation: str
    campaign: CampaignOf
    release: ReleaseOf
    made: datetime
    made_by: str
    said: tuple[str, ...] = Field(description="What makes this view not the whole, and its order, in sentences.")
    hidden: int = Field(description="Vendors that this view leaves out.")
    waiting: int = Field(description="Invited vendors without a scorecard.")
    anonymous: bool
    weights: dict[str, float] = Field(description="Tried out, by section; empty: the policy's own.")
    comparison: Comparison
    scorecards: tuple[Compared, ...]
    note: str


def scorecard_json(d: Dossier, origin: str) -> bytes:
    card = {name: getattr(d.card, name) for name in Scorecard.model_fields}
    made = ScorecardFile(
        **{"$schema": f"{origin}/schemas/scorecard-1.json"},
        **card,
        about=_about(d),
        judgements=tuple(
            Judgement(at=j.review.at, by=j.review.by, about=j.about, words=j.words, reason=j.review.reason)
            for j in d.judgements
        ),
        decisions=tuple(
            Judgement(at=made.at, by=made.by, about=made.about, words=made.words, reason=made.reason)
            for made in d.decisions
        ),
        workings=explain(d.card, "overall", questionnaire=d.questionnaire, depth=None),
    )
    return _text(made)


def comparison_json(c: Comparing, origin: str) -> bytes:
    made = ComparisonFile(
        **{"$schema": f"{origin}/schemas/comparison-1.json"},
        organisation=c.organisation,
        campaign=CampaignOf(id=c.campaign.id, title=c.campaign.title, about=c.campaign.system_name),
        release=ReleaseOf(title=c.release.title, number=c.release.number, sha256=c.release.digest),
        made=c.made_at,
        made_by=c.made_by,
        said=c.said,
        hidden=c.hidden,
        waiting=c.waiting,
        anonymous=c.anonymous,
        weights=dict(c.weights),
        comparison=compare([(d.vendor, d.card) for d in c.dossiers]),
        scorecards=tuple(
            Compared(
                vendor=d.vendor,
                product="" if c.anonymous else d.product,
                overall=c.overall(d),
                scorecard=None if c.anonymous else d.card,
            )
            for d in c.dossiers
        ),
        note=READINESS,
    )
    return _text(made)


def _about(d: Dossier) -> About:
    return About(
        organisation=d.organisation,
        campaign=CampaignOf(id=d.campaign.id, title=d.campaign.title, about=d.campaign.system_name),
        vendor=d.vendor,
        product=d.product,
        release=ReleaseOf(title=d.release.title, number=d.release.number, sha256=d.release.digest),
        scorecard=d.kept.id,
        number=d.kept.number,
        calculated=d.kept.created_at,
        calculated_by=d.kept.created_by,
        submission=d.submission.number,
        submission_sha256=d.submission.digest,
        submitted=d.submission.submitted_at,
        signed_by=f"{d.submission.signed_name}, {d.submission.signed_function}",
        made=d.made_at,
        made_by=d.made_by,
        withheld=tuple(sorted(d.withheld)),
        note=READINESS,
    )


def _text(made: BaseModel) -> bytes:
    text = json.dumps(made.model_dump(mode="json", by_alias=True), indent=1, ensure_ascii=False)
    return text.encode("utf-8", "replace")  # half a sign is no text


_FILES: dict[str, tuple[type[BaseModel], str]] = {
    "scorecard-1": (ScorecardFile, "Countersign scorecard"),
    "comparison-1": (ComparisonFile, "Countersign comparison"),
    "answers-1": (AnswerFile, "Countersign answer file"),
    "decisions-1": (DecisionsFile, "Countersign record of decisions"),
}
SCHEMAS = ("questionnaire-1", *_FILES)


def json_schema(name: str, origin: str = ADDRESS) -> dict[str, Any]:
    """Draft 2020-12, of one of SCHEMAS. Raises KeyError."""
    address = f"{origin}/schemas/{name}.json"
    if name == "questionnaire-1":
        return {**questionnaire.json_schema(), "$id": address}
    model, title = _FILES[name]
    described = model.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": address, **described, "title": title}


def schema_text(name: str) -> str:
    """The content of docs/schemas/{name}.json."""
    return json.dumps(json_schema(name), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
