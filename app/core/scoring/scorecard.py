"""The scorecard: an immutable snapshot of scores, findings and flags, with the workings of every number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from app.core.certificates.facts import Family
from app.core.frozen import Frozen
from app.core.wording import Said


class Support(StrEnum):
    """How far evidence backs a claim; the policy gives each a credit."""

    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    DOCUMENTED = "documented"
    CERTIFIED = "certified"
    VERIFIED = "verified"
    NOT_EXPECTED = "not_expected"  # the question expects no evidence: credit 1


class State(StrEnum):
    """Why a question is, or is not, in the sums."""

    SCORED = "scored"
    HIDDEN = "hidden"
    INFORMATION = "information"  # weight 0, or nothing in it can be scored
    NOT_APPLICABLE = "not_applicable"
    AWAITING_REVIEW = "awaiting_review"
    UNANSWERED = "unanswered"  # before submission: outside both sums; after: in them, with 0
    UNCONFIRMED = "unconfirmed"  # prefilled, and nobody at the vendor has said yes: counts as unanswered


OUTSIDE_COVERAGE = frozenset({State.HIDDEN, State.INFORMATION, State.NOT_APPLICABLE})  # its weight does not count there


# Of the two below hundreds are made for every scorecard: as models they would take half again as long and three times
# the memory. In files they read and are refused like the models around them.


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """One question: what it is worth, how far it is backed, and why."""

    __pydantic_config__ = Frozen.model_config

    question: str
    section: str
    state: State
    weight: float
    claim: float | None  # [0, 1]
    support: Support | None
    credit: float | None  # [0, 1]
    evidenced: float | None  # claim x credit
    in_sums: bool
    why: str  # one sentence: how claim and support came about
    evidence: tuple[str, ...] = ()  # ids of evidence and certificates it rests on
    findings: tuple[str, ...] = ()  # keys of findings that name it
    override: str = ""  # reason and reviewer, when a person set the value
    answered: bool = False  # counts towards coverage
    said: str = ""  # the answer in words, shortened; empty where none counts
    backed: str = ""  # the part of `why` that is about support


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a sum: `weight` (already multiplied by the clause share) times claim or evidenced."""

    of: str  # question id (section, clause) or section id (overall)
    weight: float
    claimed: float
    evidenced: float
    share: float = 1.0  # of the question's weight: how far it speaks to this clause or framework
    support: Support | None = None  # at this clause: a certificate backs its own scheme further than another catalog
    credit: float | None = None
    contradicted: bool = False


class Score(Frozen):
    """A weighted mean, twice. None: nothing scorable, which is never 0. All in [0, 1]."""

    claimed: float | None
    evidenced: float | None
    contradicted: float  # share of the score that is claimed and contradicted, for the hatched bar
    coverage: float | None  # weight answered / weight applicable
    terms: tuple[Term, ...] = ()

    @property
    def gap(self) -> float | None:
        return None if self.claimed is None or self.evidenced is None else round(self.claimed - self.evidenced, 12)


class Side(Frozen):
    """One side of a finding, quoted."""

    label: str  # "Answer 1.2" or "Certificate IS 1234, page 1, scope"
    words: Said
    kind: Literal["answer", "certificate", "data"]
    evidence: str = ""
    page: int | None = None
    certificate: str = ""  # id of the certificate, and the field of the fact: where the words can be looked up
    fact: str = ""
    box: tuple[float, float, float, float] | None = None  # where on the page, as shares of it


class FindingKind(StrEnum):
    CONTRADICTION = "contradiction"
    GAP = "gap"
    DOUBT = "doubt"
    EXPIRY = "expiry"
    ANOMALY = "anomaly"


class Finding(Frozen):
    key: str  # stable across re-scoring, so that a dismissal finds it again
    code: str
    kind: FindingKind
    message: Said
    remedy: Said
    questions: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    certificate: str = ""
    sides: tuple[Side, ...] = ()
    explained: str = ""  # by the vendor, in its words; closes nothing
    explained_by: str = ""
    dismissed: str = ""  # reviewer and reason; empty while open
    upheld: str = ""  # reviewer and reason: somebody looked, and it stands

    @property
    def open(self) -> bool:
        return not self.dismissed


class Outcome(StrEnum):
    PASS = "pass"
    DOUBT = "doubt"
    FAIL = "fail"
    UNKNOWN = "unknown"


class CheckResult(Frozen):
    """One check on one certificate: what was concluded, why, and what was looked at."""

    code: str
    outcome: Outcome
    blocking: bool
    reason: Said
    looked_at: dict[str, str] = {}
    performed: bool = True  # false: nobody has looked yet, so that "unknown" says nothing about the certificate
    weighs: bool = True  # false: looked at, and no matter for the standing: a file without a signature is no fault


class Standing(StrEnum):
    GOOD = "good"
    QUALIFIED = "qualified"
    REJECTED = "rejected"


class CertificateStanding(Frozen):
    certificate: str
    scheme: str
    title: str  # "ISO/IEC 42001:2023, BKA-AIMS-00412"
    holder: str
    standing: Standing
    accepted: str = ""  # reviewer and reason, when a qualified certificate was accepted
    checks: tuple[CheckResult, ...] = ()
    family: Family = Family.MANAGEMENT_SYSTEM
    evidence: str = ""  # id of the evidence it came with
    sealed: bool = False  # its facts are the words of a file that the body sealed, trusted, with nothing added after

    @property
    def verifies(self) -> bool:
        """Everything speaks for it, the register included, and the document is its body's own word for word."""
        return self.sealed and self.certifies and self.standing is Standing.GOOD

    @property
    def certifies(self) -> bool:
        if self.family is not Family.MANAGEMENT_SYSTEM:
            return False
        return self.standing is Standing.GOOD or (self.standing is Standing.QUALIFIED and bool(self.accepted))


class Flag(Frozen):
    """Something a named person decides on. Never averaged into a score, never a rejection by itself."""

    key: str
    kind: Literal["knock_out", "contradiction", "review"]
    question: str = ""
    reason: str = ""


class Scorecard(Frozen):
    format: Literal["countersign-scorecard/1"] = "countersign-scorecard/1"
    engine: str  # version of the rules
    questionnaire: str
    release: str
    policy: str  # id and version of the policy
    policy_hash: str
    inputs_hash: str  # sha-256 over release, policy and response, canonical JSON
    reference_hash: str = ""  # sha-256 over the reference data, canonical JSON
    as_of: date
    status: Literal["draft", "submitted"]
    overall: Score
    sections: dict[str, Score]
    clauses: dict[str, Score]  # every clause of the questionnaire's catalogs that a question speaks to
    frameworks: dict[str, Score]  # by catalog key
    questions: dict[str, QuestionScore]
    findings: tuple[Finding, ...]
    flags: tuple[Flag, ...]
    certificates: tuple[CertificateStanding, ...]
    not_covered: tuple[str, ...]  # clauses of the catalogs that no question speaks to
    not_checked: tuple[str, ...]  # what nobody looked at, in sentences
