"""Why the number is another than last time: two scorecards of one response, and everything that differs.

Each change says what it moved the two overall scores by (`contributions.py` says how that is shared out): the effects
of all changes add up to the whole difference. What only tells of other rows (a policy, a finding, a certificate's
standing) has no effect of its own: its effect stands with the questions it touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import fsum
from typing import Literal

from app.core.frozen import Frozen
from app.core.scoring.causes import BASES, Cause, Causes
from app.core.scoring.contributions import Effects, effects
from app.core.scoring.scorecard import CertificateStanding, Finding, QuestionScore, Scorecard

What = Literal[
    "basis",  # release, policy, reference data, day, rules or status
    "score",  # there was no overall score, or there is none any more
    "weight",  # of a section or a question
    "place",  # in the sums or outside
    "claim",  # what the answer is worth
    "answer",  # other words, worth the same
    "support",  # how far evidence backs it
    "credit",  # what that support counts for
    "certificate",
    "finding",
    "flag",
]


class Change(Frozen):
    """One thing that differs, in words, with what it moved the overall scores by."""

    path: str  # overall, section:ID, question:ID (all of which `explain` opens), certificate:ID, finding:KEY, flag:KEY
    what: What
    before: str
    after: str
    why: Cause
    because: str  # one sentence
    claimed: float = 0.0  # share of the overall score's difference
    evidenced: float = 0.0


def changes(before: Scorecard, after: Scorecard) -> tuple[Change, ...]:
    """What differs from `before` to `after`: the common basis first, then what moved the score most, then the rest."""
    causes = Causes(before, after)
    moved = _Moved(effects(before, after, "claimed"), effects(before, after, "evidenced"))
    inner = [
        *_sections(before, after, causes, moved),
        *(c for q in _names(before.questions, after.questions) for c in _question(q, before, after, causes, moved)),
    ]
    inner.sort(key=lambda c: -max(abs(c.evidenced), abs(c.claimed)))
    return (
        *_bases(before, after),
        *_score(before, after, causes),
        *inner,
        *_certificates(causes),
        *_findings(before, after, causes),
        *_flags(before, after, causes),
    )


def total(found: Iterable[Change]) -> tuple[float, float]:
    """What changes moved claimed and evidenced by, together."""
    every = tuple(found)
    return fsum(c.claimed for c in every), fsum(c.evidenced for c in every)


class _Moved:
    """The effects on both figures, by what they come of."""

    def __init__(self, claimed: Effects, evidenced: Effects) -> None:
        self._both = claimed, evidenced

    def section(self, name: str) -> tuple[float, float]:
        return self._both[0].sections.get(name, 0.0), self._both[1].sections.get(name, 0.0)

    def value(self, question: str) -> tuple[float, float]:
        return self._both[0].values.get(question, 0.0), self._both[1].values.get(question, 0.0)

    def weight(self, question: str) -> tuple[float, float]:
        return self._both[0].weights.get(question, 0.0), self._both[1].weights.get(question, 0.0)


def _bases(before: Scorecard, after: Scorecard) -> Iterator[Change]:
    for cause, shown, because in BASES:
        if (was := shown(before)) != (now := shown(after)):
            yield Change(path="overall", what="basis", before=was, after=now, why=cause, because=because)


def _score(before: Scorecard, after: Scorecard, causes: Causes) -> Iterator[Change]:
    was, now = before.overall.evidenced, after.overall.evidenced
    if (was is None) != (now is None):
        because = "Nothing could be scored before." if was is None else "Nothing can be scored any more."
        yield Change(
            path="overall", what="score", before=_points(was), after=_points(now), why=causes.of_status(),
            because=because,
        )  # fmt: skip


def _sections(before: Scorecard, after: Scorecard, causes: Causes, moved: _Moved) -> Iterator[Change]:
    old, new = ({t.of: t.weight for t in card.overall.terms} for card in (before, after))
    for name in _names(old, new):
        if old.get(name) == new.get(name):
            continue
        claimed, evidenced = moved.section(name)
        shared = {"path": f"section:{name}", "claimed": claimed, "evidenced": evidenced}
        if name in old and name in new:
            yield Change(
                what="weight", before=f"{old[name]:g}", after=f"{new[name]:g}", why=causes.of_weights(),
                because=f"The section weighs {new[name]:g} instead of {old[name]:g}.", **shared,
            )  # fmt: skip
        else:
            yield Change(
                what="place", before=_of_section(before, name), after=_of_section(after, name),
                why=causes.of_section(name), **shared,
                because="The section enters the overall score." if name in new else "It leaves the overall score.",
            )  # fmt: skip


def _of_section(card: Scorecard, name: str) -> str:
    score = card.sections.get(name)
    if score is None:
        return "not asked"
    return "no score" if score.evidenced is None else f"{_points(score.evidenced)} evidenced"


def _question(name: str, before: Scorecard, after: Scorecard, causes: Causes, moved: _Moved) -> Iterator[Change]:
    old, new = before.questions.get(name), after.questions.get(name)
    path = f"question:{name}"
    if old is None or new is None or _moved_place(old, new):
        claimed, evidenced = moved.weight(name)
        yield Change(
            path=path, what="place", before=_place(old), after=_place(new), why=causes.of_place(old, new),
            because=new.why if new else "The release does not ask it.", claimed=claimed, evidenced=evidenced,
        )  # fmt: skip
        return
    if old.weight != new.weight:
        claimed, evidenced = moved.weight(name)
        yield Change(
            path=path, what="weight", before=f"{old.weight:g}", after=f"{new.weight:g}", why="release",
            because=f"The question weighs {new.weight:g} instead of {old.weight:g}.",
            claimed=claimed, evidenced=evidenced,
        )  # fmt: skip
    yield from _value(path, old, new, causes, moved.value(name))


def _moved_place(old: QuestionScore, new: QuestionScore) -> bool:
    if old.section != new.section or old.in_sums != new.in_sums:
        return True
    return old.state != new.state and not new.in_sums


def _value(
    path: str, old: QuestionScore, new: QuestionScore, causes: Causes, moved: tuple[float, float]
) -> Iterator[Change]:
    """What the answer is worth, and how far it is backed: each with its part of the effect."""
    claimed, evidenced = moved
    by_claim = evidenced
    if old.credit is not None and new.credit is not None:
        by_claim = claimed * (old.credit + new.credit) / 2  # the rest is the credit's, at the mean of the claims
    if old.claim != new.claim or old.state != new.state:
        yield Change(
            path=path, what="claim", before=_claim(old), after=_claim(new), why=causes.of_claim(old, new),
            because=new.why.removesuffix(new.backed).strip(), claimed=claimed, evidenced=by_claim,
        )  # fmt: skip
    elif old.said != new.said:
        yield Change(
            path=path, what="answer", before=old.said, after=new.said, why="answer",
            because="The answer changed, and is worth the same.",
        )  # fmt: skip
    if old.support != new.support:
        yield Change(
            path=path, what="support", before=_support(old), after=_support(new), why=causes.of_support(old, new),
            because=new.backed or new.why, evidenced=evidenced - by_claim,
        )  # fmt: skip
    elif old.credit != new.credit:
        yield Change(
            path=path, what="credit", before=_support(old), after=_support(new), why=causes.of_credit(),
            because=f"“{_words(new.support or '')}” counts for {new.credit:.2f} instead of {old.credit:.2f}.",
            evidenced=evidenced - by_claim,
        )  # fmt: skip


def _certificates(causes: Causes) -> Iterator[Change]:
    for certificate, (old, new) in causes.certificates.items():
        if found := causes.of_certificate(certificate):
            why, because = found
            yield Change(
                path=f"certificate:{certificate}", what="certificate", before=_standing(old), after=_standing(new),
                why=why, because=because,
            )  # fmt: skip


def _findings(before: Scorecard, after: Scorecard, causes: Causes) -> Iterator[Change]:
    old, new = {f.key: f for f in before.findings}, {f.key: f for f in after.findings}
    for key in _names(old, new):
        was, now = _finding(old.get(key)), _finding(new.get(key))
        there = new.get(key) or old[key]
        why: Cause = "judgement" if key in old and key in new else causes.of_finding(there)
        if was == now and old[key].message != new[key].message:  # about the same words, and something else of them
            was, now, why = old[key].message, new[key].message, causes.of_finding(there)
        if was != now:
            because = there.dismissed or there.upheld or there.message
            yield Change(path=f"finding:{key}", what="finding", before=was, after=now, why=why, because=because)


def _flags(before: Scorecard, after: Scorecard, causes: Causes) -> Iterator[Change]:
    """Contradictions are told as findings."""
    old, new = ({f.key: f for f in card.flags if f.kind != "contradiction"} for card in (before, after))
    for key in _names(old, new):
        if (key in old) != (key in new):
            there = new.get(key) or old[key]
            was, now = ("open" if key in flags else "" for flags in (old, new))
            yield Change(
                path=f"flag:{key}", what="flag", before=was, after=now, why=causes.of_flag(there), because=there.reason
            )


def _names(*tables: Mapping[str, object]) -> list[str]:
    return list(dict.fromkeys(name for table in tables for name in table))


def _points(share: float | None) -> str:
    return "no score" if share is None else f"{100 * share:.1f}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _place(result: QuestionScore | None) -> str:
    if result is None:
        return "not asked"
    if result.in_sums:
        return f"{_points(result.evidenced)} evidenced"
    return f"outside the sums: {_words(result.state)}"


def _claim(result: QuestionScore) -> str:
    said = result.said or _words(result.state)
    return said if result.claim is None else f"{said} ({result.claim:.2f})"


def _support(result: QuestionScore) -> str:
    if result.support is None or result.credit is None:
        return "none"
    return f"{_words(result.support)} ({result.credit:.2f})"


def _standing(certificate: CertificateStanding | None) -> str:
    if certificate is None:
        return "not there"
    return f"{certificate.standing}, accepted" if certificate.accepted else certificate.standing.value


def _finding(finding: Finding | None) -> str:
    if finding is None:
        return ""
    return "dismissed" if finding.dismissed else "open, upheld" if finding.upheld else "open"
