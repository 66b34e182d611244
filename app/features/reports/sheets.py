"""The tables of a scorecard as rows of cells, which the workbooks of a scorecard and of a comparison are made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.core.certificates.facts import CertificateFacts
from app.core.scoring.scorecard import Score
from app.features.reports.dossier import (
    FLAGS,
    KINDS,
    OUTCOMES,
    STANDINGS,
    STATES,
    SUPPORT,
    Dossier,
    check_name,
)
from app.features.reports.spreadsheet import Column, hundred

Rows = Iterator[list[Any]]

FIGURES: tuple[Column, ...] = (
    ("Claimed", 10), ("Evidenced", 10), ("Not evidenced", 10), ("Contradicted", 12), ("Covered", 10),
)  # fmt: skip
SECTIONS: tuple[Column, ...] = (("Number", 8), ("Section", 44), ("Weight", 8), *FIGURES, ("Open contradictions", 14))
CLAUSES: tuple[Column, ...] = (("Clause", 18), ("Title", 52), *FIGURES, ("Answers", 24))
QUESTIONS: tuple[Column, ...] = (
    ("Number", 8), ("Id", 12), ("Section", 24), ("Question", 56), ("Answer", 56), ("State", 20), ("Weight", 8),
    ("Claim", 8), ("Support", 22), ("Credit", 8), ("Evidenced", 10), ("In the sums", 8), ("Why", 56),
    ("Set by a reviewer", 40), ("Rests on", 40), ("Clauses", 40),
)  # fmt: skip
FINDINGS: tuple[Column, ...] = (
    ("Kind", 14), ("State", 12), ("Code", 20), ("What", 60), ("What to do", 40), ("Answers", 14), ("Clauses", 24),
    ("One side", 24), ("One side says", 44), ("Other side", 24), ("Other side says", 44),
    ("Explained by the vendor", 40), ("Upheld", 36), ("Dismissed", 36),
)  # fmt: skip
FLAGGED: tuple[Column, ...] = (("Kind", 18), ("Why it is flagged", 90), ("Answer", 10))
CERTIFICATES: tuple[Column, ...] = (
    ("Certificate", 34), ("Holder", 28), ("Scope", 50), ("Body", 26), ("In force from", 14), ("Ends on", 14),
    ("Standing", 20), ("Accepted", 36), ("What was asked", 18), ("Outcome", 14), ("Why", 60), ("Must hold", 10),
)  # fmt: skip
WORKINGS: tuple[Column, ...] = (
    ("Number of", 30), ("Term", 52), ("Weight", 9), ("Share", 8), ("Claim", 9), ("Credit", 9), ("Evidenced", 10),
    ("Weight × claim", 12), ("Weight × evidenced", 12), ("Support", 22),
)  # fmt: skip
PROVENANCE: tuple[Column, ...] = (("What", 28), ("Value", 90))


def figures(score: Score) -> list[float | None]:
    return [
        hundred(score.claimed), hundred(score.evidenced), hundred(score.gap), hundred(score.contradicted),
        hundred(score.coverage),
    ]  # fmt: skip


def sections(d: Dossier) -> Rows:
    weights = {term.of: term.weight for term in d.card.overall.terms}
    for number, section in enumerate(d.questionnaire.sections, 1):
        if section.id in d.card.sections:
            against = d.contradicting({q.id for q in section.questions})
            score = d.card.sections[section.id]
            yield [number, str(section.title), weights.get(section.id), *figures(score), against]


def clauses(d: Dossier) -> Rows:
    """Each catalog as a whole first, then every clause."""
    for name, score in d.card.frameworks.items():
        catalog = d.reference.catalog(name)
        spoken = ", ".join(d.number(term.of) for term in score.terms)
        yield [catalog.short if catalog else name, catalog.title if catalog else "", *figures(score), spoken]
    for ref, score in d.card.clauses.items():
        clause = d.reference.clause(ref)
        spoken = ", ".join(d.number(term.of) for term in score.terms)
        yield [d.clause(ref), clause.title if clause else "", *figures(score), spoken]


def questions(d: Dossier) -> Rows:
    names = {e.id: e.name for e in d.sent.evidence} | {c.certificate: c.title for c in d.card.certificates}
    for question in d.questionnaire.by_id.values():
        if (result := d.card.questions.get(question.id)) is None:
            continue
        yield [
            d.number(question.id), question.id, d.section(result.section), str(question.ask),
            d.answer_words(question.id), STATES[result.state], result.weight, result.claim,
            SUPPORT[result.support] if result.support else "", result.credit, result.evidenced, result.in_sums,
            result.why, result.override, "; ".join(names.get(e, e) for e in result.evidence),
            ", ".join(d.clause(ref.clause) for ref in question.clauses),
        ]  # fmt: skip


def findings(d: Dossier) -> Rows:
    for f in (*d.contradictions, *d.other_findings):
        sides = [part for side in f.sides[:2] for part in (side.label, side.words)]
        state = "Dismissed" if f.dismissed else "Upheld" if f.upheld else "Open"
        explained = f"{f.explained} ({f.explained_by})" if f.explained_by else f.explained
        yield [
            KINDS[f.kind], state, f.code, f.message, f.remedy, ", ".join(map(d.number, f.questions)),
            ", ".join(map(d.clause, f.clauses)), *sides, *[""] * (4 - len(sides)), explained, f.upheld, f.dismissed,
        ]  # fmt: skip


def flagged(d: Dossier) -> Rows:
    for flag in d.card.flags:
        yield [FLAGS[flag.kind], flag.reason, d.number(flag.question) if flag.question else ""]


def certificates(d: Dossier) -> Rows:
    """One row for each check of each certificate, and one for a certificate without checks."""
    facts = {c.id: c for c in d.sent.certificates}
    for c in d.card.certificates:
        about = [c.title, c.holder, *_facts(facts.get(c.certificate)), STANDINGS[c.standing], c.accepted]
        for k in c.checks:
            outcome = OUTCOMES[k.outcome] if k.performed else "Not looked at"
            yield [*about, check_name(k.code), outcome, k.reason, k.blocking]
        if not c.checks:
            yield [*about, "", "", "", None]


def _facts(facts: CertificateFacts | None) -> list[Any]:
    named = (facts.scope, facts.body, facts.valid_from, facts.valid_until) if facts else (None,) * 4
    return [fact.value if fact is not None and fact.confirmed else None for fact in named]


def workings(d: Dossier, *, of_clauses: bool = True) -> Rows:
    """Every sum term by term, each followed by the sum itself: overall, sections, frameworks, clauses."""
    yield from _sum("Overall", d.card.overall, d.section)
    for name, score in d.card.sections.items():
        yield from _sum(d.section(name), score, lambda q: f"{d.number(q)} {d.asked(q)}")
    for name, score in [*d.card.frameworks.items(), *d.card.clauses.items()] if of_clauses else []:
        catalog = d.reference.catalog(name)
        yield from _sum(catalog.title if catalog else d.clause(name), score, lambda q: f"{d.number(q)} {d.asked(q)}")


def _sum(name: str, score: Score, term_name: Any) -> Rows:
    for t in score.terms:
        yield [
            name, term_name(t.of), t.weight, t.share, t.claimed, t.credit, t.evidenced, t.weight * t.claimed,
            t.weight * t.evidenced, SUPPORT[t.support] if t.support else "",
        ]  # fmt: skip
    weight = sum(t.weight for t in score.terms)
    yield [
        name, "Sum, and the mean in claim and evidenced", weight, None, score.claimed, None, score.evidenced,
        sum(t.weight * t.claimed for t in score.terms), sum(t.weight * t.evidenced for t in score.terms), "",
    ]  # fmt: skip


def judgements(d: Dossier) -> Rows:
    for j in d.judgements:
        yield [j.review.at.astimezone(d.zone), j.review.by, j.about, j.words, j.review.reason]
    for made in d.decisions:
        yield [made.at.astimezone(d.zone), made.by, made.about, made.words, made.reason]


JUDGEMENTS: tuple[Column, ...] = (("When", 18), ("Who", 24), ("About", 50), ("Judgement", 24), ("Reason", 60))


def provenance(d: Dossier) -> Rows:
    """Where the figures come from; moments as moments."""
    card = d.card
    yield from (
        ["Organisation", d.organisation],
        ["Campaign", d.campaign.title],
        ["Vendor", d.vendor],
        ["About", d.about],
        ["Questionnaire", f"{d.release.title}, release {d.release.number}"],
        ["Rules", card.engine],
        ["Policy", card.policy],
        ["Scorecard", d.kept.number],
        ["Calculated", d.kept.created_at.astimezone(d.zone)],
        ["Calculated by", d.kept.created_by],
        ["Judged on", card.as_of],
        ["Submission", d.submission.number],
        ["Submitted", d.submission.submitted_at.astimezone(d.zone)],
        ["Signed by", f"{d.submission.signed_name}, {d.submission.signed_function}"],
        ["Inputs, sha-256", card.inputs_hash],
        ["Release, sha-256", card.release],
        ["Policy, sha-256", card.policy_hash],
        ["Reference data, sha-256", card.reference_hash],
        ["Submission, sha-256", d.submission.digest],
        ["Made", d.made_at.astimezone(d.zone)],
        ["Made by", d.made_by],
        ["Time zone", d.zone.key],
    )
    for sentence in card.not_checked:
        yield ["Not checked", sentence]
    for ref in card.not_covered:
        yield ["No question speaks to", d.clause(ref)]
