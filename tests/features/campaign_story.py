"""What campaign stories share: a small published questionnaire, a draft campaign, and vendors in it."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.core.questionnaire import load as loading
from app.core.typed import parse
from app.features.campaigns import editing
from app.features.campaigns.models import Campaign
from app.features.campaigns.schemas import CampaignInput
from app.features.identity.schemas import MemberActor
from app.features.questionnaires.models import QuestionnaireRow, Release
from app.features.vendors.schemas import VendorRowInput

QUESTIONNAIRE = """\
format: countersign/1
id: oversight
title: {en: Human oversight}
languages: [en]
minutes: 120
sections:
  - id: use
    title: {en: Use}
    questions:
      - {id: Q1, ask: {en: Can a person stop the system?}, type: yes_no, good: yes, clauses: ["iso-42001:A.9.2"]}
      - {id: Q2, ask: {en: Who may stop it?}, type: text, clauses: ["iso-42001:A.9.2"], weight: 0}
"""

QUILLFEATHER = {"name": "Quillfeather Talent SA", "contact": "Marta Quist", "email": "m.quist@quillfeather.example"}
OTTERLINE = {"name": "Otterline HR", "contact": "Otto Lindt", "email": "otto@otterline.example", "product": "Shortlist"}


def release(session: Session, by: MemberActor, now: datetime, *, number: int = 1) -> Release:
    """A published release of the small questionnaire."""
    loaded = loading.load(QUESTIONNAIRE, "oversight.yaml")
    assert loaded.questionnaire is not None, loaded.problems
    row = QuestionnaireRow(
        organisation_id=by.organisation_id, key=f"oversight-{number}", title="Human oversight", source=QUESTIONNAIRE,
        created_at=now, updated_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    published = Release(
        organisation_id=by.organisation_id, questionnaire_id=row.id, number=number, title=row.title,
        digest=loading.digest(loaded.questionnaire), source=QUESTIONNAIRE,
        content=json.loads(loading.canonical(loaded.questionnaire)), published_at=now, published_by=by.name,
    )  # fmt: skip
    session.add(published)
    session.flush()
    return published


def given(release_id: str, **changes: Any) -> CampaignInput:
    """A campaign's form, complete enough to be sent."""
    fields = {
        "title": "CV screening and shortlisting, 2027",
        "reference": "NT-2026-014",
        "release_id": release_id,
        "system_name": "Shortlisting software",
        "due_on": date(2026, 12, 18),
    }
    return parse(CampaignInput, fields | changes)


def row(**fields: str) -> VendorRowInput:
    return parse(VendorRowInput, fields)


def draft(session: Session, by: MemberActor, now: datetime, *rows: dict[str, str], **changes: Any) -> Campaign:
    """A draft campaign with these vendors (Quillfeather and Otterline when none are named)."""
    campaign = editing.create(session, by, given(release(session, by, now).id, **changes), now)
    wanted = [row(**fields) for fields in rows or (QUILLFEATHER, OTTERLINE)]
    editing.add_vendors(session, by, campaign.id, wanted, now)
    return campaign
