"""The record of a campaign's decisions as a published format: for archives, and for whoever checks them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from app.core.frozen import Frozen
from app.core.scoring.canonical import digest
from app.features.campaigns.models import Campaign
from app.features.decisions.models import DecisionBasis
from app.features.decisions.schemas import Record
from app.features.questionnaires.queries import LoadedRelease
from app.features.reports.origin import CampaignOf, ReleaseOf


class Person(Frozen):
    id: str
    name: str


class PolicyOf(Frozen):
    sha256: str
    content: dict[str, Any] = Field(description="The campaign's policy, whole, as it was.")


class VendorOf(Frozen):
    id: str
    name: str = Field(description="As it was called then.")
    product: str


class ScorecardOf(Frozen):
    id: str
    number: int
    sha256: str = Field(description="Over the snapshot: canonical JSON of its fields in scorecard-1.")
    inputs_sha256: str
    policy: str
    policy_sha256: str
    claimed: float | None
    evidenced: float | None


class FlagOf(Frozen):
    key: str
    kind: str
    question: str
    reason: str


class BasisOf(Frozen):
    """One scorecard that a decision rested on."""

    vendor: VendorOf
    named: bool = Field(description="False: compared with those that the decision names.")
    stood: str = Field(description="How the vendor stood just before.")
    scorecard: ScorecardOf
    flags: tuple[FlagOf, ...] = Field(description="As they stood; of vendors that the decision names.")


class DecisionOf(Frozen):
    number: int = Field(description="Counts the decisions of a campaign from 1.")
    kind: Literal["cleared", "excluded", "awarded", "taken_back"]
    vendors: tuple[str, ...]
    reason: str
    ground: str = Field(description="Of an exclusion.")
    confirmed_despite_flags: bool
    by: Person
    at: datetime
    takes_back: int | None = Field(description="Number of the decision that this one takes back.")
    taken_back_by: int | None
    in_force: bool
    policy: PolicyOf
    rested_on: tuple[BasisOf, ...]


class DecisionsFile(Frozen):
    """Every decision of a campaign, the oldest first."""

    model_config = ConfigDict(serialize_by_alias=True)

    schema_: str = Field(alias="$schema", description="Address of the schema that describes this file.")
    format: Literal["countersign-decisions/1"] = "countersign-decisions/1"
    campaign: CampaignOf
    release: ReleaseOf
    made: datetime
    made_by: str
    decisions: tuple[DecisionOf, ...]


def decisions_json(
    campaign: Campaign,
    release: LoadedRelease,
    oldest_first: Iterable[Record],
    origin: str,
    *,
    withheld: str,
    made: datetime,
    made_by: str,
) -> bytes:
    """`withheld`: what stands in place of words that the reader may not see; "" for a reader who may see them all."""
    known = tuple(oldest_first)
    numbers = {r.decision.id: r.decision.number for r in known}
    file = DecisionsFile(
        **{"$schema": f"{origin}/schemas/decisions-1.json"},
        campaign=CampaignOf(id=campaign.id, title=campaign.title, about=campaign.system_name),
        release=ReleaseOf(title=release.title, number=release.number, sha256=release.digest),
        made=made,
        made_by=made_by,
        decisions=tuple(_decision(r, numbers, withheld) for r in known),
    )
    text = json.dumps(file.model_dump(mode="json", by_alias=True), indent=1, ensure_ascii=False)
    return text.encode("utf-8", "replace")


def _decision(record: Record, numbers: Mapping[str, int], withheld: str) -> DecisionOf:
    d = record.decision
    return DecisionOf(
        number=d.number,
        kind=record.kind.value,
        vendors=tuple(b.vendor for b in record.named),
        reason=d.reason,
        ground=d.ground,
        confirmed_despite_flags=d.confirmed,
        by=Person(id=d.by_id, name=d.by),
        at=d.at,
        takes_back=numbers[d.takes_back] if d.takes_back else None,
        taken_back_by=record.taken_back.number if record.taken_back else None,
        in_force=record.in_force,
        policy=PolicyOf(sha256=digest(d.policy), content=d.policy),
        rested_on=tuple(_basis(b, withheld) for b in record.basis),
    )


def _basis(b: DecisionBasis, withheld: str) -> BasisOf:
    flags = (
        FlagOf(
            key=f["key"], kind=f["kind"], question=f["question"],
            reason=withheld if withheld and f["confidential"] else f["reason"],
        )
        for f in b.flags
    )  # fmt: skip
    return BasisOf(
        vendor=VendorOf(id=b.vendor_id, name=b.vendor, product=b.product),
        named=b.named,
        stood=b.state,
        scorecard=ScorecardOf(
            id=b.scorecard_id, number=b.scorecard_number, sha256=b.digest, inputs_sha256=b.inputs_hash,
            policy=b.policy, policy_sha256=b.policy_hash, claimed=b.claimed, evidenced=b.evidenced,
        ),
        flags=tuple(flags),
    )  # fmt: skip
