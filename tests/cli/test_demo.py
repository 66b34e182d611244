"""The demonstration: what `countersign demo` loads, once, and what it prints for whoever starts it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
import sqlalchemy as sa
import typer
from fastapi.testclient import TestClient
from sqlmodel import SQLModel, col, select

from app.cli import demonstration
from app.cli.demonstration_paper import MARK
from app.cli.demonstration_story import moved
from app.core.certificates.facts import CertificateFacts
from app.core.scoring.scorecard import FindingKind
from app.features.campaigns.models import Campaign, CampaignState, Invitation
from app.features.campaigns.schemas import is_overdue
from app.features.certificates import shortcuts
from app.features.certificates.models import CertificateRow
from app.features.decisions.schemas import State
from app.features.identity.models import Member, Organisation
from app.features.identity.schemas import VendorActor
from app.features.notifications.models import Mail, MailState
from app.features.portfolio.queries import portfolio
from app.features.portfolio.schemas import Filter, Order
from app.features.responses import queries as responses
from app.features.responses.models import EvidenceFile, ResponseRow, ResponseState
from app.features.scorecards import queries as scorecards
from app.features.scorecards.models import ScorecardRow
from app.features.vendors.models import VendorRow
from app.infra.db import Database
from app.infra.jobs import Job, JobState
from app.infra.services import Services
from app.infra.settings import Settings
from app.infra.storage import FolderStorage

NOON = datetime(2028, 2, 29, 11, 0, tzinfo=UTC)  # long after the examples were written, on an awkward day


@dataclass(frozen=True)
class Demo:
    services: Services
    lines: list[str]

    def all(self, *what: type[SQLModel]) -> list[SQLModel]:
        with self.services.database.reading() as session:
            return [row for table in what for row in session.exec(select(table)).all()]

    @property
    def password(self) -> str:
        return (self.services.settings.data_dir / demonstration.PASSWORD_FILE).read_text().strip()


@pytest.fixture(scope="module")
def demo(template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demonstration")
    (folder / "countersign.db").write_bytes(template_file.read_bytes())
    settings = Settings(_env_file=None, data_dir=folder, base_url="http://testserver", smtp_host="", worker=False)
    database = Database(settings.database)
    services = Services(settings, database, FolderStorage(folder / "evidence"), lambda: NOON)
    yield Demo(services, demonstration.load(services))
    database.dispose()


def counts(database: Database) -> dict[str, int]:
    with database.engine.connect() as connection:
        tables = SQLModel.metadata.sorted_tables
        return {t.name: connection.execute(sa.select(sa.func.count()).select_from(t)).scalar_one() for t in tables}


def test_seven_vendors_were_asked_and_stand_where_people_stand_before_a_due_date(demo: Demo) -> None:
    vendors = {v.id: v.legal_name for v in demo.all(VendorRow)}
    running = next(c for c in demo.all(Campaign) if c.state == CampaignState.RUNNING)
    asked = [i for i in demo.all(Invitation) if i.campaign_id == running.id]
    responses = {vendors[r.vendor_id]: r for r in demo.all(ResponseRow) if r.campaign_id == running.id}
    assert len(asked) == 7
    assert all(i.sent_at for i in asked)
    assert {name for name, r in responses.items() if r.state == ResponseState.SUBMITTED} == {
        "Otterline HR BV", "Quillfeather Talent ApS",
    }  # fmt: skip
    assert responses["Pebblewick Systems Ltd"].state == ResponseState.CLARIFYING
    halfway = responses["Larkspur & Tonne GmbH"]
    assert halfway.state == ResponseState.DRAFT
    assert 0.4 < halfway.answered / halfway.total < 0.7
    assert [vendors[i.vendor_id] for i in asked if not i.started_at and not i.declined_at] == [
        "Marmalade Reasoning SAS"
    ]
    (declined,) = [i for i in asked if i.declined_at]
    assert declined.decline_reason


def test_a_pilot_is_over_and_another_campaign_waits_as_a_draft(demo: Demo) -> None:
    assert sorted(c.state for c in demo.all(Campaign)) == [
        CampaignState.CLOSED, CampaignState.DRAFT, CampaignState.RUNNING,
    ]  # fmt: skip


def test_the_pilot_gives_a_trend_an_award_and_a_certificate_that_ends_soon(demo: Demo) -> None:
    with demo.services.database.reading() as session:
        actor = demonstration.story.actor_named(session, demonstration.story.TOMAS)
        wanted = Filter(order=Order.CHANGE, descending=True)
        best, second, *rest = portfolio(session, actor, wanted, NOON.date(), soon=90).lines
    assert [(line.vendor.split()[0], len(line.trend)) for line in (best, second)] == [
        ("Otterline", 2),
        ("Quillfeather", 2),
    ]
    assert best.change is not None
    assert best.change > 0.2
    assert best.ending is not None
    assert best.ending.days(NOON.date()) == 42
    assert [r.state.state for r in best.rounds] == [State.AWARDED, State.NEEDS]
    assert all(line.change is None for line in rest)


def test_a_certificate_is_ready_to_answer_for_a_vendor_who_has_not_let_it_yet(demo: Demo) -> None:
    (line,) = [v for v in demo.all(VendorRow) if v.legal_name == "Silverthorn Match AS"]
    with demo.services.database.reading() as session:
        row = session.exec(select(ResponseRow).where(ResponseRow.vendor_id == line.id)).one()
        actor = VendorActor(row.invitation_id, row.organisation_id, "", "Europe/Amsterdam", row.campaign_id, line.id,
                            "Ingrid Voll", "ingrid.voll@silverthorn.example")  # fmt: skip
        draft = responses.draft(session, actor, NOON)
        (effect,) = shortcuts.effects(session, actor, draft, NOON).of
    assert (row.answered, effect.held_by, effect.waits_for) == (2, (), ())
    assert effect.fillable == effect.could
    assert len(effect.could) == 36
    assert {"R03", "R04"} < set(effect.could), "what is printed on it, and which controls it leaves out"


def test_the_story_is_about_today_whenever_it_is_told(demo: Demo) -> None:
    running = next(c for c in demo.all(Campaign) if c.state == CampaignState.RUNNING)
    assert str(NOON.year) in running.title
    assert running.due_on is not None
    assert not is_overdue(running.due_on, NOON.tzinfo, NOON)  # type: ignore[arg-type]
    assert running.contract_start is not None
    assert running.contract_end is not None
    assert NOON.date() < running.contract_start < running.contract_end
    assert all(row.submitted_at < NOON for row in demo.all(ResponseRow) if row.submitted_at)


def test_there_are_three_scorecards_and_they_tell_the_vendors_apart(demo: Demo) -> None:
    names = {v.id: v.legal_name.split()[0] for v in demo.all(VendorRow)}
    with demo.services.database.reading() as session:
        running = select(Campaign.id).where(Campaign.state == CampaignState.RUNNING)
        rows = session.exec(select(ScorecardRow).where(col(ScorecardRow.campaign_id).in_(running))).all()
        cards = {names[row.vendor_id]: scorecards._kept(row).scorecard for row in rows}
    contradicted = {
        name: {f.code for f in card.findings if f.kind is FindingKind.CONTRADICTION} for name, card in cards.items()
    }
    assert contradicted["Otterline"] == contradicted["Pebblewick"] == set()
    assert contradicted["Quillfeather"] >= {"CLAIM-HOLDER", "CLAIM-SCOPE", "SOA-LEAVES-OUT"}
    evidenced = {name: card.overall.evidenced or 0 for name, card in cards.items()}
    assert max(evidenced, key=lambda name: evidenced[name]) == "Otterline"
    checks = {c.code: c.outcome for c in cards["Otterline"].certificates[0].checks}
    assert {checks[code] for code in ("CERT-HOLDER", "CERT-SCOPE", "CERT-VALIDITY", "CERT-CYCLE")} == {"pass"}


def test_no_job_is_left_and_every_mail_is_kept_to_be_read(demo: Demo) -> None:
    assert {job.state for job in demo.all(Job)} == {JobState.DONE}
    mails = demo.all(Mail)
    assert {mail.state for mail in mails} == {MailState.KEPT}
    assert Counter(mail.kind for mail in mails) == {
        "invitation": 9, "receipt": 5, "reminder": 3, "enquiry": 2, "answer": 1, "published": 6, "clarification": 1,
        "feedback": 1,
    }  # fmt: skip


def test_the_files_open_and_say_on_every_page_what_they_are(demo: Demo) -> None:
    files = demo.all(EvidenceFile)
    assert len(files) > 30
    for file in files:
        with demo.services.storage.open(file.sha256) as stream:
            document = pypdfium2.PdfDocument(stream.read())
        texts = [page.get_textpage().get_text_bounded() for page in document]
        assert all(MARK in text for text in texts), file.name
        document.close()


def test_a_certificates_file_says_what_its_facts_say(demo: Demo) -> None:
    (file,) = [f for f in demo.all(EvidenceFile) if f.name == "ISO42001_Quillfeather.pdf"]
    with demo.services.storage.open(file.sha256) as stream:
        text = " ".join(pypdfium2.PdfDocument(stream.read())[0].get_textpage().get_text_bounded().split())
    assert "Quillfeather Analytics ApS" in text
    assert "Quillfeather Workforce Analytics platform" in text
    assert "Sønderhavn" in text


def test_certificates_were_read_from_their_pages(demo: Demo) -> None:
    """Those that were sent in are confirmed, with the place of each fact; the one still in a draft waits for Dirk. The
    one of the pilot was typed."""
    kept = [CertificateFacts.model_validate(row.facts) for row in demo.all(CertificateRow) if row.reading_id]
    assert len(kept) == 4
    for facts in kept:
        for name in ("standard", "number", "holder", "scope", "valid_until"):
            fact = facts.by_name[name]
            assert (fact.source.how, fact.source.page, fact.read) == ("text", 1, None), (facts.number, name)
            assert fact.source.box is not None
    waiting = [facts for facts in kept if not any(f.confirmed for f in facts.by_name.values())]
    assert [facts.holder.value for facts in waiting if facts.holder] == ["Larkspur & Tonne GmbH"]
    assert all(f.confirmed for facts in kept if facts not in waiting for f in facts.by_name.values())


def test_loading_twice_adds_nothing_and_prints_the_same(demo: Demo) -> None:
    before = counts(demo.services.database)
    assert demonstration.load(demo.services) == demo.lines
    assert counts(demo.services.database) == before


def test_the_password_is_this_installations_own_and_not_for_others_to_read(demo: Demo, tmp_path: Path) -> None:
    file = demo.services.settings.data_dir / demonstration.PASSWORD_FILE
    assert file.stat().st_mode & 0o077 == 0
    assert any(demo.password in line for line in demo.lines)
    assert demonstration._password(tmp_path) != demo.password
    assert demonstration._password(tmp_path) == demonstration._password(tmp_path)


@pytest.mark.parametrize("who", ["ines.aldemir", "tomas.verhulst", "rosa.lindqvist"])
def test_each_sign_in_that_is_printed_works_and_every_address_opens(demo: Demo, who: str) -> None:
    from app.main import create_app

    (email,) = {found[0] for line in demo.lines if (found := re.search(rf"{who}@\S+", line))}
    addresses = [found[0] for line in demo.lines if (found := re.search(r"http://testserver/\S+", line))]
    with TestClient(create_app(demo.services), headers={"Sec-Fetch-Site": "same-origin"}) as browser:
        signed_in = browser.post("/login", data={"email": email, "password": demo.password})
        assert signed_in.status_code == 200
        assert "Sign in" not in signed_in.text.split("</h1>")[0]
        opened = {address: browser.get(address).status_code for address in addresses}
    assert set(opened.values()) == {200}, opened
    assert len(opened) == 10


def test_an_interrupted_loading_leaves_nothing_and_can_be_repeated(
    template_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.cli import demonstration_story as story

    (tmp_path / "countersign.db").write_bytes(template_file.read_bytes())
    settings = Settings(_env_file=None, data_dir=tmp_path, base_url="http://testserver", smtp_host="", worker=False)
    services = Services(settings, Database(settings.database), FolderStorage(tmp_path / "evidence"), lambda: NOON)
    with monkeypatch.context() as patch:
        patch.setattr(story._Story, "_submit", _pulled_plug)
        with pytest.raises(KeyboardInterrupt):
            demonstration.load(services)
    with services.database.reading() as session:
        assert session.exec(select(Organisation)).all() == []
    demonstration.load(services)
    with services.database.reading() as session:
        assert len(session.exec(select(Member)).all()) == 3
    services.database.dispose()


def _pulled_plug(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_demonstration_is_thrown_away_whole(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    demonstration._password(folder)
    (folder / "evidence").mkdir()
    demonstration.throw_away(folder)
    assert not folder.exists()
    demonstration.throw_away(folder)


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("four years of work")
    with pytest.raises(typer.BadParameter):
        demonstration.throw_away(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


@pytest.mark.parametrize(
    ("text", "days", "later"),
    [
        ("2026-11-20", 100, "2027-02-28"),
        ("Certificate of 12 May 2026, checked in June 2026.", 365, "Certificate of 12 May 2027, checked in June 2027."),
        ("ISO/IEC 42001:2023, number 0417", 400, "ISO/IEC 42001:2023, number 0417"),
        ("29 February 2028", 366, "1 March 2029"),
        ("In May we met.", 30, "In May we met."),
    ],
)
def test_dates_move_and_nothing_else_does(text: str, days: int, later: str) -> None:
    assert moved(text, days) == later
