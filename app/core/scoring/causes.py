"""Where a difference between two scorecards of one response comes from, as far as the scorecards themselves show it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from app.core.scoring.scorecard import (
    CertificateStanding,
    CheckResult,
    Finding,
    FindingKind,
    Flag,
    QuestionScore,
    Scorecard,
    State,
)
from app.core.scoring.support import CONFIRMED

Cause = Literal[
    "answer", "evidence", "certificate", "judgement", "policy", "release", "reference", "day", "status", "engine"
]
Both: TypeAlias = tuple[CertificateStanding | None, CertificateStanding | None]

# What a check looked at beside the document and what is known of it: the day of judgement, and reference data.
_NOT_OF_THE_DOCUMENT = frozenset({"as_of", "accredited_for", "recorded", "checked_on"})
_DATED = frozenset({"CERT-VALIDITY", "CERT-CYCLE", "CERT-STANDARD", "CERT-STATUS"})

BASES: tuple[tuple[Cause, Callable[[Scorecard], str], str], ...] = (
    ("release", lambda c: f"{c.questionnaire} {c.release[:12]}", "It is another release of the questionnaire."),
    ("policy", lambda c: f"{c.policy} ({c.policy_hash[:12]})", "It was scored under another policy."),
    ("reference", lambda c: c.reference_hash[:12], "Reference data changed: editions, accreditations or ceilings."),
    ("engine", lambda c: c.engine, "The rules themselves are another version."),
    ("day", lambda c: c.as_of.isoformat(), "Certificates were judged on another day."),
    ("status", lambda c: c.status, "After submission an empty answer counts as 0, before it is left out."),
)


class Causes:
    """What can have caused a difference: first what the row itself shows, then what differs in the common basis."""

    def __init__(self, before: Scorecard, after: Scorecard) -> None:
        self.before, self.after = before, after
        self.differing = {cause for cause, shown, _ in BASES if shown(before) != shown(after)}
        old, new = ({c.certificate: c for c in card.certificates} for card in (before, after))
        self.certificates: dict[str, Both] = {c: (old.get(c), new.get(c)) for c in dict.fromkeys([*old, *new])}
        self._findings = tuple({f.key: f for f in card.findings} for card in (before, after))

    def of_status(self) -> Cause:
        return "status" if "status" in self.differing else "answer"

    def of_weights(self) -> Cause:
        """A policy may give other weights than the questionnaire; where both differ, nobody can tell from here."""
        return "policy" if "policy" in self.differing else "release"

    def of_credit(self) -> Cause:
        return "policy" if "policy" in self.differing else "release"

    def of_section(self, name: str) -> Cause:
        """Why a section has a score for the first time, or none any more."""
        if name not in self.before.sections or name not in self.after.sections:
            return "release"
        for question, new in self.after.questions.items():
            old = self.before.questions.get(question)
            if new.section == name and old is not None and old.in_sums != new.in_sums:
                return self.of_place(old, new)
        return self.of_weights()

    def of_place(self, old: QuestionScore | None, new: QuestionScore | None) -> Cause:
        if old is None or new is None or State.INFORMATION in (old.state, new.state):
            return "release"
        return self.of_claim(old, new)

    def of_claim(self, old: QuestionScore, new: QuestionScore) -> Cause:
        if old.override != new.override:
            return "judgement"
        if old.said != new.said:
            return "answer"
        if "status" in self.differing and not (old.answered and new.answered):
            return "status"
        if State.AWAITING_REVIEW in (old.state, new.state) and old.state != new.state:
            return "policy" if "policy" in self.differing else "judgement"
        if old.claim != new.claim and "release" in self.differing:
            return "release"
        return "answer"  # of this question, or of one that its condition asks for

    def of_support(self, old: QuestionScore, new: QuestionScore) -> Cause:
        if None in (old.support, new.support):
            return self.of_claim(old, new)
        if CONFIRMED in (old.backed, new.backed):
            return "judgement"
        for key in dict.fromkeys([*old.findings, *new.findings]):
            was, now = (found.get(key) for found in self._findings)
            there = now or was
            if there is None or there.kind is not FindingKind.CONTRADICTION:
                continue
            if was is not None and now is not None and was.open != now.open:
                return "judgement"
            if was is None or now is None:
                return self.of_finding(there)
        return self._of_backing(old, new)

    def _of_backing(self, old: QuestionScore, new: QuestionScore) -> Cause:
        for certificate in dict.fromkeys([*old.evidence, *new.evidence]):
            if certificate in self.certificates and (found := self.of_certificate(certificate)):
                return found[0]
        if set(old.evidence) != set(new.evidence) and not self.certificates.keys() & {*old.evidence, *new.evidence}:
            return "evidence"
        for cause in ("reference", "policy", "release"):
            if cause in self.differing:
                return cause
        return "evidence"

    def of_certificate(self, certificate: str) -> tuple[Cause, str] | None:
        """What changed about a certificate, and why; None when nothing did that anybody would call a change."""
        old, new = self.certificates[certificate]
        if old is None or new is None:
            there = new or old
            assert there is not None
            return "certificate", f"{there.title} {'was attached' if old is None else 'is no longer attached'}."
        if old.accepted != new.accepted:
            return "judgement", f"Accepted by {new.accepted}" if new.accepted else "The acceptance was taken back."
        changed = [(was, now) for was, now in _checks(old, new) if _outcome(was) != _outcome(now)]
        if not changed and (old.standing, old.holder, old.title) == (new.standing, new.holder, new.title):
            return None
        said = " ".join(f"{now.code}: {now.reason}" for _, now in changed if now is not None)
        return self._of_checks(changed), said or f"{new.title}, held by {new.holder}."

    def _of_checks(self, changed: list[tuple[CheckResult | None, CheckResult | None]]) -> Cause:
        same = [now for was, now in changed if was is not None and now is not None and _seen(was) == _seen(now)]
        if not changed or len(same) < len(changed):
            return "certificate"  # something else was looked at: the document, or what a register answered
        if "day" in self.differing and all(c.code in _DATED for c in same):
            return "day"
        return next((c for c in ("reference", "day", "engine") if c in self.differing), "certificate")

    def of_finding(self, finding: Finding) -> Cause:
        """Why a finding is there, or is no longer: its key holds the words of both sides."""
        if finding.certificate in self.certificates and (found := self.of_certificate(finding.certificate)):
            return found[0]
        for question in finding.questions:
            old, new = self.before.questions.get(question), self.after.questions.get(question)
            if old is None or new is None:
                return "release"
            if (old.said, old.state) != (new.said, new.state):
                return self.of_claim(old, new)
        return next((c for c in ("release", "reference", "day", "engine") if c in self.differing), "answer")

    def of_flag(self, flag: Flag) -> Cause:
        if flag.key.startswith("REVIEW-CERTIFICATE:"):
            found = self.of_certificate(flag.key.partition(":")[2])
            return found[0] if found else self.of_credit()
        old, new = self.before.questions.get(flag.question), self.after.questions.get(flag.question)
        if old is None or new is None:
            return "release"
        if (old.said, old.state, old.override) != (new.said, new.state, new.override):
            return self.of_claim(old, new)
        return self.of_credit()  # switched on or off, or no longer required


def _checks(old: CertificateStanding, new: CertificateStanding) -> list[tuple[CheckResult | None, CheckResult | None]]:
    before, after = ({c.code: c for c in standing.checks} for standing in (old, new))
    return [(before.get(code), after.get(code)) for code in dict.fromkeys([*before, *after])]


def _outcome(check: CheckResult | None) -> tuple[object, ...]:
    return () if check is None else (check.outcome, check.performed, check.weighs)


def _seen(check: CheckResult) -> dict[str, str]:
    return {what: words for what, words in check.looked_at.items() if what not in _NOT_OF_THE_DOCUMENT}
