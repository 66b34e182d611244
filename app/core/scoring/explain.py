"""A number opened into its workings, from the scorecard alone: one level for a page, or the whole tree for a file.

The tree goes from a score to its sections or questions, and from a question to its grounds: the answer, the evidence
and what the certificates' standing is, the findings that name it, and the line of the policy that gave the credit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import fsum
from typing import Literal

from app.core.frozen import Frozen
from app.core.questionnaire.model import Questionnaire
from app.core.scoring.scorecard import QuestionScore, Score, Scorecard, State, Support, Term
from app.core.scoring.sums import weighted_score


class Ground(Frozen):
    """What a question's number rests on, at the end of the tree."""

    kind: Literal["answer", "judgement", "evidence", "certificate", "finding", "policy"]
    words: str
    ref: str = ""  # id of the certificate, key of the finding


class Working(Frozen):
    """A number with the line or sum it comes from. `lines` are its terms, each of which can be opened by its `path`.

    In a sum's lines `weight` is already multiplied by `share`, and `product_claimed` and `product_evidenced` are what
    the line adds to the two sums.
    """

    path: str
    label: str
    claimed: float | None
    evidenced: float | None
    formula_claimed: str = ""
    formula_evidenced: str = ""
    why: str = ""
    weight: float | None = None
    share: float | None = None
    support: Support | None = None
    credit: float | None = None
    product_claimed: float | None = None
    product_evidenced: float | None = None
    in_sums: bool = True
    lines: tuple[Working, ...] = ()
    grounds: tuple[Ground, ...] = ()  # of a question


class _Names:
    """Labels: the questionnaire's words when it is there, ids when it is not."""

    def __init__(self, questionnaire: Questionnaire | None, language: str) -> None:
        self._questionnaire, self._language = questionnaire, language

    def question(self, question: str) -> str:
        if self._questionnaire is None or question not in self._questionnaire.by_id:
            return question
        asked = self._questionnaire.by_id[question].ask.in_(self._language)
        return f"{self._questionnaire.numbers[question]} {asked}"

    def section(self, section: str) -> str:
        if self._questionnaire is not None:
            for known in self._questionnaire.sections:
                if known.id == section:
                    return known.title.in_(self._language)
        return section


def explain(
    scorecard: Scorecard,
    path: str,
    *,
    questionnaire: Questionnaire | None = None,
    language: str = "en",
    depth: int | None = 1,
) -> Working:
    """The workings behind `overall`, `section:ID`, `clause:REF`, `framework:KEY` or `question:ID`.

    `depth` is how many levels of lines are opened: 1 for one table, None for everything below. With the questionnaire,
    labels are its words in `language`. Raises KeyError for a path the scorecard does not have.
    """
    kind, _, name = path.partition(":")
    explainer = _EXPLAINERS.get(kind)
    if explainer is None or (kind == "overall") != (name == ""):
        raise KeyError(path)
    names = _Names(questionnaire, language)
    return _opened(scorecard, explainer(scorecard, name, names), names, depth)


def explain_group(scorecard: Scorecard, path: str, label: str, clauses: Mapping[str, str]) -> Working:
    """The workings behind clauses that are shown as one figure. `clauses`: reference -> label, those under a heading of
    a catalog, which a scorecard alone does not know. Its lines open as `clause:REF`."""
    terms = {
        ref: Term(of=ref, weight=weight, claimed=score.claimed, evidenced=score.evidenced)
        for ref in clauses
        if (score := scorecard.clauses[ref]).claimed is not None
        and score.evidenced is not None
        and (weight := fsum(t.weight for t in score.terms)) > 0
    }
    lines = [_line(f"clause:{ref}", clauses[ref], term) for ref, term in terms.items()]
    lines += [
        Working(path=f"clause:{ref}", label=name, claimed=None, evidenced=None, why="No score.", in_sums=False)
        for ref, name in clauses.items()
        if ref not in terms
    ]
    why = "The mean over the clauses under this heading, each by the weights and shares of its questions."
    return _sum(path, label, weighted_score(list(terms.values()), None), tuple(lines), why)


def _opened(scorecard: Scorecard, working: Working, names: _Names, depth: int | None) -> Working:
    """The lines of a sum opened in their turn; a question has grounds and no lines."""
    if depth is not None and depth <= 1:
        return working
    below = None if depth is None else depth - 1
    lines = []
    for line in working.lines:
        kind, _, name = line.path.partition(":")
        if kind == "question":
            grounds = _grounds(scorecard, scorecard.questions[name], line.support, line.credit)
            lines.append(line.model_copy(update={"grounds": grounds}))
        else:
            inner = _opened(scorecard, _EXPLAINERS[kind](scorecard, name, names), names, below)
            lines.append(line.model_copy(update={"lines": inner.lines, "why": inner.why}))
    return working.model_copy(update={"lines": tuple(lines)})


def _grounds(
    scorecard: Scorecard, result: QuestionScore, support: Support | None, credit: float | None
) -> tuple[Ground, ...]:
    """`support` and `credit` are those at the clause that the number is about."""
    found = [Ground(kind="answer", words=result.why.removesuffix(result.backed).strip())]
    if result.override:
        found.append(Ground(kind="judgement", words=f"The value was set by {result.override}"))
    if result.backed:
        found.append(Ground(kind="evidence", words=result.backed))
    for standing in scorecard.certificates:
        if standing.certificate in result.evidence:
            words = f"{standing.title}, held by {standing.holder}: its standing is {standing.standing.value}."
            if standing.accepted:
                words += f" Accepted by {standing.accepted}"
            found.append(Ground(kind="certificate", words=words, ref=standing.certificate))
    for finding in scorecard.findings:
        if finding.key in result.findings:
            state = f"dismissed by {finding.dismissed}" if finding.dismissed else "open"
            if finding.upheld:
                state += f", upheld by {finding.upheld}"
            words = f"{finding.kind.value.capitalize()}, {state}: {finding.message}"
            found.append(Ground(kind="finding", words=words, ref=finding.key))
    if support is not None and credit is not None:
        named = support.value.replace("_", " ")
        words = f"“{named}” counts {two(credit)} under policy {scorecard.policy}."
        found.append(Ground(kind="policy", words=words))
    return tuple(found)


def two(value: float) -> str:
    """Two decimals, rounded as pages round points of a hundred: 0.175 is 18 there, and 0.18 here."""
    return f"{round(100 * value) / 100:.2f}"


def as_text(working: Working) -> str:
    """The workings as lines of text, indented by depth."""
    return "\n".join(_text_lines(working, 0))


def _overall(scorecard: Scorecard, name: str, names: _Names) -> Working:
    lines = tuple(_line(f"section:{t.of}", names.section(t.of), t) for t in scorecard.overall.terms)
    why = "The mean over the sections that have a score, each by its weight."
    left_out = [names.section(s) for s, score in scorecard.sections.items() if score.claimed is None]
    if left_out:
        why += f" No score: {', '.join(left_out)}."
    return _sum("overall", "Overall", scorecard.overall, lines, why)


def _section(scorecard: Scorecard, name: str, names: _Names) -> Working:
    why = "The mean over the section's questions in the sums, each by its weight."
    members = {q: 1.0 for q, result in scorecard.questions.items() if result.section == name}
    return _of_questions(
        scorecard, f"section:{name}", names.section(name), scorecard.sections[name], names, why, members
    )


def _clause(scorecard: Scorecard, name: str, names: _Names) -> Working:
    why = "The mean over the questions that speak to this clause, each by its weight and share."
    return _of_questions(scorecard, f"clause:{name}", name, scorecard.clauses[name], names, why, {})


def _framework(scorecard: Scorecard, name: str, names: _Names) -> Working:
    why = "The mean over the questions that speak to this catalog, each by its weight and shares (together at most 1)."
    return _of_questions(scorecard, f"framework:{name}", name, scorecard.frameworks[name], names, why, {})


def _question(scorecard: Scorecard, name: str, names: _Names) -> Working:
    result = scorecard.questions[name]
    return Working(
        path=f"question:{name}",
        label=names.question(name),
        claimed=result.claim,
        evidenced=result.evidenced,
        formula_claimed="" if result.claim is None else f"claim {two(result.claim)}",
        formula_evidenced=_times(result),
        why=_why(result),
        weight=result.weight,
        support=result.support,
        credit=result.credit,
        in_sums=result.in_sums,
        grounds=_grounds(scorecard, result, result.support, result.credit),
    )


_EXPLAINERS: dict[str, Callable[[Scorecard, str, _Names], Working]] = {
    "overall": _overall,
    "section": _section,
    "clause": _clause,
    "framework": _framework,
    "question": _question,
}


def _of_questions(
    scorecard: Scorecard,
    path: str,
    label: str,
    score: Score,
    names: _Names,
    why: str,
    members: Mapping[str, float],
) -> Working:
    """Lines for the questions in the sum, then for members that are outside it, which say why."""
    summed = {t.of for t in score.terms}
    lines = [_line(f"question:{t.of}", names.question(t.of), t, _why(scorecard.questions[t.of])) for t in score.terms]
    lines += [
        _question(scorecard, q, names).model_copy(update={"share": share, "grounds": ()})
        for q, share in members.items()
        if q not in summed
    ]
    return _sum(path, label, score, tuple(lines), why)


def _sum(path: str, label: str, score: Score, lines: tuple[Working, ...], why: str) -> Working:
    weight = fsum(t.weight for t in score.terms)
    if score.claimed is None or score.evidenced is None:
        return Working(
            path=path, label=label, claimed=None, evidenced=None, lines=lines, why=f"Nothing here can be scored. {why}"
        )
    claimed = fsum(t.weight * t.claimed for t in score.terms)
    evidenced = fsum(t.weight * t.evidenced for t in score.terms)
    return Working(
        path=path,
        label=label,
        claimed=score.claimed,
        evidenced=score.evidenced,
        formula_claimed=f"sum of weight × claim, {two(claimed)} ÷ {weight:g} = {two(score.claimed)}",
        formula_evidenced=f"sum of weight × claim × credit, {two(evidenced)} ÷ {weight:g} = {two(score.evidenced)}",
        why=why,
        weight=weight,
        product_claimed=claimed,
        product_evidenced=evidenced,
        lines=lines,
    )


def _line(path: str, label: str, term: Term, why: str = "") -> Working:
    claimed, evidenced = term.weight * term.claimed, term.weight * term.evidenced
    return Working(
        path=path,
        label=label,
        claimed=term.claimed,
        evidenced=term.evidenced,
        formula_claimed=f"{term.weight:g} × {two(term.claimed)} = {two(claimed)}",
        formula_evidenced=f"{term.weight:g} × {two(term.evidenced)} = {two(evidenced)}",
        why=why,
        weight=term.weight,
        share=term.share,
        support=term.support,
        credit=term.credit,
        product_claimed=claimed,
        product_evidenced=evidenced,
    )


def _times(result: QuestionScore) -> str:
    if result.claim is None or result.evidenced is None:
        return ""
    if result.credit is None or result.support is None:
        return two(result.evidenced)
    support = result.support.value.replace("_", " ")
    return f"claim {two(result.claim)} × credit {two(result.credit)} ({support}) = {two(result.evidenced)}"


def _why(result: QuestionScore) -> str:
    outside = {
        State.HIDDEN: "Outside the sums.",
        State.INFORMATION: "Outside the sums.",
        State.NOT_APPLICABLE: "Outside the sums.",
        State.AWAITING_REVIEW: "Outside the sums until then.",
    }
    return result.why if result.in_sums else f"{result.why} {outside.get(result.state, 'Outside the sums.')}"


def _text_lines(working: Working, depth: int) -> list[str]:
    indent = "  " * depth
    head = f"{indent}{working.label}: " + (
        "no score"
        if working.claimed is None or working.evidenced is None
        else f"claimed {two(working.claimed)}, evidenced {two(working.evidenced)}"
    )
    lines = [head]
    why = "" if working.grounds else working.why  # the grounds say the same, one by one
    lines += [f"{indent}  {f}" for f in (working.formula_claimed, working.formula_evidenced, why) if f]
    lines += [f"{indent}  - {ground.kind}: {ground.words}" for ground in working.grounds]
    for line in working.lines:
        lines += _text_lines(line, depth + 1)
    return lines
