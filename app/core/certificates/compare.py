"""Answers against certificates: what a question claims, beside what the document says, with both sides quoted.

A certificate never raises an answer. It matches what was claimed, speaks against it, or leaves it open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from enum import StrEnum

from app.core.catalog.model import ReferenceData
from app.core.certificates.checks import title_of
from app.core.certificates.context import in_words, text_of
from app.core.certificates.facts import CertificateFacts, Fact
from app.core.certificates.names import Likeness, compare_names
from app.core.certificates.standard import read_designation
from app.core.frozen import Frozen
from app.core.questionnaire import kinds
from app.core.questionnaire.model import Claim, Kind, Question, Questionnaire
from app.core.response import Answer, Response
from app.core.scoring.scorecard import CertificateStanding, CheckResult, Outcome, Side, Standing
from app.core.wording import Said, say

Asserted = bool | str | date | frozenset[str]
_CONTROL = re.compile(r"\bA[ .]?(\d+(?:\.\d+){0,2})\b", re.IGNORECASE)


class Result(StrEnum):
    MATCH = "match"
    MISMATCH = "mismatch"
    CANNOT_TELL = "cannot tell"


class Comparison(Frozen):
    """One claim of one answer beside one certificate; without a certificate of that scheme, `certificate` is empty."""

    question: str
    fact: str
    scheme: str
    asserted: str  # what the answer claims, as text
    certificate: str
    result: Result
    answer: Side
    document: Side | None
    why: Said


def compare_claims(
    questionnaire: Questionnaire,
    response: Response,
    reference: ReferenceData,
    standings: Mapping[str, CertificateStanding],
    visible: Collection[str],
) -> tuple[Comparison, ...]:
    """Every claim of every visible, given answer beside every certificate of its scheme, in the order of the file.

    `standings` are by certificate id.
    """
    found: list[Comparison] = []
    for question in questionnaire.by_id.values():
        answer = response.answers.get(question.id)
        if question.id not in visible or answer is None or not answer.given or answer.not_applicable:
            continue
        for claim in question.claims:
            certificates = [c for c in response.certificates if c.scheme == claim.scheme]
            for asserted in what_is_asserted(question, claim, answer):
                said = _answer_side(questionnaire, question, answer)
                base = {
                    "question": question.id,
                    "fact": claim.fact,
                    "scheme": claim.scheme,
                    "asserted": plain_words(asserted),
                    "answer": said,
                }
                if not certificates:
                    why = say("No certificate of this scheme is there to compare with.")
                    bare = {"certificate": "", "result": Result.CANNOT_TELL, "document": None, "why": why}
                    found.append(Comparison.model_validate(base | bare))
                for facts in certificates:
                    result, why, fact = _compared(claim.fact, asserted, facts, standings[facts.id])
                    document = certificate_side(facts, claim.fact, fact, reference)
                    seen = {"certificate": facts.id, "result": result, "document": document, "why": why}
                    found.append(Comparison.model_validate(base | seen))
    return tuple(found)


def _compared(name: str, asserted: Asserted, facts: CertificateFacts, standing: CertificateStanding) -> _Verdict:
    """What a certificate makes of a claim. Facts that were read and that nobody has confirmed decide nothing: a
    reader's mistake must not stand against anybody, and must not settle a claim either.

    "A certificate is held" beside one that is there stays a match: it rests on the document, not on a word in it.
    """
    result, why, fact = _COMPARE[name](asserted, facts, standing)
    open_facts = not_confirmed(facts, *RESTS_ON.get(name, (name,)))
    held = name == "held" and result is Result.MATCH
    if result is Result.CANNOT_TELL or held or not open_facts:
        return result, why, fact
    named = " and ".join(open_facts)
    return (
        Result.CANNOT_TELL,
        say("Read from the document, and not confirmed by anybody yet: %(named)s.", named=named),
        fact,
    )


def not_confirmed(facts: CertificateFacts, *names: str) -> tuple[str, ...]:
    """Those of the named facts (of all, without names) that were read and not confirmed, as people call them."""
    stated = {n: getattr(facts, n) for n in names or type(facts).model_fields}
    return tuple(n.replace("_", " ") for n, f in stated.items() if isinstance(f, Fact) and not f.confirmed)


def what_is_asserted(question: Question, claim: Claim, answer: Answer) -> Iterator[Asserted]:
    """What one answer claims. A choice claims what `values` says of it; other kinds claim what was written."""
    value = answer.value
    if question.type in (Kind.SINGLE, Kind.SCALE, Kind.YES_NO):
        meaning = claim.values.get(str(value))
        if not claim.values and question.type is Kind.YES_NO and claim.fact in ("held", "accredited"):
            meaning = str(value) == "yes"
        yield from () if meaning is None else (meaning,)
    elif question.type is Kind.MULTI and isinstance(value, list | tuple):
        chosen = [claim.values.get(str(v)) for v in value]
        if claim.fact == "excluded_controls":
            # "None left out" is a claim only when the author says so, by mapping that option to "".
            said = [v for v in chosen if isinstance(v, str)]
            yield from (frozenset(c for v in said for c in _controls(v)),) if said else ()
        else:
            yield from (v for v in chosen if v is not None)
    elif question.type is Kind.TABLE and claim.column and isinstance(value, list | tuple):
        cells = [str(row.get(claim.column) or "").strip() for row in value if isinstance(row, dict)]
        if claim.fact == "excluded_controls":
            yield frozenset(c for cell in cells for c in _controls(cell))
        else:
            yield from (a for cell in cells if cell for a in _written(claim.fact, cell))
    elif isinstance(value, str) and value.strip():
        yield from _written(claim.fact, value.strip())


def _written(fact: str, text: str) -> Iterator[Asserted]:
    if fact == "excluded_controls":
        yield _controls(text)
    elif fact in ("valid_from", "valid_until"):
        try:
            yield date.fromisoformat(text)
        except ValueError:
            return
    elif fact in ("number", "holder", "body", "standard"):
        yield text


def _controls(text: str) -> frozenset[str]:
    return frozenset(f"A.{hit[1]}" for hit in _CONTROL.finditer(text))


def excluded_controls(facts: CertificateFacts) -> frozenset[str] | None:
    """Annex A controls that the statement of applicability leaves out, as "A.7.5"; None when nothing is stated."""
    if facts.excluded_controls is None:
        return None
    return frozenset(c for entry in facts.excluded_controls.value for c in _controls(entry))


def covered_by(control: str, controls: Collection[str]) -> bool:
    """Leaving out A.7 leaves out A.7.5 too."""
    return any(control == c or control.startswith(f"{c}.") for c in controls)


def certificate_side(facts: CertificateFacts, name: str, fact: Fact[str] | None, reference: ReferenceData) -> Side:
    """A certificate quoted: the words on the page when they were read, else the fact as typed."""
    words = (fact.source.words or plain_words(fact.value)) if fact else title_of(facts, reference)
    label = f"Certificate {text_of(facts.number) or title_of(facts, reference)}"
    if fact and fact.source.page:
        label += f", page {fact.source.page}"
    if fact:
        label += f", {name.replace('_', ' ')}"
    source = fact.source if fact else None
    return Side(
        label=label, words=words, kind="certificate", evidence=facts.evidence, page=source.page if source else None,
        certificate=facts.id, fact=name if fact else "", box=source.box if source else None,
    )  # fmt: skip


def _answer_side(questionnaire: Questionnaire, question: Question, answer: Answer) -> Side:
    words = kinds.describe(question, answer.value, "en")
    return Side(label=f"Answer {questionnaire.numbers[question.id]}", words=words, kind="answer")


def plain_words(value: object) -> str:
    """A fact or a claim as people read it."""
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, frozenset | set | tuple | list):
        return ", ".join(sorted(str(v) for v in value)) or say("none")
    return str(value)


_Verdict = tuple[Result, str, "Fact[str] | None"]


def _check(standing: CertificateStanding, code: str) -> CheckResult | None:
    return next((c for c in standing.checks if c.code == code), None)


def _is(standing: CertificateStanding, code: str, *outcomes: Outcome) -> bool:
    found = _check(standing, code)
    return found is not None and found.outcome in outcomes


def _held(asserted: Asserted, facts: CertificateFacts, standing: CertificateStanding) -> _Verdict:
    against = [c for c in standing.checks if c.blocking and c.outcome is Outcome.FAIL]
    if not standing.checks or _check(standing, "CERT-STANDARD") is None:
        return Result.CANNOT_TELL, say("The document is not a certificate of a management system."), None
    if asserted is True:
        if standing.standing is Standing.REJECTED:
            return (
                Result.CANNOT_TELL,
                say("The certificate does not support it: %(reason)s", reason=against[0].reason),
                None,
            )
        return Result.MATCH, say("A certificate is there."), None
    in_force = (
        standing.standing is not Standing.REJECTED
        and _is(standing, "CERT-HOLDER", Outcome.PASS)
        and _is(standing, "CERT-VALIDITY", Outcome.PASS, Outcome.DOUBT)
        and facts.valid_until is not None
    )
    if in_force:
        return Result.MISMATCH, say("A certificate of the vendor that is in force is there."), None
    return Result.CANNOT_TELL, say("The certificate that is there is not one of the vendor that is in force."), None


def _accredited(asserted: Asserted, facts: CertificateFacts, standing: CertificateStanding) -> _Verdict:
    check = _check(standing, "CERT-ACCREDITATION")
    fact = facts.accreditation_body
    if check is None or check.outcome is not Outcome.PASS:
        why = check.reason if check else say("The document is not a certificate of a management system.")
        return Result.CANNOT_TELL, why, fact
    return (Result.MATCH if asserted is True else Result.MISMATCH), check.reason, fact


def _scope(asserted: Asserted, facts: CertificateFacts, standing: CertificateStanding) -> _Verdict:
    check = _check(standing, "CERT-SCOPE")
    if check is None:
        return Result.CANNOT_TELL, say("The document is not a certificate of a management system."), facts.scope
    named = check.outcome is Outcome.PASS
    elsewhere = check.outcome is Outcome.FAIL or bool(check.looked_at.get("names"))
    if asserted == "in" and (named or elsewhere):
        return (Result.MATCH if named else Result.MISMATCH), check.reason, facts.scope
    if asserted == "out" and (named or elsewhere):
        return (Result.MISMATCH if named else Result.MATCH), check.reason, facts.scope
    return Result.CANNOT_TELL, check.reason, facts.scope


def _number(asserted: Asserted, facts: CertificateFacts, standing: CertificateStanding) -> _Verdict:
    if facts.number is None:
        return Result.CANNOT_TELL, say("The facts hold no number."), None
    same = _letters(str(asserted)) == _letters(facts.number.value)
    why = say("The numbers are the same.") if same else say("The numbers differ.")
    return (Result.MATCH if same else Result.MISMATCH), why, facts.number


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _company(field: str) -> Callable[[Asserted, CertificateFacts, CertificateStanding], _Verdict]:
    def compare(asserted: Asserted, facts: CertificateFacts, standing: CertificateStanding) -> _Verdict:
        fact: Fact[str] | None = getattr(facts, field)
        if fact is None:
            return Result.CANNOT_TELL, say("The facts hold no such company."), None
        compared = compare_names(str(asserted), fact.value)
        result = {
            Likeness.SAME: Result.MATCH,
            Likeness.DOUBT: Result.CANNOT_TELL,
            Likeness.DIFFERENT: Result.MISMATCH,
        }
        return result[compared.likeness], compared.reason, fact

    return compare


def _day(field: str) -> Callable[[Asserted, CertificateFacts, CertificateStanding], _Verdict]:
    def compare(asserted: Asserted, facts: CertificateFacts, standing: CertificateStanding) -> _Verdict:
        fact: Fact[date] | None = getattr(facts, field)
        if fact is None or not isinstance(asserted, date):
            return Result.CANNOT_TELL, say("The facts hold no such date."), None
        as_text = Fact[str](value=in_words(fact.value), source=fact.source)
        if fact.value == asserted:
            return Result.MATCH, say("The dates are the same."), as_text
        return (
            Result.MISMATCH,
            say("%(said)s is not %(printed)s.", said=asserted, printed=fact.value),
            as_text,
        )

    return compare


def _standard(asserted: Asserted, facts: CertificateFacts, standing: CertificateStanding) -> _Verdict:
    if facts.standard is None:
        return Result.CANNOT_TELL, say("The facts do not say which standard it is for."), None
    said, printed = read_designation(str(asserted)), read_designation(facts.standard.value)
    if said is None or printed is None:
        same = " ".join(str(asserted).casefold().split()) == " ".join(facts.standard.value.casefold().split())
        result = Result.MATCH if same else Result.CANNOT_TELL
        return result, say("The designations were compared as words."), facts.standard
    if said.number != printed.number:
        return (
            Result.MISMATCH,
            say("%(said)s is not %(printed)s.", said=said.number, printed=printed.number),
            facts.standard,
        )
    if said.year and printed.year and said.year != printed.year:
        if said.prefix != printed.prefix:
            return Result.CANNOT_TELL, say("National designations carry years of their own."), facts.standard
        return (
            Result.MISMATCH,
            say("The edition %(said)s is not %(printed)s.", said=said.year, printed=printed.year),
            facts.standard,
        )
    return Result.MATCH, say("The same standard is named."), facts.standard


def _excluded(asserted: Asserted, facts: CertificateFacts, standing: CertificateStanding) -> _Verdict:
    printed = excluded_controls(facts)
    if printed is None or not isinstance(asserted, frozenset):
        return (
            Result.CANNOT_TELL,
            say("The facts do not say which controls the statement of applicability omits."),
            None,
        )
    source = facts.excluded_controls.source if facts.excluded_controls else None
    fact = Fact[str](value=plain_words(printed), source=source) if source else Fact[str](value=plain_words(printed))
    if printed == asserted:
        return Result.MATCH, say("The same controls are left out."), fact
    only_said, only_printed = plain_words(asserted - printed), plain_words(printed - asserted)
    return (
        Result.MISMATCH,
        say(
            "Left out by the answer only: %(answer)s; by the document only: %(document)s.",
            answer=only_said,
            document=only_printed,
        ),
        fact,
    )


# What else a comparison looks at than the fact it is called after.
RESTS_ON: dict[str, tuple[str, ...]] = {
    "held": ("standard", "holder", "valid_until"),
    "accredited": ("standard", "body", "accreditation_body"),
}
_COMPARE: dict[str, Callable[[Asserted, CertificateFacts, CertificateStanding], _Verdict]] = {
    "held": _held,
    "accredited": _accredited,
    "scope": _scope,
    "number": _number,
    "holder": _company("holder"),
    "body": _company("body"),
    "valid_from": _day("valid_from"),
    "valid_until": _day("valid_until"),
    "standard": _standard,
    "excluded_controls": _excluded,
}
