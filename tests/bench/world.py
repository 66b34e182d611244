"""The world that is measured: a buyer, a questionnaire of 300 questions, and vendors who answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import SQLModel

import app.features.tables  # noqa: F401  (all tables)
from app.core.questionnaire.model import Questionnaire
from app.features.campaigns.models import Campaign, CampaignState, Invitation, VendorSession
from app.features.campaigns.queries import situation_of
from app.features.identity.models import LoginSession, Member, Organisation
from app.features.identity.permissions import Role
from app.features.identity.schemas import SystemActor
from app.features.questionnaires.models import QuestionnaireRow, Release
from app.features.responses.models import AnswerRow, ResponseRow, ResponseState, Submission
from app.features.responses.service import begin
from app.features.scorecards import service as scorecards
from app.features.vendors.models import VendorRow
from app.infra import migrate
from app.infra.content import reference
from app.infra.db import Database
from app.infra.tokens import hash_token, new_nonce, new_token
from tests.bench.server import BenchRow

QUESTIONS, SECTIONS = 300, 15
ANSWERING, COMPARED = 200, 50
_OPTIONS = (("all", 1), ("some", 0.5), ("no", 0))
TODAY = datetime.now(UTC).date()
_CLAUSES = [f"iso-42001:A.{c}" for c in ("2.2", "3.2", "4.2", "5.2", "6.2.4", "7.4", "8.2", "9.2", "10.3")]


@dataclass(frozen=True)
class Desk:
    """One vendor's way in."""

    invitation: str
    cookie: str


@dataclass(frozen=True)
class World:
    member_cookie: str
    desks: tuple[Desk, ...]
    big_campaign: str  # COMPARED submitted vendors
    small_campaign: str  # 5 of them
    scorecards: tuple[str, ...]  # of all of them
    questionnaire: Questionnaire
    question_ids: tuple[str, ...]
    section_ids: tuple[str, ...]


def questionnaire() -> Questionnaire:
    """300 questions as a buyer would ask them: choices, levels, yes or no, texts, numbers, some under a condition."""
    per = QUESTIONS // SECTIONS
    sections = [
        {"id": f"s{s}", "title": {"en": f"Section {s + 1}"}, "questions": [_question(s * per + q) for q in range(per)]}
        for s in range(SECTIONS)
    ]
    return Questionnaire.model_validate(
        {
            "format": "countersign/1", "id": "bench", "title": {"en": "Bench"}, "languages": ["en"], "minutes": 300,
            "catalogs": ["iso-42001-2023"],
            "scales": {"practice": [{"id": f"l{i}", "label": {"en": f"Level {i}"}, "hint": {"en": "What it means."},
                                     "score": i / 4} for i in range(5)]},
            "sections": sections,
        }
    )  # fmt: skip


def _question(number: int) -> dict[str, Any]:
    common = {
        "id": f"B{number:03}",
        "ask": {"en": f"How do you make sure of matter {number} before each release of the system?"},
        "why": {"en": "Because the people it affects rely on it."},
        "help": {"en": "Say what is true today, not what you are working towards."},
        "clauses": [_CLAUSES[number % len(_CLAUSES)]],
        "evidence": {"expect": "document"},
    }
    kind = ("scale", "yes_no", "single", "long_text", "number", "scale")[number % 6]
    extra: dict[str, Any] = {
        "scale": {"scale": "practice"},
        "yes_no": {"good": "yes"},
        "single": {"options": [{"id": o, "label": {"en": o}, "score": v} for o, v in _OPTIONS]},
        "long_text": {"weight": 0, "max_length": 2000},
        "number": {"min": 0, "max": 100, "bands": [{"at": 0, "score": 0}, {"at": 100, "score": 1}]},
    }[kind]
    if number % 10 == 7:
        extra = {**extra, "show_if": {"question": f"B{number - 1:03}", "answered": True}}
    return {**common, **extra, "type": kind}


def value_of(number: int, turn: int) -> str:
    """What is answered to question `number`; another `turn` gives another value."""
    kind = number % 6
    return {
        0: f"l{turn % 5}",
        1: ("yes", "no")[turn % 2],
        2: ("all", "some", "no")[turn % 3],
        3: f"We compare the figures of release {turn} with the ones before and write down what changed.",
        4: str(turn % 100),
        5: f"l{(turn + 1) % 5}",
    }[kind]


def build(database: Database) -> World:
    migrate.upgrade(database)
    SQLModel.metadata.create_all(database.engine, tables=[BenchRow.__table__])  # type: ignore[attr-defined]
    now, model, token = datetime.now(UTC), questionnaire(), new_token()
    with database.writing() as session:
        organisation = Organisation(name="Norrhaven Transit", created_at=now)
        session.add(organisation)
        session.flush()
        member = Member(organisation_id=organisation.id, email="ines@norrhaven.example", name="Ines Aldemir",
                        role=Role.OWNER, password_hash="!", created_at=now)  # fmt: skip
        row = QuestionnaireRow(organisation_id=organisation.id, key="bench", title="Bench", source="", created_at=now,
                               updated_at=now)  # fmt: skip
        session.add_all([member, row])
        session.flush()
        release = Release(organisation_id=organisation.id, questionnaire_id=row.id, number=1, title="Bench",
                          digest="0" * 64, source="", content=model.model_dump(mode="json", by_alias=True),
                          published_at=now, published_by="Ines")  # fmt: skip
        session.add(release)
        session.add(LoginSession(token_hash=hash_token(token), member_id=member.id, created_at=now,
                                 expires_at=now + timedelta(days=1)))  # fmt: skip
        session.flush()
        big, small, opened = (
            _campaign(organisation.id, release.id, member.id, title, now) for title in ("Big", "Small", "Open")
        )
        session.add_all([big, small, opened])
        session.flush()
        submissions = []
        for campaign, count in ((big, COMPARED), (small, 5)):
            for n in range(count):
                _, response = _vendor(session, campaign, f"{campaign.title} vendor {n:03}", now)
                submissions.append(_submit(session, response, model, n, now))
        desks = tuple(_vendor(session, opened, f"Vendor {n:03}", now)[0] for n in range(ANSWERING))
        made = tuple(
            scorecards.compute(session, SystemActor(organisation.id), submission.id, reference(), now=now).id
            for submission in submissions
        )
    return World(token, desks, big.id, small.id, made, model, tuple(model.by_id), tuple(s.id for s in model.sections))


def _campaign(organisation: str, release: str, owner: str, title: str, now: datetime) -> Campaign:
    return Campaign(organisation_id=organisation, release_id=release, owner_id=owner, title=title,
                    system_name="CV screening", due_on=now.date() + timedelta(days=30), state=CampaignState.RUNNING,
                    created_at=now, sent_at=now)  # fmt: skip


def _vendor(session: Any, campaign: Campaign, name: str, now: datetime) -> tuple[Desk, ResponseRow]:
    mine = campaign.organisation_id
    vendor = VendorRow(organisation_id=mine, legal_name=name, name_key=name.casefold(), created_at=now)
    session.add(vendor)
    session.flush()
    invitation = Invitation(
        organisation_id=mine, campaign_id=campaign.id, vendor_id=vendor.id, contact_name="Marta Quist",
        contact_email="marta@quillfeather.example", nonce=new_nonce(), token_hash=hash_token(new_token()),
        expires_at=now + timedelta(days=60), sent_at=now, started_at=now, created_at=now,
    )  # fmt: skip
    session.add(invitation)
    session.flush()
    cookie = new_token()
    session.add(VendorSession(token_hash=hash_token(cookie), invitation_id=invitation.id, created_at=now,
                              expires_at=now + timedelta(days=1)))  # fmt: skip
    response = begin(session, situation_of(session, campaign.organisation_id, invitation.id, now), now)
    return Desk(invitation.id, cookie), response


def _submit(session: Any, response: ResponseRow, model: Questionnaire, turn: int, now: datetime) -> Submission:
    values: dict[str, Any] = {}
    for number, question in enumerate(model.by_id.values()):
        value: Any = value_of(number, turn)
        values[question.id] = int(value) if question.type == "number" else value
    answers = (
        AnswerRow(response_id=response.id, question_id=q, value=v, by="Marta", at=now) for q, v in values.items()
    )
    session.add_all(answers)
    response.state, response.submitted_at, response.submissions = ResponseState.SUBMITTED, now, 1
    submission = Submission(
        organisation_id=response.organisation_id, response_id=response.id, number=1, digest="0" * 64,
        content={
            "format": "countersign-response/1", "questionnaire": "bench", "status": "submitted",
            "as_of": TODAY.isoformat(), "vendor": {"legal_name": "Vendor"}, "subject": {"name": "CV screening"},
            "answers": {q: {"value": v} for q, v in values.items()},
        },
        signed_name="Marta Quist", signed_function="Head of Responsible AI", submitted_at=now,
    )  # fmt: skip
    session.add(submission)
    session.flush()
    return submission
