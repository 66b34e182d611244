"""Everything that is said of one scorecard, as its reader may know it: what every download of it is made of."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from app.core.catalog.model import ReferenceData
from app.core.questionnaire import kinds
from app.core.questionnaire.model import Questionnaire
from app.core.response import Response
from app.core.scoring.policy import Policy, policy_hash
from app.core.scoring.scorecard import Finding, FindingKind, Outcome, Scorecard, Standing, State, Support
from app.features.campaigns.models import Campaign
from app.features.questionnaires.queries import LoadedRelease
from app.features.responses.models import Submission
from app.features.reviews.models import Review
from app.features.scorecards.schemas import Kept

READINESS = (
    "Claimed is what the vendor says; evidenced is how far documents support it. A certificate of a management system "
    "shows organisational readiness: that an organisation has set up a way of working and had it audited by sampling. "
    "It does not show legal compliance, and it says nothing of a model. Figures read against articles of the AI Act "
    "come from answers and documents. Flags and contradictions are for a person to decide."
)
SUPPORT = {
    Support.CONTRADICTED: "Contradicted",
    Support.UNSUPPORTED: "None attached",
    Support.DOCUMENTED: "A document",
    Support.CERTIFIED: "A certificate",
    Support.VERIFIED: "Confirmed at the source",
    Support.NOT_EXPECTED: "None expected",
}
STATES = {
    State.SCORED: "In the sums",
    State.HIDDEN: "Not asked",
    State.INFORMATION: "Information only",
    State.NOT_APPLICABLE: "Does not apply",
    State.AWAITING_REVIEW: "Awaits a reviewer",
    State.UNANSWERED: "Not answered",
    State.UNCONFIRMED: "Filled in, not confirmed",
}
STANDINGS = {
    Standing.GOOD: "Good standing",
    Standing.QUALIFIED: "Open points",
    Standing.REJECTED: "Does not count here",
}
OUTCOMES = {
    Outcome.PASS: "In order",
    Outcome.DOUBT: "In doubt",
    Outcome.FAIL: "Does not fit",
    Outcome.UNKNOWN: "Not known",
}
FLAGS = {"knock_out": "Flagged answer", "contradiction": "Contradiction", "review": "To review"}
KINDS = {
    FindingKind.CONTRADICTION: "Contradiction",
    FindingKind.GAP: "Gap",
    FindingKind.DOUBT: "Doubt",
    FindingKind.EXPIRY: "Expiry",
    FindingKind.ANOMALY: "Anomaly",
}


@dataclass(frozen=True)
class Judged:
    """A reviewer's judgement that went into the scorecard, in words."""

    review: Review
    words: str  # "Rated 75"
    about: str  # "Answer 3.2"


@dataclass(frozen=True)
class Decided:
    """A decision of a person on this vendor, in words."""

    words: str  # "Cleared", "Awarded"
    about: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Dossier:
    organisation: str
    campaign: Campaign
    kept: Kept  # with the scorecard as the reader may see it
    vendor: str
    product: str
    release: LoadedRelease
    submission: Submission
    sent: Response  # with the answers that the reader may see
    judgements: tuple[Judged, ...]
    policy: Policy  # the campaign's now
    reference: ReferenceData
    made_by: str
    made_at: datetime
    zone: ZoneInfo
    decisions: tuple[Decided, ...] = ()
    withheld: frozenset[str] = field(default_factory=frozenset)  # questions whose answers the reader may not see

    @property
    def card(self) -> Scorecard:
        return self.kept.scorecard

    @property
    def questionnaire(self) -> Questionnaire:
        return self.release.questionnaire

    @property
    def about(self) -> str:
        return self.product or self.campaign.system_name

    @property
    def scored_under(self) -> Policy | None:
        """The policy of the scorecard; None when the campaign has another one by now."""
        return self.policy if policy_hash(self.policy) == self.card.policy_hash else None

    @cached_property
    def visible(self) -> tuple[str, ...]:
        """Ids of the questions that were shown to the vendor."""
        return tuple(q for q, result in self.card.questions.items() if result.state is not State.HIDDEN)

    @property
    def answered(self) -> int:
        return sum(1 for q in self.visible if self.card.questions[q].answered)

    @cached_property
    def contradictions(self) -> tuple[Finding, ...]:
        """The open ones first."""
        found = [f for f in self.card.findings if f.kind is FindingKind.CONTRADICTION]
        return tuple(sorted(found, key=lambda f: not f.open))

    @cached_property
    def other_findings(self) -> tuple[Finding, ...]:
        found = [f for f in self.card.findings if f.kind is not FindingKind.CONTRADICTION]
        return tuple(sorted(found, key=lambda f: not f.open))

    def contradicting(self, questions: set[str]) -> int:
        """How many open contradictions name one of these questions."""
        return sum(1 for f in self.contradictions if f.open and questions & set(f.questions))

    def number(self, question: str) -> str:
        return self.questionnaire.numbers.get(question, question)

    def asked(self, question: str) -> str:
        known = self.questionnaire.by_id.get(question)
        return str(known.ask) if known else question

    def section(self, section: str) -> str:
        return next((str(s.title) for s in self.questionnaire.sections if s.id == section), section)

    def clause(self, ref: str) -> str:
        """ISO 42001 A.6.2.4; as it is written where the catalogs do not know it."""
        return self.reference.label(ref)

    def answer_words(self, question: str) -> str:
        """What was answered, as people read it."""
        if question in self.withheld:
            return "Confidential"
        if self.card.questions[question].state is State.HIDDEN:
            return "(not asked)"
        answer = self.sent.answers.get(question)
        if answer is None or not (answer.given or answer.not_applicable):
            return ""
        if answer.not_applicable:
            return f"Does not apply: {answer.reason}"
        words = kinds.describe(self.questionnaire.by_id[question], answer.value, "en")
        return f"{words}\nNote: {answer.note}" if answer.note else words


def check_name(code: str) -> str:
    """CERT-SCOPE -> Scope"""
    return code.removeprefix("CERT-").replace("-", " ").capitalize()


def file_name(what: str, whom: str, on: date, ending: str) -> str:
    """scorecard-quillfeather-talent-2026-11-25.pdf: what it is, of whom, of which day, in plain letters and hyphens."""
    plain = unicodedata.normalize("NFKD", whom).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return "-".join(part for part in (what, name, on.isoformat()) if part) + f".{ending}"
