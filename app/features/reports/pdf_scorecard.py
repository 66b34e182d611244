"""The report of a scorecard: the dossier as what `templates/report/scorecard.typ` sets, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app.core.catalog.groups import grouped
from app.core.scoring.explain import Working, explain, two
from app.core.scoring.matrix import WHOLE
from app.core.scoring.scorecard import CertificateStanding, Finding, FindingKind, Flag, Score, Standing
from app.core.scoring.sums import pooled
from app.features.reports.dossier import (
    FLAGS,
    KINDS,
    OUTCOMES,
    READINESS,
    STANDINGS,
    SUPPORT,
    Dossier,
    check_name,
)
from app.infra.typeset import typeset
from app.infra.wording import day, moment

_SIGNS = {"pass": "evidenced", "doubt": "partial", "fail": "contradicted", "unknown": "unknown"}
_TONES = {Standing.GOOD: "ink", Standing.QUALIFIED: "", Standing.REJECTED: "contra"}
_Head = tuple[tuple[str, int], ...]
# Head of a column, and its width in mm: 0 takes what is left.
_SUM_HEAD = (("Section", 0), ("Weight", 14), ("Claim", 14), ("Evidenced", 17), ("Weight × claim", 24),
             ("Weight × evidenced", 30))  # fmt: skip
_LINE_HEAD = (("Question", 0), ("Evidence", 28), ("Weight", 12), ("Claim", 11), ("Credit", 11), ("Weight × claim", 24),
              ("× credit", 14))  # fmt: skip


def scorecard_pdf(dossier: Dossier, fonts: Path | None = None) -> bytes:
    """A tagged PDF (PDF/UA-1). `fonts`: a folder with further fonts."""
    return typeset("scorecard", scorecard_data(dossier), now=dossier.made_at, fonts=fonts).pdf


def figure(value: float | None) -> str:
    return "" if value is None else str(round(100 * value))


def score_data(score: Score) -> dict[str, Any] | None:
    """A bar with its words; None where nothing could be scored."""
    if score.claimed is None or score.evidenced is None:
        return None
    claimed, evidenced, against = figure(score.claimed), figure(score.evidenced), figure(score.contradicted)
    alt = f"Bar from 0 to 100: claimed {claimed}, evidenced {evidenced}"
    return {
        "claimed": score.claimed, "evidenced": score.evidenced, "contradicted": score.contradicted,
        "claimed_words": claimed, "evidenced_words": evidenced, "gap_words": figure(score.gap),
        "alt": f"{alt}, of the claimed {against} contradicted." if score.contradicted else f"{alt}.",
    }  # fmt: skip


def scorecard_data(d: Dossier) -> dict[str, Any]:
    card, made = d.card, d.made_at.astimezone(d.zone)
    return {
        "title": f"{d.vendor}: scorecard {d.kept.number}",
        "description": f"What {d.vendor} claims and what is evidenced, in “{d.campaign.title}”.",
        "keywords": ["scorecard", d.campaign.title, card.inputs_hash],
        "made_by": d.made_by,
        "day": [made.year, made.month, made.day],
        "day_words": day(made),
        "organisation": d.organisation,
        "running": f"{d.vendor}, scorecard {d.kept.number}",
        "foot": f"Made {moment(d.made_at, d.zone)} by {d.made_by}. Inputs sha-256 {card.inputs_hash[:16]}. "
        "Readiness, not legal compliance.",
        "readiness": READINESS,
        "head": _labelled(
            ("About", d.about), ("Campaign", d.campaign.title),
            ("Submitted", day(d.submission.submitted_at, d.zone) + (", late" if d.submission.late else "")),
            ("Signed by", f"{d.submission.signed_name}, {d.submission.signed_function}"),
        ),
        "score": score_data(card.overall),
        "answered": _answered(d),
        "flags": [_flag(d, flag) for flag in card.flags],
        "decisions": [
            {"label": made.words, "words": f"{made.about}: {made.reason}" if made.about else made.reason,
             "by": f"{made.by}, {moment(made.at, d.zone)}"}
            for made in d.decisions
        ],
        "contradictions": [_finding(d, f) for f in d.contradictions],
        "others": [_finding(d, f) for f in d.other_findings],
        "tables": list(_tables(d)),
        "certificates": [_certificate(c) for c in card.certificates],
        "workings": list(_workings(d)),
        "workings_note": _workings_note(d),
        "judgements": [
            {"when": moment(j.review.at, d.zone), "by": j.review.by, "about": j.about, "words": j.words,
             "reason": j.review.reason}
            for j in d.judgements
        ],
        "not_checked": list(card.not_checked),
        "not_covered": [d.clause(ref) for ref in card.not_covered],
        "not_covered_title": f"{len(card.not_covered)} clauses that no question of this questionnaire speaks to",
        "provenance": provenance(d),
    }  # fmt: skip


def provenance(d: Dossier) -> list[dict[str, Any]]:
    """Where the figures come from, label by value; digests are marked `mono`."""
    card = d.card
    texts = [
        ("Questionnaire", f"{d.release.title}, release {d.release.number}"),
        ("Rules", card.engine),
        ("Policy", card.policy),
        ("Scorecard", f"Number {d.kept.number}, calculated {moment(d.kept.created_at, d.zone)} by {d.kept.created_by}"),
        ("Judged on", day(card.as_of)),
        ("Answers", f"Submission {d.submission.number} of {moment(d.submission.submitted_at, d.zone)}"),
        ("Documents", str(len(d.sent.evidence))),
        ("This report", f"Made {moment(d.made_at, d.zone)} by {d.made_by} of {d.organisation}"),
    ]
    digests = [
        ("Inputs, sha-256", card.inputs_hash),
        ("Release, sha-256", card.release),
        ("Policy, sha-256", card.policy_hash),
        ("Reference data, sha-256", card.reference_hash),
        ("Submission, sha-256", d.submission.digest),
    ]
    return _labelled(*texts) + [{"label": label, "value": value, "mono": True} for label, value in digests]


def _labelled(*pairs: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"label": label, "value": value} for label, value in pairs]


def _answered(d: Dossier) -> str:
    said = f"{d.answered} of {len(d.visible)} questions answered, documents attached: {len(d.sent.evidence)}."
    if d.card.overall.coverage is not None:
        said += f" {figure(d.card.overall.coverage)}% of the weight is covered."
    if d.withheld:
        said += " Confidential answers are left out: the role of whoever made this report does not include them."
    return said


def _flag(d: Dossier, flag: Flag) -> dict[str, str]:
    return {
        "sign": "contradicted" if flag.kind == "contradiction" else "partial",
        "kind": FLAGS[flag.kind],
        "reason": flag.reason,
        "answer": d.number(flag.question) if flag.question else "",
    }


def _finding(d: Dossier, f: Finding) -> dict[str, Any]:
    about = [*(f"answer {d.number(q)}" for q in f.questions), *(d.clause(ref) for ref in f.clauses)]
    judged = [
        ("The vendor explains", f.explained, f.explained_by),
        ("Dismissed", f.dismissed, ""),
        ("Upheld", f.upheld, ""),
    ]
    return {
        "message": f.message,
        "kind": KINDS[f.kind],
        "contradiction": f.kind is FindingKind.CONTRADICTION and f.open,
        "sides": [{"label": _capital(s.label), "words": s.words, "evidence": s.kind != "answer"} for s in f.sides],
        "about": f"About {', '.join(about)}" if about else "",
        "remedy": f.remedy,
        "judged": [list(said) for said in judged if said[1]],
    }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _tables(d: Dossier) -> Iterator[dict[str, Any]]:
    """Sections, then each catalog by its headings, each with its clauses where there are several."""

    def row(label: str, title: str, score: Score, questions: Iterable[str], indent: bool = False) -> dict[str, Any]:
        return {
            "label": label, "title": title, "score": score_data(score), "indent": indent,
            "contradictions": d.contradicting(set(questions)),
        }  # fmt: skip

    sections = [
        row(str(number), str(s.title), d.card.sections[s.id], [q.id for q in s.questions])
        for number, s in enumerate(d.questionnaire.sections, 1)
        if s.id in d.card.sections
    ]
    yield {"title": "Section", "rows": sections}
    asked: dict[str, set[str]] = {}
    for question in d.questionnaire.by_id.values():
        for spoken in question.clauses:
            asked.setdefault(spoken.clause, set()).add(question.id)
    for name in d.questionnaire.catalogs:
        catalog = d.reference.catalog(name)
        if catalog is None:
            continue
        rows = []
        if whole := d.card.frameworks.get(name):
            speaks = [
                q.id for q in d.questionnaire.by_id.values() if any(c.clause.startswith(f"{name}:") for c in q.clauses)
            ]
            rows.append(row(catalog.short, WHOLE, whole, speaks))
        for top, clauses in grouped(catalog, d.card.clauses.keys()):
            refs = [f"{catalog.key}:{c.id}" for c in clauses]
            both = set().union(*(asked.get(ref, set()) for ref in refs))
            rows.append(row(top.label, top.title, pooled(d.card.clauses[ref] for ref in refs), both))
            if len(clauses) > 1:
                rows += [
                    row(c.label, c.title, d.card.clauses[ref], asked.get(ref, ()), indent=True)
                    for ref, c in zip(refs, clauses, strict=True)
                ]
        if rows:
            yield {"title": catalog.short, "rows": rows}


def _certificate(c: CertificateStanding) -> dict[str, Any]:
    return {
        "title": c.title,
        "standing": STANDINGS[c.standing],
        "tone": _TONES[c.standing],
        "holder": c.holder.rstrip(".") or "nobody named",
        "accepted": c.accepted,
        "checks": [
            {"name": check_name(k.code), "sign": _SIGNS[k.outcome.value], "outcome": OUTCOMES[k.outcome] if k.performed
             else "Not looked at", "reason": k.reason}
            for k in c.checks
        ],
    }  # fmt: skip


def _workings_note(d: Dossier) -> str:
    note = (
        "Every score is a weighted mean. Evidenced is claim times credit, and the credit is what the support of an "
        "answer is worth under the policy"
    )
    if (policy := d.scored_under) is None:
        return f"{note} “{d.card.policy}”, which the campaign has replaced since."
    worth = policy.credits
    return (
        f"{note} “{d.card.policy}”: contradicted {worth.contradicted:g}, nothing attached {worth.unsupported:g}, "
        f"a document {worth.documented:g}, a certificate {worth.certified:g}, confirmed at the source "
        f"{worth.verified:g}; 1 where no evidence is expected."
    )


def _workings(d: Dossier) -> Iterator[dict[str, Any]]:
    """The sum behind the overall score, then the one behind each section."""
    overall = explain(d.card, "overall", questionnaire=d.questionnaire)
    yield _sum("Overall", overall, _SUM_HEAD, [_section_line(line) for line in overall.lines])
    for section in d.questionnaire.sections:
        if section.id in d.card.sections:
            working = explain(d.card, f"section:{section.id}", questionnaire=d.questionnaire)
            yield _sum(working.label, working, _LINE_HEAD, [_question_line(line) for line in working.lines])


def _sum(title: str, working: Working, head: _Head, rows: list[dict[str, Any]]) -> dict[str, Any]:
    columns = [
        {"title": name, "wide": not width, "width": width, "number": bool(width) and name != "Evidence"}
        for name, width in head
    ]
    return {
        "title": title, "columns": columns, "rows": rows, "claimed": working.formula_claimed or "no score",
        "evidenced": working.formula_evidenced or "no score", "why": working.why,
    }  # fmt: skip


def _section_line(line: Working) -> dict[str, Any]:
    cells = [
        line.label, _plain(line.weight), _two(line.claimed), _two(line.evidenced), _two(line.product_claimed),
        _two(line.product_evidenced),
    ]  # fmt: skip
    return {"outside": None, "cells": cells}


def _question_line(line: Working) -> dict[str, Any]:
    if not line.in_sums:
        return {"outside": line.why or "Outside the sums.", "cells": [line.label]}
    support = SUPPORT[line.support] if line.support else ""
    cells = [
        line.label, support, _plain(line.weight), _two(line.claimed), _two(line.credit), _two(line.product_claimed),
        _two(line.product_evidenced),
    ]  # fmt: skip
    return {"outside": None, "cells": cells}


def _two(value: float | None) -> str:
    return "" if value is None else two(value)


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
