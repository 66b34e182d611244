"""A vendor types what a certificate says, and is asked about what does not fit, never judged."""

from __future__ import annotations

import re
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app.core.certificates.facts import CertificateFacts
from app.features.audit.models import AuditEvent
from app.features.certificates import queries
from app.features.certificates.models import CertificateRow
from app.features.responses.models import EvidenceFile, ResponseRow, ResponseState
from app.infra.db import Database
from tests.conftest import Cast, Now
from tests.documents import pdf
from tests.web.certificate_fixtures import *  # noqa: F403  (fixtures)
from tests.web.certificate_fixtures import FACTS
from tests.web.test_evidence import Vendor


def facts(database: Database) -> list[CertificateFacts]:
    with database.reading() as session:
        rows = session.exec(select(CertificateRow).order_by(CertificateRow.id)).all()
        return [CertificateFacts.model_validate(row.facts) for row in rows if row.removed_at is None]


def only_file(database: Database) -> str:
    with database.reading() as session:
        return session.exec(select(EvidenceFile.id)).one()


def state(marta: Vendor, **changed: str) -> str:
    """Type a certificate; the page that follows."""
    answered = marta.browser.post(marta.page("certificates"), data={**FACTS, **changed})
    assert answered.status_code == 200, answered.text
    return answered.text


def test_facts_are_kept_each_with_who_typed_it(marta: Vendor, database: Database) -> None:
    marta.attach("B01", pdf(2), "certificate.pdf")
    page = state(marta, evidence=only_file(database))
    assert "ISO/IEC 42001:2023, BKA-AIMS 00412" in page
    assert "certificate.pdf" in page
    assert "12 January 2026" in page
    (kept,) = facts(database)
    assert kept.scheme == "iso-42001"
    assert kept.evidence == only_file(database)
    assert kept.number is not None
    assert (kept.number.value, kept.number.source.how, kept.number.source.by) == (
        "BKA-AIMS 00412", "typed", "Marta Quist",
    )  # fmt: skip
    assert kept.sites is not None
    assert kept.sites.value == ("Sonderhavn", "Tideway 2")
    assert kept.valid_from is not None
    assert kept.valid_from.value == date(2026, 1, 12)
    assert kept.excluded_controls is not None
    assert kept.excluded_controls.value == ("A.10.4",)
    assert kept.surveillance is None
    assert kept.sightings is None


@pytest.mark.parametrize(
    ("changed", "where", "says"),
    [
        ({"scheme": "other", "controls": ""}, "standard", "Say which standard"),
        ({"scheme": "iso-99999"}, "scheme", "Choose a standard from the list"),
        ({"valid_from-month": "13"}, "valid_from", "a day that exists"),
        ({"valid_from-year": ""}, "valid_from", "a day that exists"),
        ({"valid_until": "2025-01-01"}, "valid_until", "cannot end before it begins"),
        ({"number": "x" * 201}, "number", "at most 200 characters"),
        ({"holder": "Quill\u202efeather"}, "holder", "nobody can see"),
        ({"scope": "a\x00b"}, "scope", "nobody can see"),
        ({"scheme": "iso-27001"}, "excluded_controls", "belong to ISO/IEC 42001"),
        ({"excluded_controls": "A.99.9"}, "excluded_controls", "Choose controls from the list"),
        ({"controls": "none"}, "excluded_controls", "and ticked some"),
    ],
)
def test_a_bad_field_is_told_and_nothing_typed_is_lost(
    marta: Vendor, database: Database, changed: dict[str, str], where: str, says: str
) -> None:
    answered = marta.browser.post(marta.page("certificates"), data={k: v for k, v in {**FACTS, **changed}.items() if v})
    assert answered.status_code == 422
    assert says in answered.text
    assert f'href="#{where}"' in answered.text
    assert f'id="{where}"' in answered.text
    assert "Brightkeel Assurance Ltd" in answered.text
    assert facts(database) == []


def test_another_standard_is_recognised_by_what_is_printed(marta: Vendor, database: Database) -> None:
    state(marta, scheme="other", standard="UNE-ISO/IEC 42001:2025", edition="")
    assert facts(database)[0].scheme == "iso-42001"


def test_only_the_standard_is_needed(marta: Vendor, database: Database) -> None:
    answered = marta.browser.post(marta.page("certificates"), data={"scheme": "soc-2"})
    assert answered.status_code == 200
    assert facts(database)[0].holder is None


def test_what_does_not_fit_is_asked_about_without_a_verdict(marta: Vendor, database: Database) -> None:
    marta.attach("B01", pdf(1))
    page = state(
        marta, evidence=only_file(database), scope="The Workforce Analytics platform", holder="Otterline HR GmbH",
        edition="2024",
    )  # fmt: skip
    assert "The scope does not name Quillfeather Hire" in page
    assert "If the certificate covers it" in page
    assert "does not exist" in page
    main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")]).casefold()
    for word in ("standing", "rejected", "qualified", "score", "weight", "invalid", "cert-", "duplicate"):
        assert word not in main


def test_facts_without_a_file_are_asked_for_it(marta: Vendor) -> None:
    assert "No file is attached that shows these facts" in state(marta)


def test_a_change_keeps_who_stated_what_stays(marta: Vendor, database: Database) -> None:
    state(marta)
    (kept,) = facts(database)
    with database.writing() as session:
        session.execute(sa.text("UPDATE invitation SET contact_name = 'Jonah Peel'"))
    answered = marta.browser.post(
        marta.page(f"certificates/{kept.id}"), data={**FACTS, "version": "1", "number": "NEW 1"}
    )
    assert answered.status_code == 200
    (after,) = facts(database)
    assert after.number is not None
    assert after.holder is not None
    assert (after.number.value, after.number.source.by) == ("NEW 1", "Jonah Peel")
    assert after.holder.source.by == "Marta Quist"


def test_the_form_shows_what_is_stated_so_that_saving_it_changes_nothing(marta: Vendor, database: Database) -> None:
    state(marta)
    (kept,) = facts(database)
    form = marta.browser.get(marta.page(f"certificates/{kept.id}")).text
    assert 'value="BKA-AIMS 00412"' in form
    assert 'name="version" value="1"' in form
    assert re.search(r'value="A\.10\.4" checked', form)
    marta.browser.post(
        marta.page(f"certificates/{kept.id}"), data={**FACTS, "version": "1", "standard": "ISO/IEC 42001"}
    )
    with database.reading() as session:
        assert session.exec(select(CertificateRow.version)).one() == 1


def test_two_people_change_the_same_certificate_and_the_second_sees_both(marta: Vendor, database: Database) -> None:
    state(marta)
    (kept,) = facts(database)
    address = marta.page(f"certificates/{kept.id}")
    marta.browser.post(address, data={**FACTS, "version": "1", "number": "THEIRS 1"})
    second = marta.browser.post(address, data={**FACTS, "version": "1", "number": "MINE 2"})
    assert second.status_code == 409
    assert "THEIRS 1" in second.text
    assert "MINE 2" in second.text
    assert 'name="version" value="2"' in second.text
    after = facts(database)[0].number
    assert after is not None
    assert after.value == "THEIRS 1"
    marta.browser.post(address, data={**FACTS, "version": "2", "number": "MINE 2"})
    after = facts(database)[0].number
    assert after is not None
    assert after.value == "MINE 2"


def test_removing_is_undone(marta: Vendor, database: Database) -> None:
    state(marta)
    (kept,) = facts(database)
    page = marta.browser.post(marta.page(f"certificates/{kept.id}/remove")).text
    assert facts(database) == []
    assert f"certificates/{kept.id}/restore" in page
    marta.browser.post(marta.page(f"certificates/{kept.id}/restore"))
    assert [f.id for f in facts(database)] == [kept.id]
    with database.reading() as session:
        events = session.exec(
            select(AuditEvent.action).where(AuditEvent.subject_kind == "certificate").order_by(AuditEvent.id)
        ).all()
    assert events == ["certificate.stated", "certificate.removed", "certificate.restored"]


def test_the_answers_it_speaks_to_are_offered(marta: Vendor, database: Database) -> None:
    marta.attach("D05", pdf(1), "certificate.pdf")
    page = state(marta, evidence=only_file(database))
    assert "Answers it speaks to" in page
    assert "Do you hold a certificate?" in page
    assert "Attach the file there too" in page
    marta.browser.post(marta.page(f"evidence/{only_file(database)}/link"), data={"question": "B01"})
    assert "The file is attached there." in marta.browser.get(marta.page("certificates")).text


def test_a_replaced_file_asks_for_another_look(marta: Vendor, database: Database) -> None:
    marta.attach("B01", pdf(1), "old.pdf")
    old = only_file(database)
    state(marta, evidence=old)
    (kept,) = facts(database)
    marta.browser.post(
        marta.page(f"evidence/{old}/replace"), files={"file": ("new.pdf", pdf(2))}, data={"question": "B01"}
    )
    page = marta.browser.get(marta.page("certificates")).text
    assert "The file was replaced" in page
    assert "new.pdf" in page
    form = marta.browser.get(marta.page(f"certificates/{kept.id}")).text
    chosen = re.search(r'<option value="([^"]+)" selected>new.pdf', form)
    assert chosen
    marta.browser.post(marta.page(f"certificates/{kept.id}"), data={**FACTS, "version": "1", "evidence": chosen[1]})
    assert "The file was replaced" not in marta.browser.get(marta.page("certificates")).text


def test_another_vendor_finds_nothing(marta: Vendor, otto: Vendor, database: Database) -> None:
    marta.attach("B01", pdf(1))
    state(marta, evidence=only_file(database))
    (kept,) = facts(database)
    assert otto.browser.get(otto.page(f"certificates/{kept.id}")).status_code == 404
    assert otto.browser.get(marta.page("certificates")).status_code == 404
    for verb in ("", "/remove", "/restore"):
        assert otto.browser.post(otto.page(f"certificates/{kept.id}{verb}"), data=FACTS).status_code == 404
    stolen = otto.browser.post(otto.page("certificates"), data={**FACTS, "evidence": only_file(database)})
    assert stolen.status_code == 404
    assert otto.browser.get(otto.page(f"certificates/new?evidence={only_file(database)}")).status_code == 404
    assert len(facts(database)) == 1


def test_nothing_changes_once_the_answers_are_sent(marta: Vendor, database: Database) -> None:
    state(marta)
    (kept,) = facts(database)
    with database.writing() as session:
        session.execute(sa.update(ResponseRow).values(state=ResponseState.SUBMITTED))
    assert marta.browser.post(marta.page("certificates"), data=FACTS).status_code == 409
    assert marta.browser.post(marta.page(f"certificates/{kept.id}"), data=FACTS).status_code == 409
    assert marta.browser.post(marta.page(f"certificates/{kept.id}/remove")).status_code == 409
    assert "BKA-AIMS 00412" in marta.browser.get(marta.page("certificates")).text


class TestSeenElsewhere:
    """The buyer learns that a file or a number was seen with another vendor; a vendor never does."""

    @staticmethod
    def sent(database: Database) -> None:
        with database.writing() as session:
            session.execute(sa.update(ResponseRow).values(submissions=1))

    @staticmethod
    def sightings(database: Database, now: Now, which: int = 0) -> list[tuple[str, str, str]]:
        from app.features.campaigns.queries import situation_of
        from app.features.responses.queries import as_core_response

        with database.reading() as session:
            row = session.exec(select(ResponseRow).order_by(ResponseRow.id)).all()[which]
            view = situation_of(session, row.organisation_id, row.invitation_id, now())
            mine = queries.of_response(session, row.id)
            core = as_core_response(session, row, view, now().date(), mine)
            done = queries.complete(session, row.organisation_id, row.id, core)
            assert all(c.sightings is None for c in mine)
            return [(s.same, s.vendor, s.holder) for c in done.certificates for s in c.sightings or ()]

    def test_the_same_file_with_another_vendor(self, marta: Vendor, otto: Vendor, database: Database, now: Now) -> None:
        marta.attach("B01", pdf(1))
        state(marta, evidence=only_file(database))
        otto.attach("D05", pdf(1))
        assert self.sightings(database, now) == []
        self.sent(database)
        assert self.sightings(database, now) == [("file", "Otterline HR", "")]
        assert "Otterline" not in marta.browser.get(marta.page("certificates")).text

    def test_the_same_number_written_another_way(
        self, marta: Vendor, otto: Vendor, database: Database, now: Now
    ) -> None:
        state(marta)
        state(otto, number="bka aims-00412", holder="Otterline HR")
        assert self.sightings(database, now) == []
        self.sent(database)
        assert self.sightings(database, now) == [("number", "Otterline HR", "Otterline HR")]

    def test_a_short_number_of_two_bodies_is_chance_and_of_one_body_is_not(
        self, marta: Vendor, otto: Vendor, database: Database, now: Now
    ) -> None:
        state(marta, number="417", body="Brightkeel Assurance A/S")
        state(otto, number="417", body="Ravensmere Certification Ltd", holder="Otterline HR")
        self.sent(database)
        assert self.sightings(database, now) == []
        with database.writing() as session:
            for row in session.exec(select(CertificateRow)):
                row.facts = row.facts | {"body": {"value": "Brightkeel Assurance"}}
                session.add(row)
        assert self.sightings(database, now) == [("number", "Otterline HR", "Otterline HR")]

    def test_another_buyers_responses_are_never_searched(
        self, marta: Vendor, otto: Vendor, database: Database, now: Now, cast: Cast
    ) -> None:
        state(marta)
        state(otto, holder="Otterline HR")
        self.sent(database)
        rival = cast.kai.actor.organisation_id
        with database.writing() as session:
            theirs = session.exec(select(CertificateRow).order_by(CertificateRow.id)).all()[1]
            theirs.organisation_id = rival
            session.add(theirs)
        assert self.sightings(database, now) == []

    def test_ones_own_are_no_sighting(self, marta: Vendor, database: Database, now: Now) -> None:
        marta.attach("B01", pdf(1))
        state(marta, evidence=only_file(database))
        self.sent(database)
        assert self.sightings(database, now) == []
