"""A certificate answers for its vendor: filled in when asked, confirmed by a person, taken back, never over a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.core.certificates.facts import Family
from app.features.audit.models import AuditEvent
from app.features.campaigns import queries as campaigns
from app.features.certificates import service as certificates
from app.features.certificates import shortcuts
from app.features.certificates.schemas import Stated
from app.features.errors import Conflict, NotFound
from app.features.identity.schemas import VendorActor
from app.features.questionnaires.queries import load_release
from app.features.responses import queries, service
from app.features.responses.models import EvidenceFile
from app.features.responses.schemas import Content, Given
from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Cast, Now
from tests.web.vendor_story import campaign, invite, publish

READINESS = (Path(__file__).parents[2] / "questionnaires/iso-42001-readiness.yaml").read_text()
SYSTEM = {f"R{n:02}" for n in (*range(6, 21), *range(23, 27), *range(31, 38), 39, 46, 49, *range(54, 60))}
FACTS: dict[str, Any] = {
    "standard": "ISO/IEC 42001:2023", "number": "BKA-AIMS-00412", "holder": "Quillfeather Talent ApS",
    "scope": "Development and operation of Quillfeather Hire", "valid_from": date(2026, 6, 12),
    "valid_until": date(2029, 6, 11), "body": "Brightkeel Assurance A/S", "excluded_controls": (),
}  # fmt: skip


class Desk:
    """Marta's desk: what she does with her answers and her certificate."""

    def __init__(self, session: Session, actor: VendorActor, now: Now) -> None:
        self.session, self.actor, self._now = session, actor, now
        self.release = load_release(session, queries.draft(session, actor, now()).release_id)

    @property
    def draft(self) -> queries.Draft:
        return queries.draft(self.session, self.actor, self._now(), lock=True)

    def answer(self, question: str, value: Any, *, note: str = "", **how: bool) -> None:
        stored = self.answers.get(question)
        given = Given(question, Content(value, note=note), stored.version if stored else 0, **how)
        saved = service.save(self.session, self.actor, self.draft, self.release, [given], self._now())
        assert not saved.conflicts

    def certify(self, **changes: Any) -> str:
        file = EvidenceFile(
            organisation_id=self.actor.organisation_id, response_id=self.draft.response_id, sha256="0" * 64,
            name="certificate.pdf", size=9, media_type="application/pdf", uploaded_by="Marta Quist",
            uploaded_at=self._now(),
        )  # fmt: skip
        self.session.add(file)
        self.session.flush()
        self.stated = Stated(Family.MANAGEMENT_SYSTEM, "iso-42001", {**FACTS, **changes}, file.id)
        return certificates.add(self.session, self.actor, self.stated, self._now()).id

    def change(self, certificate: str, version: int = 1, **changes: Any) -> None:
        self.stated = replace(self.stated, values={**self.stated.values, **changes})
        certificates.change(self.session, self.actor, certificate, self.stated, version, self._now())

    def fill(self, certificate: str) -> set[str]:
        return set(shortcuts.fill(self.session, self.actor, certificate, self._now()))

    def take_back(self, certificate: str) -> set[str]:
        return set(shortcuts.take_back(self.session, self.actor, certificate, self._now()))

    @property
    def answers(self) -> dict[str, Any]:
        return queries.answers(self.session, self.draft.response_id)

    @property
    def effects(self) -> shortcuts.Effects:
        return shortcuts.effects(self.session, self.actor, self.draft, self._now())

    @property
    def counted(self) -> int:
        return sum(done for done, _ in self.draft.sections.values())


@pytest.fixture
def session(database: Database) -> Any:
    with database.writing() as session:
        yield session


@pytest.fixture
def marta(session: Session, cast: Cast, settings: Settings, now: Now) -> Desk:
    by = cast.ines.actor
    round_ = campaign(session, by, publish(session, by, READINESS, now()), now(), due_on=date(2026, 12, 1))
    invited = invite(session, round_, "Quillfeather Talent ApS", "Marta Quist", settings, now())
    view = campaigns.situation_of(session, by.organisation_id, invited.invitation_id, now())
    service.begin(session, view, now())
    actor = VendorActor(
        invited.invitation_id, view.organisation_id, view.asker, view.timezone, view.campaign_id, view.vendor_id,
        "Marta Quist", "marta@vendor.example",
    )  # fmt: skip
    return Desk(session, actor, now)


def test_nothing_is_filled_in_before_somebody_asks_for_it(marta: Desk) -> None:
    marta.answer("R02", "fully")
    certificate = marta.certify()
    assert set(marta.answers) == {"R02"}
    effect = marta.effects.by(certificate)
    assert effect is not None
    assert set(effect.fillable) == set(effect.could) == SYSTEM
    assert (effect.filled, effect.left) == (0, effect.total - len(SYSTEM))


def test_what_is_filled_in_counts_only_once_it_is_confirmed(marta: Desk) -> None:
    marta.answer("R02", "fully")
    certificate = marta.certify()
    before = marta.counted
    assert marta.fill(certificate) == SYSTEM
    stored = marta.answers["R06"]
    assert (stored.content.value, stored.confirmed, stored.origin) == ("applied", False, certificate)
    assert marta.counted == before
    marta.answer("R06", "applied")
    assert marta.answers["R06"].confirmed
    assert marta.answers["R06"].origin == certificate, "it is still known where it came from"
    assert marta.counted == before + 1
    effect = marta.effects.by(certificate)
    assert effect is not None
    assert (effect.confirmed, len(effect.to_confirm)) == (("R06",), len(SYSTEM) - 1)


def test_what_a_person_typed_is_never_written_over(marta: Desk) -> None:
    marta.answer("R02", "fully")
    marta.answer("R06", "planned", note="From January.")
    marta.answer("R07", None, note="Ask Nora.")
    certificate = marta.certify()
    assert marta.fill(certificate) == SYSTEM - {"R06"}
    assert marta.answers["R06"].content == Content("planned", note="From January.")
    assert marta.answers["R07"].content == Content("applied", note="Ask Nora."), "a note alone is no answer, and stays"
    assert marta.fill(certificate) == set(), "asking twice changes nothing"


def test_an_answer_that_a_person_changes_is_the_persons(marta: Desk) -> None:
    marta.answer("R02", "fully")
    certificate = marta.certify()
    marta.fill(certificate)
    marta.answer("R06", "reviewed")
    assert marta.answers["R06"].origin == ""
    marta.answer("R08", "applied", note="See the handbook.")
    assert marta.answers["R08"].origin == certificate, "a note beside it changes nothing about where it comes from"


def test_taking_back_leaves_what_was_confirmed_and_what_was_typed(marta: Desk) -> None:
    marta.answer("R02", "fully")
    marta.answer("R07", None, note="Ask Nora.")
    certificate = marta.certify()
    marta.fill(certificate)
    marta.answer("R06", "applied")
    assert marta.take_back(certificate) == SYSTEM - {"R06"}
    assert marta.answers["R06"].content.value == "applied"
    assert marta.answers["R07"].content == Content(note="Ask Nora.")
    assert not marta.answers["R08"].given
    assert marta.fill(certificate) == SYSTEM - {"R06"}, "and it can be asked for again"


def test_what_the_certificate_no_longer_gives_goes_and_what_was_confirmed_is_marked(marta: Desk) -> None:
    marta.answer("R02", "fully")
    certificate = marta.certify()
    marta.fill(certificate)
    marta.answer("R06", "applied")
    marta.change(certificate, excluded_controls=("A.2.2",))
    assert marta.answers["R10"].content == Content(), "R10 asks about A.2.2 too"
    assert marta.answers["R08"].content.value == "applied"
    marta.change(certificate, 2, holder="Northlight Cloud Ltd")
    assert {q for q, stored in marta.answers.items() if stored.given} == {"R02", "R06"}
    assert marta.effects.adrift == {"R06"}
    marta.answer("R06", "applied", looked_again=True)
    assert marta.effects.adrift == frozenset(), "a person looked at it again and keeps it"


def test_removing_the_certificate_takes_its_answers_along(marta: Desk) -> None:
    marta.answer("R02", "fully")
    certificate = marta.certify()
    marta.fill(certificate)
    marta.answer("R06", "applied")
    certificates.remove(marta.session, marta.actor, certificate, marta._now())
    assert {q for q, stored in marta.answers.items() if stored.content.given} == {"R02", "R06"}
    assert marta.effects.adrift == {"R06"}
    certificates.restore(marta.session, marta.actor, certificate, marta._now())
    assert marta.effects.adrift == frozenset()


def test_a_product_that_turns_out_to_be_outside_is_told_on_what_was_filled_in(marta: Desk) -> None:
    marta.answer("R02", "fully")
    certificate = marta.certify()
    marta.fill(certificate)
    marta.answer("R02", "outside")
    assert marta.effects.adrift == SYSTEM


def test_what_it_waits_for_and_what_holds_it_back_are_said(marta: Desk) -> None:
    certificate = marta.certify(valid_until=date(2026, 10, 1))
    effect = marta.effects.by(certificate)
    assert effect is not None
    assert (effect.waits_for, effect.held_by, effect.fillable) == (("R01", "R02"), ("CERT-VALIDITY",), ())
    with pytest.raises(Conflict):
        marta.fill(certificate)
    with pytest.raises(NotFound):
        marta.fill("somebody-elses")


def test_every_step_is_in_the_log(marta: Desk) -> None:
    marta.answer("R02", "fully")
    certificate = marta.certify()
    marta.fill(certificate)
    marta.take_back(certificate)
    marta.fill(certificate)
    certificates.remove(marta.session, marta.actor, certificate, marta._now())
    told = select(AuditEvent).where(AuditEvent.subject_id == certificate)
    events = marta.session.exec(told.order_by(col(AuditEvent.id))).all()
    actions = [e.action for e in events if e.action.startswith("answers.")]
    assert actions == [
        "answers.prefilled", "answers.prefill-taken-back", "answers.prefilled", "answers.prefill-withdrawn"
    ]  # fmt: skip
