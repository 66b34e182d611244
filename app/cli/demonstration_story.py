"""What happened before you came: a public transport company asks seven vendors about CV screening, after a pilot.

Days are counted back from today, and every date in what the vendors say moves along, so the story is always fresh.
"""

from __future__ import annotations

import io
import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from app.cli import demonstration_talk as talk
from app.cli.demonstration_paper import certificate_paper, paper
from app.core.certificates.context import years_after
from app.core.certificates.facts import CertificateFacts, Fact
from app.core.questionnaire.model import Questionnaire
from app.core.response import Answer, Response
from app.core.scoring.policy import Credits, Policy
from app.core.typed import parse
from app.features.campaigns import editing, sending
from app.features.campaigns import queries as campaigns
from app.features.campaigns import service as invitations
from app.features.campaigns.models import Campaign
from app.features.campaigns.schemas import CampaignInput, InvitationLine
from app.features.certificates import reading
from app.features.certificates import service as certificates
from app.features.certificates.effects import CannotBeRead, reader
from app.features.certificates.models import CertificateRow
from app.features.certificates.queries import of_response, read_from
from app.features.certificates.schemas import stated_of
from app.features.decisions import queries as decisions
from app.features.decisions import service as deciding
from app.features.decisions.models import Kind as Decided
from app.features.decisions.schemas import Award, OnVendor
from app.features.identity import queries as identity
from app.features.identity import service as members
from app.features.identity.models import Member
from app.features.identity.permissions import Role
from app.features.identity.schemas import FirstRun, MemberActor, NewMember, VendorActor
from app.features.policies import service as policies
from app.features.policies.schemas import LoadedPolicy, PolicyInput, PolicyWords
from app.features.questionnaires import service as questionnaires
from app.features.questionnaires.models import Release
from app.features.questionnaires.queries import load_release
from app.features.responses import evidence as files
from app.features.responses import queries as responses
from app.features.responses import service as answering
from app.features.responses.models import ResponseRow
from app.features.responses.schemas import Content, Given, Signature
from app.features.scorecards import service as scorecards
from app.features.scorecards.models import ScorecardRow
from app.features.vendors import service as vendors
from app.features.vendors.schemas import VendorInput, VendorRowInput
from app.infra.content import FOLDER, reference, shipped_questionnaires
from app.infra.services import Services

ORGANISATION, ZONE = "Norrhaven Transit", "Europe/Amsterdam"
EXAMPLES = FOLDER / "examples"
READINESS, TRIAGE = "iso-42001-readiness", "ai-vendor-triage"


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    role: Role
    does: str


INES = Person("Ines Aldemir", "ines.aldemir@norrhaven.example", Role.OWNER, "owns the campaign, may change everything")
TOMAS = Person("Tomas Verhulst", "tomas.verhulst@norrhaven.example", Role.MANAGER, "runs campaigns")
ROSA = Person("Rosa Lindqvist", "rosa.lindqvist@norrhaven.example", Role.REVIEWER, "reads answers and scorecards")
PEOPLE = (INES, TOMAS, ROSA)


@dataclass(frozen=True, slots=True)
class Asked:
    """A vendor of the campaign, and what it did so far."""

    legal_name: str
    country: str
    product: str
    contact: str
    email: str
    example: str = ""  # its answers: a file of `questionnaires/examples/`
    started: int = 0  # days ago
    submitted: int = 0  # days ago; 0: not yet


OTTERLINE = Asked(
    "Otterline HR BV", "NL", "Otterline Shortlist", "Otto Rinaldi", "otto.rinaldi@otterline.example",
    "otterline-hr", 17, 5,
)  # fmt: skip
PEBBLEWICK = Asked(
    "Pebblewick Systems Ltd", "IE", "Pebblewick Match", "Sena Abara", "sena.abara@pebblewick.example",
    "pebblewick-systems", 12, 3,
)  # fmt: skip
QUILLFEATHER = Asked(
    "Quillfeather Talent ApS", "DK", "Quillfeather Hire", "Marta Quist", "marta.quist@quillfeather.example",
    "quillfeather-talent", 6, 1,
)  # fmt: skip
LARKSPUR = Asked(
    "Larkspur & Tonne GmbH", "DE", "Tonne Screen", "Dirk Tonne", "dirk.tonne@larkspur.example",
    "larkspur-tonne-draft", 9,
)  # fmt: skip
MARMALADE = Asked("Marmalade Reasoning SAS", "FR", "Marmalade Rank", "Celia Seville", "celia.seville@marmalade.example")
BRAMBLECOTE = Asked("Bramblecote Oy", "FI", "Bramble Sort", "Aino Halla", "aino.halla@bramblecote.example")
SILVERTHORN = Asked("Silverthorn Match AS", "NO", "Silverthorn Sift", "Ingrid Voll", "ingrid.voll@silverthorn.example")
ASKED = (OTTERLINE, PEBBLEWICK, QUILLFEATHER, LARKSPUR, MARMALADE, BRAMBLECOTE, SILVERTHORN)
STILL_OPEN = (LARKSPUR.legal_name, MARMALADE.legal_name, SILVERTHORN.legal_name)
NOT_TAKING_PART = (
    "We no longer sell the ranking of applicants to employers with a works council until our own assessment of it is "
    "finished. Please ask us again next year."
)


def tell(session: Session, services: Services, password: str) -> None:
    """Everything that happened up to now, through the services, in the caller's transaction."""
    _Story(session, services).tell(password)


def actor_named(session: Session, person: Person) -> MemberActor:
    """A member of the demonstration, as an actor. Raises LookupError when the folder holds somebody else's data."""
    member = session.exec(select(Member).where(Member.email == person.email)).first()
    if member is None:
        raise LookupError(f"{person.email} is nobody here: this is no demonstration")
    organisation = identity.organisation(session, member.organisation_id)
    return MemberActor(
        member.id, organisation.id, organisation.name, organisation.timezone, member.name, member.email,
        Role(member.role), "",
    )  # fmt: skip


def moved(text: str, days: int) -> str:
    """The text with every date in it so many days later: “2026-11-20”, “3 September 2026” and “May 2026”."""

    def iso(hit: re.Match[str]) -> str:
        return (date.fromisoformat(hit[0]) + timedelta(days)).isoformat()

    def written(hit: re.Match[str]) -> str:
        was = date(int(hit["year"]), _MONTHS.index(hit["month"]), int(hit["day"] or 15))
        then = was + timedelta(days)
        return f"{then.day} {_MONTHS[then.month]} {then.year}" if hit["day"] else f"{_MONTHS[then.month]} {then.year}"

    return _WRITTEN.sub(written, re.sub(r"\b\d{4}-\d{2}-\d{2}\b", iso, text))


_MONTHS = list(month_name)
_WRITTEN = re.compile(rf"\b(?:(?P<day>\d{{1,2}}) )?(?P<month>{'|'.join(_MONTHS[1:])}) (?P<year>\d{{4}})\b")


class _Story:
    def __init__(self, session: Session, services: Services) -> None:
        self._session, self._services = session, services
        self._zone = ZoneInfo(ZONE)
        self._today = services.clock().astimezone(self._zone).date()
        self._reader = reader(services.settings)

    def tell(self, password: str) -> None:
        ines, tomas = self._buyer(password)
        releases = self._publish(tomas)
        for asked in ASKED:
            vendors.add(self._session, ines, _vendor(asked), self._ago(235, 11, 20))
        self._pilot(ines, tomas, releases[READINESS])
        campaign = self._campaign(ines, releases[READINESS])
        lines = {line.legal_name: line for line in campaigns.invitations(self._session, ines, campaign.id)}
        self._decline(ines, lines[BRAMBLECOTE.legal_name])
        people = {}
        for asked in sorted((a for a in ASKED if a.example), key=lambda a: -a.started):
            people[asked] = self._answer(asked, lines[asked.legal_name])
        self._holds_a_certificate(lines[SILVERTHORN.legal_name], self._ago(1, 9, 25))
        vendors_asking = {"asks": people[LARKSPUR], "waits": people[PEBBLEWICK]}
        talk.tell(self._session, self._services.settings, ines, vendors_asking, self._ago)
        rosa = actor_named(self._session, ROSA)
        talk.clarify(self._session, self._services.settings, rosa, people[PEBBLEWICK], self._ago(1, 15, 40))
        still_open = [lines[name].id for name in STILL_OPEN]
        sending.remind(self._session, ines, campaign.id, still_open, self._services.settings, self._ago(2, 9, 5))
        self._next_campaign(tomas, releases[TRIAGE], self._policy(tomas))

    def _ago(self, days: int, hour: int, minute: int = 0) -> datetime:
        """A time of a day before today, where the buyer is."""
        return datetime.combine(self._today - timedelta(days), time(hour, minute), tzinfo=self._zone)

    def _buyer(self, password: str) -> tuple[MemberActor, MemberActor]:
        now = self._ago(240, 9)
        given = {"organisation": ORGANISATION, "timezone": ZONE, "name": INES.name, "email": INES.email}
        first = parse(FirstRun, given | {"password": password})
        members.create_first_organisation(self._session, first, now=now)
        ines = actor_named(self._session, INES)
        for person in (TOMAS, ROSA):
            member = NewMember(name=person.name, email=person.email, role=person.role)
            members.add_member(self._session, ines, member, password=password, now=now)
        return ines, actor_named(self._session, TOMAS)

    def _publish(self, tomas: MemberActor) -> dict[str, Release]:
        """Every shipped questionnaire, by its id."""
        now = self._ago(239, 10, 30)
        published = {}
        for name, source in shipped_questionnaires().items():
            row = questionnaires.import_file(self._session, tomas, source, name, reference(), origin="shipped", now=now)
            published[row.key] = questionnaires.publish(
                self._session, tomas, row.id, reference(), version=row.version, now=now
            )
        return published

    def _campaign(self, ines: MemberActor, release: Release) -> Campaign:
        start = (self._today + timedelta(73 + 31)).replace(day=1)
        given = CampaignInput(
            title=f"CV screening and shortlisting, {self._today.year}",
            reference=f"NT-{self._today.year}-118",
            release_id=release.id,
            system_name="CV screening and shortlisting",
            system_description=_example(OTTERLINE.example).subject.description,
            message=(
                "Norrhaven Transit runs buses and ferries and hires about 900 people a year. We are choosing software "
                "that helps our recruiters to shortlist applicants, and ask every vendor the same questions. Please "
                "answer what is true today: an honest “not yet” is worth more to us than a promise."
            ),
            contract_start=start,
            contract_end=start.replace(year=start.year + 2) - timedelta(1),
            due_on=self._today + timedelta(10),
        )
        campaign = editing.create(self._session, ines, given, self._ago(22, 11))
        editing.add_vendors(self._session, ines, campaign.id, [_row(a) for a in ASKED], self._ago(22, 11, 30))
        sending.send(self._session, ines, campaign.id, self._services.settings, self._ago(20, 9, 40))
        return campaign

    def _pilot(self, ines: MemberActor, tomas: MemberActor, release: Release) -> None:
        """Half a year ago two vendors said the same with fewer documents, and one of them was taken for the pilot."""
        given = CampaignInput(
            title="CV screening, pilot", reference=f"NT-{self._today.year}-031", release_id=release.id,
            system_name="CV screening and shortlisting",
            system_description=_example(OTTERLINE.example).subject.description, due_on=self._today - timedelta(205),
        )  # fmt: skip
        campaign = editing.create(self._session, ines, given, self._ago(232, 11))
        rows = [_row(OTTERLINE), _row(QUILLFEATHER)]
        editing.add_vendors(self._session, ines, campaign.id, rows, self._ago(232, 11, 30))
        sending.send(self._session, ines, campaign.id, self._services.settings, self._ago(231, 9, 40))
        cards, pilot = {}, {}
        for line in campaigns.invitations(self._session, ines, campaign.id):
            asked = OTTERLINE if line.legal_name == OTTERLINE.legal_name else QUILLFEATHER
            said = _example(asked.example, self._today - timedelta(210))
            vendor = self._enter(line, self._ago(229, 10))
            self._write(vendor, said, self._ago(229, 10), self._ago(210, 15))
            if asked is OTTERLINE:
                self._ends_soon(vendor, self._ago(210, 15, 30))
            self._submit(vendor, said, self._ago(210, 16, 50))
            cards[asked] = self._score(tomas, vendor, self._ago(210, 17))
            pilot[asked] = vendor
        editing.close(self._session, ines, campaign.id, self._ago(204, 9))
        self._take(ines, tomas, campaign, cards[OTTERLINE])
        talk.advise(self._session, self._services.settings, ines, pilot[QUILLFEATHER], self._ago(201, 10))

    def _score(self, tomas: MemberActor, vendor: VendorActor, now: datetime) -> ScorecardRow:
        sent = responses.submissions(self._session, responses.draft(self._session, vendor, now).response_id)
        return scorecards.compute(self._session, tomas, sent[0].id, reference(), now=now)

    def _take(self, ines: MemberActor, tomas: MemberActor, campaign: Campaign, card: ScorecardRow) -> None:
        """Tomas clears Otterline, and Ines awards the pilot to it."""
        reason = "The texts that no rule rates were read with HR; nothing in them stands in the way of a pilot."
        given = OnVendor(kind=Decided.CLEARED, reason=reason, scorecard_id=card.id)
        deciding.decide(self._session, tomas, campaign.id, given, now=self._ago(203, 10))
        states = decisions.states(self._session, ines, campaign.id)
        reason = "Nothing in it contradicts itself. For a pilot of six months with 40 vacancies."
        award = Award(vendors=(card.vendor_id,), seen=decisions.basis_of(states.values(), 1), reason=reason)
        deciding.award(self._session, ines, campaign.id, award, now=self._ago(202, 14, 20))

    def _ends_soon(self, vendor: VendorActor, now: datetime) -> None:
        """A certificate on information security, whose three years are over in six weeks from today."""
        words = {
            "standard": "ISO/IEC 27001:2022", "number": "BKA-ISMS-02188", "holder": OTTERLINE.legal_name,
            "scope": "Development and operation of Otterline Shortlist and its hosting.",
            "body": "Brightkeel Assurance Ltd", "accreditation_body": "Nordmark Accreditation Board",
            "accreditation_number": "0417", "soa_version": "2.4",
        }  # fmt: skip
        ends = self._today + timedelta(42)
        facts = CertificateFacts(
            id="otterline", scheme="iso-27001", valid_from=Fact(value=ends - timedelta(1095)),
            valid_until=Fact(value=ends),
            **{name: Fact(value=value) for name, value in words.items()},
        )  # fmt: skip
        file = self._put(vendor, "Otterline-ISO-27001.pdf", facts, now)
        certificates.add(self._session, vendor, stated_of(facts.model_copy(update={"evidence": file})), now)

    def _put(self, vendor: VendorActor, name: str, facts: CertificateFacts, now: datetime) -> str:
        """Attach a certificate's page to the first question; the id of the file."""
        most = self._services.settings.evidence_max_mb * 1_000_000
        received = files.receive(self._services.storage, name, io.BytesIO(certificate_paper(facts)), most)
        return files.attach(self._session, vendor, "R01", received, now, total_limit=most * 20).file.id

    def _policy(self, tomas: MemberActor) -> LoadedPolicy:
        """What the next rounds are to be scored by, if the works council has its way."""
        given = {
            "title": "Strict on evidence",
            "reason": (
                "Agreed with the works council: where people are judged by software, a claim with nothing behind it "
                "counts for little, and somebody of ours looks at every “does not apply”."
            ),
        }
        rules = Policy(credits=Credits(unsupported=0.2, documented=0.6), not_applicable="after_review")
        words = parse(PolicyWords, given)
        return policies.create(self._session, tomas, PolicyInput(words, rules), self._ago(2, 10, 20))

    def _next_campaign(self, tomas: MemberActor, release: Release, policy: LoadedPolicy) -> None:
        given = CampaignInput(
            title="Chat assistant for passengers, first look",
            release_id=release.id,
            system_name="Chat assistant for passengers",
            system_description="Answers questions about timetables, tickets and lost property in four languages.",
            due_on=self._today + timedelta(40),
        )
        now = self._ago(1, 14, 10)
        campaign = editing.create(self._session, tomas, given, now, policy_version_id=policy.id)
        rows = [VendorRowInput(name="Lanternfish Dialog AB"), VendorRowInput(name=MARMALADE.legal_name)]
        editing.add_vendors(self._session, tomas, campaign.id, rows, now)

    def _decline(self, ines: MemberActor, line: InvitationLine) -> None:
        now = self._ago(18, 15, 25)
        view = campaigns.situation_of(self._session, ines.organisation_id, line.id, now)
        invitations.decline(self._session, view, NOT_TAKING_PART, now)

    def _answer(self, asked: Asked, line: InvitationLine) -> VendorActor:
        """A vendor opens its link, answers a section at a time, attaches, and perhaps signs."""
        began = self._ago(asked.started, 8 + asked.started % 3, asked.started * 7 % 60)
        vendor = self._enter(line, began)
        ready = self._ago(asked.submitted or 2, 15, 20 + asked.started)
        given = _example(asked.example, self._today - timedelta(asked.submitted))
        self._attach(vendor, given, self._write(vendor, given, began, ready), ready)
        if asked is LARKSPUR:
            self._not_yet_confirmed(vendor, self._ago(1, 11, 15))
        if asked.submitted:
            self._submit(vendor, given, self._ago(asked.submitted, 16, 50))
        return vendor

    def _write(self, vendor: VendorActor, given: Response, began: datetime, ready: datetime) -> Questionnaire:
        """The answers, a section at a time between the two moments."""
        release = load_release(self._session, responses.draft(self._session, vendor, began).release_id)
        sections = [s for s in release.questionnaire.sections if any(q.id in given.answers for q in s.questions)]
        for number, section in enumerate(sections):
            now = began + (ready - began) * (number / len(sections))
            draft = responses.draft(self._session, vendor, now, lock=True)
            said = [_said(q.id, given.answers[q.id]) for q in section.questions if q.id in given.answers]
            answering.save(self._session, vendor, draft, release, said, now)
        return release.questionnaire

    def _enter(self, line: InvitationLine, now: datetime) -> VendorActor:
        """Open the link that the vendor was sent."""
        settings = self._services.settings
        address = campaigns.link_of(self._session, line.id, settings) or ""
        view = campaigns.invitation_by_token(self._session, address.rpartition("/")[2], now)
        cookie = invitations.start(self._session, view, now, settings)
        answering.begin(self._session, view, now)
        return campaigns.actor_of_session(self._session, line.id, cookie, now)

    def _attach(self, vendor: VendorActor, given: Response, questionnaire: Questionnaire, now: datetime) -> None:
        """The example's files, and the facts of its certificates as the vendor types them from the page."""
        most = self._services.settings.evidence_max_mb * 1_000_000
        attached = {}
        for item in given.evidence:
            content = io.BytesIO(paper(item, given, questionnaire))
            received = files.receive(self._services.storage, item.name, content, most)
            first, *others = item.questions
            file = files.attach(self._session, vendor, first, received, now, total_limit=most * 20).file
            files.set_pages(self._session, vendor, file.id, first, item.pages, now)
            for question in others:
                files.link(self._session, vendor, file.id, question, now, pages=item.pages)
            attached[item.id] = file.id
        for facts in given.certificates:
            self._state(vendor, facts.model_copy(update={"evidence": attached[facts.evidence]}), now)

    def _state(self, vendor: VendorActor, facts: CertificateFacts, now: datetime) -> None:
        """The file is read, and Marta or Otto compare what was read with the page; what was not read, they type."""
        rows = self._read(vendor, facts.evidence, now)
        if len(rows) == 1:
            certificates.change(self._session, vendor, rows[0].id, stated_of(facts), rows[0].version, now)
        else:
            certificates.add(self._session, vendor, stated_of(facts), now)

    def _read(self, vendor: VendorActor, evidence_id: str, now: datetime) -> tuple[CertificateRow, ...]:
        """What the worker does, at once: this story is one transaction."""
        asked = reading.ask(self._session, vendor, evidence_id, now)
        file = files.of_vendor(self._session, vendor, evidence_id)
        try:
            with self._services.storage.open(file.sha256) as content:
                reading.finish(self._session, asked.id, self._reader(content, file.media_type), now)
        except CannotBeRead as error:
            reading.fail(self._session, asked.id, error.problem, now)
        return read_from(self._session, file.response_id, evidence_id)

    def _not_yet_confirmed(self, vendor: VendorActor, now: datetime) -> None:
        """Dirk attached a certificate yesterday, was told what it was read to say, and has not looked at it."""
        begun = self._today - timedelta(500)
        words = {
            "standard": "ISO/IEC 27001:2022", "number": "BKA-ISMS-02917", "holder": LARKSPUR.legal_name,
            "scope": "Development, hosting and support of software for recruiting, including Tonne Screen.",
            "body": "Brightkeel Assurance Ltd", "accreditation_body": "Nordmark Accreditation Board",
            "accreditation_number": "0417", "soa_version": "3.0",
        }  # fmt: skip
        facts = CertificateFacts(
            id="larkspur", valid_from=Fact(value=begun), valid_until=Fact(value=years_after(begun, 3)),
            addresses=Fact(value=("Hafenstraße 12, 99999 Tonnestadt",)),
            **{name: Fact(value=value) for name, value in words.items()},
        )  # fmt: skip
        self._read(vendor, self._put(vendor, "Larkspur-Tonne-ISO-27001.pdf", facts, now), now)

    def _holds_a_certificate(self, line: InvitationLine, now: datetime) -> None:
        """Ingrid said yesterday what her certificate covers and checked what was read in it. It can answer much of the
        rest, and nobody has let it yet."""
        vendor = self._enter(line, now)
        draft = responses.draft(self._session, vendor, now, lock=True)
        release = load_release(self._session, draft.release_id)
        said = [_said(question, Answer(value=v)) for question, v in (("R01", "accredited"), ("R02", "fully"))]
        answering.save(self._session, vendor, draft, release, said, now)
        begun = self._today - timedelta(160)
        words = {
            "standard": "ISO/IEC 42001:2023", "edition": "2023", "number": "BKA-AIMS-00455",
            "holder": SILVERTHORN.legal_name, "body": "Brightkeel Assurance Ltd", "soa_version": "1.1",
            "scope": "The development, operation and support of Silverthorn Sift, which sorts job applications.",
            "accreditation_body": "Nordmark Accreditation Board", "accreditation_number": "0417",
        }  # fmt: skip
        facts = CertificateFacts(
            id="silverthorn", scheme="iso-42001", issued=Fact(value=begun), valid_from=Fact(value=begun),
            valid_until=Fact(value=years_after(begun, 3) - timedelta(1)), soa_date=Fact(value=begun - timedelta(80)),
            excluded_controls=Fact(value=("A.7.6",)), **{name: Fact(value=value) for name, value in words.items()},
        )  # fmt: skip
        file = self._put(vendor, "Silverthorn-ISO-42001.pdf", facts, now)
        self._state(vendor, facts.model_copy(update={"evidence": file}), now)

    def _submit(self, vendor: VendorActor, given: Response, now: datetime) -> None:
        draft = responses.draft(self._session, vendor, now, lock=True)
        view = campaigns.situation(self._session, vendor, now)
        row = self._session.get_one(ResponseRow, draft.response_id)
        facts = of_response(self._session, row.id)
        content = responses.as_core_response(self._session, row, view, given.as_of, facts)
        signature = Signature.model_validate({**_declared(given), "email": vendor.email})
        answering.submit(self._session, vendor, draft, content, signature, self._services.settings, now)


def _example(name: str, as_of: date | None = None) -> Response:
    """What a vendor says, as of that day, or as it stands in the file."""
    text = (EXAMPLES / f"{name}.json").read_text(encoding="utf-8")
    said = Response.model_validate_json(text)
    return said if as_of is None else Response.model_validate_json(moved(text, (as_of - said.as_of).days))


def _said(question: str, answer: Answer) -> Given:
    content = Content(answer.value, answer.not_applicable, answer.reason, answer.note, answer.offer)
    return Given(question, content, seen=0)


def _declared(given: Response) -> dict[str, str]:
    """Name and function of whoever declared the answers."""
    answer = given.answers["R60"].value
    assert isinstance(answer, dict)
    return answer


def _row(asked: Asked) -> VendorRowInput:
    return VendorRowInput(name=asked.legal_name, contact=asked.contact, email=asked.email, product=asked.product)


def _vendor(asked: Asked) -> VendorInput:
    """As the buyer knows it: names and registration from its own file, when it has one."""
    if not asked.example:
        return VendorInput(legal_name=asked.legal_name, country=asked.country)
    known = _example(asked.example).vendor
    return VendorInput(
        legal_name=known.legal_name,
        country=known.country,
        registration_number=known.registration_number,
        other_names=known.other_names,
        group=known.group,
    )
