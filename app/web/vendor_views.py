"""What vendor pages show: a section with its questions, progress, and the frame around them.

Made from the projection of a questionnaire, so that nothing a vendor may not know can reach a template.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from app.core.problems import Problem
from app.core.questionnaire.model import Kind
from app.core.questionnaire.projection import VendorEvidence, VendorQuestion, VendorQuestionnaire
from app.core.wording import say
from app.features.campaigns.schemas import InvitationView
from app.features.responses.answers import DOES_NOT_APPLY
from app.features.responses.schemas import Content, Counts, Draft, EvidenceItem, Stored
from app.features.team.schemas import Here, News
from app.infra.content import reference
from app.web.vendor_clarifying import Clarifying
from app.web.vendor_earlier import EarlierView
from app.web.vendor_forms import Fields, row_numbers
from app.web.vendor_shortcuts import CertificateFirst, EffectView
from app.web.vendor_status import Status
from app.web.vendor_talk import Talk

CHOOSES_ONE = frozenset({Kind.SINGLE, Kind.YES_NO, Kind.SCALE})
GROUPS = frozenset({*CHOOSES_ONE, Kind.MULTI, Kind.DATE, Kind.FILE, Kind.TABLE, Kind.DECLARATION})


@dataclass(frozen=True)
class VendorFrame:
    """What the frame around every vendor page needs."""

    asker: str
    system: str
    ask_name: str
    ask_address: str
    personal: str
    ref: str  # invitation id, the address of the pages
    zone: ZoneInfo
    due_on: date | None


def frame_of(view: InvitationView) -> dict[str, Any]:
    """The fields of VendorFrame, for the pages built on it."""
    return {
        "asker": view.asker,
        "system": view.about,
        "ask_name": view.owner_name,
        "ask_address": view.owner_email,
        "personal": view.contact_email,
        "ref": view.invitation_id,
        "zone": view.zone,
        "due_on": view.due_on,
    }


@dataclass(frozen=True)
class SectionRow:
    """A section in the task list."""

    id: str
    number: str
    title: str
    done: int
    total: int
    current: bool = False
    to_confirm: int = 0  # filled in for the vendor, and not confirmed yet
    asked: int = 0  # open again because the buyer asks about them
    adrift: int = 0  # from a certificate that no longer gives them
    person: str = ""  # who answers it
    here: tuple[str, ...] = ()  # who else has it open

    @property
    def attention(self) -> bool:
        """Something waits that an empty question is not: a yes, a second look, a reply."""
        return bool(self.to_confirm or self.asked or self.adrift)

    @property
    def state(self) -> str:
        if self.attention:
            return say("Needs attention")
        if not self.total:
            return say("Nothing to answer")
        if self.done >= self.total:
            return say("Complete")
        return say("In progress") if self.done else say("Not started")


def section_rows(
    questionnaire: VendorQuestionnaire,
    counts: Counts,
    current: str = "",
    *,
    to_confirm: Iterable[str] = (),
    asked: Iterable[str] = (),
    adrift: Iterable[str] = (),
) -> tuple[SectionRow, ...]:
    """`to_confirm`: questions whose answers were filled in and not confirmed. `asked`: those the buyer asks about.
    `adrift`: those whose certificate no longer gives their answer."""
    waiting, again, lost = (
        Counter(questionnaire.by_id[question].section for question in questions)
        for questions in (to_confirm, asked, adrift)
    )
    return tuple(
        SectionRow(
            s.id, s.number, s.title, *counts[s.id], current=s.id == current,
            to_confirm=waiting[s.id], asked=again[s.id], adrift=lost[s.id],
        )
        for s in questionnaire.sections
    )  # fmt: skip


@dataclass(frozen=True)
class ClauseView:
    """A clause chip and its explanation."""

    ref: str
    short: str
    label: str
    title: str
    summary: str
    kind: str  # standard or law
    link: str


@lru_cache(maxsize=4096)
def clause_view(ref: str) -> ClauseView | None:
    data = reference()
    clause, catalog = data.clause(ref), data.catalog(ref.partition(":")[0])
    if clause is None or catalog is None:
        return None
    return ClauseView(ref, catalog.short, clause.label, clause.title, clause.summary, catalog.kind, clause.link)


@dataclass(frozen=True)
class ConflictView:
    """Somebody else's answer, and the one on the page: the person chooses."""

    by: str  # empty: the same person, in another window or on another device
    at: datetime
    version: int
    theirs: str
    mine: str


@dataclass(frozen=True)
class TeamMark:
    """Beside a question: who answers it, and how many notes the team has on it."""

    person: str = ""
    notes: int = 0


@dataclass(frozen=True)
class QuestionView:
    """One question on the page: what is asked, what its fields hold, and how the last save went."""

    about: VendorQuestion
    fields: Fields  # as typed, or as stored
    version: int = 0
    saved_at: datetime | None = None
    confirmed: bool = True
    origin: str = ""  # the certificate or the earlier answers it was filled in from, in words
    reworded: bool = False  # of earlier answers: it was asked in other words then
    adrift: bool = False  # that certificate no longer gives it
    problems: tuple[Problem, ...] = ()
    conflict: ConflictView | None = None
    files: tuple[EvidenceItem, ...] = ()
    reusable: tuple[EvidenceItem, ...] = ()
    extra_row: bool = False
    shown: bool = True
    team: TeamMark = TeamMark()
    withheld: bool = False  # confidential, and of a section that this person was not given
    open: bool = True  # it may be changed

    @property
    def id(self) -> str:
        return self.about.id

    @property
    def number(self) -> str:
        return self.about.number

    @property
    def ask(self) -> str:
        return self.about.ask

    @property
    def kind(self) -> Kind:
        return self.about.kind

    @property
    def evidence(self) -> VendorEvidence:
        return self.about.evidence

    @property
    def grouped(self) -> bool:
        """Several controls under one question: a fieldset with a legend, not a label."""
        return self.kind in GROUPS

    @property
    def chooses_one(self) -> bool:
        return self.kind in CHOOSES_ONE

    @cached_property
    def clauses(self) -> tuple[ClauseView, ...]:
        return tuple(c for ref in self.about.clauses if (c := clause_view(ref)))

    @cached_property
    def rows(self) -> list[int]:
        """The rows of a table to draw: what is filled in, and an empty one to begin with or when asked for."""
        filled = row_numbers(self.fields)
        return [*filled, (filled[-1] + 1 if filled else 1)] if self.extra_row or not filled else filled

    def text(self, name: str) -> str:
        values = self.fields.get(name)
        return values[0] if values else ""

    def has(self, name: str, value: str) -> bool:
        return value in self.fields.get(name, ())

    @property
    def not_applicable(self) -> bool:
        return bool(self.text("na")) or self.has("value", DOES_NOT_APPLY)

    def at(self, part: str) -> tuple[Problem, ...]:
        """The problems of one field: "" the answer itself, "reason", "day", "2.name"."""
        where = f"{self.id}.{part}" if part else self.id
        return tuple(p for p in self.problems if p.where == where)

    @cached_property
    def described_by(self) -> str:
        """Ids of the texts that explain the field, for aria-describedby."""
        parts = [f"why-{self.id}"] if self.about.why else []
        parts += [f"help-{self.id}"] if self.about.help or self.about.example else []
        return " ".join([*parts, f"e-{self.id}"])


def question_view(
    about: VendorQuestion,
    stored: Stored | None,
    files: tuple[EvidenceItem, ...] = (),
    *,
    shown: bool = True,
    may_change: bool = True,
) -> QuestionView:
    """A question as it is stored."""
    view = QuestionView(
        about=about,
        fields=to_fields(about.kind, stored.content) if stored else {},
        version=stored.version if stored else 0,
        saved_at=stored.at if stored else None,
        confirmed=stored.confirmed if stored else True,
        shown=shown,
        open=may_change,
    )
    if about.evidence.expect == "none" and about.kind is not Kind.FILE:
        return view
    mine = tuple(f for f in files if about.id in f.questions)
    return replace(view, files=mine, reusable=tuple(f for f in files if about.id not in f.questions))


def to_fields(kind: Kind, content: Content) -> Fields:
    """A stored answer as the form fields that would give it."""
    fields = _value_fields(kind, content.value)
    if content.not_applicable:
        fields = {"value": [DOES_NOT_APPLY]} if kind in CHOOSES_ONE else {"na": ["1"]}
        fields["reason"] = [content.reason]
    if content.note:
        fields["note"] = [content.note]
    if offer := content.offer:
        fields["offer"] = [offer.form]
        fields["offer-text"] = [offer.text]
        fields["offer-on"] = [offer.on.isoformat() if offer.on else ""]
    return fields


def _value_fields(kind: Kind, value: Any) -> Fields:
    if value is None:
        return {}
    if kind is Kind.DATE:
        year, month, day = str(value).split("-")
        return {"value-day": [day.lstrip("0")], "value-month": [month.lstrip("0")], "value-year": [year]}
    if kind is Kind.TABLE:
        return {f"value-{i}-{column}": [cell] for i, row in enumerate(value, 1) for column, cell in row.items()}
    if kind is Kind.DECLARATION:
        return {f"value-{part}": [words] for part, words in value.items()}
    if isinstance(value, list):
        return {"value": [str(v) for v in value]}
    return {"value": [f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)]}


@dataclass(frozen=True)
class HereView:
    """Who else has this section open, and what they saved in it while this page is open."""

    people: tuple[Here, ...]
    changed: tuple[tuple[str, str, str, datetime], ...] = ()  # question, its number, by, at

    @property
    def state(self) -> str:
        """Differs when the words do: the page is told nothing new otherwise."""
        told = [(p.name, p.saved_at is not None) for p in self.people], [c[0::3] for c in self.changed]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class SectionPage(VendorFrame):
    """One section with its questions."""

    id: str
    written_in: str  # language of the questions
    number: str
    count: int
    title: str
    intro: str
    questions: tuple[QuestionView, ...]
    sections: tuple[SectionRow, ...]
    previous: SectionRow | None
    following: SectionRow | None
    open: bool  # some of it may be changed
    talk: Talk
    clarifying: Clarifying
    closed_because: str = ""
    problems: tuple[Problem, ...] = ()
    saved_at: datetime | None = None
    answered: int = 0
    total: int = 0
    days_left: int | None = None
    here: HereView | None = None  # None: this person works alone
    made_at: datetime | None = None

    @property
    def to_confirm(self) -> int:
        """Answers of this page that were filled in and can be confirmed at once."""
        return sum(1 for q in self.questions if q.shown and not q.confirmed and not q.adrift)

    @cached_property
    def clauses(self) -> tuple[ClauseView, ...]:
        """Every clause that a question of the page names, once."""
        return tuple({c.ref: c for q in self.questions for c in q.clauses}.values())


@dataclass(frozen=True)
class SavedPage:
    """What comes back from saving one answer: its state, and what changed elsewhere on the page."""

    ref: str
    asker: str
    question: QuestionView
    state: str  # saved, unsaved, conflict
    words: str
    zone: ZoneInfo
    saved_at: datetime | None = None
    unfinished: bool = False
    changed: tuple[QuestionView, ...] = ()  # questions that appeared or vanished, in this section
    sections: tuple[SectionRow, ...] = ()  # whose numbers changed
    answered: int = 0
    total: int = 0
    open: bool = True
    section_id: str = ""
    whole: bool = False  # the question itself is drawn again

    @property
    def appeared(self) -> int:
        return sum(1 for q in self.changed if q.shown)


@dataclass(frozen=True)
class HubPage(VendorFrame):
    """The task list."""

    title: str
    written_in: str  # language of the questionnaire, as it is shown
    sections: tuple[SectionRow, ...]
    answered: int
    total: int
    days_left: int | None
    draft: Draft
    resume: SectionRow | None
    resume_at: str  # the question in it where there is something to do, unless that is the first
    evidence: tuple[EvidenceItem, ...]
    certificates: int
    minutes_left: int  # about
    talk: Talk
    clarifying: Clarifying
    status: Status | None  # once it was sent
    closed_because: str = ""
    effect: EffectView | None = None
    offers: CertificateFirst | None = None  # while no certificate is there
    earlier: tuple[EarlierView, ...] = ()
    people: int = 1  # with access, at the vendor
    may_invite: bool = True
    only_mine: bool = False  # sections that this person answers
    any_mine: bool = False
    news: News | None = None  # since this person was here last
    replies: tuple[tuple[str, datetime], ...] = ()  # of the buyer, since then: question id or empty, when
    numbers: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # question -> number, section

    def section_number(self, section_id: str) -> str:
        return next(
            (number.partition(".")[0] for number, section in self.numbers.values() if section == section_id), ""
        )
