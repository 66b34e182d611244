"""The record of a campaign's decisions as a document: for archives, and for whoever checks them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.core.scoring.canonical import digest
from app.features.campaigns.models import Campaign
from app.features.decisions.models import DecisionBasis
from app.features.decisions.schemas import Record

FORMAT = "countersign-decisions/1"


def document(
    campaign: Campaign, release: dict[str, Any], records: Iterable[Record], *, withheld: str, made: datetime
) -> dict[str, Any]:
    """`records` oldest first. `withheld`: what stands in place of words that the reader may not see; "" for a reader
    who may see them all."""
    known = tuple(records)
    numbers = {r.decision.id: r.decision.number for r in known}
    return {
        "format": FORMAT,
        "campaign": {"id": campaign.id, "title": campaign.title, "about": campaign.system_name},
        "release": release,
        "made": made.isoformat(),
        "decisions": [_decision(r, numbers, withheld) for r in known],
    }


def _decision(record: Record, numbers: dict[str, int], withheld: str) -> dict[str, Any]:
    d = record.decision
    return {
        "number": d.number,
        "kind": d.kind,
        "vendors": [b.vendor for b in record.named],
        "reason": d.reason,
        "ground": d.ground,
        "confirmed_despite_flags": d.confirmed,
        "by": {"id": d.by_id, "name": d.by},
        "at": d.at.isoformat(),
        "takes_back": numbers.get(d.takes_back) if d.takes_back else None,
        "taken_back_by": record.taken_back.number if record.taken_back else None,
        "in_force": record.in_force,
        "policy": {"sha256": digest(d.policy), "content": d.policy},
        "rested_on": [_basis(b, withheld) for b in record.basis],
    }


def _basis(basis: DecisionBasis, withheld: str) -> dict[str, Any]:
    hide = withheld and any(f["confidential"] for f in basis.flags)
    flags = [
        {"key": f["key"], "kind": f["kind"], "question": f["question"],
         "reason": withheld if hide and f["confidential"] else f["reason"]}
        for f in basis.flags
    ]  # fmt: skip
    return {
        "vendor": {"id": basis.vendor_id, "name": basis.vendor, "product": basis.product},
        "named": basis.named,
        "stood": basis.state,
        "scorecard": {
            "id": basis.scorecard_id,
            "number": basis.scorecard_number,
            "sha256": basis.digest,
            "inputs_sha256": basis.inputs_hash,
            "policy": basis.policy,
            "policy_sha256": basis.policy_hash,
            "claimed": basis.claimed,
            "evidenced": basis.evidenced,
        },
        "flags": flags,
    }
